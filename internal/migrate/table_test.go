package migrate

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/runpod-iac/terraform-provider-runpod/internal/provider"
)

// TestTablesAgreeWithTheSchema holds the names of ours against the provider.
func TestTablesAgreeWithTheSchema(t *testing.T) {
	t.Parallel()
	server := providerserver.NewProtocol6(provider.New(provider.Options{Version: "test"})())()
	schemas, err := server.GetProviderSchema(context.WithoutCancel(t.Context()), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for typ, table := range tables() {
		schema := schemas.ResourceSchemas[typ]
		if schema == nil {
			t.Errorf("the provider has no %s", typ)
			continue
		}
		attributes := map[string]*tfprotov6.SchemaAttribute{}
		for _, a := range schema.Block.Attributes {
			attributes[a.Name] = a
			if !slices.Contains(table.ours, a.Name) {
				t.Errorf("%s: %s is not in the table", typ, a.Name)
			}
			if _, both := table.attributes[a.Name]; both {
				t.Errorf("%s: %s is a name of ours, too", typ, a.Name)
			}
		}
		for _, name := range table.ours {
			if attributes[name] == nil && name != "timeouts" {
				t.Errorf("%s: the provider has no %s", typ, name)
			}
		}
		for old, c := range table.attributes {
			name, nested, _ := strings.Cut(c.to, ".")
			switch a := attributes[name]; {
			case c.to == "":
				if c.advice == "" {
					t.Errorf("%s: nothing is said instead of %s", typ, old)
				}
			case a == nil:
				t.Errorf("%s: %s becomes %s, which is not there", typ, old, c.to)
			case nested != "" && (a.NestedType == nil || !slices.ContainsFunc(a.NestedType.Attributes, func(n *tfprotov6.SchemaAttribute) bool { return n.Name == nested })):
				t.Errorf("%s: %s becomes %s, which is not there", typ, old, c.to)
			}
		}
	}
	for _, name := range providerArguments() {
		if name != "alias" && name != "version" && !slices.ContainsFunc(schemas.Provider.Block.Attributes, func(a *tfprotov6.SchemaAttribute) bool { return a.Name == name }) {
			t.Errorf("the provider has no argument %s", name)
		}
	}
}

// TestGuidesNameEverything that can stand in a configuration of an older
// provider.
func TestGuidesNameEverything(t *testing.T) {
	t.Parallel()
	guides, err := filepath.Glob(filepath.Join("..", "..", "templates", "guides", "migrate-from-*.md"))
	if err != nil || len(guides) != 2 {
		t.Fatalf("%d guides: %v", len(guides), err)
	}
	var text strings.Builder
	for _, path := range guides {
		page, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		text.Write(page)
	}
	for typ, table := range tables() {
		for name := range table.attributes {
			if !strings.Contains(text.String(), "`"+name+"`") {
				t.Errorf("no guide names %s of %s", name, typ)
			}
		}
	}
	for typ := range goneTypes() {
		if !strings.Contains(text.String(), "`"+typ+"`") {
			t.Errorf("no guide names %s", typ)
		}
	}
}

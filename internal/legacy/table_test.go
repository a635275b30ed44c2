package legacy_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/runpod-iac/terraform-provider-runpod/internal/legacy"
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
	for _, a := range schemas.Provider.Block.Attributes {
		if !slices.Contains(legacy.ProviderArguments(), a.Name) {
			t.Errorf("the provider's %s is not known", a.Name)
		}
	}
	for _, table := range legacy.Tables() {
		typ, rows := table.Type+" to "+table.Ours, table.Rows
		schema := schemas.ResourceSchemas[table.Ours]
		if schema == nil {
			t.Errorf("the provider has no %s", table.Ours)
			continue
		}
		attributes := map[string]*tfprotov6.SchemaAttribute{}
		for _, a := range schema.Block.Attributes {
			attributes[a.Name] = a
			read := slices.ContainsFunc(rows, func(r legacy.Row) bool { return r.Old == a.Name && r.Read == a.Name })
			if !table.IsOurs(a.Name) && !read {
				t.Errorf("%s: %s is not in the table", typ, a.Name)
			}
		}
		for _, name := range table.OursOnly() {
			if attributes[name] == nil && name != "timeouts" {
				t.Errorf("%s: the provider has no %s", typ, name)
			}
		}
		there := func(path string) bool {
			name, nested, _ := strings.Cut(path, ".")
			a := attributes[name]
			return a != nil && (nested == "" || a.NestedType != nil && slices.ContainsFunc(a.NestedType.Attributes, func(n *tfprotov6.SchemaAttribute) bool { return n.Name == nested }))
		}
		seen := map[string]bool{}
		for _, r := range rows {
			switch {
			case seen[r.Old]:
				t.Errorf("%s: %s is there twice", typ, r.Old)
			case attributes[r.Old] != nil && r.Read != r.Old:
				t.Errorf("%s: %s is a name of ours, too", typ, r.Old)
			case r.Read == "" && r.Advice == "":
				t.Errorf("%s: nothing is said instead of %s", typ, r.Old)
			case r.To != "" && !there(r.To), r.Read != "" && !there(r.Read):
				t.Errorf("%s: %s becomes %s, read as %s, which is not there", typ, r.Old, r.To, r.Read)
			}
			seen[r.Old] = true
		}
	}
	for _, name := range legacy.ProviderArguments() {
		if name != "alias" && name != "version" && !slices.ContainsFunc(schemas.Provider.Block.Attributes, func(a *tfprotov6.SchemaAttribute) bool { return a.Name == name }) {
			t.Errorf("the provider has no argument %s", name)
		}
	}
}

// TestGuidesNameEverything that can be in a configuration of an older
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
	for _, table := range legacy.Tables() {
		typ := table.Type
		for _, r := range table.Rows {
			if !table.IsOurs(r.Old) && !strings.Contains(text.String(), "`"+r.Old+"`") {
				t.Errorf("no guide names %s of %s", r.Old, typ)
			}
		}
	}
	for _, typ := range legacy.Gone() {
		if !strings.Contains(text.String(), "`"+typ+"`") {
			t.Errorf("no guide names %s", typ)
		}
	}
}

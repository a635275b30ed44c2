package provider_test

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/provider"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// root is the project's folder, seen from this package.
const root = "../.."

func server(t *testing.T) tfprotov6.ProviderServer {
	t.Helper()
	s, err := acctest.Factories(provider.Options{Version: "test"})["runpod"]()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func schemas(t *testing.T) *tfprotov6.GetProviderSchemaResponse {
	t.Helper()
	resp, err := server(t).GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range resp.Diagnostics {
		t.Fatalf("the schema does not load: %s: %s", d.Summary, d.Detail)
	}
	return resp
}

func TestProviderConfigurationValidates(t *testing.T) {
	t.Parallel()
	resp := schemas(t)
	kind := resp.Provider.ValueType()
	values := map[string]tftypes.Value{}
	for name, attribute := range kind.(tftypes.Object).AttributeTypes {
		values[name] = tftypes.NewValue(attribute, nil)
	}
	config, err := tfprotov6.NewDynamicValue(kind, tftypes.NewValue(kind, values))
	if err != nil {
		t.Fatal(err)
	}
	for _, call := range []func(context.Context) ([]*tfprotov6.Diagnostic, error){
		func(ctx context.Context) ([]*tfprotov6.Diagnostic, error) {
			r, err := server(t).ValidateProviderConfig(ctx, &tfprotov6.ValidateProviderConfigRequest{Config: &config})
			return r.Diagnostics, err
		},
		func(ctx context.Context) ([]*tfprotov6.Diagnostic, error) {
			r, err := server(t).ConfigureProvider(ctx, &tfprotov6.ConfigureProviderRequest{Config: &config})
			return r.Diagnostics, err
		},
	} {
		diags, err := call(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range diags {
			t.Errorf("%s: %s", d.Summary, d.Detail)
		}
	}
}

// secretName matches attributes that hold secrets, by their name.
var secretName = regexp.MustCompile(`(^|_)(key|password|secret|token|value|credentials)(_wo)?$`)

// notSecret are attributes whose name only looks like one.
var notSecret = []string{"runpod_ssh_key.public_key", "data.runpod_ssh_keys.ssh_keys.public_key", "data.runpod_tags.tags.key", "data.runpod_tags.tags.value"}

// TestSchemaGate walks every schema there is: described, secrets marked, no
// blocks but timeouts.
func TestSchemaGate(t *testing.T) {
	t.Parallel()
	resp := schemas(t)
	var walk func(t *testing.T, at string, attributes []*tfprotov6.SchemaAttribute)
	walk = func(t *testing.T, at string, attributes []*tfprotov6.SchemaAttribute) {
		for _, a := range attributes {
			name := at + "." + a.Name
			if strings.TrimSpace(a.Description) == "" {
				t.Errorf("%s has no description", name)
			}
			if secretName.MatchString(a.Name) && !a.Sensitive && !a.WriteOnly && !slices.Contains(notSecret, name) {
				t.Errorf("%s is named like a secret and is neither sensitive nor write-only", name)
			}
			if a.NestedType != nil {
				walk(t, name, a.NestedType.Attributes)
			}
		}
	}
	check := func(t *testing.T, at string, s *tfprotov6.Schema) {
		if strings.TrimSpace(s.Block.Description) == "" {
			t.Errorf("%s has no description", at)
		}
		walk(t, at, s.Block.Attributes)
		for _, block := range s.Block.BlockTypes {
			if block.TypeName != "timeouts" {
				t.Errorf("%s.%s is a block", at, block.TypeName)
			}
			walk(t, at+".timeouts", block.Block.Attributes)
		}
	}
	check(t, "provider", resp.Provider)
	for name, s := range resp.ResourceSchemas {
		check(t, name, s)
		if s.Version != tfkit.SchemaVersion {
			t.Errorf("%s is at schema version %d, want %d, that of all others", name, s.Version, tfkit.SchemaVersion)
		}
		if !slices.ContainsFunc(s.Block.Attributes, func(a *tfprotov6.SchemaAttribute) bool { return a.Name == "id" && a.Computed }) {
			t.Errorf("%s has no computed id", name)
		}
	}
	for name, s := range resp.DataSourceSchemas {
		check(t, "data."+name, s)
	}
	for name, s := range resp.ListResourceSchemas {
		check(t, "list."+name, s)
		if len(s.Block.BlockTypes) > 0 {
			t.Errorf("list.%s has a block", name)
		}
	}
	for name, a := range resp.ActionSchemas {
		check(t, "action."+name, a.Schema)
	}
	for name, f := range resp.Functions {
		if f.Summary == "" || f.Description == "" {
			t.Errorf("function %s is not described", name)
		}
		for _, p := range f.Parameters {
			if p.Description == "" {
				t.Errorf("parameter %s of function %s is not described", p.Name, name)
			}
		}
	}
}

// What has no kind can be neither found when the answer to its create was lost, nor
// told of when a run was cut off.
func TestEveryResourceHasAKind(t *testing.T) {
	t.Parallel()
	resources := schemas(t).ResourceSchemas
	names := map[string]bool{}
	types := map[string]bool{}
	for _, kind := range provider.Kinds() {
		if resources[kind.TypeName()] == nil || types[kind.TypeName()] || names[kind.KindName()] {
			t.Errorf("kind %q belongs to %s, which is not a resource or has another", kind.KindName(), kind.TypeName())
		}
		types[kind.TypeName()], names[kind.KindName()] = true, true
	}
	for name := range resources {
		if !types[name] {
			t.Errorf("%s has no kind", name)
		}
	}
}

func TestEveryResourceHasIdentityExampleAndDocs(t *testing.T) {
	t.Parallel()
	resp := schemas(t)
	identities, err := server(t).GetResourceIdentitySchemas(t.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		t.Fatal(err)
	}
	exists := func(elements ...string) {
		t.Helper()
		if _, err := os.Stat(filepath.Join(append([]string{root}, elements...)...)); err != nil {
			t.Error(err)
		}
	}
	for name := range resp.ResourceSchemas {
		if identities.IdentitySchemas[name] == nil {
			t.Errorf("%s has no identity", name)
		}
		exists("examples", "resources", name, "resource.tf")
		exists("examples", "resources", name, "import.sh")
		exists("docs", "resources", strings.TrimPrefix(name, "runpod_")+".md")
		if resp.ListResourceSchemas[name] == nil { // all of them can be imported
			t.Errorf("%s cannot be listed", name)
		}
	}
	for name := range resp.ListResourceSchemas {
		exists("examples", "list-resources", name, "list-resource.tfquery.hcl")
		exists("docs", "list-resources", strings.TrimPrefix(name, "runpod_")+".md")
	}
	for name := range resp.ActionSchemas {
		exists("examples", "actions", name, "action.tf")
		exists("docs", "actions", strings.TrimPrefix(name, "runpod_")+".md")
	}
	for name := range resp.DataSourceSchemas {
		exists("examples", "data-sources", name, "data-source.tf")
		exists("docs", "data-sources", strings.TrimPrefix(name, "runpod_")+".md")
	}
	for name := range resp.Functions {
		exists("examples", "functions", name, "function.tf")
		exists("docs", "functions", name+".md")
	}
}

package provider_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

// TestQueryExamples runs the list blocks of every example, which take a newer CLI
// than most have, on the protocol server.
func TestQueryExamples(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(root, "examples", "list-resources", "*", "*.tfquery.hcl"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no examples of queries: %v", err)
	}
	for _, file := range files {
		resource := filepath.Base(filepath.Dir(file))
		t.Run(resource, func(t *testing.T) {
			t.Parallel()
			acctest.NeedsIn(t, resource)
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			parsed, diags := hclparse.NewParser().ParseHCL(text, file)
			if diags.HasErrors() {
				t.Fatal(diags)
			}
			server := acctest.New(t).Server(nil)
			for _, block := range parsed.Body.(*hclsyntax.Body).Blocks {
				if block.Type != "list" || block.Labels[0] != resource {
					t.Errorf("%s: a block %s %q", block.Range(), block.Type, block.Labels)
					continue
				}
				config := map[string]any{}
				for _, inner := range block.Body.Blocks {
					for name, attribute := range inner.Body.Attributes {
						config[name] = literal(t, attribute.Expr)
					}
				}
				for _, listed := range server.List(t.Context(), resource, config, 0, true) {
					t.Errorf("an empty account has %+v", listed)
				}
			}
		})
	}
}

func literal(t *testing.T, expression hcl.Expression) string {
	t.Helper()
	value, diags := expression.Value(nil)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return value.AsString()
}

package export

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/zclconf/go-cty/cty"
	"pgregory.net/rapid"

	ours "github.com/runpod-iac/terraform-provider-runpod/internal/provider"
)

// What is written evaluates to what was read: in any text, with references or without.
func TestTextEvaluatesToItself(t *testing.T) {
	t.Parallel()
	w := newWriter([]*object{{typeName: secretType, id: "s1", name: "hf", label: "hf"}, {typeName: secretType, id: "s2", name: "a/b.c", label: "a_b_c"}})
	secret := func(name string) cty.Value {
		return cty.ObjectVal(map[string]cty.Value{"reference": cty.StringVal("{{ RUNPOD_SECRET_" + name + " }}")})
	}
	scope := &hcl.EvalContext{Variables: map[string]cty.Value{secretType: cty.ObjectVal(map[string]cty.Value{"hf": secret("hf"), "a_b_c": secret("a/b.c")})}}
	part := rapid.SampledFrom([]string{
		"{{ RUNPOD_SECRET_hf }}", "{{ RUNPOD_SECRET_a/b.c }}", "{{ RUNPOD_SECRET_other }}", "{{RUNPOD_SECRET_hf}}",
		"$", "%", "${", "%{", "}", "\"", "\\", "\n", "\t", "x", "ü", "模", "{{", "$${", "\r\n",
	})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(part, 0, 8).Draw(t, "parts"), "")
		written := hclwrite.Format(w.text("runpod_pod", "env.A", text).Bytes())
		expression, diags := hclsyntax.ParseExpression(written, "test", hcl.InitialPos)
		if diags.HasErrors() {
			t.Fatalf("%q is written as %s: %s", text, written, diags)
		}
		value, diags := expression.Value(scope)
		if diags.HasErrors() || value.AsString() != cty.StringVal(text).AsString() {
			t.Errorf("%q is written as %s, which is %#v (%s)", text, written, value, diags)
		}
	})
}

func TestReferences(t *testing.T) {
	t.Parallel()
	w := newWriter([]*object{
		{typeName: secretType, id: "s1", name: "hf", label: "hf"},
		{typeName: "runpod_network_volume", id: "v1", label: "data"},
	})
	text := func(s string) tftypes.Value { return tftypes.NewValue(tftypes.String, s) }
	for _, test := range []struct {
		typeName, path string
		value          tftypes.Value
		want           string
	}{
		{"runpod_pod", "env", tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, map[string]tftypes.Value{"T": text("{{ RUNPOD_SECRET_hf }}")}), "{\n  T = runpod_secret.hf.reference\n}"},
		{"runpod_pod", "args", text("run --token {{ RUNPOD_SECRET_hf }}"), `"run --token ${runpod_secret.hf.reference}"`},
		{secretType, "description", text("see {{ RUNPOD_SECRET_hf }}"), `"see {{ RUNPOD_SECRET_hf }}"`},
		{"runpod_endpoint", "network_volume_ids", tftypes.NewValue(tftypes.Set{ElementType: tftypes.String}, []tftypes.Value{text("v1"), text("v2")}), `[runpod_network_volume.data.id, "v2"]`},
		{"runpod_pod", "network_volume", tftypes.NewValue(tftypes.Object{AttributeTypes: map[string]tftypes.Type{"id": tftypes.String}}, map[string]tftypes.Value{"id": text("v1")}), "{\n  id = runpod_network_volume.data.id\n}"},
		{"runpod_pod", "name", text("v1"), `"v1"`},
	} {
		if got := string(hclwrite.Format(w.tokens(test.typeName, test.path, test.value).Bytes())); got != test.want {
			t.Errorf("%s is written as %s, want %s", test.path, got, test.want)
		}
	}
}

// All files are written or none, and none is overwritten.
func TestWriteAll(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	files := []file{{"a.tf", []byte("a")}, {"b.tf", []byte("b")}}
	folder := filepath.Join(dir, "new", "infra")
	if err := writeAll(folder, files); err != nil {
		t.Fatal(err)
	}
	if err := writeAll(folder, append([]file{{"0.tf", nil}}, files...)); err == nil || !strings.Contains(err.Error(), "a.tf exists, so nothing was written") {
		t.Errorf("writing again: %v", err)
	}
	if _, err := os.Stat(filepath.Join(folder, "0.tf")); err == nil {
		t.Error("a file was written beside those that are there")
	}
	failing := filepath.Join(dir, "failing", "infra")
	if err := writeAll(failing, []file{{"a.tf", nil}, {"no/such/folder.tf", nil}}); err == nil {
		t.Error("what cannot be written was")
	}
	if _, err := os.Stat(filepath.Dir(failing)); err == nil {
		t.Error("a failure leaves something behind")
	}
}

func TestDeclared(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("main.tf", "terraform {\n  required_providers {\n    runpod = { source = \"runpod-iac/runpod\" }\n  }\n}\nresource \"runpod_pod\" \"a\" {}\nvariable \"v\" {}\n")
	write("more.tofu", "output \"costs\" {\n  value = 1\n}\n")
	d, err := declaredIn(dir)
	if err != nil || !d.resources["runpod_pod"]["a"] || !d.variables["v"] || !d.provider || !d.costs {
		t.Errorf("declared: %+v, %v", d, err)
	}
	if d, err = declaredIn(filepath.Join(dir, "none")); err != nil || d.provider || d.costs {
		t.Errorf("declared in no folder: %+v, %v", d, err)
	}
	if _, err = declaredIn(filepath.Join(dir, "main.tf")); err == nil {
		t.Error("a file is a folder")
	}
	write("broken.tf", "resource {")
	if _, err = declaredIn(dir); err == nil {
		t.Error("what cannot be read was")
	}
}

// ofRunpod are the attributes that hold an ID of what Runpod offers: no resource manages that.
var ofRunpod = []string{"data_center_id", "data_center_ids", "gpu.type_ids", "gpu.excluded_type_ids", "compute.gpu_type_id", "cpu.flavor_id"}

// TestReferences_all: each attribute of a resource that can be set and holds IDs is one whose IDs become references, or is known
// to be none; and each that is listed is there.
func TestReferences_all(t *testing.T) {
	t.Parallel()
	schemas, err := ours.Schemas(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	var walk func(resource, within string, attributes []*tfprotov6.SchemaAttribute)
	walk = func(resource, within string, attributes []*tfprotov6.SchemaAttribute) {
		for _, a := range attributes {
			path := within + a.Name
			if a.NestedType != nil {
				walk(resource, path+".", a.NestedType.Attributes)
			}
			if !a.Optional && !a.Required || a.Name != "id" && !strings.HasSuffix(a.Name, "_id") && !strings.HasSuffix(a.Name, "_ids") {
				continue
			}
			seen[path] = true
			_, refers := referring[path]
			if refers == slices.Contains(ofRunpod, path) {
				t.Errorf("%s: %s holds ids: it belongs into either referring or ofRunpod", resource, path)
			}
		}
	}
	for resource, schema := range schemas.ResourceSchemas {
		walk(resource, "", schema.Block.Attributes)
	}
	for path, resource := range referring {
		if !seen[path] || schemas.ResourceSchemas[resource] == nil {
			t.Errorf("no resource can set %s, or there is no %s", path, resource)
		}
	}
	for _, path := range ofRunpod {
		if !seen[path] {
			t.Errorf("no resource can set %s", path)
		}
	}
}

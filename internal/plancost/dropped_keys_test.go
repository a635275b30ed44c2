package plancost

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// planted are configured values, each with one key that no schema has, by where it is.
type planted struct {
	path  string
	value any
}

// plant puts an unknown key into every place of a value of a shape that takes keys, one at a time.
func plant(known *shape, path string) []planted {
	const misspelt = "mispelt_kye"
	if known == nil {
		return nil
	}
	var all []planted
	if known.keys == nil {
		for _, inner := range plant(known.element, path+"[0]") {
			all = append(all, planted{inner.path, []any{inner.value}})
		}
		return all
	}
	all = append(all, planted{path + "." + misspelt, map[string]any{misspelt: 1}})
	for _, name := range slices.Sorted(maps.Keys(known.keys)) {
		for _, inner := range plant(known.keys[name], path+"."+name) {
			all = append(all, planted{inner.path, map[string]any{name: inner.value}})
		}
	}
	return all
}

// configured is a plan with one expression, in a module of a module.
func configured(mode, resourceType, attribute string, value any) string {
	text, _ := json.Marshal(value) //nolint:errchkjson // text and numbers
	resource := fmt.Sprintf(`{"address": "%s.a", "mode": %q, "type": %q, "provider_config_key": "module.m:rp", "expressions": {%q: {"constant_value": %s}}}`,
		strings.TrimPrefix(mode+"."+resourceType, "managed."), mode, resourceType, attribute, text)
	return planWith(fmt.Sprintf(`"configuration": {"root_module": {"module_calls": {"m": {"module": {"module_calls": {"n": {"module": {"resources": [%s]}}}}}}}},`, resource))
}

// settable are the attributes of a schema that a configuration can set; Terraform itself checks the keys of blocks.
func settable(block *tfprotov6.SchemaBlock) []*tfprotov6.SchemaAttribute {
	return slices.DeleteFunc(slices.Clone(block.Attributes), func(a *tfprotov6.SchemaAttribute) bool { return !a.Optional && !a.Required })
}

// TestDroppedKeysEverywhere walks every nested attribute of every resource, data source and of the provider.
func TestDroppedKeysEverywhere(t *testing.T) {
	t.Parallel()
	check := func(address, text string, want planted) {
		t.Helper()
		report := read(t, text)
		if len(report.Dropped) != 1 || report.Dropped[0].Address != address || report.Dropped[0].Path != want.path {
			t.Errorf("%s: %s: got %q", address, want.path, report.Dropped)
		}
	}
	places := map[string]int{}
	for name, schema := range schemas().ResourceSchemas {
		for _, attribute := range settable(schema.Block) {
			for _, p := range plant(shapeOfAttribute(attribute), attribute.Name) {
				check("module.m.module.n."+name+".a", configured("managed", name, attribute.Name, p.value), p)
				places["resources"]++
			}
		}
	}
	for name, schema := range schemas().DataSourceSchemas {
		for _, attribute := range settable(schema.Block) {
			for _, p := range plant(shapeOfAttribute(attribute), attribute.Name) {
				check("module.m.module.n.data."+name+".a", configured("data", name, attribute.Name, p.value), p)
				places["data sources"]++
			}
		}
	}
	for _, attribute := range settable(schemas().Provider.Block) {
		for _, p := range plant(shapeOfAttribute(attribute), attribute.Name) {
			text, _ := json.Marshal(p.value) //nolint:errchkjson // text and numbers
			check("module.m.provider.rp.two", planWith(fmt.Sprintf(`"configuration": {"provider_config": {"x": {"name": "rp", "alias": "two", "module_address": "module.m", "expressions": {%q: {"constant_value": %s}}},
				"other": {"name": "aws", "expressions": {%q: {"constant_value": %s}}}},
				"root_module": {"resources": [{"address": "runpod_pod.a", "mode": "managed", "type": "runpod_pod", "provider_config_key": "x"}]}},`, attribute.Name, text, attribute.Name, text)), p)
			places["provider"]++
		}
	}
	for what, least := range map[string]int{"resources": 10, "data sources": 10, "provider": 4} {
		if places[what] < least {
			t.Errorf("%s: only %d places for keys were found", what, places[what])
		}
	}
}

// TestKeysThatAreThere: no key of a schema is reported, nor what an estimate ignores of a whole resource.
func TestKeysThatAreThere(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		configured("managed", "runpod_pod", "gpu", map[string]any{"type_ids": []any{"NVIDIA L4"}, "count": 4}):                                                     "",
		configured("managed", "runpod_pod", "gpu", map[string]any{"cuont": 4}):                                                                                     "module.m.module.n.runpod_pod.a: gpu.cuont is not in the schema, so Terraform drops it; did you mean count?",
		configured("managed", "runpod_pod", "gpu", map[string]any{"\x1b[2J": 4}):                                                                                   "module.m.module.n.runpod_pod.a: gpu.\uFFFD[2J is not in the schema, so Terraform drops it",
		configured("managed", "runpod_pod", "gpu", nil):                                                                                                            "",
		configured("managed", "runpod_pod", "env", map[string]any{"ANY": "x", "cuont": "y"}):                                                                       "",
		configured("managed", "runpod_robot", "gpu", map[string]any{"cuont": 4}):                                                                                   "",
		configured("managed", "aws_instance", "gpu", map[string]any{"cuont": 4}):                                                                                   "",
		configured("data", "runpod_cost_estimate", "pods", []any{map[string]any{"image": "a", "start_ssh": true, "gpu": map[string]any{"min_ram_gb_per_gpu": 8}}}): "",
		configured("data", "runpod_cost_estimate", "pods", []any{map[string]any{}, map[string]any{"gpus": nil}}):                                                   "module.m.module.n.data.runpod_cost_estimate.a: pods[1].gpus is not in the schema, so Terraform drops it; did you mean gpu?",
	} {
		if got := strings.Join(droppedTexts(read(t, text).Dropped), "\n"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestDroppedKeysAreSaid in each format.
func TestDroppedKeysAreSaid(t *testing.T) {
	t.Parallel()
	text := configured("managed", "runpod_pod", "gpu", map[string]any{"cuont": 4})
	for _, format := range formats() {
		code, out, _ := run(text, "-format", format)
		if code != 0 || !strings.Contains(out, "gpu.cuont") || !strings.Contains(out, "module.m.module.n.runpod_pod.a") {
			t.Errorf("%s, exit code %d: %s", format, code, out)
		}
	}
}

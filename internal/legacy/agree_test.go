package legacy

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

// olderProviders are the types of the attributes of both older providers, by
// provider, resource type and name. "computed" is behind one that no configuration
// can declare.
func olderProviders(t *testing.T) map[string]map[string]map[string]string {
	t.Helper()
	text, err := os.ReadFile("testdata/older_providers.json")
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]map[string]map[string]string
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	for _, name := range append(providers(), ofTwo) {
		if len(out[name]) == 0 {
			t.Fatalf("nothing is said of %s", name)
		}
	}
	return out
}

// ofTwo is runpod/runpod from 2.0 on, whose configurations require it.
const (
	ofTwo   = "runpod/runpod 2.0"
	twoHead = "terraform {\n  required_providers {\n    runpod = { version = \"~> 2.0\", source = \"registry.terraform.io/runpod/runpod\" }\n  }\n}\n"
)

// TestEveryAttributeIsInTheTable holds both older providers' schemas against the
// tables: what has no place in ours has a reason.
func TestEveryAttributeIsInTheTable(t *testing.T) {
	t.Parallel()
	for provider, types := range olderProviders(t) {
		for typ, attributes := range types {
			table, ok := tableOf(typ, provider == ofTwo)
			if !ok {
				if goneTypes()[typ] == "" && typ != sshKeysOfTwo {
					t.Errorf("%s: nothing is said of %s", provider, typ)
				}
				continue
			}
			for name := range attributes {
				switch r, ok := table.row(name); {
				case !ok:
					t.Errorf("%s: %s.%s is in no table", provider, typ, name)
				case r.to == "" && r.advice == "":
					t.Errorf("%s: %s.%s goes nowhere, without a reason", provider, typ, name)
				}
			}
		}
	}
}

// bases are resources that each attribute is tried on.
var bases = map[string]map[string]any{
	"runpod_pod": {
		"name": "n", "image_name": "i", "gpu_type_ids": []string{"NVIDIA L40S"}, "gpu_count": 2, "volume_in_gb": 30, "volume_mount_path": "/d", "ports": []string{"22/tcp"},
	},
	"runpod_pod CPU": {"name": "n", "image_name": "i", "compute_type": "CPU", "cpu_flavor_ids": []string{"cpu3c"}, "vcpu_count": 4, "ports": []string{"22/tcp"}},
	"runpod_endpoint": {
		"name": "n", "template_id": "t", "gpu_type_ids": []string{"NVIDIA L40S"}, "gpu_count": 2, "workers_min": 1, "workers_max": 4, "idle_timeout": 7, "scaler_type": "QUEUE_DELAY",
		"scaler_value": 8, "flashboot": false,
	},
	"runpod_endpoint CPU":   {"name": "n", "template_id": "t", "compute_type": "CPU", "cpu_flavor_ids": []string{"cpu3c"}, "vcpu_count": 4, "flashboot": false, "workers_max": 4},
	"runpod_template":       {"name": "n", "image_name": "i", "is_serverless": false, "volume_in_gb": 30, "volume_mount_path": "/d", "ports": []string{"22/tcp"}},
	"runpod_network_volume": {"name": "n", "size": 10},
	"runpod_cluster":        {"name": "n", "type": "SLURM", "image": "i", "gpu_type_id": "NVIDIA H100 80GB HBM3", "gpu_count_per_pod": 8, "pod_count": 2},
	"runpod_pod 2":          {"name": "n", "image": "i", "cloud": "SECURE", "gpu_type_id": "NVIDIA L40S", "gpu_count": 2},
	"runpod_pod 2 CPU":      {"name": "n", "image": "i", "cpu_type_id": "cpu3c", "vcpu_count": 4},
	"runpod_template 2":     {"name": "n", "image": "i"},
	"runpod_serverless_endpoint 2": {
		"name": "n", "image": "i", "endpoint_type": "QUEUE", "gpu_pools": []string{"AMPERE_80"}, "workers_min": 1, "workers_max": 4, "idle_timeout": 7, "scaling_type": "QUEUE_DELAY",
		"scaling_value": 8, "flashboot": "OFF",
	},
	"runpod_serverless_endpoint 2 CPU": {"name": "n", "image": "i", "endpoint_type": "QUEUE", "flashboot": "OFF", "workers_max": 4},
}

// without is what a base has to do without for an attribute to mean something.
var without = map[string]string{
	"runpod_cluster image_name": "image",
	"runpod_pod gpu_type_id":    "gpu_type_ids", "runpod_pod network_volume_id": "volume_in_gb", "runpod_pod network_volume_ids": "volume_in_gb",
	"runpod_endpoint gpu_type_id": "gpu_type_ids", "runpod_endpoint image_name": "template_id", "runpod_template is_serverless": "volume_in_gb",
}

// sample is a value of an attribute that is not anybody's default.
func sample(typ, name, kind string) any {
	switch strings.TrimSuffix(kind, " computed") {
	case "object({size=number,path=string})":
		return map[string]any{"size": 40, "path": "/w"}
	case "list(object({volume_id=string,path=string}))":
		return []any{map[string]any{"volume_id": "v", "path": "/w"}}
	case "list(object({cpu_type_id=string,vcpu_count=number}))":
		return []any{map[string]any{"cpu_type_id": "cpu5c", "vcpu_count": 8}}
	}
	switch typ + "." + name {
	case "runpod_cluster.type":
		return "ray"
	case "runpod_serverless_endpoint.flashboot":
		return "PRIORITY_FLASHBOOT"
	}
	if value, ok := map[string]any{
		"cloud_type": "community", "compute_type": "GPU", "type": "premium", "category": "amd", "scaler_type": "request_count", "status": "EXITED", "desired_status": "EXITED",
		"cloud": "COMMUNITY", "desired_state": "EXITED", "endpoint_type": "LOAD_BALANCER", "scaling_type": "REQUEST_COUNT",
		"gpu_type_id": "NVIDIA L40S", "gpu_type_ids": []string{"NVIDIA A100 80GB PCIe"}, "volume_mount_path": "/w", "cpu_flavor_ids": []string{"cpu5c", "cpu3c"},
	}[name]; ok {
		return value
	}
	switch strings.TrimSuffix(kind, " computed") + " " + name {
	case "string ports":
		return "8888/http, 22/tcp"
	case "list(string) env":
		return []string{"A=b=c", "D="}
	}
	switch kind, _, _ := strings.Cut(kind, " "); kind {
	case "bool":
		return true
	case "number":
		return 40
	case "string":
		return "x"
	case "list(string)":
		return []string{"x", "y"}
	default: // a map
		return map[string]string{"A": "b"}
	}
}

// TestStateAndConfigurationAgree gives each attribute of the older providers the
// same value in a state and in a configuration, declared and left to the state: the
// configuration becomes nothing that the state does not become.
func TestStateAndConfigurationAgree(t *testing.T) {
	t.Parallel()
	for provider, types := range olderProviders(t) {
		for typ, attributes := range types {
			for name, kind := range attributes {
				two := provider == ofTwo
				table, _ := tableOf(typ, two)
				r, ok := table.row(name)
				if !ok || name == "id" {
					continue
				}
				t.Run(strings.Join([]string{provider, typ, name}, " "), func(t *testing.T) {
					t.Parallel()
					of := typ
					if table.two && bases[typ+" 2"] != nil {
						of += " 2"
					}
					base := bases[of]
					if r.on == computeCPU {
						base = bases[of+" CPU"]
					}
					base = maps.Clone(base)
					if base == nil {
						base = map[string]any{}
					}
					delete(base, without[typ+" "+name])
					delete(base, name)
					plain := converted(t, table, base)
					old := maps.Clone(base)
					old[name] = sample(typ, name, kind)
					state := converted(t, table, old)
					if computed := strings.HasSuffix(kind, " computed"); !computed {
						declared := rewritten(t, typ, table, old, nil)
						agree(t, declared, state)
						for _, path := range []string{r.to, root(r.to)} {
							if path != "" && at(state, path) != nil && at(declared, path) == nil {
								t.Errorf("%s is %v in the state only", path, at(state, path))
							}
						}
						if r.how == dropped && !reflect.DeepEqual(declared, rewritten(t, typ, table, base, nil)) {
							t.Error("it is dropped, and changes the configuration")
						}
					}
					agree(t, rewritten(t, typ, table, base, old), state)
					saysNothing := r.how == dropped || r.how == refreshed
					if changed := !reflect.DeepEqual(state, plain); changed == saysNothing && r.how != goesAlong {
						t.Errorf("it makes a difference to the state: %t", changed)
					}
					if r.to != "" && !saysNothing && at(state, r.to) == nil {
						t.Errorf("there is no %s in the state", r.to)
					}
				})
			}
		}
	}
}

// agree reports what a configuration declares that the state has otherwise.
func agree(t *testing.T, declared, state map[string]any) {
	t.Helper()
	for name, value := range declared {
		nested, isObject := value.(map[string]any)
		inner, both := state[name].(map[string]any)
		switch {
		case isObject && both:
			agree(t, nested, inner)
		case !reflect.DeepEqual(value, state[name]):
			t.Errorf("%s is %v in the configuration, %v in the state", name, value, state[name])
		}
	}
}

func at(tree map[string]any, path string) any {
	var value any = tree
	for name := range strings.SplitSeq(path, ".") {
		inner, _ := value.(map[string]any)
		value = inner[name]
	}
	return value
}

// throughJSON is a value as JSON has it.
func throughJSON[T any](t *testing.T, value any) T {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	var out T
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// converted is what the state side makes of an older resource.
func converted(t *testing.T, table table, old map[string]any) map[string]any {
	t.Helper()
	document, err := json.Marshal(old)
	if err != nil {
		t.Fatal(err)
	}
	var values attributes
	if err := decode(document, &values); err != nil {
		t.Fatal(err)
	}
	return throughJSON[map[string]any](t, table.state(values))
}

// rewritten is what the configuration side makes of it, with a state or without,
// but for what it leaves as it is.
func rewritten(t *testing.T, typ string, table table, old, state map[string]any) map[string]any {
	t.Helper()
	var body strings.Builder
	for _, name := range slices.Sorted(maps.Keys(old)) {
		value, err := json.Marshal(old[name])
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&body, "  %s = %s\n", name, value)
	}
	known := states(nil)
	if state != nil {
		document, err := json.Marshal(map[string]any{"version": 4, "resources": []any{map[string]any{
			"mode": "managed", "type": typ, "name": "x", "instances": []any{map[string]any{"attributes": state}},
		}}})
		if err != nil {
			t.Fatal(err)
		}
		if known, err = parseStates(document); err != nil {
			t.Fatal(err)
		}
	}
	head := officialHead
	if table.two {
		head = twoHead
	}
	files := []File{{Name: "main.tf", Before: []byte(head + "resource \"" + typ + "\" \"x\" {\n" + body.String() + "}\n")}}
	findings := Module(files, known, "")
	file, diags := hclsyntax.ParseConfig(files[0].After, "main.tf", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	out := map[string]any{}
	for _, b := range file.Body.(*hclsyntax.Body).Blocks {
		if b.Type != "resource" {
			continue
		}
		for name, a := range b.Body.Attributes {
			if _, old := table.row(name); old && !table.isOurs(name) {
				continue // left for somebody to decide
			}
			value, ok := constant(a.Expr)
			if !ok {
				t.Fatalf("%s is not a literal\n%s%v", name, files[0].After, findings)
			}
			out[name] = ctyjson.SimpleJSONValue{Value: value}
		}
	}
	return throughJSON[map[string]any](t, out)
}

package provider_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

type attrs = acctest.Attributes

// What is generated from something that was made from a configuration is that
// configuration, without defaults, and with where Runpod has placed it.
func TestGeneratedConfigHasNoDefaults(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		resource string
		config   attrs
		more     []string // attributes beside those of config
	}{
		"pod":            {"runpod_pod", attrs{"name": "test", "image": "busybox:1", "gpu": attrs{"type_ids": []any{"NVIDIA L40S"}}}, []string{"data_center_ids"}},
		"pod, more":      {"runpod_pod", attrs{"name": "test", "image": "busybox:1", "gpu": attrs{"type_ids": []any{"NVIDIA L40S"}, "count": 2}, "container_disk_gb": 60, "ports": []any{"22/tcp"}, "desired_state": "STOPPED"}, []string{"data_center_ids"}},
		"endpoint":       {"runpod_endpoint", attrs{"name": "test", "image": "busybox:1", "gpu": attrs{"pools": []any{"AMPERE_80"}}}, nil},
		"endpoint, more": {"runpod_endpoint", attrs{"name": "test", "image": "busybox:1", "gpu": attrs{"pools": []any{"AMPERE_80"}}, "workers": attrs{"active": 1, "flex": 1}, "scaling": attrs{"request_count": 3}}, nil},
		"load balancer":  {"runpod_endpoint", attrs{"name": "test", "image": "busybox:1", "cpu": []any{attrs{"flavor_id": "cpu3g", "vcpu_count": 2}}, "type": "LOAD_BALANCER", "ports": []any{"8000/http"}, "workers": attrs{"idle_timeout_seconds": 9}}, nil},
		"network volume": {"runpod_network_volume", attrs{"name": "test", "size_gb": 20, "data_center_id": "EU-RO-1"}, nil},
		"template":       {"runpod_template", attrs{"name": "test", "image": "busybox:1"}, nil},
		"cluster": {"runpod_cluster", attrs{"name": "test", "type": "RAY", "image": "busybox:1",
			"compute": attrs{"gpu_type_id": "NVIDIA H100 80GB HBM3", "gpu_count_per_pod": 1, "pod_count": 2}}, []string{"data_center_ids"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			server := env.Server(nil)
			made := &acctest.Instance{Type: test.resource}
			if err := server.Apply(t.Context(), made, test.config); err != nil {
				t.Fatal(err)
			}
			listed := server.List(t.Context(), test.resource, nil, 0, true)[0]
			got := flat(t, "", server.GeneratedConfig(test.resource, listed.State))
			want := flat(t, "", acctest.TerraformValue(server.Schemas.ResourceSchemas[test.resource].ValueType(), test.config))
			for path, value := range got {
				if slices.ContainsFunc(test.more, func(more string) bool { return path == more }) {
					continue
				}
				if !value.Equal(want[path]) {
					t.Errorf("%s = %s, want %s", path, value, want[path])
				}
			}
			if len(got) != len(want)+len(test.more) {
				t.Errorf("generated %q, want %q and %q", slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)), test.more)
			}
		})
	}
}

// flat are the values of an object by their paths, but for those that are null.
func flat(t *testing.T, at string, object tftypes.Value) map[string]tftypes.Value {
	t.Helper()
	var values map[string]tftypes.Value
	if err := object.As(&values); err != nil {
		t.Fatal(err)
	}
	all := map[string]tftypes.Value{}
	for name, value := range values {
		path := strings.TrimPrefix(at+"."+name, ".")
		switch {
		case value.IsNull():
		case value.Type().Is(tftypes.Object{}):
			maps.Copy(all, flat(t, path, value))
		default:
			all[path] = value
		}
	}
	return all
}

package acctest_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

// plain turns a value into what JSON holds, without its nulls.
func plain(t testing.TB, value tftypes.Value) any {
	t.Helper()
	if value.IsNull() {
		return nil
	}
	kind := value.Type()
	switch {
	case kind.Is(tftypes.String):
		var out string
		must(t, value.As(&out))
		return out
	case kind.Is(tftypes.Bool):
		var out bool
		must(t, value.As(&out))
		return out
	case kind.Is(tftypes.Number):
		return json.Number(value.String()[len("tftypes.Number<\"") : len(value.String())-2])
	case kind.Is(tftypes.Object{}), kind.Is(tftypes.Map{}):
		elements := map[string]tftypes.Value{}
		must(t, value.As(&elements))
		out := map[string]any{}
		for name, element := range elements {
			if !element.IsNull() {
				out[name] = plain(t, element)
			}
		}
		return out
	default:
		var elements []tftypes.Value
		must(t, value.As(&elements))
		out := []any{}
		for _, element := range elements {
			out = append(out, plain(t, element))
		}
		return out
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// upgrade sends a state of schema version 0 through the provider.
func upgrade(t testing.TB, s *acctest.Server, resource, state string) (tftypes.Value, []*tfprotov6.Diagnostic) {
	t.Helper()
	resp, err := s.UpgradeResourceState(t.Context(), &tfprotov6.UpgradeResourceStateRequest{
		TypeName: resource, Version: 0, RawState: &tfprotov6.RawState{JSON: []byte(state)},
	})
	must(t, err)
	if resp.UpgradedState == nil {
		return tftypes.Value{}, resp.Diagnostics
	}
	value, err := resp.UpgradedState.Unmarshal(s.Schemas.ResourceSchemas[resource].ValueType())
	must(t, err)
	return value, resp.Diagnostics
}

// TestUpgradeState says what becomes of each attribute in the states of the older
// providers.
func TestUpgradeState(t *testing.T) {
	t.Parallel()
	s := acctest.New(t).Server(nil)
	for name, tc := range map[string]struct{ resource, state, want string }{
		"pod of decentralized-infrastructure": {
			"runpod_pod", `{"id": "p", "name": "n", "image_name": "i", "gpu_type_ids": ["a", "b"], "gpu_count": 2, "allowed_cuda_versions": ["12.8"], "min_ram_per_gpu": 16, "min_vcpu_per_gpu": 4,
				"compute_type": "GPU", "vcpu_count": 2, "cloud_type": "COMMUNITY", "data_center_ids": ["EU-RO-1"], "container_disk_in_gb": 50, "volume_in_gb": 20, "volume_mount_path": "/v",
				"network_volume_id": null, "ports": ["22/tcp"], "env": {"A": "b", "PUBLIC_KEY": "k"}, "docker_entrypoint": ["e"], "docker_start_cmd": ["c", "c"], "container_registry_auth_id": "r",
				"template_id": "t", "desired_status": "RUNNING", "locked": true, "global_networking": true, "interruptible": true, "machine_id": "m", "something_new": {"a": [1]}}`,
			`{"id": "p", "name": "n", "image": "i", "gpu": {"type_ids": ["a", "b"], "count": 2, "allowed_cuda_versions": ["12.8"], "min_ram_gb_per_gpu": 16, "min_vcpus_per_gpu": 4},
				"cloud": "COMMUNITY", "data_center_ids": ["EU-RO-1"], "container_disk_gb": 50, "volume_disk": {"size_gb": 20, "mount_path": "/v"}, "ports": ["22/tcp"], "env": {"A": "b"},
				"entrypoint": ["e"], "cmd": ["c", "c"], "container_registry_auth_id": "r", "template_id": "t", "locked": true, "global_networking": true}`,
		},
		"defaults that nobody asked for": {
			"runpod_pod", `{"id": "p", "name": "n", "gpu_type_ids": ["a"], "gpu_count": 1, "min_ram_per_gpu": 8, "min_vcpu_per_gpu": 2, "vcpu_count": 2, "volume_in_gb": 20, "network_volume_id": "v",
				"volume_mount_path": "/workspace", "env": {"JUPYTER_PASSWORD": "x"}, "ports": [], "docker_start_cmd": [], "data_center_ids": []}`,
			`{"id": "p", "name": "n", "gpu": {"type_ids": ["a"], "count": 1}, "network_volume": {"id": "v", "mount_path": "/workspace"}}`,
		},
		"CPU pod": {
			"runpod_pod", `{"id": "p", "name": "n", "compute_type": "CPU", "cpu_flavor_ids": ["cpu3c", "cpu5c"], "vcpu_count": 4, "gpu_count": 1, "min_ram_per_gpu": 8, "volume_in_gb": 20}`,
			`{"id": "p", "name": "n", "cpu": {"flavor_id": "cpu3c", "vcpu_count": 4}}`,
		},
		"pod of runpod": {
			"runpod_pod", `{"id": "p", "name": "n", "image_name": "i", "gpu_type_id": "a", "gpu_count": 1.0, "cloud_type": "secure", "container_disk_in_gb": 50.0, "volume_in_gb": 20.0,
				"volume_mount_path": null, "network_volume_id": null, "network_volume_ids": null, "ports": "8888/http, 22/tcp", "env": ["A=b=c", "PUBLIC_KEY=k", "bad"], "docker_args": "serve",
				"template_id": "", "status": null, "locked": false, "start_ssh": true, "start_jupyter": false, "vcpu_count": 16, "volume_key": "k"}`,
			`{"id": "p", "name": "n", "image": "i", "gpu": {"type_ids": ["a"], "count": 1}, "cloud": "SECURE", "container_disk_gb": 50, "volume_disk": {"size_gb": 20, "mount_path": "/workspace"},
				"ports": ["8888/http", "22/tcp"], "env": {"A": "b=c"}, "args": "serve", "locked": false, "start_ssh": true}`,
		},
		"network volumes and a command": {
			"runpod_pod", `{"id": "p", "gpu_type_id": "a", "network_volume_ids": ["v", "w"], "docker_args": "serve", "docker_start_cmd": ["c"], "env": null}`,
			`{"id": "p", "name": "", "gpu": {"type_ids": ["a"]}, "network_volume": {"id": "v", "mount_path": "/workspace"}, "cmd": ["c"]}`,
		},
		"endpoint of decentralized-infrastructure": {
			"runpod_endpoint", `{"id": "e", "name": "n", "template_id": "t", "gpu_type_ids": ["NVIDIA A100 80GB PCIe"], "gpu_count": 2, "compute_type": "GPU", "vcpu_count": 2, "workers_min": 1,
				"workers_max": 3, "idle_timeout": 5, "scaler_type": "QUEUE_DELAY", "scaler_value": 4, "execution_timeout_ms": 1000, "flashboot": true, "data_center_ids": ["EU-RO-1"],
				"network_volume_id": "v", "user_id": "u", "version": 3}`,
			`{"id": "e", "name": "n", "type": "QUEUE", "template_id": "t", "gpu": {"pools": ["AMPERE_80"], "excluded_type_ids": ["NVIDIA A100-SXM4-80GB"], "count": 2},
				"workers": {"active": 1, "flex": 2, "max": 3, "idle_timeout_seconds": 5}, "scaling": {"queue_delay_seconds": 4}, "execution_timeout_ms": 1000, "flashboot": "FLASHBOOT",
				"data_center_ids": ["EU-RO-1"], "network_volume_ids": ["v"]}`,
		},
		"endpoint of runpod": {
			"runpod_endpoint", `{"id": "e", "name": "n", "template_id": "t", "image_name": "i", "gpu_type_id": "AMPERE_80", "network_volume_id": "v", "network_volume_ids": ["v", "w"], "min_cuda_version": "12.8",
				"workers_max": 2, "scaler_type": "REQUEST_COUNT", "scaler_value": 10, "flashboot": false, "container_disk_in_gb": 20, "workers": [{"id": "w"}], "env": {"A": "b"}}`,
			`{"id": "e", "name": "n", "type": "QUEUE", "template_id": "t", "gpu": {"pools": ["AMPERE_80"], "min_cuda_version": "12.8"}, "workers": {"flex": 2, "max": 2},
				"scaling": {"request_count": 10}, "flashboot": "OFF", "container_disk_gb": 20, "network_volume_ids": ["v", "w"], "env": {"A": "b"}}`,
		},
		"endpoint without a GPU": {
			"runpod_endpoint", `{"id": "e", "name": "n", "compute_type": "CPU", "cpu_flavor_ids": ["cpu3c", "cpu5c"], "vcpu_count": 4, "gpu_count": 1}`,
			`{"id": "e", "name": "n", "type": "QUEUE", "cpu": [{"flavor_id": "cpu3c", "vcpu_count": 4}, {"flavor_id": "cpu5c", "vcpu_count": 4}], "workers": {}, "network_volume_ids": []}`,
		},
		"network volume": {
			"runpod_network_volume", `{"id": "v", "name": "n", "size": 10, "data_center_id": "EU-RO-1"}`,
			`{"id": "v", "name": "n", "size_gb": 10, "data_center_id": "EU-RO-1", "deletion_protection": false}`,
		},
		"fast network volume": {
			"runpod_network_volume", `{"id": "v", "name": "n", "size": 10.0, "type": null, "storage_tier": "premium"}`,
			`{"id": "v", "name": "n", "size_gb": 10, "type": "HIGH_PERFORMANCE", "deletion_protection": false}`,
		},
		"template of pods": {
			"runpod_template", `{"id": "t", "name": "n", "image_name": "i", "category": "nvidia", "container_disk_in_gb": 50, "container_registry_auth_id": "r", "docker_entrypoint": [], "docker_start_cmd": ["c"],
				"env": {"A": "b"}, "is_public": true, "is_serverless": false, "ports": ["22/tcp"], "readme": "r", "volume_in_gb": 20, "volume_mount_path": "/v", "earned": 1.5}`,
			`{"id": "t", "name": "n", "image": "i", "category": "NVIDIA", "container_disk_gb": 50, "container_registry_auth_id": "r", "cmd": ["c"], "env": {"A": "b"}, "public": true, "serverless": false,
				"ports": ["22/tcp"], "volume_disk": {"size_gb": 20, "mount_path": "/v"}}`,
		},
		"template of endpoints": {
			"runpod_template", `{"id": "t", "name": "n", "is_serverless": true, "volume_in_gb": 20, "env": {}}`, `{"id": "t", "name": "n", "serverless": true}`,
		},
		"credential": {
			"runpod_container_registry_auth", `{"id": "r", "name": "n", "username": "u", "password": "p"}`, `{"id": "r", "name": "n", "username": "u", "password": "p"}`,
		},
		"delegation": {
			"runpod_ecr_delegation", `{"id": "d", "name": "n", "resource": "arn", "aws_user": "1", "aws_region": "us", "repository": "a", "tag": "*", "docker_registry_uri": "h", "created_at": "2025"}`,
			`{"id": "d", "name": "n", "resource_arn": "arn", "aws_user": "1", "aws_region": "us", "repository": "a", "tag": "*", "docker_registry_uri": "h", "created_at": "2025"}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			value, diags := upgrade(t, s, tc.resource, tc.state)
			if len(diags) > 0 {
				t.Fatalf("%s: %s", diags[0].Summary, diags[0].Detail)
			}
			decoder := json.NewDecoder(strings.NewReader(tc.want))
			decoder.UseNumber()
			var want any
			must(t, decoder.Decode(&want))
			if diff := cmp.Diff(want, plain(t, value)); diff != "" {
				t.Errorf("upgraded to (-want +got):\n%s", diff)
			}
		})
	}
}

// TestUpgradedIdentity reads what was upgraded: the identity is that of the
// object.
func TestUpgradedIdentity(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	s := env.Server(nil)
	ids := officialAccount(t, env.Client())
	for resource, id := range map[string]string{
		"runpod_pod": ids["Trainer"], "runpod_endpoint": ids["Chat"], "runpod_network_volume": ids["Volume"], "runpod_template": ids["Box"],
		"runpod_container_registry_auth": ids["Auth"], "runpod_ecr_delegation": ids["Delegation"],
	} {
		upgraded, err := s.UpgradeResourceState(t.Context(), &tfprotov6.UpgradeResourceStateRequest{
			TypeName: resource, Version: 0, RawState: &tfprotov6.RawState{JSON: []byte(`{"id": "` + id + `", "name": "n"}`)},
		})
		must(t, err)
		read, err := s.ReadResource(t.Context(), &tfprotov6.ReadResourceRequest{TypeName: resource, CurrentState: upgraded.UpgradedState})
		must(t, err)
		if len(read.Diagnostics) > 0 || read.NewIdentity == nil {
			t.Errorf("%s: %+v", resource, read)
			continue
		}
		kind := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"id": tftypes.String}}
		identity, err := read.NewIdentity.IdentityData.Unmarshal(kind)
		must(t, err)
		if got := plain(t, identity); !cmp.Equal(got, map[string]any{"id": id}) {
			t.Errorf("%s: identity %v, want id %s", resource, got, id)
		}
	}
}

// TestUpgradeRefuses what is not a state of the older providers.
func TestUpgradeRefuses(t *testing.T) {
	t.Parallel()
	s := acctest.New(t).Server(nil)
	for name, state := range map[string]string{"no id": `{"name": "n"}`, "no object": `[]`, "id of another kind": `{"id": 1}`} {
		_, diags := upgrade(t, s, "runpod_pod", state)
		if len(diags) != 1 || diags[0].Summary != "Cannot migrate the state" || !strings.Contains(diags[0].Detail, "terraform state rm") {
			t.Errorf("%s: %+v", name, diags)
		}
	}
}

// FuzzUpgradeState never panics, whatever a state holds, and keeps the ID.
func FuzzUpgradeState(f *testing.F) {
	s := acctest.New(f).Server(nil)
	f.Add(`{"id": "p", "env": ["A=b"], "ports": "22/tcp", "gpu_count": 1.5, "volume_in_gb": 1e400, "network_volume_ids": [null, 1]}`)
	f.Add(`{"id": "p", "env": {"A": null}, "ports": ["22/tcp"], "gpu_type_ids": "a", "workers_min": -1, "workers_max": 99999999999999999999}`)
	f.Add(`{"id": "", "name": {}}`)
	f.Fuzz(func(t *testing.T, state string) {
		var old struct {
			ID string `json:"id"`
		}
		_ = json.Unmarshal([]byte(state), &old) // what is not JSON is refused below
		for _, resource := range []string{
			"runpod_pod", "runpod_endpoint", "runpod_network_volume", "runpod_template", "runpod_container_registry_auth", "runpod_ecr_delegation",
		} {
			value, diags := upgrade(t, s, resource, state)
			if len(diags) > 0 {
				continue
			}
			if upgraded, _ := plain(t, value).(map[string]any); old.ID != "" && upgraded["id"] != old.ID {
				t.Errorf("%s: id %v, want %q", resource, upgraded["id"], old.ID)
			}
		}
	})
}

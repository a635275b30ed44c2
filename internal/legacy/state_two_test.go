package legacy

import (
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestStatesOfTwo goes through the forms in which 2.0 may have left its values, and what
// tells them from the other providers' with the same schema version.
func TestStatesOfTwo(t *testing.T) {
	t.Parallel()
	type tree = map[string]any
	pod := func(more tree) tree {
		out := tree{"id": "p", "name": "n", "image": "i", "gpu": tree{"type_ids": []any{"g"}, "count": 1.0}}
		maps.Copy(out, more)
		return out
	}
	for name, tc := range map[string]struct {
		typ, state string
		want       tree
	}{
		"volume as an object": {
			"runpod_pod", `{"id": "p", "name": "n", "image": "i", "gpu_type_id": "g", "gpu_count": 1, "desired_state": "RUNNING", "persistent_volume": {"size": 20, "path": "/d"}}`,
			pod(tree{"desired_state": "RUNNING", "volume_disk": tree{"size_gb": 20.0, "mount_path": "/d"}}),
		},
		"volume as a list": {
			"runpod_pod", `{"id": "p", "name": "n", "image": "i", "gpu_type_id": "g", "gpu_count": 1, "desired_state": "EXITED", "persistent_volume": [{"size": 20.0, "path": ""}]}`,
			pod(tree{"desired_state": "STOPPED", "volume_disk": tree{"size_gb": 20.0, "mount_path": "/workspace"}}),
		},
		"network volume as an object": {
			"runpod_pod", `{"id": "p", "name": "n", "image": "i", "gpu_type_id": "g", "gpu_count": 1, "status": "EXITED", "env": {"A": "b", "PUBLIC_KEY": "k", "JUPYTER_PASSWORD": "p"}, "network_volumes": {"volume_id": "v", "path": "/d"}, "persistent_volume": []}`,
			pod(tree{"desired_state": "STOPPED", "env": tree{"A": "b", "PUBLIC_KEY": "k", "JUPYTER_PASSWORD": "p"}, "network_volume": tree{"id": "v", "mount_path": "/d"}}),
		},
		"what was not read after an import": {
			"runpod_pod", `{"id": "p", "name": "n", "image": "i", "gpu_type_id": "g", "gpu_count": 1, "env": {}, "desired_state": null, "template_id": null}`, pod(tree{"env": tree{}}),
		},
		"no variables, which is known": {
			"runpod_pod", `{"id": "p", "name": "n", "image": "i", "gpu_type_id": "g", "gpu_count": 1, "env": null, "desired_state": "RUNNING"}`, pod(tree{"desired_state": "RUNNING"}),
		},
		"left over from 1.x, and stale": {
			"runpod_pod", `{"id": "p", "name": "n", "image": "i", "gpu_type_id": "g", "gpu_count": 1, "template_id": "t", "cloud": "COMMUNITY", "disk": 60, "registry": "r", "args": "new", "ports": ["22/tcp"],
				"network_volumes": [{"volume_id": "v", "path": "/d"}], "persistent_volume": null, "image_name": "old", "cloud_type": "ALL", "container_disk_in_gb": 5, "container_registry_auth_id": "old",
				"docker_args": "old", "docker_start_cmd": ["old"], "volume_in_gb": 20, "network_volume_id": "old", "volume_mount_path": "/old", "desired_status": "EXITED", "desired_state": "RUNNING"}`,
			pod(tree{
				"template_id": "t", "cloud": "COMMUNITY", "container_disk_gb": 60.0, "container_registry_auth_id": "r", "args": "new", "ports": []any{"22/tcp"},
				"network_volume": tree{"id": "v", "mount_path": "/d"}, "desired_state": "RUNNING",
			}),
		},
		"left over from 1.x, where 2.0 has nothing": {
			"runpod_pod", `{"id": "p", "name": "n", "image": null, "image_name": "i", "gpu_type_id": "g", "gpu_count": 1, "template_id": null, "cloud_type": "SECURE", "cloud": null, "desired_state": "RUNNING"}`,
			pod(tree{"cloud": "SECURE", "desired_state": "RUNNING"}),
		},
		"without a GPU": {
			"runpod_pod", `{"id": "p", "name": "n", "image": "i", "gpu_type_id": null, "gpu_count": 0, "cpu_type_id": "cpu3c", "vcpu_count": 4, "desired_state": "RUNNING"}`,
			tree{"id": "p", "name": "n", "image": "i", "cpu": tree{"flavor_id": "cpu3c", "vcpu_count": 4.0}, "desired_state": "RUNNING"},
		},
		"2.0 by the kinds of its values": {
			"runpod_pod", `{"id": "p", "name": "n", "gpu_type_id": "g", "gpu_count": 1, "vcpu_count": 4, "env": {"A": "b"}, "ports": ["22/tcp"], "min_ram_per_gpu": 8}`,
			tree{"id": "p", "name": "n", "gpu": tree{"type_ids": []any{"g"}, "count": 1.0, "min_ram_gb_per_gpu": 8.0}, "env": tree{"A": "b"}, "ports": []any{"22/tcp"}},
		},
		"1.x": {
			"runpod_pod", `{"id": "p", "name": "n", "image_name": "i", "gpu_type_id": "g", "gpu_count": 1, "env": [], "ports": "22/tcp", "min_ram_per_gpu": 8, "volume_in_gb": 20}`,
			pod(tree{"ports": []any{"22/tcp"}, "volume_disk": tree{"size_gb": 20.0, "mount_path": "/workspace"}}),
		},
		"the third provider": {
			"runpod_pod", `{"id": "p", "name": "n", "image_name": "i", "gpu_type_ids": ["g"], "gpu_count": 1, "env": {}, "ports": ["22/tcp"], "min_ram_per_gpu": 8}`, pod(tree{"ports": []any{"22/tcp"}}),
		},
		"endpoint": {
			"runpod_serverless_endpoint", `{"id": "e", "name": "n", "endpoint_type": "LOAD_BALANCER", "image": "i", "gpu_pools": ["AMPERE_80"], "gpu_count": 2, "excluded_types": ["x"], "workers_min": 1, "workers_max": 4,
				"idle_timeout": 5, "scaling_type": "REQUEST_COUNT", "scaling_value": 9, "timeout": 600000, "flashboot": "PRIORITY_FLASHBOOT", "network_volumes": ["v"], "cpu": null}`,
			tree{
				"id": "e", "name": "n", "type": "LOAD_BALANCER", "image": "i", "gpu": tree{"pools": []any{"AMPERE_80"}, "count": 2.0, "excluded_type_ids": []any{"x"}},
				"workers": tree{"active": 1.0, "flex": 3.0, "max": 4.0}, "scaling": tree{"request_count": 9.0}, "execution_timeout_ms": 600000.0, "flashboot": "PRIORITY_FLASHBOOT",
				"network_volume_ids": []any{"v"},
			},
		},
		"endpoint with one kind of CPU, and what 1.x called so": {
			"runpod_serverless_endpoint", `{"id": "e", "name": "n", "endpoint_type": "QUEUE", "image": "i", "cpu": {"cpu_type_id": "cpu3c", "vcpu_count": 4}, "gpu_pools": [], "workers_min": 0, "workers_max": 2,
				"idle_timeout": 5, "scaling_type": "QUEUE_DELAY", "scaling_value": 4, "scaler_type": "REQUEST_COUNT", "scaler_value": 7, "execution_timeout_ms": 1, "timeout": 2, "network_volume_id": "v"}`,
			tree{
				"id": "e", "name": "n", "type": "QUEUE", "image": "i", "cpu": []any{tree{"flavor_id": "cpu3c", "vcpu_count": 4.0}}, "workers": tree{"active": 0.0, "flex": 2.0, "max": 2.0, "idle_timeout_seconds": 5.0},
				"scaling": tree{"queue_delay_seconds": 4.0}, "execution_timeout_ms": 2.0, "network_volume_ids": []any{"v"},
			},
		},
		"template": {
			"runpod_template", `{"id": "t", "name": "n", "image": "i", "disk": 30, "public": true, "serverless": false, "persistent_volume": [{"size": 20, "path": "/d"}], "is_serverless": true, "is_public": false}`,
			tree{"id": "t", "name": "n", "image": "i", "container_disk_gb": 30.0, "public": true, "serverless": false, "volume_disk": tree{"size_gb": 20.0, "mount_path": "/d"}},
		},
		"network volume": {
			"runpod_network_volume", `{"id": "v", "name": "n", "size": 20, "data_center": "EU-RO-1", "type": "STANDARD"}`,
			tree{"id": "v", "name": "n", "size_gb": 20.0, "data_center_id": "EU-RO-1", "type": "STANDARD", "deletion_protection": false},
		},
		"cluster": {
			"runpod_cluster", `{"id": "c", "name": "n", "type": "SLURM", "gpu_type_id": "g", "gpu_count_per_pod": 8, "pod_count": 2, "image": "i", "disk": 80, "ports": ["22/tcp"], "env": {"A": "b", "PUBLIC_KEY": "k"}, "args": "a",
				"network_volumes": [{"volume_id": "v", "path": "/d"}]}`,
			tree{
				"id": "c", "name": "n", "type": "SLURM", "compute": tree{"gpu_type_id": "g", "gpu_count_per_pod": 8.0, "pod_count": 2.0}, "image": "i", "container_disk_gb": 80.0,
				"ports": []any{"22/tcp"}, "env": tree{"A": "b", "PUBLIC_KEY": "k"}, "args": "a", "network_volume": tree{"id": "v", "mount_path": "/d"},
			},
		},
		"cluster of a template, with what that has": {
			"runpod_cluster", `{"id": "c", "name": "n", "type": "SLURM", "gpu_type_id": "g", "gpu_count_per_pod": 8, "pod_count": 2, "template_id": "t", "args": "a", "env": null}`,
			tree{"id": "c", "name": "n", "type": "SLURM", "template_id": "t", "compute": tree{"gpu_type_id": "g", "gpu_count_per_pod": 8.0, "pod_count": 2.0}},
		},
		"cluster of 1.x": {
			"runpod_cluster", `{"id": "c", "name": "n", "type": "SLURM", "gpu_type_id": "g", "gpu_count_per_pod": 8, "pod_count": 2, "image_name": "i", "container_disk_in_gb": 80, "ports": "22/tcp,80/http", "env": ["PUBLIC_KEY=k"],
				"network_volume_id": "v", "deploy_cost": 1, "pods": []}`,
			tree{
				"id": "c", "name": "n", "type": "SLURM", "compute": tree{"gpu_type_id": "g", "gpu_count_per_pod": 8.0, "pod_count": 2.0}, "image": "i", "container_disk_gb": 80.0,
				"ports": []any{"22/tcp", "80/http"}, "network_volume": tree{"id": "v", "mount_path": "/workspace"},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var old attributes
			if err := decode([]byte(tc.state), &old); err != nil {
				t.Fatal(err)
			}
			of, ok := tableOf(tc.typ, old.isOfTwo(tablesOfTwo()[tc.typ]))
			if !ok {
				t.Fatal("there is no table")
			}
			if diff := cmp.Diff(tc.want, throughJSON[tree](t, of.state(old))); diff != "" {
				t.Errorf("taken over as (-want +got):\n%s", diff)
			}
		})
	}
}

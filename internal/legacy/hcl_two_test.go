package legacy

import (
	"strings"
	"testing"
)

// rewriteTwo rewrites what runpod/runpod 2.0 is required for, or an unnamed version of it.
func rewriteTwo(t *testing.T, body, state string) (string, []Finding) {
	t.Helper()
	after, findings := rewriteBody(t, twoHead, body, state)
	unnamed, _ := rewriteBody(t, strings.Replace(twoHead, "version = \"~> 2.0\", ", "", 1), body, state)
	expectLines(t, after, unnamed)
	return after, findings
}

func movedBlock(from, to string) string {
	return "\nmoved {\n  from = " + from + ".x\n  to   = " + to + ".x\n}\n"
}

func TestTwo(t *testing.T) {
	t.Parallel()
	const isMoved = "the `moved` block moves its state"
	for name, tc := range map[string]struct {
		typ, to, state string
		before, after  []string
		notes, hands   []string
	}{
		"pod, all of it": {
			typ: "runpod_pod",
			before: []string{
				`name = "x"`, `image = "i"`, `args = "a"`, `disk = 60`, `cloud = "SECURE"`, `env = { A = "b" }`, `ports = ["22/tcp"]`, `persistent_volume = { size = 100, path = "/w" }`,
				`gpu_type_id = "NVIDIA L40S"`, `gpu_count = 2`, `allowed_cuda_versions = ["12.8"]`, `min_ram_per_gpu = 8`, `min_vcpu_count_per_gpu = 4`, `data_center_ids = ["EU-RO-1"]`,
				`registry = runpod_registry.r.id`, `start_ssh = true`, `start_jupyter = false`, `global_networking = true`, `desired_state = "EXITED"`,
			},
			after: []string{
				`name = "x"`, `image = "i"`, `args = "a"`, `container_disk_gb = 60`, `cloud = "SECURE"`, `env = { A = "b" }`, `ports = ["22/tcp"]`, `volume_disk = { size_gb = 100, mount_path = "/w" }`,
				"gpu = {\n    type_ids = [\"NVIDIA L40S\"]\n    count = 2\n    min_ram_gb_per_gpu = 8\n    min_vcpus_per_gpu = 4\n    allowed_cuda_versions = [\"12.8\"]\n  }",
				`data_center_ids = ["EU-RO-1"]`, `container_registry_auth_id = runpod_container_registry_auth.r.id`, `start_ssh = true`, `start_jupyter = false`, `global_networking = true`,
				`desired_state = "STOPPED"`,
			},
		},
		"pod with a volume in a list": {
			typ: "runpod_pod", before: []string{`name = "x"`, `image = "i"`, `gpu_type_id = "g"`, `network_volumes = [{ volume_id = runpod_network_volume.v.id, path = "/d" }]`},
			after: []string{`name = "x"`, `image = "i"`, `gpu = { type_ids = ["g"] }`, `network_volume = { id = runpod_network_volume.v.id, mount_path = "/d" }`},
		},
		"pod with a volume in a block": {
			typ: "runpod_pod", before: []string{`name = "x"`, `image = "i"`, `gpu_type_id = "g"`, "persistent_volume {", "  size = 20 # GB", `  path = "/d"`, "}"},
			after: []string{`name = "x"`, `image = "i"`, `gpu = { type_ids = ["g"] }`, "volume_disk = {", "  size_gb = 20 # GB", `  mount_path = "/d"`, "}"},
		},
		"pod with a volume from elsewhere": {
			typ: "runpod_pod", before: []string{`name = "x"`, `image = "i"`, `gpu_type_id = "g"`, `persistent_volume = var.v`, `network_volumes = []`},
			after: []string{`name = "x"`, `image = "i"`, `gpu = { type_ids = ["g"] }`, `persistent_volume = var.v`},
			hands: []string{"`persistent_volume` is not an object literal"},
		},
		"pod with several volumes": {
			typ: "runpod_pod", before: []string{`name = "x"`, `image = "i"`, `gpu_type_id = "g"`, "network_volumes {", `  volume_id = "a"`, "}", "network_volumes {", `  volume_id = "b"`, "}"},
			after: []string{`name = "x"`, `image = "i"`, `gpu = { type_ids = ["g"] }`, "network_volumes {", `  volume_id = "a"`, "}", "network_volumes {", `  volume_id = "b"`, "}"},
			hands: []string{"more than one volume"},
		},
		"pod without a GPU": {
			typ: "runpod_pod", before: []string{`name = "x"`, `image = "i"`, `cpu_type_id = "cpu3c"`, `vcpu_count = 4`},
			after: []string{`name = "x"`, `image = "i"`, `cpu = { flavor_id = "cpu3c", vcpu_count = 4 }`},
		},
		"pod, what the state holds": {
			typ:    "runpod_pod",
			state:  `{"image": "i", "name": "x", "gpu_type_id": "g", "gpu_count": 2, "disk": 60, "ports": ["22/tcp"], "status": "EXITED", "locked": true, "cloud": "COMMUNITY", "args": "sleep 1", "global_networking": false}`,
			before: []string{`name = "x"`, `image = "i"`, `gpu_type_id = "g"`},
			after: []string{
				`name = "x"`, `image = "i"`, `gpu = { type_ids = ["g"], count = 2 }`, `desired_state = "STOPPED"`, `cloud = "COMMUNITY"`, `locked = true`, `args = "sleep 1"`, `container_disk_gb = 60`,
				`ports = ["22/tcp"]`,
			},
			notes: []string{"`gpu_count`", "`desired_state`", "`cloud`", "`locked`", "`args`", "`container_disk_gb`", "`ports`"},
		},
		"pod with variables that Runpod sets in others": {
			typ: "runpod_pod", before: []string{`name = "x"`, `image = "i"`, `gpu_type_id = "g"`, `env = { PUBLIC_KEY = var.k }`},
			after: []string{`name = "x"`, `image = "i"`, `gpu = { type_ids = ["g"] }`, `env = { PUBLIC_KEY = var.k }`},
		},
		"pod of a template, whose command the state holds": {
			typ: "runpod_pod", state: `{"image": "i", "name": "x", "gpu_type_id": "g", "template_id": "t", "disk": 60, "args": "sleep 1"}`,
			before: []string{`name = "x"`, `template_id = "t"`, `gpu_type_id = "g"`},
			after:  []string{`name = "x"`, `template_id = "t"`, `gpu = { type_ids = ["g"] }`, `args = "sleep 1"`},
			notes:  []string{"`args` was not declared"},
		},
		"pod with what 1.x called so": {
			typ: "runpod_pod", before: []string{`name = "x"`, `image = "i"`, `gpu_type_id = "g"`, `disk = 60`, `cloud_type = "SECURE"`, `volume_in_gb = 20`, `terminate_after = "t"`},
			after: []string{`name = "x"`, `image = "i"`, `gpu = { type_ids = ["g"] }`, `container_disk_gb = 60`, `cloud = "SECURE"`, `volume_disk = { size_gb = 20 }`},
			hands: []string{"`terminate_after`"},
		},
		"endpoint, all of it": {
			typ: "runpod_serverless_endpoint", to: "runpod_endpoint",
			before: []string{
				`name = "x"`, `endpoint_type = "LOAD_BALANCER"`, `image = "i"`, `disk = 30`, `gpu_pools = ["AMPERE_80"]`, `gpu_count = 2`, `excluded_types = ["NVIDIA A100-SXM4-80GB"]`, `workers_min = 1`,
				`workers_max = 4`, `scaling_type = "REQUEST_COUNT"`, `scaling_value = 8`, `timeout = 1000`, `flashboot = "OFF"`, `network_volumes = [runpod_network_volume.v.id]`,
				`data_center_ids = ["EU-RO-1"]`, `min_cuda_version = "12.8"`, `env = { A = "b" }`, `ports = ["80/http"]`, `registry = "r"`,
			},
			after: []string{
				`name = "x"`, `type = "LOAD_BALANCER"`, `image = "i"`, `container_disk_gb = 30`,
				"gpu = {\n    pools = [\"AMPERE_80\"]\n    excluded_type_ids = [\"NVIDIA A100-SXM4-80GB\"]\n    count = 2\n    min_cuda_version = \"12.8\"\n  }",
				`workers = { active = 1, flex = 3 }`, `scaling = { request_count = 8 }`, `execution_timeout_ms = 1000`, `flashboot = "OFF"`, `network_volume_ids = [runpod_network_volume.v.id]`,
				`data_center_ids = ["EU-RO-1"]`, `env = { A = "b" }`, `ports = ["80/http"]`, `container_registry_auth_id = "r"`,
			},
			notes: []string{isMoved},
		},
		"endpoint of CPU workers, a queue that scales on the delay": {
			typ: "runpod_serverless_endpoint", to: "runpod_endpoint",
			before: []string{
				`name = "x"`, `endpoint_type = "QUEUE"`, `template_id = "t"`, `cpu = [{ cpu_type_id = "cpu3c", vcpu_count = 4 }, { cpu_type_id = "cpu5c", vcpu_count = 2 }]`, `workers_max = var.n`,
				`idle_timeout = 7`, `scaling_type = "QUEUE_DELAY"`, `scaling_value = 8`, `flashboot = "FLASHBOOT"`,
			},
			after: []string{
				`name = "x"`, `type = "QUEUE"`, `template_id = "t"`, `cpu = [{ flavor_id = "cpu3c", vcpu_count = 4 }, { flavor_id = "cpu5c", vcpu_count = 2 }]`,
				`workers = { flex = var.n, idle_timeout_seconds = 7 }`, `scaling = { queue_delay_seconds = 8 }`, `flashboot = "FLASHBOOT"`,
			},
			notes: []string{isMoved},
		},
		"endpoint, one kind of CPU": {
			typ: "runpod_serverless_endpoint", to: "runpod_endpoint",
			before: []string{`name = "x"`, `endpoint_type = "QUEUE"`, `image = "i"`, `cpu = { cpu_type_id = "cpu3c", vcpu_count = 4 }`, `flashboot = "OFF"`, `idle_timeout = 5`},
			after:  []string{`name = "x"`, `type = "QUEUE"`, `image = "i"`, `cpu = [{ flavor_id = "cpu3c", vcpu_count = 4 }]`, `flashboot = "OFF"`, `workers = { idle_timeout_seconds = 5 }`},
			notes:  []string{isMoved},
		},
		"endpoint whose scaling only a plan knows": {
			typ: "runpod_serverless_endpoint", to: "runpod_endpoint",
			before: []string{`name = "x"`, `endpoint_type = "QUEUE"`, `image = "i"`, `gpu_pools = var.p`, `scaling_type = var.s`, `scaling_value = 8`, `flashboot = "OFF"`, `idle_timeout = 5`},
			after:  []string{`name = "x"`, `type = "QUEUE"`, `image = "i"`, `gpu = { pools = var.p }`, `scaling_type = var.s`, `scaling_value = 8`, `flashboot = "OFF"`, `workers = { idle_timeout_seconds = 5 }`},
			notes:  []string{isMoved}, hands: []string{"`scaling_type` is not a literal"},
		},
		"template": {
			typ: "runpod_template",
			before: []string{
				`name = "x"`, `image = "i"`, `disk = 30`, `public = true`, `serverless = false`, `args = "a"`, `registry = "r"`, `persistent_volume = { size = 20, path = "/w" }`, `category = "CPU"`,
				`env = { A = "b" }`, `ports = ["22/tcp"]`,
			},
			after: []string{
				`name = "x"`, `image = "i"`, `container_disk_gb = 30`, `public = true`, `serverless = false`, `args = "a"`, `container_registry_auth_id = "r"`,
				`volume_disk = { size_gb = 20, mount_path = "/w" }`, `category = "CPU"`, `env = { A = "b" }`, `ports = ["22/tcp"]`,
			},
		},
		"network volume": {
			typ: "runpod_network_volume", before: []string{`name = "x"`, `size = 20`, `data_center = "EU-RO-1"`, `type = "STANDARD"`},
			after: []string{`name = "x"`, `size_gb = 20`, `data_center_id = "EU-RO-1"`, `type = "STANDARD"`},
		},
		"credential": {
			typ: "runpod_registry", to: "runpod_container_registry_auth", before: []string{`name = "x"`, `username = "u"`, `password = var.p`},
			after: []string{`name = "x"`, `username = "u"`, `password = var.p`}, notes: []string{isMoved},
		},
		"delegation": {
			typ: "runpod_registry_delegation", to: "runpod_ecr_delegation", before: []string{`name = "n"`, `resource = "arn"`}, after: []string{`name = "n"`, `resource_arn = "arn"`},
			notes: []string{isMoved},
		},
		"cluster": {
			typ: "runpod_cluster",
			before: []string{
				`name = "x"`, `type = "SLURM"`, `gpu_type_id = "g"`, `gpu_count_per_pod = 8`, `pod_count = 2`, `image = "i"`, `disk = 80`, `env = { A = "b" }`, `ports = ["22/tcp"]`,
				`network_volumes = [{ volume_id = "v", path = "/d" }]`, `data_center_ids = ["EU-RO-1"]`,
			},
			after: []string{
				`name = "x"`, `type = "SLURM"`, `compute = { gpu_type_id = "g", gpu_count_per_pod = 8, pod_count = 2 }`, `image = "i"`, `container_disk_gb = 80`, `env = { A = "b" }`,
				`ports = ["22/tcp"]`, `network_volume = { id = "v", mount_path = "/d" }`, `data_center_ids = ["EU-RO-1"]`,
			},
		},
		"cluster without a size": {
			typ: "runpod_cluster", before: []string{`name = "x"`, `type = "SLURM"`, `gpu_type_id = "g"`, `pod_count = 2`, `image = "i"`},
			after: []string{`name = "x"`, `type = "SLURM"`, `compute = { gpu_type_id = "g", pod_count = 2 }`, `image = "i"`},
			hands: []string{"`gpu_count_per_pod` is not declared"},
		},
		"action": {typ: "runpod_pod_action", before: []string{`action = "stop"`}, after: []string{`action = "stop"`}, hands: []string{"set `desired_state"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			after, findings := rewriteTwo(t, in(tc.typ, tc.before...), tc.state)
			want := in(tc.typ, tc.after...)
			if tc.to != "" {
				want = in(tc.to, tc.after...) + movedBlock(tc.typ, tc.to)
			}
			expectLines(t, want, after)
			expectFindings(t, findings, tc.notes, tc.hands)
		})
	}
}

// What reads the resources of 2.0 follows their types and attributes; a pod of 1.x beside
// one of 2.0 keeps its own meaning.
func TestReferencesToTwo(t *testing.T) {
	t.Parallel()
	const around = "\nresource \"runpod_pod\" \"b\" {\n  name  = \"b\"\n  image = \"i\"\n  cpu   = { flavor_id = \"cpu3c\", vcpu_count = 2 }\n}\n"
	for before, after := range map[string]string{
		`runpod_serverless_endpoint.a.gpu_pools`:                        `runpod_endpoint.a.gpu.pools`,
		`runpod_serverless_endpoint.a[*].id`:                            `runpod_endpoint.a[*].id`,
		`[for e in runpod_serverless_endpoint.a : e.timeout]`:           `[for e in runpod_endpoint.a : e.execution_timeout_ms]`,
		`runpod_serverless_endpoint.a["x"].workers_max`:                 `runpod_endpoint.a["x"].workers.max`,
		`runpod_registry.a.id`:                                          `runpod_container_registry_auth.a.id`,
		`runpod_registry_delegation.a.resource`:                         `runpod_ecr_delegation.a.resource_arn`,
		`runpod_network_volume.a.data_center`:                           `runpod_network_volume.a.data_center_id`,
		`runpod_pod.b.id`:                                               `runpod_pod.b.id`,
		`runpod_cluster.c.gpu_type_id`:                                  `runpod_cluster.c.compute.gpu_type_id`,
		`{ for k, e in runpod_serverless_endpoint.a : k => e.name... }`: `{ for k, e in runpod_endpoint.a : k => e.name... }`,
	} {
		got, findings := rewriteBody(t, twoHead, "output \"o\" {\n  value = "+before+"\n}\n"+around, "")
		expectLines(t, "output \"o\" {\n  value = "+after+"\n}\n"+around, got)
		expectFindings(t, findings, nil, nil)
	}
	got, findings := rewriteBody(t, twoHead, `output "pod" {
  value = runpod_pod.x.disk
}

import {
  to = runpod_serverless_endpoint.x[each.key]
  id = "e"
}

resource "runpod_pod" "x" {
  name        = "x"
  image       = "i"
  gpu_type_id = "g"
  disk        = 60
  lifecycle {
    ignore_changes = [disk, gpu_type_id]
  }
  depends_on = [runpod_serverless_endpoint.x]
}
`, "")
	expectLines(t, `output "pod" {
  value = runpod_pod.x.container_disk_gb
}

import {
  to = runpod_endpoint.x[each.key]
  id = "e"
}

resource "runpod_pod" "x" {
  name = "x"
  image = "i"
  gpu = { type_ids = ["g"] }
  container_disk_gb = 60
  lifecycle {
    ignore_changes = [container_disk_gb, gpu]
  }
  depends_on = [runpod_endpoint.x]
}
`, got)
	expectFindings(t, findings, []string{"now ignores all of `gpu`"}, nil)
}

// Keys of a real form, whose fingerprints ssh-keygen -lf prints.
const (
	anaKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAWoHJkcuaKH3EtaEFGnd7OEoyJ1mP52aXRSy5Q8WqNU ana@laptop"
	anaID  = "SHA256:Yn+lHx3cqRbYiELXWVFjyd+9hjnRuf93awEjIK8rjtU"
)

func TestSSHKeysOfTwo(t *testing.T) {
	t.Parallel()
	const forget, destroys = "`terraform state rm runpod_account_ssh_keys.x`", "destroying a `runpod_ssh_key` removes"
	importOf := func(name string) string {
		return "\nimport {\n  to = runpod_ssh_key." + name + "\n  id = \"" + anaID + "\"\n}\n"
	}
	for name, tc := range map[string]struct {
		before       []string
		after        string
		notes, hands []string
	}{
		"one key": {
			before: []string{`keys = ["` + anaKey + `"]`},
			after:  "resource \"runpod_ssh_key\" \"x\" {\n  public_key = \"" + anaKey + "\"\n}\n" + importOf("x"),
			notes:  []string{destroys}, hands: []string{forget},
		},
		"several, one of them from a file": {
			before: []string{"# whose they are", `keys = toset(["` + anaKey + `", file("id.pub")])`, `remove_on_destroy = true`},
			after: "# whose they are\nresource \"runpod_ssh_key\" \"x_1\" {\n  public_key = \"" + anaKey + "\"\n}\n" + importOf("x_1") +
				"\nresource \"runpod_ssh_key\" \"x_2\" {\n  public_key = file(\"id.pub\")\n}\n",
			notes: []string{destroys}, hands: []string{forget, "runpod_ssh_key.x_2 has no `import` block"},
		},
		"from elsewhere": {
			before: []string{`keys = var.keys`}, after: in(sshKeysOfTwo, `keys = var.keys`),
			hands: []string{"one resource is now one key"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			after, findings := rewriteTwo(t, in(sshKeysOfTwo, tc.before...), "")
			expectLines(t, tc.after, after)
			expectFindings(t, findings, tc.notes, tc.hands)
		})
	}
	held, err := parseStates([]byte(`{"version": 4, "resources": [{"mode": "managed", "type": "runpod_account_ssh_keys", "name": "x", "instances": [{"attributes": {"keys": ["` + anaKey + `"]}}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	files := []File{{Name: "main.tf", Before: []byte(twoHead + in(sshKeysOfTwo, `keys = var.keys`))}}
	if said := Module(files, held, ""); !strings.Contains(said[len(said)-1].Text, "ana@laptop "+anaID) {
		t.Errorf("the fingerprints are not named: %v", said)
	}
}

package legacy

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	communityHead = "terraform {\n  required_providers {\n    runpod = { source = \"decentralized-infrastructure/runpod\", version = \"1.0.1\" }\n  }\n}\n"
	officialHead  = "terraform {\n  required_providers {\n    runpod = { version = \"1.0.8\", source = \"registry.terraform.io/runpod/runpod\" }\n  }\n}\n"
	newHead       = "terraform {\n  required_providers {\n    runpod = { source = \"runpod-iac/runpod\" }\n  }\n}\n"
)

// rewriteBody rewrites what stands behind a head, and returns what becomes of it
// with the findings, by hand or not.
func rewriteBody(t *testing.T, head, body, state string) (string, []Finding) {
	t.Helper()
	known := states(nil)
	if state != "" {
		var err error
		if known, err = parseStates([]byte(`{"version": 4, "resources": [{"mode": "managed", "type": "runpod_pod", "name": "x", "instances": [{"schema_version": 0, "attributes": ` +
			state + `}]}, {"mode": "managed", "type": "runpod_endpoint", "name": "x", "instances": [{"schema_version": 0, "attributes": ` + state +
			`}]}, {"mode": "managed", "type": "runpod_template", "name": "x", "instances": [{"schema_version": 0, "attributes": ` + state + `}]}]}`)); err != nil {
			t.Fatal(err)
		}
	}
	files := []File{{Name: "main.tf", Before: []byte(head + body)}}
	findings := Module(files, known, "")
	after, found := strings.CutPrefix(string(files[0].After), newHead)
	if !found {
		t.Fatalf("the head is\n%s", files[0].After)
	}
	again := []File{{Name: "main.tf", Before: files[0].After}}
	Module(again, known, "")
	if diff := cmp.Diff(string(files[0].After), string(again[0].After)); diff != "" {
		t.Errorf("the second time changes it again:\n%s", diff)
	}
	return after, slices.DeleteFunc(findings, func(f Finding) bool { return strings.HasPrefix(f.Subject, "required_providers") })
}

// in puts lines into a block, indented.
func in(typ string, lines ...string) string {
	return "resource \"" + typ + "\" \"x\" {\n  " + strings.Join(lines, "\n  ") + "\n}\n"
}

const (
	podStart = `name  = "x"`
	podImage = `image = "a"`
)

func TestPod(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		head, state   string
		before, after []string
		notes, hands  []string // parts of the findings
	}{
		"every simple attribute": {
			head: communityHead,
			before: []string{
				`name = "x"`, `image_name = "a"`, `gpu_type_ids = ["NVIDIA L40S"]`, `cloud_type = "community"`, `container_disk_in_gb = 10`, `docker_entrypoint = ["e"]`,
				`docker_start_cmd = ["c"]`, `container_registry_auth_id = "r"`, `data_center_ids = ["EU-RO-1"]`, `global_networking = true`, `locked = true`, `ports = []`, `volume_in_gb = 0`,
			},
			after: []string{
				`name = "x"`, `image = "a"`, `gpu = { type_ids = ["NVIDIA L40S"] }`, `cloud = "COMMUNITY"`, `container_disk_gb = 10`, `entrypoint = ["e"]`, `cmd = ["c"]`,
				`container_registry_auth_id = "r"`, `data_center_ids = ["EU-RO-1"]`, `global_networking = true`, `locked = true`, `ports = []`,
			},
			notes: []string{"a size of 0 means no `volume_disk`"},
		},
		"gpu, all of it": {
			head: communityHead,
			before: []string{
				podStart, podImage, `ports = []`, `volume_in_gb = 0`, `gpu_type_ids = var.types`, `gpu_count = 2`, `allowed_cuda_versions = ["12.8"]`, `min_ram_per_gpu = 16`, `min_vcpu_per_gpu = 4`,
				`compute_type = "GPU"`, `vcpu_count = 2`,
			},
			after: []string{
				podStart, podImage, `ports = []`, "gpu = {\n    type_ids              = var.types\n    count                 = 2\n    allowed_cuda_versions = [\"12.8\"]\n    min_ram_gb_per_gpu    = 16\n    min_vcpus_per_gpu     = 4\n  }",
			},
			notes: []string{"`volume_in_gb` was removed", "`vcpu_count` was removed: the pod has a GPU"},
		},
		"defaults that nobody asked for": {
			head:   communityHead,
			before: []string{podStart, podImage, `ports = []`, `volume_in_gb = 0`, `gpu_type_ids = ["NVIDIA L40S"]`, `min_ram_per_gpu = 8`, `min_vcpu_per_gpu = 2`},
			after:  []string{podStart, podImage, `ports = []`, `gpu = { type_ids = ["NVIDIA L40S"] }`},
			notes:  []string{"`min_ram_per_gpu` was removed", "`min_vcpu_per_gpu` was removed", "`volume_in_gb` was removed"},
		},
		"one GPU type": {
			head:   officialHead,
			before: []string{podStart, podImage, `gpu_type_id = var.gpu`, `volume_in_gb = 20`, `ports = "22/tcp , 80/http,"`},
			after:  []string{podStart, podImage, `gpu = { type_ids = [var.gpu] }`, `volume_disk = { size_gb = 20 }`, `ports = ["22/tcp", "80/http"]`},
		},
		"a CPU pod": {
			head:   communityHead,
			before: []string{podStart, podImage, `ports = []`, `compute_type = "CPU"`, `cpu_flavor_ids = ["cpu3c", "cpu5c"]`, `volume_in_gb = 20`, `gpu_count = 1`, `cpu_flavor_priority = "custom"`},
			after:  []string{podStart, podImage, `ports = []`, `cpu = { flavor_id = "cpu3c", vcpu_count = 2 }`},
			notes:  []string{"the first of `cpu_flavor_ids`", "`vcpu_count` was not declared: 2", "`gpu_count` was removed", "CPU pods have no volume disk", "`cpu_flavor_priority` was removed"},
		},
		"CPU flavors from elsewhere": {
			head:   communityHead,
			before: []string{podStart, podImage, `ports = []`, `cpu_flavor_ids = var.flavors`, `vcpu_count = 4`},
			after:  []string{podStart, podImage, `ports = []`, `cpu = { flavor_id = var.flavors[0], vcpu_count = 4 }`},
			notes:  []string{"the first of `cpu_flavor_ids`"},
		},
		"a compute type that only a plan knows": {
			head:   communityHead,
			before: []string{podStart, podImage, `ports = []`, `volume_in_gb = 0`, `compute_type = var.kind`, `gpu_type_ids = ["NVIDIA L40S"]`},
			after:  []string{podStart, podImage, `ports = []`, `compute_type = var.kind`, `gpu_type_ids = ["NVIDIA L40S"]`},
			notes:  []string{"`volume_in_gb` was removed"},
			hands:  []string{"`compute_type` is not a literal"},
		},
		"a network volume in place of the disk": {
			head:   communityHead,
			before: []string{podStart, podImage, `ports = []`, `gpu_type_ids = ["NVIDIA L40S"]`, `network_volume_id = runpod_network_volume.d.id`, `volume_in_gb = 20`, `volume_mount_path = "/d"`},
			after:  []string{podStart, podImage, `ports = []`, `gpu = { type_ids = ["NVIDIA L40S"] }`, `network_volume = { id = runpod_network_volume.d.id, mount_path = "/d" }`},
			notes:  []string{"a network volume takes the place"},
		},
		"a network volume that may be null": {
			head:   communityHead,
			before: []string{podStart, podImage, `ports = []`, `gpu_type_ids = ["NVIDIA L40S"]`, `network_volume_id = var.v`},
			after:  []string{podStart, podImage, `ports = []`, `gpu = { type_ids = ["NVIDIA L40S"] }`, `network_volume = { id = var.v }`},
			notes:  []string{"if it may be null, write `network_volume = var.v == null ? null : { ... }`"},
		},
		"a volume or a disk": {
			head:   communityHead,
			before: []string{podStart, podImage, `ports = []`, `gpu_type_ids = ["NVIDIA L40S"]`, `network_volume_id = var.v`, `volume_in_gb = 20`},
			after:  []string{podStart, podImage, `ports = []`, `gpu = { type_ids = ["NVIDIA L40S"] }`, `network_volume_id = var.v`, `volume_in_gb = 20`},
			hands:  []string{"decides between `network_volume` and `volume_disk`"},
		},
		"one of several network volumes": {
			head:   officialHead,
			before: []string{podStart, podImage, `ports = ""`, `gpu_type_id = "g"`, `network_volume_ids = ["v"]`},
			after:  []string{podStart, podImage, `ports = []`, `gpu = { type_ids = ["g"] }`, `network_volume = { id = "v" }`},
		},
		"a disk that nobody declared, without a state": {
			head:   communityHead,
			before: []string{podStart, podImage, `ports = []`, `gpu_type_ids = ["g"]`},
			after:  []string{podStart, podImage, `ports = []`, `gpu = { type_ids = ["g"] }`},
			hands:  []string{"`volume_in_gb` is not declared"},
		},
		"what the state holds": {
			head: officialHead, state: `{"name": "x", "image_name": "a", "gpu_type_id": "g", "gpu_count": 2, "volume_in_gb": 20.0, "volume_mount_path": "/v", "ports": "22/tcp",
				"cloud_type": "COMMUNITY", "container_disk_in_gb": 40, "locked": true, "start_ssh": true, "status": "EXITED", "env": ["PUBLIC_KEY=k", "HF=secret"]}`,
			before: []string{`image_name = "a"`},
			after: []string{
				`image = "a"`, `gpu = { type_ids = ["g"], count = 2 }`, `volume_disk = { size_gb = 20, mount_path = "/v" }`, `start_ssh = true`, `name = "x"`,
				`desired_state = "STOPPED"`, `cloud = "COMMUNITY"`, `locked = true`, `container_disk_gb = 40`, `ports = ["22/tcp"]`,
			},
			notes: []string{"no GPU type was declared", "`gpu_count` was not declared", "contains 20 GB", "`start_ssh`", "`name`", "`desired_state`", "`cloud`", "`locked`", "`container_disk_gb`", "`ports`"},
			hands: []string{"the state contains HF: declare them"},
		},
		"nothing to go by": {
			head:   officialHead,
			before: []string{`start_ssh = true`},
			after:  []string{`start_ssh = true`},
			notes:  []string{"`ports` is not declared"},
			hands:  []string{"no GPU type is declared", "no image is declared", "no name is declared", "`volume_in_gb` is not declared"},
		},
		"env as a list": {
			head:   officialHead,
			before: []string{podStart, `template_id = "t"`, `gpu_type_id = "g"`, `env = ["A=1", "B=${var.b}=c"]`},
			after:  []string{podStart, `template_id = "t"`, `gpu = { type_ids = ["g"] }`, `env = { A = "1", B = "${var.b}=c" }`},
		},
		"env with an element that is not a pair": {
			head:   officialHead,
			before: []string{podStart, `template_id = "t"`, `gpu_type_id = "g"`, `env = ["A=1", var.b]`},
			after:  []string{podStart, `template_id = "t"`, `gpu = { type_ids = ["g"] }`, `env = ["A=1", var.b]`},
			hands:  []string{"`env` is now a map"},
		},
		"env twice": {
			head:   officialHead,
			before: []string{podStart, `template_id = "t"`, `gpu_type_id = "g"`, `env = ["A=1", "A=2"]`},
			after:  []string{podStart, `template_id = "t"`, `gpu = { type_ids = ["g"] }`, `env = ["A=1", "A=2"]`},
			hands:  []string{"has A twice"},
		},
		"env that Runpod sets, too": {
			head:   communityHead,
			before: []string{podStart, `template_id = "t"`, `gpu_type_ids = ["g"]`, `env = { JUPYTER_PASSWORD = var.p }`},
			after:  []string{podStart, `template_id = "t"`, `gpu = { type_ids = ["g"] }`, `env = { JUPYTER_PASSWORD = var.p }`},
			hands:  []string{"`env` declares JUPYTER_PASSWORD"},
		},
		"an empty env, and null": {
			head:   officialHead,
			before: []string{podStart, `template_id = "t"`, `gpu_type_id = "g"`, `env = []`, `image_name = null`, `stop_after = null`},
			after:  []string{podStart, `template_id = "t"`, `gpu = { type_ids = ["g"] }`},
		},
		"ports that are put together": {
			head:   officialHead,
			before: []string{podStart, `template_id = "t"`, `gpu_type_id = "g"`, `ports = join(",", var.ports)`},
			after:  []string{podStart, `template_id = "t"`, `gpu = { type_ids = ["g"] }`, `ports = split(",", join(",", var.ports))`},
		},
		"ports from elsewhere": {
			head:   officialHead,
			before: []string{podStart, `template_id = "t"`, `gpu_type_id = "g"`, `ports = var.ports`},
			after:  []string{podStart, `template_id = "t"`, `gpu = { type_ids = ["g"] }`, `ports = var.ports`},
			notes:  []string{"`ports` is a set"},
		},
		"switches": {
			head:   officialHead,
			before: []string{podStart, `template_id = "t"`, `gpu_type_id = "g"`, `start_ssh = true`, `start_jupyter = false`, `interruptible = false`},
			after:  []string{podStart, `template_id = "t"`, `gpu = { type_ids = ["g"] }`, `start_ssh = true`},
		},
		"arguments that were not sent": {
			head:   officialHead,
			before: []string{podStart, `template_id = "t"`, `gpu_type_id = "g"`, `docker_args = "serve"`},
			after:  []string{podStart, `template_id = "t"`, `gpu = { type_ids = ["g"] }`, `args = "serve"`},
			hands:  []string{"may never have sent it"},
		},
		"arguments beside a command": {
			head:   officialHead,
			before: []string{podStart, `template_id = "t"`, `gpu_type_id = "g"`, `docker_args = "serve"`, `docker_start_cmd = ["c"]`},
			after:  []string{podStart, `template_id = "t"`, `gpu = { type_ids = ["g"] }`, `cmd = ["c"]`},
			hands:  []string{"conflicts with"},
		},
		"a cloud that no longer exists": {
			head:   officialHead,
			before: []string{podStart, `template_id = "t"`, `gpu_type_id = "g"`, `cloud_type = "ALL"`},
			after:  []string{podStart, `template_id = "t"`, `gpu = { type_ids = ["g"] }`, `cloud = "ALL"`},
			hands:  []string{"is no longer possible"},
		},
		"what has no equivalent": {
			head: officialHead,
			before: []string{
				podStart, `template_id = "t"`, `gpu_type_id = "g"`, `bid_per_gpu = 0.2`, `type = "RESERVED"`, `interruptible = true`, `machine_id = "m"`, `port = 80`, `stop_after = "2025"`,
				`terminate_after = "2025"`, `volume_encrypted = true`, `volume_key = "k"`, `country_codes = ["SE"]`, `min_disk_bandwidth_mbps = 1`, `min_download_mbps = 1`, `min_upload_mbps = 1`,
				`support_public_ip = true`, `data_center_priority = "custom"`, `gpu_type_priority = "custom"`, `something = 1`,
			},
			after: []string{podStart, `template_id = "t"`, `gpu = { type_ids = ["g"] }`, `something = 1`},
			notes: []string{"`data_center_priority` was removed", "`gpu_type_priority` was removed"},
			hands: []string{
				"`bid_per_gpu`", "`type`", "`interruptible`", "`machine_id`", "`port`", "`stop_after`", "`terminate_after`", "`volume_encrypted`", "`volume_key`", "`country_codes`",
				"`min_disk_bandwidth_mbps`", "`min_download_mbps`", "`min_upload_mbps`", "`support_public_ip`", "`something` is known to neither",
			},
		},
		"blocks": {
			head:   officialHead,
			before: []string{podStart, `template_id = "t"`, `gpu_type_id = "g"`, "dynamic \"env\" {\n    for_each = []\n    content {}\n  }", "timeouts {}", "disk {}"},
			after:  []string{podStart, `template_id = "t"`, `gpu = { type_ids = ["g"] }`, "dynamic \"env\" {\n    for_each = []\n    content {}\n  }", "timeouts {}", "disk {}"},
			hands:  []string{"`dynamic` block", "block `disk`"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			after, findings := rewriteBody(t, tc.head, in("runpod_pod", tc.before...), tc.state)
			expectLines(t, in("runpod_pod", tc.after...), after)
			expectFindings(t, findings, tc.notes, tc.hands)
		})
	}
}

// expectLines compares two texts but for the blanks that line up equals signs.
func expectLines(t *testing.T, want, got string) {
	t.Helper()
	squeeze := func(text string) string {
		lines := strings.Split(text, "\n")
		for i, line := range lines {
			lines[i] = strings.Join(strings.Fields(line), " ")
		}
		return strings.Join(lines, "\n")
	}
	if diff := cmp.Diff(squeeze(want), squeeze(got)); diff != "" {
		t.Errorf("rewritten to (-want +got):\n%s", diff)
	}
}

// expectFindings wants each part in a finding of its own, and no other findings.
func expectFindings(t *testing.T, findings []Finding, notes, hands []string) {
	t.Helper()
	for _, kind := range []struct {
		hand bool
		want []string
	}{{false, notes}, {true, hands}} {
		left := slices.DeleteFunc(slices.Clone(findings), func(f Finding) bool { return f.Hand != kind.hand })
		for _, part := range kind.want {
			i := slices.IndexFunc(left, func(f Finding) bool { return strings.Contains(f.Text, part) })
			if i < 0 {
				t.Errorf("nothing is said of %q (by hand: %t)", part, kind.hand)
				continue
			}
			left = slices.Delete(left, i, i+1)
		}
		for _, f := range left {
			t.Errorf("unexpected (by hand: %t): %s", f.Hand, f)
		}
	}
}

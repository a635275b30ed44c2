package legacy

import (
	"strings"
	"testing"
)

func TestEndpoint(t *testing.T) {
	t.Parallel()
	const (
		start = `name = "x"`
		tmpl  = `template_id = "t"`
		gpu   = `gpu_type_ids = ["NVIDIA L40S"]`
		pool  = "gpu = {\n    pools             = [\"ADA_48_PRO\"]\n    excluded_type_ids = [\"NVIDIA L40\", \"NVIDIA RTX 6000 Ada Generation\"]\n  }"
		pools = "gpu = {\n    pools             = [\"ADA_48_PRO\"]\n    excluded_type_ids = [\"NVIDIA L40\", \"NVIDIA RTX 6000 Ada Generation\"]\n    count             = 2\n  }"
		off   = `flashboot = false`
	)
	const byCatalog, noIdle = "GPU types became pools", "`idle_timeout` is not declared"
	for name, tc := range map[string]struct {
		head, state   string
		before, after []string
		notes, hands  []string
	}{
		"all of it": {
			head: communityHead,
			before: []string{
				start, tmpl, gpu, `gpu_count = 2`, `compute_type = "GPU"`, `workers_min = 1`, `workers_max = 4`, `idle_timeout = 5`, `scaler_type = "QUEUE_DELAY"`, `scaler_value = 8`,
				`execution_timeout_ms = 1000`, `flashboot = true`, `data_center_ids = ["EU-RO-1"]`, `network_volume_id = "v"`, `vcpu_count = 2`,
			},
			after: []string{
				start, tmpl, pools,
				`workers = { active = 1, flex = 3, idle_timeout_seconds = 5 }`, `scaling = { queue_delay_seconds = 8 }`, `execution_timeout_ms = 1000`, `flashboot = "FLASHBOOT"`,
				`data_center_ids = ["EU-RO-1"]`, `network_volume_ids = ["v"]`,
			},
			notes: []string{byCatalog, "`vcpu_count` was removed"},
		},
		"a pool by its own name": {
			head: officialHead, before: []string{start, tmpl, `gpu_type_id = "AMPERE_80"`, off, `idle_timeout = 5`, `workers_max = 3`},
			after: []string{start, tmpl, `gpu = { pools = ["AMPERE_80"] }`, `flashboot = "OFF"`, `workers = { flex = 3, idle_timeout_seconds = 5 }`},
			notes: []string{byCatalog},
		},
		"CUDA versions": {
			head: officialHead, before: []string{start, tmpl, `gpu_type_id = "AMPERE_80"`, off, `idle_timeout = 5`, `min_cuda_version = "12.8"`, `allowed_cuda_versions = []`, `workers_max = 3`},
			after: []string{start, tmpl, `gpu = { pools = ["AMPERE_80"], min_cuda_version = "12.8" }`, `flashboot = "OFF"`, `workers = { flex = 3, idle_timeout_seconds = 5 }`},
			notes: []string{byCatalog, "`min_cuda_version` is now `gpu.min_cuda_version`"},
		},
		"requests, and numbers that only a plan knows": {
			head: communityHead, before: []string{start, tmpl, gpu, `flashboot = var.fast`, `workers_min = var.min`, `workers_max = var.max + 1`, `idle_timeout = 5`, `scaler_type = "REQUEST_COUNT"`, `scaler_value = var.n`},
			after: []string{start, tmpl, pool, `flashboot = var.fast ? "FLASHBOOT" : "OFF"`, `workers = { active = var.min, flex = (var.max + 1) - var.min }`, `scaling = { request_count = var.n }`},
			notes: []string{byCatalog, "`idle_timeout` was removed"},
		},
		"no active workers": {
			head: communityHead, before: []string{start, tmpl, gpu, off, `workers_min = 0`, `workers_max = var.max`},
			after: []string{start, tmpl, pool, `flashboot = "OFF"`, `workers = { flex = var.max }`},
			notes: []string{byCatalog, noIdle},
		},
		"active workers of an unknown number": {
			head: communityHead, before: []string{start, tmpl, gpu, off, `workers_min = 2`},
			after: []string{start, tmpl, pool, `flashboot = "OFF"`, `workers = { active = 2 }`},
			notes: []string{byCatalog, noIdle}, hands: []string{"`workers_max` is not declared"},
		},
		"a scaler that only a plan knows": {
			head: communityHead, before: []string{start, tmpl, gpu, off, `scaler_type = var.s`, `scaler_value = 4`},
			after: []string{start, tmpl, pool, `flashboot = "OFF"`, `scaler_type = var.s`, `scaler_value = 4`},
			notes: []string{byCatalog}, hands: []string{"`scaler_type` is not a literal"},
		},
		"GPU types that only a plan knows": {
			head: communityHead, before: []string{start, tmpl, off, `gpu_type_ids = var.types`, `gpu_count = 1`},
			after: []string{start, tmpl, `flashboot = "OFF"`, `gpu_type_ids = var.types`, `gpu_count = 1`},
			notes: []string{noIdle}, hands: []string{"`gpu_type_ids` is not a list of literals"},
		},
		"a GPU type that nobody knows": {
			head: communityHead, before: []string{start, tmpl, off, `gpu_type_ids = ["Voodoo 2"]`},
			after: []string{start, tmpl, `flashboot = "OFF"`, `gpu_type_ids = ["Voodoo 2"]`},
			notes: []string{noIdle}, hands: []string{"no pool is known for Voodoo 2"},
		},
		"workers without a GPU": {
			head: communityHead, before: []string{start, tmpl, off, `compute_type = "CPU"`, `cpu_flavor_ids = ["cpu3c", var.f]`, `vcpu_count = 4`, `gpu_count = 1`},
			after: []string{start, tmpl, `flashboot = "OFF"`, `cpu = [{ flavor_id = "cpu3c", vcpu_count = 4 }, { flavor_id = var.f, vcpu_count = 4 }]`},
			notes: []string{"`gpu_count` was removed", noIdle},
		},
		"CPU flavors from elsewhere": {
			head: communityHead, before: []string{start, tmpl, off, `compute_type = "CPU"`, `cpu_flavor_ids = var.f`},
			after: []string{start, tmpl, `flashboot = "OFF"`, `cpu = [for id in var.f : { flavor_id = id, vcpu_count = 2 }]`},
			notes: []string{"`vcpu_count` was not declared", noIdle},
		},
		"two ways to name network volumes": {
			head: officialHead, before: []string{start, tmpl, gpu, off, `network_volume_id = "a"`, `network_volume_ids = ["a", "b"]`, `image_name = "i"`},
			after: []string{start, tmpl, pool, `flashboot = "OFF"`, `network_volume_ids = distinct(concat(["a"], ["a", "b"]))`},
			notes: []string{byCatalog, noIdle, "`image_name` was removed: the template's is used"},
		},
		"what the state holds": {
			head: officialHead,
			state: `{"name": "x", "template_id": "t", "gpu_type_ids": ["NVIDIA L40S"], "gpu_count": 2, "workers_min": 1, "workers_max": 2, "idle_timeout": 5, "scaler_type": "REQUEST_COUNT",
				"scaler_value": 4, "execution_timeout_ms": 600000, "flashboot": false, "data_center_ids": ["EU-RO-1"]}`,
			before: []string{tmpl},
			after: []string{
				tmpl, `gpu = { pools = ["ADA_48_PRO"], excluded_type_ids = ["NVIDIA L40", "NVIDIA RTX 6000 Ada Generation"], count = 2 }`, `scaling = { request_count = 4 }`,
				`workers = { active = 1, flex = 1 }`, `flashboot = "OFF"`, `name = "x"`, `execution_timeout_ms = 600000`, `data_center_ids = ["EU-RO-1"]`,
			},
			notes: []string{byCatalog, "`gpu_count`", "`scaling`", "`flashboot`", "`name`", "`execution_timeout_ms`", "`data_center_ids`"},
		},
		"what has no equivalent": {
			head: officialHead, before: []string{start, tmpl, gpu, off, `cloud_type = "SECURE"`, `cpu_flavor_priority = "x"`, `gpu_type_priority = "x"`, `env = { A = "b" }`, `container_disk_in_gb = 20`},
			after: []string{start, tmpl, pool, `flashboot = "OFF"`, `env = { A = "b" }`, `container_disk_gb = 20`},
			notes: []string{byCatalog, noIdle, "`cpu_flavor_priority`", "`gpu_type_priority`"}, hands: []string{"`cloud_type`"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			after, findings := rewriteBody(t, tc.head, in("runpod_endpoint", tc.before...), tc.state)
			expectLines(t, in("runpod_endpoint", tc.after...), after)
			expectFindings(t, findings, tc.notes, tc.hands)
		})
	}
}

func TestOthers(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		typ, state    string
		before, after []string
		notes, hands  []string
	}{
		"network volume": {
			typ: "runpod_network_volume", before: []string{`name = "x"`, `size = var.gb`, `type = "premium"`},
			after: []string{`name = "x"`, `size_gb = var.gb`, `type = "HIGH_PERFORMANCE"`},
		},
		"network volume by its former name": {
			typ: "runpod_network_volume", before: []string{`size = 10`, `storage_tier = "standard"`}, after: []string{`size_gb = 10`, `type = "STANDARD"`},
		},
		"network volume of a type that only a plan knows": {
			typ: "runpod_network_volume", before: []string{`size = 10`, `type = var.t`}, after: []string{`size_gb = 10`, `type = var.t`}, notes: []string{"`type` is not a literal"},
		},
		"template of pods": {
			typ: "runpod_template",
			before: []string{
				`name = "x"`, `image_name = "i"`, `category = "nvidia"`, `container_disk_in_gb = 10`, `docker_entrypoint = []`, `docker_start_cmd = ["c"]`, `env = { A = "b" }`, `is_public = false`,
				`ports = ["22/tcp"]`, `volume_in_gb = 20`, `volume_mount_path = "/w"`, `readme = "# x"`,
			},
			after: []string{
				`name = "x"`, `image = "i"`, `category = "NVIDIA"`, `container_disk_gb = 10`, `cmd = ["c"]`, `env = { A = "b" }`, `public = false`, `ports = ["22/tcp"]`,
				`volume_disk = { size_gb = 20, mount_path = "/w" }`,
			},
			hands: []string{"`readme`"},
		},
		"template of endpoints": {
			typ: "runpod_template", before: []string{`name = "x"`, `image_name = "i"`, `is_serverless = true`, `volume_in_gb = 0`}, after: []string{`name = "x"`, `image = "i"`, `serverless = true`},
			notes: []string{"`volume_in_gb` was removed"},
		},
		"template of either": {
			typ: "runpod_template", before: []string{`image_name = "i"`, `is_serverless = var.s`, `volume_in_gb = 20`}, after: []string{`image = "i"`, `serverless = var.s`, `volume_in_gb = 20`},
			notes: []string{"`ports` is not declared"}, hands: []string{"`is_serverless` is not a literal"},
		},
		"template, what the state holds": {
			typ: "runpod_template", state: `{"category": "CPU", "is_public": true, "is_serverless": false, "container_disk_in_gb": 10, "volume_in_gb": 0, "ports": ["22/tcp"]}`,
			before: []string{`image_name = "i"`}, after: []string{`image = "i"`, `category = "CPU"`, `public = true`, `container_disk_gb = 10`, `ports = ["22/tcp"]`},
			notes: []string{"`category`", "`public`", "`container_disk_gb`", "`ports`"},
		},
		"credential": {
			typ: "runpod_container_registry_auth", before: []string{`name = "x"`, `username = "u"`, `password = var.p`}, after: []string{`name = "x"`, `username = "u"`, `password = var.p`},
		},
		"delegation": {
			typ: "runpod_ecr_delegation", before: []string{`resource = "arn"`, `name = "n"`}, after: []string{`resource_arn = "arn"`, `name = "n"`},
		},
		"delegation without a name": {
			typ: "runpod_ecr_delegation", before: []string{`resource = "arn"`}, after: []string{`resource_arn = "arn"`}, notes: []string{"`name` is not declared"},
		},
		"pod action":      {typ: "runpod_pod_action", before: []string{`action = "stop"`}, after: []string{`action = "stop"`}, hands: []string{"set `desired_state = \"RUNNING\"`"}},
		"machine":         {typ: "runpod_machine", before: []string{`listed = true`}, after: []string{`listed = true`}, hands: []string{"machines of hosts"}},
		"endpoint job":    {typ: "runpod_endpoint_job", before: []string{`input = "{}"`}, after: []string{`input = "{}"`}, hands: []string{"request_urls.run"}},
		"endpoint worker": {typ: "runpod_endpoint_worker", before: []string{`endpoint_id = "e"`}, after: []string{`endpoint_id = "e"`}, hands: []string{"runpod_endpoint_workers"}},
		"cluster": {
			typ: "runpod_cluster",
			before: []string{
				`name = "x"`, `type = "slurm"`, `gpu_type_id = "g"`, `gpu_count_per_pod = 8`, `pod_count = 2`, `image_name = "i"`, `container_disk_in_gb = 80`, `ports = "22/tcp"`,
				`network_volume_id = "v"`, `deploy_cost = 1`,
			},
			after: []string{
				`name = "x"`, `type = "SLURM"`, `compute = { gpu_type_id = "g", gpu_count_per_pod = 8, pod_count = 2 }`, `image = "i"`, `container_disk_gb = 80`, `ports = ["22/tcp"]`,
				`network_volume = { id = "v" }`,
			},
			hands: []string{"`deploy_cost`"},
		},
		"something else": {typ: "runpod_thing", before: []string{`a = 1`}, after: []string{`a = 1`}, hands: []string{"known to neither"}},
		"not Runpod's":   {typ: "aws_instance", before: []string{`size = 1`}, after: []string{`size = 1`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			after, findings := rewriteBody(t, officialHead, in(tc.typ, tc.before...), tc.state)
			expectLines(t, in(tc.typ, tc.after...), after)
			expectFindings(t, findings, tc.notes, tc.hands)
		})
	}
}

func TestReferences(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		before, after string
		notes, hands  []string
	}{
		"attribute":          {`runpod_pod.a.image_name`, `runpod_pod.a.image`, nil, nil},
		"nested":             {`runpod_pod.a.gpu_type_ids[0]`, `runpod_pod.a.gpu.type_ids[0]`, nil, nil},
		"in a text":          {`"x ${runpod_network_volume.a.size} GB"`, `"x ${runpod_network_volume.a.size_gb} GB"`, nil, nil},
		"of an instance":     {`runpod_pod.a[0].image_name`, `runpod_pod.a[0].image`, nil, nil},
		"of any instance":    {`runpod_pod.a[var.i].image_name`, `runpod_pod.a[var.i].image`, nil, nil},
		"of all instances":   {`runpod_pod.a[*].image_name`, `runpod_pod.a[*].image`, nil, nil},
		"of all values":      {`values(runpod_pod.a)[*].image_name`, `values(runpod_pod.a)[*].image`, nil, nil},
		"in a loop":          {`{ for k, p in runpod_pod.a : k => p.image_name }`, `{ for k, p in runpod_pod.a : k => p.image }`, nil, nil},
		"behind a loop":      {`[[for p in runpod_pod.a : p.id], p.image_name]`, `[[for p in runpod_pod.a : p.id], p.image_name]`, nil, nil},
		"most workers":       {`runpod_endpoint.a.workers_max`, `runpod_endpoint.a.workers.max`, nil, nil},
		"same name":          {`runpod_pod.a.id`, `runpod_pod.a.id`, nil, nil},
		"other meaning":      {`runpod_pod.a.desired_status`, `runpod_pod.a.desired_state`, []string{"`EXITED` is now called `STOPPED`"}, nil},
		"other shape":        {`runpod_pod.a.ports`, `runpod_pod.a.ports`, []string{"it is a set"}, nil},
		"list of workers":    {`runpod_endpoint.a.workers[0].id`, `runpod_endpoint.a.workers[0].id`, []string{"runpod_endpoint_workers"}, nil},
		"nothing like it":    {`runpod_pod.a.machine_id`, `runpod_pod.a.machine_id`, nil, []string{"Runpod chooses the machine"}},
		"gone":               {`runpod_pod_action.a.status`, `runpod_pod_action.a.status`, nil, []string{"reads a resource that no longer exists"}},
		"as a whole":         {`runpod_pod.a`, `runpod_pod.a`, []string{"is used as a whole"}, nil},
		"somebody else's":    {`aws_instance.a.image_name`, `aws_instance.a.image_name`, nil, nil},
		"a data source":      {`data.runpod_pod.a.image_name`, `data.runpod_pod.a.image_name`, nil, nil},
		"an index as legacy": {`runpod_pod.a.0.image_name`, `runpod_pod.a.0.image`, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			after, findings := rewriteBody(t, officialHead, "output \"o\" {\n  value = "+tc.before+"\n}\n", "")
			if want := "output \"o\" {\n  value = " + tc.after + "\n}\n"; after != want {
				t.Errorf("rewritten to\n%s\nwant\n%s", after, want)
			}
			expectFindings(t, findings, tc.notes, tc.hands)
		})
	}
}

func TestInsideResources(t *testing.T) {
	t.Parallel()
	after, findings := rewriteBody(t, officialHead, `# above
resource "runpod_pod" "x" { # beside
  name        = "x"
  template_id = "t"
  # of the type
  gpu_type_id = "g" # beside the type
  # of their number
  gpu_count   = 1
  # of the machine
  machine_id  = "m" # beside the machine

  provisioner "local-exec" {
    command = "echo ${self.image_name} ${self.machine_id}"
  }

  lifecycle {
    ignore_changes       = [image_name, gpu_count, machine_id, env["A"], name]
    replace_triggered_by = [runpod_template.t]
  }
  depends_on = [runpod_network_volume.v]
}

moved {
  from = runpod_pod.size
  to   = runpod_pod.x
}
`, "")
	expectLines(t, `# above
resource "runpod_pod" "x" { # beside
  name        = "x"
  template_id = "t"
  # of the type
  gpu = {
    type_ids = ["g"] # beside the type
    # of their number
    count = 1
  }
  # of the machine
  # beside the machine

  provisioner "local-exec" {
    command = "echo ${self.image} ${self.machine_id}"
  }

  lifecycle {
    ignore_changes       = [image, gpu, machine_id, env["A"], name]
    replace_triggered_by = [runpod_template.t]
  }
  depends_on = [runpod_network_volume.v]
}

moved {
  from = runpod_pod.size
  to   = runpod_pod.x
}
`, after)
	expectFindings(t, findings,
		[]string{"now ignores all of `gpu`"},
		[]string{"`machine_id` has no equivalent and was removed", "`machine_id` of `runpod_pod` is read", "`ignore_changes` names `machine_id`"})
}

func TestAround(t *testing.T) {
	t.Parallel()
	after, findings := rewriteBody(t, officialHead, `provider "runpod" {
  api_key = var.k
  region  = "eu"
}
data "runpod_pods" "all" {}
module "m" { source = "./modules/m" }
module "n" { source = "acme/n/runpod" }
locals { a = 1 }
`, "")
	if !strings.Contains(after, `region  = "eu"`) {
		t.Errorf("rewritten to\n%s", after)
	}
	expectFindings(t, findings, []string{"the module in ./modules/m"}, []string{"`region` is not an argument", "data sources are not rewritten"})
}

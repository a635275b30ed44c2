package legacy

import (
	"slices"
	"sync"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// sshKeysOfTwo is the resource of runpod/runpod 2.0 that holds the account's whole list
// of SSH keys. No table has it: one resource here is one key.
const sshKeysOfTwo = "runpod_account_ssh_keys"

// tablesOfTwo are the types of runpod/runpod 2.0, which speaks API v2, by its own names,
// where they are not those of the older providers.
var tablesOfTwo = sync.OnceValue(func() map[string]table {
	return map[string]table{
		"runpod_pod":                 withLeftovers(podTableOfTwo(), podTable()),
		"runpod_template":            withLeftovers(templateTableOfTwo(), templateTable()),
		"runpod_serverless_endpoint": withLeftovers(endpointTableOfTwo(), endpointTable()),
		"runpod_registry":            called("runpod_container_registry_auth", registryAuthTable()),
		"runpod_registry_delegation": called("runpod_ecr_delegation", ecrDelegationTable()),
	}
})

func called(ours string, t table) table {
	t.typ, t.two = ours, true
	return t
}

// withLeftovers adds the rows of 1.x that 2.0 lacks once more: it keeps some of them
// as deprecated, without saying which. What a row of its own says goes before.
func withLeftovers(t, before table) table {
	t.two = true
	for _, r := range before.rows {
		if _, known := t.row(r.old); known || slices.Contains(t.ours, r.old) {
			continue
		}
		r.leftover, r.unless, r.absent = true, nil, ""
		t.rows = append(t.rows, r)
	}
	return t
}

// containerOfTwo is how 2.0 describes a container; diskGB is our default.
func containerOfTwo(diskGB int64) []row {
	return []row{
		{old: "image", to: "image", unless: noDefault, templated: true, absent: "no image is declared: write `image` or `template_id`", byHand: true},
		// 2.0 computes it, and a template's is in its states as well: it is declared, or the
		// first plan takes it away.
		{old: "args", to: "args", unless: noDefault},
		{old: "disk", to: "container_disk_gb", how: asNumber, unless: diskGB, templated: true},
		{old: "registry", to: "container_registry_auth_id"},
		{old: "ports", to: "ports", how: asPorts, unless: noDefault, templated: true},
	}
}

func cudaOfTwo() []row {
	return []row{
		{old: "allowed_cuda_versions", to: "gpu.allowed_cuda_versions", how: asTexts, on: computeGPU},
		{old: "min_cuda_version", to: "gpu.min_cuda_version", on: computeGPU},
	}
}

func podTableOfTwo() table {
	t := podTable()
	t.typ, t.ours = "runpod_pod", append(t.ours, "entrypoint", "cmd")
	t.marks = []string{"image", "disk", "cloud", "persistent_volume", "network_volumes", "desired_state", "cpu_type_id", "registry"}
	t.silent = []string{"env", "template_id", "desired_state"}
	t.rows = slices.Concat(
		kept(asText, "id", "template_id"), kept(asTexts, "data_center_ids"),
		[]row{
			{old: "gpu_type_id", to: "gpu.type_ids", how: asGPUTypes, on: computeGPU, reads: "gpu_type_id"},
			{old: "gpu_count", to: "gpu.count", how: asNumber, on: computeGPU, unless: int64(1)},
			{old: "min_ram_per_gpu", to: "gpu.min_ram_gb_per_gpu", how: asNumber, on: computeGPU},
			{old: "min_vcpu_count_per_gpu", to: "gpu.min_vcpus_per_gpu", how: asNumber, on: computeGPU},
			{old: "cpu_type_id", to: "cpu.flavor_id", on: computeCPU, advice: "`cpu` is null on a pod with a GPU"},
			{old: "vcpu_count", to: "cpu.vcpu_count", how: asNumber, on: computeCPU, advice: "`cpu` is null on a pod with a GPU", harmless: true},
		},
		cudaOfTwo(),
		[]row{
			{old: "persistent_volume", to: "volume_disk", how: asMount, advice: "its `size` is `size_gb`, its `path` is `mount_path`"},
			{old: "network_volumes", to: "network_volume", how: asMount, advice: "it is one object, its `volume_id` is `id`, its `path` is `mount_path`"},
			{old: "start_ssh", to: "start_ssh", how: asFlag},
			{old: "start_jupyter", to: "start_jupyter", how: asFlag},
			{old: "name", to: "name", unless: noDefault, absent: noName, byHand: true},
			{old: "env", to: "env", how: asVariables, declared: true},
			{
				old: "desired_state", to: "desired_state", how: asUpper, words: []string{"RUNNING", stopped}, renamed: map[string]string{"EXITED": stopped},
				advice: "`EXITED` is now called `STOPPED`",
			},
			{old: "status", to: "desired_state", how: asStopped, unless: "RUNNING", reads: "status"},
			{old: "cloud", to: "cloud", how: asUpper, words: []string{"SECURE", "COMMUNITY"}, unless: "SECURE"},
			{old: "locked", to: "locked", how: asFlag, unless: false},
			{old: "global_networking", to: "global_networking", how: asFlag, unless: false},
		},
		containerOfTwo(ourDiskGB),
		[]row{
			{old: "cost", to: "cost_per_hour_usd", how: refreshed, advice: "it is 0 while the pod is stopped"},
			{old: "data_center_id", to: "data_center_id", how: refreshed},
			{old: "created_at", to: "created_at", how: refreshed},
		},
	)
	return t
}

func endpointTableOfTwo() table {
	t := endpointTable()
	t.typ, t.ours = "runpod_endpoint", append(t.ours, "entrypoint", "cmd", "args", "workers")
	types := []string{string(runpod.EndpointTypeQueue), string(runpod.EndpointTypeLoadBalancer)}
	t.rows = slices.Concat(
		kept(asText, "id", "template_id"),
		[]row{
			{old: "endpoint_type", to: "type", how: asUpper, words: types, unless: types[0]},
			{old: "compute_type", how: goesAlong, advice: whichKind, harmless: true},
			{old: "gpu_pools", to: "gpu.pools", how: asTexts, on: computeGPU},
			{old: "excluded_types", to: "gpu.excluded_type_ids", how: asTexts, on: computeGPU},
			{old: "gpu_count", to: "gpu.count", how: asNumber, on: computeGPU, unless: int64(1)},
			{old: "cpu", to: "cpu", how: asCPUs, on: computeCPU, advice: "its `cpu_type_id` is `flavor_id`"},
		},
		cudaOfTwo(),
		[]row{
			{old: "scaling_type", to: "scaling", how: goesAlong, reads: nothing, advice: "use `scaling.request_count != null` instead", harmless: true},
			{old: "scaling_value", to: "scaling", how: asScaler, reads: nothing, advice: "use `scaling.queue_delay_seconds` or `scaling.request_count`, whichever the endpoint has"},
			{old: "workers_min", to: "workers.active", how: asNumber},
			{old: "workers_max", to: "workers.flex", how: asOnTop, reads: "workers.max"},
			{old: "idle_timeout", to: "workers.idle_timeout_seconds", how: asIdle},
			{
				old: "flashboot", to: "flashboot", how: asFlashboot, unless: string(runpod.FlashBootEnabled),
				absent: "`flashboot` is not declared, and is now on by default: if the plan shows it as changed, write `flashboot = \"OFF\"`",
			},
			{old: "network_volumes", to: "network_volume_ids", how: asTexts, advice: "it is a set"},
			{old: "name", to: "name", unless: noDefault, absent: noName, byHand: true},
			{old: "timeout", to: "execution_timeout_ms", how: asNumber, unless: ourTimeoutMS},
			{old: "data_center_ids", to: "data_center_ids", how: asTexts, unless: noDefault, advice: "it is a set"},
			{old: "created_at", to: "created_at", how: refreshed},
		},
		[]row{{old: "env", to: "env", how: asVariables, declared: true}},
		slices.DeleteFunc(containerOfTwo(cost.DefaultEndpointDiskGB), func(r row) bool { return r.old == "args" }),
	)
	return t
}

func templateTableOfTwo() table {
	t := templateTable()
	t.typ, t.ours = "runpod_template", append(t.ours, "entrypoint", "cmd")
	t.marks = []string{"image", "public", "disk", "registry", "persistent_volume", "serverless"}
	t.rows = slices.Concat(
		kept(asText, "id", "name"),
		[]row{
			{old: "persistent_volume", to: "volume_disk", how: asMount, advice: "its `size` is `size_gb`, its `path` is `mount_path`"},
			{old: "category", to: "category", how: asUpper, words: []string{"CPU", "NVIDIA", "AMD"}, unless: "NVIDIA"},
			{old: "public", to: "public", how: asFlag, unless: false},
			{old: "serverless", to: "serverless", how: asFlag, unless: false},
			{old: "env", to: "env", how: asVariables, declared: true},
		},
		containerOfTwo(ourDiskGB),
	)
	return t
}

// clusterTable is that of both runpod/runpod 1.x and 2.0, whose names do not meet.
func clusterTable() table {
	types := []string{string(runpod.ClusterTypeApplication), string(runpod.ClusterTypeTraining), string(runpod.ClusterTypeSlurm), string(runpod.ClusterTypeRay)}
	return table{
		ours: []string{
			"entrypoint", "cmd", "volume_disk", "wait_until", "start_jupyter", "usage", "data_center_id", "created_at", "network_cidr", "pods_by_status", "pod_ids",
			"primary", "estimated_cost", "tags", "tags_all", "cost_center_id", "timeouts",
		},
		// A name that is null would be an import to the first read.
		fixed:  object{"name": ""},
		silent: []string{"env", "template_id"},
		rows: slices.Concat(
			kept(asText, "id", "template_id"), kept(asTexts, "data_center_ids"),
			[]row{
				{old: "gpu_type_id", to: "compute.gpu_type_id"},
				{old: "gpu_count_per_pod", to: "compute.gpu_count_per_pod", how: asNumber},
				{old: "pod_count", to: "compute.pod_count", how: asNumber},
				{old: "name", to: "name", unless: noDefault, absent: noName, byHand: true},
				{old: "type", to: "type", how: asUpper, words: types},
				{old: "network_volumes", to: "network_volume", how: asMount, advice: "it is one object, its `volume_id` is `id`, its `path` is `mount_path`"},
				{old: "network_volume_id", to: "network_volume.id", how: asMounted, advice: "`network_volume` is null on a cluster without one"},
				{old: "env", to: "env", how: asVariables, declared: true},
				{old: "start_ssh", to: "start_ssh", how: asFlag, unasked: false},
			},
			slices.DeleteFunc(containerOfTwo(cost.DefaultClusterDiskGB), func(r row) bool { return r.old == "registry" || r.old == "args" }),
			[]row{{old: "args", to: "args", how: asImage, unless: noDefault, templated: true}}, // a cluster takes none beside a template
			[]row{
				{old: "image_name", to: "image", templated: true},
				{old: "container_disk_in_gb", to: "container_disk_gb", how: asNumber, unless: int64(cost.DefaultClusterDiskGB), templated: true},
			},
			gone("use `estimated_cost` for what to expect", "deploy_cost"),
			[]row{{old: "pods", how: dropped, reads: "pod_ids", advice: "`pod_ids` has their IDs; the data source `runpod_pod` returns each of them"}},
		),
	}
}

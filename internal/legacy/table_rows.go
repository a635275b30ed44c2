package legacy

import (
	"slices"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// What is said of several attributes.
const (
	noSpot     = "Runpod's API v2 has no spot pods: this pod stays as it is, a recreated one is on demand at the full price (`estimated_cost`)"
	noPriority = "this choice no longer exists: Runpod tries `gpu.type_ids` and `data_center_ids` in their order"
	noNetwork  = "Runpod's API v2 has no such condition: choose `data_center_ids`, or `cloud = \"SECURE\"`"
	noTimer    = "Runpod's API v2 has no timers: set `desired_state = \"STOPPED\"`, run the action `runpod_pod_stop`, or destroy the pod on your own schedule"
	noCrypto   = "Runpod's API v2 has no encrypted volumes of pods: an encrypted volume stays encrypted, a recreated one is not"
	noSize     = "Runpod's API v2 does not return it for a pod; the data source `runpod_gpu_types` has the values of each GPU type"
	whichKind  = "use `gpu != null` or `cpu != null` instead"
	noName     = "no name is declared, and one is required: write `name` as the Runpod console shows it"
	noPorts    = "`ports` is not declared, and Runpod may have opened 8888/http and 22/tcp by itself: if the plan shows ports as removed, declare them"
	releases   = "the data source `runpod_endpoint_releases` lists the releases of an endpoint"
	notSaid    = "Runpod's API v2 does not return it; an API key sees its own account only"
	noPodDisk  = "`volume_disk` is null on a pod without one"
	noDisk     = "`volume_disk` is null on a template without one"
)

// The container disk of pods and templates, and the time of a job, by default.
const (
	ourDiskGB    = int64(50)
	ourTimeoutMS = int64(300_000)
)

// kept are attributes that are what they were.
func kept(how conversion, names ...string) []row {
	rows := make([]row, 0, len(names))
	for _, name := range names {
		rows = append(rows, row{old: name, to: name, how: how})
	}
	return rows
}

// gone are attributes that have no equivalent, all for one reason.
func gone(advice string, names ...string) []row {
	rows := make([]row, 0, len(names))
	for _, name := range names {
		rows = append(rows, row{old: name, how: dropped, advice: advice})
	}
	return rows
}

// command is how pods, endpoints and templates start their container.
func command() []row {
	return append(kept(asText, "container_registry_auth_id"),
		row{old: "docker_entrypoint", to: "entrypoint", how: asExact},
		row{old: "docker_start_cmd", to: "cmd", how: asExact},
		row{old: "docker_args", to: "args", how: asArgs},
	)
}

func podTable() table {
	return table{
		ours:    []string{"env_wo", "env_wo_version", "wait_until", "usage", "status", "cuda_version", "ssh", "port_mappings", "http_urls", "estimated_cost", "tags", "tags_all", "cost_center_id", "timeouts"},
		leaders: map[string]string{"gpu": "type_ids", "cpu": "flavor_id"},
		// A name that is null would be an import to the first read.
		fixed: object{"name": ""},
		rows: slices.Concat(
			kept(asText, "id", "template_id"), kept(asTexts, "data_center_ids"), podCompute(), command(),
			[]row{
				{old: "volume_in_gb", to: "volume_disk.size_gb", how: asDisk, advice: noPodDisk},
				{old: "volume_mount_path", how: goesAlong, advice: "use `volume_disk.mount_path` or `network_volume.mount_path`, whichever the pod has"},
				{old: "network_volume_id", to: "network_volume.id", how: asMounted, advice: "`network_volume` is null on a pod without one"},
				{old: "network_volume_ids", to: "network_volume.id", how: asMounted, reads: nothing, advice: "use `network_volume.id`, which is one volume"},
				// False is also what an undeclared switch left behind: the default, in both.
				{old: "start_ssh", to: "start_ssh", how: asFlag, unasked: false, unless: false},
				{old: "start_jupyter", to: "start_jupyter", how: asFlag, unasked: false, unless: false},
				{old: "name", to: "name", unless: noDefault, absent: noName, byHand: true},
				{old: "env", to: "env", how: asVariables, advice: "it is a map (runpod/runpod had a list of KEY=VALUE)"},
				{old: "desired_status", to: "desired_state", how: asStopped, unless: "RUNNING", advice: "`EXITED` is now called `STOPPED`"},
				{old: "status", to: "desired_state", how: asStopped, unless: "RUNNING", reads: "status"},
				{old: "image_name", to: "image", unless: noDefault, templated: true, absent: "no image is declared: write `image` or `template_id`", byHand: true},
				{old: "cloud_type", to: "cloud", how: asUpper, words: []string{"SECURE", "COMMUNITY"}, unless: "SECURE"},
				{old: "locked", to: "locked", how: asFlag, unless: false},
				{old: "global_networking", to: "global_networking", how: asFlag, unless: false},
				{old: "container_disk_in_gb", to: "container_disk_gb", how: asNumber, unless: ourDiskGB, templated: true},
				{old: "ports", to: "ports", how: asPorts, unless: noDefault, templated: true, absent: noPorts, advice: "it is a set (runpod/runpod had one string with commas)"},
				{old: "cost_per_hr", to: "cost_per_hour_usd", how: refreshed, advice: "it is 0 while the pod is stopped"},
				{old: "actual_data_center", to: "data_center_id", how: refreshed},
				{old: "created_at", to: "created_at", how: refreshed},
				{old: "interruptible", how: dropped, unasked: false, advice: noSpot},
			},
			podGone(),
		),
	}
}

func podCompute() []row {
	return []row{
		{old: "compute_type", how: goesAlong, advice: whichKind, harmless: true},
		{old: "gpu_type_id", to: "gpu.type_ids", how: asGPUTypes, on: computeGPU, reads: "gpu_type_id"},
		{old: "gpu_type_ids", to: "gpu.type_ids", how: asGPUTypes, on: computeGPU},
		{old: "gpu_count", to: "gpu.count", how: asNumber, on: computeGPU, unless: int64(1)},
		{old: "allowed_cuda_versions", to: "gpu.allowed_cuda_versions", how: asTexts, on: computeGPU},
		{old: "min_ram_per_gpu", to: "gpu.min_ram_gb_per_gpu", how: asNumber, on: computeGPU, unasked: int64(8)},
		{old: "min_vcpu_per_gpu", to: "gpu.min_vcpus_per_gpu", how: asNumber, on: computeGPU, unasked: int64(2)},
		{old: "cpu_flavor_ids", to: "cpu.flavor_id", how: asFlavor, on: computeCPU, reads: nothing, advice: "use `cpu.flavor_id`, which is one flavor", harmless: true},
		{
			// A configuration without it declares 2, the older default.
			old: "vcpu_count", to: "cpu.vcpu_count", how: asNumber, on: computeCPU, reads: nothing,
			advice: "use `cpu.vcpu_count`, or `gpu.min_vcpus_per_gpu` for what was asked for with a GPU", harmless: true,
		},
	}
}

func podGone() []row {
	rows := gone(noPriority, "cpu_flavor_priority", "data_center_priority", "gpu_type_priority")
	for i := range rows {
		rows[i].harmless = true
	}
	return slices.Concat(rows,
		gone(noSpot, "bid_per_gpu"),
		gone(noNetwork, "min_disk_bandwidth_mbps", "min_download_mbps", "min_upload_mbps"),
		gone(noTimer, "stop_after", "terminate_after"),
		gone(noCrypto, "volume_encrypted", "volume_key"),
		gone(noSize, "memory_in_gb"),
		gone("use `cost_per_hour_usd` for what is billed now, or `estimated_cost` for what to expect", "adjusted_cost_per_hr"),
		gone("use `data_center_ids`, whose names begin with the country or region", "country_codes"),
		gone("Runpod's API v2 does not return when a pod was last started; `created_at` is when it was created", "last_started_at"),
		gone("Runpod chooses the machine, and does not return which; `data_center_id` and `gpu_type_id` say where the pod is", "machine_id"),
		gone("use `port_mappings[\"22/tcp\"].ip` or `ssh.direct.host`; the pod has public addresses only for `tcp` ports", "public_ip"),
		gone("declare `tcp` ports: `port_mappings` then has their public addresses; use `cloud = \"SECURE\"` to be sure of one", "support_public_ip"),
		gone("an on-demand pod is all there is in Runpod's API v2", "type"),
		gone("with `global_networking = true` pods reach each other at `<id>.runpod.internal`", "cluster_ip"),
		gone("use `port_mappings`", "port"),
	)
}

func endpointTable() table {
	return table{
		ours: []string{"type", "usage", "env_wo", "env_wo_version", "request_urls", "estimated_service", "estimated_cost", "tags", "tags_all", "cost_center_id"},
		// A name that is null would be an import to the first read. The other types of
		// endpoint are newer than these providers.
		fixed: object{"name": "", "type": string(runpod.EndpointTypeQueue), "workers": object{}, "network_volume_ids": []string{}},
		rows: slices.Concat(
			kept(asText, "id", "template_id"), endpointCompute(), endpointScaling(), command(),
			kept(asVariables, "env"), kept(asPorts, "ports"),
			[]row{
				{
					old: "flashboot", to: "flashboot", how: asFlashboot, unless: string(runpod.FlashBootEnabled), advice: "it is a string, `\"OFF\"` or `\"FLASHBOOT\"`",
					absent: "`flashboot` is not declared, and is now on by default: if the plan shows it as changed, write `flashboot = \"OFF\"`",
				},
				{old: "container_disk_in_gb", to: "container_disk_gb", how: asNumber},
				{old: "network_volume_id", to: "network_volume_ids", how: asTexts, reads: nothing, advice: "use `one(network_volume_ids)`, which is a set"},
				{old: "network_volume_ids", to: "network_volume_ids", how: asTexts, advice: "it is a set"},
				{old: "image_name", to: "image", how: asImage, templated: true, absent: "neither a template nor an image is declared: write `template_id` or `image`", byHand: true},
				{old: "name", to: "name", unless: noDefault, absent: noName, byHand: true},
				{old: "execution_timeout_ms", to: "execution_timeout_ms", how: asNumber, unless: ourTimeoutMS},
				{old: "data_center_ids", to: "data_center_ids", how: asTexts, unless: noDefault, advice: "it is a set"},
				{old: "created_at", to: "created_at", how: refreshed},
				{old: "cpu_flavor_priority", how: dropped, advice: "this choice no longer exists: Runpod tries `cpu` in its order", harmless: true},
				{old: "gpu_type_priority", how: dropped, advice: "this choice no longer exists: Runpod tries `gpu.pools` in its order", harmless: true},
			},
			gone("Runpod's API v2 places workers by `data_center_ids`, not by cloud", "cloud_type"),
			gone(releases, "template_version", "version"),
			gone(notSaid, "user_id", "users"),
		),
	}
}

func endpointCompute() []row {
	return []row{
		{old: "compute_type", how: goesAlong, advice: whichKind, harmless: true},
		{old: "gpu_type_id", to: "gpu.pools", how: asPools, on: computeGPU, reads: nothing, advice: "use `gpu.pools[0]`, which is a pool of GPU types"},
		{old: "gpu_type_ids", to: "gpu.pools", how: asPools, on: computeGPU, reads: nothing, advice: "use `gpu.pools` and `gpu.excluded_type_ids`: endpoints now name pools of GPU types"},
		{old: "gpu_count", to: "gpu.count", how: asNumber, on: computeGPU, unless: int64(1)},
		{old: "allowed_cuda_versions", to: "gpu.allowed_cuda_versions", how: asTexts, on: computeGPU},
		{old: "min_cuda_version", to: "gpu.min_cuda_version", on: computeGPU},
		{old: "cpu_flavor_ids", to: "cpu", how: asFlavors, on: computeCPU, reads: nothing, advice: "use `cpu[*].flavor_id`", harmless: true},
		{old: "vcpu_count", to: "cpu", how: goesAlong, on: computeCPU, reads: nothing, advice: "use `cpu[0].vcpu_count`", harmless: true},
	}
}

func endpointScaling() []row {
	return []row{
		{old: "scaler_type", to: "scaling", how: goesAlong, reads: nothing, advice: "use `scaling.request_count != null` instead", harmless: true},
		{old: "scaler_value", to: "scaling", how: asScaler, reads: nothing, advice: "use `scaling.queue_delay_seconds` or `scaling.request_count`, whichever the endpoint has"},
		{old: "workers_min", to: "workers.active", how: asNumber},
		// A state holds workers.max as well, which is computed.
		{old: "workers_max", to: "workers.flex", how: asOnTop, reads: "workers.max"},
		// Seconds, whatever the older documentation says.
		{old: "idle_timeout", to: "workers.idle_timeout_seconds", how: asIdle},
		{old: "workers", to: "workers", how: refreshed, advice: "it is an object with their numbers; the data source `runpod_endpoint_workers` lists them"},
	}
}

func networkVolumeTable() table {
	tiers := []string{string(runpod.VolumeTypeStandard), string(runpod.VolumeTypeHighPerformance)}
	premium := map[string]string{"PREMIUM": string(runpod.VolumeTypeHighPerformance)}
	return table{
		ours:  []string{"deletion_protection", "estimated_cost", "tags", "tags_all", "cost_center_id", "timeouts"},
		fixed: object{"deletion_protection": false},
		rows: append(kept(asText, "id", "name", "data_center_id"),
			row{old: "data_center", to: "data_center_id"}, // 2.0
			row{old: "size", to: "size_gb", how: asNumber},
			row{old: "type", to: "type", how: asUpper, words: tiers, renamed: premium},
			row{old: "storage_tier", to: "type", how: asUpper, words: tiers, renamed: premium, advice: "`standard` is now `STANDARD`, `premium` is `HIGH_PERFORMANCE`"},
		),
	}
}

func templateTable() table {
	return table{
		ours: []string{"start_ssh", "start_jupyter", "allowed_cuda_versions", "timeouts"},
		// A name that is null would be an import to the first read.
		fixed: object{"name": ""},
		rows: slices.Concat(
			kept(asText, "id", "name"), command(),
			[]row{
				{old: "image_name", to: "image"},
				{old: "volume_in_gb", to: "volume_disk.size_gb", how: asDisk, advice: noDisk},
				{old: "volume_mount_path", to: "volume_disk.mount_path", how: goesAlong, advice: noDisk},
				{old: "category", to: "category", how: asUpper, words: []string{"CPU", "NVIDIA", "AMD"}, unless: "NVIDIA"},
				{old: "is_public", to: "public", how: asFlag, unless: false},
				{old: "is_serverless", to: "serverless", how: asFlag, unless: false},
				{old: "env", to: "env", how: asVariables},
				{old: "container_disk_in_gb", to: "container_disk_gb", how: asNumber, unless: ourDiskGB},
				{old: "ports", to: "ports", how: asPorts, unless: noDefault, absent: noPorts},
			},
			gone("Runpod's API v2 has no readme of a template: the existing one stays, edit it in the Runpod console", "readme"),
			gone("Runpod's API v2 does not return the earnings of a template", "earned"),
			gone("the data source `runpod_public_templates` has Runpod's own templates (`source = \"OFFICIAL\"`)", "is_runpod"),
			gone("Runpod's API v2 does not return how long a template ran", "runtime_in_min"),
		),
	}
}

// registryAuthTable keeps the credentials in the form they were in: in another,
// they would have to be replaced.
func registryAuthTable() table {
	return table{
		ours: []string{"username_wo", "password_wo", "credentials_wo_version", "timeouts"},
		rows: kept(asText, "id", "name", "username", "password"),
	}
}

func ecrDelegationTable() table {
	return table{
		ours: []string{"delegator_user_id"},
		rows: append(kept(asText, "id", "aws_user", "aws_region", "repository", "tag", "docker_registry_uri", "created_at"),
			row{old: "resource", to: "resource_arn"},
			row{
				old: "name", to: "name", unless: noDefault,
				absent: "`name` is not declared: if the plan replaces the delegation for its name, declare the one that it has",
			},
		),
	}
}

package migrate

// counterpart is what an attribute of an older provider corresponds to.
type counterpart struct {
	// to is ours, as a path; empty where there is none.
	to string
	// advice says what to use instead, or what is different.
	advice string
	// harmless is set where leaving an attribute out changes nothing about what
	// exists.
	harmless bool
}

// resourceTable is a resource type of the older providers.
type resourceTable struct {
	attributes map[string]counterpart
	// ours are the attributes that we have besides, so that whatever is in
	// neither is noticed.
	ours []string
}

const (
	noSpot     = "RunPod's API v2 has no spot pods: this pod goes on as it is, one made anew is on demand at the full price (`estimated_cost`)"
	noPriority = "there is no such choice any more: RunPod tries `gpu.type_ids` and `data_center_ids` in their order"
	noNetwork  = "RunPod's API v2 has no such condition: choose `data_center_ids`, or `cloud = \"SECURE\"`"
	isBilled   = "use `cost_per_hour_usd` for what is billed now, or `estimated_cost` for what to expect"
	useSSH     = "use `port_mappings[\"22/tcp\"].ip` or `ssh.direct.host`; the pod has public addresses only for `tcp` ports"
	noMachine  = "RunPod chooses the machine, and does not say which; `data_center_id` and `gpu_type_id` say where the pod is"
	noSize     = "RunPod's API v2 does not say it for a pod; the data source `runpod_gpu_types` has what a GPU type comes with"
	noTimer    = "RunPod's API v2 has no timers: set `desired_state = \"STOPPED\"`, run the action `runpod_pod_stop`, or destroy the pod on a schedule of your own"
	noCrypto   = "RunPod's API v2 has no encrypted volumes of pods: a volume that is encrypted stays so, one made anew is not"
)

func podTable() resourceTable {
	return resourceTable{
		ours: []string{
			"name", "image", "gpu", "cpu", "cloud", "data_center_ids", "container_disk_gb", "volume_disk", "network_volume", "ports", "env", "env_wo",
			"env_wo_version", "entrypoint", "cmd", "args", "container_registry_auth_id", "template_id", "desired_state", "wait_until", "start_ssh",
			"start_jupyter", "global_networking", "locked", "usage", "id", "status", "gpu_type_id", "data_center_id", "cuda_version",
			"cost_per_hour_usd", "created_at", "ssh", "port_mappings", "http_urls", "estimated_cost", "timeouts",
		},
		attributes: map[string]counterpart{
			"image_name":              {to: "image"},
			"cloud_type":              {to: "cloud"},
			"container_disk_in_gb":    {to: "container_disk_gb"},
			"docker_entrypoint":       {to: "entrypoint"},
			"docker_start_cmd":        {to: "cmd"},
			"docker_args":             {to: "args"},
			"gpu_type_ids":            {to: "gpu.type_ids"},
			"gpu_count":               {to: "gpu.count"},
			"allowed_cuda_versions":   {to: "gpu.allowed_cuda_versions"},
			"min_ram_per_gpu":         {to: "gpu.min_ram_gb_per_gpu"},
			"min_vcpu_per_gpu":        {to: "gpu.min_vcpus_per_gpu"},
			"compute_type":            {advice: "ask `gpu != null` or `cpu != null` instead", harmless: true},
			"cpu_flavor_ids":          {advice: "use `cpu.flavor_id`, which is one flavor", harmless: true},
			"vcpu_count":              {advice: "use `cpu.vcpu_count`, or `gpu.min_vcpus_per_gpu` for what was asked for with a GPU", harmless: true},
			"volume_in_gb":            {to: "volume_disk.size_gb", advice: "`volume_disk` is null on a pod without one"},
			"volume_mount_path":       {advice: "use `volume_disk.mount_path` or `network_volume.mount_path`, whichever the pod has"},
			"network_volume_id":       {to: "network_volume.id", advice: "`network_volume` is null on a pod without one"},
			"network_volume_ids":      {advice: "use `network_volume.id`, which is one volume"},
			"desired_status":          {to: "desired_state", advice: "`EXITED` is now called `STOPPED`"},
			"cost_per_hr":             {to: "cost_per_hour_usd", advice: "it is 0 while the pod is stopped"},
			"adjusted_cost_per_hr":    {advice: isBilled},
			"actual_data_center":      {to: "data_center_id"},
			"country_codes":           {advice: "use `data_center_ids`, whose names begin with the country or region"},
			"cpu_flavor_priority":     {advice: noPriority, harmless: true},
			"data_center_priority":    {advice: noPriority, harmless: true},
			"gpu_type_priority":       {advice: noPriority, harmless: true},
			"interruptible":           {advice: noSpot},
			"bid_per_gpu":             {advice: noSpot},
			"last_started_at":         {advice: "RunPod's API v2 does not say when a pod was last started; `created_at` is when it was made"},
			"machine_id":              {advice: noMachine},
			"memory_in_gb":            {advice: noSize},
			"min_disk_bandwidth_mbps": {advice: noNetwork},
			"min_download_mbps":       {advice: noNetwork},
			"min_upload_mbps":         {advice: noNetwork},
			"public_ip":               {advice: useSSH},
			"support_public_ip":       {advice: "declare `tcp` ports: `port_mappings` then has their public addresses; use `cloud = \"SECURE\"` to be sure of one"},
			"type":                    {advice: "an on-demand pod is all there is in RunPod's API v2"},
			"cluster_ip":              {advice: "with `global_networking = true` pods reach each other at `<id>.runpod.internal`"},
			"port":                    {advice: "use `port_mappings`"},
			"stop_after":              {advice: noTimer},
			"terminate_after":         {advice: noTimer},
			"volume_encrypted":        {advice: noCrypto},
			"volume_key":              {advice: noCrypto},
		},
	}
}

func endpointTable() resourceTable {
	return resourceTable{
		ours: []string{
			"name", "type", "image", "gpu", "cpu", "workers", "scaling", "execution_timeout_ms", "flashboot", "data_center_ids", "network_volume_ids",
			"usage", "template_id", "container_disk_gb", "env", "env_wo", "env_wo_version", "ports", "entrypoint", "cmd", "args",
			"container_registry_auth_id", "id", "created_at", "request_urls", "estimated_cost",
		},
		attributes: map[string]counterpart{
			"image_name":            {to: "image"},
			"container_disk_in_gb":  {to: "container_disk_gb"},
			"gpu_type_ids":          {advice: "use `gpu.pools` and `gpu.excluded_type_ids`: endpoints now name pools of GPU types"},
			"gpu_type_id":           {advice: "use `gpu.pools[0]`, which is a pool of GPU types"},
			"gpu_count":             {to: "gpu.count"},
			"allowed_cuda_versions": {to: "gpu.allowed_cuda_versions"},
			"min_cuda_version":      {to: "gpu.min_cuda_version"},
			"compute_type":          {advice: "ask `gpu != null` or `cpu != null` instead", harmless: true},
			"cpu_flavor_ids":        {advice: "use `cpu[*].flavor_id`", harmless: true},
			"vcpu_count":            {advice: "use `cpu[0].vcpu_count`", harmless: true},
			"workers_min":           {to: "workers.active"},
			"workers_max":           {to: "workers.max"},
			"idle_timeout":          {to: "workers.idle_timeout_seconds"},
			"scaler_type":           {advice: "ask `scaling.request_count != null` instead", harmless: true},
			"scaler_value":          {advice: "use `scaling.queue_delay_seconds` or `scaling.request_count`, whichever the endpoint has"},
			"network_volume_id":     {advice: "use `one(network_volume_ids)`, which is a set"},
			"cpu_flavor_priority":   {advice: "there is no such choice any more: RunPod tries `cpu` in its order", harmless: true},
			"gpu_type_priority":     {advice: "there is no such choice any more: RunPod tries `gpu.pools` in its order", harmless: true},
			"cloud_type":            {advice: "RunPod's API v2 places workers by `data_center_ids`, not by cloud"},
			"template_version":      {advice: "the data source `runpod_endpoint_releases` lists the releases of an endpoint"},
			"version":               {advice: "the data source `runpod_endpoint_releases` lists the releases of an endpoint"},
			"user_id":               {advice: "RunPod's API v2 does not say it; an API key sees its own account only"},
			"users":                 {advice: "RunPod's API v2 does not say it; an API key sees its own account only"},
		},
	}
}

func networkVolumeTable() resourceTable {
	return resourceTable{
		ours: []string{"name", "size_gb", "data_center_id", "type", "deletion_protection", "id", "estimated_cost", "timeouts"},
		attributes: map[string]counterpart{
			"size":         {to: "size_gb"},
			"storage_tier": {to: "type", advice: "`standard` is now `STANDARD`, `premium` is `HIGH_PERFORMANCE`"},
		},
	}
}

func templateTable() resourceTable {
	return resourceTable{
		ours: []string{
			"name", "image", "entrypoint", "cmd", "args", "container_disk_gb", "env", "ports", "container_registry_auth_id", "volume_disk",
			"serverless", "public", "start_ssh", "start_jupyter", "category", "allowed_cuda_versions", "id", "timeouts",
		},
		attributes: map[string]counterpart{
			"image_name":           {to: "image"},
			"container_disk_in_gb": {to: "container_disk_gb"},
			"docker_entrypoint":    {to: "entrypoint"},
			"docker_start_cmd":     {to: "cmd"},
			"is_public":            {to: "public"},
			"is_serverless":        {to: "serverless"},
			"volume_in_gb":         {to: "volume_disk.size_gb", advice: "`volume_disk` is null on a template without one"},
			"volume_mount_path":    {to: "volume_disk.mount_path", advice: "`volume_disk` is null on a template without one"},
			"readme":               {advice: "RunPod's API v2 has no readme of a template: the one that is there stays, edit it in RunPod's console"},
			"earned":               {advice: "RunPod's API v2 does not say what a template earned"},
			"is_runpod":            {advice: "the data source `runpod_public_templates` has RunPod's own templates (`source = \"OFFICIAL\"`)"},
			"runtime_in_min":       {advice: "RunPod's API v2 does not say how long a template ran"},
		},
	}
}

func registryAuthTable() resourceTable {
	return resourceTable{
		ours: []string{"name", "username_wo", "password_wo", "credentials_wo_version", "username", "password", "id", "timeouts"},
	}
}

func ecrDelegationTable() resourceTable {
	return resourceTable{
		ours: []string{
			"resource_arn", "name", "id", "aws_user", "aws_region", "repository", "tag", "docker_registry_uri", "delegator_user_id", "created_at",
		},
		attributes: map[string]counterpart{"resource": {to: "resource_arn"}},
	}
}

// tables are the types that this provider has, too.
func tables() map[string]resourceTable {
	return map[string]resourceTable{
		"runpod_pod":                     podTable(),
		"runpod_endpoint":                endpointTable(),
		"runpod_network_volume":          networkVolumeTable(),
		"runpod_template":                templateTable(),
		"runpod_container_registry_auth": registryAuthTable(),
		"runpod_ecr_delegation":          ecrDelegationTable(),
	}
}

// goneTypes are those that it has not, with what to use instead.
func goneTypes() map[string]string {
	const forget = "; take it out of the state first (`terraform state rm`)"
	return map[string]string{
		"runpod_pod_action":      "remove it and set `desired_state = \"RUNNING\"` or `\"STOPPED\"` on the pod, or run the actions `runpod_pod_start` and `runpod_pod_stop`" + forget,
		"runpod_machine":         "there is nothing in its place: RunPod's API v2 does not manage the machines of hosts" + forget,
		"runpod_endpoint_job":    "send jobs to the endpoint's `request_urls.run`: they are requests, not resources" + forget,
		"runpod_endpoint_worker": "set `workers` on the endpoint, which starts its own; the data source `runpod_endpoint_workers` lists them" + forget,
	}
}

// oursOnly are types that neither of the older providers had.
func oursOnly() []string { return []string{"runpod_secret", "runpod_ssh_key"} }

// clusterByHand is said of each cluster of runpod/runpod.
const clusterByHand = "clusters are not rewritten, and their state is not taken over: `gpu_type_id`, `gpu_count_per_pod` and `pod_count` go into `compute = { ... }`, " +
	"`image_name` is `image`, `container_disk_in_gb` is `container_disk_gb`, `network_volume_id` is `network_volume = { id = ... }`, `ports` is a list, `deploy_cost` and `pods` are gone; " +
	"take it out of the state (`terraform state rm`) and import it by its id"

package acctest_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// known are objects that samples refer to.
type sampleIDs struct{ registry, template, workerTemplate, volume, costCenter string }

func newSampleIDs(t *testing.T, env *acctest.Env) sampleIDs {
	t.Helper()
	client, ctx := env.Client(), t.Context()
	registry, err := client.CreateRegistry(ctx, runpod.CreateRegistryRequest{Name: "sample", Username: "bot", Password: "hush"})
	if err != nil {
		t.Fatal(err)
	}
	template := func(name string, serverless bool) string {
		image, disk := "busybox:1", int64(20)
		req := runpod.CreateTemplateRequest{Name: name, Serverless: &serverless}
		req.Image, req.Disk = &image, &disk
		made, err := client.CreateTemplate(ctx, req)
		if err != nil {
			t.Fatal(err)
		}
		return made.ID
	}
	volume, err := client.CreateNetworkVolume(ctx, runpod.CreateNetworkVolumeRequest{Name: "sample", Size: 20, DataCenter: "EU-RO-1"})
	if err != nil {
		t.Fatal(err)
	}
	center := &runpod.CostCenter{}
	if acctest.Offers(runpod.GroupCostCenters) {
		if center, err = client.CreateCostCenter(ctx, runpod.CreateCostCenterRequest{Value: "sample"}); err != nil {
			t.Fatal(err)
		}
	}
	return sampleIDs{costCenter: center.ID, registry: registry.ID, template: template("sample", false), workerTemplate: template("sample-worker", true), volume: volume.ID}
}

// samples are configurations of a resource that between them set every attribute:
// TestEveryValue names one that none of them sets.
func samples(resource string, ids sampleIDs) []attrs {
	least := map[string]attrs{}
	for _, c := range creatables() {
		least[c.resource] = c.config(1)
	}
	with := func(changes attrs) attrs {
		config := maps.Clone(least[resource])
		for name, v := range changes {
			if config[name] = v; v == nil {
				delete(config, name)
			}
		}
		return config
	}
	wo := attrs{"TOKEN": "hush"}
	tagged := func(config attrs) attrs {
		if acctest.Offers(runpod.GroupTags) {
			config["tags"] = attrs{"team": "ml", "stage": "test"}
		}
		if acctest.Offers(runpod.GroupCostCenters) {
			config["cost_center_id"] = ids.costCenter
		}
		return config
	}
	both := attrs{"delete": "5m"}
	disk, volume := attrs{"size_gb": 20, "mount_path": "/workspace"}, attrs{"id": ids.volume, "mount_path": "/data"}
	switch resource {
	case "runpod_pod":
		gpu := func(more attrs) attrs {
			more["type_ids"] = []any{"NVIDIA L40S", "NVIDIA A40"}
			return more
		}
		return []attrs{
			with(attrs{
				"entrypoint": []any{"sh", "-c"}, "cmd": []any{"run"}, "container_disk_gb": 30, "env": attrs{"A": "1", "B": "2"}, "env_wo": wo, "env_wo_version": 1,
				"ports": []any{"8888/http", "22/tcp"}, "container_registry_auth_id": ids.registry, "gpu": gpu(attrs{"count": 1, "allowed_cuda_versions": []any{"12.8"}}),
				"cloud": "SECURE", "data_center_ids": []any{"EU-RO-1"}, "volume_disk": disk, "desired_state": "RUNNING", "wait_until": "CREATED", "start_ssh": true,
				"start_jupyter": true, "global_networking": false, "locked": false, "usage": attrs{"hours_per_day": 8, "when_idle": "STOPPED"},
				"timeouts": attrs{"create": "5m", "update": "5m", "delete": "5m"},
			}),
			with(attrs{"image": nil, "template_id": ids.template, "args": "run", "usage": attrs{"hours_per_month": 200}, "gpu": gpu(attrs{"min_cuda_version": "12.4", "min_ram_gb_per_gpu": 8, "min_vcpus_per_gpu": 2}), "network_volume": volume}),
			tagged(with(attrs{"gpu": nil, "cpu": attrs{"flavor_id": "cpu3c", "vcpu_count": 2}})),
		}
	case "runpod_endpoint":
		gpu := attrs{"pools": []any{"AMPERE_80", "ADA_24"}, "count": 1, "excluded_type_ids": []any{"NVIDIA A100-SXM4-80GB"}, "allowed_cuda_versions": []any{"12.8"}}
		return []attrs{
			with(attrs{
				"type": "QUEUE", "entrypoint": []any{"sh", "-c"}, "cmd": []any{"run"}, "container_disk_gb": 30, "env": attrs{"A": "1", "B": "2"}, "env_wo": wo, "env_wo_version": 1,
				"ports": []any{"8888/http"}, "container_registry_auth_id": ids.registry, "gpu": gpu,
				"workers": attrs{"active": 1, "flex": 1, "min": 1, "max": 2, "idle_timeout_seconds": 5}, "scaling": attrs{"queue_delay_seconds": 4}, "execution_timeout_ms": 60000,
				"flashboot": "OFF", "data_center_ids": []any{"EU-RO-1"}, "network_volume_ids": []any{ids.volume},
				"usage": attrs{"requests_per_day": 10, "execution_seconds": 3, "cold_start_seconds": 1, "cold_start_ratio": 0.5},
			}),
			with(attrs{
				"image": nil, "template_id": ids.workerTemplate, "args": "run", "gpu": attrs{"pools": []any{"AMPERE_80"}, "min_cuda_version": "12.4"}, "scaling": attrs{"request_count": 4},
				"usage": burstUsage(),
			}),
			tagged(with(attrs{"gpu": nil, "cpu": []any{attrs{"flavor_id": "cpu3g", "vcpu_count": 2}, attrs{"flavor_id": "cpu3c", "vcpu_count": 4}}})),
		}
	case "runpod_template":
		return []attrs{
			with(attrs{
				"entrypoint": []any{"sh", "-c"}, "cmd": []any{"run"}, "container_disk_gb": 30, "env": attrs{"A": "1", "B": "2"}, "ports": []any{"8888/http"},
				"container_registry_auth_id": ids.registry, "volume_disk": disk, "public": false, "start_ssh": false, "start_jupyter": false, "category": "NVIDIA",
				"allowed_cuda_versions": []any{"12.8"}, "timeouts": both,
			}),
			with(attrs{"args": "run", "serverless": true}),
		}
	case "runpod_cluster":
		return []attrs{
			with(attrs{
				"entrypoint": []any{"sh", "-c"}, "cmd": []any{"run"}, "container_disk_gb": 30, "env": attrs{"A": "1", "B": "2"}, "ports": []any{"8888/http"},
				"volume_disk": disk, "start_ssh": true, "start_jupyter": true, "wait_until": "RUNNING", "usage": attrs{"hours_per_month": 100}, "timeouts": attrs{"create": "5m", "delete": "5m"},
			}),
			with(attrs{"args": "run", "data_center_ids": []any{"EU-RO-1"}, "network_volume": volume}),
			tagged(with(attrs{"image": nil, "template_id": ids.template})),
		}
	case "runpod_network_volume":
		return []attrs{tagged(with(attrs{"type": "STANDARD", "deletion_protection": false, "timeouts": both}))}
	case "runpod_container_registry_auth":
		return []attrs{
			with(attrs{"timeouts": both}),
			with(attrs{"username": nil, "password": nil, "username_wo": "bot", "password_wo": "hush", "credentials_wo_version": 1}),
		}
	case "runpod_secret":
		return []attrs{with(attrs{"description": "for tests"}), with(attrs{"value": nil, "value_wo": "hush", "value_wo_version": 1})}
	default:
		return []attrs{with(nil)}
	}
}

// otherSamples are those of everything but resources, by their kind and name. What is
// looked up by ID or name need not be here.
// burstUsage is the traffic of an endpoint with all that a simulation takes.
func burstUsage() attrs {
	return attrs{
		"requests_per_day": 10, "execution_seconds": 3, "traffic": "BURSTS", "burst_size": 4, "hours_per_day": 8, "concurrency": 1,
		"model": attrs{"size_gb": 6, "location": "IMAGE"}, "cold_start_seconds": 5,
	}
}

func otherSamples() map[string][]attrs {
	a100 := "NVIDIA A100 80GB PCIe"
	stock := attrs{"product": "POD", "gpu_count": 2, "cloud": "SECURE", "country_codes": []any{"DE"}, "cuda_versions": []any{"12.8"}}
	floor := attrs{"product": "POD", "min_cuda_version": "12.4"}
	of := func(base attrs, more attrs) attrs {
		all := maps.Clone(base)
		maps.Copy(all, more)
		return all
	}
	gpuPod := attrs{
		"name": "p", "gpu": attrs{"type_ids": []any{a100}, "count": 1}, "cloud": "SECURE", "container_disk_gb": 50, "volume_disk": attrs{"size_gb": 20},
		"desired_state": "RUNNING", "usage": attrs{"hours_per_day": 8, "when_idle": "STOPPED"},
	}
	cpu := attrs{"flavor_id": "cpu3g", "vcpu_count": 2}
	gpuEndpoint := attrs{
		"name": "e", "type": "QUEUE", "gpu": attrs{"pools": []any{"AMPERE_80"}, "count": 1, "excluded_type_ids": []any{a100}},
		"workers": attrs{"active": 1, "flex": 1, "idle_timeout_seconds": 5}, "scaling": attrs{"request_count": 4}, "container_disk_gb": 20,
		"usage": attrs{"requests_per_day": 10, "execution_seconds": 3, "cold_start_seconds": 1, "cold_start_ratio": 0.5},
	}
	burstEndpoint := attrs{"gpu": attrs{"pools": []any{"AMPERE_80"}}, "scaling": attrs{"queue_delay_seconds": 2}, "flashboot": "OFF", "usage": burstUsage()}
	since := attrs{"id": "abc", "created_at": "2026-11-01T00:00:00Z"}
	log := attrs{"source": "container", "tail": 10, "since": "2026-11-01T00:00:00Z"}
	return map[string][]attrs{
		"provider": {{
			"api_key": "hush", "api_url": "http://127.0.0.1:9/v2", "request_timeout": "30s", "max_retries": 2, "allow_insecure_http": true,
			"pricing": attrs{
				"source": "snapshot", "hours_per_month": 720, "network_volume_tier_gb": 1024, "high_performance_volume_usd_per_gb_month": 0.2,
				"gpu_overrides": attrs{a100: attrs{"secure_usd_per_hour": 1, "community_usd_per_hour": 1, "flex_usd_per_second": 0.001, "active_usd_per_second": 0.001}},
				"cpu_overrides": attrs{"cpu3c": attrs{"pod_usd_per_vcpu_hour": 0.1, "serverless_usd_per_vcpu_hour": 0.1}},
			},
			"budget":       attrs{"max_hourly_usd": 10, "monthly_usd": 100, "enforcement": "warn"},
			"default_tags": attrs{"team": "ml", "stage": "test"},
		}},
		"data runpod_billing": {
			{"product": "pods", "start": "2026-10-01T00:00:00Z", "end": "2026-11-01T00:00:00Z", "bucket_size": "day", "resource_id": "abc"},
			{"last_n": 3},
			{"include_focus": true, "billing_account_id": "a", "billing_account_name": "b"},
		},
		"data runpod_cpu_type":    {{"id": "cpu3c", "product": "POD", "vcpu_count": 4}},
		"data runpod_cpu_types":   {{"product": "POD", "vcpu_count": 4}},
		"data runpod_data_center": {{"id": "EU-RO-1", "include_availability": true}},
		"data runpod_data_centers": {{
			"regions": []any{"EUROPE"}, "network_volume_types": []any{"STANDARD"}, "compliance": []any{"GDPR"}, "global_networking": true, "include_availability": true,
		}},
		"data runpod_gpu_type":  {of(stock, attrs{"id": a100}), of(floor, attrs{"id": a100})},
		"data runpod_gpu_types": {of(stock, attrs{"min_vram_gb": 24, "max_price_usd_per_hour": 2, "min_availability": "LOW"}), floor},
		"data runpod_cost_estimate": {{
			"pods":            []any{gpuPod, attrs{"cpu": cpu, "usage": attrs{"hours_per_month": 200}}},
			"endpoints":       []any{gpuEndpoint, attrs{"cpu": []any{cpu}}, burstEndpoint},
			"network_volumes": []any{attrs{"name": "v", "size_gb": 100, "type": "STANDARD"}},
			"clusters": []any{attrs{
				"name": "c", "compute": attrs{"gpu_type_id": "NVIDIA H100 80GB HBM3", "gpu_count_per_pod": 8, "pod_count": 2}, "container_disk_gb": 20,
				"volume_disk": attrs{"size_gb": 20}, "usage": attrs{"hours_per_month": 100},
			}},
		}},
		"data runpod_cost_actuals": {{
			"pods":            []any{of(gpuPod, since), attrs{"cpu": cpu, "usage": attrs{"hours_per_month": 200}}},
			"endpoints":       []any{of(gpuEndpoint, since), attrs{"cpu": []any{cpu}}, burstEndpoint},
			"network_volumes": []any{of(attrs{"name": "v", "size_gb": 100, "type": "STANDARD"}, since)},
			"clusters": []any{of(attrs{
				"name": "c", "compute": attrs{"gpu_type_id": "NVIDIA H100 80GB HBM3", "gpu_count_per_pod": 8, "pod_count": 2}, "container_disk_gb": 20,
				"volume_disk": attrs{"size_gb": 20}, "usage": attrs{"hours_per_month": 100},
			}, since)},
			"days": 7,
		}},
		"data runpod_pod_vs_serverless": {{"gpu_type_id": a100, "workload": burstUsage()}, {
			"gpu_type_id": a100, "gpu_count": 1, "cloud": "SECURE",
			"workload":         attrs{"requests_per_day": 10, "execution_seconds": 3, "cold_start_seconds": 1, "cold_start_ratio": 0.5, "idle_timeout_seconds": 5, "model": attrs{"size_gb": 1, "location": "IMAGE"}},
			"storage":          attrs{"container_disk_gb": 20, "volume_disk_gb": 20, "network_volume_gb": 20},
			"pod_usd_per_hour": 1, "flex_usd_per_second": 0.001, "active_usd_per_second": 0.001,
		}},
		"data runpod_endpoint_sizing": {
			{
				"type": "QUEUE", "gpu": attrs{"pools": []any{"AMPERE_80"}, "count": 1, "excluded_type_ids": []any{"NVIDIA A100-SXM4-80GB"}}, "container_disk_gb": 20, "flashboot": "FLASHBOOT",
				"usage":  burstUsage(),
				"target": attrs{"wait_p95_seconds": 60, "burst_seconds": 60}, "max_workers": 4,
			},
			{"cpu": []any{cpu}, "usage": attrs{"requests_per_day": 10, "execution_seconds": 3}, "target": attrs{"wait_p95_seconds": 60}},
		},
		"data runpod_endpoint_build":       {{"endpoint_id": "abc", "id": "b"}},
		"data runpod_endpoint_builds":      {{"endpoint_id": "abc"}},
		"data runpod_endpoint_releases":    {{"endpoint_id": "abc"}},
		"data runpod_endpoint_worker_logs": {of(log, attrs{"endpoint_id": "abc", "worker_id": "w"})},
		"data runpod_pod_logs":             {of(log, attrs{"pod_id": "abc"})},
		"data runpod_endpoint_workers":     {{"endpoint_id": "abc"}},
		"data runpod_pods":                 {{"include_cluster_pods": true}},
		"data runpod_public_templates":     {{"source": "official"}},
		"action runpod_pod_start":          {{"id": "abc", "wait": true, "timeout": "5m"}},
		"action runpod_pod_stop":           {{"id": "abc", "wait": true, "timeout": "5m"}},
		"action runpod_pod_restart":        {{"id": "abc", "wait": true, "timeout": "5m"}},
		"action runpod_pod_terminate":      {{"id": "abc", "wait": true, "timeout": "5m"}},
	}
}

// lookUpSamples are those of what goes by an ID or a name, and of what takes nothing.
func lookUpSamples(kind string, has func(attribute string) bool) []attrs {
	switch {
	case strings.HasPrefix(kind, "list ") && has("name"):
		return []attrs{{"name": "a"}, {"name_prefix": "a"}}
	case has("id") && has("name"):
		return []attrs{{"id": "abc"}, {"name": "a"}}
	}
	return []attrs{{}}
}

package main

import "net/http"

func secretSteps() []step {
	const create = `{"name":"{prefix}secret","description":"of a conformance run","value":"not-a-secret"}`
	return []step{
		making("secret", send(http.MethodPost, "secret_create", "/account/secrets", create)),
		get("secret", "/account/secrets/{secret}"),
		owned("secrets", get("secrets", "/account/secrets")),
		send(http.MethodPost, "secret_of_the_same_name", "/account/secrets", create),
		send(http.MethodPatch, "secret_update", "/account/secrets/{secret}", `{"description":""}`),
		send(http.MethodPatch, "secret_rename", "/account/secrets/{secret}", `{"name":"{prefix}other"}`),
	}
}

func registrySteps() []step {
	const create = `{"name":"{prefix}registry","username":"nobody","password":"not-a-secret"}`
	return []step{
		making("registry", send(http.MethodPost, "registry_create", "/registries", create)),
		get("registry", "/registries/{registry}"),
		owned("registries", get("registries", "/registries")),
		send(http.MethodPost, "registry_of_the_same_name", "/registries", create),
		send(http.MethodPatch, "registry_update", "/registries/{registry}", `{"name":"{prefix}other"}`),
	}
}

func templateSteps() []step {
	return []step{
		making("template", send(http.MethodPost, "template_create", "/templates", templateOf)),
		get("template", "/templates/{template}"),
		owned("templates", get("templates", "/templates?limit=1000")),
		send(http.MethodPatch, "template_update", "/templates/{template}", `{"args":"sleep 1","disk":10}`),
		send(http.MethodPatch, "template_update_of_nothing", "/templates/{template}", `{}`),
		making("worker_template", send(http.MethodPost, "template_create_serverless", "/templates", `{"name":"{prefix}worker","image":"busybox:1","disk":5,"serverless":true}`)),
		send(http.MethodPost, "pod_of_a_serverless_template", "/pods", `{"name":"{prefix}x","templateId":"{worker_template}","cpu":{"id":"cpu3c","vcpuCount":2}}`),
	}
}

func volumeSteps() []step {
	return []step{
		making("volume", send(http.MethodPost, "volume_create", "/network-volumes", volumeIn)),
		get("volume", "/network-volumes/{volume}"),
		owned("networkVolumes", get("network_volumes", "/network-volumes")),
		send(http.MethodPatch, "volume_rename", "/network-volumes/{volume}", `{"name":"{prefix}renamed"}`),
		send(http.MethodPatch, "volume_shrink", "/network-volumes/{volume}", `{"size":5}`),
		send(http.MethodPatch, "volume_move", "/network-volumes/{volume}", `{"dataCenter":"US-KS-2"}`),
	}
}

func endpointSteps() []step {
	return []step{
		making("endpoint", send(http.MethodPost, "endpoint_create", "/serverless", endpointOf)),
		get("endpoint", "/serverless/{endpoint}"),
		owned("endpoints", get("endpoints", "/serverless?limit=1000")),
		get("endpoint_workers", "/serverless/{endpoint}/workers"),
		kindsOf(get("endpoint_releases", "/serverless/{endpoint}/releases")),
		get("endpoint_builds", "/serverless/{endpoint}/builds"),
		get("endpoint_build_unknown", "/serverless/{endpoint}/builds/{none}"),
		send(http.MethodPatch, "endpoint_update", "/serverless/{endpoint}", `{"name":"{prefix}renamed","scaling":{"type":"REQUEST_COUNT","requestCount":2}}`),
		send(http.MethodPatch, "endpoint_idle_timeout_beside_request_count", "/serverless/{endpoint}", `{"workers":{"idleTimeout":5}}`),
		send(http.MethodPatch, "endpoint_of_another_type", "/serverless/{endpoint}", `{"type":"LOAD_BALANCER"}`),
		send(http.MethodPatch, "endpoint_beyond_the_quota", "/serverless/{endpoint}", `{"workers":{"max":100000}}`),
	}
}

func podSteps() []step {
	// Ports are mapped some time after the container runs.
	running := func(a *answer) bool {
		fields, _ := a.body.(map[string]any)
		runtime, _ := fields["runtime"].(map[string]any)
		ports, _ := runtime["ports"].([]any)
		ssh, _ := fields["ssh"].(map[string]any)
		return fields["status"] == "RUNNING" && len(ports) > 0 && ssh["direct"] != nil
	}
	stopped := func(a *answer) bool {
		fields, _ := a.body.(map[string]any)
		return fields["status"] == "EXITED"
	}
	runs, stops := get("pod_running", "/pods/{pod}"), get("pod_stopped", "/pods/{pod}")
	runs.until, stops.until = running, stopped
	return []step{
		making("pod", send(http.MethodPost, "pod_create", "/pods", podOn)),
		runs,
		owned("pods", get("pods", "/pods?limit=1000")),
		kindsOf(get("pod_logs", "/pods/{pod}/logs?tail=5")),
		send(http.MethodPost, "validation_422", "/pods/{pod}/action", `{"action":"reset"}`),
		send(http.MethodPost, "pod_start_while_running", "/pods/{pod}/action", `{"action":"start"}`),
		send(http.MethodPatch, "pod_rename", "/pods/{pod}", `{"name":"{prefix}renamed"}`),
		send(http.MethodPatch, "pod_update_of_what_is_fixed", "/pods/{pod}", `{"cloud":"COMMUNITY"}`),
		send(http.MethodPatch, "pod_partial_mount", "/pods/{pod}", `{"mounts":{"network":[{"path":"/w"}]}}`),
		send(http.MethodDelete, "volume_delete_while_mounted", "/network-volumes/{volume}", ""),
		send(http.MethodPost, "pod_stop", "/pods/{pod}/action", `{"action":"stop"}`),
		stops,
		send(http.MethodPost, "pod_stop_while_stopped", "/pods/{pod}/action", `{"action":"stop"}`),
	}
}

// tagSteps are those of the operations that not every account may have.
func tagSteps() []step {
	return []step{
		making("tag", send(http.MethodPost, "tag_create", "/tags", `{"key":"{prefix}tag","value":"v"}`)),
		get("tag", "/tags/{tag}"),
		owned("tags", get("tags", "/tags")),
		send(http.MethodPatch, "tag_update", "/tags/{tag}", `{"value":""}`),
		send(http.MethodPost, "tag_of_runpods", "/tags", `{"key":"RunPod:x","value":"v"}`),
		send(http.MethodPut, "tag_attach", "/tags/{tag}/resources/NETWORK_VOLUME/{volume}", ""),
		get("tag_attached", "/tags/{tag}"),
		send(http.MethodDelete, "tag_detach", "/tags/{tag}/resources/NETWORK_VOLUME/{volume}", ""),
		making("cost_center", send(http.MethodPost, "cost_center_create", "/cost-centers", `{"value":"{prefix}cc"}`)),
		get("cost_center", "/cost-centers/{cost_center}"),
		owned("costCenters", get("cost_centers", "/cost-centers")),
		send(http.MethodPatch, "cost_center_rename", "/cost-centers/{cost_center}", `{"value":"{prefix}dd"}`),
		send(http.MethodPut, "cost_center_attribute", "/cost-centers/{cost_center}/resources/NETWORK_VOLUME/{volume}", ""),
		get("cost_center_resources", "/cost-centers/{cost_center}/resources"),
		send(http.MethodDelete, "cost_center_remove", "/cost-centers/{cost_center}/resources/NETWORK_VOLUME/{volume}", ""),
		making("global_volume", send(http.MethodPost, "global_volume_create", "/global-volumes", `{"name":"{prefix}global"}`)),
		get("global_volume", "/global-volumes/{global_volume}"),
		owned("globalVolumes", get("global_volumes", "/global-volumes")),
		send(http.MethodPatch, "global_volume_rename", "/global-volumes/{global_volume}", `{"name":"{prefix}renamed"}`),
	}
}

// goneSteps delete what was made, which the end of the run would do otherwise, and look.
func goneSteps() []step {
	var all []step
	for _, kind := range []string{"pod", "endpoint", "template", "worker_template", "registry", "secret", "tag", "cost_center", "global_volume", "volume"} {
		path := pathOf(kind) + "/{" + kind + "}"
		look := get(kind+"_gone", path)
		look.gone = true
		remove := send(http.MethodDelete, kind+"_delete", path, "")
		remove.until = func(a *answer) bool { return a.status != http.StatusBadRequest } // what uses it may still be going
		all = append(all, remove, look)
	}
	return append(all, send(http.MethodDelete, "pod_delete_again", "/pods/{pod}", ""))
}

// kinds are what a run makes: where it is listed, in which field, and which field is its
// name.
var kinds = map[string]struct{ path, list, name string }{
	"cluster":         {"/clusters", "clusters", "name"},
	"pod":             {"/pods", "pods", "name"},
	"endpoint":        {"/serverless", "endpoints", "name"},
	"template":        {"/templates", "templates", "name"},
	"worker_template": {"/templates", "templates", "name"},
	"registry":        {"/registries", "registries", "name"},
	"secret":          {"/account/secrets", "secrets", "name"},
	"volume":          {"/network-volumes", "networkVolumes", "name"},
	"tag":             {"/tags", "tags", "key"},
	"cost_center":     {"/cost-centers", "costCenters", "value"},
	"global_volume":   {"/global-volumes", "globalVolumes", "name"},
}

func pathOf(kind string) string { return kinds[kind].path }

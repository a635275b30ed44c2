package main

import (
	"net/http"
	"strings"
)

// step is one request, sent to both sides, whose answers are compared.
type step struct {
	name string // in the report
	// method, path and body may hold {kind}, the id of what an earlier step made of it on
	// that side, {prefix}, {none}, an id that nothing has, and {large}, more than a request may have.
	method, path, body string
	// made is the kind of what the request makes. It is deleted in the end at the path,
	// and {kind} stands for its id.
	made string
	// list is the field of the answer that is a list. Only what this run made is looked at
	// in it, or what pick names.
	list, pick string
	// kinds compares the kinds of values only, where the values are the account's.
	kinds bool
	// until polls until the answer says so, or the patience ends.
	until func(*answer) bool
	// refused is set where nothing ought to come of it: of an answer that is no error, which
	// may show what is the account's, only kinds are looked at.
	refused bool
	// gone takes a 404 for the same as an object that is TERMINATED: Runpod answers both.
	gone bool
	// key is sent in place of the account's: noKey sends none.
	key string
	// anonymous sends no User-Agent.
	anonymous bool
	// learns is a kind of which the account has none of its own to look at: the first one in
	// the list is what {kind} stands for from then on. No run deletes it.
	learns string
	// after is the step that has to be refused for this one to be sent.
	after string
}

// groupOf is where the operations of a path are listed that not every account may have;
// empty for those that every one has.
func groupOf(path string) string {
	for _, group := range []string{"/account/limits", "/billing/balance", "/tags", "/cost-centers", "/global-volumes"} {
		if path == group || strings.HasPrefix(path, group+"/") || strings.HasPrefix(path, group+"?") {
			return group
		}
	}
	if path == "/account" {
		return path
	}
	return ""
}

const (
	noKey    = "-"
	wrongKey = "rpa_NOTAKEYNOTAKEYNOTAKEYNOTAKEYNOTAKEYNOTAKEY"
)

const (
	publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAWoHJkcuaKH3EtaEFGnd7OEoyJ1mP52aXRSy5Q8WqNU conformance"
	volumeIn  = `{"name":"{prefix}volume","size":10,"dataCenter":"EU-RO-1"}`
	podOn     = `{"name":"{prefix}pod","image":"busybox:1","args":"sleep 3600","disk":5,"cpu":{"id":"cpu3c","vcpuCount":2},"cloud":"SECURE","ports":["22/tcp"],"dataCenterIds":["EU-RO-1"],` +
		`"env":{"PUBLIC_KEY":"` + publicKey + `"},"mounts":{"network":[{"volumeId":"{volume}","path":"/workspace"}]}}`
	endpointOf = `{"name":"{prefix}endpoint","image":"busybox:1","disk":10,"type":"QUEUE","scaling":{"type":"QUEUE_DELAY","queueDelay":4},"gpu":{"pools":["AMPERE_16"],"count":1},` +
		`"workers":{"min":0,"max":1,"idleTimeout":5},"timeout":300000}`
	templateOf = `{"name":"{prefix}template","image":"busybox:1","disk":5,"ports":["22/tcp"],"env":{"A":"b"}}`
)

// steps are in the order in which they are sent. They cost nothing, or cents: what bills is
// one small CPU pod for some minutes, and a volume of 10 GB.
func steps() []step {
	var all []step
	for _, part := range [][]step{catalogSteps(), refusing(wrongSteps()), accountSteps(), secretSteps(), registrySteps(), templateSteps(), volumeSteps(), endpointSteps(), podSteps(), tagSteps(), goneSteps()} {
		all = append(all, part...)
	}
	return all
}

// refusing are steps that ought to be refused.
func refusing(all []step) []step {
	for i := range all {
		all[i].refused = true
	}
	return all
}

func get(name, path string) step { return step{name: name, method: http.MethodGet, path: path} }

func send(method, name, path, body string) step {
	return step{name: name, method: method, path: path, body: body}
}

// kindsOf compares the kinds of values only.
func kindsOf(s step) step {
	s.kinds = true
	return s
}

func picked(s step, list, id string) step {
	s.list, s.pick = list, id
	return s
}

func making(kind string, s step) step {
	s.made = kind
	return s
}

func owned(list string, s step) step {
	s.list = list
	return s
}

func learning(kind string, s step) step {
	s.learns = kind
	return s
}

func following(after string, s step) step {
	s.after = after
	return s
}

func catalogSteps() []step {
	return []step{
		picked(get("gpus", "/catalog/gpus"), "gpus", "NVIDIA L40S"),
		get("gpu", "/catalog/gpus/NVIDIA%20L40S"),
		kindsOf(get("gpu_availability", "/catalog/gpus/NVIDIA%20L40S?include=AVAILABILITY&product=POD")),
		get("gpu_unknown", "/catalog/gpus/Voodoo%202"),
		get("gpus_availability_without_product", "/catalog/gpus?include=AVAILABILITY"),
		get("gpus_product_without_include", "/catalog/gpus?product=POD"),
		picked(get("cpus", "/catalog/cpus"), "cpus", "cpu3c"),
		get("cpu", "/catalog/cpus/cpu3c"),
		picked(get("data_centers", "/catalog/datacenters"), "dataCenters", "EU-RO-1"),
		get("data_center", "/catalog/datacenters/EU-RO-1"),
		get("data_center_in_lower_case", "/catalog/datacenters/eu-ro-1"),
		learning("public_template", kindsOf(get("public_templates", "/catalog/templates?source=official"))),
		get("public_templates_of_nobody", "/catalog/templates?source=nobody"),
	}
}

// wrongSteps are requests that are refused, and make nothing.
func wrongSteps() []step {
	unauthorized := func(name, key string) step {
		s := get(name, "/pods")
		s.key = key
		return s
	}
	const anything = `{"a":1}`
	large := send(http.MethodPost, "too_large_without_a_key", "/pods", `{"name":"{prefix}x","image":"a/b:1","disk":5,"cpu":{"id":"cpu3c","vcpuCount":2},"env":{"A":"{large}"}}`)
	large.key = noKey
	anonymous := kindsOf(get("without_a_user_agent", "/catalog/cpus")) // the page has another text each time
	anonymous.anonymous = true
	return []step{
		unauthorized("without_a_key", noKey), unauthorized("with_a_wrong_key", wrongKey),
		large, anonymous,
		get("unknown_path", "/none"),
		send(http.MethodPut, "wrong_method", "/pods", anything),
		get("pod_unknown", "/pods/{none}"), get("endpoint_unknown", "/serverless/{none}"), get("template_unknown", "/templates/{none}"),
		get("volume_unknown", "/network-volumes/{none}"), get("registry_unknown", "/registries/{none}"), get("secret_unknown", "/account/secrets/{none}"),
		get("cluster_unknown", "/clusters/{none}"),
		send(http.MethodDelete, "pod_delete_unknown", "/pods/{none}", ""),
		send(http.MethodPost, "validation_422_unknown_fields", "/pods", `{"name":"{prefix}x","imageName":"a/b:1","cloudType":"SECURE","disk":5,"cpu":{"id":"cpu3c","vcpuCount":2}}`),
		send(http.MethodPost, "pod_no_object", "/pods", `[]`),
		send(http.MethodPost, "pod_no_json", "/pods", `{`),
		send(http.MethodPost, "pod_wrong_kinds", "/pods", `{"name":1,"image":"a/b:1","disk":"5","cpu":{"id":"cpu3c","vcpuCount":2}}`),
		send(http.MethodPost, "pod_of_both_kinds", "/pods", `{"name":"{prefix}x","image":"a/b:1","disk":5,"gpu":{"id":"NVIDIA L40S","count":1},"cpu":{"id":"cpu3c","vcpuCount":2}}`),
		send(http.MethodPost, "pod_of_no_kind", "/pods", `{"name":"{prefix}x","image":"a/b:1","disk":5}`),
		send(http.MethodPost, "pod_of_an_unknown_template", "/pods", `{"name":"{prefix}x","templateId":"{none}","cpu":{"id":"cpu3c","vcpuCount":2}}`),
		send(http.MethodPost, "endpoint_without_scaling", "/serverless", `{"name":"{prefix}x","image":"a/b:1","disk":10,"type":"QUEUE","gpu":{"pools":["AMPERE_16"]}}`),
		send(http.MethodPost, "endpoint_of_an_unknown_pool", "/serverless",
			`{"name":"{prefix}x","image":"a/b:1","disk":10,"type":"QUEUE","scaling":{"type":"QUEUE_DELAY","queueDelay":4},"gpu":{"pools":["NO_POOL"]},"workers":{"min":0,"max":1},"timeout":300000}`),
		send(http.MethodPost, "endpoint_exclusion_outside_its_pools", "/serverless",
			`{"name":"{prefix}x","image":"a/b:1","disk":10,"type":"QUEUE","scaling":{"type":"QUEUE_DELAY","queueDelay":4},"gpu":{"pools":["AMPERE_16"],"excludedTypes":["NVIDIA H100 80GB HBM3"]},"workers":{"min":0,"max":1},"timeout":300000}`),
		send(http.MethodPost, "volume_too_small", "/network-volumes", `{"name":"{prefix}x","size":1,"dataCenter":"EU-RO-1"}`),
		send(http.MethodPost, "volume_nowhere", "/network-volumes", `{"name":"{prefix}x","size":10,"dataCenter":"XX-NONE-1"}`),
		send(http.MethodPost, "secret_of_runpods", "/account/secrets", `{"name":"RUNPOD_X","value":"v"}`),
		send(http.MethodPost, "secret_of_runpods_in_lower_case", "/account/secrets", `{"name":"runpod_x","value":"v"}`),
		send(http.MethodPost, "secret_of_a_wrong_name", "/account/secrets", `{"name":"1 x","value":"v"}`),
		send(http.MethodPost, "cluster_of_one_pod", "/clusters",
			`{"name":"{prefix}x","type":"TRAINING","image":"busybox:1","disk":10,"compute":{"gpuTypeId":"NVIDIA H100 80GB HBM3","gpuCountPerPod":1,"podCount":1}}`),
		get("pods_of_a_foreign_cursor", "/pods?cursor=nonsense"),
		get("pods_too_many_at_once", "/pods?limit=100000"),
		get("pods_of_a_limit_given_twice", "/pods?limit=1&limit=1"),
		// What the first one would change is what it has already, and only where that is refused is the second one sent.
		send(http.MethodPatch, "public_template_update", "/templates/{public_template}", `{"name":"{public_template_name}"}`),
		following("public_template_update", send(http.MethodDelete, "public_template_delete", "/templates/{public_template}", "")),
		get("billing_of_two_windows", "/billing/pods?lastN=2&startTime=2026-11-01T00:00:00Z"),
		get("billing_of_no_bucket", "/billing?bucketSize=eon"),
	}
}

// accountSteps only look: their values are the account's.
func accountSteps() []step {
	return []step{
		kindsOf(get("ssh_keys", "/account/ssh-keys")),
		kindsOf(get("account", "/account")),
		kindsOf(get("limits", "/account/limits")),
		kindsOf(get("balance", "/billing/balance")),
		kindsOf(get("billing", "/billing?lastN=2")), kindsOf(get("billing_pods", "/billing/pods?lastN=2")), kindsOf(get("billing_serverless", "/billing/serverless?lastN=2")),
		kindsOf(get("billing_endpoints", "/billing/endpoints?lastN=2")), kindsOf(get("billing_network_volumes", "/billing/network-volumes?lastN=2")),
		kindsOf(get("billing_clusters", "/billing/clusters?lastN=2")),
		owned("delegations", get("delegations", "/registries/delegations")),
		owned("clusters", get("clusters", "/clusters")),
	}
}

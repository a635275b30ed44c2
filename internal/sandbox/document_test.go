package sandbox_test

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/pb33f/libopenapi"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// documentCall is how a test drives one operation: the ID in its path,
// its body, and the status that it has to answer with.
type documentCall struct {
	ids    []string
	body   string
	status int
	query  string
}

// TestDocumentOperations goes through the operations of Runpod's document and of the
// additions to it, in their own words: each is answered, and they find every answer valid.
func TestDocumentOperations(t *testing.T) {
	t.Parallel()
	path := os.Getenv(acctest.OpenAPIVariable)
	if path == "" {
		t.Skipf("%s is not set: there is no document to go through", acctest.OpenAPIVariable)
	}
	text, err := acctest.ReadDocuments(path)
	if err != nil {
		t.Fatal(err)
	}
	document, err := libopenapi.NewDocument(text)
	if err != nil {
		t.Fatal(err)
	}
	model, err := document.BuildV3Model()
	if err != nil {
		t.Fatal(err)
	}
	r := newRig(t, sandbox.Options{BootTime: 1})
	calls := documentCalls(r)
	count := 0
	for path, item := range model.Model.Paths.PathItems.FromOldest() {
		for method, operation := range item.GetOperations().FromOldest() {
			if isLeftOut(path) {
				continue
			}
			count++
			call, ok := calls[operation.OperationId]
			if !ok {
				t.Errorf("nobody drives %s (%s %s)", operation.OperationId, method, path)
				continue
			}
			c := call()
			target := path
			for _, id := range c.ids {
				start, end := strings.Index(target, "{"), strings.Index(target, "}")
				target = target[:start] + id + target[end+1:]
			}
			got := r.do(strings.ToUpper(method), target+c.query, c.body)
			if got.status != c.status {
				t.Errorf("%s: %s %s answered %d, want %d: %s", operation.OperationId, method, target, got.status, c.status, got.text)
			}
		}
	}
	if count != 83 || len(calls) != count {
		t.Errorf("%d operations in the documents and %d here, want 83", count, len(calls))
	}
}

// isLeftOut reports whether the account does not have an operation of the documents:
// nobody knows what it answers, or the provider has no use for it.
func isLeftOut(path string) bool {
	for _, prefix := range []string{"/v2/organization", "/v2/audit-logs", "/v2/sandboxes"} {
		if path == prefix || strings.HasPrefix(path, prefix+"/") {
			return true
		}
	}
	return false
}

// documentCalls are the calls by operation ID. What a call needs is made when its
// turn comes, so their order does not matter.
func documentCalls(r *rig) map[string]func() documentCall {
	const (
		podBody      = `{"name":"p","image":"busybox:1","disk":10,"gpu":{"id":"NVIDIA L40S","count":1}}`
		endpointBody = `{"name":"e","image":"busybox:1","disk":10,"type":"QUEUE","scaling":{"type":"QUEUE_DELAY","queueDelay":4},"gpu":{"pools":["AMPERE_80"]},"workers":{"min":1,"max":2},"timeout":300000}`
		volumeBody   = `{"name":"v","size":10,"dataCenter":"EU-RO-1"}`
		templateBody = `{"name":"t","image":"busybox:1","disk":10}`
		clusterBody  = `{"name":"c","type":"TRAINING","image":"busybox:1","disk":10,"compute":{"gpuTypeId":"NVIDIA H100 80GB HBM3","gpuCountPerPod":1,"podCount":2}}`
		arnBody      = `{"resource":"arn:aws:ecr:us-east-1:123456789012:repository/acme/app"}`
	)
	names := 0
	registryBody := func() string {
		names++
		return `{"name":"r` + strings.Repeat("x", names) + `","username":"u","password":"p"}`
	}
	secretBody := func() string {
		names++
		return `{"name":"s` + strings.Repeat("x", names) + `","value":"v"}`
	}
	created := func(path, body string) string {
		r.t.Helper()
		id := r.create(path, body)
		r.clock.Advance(1000) // booted
		return id
	}
	pod := func() string { return created("/v2/pods", podBody) }
	endpoint := func() string { return created("/v2/serverless", endpointBody) }
	volume := func() string { return created("/v2/network-volumes", volumeBody) }
	template := func() string { return created("/v2/templates", templateBody) }
	cluster := func() string { return created("/v2/clusters", clusterBody) }
	registry := func() string { return created("/v2/registries", registryBody()) }
	secret := func() string { return created("/v2/account/secrets", secretBody()) }
	tag := func() string { return created("/v2/tags", `{"key":"team","value":"ml"}`) }
	costCenter := func() string { return created("/v2/cost-centers", `{"value":"research"}`) }
	globalVolume := func() string { return created("/v2/global-volumes", `{"name":"g"}`) }
	// onVolume is a call that puts something on a volume, or takes it off.
	shared := volume()
	onVolume := func(label func() string) func() documentCall {
		return func() documentCall {
			return documentCall{ids: []string{label(), "NETWORK_VOLUME", shared}, status: 204}
		}
	}
	labelled := func(path, body string) func() string {
		return func() string {
			return created(path, strings.Replace(body, "}", `,"resources":[{"id":"`+shared+`","type":"NETWORK_VOLUME"}]}`, 1))
		}
	}
	taggedVolume, chargedVolume := labelled("/v2/tags", `{"key":"team","value":"ml"}`), labelled("/v2/cost-centers", `{"value":"research"}`)
	worker := func() (string, string) {
		id := endpoint()
		got := r.do(http.MethodGet, "/v2/serverless/"+id+"/workers", "")
		workers, _ := got.body["workers"].([]any)
		if len(workers) == 0 {
			r.t.Fatalf("no worker of %s: %s", id, got.text)
		}
		first, _ := workers[0].(map[string]any)
		workerID, _ := first["id"].(string)
		return id, workerID
	}

	get := func(query string) func() documentCall {
		return func() documentCall { return documentCall{status: 200, query: query} }
	}
	of := func(status int, object func() string, body string) func() documentCall {
		return func() documentCall { return documentCall{ids: []string{object()}, status: status, body: body} }
	}
	post := func(body string) func() documentCall {
		return func() documentCall { return documentCall{status: 201, body: body} }
	}
	return map[string]func() documentCall{
		"listTags": get("?include=resources"), "createTag": post(`{"key":"team","value":""}`), "getTag": of(200, tag, ""), "updateTag": of(200, tag, `{"value":"v"}`),
		"deleteTag": of(204, tag, ""), "attachTagResource": onVolume(tag), "detachTagResource": onVolume(taggedVolume),

		"listCostCenters": get("?limit=10"), "createCostCenter": post(`{"value":"research"}`), "getCostCenter": of(200, costCenter, ""),
		"renameCostCenter": of(200, costCenter, `{"value":"lab"}`), "deleteCostCenter": of(204, costCenter, ""), "listCostCenterResources": of(200, costCenter, ""),
		"attributeCostCenterResource": onVolume(costCenter), "removeCostCenterResource": onVolume(chargedVolume),

		"listGlobalVolumes": get("?limit=10"), "createGlobalVolume": post(`{"name":"g"}`), "getGlobalVolume": of(200, globalVolume, ""),
		"updateGlobalVolume": of(200, globalVolume, `{"name":"h"}`), "deleteGlobalVolume": of(204, globalVolume, ""),

		"getAccount": get(""), "getAccountLimits": get(""), "getAccountBalance": get(""),

		"getSshKeys":    get(""),
		"updateSshKeys": func() documentCall { return documentCall{status: 200, body: `{"keys":["ssh-ed25519 AAAA x"]}`} },

		"listSecrets":  get("?name=s"),
		"createSecret": func() documentCall { return documentCall{status: 201, body: secretBody()} },
		"getSecret":    of(200, secret, ""), "updateSecret": of(200, secret, `{"description":"d"}`), "deleteSecret": of(204, secret, ""),

		"listPods": get("?limit=10&includeClusterPods=true"), "createPod": post(podBody), "getPod": of(200, pod, ""),
		"updatePod": of(200, pod, `{"name":"q"}`), "deletePod": of(204, pod, ""), "getPodLogs": of(200, pod, ""), "podAction": of(200, pod, `{"action":"stop"}`),

		"listClusters": get(""), "createCluster": post(clusterBody), "getCluster": of(200, cluster, ""), "updateCluster": of(200, cluster, `{"name":"d"}`),
		"deleteCluster": of(204, cluster, ""), "listClusterPods": of(200, cluster, ""),

		"listEndpoints": get("?limit=10"), "createEndpoint": post(endpointBody), "getEndpoint": of(200, endpoint, ""), "updateEndpoint": of(200, endpoint, `{"name":"f"}`),
		"deleteEndpoint": of(204, endpoint, ""), "listEndpointWorkers": of(200, endpoint, ""), "listEndpointReleases": of(200, endpoint, ""), "listEndpointBuilds": of(200, endpoint, ""),
		"getEndpointBuild": func() documentCall { return documentCall{ids: []string{endpoint(), "none"}, status: 404} },
		"getWorkerLogs": func() documentCall {
			id, workerID := worker()
			return documentCall{ids: []string{id, workerID}, status: 200}
		},

		"listTemplates": get("?limit=10"), "createTemplate": post(templateBody), "getTemplate": of(200, template, ""), "updateTemplate": of(200, template, `{"name":"u"}`),
		"deleteTemplate": of(204, template, ""),

		"listNetworkVolumes": get(""), "createNetworkVolume": post(volumeBody), "getNetworkVolume": of(200, volume, ""), "updateNetworkVolume": of(200, volume, `{"size":20}`),
		"deleteNetworkVolume": of(204, volume, ""),

		"listRegistries": get(""), "createRegistry": func() documentCall { return documentCall{status: 201, body: registryBody()} },
		"getRegistry": of(200, registry, ""), "deleteRegistry": of(204, registry, ""),
		"listDelegations": get(""), "createDelegation": post(arnBody),
		"revokeDelegation": of(204, func() string { return created("/v2/registries/delegations", arnBody) }, ""),

		"listGpuTypes": get("?include=AVAILABILITY&product=POD"), "getGpuType": of(200, func() string { return "NVIDIA%20L40S" }, ""),
		"listCpuTypes": get("?include=AVAILABILITY&product=POD"), "getCpuType": of(200, func() string { return "cpu3c" }, ""),
		"listDataCenters": get("?include=GPU_AVAILABILITY"), "getDataCenter": of(200, func() string { return "EU-RO-1" }, ""),
		"listPublicTemplates": get("?source=official"),

		"listBilling": get("?bucketSize=day"), "listPodBilling": get(""), "listServerlessBilling": get(""), "listEndpointBilling": get(""),
		"listNetworkVolumeBilling": get(""), "listClusterBilling": get("?lastN=2"),
	}
}

package sandbox_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// TestIntegersOfAQuery are decimal digits, and as great as they like where the document
// has no maximum.
func TestIntegersOfAQuery(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	const volumes, pods, bill = "/v2/global-volumes?limit=", "/v2/pods?limit=", "/v2/billing?lastN="
	for target, want := range map[string]string{
		pods + "5":                     "",
		pods + "007":                   "",
		pods + "99999999999999999999":  "limit: maximum: got 99999999999999999999, want 1000",
		pods + "-1":                    "limit: minimum: got -1, want 1",
		volumes + "1001":               "",
		bill + "9223372036854775807":   "",
		bill + "99999999999999999999":  "",
		bill + "-99999999999999999999": "lastN: minimum: got -99999999999999999999, want 1",
		"/v2/catalog/gpus?include=AVAILABILITY&product=POD&count=99999999999999999999": "",
		pods + "5.0":   "limit: got number, want integer",
		pods + "1e2":   "limit: got number, want integer",
		pods + "1e400": "limit: got number, want integer",
		pods + "4/2":   "limit: got string, want integer",
		pods + "0x5":   "limit: got string, want integer",
		pods + "1_0":   "limit: got string, want integer",
		pods + "%2B5":  "limit: got string, want integer",
		pods + "%205":  "limit: got string, want integer",
		pods + "null":  "limit: got string, want integer",
		pods:           "limit: got string, want integer",
	} {
		// Validators differ over what is an integer here, so none looks on.
		out := record(r.account, r.request("GET", target, ""))
		var got string
		if lines, _ := out.body["errors"].([]any); len(lines) > 0 {
			got = fmt.Sprint(lines...)
		}
		if got != want || want == "" && out.status != 200 || want != "" && out.status != 422 {
			t.Errorf("%s: %d %s, want %q", target, out.status, out.text, want)
		}
	}
}

// integerCall is a request whose body has integers of the document.
type integerCall struct{ method, path, body string }

// integerCalls are such requests by operation ID. All of them are granted.
func integerCalls(r *rig) map[string][]integerCall {
	const (
		head     = `{"name":"n","image":"busybox:1","disk":10,`
		gpus     = `"gpu":{"id":"NVIDIA L40S","count":1,"minRamPerGpu":1,"minVcpuCountPerGpu":1}`
		mounts   = `"mounts":{"persistent":{"size":10,"path":"/data"}}`
		endpoint = head + `"timeout":300000,"workers":{"min":0,"max":2,"idleTimeout":10},`
		delay    = `"type":"QUEUE","scaling":{"type":"QUEUE_DELAY","queueDelay":4}`
		count    = `"type":"LOAD_BALANCER","scaling":{"type":"REQUEST_COUNT","requestCount":4}`
		pools    = `"gpu":{"pools":["AMPERE_80"],"count":1}`
		cpu      = `"cpu":[{"id":"cpu3c","vcpuCount":2}]`
		cluster  = head + `"type":"TRAINING","compute":{"gpuTypeId":"NVIDIA H100 80GB HBM3","gpuCountPerPod":1,"podCount":2},` + mounts + `}`
	)
	posts := func(path string, bodies ...string) (calls []integerCall) {
		for _, body := range bodies {
			calls = append(calls, integerCall{"POST", path, body})
		}
		return calls
	}
	patch := func(path, body, change string) integerCall {
		return integerCall{"PATCH", path + "/" + r.create(path, body), change}
	}
	return map[string][]integerCall{
		"createPod":      posts("/v2/pods", head+gpus+","+mounts+"}", head+`"cpu":{"id":"cpu3c","vcpuCount":2}}`),
		"updatePod":      {patch("/v2/pods", head+gpus+","+mounts+"}", `{"disk":10,`+mounts+`}`)},
		"createEndpoint": posts("/v2/serverless", endpoint+delay+","+pools+"}", endpoint+count+","+cpu+"}"),
		"updateEndpoint": {
			patch("/v2/serverless", endpoint+count+","+pools+"}", `{"disk":10,"timeout":1000,"gpu":{"count":1},"workers":{"min":0,"max":2,"idleTimeout":10},"scaling":{"type":"REQUEST_COUNT","requestCount":3}}`),
			patch("/v2/serverless", endpoint+count+","+cpu+"}", "{"+cpu+"}"),
		},
		"createTemplate":      posts("/v2/templates", head+mounts+"}"),
		"updateTemplate":      {patch("/v2/templates", head+mounts+"}", `{"disk":10,`+mounts+`}`)},
		"createCluster":       posts("/v2/clusters", cluster),
		"createNetworkVolume": posts("/v2/network-volumes", smallVolume),
		"updateNetworkVolume": {patch("/v2/network-volumes", smallVolume, `{"size":10}`)},
	}
}

// document is Runpod's, with the additions.
func document(t *testing.T) map[string]any {
	t.Helper()
	path := os.Getenv(acctest.OpenAPIVariable)
	if path == "" {
		t.Skipf("%s is not set: there is no document to walk", acctest.OpenAPIVariable)
	}
	text, err := acctest.ReadDocuments(path)
	if err != nil {
		t.Fatal(err)
	}
	var api map[string]any
	if err := json.Unmarshal(text, &api); err != nil {
		t.Fatal(err)
	}
	return api
}

// TestIntegersOfBodies walks every integer that a body of the document has: it may be
// written as JSON Schema likes, and one that is too great is refused in its words.
func TestIntegersOfBodies(t *testing.T) {
	t.Parallel()
	api := document(t)
	r := newRig(t, sandbox.Options{WorkerQuota: 1000})
	for _, hardware := range []string{"NVIDIA L40S", "NVIDIA H100 80GB HBM3", "cpu3c"} {
		r.account.SetCapacity(hardware, "", "", 1000)
	}
	calls := integerCalls(r)
	count := 0
	for path, item := range api["paths"].(map[string]any) {
		for method, operation := range item.(map[string]any) {
			schema := dig(operation, "requestBody", "content", "application/json", "schema")
			if schema == nil || isLeftOut(path) {
				continue
			}
			id := dig(operation, "operationId").(string)
			for _, at := range slices.Sorted(maps.Keys(integersOf(api, schema, "$"))) {
				count++
				i := slices.IndexFunc(calls[id], func(call integerCall) bool { return call.has(at) })
				if i < 0 {
					t.Errorf("nobody sends %s of %s (%s %s)", at, id, method, path)
					continue
				}
				r.writeInteger(calls[id][i], at)
			}
		}
	}
	if count < 30 {
		t.Errorf("the document has %d integers", count)
	}
}

// integersOf are the paths of the integers of a schema: "$.gpu.count", "$.cpu[0].vcpuCount".
func integersOf(api map[string]any, schema any, at string) map[string]bool {
	found := map[string]bool{}
	object, _ := schema.(map[string]any)
	if reference, ok := object["$ref"].(string); ok {
		var target any = api
		for step := range strings.SplitSeq(strings.TrimPrefix(reference, "#/"), "/") {
			target = dig(target, step)
		}
		return integersOf(api, target, at)
	}
	if kind := object["type"]; kind == "integer" {
		found[at] = true
	}
	for _, combined := range []string{"allOf", "oneOf", "anyOf"} {
		parts, _ := object[combined].([]any)
		for _, part := range parts {
			maps.Copy(found, integersOf(api, part, at))
		}
	}
	properties, _ := object["properties"].(map[string]any)
	for name, property := range properties {
		maps.Copy(found, integersOf(api, property, at+"."+name))
	}
	if items := object["items"]; items != nil {
		maps.Copy(found, integersOf(api, items, at+"[0]"))
	}
	return found
}

// steps takes a path of the validator's apart for dig.
func steps(at string) []any {
	var all []any
	for part := range strings.SplitSeq(strings.ReplaceAll(strings.TrimPrefix(at, "$."), "[", ".["), ".") {
		if index, ok := strings.CutPrefix(part, "["); ok {
			n, _ := strconv.Atoi(strings.TrimSuffix(index, "]"))
			all = append(all, n)
			continue
		}
		all = append(all, part)
	}
	return all
}

// has reports whether the body has a number at a path.
func (call integerCall) has(at string) bool {
	var v any
	_ = json.Unmarshal([]byte(call.body), &v) // what is none has nothing
	_, ok := dig(v, steps(at)...).(float64)
	return ok
}

// writeInteger makes a call with one of its integers in other words.
func (r *rig) writeInteger(call integerCall, at string) {
	r.t.Helper()
	var v any
	if err := json.Unmarshal([]byte(call.body), &v); err != nil {
		r.t.Fatalf("%s: %v", call.body, err)
	}
	all := steps(at)
	number := dig(v, all...).(float64)
	written := func(text string) string {
		switch parent := dig(v, all[:len(all)-1]...).(type) {
		case map[string]any:
			parent[all[len(all)-1].(string)] = json.RawMessage(text)
		case []any:
			parent[all[len(all)-1].(int)] = json.RawMessage(text)
		}
		return asJSON(r.t, v)
	}
	for _, form := range []string{"%.0f", "%.0f.0", "%.0fe0", "%.0f.0E+0"} {
		text := fmt.Sprintf(form, number)
		if out := r.do(call.method, call.path, written(text)); out.status >= 300 {
			r.t.Errorf("%s %s with %s of %s: %d %s", call.method, call.path, at, text, out.status, out.text)
		}
	}
	for text, want := range map[string]string{
		"1.5": "got number, want integer", "1e-9999999": "got number, want integer", "1e30": "maximum: got 1e30, want ", "1e9999999": "maximum: got 1e9999999, want ", "-1e30": "minimum: got -1e30, want ",
	} {
		out := record(r.account, r.request(call.method, call.path, written(text)))
		lines, _ := out.body["errors"].([]any)
		if out.status != 422 || len(lines) != 1 || !strings.HasPrefix(fmt.Sprint(lines[0]), at+": "+want) {
			r.t.Errorf("%s %s with %s of %s: %d %s, want %q", call.method, call.path, at, text, out.status, out.text, want)
		}
	}
}

// TestNumbersBeyondAllFloats are refused also where fractions are allowed.
func TestNumbersBeyondAllFloats(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	body := func(delay string) string {
		return `{"name":"n","image":"busybox:1","disk":10,"type":"QUEUE","scaling":{"type":"QUEUE_DELAY","queueDelay":` + delay + `},"gpu":{"pools":["AMPERE_80"]}}`
	}
	for delay, status := range map[string]int{"4": 201, "4.5": 201, "45e-1": 201, "1e30": 201, "1e400": 422, "1e9999999": 422, "0.4": 422, "1e-9999999": 422} {
		out := record(r.account, r.request("POST", "/v2/serverless", body(delay)))
		if out.status != status || status == 422 && !strings.Contains(out.text, "$.scaling.queueDelay: m") {
			t.Errorf("%s: %d %s", delay, out.status, out.text)
		}
	}
}

package sandbox_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// TestRefusalsAsRecorded are the words of what Runpod refuses before an operation has it.
func TestRefusalsAsRecorded(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{RateLimit: 7})
	large := `{"name": "p", "image": "a/b:1", "env": {"A": "` + strings.Repeat("a", 102_400) + `"}}`
	for name, test := range map[string]struct {
		method, path, body, key string
		status                  int
		detail                  string
	}{
		"no key":               {"GET", "/v2/pods", "", "", 401, "missing bearer token"},
		"another scheme":       {"GET", "/v2/pods", "", "Basic abc", 401, "missing bearer token"},
		"a wrong key":          {"GET", "/v2/pods", "", "Bearer rpa_wrong", 401, "invalid bearer token"},
		"too large, no key":    {"POST", "/v2/pods", large, "", 413, fmt.Sprintf("The request body has %d bytes with the template merged in, and 102400 are allowed.", len(large))},
		"no such pod":          {"GET", "/v2/pods/none", "", "right", 404, "pod not found"},
		"no such method":       {"PUT", "/v2/pods", "{}", "right", 405, "The requested method is not allowed for this path."},
		"large where it may":   {"POST", "/v2/account/secrets", `{"name": "s", "value": "` + strings.Repeat("a", 200_000) + `"}`, "right", 201, ""},
		"one key given twice":  {"GET", "/v2/pods?limit=1&limit=2", "", "right", 400, "query parameter 'limit' is given more than once"},
		"an unknown one, too":  {"GET", "/v2/pods?colour=red&colour=blue", "", "right", 400, "query parameter 'colour' is given more than once"},
		"where none is known":  {"DELETE", "/v2/pods/none?a=1&a=1", "", "right", 400, "query parameter 'a' is given more than once"},
		"an unknown one, once": {"GET", "/v2/pods?colour=red", "", "right", 200, ""},
	} {
		req := r.request(test.method, test.path, test.body)
		if test.key != "right" {
			req.Header.Set("Authorization", test.key)
		}
		out := record(r.account, req)
		if out.status != test.status || test.detail != "" && (out.body["detail"] != test.detail || out.header.Get("Content-Type") != "application/problem+json") {
			t.Errorf("%s: %d %s, want %d %s", name, out.status, out.text, test.status, test.detail)
		}
	}
	if out := record(r.account, r.request("GET", "/v2/pods", "")); out.status != 429 || out.body["detail"] != "rate limit exceeded for the minute window" {
		t.Errorf("got %d %s", out.status, out.text)
	}
}

// TestValidationGrammar: one line for each fault, of the form "$.path: message", and one for
// all unknown fields of an object.
func TestValidationGrammar(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	for body, want := range map[string][]any{
		`[]`: {"$: got array, want object"},
		`{}`: {"$: missing properties 'name', 'image'"},
		`{"name": 1, "image": "a", "disk": "1", "ports": [22]}`:                        {"$.disk: got string, want integer", "$.ports[0]: got number, want string", "$.name: got number, want string"},
		`{"name": "p", "image": "a", "b": 1, "a": 2, "gpu": {"d": 1, "c": 2}}`:         {"$.gpu: missing property 'id'", "$.gpu: additional properties 'c', 'd' not allowed", "$: additional properties 'a', 'b' not allowed"},
		`{"name": "p", "image": "a", "cloud": "ALL"}`:                                  {"$.cloud: value must be one of 'SECURE', 'COMMUNITY'"},
		`{"name": "", "image": "a", "mounts": {"persistent": {"size": 10}}}`:           {"$.name: minLength: got 0, want 1", "$.mounts.persistent: missing property 'path'"},
		`{"name": "p", "image": "a", "mounts": {"network": [{"path": "/workspace"}]}}`: {"$.mounts.network[0]: missing property 'volumeId'"},
	} {
		out := r.do("POST", "/v2/pods", body)
		got, _ := out.body["errors"].([]any)
		if text, wanted := asJSON(t, got), asJSON(t, want); out.status != 422 || out.body["detail"] != "Request validation failed." || text != wanted {
			t.Errorf("%s:\n got %d %s\nwant %s", body, out.status, out.text, wanted)
		}
	}
}

func asJSON(t testing.TB, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestDocumentIsServed to everybody, where there is one.
func TestDocumentIsServed(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "openapi.json")
	if err := os.WriteFile(path, []byte(`{"openapi": "3.1.0"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for document, want := range map[string]int{"": http.StatusNotFound, path: http.StatusOK, path + "x": http.StatusNotFound} {
		r := &rig{t: t, account: sandbox.New(sandbox.Options{OpenAPI: document})}
		req := r.request("GET", "/v2/openapi.json", "")
		req.Header.Del("Authorization")
		if out := record(r.account, req); out.status != want || want == 200 && out.body["openapi"] != "3.1.0" {
			t.Errorf("%q: %d %s", document, out.status, out.text)
		}
		if out := record(r.account, r.request("POST", "/v2/openapi.json", "{}")); out.status != http.StatusMethodNotAllowed {
			t.Errorf("POST: %d", out.status)
		}
	}
}

// TestPublicTemplatesAreReadable, and only that.
func TestPublicTemplatesAreReadable(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	const path = "/v2/templates/runpod-torch-v280"
	if got := r.want(200, "GET", path, ""); got["id"] != "runpod-torch-v280" || got["public"] != true {
		t.Errorf("got %v", got)
	}
	r.refused(404, "template not found", "PATCH", path, `{"name": "mine"}`)
	r.refused(404, "template not found", "DELETE", path, "")
	r.refused(404, "template not found", "GET", "/v2/templates/none", "")
	if got := r.want(200, "GET", "/v2/templates", "")["templates"].([]any); len(got) != 0 {
		t.Errorf("listed: %v", got)
	}
}

// TestNetworkVolumesStayMounted: no list of none takes them away.
func TestNetworkVolumesStayMounted(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	volume := r.create("/v2/network-volumes", `{"name": "a", "size": 10, "dataCenter": "EU-RO-1"}`)
	path := "/v2/pods/" + r.create("/v2/pods", with(gpuPod, "mounts", `{"network": [{"volumeId": "`+volume+`", "path": "/workspace"}]}`))
	r.refused(400, "mounts.network must not be empty", "PATCH", path, `{"mounts": {"network": []}}`)
	r.refused(422, "$.mounts.network[0]: missing property 'path'", "PATCH", path, `{"mounts": {"network": [{"volumeId": "`+volume+`"}]}}`)
	r.refused(422, "$.mounts.persistent: missing property 'size'", "PATCH", path, `{"mounts": {"persistent": {"path": "/data"}}}`)
	if got := r.want(200, "GET", path, ""); dig(got, "mounts", "network", 0, "volumeId") != volume {
		t.Errorf("got %v", got["mounts"])
	}
}

// TestCatalogFilters: those of stock need it, and a list has only what matches.
func TestCatalogFilters(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	for _, query := range []string{"gpus?product=POD", "gpus?cloud=SECURE", "gpus?count=2", "gpus?countryCodes=RO", "cpus?vcpuCount=4", "cpus?product=POD"} {
		r.refused(400, "needs include=AVAILABILITY", "GET", "/v2/catalog/"+query, "")
	}
	for _, path := range []string{"gpus", "gpus/NVIDIA%20L40S"} {
		r.refused(400, "exclude each other", "GET", "/v2/catalog/"+path+"?cudaVersions=12.8&minCudaVersion=12.4", "")
	}
	const amd = "AMD Instinct MI300X OAM"
	for query, want := range map[string]struct{ in, out string }{
		"":                                  {amd, ""},
		"?minCudaVersion=12.4":              {a100, amd},
		"?cudaVersions=12.8":                {a100, amd},
		"?cudaVersions=9.0":                 {"", a100},
		"?include=AVAILABILITY&product=POD": {amd, ""},
		"?include=AVAILABILITY&product=SERVERLESS":                 {a100, amd},
		"?include=AVAILABILITY&product=CLUSTER":                    {a100, "NVIDIA L40S"},
		"?include=AVAILABILITY&product=SERVERLESS&cloud=COMMUNITY": {"", a100},
	} {
		in := map[string]bool{"": true}
		for _, g := range r.want(200, "GET", "/v2/catalog/gpus"+query, "")["gpus"].([]any) {
			in[dig(g, "id").(string)] = true
			_, has := g.(map[string]any)["cudaVersions"]
			if wanted := strings.Contains(query, "AVAILABILITY") && dig(g, "manufacturer") == "NVIDIA"; has != wanted {
				t.Errorf("%s: %v has cudaVersions: %t", query, dig(g, "id"), has)
			}
		}
		if !in[want.in] || want.out != "" && in[want.out] {
			t.Errorf("%s: %v", query, in)
		}
	}
	if got := r.want(200, "GET", "/v2/catalog/cpus?include=AVAILABILITY&product=POD&vcpuCount=64", "")["cpus"].([]any); len(got) > 0 {
		t.Errorf("64 vCPUs: %v", got)
	}
}

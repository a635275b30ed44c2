package sandbox_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// queue is a small endpoint; more are further members of the object.
func queue(more ...string) string {
	return endpointJSON("QUEUE", `{"type": "QUEUE_DELAY", "queueDelay": 4}`, append([]string{`"gpu": {"pools": ["AMPERE_80"]}`}, more...)...)
}

func endpointJSON(kind, scaling string, more ...string) string {
	members := append([]string{`"name": "matting"`, `"image": "acme/matting:1"`, `"disk": 20`, `"type": "` + kind + `"`, `"scaling": ` + scaling}, more...)
	return "{" + strings.Join(members, ", ") + "}"
}

const requestCount = `{"type": "REQUEST_COUNT", "requestCount": 4}`

func (r *rig) endpoint(body string) (path string) {
	r.t.Helper()
	return "/v2/serverless/" + r.create("/v2/serverless", body)
}

func TestEndpointDefaults(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	got := r.want(201, "POST", "/v2/serverless", queue())
	id, _ := got["id"].(string)
	if len(id) != 14 || strings.ToLower(id) != id {
		t.Errorf("id %q", id)
	}
	base := "https://api.runpod.ai/v2/" + id
	want := map[string]any{
		"id": id, "name": "matting", "type": "QUEUE", "image": "acme/matting:1", "disk": 20.0, "args": "",
		"env": map[string]any{}, "ports": []any{}, "registry": nil,
		"requestUrls": map[string]any{
			"run": base + "/run", "runSync": base + "/runsync", "status": base + "/status/{job_id}", "stream": base + "/stream/{job_id}",
			"cancel": base + "/cancel/{job_id}", "retry": base + "/retry/{job_id}", "purgeQueue": base + "/purge-queue", "health": base + "/health",
		},
		"gpu":           map[string]any{"pools": []any{"AMPERE_80"}, "count": 1.0, "allowedCudaVersions": []any{}, "minCudaVersion": nil},
		"workers":       map[string]any{"min": 0.0, "max": 3.0, "idleTimeout": 10.0},
		"scaling":       map[string]any{"type": "QUEUE_DELAY", "queueDelay": 4.0},
		"dataCenterIds": []any{}, "networkVolumes": []any{}, "timeout": 0.0, "flashboot": "OFF", "createdAt": "2026-11-20T12:00:00Z",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if read := r.want(200, "GET", "/v2/serverless/"+id, ""); !reflect.DeepEqual(read, want) {
		t.Errorf("read %v", read)
	}
}

func TestEndpointLife(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	path := r.endpoint(queue())
	id := strings.TrimPrefix(path, "/v2/serverless/")
	if got := r.account.Contents(); len(got) != 1 || got[0] != "endpoint "+id+` ("matting")` {
		t.Errorf("contents: %q", got)
	}
	change := `{"name": "b", "image": "acme/matting:2", "disk": 30, "env": {"A": "1"}, "timeout": 300000, "flashboot": "FLASHBOOT",
		"workers": {"min": 1, "max": 2, "idleTimeout": 5}, "scaling": {"type": "QUEUE_DELAY", "queueDelay": 0.5},
		"gpu": {"count": 2}, "dataCenterIds": ["EU-RO-1"], "ports": ["80/http"]}`
	got := r.want(200, "PATCH", path, change)
	for name, want := range map[string]any{
		"name": "b", "image": "acme/matting:2", "disk": 30.0, "env": map[string]any{"A": "1"}, "timeout": 300000.0, "flashboot": "FLASHBOOT",
		"workers": map[string]any{"min": 1.0, "max": 2.0, "idleTimeout": 5.0},
		"scaling": map[string]any{"type": "QUEUE_DELAY", "queueDelay": 0.5}, "dataCenterIds": []any{"EU-RO-1"}, "ports": []any{"80/http"},
	} {
		if !reflect.DeepEqual(got[name], want) {
			t.Errorf("%s: got %v, want %v", name, got[name], want)
		}
	}
	if dig(got, "gpu", "count") != 2.0 || dig(got, "gpu", "pools", 0) != "AMPERE_80" {
		t.Errorf("gpu: %v", got["gpu"])
	}
	if same := r.want(200, "PATCH", path, `{}`); !reflect.DeepEqual(same, got) {
		t.Errorf("an empty change made %v of %v", same, got)
	}
	if cleared := r.want(200, "PATCH", path, `{"dataCenterIds": [], "env": {}, "ports": []}`); len(dig(cleared, "dataCenterIds").([]any)) != 0 ||
		len(dig(cleared, "env").(map[string]any)) != 0 || len(dig(cleared, "ports").([]any)) != 0 {
		t.Errorf("not cleared: %v", cleared)
	}
	r.want(204, "DELETE", path, "")
	for _, gone := range []string{path, path + "/workers", path + "/releases", path + "/builds", path + "/builds/b", path + "/workers/w/logs"} {
		r.refused(404, "not found", "GET", gone, "")
	}
	r.refused(404, "not found", "PATCH", path, `{}`)
	r.refused(404, "not found", "DELETE", path, "")
	if !r.account.Empty() {
		t.Errorf("left: %v", r.account.Contents())
	}
}

func TestEndpointTypes(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	gpu := `"gpu": {"pools": ["ADA_24"]}`
	balancer := r.want(201, "POST", "/v2/serverless", endpointJSON("LOAD_BALANCER", requestCount, gpu))
	base := "https://" + balancer["id"].(string) + ".api.runpod.ai"
	if want := (map[string]any{"base": base, "health": base + "/ping"}); !reflect.DeepEqual(balancer["requestUrls"], want) {
		t.Errorf("urls: %v", balancer["requestUrls"])
	}
	if dig(balancer, "workers", "idleTimeout") != 10.0 {
		t.Errorf("a load balancer has an idle timeout: %v", balancer["workers"])
	}
	counting := r.want(201, "POST", "/v2/serverless", endpointJSON("QUEUE", requestCount, gpu))
	if want := (map[string]any{"min": 0.0, "max": 3.0}); !reflect.DeepEqual(counting["workers"], want) {
		t.Errorf("a queue that scales on requests has no idle timeout: %v", counting["workers"])
	}
	cpu := r.want(201, "POST", "/v2/serverless", endpointJSON("QUEUE", requestCount, `"cpu": [{"id": "cpu3g", "vcpuCount": 4}, {"id": "cpu5c", "vcpuCount": 2}]`))
	wantCPU := []any{map[string]any{"id": "cpu3g", "vcpuCount": 4.0, "memory": 16.0}, map[string]any{"id": "cpu5c", "vcpuCount": 2.0, "memory": 4.0}}
	if _, has := cpu["gpu"]; has || !reflect.DeepEqual(cpu["cpu"], wantCPU) {
		t.Errorf("cpu: %v", cpu)
	}
}

func TestEndpointIdleTimeoutFollowsTheScaler(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	path := r.endpoint(queue(`"workers": {"idleTimeout": 60}`))
	if got := r.want(200, "PATCH", path, `{"scaling": `+requestCount+`}`); dig(got, "workers", "idleTimeout") != nil {
		t.Errorf("still there: %v", got["workers"])
	}
	got := r.want(200, "PATCH", path, `{"scaling": {"type": "QUEUE_DELAY", "queueDelay": 1}}`)
	if dig(got, "workers", "idleTimeout") != 10.0 || dig(got, "scaling", "requestCount") != nil {
		t.Errorf("got %v", got)
	}
}

func TestEndpointGPUChanges(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	path := r.endpoint(endpointJSON("QUEUE", requestCount,
		`"gpu": {"pools": ["AMPERE_80"], "excludedTypes": ["NVIDIA A100-SXM4-80GB"], "minCudaVersion": "12.4"}`))
	steps := []struct {
		change     string
		exclusions any
		set        []any
		floor      any
	}{
		{`{}`, []any{"NVIDIA A100-SXM4-80GB"}, []any{}, "12.4"},
		{`{"gpu": {"count": 2}}`, []any{"NVIDIA A100-SXM4-80GB"}, []any{}, "12.4"},
		{`{"gpu": {"pools": ["AMPERE_80", "ADA_24"]}}`, nil, []any{}, "12.4"},
		{`{"gpu": {"minCudaVersion": "", "allowedCudaVersions": ["12.8", "13.0"]}}`, nil, []any{"12.8", "13.0"}, nil},
		{`{"gpu": {"pools": ["AMPERE_24"], "excludedTypes": [" NVIDIA L4 "]}}`, []any{"NVIDIA L4"}, []any{"12.8", "13.0"}, nil},
		{`{"gpu": {"minCudaVersion": "12.6", "allowedCudaVersions": []}}`, []any{"NVIDIA L4"}, []any{}, "12.6"},
		{`{"gpu": {"minCudaVersion": ""}}`, []any{"NVIDIA L4"}, []any{}, nil},
	}
	for _, step := range steps {
		got := r.want(200, "PATCH", path, step.change)
		if !reflect.DeepEqual(dig(got, "gpu", "excludedTypes"), step.exclusions) ||
			!reflect.DeepEqual(dig(got, "gpu", "allowedCudaVersions"), any(step.set)) || dig(got, "gpu", "minCudaVersion") != step.floor {
			t.Errorf("after %s: %v", step.change, got["gpu"])
		}
	}
}

func TestEndpointOnCPUStaysThere(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	path := r.endpoint(endpointJSON("QUEUE", requestCount, `"cpu": [{"id": "cpu3c", "vcpuCount": 2}]`))
	r.refused(400, "compute family is fixed", "PATCH", path, `{"gpu": {"pools": ["ADA_24"]}}`)
	if got := r.want(200, "PATCH", path, `{"cpu": [{"id": "cpu5g", "vcpuCount": 8}]}`); dig(got, "cpu", 0, "memory") != 32.0 {
		t.Errorf("got %v", got["cpu"])
	}
}

func TestEndpointNetworkVolumes(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	volume := func(dataCenter string) string {
		return r.create("/v2/network-volumes", `{"name": "a", "size": 10, "dataCenter": "`+dataCenter+`"}`)
	}
	a, b, beside := volume("EU-RO-1"), volume("EU-CZ-1"), volume("EU-RO-1")
	r.refused(400, "one network volume per data center", "POST", "/v2/serverless", queue(`"networkVolumes": ["`+a+`", "`+beside+`"]`))
	got := r.want(201, "POST", "/v2/serverless", queue(`"networkVolumes": ["`+a+`", "`+b+`"]`))
	if want := []any{b, a}; !reflect.DeepEqual(got["networkVolumes"], want) {
		t.Errorf("the order was kept: %v", got["networkVolumes"])
	}
	path := "/v2/serverless/" + got["id"].(string)
	if got := r.want(200, "PATCH", path, `{"networkVolumes": []}`); len(got["networkVolumes"].([]any)) != 0 {
		t.Errorf("left: %v", got["networkVolumes"])
	}
}

func TestEndpointFromTemplate(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	registry := r.account.AddRegistry("hub")
	id := r.account.AddTemplate(runpod.Template{Name: "t", Serverless: true, Container: runpod.Container{
		Image: "acme/base:1", Disk: 15, Args: "serve --all", Env: map[string]string{"A": "template", "B": "template"}, Ports: []string{"80/http"}, Registry: &registry,
	}})
	body := `{"name": "a", "type": "QUEUE", "scaling": ` + requestCount + `, "gpu": {"pools": ["ADA_24"]}, "templateId": "` + id + `", "env": {"A": "own"}}`
	got := r.want(201, "POST", "/v2/serverless", body)
	for name, want := range map[string]any{
		"image": "acme/base:1", "disk": 15.0, "args": "serve --all", "ports": []any{"80/http"}, "registry": registry,
		"env": map[string]any{"A": "own", "B": "template"},
	} {
		if !reflect.DeepEqual(got[name], want) {
			t.Errorf("%s: got %v, want %v", name, got[name], want)
		}
	}
	path := "/v2/serverless/" + got["id"].(string)
	if got := r.want(200, "PATCH", path, `{"env": {"A": "alone"}}`); !reflect.DeepEqual(got["env"], map[string]any{"A": "alone"}) {
		t.Errorf("env was not replaced: %v", got["env"])
	}
	own := r.endpoint(queue(`"args": "run"`))
	if got := r.want(200, "PATCH", own, `{"templateId": "`+id+`"}`); got["image"] != "acme/base:1" || got["args"] != "serve --all" {
		t.Errorf("the template's settings do not hold: %v", got)
	}
	if got := r.want(200, "PATCH", own, `{"templateId": ""}`); got["image"] != "acme/base:1" {
		t.Errorf("letting the template go changed the settings: %v", got)
	}
	big := r.account.AddTemplate(runpod.Template{Name: "big", Serverless: true, Container: runpod.Container{Image: "i", Disk: 5, Args: strings.Repeat("x", 102_000)}})
	r.refused(413, "102400", "PATCH", own, `{"templateId": "`+big+`", "env": {"A": "`+strings.Repeat("y", 1000)+`"}}`)
	r.checked = false // the document knows nothing of templates' kinds
	pods := r.account.AddTemplate(runpod.Template{Name: "p", Container: runpod.Container{Image: "i", Disk: 5}})
	r.refused(422, "is a pod template", "PATCH", own, `{"templateId": "`+pods+`"}`)
}

func TestEndpointChangedBehindTheAPI(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	path := r.endpoint(queue(`"env": {"A": "1"}`))
	id := strings.TrimPrefix(path, "/v2/serverless/")
	r.account.EditEndpoint(id, func(e *runpod.Endpoint) {
		e.Name += " -fb"
		e.Env["A"] = "2"
	})
	if got := r.want(200, "GET", path, ""); got["name"] != "matting -fb" || dig(got, "env", "A") != "2" {
		t.Errorf("got %v", got)
	}
	if got := r.want(200, "GET", path+"/releases", ""); dig(got, "endpointVersion") != 2.0 {
		t.Errorf("no release: %v", got)
	}
	r.account.Endpoints()[0].Env["A"] = "3"
	if got := r.want(200, "GET", path, ""); dig(got, "env", "A") != "2" {
		t.Error("a snapshot is not a copy")
	}
	r.account.RemoveEndpoint(id)
	r.refused(404, "not found", "GET", path, "")
}

func TestEndpointPages(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	var want []string
	for range 5 {
		want = append(want, r.create("/v2/serverless", queue()))
	}
	var got []string
	cursor := ""
	for pages := 1; ; pages++ {
		page := r.want(200, "GET", "/v2/serverless?limit=2"+cursor, "")
		for _, e := range page["endpoints"].([]any) {
			got = append(got, dig(e, "id").(string))
		}
		next, more := dig(page, "pagination", "nextCursor").(string)
		if more != dig(page, "pagination", "hasNextPage") {
			t.Fatalf("pagination: %v", page["pagination"])
		}
		if !more {
			if pages != 3 {
				t.Errorf("%d pages", pages)
			}
			break
		}
		cursor = "&cursor=" + next
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	r.refused(422, "limit", "GET", "/v2/serverless?limit=1001", "")
	r.refused(422, "cursor", "GET", "/v2/serverless?cursor=", "")
}

package sandbox_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

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
			"run": base + "/run", "runSync": base + "/runsync", "status": base + "/status", "stream": base + "/stream",
			"cancel": base + "/cancel", "retry": base + "/retry", "purgeQueue": base + "/purge-queue", "health": base + "/health",
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
		r.refused(404, id, "GET", gone, "")
	}
	r.refused(404, id, "PATCH", path, `{}`)
	r.refused(404, id, "DELETE", path, "")
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

func TestEndpointRefusals(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		status      int
		words, body string
	}{
		"gpu and cpu":               {400, "exactly one of gpu and cpu", queue(`"cpu": [{"id": "cpu3c", "vcpuCount": 2}]`)},
		"neither gpu nor cpu":       {400, "exactly one of gpu and cpu", endpointJSON("QUEUE", requestCount)},
		"unknown pool":              {400, `GPU pool \"AMPERE_99\" not found`, endpointJSON("QUEUE", requestCount, `"gpu": {"pools": ["ADA_24", "AMPERE_99"]}`)},
		"a GPU type for a pool":     {400, "not found", endpointJSON("QUEUE", requestCount, `"gpu": {"pools": ["NVIDIA A40"]}`)},
		"empty pool":                {400, "not found", endpointJSON("QUEUE", requestCount, `"gpu": {"pools": [""]}`)},
		"no pools":                  {422, "gpu.pools: must be at least 1 items", endpointJSON("QUEUE", requestCount, `"gpu": {"pools": []}`)},
		"pools left out":            {422, `missing required property \"gpu.pools\"`, endpointJSON("QUEUE", requestCount, `"gpu": {"count": 1}`)},
		"unknown excluded type":     {400, `GPU type \"NVIDIA A9000\" not found`, endpointJSON("QUEUE", requestCount, `"gpu": {"pools": ["ADA_24"], "excludedTypes": ["NVIDIA A9000"]}`)},
		"excluded type with a dash": {422, "does not match the pattern", endpointJSON("QUEUE", requestCount, `"gpu": {"pools": ["ADA_24"], "excludedTypes": ["-NVIDIA A40"]}`)},
		"excluded type twice":       {422, "stands there twice", endpointJSON("QUEUE", requestCount, `"gpu": {"pools": ["ADA_24"], "excludedTypes": ["NVIDIA A40", "NVIDIA A40"]}`)},
		"gpu.type_ids":              {422, "additional property", endpointJSON("QUEUE", requestCount, `"gpu": {"pools": ["ADA_24"], "id": "NVIDIA A40"}`)},
		"no GPUs":                   {422, "gpu.count: must be at least 1", endpointJSON("QUEUE", requestCount, `"gpu": {"pools": ["ADA_24"], "count": 0}`)},
		"CUDA set and floor":        {400, "mutually exclusive", endpointJSON("QUEUE", requestCount, `"gpu": {"pools": ["ADA_24"], "allowedCudaVersions": ["12.8"], "minCudaVersion": "12.4"}`)},
		"CUDA floor is no version":  {422, "gpu.minCudaVersion", endpointJSON("QUEUE", requestCount, `"gpu": {"pools": ["ADA_24"], "minCudaVersion": ""}`)},
		"CUDA set holds no version": {422, "gpu.allowedCudaVersions.0", endpointJSON("QUEUE", requestCount, `"gpu": {"pools": ["ADA_24"], "allowedCudaVersions": ["12"]}`)},
		"no cpus":                   {422, "cpu: must be at least 1 items", endpointJSON("QUEUE", requestCount, `"cpu": []`)},
		"unknown flavor":            {400, `CPU flavor \"cpu9z\" not found`, endpointJSON("QUEUE", requestCount, `"cpu": [{"id": "cpu9z", "vcpuCount": 2}]`)},
		"odd vCPUs":                 {400, "power of two", endpointJSON("QUEUE", requestCount, `"cpu": [{"id": "cpu3c", "vcpuCount": 6}]`)},
		"too many vCPUs":            {400, "power of two from 2 to 32", endpointJSON("QUEUE", requestCount, `"cpu": [{"id": "cpu3c", "vcpuCount": 64}]`)},
		"one vCPU":                  {422, "cpu.0.vcpuCount: must be at least 2", endpointJSON("QUEUE", requestCount, `"cpu": [{"id": "cpu3c", "vcpuCount": 1}]`)},
		"one flavor twice":          {422, "stands there twice", endpointJSON("QUEUE", requestCount, `"cpu": [{"id": "cpu3c", "vcpuCount": 2}, {"vcpuCount": 2, "id": "cpu3c"}]`)},
		"unknown type":              {422, "type: must be one of QUEUE, LOAD_BALANCER", endpointJSON("STREAM", requestCount)},
		"unknown scaler":            {422, "scaling.type: must be one of QUEUE_DELAY, REQUEST_COUNT", endpointJSON("QUEUE", `{"type": "CPU"}`)},
		"scaler's other number":     {422, "scaling.queueDelay", endpointJSON("QUEUE", `{"type": "REQUEST_COUNT", "requestCount": 1, "queueDelay": 1}`)},
		"delay too short":           {422, "scaling.queueDelay: must be at least 0.5", endpointJSON("QUEUE", `{"type": "QUEUE_DELAY", "queueDelay": 0.25}`)},
		"no requests":               {422, "scaling.requestCount: must be at least 1", endpointJSON("QUEUE", `{"type": "REQUEST_COUNT", "requestCount": 0}`)},
		"balancer on a delay":       {422, "REQUEST_COUNT only", endpointJSON("LOAD_BALANCER", `{"type": "QUEUE_DELAY", "queueDelay": 4}`, `"gpu": {"pools": ["ADA_24"]}`)},
		"more active than all":      {400, "workers.min (4) must not be greater than workers.max (3)", queue(`"workers": {"min": 4}`)},
		"idle too short":            {422, "workers.idleTimeout: must be at least 1", queue(`"workers": {"idleTimeout": 0}`)},
		"idle too long":             {422, "workers.idleTimeout: must be at most 3600", queue(`"workers": {"idleTimeout": 3601}`)},
		"negative workers":          {422, "workers.min: must be at least 0", queue(`"workers": {"min": -1}`)},
		"unknown worker field":      {422, "additional property", queue(`"workers": {"flex": 1}`)},
		"unknown flashboot":         {422, "flashboot: must be one of", queue(`"flashboot": "ON"`)},
		"unknown data center":       {400, `Data center \"EU-XX-1\" not found`, queue(`"dataCenterIds": ["EU-XX-1"]`)},
		"lower case data center":    {400, "not found", queue(`"dataCenterIds": ["eu-ro-1"]`)},
		"unknown network volume":    {400, `Network volume \"none\" not found`, queue(`"networkVolumes": ["none"]`)},
		"unknown registry":          {400, "not found", queue(`"registry": "none"`)},
		"unknown template":          {404, `template \"none\" not found`, queue(`"templateId": "none"`)},
		"no disk":                   {400, "You must either provide a template id or pod configuration parameters", `{"name": "a", "image": "i", "type": "QUEUE", "scaling": ` + requestCount + `, "gpu": {"pools": ["ADA_24"]}}`},
		"no image":                  {422, `missing required property \"image\"`, `{"name": "a", "type": "QUEUE", "scaling": ` + requestCount + `, "gpu": {"pools": ["ADA_24"]}}`},
		"no name":                   {422, `additional property \"image\"`, `{"image": "i", "type": "QUEUE", "scaling": ` + requestCount + `}`},
		"no scaling":                {422, `missing required property \"scaling\"`, `{"name": "a", "image": "i", "type": "QUEUE"}`},
		"unknown field":             {422, `additional property \"cloud\"`, queue(`"cloud": "SECURE"`)},
		"odd port":                  {400, "ports", queue(`"ports": ["http"]`)},
		"args beside another cmd":   {400, "agree", queue(`"args": "{\"cmd\":[\"a\"]}"`, `"cmd": ["b"]`)},
		"too large":                 {413, "102400", queue(`"env": {"A": "` + strings.Repeat("x", 102_400) + `"}`)},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, sandbox.Options{})
			r.refused(tt.status, tt.words, "POST", "/v2/serverless", tt.body)
			if !r.account.Empty() {
				t.Error("something was created")
			}
		})
	}
}

// Rules that RunPod answers with 422 although its document does not have them.
func TestEndpointIdleTimeoutWithRequestCountIsRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	counting := endpointJSON("QUEUE", requestCount, `"gpu": {"pools": ["ADA_24"]}`)
	path := r.endpoint(counting)
	r.checked = false
	withTimeout := endpointJSON("QUEUE", requestCount, `"gpu": {"pools": ["ADA_24"]}`, `"workers": {"idleTimeout": 5}`)
	r.refused(422, "workers.idleTimeout", "POST", "/v2/serverless", withTimeout)
	r.refused(422, "workers.idleTimeout", "PATCH", path, `{"workers": {"idleTimeout": 5}}`)
	delayed := r.endpoint(queue())
	r.refused(422, "workers.idleTimeout", "PATCH", delayed, `{"workers": {"idleTimeout": 5}, "scaling": `+requestCount+`}`)
	balancer := r.endpoint(endpointJSON("LOAD_BALANCER", requestCount, `"gpu": {"pools": ["ADA_24"]}`))
	r.refused(422, "REQUEST_COUNT only", "PATCH", balancer, `{"scaling": {"type": "QUEUE_DELAY", "queueDelay": 4}}`)
	r.want(200, "PATCH", balancer, `{"workers": {"idleTimeout": 5}}`)
}

func TestEndpointUpdateRefusals(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		status      int
		words, body string
	}{
		"type":                         {422, `additional property \"type\"`, `{"type": "LOAD_BALANCER"}`},
		"cpu on a GPU endpoint":        {400, "compute family is fixed", `{"cpu": [{"id": "cpu3c", "vcpuCount": 2}]}`},
		"exclusions without pools":     {422, `\"gpu.pools\"`, `{"gpu": {"excludedTypes": ["NVIDIA A100 80GB PCIe"]}}`},
		"a floor beside the set":       {400, "mutually exclusive", `{"gpu": {"minCudaVersion": "12.4"}}`},
		"fewer workers than active":    {400, "workers.min (1)", `{"workers": {"max": 0}}`},
		"more active than all":         {400, "workers.max (3)", `{"workers": {"min": 4}}`},
		"null name":                    {422, "name: must be a string", `{"name": null}`},
		"unknown data center":          {400, "not found", `{"dataCenterIds": ["nowhere"]}`},
		"bad last, nothing done":       {400, "not found", `{"name": "changed", "dataCenterIds": ["nowhere"]}`},
		"no image":                     {400, "image", `{"image": ""}`},
		"unknown template":             {404, "template", `{"templateId": "none"}`},
		"pool that is not there":       {400, "not found", `{"gpu": {"pools": ["NONE"]}}`},
		"delay too short":              {422, "at least 0.5", `{"scaling": {"type": "QUEUE_DELAY", "queueDelay": 0.4}}`},
		"unknown volume beside a name": {400, "not found", `{"name": "changed", "networkVolumes": ["none"]}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, sandbox.Options{})
			path := r.endpoint(endpointJSON("QUEUE", `{"type": "QUEUE_DELAY", "queueDelay": 4}`,
				`"gpu": {"pools": ["AMPERE_80"], "allowedCudaVersions": ["12.8"]}`, `"workers": {"min": 1}`))
			before := r.want(200, "GET", path, "")
			r.refused(tt.status, tt.words, "PATCH", path, tt.body)
			if after := r.want(200, "GET", path, ""); !reflect.DeepEqual(before, after) {
				t.Errorf("changed all the same: %v", after)
			}
		})
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
		{`{"gpu": {"pools": ["ADA_24"], "excludedTypes": ["NVIDIA GeForce RTX 4090"]}}`, []any{"NVIDIA GeForce RTX 4090"}, []any{"12.8", "13.0"}, nil},
		{`{"gpu": {"minCudaVersion": "12.6", "allowedCudaVersions": []}}`, []any{"NVIDIA GeForce RTX 4090"}, []any{}, "12.6"},
		{`{"gpu": {"minCudaVersion": ""}}`, []any{"NVIDIA GeForce RTX 4090"}, []any{}, nil},
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

func TestEndpointPoolAccess(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	r.account.SetPoolAccess("AMPERE_80", false)
	r.refused(403, `does not have access to GPU pool \"AMPERE_80\"`, "POST", "/v2/serverless", queue())
	path := r.endpoint(endpointJSON("QUEUE", requestCount, `"gpu": {"pools": ["ADA_24"]}`))
	r.refused(403, "AMPERE_80", "PATCH", path, `{"gpu": {"pools": ["AMPERE_80"]}}`)
	r.account.SetPoolAccess("AMPERE_80", true)
	r.want(200, "PATCH", path, `{"gpu": {"pools": ["AMPERE_80"]}}`)
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

func TestEndpointWorkerQuota(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	r.account.SetWorkerQuota(10)
	a := r.endpoint(queue(`"workers": {"max": 6}`))
	words := "Max workers across all endpoints must not exceed your workers quota (10). " +
		"Reduce the max workers for other endpoints or lower the max worker count for this endpoint to at most "
	r.refused(400, words+"4.", "POST", "/v2/serverless", queue(`"workers": {"max": 5}`))
	b := r.endpoint(queue(`"workers": {"max": 4}`))
	r.refused(400, words+"0.", "POST", "/v2/serverless", queue())
	r.refused(400, words+"6.", "PATCH", a, `{"workers": {"max": 7}}`)
	r.want(200, "PATCH", b, `{"workers": {"max": 2}}`)
	r.want(200, "PATCH", a, `{"workers": {"max": 8}}`)
	r.account.SetWorkerQuota(5)
	r.want(200, "PATCH", a, `{"name": "still allowed"}`)
	r.want(200, "PATCH", a, `{"workers": {"max": 7}}`)
}

func TestEndpointWorkerQuotaFollowsTheBalance(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	cpu := func(workers string) string {
		return endpointJSON("QUEUE", requestCount, `"cpu": [{"id": "cpu3c", "vcpuCount": 2}]`, `"workers": {"max": `+workers+`}`)
	}
	r.want(201, "POST", "/v2/serverless", cpu("1000"))
	r.account.RemoveEndpoint(r.account.Endpoints()[0].ID)
	for _, tt := range []struct {
		usd  int64
		most string
	}{{99, "(5)"}, {100, "(10)"}, {200, "(20)"}, {300, "(30)"}, {500, "(40)"}, {700, "(50)"}, {900, "(60)"}} {
		r.account.SetBalance(decimal.NewFromInt(tt.usd))
		r.refused(400, "workers quota "+tt.most, "POST", "/v2/serverless", cpu("61"))
	}
	r.account.SetWorkerQuota(61)
	r.want(201, "POST", "/v2/serverless", cpu("61"))
	r.account.SetWorkerQuota(-1)
	r.refused(400, "workers quota (60)", "POST", "/v2/serverless", cpu("1"))
}

func TestEndpointNeedsCredit(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	r.account.SetGPUPrice("NVIDIA GeForce RTX 4090", decimal.NullDecimal{}, decimal.NullDecimal{}, decimal.NewNullDecimal(decimal.RequireFromString("1.10")))
	r.account.SetBalance(decimal.RequireFromString("3.29"))
	body := endpointJSON("QUEUE", requestCount, `"gpu": {"pools": ["ADA_24"]}`)
	r.refused(402, "$3.30", "POST", "/v2/serverless", body)
	r.account.SetBalance(decimal.RequireFromString("3.30"))
	path := r.endpoint(body)
	r.refused(402, "$6.60", "PATCH", path, `{"gpu": {"count": 2}}`)
	r.account.SetBalance(decimal.Zero)
	r.want(200, "PATCH", path, `{"name": "costs no more than before"}`)
}

func TestEndpointWithoutRequestsLosesWorkers(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	path := r.endpoint(queue(`"workers": {"min": 3, "max": 5}`))
	id := strings.TrimPrefix(path, "/v2/serverless/")
	limits := func(wantMin, wantMax float64) {
		t.Helper()
		got := r.want(200, "GET", path, "")
		if dig(got, "workers", "min") != wantMin || dig(got, "workers", "max") != wantMax {
			t.Errorf("got %v, want %v and %v", got["workers"], wantMin, wantMax)
		}
	}
	day := 24 * time.Hour
	r.clock.Advance(3*day - time.Second)
	limits(3, 5)
	r.account.RecordRequest(id)
	r.clock.Advance(3*day - time.Second)
	limits(3, 5)
	r.clock.Advance(time.Second)
	limits(2, 2)
	r.clock.Advance(4*day - time.Second)
	limits(2, 2)
	r.clock.Advance(time.Second)
	if got := r.account.Endpoints()[0].Workers; got.Max != 0 || got.Min != 0 {
		t.Errorf("after 7 days: %+v", got)
	}
	r.want(200, "PATCH", path, `{"workers": {"min": 1, "max": 5}}`)
	r.clock.Advance(3*day - time.Second)
	limits(1, 5)
	r.account.SetEndpointMaxWorkers(id, 0)
	limits(0, 0)
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
	r.refused(404, id, "GET", path, "")
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

package sandbox_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

func TestEndpointRefusals(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		status      int
		words, body string
	}{
		"gpu and cpu":                 {400, "exactly one of gpu and cpu", queue(`"cpu": [{"id": "cpu3c", "vcpuCount": 2}]`)},
		"neither gpu nor cpu":         {400, "exactly one of gpu and cpu", endpointJSON("QUEUE", requestCount)},
		"unknown pool":                {400, `GPU pool \"AMPERE_99\" not found`, endpointJSON("QUEUE", requestCount, `"gpu": {"pools": ["ADA_24", "AMPERE_99"]}`)},
		"a GPU type for a pool":       {400, "not found", endpointJSON("QUEUE", requestCount, `"gpu": {"pools": ["NVIDIA A40"]}`)},
		"empty pool":                  {400, "not found", endpointJSON("QUEUE", requestCount, `"gpu": {"pools": [""]}`)},
		"no pools":                    {422, "gpu.pools: minItems: got", endpointJSON("QUEUE", requestCount, `"gpu": {"pools": []}`)},
		"pools left out":              {422, `missing property 'pools'`, endpointJSON("QUEUE", requestCount, `"gpu": {"count": 1}`)},
		"unknown excluded type":       {400, `GPU type \"NVIDIA A9000\" not found`, endpointJSON("QUEUE", requestCount, `"gpu": {"pools": ["ADA_24"], "excludedTypes": ["NVIDIA A9000"]}`)},
		"excluded outside the pool":   {400, "is not in the pools ADA_24", endpointJSON("QUEUE", requestCount, `"gpu": {"pools": ["ADA_24"], "excludedTypes": ["NVIDIA A40"]}`)},
		"all types excluded":          {400, "leaves no GPU type", endpointJSON("QUEUE", requestCount, `"gpu": {"pools": ["ADA_24"], "excludedTypes": ["NVIDIA GeForce RTX 4090"]}`)},
		"excluded type with a dash":   {422, "does not match pattern", endpointJSON("QUEUE", requestCount, `"gpu": {"pools": ["ADA_24"], "excludedTypes": ["-NVIDIA A40"]}`)},
		"excluded type twice":         {422, "are equal", endpointJSON("QUEUE", requestCount, `"gpu": {"pools": ["ADA_24"], "excludedTypes": ["NVIDIA A40", "NVIDIA A40"]}`)},
		"gpu.type_ids":                {422, "additional properties", endpointJSON("QUEUE", requestCount, `"gpu": {"pools": ["ADA_24"], "id": "NVIDIA A40"}`)},
		"no GPUs":                     {422, "gpu.count: minimum: got", endpointJSON("QUEUE", requestCount, `"gpu": {"pools": ["ADA_24"], "count": 0}`)},
		"CUDA set and floor":          {400, "mutually exclusive", endpointJSON("QUEUE", requestCount, `"gpu": {"pools": ["ADA_24"], "allowedCudaVersions": ["12.8"], "minCudaVersion": "12.4"}`)},
		"CUDA floor is not a version": {422, "gpu.minCudaVersion", endpointJSON("QUEUE", requestCount, `"gpu": {"pools": ["ADA_24"], "minCudaVersion": ""}`)},
		"CUDA set holds no version":   {422, "gpu.allowedCudaVersions[0]", endpointJSON("QUEUE", requestCount, `"gpu": {"pools": ["ADA_24"], "allowedCudaVersions": ["12"]}`)},
		"no cpus":                     {422, "cpu: minItems: got", endpointJSON("QUEUE", requestCount, `"cpu": []`)},
		"unknown flavor":              {400, `CPU flavor \"cpu9z\" not found`, endpointJSON("QUEUE", requestCount, `"cpu": [{"id": "cpu9z", "vcpuCount": 2}]`)},
		"odd vCPUs":                   {400, "power of two", endpointJSON("QUEUE", requestCount, `"cpu": [{"id": "cpu3c", "vcpuCount": 6}]`)},
		"too many vCPUs":              {400, "power of two from 2 to 32", endpointJSON("QUEUE", requestCount, `"cpu": [{"id": "cpu3c", "vcpuCount": 64}]`)},
		"one vCPU":                    {422, "cpu[0].vcpuCount: minimum: got", endpointJSON("QUEUE", requestCount, `"cpu": [{"id": "cpu3c", "vcpuCount": 1}]`)},
		"one flavor twice":            {422, "are equal", endpointJSON("QUEUE", requestCount, `"cpu": [{"id": "cpu3c", "vcpuCount": 2}, {"vcpuCount": 2, "id": "cpu3c"}]`)},
		"unknown type":                {422, "type: value must be one of 'QUEUE', 'LOAD_BALANCER'", endpointJSON("STREAM", requestCount)},
		"unknown scaler":              {422, "scaling.type: value must be one of 'QUEUE_DELAY', 'REQUEST_COUNT'", endpointJSON("QUEUE", `{"type": "CPU"}`)},
		"scaler's other number":       {422, "$.scaling: additional properties 'queueDelay' not allowed", endpointJSON("QUEUE", `{"type": "REQUEST_COUNT", "requestCount": 1, "queueDelay": 1}`)},
		"delay too short":             {422, "scaling.queueDelay: minimum: got", endpointJSON("QUEUE", `{"type": "QUEUE_DELAY", "queueDelay": 0.25}`)},
		"no requests":                 {422, "scaling.requestCount: minimum: got", endpointJSON("QUEUE", `{"type": "REQUEST_COUNT", "requestCount": 0}`)},
		"balancer on a delay":         {422, "$.scaling.type: value must be one of 'REQUEST_COUNT'", endpointJSON("LOAD_BALANCER", `{"type": "QUEUE_DELAY", "queueDelay": 4}`, `"gpu": {"pools": ["ADA_24"]}`)},
		"more active than all":        {400, "workers.min (4) must not be greater than workers.max (3)", queue(`"workers": {"min": 4}`)},
		"idle too short":              {422, "workers.idleTimeout: minimum: got", queue(`"workers": {"idleTimeout": 0}`)},
		"idle too long":               {422, "workers.idleTimeout: maximum: got", queue(`"workers": {"idleTimeout": 3601}`)},
		"negative workers":            {422, "workers.min: minimum: got", queue(`"workers": {"min": -1}`)},
		"unknown worker field":        {422, "additional properties", queue(`"workers": {"flex": 1}`)},
		"unknown flashboot":           {422, "flashboot: value must be one of", queue(`"flashboot": "ON"`)},
		"unknown data center":         {400, `Data center \"EU-XX-1\" not found`, queue(`"dataCenterIds": ["EU-XX-1"]`)},
		"lower case data center":      {400, "not found", queue(`"dataCenterIds": ["eu-ro-1"]`)},
		"unknown network volume":      {400, `Network volume \"none\" not found`, queue(`"networkVolumes": ["none"]`)},
		"unknown registry":            {400, "not found", queue(`"registry": "none"`)},
		"unknown template":            {404, "template not found", queue(`"templateId": "none"`)},
		"no disk":                     {400, "You must either provide a template id or pod configuration parameters", `{"name": "a", "image": "i", "type": "QUEUE", "scaling": ` + requestCount + `, "gpu": {"pools": ["ADA_24"]}}`},
		"no image":                    {422, `missing property 'image'`, `{"name": "a", "type": "QUEUE", "scaling": ` + requestCount + `, "gpu": {"pools": ["ADA_24"]}}`},
		"no name":                     {422, "missing property 'name'", `{"image": "i", "type": "QUEUE", "scaling": ` + requestCount + `}`},
		"no scaling":                  {422, `missing property 'scaling'`, `{"name": "a", "image": "i", "type": "QUEUE"}`},
		"unknown field":               {422, `additional properties 'cloud'`, queue(`"cloud": "SECURE"`)},
		"odd port":                    {400, "ports", queue(`"ports": ["http"]`)},
		"args beside another cmd":     {400, "agree", queue(`"args": "{\"cmd\":[\"a\"]}"`, `"cmd": ["b"]`)},
		"too large":                   {413, "102400", queue(`"env": {"A": "` + strings.Repeat("x", 102_400) + `"}`)},
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

// Rules that Runpod answers with 422 although its document does not have them.
func TestEndpointIdleTimeoutWithRequestCountIsRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	counting := endpointJSON("QUEUE", requestCount, `"gpu": {"pools": ["ADA_24"]}`)
	path := r.endpoint(counting)
	r.checked = false
	withTimeout := endpointJSON("QUEUE", requestCount, `"gpu": {"pools": ["ADA_24"]}`, `"workers": {"idleTimeout": 5}`)
	r.refused(422, "idleTimeout does not apply to queue-based endpoints scaling on requestCount", "POST", "/v2/serverless", withTimeout)
	r.refused(422, "idleTimeout does not apply", "PATCH", path, `{"workers": {"idleTimeout": 5}}`)
	delayed := r.endpoint(queue())
	r.refused(422, "idleTimeout does not apply", "PATCH", delayed, `{"workers": {"idleTimeout": 5}, "scaling": `+requestCount+`}`)
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
		"type":                         {422, `additional properties 'type'`, `{"type": "LOAD_BALANCER"}`},
		"cpu on a GPU endpoint":        {400, "compute family is fixed", `{"cpu": [{"id": "cpu3c", "vcpuCount": 2}]}`},
		"exclusions without pools":     {422, "properties 'pools' required, if 'excludedTypes' exists", `{"gpu": {"excludedTypes": ["NVIDIA A100 80GB PCIe"]}}`},
		"a floor beside the set":       {400, "mutually exclusive", `{"gpu": {"minCudaVersion": "12.4"}}`},
		"fewer workers than active":    {400, "workers.min (1)", `{"workers": {"max": 0}}`},
		"more active than all":         {400, "workers.max (3)", `{"workers": {"min": 4}}`},
		"null name":                    {422, "name: got", `{"name": null}`},
		"unknown data center":          {400, "not found", `{"dataCenterIds": ["nowhere"]}`},
		"bad last, nothing done":       {400, "not found", `{"name": "changed", "dataCenterIds": ["nowhere"]}`},
		"no image":                     {400, "image", `{"image": ""}`},
		"unknown template":             {404, "template", `{"templateId": "none"}`},
		"pool that is not there":       {400, "not found", `{"gpu": {"pools": ["NONE"]}}`},
		"delay too short":              {422, "minimum: got 0.4, want 0.5", `{"scaling": {"type": "QUEUE_DELAY", "queueDelay": 0.4}}`},
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
				t.Errorf("changed anyway: %v", after)
			}
		})
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

// TestBalancerConditionIsOfTheSchema at a creation only, and says each fault once.
func TestBalancerConditionIsOfTheSchema(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	for scaling, want := range map[string][]any{
		`{"type": "QUEUE_DELAY", "queueDelay": 4}`: {
			"$.scaling.type: value must be one of 'REQUEST_COUNT'", "$.scaling: missing property 'requestCount'", "$.scaling: additional properties 'queueDelay' not allowed",
		},
		`{"type": "REQUEST_COUNT", "requestCount": 0}`: {"$.scaling.requestCount: minimum: got 0, want 1"},
		`{"type": "REQUEST_COUNT"}`:                    {"$.scaling: missing property 'requestCount'"},
	} {
		out := r.do("POST", "/v2/serverless", endpointJSON("LOAD_BALANCER", scaling, `"gpu": {"pools": ["ADA_24"]}`))
		if got := asJSON(t, out.body["errors"]); out.status != 422 || out.body["detail"] != "Request validation failed." || got != asJSON(t, want) {
			t.Errorf("%s: %d %s", scaling, out.status, out.text)
		}
	}
}

// TestExcludedTypesAreTrimmed, and no two of the answer are equal.
func TestExcludedTypesAreTrimmed(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	const excluded = `"gpu": {"pools": ["AMPERE_80"], "excludedTypes": ["NVIDIA A100 80GB PCIe", " NVIDIA A100 80GB PCIe", "NVIDIA A100 80GB PCIe\u2003"]}`
	path := "/v2/serverless/" + r.create("/v2/serverless", endpointJSON("QUEUE", requestCount, excluded))
	for _, got := range []map[string]any{r.want(200, "GET", path, ""), r.want(200, "PATCH", path, "{"+excluded+"}")} {
		if types := asJSON(t, dig(got, "gpu", "excludedTypes")); types != `["NVIDIA A100 80GB PCIe"]` {
			t.Errorf("got %s", types)
		}
	}
}

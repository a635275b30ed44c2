package sandbox_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// TestPodRefusals has a row for every rule of a create, with Runpod's words
// where they are known.
func TestPodRefusals(t *testing.T) {
	t.Parallel()
	gpu := func(fields string) string {
		return with(gpuPod, "gpu", `{"id": "NVIDIA A100 80GB PCIe", "count": 1`+fields+`}`)
	}
	tests := map[string]struct {
		status      int
		words, body string
	}{
		// The traps.
		"no gpu.count":             {400, "no instances currently available", with(gpuPod, "gpu", `{"id": "NVIDIA A100 80GB PCIe"}`)},
		"no disk":                  {400, "You must either provide a template id or pod configuration parameters", with(gpuPod, "disk", "")},
		"lower case data center":   {400, "no longer any instances available", with(gpuPod, "dataCenterIds", `["eu-ro-1"]`)},
		"unknown data center":      {400, "no longer any instances available", with(gpuPod, "dataCenterIds", `["EU-XX-1"]`)},
		"networking in lower case": {400, "no longer any instances available", with(gpuPod, "dataCenterIds", `["eu-ro-1"]`, "globalNetworking", "true")},

		// Schema.
		"no name":              {422, `missing property 'name'`, with(gpuPod, "name", "")},
		"empty name":           {422, "name: minLength: got", with(gpuPod, "name", `""`)},
		"no image":             {422, `missing property 'image'`, with(gpuPod, "image", "")},
		"unknown field":        {422, `additional properties 'colour'`, with(gpuPod, "colour", `"red"`)},
		"unknown in gpu":       {422, `additional properties 'memory'`, gpu(`, "memory": 80`)},
		"read-only in gpu":     {422, `additional properties 'vcpuCount'`, gpu(`, "vcpuCount": 8`)},
		"no gpu.id":            {422, `missing property 'id'`, with(gpuPod, "gpu", `{"count": 1}`)},
		"gpu.count of 0":       {422, "gpu.count: minimum: got", with(gpuPod, "gpu", `{"id": "NVIDIA L4", "count": 0}`)},
		"no cpu.vcpuCount":     {422, `missing property 'vcpuCount'`, with(cpuPod, "cpu", `{"id": "cpu5c"}`)},
		"one vCPU":             {422, "cpu.vcpuCount: minimum: got", with(cpuPod, "cpu", `{"id": "cpu5c", "vcpuCount": 1}`)},
		"disk of 0":            {422, "disk: minimum: got", with(gpuPod, "disk", "0")},
		"cloud ALL":            {422, "cloud: value must be one of 'SECURE', 'COMMUNITY'", with(gpuPod, "cloud", `"ALL"`)},
		"env of numbers":       {422, "env.A: got", with(gpuPod, "env", `{"A": 1}`)},
		"ports of numbers":     {422, "ports[0]: got", with(gpuPod, "ports", `[22]`)},
		"CUDA pattern":         {422, "does not match", gpu(`, "minCudaVersion": "12"`)},
		"CUDA pattern in set":  {422, "gpu.allowedCudaVersions[1]", gpu(`, "allowedCudaVersions": ["12.8", "twelve"]`)},
		"small volume disk":    {422, "mounts.persistent.size: minimum: got", with(gpuPod, "mounts", `{"persistent": {"size": 9, "path": "/workspace"}}`)},
		"volume disk, no path": {422, `missing property 'path'`, with(gpuPod, "mounts", `{"persistent": {"size": 10}}`)},
		"two network volumes":  {422, "mounts.network: maxItems: got", with(gpuPod, "mounts", `{"network": [{"volumeId": "a", "path": "/a"}, {"volumeId": "b", "path": "/b"}]}`)},
		"locked":               {422, `additional properties 'locked'`, with(gpuPod, "locked", "true")},
		"startSsh in words":    {422, "startSsh: got", with(gpuPod, "startSsh", `"yes"`)},

		// Rules across fields.
		"neither gpu nor cpu":       {400, "there is neither", with(gpuPod, "gpu", "")},
		"gpu and cpu":               {400, "there are both", with(gpuPod, "cpu", `{"id": "cpu5c", "vcpuCount": 4}`)},
		"CUDA set and floor":        {400, "exclude each other", gpu(`, "allowedCudaVersions": ["12.8"], "minCudaVersion": "12.4"`)},
		"port without kind":         {400, `\"8888\" is not of the form`, with(gpuPod, "ports", `["8888"]`)},
		"port of udp":               {400, "is not of the form", with(gpuPod, "ports", `["53/udp"]`)},
		"port 0":                    {400, "is not of the form", with(gpuPod, "ports", `["0/tcp"]`)},
		"port 65536":                {400, "is not of the form", with(gpuPod, "ports", `["65536/tcp"]`)},
		"both kinds of mount":       {400, "mounts.persistent and mounts.network exclude each other", with(gpuPod, "mounts", `{"persistent": {"size": 10, "path": "/a"}, "network": [{"volumeId": "v", "path": "/b"}]}`)},
		"volume disk on CPU":        {400, "mounts.persistent is not available on CPU pods", with(cpuPod, "mounts", `{"persistent": {"size": 10, "path": "/a"}}`)},
		"relative mount path":       {400, "is not absolute", with(gpuPod, "mounts", `{"persistent": {"size": 10, "path": "workspace"}}`)},
		"network volume, community": {400, "SECURE cloud only", with(gpuPod, "cloud", `"COMMUNITY"`, "mounts", `{"network": [{"volumeId": "v", "path": "/b"}]}`)},
		"network volume unknown":    {400, `network volume \"nope\" not found`, with(gpuPod, "mounts", `{"network": [{"volumeId": "nope", "path": "/b"}]}`)},
		"registry unknown":          {400, "nope", with(gpuPod, "registry", `"nope"`)},
		"template unknown":          {404, "template not found", with(gpuPod, "templateId", `"nope"`)},
		"CPU in community":          {400, "SECURE cloud only", with(cpuPod, "cloud", `"COMMUNITY"`)},
		"CPU with networking":       {400, "NVIDIA GPU pods only", with(cpuPod, "globalNetworking", "true")},
		"AMD with networking":       {400, "NVIDIA GPU pods only", with(gpuPod, "gpu", `{"id": "AMD Instinct MI300X OAM", "count": 1}`, "globalNetworking", "true")},
		"networking, wrong place":   {400, "globalNetworking is not available", with(gpuPod, "dataCenterIds", `["EUR-NO-1"]`, "globalNetworking", "true")},
		"three vCPUs":               {400, "power of two from 2 to 32", with(cpuPod, "cpu", `{"id": "cpu5c", "vcpuCount": 3}`)},
		"64 vCPUs":                  {400, "power of two from 2 to 32", with(cpuPod, "cpu", `{"id": "cpu5c", "vcpuCount": 64}`)},
		"CPU flavor unknown":        {400, `\"cpu9z\" not found`, with(cpuPod, "cpu", `{"id": "cpu9z", "vcpuCount": 4}`)},
		"args against cmd":          {400, "does not agree", with(gpuPod, "args", `"{\"cmd\": [\"a\"]}"`, "cmd", `["b"]`)},

		// No room.
		"GPU type unknown":       {400, `GPU type \"H9000\" not found`, with(gpuPod, "gpu", `{"id": "H9000", "count": 1}`)},
		"not in community":       {400, "no instances currently available", with(gpuPod, "cloud", `"COMMUNITY"`, "gpu", `{"id": "NVIDIA H200 NVL", "count": 1}`)},
		"not in secure":          {400, "no instances currently available", with(gpuPod, "gpu", `{"id": "Tesla V100-SXM2-16GB", "count": 1}`)},
		"nine GPUs":              {400, "Could not find any pods with required specifications", with(gpuPod, "gpu", `{"id": "NVIDIA L4", "count": 9}`)},
		"CUDA that no host has":  {400, "Could not find any pods with required specifications", gpu(`, "allowedCudaVersions": ["11.8"]`)},
		"CUDA floor too high":    {400, "Could not find any pods with required specifications", gpu(`, "minCudaVersion": "13.1"`)},
		"CUDA on AMD":            {400, "Could not find any pods with required specifications", with(gpuPod, "gpu", `{"id": "AMD Instinct MI300X OAM", "count": 1, "minCudaVersion": "12.4"}`)},
		"RAM that no host has":   {400, "Could not find any pods with required specifications", gpu(`, "minRamPerGpu": 1000`)},
		"vCPUs that no host has": {400, "Could not find any pods with required specifications", gpu(`, "minVcpuCountPerGpu": 100`)},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, sandbox.Options{})
			r.refused(tt.status, tt.words, "POST", "/v2/pods", tt.body)
			if !r.account.Empty() {
				t.Errorf("left behind: %v", r.account.Contents())
			}
		})
	}
}

// TestOnlyUnknownFieldsAreAdditional, also beside a missing one, as recorded.
func TestOnlyUnknownFieldsAreAdditional(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	got := r.want(422, "POST", "/v2/pods", `{"image": "a/b:1", "disk": 10, "colour": "red", "gpu": {"count": 1}}`)
	want := []any{
		"$.gpu: missing property 'id'", "$: missing property 'name'", "$: additional properties 'colour' not allowed",
	}
	if !reflect.DeepEqual(got["errors"], want) {
		t.Errorf("got %q", got["errors"])
	}
}

func TestBodiesOverTheLimit(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	env := func(n int) string { return fmt.Sprintf(`{"A": %q}`, strings.Repeat("x", n)) }
	r.want(201, "POST", "/v2/pods", with(gpuPod, "env", env(100_000)))
	r.refused(413, "102400", "POST", "/v2/pods", with(gpuPod, "env", env(102_400)))

	template := r.account.AddTemplate(runpod.Template{Container: runpod.Container{
		Image: "a/b:1", Disk: 20, Env: map[string]string{"B": strings.Repeat("x", 60_000)},
	}})
	body := with(gpuPod, "disk", "", "templateId", fmt.Sprintf("%q", template))
	r.want(201, "POST", "/v2/pods", with(body, "env", env(40_000)))
	r.refused(413, "template merged in", "POST", "/v2/pods", with(body, "env", env(60_000)))
}

func TestCapacityIsPerTypePlaceAndCloud(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	r.account.SetCapacity(a100, "", "", 0)
	r.account.SetCapacity(a100, "EU-RO-1", runpod.CloudSecure, 3)
	first := r.create("/v2/pods", gpuPod) // takes two of three
	r.refused(400, "does not have the resources to deploy your pod", "POST", "/v2/pods", gpuPod)
	r.refused(400, "no longer any instances available", "POST", "/v2/pods", with(gpuPod, "cloud", `"COMMUNITY"`))
	r.refused(400, "no longer any instances available", "POST", "/v2/pods", with(gpuPod, "dataCenterIds", `["EU-CZ-1", "US-KS-2"]`))
	r.create("/v2/pods", with(gpuPod, "gpu", `{"id": "NVIDIA A100-SXM4-80GB", "count": 2}`))
	r.create("/v2/pods", with(gpuPod, "dataCenterIds", "", "gpu", `{"id": "NVIDIA A100 80GB PCIe", "count": 1}`))
	r.refused(400, "no longer any instances available", "POST", "/v2/pods", with(gpuPod, "dataCenterIds", ""))
	r.want(204, "DELETE", "/v2/pods/"+first, "")
	second := r.create("/v2/pods", with(gpuPod, "dataCenterIds", ""))
	r.clock.Advance(boot)
	if got := r.pod(second)["dataCenterId"]; got != "EU-RO-1" {
		t.Errorf("placed in %v", got)
	}
}

func TestCPUCapacity(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	r.account.SetCapacity("cpu5c", "", "", 4)
	body := with(cpuPod, "dataCenterIds", `["US-IL-1"]`)
	id := r.runningPod(body)
	r.refused(400, "no longer any instances available", "POST", "/v2/pods", body)
	r.act(id, "stop")
	r.create("/v2/pods", body)
	r.refused(400, "does not have the resources", "POST", "/v2/pods/"+id+"/action", `{"action": "start"}`)
}

func TestAStoppedPodKeepsItsMachineButNotItsGPUs(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	r.account.SetCapacity(a100, "EU-RO-1", runpod.CloudSecure, 2)
	id := r.runningPod(gpuPod)
	r.act(id, "stop")
	thief := r.create("/v2/pods", gpuPod)
	r.refused(400, "not enough free GPUs on the host machine", "POST", "/v2/pods/"+id+"/action", `{"action": "start"}`)
	if got := r.pod(id); got["status"] != "EXITED" || got["dataCenterId"] != "EU-RO-1" {
		t.Errorf("got %v", got)
	}
	r.want(204, "DELETE", "/v2/pods/"+thief, "")
	r.act(id, "start")
}

func TestHardwareIsAsAskedFor(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	got := r.pod(r.runningPod(with(gpuPod, "gpu",
		`{"id": "NVIDIA A100 80GB PCIe", "count": 2, "minRamPerGpu": 200, "minVcpuCountPerGpu": 20, "allowedCudaVersions": ["12.6", "12.4", "13.1"]}`)))
	if dig(got, "gpu", "memory") != 400.0 || dig(got, "gpu", "vcpuCount") != 40.0 || got["cudaVersion"] != "12.6" {
		t.Errorf("got %v", got)
	}
}

func TestBalance(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	r.account.SetBalance(decimal.RequireFromString("3.58"))
	id := r.runningPod(gpuPod)
	r.act(id, "stop")
	r.account.SetBalance(decimal.RequireFromString("3.57"))
	r.refused(402, "Insufficient balance", "POST", "/v2/pods", gpuPod)
	r.refused(402, "Insufficient balance", "POST", "/v2/pods/"+id+"/action", `{"action": "start"}`)
	if got := len(r.account.Pods()); got != 1 {
		t.Errorf("%d pods", got)
	}
}

func TestPodOnANetworkVolume(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	volume := r.create("/v2/network-volumes", `{"name": "data", "size": 10, "dataCenter": "US-KS-2"}`)
	mounts := fmt.Sprintf(`{"network": [{"volumeId": %q, "path": "/workspace"}]}`, volume)
	r.refused(400, "is in data center US-KS-2, not in EU-RO-1", "POST", "/v2/pods", with(gpuPod, "mounts", mounts))
	body := with(gpuPod, "mounts", mounts, "dataCenterIds", "")
	r.account.SetCapacity(a100, "US-KS-2", "", 0)
	r.refused(400, "no longer any instances available", "POST", "/v2/pods", body)
	r.account.SetCapacity(a100, "US-KS-2", "", 8)
	id := r.runningPod(body)
	if got := r.pod(id); got["dataCenterId"] != "US-KS-2" || dig(got, "mounts", "network", 0, "volumeId") != volume {
		t.Errorf("got %v", got)
	}

	const attached = "You must remove this network volume from all pods before deleting it."
	path := "/v2/network-volumes/" + volume
	r.refused(400, attached, "DELETE", path, "")
	r.act(id, "stop")
	r.refused(400, attached, "DELETE", path, "")
	r.want(204, "DELETE", "/v2/pods/"+id, "")
	r.refused(400, attached, "DELETE", path, "") // the pod is still going
	r.clock.Advance(boot / 6)
	r.want(204, "DELETE", path, "")
}

func TestGlobalNetworking(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	got := r.pod(r.runningPod(with(gpuPod, "globalNetworking", "true", "dataCenterIds", `["EUR-NO-1", "US-WA-1"]`)))
	dns, _ := dig(got, "globalNetworking", "internalDns").(string)
	if got["dataCenterId"] != "US-WA-1" || dig(got, "globalNetworking", "enabled") != true || dns != got["id"].(string)+".runpod.internal" {
		t.Errorf("got %v", got)
	}
}

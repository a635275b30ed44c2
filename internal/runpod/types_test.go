package runpod

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Left out leaves a setting as it is, empty clears it.
func TestOmittedAndEmpty(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		req  any
		want string
	}{
		{"nothing", UpdatePodRequest{}, `{}`},
		{"cleared", UpdatePodRequest{
			ContainerConfig: ContainerConfig{
				BaseContainerConfig: BaseContainerConfig{Args: new(""), Cmd: []string{}, Entrypoint: []string{}, Env: map[string]string{}, Ports: []string{}},
				Registry:            Null[string](),
			},
			Mounts: &Mounts{}, Locked: new(false),
		}, `{"args":"","cmd":[],"entrypoint":[],"env":{},"ports":[],"registry":null,"locked":false,"mounts":{}}`},
		{"set", UpdatePodRequest{
			ContainerConfig: ContainerConfig{
				BaseContainerConfig: BaseContainerConfig{Disk: new(int64(50)), Image: new("i"), Ports: []string{"22/tcp"}},
				Registry:            NullableOf("r"),
			},
			Mounts: &Mounts{Network: []NetworkMount{{VolumeID: "v", Path: "/w"}}},
		}, `{"disk":50,"image":"i","ports":["22/tcp"],"registry":"r","mounts":{"network":[{"volumeId":"v","path":"/w"}]}}`},
		{"no idle timeout", CreateEndpointRequest{Workers: &EndpointWorkersRequest{Min: new(int64(0)), Max: new(int64(3))}, Scaling: EndpointScaling{Type: ScalingTypeRequestCount, RequestCount: new(int64(4))}},
			`{"name":"","type":"","scaling":{"type":"REQUEST_COUNT","requestCount":4},"workers":{"min":0,"max":3}}`},
		{"exclusions cleared", UpdateEndpointGPUConfig{Pools: []string{"AMPERE_80"}, ExcludedTypes: []string{}}, `{"pools":["AMPERE_80"],"excludedTypes":[]}`},
	}
	for _, tt := range tests {
		got, err := json.Marshal(tt.req)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		if string(got) != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestNullable(t *testing.T) {
	t.Parallel()
	type body struct {
		R Nullable[string] `json:"r,omitzero"`
	}
	for text, want := range map[string]body{
		`{}`:         {},
		`{"r":null}`: {Null[string]()},
		`{"r":"x"}`:  {NullableOf("x")},
	} {
		got, err := json.Marshal(want)
		if err != nil || string(got) != text {
			t.Errorf("wrote %s, want %s: %v", got, text, err)
		}
		var read body
		if err := json.Unmarshal([]byte(text), &read); err != nil || read.R.IsZero() != want.R.IsZero() || !cmp.Equal(read.R.Get(), want.R.Get()) {
			t.Errorf("read %s as %v: %v", text, read, err)
		}
	}
	var read body
	if err := json.Unmarshal([]byte(`{"r":1}`), &read); err == nil {
		t.Error("a number passed for a string")
	}
}

const placedPod = `{
	"id": "abc123def4", "name": "trainer", "status": "RUNNING", "actions": ["stop", "restart", "terminate"],
	"image": "img:1", "args": "", "disk": 50, "ports": ["22/tcp"], "env": {"PUBLIC_KEY": "ssh-ed25519 A"}, "registry": null,
	"mounts": {"persistent": {"size": 100, "path": "/workspace"}},
	"gpu": {"id": "NVIDIA A100 80GB PCIe", "count": 1, "vcpuCount": 12.5, "memory": 125},
	"cloud": "SECURE", "dataCenterId": "EU-RO-1", "cudaVersion": "12.8",
	"ssh": {"proxy": null, "direct": {"host": "1.2.3.4", "port": 17445, "username": "root", "command": "ssh root@1.2.3.4 -p 17445"}},
	"template": null, "cost": 1.89000001, "locked": false, "globalNetworking": {"enabled": false},
	"runtime": {"uptime": 12, "gpus": [{"util": 3, "memoryUtil": 4}], "ports": [{"private": 22, "public": 17445, "type": "tcp", "ip": "1.2.3.4"}]},
	"createdAt": "2026-11-20T12:00:00.123Z", "startedAt": "2026-11-20T12:01:00+01:00",
	"somethingNew": {"a": [1]}
}`

func TestDecodePod(t *testing.T) {
	t.Parallel()
	got, err := decodeObject[Pod]([]byte(placedPod))
	if err != nil {
		t.Fatal(err)
	}
	want := &Pod{
		ID: "abc123def4", Name: "trainer", Status: PodStatusRunning, Actions: []PodAction{PodActionStop, PodActionRestart, PodActionTerminate},
		Container: Container{Image: "img:1", Disk: 50, Ports: []string{"22/tcp"}, Env: map[string]string{"PUBLIC_KEY": "ssh-ed25519 A"}},
		Mounts:    Mounts{Persistent: &PersistentMount{Size: 100, Path: "/workspace"}},
		GPU:       &GPUConfig{ID: "NVIDIA A100 80GB PCIe", Count: 1, VCPUCount: 12.5, Memory: 125},
		Cloud:     CloudSecure, DataCenterID: new("EU-RO-1"), CUDAVersion: new("12.8"),
		SSH:  PodSSH{Direct: &PodSSHEndpoint{Host: "1.2.3.4", Port: 17445, Username: "root", Command: "ssh root@1.2.3.4 -p 17445"}},
		Cost: "1.89000001",
		Runtime: &PodRuntime{Uptime: 12, GPUs: []PodGPUUtilization{{Util: 3, MemoryUtil: 4}},
			Ports: []PodRuntimePort{{Private: 22, Public: new(int64(17445)), Type: "tcp", IP: new("1.2.3.4")}}},
		CreatedAt: time.Date(2026, 11, 20, 12, 0, 0, 123e6, time.UTC),
		StartedAt: new(time.Date(2026, 11, 20, 11, 1, 0, 0, time.UTC)),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// What is not there yet is null, or for the runtime an empty object.
func TestDecodePodBeforePlacement(t *testing.T) {
	t.Parallel()
	for _, runtime := range []string{"null", "{}"} {
		got, err := decodeObject[Pod]([]byte(`{"id":"p","status":"PROVISIONING","ssh":null,"mounts":null,"gpu":null,"cpu":null,"dataCenterId":null,
			"cudaVersion":null,"cost":0,"env":null,"globalNetworking":null,"startedAt":null,"runtime":` + runtime + `}`))
		if err != nil {
			t.Fatal(err)
		}
		want := &Pod{ID: "p", Status: PodStatusProvisioning, Cost: "0"}
		if runtime == "{}" {
			want.Runtime = &PodRuntime{}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("runtime %s: %s", runtime, diff)
		}
	}
}

func TestDecodeEndpoints(t *testing.T) {
	t.Parallel()
	queue, err := decodeObject[Endpoint]([]byte(`{"id":"e","name":"n -fb","type":"QUEUE","requestUrls":{"run":"https://api.runpod.ai/v2/e/run","health":"h"},
		"gpu":{"pools":["AMPERE_80"],"count":1,"allowedCudaVersions":[],"minCudaVersion":null},"workers":{"min":0,"max":3},
		"scaling":{"type":"REQUEST_COUNT","requestCount":4},"timeout":0,"flashboot":"OFF","createdAt":"2026-11-20T12:00:00Z"}`))
	if err != nil {
		t.Fatal(err)
	}
	if queue.Workers.IdleTimeout != nil || queue.Workers.Max != 3 || *queue.Scaling.RequestCount != 4 || queue.GPU.MinCUDAVersion != nil ||
		queue.RequestURLs.Run != "https://api.runpod.ai/v2/e/run" || queue.Name != "n -fb" {
		t.Errorf("got %+v", queue)
	}
	balancer, err := decodeObject[Endpoint]([]byte(`{"id":"e","type":"LOAD_BALANCER","requestUrls":{"base":"https://e.api.runpod.ai","health":"h"},"gpu":null,
		"cpu":[{"id":"cpu3g","vcpuCount":2,"memory":8}],"workers":{"min":1,"max":1,"idleTimeout":10},"scaling":{"type":"QUEUE_DELAY","queueDelay":0.5}}`))
	if err != nil {
		t.Fatal(err)
	}
	if balancer.RequestURLs.Base != "https://e.api.runpod.ai" || balancer.GPU != nil || balancer.CPU[0].Memory != 8 ||
		*balancer.Workers.IdleTimeout != 10 || *balancer.Scaling.QueueDelay != 0.5 {
		t.Errorf("got %+v", balancer)
	}
}

// Prices come through as they were written, digit by digit.
func TestPricesAreExact(t *testing.T) {
	t.Parallel()
	gpu, err := decodeObject[GPUType]([]byte(`{"id":"g","price":{"secure":1.8900000000000000001,"community":null,"serverless":2.7e0}}`))
	if err != nil {
		t.Fatal(err)
	}
	if gpu.Price.Secure != "1.8900000000000000001" || gpu.Price.Community != "" || *gpu.Price.Serverless != "2.7e0" {
		t.Errorf("got %+v", gpu.Price)
	}
	report, err := decode[BillingReport]([]byte(`{"records":[{"startTime":"2026-11-01T00:00:00Z","endTime":"2026-11-02T00:00:00Z","totalAmount":0.1,"podId":"p"}],
		"metadata":{"query":{"bucketSize":"day","podId":null},"recordCount":1,"uniquePodCount":1,"totals":{"totalAmount":0.10}}}`))
	if err != nil {
		t.Fatal(err)
	}
	if r := report.Records[0]; *r.ID() != "p" || *r.PodID != "p" || r.TotalAmount != "0.1" || r.EndTime.Day() != 2 || report.Metadata.Totals.TotalAmount != "0.10" || report.Metadata.Query.BucketSize != BillingBucketSizeDay {
		t.Errorf("got %+v", report)
	}
}

func TestActionWithoutAnswer(t *testing.T) {
	t.Parallel()
	c, _ := newTestClient(t, reply(204, ""))
	if pod, err := c.PodAction(t.Context(), "p1", PodActionTerminate); pod != nil || err != nil {
		t.Errorf("got %v, %v", pod, err)
	}
}

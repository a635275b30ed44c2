package endpoint

import (
	"reflect"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

func noStrings() types.Set { return types.SetNull(types.StringType) }

func pools(ids ...string) gpuModel {
	return gpuModel{Pools: tfkit.StringList(ids), Count: types.Int64Value(1), ExcludedTypeIDs: noStrings(), AllowedCUDAVersions: noStrings()}
}

func workersOf(active, flex int64, idle types.Int64) types.Object {
	return workersModel{Active: types.Int64Value(active), Min: types.Int64Value(active), Flex: types.Int64Value(flex), IdleTimeoutSeconds: idle, Max: types.Int64Value(active + flex)}.object()
}

// plain is a model as the plan of the minimal configuration makes it.
func plain() model {
	m := model{facts: facts{
		ID: types.StringValue("ep1"), Name: types.StringValue("matting"), Type: types.StringValue("QUEUE"),
		GPU: pools("AMPERE_80").object(), CPU: types.ListNull(cpuType),
		Workers:            workersOf(0, 3, types.Int64Value(10)),
		Scaling:            scalingModel{QueueDelaySeconds: types.Float64Value(4)}.object(),
		ExecutionTimeoutMS: types.Int64Value(300_000), FlashBoot: types.StringValue("FLASHBOOT"),
		DataCenterIDs: tfkit.StringSet(nil), NetworkVolumeIDs: tfkit.StringSet(nil),
	}}
	m.Image, m.ContainerDiskGB, m.Ports = types.StringValue("acme/matting:1"), types.Int64Value(20), tfkit.StringSet(nil)
	m.Env, m.EnvWO = types.MapNull(types.StringType), types.MapNull(types.StringType)
	m.Entrypoint, m.Cmd = types.ListNull(types.StringType), types.ListNull(types.StringType)
	return m
}

// answer is what Runpod says of plain.
func answer() runpod.Endpoint {
	return runpod.Endpoint{
		ID: "ep1", Name: "matting", Type: runpod.EndpointTypeQueue,
		Container:     runpod.Container{Image: "acme/matting:1", Disk: 20, Ports: []string{}, Env: map[string]string{}},
		GPU:           &runpod.EndpointGPUConfig{Pools: []string{"AMPERE_80"}, Count: 1, AllowedCUDAVersions: []string{}},
		Workers:       runpod.EndpointWorkers{Max: 3, IdleTimeout: new(int64(10))},
		Scaling:       runpod.EndpointScaling{Type: runpod.ScalingTypeQueueDelay, QueueDelay: new(4.0)},
		DataCenterIDs: []string{}, NetworkVolumes: []string{}, Timeout: 300_000, FlashBoot: runpod.FlashBootEnabled,
		CreatedAt: time.Date(2026, time.November, 2, 8, 0, 0, 0, time.UTC),
		RequestURLs: &runpod.EndpointRequestURLs{
			Run: "https://api.runpod.ai/v2/ep1/run", RunSync: "https://api.runpod.ai/v2/ep1/runsync", Health: "https://api.runpod.ai/v2/ep1/health",
		},
	}
}

func TestFromAPI(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		state  func(*model)
		answer func(*runpod.Endpoint)
		want   func(*model)
	}{
		"nothing moved": {},
		"an old endpoint's name": {
			answer: func(e *runpod.Endpoint) { e.Name = "matting -fb" },
		},
		"a name that does end so": {
			state:  func(m *model) { m.Name = types.StringValue("matting -fb") },
			answer: func(e *runpod.Endpoint) { e.Name = "matting -fb" },
			want:   func(m *model) { m.Name = types.StringValue("matting -fb") },
		},
		"another name": {
			answer: func(e *runpod.Endpoint) { e.Name = "cutting" },
			want:   func(m *model) { m.Name = types.StringValue("cutting") },
		},
		"workers cut to two": {
			answer: func(e *runpod.Endpoint) { e.Workers.Max = 2 },
			want:   func(m *model) { m.Workers = workersOf(0, 2, types.Int64Value(10)) },
		},
		"workers cut below the active ones": {
			answer: func(e *runpod.Endpoint) { e.Workers.Min, e.Workers.Max = 3, 2 },
			want: func(m *model) {
				m.Workers = workersModel{Active: types.Int64Value(3), Min: types.Int64Value(3), Flex: types.Int64Value(0), IdleTimeoutSeconds: types.Int64Value(10), Max: types.Int64Value(2)}.object()
			},
		},
		"no idle timeout on a queue that counts requests": {
			answer: func(e *runpod.Endpoint) {
				e.Scaling = runpod.EndpointScaling{Type: runpod.ScalingTypeRequestCount, RequestCount: new(int64(2))}
				e.Workers.IdleTimeout = nil
			},
			want: func(m *model) {
				m.Scaling = scalingModel{RequestCount: types.Int64Value(2)}.object()
				m.Workers = workersOf(0, 3, types.Int64Null())
			},
		},
		"an idle timeout on a load balancer": {
			state: func(m *model) { m.Type = types.StringValue("LOAD_BALANCER") },
			answer: func(e *runpod.Endpoint) {
				e.Type = runpod.EndpointTypeLoadBalancer
				e.Scaling = runpod.EndpointScaling{Type: runpod.ScalingTypeRequestCount, RequestCount: new(int64(4))}
				e.Workers.IdleTimeout = new(int64(5))
				e.RequestURLs = &runpod.EndpointRequestURLs{Base: "https://ep1.api.runpod.ai", Health: "https://ep1.api.runpod.ai/ping"}
			},
			want: func(m *model) {
				m.Type = types.StringValue("LOAD_BALANCER")
				m.Scaling = scalingModel{RequestCount: types.Int64Value(4)}.object()
				m.Workers = workersOf(0, 3, types.Int64Value(5))
				m.RequestURLs = requestURLs(&runpod.EndpointRequestURLs{Base: "https://ep1.api.runpod.ai", Health: "https://ep1.api.runpod.ai/ping"})
			},
		},
		"an idle timeout that the answer leaves out": {
			answer: func(e *runpod.Endpoint) { e.Workers.IdleTimeout = nil },
		},
		"what an answer may leave out": {
			state: func(m *model) { m.Env = tfkit.StringMapValue(map[string]string{"MODEL": "u2net"}) },
			answer: func(e *runpod.Endpoint) {
				e.Type, e.Container = "", runpod.Container{}
			},
			want: func(m *model) { m.Env = tfkit.StringMapValue(map[string]string{"MODEL": "u2net"}) },
		},
		"GPU settings that somebody changed": {
			answer: func(e *runpod.Endpoint) {
				e.GPU = &runpod.EndpointGPUConfig{
					Pools: []string{"ADA_24", "AMPERE_80"}, ExcludedTypes: []string{"NVIDIA A100-SXM4-80GB"}, Count: 2,
					AllowedCUDAVersions: []string{"12.8"},
				}
			},
			want: func(m *model) {
				m.GPU = gpuModel{
					Pools: tfkit.StringList([]string{"ADA_24", "AMPERE_80"}), Count: types.Int64Value(2),
					ExcludedTypeIDs: tfkit.StringSet([]string{"NVIDIA A100-SXM4-80GB"}), AllowedCUDAVersions: tfkit.StringSet([]string{"12.8"}),
				}.object()
			},
		},
		"exclusions that are gone": {
			state: func(m *model) {
				gpu := pools("AMPERE_80")
				gpu.ExcludedTypeIDs, gpu.MinCUDAVersion = tfkit.StringSet([]string{"NVIDIA A40"}), types.StringValue("12.4")
				m.GPU = gpu.object()
			},
			answer: func(e *runpod.Endpoint) { e.GPU.MinCUDAVersion = new("") },
		},
		"CPU workers": {
			state: func(m *model) { m.GPU = types.ObjectNull(gpuTypes) },
			answer: func(e *runpod.Endpoint) {
				e.GPU, e.CPU = nil, []runpod.CPUConfig{{ID: "cpu3g", VCPUCount: 2, Memory: 8}, {ID: "cpu5c", VCPUCount: 4, Memory: 8}}
			},
			want: func(m *model) { m.GPU, m.CPU = types.ObjectNull(gpuTypes), cpus("cpu3g", 2, "cpu5c", 4) },
		},
		"settings that somebody changed": {
			answer: func(e *runpod.Endpoint) {
				e.Timeout, e.FlashBoot = 0, runpod.FlashBootOff
				e.DataCenterIDs, e.NetworkVolumes = []string{"EU-RO-1"}, []string{"vol2", "vol1"}
				e.Image, e.Disk = "acme/matting:2", 50
			},
			want: func(m *model) {
				m.ExecutionTimeoutMS, m.FlashBoot = types.Int64Value(0), types.StringValue("OFF")
				m.DataCenterIDs, m.NetworkVolumeIDs = tfkit.StringSet([]string{"EU-RO-1"}), tfkit.StringSet([]string{"vol1", "vol2"})
				m.Image, m.ContainerDiskGB = types.StringValue("acme/matting:2"), types.Int64Value(50)
			},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, want, api := plain(), plain(), answer()
			want.CreatedAt, want.RequestURLs = types.StringValue("2026-11-02T08:00:00Z"), requestURLs(api.RequestURLs)
			if test.state != nil {
				test.state(&got)
			}
			if test.answer != nil {
				test.answer(&api)
			}
			if test.want != nil {
				test.want(&want)
			}
			var diags diag.Diagnostics
			got.fromAPI(t.Context(), &api, tfkit.Origin{}, &diags)
			if diags.HasError() {
				t.Fatal(diags)
			}
			compare(t, got, want)
		})
	}
}

func TestFromAPIAfterImport(t *testing.T) {
	t.Parallel()
	api := answer()
	api.Type, api.Name = "", "matting -fb"
	api.Workers = runpod.EndpointWorkers{Min: 1, Max: 4, IdleTimeout: new(int64(10))}
	api.Env = map[string]string{"MODEL": "u2net", "PUBLIC_KEY": "ssh-ed25519 AAAA"}
	got := model{facts: facts{ID: types.StringValue("ep1")}}
	got.Env, got.EnvWO = types.MapNull(types.StringType), types.MapNull(types.StringType)
	var diags diag.Diagnostics
	got.fromAPI(t.Context(), &api, tfkit.Origin{JustImported: true}, &diags)
	if diags.HasError() {
		t.Fatal(diags)
	}
	want := plain()
	want.CreatedAt, want.RequestURLs = types.StringValue("2026-11-02T08:00:00Z"), requestURLs(api.RequestURLs)
	want.Workers = workersOf(1, 3, types.Int64Value(10))
	want.Env = tfkit.StringMapValue(map[string]string{"MODEL": "u2net"})
	compare(t, got, want)
	if !got.TemplateID.IsNull() || !got.Usage.IsNull() {
		t.Errorf("made up: template %s, usage %s", got.TemplateID, got.Usage)
	}
}

func cpus(options ...any) types.List {
	var values []attr.Value
	for i := 0; i < len(options); i += 2 {
		values = append(values, types.ObjectValueMust(cpuType.AttrTypes, map[string]attr.Value{
			"flavor_id": types.StringValue(options[i].(string)), "vcpu_count": types.Int64Value(int64(options[i+1].(int))),
		}))
	}
	return types.ListValueMust(cpuType, values)
}

func compare(t *testing.T, got, want model) {
	t.Helper()
	for name, pair := range map[string][2]attr.Value{
		"id": {got.ID, want.ID}, "name": {got.Name, want.Name}, "type": {got.Type, want.Type}, "gpu": {got.GPU, want.GPU}, "cpu": {got.CPU, want.CPU},
		"workers": {got.Workers, want.Workers}, "scaling": {got.Scaling, want.Scaling}, "execution_timeout_ms": {got.ExecutionTimeoutMS, want.ExecutionTimeoutMS},
		"flashboot": {got.FlashBoot, want.FlashBoot}, "data_center_ids": {got.DataCenterIDs, want.DataCenterIDs},
		"network_volume_ids": {got.NetworkVolumeIDs, want.NetworkVolumeIDs}, "request_urls": {got.RequestURLs, want.RequestURLs},
		"created_at": {got.CreatedAt, want.CreatedAt}, "image": {got.Image, want.Image}, "container_disk_gb": {got.ContainerDiskGB, want.ContainerDiskGB},
		"ports": {got.Ports, want.Ports}, "env": {got.Env, want.Env},
	} {
		if !pair[0].Equal(pair[1]) {
			t.Errorf("%s is %s, not %s", name, pair[0], pair[1])
		}
	}
}

func TestCostInputs(t *testing.T) {
	t.Parallel()
	gpu := pools("ADA_24", "AMPERE_80")
	gpu.Count, gpu.ExcludedTypeIDs = types.Int64Value(2), tfkit.StringSet([]string{"NVIDIA A40"})
	m := plain()
	m.GPU, m.Workers = gpu.object(), workersOf(1, 2, types.Int64Null())
	m.Scaling = scalingModel{RequestCount: types.Int64Value(4)}.object()
	want := cost.Endpoint{
		Name: "matting",
		Type: "QUEUE", Pools: []string{"ADA_24", "AMPERE_80"}, ExcludedTypeIDs: []string{"NVIDIA A40"}, GPUCount: 2,
		ActiveWorkers: 1, FlexWorkers: 2, RequestCount: 4, FlashBoot: "FLASHBOOT", ContainerDiskGB: 20,
	}
	var diags diag.Diagnostics
	if got := m.costInputs(t.Context(), &diags); !reflect.DeepEqual(got, &want) {
		t.Errorf("got %+v, want %+v; %v", got, want, diags)
	}
	m.GPU, m.CPU = types.ObjectNull(gpuTypes), cpus("cpu3g", 2)
	m.Workers, m.Scaling = workersOf(0, 3, types.Int64Value(5)), scalingModel{QueueDelaySeconds: types.Float64Value(4)}.object()
	want = cost.Endpoint{
		Name: "matting",
		Type: "QUEUE", CPUs: []cost.CPUOption{{FlavorID: "cpu3g", VCPUCount: 2}}, FlexWorkers: 3, IdleTimeoutSeconds: 5, QueueDelaySeconds: decimal.NewNullDecimal(decimal.NewFromInt(4)), FlashBoot: "FLASHBOOT", ContainerDiskGB: 20,
	}
	if got := m.costInputs(t.Context(), &diags); !reflect.DeepEqual(got, &want) {
		t.Errorf("got %+v, want %+v; %v", got, want, diags)
	}
}

package endpoint

import (
	"encoding/json"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

func body(t *testing.T, req any) string {
	t.Helper()
	text, err := json.Marshal(req)
	if err != nil {
		t.Fatal(err)
	}
	var sorted any
	if err := json.Unmarshal(text, &sorted); err != nil {
		t.Fatal(err)
	}
	if text, err = json.Marshal(sorted); err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func normal(t *testing.T, text string) string {
	t.Helper()
	return body(t, json.RawMessage(text))
}

func TestToCreate(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(*model)
		want   string
	}{
		"every default is sent": {
			want: `{"name":"matting","type":"QUEUE","image":"acme/matting:1","disk":20,"ports":[],"gpu":{"pools":["AMPERE_80"],"count":1},
				"workers":{"min":0,"max":3,"idleTimeout":10},"scaling":{"type":"QUEUE_DELAY","queueDelay":4},"timeout":300000,"flashboot":"FLASHBOOT",
				"dataCenterIds":[],"networkVolumes":[]}`,
		},
		"a queue that counts requests, without an idle timeout": {
			change: func(m *model) {
				m.Scaling = scalingModel{RequestCount: types.Int64Value(2)}.object()
				m.Workers = workersOf(1, 2, types.Int64Null())
			},
			want: `{"name":"matting","type":"QUEUE","image":"acme/matting:1","disk":20,"ports":[],"gpu":{"pools":["AMPERE_80"],"count":1},
				"workers":{"min":1,"max":3},"scaling":{"type":"REQUEST_COUNT","requestCount":2},"timeout":300000,"flashboot":"FLASHBOOT",
				"dataCenterIds":[],"networkVolumes":[]}`,
		},
		"GPU constraints and places": {
			change: func(m *model) {
				gpu := pools("ADA_24", "AMPERE_80")
				gpu.Count, gpu.ExcludedTypeIDs = types.Int64Value(2), tfkit.StringSet([]string{"NVIDIA A100-SXM4-80GB"})
				gpu.AllowedCUDAVersions = tfkit.StringSet([]string{"12.8"})
				m.GPU = gpu.object()
				m.DataCenterIDs, m.NetworkVolumeIDs = tfkit.StringSet([]string{"EU-RO-1"}), tfkit.StringSet([]string{"vol1"})
			},
			want: `{"name":"matting","type":"QUEUE","image":"acme/matting:1","disk":20,"ports":[],
				"gpu":{"pools":["ADA_24","AMPERE_80"],"count":2,"excludedTypes":["NVIDIA A100-SXM4-80GB"],"allowedCudaVersions":["12.8"]},
				"workers":{"min":0,"max":3,"idleTimeout":10},"scaling":{"type":"QUEUE_DELAY","queueDelay":4},"timeout":300000,"flashboot":"FLASHBOOT",
				"dataCenterIds":["EU-RO-1"],"networkVolumes":["vol1"]}`,
		},
		"none of a set is not sent, and the floor is": {
			change: func(m *model) {
				gpu := pools("AMPERE_80")
				gpu.ExcludedTypeIDs, gpu.AllowedCUDAVersions, gpu.MinCUDAVersion = tfkit.StringSet(nil), tfkit.StringSet(nil), types.StringValue("12.4")
				m.GPU = gpu.object()
			},
			want: `{"name":"matting","type":"QUEUE","image":"acme/matting:1","disk":20,"ports":[],"gpu":{"pools":["AMPERE_80"],"count":1,"minCudaVersion":"12.4"},
				"workers":{"min":0,"max":3,"idleTimeout":10},"scaling":{"type":"QUEUE_DELAY","queueDelay":4},"timeout":300000,"flashboot":"FLASHBOOT",
				"dataCenterIds":[],"networkVolumes":[]}`,
		},
		"CPU workers behind a load balancer": {
			change: func(m *model) {
				m.Type, m.GPU, m.CPU = types.StringValue("LOAD_BALANCER"), types.ObjectNull(gpuTypes), cpus("cpu3g", 2, "cpu5c", 4)
				m.Scaling = scalingModel{RequestCount: types.Int64Value(4)}.object()
				m.FlashBoot, m.ExecutionTimeoutMS = types.StringValue("OFF"), types.Int64Value(1000)
			},
			want: `{"name":"matting","type":"LOAD_BALANCER","image":"acme/matting:1","disk":20,"ports":[],
				"cpu":[{"id":"cpu3g","vcpuCount":2},{"id":"cpu5c","vcpuCount":4}],"workers":{"min":0,"max":3,"idleTimeout":10},
				"scaling":{"type":"REQUEST_COUNT","requestCount":4},"timeout":1000,"flashboot":"OFF","dataCenterIds":[],"networkVolumes":[]}`,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := plain()
			if test.change != nil {
				test.change(&m)
			}
			var diags diag.Diagnostics
			got := body(t, m.toCreate(t.Context(), m.Templated, &diags))
			if want := normal(t, test.want); got != want || diags.HasError() {
				t.Errorf("got  %s\nwant %s\n%v", got, want, diags)
			}
		})
	}
}

func TestToUpdate(t *testing.T) {
	t.Parallel()
	excluding := func(m *model, pool string, excluded ...string) {
		gpu := pools(pool)
		gpu.ExcludedTypeIDs = tfkit.StringSet(excluded)
		m.GPU = gpu.object()
	}
	set := func(m *model) {
		gpu := pools("AMPERE_80")
		gpu.AllowedCUDAVersions = tfkit.StringSet([]string{"12.8"})
		m.GPU = gpu.object()
	}
	floor := func(m *model) {
		gpu := pools("AMPERE_80")
		gpu.MinCUDAVersion = types.StringValue("12.4")
		m.GPU = gpu.object()
	}
	counting := func(m *model) {
		m.Scaling = scalingModel{RequestCount: types.Int64Value(2)}.object()
		m.Workers = workersOf(0, 3, types.Int64Null())
	}
	tests := map[string]struct {
		state, plan func(*model)
		want        string
	}{
		"nothing":   {want: `{}`},
		"name":      {plan: func(m *model) { m.Name = types.StringValue("cutting") }, want: `{"name":"cutting"}`},
		"timeout":   {plan: func(m *model) { m.ExecutionTimeoutMS = types.Int64Value(60_000) }, want: `{"timeout":60000}`},
		"flashboot": {plan: func(m *model) { m.FlashBoot = types.StringValue("OFF") }, want: `{"flashboot":"OFF"}`},
		"active workers": {
			plan: func(m *model) { m.Workers = workersOf(1, 3, types.Int64Value(10)) }, want: `{"workers":{"min":1,"max":4}}`,
		},
		"active in place of flex": {
			plan: func(m *model) { m.Workers = workersOf(1, 2, types.Int64Value(10)) }, want: `{"workers":{"min":1}}`,
		},
		"idle timeout": {plan: func(m *model) { m.Workers = workersOf(0, 3, types.Int64Value(5)) }, want: `{"workers":{"idleTimeout":5}}`},
		"most workers restored": {
			state: func(m *model) { m.Workers = workersOf(0, 0, types.Int64Value(10)) }, want: `{"workers":{"max":3}}`,
		},
		"to scaling on requests": {plan: counting, want: `{"scaling":{"type":"REQUEST_COUNT","requestCount":2}}`},
		"back to scaling on delay": {
			state: counting, want: `{"scaling":{"type":"QUEUE_DELAY","queueDelay":4},"workers":{"idleTimeout":10}}`,
		},
		"another pool clears no exclusion by accident": {
			state: func(m *model) { excluding(m, "AMPERE_80", "NVIDIA A40") }, plan: func(m *model) { excluding(m, "ADA_24", "NVIDIA A40") },
			want: `{"gpu":{"pools":["ADA_24"],"excludedTypes":["NVIDIA A40"]}}`,
		},
		"exclusions go with the pools": {
			plan: func(m *model) { excluding(m, "AMPERE_80", "NVIDIA A40") }, want: `{"gpu":{"pools":["AMPERE_80"],"excludedTypes":["NVIDIA A40"]}}`,
		},
		"exclusions cleared": {
			state: func(m *model) { excluding(m, "AMPERE_80", "NVIDIA A40") }, want: `{"gpu":{"pools":["AMPERE_80"],"excludedTypes":[]}}`,
		},
		"none written another way": {plan: func(m *model) { excluding(m, "AMPERE_80") }, want: `{}`},
		"GPU count": {
			plan: func(m *model) {
				gpu := pools("AMPERE_80")
				gpu.Count = types.Int64Value(2)
				m.GPU = gpu.object()
			},
			want: `{"gpu":{"count":2}}`,
		},
		"CUDA set to floor": {state: set, plan: floor, want: `{"gpu":{"allowedCudaVersions":[],"minCudaVersion":"12.4"}}`},
		"CUDA floor to set": {state: floor, plan: set, want: `{"gpu":{"allowedCudaVersions":["12.8"],"minCudaVersion":""}}`},
		"CUDA set cleared":  {state: set, want: `{"gpu":{"allowedCudaVersions":[]}}`},
		"CPU": {
			state: func(m *model) { m.GPU, m.CPU = types.ObjectNull(gpuTypes), cpus("cpu3g", 2) },
			plan:  func(m *model) { m.GPU, m.CPU = types.ObjectNull(gpuTypes), cpus("cpu5c", 4) },
			want:  `{"cpu":[{"id":"cpu5c","vcpuCount":4}]}`,
		},
		"places": {
			plan: func(m *model) {
				m.DataCenterIDs, m.NetworkVolumeIDs = tfkit.StringSet([]string{"EU-RO-1"}), tfkit.StringSet([]string{"vol1"})
			},
			want: `{"dataCenterIds":["EU-RO-1"],"networkVolumes":["vol1"]}`,
		},
		"places cleared": {
			state: func(m *model) {
				m.DataCenterIDs, m.NetworkVolumeIDs = tfkit.StringSet([]string{"EU-RO-1"}), tfkit.StringSet([]string{"vol1"})
			},
			want: `{"dataCenterIds":[],"networkVolumes":[]}`,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			state, plan := plain(), plain()
			if test.state != nil {
				test.state(&state)
			}
			if test.plan != nil {
				test.plan(&plan)
			}
			var diags diag.Diagnostics
			req := plan.toUpdate(t.Context(), &state, runpod.ContainerConfig{}, nil, &diags)
			if got, want := body(t, req), normal(t, test.want); got != want || diags.HasError() {
				t.Errorf("got  %s\nwant %s\n%v", got, want, diags)
			}
			if tfkit.IsEmpty(req) != (test.want == "{}") {
				t.Errorf("IsEmpty is %t for %s", tfkit.IsEmpty(req), body(t, req))
			}
		})
	}
}

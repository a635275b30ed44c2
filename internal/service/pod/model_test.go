package pod

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/container"
	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

const (
	first  = "NVIDIA A100 80GB PCIe"
	second = "NVIDIA A100-SXM4-80GB"
)

func gpusOf(change func(*gpuModel), ids ...string) types.Object {
	gpu := gpuModel{TypeIDs: tfkit.StringList(ids), Count: types.Int64Value(1), AllowedCUDAVersions: types.SetNull(types.StringType)}
	if change != nil {
		change(&gpu)
	}
	return types.ObjectValueMust(gpuTypes, map[string]attr.Value{
		"type_ids": gpu.TypeIDs, "count": gpu.Count, "allowed_cuda_versions": gpu.AllowedCUDAVersions,
		"min_cuda_version": gpu.MinCUDAVersion, "min_ram_gb_per_gpu": gpu.MinRAMGBPerGPU, "min_vcpus_per_gpu": gpu.MinVCPUsPerGPU,
	})
}

func cpuOf(flavor string, vcpus int64) types.Object {
	return types.ObjectValueMust(cpuTypes, map[string]attr.Value{"flavor_id": types.StringValue(flavor), "vcpu_count": types.Int64Value(vcpus)})
}

func diskOf(gb int64) types.Object {
	return container.VolumeDiskValue(types.Int64Value(gb), types.StringValue("/workspace"))
}

// trainer is a model as the plan of the minimal configuration makes it.
func trainer() model {
	m := model{facts: facts{
		ID: types.StringValue("pod1"), Name: types.StringValue("trainer"), Cloud: types.StringValue("SECURE"), CPU: types.ObjectNull(cpuTypes),
		VolumeDisk: types.ObjectNull(container.VolumeDiskTypes), NetworkVolume: types.ObjectNull(container.MountedVolumeTypes),
		DesiredState: types.StringValue(stateRunning), GlobalNetworking: types.BoolValue(false), Locked: types.BoolValue(false),
	}, GPU: gpusOf(nil, first, second), DataCenterIDs: tfkit.StringSet([]string{"EU-RO-1", "CA-MTL-1"})}
	m.Image, m.ContainerDiskGB, m.Ports = types.StringValue("acme/trainer:1"), types.Int64Value(50), tfkit.StringSet(nil)
	m.Env, m.EnvWO = types.MapNull(types.StringType), types.MapNull(types.StringType)
	m.Tags, m.TagsAll = types.MapNull(types.StringType), types.MapNull(types.StringType)
	m.Entrypoint, m.Cmd = types.ListNull(types.StringType), types.ListNull(types.StringType)
	return m
}

// answer is what Runpod says of trainer moments after its creation.
func answer() runpod.Pod {
	created := time.Date(2026, time.August, 20, 6, 16, 19, 436e6, time.UTC)
	return runpod.Pod{
		ID: "pod1", Name: "trainer", Status: runpod.PodStatusRunning, Cloud: "SECURE",
		Container:    runpod.Container{Image: "acme/trainer:1", Disk: 50, Ports: []string{}, Env: map[string]string{}},
		GPU:          &runpod.GPUConfig{ID: second, Count: 1, VCPUCount: 16, Memory: 117},
		DataCenterID: new("EU-RO-1"), Cost: "1.39", CreatedAt: created, StartedAt: &created,
		SSH: runpod.PodSSH{Proxy: &runpod.PodSSHEndpoint{Host: "ssh.runpod.io", Port: 22, Username: "pod1-0a1b2c3d", Command: "ssh pod1-0a1b2c3d@ssh.runpod.io"}},
	}
}

func number(text string) types.Number { return tfkit.Number(decimal.RequireFromString(text)) }

func TestFromAPI(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		state  func(*model)
		answer func(*runpod.Pod)
		origin tfkit.Origin
		want   func(*model)
	}{
		"moments after its creation": {want: func(m *model) { m.GPUTypeID = types.StringValue(second) }},
		"stopped, at the rate that Runpod keeps": {
			answer: func(p *runpod.Pod) { p.Status = runpod.PodStatusExited },
			want: func(m *model) {
				m.Status, m.DesiredState, m.CostPerHourUSD = types.StringValue("EXITED"), types.StringValue(stateStopped), number("0")
			},
		},
		"a cost that is not a number": {
			answer: func(p *runpod.Pod) { p.Cost = "" },
			want:   func(m *model) { m.CostPerHourUSD = types.NumberNull() },
		},
		"not placed yet": {
			answer: func(p *runpod.Pod) { p.GPU, p.DataCenterID = nil, nil },
			want:   func(m *model) { m.GPUTypeID, m.DataCenterID = types.StringNull(), types.StringNull() },
		},
		"more GPUs than were declared, and none of the constraints told": {
			state: func(m *model) {
				m.GPU = gpusOf(func(g *gpuModel) {
					g.MinCUDAVersion, g.MinRAMGBPerGPU = types.StringValue("12.4"), types.Int64Value(64)
				}, first, second)
			},
			answer: func(p *runpod.Pod) { p.GPU.Count = 2 },
			want: func(m *model) {
				m.GPU = gpusOf(func(g *gpuModel) {
					g.Count, g.MinCUDAVersion, g.MinRAMGBPerGPU = types.Int64Value(2), types.StringValue("12.4"), types.Int64Value(64)
				}, first, second)
			},
		},
		"on a CPU": {
			answer: func(p *runpod.Pod) { p.GPU, p.CPU = nil, &runpod.CPUConfig{ID: "cpu5c", VCPUCount: 4} },
			want: func(m *model) {
				m.GPU, m.GPUTypeID, m.CPU = types.ObjectNull(gpuTypes), types.StringNull(), cpuOf("cpu5c", 4)
			},
		},
		"locked, renamed and with a disk in the console": {
			answer: func(p *runpod.Pod) {
				p.Name, p.Locked, p.GlobalNetworking.Enabled = "mine", true, true
				p.Mounts.Persistent = &runpod.PersistentMount{Size: 100, Path: "/workspace"}
			},
			want: func(m *model) {
				m.Name, m.Locked, m.GlobalNetworking, m.VolumeDisk = types.StringValue("mine"), types.BoolValue(true), types.BoolValue(true), diskOf(100)
			},
		},
		"what Runpod injects is not drift": {
			state: func(m *model) { m.Env = tfkit.StringMapValue(map[string]string{"MODE": "train"}) },
			answer: func(p *runpod.Pod) {
				p.Env = map[string]string{"MODE": "train", "PUBLIC_KEY": "ssh-ed25519 AAAA", "JUPYTER_PASSWORD": "x"}
			},
			want: func(m *model) { m.Env = tfkit.StringMapValue(map[string]string{"MODE": "train"}) },
		},
		"imported": {
			state:  func(m *model) { m.GPU = types.ObjectNull(gpuTypes) },
			answer: func(p *runpod.Pod) { p.Env = map[string]string{"MODE": "train", "PUBLIC_KEY": "ssh-ed25519 AAAA"} },
			origin: tfkit.Origin{JustImported: true, Adopted: true},
			want: func(m *model) {
				m.GPU, m.DataCenterIDs = gpusOf(nil, second), tfkit.StringSet([]string{"EU-RO-1"})
				m.Env = tfkit.StringMapValue(map[string]string{"MODE": "train"})
				m.StartSSH = types.BoolValue(true)
			},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			state, pod := trainer(), answer()
			state.Tags, state.TagsAll = types.MapNull(types.StringType), types.MapNull(types.StringType)
			if test.state != nil {
				test.state(&state)
			}
			if test.answer != nil {
				test.answer(&pod)
			}
			want := state
			want.Status, want.DataCenterID, want.GPUTypeID = types.StringValue("RUNNING"), types.StringValue("EU-RO-1"), types.StringValue(second)
			want.CreatedAt, want.CostPerHourUSD = types.StringValue("2026-08-20T06:16:19Z"), number("1.39")
			want.SSH = types.ObjectValueMust(sshTypes, map[string]attr.Value{"proxy": sshEndpoint(pod.SSH.Proxy), "direct": sshEndpoint(nil)})
			want.PortMappings, want.HTTPURLs = exposed(portMappings(nil), nil), httpURLs("pod1", nil)
			if test.want != nil {
				test.want(&want)
			}
			var diags diag.Diagnostics
			state.fromAPI(t.Context(), &pod, test.origin, &diags)
			if diags.HasError() {
				t.Fatal(diags)
			}
			got, wanted := reflect.ValueOf(state), reflect.ValueOf(want)
			differing(t, got, wanted)
		})
	}
}

// differing names the fields of two models that are not equal.
func differing(t *testing.T, got, want reflect.Value) {
	t.Helper()
	for i := range got.NumField() {
		if got.Type().Field(i).Anonymous {
			differing(t, got.Field(i), want.Field(i))
			continue
		}
		g, w := got.Field(i).Interface().(attr.Value), want.Field(i).Interface().(attr.Value)
		if !g.Equal(w) {
			t.Errorf("%s is %s, want %s", got.Type().Field(i).Name, g, w)
		}
	}
}

// sent is a body with its keys in order.
func sent(t *testing.T, body any) string {
	t.Helper()
	text, err := json.Marshal(body)
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

func TestToCreate(t *testing.T) {
	t.Parallel()
	const settings = `"name":"trainer","image":"acme/trainer:1","disk":50,"ports":[],"cloud":"SECURE","globalNetworking":false,`
	tests := map[string]struct {
		change func(*model)
		at     candidate
		want   string
	}{
		"a GPU anywhere": {at: candidate{gpuTypeID: first}, want: `{` + settings + `"gpu":{"id":"` + first + `","count":1}}`},
		"the second, in a place": {
			at:   candidate{gpuTypeID: second, dataCenterID: "EU-RO-1"},
			want: `{` + settings + `"gpu":{"id":"` + second + `","count":1},"dataCenterIds":["EU-RO-1"]}`,
		},
		"every constraint": {
			change: func(m *model) {
				m.GPU = gpusOf(func(g *gpuModel) {
					g.Count, g.AllowedCUDAVersions = types.Int64Value(2), tfkit.StringSet([]string{"12.8"})
					g.MinRAMGBPerGPU, g.MinVCPUsPerGPU = types.Int64Value(64), types.Int64Value(8)
				}, first)
			},
			at:   candidate{gpuTypeID: first},
			want: `{` + settings + `"gpu":{"id":"` + first + `","count":2,"allowedCudaVersions":["12.8"],"minRamPerGpu":64,"minVcpuCountPerGpu":8}}`,
		},
		"a floor instead of a set": {
			change: func(m *model) {
				m.GPU = gpusOf(func(g *gpuModel) { g.MinCUDAVersion = types.StringValue("12.4") }, first)
			},
			at:   candidate{gpuTypeID: first},
			want: `{` + settings + `"gpu":{"id":"` + first + `","count":1,"minCudaVersion":"12.4"}}`,
		},
		"a CPU, with what is injected": {
			change: func(m *model) {
				m.GPU, m.CPU = types.ObjectNull(gpuTypes), cpuOf("cpu5c", 4)
				m.StartSSH, m.StartJupyter = types.BoolValue(true), types.BoolValue(false)
			},
			at:   candidate{flavorID: "cpu5c"},
			want: `{` + settings + `"cpu":{"id":"cpu5c","vcpuCount":4},"startSsh":true,"startJupyter":false}`,
		},
		"a disk of its own": {
			change: func(m *model) { m.VolumeDisk = diskOf(100) },
			at:     candidate{gpuTypeID: first},
			want:   `{` + settings + `"gpu":{"id":"` + first + `","count":1},"mounts":{"persistent":{"size":100,"path":"/workspace"}}}`,
		},
		"a network volume": {
			change: func(m *model) {
				m.NetworkVolume = container.MountedVolumeValue(types.StringValue("vol1"), types.StringValue("/data"))
			},
			at:   candidate{gpuTypeID: first},
			want: `{` + settings + `"gpu":{"id":"` + first + `","count":1},"mounts":{"network":[{"volumeId":"vol1","path":"/data"}]}}`,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := trainer()
			if test.change != nil {
				test.change(&m)
			}
			var diags diag.Diagnostics
			got := sent(t, m.toCreate(t.Context(), m.Templated, test.at, &diags))
			if want := sent(t, json.RawMessage(test.want)); got != want || diags.HasError() {
				t.Errorf("sends\n%s, want\n%s (%v)", got, want, diags)
			}
		})
	}
}

func TestToUpdate(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		state, plan func(*model)
		want        string
	}{
		"nothing":                       {want: `{}`},
		"a name":                        {plan: func(m *model) { m.Name = types.StringValue("other") }, want: `{"name":"other"}`},
		"global networking":             {plan: func(m *model) { m.GlobalNetworking = types.BoolValue(true) }, want: `{"globalNetworking":true}`},
		"a larger disk":                 {state: func(m *model) { m.VolumeDisk = diskOf(50) }, plan: func(m *model) { m.VolumeDisk = diskOf(100) }, want: `{"mounts":{"persistent":{"size":100,"path":"/workspace"}}}`},
		"a lock is not set here":        {plan: func(m *model) { m.Locked = types.BoolValue(true) }, want: `{}`},
		"but it is taken off":           {state: func(m *model) { m.Locked = types.BoolValue(true) }, want: `{"locked":false}`},
		"what only the create can send": {plan: func(m *model) { m.StartSSH = types.BoolValue(true) }, want: `{}`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			state, plan := trainer(), trainer()
			if test.state != nil {
				test.state(&state)
			}
			if test.plan != nil {
				test.plan(&plan)
			}
			var diags diag.Diagnostics
			got := sent(t, plan.toUpdate(t.Context(), &state, runpod.ContainerConfig{}, nil, &diags))
			if got != test.want && got != sent(t, json.RawMessage(test.want)) || diags.HasError() {
				t.Errorf("sends %s, want %s (%v)", got, test.want, diags)
			}
		})
	}
}

func TestCandidates(t *testing.T) {
	t.Parallel()
	onCPU := func(m *model) { m.GPU, m.CPU = types.ObjectNull(gpuTypes), cpuOf("cpu5c", 4) }
	anywhere := func(m *model) { m.DataCenterIDs = tfkit.StringSet(nil) }
	tests := map[string]struct {
		change []func(*model)
		want   []candidate
	}{
		"types in order, places in the order of their names": {nil, []candidate{
			{first, "", "CA-MTL-1"}, {first, "", "EU-RO-1"}, {second, "", "CA-MTL-1"}, {second, "", "EU-RO-1"},
		}},
		"anywhere":        {[]func(*model){anywhere}, []candidate{{gpuTypeID: first}, {gpuTypeID: second}}},
		"a CPU":           {[]func(*model){onCPU}, []candidate{{"", "cpu5c", "CA-MTL-1"}, {"", "cpu5c", "EU-RO-1"}}},
		"a CPU, anywhere": {[]func(*model){onCPU, anywhere}, []candidate{{flavorID: "cpu5c"}}},
	}
	for name, test := range tests {
		m := trainer()
		for _, change := range test.change {
			change(&m)
		}
		var diags diag.Diagnostics
		if got := m.candidates(t.Context(), &diags); !reflect.DeepEqual(got, test.want) || diags.HasError() {
			t.Errorf("%s: %v, want %v (%v)", name, got, test.want, diags)
		}
	}
}

func TestCostInputs(t *testing.T) {
	t.Parallel()
	usage := func(hours types.Float64, idle string) types.Object {
		return usageModel{HoursPerDay: hours, WhenIdle: types.StringValue(idle)}.object()
	}
	tests := map[string]struct {
		change func(*model)
		want   *cost.Pod
	}{
		"left on": {want: &cost.Pod{Name: "trainer", GPUTypeIDs: []string{first, second}, GPUCount: 1, Cloud: "SECURE", ContainerDiskGB: 50}},
		"stopped, with a disk and hours": {
			change: func(m *model) {
				m.DesiredState, m.VolumeDisk, m.Usage = types.StringValue(stateStopped), diskOf(100), usage(types.Float64Value(8), "TERMINATED")
			},
			want: &cost.Pod{
				Name: "trainer", GPUTypeIDs: []string{first, second}, GPUCount: 1, Cloud: "SECURE", ContainerDiskGB: 50, VolumeDiskGB: 100, DesiredStopped: true,
				Usage: &cost.PodUsage{HoursPerDay: decimal.NewNullDecimal(decimal.NewFromInt(8)), WhenIdle: "TERMINATED"},
			},
		},
		"hours a month": {
			change: func(m *model) {
				m.Usage = usageModel{HoursPerMonth: types.Float64Value(77), WhenIdle: types.StringValue("STOPPED")}.object()
			},
			want: &cost.Pod{
				Name: "trainer", GPUTypeIDs: []string{first, second}, GPUCount: 1, Cloud: "SECURE", ContainerDiskGB: 50,
				Usage: &cost.PodUsage{HoursPerMonth: decimal.NewNullDecimal(decimal.NewFromInt(77)), WhenIdle: "STOPPED"},
			},
		},
		"a CPU": {
			change: func(m *model) { m.GPU, m.CPU = types.ObjectNull(gpuTypes), cpuOf("cpu5c", 4) },
			want:   &cost.Pod{Name: "trainer", CPUFlavorID: "cpu5c", VCPUCount: 4, Cloud: "SECURE", ContainerDiskGB: 50},
		},
		"a GPU that is not known": {change: func(m *model) { m.GPU = types.ObjectUnknown(gpuTypes) }},
		"a count that is not known": {change: func(m *model) {
			m.GPU = gpusOf(func(g *gpuModel) { g.Count = types.Int64Unknown() }, first)
		}},
		"hours that are not known": {change: func(m *model) { m.Usage = usage(types.Float64Unknown(), "STOPPED") }},
		"a constraint that is not known costs nothing": {
			change: func(m *model) {
				m.GPU = gpusOf(func(g *gpuModel) { g.MinCUDAVersion = types.StringUnknown() }, first, second)
			},
			want: &cost.Pod{Name: "trainer", GPUTypeIDs: []string{first, second}, GPUCount: 1, Cloud: "SECURE", ContainerDiskGB: 50},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := trainer()
			if test.change != nil {
				test.change(&m)
			}
			var diags diag.Diagnostics
			if got := m.costInputs(t.Context(), &diags); !reflect.DeepEqual(got, test.want) || diags.HasError() {
				t.Errorf("%+v, want %+v (%v)", got, test.want, diags)
			}
		})
	}
}

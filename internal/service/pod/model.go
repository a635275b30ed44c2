package pod

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

type model struct {
	tfkit.TemplatedContainer
	ID               types.String   `tfsdk:"id"`
	Name             types.String   `tfsdk:"name"`
	GPU              types.Object   `tfsdk:"gpu"`
	CPU              types.Object   `tfsdk:"cpu"`
	Cloud            types.String   `tfsdk:"cloud"`
	DataCenterIDs    types.Set      `tfsdk:"data_center_ids"`
	VolumeDisk       types.Object   `tfsdk:"volume_disk"`
	NetworkVolume    types.Object   `tfsdk:"network_volume"`
	DesiredState     types.String   `tfsdk:"desired_state"`
	WaitUntil        types.String   `tfsdk:"wait_until"`
	StartSSH         types.Bool     `tfsdk:"start_ssh"`
	StartJupyter     types.Bool     `tfsdk:"start_jupyter"`
	GlobalNetworking types.Bool     `tfsdk:"global_networking"`
	Locked           types.Bool     `tfsdk:"locked"`
	Usage            types.Object   `tfsdk:"usage"`
	Status           types.String   `tfsdk:"status"`
	GPUTypeID        types.String   `tfsdk:"gpu_type_id"`
	DataCenterID     types.String   `tfsdk:"data_center_id"`
	CUDAVersion      types.String   `tfsdk:"cuda_version"`
	CostPerHourUSD   types.Number   `tfsdk:"cost_per_hour_usd"`
	CreatedAt        types.String   `tfsdk:"created_at"`
	SSH              types.Object   `tfsdk:"ssh"`
	PortMappings     types.Map      `tfsdk:"port_mappings"`
	HTTPURLs         types.Map      `tfsdk:"http_urls"`
	EstimatedCost    types.Object   `tfsdk:"estimated_cost"`
	Timeouts         timeouts.Value `tfsdk:"timeouts"`
}

type gpuModel struct {
	TypeIDs             types.List   `tfsdk:"type_ids"`
	Count               types.Int64  `tfsdk:"count"`
	AllowedCUDAVersions types.Set    `tfsdk:"allowed_cuda_versions"`
	MinCUDAVersion      types.String `tfsdk:"min_cuda_version"`
	MinRAMGBPerGPU      types.Int64  `tfsdk:"min_ram_gb_per_gpu"`
	MinVCPUsPerGPU      types.Int64  `tfsdk:"min_vcpus_per_gpu"`
}

type cpuModel struct {
	FlavorID  types.String `tfsdk:"flavor_id"`
	VCPUCount types.Int64  `tfsdk:"vcpu_count"`
}

type usageModel struct {
	HoursPerDay types.Float64 `tfsdk:"hours_per_day"`
	WhenIdle    types.String  `tfsdk:"when_idle"`
}

var (
	gpuTypes = map[string]attr.Type{
		"type_ids":              types.ListType{ElemType: types.StringType},
		"count":                 types.Int64Type,
		"allowed_cuda_versions": types.SetType{ElemType: types.StringType},
		"min_cuda_version":      types.StringType,
		"min_ram_gb_per_gpu":    types.Int64Type,
		"min_vcpus_per_gpu":     types.Int64Type,
	}
	cpuTypes         = map[string]attr.Type{"flavor_id": types.StringType, "vcpu_count": types.Int64Type}
	sshEndpointTypes = map[string]attr.Type{"host": types.StringType, "port": types.Int64Type, "username": types.StringType, "command": types.StringType}
	sshTypes         = map[string]attr.Type{"proxy": types.ObjectType{AttrTypes: sshEndpointTypes}, "direct": types.ObjectType{AttrTypes: sshEndpointTypes}}
	portMappingTypes = map[string]attr.Type{"ip": types.StringType, "port": types.Int64Type}
)

// fromAPI takes over what RunPod says. imported is set on the first read after
// an import, when the state holds nothing but the id.
func (m *model) fromAPI(ctx context.Context, pod *runpod.Pod, imported bool, secretKeys []string, diags *diag.Diagnostics) {
	before := &m.TemplatedContainer
	if imported {
		before = nil
	}
	container := m.TemplatedContainer
	container.FromAPI(pod.Container, before, secretKeys)
	m.TemplatedContainer = container
	m.ID = types.StringValue(pod.ID)
	m.Name = types.StringValue(pod.Name)
	m.Cloud = types.StringValue(string(pod.Cloud))
	m.Locked = types.BoolValue(pod.Locked)
	m.GlobalNetworking = types.BoolValue(pod.GlobalNetworking.Enabled)
	m.DesiredState = types.StringValue(desiredState(pod.Status))
	m.computeFromAPI(ctx, pod, diags)
	m.placementFromAPI(pod, imported)
	if imported {
		m.WaitUntil = types.StringValue(waitRunning)
		m.StartSSH = tfkit.Injected(pod.Env, tfkit.PublicKeyEnv)
		m.StartJupyter = tfkit.Injected(pod.Env, tfkit.JupyterPasswordEnv)
	}
	m.volatileFromAPI(pod)
}

// placementFromAPI keeps the fallbacks that were declared: RunPod only knows the
// GPU and data center that were placed.
func (m *model) placementFromAPI(pod *runpod.Pod, imported bool) {
	if imported {
		m.DataCenterIDs = types.SetNull(types.StringType)
		if pod.DataCenterID != nil {
			m.DataCenterIDs = tfkit.StringSet([]string{*pod.DataCenterID})
		}
	}
	m.VolumeDisk, m.NetworkVolume = tfkit.FromMounts(pod.Mounts)
}

// computeFromAPI shows a GPU or a count that RunPod changed; the constraints of
// a placement it never returns.
func (m *model) computeFromAPI(ctx context.Context, pod *runpod.Pod, diags *diag.Diagnostics) {
	m.GPUTypeID = types.StringNull()
	if pod.CPU != nil {
		m.CPU = types.ObjectValueMust(cpuTypes, map[string]attr.Value{
			"flavor_id": types.StringValue(pod.CPU.ID), "vcpu_count": types.Int64Value(pod.CPU.VCPUCount),
		})
		m.GPU = types.ObjectNull(gpuTypes)
		return
	}
	m.CPU = types.ObjectNull(cpuTypes)
	if pod.GPU == nil { // not placed yet
		return
	}
	m.GPUTypeID = types.StringValue(pod.GPU.ID)
	gpu := tfkit.ObjectAs[gpuModel](ctx, m.GPU, diags)
	if gpu == nil {
		gpu = &gpuModel{TypeIDs: tfkit.StringList([]string{pod.GPU.ID}), AllowedCUDAVersions: types.SetNull(types.StringType)}
	}
	m.GPU = types.ObjectValueMust(gpuTypes, map[string]attr.Value{
		"type_ids": gpu.TypeIDs, "count": types.Int64Value(pod.GPU.Count),
		"allowed_cuda_versions": gpu.AllowedCUDAVersions, "min_cuda_version": gpu.MinCUDAVersion,
		"min_ram_gb_per_gpu": gpu.MinRAMGBPerGPU, "min_vcpus_per_gpu": gpu.MinVCPUsPerGPU,
	})
}

// volatileFromAPI takes over what changes while the pod lives.
func (m *model) volatileFromAPI(pod *runpod.Pod) {
	m.Status = types.StringValue(string(pod.Status))
	m.DataCenterID = types.StringPointerValue(pod.DataCenterID)
	m.CUDAVersion = types.StringPointerValue(pod.CUDAVersion)
	m.CreatedAt = types.StringValue(pod.CreatedAt.Format(time.RFC3339))
	m.CostPerHourUSD = types.NumberNull()
	if price, err := decimal.NewFromString(pod.Cost.String()); err == nil {
		m.CostPerHourUSD = tfkit.Number(price)
	}
	m.SSH = types.ObjectValueMust(sshTypes, map[string]attr.Value{
		"proxy": sshEndpoint(pod.SSH.Proxy), "direct": sshEndpoint(pod.SSH.Direct),
	})
	m.PortMappings = portMappings(pod.Runtime)
	m.HTTPURLs = httpURLs(pod.ID, pod.Ports)
}

func sshEndpoint(e *runpod.PodSSHEndpoint) types.Object {
	if e == nil {
		return types.ObjectNull(sshEndpointTypes)
	}
	return types.ObjectValueMust(sshEndpointTypes, map[string]attr.Value{
		"host": types.StringValue(e.Host), "port": types.Int64Value(e.Port),
		"username": types.StringValue(e.Username), "command": types.StringValue(e.Command),
	})
}

func portMappings(runtime *runpod.PodRuntime) types.Map {
	mappings := map[string]attr.Value{}
	if runtime != nil {
		for _, port := range runtime.Ports {
			if port.Public == nil || port.Type != "tcp" {
				continue
			}
			mappings[fmt.Sprintf("%d/%s", port.Private, port.Type)] = types.ObjectValueMust(portMappingTypes, map[string]attr.Value{
				"ip": types.StringPointerValue(port.IP), "port": types.Int64PointerValue(port.Public),
			})
		}
	}
	return types.MapValueMust(types.ObjectType{AttrTypes: portMappingTypes}, mappings)
}

func httpURLs(id string, ports []string) types.Map {
	urls := map[string]string{}
	for _, port := range ports {
		if number, protocol, _ := strings.Cut(port, "/"); protocol == "http" {
			urls[number] = fmt.Sprintf("https://%s-%s.proxy.runpod.net", id, number)
		}
	}
	return tfkit.StringMapValue(urls)
}

func desiredState(status runpod.PodStatus) string {
	switch status {
	case runpod.PodStatusExited, runpod.PodStatusError, runpod.PodStatusTerminated:
		return stateStopped
	default:
		return stateRunning
	}
}

// toCreate is a create on one candidate: a GPU type, or none on a CPU pod, and
// the data centers to place it in.
func (m *model) toCreate(ctx context.Context, config tfkit.TemplatedContainer, at candidate, diags *diag.Diagnostics) runpod.CreatePodRequest {
	cloud := runpod.Cloud(m.Cloud.ValueString())
	req := runpod.CreatePodRequest{
		Name:             m.Name.ValueString(),
		ContainerConfig:  m.ToCreate(config),
		Cloud:            &cloud,
		GlobalNetworking: m.GlobalNetworking.ValueBoolPointer(),
		Mounts:           m.mounts(ctx, diags),
		StartSSH:         m.StartSSH.ValueBoolPointer(),
		StartJupyter:     m.StartJupyter.ValueBoolPointer(),
		TemplateID:       m.TemplateID.ValueStringPointer(),
	}
	if at.dataCenterID != "" {
		req.DataCenterIDs = []string{at.dataCenterID}
	}
	if cpu := tfkit.ObjectAs[cpuModel](ctx, m.CPU, diags); cpu != nil {
		req.CPU = &runpod.CreateCPUConfig{ID: cpu.FlavorID.ValueString(), VCPUCount: cpu.VCPUCount.ValueInt64()}
	}
	if gpu := tfkit.ObjectAs[gpuModel](ctx, m.GPU, diags); gpu != nil {
		req.GPU = &runpod.CreateGPUConfig{
			ID:                 at.gpuTypeID,
			Count:              gpu.Count.ValueInt64Pointer(),
			MinCUDAVersion:     gpu.MinCUDAVersion.ValueStringPointer(),
			MinRAMPerGPU:       gpu.MinRAMGBPerGPU.ValueInt64Pointer(),
			MinVCPUCountPerGPU: gpu.MinVCPUsPerGPU.ValueInt64Pointer(),
		}
		if !gpu.AllowedCUDAVersions.IsNull() {
			req.GPU.AllowedCUDAVersions = tfkit.Strings(gpu.AllowedCUDAVersions)
		}
	}
	return req
}

func (m *model) mounts(ctx context.Context, diags *diag.Diagnostics) *runpod.Mounts {
	return tfkit.ToMounts(ctx, m.VolumeDisk, m.NetworkVolume, diags)
}

// costInputs is what the estimate is made from; ok is false while part of it is
// not known yet.
func (m *model) costInputs(ctx context.Context, diags *diag.Diagnostics) (inputs cost.Pod, ok bool) {
	if !tfkit.Known(ctx, m.CPU, m.Cloud, m.ContainerDiskGB, m.VolumeDisk, m.DesiredState, m.Usage) {
		return cost.Pod{}, false
	}
	inputs = cost.Pod{
		Cloud:           m.Cloud.ValueString(),
		ContainerDiskGB: m.ContainerDiskGB.ValueInt64(),
		DesiredStopped:  m.DesiredState.ValueString() == stateStopped,
	}
	if m.GPU.IsUnknown() {
		return cost.Pod{}, false
	}
	if gpu := tfkit.ObjectAs[gpuModel](ctx, m.GPU, diags); gpu != nil {
		if !tfkit.Known(ctx, gpu.TypeIDs, gpu.Count) {
			return cost.Pod{}, false
		}
		inputs.GPUTypeIDs = tfkit.Strings(gpu.TypeIDs)
		inputs.GPUCount = gpu.Count.ValueInt64()
	}
	if cpu := tfkit.ObjectAs[cpuModel](ctx, m.CPU, diags); cpu != nil {
		inputs.CPUFlavorID = cpu.FlavorID.ValueString()
		inputs.VCPUCount = cpu.VCPUCount.ValueInt64()
	}
	if disk := tfkit.ObjectAs[tfkit.VolumeDisk](ctx, m.VolumeDisk, diags); disk != nil {
		inputs.VolumeDiskGB = disk.SizeGB.ValueInt64()
	}
	if usage := tfkit.ObjectAs[usageModel](ctx, m.Usage, diags); usage != nil {
		inputs.Usage = &cost.PodUsage{
			HoursPerDay: tfkit.NullDecimal(usage.HoursPerDay),
			WhenIdle:    usage.WhenIdle.ValueString(),
		}
	}
	return inputs, true
}

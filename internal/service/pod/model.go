package pod

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/container"
	"github.com/runpod-iac/terraform-provider-runpod/internal/labels"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

type model struct {
	labels.Fields
	facts
	container.Templated
	GPU           types.Object   `tfsdk:"gpu"`
	DataCenterIDs types.Set      `tfsdk:"data_center_ids"`
	WaitUntil     types.String   `tfsdk:"wait_until"`
	StartSSH      types.Bool     `tfsdk:"start_ssh"`
	StartJupyter  types.Bool     `tfsdk:"start_jupyter"`
	Usage         types.Object   `tfsdk:"usage"`
	EstimatedCost types.Object   `tfsdk:"estimated_cost"`
	Timeouts      timeouts.Value `tfsdk:"timeouts"`
}

// facts are what Runpod says of a pod beside its container and its GPU.
type facts struct {
	ID               types.String `tfsdk:"id"`
	Name             types.String `tfsdk:"name"`
	CPU              types.Object `tfsdk:"cpu"`
	Cloud            types.String `tfsdk:"cloud"`
	VolumeDisk       types.Object `tfsdk:"volume_disk"`
	NetworkVolume    types.Object `tfsdk:"network_volume"`
	DesiredState     types.String `tfsdk:"desired_state"`
	GlobalNetworking types.Bool   `tfsdk:"global_networking"`
	Locked           types.Bool   `tfsdk:"locked"`
	Status           types.String `tfsdk:"status"`
	GPUTypeID        types.String `tfsdk:"gpu_type_id"`
	DataCenterID     types.String `tfsdk:"data_center_id"`
	CUDAVersion      types.String `tfsdk:"cuda_version"`
	CostPerHourUSD   types.Number `tfsdk:"cost_per_hour_usd"`
	CreatedAt        types.String `tfsdk:"created_at"`
	SSH              types.Object `tfsdk:"ssh"`
	PortMappings     types.Map    `tfsdk:"port_mappings"`
	HTTPURLs         types.Map    `tfsdk:"http_urls"`
}

type gpuModel struct {
	TypeIDs             types.List   `tfsdk:"type_ids"`
	Count               types.Int64  `tfsdk:"count"`
	AllowedCUDAVersions types.Set    `tfsdk:"allowed_cuda_versions"`
	MinCUDAVersion      types.String `tfsdk:"min_cuda_version"`
	MinRAMGBPerGPU      types.Int64  `tfsdk:"min_ram_gb_per_gpu"`
	MinVCPUsPerGPU      types.Int64  `tfsdk:"min_vcpus_per_gpu"`
}

// isBare reports whether a pod was started without its GPUs.
func (m *model) isBare(ctx context.Context, diags *diag.Diagnostics) bool {
	gpu := tfkit.ObjectAs[gpuModel](ctx, m.GPU, diags)
	return gpu != nil && tfkit.Declared(gpu.Count) && gpu.Count.ValueInt64() == 0
}

type cpuModel struct {
	FlavorID  types.String `tfsdk:"flavor_id"`
	VCPUCount types.Int64  `tfsdk:"vcpu_count"`
}

type usageModel struct {
	HoursPerDay   types.Float64 `tfsdk:"hours_per_day"`
	HoursPerMonth types.Float64 `tfsdk:"hours_per_month"`
	WhenIdle      types.String  `tfsdk:"when_idle"`
}

func (u usageModel) object() types.Object {
	return types.ObjectValueMust(usageTypes, map[string]attr.Value{"hours_per_day": u.HoursPerDay, "hours_per_month": u.HoursPerMonth, "when_idle": u.WhenIdle})
}

var (
	gpuTypes         = tfkit.AttrTypes(placementAttributes()["gpu"])
	cpuTypes         = tfkit.AttrTypes(placementAttributes()["cpu"])
	usageTypes       = tfkit.AttrTypes(lifecycleAttributes()["usage"])
	sshTypes         = tfkit.AttrTypes(computedAttributes()["ssh"])
	sshEndpointTypes = sshTypes["proxy"].(types.ObjectType).AttrTypes
	portMappingTypes = tfkit.AttrTypes(computedAttributes()["port_mappings"])
)

// fromAPI takes over what Runpod says.
func (m *model) fromAPI(ctx context.Context, pod *runpod.Pod, origin tfkit.Origin, diags *diag.Diagnostics) {
	m.FromAPI(pod.Container, origin)
	m.ID = types.StringValue(pod.ID)
	m.Name = types.StringValue(pod.Name)
	m.Cloud = types.StringValue(string(pod.Cloud))
	m.Locked = types.BoolValue(pod.Locked)
	m.GlobalNetworking = types.BoolValue(pod.GlobalNetworking.Enabled)
	m.DesiredState = types.StringValue(desiredState(pod.Status))
	m.computeFromAPI(ctx, pod, diags)
	m.VolumeDisk, m.NetworkVolume = container.FromMounts(pod.Mounts)
	m.volatileFromAPI(pod)
	if !origin.JustImported && !origin.EnvUnread {
		return // what was declared stands: Runpod only knows where the pod was placed
	}
	if origin.JustImported || m.DataCenterIDs.IsNull() {
		m.DataCenterIDs = types.SetNull(types.StringType)
		if pod.DataCenterID != nil {
			m.DataCenterIDs = tfkit.StringSet([]string{*pod.DataCenterID})
		}
	}
	if origin.JustImported || m.StartSSH.IsNull() {
		m.StartSSH = container.Injected(pod.Env, container.PublicKeyEnv)
	}
	if origin.JustImported || m.StartJupyter.IsNull() {
		m.StartJupyter = container.Injected(pod.Env, container.JupyterPasswordEnv)
	}
}

// computeFromAPI shows a GPU or a count that Runpod changed; the constraints of
// a placement it never returns.
func (m *model) computeFromAPI(ctx context.Context, pod *runpod.Pod, diags *diag.Diagnostics) {
	before := m.GPUTypeID
	m.GPUTypeID = types.StringNull()
	if pod.CPU != nil {
		m.CPU = types.ObjectValueMust(cpuTypes, map[string]attr.Value{
			"flavor_id": types.StringValue(pod.CPU.ID), "vcpu_count": types.Int64Value(pod.CPU.VCPUCount),
		})
		m.GPU = types.ObjectNull(gpuTypes)
		return
	}
	m.CPU = types.ObjectNull(cpuTypes)
	gpu := tfkit.ObjectAs[gpuModel](ctx, m.GPU, diags)
	known := gpu != nil
	if !known {
		gpu = &gpuModel{TypeIDs: types.ListNull(types.StringType), AllowedCUDAVersions: types.SetNull(types.StringType)}
	}
	switch {
	case pod.GPU != nil && (pod.GPU.Count > 0 || !known || desiredState(pod.Status) == stateRunning):
		m.GPUTypeID, gpu.Count = types.StringValue(pod.GPU.ID), types.Int64Value(pod.GPU.Count)
		if !known {
			gpu.TypeIDs = tfkit.StringList([]string{pod.GPU.ID})
		}
	case pod.GPU != nil: // stopped: what it gets is seen when it starts
		m.GPUTypeID = types.StringValue(pod.GPU.ID)
	case isBare(pod) || !known:
		m.GPUTypeID, gpu.Count = before, types.Int64Value(0)
	default: // not placed yet
		return
	}
	m.GPU = types.ObjectValueMust(gpuTypes, map[string]attr.Value{
		"type_ids": gpu.TypeIDs, "count": gpu.Count,
		"allowed_cuda_versions": gpu.AllowedCUDAVersions, "min_cuda_version": gpu.MinCUDAVersion,
		"min_ram_gb_per_gpu": gpu.MinRAMGBPerGPU, "min_vcpus_per_gpu": gpu.MinVCPUsPerGPU,
	})
}

// volatileFromAPI takes over what changes while the pod lives.
func (m *model) volatileFromAPI(pod *runpod.Pod) {
	m.Status = types.StringValue(string(pod.Status))
	m.DataCenterID = types.StringPointerValue(pod.DataCenterID)
	m.CUDAVersion = types.StringPointerValue(pod.CUDAVersion)
	m.CreatedAt = tfkit.Time(pod.CreatedAt)
	m.CostPerHourUSD = types.NumberNull()
	if desiredState(pod.Status) == stateStopped { // Runpod may go on telling the rate at which it ran
		m.CostPerHourUSD = tfkit.Number(decimal.Zero)
	} else if price, err := decimal.NewFromString(pod.Cost.String()); err == nil {
		m.CostPerHourUSD = tfkit.Number(price)
	}
	m.SSH = types.ObjectValueMust(sshTypes, map[string]attr.Value{
		"proxy": sshEndpoint(pod.SSH.Proxy), "direct": sshEndpoint(pod.SSH.Direct),
	})
	m.PortMappings = exposed(portMappings(pod.Runtime), pod.Ports)
	m.HTTPURLs = httpURLs(pod.ID, pod.Ports)
}

// sshEndpoint is an object of nulls where there is none, as on a stopped pod. If it were null itself, an output of
// ssh.direct.command would be an error, in every plan and in a destroy.
func sshEndpoint(e *runpod.PodSSHEndpoint) types.Object {
	if e == nil {
		return types.ObjectValueMust(sshEndpointTypes, map[string]attr.Value{
			"host": types.StringNull(), "port": types.Int64Null(), "username": types.StringNull(), "command": types.StringNull(),
		})
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

func desiredState(status runpod.PodStatus) string {
	switch status {
	case runpod.PodStatusExited, runpod.PodStatusError, runpod.PodStatusTerminated:
		return stateStopped
	default:
		return stateRunning
	}
}

// fields are the labels of a state, nil where there is none.
func (m *model) fields() *labels.Fields {
	if m == nil {
		return nil
	}
	return &m.Fields
}

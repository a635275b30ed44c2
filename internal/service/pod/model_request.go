package pod

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/runpod-iac/terraform-provider-runpod/internal/container"
	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// toCreate is a create on one candidate: a GPU type, or none on a CPU pod, and
// the data centers to place it in.
func (m *model) toCreate(ctx context.Context, config container.Templated, at candidate, diags *diag.Diagnostics) runpod.CreatePodRequest {
	cloud := runpod.Cloud(m.Cloud.ValueString())
	req := runpod.CreatePodRequest{
		Name:             m.Name.ValueString(),
		ContainerConfig:  m.ToCreate(config),
		Cloud:            &cloud,
		GlobalNetworking: m.GlobalNetworking.ValueBoolPointer(),
		Mounts:           container.ToMounts(ctx, m.VolumeDisk, m.NetworkVolume, diags),
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

// toUpdate holds nothing but what changed. A lock is not among it: that would block
// a stop which may follow, so locking comes last.
func (m *model) toUpdate(ctx context.Context, state *model, settings runpod.ContainerConfig, templateID *string, diags *diag.Diagnostics) runpod.UpdatePodRequest {
	req := runpod.UpdatePodRequest{ContainerConfig: settings, TemplateID: templateID}
	if !m.Name.Equal(state.Name) {
		req.Name = m.Name.ValueStringPointer()
	}
	if !m.GlobalNetworking.Equal(state.GlobalNetworking) {
		req.GlobalNetworking = m.GlobalNetworking.ValueBoolPointer()
	}
	if !m.VolumeDisk.Equal(state.VolumeDisk) || !m.NetworkVolume.Equal(state.NetworkVolume) {
		req.Mounts = container.ToMounts(ctx, m.VolumeDisk, m.NetworkVolume, diags)
	}
	if state.Locked.ValueBool() && !m.Locked.ValueBool() {
		req.Locked = m.Locked.ValueBoolPointer()
	}
	return req
}

// costInputs is what the estimate is made from; nil while part of it is not known.
func (m *model) costInputs(ctx context.Context, diags *diag.Diagnostics) *cost.Pod {
	if m.GPU.IsUnknown() || !tfkit.Known(ctx, m.CPU, m.Cloud, m.ContainerDiskGB, m.VolumeDisk, m.DesiredState, m.Usage) {
		return nil
	}
	inputs := cost.Pod{
		Name:            m.Name.ValueString(),
		Cloud:           m.Cloud.ValueString(),
		ContainerDiskGB: m.ContainerDiskGB.ValueInt64(),
		DesiredStopped:  m.DesiredState.ValueString() == stateStopped,
	}
	if gpu := tfkit.ObjectAs[gpuModel](ctx, m.GPU, diags); gpu != nil {
		if !tfkit.Known(ctx, gpu.TypeIDs, gpu.Count) || gpu.Count.ValueInt64() == 0 { // without its GPUs, it has no price that is known
			return nil
		}
		inputs.GPUTypeIDs = tfkit.Strings(gpu.TypeIDs)
		inputs.GPUCount = gpu.Count.ValueInt64()
	}
	if cpu := tfkit.ObjectAs[cpuModel](ctx, m.CPU, diags); cpu != nil {
		inputs.CPUFlavorID = cpu.FlavorID.ValueString()
		inputs.VCPUCount = cpu.VCPUCount.ValueInt64()
	}
	if disk := tfkit.ObjectAs[container.VolumeDisk](ctx, m.VolumeDisk, diags); disk != nil {
		inputs.VolumeDiskGB = disk.SizeGB.ValueInt64()
	}
	if usage := tfkit.ObjectAs[usageModel](ctx, m.Usage, diags); usage != nil {
		inputs.Usage = &cost.PodUsage{
			HoursPerDay:   tfkit.NullDecimal(usage.HoursPerDay),
			HoursPerMonth: tfkit.NullDecimal(usage.HoursPerMonth),
			WhenIdle:      usage.WhenIdle.ValueString(),
		}
	}
	return &inputs
}

package endpoint

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/container"
	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/pricing"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// toCreate sends every default, since Runpod's differ from the documented ones.
func (m *model) toCreate(ctx context.Context, config container.Templated, diags *diag.Diagnostics) runpod.CreateEndpointRequest {
	flashBoot := runpod.FlashBoot(m.FlashBoot.ValueString())
	req := runpod.CreateEndpointRequest{
		Name:            m.Name.ValueString(),
		Type:            runpod.EndpointType(m.Type.ValueString()),
		ContainerConfig: m.ToCreate(config),
		CPU:             m.cpuRequest(ctx, diags),
		DataCenterIDs:   tfkit.Strings(m.DataCenterIDs),
		FlashBoot:       &flashBoot,
		NetworkVolumes:  tfkit.Strings(m.NetworkVolumeIDs),
		TemplateID:      m.TemplateID.ValueStringPointer(),
		Timeout:         m.ExecutionTimeoutMS.ValueInt64Pointer(),
	}
	if scaling := m.scalingRequest(ctx, diags); scaling != nil {
		req.Scaling = *scaling
	}
	if gpu := tfkit.ObjectAs[gpuModel](ctx, m.GPU, diags); gpu != nil {
		req.GPU = &runpod.CreateEndpointGPUConfig{
			Pools:               tfkit.Strings(gpu.Pools),
			ExcludedTypes:       someStrings(gpu.ExcludedTypeIDs),
			Count:               gpu.Count.ValueInt64Pointer(),
			AllowedCUDAVersions: someStrings(gpu.AllowedCUDAVersions),
			MinCUDAVersion:      gpu.MinCUDAVersion.ValueStringPointer(),
		}
	}
	if workers := tfkit.ObjectAs[workersModel](ctx, m.Workers, diags); workers != nil {
		req.Workers = &runpod.EndpointWorkersRequest{
			Min:         workers.Active.ValueInt64Pointer(),
			Max:         workers.Max.ValueInt64Pointer(),
			IdleTimeout: workers.IdleTimeoutSeconds.ValueInt64Pointer(),
		}
	}
	return req
}

func (m *model) cpuRequest(ctx context.Context, diags *diag.Diagnostics) []runpod.CreateCPUConfig {
	var configs []runpod.CreateCPUConfig
	for _, option := range cpuOptions(ctx, m.CPU, diags) {
		configs = append(configs, runpod.CreateCPUConfig{ID: option.FlavorID.ValueString(), VCPUCount: option.VCPUCount.ValueInt64()})
	}
	return configs
}

func (m *model) scalingRequest(ctx context.Context, diags *diag.Diagnostics) *runpod.EndpointScaling {
	scaling := tfkit.ObjectAs[scalingModel](ctx, m.Scaling, diags)
	switch {
	case scaling == nil:
		return nil
	case !scaling.RequestCount.IsNull():
		return &runpod.EndpointScaling{Type: runpod.ScalingTypeRequestCount, RequestCount: scaling.RequestCount.ValueInt64Pointer()}
	default:
		return &runpod.EndpointScaling{Type: runpod.ScalingTypeQueueDelay, QueueDelay: scaling.QueueDelaySeconds.ValueFloat64Pointer()}
	}
}

// toUpdate holds nothing but what changed. templateID is nil where the template
// stays.
func (m *model) toUpdate(ctx context.Context, state *model, settings runpod.ContainerConfig, templateID *string, diags *diag.Diagnostics) runpod.UpdateEndpointRequest {
	req := runpod.UpdateEndpointRequest{
		ContainerConfig: settings,
		GPU:             m.gpuUpdate(ctx, state, diags),
		TemplateID:      templateID,
		Workers:         m.workersUpdate(ctx, state, diags),
	}
	if !m.Name.Equal(state.Name) {
		req.Name = m.Name.ValueStringPointer()
	}
	if !m.CPU.Equal(state.CPU) {
		req.CPU = m.cpuRequest(ctx, diags)
	}
	if !m.Scaling.Equal(state.Scaling) {
		req.Scaling = m.scalingRequest(ctx, diags)
	}
	if !m.DataCenterIDs.Equal(state.DataCenterIDs) {
		req.DataCenterIDs = tfkit.Strings(m.DataCenterIDs)
	}
	if !m.NetworkVolumeIDs.Equal(state.NetworkVolumeIDs) {
		req.NetworkVolumes = tfkit.Strings(m.NetworkVolumeIDs)
	}
	if !m.FlashBoot.Equal(state.FlashBoot) {
		flashBoot := runpod.FlashBoot(m.FlashBoot.ValueString())
		req.FlashBoot = &flashBoot
	}
	if !m.ExecutionTimeoutMS.Equal(state.ExecutionTimeoutMS) {
		req.Timeout = m.ExecutionTimeoutMS.ValueInt64Pointer()
	}
	return req
}

func (m *model) gpuUpdate(ctx context.Context, stateModel *model, diags *diag.Diagnostics) *runpod.UpdateEndpointGPUConfig {
	plan, state := tfkit.ObjectAs[gpuModel](ctx, m.GPU, diags), tfkit.ObjectAs[gpuModel](ctx, stateModel.GPU, diags)
	if plan == nil || state == nil {
		return nil
	}
	var req runpod.UpdateEndpointGPUConfig
	// Pools alone clear the exclusions, and exclusions need the pools.
	if !plan.Pools.Equal(state.Pools) || !plan.ExcludedTypeIDs.Equal(state.ExcludedTypeIDs) {
		req.Pools, req.ExcludedTypes = tfkit.Strings(plan.Pools), tfkit.Strings(plan.ExcludedTypeIDs)
	}
	if !plan.Count.Equal(state.Count) {
		req.Count = plan.Count.ValueInt64Pointer()
	}
	if !plan.AllowedCUDAVersions.Equal(state.AllowedCUDAVersions) {
		req.AllowedCUDAVersions = tfkit.Strings(plan.AllowedCUDAVersions) // [] clears
	}
	if !plan.MinCUDAVersion.Equal(state.MinCUDAVersion) {
		floor := plan.MinCUDAVersion.ValueString() // "" clears
		req.MinCUDAVersion = &floor
	}
	if tfkit.IsEmpty(req) {
		return nil
	}
	return &req
}

func (m *model) workersUpdate(ctx context.Context, stateModel *model, diags *diag.Diagnostics) *runpod.EndpointWorkersRequest {
	plan, state := tfkit.ObjectAs[workersModel](ctx, m.Workers, diags), tfkit.ObjectAs[workersModel](ctx, stateModel.Workers, diags)
	if plan == nil || state == nil {
		return nil
	}
	var req runpod.EndpointWorkersRequest
	if !plan.Active.Equal(state.Active) {
		req.Min = plan.Active.ValueInt64Pointer()
	}
	if !plan.Max.Equal(state.Max) {
		req.Max = plan.Max.ValueInt64Pointer()
	}
	// Null means that the scaler has none: then Runpod refuses to be told.
	if !plan.IdleTimeoutSeconds.Equal(state.IdleTimeoutSeconds) {
		req.IdleTimeout = plan.IdleTimeoutSeconds.ValueInt64Pointer()
	}
	if tfkit.IsEmpty(req) {
		return nil
	}
	return &req
}

// someStrings is nil, which is not sent, for a set of none.
func someStrings(v types.Set) []string {
	if len(v.Elements()) == 0 {
		return nil
	}
	return tfkit.Strings(v)
}

// costInputs is what the estimate is made from; nil while part of it is not known.
func (m *model) costInputs(ctx context.Context, diags *diag.Diagnostics) *cost.Endpoint {
	if m.GPU.IsUnknown() || !tfkit.Known(ctx, m.Type, m.CPU, m.Workers, m.Scaling, m.ContainerDiskGB, m.FlashBoot, m.Usage) {
		return nil
	}
	inputs := cost.Endpoint{Name: m.Name.ValueString(), Type: m.Type.ValueString(), ContainerDiskGB: m.ContainerDiskGB.ValueInt64(), FlashBoot: m.FlashBoot.ValueString()}
	if gpu := tfkit.ObjectAs[gpuModel](ctx, m.GPU, diags); gpu != nil {
		if !tfkit.Known(ctx, gpu.Pools, gpu.ExcludedTypeIDs, gpu.Count) {
			return nil
		}
		inputs.Pools, inputs.ExcludedTypeIDs, inputs.GPUCount = tfkit.Strings(gpu.Pools), tfkit.Strings(gpu.ExcludedTypeIDs), gpu.Count.ValueInt64()
	}
	for _, option := range cpuOptions(ctx, m.CPU, diags) {
		inputs.CPUs = append(inputs.CPUs, cost.CPUOption{FlavorID: option.FlavorID.ValueString(), VCPUCount: option.VCPUCount.ValueInt64()})
	}
	if workers := tfkit.ObjectAs[workersModel](ctx, m.Workers, diags); workers != nil {
		inputs.ActiveWorkers, inputs.FlexWorkers = workers.Active.ValueInt64(), workers.Flex.ValueInt64()
		inputs.IdleTimeoutSeconds = workers.IdleTimeoutSeconds.ValueInt64()
	}
	if scaling := tfkit.ObjectAs[scalingModel](ctx, m.Scaling, diags); scaling != nil {
		inputs.RequestCount, inputs.QueueDelaySeconds = scaling.RequestCount.ValueInt64(), tfkit.NullDecimal(scaling.QueueDelaySeconds)
	}
	if usage := tfkit.ObjectAs[pricing.Usage](ctx, m.Usage, diags); usage != nil {
		inputs.Usage = usage.Cost(ctx, diags)
	}
	return &inputs
}

package endpoint

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// ModifyPlan fills in what can be known before the apply, the cost above all,
// and says what a change does to the endpoint.
func (r *endpointResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var plan, state, config *model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() || plan == nil || r.pricing == nil {
		return
	}
	earlier := tfkit.EstimateNull()
	var container *tfkit.TemplatedContainer
	if state != nil {
		adopted, diags := tfkit.IsAdopted(ctx, req.Private)
		resp.Diagnostics.Append(diags...)
		earlier, container = state.EstimatedCost, knownContainer(state, config, adopted)
	}
	plan.TemplatedContainer.Plan(ctx, config.TemplatedContainer, container, defaultContainerDiskGB, r.api, &resp.Diagnostics)
	plan.planScaling(config)
	plan.planWorkers(ctx, config, &resp.Diagnostics)
	if state != nil {
		if replaced := replacements(plan, state); len(replaced) > 0 {
			resp.RequiresReplace = append(resp.RequiresReplace, replaced...)
			resp.Diagnostics.AddAttributeWarning(replaced[0], "The endpoint gets another id and other URLs",
				fmt.Sprintf("This change replaces endpoint %q (%s): its queued jobs are cancelled, and what calls it must be told the new URLs.",
					state.Name.ValueString(), state.ID.ValueString()))
		}
	}
	if state == nil || !plan.DataCenterIDs.Equal(state.DataCenterIDs) {
		r.offers.CheckDataCenters(ctx, plan.DataCenterIDs, &resp.Diagnostics)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	plan.EstimatedCost = tfkit.EstimateUnknown()
	if inputs, ok := plan.costInputs(ctx, &resp.Diagnostics); ok {
		estimate, diags := tfkit.Estimate(ctx, r.pricing, resp.Private, earlier, inputs, cost.Estimator.Endpoint)
		resp.Diagnostics.Append(diags...)
		plan.EstimatedCost = estimate
	}
	resp.Diagnostics.Append(r.budget.Count(ctx, resp.Private, tfkit.Planned{Kind: kind, Name: plan.Name, New: state == nil, Cost: plan.EstimatedCost})...)
	resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
}

// knownContainer is the container so far. An imported endpoint cannot know its
// template, so the declared one is taken for it: what the template gave is there.
func knownContainer(state, config *model, adopted bool) *tfkit.TemplatedContainer {
	container := state.TemplatedContainer
	if adopted && container.TemplateID.IsNull() && !config.TemplateID.IsUnknown() {
		container.TemplateID = config.TemplateID
	}
	return &container
}

// replacements are the attributes whose change replaces the endpoint: RunPod
// fixes the type, and whether workers have GPUs.
func replacements(plan, state *model) path.Paths {
	var replaced path.Paths
	if !plan.Type.Equal(state.Type) {
		replaced = append(replaced, path.Root("type"))
	}
	if !plan.GPU.IsUnknown() && plan.GPU.IsNull() != state.GPU.IsNull() {
		replaced = append(replaced, path.Root("gpu"))
	}
	if !plan.CPU.IsUnknown() && plan.CPU.IsNull() != state.CPU.IsNull() {
		replaced = append(replaced, path.Root("cpu"))
	}
	return replaced
}

// planScaling fills in the default, which depends on the type.
func (m *model) planScaling(config *model) {
	m.Scaling = config.Scaling
	if !config.Scaling.IsNull() {
		return
	}
	switch {
	case m.Type.IsUnknown():
		m.Scaling = types.ObjectUnknown(scalingTypes)
	case m.Type.ValueString() == string(runpod.EndpointTypeLoadBalancer):
		m.Scaling = scalingModel{RequestCount: types.Int64Value(defaultRequestCount)}.object()
	default:
		m.Scaling = scalingModel{QueueDelaySeconds: types.Float64Value(defaultQueueDelaySeconds)}.object()
	}
}

// planWorkers fills in the defaults. The most workers are always planned, so
// that what RunPod took away from an idle endpoint is restored.
func (m *model) planWorkers(ctx context.Context, config *model, diags *diag.Diagnostics) {
	if config.Workers.IsUnknown() {
		m.Workers = types.ObjectUnknown(workersTypes)
		return
	}
	workers := workersModel{}
	if declared := tfkit.ObjectAs[workersModel](ctx, config.Workers, diags); declared != nil {
		workers = *declared
	}
	if workers.Active.IsNull() {
		workers.Active = types.Int64Value(defaultActiveWorkers)
	}
	if workers.Flex.IsNull() {
		workers.Flex = types.Int64Value(defaultFlexWorkers)
	}
	workers.Max = types.Int64Unknown()
	if !workers.Active.IsUnknown() && !workers.Flex.IsUnknown() {
		workers.Max = types.Int64Value(workers.Active.ValueInt64() + workers.Flex.ValueInt64())
	}
	if workers.IdleTimeoutSeconds.IsNull() {
		workers.IdleTimeoutSeconds = m.defaultIdleTimeout(ctx, diags)
	}
	m.Workers = workers.object()
}

// defaultIdleTimeout is null on a queue that scales on its number of requests.
func (m *model) defaultIdleTimeout(ctx context.Context, diags *diag.Diagnostics) types.Int64 {
	if m.Type.ValueString() == string(runpod.EndpointTypeLoadBalancer) {
		return types.Int64Value(defaultIdleTimeoutSeconds)
	}
	scaling := tfkit.ObjectAs[scalingModel](ctx, m.Scaling, diags)
	switch {
	case scaling == nil || m.Type.IsUnknown() || scaling.RequestCount.IsUnknown():
		return types.Int64Unknown()
	case scaling.RequestCount.IsNull():
		return types.Int64Value(defaultIdleTimeoutSeconds)
	default:
		return types.Int64Null()
	}
}

// costInputs is what the estimate is made from; ok is false while part of it is
// not known yet.
func (m *model) costInputs(ctx context.Context, diags *diag.Diagnostics) (inputs cost.Endpoint, ok bool) {
	if m.GPU.IsUnknown() || !tfkit.Known(ctx, m.Type, m.CPU, m.Workers, m.Scaling, m.ContainerDiskGB, m.Usage) {
		return cost.Endpoint{}, false
	}
	inputs = cost.Endpoint{Type: m.Type.ValueString(), ContainerDiskGB: m.ContainerDiskGB.ValueInt64()}
	if gpu := tfkit.ObjectAs[gpuModel](ctx, m.GPU, diags); gpu != nil {
		if !tfkit.Known(ctx, gpu.Pools, gpu.ExcludedTypeIDs, gpu.Count) {
			return cost.Endpoint{}, false
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
		inputs.RequestCountScaling = !scaling.RequestCount.IsNull()
	}
	if usage := tfkit.ObjectAs[usageModel](ctx, m.Usage, diags); usage != nil {
		inputs.Usage = &cost.EndpointUsage{
			RequestsPerDay:   tfkit.Decimal(usage.RequestsPerDay),
			ExecutionSeconds: tfkit.Decimal(usage.ExecutionSeconds),
			ColdStartSeconds: tfkit.Decimal(usage.ColdStartSeconds),
			ColdStartRatio:   tfkit.Decimal(usage.ColdStartRatio),
		}
	}
	return inputs, true
}

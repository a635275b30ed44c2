package endpoint

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/container"
	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/models"
	"github.com/runpod-iac/terraform-provider-runpod/internal/pricing"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// ValidateConfig refuses what Runpod would refuse, on the attribute that is
// wrong. What is not known yet counts as right.
func (r *endpointResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config model
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	config.Templated.Validate(&resp.Diagnostics)
	config.validateCompute(ctx, &resp.Diagnostics)
	config.validateWorkers(ctx, &resp.Diagnostics)
	config.validateScaling(ctx, &resp.Diagnostics)
	config.validateUsage(ctx, &resp.Diagnostics)
}

func (m *model) validateUsage(ctx context.Context, diags *diag.Diagnostics) {
	usage := tfkit.ObjectAs[pricing.Usage](ctx, m.Usage, diags)
	if usage == nil {
		return
	}
	usage.Check(path.Root("usage"), diags)
	timeout := m.ExecutionTimeoutMS.ValueInt64()
	if m.ExecutionTimeoutMS.IsNull() {
		timeout = defaultExecutionTimeoutMS
	}
	if m.ExecutionTimeoutMS.IsUnknown() || timeout <= 0 || usage.ExecutionSeconds.ValueFloat64()*1000 <= float64(timeout) {
		return
	}
	diags.AddAttributeError(path.Root("usage").AtName("execution_seconds"), "Requests exceed the execution timeout",
		fmt.Sprintf("Runpod ends a request after %d ms, but `usage` declares %s seconds per request. Raise `execution_timeout_ms`, or lower `usage.execution_seconds`.",
			timeout, cost.Number(tfkit.NullDecimal(usage.ExecutionSeconds).Decimal, 3)))
}

func (m *model) validateCompute(ctx context.Context, diags *diag.Diagnostics) {
	switch {
	case tfkit.Declared(m.GPU) && tfkit.Declared(m.CPU):
		diags.AddAttributeError(path.Root("cpu"), "Conflicting GPU and CPU",
			"`gpu` and `cpu` conflict. Remove one of them. GPU workers include vCPUs.")
	case tfkit.None(m.GPU) && tfkit.None(m.CPU):
		diags.AddAttributeError(path.Root("gpu"), "Missing GPU or CPU",
			"Set `gpu = { pools = [\"AMPERE_80\"] }` for workers with a GPU, or `cpu = [{ flavor_id = \"cpu3g\", vcpu_count = 2 }]` for workers without one.")
	}
	gpu := tfkit.ObjectAs[gpuModel](ctx, m.GPU, diags)
	if gpu != nil {
		if tfkit.Declared(gpu.AllowedCUDAVersions) && tfkit.Declared(gpu.MinCUDAVersion) {
			diags.AddAttributeError(path.Root("gpu").AtName("min_cuda_version"), "Conflicting CUDA requirements",
				"`allowed_cuda_versions` and `min_cuda_version` conflict. Keep `allowed_cuda_versions` for exact versions, or `min_cuda_version` for that version and later.")
		}
		refuseTwice(gpu.Pools.Elements(), path.Root("gpu").AtName("pools"), "GPU pool", diags)
	}
	m.validateCPU(diags)
	refuseTwice(m.CPU.Elements(), path.Root("cpu"), "CPU option", diags)
}

func (m *model) validateCPU(diags *diag.Diagnostics) {
	for i, element := range m.CPU.Elements() {
		option, _ := element.(types.Object)
		for _, name := range []string{"flavor_id", "vcpu_count"} {
			if value, ok := option.Attributes()[name]; ok && tfkit.None(value) {
				at := path.Root("cpu").AtListIndex(i).AtName(name)
				diags.AddAttributeError(at, "Missing "+at.String(), "Write each CPU option as `{ flavor_id = \"cpu3g\", vcpu_count = 2 }`.")
			}
		}
	}
}

// refuseTwice wants the elements of a list to differ.
func refuseTwice(elements []attr.Value, list path.Path, what string, diags *diag.Diagnostics) {
	for i, element := range elements {
		first := slices.IndexFunc(elements, element.Equal)
		if first == i || element.IsNull() || element.IsUnknown() {
			continue
		}
		diags.AddAttributeError(list.AtListIndex(i), "The same "+what+" twice",
			fmt.Sprintf("Element %d repeats element %d of %#q: %s. Remove one of them.", i, first, list.String(), element))
	}
}

// validateWorkers takes Runpod's own names for numbers of workers only as what follows
// from ours, as in a configuration that a CLI makes of a state.
func (m *model) validateWorkers(ctx context.Context, diags *diag.Diagnostics) {
	declared := tfkit.ObjectAs[workersModel](ctx, m.Workers, diags)
	if declared == nil {
		return
	}
	planned := declared.withDefaults()
	for name, pair := range map[string][2]types.Int64{"min": {declared.Min, planned.Active}, "max": {declared.Max, planned.sum()}} {
		if tfkit.Declared(pair[0]) && tfkit.Declared(pair[1]) && !pair[0].Equal(pair[1]) {
			at := path.Root("workers").AtName(name)
			diags.AddAttributeError(at, "Read-only attribute "+at.String(),
				"Set `active` (workers that are always on) and `flex` (additional workers on demand) instead. `min` is `active`, and `max` is `active` plus `flex`.")
		}
	}
}

func (m *model) validateScaling(ctx context.Context, diags *diag.Diagnostics) {
	scaling := tfkit.ObjectAs[scalingModel](ctx, m.Scaling, diags)
	if scaling == nil {
		return
	}
	switch {
	case tfkit.Declared(scaling.QueueDelaySeconds) && tfkit.Declared(scaling.RequestCount):
		diags.AddAttributeError(path.Root("scaling").AtName("request_count"), "Conflicting scaling settings",
			"An endpoint scales on either `queue_delay_seconds` or `request_count`. Remove one of them.")
		return
	case m.Type.IsUnknown():
		return
	}
	balancer := m.Type.ValueString() == string(runpod.EndpointTypeLoadBalancer)
	if balancer && tfkit.Declared(scaling.QueueDelaySeconds) {
		diags.AddAttributeError(path.Root("scaling").AtName("queue_delay_seconds"), "A load balancer has no queue",
			"A `LOAD_BALANCER` scales only on requests. Set `scaling = { request_count = 4 }`, or set `type = \"QUEUE\"`.")
	}
	workers := tfkit.ObjectAs[workersModel](ctx, m.Workers, diags)
	if !balancer && tfkit.Declared(scaling.RequestCount) && workers != nil && tfkit.Declared(workers.IdleTimeoutSeconds) {
		diags.AddAttributeError(path.Root("workers").AtName("idle_timeout_seconds"), "No idle timeout with this scaling",
			"A `QUEUE` that scales on `request_count` has no idle timeout. Remove `idle_timeout_seconds`, or scale on `queue_delay_seconds`.")
	}
}

// ModifyPlan fills in what can be known before the apply, the cost above all,
// and says what a change does to the endpoint.
func (r *endpointResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var plan, state, config *model
	resp.Diagnostics.Append(models.Get(ctx, req.Plan, &plan)...)
	resp.Diagnostics.Append(models.Get(ctx, req.State, &state)...)
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &config)...)
	if resp.Diagnostics.HasError() || plan == nil || r.account == nil {
		return
	}
	planned := pricing.Planned[cost.Endpoint]{Name: plan.Name}
	var before *container.Templated
	if state != nil {
		origin := tfkit.OriginFrom(ctx, req.Private, &resp.Diagnostics)
		before = new(state.Known(config.Templated, origin))
		planned.Earlier, planned.Before = new(state.EstimatedCost), state.costInputs(ctx, &resp.Diagnostics)
	}
	template := plan.Templated.Plan(ctx, config.Templated, before, cost.DefaultEndpointDiskGB, r.account.Templates, &resp.Diagnostics)
	plan.CPU = config.CPU // the framework plans an object in place of a null element
	r.labels.Plan(ctx, config.Fields, &plan.Fields, state.fields(), req.Private, &resp.Diagnostics)
	plan.planScaling(ctx, config, &resp.Diagnostics)
	plan.planWorkers(ctx, config, &resp.Diagnostics)
	declared, kept := *plan, (*model)(nil)
	*plan = tfkit.Plain(ctx, *plan)
	known := types.SetNull(types.StringType)
	if state != nil {
		kept = new(*state)
		*state = tfkit.Plain(ctx, *state)
		known = state.DataCenterIDs
		if replaced := replacements(plan, state); len(replaced) > 0 {
			resp.RequiresReplace = append(resp.RequiresReplace, replaced...)
			resp.Diagnostics.AddAttributeWarning(replaced[0], tfkit.Naming("The endpoint will be replaced", state.Name),
				fmt.Sprintf("This change replaces endpoint %q (%s): its ID and URLs change, and its queued jobs are cancelled. Update every client of the endpoint.",
					state.Name.ValueString(), state.ID.ValueString()))
		} else {
			plan.WarnOfKeptCommand(tfkit.Plain(ctx, *before), Kind.Name, state.Name, &resp.Diagnostics)
		}
	}
	tfkit.RejectUnavailableDataCenters(ctx, r.account.Availability, plan.DataCenterIDs, known, &resp.Diagnostics)
	plan.rejectUnavailableCPUs(ctx, state, r.account.Availability, &resp.Diagnostics)
	stays := state
	if len(resp.RequiresReplace) > 0 {
		stays = nil
	}
	template.RejectKind(true, "an endpoint", &resp.Diagnostics)
	r.rejectReferences(ctx, plan, stays, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	planned.Demand = plan.demand(ctx, state, stays, &resp.Diagnostics)
	inputs := plan.costInputs(ctx, &resp.Diagnostics)
	plan.EstimatedService = pricing.PlannedService(ctx, inputs, &resp.Diagnostics)
	plan.EstimatedCost = r.estimates.Plan(ctx, resp.Private, planned, inputs, &resp.Diagnostics)
	resp.Diagnostics.Append(models.SetPlan(ctx, &resp.Plan, tfkit.Spelled(ctx, declared, kept, *plan))...)
}

// demand is what the plan asks of the account. stays is the state of an endpoint that is
// not replaced.
func (m *model) demand(ctx context.Context, state, stays *model, diags *diag.Diagnostics) pricing.Demand {
	var d pricing.Demand
	workers := tfkit.ObjectAs[workersModel](ctx, m.Workers, diags)
	if workers == nil {
		return d
	}
	d.Workers, d.Starts = workers.Max.ValueInt64(), workers.Min.ValueInt64() > 0
	if state != nil {
		d.ID = state.ID.ValueString()
		if before := tfkit.ObjectAs[workersModel](ctx, state.Workers, diags); before != nil {
			d.WorkersBefore = before.Max.ValueInt64()
			d.Starts = workers.Min.ValueInt64() > 0 && stays == nil || workers.Min.ValueInt64() > before.Min.ValueInt64()
		}
	}
	return d
}

// replacements are the attributes whose change replaces the endpoint: Runpod
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
func (m *model) planScaling(ctx context.Context, config *model, diags *diag.Diagnostics) {
	m.Scaling = config.Scaling
	declared := tfkit.ObjectAs[scalingModel](ctx, config.Scaling, diags)
	undecided := scalingModel{QueueDelaySeconds: types.Float64Unknown(), RequestCount: types.Int64Unknown()}.object()
	switch {
	case config.Scaling.IsUnknown():
	case declared != nil && (tfkit.Declared(declared.QueueDelaySeconds) || tfkit.Declared(declared.RequestCount)):
	case declared != nil && (m.Type.IsUnknown() || !tfkit.None(declared.QueueDelaySeconds) || !tfkit.None(declared.RequestCount)):
		m.Scaling = undecided // what is declared may turn out to be null, which leaves it to the default
	case m.Type.IsUnknown():
		m.Scaling = types.ObjectUnknown(scalingTypes)
	case m.Type.ValueString() == string(runpod.EndpointTypeLoadBalancer):
		m.Scaling = scalingModel{RequestCount: types.Int64Value(cost.DefaultRequestCount)}.object()
	default:
		m.Scaling = scalingModel{QueueDelaySeconds: types.Float64Value(cost.DefaultQueueDelaySeconds)}.object()
	}
}

// planWorkers fills in the defaults. The maximum number of workers is always planned, so
// that what Runpod took away from an idle endpoint is restored.
func (m *model) planWorkers(ctx context.Context, config *model, diags *diag.Diagnostics) {
	if config.Workers.IsUnknown() {
		m.Workers = types.ObjectUnknown(workersTypes)
		return
	}
	workers := workersModel{}
	if declared := tfkit.ObjectAs[workersModel](ctx, config.Workers, diags); declared != nil {
		workers = *declared
	}
	workers = workers.withDefaults()
	if workers.Min.IsNull() {
		workers.Min = workers.Active
	}
	if workers.Max.IsNull() {
		workers.Max = workers.sum()
	}
	if workers.IdleTimeoutSeconds.IsNull() {
		workers.IdleTimeoutSeconds = m.defaultIdleTimeout(ctx, diags)
	}
	m.Workers = workers.object()
}

// defaultIdleTimeout is null on a queue that scales on its number of requests.
func (m *model) defaultIdleTimeout(ctx context.Context, diags *diag.Diagnostics) types.Int64 {
	if m.Type.ValueString() == string(runpod.EndpointTypeLoadBalancer) {
		return types.Int64Value(cost.DefaultIdleTimeoutSeconds)
	}
	scaling := tfkit.ObjectAs[scalingModel](ctx, m.Scaling, diags)
	switch {
	case scaling == nil || m.Type.IsUnknown() || scaling.RequestCount.IsUnknown():
		return types.Int64Unknown()
	case scaling.RequestCount.IsNull():
		return types.Int64Value(cost.DefaultIdleTimeoutSeconds)
	default:
		return types.Int64Null()
	}
}

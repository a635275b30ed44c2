package estimate

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/pricing"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

type sizingModel struct {
	Type            types.String `tfsdk:"type"`
	GPU             types.Object `tfsdk:"gpu"`
	CPU             types.List   `tfsdk:"cpu"`
	ContainerDiskGB types.Int64  `tfsdk:"container_disk_gb"`
	FlashBoot       types.String `tfsdk:"flashboot"`
	Usage           types.Object `tfsdk:"usage"`
	Target          types.Object `tfsdk:"target"`
	MaxWorkers      types.Int64  `tfsdk:"max_workers"`

	Workers          types.Object `tfsdk:"workers"`
	Scaling          types.Object `tfsdk:"scaling"`
	MonthlyUSD       types.Number `tfsdk:"monthly_usd"`
	MonthlyMaxUSD    types.Number `tfsdk:"monthly_max_usd"`
	EstimatedService types.Object `tfsdk:"estimated_service"`
	Summary          types.String `tfsdk:"summary"`
	Notes            types.List   `tfsdk:"notes"`
	PriceSource      types.String `tfsdk:"price_source"`
	Alternatives     types.List   `tfsdk:"alternatives"`
}

type targetInput struct {
	WaitP95Seconds types.Float64 `tfsdk:"wait_p95_seconds"`
	BurstSeconds   types.Float64 `tfsdk:"burst_seconds"`
}

var (
	sizedWorkers    = tfkit.AttrTypes(sizedAttributes()["workers"])
	sizedScaling    = tfkit.AttrTypes(sizedAttributes()["scaling"])
	alternativeType = types.ObjectType{AttrTypes: tfkit.AttrTypes(tfkit.ComputedObject("", alternativeAttributes()))}
)

// validate refuses what no simulation can answer, on the attribute that is wrong.
func (m *sizingModel) validate(ctx context.Context, diags *diag.Diagnostics) {
	if tfkit.Known(ctx, m.GPU, m.CPU) {
		m.input(ctx, diags).endpoint(ctx, element{path: path.Empty(), diags: diags}, &assumed{})
	}
	usage, target := tfkit.ObjectAs[pricing.Usage](ctx, m.Usage, diags), tfkit.ObjectAs[targetInput](ctx, m.Target, diags)
	if usage != nil {
		validateSizingUsage(*usage, diags)
	}
	if target == nil {
		return
	}
	if tfkit.None(target.WaitP95Seconds) && tfkit.None(target.BurstSeconds) {
		diags.AddAttributeError(path.Root("target"), "Missing target",
			"Set how long requests may wait: `target = { wait_p95_seconds = 10 }`, or, for traffic in bursts, `target = { burst_seconds = 60 }`.")
	}
	if usage == nil || !tfkit.Declared(target.BurstSeconds) || usage.Traffic.IsUnknown() || usage.BurstSize.IsUnknown() {
		return
	}
	if usage.Traffic.ValueString() != cost.TrafficBursts || usage.BurstSize.ValueInt64() == 1 {
		diags.AddAttributeError(path.Root("target").AtName("burst_seconds"), "Burst target without bursts",
			"Set `usage.traffic` to \"BURSTS\" and `usage.burst_size` to how many requests come at once, 2 or more; or set `target.wait_p95_seconds` instead.")
	}
}

func validateSizingUsage(usage pricing.Usage, diags *diag.Diagnostics) {
	at := path.Root("usage")
	if tfkit.Declared(usage.ColdStartRatio) {
		diags.AddAttributeError(at.AtName("cold_start_ratio"), "Measured cold starts cannot be simulated",
			"Workers are sized by a simulation, which finds that share itself: remove `cold_start_ratio`. To say how long a cold start takes, set `cold_start_seconds` or `model`.")
		return
	}
	usage.Check(at, diags)
	if tfkit.Declared(usage.RequestsPerDay) && usage.RequestsPerDay.ValueFloat64() == 0 { // below it, the schema refuses it
		diags.AddAttributeError(at.AtName("requests_per_day"), "No requests to size workers for", "Set `requests_per_day` above 0.")
	}
}

// input is what was declared of the endpoint, but its usage, which may not be known yet.
func (m *sizingModel) input(ctx context.Context, diags *diag.Diagnostics) endpointInput {
	return endpointInput{
		Type: m.Type.ValueStringPointer(), GPU: tfkit.ObjectAs[endpointGPUInput](ctx, m.GPU, diags), CPU: m.CPU,
		ContainerDiskGB: m.ContainerDiskGB.ValueInt64Pointer(), FlashBoot: m.FlashBoot.ValueStringPointer(),
	}
}

// sizing is the question, without its maximum of workers, and what it assumes. It has been validated.
func (m *sizingModel) sizing(ctx context.Context, diags *diag.Diagnostics) (cost.Sizing, assumed) {
	var of assumed
	sizing := cost.Sizing{Endpoint: m.input(ctx, diags).endpoint(ctx, element{path: path.Empty(), diags: diags}, &of)}
	sizing.Endpoint.Name = "" // there is none
	if usage := tfkit.ObjectAs[pricing.Usage](ctx, m.Usage, diags); usage != nil {
		sizing.Endpoint.Usage = usage.Cost(ctx, diags)
	}
	if target := tfkit.ObjectAs[targetInput](ctx, m.Target, diags); target != nil {
		sizing.WaitP95Seconds, sizing.BurstSeconds = tfkit.NullDecimal(target.WaitP95Seconds), tfkit.NullDecimal(target.BurstSeconds)
	}
	return sizing, of
}

// notes say what a sizing assumes.
func (a assumed) notes() []string {
	all := slices.Concat(a.rate, a.disk)
	if len(all) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("not declared, so assumed: %s", strings.Join(all, ", "))}
}

// compute is the attribute that workers are priced by.
func (m *sizingModel) compute() path.Path {
	if m.GPU.IsNull() {
		return path.Root("cpu")
	}
	return path.Root("gpu")
}

func (m *sizingModel) set(ctx context.Context, q cost.Sizing, r cost.SizingResult, notes []string, diags *diag.Diagnostics) {
	best := r.Best
	m.Workers, m.Scaling = workersAndScaling(best.Endpoint)
	m.MonthlyUSD, m.MonthlyMaxUSD = pricing.Cents(best.Estimate.Monthly), pricing.Cents(best.Estimate.MonthlyMax)
	m.EstimatedService = pricing.Service(ctx, &best.Service, diags)
	m.Summary, m.PriceSource = types.StringValue(best.Summary), tfkit.StringOrNull(best.Estimate.PriceSource)
	m.Notes = tfkit.StringList(slices.Concat(r.Notes, notes))
	alternatives := make([]attr.Value, 0, len(r.Alternatives))
	for _, a := range r.Alternatives {
		workers, scaling := workersAndScaling(a.Endpoint)
		alternatives = append(alternatives, types.ObjectValueMust(alternativeType.AttrTypes, map[string]attr.Value{
			"workers": workers, "scaling": scaling, "monthly_usd": pricing.Cents(a.Estimate.Monthly), "summary": types.StringValue(a.Summary),
			"wait_p95_seconds": tfkit.NullNumber(a.Service.WaitP95), "burst_seconds": tfkit.NullNumber(a.Service.BurstSeconds),
			"meets_target": types.BoolValue(q.Meets(a.Service)),
		}))
	}
	m.Alternatives = types.ListValueMust(alternativeType, alternatives)
}

// workersAndScaling are in the shapes of the endpoint.
func workersAndScaling(p cost.Endpoint) (workers, scaling types.Object) {
	idle, requests, delay := types.Int64Value(p.IdleTimeoutSeconds), types.Int64Null(), types.Float64Null()
	switch {
	case p.RequestCount == 0:
		delay = types.Float64Value(p.QueueDelaySeconds.Decimal.InexactFloat64())
	case p.Type == cost.EndpointLoadBalancer:
		requests = types.Int64Value(p.RequestCount)
	default:
		requests, idle = types.Int64Value(p.RequestCount), types.Int64Null()
	}
	workers = types.ObjectValueMust(sizedWorkers, map[string]attr.Value{
		"active": types.Int64Value(p.ActiveWorkers), "flex": types.Int64Value(p.FlexWorkers), "idle_timeout_seconds": idle,
	})
	scaling = types.ObjectValueMust(sizedScaling, map[string]attr.Value{"queue_delay_seconds": delay, "request_count": requests})
	return workers, scaling
}

// firstChoice is the pool or the flavor that is expected.
func firstChoice(e cost.Endpoint) types.String {
	switch {
	case len(e.Pools) > 0:
		return types.StringValue(e.Pools[0])
	case len(e.CPUs) > 0:
		return types.StringValue(e.CPUs[0].FlavorID)
	}
	return types.StringNull()
}

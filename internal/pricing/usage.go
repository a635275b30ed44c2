package pricing

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// Usage is the declared traffic of an endpoint, as `usage` of the resource and of the data sources have it, and
// `workload` of the comparison.
type Usage struct {
	RequestsPerDay   types.Float64 `tfsdk:"requests_per_day"`
	ExecutionSeconds types.Float64 `tfsdk:"execution_seconds"`
	Traffic          types.String  `tfsdk:"traffic"`
	BurstSize        types.Int64   `tfsdk:"burst_size"`
	HoursPerDay      types.Float64 `tfsdk:"hours_per_day"`
	Concurrency      types.Int64   `tfsdk:"concurrency"`
	Model            types.Object  `tfsdk:"model"`
	ColdStartSeconds types.Float64 `tfsdk:"cold_start_seconds"`
	ColdStartRatio   types.Float64 `tfsdk:"cold_start_ratio"`
}

type loadedModel struct {
	SizeGB   types.Float64 `tfsdk:"size_gb"`
	Location types.String  `tfsdk:"location"`
}

// Cost is the usage as estimates take it. All of it must be known.
func (u Usage) Cost(ctx context.Context, diags *diag.Diagnostics) *cost.EndpointUsage {
	usage := &cost.EndpointUsage{
		RequestsPerDay: tfkit.NullDecimal(u.RequestsPerDay).Decimal, ExecutionSeconds: tfkit.NullDecimal(u.ExecutionSeconds).Decimal,
		Traffic: u.Traffic.ValueString(), BurstSize: u.BurstSize.ValueInt64(), HoursPerDay: tfkit.NullDecimal(u.HoursPerDay),
		Concurrency:      u.Concurrency.ValueInt64(),
		ColdStartSeconds: tfkit.NullDecimal(u.ColdStartSeconds), ColdStartRatio: tfkit.NullDecimal(u.ColdStartRatio),
	}
	if m := tfkit.ObjectAs[loadedModel](ctx, u.Model, diags); m != nil {
		usage.Model = &cost.Model{SizeGB: tfkit.NullDecimal(m.SizeGB).Decimal, Location: m.Location.ValueString()}
	}
	return usage
}

// Check refuses what contradicts itself, on the attribute that is wrong. What is not known yet counts as right.
func (u Usage) Check(at path.Path, diags *diag.Diagnostics) {
	bursts := u.Traffic.ValueString() == cost.TrafficBursts
	switch {
	case bursts && u.BurstSize.IsNull():
		diags.AddAttributeError(at.AtName("burst_size"), "Missing "+at.AtName("burst_size").String(),
			"`traffic = \"BURSTS\"` requires the number of requests that come at once. Set `burst_size = 30`, or `traffic = \"STEADY\"`.")
	case tfkit.Declared(u.BurstSize) && !bursts && !u.Traffic.IsUnknown():
		diags.AddAttributeError(at.AtName("burst_size"), "Burst size without bursts",
			"Steady traffic has no bursts. Set `traffic = \"BURSTS\"`, or remove `burst_size`.")
	}
	if !tfkit.Declared(u.ColdStartRatio) {
		return
	}
	const detail = "A measured `cold_start_ratio` replaces the traffic simulation, and this attribute applies only to the simulation. Remove one of them."
	for name, set := range map[string]bool{
		"traffic": bursts, "hours_per_day": tfkit.Declared(u.HoursPerDay), "concurrency": tfkit.Declared(u.Concurrency),
	} {
		if set {
			diags.AddAttributeError(at.AtName(name), at.AtName(name).String()+" with a measured share of cold starts", detail)
		}
	}
}

// serviceModel is the attribute `estimated_service`.
type serviceModel struct {
	WaitP50Seconds     types.Number `tfsdk:"wait_p50_seconds"`
	WaitP95Seconds     types.Number `tfsdk:"wait_p95_seconds"`
	WaitLongestSeconds types.Number `tfsdk:"wait_longest_seconds"`
	BurstSeconds       types.Number `tfsdk:"burst_seconds"`
	ColdStartRatio     types.Number `tfsdk:"cold_start_ratio"`
	PeakWorkers        types.Number `tfsdk:"peak_workers"`
	BusyRatio          types.Number `tfsdk:"busy_ratio"`
	Summary            types.String `tfsdk:"summary"`
}

// ServiceTypes are the attributes of `estimated_service`.
var ServiceTypes = tfkit.AttrTypes(ServiceAttribute())

// Service makes a service Terraform's: null where there is none.
func Service(ctx context.Context, s *cost.Service, diags *diag.Diagnostics) types.Object {
	if s == nil {
		return types.ObjectNull(ServiceTypes)
	}
	value, d := types.ObjectValueFrom(ctx, ServiceTypes, serviceModel{
		WaitP50Seconds: tfkit.NullNumber(s.WaitP50), WaitP95Seconds: tfkit.NullNumber(s.WaitP95), WaitLongestSeconds: tfkit.NullNumber(s.WaitLongest),
		BurstSeconds: tfkit.NullNumber(s.BurstSeconds), ColdStartRatio: tfkit.NullNumber(s.ColdStartRatio),
		PeakWorkers: tfkit.NullNumber(s.PeakWorkers), BusyRatio: tfkit.NullNumber(s.BusyRatio), Summary: types.StringValue(s.Summary),
	})
	diags.Append(d...)
	return value
}

// PlannedService is the service of an endpoint in a plan: unknown while part of its inputs is.
func PlannedService(ctx context.Context, inputs *cost.Endpoint, diags *diag.Diagnostics) types.Object {
	if inputs == nil {
		return types.ObjectUnknown(ServiceTypes)
	}
	return Service(ctx, inputs.Service(), diags)
}

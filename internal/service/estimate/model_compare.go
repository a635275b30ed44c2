package estimate

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/pricing"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

type comparisonModel struct {
	GPUTypeID          types.String  `tfsdk:"gpu_type_id"`
	GPUCount           types.Int64   `tfsdk:"gpu_count"`
	Cloud              types.String  `tfsdk:"cloud"`
	Workload           types.Object  `tfsdk:"workload"`
	Storage            types.Object  `tfsdk:"storage"`
	PodUSDPerHour      types.Float64 `tfsdk:"pod_usd_per_hour"`
	FlexUSDPerSecond   types.Float64 `tfsdk:"flex_usd_per_second"`
	ActiveUSDPerSecond types.Float64 `tfsdk:"active_usd_per_second"`

	PodMonthlyUSD            types.Number `tfsdk:"pod_monthly_usd"`
	StoppedPodMonthlyUSD     types.Number `tfsdk:"stopped_pod_monthly_usd"`
	FlexMonthlyUSD           types.Number `tfsdk:"flex_monthly_usd"`
	ActiveMonthlyUSD         types.Number `tfsdk:"active_monthly_usd"`
	PodsNeeded               types.Number `tfsdk:"pods_needed"`
	FlexWorkers              types.Number `tfsdk:"flex_workers"`
	BusyHoursPerDay          types.Number `tfsdk:"busy_hours_per_day"`
	BreakEvenHoursPerDay     types.Number `tfsdk:"break_even_hours_per_day"`
	BreakEvenBusyHoursPerDay types.Number `tfsdk:"break_even_busy_hours_per_day"`
	EstimatedService         types.Object `tfsdk:"estimated_service"`
	PodEstimatedService      types.Object `tfsdk:"pod_estimated_service"`
	Burst                    types.List   `tfsdk:"burst"`
	Cheapest                 types.String `tfsdk:"cheapest"`
	CheapestOnDemand         types.String `tfsdk:"cheapest_on_demand"`
	Recommendation           types.String `tfsdk:"recommendation"`
	Notes                    types.List   `tfsdk:"notes"`
	PriceSource              types.String `tfsdk:"price_source"`
}

// workloadInput is the usage of an endpoint, with what an endpoint says elsewhere.
type workloadInput struct {
	pricing.Usage
	IdleTimeoutSeconds types.Int64 `tfsdk:"idle_timeout_seconds"`
}

type storageInput struct {
	ContainerDiskGB types.Int64 `tfsdk:"container_disk_gb"`
	VolumeDiskGB    types.Int64 `tfsdk:"volume_disk_gb"`
	NetworkVolumeGB types.Int64 `tfsdk:"network_volume_gb"`
}

func (m *comparisonModel) comparison(ctx context.Context, diags *diag.Diagnostics) cost.Comparison {
	c := cost.Comparison{
		GPUTypeID:          m.GPUTypeID.ValueString(),
		GPUCount:           m.GPUCount.ValueInt64(),
		Cloud:              m.Cloud.ValueString(),
		PodUSDPerHour:      tfkit.NullDecimal(m.PodUSDPerHour),
		FlexUSDPerSecond:   tfkit.NullDecimal(m.FlexUSDPerSecond),
		ActiveUSDPerSecond: tfkit.NullDecimal(m.ActiveUSDPerSecond),
		IdleTimeoutSeconds: cost.DefaultIdleTimeoutSeconds,
	}
	if w := tfkit.ObjectAs[workloadInput](ctx, m.Workload, diags); w != nil {
		c.Workload = w.Cost(ctx, diags)
		if !w.IdleTimeoutSeconds.IsNull() {
			c.IdleTimeoutSeconds = w.IdleTimeoutSeconds.ValueInt64()
		}
	}
	if s := tfkit.ObjectAs[storageInput](ctx, m.Storage, diags); s != nil {
		c.Storage = cost.ComparisonStorage{
			ContainerDiskGB: s.ContainerDiskGB.ValueInt64(), VolumeDiskGB: s.VolumeDiskGB.ValueInt64(), NetworkVolumeGB: s.NetworkVolumeGB.ValueInt64(),
		}
	}
	return c
}

// setResult rounds dollars to cents and hours to two decimals, both half up.
func (m *comparisonModel) setResult(ctx context.Context, r cost.ComparisonResult, diags *diag.Diagnostics) {
	m.PodMonthlyUSD, m.StoppedPodMonthlyUSD = pricing.Cents(r.PodMonthly), pricing.Cents(r.StoppedPodMonthly)
	m.FlexMonthlyUSD, m.ActiveMonthlyUSD = pricing.Cents(r.FlexMonthly), pricing.Cents(r.ActiveMonthly)
	m.PodsNeeded, m.FlexWorkers = tfkit.Number(r.PodsNeeded), types.NumberNull()
	if r.FlexWorkers > 0 {
		m.FlexWorkers = wholeNumber(r.FlexWorkers)
	}
	m.BusyHoursPerDay = pricing.Cents(r.BusyHoursPerDay)
	m.BreakEvenHoursPerDay, m.BreakEvenBusyHoursPerDay = pricing.Cents(r.BreakEvenHoursPerDay), pricing.Cents(r.BreakEvenBusyHoursPerDay)
	m.EstimatedService, m.PodEstimatedService = pricing.Service(ctx, r.FlexService, diags), pricing.Service(ctx, r.AlwaysOnService, diags)
	m.Burst = burstList(r.Burst)
	m.Cheapest, m.CheapestOnDemand = tfkit.StringOrNull(r.Cheapest), tfkit.StringOrNull(r.CheapestOnDemand)
	m.Recommendation, m.PriceSource = types.StringValue(r.Recommendation), types.StringValue(r.PriceSource)
	m.Notes = tfkit.StringList(slices.Concat(r.Warnings, r.Notes))
}

var burstType = types.ObjectType{AttrTypes: tfkit.AttrTypes(burstAttribute())}

// burstList is null without bursts.
func burstList(ways []cost.BurstWay) types.List {
	if len(ways) == 0 {
		return types.ListNull(burstType)
	}
	list := make([]attr.Value, len(ways))
	for i, w := range ways {
		list[i] = types.ObjectValueMust(burstType.AttrTypes, map[string]attr.Value{
			"way":                     types.StringValue(w.Way),
			"count":                   wholeNumber(w.Count),
			"seconds_to_serve_all":    tfkit.NullNumber(w.Seconds),
			"usd_per_burst":           pricing.Cents(w.USD),
			"monthly_usd":             pricing.Cents(w.ReadyMonthly),
			"monthly_with_bursts_usd": pricing.Cents(w.Monthly),
			"obstacle":                tfkit.StringOrNull(w.Obstacle),
		})
	}
	return types.ListValueMust(burstType, list)
}

func wholeNumber(n int64) types.Number { return tfkit.Number(decimal.NewFromInt(n)) }

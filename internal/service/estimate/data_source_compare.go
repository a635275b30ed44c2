package estimate

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/pricing"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

type podVsServerless struct {
	prices *pricing.PriceBook
}

var _ datasource.DataSourceWithConfigure = (*podVsServerless)(nil)

// NewPodVsServerlessDataSource makes `runpod_pod_vs_serverless`.
func NewPodVsServerlessDataSource() datasource.DataSource { return &podVsServerless{} }

func (d *podVsServerless) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_pod_vs_serverless"
}

func (d *podVsServerless) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = podVsServerlessSchema()
}

func (d *podVsServerless) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if data := service.ProviderDataFrom(req.ProviderData, &resp.Diagnostics); data != nil {
		d.prices = data.Prices
	}
}

type comparisonModel struct {
	GPUTypeID          types.String   `tfsdk:"gpu_type_id"`
	GPUCount           types.Int64    `tfsdk:"gpu_count"`
	Cloud              types.String   `tfsdk:"cloud"`
	Workload           *workloadInput `tfsdk:"workload"`
	Storage            *storageInput  `tfsdk:"storage"`
	PodUSDPerHour      types.Float64  `tfsdk:"pod_usd_per_hour"`
	FlexUSDPerSecond   types.Float64  `tfsdk:"flex_usd_per_second"`
	ActiveUSDPerSecond types.Float64  `tfsdk:"active_usd_per_second"`

	PodMonthlyUSD            types.Number `tfsdk:"pod_monthly_usd"`
	StoppedPodMonthlyUSD     types.Number `tfsdk:"stopped_pod_monthly_usd"`
	FlexMonthlyUSD           types.Number `tfsdk:"flex_monthly_usd"`
	ActiveMonthlyUSD         types.Number `tfsdk:"active_monthly_usd"`
	BusyHoursPerDay          types.Number `tfsdk:"busy_hours_per_day"`
	BreakEvenHoursPerDay     types.Number `tfsdk:"break_even_hours_per_day"`
	BreakEvenBusyHoursPerDay types.Number `tfsdk:"break_even_busy_hours_per_day"`
	Cheapest                 types.String `tfsdk:"cheapest"`
	Recommendation           types.String `tfsdk:"recommendation"`
	Notes                    types.List   `tfsdk:"notes"`
	PriceSource              types.String `tfsdk:"price_source"`
}

type workloadInput struct {
	RequestsPerDay     types.Float64 `tfsdk:"requests_per_day"`
	ExecutionSeconds   types.Float64 `tfsdk:"execution_seconds"`
	ColdStartSeconds   types.Float64 `tfsdk:"cold_start_seconds"`
	ColdStartRatio     types.Float64 `tfsdk:"cold_start_ratio"`
	IdleTimeoutSeconds types.Float64 `tfsdk:"idle_timeout_seconds"`
}

type storageInput struct {
	ContainerDiskGB types.Int64 `tfsdk:"container_disk_gb"`
	VolumeDiskGB    types.Int64 `tfsdk:"volume_disk_gb"`
	NetworkVolumeGB types.Int64 `tfsdk:"network_volume_gb"`
}

func (d *podVsServerless) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m comparisonModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if d.prices.Unknown() {
		resp.Diagnostics.AddWarning("Costs cannot be compared yet", pricingUnknown)
		// Without prices the comparison still knows the busy hours.
		result := cost.Estimator{Settings: d.prices.Settings()}.PodVsServerless(m.comparison())
		m.setResult(cost.ComparisonResult{
			BusyHoursPerDay: result.BusyHoursPerDay, Recommendation: "Unknown: " + pricingUnknown + ".", Notes: []string{pricingUnknown},
		})
		resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
		return
	}
	estimator, diags := d.prices.Estimator(ctx)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	result := estimator.PodVsServerless(m.comparison())
	tfkit.AddWarnings(&resp.Diagnostics, path.Root("gpu_type_id"), tfkit.Naming("Not everything can be compared", m.GPUTypeID), result.Warnings)
	m.qualify(&result)
	m.setResult(result)
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}

func (m *comparisonModel) comparison() cost.Comparison {
	c := cost.Comparison{
		GPUTypeID:          m.GPUTypeID.ValueString(),
		GPUCount:           m.GPUCount.ValueInt64(),
		Cloud:              m.Cloud.ValueString(),
		PodUSDPerHour:      tfkit.NullDecimal(m.PodUSDPerHour),
		FlexUSDPerSecond:   tfkit.NullDecimal(m.FlexUSDPerSecond),
		ActiveUSDPerSecond: tfkit.NullDecimal(m.ActiveUSDPerSecond),
	}
	if w := m.Workload; w != nil {
		c.Workload = cost.Workload{
			RequestsPerDay: tfkit.NullDecimal(w.RequestsPerDay).Decimal, ExecutionSeconds: tfkit.NullDecimal(w.ExecutionSeconds).Decimal,
			ColdStartSeconds: tfkit.NullDecimal(w.ColdStartSeconds).Decimal, ColdStartRatio: tfkit.NullDecimal(w.ColdStartRatio).Decimal,
			IdleTimeoutSeconds: tfkit.NullDecimal(w.IdleTimeoutSeconds).Decimal,
		}
	}
	if s := m.Storage; s != nil {
		c.Storage = cost.ComparisonStorage{
			ContainerDiskGB: s.ContainerDiskGB.ValueInt64(), VolumeDiskGB: s.VolumeDiskGB.ValueInt64(), NetworkVolumeGB: s.NetworkVolumeGB.ValueInt64(),
		}
	}
	return c
}

// qualify takes back what rests on a workload that is not declared, and says
// what one that is declared leaves open.
func (m *comparisonModel) qualify(r *cost.ComparisonResult) {
	switch w := m.Workload; {
	case w == nil:
		r.Recommendation = withoutWorkload(r)
		r.Notes = []string{"workload is not declared, so what flex workers and a pod that is stopped when unused cost is not known"}
		r.StoppedPodMonthly, r.FlexMonthly, r.BreakEvenBusyHoursPerDay = decimal.NullDecimal{}, decimal.NullDecimal{}, decimal.NullDecimal{}
		r.Cheapest = ""
	case w.IdleTimeoutSeconds.IsNull() && w.ColdStartRatio.ValueFloat64() > 0:
		r.Notes = append(r.Notes, "workload.idle_timeout_seconds is not declared, so no idle time is counted on flex workers")
	}
}

// setResult rounds dollars to cents and hours to two decimals, both half up.
func (m *comparisonModel) setResult(r cost.ComparisonResult) {
	m.PodMonthlyUSD, m.StoppedPodMonthlyUSD = pricing.Cents(r.PodMonthly), pricing.Cents(r.StoppedPodMonthly)
	m.FlexMonthlyUSD, m.ActiveMonthlyUSD = pricing.Cents(r.FlexMonthly), pricing.Cents(r.ActiveMonthly)
	m.BusyHoursPerDay = pricing.Cents(decimal.NullDecimal{Decimal: r.BusyHoursPerDay, Valid: m.Workload != nil})
	m.BreakEvenHoursPerDay, m.BreakEvenBusyHoursPerDay = pricing.Cents(r.BreakEvenHoursPerDay), pricing.Cents(r.BreakEvenBusyHoursPerDay)
	m.Cheapest = types.StringNull()
	if r.Cheapest != "" {
		m.Cheapest = types.StringValue(r.Cheapest)
	}
	m.Recommendation, m.PriceSource = types.StringValue(r.Recommendation), types.StringValue(r.PriceSource)
	m.Notes = tfkit.StringList(slices.Concat(r.Warnings, r.Notes))
}

func withoutWorkload(r *cost.ComparisonResult) string {
	const declare = "Declare workload to see what each way costs."
	if !r.BreakEvenHoursPerDay.Valid {
		return "Without prices for both there is no break-even. " + declare
	}
	return fmt.Sprintf("By compute alone, a pod that is left on beats flex workers above %s busy hours a day. %s",
		cost.Number(r.BreakEvenHoursPerDay.Decimal, 2), declare)
}

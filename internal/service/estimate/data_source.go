// Package estimate answers what a configuration costs, without an account: the
// data sources `runpod_cost_estimate` and `runpod_pod_vs_serverless`, and the
// functions behind their arithmetic. With an account, `runpod_cost_actuals` sets
// the bill beside it.
package estimate

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/models"
	"github.com/runpod-iac/terraform-provider-runpod/internal/pricing"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// pricingUnknown is the note, and the warning, of a data source that has to
// answer while the provider's `pricing` is not known yet.
const pricingUnknown = "the provider's `pricing` is known only after apply, so nothing can be priced in this plan: set it to values that are known at plan"

type costEstimate struct {
	prices *pricing.PriceBook
	budget *pricing.Budget
}

var (
	_ datasource.DataSourceWithConfigure      = (*costEstimate)(nil)
	_ datasource.DataSourceWithValidateConfig = (*costEstimate)(nil)
)

// NewCostEstimateDataSource makes `runpod_cost_estimate`.
func NewCostEstimateDataSource() datasource.DataSource { return &costEstimate{} }

func (d *costEstimate) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_cost_estimate"
}

func (d *costEstimate) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = costEstimateSchema()
}

func (d *costEstimate) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if data := service.ProviderDataFrom(req.ProviderData, &resp.Diagnostics); data != nil {
		d.prices, d.budget = data.Prices, data.Budget
	}
}

type costEstimateModel struct {
	Pods           types.List `tfsdk:"pods"`
	Endpoints      types.List `tfsdk:"endpoints"`
	NetworkVolumes types.List `tfsdk:"network_volumes"`
	Clusters       types.List `tfsdk:"clusters"`

	CountedUSD        types.Number `tfsdk:"counted_usd"`
	MonthlyUSD        types.Number `tfsdk:"monthly_usd"`
	MonthlyMinUSD     types.Number `tfsdk:"monthly_min_usd"`
	MonthlyMaxUSD     types.Number `tfsdk:"monthly_max_usd"`
	MaxHourlyUSD      types.Number `tfsdk:"max_hourly_usd"`
	RequiredCreditUSD types.Number `tfsdk:"required_credit_usd"`
	ExceedsSpendLimit types.Bool   `tfsdk:"exceeds_spend_limit"`
	Items             types.List   `tfsdk:"items"`
	Notes             types.List   `tfsdk:"notes"`
	Summary           types.String `tfsdk:"summary"`
	PriceSource       types.String `tfsdk:"price_source"`
}

// ValidateConfig finds what is missing in hand-written objects as early as
// `terraform validate`. What is not known yet counts as right.
func (d *costEstimate) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var config costEstimateModel
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &config)...)
	if !resp.Diagnostics.HasError() {
		config.billed(ctx, &resp.Diagnostics)
	}
}

func (d *costEstimate) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m costEstimateModel
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	billed := m.billed(ctx, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if d.prices.Unknown() {
		resp.Diagnostics.AddWarning("Costs cannot be estimated yet", pricingUnknown)
		counted := decimal.Zero
		if len(billed) > 0 {
			counted = cost.UnpricedMonthlyUSD(d.prices.Settings(), d.budget.SpendLimit(ctx, true))
		}
		m.setUnpriced(counted)
		resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
		return
	}
	estimator, diags := d.prices.Estimator(ctx)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	priced := estimates(estimator, billed, &resp.Diagnostics)
	m.setTotals(cost.Total(priced, estimator.Settings, d.budget.SpendLimit(ctx, bills(priced))))
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}

// bills reports whether anything costs by the hour: only then it matters how much an hour
// may cost.
func bills(estimates []cost.Estimate) bool {
	return slices.ContainsFunc(estimates, func(e cost.Estimate) bool { return e.MaxHourly.Decimal.IsPositive() })
}

// estimates prices every object; what cannot be priced is a warning at the
// object that it comes from.
func estimates(estimator cost.Estimator, billed []billed, diags *diag.Diagnostics) []cost.Estimate {
	out := make([]cost.Estimate, 0, len(billed))
	for _, b := range billed {
		e := b.estimate(estimator)
		b.assumed.mark(&e)
		tfkit.AddWarnings(diags, b.path, "Cost estimate of "+e.Resource, e.Warnings)
		out = append(out, e)
	}
	return out
}

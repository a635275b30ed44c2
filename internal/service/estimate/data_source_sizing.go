package estimate

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/models"
	"github.com/runpod-iac/terraform-provider-runpod/internal/pricing"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

type endpointSizing struct {
	prices *pricing.PriceBook
	budget *pricing.Budget
}

var (
	_ datasource.DataSourceWithConfigure      = (*endpointSizing)(nil)
	_ datasource.DataSourceWithValidateConfig = (*endpointSizing)(nil)
)

// NewEndpointSizingDataSource makes `runpod_endpoint_sizing`.
func NewEndpointSizingDataSource() datasource.DataSource { return &endpointSizing{} }

func (d *endpointSizing) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_endpoint_sizing"
}

func (d *endpointSizing) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = endpointSizingSchema()
}

func (d *endpointSizing) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if data := service.ProviderDataFrom(req.ProviderData, &resp.Diagnostics); data != nil {
		d.prices, d.budget = data.Prices, data.Budget
	}
}

// ValidateConfig finds what is missing or contradicts itself before anything is created. What is not known yet counts as
// right.
func (d *endpointSizing) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var config sizingModel
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &config)...)
	if !resp.Diagnostics.HasError() {
		config.validate(ctx, &resp.Diagnostics)
	}
}

func (d *endpointSizing) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m sizingModel
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	sizing, of := m.sizing(ctx, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	var notes []string
	sizing.MaxWorkers, notes = d.maxWorkers(ctx, m.MaxWorkers)
	estimator := cost.Estimator{Prices: cost.NewPrices(nil, nil), Settings: d.prices.Settings()} // knows no price
	if d.prices.Unknown() {
		resp.Diagnostics.AddWarning("Costs cannot be estimated yet", pricingUnknown)
		notes = append(notes, pricingUnknown)
	} else {
		known, diags := d.prices.Estimator(ctx)
		resp.Diagnostics.Append(diags...)
		estimator = known
	}
	if resp.Diagnostics.HasError() {
		return
	}
	result, err := estimator.Size(ctx, sizing)
	if err != nil {
		addSizingError(err, &resp.Diagnostics)
		return
	}
	if !d.prices.Unknown() {
		tfkit.AddWarnings(&resp.Diagnostics, m.compute(), tfkit.Naming("Workers are sized without their price", firstChoice(sizing.Endpoint)), result.Best.Estimate.Warnings)
	}
	m.MaxWorkers = types.Int64Value(sizing.MaxWorkers)
	m.set(ctx, sizing, result, append(of.notes(), notes...), &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}

// maxWorkers is how many workers there may be, and what that takes for granted. The account is asked only where the
// configuration does not say.
func (d *endpointSizing) maxWorkers(ctx context.Context, declared types.Int64) (most int64, notes []string) {
	if !declared.IsNull() {
		return declared.ValueInt64(), nil
	}
	if quota, known := d.budget.WorkerQuota(ctx); known {
		return min(quota, mostSizedWorkers), []string{fmt.Sprintf("max_workers is not set, so the account's worker quota for all endpoints together applies: %d", quota)}
	}
	return cost.NewAccountWorkerQuota, []string{fmt.Sprintf("max_workers is not set and the account's worker quota is not known, so the quota of a new account applies: %d", cost.NewAccountWorkerQuota)}
}

func addSizingError(err error, diags *diag.Diagnostics) {
	if unreachable, ok := errors.AsType[*cost.UnreachableError](err); ok {
		diags.AddAttributeError(path.Root("target"), "No workers meet the target", unreachable.Reason+"\n\n"+unreachable.Remedy)
		return
	}
	diags.AddError("Cannot size the endpoint", fmt.Sprintf("Interrupted while %s.", err))
}

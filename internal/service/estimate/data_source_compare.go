package estimate

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/models"
	"github.com/runpod-iac/terraform-provider-runpod/internal/pricing"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

type podVsServerless struct {
	prices *pricing.PriceBook
	budget *pricing.Budget
}

var (
	_ datasource.DataSourceWithConfigure      = (*podVsServerless)(nil)
	_ datasource.DataSourceWithValidateConfig = (*podVsServerless)(nil)
)

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
		d.prices, d.budget = data.Prices, data.Budget
	}
}

// ValidateConfig refuses a workload that contradicts itself. What is not known yet counts as right.
func (d *podVsServerless) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var m comparisonModel
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if w := tfkit.ObjectAs[workloadInput](ctx, m.Workload, &resp.Diagnostics); w != nil {
		w.Check(path.Root("workload"), &resp.Diagnostics)
	}
}

func (d *podVsServerless) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m comparisonModel
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	c := m.comparison(ctx, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	var result cost.ComparisonResult
	if d.prices.Unknown() {
		resp.Diagnostics.AddWarning("Costs cannot be compared yet", pricingUnknown)
		// How long the work takes needs no price.
		result = cost.Estimator{Settings: d.prices.Settings()}.PodVsServerless(c)
		result.Recommendation, result.Notes, result.Warnings = "Unknown: "+pricingUnknown+".", []string{pricingUnknown}, nil
	} else {
		estimator, diags := d.prices.Estimator(ctx)
		resp.Diagnostics.Append(diags...)
		if resp.Diagnostics.HasError() {
			return
		}
		if c.Workload != nil && c.Workload.Traffic == cost.TrafficBursts {
			c.Allowance = d.allowance(ctx)
		}
		result = estimator.PodVsServerless(c)
		tfkit.AddWarnings(&resp.Diagnostics, path.Root("gpu_type_id"), tfkit.Naming("Not everything can be compared", m.GPUTypeID), result.Warnings)
	}
	m.setResult(ctx, result, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}

// allowance is what may run at once: as the account reports, or Runpod's rules.
func (d *podVsServerless) allowance(ctx context.Context) cost.Allowance {
	quota, known := d.budget.WorkerQuota(ctx)
	if !known {
		quota = 0
	}
	return cost.Allowance{SpendLimit: d.budget.SpendLimit(ctx, true), WorkerQuota: quota}
}

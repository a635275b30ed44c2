package estimate

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/models"
	"github.com/runpod-iac/terraform-provider-runpod/internal/pricing"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

type costActuals struct {
	client *runpod.Client
	clock  runpod.Clock
	prices *pricing.PriceBook
}

var (
	_ datasource.DataSourceWithConfigure      = (*costActuals)(nil)
	_ datasource.DataSourceWithValidateConfig = (*costActuals)(nil)
)

// NewCostActualsDataSource makes `runpod_cost_actuals`.
func NewCostActualsDataSource() datasource.DataSource { return &costActuals{} }

func (d *costActuals) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_cost_actuals"
}

func (d *costActuals) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = costActualsSchema()
}

func (d *costActuals) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if data := service.ProviderDataFrom(req.ProviderData, &resp.Diagnostics); data != nil {
		d.client, d.clock, d.prices = data.Account.Client, data.Account.Clock, data.Prices
	}
}

// ValidateConfig finds what is missing in hand-written objects as early as `terraform validate`.
func (d *costActuals) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var config costActualsModel
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &config)...)
	if !resp.Diagnostics.HasError() {
		config.billed(ctx, &resp.Diagnostics)
	}
}

func (d *costActuals) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m costActualsModel
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	objects := m.billed(ctx, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	days := int64(defaultActualDays)
	if !m.Days.IsNull() {
		days = m.Days.ValueInt64()
	}
	paid, err := d.bill(ctx, int(days))
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, "read the bills", err, nil)
		return
	}
	var notes []string
	estimator := cost.Estimator{Prices: cost.NewPrices(nil, nil)} // knows no price
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
	likely := estimates(estimator, objects, &resp.Diagnostics)
	actuals := make([]actual, 0, len(objects))
	for i, object := range objects {
		actuals = append(actuals, paid.compare(object, likely[i], estimator))
	}
	total := cost.Total(likely, estimator.Settings, cost.DefaultSpendLimit())
	m.PriceSource = types.StringValue(total.PriceSource)
	m.set(paid, actuals, append(notes, total.Notes...))
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}

// now is the account's time: bills are dated by it, and the clock of this machine may be off.
func (d *costActuals) now(ctx context.Context) (time.Time, error) {
	if now, known := runpod.ServerTime(d.client); known {
		return now.UTC(), nil
	}
	if _, err := d.client.ListNetworkVolumes(ctx); err != nil { // any answer tells the time
		return time.Time{}, err
	}
	if now, known := runpod.ServerTime(d.client); known {
		return now.UTC(), nil
	}
	return d.clock.Now().UTC(), nil
}

// bill reads what was billed since midnight that many days ago, by day and object.
func (d *costActuals) bill(ctx context.Context, days int) (*bill, error) {
	now, err := d.now(ctx)
	if err != nil {
		return nil, fmt.Errorf("the time on the account: %w", err)
	}
	year, month, day := now.Date()
	start := time.Date(year, month, day-days, 0, 0, 0, 0, time.UTC)
	paid := &bill{start: start, end: now, lines: map[line]spent{}}
	options := runpod.BillingOptions{StartTime: start, EndTime: now, BucketSize: runpod.BillingBucketSizeDay}
	for _, report := range []struct {
		kind, of string
		read     func(context.Context, runpod.BillingOptions) (*runpod.BillingReport, error)
	}{
		{kindPod, "pods", d.client.ListPodBilling},
		{kindEndpoint, "endpoints", d.client.ListServerlessBilling},
		{kindNetworkVolume, "network volumes", d.client.ListNetworkVolumeBilling},
		{kindCluster, "clusters", d.client.ListClusterBilling},
		{kindPublicEndpoints, "public endpoints", d.client.ListEndpointBilling},
	} {
		answer, err := report.read(ctx, options)
		if err != nil {
			return nil, fmt.Errorf("bills of %s: %w", report.of, err)
		}
		if err := paid.add(report.kind, answer); err != nil {
			return nil, fmt.Errorf("bills of %s: %w", report.of, err)
		}
	}
	return paid, nil
}

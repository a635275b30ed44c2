// Package billing shows what Runpod has billed.
package billing

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/models"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

type billingDataSource struct{ api api }

var (
	_ datasource.DataSourceWithConfigure      = (*billingDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*billingDataSource)(nil)
)

// NewDataSource makes `data.runpod_billing`.
func NewDataSource() datasource.DataSource { return &billingDataSource{} }

type model struct {
	Product    types.String  `tfsdk:"product"`
	Start      types.String  `tfsdk:"start"`
	End        types.String  `tfsdk:"end"`
	BucketSize types.String  `tfsdk:"bucket_size"`
	LastN      types.Int64   `tfsdk:"last_n"`
	ResourceID types.String  `tfsdk:"resource_id"`
	Records    []recordModel `tfsdk:"records"`
	TotalUSD   types.Number  `tfsdk:"total_usd"`
	AmountsUSD types.Map     `tfsdk:"amounts_usd"`

	IncludeFocus       types.Bool   `tfsdk:"include_focus"`
	BillingAccountID   types.String `tfsdk:"billing_account_id"`
	BillingAccountName types.String `tfsdk:"billing_account_name"`
	Focus              types.List   `tfsdk:"focus"`
	FocusCSV           types.String `tfsdk:"focus_csv"`
}

type recordModel struct {
	Start      types.String `tfsdk:"start"`
	End        types.String `tfsdk:"end"`
	ResourceID types.String `tfsdk:"resource_id"`
	TotalUSD   types.Number `tfsdk:"total_usd"`
	AmountsUSD types.Map    `tfsdk:"amounts_usd"`
}

func (d *billingDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_billing"
}

const partsText = "`pod_gpu`, `pod_cpu`, `pod_disk`, `serverless_gpu`, `serverless_cpu`, `serverless_disk`, `storage_standard`, `storage_high_performance`, `endpoint`, " +
	"`cluster_gpu`, `cluster_disk` and `cluster_networking`, depending on `product`"

func (d *billingDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "What Runpod billed, by time and object, and in total. Requires an API key that may read billing.",
		Attributes: map[string]schema.Attribute{
			"product": schema.StringAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: "`pods`, `serverless` (your endpoints), `endpoints` (Runpod's public endpoints), `network_volumes`, `clusters` or `all`. Default: `all`.",
				Validators: []validator.String{stringvalidator.OneOf(
					productAll, productPods, productServerless, productEndpoints, productNetworkVolumes, productClusters)},
			},
			"start": timeAttribute("Start of the report, RFC 3339, rounded down to a bucket. Default: 30 days before `end`."),
			"end":   timeAttribute("End of the report, RFC 3339, rounded up to a bucket. Default: now."),
			"bucket_size": schema.StringAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: "Time that one record covers: `hour`, `day`, `week`, `month` or `year`. Default: `day`.",
				Validators: []validator.String{stringvalidator.OneOf(string(runpod.BillingBucketSizeHour), string(runpod.BillingBucketSizeDay),
					string(runpod.BillingBucketSizeWeek), string(runpod.BillingBucketSizeMonth), string(runpod.BillingBucketSizeYear))},
			},
			"last_n": schema.Int64Attribute{
				CustomType: tfkit.WholeNumber{}, Optional: true, MarkdownDescription: "Number of most recent buckets. Conflicts with `start` and `end`. Default: all.",
				Validators: []validator.Int64{int64validator.AtLeast(1)},
			},
			"resource_id": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "ID of the object to report on, which may be deleted. Requires its `product`. Default: all.",
				Validators:          []validator.String{tfkit.ID()},
			},
			"include_focus": schema.BoolAttribute{
				Optional:            true,
				MarkdownDescription: "Whether to return the records as `focus` and `focus_csv` as well. Default: `false`.",
			},
			"billing_account_id": schema.StringAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: "`BillingAccountId` of the FOCUS rows. Default: the account's ID if the key may read it.",
			},
			"billing_account_name": schema.StringAttribute{
				Optional: true, MarkdownDescription: "`BillingAccountName` of the FOCUS rows.",
			},
			"focus": focusAttribute(),
			"focus_csv": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "`focus` as CSV, with the column names of the specification. Null without `include_focus`.",
			},
			"total_usd":   schema.NumberAttribute{Computed: true, MarkdownDescription: "Total in USD."},
			"amounts_usd": partsAttribute("Total in USD by part of the bill: " + partsText + "."),
			"records": schema.ListNestedAttribute{
				Computed: true, MarkdownDescription: "One record per bucket and, where `product` has objects, per object.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"start": schema.StringAttribute{Computed: true, MarkdownDescription: "Start of the bucket, RFC 3339."},
					"end":   schema.StringAttribute{Computed: true, MarkdownDescription: "End of the bucket, RFC 3339."},
					"resource_id": schema.StringAttribute{
						Computed: true, MarkdownDescription: "ID of the object. Null with `all` and `endpoints`.",
					},
					"total_usd":   schema.NumberAttribute{Computed: true, MarkdownDescription: "Total in USD."},
					"amounts_usd": partsAttribute("USD by part of the bill."),
				}},
			},
		},
	}
}

func timeAttribute(description string) schema.StringAttribute {
	return schema.StringAttribute{
		Optional: true, Computed: true, MarkdownDescription: description, Validators: []validator.String{tfkit.Timestamp()},
	}
}

func partsAttribute(description string) schema.MapAttribute {
	return schema.MapAttribute{ElementType: types.NumberType, Computed: true, MarkdownDescription: description}
}

func (d *billingDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if data := service.ProviderDataFrom(req.ProviderData, &resp.Diagnostics); data != nil {
		d.api = data.Account.Client
	}
}

// ValidateConfig refuses what Runpod would ignore or refuse.
func (d *billingDataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var config model
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	product := config.Product.ValueString()
	if tfkit.Declared(config.ResourceID) && !config.Product.IsUnknown() && (product == "" || product == productAll || product == productEndpoints) {
		resp.Diagnostics.AddAttributeError(path.Root("resource_id"), "Missing product",
			fmt.Sprintf("Set `product` to the product that `resource_id` belongs to: %q, %q, %q or %q.", productPods, productServerless, productNetworkVolumes, productClusters))
	}
	if size := config.BucketSize.ValueString(); config.IncludeFocus.ValueBool() && !focusBucket(size) {
		resp.Diagnostics.AddAttributeError(path.Root("bucket_size"), "No FOCUS rows for buckets of a "+size,
			"A FOCUS row belongs to one calendar month. Set `bucket_size` to \"hour\", \"day\" or \"month\", or remove `include_focus`.")
	}
	if tfkit.Declared(config.LastN) && (tfkit.Declared(config.Start) || tfkit.Declared(config.End)) {
		resp.Diagnostics.AddAttributeError(path.Root("last_n"), "Conflicting report bounds",
			"`last_n` conflicts with `start` and `end`. Keep `last_n` for the most recent buckets, or `start` and `end` for a period.")
	}
	start, end := tfkit.Instant(config.Start), tfkit.Instant(config.End)
	if !start.IsZero() && !end.IsZero() && start.After(end) {
		resp.Diagnostics.AddAttributeError(path.Root("start"), "The report ends before it starts",
			fmt.Sprintf("`start` (%s) must not be after `end` (%s).", config.Start.ValueString(), config.End.ValueString()))
	}
}

func (d *billingDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m model
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if m.Product.IsNull() {
		m.Product = types.StringValue(productAll)
	}
	report, err := fetch(ctx, d.api, m.Product.ValueString(), runpod.BillingOptions{
		StartTime: tfkit.Instant(m.Start), EndTime: tfkit.Instant(m.End), BucketSize: runpod.BillingBucketSize(m.BucketSize.ValueString()),
		LastN: m.LastN.ValueInt64(), ID: m.ResourceID.ValueString(),
	})
	if err == nil {
		err = m.fill(report)
	}
	if err == nil {
		err = m.fillFocus(ctx, d.api, report)
	}
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, "read the bills of "+m.Product.ValueString(), err, fieldPaths)
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}

// fill takes over a report, and what Runpod chose where nothing was asked for.
func (m *model) fill(r *runpod.BillingReport) error {
	product, query := m.Product.ValueString(), r.Metadata.Query
	if tfkit.None(m.Start) {
		m.Start = tfkit.Time(query.StartTime)
	}
	if tfkit.None(m.End) {
		m.End = tfkit.Time(query.EndTime)
	}
	m.BucketSize = types.StringValue(string(query.BucketSize))
	var err error
	if m.TotalUSD, m.AmountsUSD, err = values(product, r.Metadata.Totals); err != nil {
		return fmt.Errorf("totals: %w", err)
	}
	m.Records = make([]recordModel, len(r.Records))
	for i, rec := range r.Records {
		to := &m.Records[i]
		to.Start, to.End = tfkit.Time(rec.StartTime), tfkit.Time(rec.EndTime)
		if id := rec.ID(); id != nil && *id != "" {
			to.ResourceID = types.StringValue(*id)
		}
		if to.TotalUSD, to.AmountsUSD, err = values(product, rec.BillingAmounts); err != nil {
			return fmt.Errorf("record %d: %w", i, err)
		}
	}
	return nil
}

// focusBucket reports whether buckets of a size lie within one calendar month each. The default does.
func focusBucket(size string) bool {
	return size != string(runpod.BillingBucketSizeWeek) && size != string(runpod.BillingBucketSizeYear)
}

// fillFocus takes over a report as FOCUS rows, where they are wanted.
func (m *model) fillFocus(ctx context.Context, api api, r *runpod.BillingReport) error {
	if !m.IncludeFocus.ValueBool() {
		m.Focus, m.FocusCSV = types.ListNull(types.ObjectType{AttrTypes: tfkit.AttrTypes(focusAttribute())}), types.StringNull()
		return nil
	}
	if err := m.fillPayer(ctx, api); err != nil {
		return err
	}
	payer := billingAccount{id: m.BillingAccountID.ValueString(), name: m.BillingAccountName.ValueString()}
	rows, err := readFocusRows(ctx, api, m.Product.ValueString(), r, payer)
	if err != nil {
		return fmt.Errorf("FOCUS rows: %w", err)
	}
	csv, err := focusCSV(rows)
	if err != nil {
		return fmt.Errorf("FOCUS rows as CSV: %w", err)
	}
	m.Focus, m.FocusCSV = focusValue(rows), types.StringValue(csv)
	return nil
}

// fillPayer asks for the account where nobody has named it. Not every key may, and not every API can.
func (m *model) fillPayer(ctx context.Context, api api) error {
	if !tfkit.None(m.BillingAccountID) {
		return nil
	}
	account, err := api.GetAccount(ctx)
	switch {
	case errors.Is(err, runpod.ErrNotOffered):
		m.BillingAccountID = types.StringNull()
	case err != nil:
		return fmt.Errorf("the account that pays: %w", err)
	default:
		m.BillingAccountID = types.StringValue(account.ID)
	}
	return nil
}

// readFocusRows turns a report into rows. The report on everything names no objects, so those on the products are read
// for the same time; what they do not explain of it becomes rows of its own.
func readFocusRows(ctx context.Context, api api, product string, r *runpod.BillingReport, payer billingAccount) ([]focusRow, error) {
	if product != productAll {
		rows, err := focusRows(product, r.Records, payer)
		sortFocusRows(rows)
		return rows, err
	}
	query := r.Metadata.Query
	var rows []focusRow
	for _, product := range products {
		part, err := fetch(ctx, api, product, runpod.BillingOptions{StartTime: query.StartTime, EndTime: query.EndTime, BucketSize: query.BucketSize})
		if err != nil {
			return nil, fmt.Errorf("report on %s: %w", product, err)
		}
		add, err := focusRows(product, part.Records, payer)
		if err != nil {
			return nil, fmt.Errorf("report on %s: %w", product, err)
		}
		rows = append(rows, add...)
	}
	left, err := unexplained(r.Records, rows)
	if err != nil {
		return nil, err
	}
	for _, record := range left {
		rows = append(rows, newFocusRow(productAll, remainderPart, record, decimal.RequireFromString(record.TotalAmount.String()), payer))
	}
	sortFocusRows(rows)
	return rows, nil
}

// fieldPaths says which attribute a parameter of Runpod's comes from.
var fieldPaths = tfkit.FieldPaths{
	"startTime":       path.Root("start"),
	"endTime":         path.Root("end"),
	"bucketSize":      path.Root("bucket_size"),
	"lastN":           path.Root("last_n"),
	"podId":           path.Root("resource_id"),
	"serverlessId":    path.Root("resource_id"),
	"networkVolumeId": path.Root("resource_id"),
	"clusterId":       path.Root("resource_id"),
}

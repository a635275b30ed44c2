// Package pricing puts money into plans: the prices, the attribute `estimated_cost`,
// and the budget.
package pricing

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// PriceSourceText describes every `price_source`.
const PriceSourceText = "Source of the prices: `catalog`, `snapshot` and its date, `override`, `documented rate` or `assumed rate`."

// Attribute is the `estimated_cost` of everything that bills.
func Attribute(monthly, minimum, maximum string) schema.SingleNestedAttribute {
	return schema.SingleNestedAttribute{
		Computed:            true,
		MarkdownDescription: "Estimated cost, computed at plan from the configuration and the prices.",
		Attributes: map[string]schema.Attribute{
			"monthly_usd":     schema.NumberAttribute{Computed: true, MarkdownDescription: monthly},
			"monthly_min_usd": schema.NumberAttribute{Computed: true, MarkdownDescription: minimum},
			"monthly_max_usd": schema.NumberAttribute{Computed: true, MarkdownDescription: maximum},
			"max_hourly_usd":  schema.NumberAttribute{Computed: true, MarkdownDescription: "Compute in USD per hour with everything running."},
			"summary":         schema.StringAttribute{Computed: true, MarkdownDescription: "The estimate in one line."},
			"price_source":    schema.StringAttribute{Computed: true, MarkdownDescription: PriceSourceText},
			"priced_at":       schema.StringAttribute{Computed: true, MarkdownDescription: "When a refresh last updated the estimate, RFC 3339. Null until then."},
			"assumptions":     schema.ListAttribute{ElementType: types.StringType, Computed: true, MarkdownDescription: "What the estimate assumes."},
		},
	}
}

var attrTypes = tfkit.AttrTypes(Attribute("", "", ""))

// value rounds an estimate to cents and makes it Terraform's. earlier is the estimate whose
// time of pricing stands; nil, or null in it, for a new one.
func value(e cost.Estimate, earlier *model) types.Object {
	pricedAt := types.StringNull()
	if earlier != nil {
		pricedAt = earlier.PricedAt
	}
	return types.ObjectValueMust(attrTypes, map[string]attr.Value{
		"monthly_usd":     Cents(e.Monthly),
		"monthly_min_usd": Cents(e.MonthlyMin),
		"monthly_max_usd": Cents(e.MonthlyMax),
		"max_hourly_usd":  tfkit.NullNumber(e.MaxHourly),
		"summary":         types.StringValue(e.Summary),
		"price_source":    tfkit.StringOrNull(e.PriceSource),
		"priced_at":       pricedAt,
		"assumptions":     tfkit.StringList(e.Assumptions()),
	})
}

// model is value, to be read again.
type model struct {
	MonthlyUSD    types.Number `tfsdk:"monthly_usd"`
	MonthlyMinUSD types.Number `tfsdk:"monthly_min_usd"`
	MonthlyMaxUSD types.Number `tfsdk:"monthly_max_usd"`
	MaxHourlyUSD  types.Number `tfsdk:"max_hourly_usd"`
	Summary       types.String `tfsdk:"summary"`
	PriceSource   types.String `tfsdk:"price_source"`
	PricedAt      types.String `tfsdk:"priced_at"`
	Assumptions   types.List   `tfsdk:"assumptions"`
}

// shows reports whether an estimate shows as this one, whenever that was made.
func (m *model) shows(e cost.Estimate) bool {
	return m.MonthlyUSD.Equal(Cents(e.Monthly)) && m.MonthlyMinUSD.Equal(Cents(e.MonthlyMin)) && m.MonthlyMaxUSD.Equal(Cents(e.MonthlyMax)) &&
		m.MaxHourlyUSD.Equal(tfkit.NullNumber(e.MaxHourly)) && m.Summary.ValueString() == e.Summary && m.PriceSource.ValueString() == e.PriceSource &&
		(m.Assumptions.IsNull() || slices.Equal(tfkit.Strings(m.Assumptions), e.Assumptions()))
}

// MaxHourly is what an estimate of a plan says of an hour with everything running;
// not Valid where that is not known.
func MaxHourly(ctx context.Context, estimate types.Object, diags *diag.Diagnostics) decimal.NullDecimal {
	if m := tfkit.ObjectAs[model](ctx, estimate, diags); m != nil {
		return tfkit.NumberDecimal(m.MaxHourlyUSD)
	}
	return decimal.NullDecimal{}
}

// Cents rounds dollars half up to cents.
func Cents(d decimal.NullDecimal) types.Number {
	if !d.Valid {
		return types.NumberNull()
	}
	return tfkit.Number(cost.Cents(d.Decimal))
}

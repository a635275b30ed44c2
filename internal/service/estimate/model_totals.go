package estimate

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/pricing"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// Decimals of what a division can leave with endless ones: quantities, and the
// price of five minutes of worker disk.
const (
	quantityPlaces  = 6
	unitPricePlaces = 12
)

var itemType = types.ObjectType{AttrTypes: tfkit.AttrTypes(costEstimateSchema().Attributes["items"])}

func (m *costEstimateModel) setTotals(t cost.Totals) {
	m.MonthlyUSD, m.MonthlyMinUSD, m.MonthlyMaxUSD = pricing.Cents(t.Monthly), pricing.Cents(t.MonthlyMin), pricing.Cents(t.MonthlyMax)
	m.CountedUSD = tfkit.Number(cost.Cents(t.Counted))
	m.MaxHourlyUSD, m.RequiredCreditUSD = tfkit.NullNumber(t.MaxHourly), pricing.Cents(t.RequiredCredit)
	m.ExceedsSpendLimit = types.BoolPointerValue(t.ExceedsSpendLimit)
	items := make([]attr.Value, len(t.Items))
	for i, item := range t.Items {
		items[i] = itemValue(item)
	}
	m.Items = types.ListValueMust(itemType, items)
	m.Notes = tfkit.StringList(slices.Concat(t.Notes, t.CountedNotes))
	m.Summary, m.PriceSource = types.StringValue(t.Summary), types.StringValue(t.PriceSource)
}

// setUnpriced is the answer while there are no prices: null, never 0, and counted as what is without a price.
func (m *costEstimateModel) setUnpriced(counted decimal.Decimal) {
	m.CountedUSD = tfkit.Number(cost.Cents(counted))
	m.MonthlyUSD, m.MonthlyMinUSD, m.MonthlyMaxUSD = types.NumberNull(), types.NumberNull(), types.NumberNull()
	m.MaxHourlyUSD, m.RequiredCreditUSD, m.ExceedsSpendLimit = types.NumberNull(), types.NumberNull(), types.BoolNull()
	m.Items = types.ListValueMust(itemType, nil)
	m.Notes = tfkit.StringList([]string{pricingUnknown})
	m.Summary, m.PriceSource = types.StringValue("unknown: "+pricingUnknown), types.StringValue("")
}

func itemValue(item cost.Item) types.Object {
	assumption := types.StringNull()
	if item.Assumption != "" {
		assumption = types.StringValue(item.Assumption)
	}
	return types.ObjectValueMust(itemType.AttrTypes, map[string]attr.Value{
		"resource":       types.StringValue(item.Resource),
		"component":      types.StringValue(item.Component),
		"quantity":       rounded(item.Quantity, quantityPlaces),
		"unit":           types.StringValue(item.Unit),
		"unit_price_usd": rounded(item.UnitPriceUSD, unitPricePlaces),
		"monthly_usd":    pricing.Cents(item.MonthlyUSD),
		"assumption":     assumption,
	})
}

func rounded(d decimal.NullDecimal, places int32) types.Number {
	if !d.Valid {
		return types.NumberNull()
	}
	return tfkit.Number(d.Decimal.Round(places))
}

package billing

import (
	"encoding/csv"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// focusColumn is a column of the FinOps Open Cost and Usage Specification.
type focusColumn struct {
	name        string // as the specification spells it
	description string
	number      bool // else text
}

// focusColumns are those of `focus` and, in this order, of `focus_csv`: all mandatory columns of version 1.2, the two
// columns that 1.3 has in place of ProviderName and PublisherName, and what else of the specification a tool for
// such reports looks at. Columns about commitments and reserved capacity are left out: Runpod's API has neither.
var focusColumns = []focusColumn{
	{"BilledCost", "USD billed.", true},
	{"BillingAccountId", "`billing_account_id`.", false},
	{"BillingAccountName", "`billing_account_name`.", false},
	{"BillingCurrency", "`USD`.", false},
	{"BillingPeriodEnd", "End of the calendar month of the charge, exclusive.", false},
	{"BillingPeriodStart", "Start of the calendar month of the charge.", false},
	{"ChargeCategory", "`Usage`, or `Adjustment` for amounts that a report does not itemize.", false},
	{"ChargeClass", "Always null.", false},
	{"ChargeDescription", "Description of what was billed.", false},
	{"ChargeFrequency", "`Usage-Based`.", false},
	{"ChargePeriodEnd", "End of the bucket, exclusive.", false},
	{"ChargePeriodStart", "Start of the bucket.", false},
	{"ConsumedQuantity", "Always null.", true},
	{"ConsumedUnit", "Always null.", false},
	{"ContractedCost", "Same as `billed_cost`.", true},
	{"ContractedUnitPrice", "Always null.", true},
	{"EffectiveCost", "Same as `billed_cost`.", true},
	{"HostProviderName", "`Runpod`. Version 1.3.", false},
	{"InvoiceId", "Always null.", false},
	{"InvoiceIssuerName", "`Runpod`.", false},
	{"ListCost", "Same as `billed_cost`.", true},
	{"ListUnitPrice", "Always null.", true},
	{"PricingCategory", "`Standard`. Null on an adjustment.", false},
	{"PricingQuantity", "Always null.", true},
	{"PricingUnit", "Always null.", false},
	{"ProviderName", "`Runpod`. Deprecated in version 1.3.", false},
	{"PublisherName", "`Runpod`. Deprecated in version 1.3.", false},
	{"RegionId", "Always null.", false},
	{"RegionName", "Always null.", false},
	{"ResourceId", "ID of the object. Null if the bill names none.", false},
	{"ResourceName", "Always null.", false},
	{"ResourceType", "`Pod`, `Serverless Endpoint`, `Network Volume` or `Cluster`. Null without `resource_id`.", false},
	{"ServiceCategory", "`Compute`, `Storage`, `AI and Machine Learning` or `Other`.", false},
	{"ServiceName", "`Pods`, `Serverless`, `Public Endpoints`, `Network Volumes`, `Instant Clusters`, or `Runpod` for amounts without a product.", false},
	{"ServiceProviderName", "`Runpod`. Version 1.3.", false},
	{"ServiceSubcategory", "Subcategory of the service, such as `Serverless Compute`.", false},
	{"SkuId", "Always null.", false},
	{"SkuPriceId", "Always null.", false},
	{"Tags", "Always null.", false},
	{"x_Component", "Part of the bill, as in `amounts_usd`, or `remainder`.", false},
}

// attribute is the column's name in Terraform: billing_account_id for BillingAccountId.
func (c focusColumn) attribute() string {
	var b strings.Builder
	for i, r := range strings.TrimPrefix(c.name, "x_") {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	if strings.HasPrefix(c.name, "x_") {
		return "x_" + b.String()
	}
	return b.String()
}

func focusAttribute() schema.ListNestedAttribute {
	columns := map[string]schema.Attribute{}
	for _, c := range focusColumns {
		if c.number {
			columns[c.attribute()] = tfkit.ComputedNumber("`" + c.name + "`: " + c.description)
		} else {
			columns[c.attribute()] = tfkit.ComputedString("`" + c.name + "`: " + c.description)
		}
	}
	return tfkit.ComputedObjects("The records as rows of FOCUS 1.2, with the provider columns of 1.3: one row per object and part of the bill. Null without `include_focus`.", columns)
}

func focusValue(rows []focusRow) types.List {
	row := types.ObjectType{AttrTypes: tfkit.AttrTypes(focusAttribute())}
	values := make([]attr.Value, 0, len(rows))
	for _, r := range rows {
		attributes := map[string]attr.Value{}
		for _, c := range focusColumns {
			attributes[c.attribute()] = c.value(r)
		}
		values = append(values, types.ObjectValueMust(row.AttrTypes, attributes))
	}
	return types.ListValueMust(row, values)
}

func (c focusColumn) value(r focusRow) attr.Value {
	text, ok := r[c.name]
	switch {
	case !ok && c.number:
		return types.NumberNull()
	case !ok:
		return types.StringNull()
	case c.number:
		return tfkit.Number(decimal.RequireFromString(text)) // a decimal wrote it
	default:
		return types.StringValue(text)
	}
}

// focusCSV is RFC 4180 with the specification's column names; null is an empty field.
func focusCSV(rows []focusRow) (string, error) {
	var b strings.Builder
	w := csv.NewWriter(&b)
	header := make([]string, 0, len(focusColumns))
	for _, c := range focusColumns {
		header = append(header, c.name)
	}
	if err := w.Write(header); err != nil {
		return "", err
	}
	for _, r := range rows {
		line := make([]string, 0, len(focusColumns))
		for _, c := range focusColumns {
			line = append(line, r[c.name])
		}
		if err := w.Write(line); err != nil {
			return "", err
		}
	}
	w.Flush()
	return b.String(), w.Error()
}

// Package catalog looks up what Runpod offers: GPU types, CPU flavors and data
// centers, with prices and stock.
package catalog

import (
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

const (
	listPriceText = "Prices are list prices, without the provider's `pricing` settings."
	stockText     = "`NONE`, `LOW`, `MEDIUM` or `HIGH`. Null without `product`."
)

var countryCode = regexp.MustCompile(`^[A-Z]{2}$`)

func isCountryCode() validator.String {
	return stringvalidator.RegexMatches(countryCode, "a country code is two letters in upper case, such as DE")
}

func words[S ~string](v types.Set) []S {
	var out []S
	for _, s := range tfkit.Strings(v) {
		out = append(out, S(s))
	}
	return out
}

func texts[S ~string](values []S) types.Set {
	out := make([]string, 0, len(values))
	for _, v := range values {
		out = append(out, string(v))
	}
	return tfkit.StringSet(out)
}

// stock is null where none was looked up.
func stock(level runpod.AvailabilityLevel) types.String {
	if level == "" {
		return types.StringNull()
	}
	return types.StringValue(string(level))
}

// stockByDataCenter is null where none was looked up.
func stockByDataCenter(in []runpod.DataCenterAvailability) types.Map {
	if in == nil {
		return types.MapNull(types.StringType)
	}
	levels := map[string]string{}
	for _, d := range in {
		levels[d.ID] = string(d.Availability)
	}
	return tfkit.StringMapValue(levels)
}

// stockOf is null where none was looked up.
func stockOf(hardware []runpod.CatalogResourceAvailability) types.Map {
	if hardware == nil {
		return types.MapNull(types.StringType)
	}
	levels := map[string]string{}
	for _, h := range hardware {
		levels[h.ID] = string(h.Availability)
	}
	return tfkit.StringMapValue(levels)
}

// cheaper orders prices, one that is not known last.
func cheaper(a, b decimal.NullDecimal) int {
	switch {
	case a.Valid && b.Valid:
		return a.Decimal.Cmp(b.Decimal)
	case a.Valid:
		return -1
	case b.Valid:
		return 1
	}
	return 0
}

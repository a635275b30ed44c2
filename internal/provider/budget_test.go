package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/pricing"
)

func TestBudgetConfig(t *testing.T) {
	t.Parallel()
	kinds := budgetAttribute().GetType().(types.ObjectType).AttrTypes
	budget := func(hourly, monthly types.Float64, enforcement types.String) types.Object {
		return types.ObjectValueMust(kinds, map[string]attr.Value{"max_hourly_usd": hourly, "monthly_usd": monthly, "enforcement": enforcement})
	}
	usd := func(text string) decimal.NullDecimal { return decimal.NewNullDecimal(decimal.RequireFromString(text)) }
	none, unknown := types.Float64Null(), types.Float64Unknown()
	for name, test := range map[string]struct {
		budget types.Object
		want   pricing.BudgetConfig
	}{
		"none: Runpod's limit":         {types.ObjectNull(kinds), pricing.BudgetConfig{MaxHourly: usd("80")}},
		"empty: Runpod's limit":        {budget(none, none, types.StringNull()), pricing.BudgetConfig{MaxHourly: usd("80")}},
		"refusing keeps Runpod's":      {budget(none, types.Float64Value(499.99), types.StringValue("error")), pricing.BudgetConfig{MaxHourly: usd("80"), Monthly: usd("499.99"), Refuse: true}},
		"own limits":                   {budget(types.Float64Value(120), types.Float64Value(0), types.StringValue("warn")), pricing.BudgetConfig{MaxHourly: usd("120"), OwnMaxHourly: true, Monthly: usd("0")}},
		"80 written is the user's own": {budget(types.Float64Value(80), none, types.StringValue("error")), pricing.BudgetConfig{MaxHourly: usd("80"), OwnMaxHourly: true, Refuse: true}},
		"unknown limits nothing":       {types.ObjectUnknown(kinds), pricing.BudgetConfig{}},
		"unknown parts limit nothing":  {budget(unknown, unknown, types.StringUnknown()), pricing.BudgetConfig{OwnMaxHourly: true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := emptyModel(t)
			m.Budget = test.budget
			var diags diag.Diagnostics
			got := m.resolve(t.Context(), envSettings{}, &diags).budget
			if diags.HasError() {
				t.Fatal(diags)
			}
			same := func(a, b decimal.NullDecimal) bool {
				return a.Valid == b.Valid && a.Decimal.Equal(b.Decimal)
			}
			if !same(got.MaxHourly, test.want.MaxHourly) || !same(got.Monthly, test.want.Monthly) || got.OwnMaxHourly != test.want.OwnMaxHourly || got.Refuse != test.want.Refuse {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

package cost_test

import (
	"testing"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

const (
	a100PCIe = "NVIDIA A100 80GB PCIe"
	a100SXM  = "NVIDIA A100-SXM4-80GB"
	h100SXM  = "NVIDIA H100 80GB HBM3"
	l4       = "NVIDIA L4"
	rtx3090  = "NVIDIA GeForce RTX 3090"
)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func null(s string) decimal.NullDecimal { return decimal.NewNullDecimal(dec(s)) }

// estimator prices from the snapshot, with the A100 at its well-known 1.89.
func estimator() cost.Estimator {
	prices := cost.Snapshot().WithOverrides(map[string]cost.GPUOverride{a100PCIe: {SecurePerHour: null("1.89")}}, nil)
	return cost.Estimator{Prices: prices, Settings: cost.DefaultSettings()}
}

func wantUSD(t *testing.T, what string, got decimal.NullDecimal, want string) {
	t.Helper()
	if s := cost.NullUSD(got); s != want {
		t.Errorf("%s: got %s, want %s", what, s, want)
	}
}

// component adds up the items of some components.
func component(items []cost.Item, components ...string) decimal.Decimal {
	total := decimal.Zero
	for _, i := range items {
		for _, c := range components {
			if i.Component == c {
				total = total.Add(i.MonthlyUSD.Decimal)
			}
		}
	}
	return total
}

package cost_test

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

// The cost of a global volume is not known, and makes that of a sum unknown. It has no compute to limit.
func TestGlobalVolume(t *testing.T) {
	t.Parallel()
	e := estimator()
	est := e.GlobalVolume(cost.GlobalVolume{Name: "shared"})
	if est.Resource != "global volume shared" {
		t.Errorf("resource %q", est.Resource)
	}
	for name, amount := range map[string]decimal.NullDecimal{"monthly": est.Monthly, "least": est.MonthlyMin, "most": est.MonthlyMax} {
		if amount.Valid {
			t.Errorf("%s is %s, want unknown", name, amount.Decimal)
		}
	}
	wantUSD(t, "per hour", est.MaxHourly, "$0.00")
	if len(est.Items) != 0 || len(est.Warnings) != 1 || !strings.HasPrefix(est.Summary, "unknown: ") {
		t.Errorf("items %v, warnings %q, summary %q", est.Items, est.Warnings, est.Summary)
	}
	for _, rate := range []string{"$0.005 per 1,000 writes and lists", "$0.0005 per 1,000 reads"} {
		if !strings.Contains(est.Warnings[0], rate) || !strings.Contains(est.Summary, rate) {
			t.Errorf("no %q in %q and %q", rate, est.Warnings[0], est.Summary)
		}
	}
	pod := e.Pod(cost.Pod{GPUTypeIDs: []string{a100PCIe}})
	total := cost.Total([]cost.Estimate{pod, est}, e.Settings, cost.DefaultSpendLimit())
	if total.Monthly.Valid {
		t.Errorf("the sum with it is %s, want unknown", total.Monthly.Decimal)
	}
	wantUSD(t, "the sum per hour", total.MaxHourly, "$1.89")
}

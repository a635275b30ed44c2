package billing

import (
	"encoding/json"
	"maps"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// What a report does not itemize becomes a row of its own, so that rows add up to the record, whatever Runpod rounds.
func TestFocusRowsAddUp(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC)
	at := runpod.BillingTimeRange{StartTime: start, EndTime: start.AddDate(0, 0, 1)}
	for name, test := range map[string]struct {
		amounts runpod.BillingAmounts
		want    map[string]string // USD by part
	}{
		"itemized":       {runpod.BillingAmounts{TotalAmount: "0.3", GPUAmount: "0.1", CPUAmount: "0", DiskAmount: "0.2"}, map[string]string{"pod_gpu": "0.1", "pod_disk": "0.2"}},
		"more in total":  {runpod.BillingAmounts{TotalAmount: "0.35", GPUAmount: "0.1", DiskAmount: "0.2"}, map[string]string{"pod_gpu": "0.1", "pod_disk": "0.2", "remainder": "0.05"}},
		"less in total":  {runpod.BillingAmounts{TotalAmount: "0.29", GPUAmount: "0.1", DiskAmount: "0.2"}, map[string]string{"pod_gpu": "0.1", "pod_disk": "0.2", "remainder": "-0.01"}},
		"exponents":      {runpod.BillingAmounts{TotalAmount: "1e-7", GPUAmount: "1E-7"}, map[string]string{"pod_gpu": "0.0000001"}},
		"noise":          {runpod.BillingAmounts{TotalAmount: "0.30000000000000004", GPUAmount: "0.1", DiskAmount: "0.2"}, map[string]string{"pod_gpu": "0.1", "pod_disk": "0.20000000000000004"}},
		"noise in parts": {runpod.BillingAmounts{TotalAmount: "0.3", GPUAmount: "0.20000000000000004", DiskAmount: "0.1"}, map[string]string{"pod_gpu": "0.2", "pod_disk": "0.1"}},
		"noise alone":    {runpod.BillingAmounts{TotalAmount: "0.0000001"}, map[string]string{"remainder": "0.0000001"}},
		"not noise":      {runpod.BillingAmounts{TotalAmount: "0.300001", GPUAmount: "0.1", DiskAmount: "0.2"}, map[string]string{"pod_gpu": "0.1", "pod_disk": "0.2", "remainder": "0.000001"}},
		"nothing billed": {runpod.BillingAmounts{TotalAmount: "0", GPUAmount: "0"}, map[string]string{}},
	} {
		rows, err := focusRows(productPods, []runpod.BillingRecord{{BillingTimeRange: at, BillingAmounts: test.amounts}}, billingAccount{})
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) != len(test.want) {
			t.Errorf("%s: %d rows, want %d", name, len(rows), len(test.want))
		}
		total := decimal.Zero
		for _, row := range rows {
			if row["BilledCost"] != test.want[row["x_Component"]] {
				t.Errorf("%s: %s is %s, want %s", name, row["x_Component"], row["BilledCost"], test.want[row["x_Component"]])
			}
			if adjusts := row["ChargeCategory"] == "Adjustment"; adjusts != (row["x_Component"] == remainderPart) {
				t.Errorf("%s: %v", name, row)
			}
			if row["BillingPeriodStart"] != "2026-12-01T00:00:00Z" || row["BillingPeriodEnd"] != "2027-01-01T00:00:00Z" {
				t.Errorf("%s: month %v", name, row)
			}
			for _, column := range []string{"ContractedCost", "EffectiveCost", "ListCost"} {
				if row[column] != row["BilledCost"] {
					t.Errorf("%s: %s is %s, billed are %s", name, column, row[column], row["BilledCost"])
				}
			}
			total = total.Add(decimal.RequireFromString(row["BilledCost"]))
		}
		if !total.Equal(decimal.RequireFromString(test.amounts.TotalAmount.String())) {
			t.Errorf("%s: rows add up to %s", name, total)
		}
	}
}

// What the products do not explain of the report on everything is a row as well.
func TestFocusUnexplained(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	at := runpod.BillingTimeRange{StartTime: start, EndTime: start.AddDate(0, 0, 1)}
	rows, err := focusRows(productPods, []runpod.BillingRecord{{BillingTimeRange: at, BillingAmounts: runpod.BillingAmounts{TotalAmount: "2", GPUAmount: "2"}}}, billingAccount{})
	if err != nil {
		t.Fatal(err)
	}
	for total, want := range map[string]int{"2": 0, "2.5": 1, "1.5": 1, "2.0000000000000004": 0, "1.9999999999999998": 0} {
		rows := []focusRow{maps.Clone(rows[0])}
		left, err := unexplained([]runpod.BillingRecord{{BillingTimeRange: at, BillingAmounts: runpod.BillingAmounts{TotalAmount: json.Number(total)}}}, rows)
		if err != nil || len(left) != want {
			t.Errorf("%s: %v, %v", total, left, err)
		}
		if sum := rows[0].cost(); want == 0 && !sum.Equal(decimal.RequireFromString(total)) {
			t.Errorf("%s: the rows add up to %s", total, sum)
		}
		if want == 1 && !decimal.RequireFromString(left[0].TotalAmount.String()).Equal(decimal.RequireFromString(total).Sub(decimal.NewFromInt(2))) {
			t.Errorf("%s: %s left", total, left[0].TotalAmount)
		}
	}
}

// Every part that a report itemizes is described, and every product classified.
func TestFocusIsComplete(t *testing.T) {
	t.Parallel()
	for _, product := range append([]string{productAll}, products...) {
		if focusServices[product].name == "" {
			t.Errorf("%s is not a service", product)
		}
		for part := range partsOf(product, runpod.BillingAmounts{}) {
			if focusParts[part] == "" {
				t.Errorf("%s has no description", part)
			}
		}
	}
	rows, err := focusRows(productPods, []runpod.BillingRecord{{BillingAmounts: runpod.BillingAmounts{TotalAmount: "1"}}}, billingAccount{id: "a", name: "b"})
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, c := range focusColumns {
		names[c.name] = true
	}
	for name := range rows[0] {
		if !names[name] {
			t.Errorf("%s is not a column", name)
		}
	}
	if _, err := focusRows(productPods, []runpod.BillingRecord{{BillingAmounts: runpod.BillingAmounts{TotalAmount: "many"}}}, billingAccount{}); err == nil {
		t.Error("an amount that is none is taken")
	}
}

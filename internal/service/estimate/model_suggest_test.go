package estimate

import (
	"testing"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

// The usage that is suggested comes to the bill, to the cent, and has no more decimals than that takes.
func TestFit(t *testing.T) {
	t.Parallel()
	estimator := cost.Estimator{Prices: cost.Snapshot(), Settings: cost.DefaultSettings()}
	dec := decimal.RequireFromString
	pod := cost.Pod{GPUTypeIDs: []string{"NVIDIA A100 80GB PCIe"}, GPUCount: 1, VolumeDiskGB: 100}
	falling := cost.Pod{GPUTypeIDs: []string{"NVIDIA RTX A4000"}, GPUCount: 1, Cloud: cost.CloudCommunity, VolumeDiskGB: 4000}
	if stopped, running := podKnob(falling).estimate(estimator, dec("0")).Monthly, podKnob(falling).estimate(estimator, dec("24")).Monthly; !running.Valid || !running.Decimal.LessThan(stopped.Decimal) {
		t.Fatalf("a pod that costs %s stopped costs %s running", stopped.Decimal, running.Decimal)
	}
	gone := pod
	gone.Usage = &cost.PodUsage{HoursPerDay: decimal.NewNullDecimal(dec("1")), WhenIdle: cost.IdleTerminated}
	endpoint := cost.Endpoint{Pools: []string{"AMPERE_80"}, FlexWorkers: 2, ContainerDiskGB: 20}
	active := endpoint
	active.ActiveWorkers = 1
	declared := active
	declared.Usage = &cost.EndpointUsage{RequestsPerDay: dec("1"), ExecutionSeconds: dec("30"), ColdStartSeconds: decimal.NewNullDecimal(dec("10")), ColdStartRatio: decimal.NewNullDecimal(dec("0.2"))}
	cluster := cost.Cluster{GPUTypeID: "NVIDIA H100 80GB HBM3", GPUCountPerPod: 8, PodCount: 2}
	for name, test := range map[string]struct {
		knob  *knob
		turns []string // what of the knob is billed, and has to be found again
	}{
		"pod":                           {podKnob(pod), []string{"0", "0.25", "8", "7.3", "24"}},
		"pod, less while it runs":       {podKnob(falling), []string{"0", "0.25", "8", "7.3", "24"}},
		"pod, terminated":               {podKnob(gone), []string{"0", "3", "23.5"}},
		"endpoint":                      {endpointKnob(endpoint), []string{"0", "1", "1500", "86400"}},
		"endpoint, always on":           {endpointKnob(active), []string{"0", "100000", "200000.5"}},
		"endpoint, declared, always on": {endpointKnob(declared), []string{"0", "3000", "4000"}},
		"cluster":                       {clusterKnob(cluster), []string{"0", "100", "730"}},
	} {
		for _, hours := range []string{"720", "51.25"} {
			for _, turn := range test.turns {
				billed := overHours(test.knob.estimate(estimator, dec(turn)).Monthly, dec(hours), estimator.Settings).Decimal
				got, why := test.knob.fit(estimator, billed, dec(hours))
				if got == nil {
					t.Errorf("%s, %s of %s h: %s", name, turn, hours, why)
					continue
				}
				x := cmpFirst(got.hoursPerDay, got.hoursPerMonth, got.requestsPerDay)
				again := overHours(test.knob.estimate(estimator, x).Monthly, dec(hours), estimator.Settings).Decimal
				if !cost.Cents(again).Equal(cost.Cents(billed)) {
					t.Errorf("%s, %s of %s h: %s comes to %s, billed %s", name, turn, hours, x, again, billed)
				}
				if -x.Exponent() > max(-dec(turn).Exponent(), 0) {
					t.Errorf("%s, %s of %s h: found %s", name, turn, hours, x)
				}
			}
		}
		if got, why := test.knob.fit(estimator, dec("1000000"), dec("1")); got != nil || why == "" {
			t.Errorf("%s: a bill beyond all usage is explained by %v", name, got)
		}
		if got, why := test.knob.fit(estimator, dec("-1"), dec("1")); got != nil || why == "" {
			t.Errorf("%s: a bill below all usage is explained by %v", name, got)
		}
	}
	if k := endpointKnob(cost.Endpoint{Pools: []string{"AMPERE_80"}, Usage: &cost.EndpointUsage{}}); k != nil {
		t.Error("requests of no seconds are turned")
	}
}

func cmpFirst(values ...decimal.NullDecimal) decimal.Decimal {
	for _, v := range values {
		if v.Valid {
			return v.Decimal
		}
	}
	return decimal.Zero
}

package cost_test

import (
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

func anyComparison(t *rapid.T) cost.Comparison {
	return cost.Comparison{
		GPUTypeID: rapid.SampledFrom([]string{a100PCIe, l4, h100SXM}).Draw(t, "type"), GPUCount: rapid.Int64Range(1, 4).Draw(t, "gpus"),
		Workload: anyUsage(t), IdleTimeoutSeconds: rapid.Int64Range(0, 60).Draw(t, "idle timeout"),
		Storage: cost.ComparisonStorage{
			ContainerDiskGB: rapid.Int64Range(0, 200).Draw(t, "container"), VolumeDiskGB: rapid.Int64Range(0, 500).Draw(t, "volume"),
			NetworkVolumeGB: rapid.Int64Range(0, 2000).Draw(t, "network volume"),
		},
	}
}

// simulated is a comparison without a measured share of cold starts. Cold starts are shorter than an hour, so that a
// few are no whole month.
func simulated(t *rapid.T) cost.Comparison {
	c := anyComparison(t)
	c.Workload.ColdStartRatio = decimal.NullDecimal{}
	c.Workload.Concurrency = rapid.Int64Range(0, 4).Draw(t, "concurrency")
	if rapid.Bool().Draw(t, "window") {
		c.Workload.HoursPerDay = decimal.NewNullDecimal(decimals(100, 2400, 2).Draw(t, "hours"))
	}
	if rapid.Bool().Draw(t, "bursts") {
		c.Workload.Traffic, c.Workload.BurstSize = cost.TrafficBursts, rapid.Int64Range(1, 50).Draw(t, "burst size")
	}
	return c
}

// withBusyHours has so much useful work a day.
func withBusyHours(c cost.Comparison, hours decimal.Decimal) cost.Comparison {
	w := *c.Workload
	w.RequestsPerDay = hours.Mul(dec("3600")).Mul(decimal.NewFromInt(max(w.Concurrency, 1))).DivRound(w.ExecutionSeconds, 30)
	c.Workload = &w
	return c
}

// TestBreakEvenIsTheCrossing: flex costs less than as many pods below the break-even, and more above it.
func TestBreakEvenIsTheCrossing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e, c := anyEstimator(t), anyComparison(t)
		r := e.PodVsServerless(c)
		even := r.BreakEvenBusyHoursPerDay
		if !even.Valid {
			t.Fatal("no break-even for known prices")
		}
		at := func(factor string) cost.ComparisonResult {
			return e.PodVsServerless(withBusyHours(c, even.Decimal.Mul(dec(factor))))
		}
		left, on, right := at("0.999"), at("1"), at("1.001")
		if !even.Decimal.IsPositive() || !left.PodsNeeded.Equal(r.PodsNeeded) || !right.PodsNeeded.Equal(r.PodsNeeded) {
			return // another number of pods carries that load
		}
		if !left.FlexMonthly.Decimal.LessThan(left.PodMonthly.Decimal) {
			t.Fatalf("left of %s: flex %s, pod %s", even.Decimal, left.FlexMonthly.Decimal, left.PodMonthly.Decimal)
		}
		if !right.FlexMonthly.Decimal.GreaterThan(right.PodMonthly.Decimal) {
			t.Fatalf("right of %s: flex %s, pod %s", even.Decimal, right.FlexMonthly.Decimal, right.PodMonthly.Decimal)
		}
		if on.FlexMonthly.Decimal.Sub(on.PodMonthly.Decimal).Abs().GreaterThan(hair()) {
			t.Fatalf("at %s: flex %s, pod %s", even.Decimal, on.FlexMonthly.Decimal, on.PodMonthly.Decimal)
		}
	})
}

// TestBreakEvenAgreesWithTheCosts: what is said of the load beside the break-even is what the load costs.
func TestBreakEvenAgreesWithTheCosts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e, c := anyEstimator(t), simulated(t)
		r := e.PodVsServerless(c)
		even := r.BreakEvenBusyHoursPerDay
		if !even.Valid {
			t.Fatal("no break-even for known prices")
		}
		if dearer := r.FlexMonthly.Decimal.GreaterThan(r.PodMonthly.Decimal); dearer && r.BusyHoursPerDay.Decimal.LessThan(even.Decimal) ||
			!dearer && r.BusyHoursPerDay.Decimal.GreaterThan(even.Decimal) {
			t.Fatalf("%s busy hours, break-even at %s, and flex costs %s, pods %s", r.BusyHoursPerDay.Decimal, even.Decimal, r.FlexMonthly.Decimal, r.PodMonthly.Decimal)
		}
		if even.Decimal.GreaterThan(dec("0.01")) && c.Storage.ContainerDiskGB == 0 && c.Storage.NetworkVolumeGB == 0 && c.Storage.VolumeDiskGB == 0 {
			if compute := r.BreakEvenHoursPerDay.Decimal.Mul(r.PodsNeeded); even.Decimal.GreaterThan(compute) {
				t.Fatalf("break-even at %s, later than by compute alone, at %s", even.Decimal, compute)
			}
		}
	})
}

// TestComparisonAgreesWithEstimates: the same pod and endpoint cost the same there and here.
func TestComparisonAgreesWithEstimates(t *testing.T) {
	t.Parallel()
	for name, draw := range map[string]func(*rapid.T) cost.Comparison{"measured": anyComparison, "simulated": simulated} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				e, c := anyEstimator(t), draw(t)
				c.GPUTypeID, c.Storage.NetworkVolumeGB = l4, 0
				r := e.PodVsServerless(c)
				n := r.PodsNeeded
				same := func(what string, got decimal.NullDecimal, want decimal.Decimal) {
					if got.Decimal.Sub(want).Abs().GreaterThan(hair()) {
						t.Fatalf("%s: %s here, %s in the estimate", what, got.Decimal, want)
					}
				}
				pod := cost.Pod{GPUTypeIDs: []string{l4}, GPUCount: c.GPUCount, ContainerDiskGB: c.Storage.ContainerDiskGB, VolumeDiskGB: c.Storage.VolumeDiskGB}
				same("pod", r.PodMonthly, e.Pod(pod).Monthly.Decimal.Mul(n))
				pod.Usage = &cost.PodUsage{HoursPerDay: decimal.NewNullDecimal(r.BusyHoursPerDay.Decimal.DivRound(n, 30))}
				same("stopped pod", r.StoppedPodMonthly, e.Pod(pod).Monthly.Decimal.Mul(n))
				endpoint := cost.Endpoint{
					Pools: []string{"AMPERE_24"}, GPUCount: c.GPUCount, ContainerDiskGB: c.Storage.ContainerDiskGB, IdleTimeoutSeconds: c.IdleTimeoutSeconds,
				}
				endpoint.ActiveWorkers = n.IntPart()
				same("active", r.ActiveMonthly, e.Endpoint(endpoint).Monthly.Decimal)
				endpoint.ActiveWorkers, endpoint.FlexWorkers, endpoint.Usage = 0, r.FlexWorkers, c.Workload
				same("flex", r.FlexMonthly, e.Endpoint(endpoint).Monthly.Decimal)
				if got, want := *r.FlexService, *endpoint.Service(); got.Summary != want.Summary {
					t.Fatalf("flex serves %q here, %q as an endpoint", got.Summary, want.Summary)
				}
			})
		})
	}
}

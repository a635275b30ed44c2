package traffic_test

import (
	"math"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/traffic"
)

// thirty is 30 requests of 30 s at once, with the workers' usual times.
func thirty(active, flex int64) traffic.Endpoint {
	return traffic.Endpoint{
		ActiveWorkers: active, FlexWorkers: flex, QueueDelay: 4_000, IdleTimeout: 5_000, ColdStart: 10_000,
		Execution: 30_000, BurstSize: 30, Requests: 1_000,
	}
}

func TestBurst(t *testing.T) {
	t.Parallel()
	balancer := thirty(0, 10)
	balancer.Scaling, balancer.RequestCount = traffic.LoadBalancer, 3
	byCount := thirty(0, 30)
	byCount.Scaling, byCount.RequestCount = traffic.RequestCount, 10
	both := thirty(0, 8)
	both.Concurrency = 4
	for name, c := range map[string]struct {
		endpoint                   traffic.Endpoint
		time, seconds, peak, disks int64
	}{
		"1 active":   {thirty(1, 0), 900_000, 0, 1, 0},
		"3 active":   {thirty(3, 0), 300_000, 0, 3, 0},
		"30 active":  {thirty(30, 0), 30_000, 0, 30, 0},
		"3 flex":     {thirty(0, 3), 314_000, 3 * 315, 3, 3 * 2},
		"10 flex":    {thirty(0, 10), 104_000, 10 * 105, 10, 10},
		"30 flex":    {thirty(0, 30), 44_000, 30 * 45, 30, 30},
		"quota left": {thirty(0, 500), 44_000, 30 * 45, 30, 30},
		// The active worker has served one when the others are ready, and two more of the 29.
		"1 active, 14 flex": {thirty(1, 14), 74_000, 14 * 75, 15, 14},
		"nobody":            {thirty(0, 0), 0, 0, 0, 0},
		// All start at once, and take three each.
		"load balancer": {balancer, 40_000, 10 * 45, 10, 10},
		// Three start at once, and each takes one at a time; none is without work before the end, when none is wanted.
		"request count": {byCount, 10_000 + 10*30_000, 3 * 310, 3, 3 * 2},
		// One takes 4 when it is ready, the others 4 each: 8 workers have room for all.
		"concurrency": {both, 44_000, 8 * 45, 8, 8},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := traffic.SimulateBurst(c.endpoint)
			want := traffic.Burst{Time: c.time, FlexSeconds: c.seconds, FlexIntervals: c.disks, PeakWorkers: c.peak}
			if got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

// TestLimits holds the simulation against what can be worked out by hand.
func TestLimits(t *testing.T) {
	t.Parallel()
	rare := traffic.Endpoint{FlexWorkers: 3, QueueDelay: 4_000, IdleTimeout: 5_000, ColdStart: 10_000, Execution: 30_000, Requests: 100}

	t.Run("a rate of 0", func(t *testing.T) {
		t.Parallel()
		got := traffic.Simulate(rare)
		want := traffic.Result{
			Requests: 40, FlexSeconds: 40 * 45, FlexIntervals: 40, FlexUp: 40 * 45_000, FlexBusy: 40 * 30_000, FlexStarting: 40 * 10_000, Span: 400 * 86_400_000, ColdStarts: 40, ColdRequests: 40,
			WaitP50: 10_000, WaitP95: 10_000, WaitLongest: 10_000, PeakWorkers: 1, BusyPermille: 667,
		}
		if got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	})
	t.Run("no requests", func(t *testing.T) {
		t.Parallel()
		if got := traffic.Simulate(traffic.Endpoint{FlexWorkers: 1}); got != (traffic.Result{}) {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("more work than workers", func(t *testing.T) {
		t.Parallel()
		full := rare
		full.Requests = 3 * 2880 * 1000 // three workers, 2880 requests each
		if got := traffic.Simulate(full); got.Overloaded {
			t.Errorf("just carried: %+v", got)
		}
		full.Requests++
		if got := traffic.Simulate(full); got != (traffic.Result{Overloaded: true}) {
			t.Errorf("got %+v", got)
		}
		if got := traffic.Simulate(traffic.Endpoint{Requests: 1}); !got.Overloaded {
			t.Errorf("nobody works: %+v", got)
		}
		full.Requests, full.FlexWorkers = math.MaxInt64, math.MaxInt64
		full.Concurrency = math.MaxInt64
		traffic.Simulate(full) // in no time, without running out of numbers
	})
	// As much work as the workers have time for: they are billed all day, but for what is left over.
	t.Run("saturation", func(t *testing.T) {
		t.Parallel()
		e := rare
		e.Requests = 3 * 2880 * 990
		got := traffic.Simulate(e)
		days := float64(got.Requests) / (3 * 2880 * 0.99)
		if share := float64(got.FlexSeconds) / (days * 3 * 86400); share < 0.985 || share > 1.01 {
			t.Errorf("billed %.4f of the workers' time: %+v", share, got)
		}
	})
	t.Run("no flex", func(t *testing.T) {
		t.Parallel()
		e := rare
		e.ActiveWorkers, e.FlexWorkers, e.Requests = 2, 0, 3000_000
		got := traffic.Simulate(e)
		if got.FlexSeconds != 0 || got.ColdStarts != 0 || got.PeakWorkers != 2 || got.WaitLongest == 0 {
			t.Errorf("got %+v", got)
		}
		// Two workers, 3000 requests of 30 s: a load of 0.52.
		if got.BusyPermille < 510 || got.BusyPermille > 530 {
			t.Errorf("busy %d permille, want 521", got.BusyPermille)
		}
	})
	// One worker with requests at random and equal executions (M/D/1): the average wait is rho e / 2(1-rho), and the share
	// that need not wait is 1-rho.
	t.Run("one worker", func(t *testing.T) {
		t.Parallel()
		e := traffic.Endpoint{ActiveWorkers: 1, Execution: 10_000, Requests: 4320 * 1000}
		got := traffic.Simulate(e)
		if got.WaitP50 > 300 || got.WaitP95 < 18_000 || got.WaitP95 > 26_000 {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("one worker that never stops", func(t *testing.T) {
		t.Parallel()
		e := traffic.Endpoint{FlexWorkers: 1, IdleTimeout: 3_600_000, Execution: 1_000, Requests: 8640 * 1000, ColdStart: 5_000}
		got := traffic.Simulate(e)
		if got.ColdStarts != 1 || got.ColdRequests != 1 {
			t.Errorf("got %+v", got)
		}
	})
}

// TestSparse is the case that made the traffic a simulation: every gap is billed, up to the idle timeout.
func TestSparse(t *testing.T) {
	t.Parallel()
	got := traffic.Simulate(traffic.Endpoint{FlexWorkers: 3, QueueDelay: 4_000, IdleTimeout: 3_600_000, Execution: 5_000, Requests: 24_000})
	monthly := float64(got.FlexSeconds) / float64(got.Requests) * 24 * 730 / 24 * 0.00076
	// Gaps of a Poisson process: 1 - 1/e of an hour for each request, on average.
	if want := (5 + 3600*(1-1/math.E)) * 730 * 0.00076; math.Abs(monthly/want-1) > 0.02 {
		t.Errorf("$%.2f, want about $%.2f", monthly, want)
	}
}

// TestOneDay: traffic of which a day is too much to play is worth as much as that of which it is not.
func TestOneDay(t *testing.T) {
	t.Parallel()
	for name, e := range map[string]traffic.Endpoint{
		"steady":       {ActiveWorkers: 2, FlexWorkers: 60, QueueDelay: 4_000, IdleTimeout: 10_000, ColdStart: 8_000, Execution: 60_000},
		"office hours": {ActiveWorkers: 2, FlexWorkers: 120, QueueDelay: 4_000, IdleTimeout: 600_000, ColdStart: 8_000, Execution: 60_000, Window: 9 * 3_600_000},
		"bursts":       {FlexWorkers: 120, QueueDelay: 2_000, IdleTimeout: 5_000, ColdStart: 2_300, Execution: 60_000, BurstSize: 10},
		"balancer":     {FlexWorkers: 40, Scaling: traffic.LoadBalancer, RequestCount: 4, IdleTimeout: 30_000, ColdStart: 5_000, Execution: 60_000},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e.Requests = 39_999_000
			below := traffic.Simulate(e)
			e.Requests = 40_001_000
			above := traffic.Simulate(e)
			near := func(what string, a, b int64, tolerance float64) {
				if math.Abs(float64(a)-float64(b)) > tolerance*math.Max(float64(a), float64(b)) {
					t.Errorf("%s: %d in whole days, %d in a part of one", what, a, b)
				}
			}
			near("seconds", below.FlexSeconds*above.Requests/below.Requests, above.FlexSeconds, 0.02)
			near("intervals", below.FlexIntervals*above.Requests/below.Requests, above.FlexIntervals, 0.03)
			near("busy", below.BusyPermille, above.BusyPermille, 0.02)
			if above.Requests != 40_001 {
				t.Errorf("for %d requests", above.Requests)
			}
		})
	}
}

// TestBacksUp: a day's requests that come faster than they are served are worked off in the rest of the day.
func TestBacksUp(t *testing.T) {
	t.Parallel()
	e := traffic.Endpoint{FlexWorkers: 10, QueueDelay: 4_000, IdleTimeout: 5_000, ColdStart: 2_000, Execution: 10_000, Window: 2 * 3_600_000}
	for requests, where := range map[int64]string{15_000_000: "whole days", 60_000_000: "a part of a day"} {
		e.Requests = requests
		got := traffic.Simulate(e)
		if got.Overloaded || !e.BacksUp() {
			t.Fatalf("%s: %+v", where, got)
		}
		days := float64(got.Requests) * 1000 / float64(requests)
		worked := float64(requests) / 1000 / 10 * 10 // seconds of each worker
		if billed, want := float64(got.FlexSeconds)/days, 10*(worked+7); math.Abs(billed/want-1) > 0.02 {
			t.Errorf("%s: billed %.0f s a day, want %.0f", where, billed, want)
		}
		longest := worked - 7200
		if got := float64(got.WaitLongest) / 1000; math.Abs(got/longest-1) > 0.08 {
			t.Errorf("%s: longest wait %.0f s, want %.0f", where, got, longest)
		}
	}
}

// TestSameEverywhere: a figure that changes here changes every plan, and whoever changes it says so.
func TestSameEverywhere(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		endpoint traffic.Endpoint
		want     traffic.Result
	}{
		{
			traffic.Endpoint{FlexWorkers: 3, QueueDelay: 4_000, IdleTimeout: 10_000, ColdStart: 2_300, Execution: 30_000, Requests: 1000_000},
			traffic.Result{Requests: 20000, FlexSeconds: 831229, FlexIntervals: 17062, FlexUp: 819634420, FlexBusy: 600000000, FlexStarting: 39242600, Span: 1728000000, ColdStarts: 17062, ColdRequests: 16624, WaitP50: 2300, WaitP95: 6300, WaitLongest: 27655, PeakWorkers: 3, BusyPermille: 732},
		},
		{
			traffic.Endpoint{ActiveWorkers: 1, FlexWorkers: 29, QueueDelay: 4_000, IdleTimeout: 5_000, ColdStart: 8_300, Execution: 10_000, Requests: 1000_000, BurstSize: 30, Window: 36_000_000},
			traffic.Result{Requests: 20010, FlexSeconds: 448973, FlexIntervals: 18710, FlexUp: 435891724, FlexBusy: 186930000, FlexStarting: 155293000, Span: 1728000000, ColdStarts: 18710, ColdRequests: 18070, WaitP50: 12300, WaitP95: 12300, WaitLongest: 21208, PeakWorkers: 30, BusyPermille: 92, BurstTime: 22300},
		},
		{
			traffic.Endpoint{FlexWorkers: 50, Scaling: traffic.LoadBalancer, RequestCount: 4, IdleTimeout: 30_000, ColdStart: 5_000, Execution: 2_500, Requests: 900_000_000},
			traffic.Result{Requests: 900000, FlexSeconds: 868283, FlexIntervals: 3799, FlexUp: 867625650, FlexBusy: 663968610, FlexStarting: 7682625, Span: 1920000, ColdStarts: 1575, ColdRequests: 45, WaitLongest: 734, PeakWorkers: 20, BusyPermille: 765},
		},
	} {
		if got := traffic.Simulate(c.endpoint); got != c.want {
			t.Errorf("got %#v", got)
		}
	}
}

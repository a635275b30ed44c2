package traffic_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/runpod-iac/terraform-provider-runpod/internal/traffic"
)

// anyEndpoint is any that is not overloaded.
func anyEndpoint(t *rapid.T) traffic.Endpoint {
	e := traffic.Endpoint{
		ActiveWorkers: rapid.Int64Range(0, 4).Draw(t, "active"), FlexWorkers: rapid.Int64Range(0, 12).Draw(t, "flex"),
		Scaling:      rapid.SampledFrom([]traffic.Scaling{traffic.QueueDelay, traffic.RequestCount, traffic.LoadBalancer}).Draw(t, "scaling"),
		QueueDelay:   rapid.Int64Range(0, 10_000).Draw(t, "delay"),
		RequestCount: rapid.Int64Range(1, 6).Draw(t, "requests for a worker"),
		IdleTimeout:  rapid.Int64Range(0, 120_000).Draw(t, "idle"),
		ColdStart:    rapid.Int64Range(0, 30_000).Draw(t, "cold"),
		Concurrency:  rapid.Int64Range(1, 4).Draw(t, "concurrency"),
		Execution:    rapid.Int64Range(0, 60_000).Draw(t, "execution"),
		BurstSize:    rapid.Int64Range(1, 40).Draw(t, "burst"),
		Window:       rapid.Int64Range(0, 86_400_000).Draw(t, "window"),

		LongestIdleFirst: rapid.Bool().Draw(t, "longest idle first"),
	}
	most := int64(30_000_000)
	if e.Execution > 0 {
		most = min(most, (e.ActiveWorkers+e.FlexWorkers)*86_400_000_000/e.Execution)
	}
	e.Requests = rapid.Int64Range(0, most).Draw(t, "requests")
	return e
}

func TestProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e := anyEndpoint(t)
		r := traffic.Simulate(e)
		switch {
		case e.Requests == 0 && r != traffic.Result{}:
			t.Fatalf("without requests: %+v", r)
		case e.Requests > 0 && e.ActiveWorkers+e.FlexWorkers == 0 && !r.Overloaded:
			t.Fatalf("without workers: %+v", r)
		}
		if r.Overloaded || r.Requests == 0 {
			return
		}
		places := max(e.Concurrency, 1)
		if e.Scaling == traffic.LoadBalancer {
			places = e.RequestCount
		}
		if e.ActiveWorkers == 0 && r.FlexSeconds*1000*places < r.Requests*e.Execution/101*100 && !e.BacksUp() {
			t.Fatalf("billed less than the work: %+v", r)
		}
		if r.WaitP50 < 0 || r.WaitP50 > r.WaitP95 || r.WaitP95 > r.WaitLongest {
			t.Fatalf("waits: %+v", r)
		}
		const hair = 3 // what scaling rounds down
		if r.FlexBusy+r.FlexStarting > r.FlexUp+hair || r.FlexUp/1000 > r.FlexSeconds+hair || r.Span <= 0 {
			t.Fatalf("flex time: %+v", r)
		}
		if r.PeakWorkers < e.ActiveWorkers || r.PeakWorkers > e.ActiveWorkers+e.FlexWorkers {
			t.Fatalf("peak: %+v", r)
		}
		if r.ColdRequests > r.Requests || r.ColdStarts < 0 || r.BusyPermille < 0 || r.BusyPermille > 1000 {
			t.Fatalf("shares: %+v", r)
		}
		if r.FlexIntervals*300 < r.FlexSeconds-300 {
			t.Fatalf("disks for less time than workers: %+v", r)
		}
		if e.FlexWorkers == 0 && (r.FlexSeconds > 0 || r.ColdStarts > 0) {
			t.Fatalf("flex workers of none: %+v", r)
		}
		if again := traffic.Simulate(e); again != r {
			t.Fatalf("%+v, and then %+v", r, again)
		}
	})
}

// TestMoreWorkersServeABurstSooner: more of either kind, with all else alike.
func TestMoreWorkersServeABurstSooner(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e := anyEndpoint(t)
		e.FlexWorkers++
		before := traffic.SimulateBurst(e)
		more := e
		if rapid.Bool().Draw(t, "one active more") {
			more.ActiveWorkers++
		} else {
			more.FlexWorkers++
		}
		after := traffic.SimulateBurst(more)
		// The first flex worker starts at once only where nobody is up: one active worker more may make it wait.
		allowed := before.Time
		if e.ActiveWorkers == 0 && more.ActiveWorkers > 0 && e.Scaling == traffic.QueueDelay {
			allowed += e.QueueDelay
		}
		if after.Time > allowed {
			t.Fatalf("%+v: %d ms, with more workers %d ms", e, before.Time, after.Time)
		}
	})
}

// TestMoreActiveWorkersNeverWaitLonger: on active workers alone, request by request, and so for every share of them.
func TestMoreActiveWorkersNeverWaitLonger(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e := anyEndpoint(t)
		e.FlexWorkers, e.ActiveWorkers = 0, e.ActiveWorkers+e.FlexWorkers+1
		before := traffic.Simulate(e)
		e.ActiveWorkers++
		after := traffic.Simulate(e)
		if before.Overloaded || before.Requests != after.Requests {
			return
		}
		if after.WaitP50 > before.WaitP50 || after.WaitP95 > before.WaitP95 || after.WaitLongest > before.WaitLongest {
			t.Fatalf("%+v, with one worker more %+v", before, after)
		}
	})
}

// TestLaterStopsMakeNoMoreColdStarts: a worker that stays up for longer starts no more often. With several workers one
// that stays may take the request that would have started another in time for a third, so this is for one.
func TestLaterStopsMakeNoMoreColdStarts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e := anyEndpoint(t)
		e.ActiveWorkers, e.FlexWorkers, e.Scaling = 0, 1, traffic.QueueDelay
		e.Requests = min(e.Requests, 5_000_000)
		before := traffic.Simulate(e)
		e.IdleTimeout += rapid.Int64Range(1, 3_600_000).Draw(t, "longer")
		after := traffic.Simulate(e)
		if after.ColdStarts > before.ColdStarts {
			t.Fatalf("%+v, stopping later %+v", before, after)
		}
	})
}

func FuzzSimulate(f *testing.F) {
	f.Add(int64(1), int64(3), 0, int64(4000), int64(1), int64(5000), int64(2300), int64(1), int64(30000), int64(30), int64(0), int64(1000000))
	f.Add(int64(0), int64(50), 2, int64(0), int64(4), int64(3600000), int64(0), int64(1), int64(0), int64(1), int64(1), int64(1)<<62)
	f.Fuzz(func(t *testing.T, active, flex int64, scaling int, delay, count, idle, cold, concurrency, execution, burst, window, requests int64) {
		if burst > 10_000 {
			t.Skip() // takes long
		}
		e := traffic.Endpoint{
			ActiveWorkers: active, FlexWorkers: flex, Scaling: traffic.Scaling(uint(scaling) % 3), QueueDelay: delay, RequestCount: count, IdleTimeout: idle,
			ColdStart: cold, Concurrency: concurrency, Execution: execution, BurstSize: burst, Window: window, Requests: requests,
		}
		r := traffic.Simulate(e)
		for _, v := range []int64{r.Requests, r.FlexSeconds, r.FlexIntervals, r.ColdStarts, r.ColdRequests, r.WaitP50, r.WaitP95, r.WaitLongest, r.PeakWorkers, r.BusyPermille, r.BurstTime} {
			if v < 0 {
				t.Fatalf("%+v of %+v", r, e)
			}
		}
		if r.WaitP50 > r.WaitP95 || r.WaitP95 > r.WaitLongest || r.BusyPermille > 1000 {
			t.Fatalf("%+v of %+v", r, e)
		}
	})
}

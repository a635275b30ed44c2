package traffic

import "testing"

// BenchmarkSimulate takes less than 20 ms for any endpoint, and allocates for its lists only, nothing for an event.
func BenchmarkSimulate(b *testing.B) {
	for name, e := range map[string]Endpoint{
		"sparse":   {FlexWorkers: 3, QueueDelay: 4_000, IdleTimeout: 3_600_000, Execution: 5_000, Requests: 24_000},
		"steady":   {ActiveWorkers: 1, FlexWorkers: 30, QueueDelay: 4_000, IdleTimeout: 5_000, ColdStart: 8_000, Execution: 3_000, Requests: 200_000_000},
		"bursts":   {FlexWorkers: 30, QueueDelay: 4_000, IdleTimeout: 5_000, ColdStart: 8_000, Execution: 30_000, Requests: 9_000_000, BurstSize: 30},
		"dense":    {FlexWorkers: 1000, QueueDelay: 4_000, IdleTimeout: 5_000, ColdStart: 8_000, Execution: 3_000, Requests: 20_000_000_000, BurstSize: 30},
		"balancer": {FlexWorkers: 100, Scaling: LoadBalancer, RequestCount: 20, IdleTimeout: 5_000, ColdStart: 8_000, Execution: 3_000, Requests: 2_000_000_000},
		"largest":  {FlexWorkers: 1000, QueueDelay: 4_000, IdleTimeout: 5_000, ColdStart: 8_000, Execution: 3_000, Requests: 1_000_000_000, BurstSize: 10_000, Concurrency: 8},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				e.cleaned().simulate()
			}
		})
	}
}

// TestNoAllocationPerEvent: twice as many requests are played with as many allocations.
//
//nolint:paralleltest // allocations are counted over all goroutines
func TestNoAllocationPerEvent(t *testing.T) {
	for name, e := range map[string]Endpoint{
		"queue":    {ActiveWorkers: 2, FlexWorkers: 20, QueueDelay: 2_000, IdleTimeout: 10_000, ColdStart: 3_000, Execution: 20_000, BurstSize: 3, Concurrency: 3},
		"balancer": {FlexWorkers: 20, Scaling: LoadBalancer, RequestCount: 5, IdleTimeout: 10_000, ColdStart: 3_000, Execution: 20_000, BurstSize: 1},
	} {
		e.Requests = 20_000_000
		e = e.cleaned()
		allocations := func(bursts int) float64 {
			moments := e.arrivals(bursts, day)
			return testing.AllocsPerRun(1, func() { newSimulation(e, bursts*int(e.BurstSize)).run(moments) })
		}
		if few, many := allocations(1_000), allocations(6_000); many > few {
			t.Errorf("%s: %v allocations for 1000 bursts, %v for 6000", name, few, many)
		}
	}
}

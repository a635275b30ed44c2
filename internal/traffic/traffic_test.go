package traffic

import (
	"testing"
)

func TestQuestion(t *testing.T) {
	for _, x := range []Endpoint{
		{FlexWorkers: 3}, {FlexWorkers: 10}, {FlexWorkers: 30}, {ActiveWorkers: 30}, {ActiveWorkers: 1}, {ActiveWorkers: 3},
	} {
		x.QueueDelay, x.IdleTimeout, x.ColdStart, x.Execution, x.BurstSize, x.Requests = 4000, 5000, 10000, 30000, 30, 1
		t.Logf("%d+%d %v %+v", x.ActiveWorkers, x.FlexWorkers, SimulateBurst(x), Simulate(x))
	}
	x := Endpoint{FlexWorkers: 3, QueueDelay: 4000, IdleTimeout: 3600000, Execution: 5000, Requests: 24000}
	r := Simulate(x)
	t.Logf("%+v %v", r, float64(r.FlexSeconds)/float64(r.Requests)*24*730/24*0.00076)
}

func BenchmarkSimulate(b *testing.B) {
	for name, x := range map[string]Endpoint{
		"sparse":   {FlexWorkers: 3, QueueDelay: 4000, IdleTimeout: 3600000, Execution: 5000, Requests: 24000},
		"steady":   {ActiveWorkers: 1, FlexWorkers: 30, QueueDelay: 4000, IdleTimeout: 5000, ColdStart: 8000, Execution: 3000, Requests: 200000_000},
		"bursts":   {FlexWorkers: 30, QueueDelay: 4000, IdleTimeout: 5000, ColdStart: 8000, Execution: 30000, Requests: 9000_000, BurstSize: 30},
		"dense":    {FlexWorkers: 1000, QueueDelay: 4000, IdleTimeout: 5000, ColdStart: 8000, Execution: 3000, Requests: 20_000_000_000, BurstSize: 30},
		"balancer": {FlexWorkers: 100, Scaling: LoadBalancer, RequestCount: 20, IdleTimeout: 5000, ColdStart: 8000, Execution: 3000, Requests: 2_000_000_000, BurstSize: 1},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Simulate(x)
			}
		})
	}
}

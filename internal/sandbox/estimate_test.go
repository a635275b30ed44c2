package sandbox_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// pattern is an endpoint with its traffic.
type pattern struct {
	active, flex, idle int64
	delay              float64 // of a queue; 4 s where it is 0
	count              int64   // requests for a worker, where it scales by them
	balancer           bool
	perDay             float64
	execution, cold    float64 // seconds
	burst              int64
	hours              float64 // of a day; 0 for all of them
	concurrency        int64
	days               int
}

func (s pattern) endpoint() cost.Endpoint {
	number := decimal.NewFromFloat
	e := cost.Endpoint{
		Pools: []string{"AMPERE_80"}, ActiveWorkers: s.active, FlexWorkers: s.flex, IdleTimeoutSeconds: s.idle, ContainerDiskGB: 20,
		RequestCount: s.count, QueueDelaySeconds: decimal.NullDecimal{Decimal: number(s.delay), Valid: s.delay > 0},
		Usage: &cost.EndpointUsage{
			RequestsPerDay: number(s.perDay), ExecutionSeconds: number(s.execution), ColdStartSeconds: decimal.NewNullDecimal(number(s.cold)),
			Concurrency: s.concurrency, HoursPerDay: decimal.NullDecimal{Decimal: number(s.hours), Valid: s.hours > 0},
		},
	}
	if s.balancer {
		e.Type = cost.EndpointLoadBalancer
	}
	if s.burst > 1 {
		e.Usage.Traffic, e.Usage.BurstSize = cost.TrafficBursts, s.burst
	}
	return e
}

func (s pattern) body() string {
	changes := []string{"workers", fmt.Sprintf(`{"min": %d, "max": %d, "idleTimeout": %d}`, s.active, s.active+s.flex, max(s.idle, 1))}
	switch {
	case s.balancer:
		changes = append(changes, "type", `"LOAD_BALANCER"`, "ports", `["8000/http"]`)
	case s.count > 0:
		changes[1] = fmt.Sprintf(`{"min": %d, "max": %d}`, s.active, s.active+s.flex)
	}
	if s.count > 0 {
		changes = append(changes, "scaling", fmt.Sprintf(`{"type": "REQUEST_COUNT", "requestCount": %d}`, s.count))
	} else if s.delay > 0 {
		changes = append(changes, "scaling", fmt.Sprintf(`{"type": "QUEUE_DELAY", "queueDelay": %v}`, s.delay))
	}
	return with(flexEndpoint, changes...)
}

// arrivals come as a Poisson process, gap by gap, in the hours of each day.
func (s pattern) arrivals(random *rand.Rand) []sandbox.Arrival {
	window := 24 * time.Hour
	if s.hours > 0 {
		window = time.Duration(s.hours * float64(time.Hour))
	}
	size := max(s.burst, 1)
	mean := float64(window) / s.perDay * float64(size)
	var arrivals []sandbox.Arrival
	for within := time.Duration(random.ExpFloat64() * mean); within < time.Duration(s.days)*window; within += time.Duration(random.ExpFloat64() * mean) {
		day := int64(within / window)
		after := time.Duration(day*24)*time.Hour + within%window
		for range size {
			arrivals = append(arrivals, sandbox.Arrival{After: after, Execution: time.Duration(s.execution * float64(time.Second))})
		}
	}
	return arrivals
}

// TestTrafficIsAsEstimated holds the estimate of an endpoint against the autoscaler and the meter of the account, which
// share nothing with it: over weeks of traffic they bill within 3 % of the estimate, and requests wait within 15 %.
func TestTrafficIsAsEstimated(t *testing.T) {
	t.Parallel()
	acctest.OneByOne(t)
	for name, s := range map[string]pattern{
		"sparse, idle for an hour":    {flex: 3, idle: 3600, perDay: 24, execution: 5, days: 900},
		"sparse, idle for 10 seconds": {flex: 3, idle: 10, perDay: 48, execution: 30, cold: 10, days: 300},
		"steady":                      {flex: 3, idle: 5, perDay: 1000, execution: 30, cold: 10, days: 60},
		"warm gaps":                   {flex: 5, idle: 120, perDay: 2000, execution: 20, cold: 8, days: 30},
		"busy":                        {flex: 10, idle: 10, perDay: 20_000, execution: 20, cold: 5, days: 7},
		"nearly full":                 {flex: 3, idle: 5, perDay: 7200, execution: 30, cold: 5, days: 30},
		"bursts on few":               {flex: 3, idle: 5, perDay: 600, execution: 30, cold: 10, burst: 30, days: 60},
		"bursts on many":              {flex: 30, idle: 5, perDay: 900, execution: 30, cold: 10, burst: 30, days: 60},
		"bursts over active workers":  {active: 2, flex: 8, idle: 30, perDay: 1200, execution: 15, cold: 8.3, burst: 12, days: 60},
		"active overflow":             {active: 1, flex: 4, idle: 10, perDay: 4000, execution: 20, cold: 6, days: 21},
		"office hours":                {flex: 6, idle: 60, perDay: 3000, execution: 25, cold: 12, hours: 9, days: 28},
		"a short delay":               {flex: 8, idle: 5, delay: 1, perDay: 6000, execution: 12, cold: 3, days: 14},
		"a long delay":                {flex: 8, idle: 5, delay: 20, perDay: 6000, execution: 12, cold: 3, days: 14},
		"by requests":                 {flex: 6, count: 2, perDay: 4000, execution: 30, cold: 8, days: 21},
		"four at a time":              {flex: 4, idle: 20, concurrency: 4, perDay: 12_000, execution: 20, cold: 8, days: 10},
		"load balancer":               {balancer: true, active: 1, flex: 5, idle: 30, count: 4, perDay: 15_000, execution: 10, cold: 6, days: 10},
		"short requests, big bursts":  {flex: 10, idle: 5, perDay: 10_000, execution: 2, cold: 2.3, burst: 100, days: 30},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, sandbox.Options{})
			id := r.create("/v2/serverless", s.body())
			r.clock.Advance(time.Hour)
			before := r.spent(id)
			sent := r.account.SendTraffic(id, s.arrivals(rand.New(rand.NewPCG(1, 2))), sandbox.Traffic{
				ColdStart: time.Duration(s.cold * float64(time.Second)), Concurrency: int(s.concurrency),
			})
			r.clock.Advance(time.Duration(s.days) * 24 * time.Hour)
			billed := r.spent(id) - before

			e := s.endpoint()
			estimator := cost.Estimator{Prices: cost.Snapshot(), Settings: cost.DefaultSettings()}
			estimate := estimator.Endpoint(e)
			want := estimate.Monthly.Decimal.InexactFloat64() * float64(s.days) * 24 / 730
			within(t, "billed USD", billed, want, 0.03, 0)

			var waits []float64
			for _, request := range sent.Served() {
				waits = append(waits, request.Wait.Seconds())
			}
			slices.Sort(waits)
			service := e.Service()
			within(t, "half wait", waits[len(waits)/2], service.WaitP50.Decimal.InexactFloat64(), 0.15, 0.1)
			within(t, "1 in 20 waits", waits[len(waits)*19/20], service.WaitP95.Decimal.InexactFloat64(), 0.15, 0.1)
		})
	}
}

// spent is what an endpoint was billed so far, in USD.
func (r *rig) spent(id string) float64 {
	total, err := decimal.NewFromString(r.totals("/serverless?serverlessId=" + id)["total"])
	if err != nil {
		return 0
	}
	return total.InexactFloat64()
}

// within checks a share of the larger, or that much apart at least.
func within(t *testing.T, what string, got, want, share, apart float64) {
	t.Helper()
	if off := max(got, want) - min(got, want); off > max(share*max(got, want), apart) {
		t.Errorf("%s: %.2f, estimated %.2f", what, got, want)
	}
}

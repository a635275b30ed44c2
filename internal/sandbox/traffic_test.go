package sandbox_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

const second = time.Second

// trafficRig is an account with an endpoint whose active workers are up.
func trafficRig(t *testing.T, changes ...string) (r *rig, id string) {
	t.Helper()
	r = newRig(t, sandbox.Options{})
	id = r.create("/v2/serverless", with(flexEndpoint, changes...))
	r.clock.Advance(time.Hour)
	return r, id
}

func workers(least, most, idle int) string {
	return fmt.Sprintf(`{"min": %d, "max": %d, "idleTimeout": %d}`, least, most, idle)
}

// flexSeconds is what flex workers were billed for in the account's life, in seconds of an A100.
func (r *rig) flexSeconds(id string, activeSeconds int64) int64 {
	r.t.Helper()
	usd, err := decimal.NewFromString(r.totals("/serverless?serverlessId=" + id)["gpu"])
	if err != nil {
		return 0 // nothing is billed
	}
	return usd.DivRound(decimal.RequireFromString("0.00076"), 0).IntPart() - activeSeconds
}

// burst is that many requests at one moment.
func burst(n int, after, execution time.Duration) []sandbox.Arrival {
	arrivals := make([]sandbox.Arrival, n)
	for i := range arrivals {
		arrivals[i] = sandbox.Arrival{After: after, Execution: execution}
	}
	return arrivals
}

// burstTime is from the first arrival to the end of the last execution.
func burstTime(served []sandbox.Served, execution time.Duration) time.Duration {
	var last time.Duration
	for _, s := range served {
		last = max(last, s.Arrived.Sub(served[0].Arrived)+s.Wait+execution)
	}
	return last
}

// Thirty requests of 30 s at once: the question that this project began with.
func TestTrafficBurst(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		workers string
		lasts   time.Duration
		seconds int64 // billed of flex workers
		cold    int
	}{
		// The first worker starts at once and the others 4 s later; each idles 5 s.
		"3 flex":            {workers(0, 3, 5), 314 * second, 30*30 + 3*(10+5), 3},
		"10 flex":           {workers(0, 10, 5), 104 * second, 30*30 + 10*(10+5), 10},
		"30 flex":           {workers(0, 30, 5), 44 * second, 30*30 + 30*(10+5), 30},
		"30 active":         {workers(30, 30, 5), 30 * second, 0, 0},
		"10 active, 5 flex": {workers(10, 15, 5), 74 * second, 5 * (10 + 2*30 + 5), 5},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, id := trafficRig(t, "workers", test.workers)
			sent := r.account.SendTraffic(id, burst(30, 0, 30*second), sandbox.Traffic{ColdStart: 10 * second})
			r.clock.Advance(time.Hour)
			served := sent.Served()
			cold := 0
			for _, s := range served {
				if !s.Ended {
					t.Errorf("not served: %+v", s)
				}
				if s.Cold {
					cold++
				}
			}
			if got := burstTime(served, 30*second); got != test.lasts || cold != test.cold {
				t.Errorf("lasts %v with %d cold starts, want %v with %d", got, cold, test.lasts, test.cold)
			}
			var least int64
			_, _ = fmt.Sscanf(test.workers, `{"min": %d`, &least)
			if got := r.flexSeconds(id, least*2*3600); got != test.seconds {
				t.Errorf("billed %d s, want %d", got, test.seconds)
			}
		})
	}
	for flex, want := range map[int64]string{3: "0.72", 10: "0.8", 30: "1.03"} {
		if got := decimal.RequireFromString(usd(30*30 + flex*15)).Round(2).String(); got != want {
			t.Errorf("%d flex: %s USD, want %s", flex, got, want)
		}
	}
}

// Each rule in the smallest traffic that shows it: what every request waits, and what is billed.
func TestTrafficRules(t *testing.T) {
	t.Parallel()
	count := func(n int) string { return fmt.Sprintf(`{"type": "REQUEST_COUNT", "requestCount": %d}`, n) }
	at := func(seconds ...float64) []sandbox.Arrival { // pairs of arrival and execution
		var arrivals []sandbox.Arrival
		for i := 0; i < len(seconds); i += 2 {
			arrivals = append(arrivals, sandbox.Arrival{After: time.Duration(seconds[i] * 1e9), Execution: time.Duration(seconds[i+1] * 1e9)})
		}
		return arrivals
	}
	for name, test := range map[string]struct {
		changes     []string
		arrivals    []sandbox.Arrival
		concurrency int
		waits       []float64
		seconds     int64
	}{
		"enough places are starting": { // for both in one worker; the third asks for another
			changes: []string{"workers", workers(0, 5, 5)}, arrivals: at(0, 20, 3, 20, 5, 20), concurrency: 2, waits: []float64{10, 7, 12}, seconds: (10 + 20 + 5) * 2,
		},
		"a worker that comes too late": { // it started for a request that another one took
			changes: []string{"workers", workers(0, 5, 5)}, arrivals: at(0, 1, 7, 1, 7, 1), waits: []float64{10, 4, 5}, seconds: (10 + 3 + 5) + (10 + 5),
		},
		"the last worker that was busy is the next": { // so that the first one ends
			changes: []string{"workers", workers(0, 2, 10)}, arrivals: at(0, 20, 0, 20, 40, 5, 50, 5, 60, 5),
			waits: []float64{10, 14, 0, 0, 0}, seconds: (10 + 20 + 10) + (10 + 20 + 31 + 10),
		},
		"a place in a worker that is partly busy": {
			changes: []string{"workers", workers(0, 2, 10)}, arrivals: at(0, 20, 0, 20, 0, 20, 20, 1), concurrency: 2,
			waits: []float64{10, 10, 14, 0}, seconds: (10 + 20 + 10) * 2,
		},
		"ends come before arrivals": {
			changes: []string{"workers", workers(0, 1, 5)}, arrivals: at(0, 5, 15, 5), waits: []float64{10, 0}, seconds: 25,
		},
		"arrivals come before idle timeouts": {
			changes: []string{"workers", workers(0, 1, 5)}, arrivals: at(0, 5, 20, 5), waits: []float64{10, 0}, seconds: 30,
		},
		"an active worker that is free comes first": {
			changes: []string{"workers", workers(1, 2, 30)}, arrivals: at(0, 60, 0, 5, 20, 5, 60, 5), waits: []float64{0, 14, 0, 0}, seconds: 10 + 5 + 1 + 5 + 30,
		},
		"first in, first out": {
			changes: []string{"workers", workers(0, 1, 5)}, arrivals: at(0, 3, 1, 2, 2, 1), waits: []float64{10, 12, 13}, seconds: 21,
		},
		"half a worker each": { // 3 requests want 2 workers
			changes: []string{"workers", `{"min": 0, "max": 5}`, "scaling", count(2)}, arrivals: at(0, 10, 0, 10, 0, 10), waits: []float64{10, 10, 20}, seconds: 20 + 30,
		},
		"a worker that nobody wants any more": { // it is ready when the first has taken both
			changes: []string{"workers", `{"min": 0, "max": 5}`, "scaling", count(1)}, arrivals: at(0, 1, 5, 1), waits: []float64{10, 6}, seconds: 12 + 10,
		},
		"active workers count": {
			changes: []string{"workers", `{"min": 1, "max": 5}`, "scaling", count(2)}, arrivals: at(0, 10, 0, 10), waits: []float64{0, 10}, seconds: 0,
		},
		"a load balancer takes several at a time": { // and idles
			changes:  []string{"type", `"LOAD_BALANCER"`, "workers", workers(0, 2, 7), "scaling", count(3)},
			arrivals: at(0, 4, 0, 4, 0, 4, 0, 4, 16, 1), waits: []float64{10, 10, 10, 10, 0}, seconds: (10 + 7 + 7) + (10 + 4 + 7),
		},
		"a timeout of the endpoint": {
			changes: []string{"timeout", "3000"}, arrivals: at(0, 100), waits: []float64{10}, seconds: 18,
		},
		"nobody may serve": {
			changes: []string{"workers", workers(0, 0, 5)}, arrivals: at(3500, 1), waits: []float64{100}, seconds: 0,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, id := trafficRig(t, test.changes...)
			sent := r.account.SendTraffic(id, test.arrivals, sandbox.Traffic{ColdStart: 10 * second, Concurrency: test.concurrency})
			r.clock.Advance(time.Hour)
			for i, s := range sent.Served() {
				if want := time.Duration(test.waits[i] * 1e9); s.Wait != want || s.Ended != (test.seconds > 0 || name == "active workers count") {
					t.Errorf("request %d: %+v, want a wait of %v", i, s, want)
				}
			}
			least := int64(0)
			if workers := dig(r.want(200, "GET", "/v2/serverless/"+id, ""), "workers", "min").(float64); workers > 0 {
				least = int64(workers)
			}
			if got := r.flexSeconds(id, least*2*3600); got != test.seconds {
				t.Errorf("billed %d s, want %d", got, test.seconds)
			}
		})
	}
}

// What comes first at one moment also does where somebody looks in that moment.
func TestTrafficDoesNotDependOnWhoLooks(t *testing.T) {
	t.Parallel()
	bill := func(step time.Duration) (string, []sandbox.Served) {
		r, id := trafficRig(t, "workers", workers(0, 3, 5))
		var arrivals []sandbox.Arrival
		for i := range 200 {
			arrivals = append(arrivals, sandbox.Arrival{After: time.Duration(i) * 7 * second, Execution: time.Duration(1+i%13) * second})
		}
		sent := r.account.SendTraffic(id, arrivals, sandbox.Traffic{ColdStart: 3 * second})
		for at := time.Duration(0); at < time.Hour; at += step {
			r.clock.Advance(step)
			r.want(200, "GET", "/v2/serverless/"+id+"/workers", "")
		}
		return r.totals("")["total"], sent.Served()
	}
	want, waits := bill(time.Hour)
	for _, step := range []time.Duration{second, 5 * second, 777 * time.Millisecond} {
		got, served := bill(step)
		if got != want {
			t.Errorf("looking every %v: billed %s, want %s", step, got, want)
		}
		for i := range served {
			if served[i] != waits[i] {
				t.Errorf("looking every %v: request %d: %+v, want %+v", step, i, served[i], waits[i])
			}
		}
	}
}

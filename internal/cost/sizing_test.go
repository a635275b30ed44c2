package cost_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/traffic"
)

// bursts is 1,000 requests a day in bursts of 30, 10 s each, with 6 GB of weights in the image.
func bursts() cost.Sizing {
	return cost.Sizing{
		Endpoint: cost.Endpoint{Pools: []string{"AMPERE_80"}, ContainerDiskGB: 20, Usage: &cost.EndpointUsage{
			RequestsPerDay: dec("1000"), ExecutionSeconds: dec("10"), Traffic: cost.TrafficBursts, BurstSize: 30,
			Model: &cost.Model{SizeGB: dec("6"), Location: traffic.FromImage},
		}},
		BurstSeconds: null("60"), MaxWorkers: 30,
	}
}

func steady(requests, execution, wait string) cost.Sizing {
	return cost.Sizing{
		Endpoint: cost.Endpoint{Pools: []string{"AMPERE_80"}, ContainerDiskGB: 20, Usage: &cost.EndpointUsage{
			RequestsPerDay: dec(requests), ExecutionSeconds: dec(execution), ColdStartSeconds: null("8"),
		}},
		WaitP95Seconds: null(wait), MaxWorkers: 60,
	}
}

func with(q cost.Sizing, change func(*cost.Sizing)) cost.Sizing {
	usage := *q.Endpoint.Usage
	q.Endpoint.Usage = &usage
	change(&q)
	return q
}

// size searches, and checks what holds for every answer.
func size(t testing.TB, q cost.Sizing) (cost.SizingResult, error) {
	t.Helper()
	r, err := estimator().Size(t.Context(), q)
	if err == nil {
		wantAnswer(t, q, r)
	}
	return r, err
}

func wantAnswer(t testing.TB, q cost.Sizing, r cost.SizingResult) {
	t.Helper()
	p, listed := r.Best.Endpoint, false
	again, service := estimator().Endpoint(p), p.Service()
	if !again.Monthly.Decimal.Equal(r.Best.Estimate.Monthly.Decimal) || service.Summary != r.Best.Service.Summary || !q.Meets(*service) {
		t.Errorf("not what it says: %s: %s, %+v", r.Best.Summary, again.Summary, service)
	}
	if p.ActiveWorkers < 0 || p.FlexWorkers < 0 || p.ActiveWorkers+p.FlexWorkers > q.MaxWorkers || p.ActiveWorkers+p.FlexWorkers == 0 {
		t.Errorf("at most %d workers: %s", q.MaxWorkers, r.Best.Summary)
	}
	if len(r.Alternatives) > 10 {
		t.Errorf("%d alternatives", len(r.Alternatives))
	}
	wait := func(s cost.Service) decimal.Decimal {
		if q.BurstSeconds.Valid {
			return s.BurstSeconds.Decimal
		}
		return s.WaitP95.Decimal
	}
	for i, a := range r.Alternatives {
		listed = listed || a.Summary == r.Best.Summary
		if q.Meets(a.Service) && cost.Cents(a.Estimate.Monthly.Decimal).LessThan(cost.Cents(r.Best.Estimate.Monthly.Decimal)) {
			t.Errorf("an alternative is cheaper than %s: %s", r.Best.Summary, a.Summary)
		}
		if i == 0 {
			continue
		}
		before := r.Alternatives[i-1]
		if a.Estimate.Monthly.Decimal.LessThan(cost.Cents(before.Estimate.Monthly.Decimal).Sub(dec("0.01"))) || !wait(a.Service).LessThan(wait(before.Service)) {
			t.Errorf("not on the frontier: %s, then %s", before.Summary, a.Summary)
		}
	}
	if !listed {
		t.Errorf("the answer is not among the alternatives: %s", r.Best.Summary)
	}
}

func TestSize(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		q    cost.Sizing
		want string
	}{
		"bursts within a minute": {bursts(), "$272.83/mo: 6 flex workers, request count 4: 30 at once are served after 58.3 s; half wait 28.3 s or longer, 1 in 20 waits 48.3 s or longer, the longest wait in 20 days is 95.7 s; 19 % meet a cold start of 8.3 s"},
		"bursts on 5 workers":    {with(bursts(), func(q *cost.Sizing) { q.MaxWorkers = 5 }), "$9,996.54/mo: 5 active workers: 30 at once are served after 60 s; half wait 30 s or longer, 1 in 20 waits 50 s or longer, the longest wait in 20 days is 112.4 s; none meets a cold start"},
		"bursts, and waits":      {with(bursts(), func(q *cost.Sizing) { q.WaitP95Seconds = null("20") }), "$337.10/mo: 15 flex workers, request count 2: 30 at once are served after 28.3 s"},
		"bursts without waits":   {with(bursts(), func(q *cost.Sizing) { q.BurstSeconds = null("10") }), "$59,979.23/mo: 30 active workers: 30 at once are served after 10 s"},
		"nobody may wait":        {steady("5000", "2", "0"), "$3,437.37/mo: 2 flex workers, idle timeout 300 s, queue delay 1 s: 19 in 20 start at once"},
		"few requests":           {steady("20", "30", "15"), "$17.68/mo: 1 flex worker, request count 8: half wait 8 s"},
		"nearly no wait":         {steady("5000", "2", "1"), "$2,404.02/mo: 1 active + 1 flex workers, idle timeout 60 s, queue delay 1 s: half start at once, 1 in 20 waits 1 s"},
		"many requests":          {steady("200000", "5", "2"), "1 in 20 waits"},
		"several at a time":      {with(steady("20000", "5", "3"), func(q *cost.Sizing) { q.Endpoint.Usage.Concurrency = 4 }), "$1,999.31/mo: 1 flex worker, idle timeout 60 s, queue delay 8 s: 19 in 20 start at once"},
		"load balancer":          {with(steady("20000", "1", "3"), func(q *cost.Sizing) { q.Endpoint.Type = cost.EndpointLoadBalancer }), "$1,999.23/mo: 1 flex worker, idle timeout 30 s, request count 4: 19 in 20 start at once"},
		"CPU": {with(steady("20000", "1", "3"), func(q *cost.Sizing) {
			q.Endpoint.Pools, q.Endpoint.CPUs = nil, []cost.CPUOption{{FlavorID: "cpu3g", VCPUCount: 2}}
		}), "$75.03/mo: 1 flex worker, idle timeout 60 s, queue delay 8 s: half start at once, 1 in 20 waits 0.9 s"},
		"no price":                 {with(bursts(), func(q *cost.Sizing) { q.Endpoint.Pools = []string{"NEW_POOL"} }), "6 flex workers, request count 4: 30 at once are served after 58.3 s"},
		"more workers than useful": {with(bursts(), func(q *cost.Sizing) { q.MaxWorkers = 1000 }), "$272.83/mo: 6 flex workers, request count 4"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, err := size(t, tc.q)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(r.Best.Summary, tc.want) {
				t.Errorf("got %s\nwant %s", r.Best.Summary, tc.want)
			}
			if len(r.Alternatives) < 2 {
				t.Errorf("few alternatives: %d", len(r.Alternatives))
			}
		})
	}
}

func TestSizeUnreachable(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		q    cost.Sizing
		want []string
	}{
		"too few workers":   {with(bursts(), func(q *cost.Sizing) { q.BurstSeconds, q.MaxWorkers = null("50"), 5 }), []string{"With at most 5 workers, the best is a burst served in 60 s (target: 50 s), with 5 active workers. Raise `max_workers` to 6 (6 active workers would do)", "or raise `target.burst_seconds` to 60; or"}},
		"execution alone":   {with(bursts(), func(q *cost.Sizing) { q.BurstSeconds = null("9") }), []string{"One request takes 10 s (`usage.execution_seconds`), so no number of workers serves a burst within 9 s. Raise `target.burst_seconds` to 10 or more"}},
		"cold starts":       {with(bursts(), func(q *cost.Sizing) { q.BurstSeconds, q.MaxWorkers = null("15"), 10 }), []string{"the best is a burst served in 30 s (target: 15 s), with 10 active workers. Flex workers cannot serve a burst in time: they take 8.3 s to start, and a request 10 s. Raise `max_workers` to 30 (30 active workers would do)"}},
		"the load of a day": {with(steady("200000", "5", "2"), func(q *cost.Sizing) { q.MaxWorkers = 5 }), []string{"At most 5 workers cannot carry 200,000 requests/day of 5 s. Raise `max_workers` to "}},
		"waits":             {with(steady("5000", "10", "0.5"), func(q *cost.Sizing) { q.MaxWorkers = 1 }), []string{"With at most 1 worker, the best is 19 in 20 requests waiting no longer than 26.2 s (target: 0.5 s), with 1 active worker. Raise `max_workers` to 3 (3 flex workers would do)"}},
		"no requests":       {steady("0", "10", "0.5"), []string{"No requests come"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := size(t, tc.q)
			if _, ok := errors.AsType[*cost.UnreachableError](err); !ok {
				t.Fatalf("got %v", err)
			}
			for _, want := range tc.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("got %q, want %q", err, want)
				}
			}
		})
	}
}

// TestSizeSaysWhatMoreWorkersSave where active workers have to stand in for them.
func TestSizeSaysWhatMoreWorkersSave(t *testing.T) {
	t.Parallel()
	r, err := size(t, with(bursts(), func(q *cost.Sizing) { q.MaxWorkers = 5 }))
	if err != nil {
		t.Fatal(err)
	}
	if notes := strings.Join(r.Notes, "\n"); !strings.Contains(notes, "max_workers decides: with 6, $272.83/mo: 6 flex workers, request count 4") {
		t.Error(notes)
	}
	if r, err = size(t, bursts()); err != nil || strings.Contains(strings.Join(r.Notes, "\n"), "max_workers decides") {
		t.Error(r.Notes, err)
	}
}

func TestSizeObeysItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := estimator().Size(ctx, bursts()); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// smallSizings are of so little traffic that all of it can be tried.
func smallSizings() *rapid.Generator[cost.Sizing] {
	return rapid.Custom(func(t *rapid.T) cost.Sizing {
		usage := &cost.EndpointUsage{
			RequestsPerDay: decimals(1, 15, 0).Draw(t, "requests"), ExecutionSeconds: decimals(1, 60000, 1).Draw(t, "execution"),
			ColdStartSeconds: decimal.NewNullDecimal(decimals(0, 600, 1).Draw(t, "cold start")), Concurrency: rapid.Int64Range(0, 2).Draw(t, "concurrency"),
		}
		q := cost.Sizing{Endpoint: cost.Endpoint{Pools: []string{"AMPERE_80"}, ContainerDiskGB: 20, Usage: usage}, MaxWorkers: rapid.Int64Range(1, 4).Draw(t, "workers")}
		q.WaitP95Seconds = decimal.NewNullDecimal(decimals(0, 300, 1).Draw(t, "wait"))
		if rapid.Bool().Draw(t, "bursts") {
			usage.Traffic, usage.BurstSize = cost.TrafficBursts, rapid.Int64Range(2, 6).Draw(t, "burst")
			q.BurstSeconds = decimal.NewNullDecimal(usage.ExecutionSeconds.Mul(decimals(8, 60, 1).Draw(t, "rounds")))
			if rapid.Bool().Draw(t, "bursts only") {
				q.WaitP95Seconds = decimal.NullDecimal{}
			}
		}
		if rapid.Bool().Draw(t, "balanced") {
			q.Endpoint.Type = cost.EndpointLoadBalancer
		}
		return q
	})
}

// everyEndpoint is all that a search up to 4 workers may find.
func everyEndpoint(q cost.Sizing) []cost.Endpoint {
	var all []cost.Endpoint
	add := func(idle, requests int64, delay decimal.NullDecimal) {
		for active := range q.MaxWorkers + 1 {
			for flex := range q.MaxWorkers - active + 1 {
				p := q.Endpoint
				p.ActiveWorkers, p.FlexWorkers, p.IdleTimeoutSeconds, p.RequestCount, p.QueueDelaySeconds = active, flex, idle, requests, delay
				all = append(all, p)
			}
		}
	}
	balanced := q.Endpoint.Type == cost.EndpointLoadBalancer
	for _, idle := range []int64{5, 10, 30, 60, 120, 300, 900, 3600} {
		switch {
		case !balanced:
			for _, delay := range []string{"0.5", "1", "2", "4", "8"} {
				add(idle, 0, null(delay))
			}
		case q.Endpoint.Usage.Concurrency > 0:
			add(idle, 1, decimal.NullDecimal{})
			add(idle, q.Endpoint.Usage.Concurrency, decimal.NullDecimal{})
		default:
			add(idle, 1, decimal.NullDecimal{})
			add(idle, 2, decimal.NullDecimal{})
			add(idle, 4, decimal.NullDecimal{})
		}
	}
	if !balanced {
		for _, requests := range []int64{1, 2, 4, 8} {
			add(0, requests, decimal.NullDecimal{})
		}
	}
	return all
}

// examples of a property whose every case takes long.
const examples = 24

func TestSizeIsTheCheapestProperty(t *testing.T) {
	t.Parallel()
	reached := 0
	for i := range examples {
		q := smallSizings().Example(i)
		r, err := estimator().Size(t.Context(), q)
		if err == nil {
			reached++
			wantAnswer(t, q, r)
		}
		for _, p := range everyEndpoint(q) {
			switch s := p.Service(); {
			case !q.Meets(*s):
			case err != nil:
				t.Fatalf("%+v of %+v: %v, but %s would do: %s", q, q.Endpoint.Usage, err, p.Service().Summary, estimator().Endpoint(p).Summary)
			case cost.Cents(estimator().Endpoint(p).Monthly.Decimal).LessThan(cost.Cents(r.Best.Estimate.Monthly.Decimal)):
				t.Fatalf("%+v of %+v: %s, but cheaper is %s", q, q.Endpoint.Usage, r.Best.Summary, estimator().Endpoint(p).Summary)
			}
		}
	}
	if reached < examples/3 || reached == examples {
		t.Errorf("%d of %d targets are met, which tests little", reached, examples)
	}
}

// TestSizeProperties: more workers are never more expensive, and a stricter target never cheaper. Up to 4 workers that is exact;
// beyond that the search has steps.
func TestSizeProperties(t *testing.T) {
	t.Parallel()
	for i := range examples {
		q := smallSizings().Example(1000 + i)
		slack := decimal.NewFromInt(1)
		if i%2 == 0 {
			q.MaxWorkers *= 5
			slack = dec("1.03")
		}
		base, err := estimator().Size(t.Context(), q)
		if err != nil {
			continue
		}
		price := cost.Cents(base.Best.Estimate.Monthly.Decimal)
		more := q
		more.MaxWorkers++
		if r, err := estimator().Size(t.Context(), more); err != nil || cost.Cents(r.Best.Estimate.Monthly.Decimal).GreaterThan(price.Mul(slack)) {
			t.Errorf("%+v of %+v: %s, but with one worker more: %s, %v", q, q.Endpoint.Usage, base.Best.Summary, r.Best.Summary, err)
		}
		stricter := q
		for _, target := range []*decimal.NullDecimal{&stricter.BurstSeconds, &stricter.WaitP95Seconds} {
			target.Decimal = target.Decimal.Mul(dec("0.8"))
		}
		if r, err := estimator().Size(t.Context(), stricter); err == nil && cost.Cents(r.Best.Estimate.Monthly.Decimal).Mul(slack).LessThan(price) {
			t.Errorf("%+v of %+v: %s, but with a stricter target: %s", q, q.Endpoint.Usage, base.Best.Summary, r.Best.Summary)
		}
	}
}

func BenchmarkSize(b *testing.B) {
	for name, q := range map[string]cost.Sizing{"bursts": bursts(), "many": steady("800000", "5", "5"), "dense": steady("200000", "5", "2"), "wait": steady("5000", "2", "1")} {
		b.Run(name, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				// Another traffic, which nobody remembers.
				q := with(q, func(q *cost.Sizing) {
					q.Endpoint.Usage.RequestsPerDay = q.Endpoint.Usage.RequestsPerDay.Add(decimal.NewFromInt(int64(i)))
				})
				if _, err := estimator().Size(b.Context(), q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

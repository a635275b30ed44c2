package cost

import (
	"cmp"
	"context"
	"slices"

	"github.com/shopspring/decimal"
)

// exactWorkers is up to how many workers everything is tried.
const exactWorkers = 4

// activeSteps is how many numbers of active workers are tried beyond that, before the search goes on from the best.
const activeSteps = 4

// What flex workers are tried with. Idle timeouts are within Runpod's 1 to 3600 s, and queue delays at least its 0.5 s.
var (
	idleTimeouts  = []int64{5, 10, 30, 60, 120, 300, 900, 3600}
	queueDelays   = []int64{500, 1000, 2000, 4000, 8000} // ms
	requestCounts = []int64{1, 2, 4, 8}
)

// scaler is when flex workers start and stop.
type scaler struct {
	idle         int64 // s; 0 where there is none
	queueDelay   int64 // ms; 0 where they start by requestCount
	requestCount int64
}

// shape is what a search looks for.
type shape struct {
	active, flex int64
	scaler
}

// attempt is a shape that was tried.
type attempt struct {
	Sized
	shape shape
	// price is the monthly cost in cents, or the billed seconds where there is no price.
	price decimal.Decimal
	meets bool
}

type sizingSearch struct {
	Sizing
	estimator Estimator
	scalers   []scaler
	// Some of them, to begin with, and fewer, for beside many active workers.
	coarse, coarsest []scaler

	tried map[shape]*attempt
	best  *attempt // of those that meet the target; nil without any

	interrupted func() error
	err         error // of the context: nothing is tried any more
}

func newSizingSearch(ctx context.Context, e Estimator, q Sizing) *sizingSearch {
	q.MaxWorkers = max(q.MaxWorkers, 1)
	e.brief = true
	s := &sizingSearch{Sizing: q, estimator: e, tried: map[shape]*attempt{}, interrupted: ctx.Err}
	if q.Endpoint.Type == EndpointLoadBalancer {
		for _, n := range q.balancedCounts() {
			for _, idle := range idleTimeouts {
				s.scalers = append(s.scalers, scaler{idle: idle, requestCount: n})
			}
		}
	} else {
		for _, delay := range queueDelays {
			for _, idle := range idleTimeouts {
				s.scalers = append(s.scalers, scaler{idle: idle, queueDelay: delay})
			}
		}
		for _, n := range requestCounts {
			s.scalers = append(s.scalers, scaler{requestCount: n})
		}
	}
	for _, c := range s.scalers {
		// Those that are left out are next to one that is not.
		if c.queueDelay != 0 && c.queueDelay != 500 && c.queueDelay != 4000 || c.queueDelay == 0 && (c.requestCount == 2 || c.requestCount == 8) {
			continue
		}
		switch c.idle {
		case 0, 5, 60:
			s.coarse, s.coarsest = append(s.coarse, c), append(s.coarsest, c)
		case 900:
			s.coarse = append(s.coarse, c)
		}
	}
	return s
}

// balancedCounts are the request counts of a load balancer, whose workers take as many requests at a time: powers of 2 up
// to what the usage says that they can, or Runpod's default.
func (q Sizing) balancedCounts() []int64 {
	most := q.Endpoint.Usage.Concurrency
	if most <= 0 {
		most = DefaultRequestCount
	}
	var counts []int64
	for n := int64(1); n < most; n *= 2 {
		counts = append(counts, n)
	}
	return append(counts, most)
}

// concurrency is how many requests a worker takes at a time.
func (s *sizingSearch) concurrency(c scaler) int64 {
	if s.Endpoint.Type == EndpointLoadBalancer {
		return c.requestCount
	}
	return s.Endpoint.Usage.Concurrency
}

// try simulates a shape, once. It never returns nil.
func (s *sizingSearch) try(sh shape) *attempt {
	if sh.flex == 0 { // nothing scales
		sh.scaler = s.plainScaler()
	}
	if a := s.tried[sh]; a != nil {
		return a
	}
	if s.err = s.interrupted(); s.err != nil {
		return &attempt{shape: sh}
	}
	a := &attempt{shape: sh}
	p := s.Endpoint
	p.ActiveWorkers, p.FlexWorkers, p.IdleTimeoutSeconds = sh.active, sh.flex, sh.idle
	p.RequestCount, p.QueueDelaySeconds = sh.requestCount, decimal.NullDecimal{}
	if sh.queueDelay > 0 {
		p.QueueDelaySeconds = known(fromMilliseconds(sh.queueDelay))
	}
	a.Endpoint, a.Estimate, a.Service = p, s.estimator.Endpoint(p), *p.Service()
	a.Summary = sizedText(p, a.Estimate, a.Service)
	a.price, a.meets = s.price(p, a.Estimate), s.Meets(a.Service)
	s.tried[sh] = a
	if a.meets && (s.best == nil || s.order(a, s.best) < 0) {
		s.best = a
	}
	return a
}

// plainScaler is that of an endpoint on which nothing scales: the default.
func (s *sizingSearch) plainScaler() scaler {
	if s.Endpoint.Type == EndpointLoadBalancer {
		return scaler{idle: idleTimeouts[0], requestCount: slices.Max(s.balancedCounts())}
	}
	return scaler{idle: idleTimeouts[0], queueDelay: DefaultQueueDelaySeconds * 1000}
}

func (s *sizingSearch) price(p Endpoint, est Estimate) decimal.Decimal {
	if est.Monthly.Valid {
		return Cents(est.Monthly.Decimal)
	}
	settings := s.estimator.Settings.withDefaults()
	billed := count(p.ActiveWorkers).Mul(settings.HoursPerMonth).Mul(decimal.NewFromInt(secondsPerHour))
	if load, used := p.Load(settings); used {
		billed = billed.Add(load.FlexSeconds)
	}
	return billed
}

// atLeast is what that many active workers cost, whatever flex workers do beside them.
func (s *sizingSearch) atLeast(active int64) decimal.Decimal {
	p := s.Endpoint
	p.ActiveWorkers, p.FlexWorkers, p.Usage = active, 0, nil
	return s.price(p, s.estimator.Endpoint(p))
}

// order puts what is cheaper first, then what waits less, then what has fewer workers.
func (s *sizingSearch) order(a, b *attempt) int {
	wait := func(a *attempt) decimal.Decimal { return s.wait(a.Service).Decimal }
	return cmp.Or(
		a.price.Cmp(b.price), wait(a).Cmp(wait(b)), a.Service.WaitP95.Decimal.Cmp(b.Service.WaitP95.Decimal),
		cmp.Compare(a.shape.active+a.shape.flex, b.shape.active+b.shape.flex), cmp.Compare(a.shape.active, b.shape.active),
		cmp.Compare(a.shape.idle, b.shape.idle), cmp.Compare(b.shape.queueDelay, a.shape.queueDelay),
		cmp.Compare(b.shape.requestCount, a.shape.requestCount),
	)
}

// findBest looks for the cheapest that meets the target.
func (s *sizingSearch) findBest() {
	s.scan(0, s.scalers)
	s.findActive()
	for active := int64(1); active <= min(exactWorkers, s.MaxWorkers) && s.worthwhile(active); active++ {
		s.scan(active, s.scalers)
	}
	most := s.MaxWorkers
	if s.best != nil {
		most = min(most, whole(ceilDiv(s.best.price, s.atLeast(1))))
	}
	step := max((most-exactWorkers+activeSteps-1)/activeSteps, 1)
	for active := exactWorkers + step; active <= most && s.worthwhile(active); active += step {
		s.scan(active, s.coarsest)
	}
	s.refine()
	if s.best == nil {
		s.closest()
	}
}

// worthwhile reports whether an endpoint with that many active workers may be the best.
func (s *sizingSearch) worthwhile(active int64) bool {
	return s.err == nil && (s.best == nil || s.atLeast(active).Cmp(s.best.price) <= 0)
}

// scan tries flex workers beside that many active ones.
func (s *sizingSearch) scan(active int64, scalers []scaler) {
	for _, c := range scalers {
		least := max(s.fewestWorkers(s.concurrency(c))-active, 1)
		most := s.MaxWorkers - active
		small := min(most, exactWorkers-active)
		saturated := false
		for flex := least; flex <= small && !saturated; flex++ {
			saturated = s.try(shape{active, flex, c}).saturated()
		}
		least = max(least, small+1)
		if saturated || least > most || !slices.Contains(s.coarse, c) {
			continue
		}
		if a := s.try(shape{active, most, c}); a.meets {
			s.fewestFlex(shape{active, least, c}, min(most, max(a.peak()-active, least)))
		}
	}
}

// saturated reports whether more flex workers would never be up.
func (a *attempt) saturated() bool {
	return a.Service.PeakWorkers.Valid && a.peak() < a.shape.active+a.shape.flex
}

func (a *attempt) peak() int64 { return a.Service.PeakWorkers.Decimal.IntPart() }

// fewestFlex looks for the fewest flex workers that meet the target, from those of sh to most, which do.
func (s *sizingSearch) fewestFlex(sh shape, most int64) {
	for sh.flex < most {
		middle := shape{sh.active, sh.flex + (most-sh.flex)/2, sh.scaler}
		if s.try(middle).meets {
			most = middle.flex
		} else {
			sh.flex = middle.flex + 1
		}
	}
	s.try(sh)
}

// findActive looks for the fewest active workers that need no flex workers.
func (s *sizingSearch) findActive() {
	least := s.fewestWorkers(s.concurrency(s.plainScaler()))
	if !s.worthwhile(least) {
		return
	}
	for n := least; n <= min(exactWorkers, s.MaxWorkers); n++ {
		s.try(shape{active: n})
	}
	least, most := max(least, exactWorkers+1), s.MaxWorkers
	if least > most || !s.worthwhile(least) || !s.try(shape{active: most}).meets {
		return
	}
	for least < most {
		middle := least + (most-least)/2
		if s.try(shape{active: middle}).meets {
			most = middle
		} else {
			least = middle + 1
		}
	}
	s.try(shape{active: least})
}

// refine goes from the best to what is better beside it, until nothing is.
func (s *sizingSearch) refine() {
	for before := (*attempt)(nil); s.best != before && s.err == nil; {
		before = s.best
		for _, next := range s.besides(before.shape) {
			total := next.active + next.flex
			if next.active >= 0 && next.flex >= 0 && total >= s.fewestWorkers(s.concurrency(next.scaler)) && total <= s.MaxWorkers && s.worthwhile(next.active) {
				s.try(next)
			}
		}
	}
}

// besides are the shapes around one: some workers more or less, the next timeouts, and both.
func (s *sizingSearch) besides(sh shape) []shape {
	var out []shape
	for _, c := range s.nextScalers(sh.scaler) {
		for _, d := range [][2]int64{{0, 0}, {0, -1}, {0, 1}, {1, -1}, {-1, 1}, {-1, 0}, {1, 0}} {
			if c == sh.scaler || d[0] == 0 {
				out = append(out, shape{sh.active + d[0], sh.flex + d[1], c})
			}
		}
	}
	return out
}

// nextScalers are a scaler, and those that differ from it by one step.
func (s *sizingSearch) nextScalers(c scaler) []scaler {
	out := []scaler{c}
	counts := requestCounts
	if s.Endpoint.Type == EndpointLoadBalancer {
		counts = s.balancedCounts()
	}
	for _, idle := range beside(idleTimeouts, c.idle) {
		out = append(out, scaler{idle, c.queueDelay, c.requestCount})
	}
	for _, delay := range beside(queueDelays, c.queueDelay) {
		out = append(out, scaler{c.idle, delay, c.requestCount})
	}
	for _, n := range beside(counts, c.requestCount) {
		out = append(out, scaler{c.idle, c.queueDelay, n})
	}
	return out
}

// beside are the values before and after one of a list.
func beside(values []int64, value int64) []int64 {
	i := slices.Index(values, value)
	if i < 0 {
		return nil
	}
	var out []int64
	if i > 0 {
		out = append(out, values[i-1])
	}
	if i+1 < len(values) {
		out = append(out, values[i+1])
	}
	return out
}

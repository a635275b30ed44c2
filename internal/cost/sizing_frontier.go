package cost

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// mostAlternatives bounds the frontier.
const mostAlternatives = 10

// workerSteps are the numbers of workers that the frontier is explored with.
var workerSteps = []int64{1, 2, 3, 5, 8, 12, 20, 30, 40, 60, 80, 120}

// explore tries what is cheaper than the best and misses the target, and what is more expensive and waits less.
func (s *sizingSearch) explore() {
	best := s.best.shape
	fast, warm := best.scaler, best.scaler
	if fast.queueDelay > 0 {
		fast.queueDelay = queueDelays[0]
	}
	if warm.idle > 0 {
		warm.idle = idleTimeouts[len(idleTimeouts)-1]
	}
	steps := append(slices.DeleteFunc(slices.Clone(workerSteps), func(n int64) bool { return n >= s.MaxWorkers }), s.MaxWorkers)
	for _, c := range []scaler{best.scaler, fast, warm} {
		for _, n := range steps {
			if n >= s.fewestToCarry(c) && s.try(shape{0, n, c}).saturated() {
				break
			}
		}
	}
	for _, n := range steps {
		if n >= s.fewestToCarry(s.plainScaler()) && s.wait(s.try(shape{active: n}).Service).Decimal.IsZero() {
			break
		}
	}
	for _, idle := range idleTimeouts {
		if best.idle > 0 && best.flex > 0 {
			s.try(shape{best.active, best.flex, scaler{idle, fast.queueDelay, fast.requestCount}})
		}
	}
	for more := int64(1); more <= 2 && best.active+more <= s.MaxWorkers; more++ {
		s.try(shape{best.active + more, min(best.flex, s.MaxWorkers-best.active-more), best.scaler})
	}
}

// fewestToCarry is how many workers carry the requests of a day, whatever the target.
func (s *sizingSearch) fewestToCarry(c scaler) int64 {
	anyTarget := s.Sizing
	anyTarget.BurstSeconds = decimal.NullDecimal{}
	return anyTarget.fewestWorkers(s.concurrency(c))
}

// frontier is what was tried and is worth its price, the best included: each waits at least a twentieth less than the
// one before it.
func (s *sizingSearch) frontier() []*attempt {
	var all []*attempt
	for _, a := range s.tried {
		if s.wait(a.Service).Valid {
			all = append(all, a)
		}
	}
	slices.SortFunc(all, s.order)
	var front []*attempt
	for _, a := range all {
		last := len(front) - 1
		switch wait := s.wait(a.Service).Decimal; {
		case last < 0:
			front = append(front, a)
		case !wait.LessThan(s.wait(front[last].Service).Decimal) && a != s.best:
		case a == s.best && !wait.LessThan(s.wait(front[last].Service).Decimal):
			// It meets the other half of the target, and those before it do not.
			front = append(slices.DeleteFunc(front, func(f *attempt) bool { return !s.wait(f.Service).Decimal.GreaterThan(wait) }), a)
		case a == s.best, wait.LessThan(s.wait(front[last].Service).Decimal.Mul(decimal.New(95, -2))):
			front = append(front, a)
		}
	}
	return s.thinned(front)
}

// thinned leaves the ends, the best, and an even choice of what is between.
func (s *sizingSearch) thinned(front []*attempt) []*attempt {
	if len(front) <= mostAlternatives {
		return front
	}
	var out []*attempt
	last, kept := len(front)-1, mostAlternatives-1
	for i, a := range front {
		even := i*(kept-1)/last != (i-1)*(kept-1)/last
		if i == 0 || i == last || a == s.best || even {
			out = append(out, a)
		}
	}
	return out
}

// roomier says what more workers would save, where active workers have to stand in for them.
func (s *sizingSearch) roomier() []string {
	if s.best.shape.active == 0 || s.best.shape.active+s.best.shape.flex < s.MaxWorkers {
		return nil
	}
	q := s.Sizing
	q.MaxWorkers *= 2
	more := &sizingSearch{Sizing: q, estimator: s.estimator, coarse: s.coarse, tried: map[shape]*attempt{}, interrupted: s.interrupted}
	more.scan(0, s.coarse)
	if more.best == nil || !more.best.price.LessThan(s.best.price) {
		return nil
	}
	sh := more.best.shape
	return []string{fmt.Sprintf("max_workers decides: with %d, %s", sh.active+sh.flex, more.best.Summary)}
}

// enoughWorkers bounds the search for how many would be enough.
const enoughWorkers = 1 << 16

// unreachable says how close the workers come, and what would have to change.
func (s *sizingSearch) unreachable() (reason, remedy string) {
	closest := s.closest()
	reason = fmt.Sprintf("At most %d workers cannot carry %s.", s.MaxWorkers, s.Endpoint.Usage.text())
	if s.MaxWorkers == 1 {
		reason = fmt.Sprintf("One worker cannot carry %s.", s.Endpoint.Usage.text())
	}
	var remedies []string
	if closest != nil {
		reason = fmt.Sprintf("With at most %s, the best is %s, with %s.", Plural(count(s.MaxWorkers), "worker"), s.waitsText(closest.Service), workersText(closest.Endpoint))
		if cold, _ := s.Endpoint.coldStart(); s.BurstSeconds.Valid && s.tooColdFor(cold) {
			reason += fmt.Sprintf(" Flex workers cannot serve a burst in time: they take %s s to start, and a request %s s.", Number(cold, 1), Number(s.Endpoint.Usage.ExecutionSeconds, 3))
		}
	}
	if n, how := s.enough(); n > 0 {
		remedies = append(remedies, fmt.Sprintf("raise `max_workers` to %d (%s would do), which the worker quota of the account has to allow", n, how))
	}
	if closest != nil {
		remedies = append(remedies, s.looser(closest.Service)...)
	}
	remedies = append(remedies, "make requests or cold starts shorter")
	text := strings.Join(remedies, "; or ")
	return reason, strings.ToUpper(text[:1]) + text[1:] + "."
}

func (s *sizingSearch) tooColdFor(cold decimal.Decimal) bool {
	return cold.Add(s.Endpoint.Usage.ExecutionSeconds).Round(waitPlaces).GreaterThan(s.BurstSeconds.Decimal)
}

// closest is what waits least of what all workers can do; nil where they cannot carry the load.
func (s *sizingSearch) closest() *attempt {
	candidates := []*attempt{s.try(shape{active: s.MaxWorkers})}
	for _, c := range s.fastest() {
		candidates = append(candidates, s.try(shape{0, s.MaxWorkers, c}))
	}
	var best *attempt
	for _, a := range candidates {
		if wait := s.wait(a.Service); wait.Valid && (best == nil || wait.Decimal.LessThan(s.wait(best.Service).Decimal)) {
			best = a
		}
	}
	return best
}

// fastest are the scalers that start workers soonest and keep them longest.
func (s *sizingSearch) fastest() []scaler {
	warm := idleTimeouts[len(idleTimeouts)-1]
	if s.Endpoint.Type == EndpointLoadBalancer {
		return []scaler{{idle: warm, requestCount: 1}, {idle: warm, requestCount: slices.Max(s.balancedCounts())}}
	}
	return []scaler{{idle: warm, queueDelay: queueDelays[0]}, {requestCount: 1}}
}

// enough is how many workers would meet the target, and what they would be; 0 where that was not found.
func (s *sizingSearch) enough() (n int64, how string) {
	within := *s
	within.MaxWorkers = enoughWorkers
	meets := func(n int64) *attempt {
		for _, c := range s.fastest() {
			if a := within.try(shape{0, n, c}); a.meets {
				return a
			}
		}
		if a := within.try(shape{active: n}); a.meets {
			return a
		}
		return nil
	}
	low, high := s.MaxWorkers, s.MaxWorkers*2
	for s.err == nil && within.err == nil && meets(high) == nil {
		if high > enoughWorkers {
			return 0, ""
		}
		low, high = high, high*2
	}
	for low+1 < high {
		if middle := low + (high-low)/2; meets(middle) != nil {
			high = middle
		} else {
			low = middle
		}
	}
	if s.err = within.err; s.err != nil {
		return 0, ""
	}
	if meets(high).shape.active > 0 {
		return high, Plural(count(high), "active worker")
	}
	return high, Plural(count(high), "flex worker")
}

// waitsText is what of a service the target looks at.
func (s *sizingSearch) waitsText(service Service) string {
	var parts []string
	if s.BurstSeconds.Valid {
		parts = append(parts, fmt.Sprintf("a burst served in %s s (target: %s s)", Number(service.BurstSeconds.Decimal, waitPlaces), Number(s.BurstSeconds.Decimal, 3)))
	}
	if s.WaitP95Seconds.Valid {
		parts = append(parts, fmt.Sprintf("19 in 20 requests waiting no longer than %s s (target: %s s)", Number(service.WaitP95.Decimal, waitPlaces), Number(s.WaitP95Seconds.Decimal, 3)))
	}
	return strings.Join(parts, " and ")
}

// looser are the targets that a service would meet.
func (s *sizingSearch) looser(service Service) []string {
	var out []string
	if s.BurstSeconds.Valid && service.BurstSeconds.Decimal.GreaterThan(s.BurstSeconds.Decimal) {
		out = append(out, fmt.Sprintf("`target.burst_seconds` to %s", service.BurstSeconds.Decimal))
	}
	if s.WaitP95Seconds.Valid && service.WaitP95.Decimal.GreaterThan(s.WaitP95Seconds.Decimal) {
		out = append(out, fmt.Sprintf("`target.wait_p95_seconds` to %s", service.WaitP95.Decimal))
	}
	if len(out) == 0 {
		return nil
	}
	return []string{"raise " + strings.Join(out, " and ")}
}

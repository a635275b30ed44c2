package cost

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// Sizing asks for the cheapest workers of an endpoint that serve its traffic within a target.
type Sizing struct {
	// Endpoint is what its workers are and what its traffic is, without a declared share of cold starts. Its workers and
	// its scaling are what is asked for.
	Endpoint Endpoint
	// WaitP95Seconds and BurstSeconds are the maximum values of the same in [Service]; at least one is Valid.
	WaitP95Seconds, BurstSeconds decimal.NullDecimal
	// MaxWorkers is how many workers there may be, active ones included, at least 1.
	MaxWorkers int64
}

// Sized is an endpoint with its workers and its scaling, and what comes of them.
type Sized struct {
	Endpoint Endpoint
	Estimate Estimate
	Service  Service
	// Summary is cost, workers and service in one line.
	Summary string
}

// SizingResult answers a [Sizing].
type SizingResult struct {
	Best Sized
	// Alternatives are the frontier of cost against wait, by cost: each waits less than the ones before it. Some miss the
	// target, some do better than it; Best is one of them. The wait is that of a burst where the target has one.
	Alternatives []Sized
	// Notes say what was assumed, and how far the search goes.
	Notes []string
}

// UnreachableError says that no workers meet a target, and what would have to change.
type UnreachableError struct{ Reason, Remedy string }

func (e *UnreachableError) Error() string { return e.Reason + " " + e.Remedy }

// Size searches. Up to exactWorkers workers it tries everything; beyond that it goes by coarse steps, and from the best
// of them to whatever is cheaper beside it, so a cheaper one may be left by some percent. What it returns has always been
// simulated. Without a price it goes by the time that workers are billed. The error is an [UnreachableError], or that of
// the context.
func (e Estimator) Size(ctx context.Context, q Sizing) (SizingResult, error) {
	if reason, remedy := q.impossible(); reason != "" {
		return SizingResult{}, &UnreachableError{reason, remedy}
	}
	s := newSizingSearch(ctx, e, q)
	s.findBest()
	var unreachable *UnreachableError
	if s.best == nil {
		reason, remedy := s.unreachable()
		unreachable = &UnreachableError{reason, remedy}
	} else {
		s.explore()
	}
	switch {
	case s.err != nil:
		return SizingResult{}, fmt.Errorf("simulating workers: %w", s.err)
	case unreachable != nil:
		return SizingResult{}, unreachable
	}
	best := s.best.Sized
	best.Estimate = e.Endpoint(best.Endpoint)
	result := SizingResult{Best: best, Notes: slices.Concat(best.Estimate.Warnings, best.Estimate.Notes, s.roomier(), s.notes())}
	for _, a := range s.frontier() {
		result.Alternatives = append(result.Alternatives, a.Sized)
	}
	return result, nil
}

// Meets reports whether an endpoint serves within the target, by what is shown of it.
func (q Sizing) Meets(s Service) bool {
	within := func(shown, most decimal.NullDecimal) bool {
		return !most.Valid || shown.Valid && !shown.Decimal.GreaterThan(most.Decimal)
	}
	return within(s.WaitP95, q.WaitP95Seconds) && within(s.BurstSeconds, q.BurstSeconds)
}

// wait is what of a service an alternative has to be better in.
func (q Sizing) wait(s Service) decimal.NullDecimal {
	if q.BurstSeconds.Valid {
		return s.BurstSeconds
	}
	return s.WaitP95
}

// impossible says why no number of workers meets the target; "" where some may.
func (q Sizing) impossible() (reason, remedy string) {
	if !q.Endpoint.Usage.RequestsPerDay.IsPositive() {
		return "No requests come, so there is nothing to size.", "Set `usage.requests_per_day` above 0."
	}
	execution := q.Endpoint.Usage.ExecutionSeconds
	if !q.BurstSeconds.Valid || !execution.Round(waitPlaces).GreaterThan(q.BurstSeconds.Decimal) {
		return "", ""
	}
	return fmt.Sprintf("One request takes %s s (`usage.execution_seconds`), so no number of workers serves a burst within %s s.",
			Number(execution, 3), Number(q.BurstSeconds.Decimal, 3)),
		fmt.Sprintf("Raise `target.burst_seconds` to %s or more, or make the requests shorter.", execution.RoundCeil(waitPlaces))
}

// fewestWorkers is how many workers it takes at least where one takes that many requests at a time: all of them busy all
// day, or all of a burst.
func (q Sizing) fewestWorkers(concurrency int64) int64 {
	u := q.Endpoint.Usage
	places := decimal.NewFromInt(max(concurrency, 1))
	fewest := ceilDiv(u.RequestsPerDay.Mul(u.ExecutionSeconds), places.Mul(decimal.NewFromInt(secondsPerDay)))
	if q.BurstSeconds.Valid && u.ExecutionSeconds.IsPositive() {
		// Times are shown rounded, which may be by half a tenth of a second.
		rounds := div(q.BurstSeconds.Decimal.Add(decimal.New(5, -waitPlaces-1)), u.ExecutionSeconds).Floor()
		if rounds.IsPositive() {
			fewest = decimal.Max(fewest, ceilDiv(count(u.BurstSize), places.Mul(rounds)))
		}
	}
	return max(whole(fewest), 1)
}

// notes say how far the search goes.
func (q Sizing) notes() []string {
	tried := "tried: idle timeouts of 5 s to 1 h, queue delays of 0.5 to 8 s, and request counts of 1 to 8"
	var notes []string
	if q.Endpoint.Type == EndpointLoadBalancer {
		tried = fmt.Sprintf("tried: idle timeouts of 5 s to 1 h, and request counts of 1 to %d", slices.Max(q.balancedCounts()))
		if q.Endpoint.Usage.Concurrency <= 0 {
			notes = append(notes, fmt.Sprintf("a worker takes up to %d requests at a time (assumed); set usage.concurrency to what yours can", DefaultRequestCount))
		}
	}
	if q.MaxWorkers > exactWorkers {
		tried += fmt.Sprintf("; beyond %d workers not in every combination, so another may be slightly cheaper", exactWorkers)
	}
	return append(notes, tried)
}

// sizedText is cost, workers and service in one line.
func sizedText(p Endpoint, est Estimate, s Service) string {
	text := workersText(p) + ": " + s.Summary
	if est.Monthly.Valid {
		text = USD(est.Monthly.Decimal) + "/mo: " + text
	}
	return text
}

// workersText is the workers and the scaling of an endpoint in a few words.
func workersText(p Endpoint) string {
	var workers []string
	if p.ActiveWorkers > 0 {
		workers = append(workers, fmt.Sprintf("%d active", p.ActiveWorkers))
	}
	if p.FlexWorkers > 0 {
		workers = append(workers, fmt.Sprintf("%d flex", p.FlexWorkers))
	}
	text := strings.Join(workers, " + ") + " worker"
	if p.ActiveWorkers+p.FlexWorkers != 1 {
		text += "s"
	}
	if p.FlexWorkers == 0 {
		return text
	}
	if !p.idleIgnored() {
		text += fmt.Sprintf(", idle timeout %d s", p.IdleTimeoutSeconds)
	}
	if p.RequestCount > 0 {
		return text + fmt.Sprintf(", request count %d", p.RequestCount)
	}
	return text + fmt.Sprintf(", queue delay %s s", Number(p.queueDelay(), 1))
}

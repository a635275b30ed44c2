package traffic

import (
	"math/bits"
	"slices"
)

// simulateDays plays whole days.
func (e Endpoint) simulateDays() Result {
	days, bursts := e.wholeDays()
	s := newSimulation(e, bursts*int(e.BurstSize))
	s.run(e.arrivals(bursts, days*e.Window))
	r := s.result(s.meter, int64(len(s.waits)))
	r.waits(s.waits)
	r.Span = days * day
	r.BusyPermille = permille(s.busy, s.up+muldiv(e.ActiveWorkers, days*day, 1))
	return r
}

// simulatePartOfDay plays a part of a day that has more requests than can be played. Its
// second half, when the endpoint has warmed up, stands for the rest of the day.
func (e Endpoint) simulatePartOfDay() Result {
	half := int(e.enough() / e.BurstSize)
	moments := e.arrivals(2*half, e.windowTimeOf(int64(2*half)))
	s := newSimulation(e, 2*half*int(e.BurstSize))
	s.arriveUntil(moments[:half])
	warm, served := s.meter, len(s.waits)
	s.arriveUntil(moments)
	steady, measured := s.minus(warm), int64(half)*e.BurstSize
	s.run(moments)

	requests := e.Requests / 1000
	whole := steady.times(requests, measured)
	if e.Window < day {
		// The day begins without flex workers, and they stop at its end.
		whole = s.plus(steady.times(max(requests-2*measured, 0), measured))
	}
	r := s.result(whole, requests)
	r.waits(s.waits[served:])
	r.Span = e.windowTimeOf(int64(half))
	r.BusyPermille = permille(whole.busy, whole.up+e.ActiveWorkers*day)
	return r
}

// BacksUp reports whether requests come faster than all workers can take them, in
// the part of the day in which they come.
func (e Endpoint) BacksUp() bool {
	e = e.cleaned()
	return e.Window < day && e.work() > muldiv(e.places(), e.Window, 1)
}

// work is how long the requests of a day take together.
func (e Endpoint) work() int64 { return muldiv(e.Requests, e.Execution, 1000) }

func (e Endpoint) places() int64 { return muldiv(e.ActiveWorkers+e.FlexWorkers, e.Concurrency, 1) }

// flow is what results from so great a number of requests that they flow: all workers work from the
// beginning of the window until all is done, and a request waits for the longer, the
// later in the window it comes.
func (e Endpoint) flow() Result {
	worked := muldiv(e.work(), 1, e.places())
	lived := e.ColdStart + worked
	if e.Scaling != RequestCount {
		lived += e.IdleTimeout
	}
	longest := worked - e.Window
	return Result{
		Requests:    e.Requests / 1000,
		FlexSeconds: e.FlexWorkers * (roundUp(lived, second) / second), FlexIntervals: e.FlexWorkers * (roundUp(lived, interval) / interval),
		FlexUp: e.FlexWorkers * lived, FlexBusy: e.FlexWorkers * worked, FlexStarting: e.FlexWorkers * e.ColdStart, Span: day,
		ColdStarts: e.FlexWorkers, ColdRequests: min(muldiv(e.FlexWorkers, e.Concurrency, 1), e.Requests/1000),
		WaitP50: longest / 2, WaitP95: muldiv(longest, 95, 100), WaitLongest: longest,
		PeakWorkers:  e.ActiveWorkers + e.FlexWorkers,
		BusyPermille: permille((e.ActiveWorkers+e.FlexWorkers)*worked, e.ActiveWorkers*day+e.FlexWorkers*lived),
	}
}

// result is what a meter has come to.
func (s *simulation) result(m meter, requests int64) Result {
	return Result{
		Requests:    requests,
		FlexSeconds: (m.up + m.roundedSeconds) / second, FlexIntervals: (m.up + m.roundedIntervals) / interval,
		FlexUp: m.up, FlexBusy: m.flexBusy, FlexStarting: m.coldTime,
		ColdStarts: m.coldStarts, ColdRequests: m.coldRequests, PeakWorkers: s.peak,
	}
}

// waits takes the waits of some requests, whose order it changes.
func (r *Result) waits(waits []int64) {
	slices.Sort(waits)
	// The nearest rank: that many of 100 wait no longer.
	rank := func(percent int) int64 { return waits[(len(waits)*percent+99)/100-1] }
	r.WaitP50, r.WaitP95, r.WaitLongest = rank(50), rank(95), rank(100)
}

// minus, plus and times leave alone what is not a sum.
func (m meter) minus(o meter) meter {
	return m.each(o, func(a, b int64) int64 { return a - b })
}

func (m meter) plus(o meter) meter {
	return m.each(o, func(a, b int64) int64 { return a + b })
}

func (m meter) times(n, d int64) meter {
	return m.each(m, func(a, _ int64) int64 { return muldiv(max(a, 0), n, d) })
}

func (m meter) each(o meter, f func(a, b int64) int64) meter {
	return meter{
		up: f(m.up, o.up), busy: f(m.busy, o.busy), flexBusy: f(m.flexBusy, o.flexBusy), coldTime: f(m.coldTime, o.coldTime),
		roundedSeconds: f(m.roundedSeconds, o.roundedSeconds), roundedIntervals: f(m.roundedIntervals, o.roundedIntervals),
		coldStarts: f(m.coldStarts, o.coldStarts), coldRequests: f(m.coldRequests, o.coldRequests),
	}
}

// permille is a share, at most all.
func permille(part, whole int64) int64 {
	if whole <= 0 {
		return 0
	}
	return min((muldiv(part, 2000, whole)+1)/2, 1000)
}

// muldiv is a x b / c, in 128 bits and rounded down; what is too large is the largest.
func muldiv(a, b, c int64) int64 {
	high, low := bits.Mul64(uint64(a), uint64(b))
	if high >= uint64(c) {
		return 1<<62 - 1
	}
	quotient, _ := bits.Div64(high, low, uint64(c))
	return int64(min(quotient, 1<<62-1))
}

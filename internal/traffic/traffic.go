// Package traffic works out how requests meet the workers of a serverless
// endpoint: how long workers are billed, how many requests meet a cold start, and
// how long requests wait.
//
// It is a discrete-event simulation in integers, with a generator of its own
// seeding: the same traffic gives the same figures on every platform, so an apply
// never contradicts its plan. How Runpod's autoscaler behaves is taken from its
// documentation; what is not documented is said at the rule.
package traffic

import (
	"math"
	"math/bits"
)

// Milliseconds.
const (
	second   = 1000
	hour     = 3600 * second
	day      = 24 * hour
	interval = 300 * second // workers' disks are billed in intervals of 5 minutes begun
)

// Scaling is what makes an endpoint start flex workers.
type Scaling int

const (
	// QueueDelay starts one for a request that has waited long enough.
	QueueDelay Scaling = iota
	// RequestCount starts as many as the requests need that wait or run.
	RequestCount
	// LoadBalancer is RequestCount without a queue to leave: workers take several
	// requests at a time, and stop after their idle timeout.
	LoadBalancer
)

// Endpoint is an endpoint with its traffic. Times are in milliseconds; what is
// negative counts as 0.
type Endpoint struct {
	// ActiveWorkers are up all the time; FlexWorkers are how many more may be.
	ActiveWorkers, FlexWorkers int64

	Scaling Scaling
	// QueueDelay is how long a request waits before it starts a flex worker.
	QueueDelay int64
	// RequestCount is how many requests there are for each worker, at least 1.
	RequestCount int64
	// IdleTimeout is how long a flex worker stays up after its last work. A queue that
	// scales on RequestCount has none.
	IdleTimeout int64
	// ColdStart is how long a flex worker takes to start.
	ColdStart int64
	// Concurrency is how many requests a worker takes at a time, at least 1. On a
	// LoadBalancer it is RequestCount, an assumption.
	Concurrency int64
	// LongestIdleFirst gives a request to the flex worker that has been idle for longest, not
	// to the one that was busy last: Runpod documents neither.
	LongestIdleFirst bool

	// Requests come every 1000 days.
	Requests int64
	// Execution is how long one takes.
	Execution int64
	// BurstSize is how many come at the same moment, at least 1; bursts come at random.
	BurstSize int64
	// Window is the part of a day in which they all come; 0 is the whole day.
	Window int64
}

// cleaned brings everything into the range that the simulation knows.
func (e Endpoint) cleaned() Endpoint {
	const most = math.MaxInt64 >> 20 // so that sums and products of two stay numbers
	for _, v := range []*int64{
		&e.ActiveWorkers, &e.FlexWorkers, &e.QueueDelay, &e.IdleTimeout, &e.ColdStart, &e.Requests, &e.Execution, &e.Window,
	} {
		*v = min(max(*v, 0), most)
	}
	for _, v := range []*int64{&e.RequestCount, &e.Concurrency, &e.BurstSize} {
		*v = min(max(*v, 1), most)
	}
	if e.Scaling == LoadBalancer {
		e.Concurrency = e.RequestCount
	}
	if e.Window == 0 || e.Window > day {
		e.Window = day
	}
	return e
}

// Result is what comes of an endpoint's traffic.
type Result struct {
	// Overloaded says that the requests of a day are more work than all workers
	// have time for. Nothing else is known then.
	Overloaded bool

	// Requests are how many the sums below are for.
	Requests int64
	// FlexSeconds are billed on flex workers, each from its start to its stop, rounded
	// up; FlexIntervals are the intervals of 5 minutes begun of their disks.
	FlexSeconds, FlexIntervals int64
	// FlexUp is how many milliseconds flex workers were up or starting, before each session is
	// rounded up to the second. In FlexBusy of them they had work, in FlexStarting they started.
	FlexUp, FlexBusy, FlexStarting int64
	// Span is how many milliseconds of such traffic the waits are taken from.
	Span int64
	// ColdStarts are how many flex workers started; ColdRequests are the requests that
	// a worker took as its first.
	ColdStarts, ColdRequests int64

	// WaitP50, WaitP95 and WaitLongest are milliseconds from the arrival of a request to
	// the start of its execution.
	WaitP50, WaitP95, WaitLongest int64
	// PeakWorkers is the maximum number that were up or starting at once, active ones included.
	PeakWorkers int64
	// BusyPermille is the share of the workers' time in which they had work, with the flex
	// workers' time as in FlexUp.
	BusyPermille int64
	// BurstTime is how long one burst takes, to the end of its last request, where no flex
	// worker is up; 0 without bursts.
	BurstTime int64
}

// Overloaded reports whether the requests of a day take longer than all workers
// have time for.
func (e Endpoint) Overloaded() bool {
	e = e.cleaned()
	workers := e.ActiveWorkers + e.FlexWorkers
	// requests/1000 x execution > workers x concurrency x day, in 128 bits.
	hi, lo := bits.Mul64(uint64(e.Requests), uint64(e.Execution))
	placesHi, places := bits.Mul64(uint64(workers), uint64(e.Concurrency))
	if placesHi > 0 || places > math.MaxInt64/(1000*day) {
		return false
	}
	hasHi, has := bits.Mul64(places, 1000*day)
	return e.Requests > 0 && workers == 0 || hi > hasHi || hi == hasHi && lo > has
}

// Simulate works out what comes of an endpoint's traffic. It takes a few
// milliseconds the first time.
func Simulate(e Endpoint) Result {
	e = e.cleaned()
	switch {
	case e.Requests == 0:
		return Result{}
	case e.Overloaded():
		return Result{Overloaded: true}
	}
	return remembered(e, e.simulate)
}

func (e Endpoint) simulate() Result {
	var r Result
	switch {
	case !e.dense():
		r = e.simulateDays()
	case e.BacksUp():
		r = e.flow()
	default:
		r = e.simulatePartOfDay()
	}
	if e.BurstSize > 1 {
		r.BurstTime = SimulateBurst(e).Time
	}
	return r
}

// Burst is what one burst comes to, from nothing but the active workers until the
// last flex worker has stopped.
type Burst struct {
	// Time is how many milliseconds pass until the last request has ended.
	Time int64
	// FlexSeconds and FlexIntervals are as in [Result].
	FlexSeconds, FlexIntervals int64
	// PeakWorkers is the maximum number that are up or starting at once, active ones included.
	PeakWorkers int64
}

// SimulateBurst plays one burst. It is all 0 where nobody serves it.
func SimulateBurst(e Endpoint) Burst {
	e = e.cleaned()
	if e.ActiveWorkers+e.FlexWorkers == 0 {
		return Burst{}
	}
	s := newSimulation(e, int(e.BurstSize))
	s.run(make([]int64, 1))
	r := s.result(s.meter, e.BurstSize)
	return Burst{Time: s.lastEnd, FlexSeconds: r.FlexSeconds, FlexIntervals: r.FlexIntervals, PeakWorkers: r.PeakWorkers}
}

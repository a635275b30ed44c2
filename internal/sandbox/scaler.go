package sandbox

import (
	"container/heap"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// A scaler is the autoscaler of one endpoint: it hands requests to workers, and starts and ends
// flex workers. Its arithmetic is its own: nothing of the provider's estimates is in it. It lives
// by events, and plays those that are due when somebody looks.
type scaler struct {
	account  *Account
	endpoint *endpoint
	now      time.Time // of the event that is played
	events   events
	sequence int64

	traffic Traffic // of the last arrival
	active  []*server
	flex    []*server  // up or starting, in the order of their starts
	waiting []*request // first in, first out
	running int
	board   board      // of the jobs that came over HTTP
	rates   workerRate // of flex workers
}

// server is a worker as the scaler sees it.
type server struct {
	id       string
	started  time.Time
	readyAt  time.Time
	up       bool
	stopped  bool
	running  int
	lastBusy time.Time // while it runs nothing; when it became ready, if it never did
	idles    int       // how often it has begun to: tells timeouts of now from those of before

	// Of flex workers.
	on      hardware
	place   string
	version int64
	image   string
	charges [2]*charge // compute and disk
}

// request is a request of an endpoint's traffic.
type request struct {
	arrived   time.Time
	execution time.Duration
	traffic   Traffic
	status    jobStatus
	started   time.Time // of its execution; zero before
	ended     time.Time // zero before
	cold      bool
	delays    int     // how many delays were begun: tells those of now from those of before
	server    *server // nil before its execution starts
	job       *job    // nil where it did not come over HTTP
}

// waited is how long a request has waited for its execution.
func (r *request) waited(now time.Time) time.Duration {
	end := r.started
	if end.IsZero() {
		end = r.ended // cancelled, or zero
	}
	if end.IsZero() {
		end = now
	}
	return max(0, end.Sub(r.arrived))
}

// jobStatus is what Runpod says of a request. The zero value is one that is to come.
type jobStatus string

const (
	jobInQueue    jobStatus = "IN_QUEUE"
	jobInProgress jobStatus = "IN_PROGRESS"
	jobCompleted  jobStatus = "COMPLETED"
	jobFailed     jobStatus = "FAILED"
	jobCancelled  jobStatus = "CANCELLED"
	jobTimedOut   jobStatus = "TIMED_OUT"
)

func (s jobStatus) final() bool {
	return s == jobCompleted || s == jobFailed || s == jobCancelled || s == jobTimedOut
}

// eventKind is what happens. At one moment, it happens in this order.
type eventKind int

const (
	executionEnds eventKind = iota
	serverIsReady
	requestArrives
	delayRunsOut
	idleRunsOut
)

type trafficEvent struct {
	at       time.Time
	kind     eventKind
	sequence int64
	request  *request
	server   *server
	number   int // of the delay, or of the idle time
}

// events is a heap, the next one first.
type events []trafficEvent

func (q events) Len() int      { return len(q) }
func (q events) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q events) Less(i, j int) bool {
	if !q[i].at.Equal(q[j].at) {
		return q[i].at.Before(q[j].at)
	}
	if q[i].kind != q[j].kind {
		return q[i].kind < q[j].kind
	}
	return q[i].sequence < q[j].sequence
}
func (q *events) Push(e any) { *q = append(*q, e.(trafficEvent)) }
func (q *events) Pop() any {
	last := len(*q) - 1
	e := (*q)[last]
	(*q)[last] = trafficEvent{}
	*q = (*q)[:last]
	return e
}

func (s *scaler) schedule(e trafficEvent) {
	s.sequence++
	e.sequence = s.sequence
	heap.Push(&s.events, e)
}

// expect takes down a request that comes at its arrival.
func (s *scaler) expect(r *request) {
	s.schedule(trafficEvent{at: r.arrived, kind: requestArrives, request: r})
}

// advance plays what is due by now. What comes after arrivals is left for the next moment:
// requests may still arrive in this one.
func (s *scaler) advance(now time.Time) {
	for len(s.events) > 0 && !s.dueAt().After(now) {
		e := heap.Pop(&s.events).(trafficEvent)
		s.now = e.at
		s.play(e)
	}
	s.now = now
}

// dueAt is when the next event is due. There has to be one.
func (s *scaler) dueAt() time.Time {
	next := s.events[0]
	if next.kind > requestArrives {
		return next.at.Add(time.Millisecond) // the next moment of the account's clock
	}
	return next.at
}

func (s *scaler) play(e trafficEvent) {
	switch e.kind {
	case executionEnds:
		if e.request.status == jobInProgress {
			s.finish(e.request, e.request.result(s.limit(e.request)))
		}
	case serverIsReady:
		if !e.server.stopped {
			s.ready(e.server)
		}
	case requestArrives:
		s.arrive(e.request)
	case delayRunsOut:
		if e.request.status == jobInQueue && e.request.delays == e.number {
			s.startForDelay()
		}
	case idleRunsOut:
		if e.server.running == 0 && e.server.idles == e.number && !e.server.stopped {
			s.stop(e.server)
		}
	}
}

// limit is how long a request may be executed; 0 means as long as it takes.
func (s *scaler) limit(r *request) time.Duration {
	if r.job != nil && r.job.timeout > 0 {
		return r.job.timeout
	}
	if s.balances() {
		return balancerTimeout
	}
	return time.Duration(s.endpoint.wire.Timeout) * time.Millisecond
}

// result is what a request ends in that is executed for as long as it may be.
func (r *request) result(limit time.Duration) jobStatus {
	switch {
	case limit > 0 && r.execution > limit:
		return jobTimedOut
	case r.job != nil && r.job.fails != "":
		return jobFailed
	}
	return jobCompleted
}

func (s *scaler) balances() bool {
	return s.endpoint.wire.Type == runpod.EndpointTypeLoadBalancer
}

func (s *scaler) counts() bool {
	return s.endpoint.wire.Scaling.Type == runpod.ScalingTypeRequestCount
}

// requestCount is how many requests are worth a worker.
func (s *scaler) requestCount() int {
	return int(max(1, deref(s.endpoint.wire.Scaling.RequestCount)))
}

func (s *scaler) queueDelay() time.Duration {
	return time.Duration(deref(s.endpoint.wire.Scaling.QueueDelay) * float64(time.Second))
}

// places is how many requests a worker takes at a time.
func (s *scaler) places() int {
	if s.balances() {
		return s.requestCount()
	}
	return max(1, s.traffic.Concurrency)
}

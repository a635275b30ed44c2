package traffic

import "slices"

// simulation plays requests on workers. Everything that ends takes the same time: an
// execution, a cold start, a queue delay, an idle timeout. So whatever begins first
// ends first, and each kind of event is a queue. At one moment, executions end first, then
// workers become ready, then requests arrive, then queue delays and idle timeouts run out.
type simulation struct {
	Endpoint
	now int64

	// Requests are served in the order of their arrival: those from served to arrived
	// wait. Those before delayed have started a worker, or need none.
	moments                  []int64 // of bursts
	requests                 int
	served, arrived, delayed int
	waits                    []int64

	active, flex pool
	starting     int64
	running      int64
	ends, ready  ring

	meter
	lastEnd int64
}

// meter adds up what was until now. Times are in milliseconds.
type meter struct {
	up       int64 // of flex workers, together
	busy     int64 // of all workers with work, together
	flexBusy int64 // of flex workers with work, together
	coldTime int64 // of flex workers that start, together
	// What rounding up to seconds and to intervals adds.
	roundedSeconds, roundedIntervals int64
	coldStarts, coldRequests         int64
	busyWorkers, busyFlex, peak      int64
}

// worker is one worker. It is down where it is neither up nor starting.
type worker struct {
	started int64 // the last time
	running int64 // executions
}

// pool is the active or the flex workers.
type pool struct {
	workers []worker
	down    []int32  // flex workers that may start
	idle    []idling // up without work, the one that worked last at the end
	first   int      // of idle: those before it have stopped
	partly  []int32  // have work, and a free place; one may be listed twice, or in vain
	up      int64    // or starting
}

type idling struct {
	worker int32
	since  int64
}

// ring is a queue of a fixed size.
type ring struct {
	events      []event
	first, size int
}

type event struct {
	at     int64
	worker int32
	flex   bool
}

func (r *ring) push(e event) {
	last := r.first + r.size
	if last >= len(r.events) {
		last -= len(r.events)
	}
	r.events[last] = e
	r.size++
}

func (r *ring) pop() event {
	e := r.events[r.first]
	r.size--
	if r.first++; r.first == len(r.events) {
		r.first = 0
	}
	return e
}

// newSimulation has room for that many requests.
func newSimulation(e Endpoint, requests int) *simulation {
	// More workers than requests are never up.
	e.FlexWorkers = min(e.FlexWorkers, int64(requests))
	active := min(e.ActiveWorkers, int64(requests))
	places := min((active+e.FlexWorkers)*min(e.Concurrency, int64(requests)), int64(requests))
	s := &simulation{
		Endpoint: e, waits: make([]int64, 0, requests),
		active: newPool(active), flex: newPool(e.FlexWorkers),
		ends:  ring{events: make([]event, places+1)},
		ready: ring{events: make([]event, e.FlexWorkers+1)},
	}
	for i := range s.active.workers {
		s.active.idle = append(s.active.idle, idling{worker: int32(i)})
	}
	for i := range s.flex.workers {
		s.flex.down = append(s.flex.down, int32(i))
	}
	s.peak = e.ActiveWorkers
	return s
}

func newPool(size int64) pool {
	return pool{workers: make([]worker, size), down: make([]int32, 0, size), idle: make([]idling, 0, 2*size+1), partly: make([]int32, 0, 3*size+1)}
}

// run plays the requests of bursts at these moments, until nothing is left to do.
func (s *simulation) run(moments []int64) {
	s.arriveUntil(moments)
	for s.step() {
	}
}

// arriveUntil plays until the last request of these moments has come. It goes on where
// it was, with more moments than before.
func (s *simulation) arriveUntil(moments []int64) {
	s.moments, s.requests = moments, len(moments)*int(s.BurstSize)
	for more := true; more && s.arrived < s.requests; {
		more = s.step()
	}
}

// step plays the next event; false where there is none.
func (s *simulation) step() bool {
	const never = 1<<63 - 1
	end, ready, arrival, delay, idle := int64(never), int64(never), int64(never), int64(never), int64(never)
	if s.ends.size > 0 {
		end = s.ends.events[s.ends.first].at
	}
	if s.ready.size > 0 {
		ready = s.ready.events[s.ready.first].at
	}
	if s.arrived < s.requests {
		arrival = s.moments[s.arrived/int(s.BurstSize)]
	}
	if s.Scaling == QueueDelay {
		s.delayed = max(s.delayed, s.served)
		if s.delayed < s.arrived {
			delay = s.moments[s.delayed/int(s.BurstSize)] + s.QueueDelay
		}
	}
	if s.Scaling != RequestCount && s.flex.first < len(s.flex.idle) {
		idle = s.flex.idle[s.flex.first].since + s.IdleTimeout
	}
	next := min(end, ready, arrival, delay, idle)
	if next == never {
		return false
	}
	s.pass(next)
	switch next {
	case end:
		s.end(s.ends.pop())
	case ready:
		s.begin(s.ready.pop().worker)
	case arrival:
		s.arrive()
	case delay:
		s.delayed++
		if s.starting*s.Concurrency < s.waiting() {
			s.start()
		}
	default:
		s.stopIdle()
	}
	return true
}

// pass lets time go by.
func (s *simulation) pass(to int64) {
	s.up += s.flex.up * (to - s.now)
	s.busy += s.busyWorkers * (to - s.now)
	s.flexBusy += s.busyFlex * (to - s.now)
	s.coldTime += s.starting * (to - s.now)
	s.now = to
}

func (s *simulation) waiting() int64 { return int64(s.arrived - s.served) }

func (s *simulation) arrive() {
	s.arrived++
	switch {
	case s.waiting() > 1: // nobody has a free place
	case s.serve(&s.active, false), s.serve(&s.flex, true):
	case s.Scaling == QueueDelay && s.ActiveWorkers+s.flex.up == 0:
		s.start() // an assumption: the first request need not wait for its delay
	}
	s.scale()
}

// serve gives the first request that waits to a worker of a pool with a free place.
func (s *simulation) serve(p *pool, flex bool) bool {
	for n := len(p.partly); n > 0; n = len(p.partly) {
		w := p.partly[n-1]
		if running := p.workers[w].running; running > 0 && running < s.Concurrency {
			s.give(p, w, flex)
			return true
		}
		p.partly = p.partly[:n-1]
	}
	if n := len(p.idle); n > p.first {
		w := p.idle[n-1].worker
		if s.LongestIdleFirst && flex {
			w = p.longestIdle()
		} else {
			p.idle = p.idle[:n-1]
		}
		s.give(p, w, flex)
		if s.Concurrency > 1 {
			p.partly = append(p.partly, w)
		}
		return true
	}
	return false
}

// give starts the execution of the first request that waits.
func (s *simulation) give(p *pool, w int32, flex bool) {
	s.waits = append(s.waits, s.now-s.moments[s.served/int(s.BurstSize)])
	s.served++
	s.running++
	worker := &p.workers[w]
	if worker.running == 0 {
		s.busyWorkers++
		if flex {
			s.busyFlex++
		}
	}
	worker.running++
	s.ends.push(event{s.now + s.Execution, w, flex})
}

// end lets a worker take the next request, or idle.
func (s *simulation) end(e event) {
	p := &s.active
	if e.flex {
		p = &s.flex
	}
	s.lastEnd = s.now
	s.running--
	worker := &p.workers[e.worker]
	worker.running--
	if worker.running == 0 {
		s.busyWorkers--
		if e.flex {
			s.busyFlex--
		}
	}
	switch {
	case s.waiting() > 0:
		s.give(p, e.worker, e.flex)
	case worker.running == 0:
		p.rest(e.worker, s.now)
	case worker.running == s.Concurrency-1:
		p.partly = append(p.partly, e.worker)
	}
	s.scale()
}

// rest puts a worker without work at the end of those that have none.
func (p *pool) rest(w int32, now int64) {
	if p.first > len(p.workers) { // so that the list stays within its room
		p.idle = p.idle[:copy(p.idle, p.idle[p.first:])]
		p.first = 0
	}
	p.idle = append(p.idle, idling{w, now})
	if len(p.partly) > 2*len(p.workers) {
		p.partly = p.tidied()
	}
}

// tidied drops what is listed in vain, or twice.
func (p *pool) tidied() []int32 {
	kept := p.partly[:0]
	for i, w := range p.partly {
		if p.workers[w].running > 0 && !slices.Contains(p.partly[i+1:], w) {
			kept = append(kept, w)
		}
	}
	return kept
}

// scale holds the number of workers to what the requests need.
func (s *simulation) scale() {
	if s.Scaling == QueueDelay {
		return
	}
	wanted := min((s.waiting()+s.running+s.RequestCount-1)/s.RequestCount, s.ActiveWorkers+s.FlexWorkers)
	for s.ActiveWorkers+s.flex.up < wanted {
		s.start()
	}
	if s.Scaling == LoadBalancer {
		return
	}
	for s.ActiveWorkers+s.flex.up > wanted && s.flex.first < len(s.flex.idle) {
		s.stopIdle()
	}
}

// start starts a flex worker, if one may.
func (s *simulation) start() {
	n := len(s.flex.down)
	if n == 0 {
		return
	}
	w := s.flex.down[n-1]
	s.flex.down = s.flex.down[:n-1]
	s.flex.workers[w] = worker{started: s.now}
	s.flex.up++
	s.starting++
	s.coldStarts++
	s.peak = max(s.peak, s.ActiveWorkers+s.flex.up)
	s.ready.push(event{s.now + s.ColdStart, w, true})
}

// begin lets a worker that has become ready take as many requests as it can.
func (s *simulation) begin(w int32) {
	s.starting--
	taken := min(s.waiting(), s.Concurrency)
	for range taken {
		s.give(&s.flex, w, true)
	}
	s.coldRequests += taken
	switch {
	case taken == 0:
		s.flex.rest(w, s.now)
	case taken < s.Concurrency:
		s.flex.partly = append(s.flex.partly, w)
	}
	s.scale()
}

// stopIdle stops the flex worker that has been without work for longest.
func (s *simulation) stopIdle() {
	p := &s.flex
	w := p.longestIdle()
	p.down = append(p.down, w)
	p.up--
	lived := s.now - p.workers[w].started
	s.roundedSeconds += roundUp(lived, second) - lived
	s.roundedIntervals += roundUp(lived, interval) - lived
}

// longestIdle takes the worker that has been without work for longest from those that are.
func (p *pool) longestIdle() int32 {
	w := p.idle[p.first].worker
	p.first++
	if p.first == len(p.idle) {
		p.idle, p.first = p.idle[:0], 0
	}
	return w
}

func roundUp(n, unit int64) int64 { return (n + unit - 1) / unit * unit }

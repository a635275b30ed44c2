package sandbox

import (
	"slices"
	"time"
)

// arrive takes a request in.
func (s *scaler) arrive(r *request) {
	if r.status.final() {
		return // cancelled before it came
	}
	s.traffic = r.traffic
	s.endpoint.idleSince = s.now
	r.status = jobInQueue
	s.waiting = append(s.waiting, r)
	s.dispatch(false)
	switch {
	case s.counts():
		s.startForCount()
	case r.status == jobInQueue:
		if len(s.active)+len(s.flex) == 0 {
			s.start()
		}
		s.delay(r)
	}
}

// delay begins the time after which a request that still waits asks for a worker.
func (s *scaler) delay(r *request) {
	r.delays++
	at := later(s.now, r.arrived.Add(s.queueDelay()))
	s.schedule(trafficEvent{at: at, kind: delayRunsOut, request: r, number: r.delays})
}

// dispatch hands waiting requests to workers for as long as there is a free place. cold says that
// a flex worker has just become ready.
func (s *scaler) dispatch(cold bool) {
	for len(s.waiting) > 0 {
		w := s.free()
		if w == nil {
			return
		}
		r := s.waiting[0]
		s.waiting[0] = nil
		s.waiting = s.waiting[1:]
		s.execute(r, w, cold)
	}
}

// free returns the worker that the next request goes to: an active one, else the flex worker that
// was busy last, for which one that is partly busy counts as busy now. Nil where all are full.
func (s *scaler) free() *server {
	places := s.places()
	for _, w := range s.active {
		if w.up && w.running < places {
			return w
		}
	}
	var best *server
	for _, w := range s.flex {
		if !w.up || w.running >= places {
			continue
		}
		if w.running > 0 {
			return w
		}
		if best == nil || w.lastBusy.After(best.lastBusy) {
			best = w
		}
	}
	return best
}

func (s *scaler) execute(r *request, w *server, cold bool) {
	r.status, r.server, r.started, r.cold = jobInProgress, w, s.now, cold
	w.running++
	s.running++
	takes := r.execution
	if limit := s.limit(r); limit > 0 {
		takes = min(takes, limit)
	}
	s.schedule(trafficEvent{at: s.now.Add(takes), kind: executionEnds, request: r})
}

// finish ends a request that is executed, and gives its place to the next one.
func (s *scaler) finish(r *request, status jobStatus) {
	s.close(r, status)
	w := r.server
	w.running--
	w.lastBusy = s.now
	s.running--
	s.dispatch(false)
	if s.counts() {
		s.startForCount()
	}
	s.settle(w)
}

// close says how a request has ended.
func (s *scaler) close(r *request, status jobStatus) {
	r.status, r.ended = status, s.now
	switch status {
	case jobCompleted:
		s.board.completed++
	case jobFailed, jobTimedOut:
		s.board.failed++
	}
	if r.job != nil {
		s.board.ended = append(s.board.ended, r)
	}
}

// cancel ends a request that waits or is executed.
func (s *scaler) cancel(r *request) {
	if r.status == jobInProgress {
		s.finish(r, jobCancelled)
		return
	}
	s.waiting = slices.DeleteFunc(s.waiting, func(other *request) bool { return other == r })
	s.close(r, jobCancelled)
	if s.counts() {
		s.endSurplus()
	}
}

// ready lets a worker take requests from now on.
func (s *scaler) ready(w *server) {
	w.up, w.lastBusy = true, s.now
	s.dispatch(!w.active())
	s.settle(w)
}

// settle sees to a worker that may have nothing to do.
func (s *scaler) settle(w *server) {
	s.endSurplus()
	if w.active() || w.running > 0 || w.stopped || s.endpoint.wire.Workers.IdleTimeout == nil {
		return
	}
	w.idles++
	s.schedule(trafficEvent{at: later(s.now, w.lastBusy.Add(idleTime(s.endpoint))), kind: idleRunsOut, server: w, number: w.idles})
}

// startForDelay starts a worker for a request that has waited for the queue delay, unless enough
// are starting for all that wait.
func (s *scaler) startForDelay() {
	if s.starting()*s.places() < len(s.waiting) {
		s.start()
	}
}

// starting counts the workers that are not ready yet.
func (s *scaler) starting() int {
	n := 0
	for _, list := range [][]*server{s.active, s.flex} {
		for _, w := range list {
			if !w.up {
				n++
			}
		}
	}
	return n
}

// wanted is how many workers the request count asks for, active ones included.
func (s *scaler) wanted() int {
	return (len(s.waiting) + s.running + s.requestCount() - 1) / s.requestCount()
}

func (s *scaler) startForCount() {
	for len(s.active)+len(s.flex) < s.wanted() {
		if !s.start() {
			return
		}
	}
}

// endSurplus ends flex workers without work that the request count of a queue does not want, or
// that are more than the endpoint may have. Those that were busy longest ago go first.
func (s *scaler) endSurplus() {
	allowed := s.mostFlex()
	if countsQueue(&s.endpoint.wire) {
		allowed = min(allowed, max(0, s.wanted()-len(s.active)))
	}
	for len(s.flex) > allowed {
		var first *server
		for _, w := range s.flex {
			if w.up && w.running == 0 && (first == nil || w.lastBusy.Before(first.lastBusy)) {
				first = w
			}
		}
		if first == nil {
			return
		}
		s.stop(first)
	}
}

// mostFlex is how many flex workers there may be.
func (s *scaler) mostFlex() int {
	limits := s.endpoint.wire.Workers
	return int(max(0, limits.Max-limits.Min))
}

// staffed takes over the active workers as they are now, and what else may have changed of the
// endpoint.
func (s *scaler) staffed(now time.Time) {
	s.now = now
	n := 0
	for _, worker := range s.endpoint.workers {
		if worker.at == (site{}) {
			continue // there is no room for it yet
		}
		if n == len(s.active) {
			w := &server{readyAt: worker.readyAt}
			s.active = append(s.active, w)
			s.schedule(trafficEvent{at: later(now, w.readyAt), kind: serverIsReady, server: w})
		}
		s.active[n].id = worker.id // another one after a release
		n++
	}
	for _, w := range s.active[n:] {
		w.stopped = true // it finishes what it is at
	}
	s.active = s.active[:n]
}

// reconsider applies settings that have changed to what waits and runs.
func (s *scaler) reconsider(now time.Time) {
	s.advance(now)
	s.staffed(now)
	s.dispatch(false)
	s.endSurplus()
	for _, w := range slices.Clone(s.flex) {
		if w.up {
			s.settle(w)
		}
	}
	if s.counts() {
		s.startForCount()
	} else {
		for _, r := range s.waiting {
			s.delay(r)
		}
	}
	s.advance(now)
}

package sandbox

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"
)

// load is what the requests of an endpoint keep busy.
type load struct {
	active   map[string]time.Time // until when each active worker is busy, by its id
	sessions []*session           // of flex workers that have not ended
}

// session is a flex worker from its start to the end of its idle time. All of it
// is billed.
type session struct {
	charges   [2]*charge // compute and disk
	busyUntil time.Time
}

func (s *session) end() time.Time { return s.charges[0].to }

// last moves the end of the session.
func (s *session) last(busyUntil time.Time, idle time.Duration) {
	s.busyUntil = busyUntil
	for _, c := range s.charges {
		c.to = busyUntil.Add(idle)
	}
}

// ServeRequest lets an endpoint serve a request that comes in now and takes so
// long to execute. An active worker takes it if one is free, else a flex worker
// that still stands by, else a new flex worker after a cold start; where there may
// be no more of them, it waits for the first that is free. The time of a flex
// worker is billed from its start to the end of its idle timeout. It panics if
// there is no such endpoint, or none of its workers may run.
func (a *Account) ServeRequest(endpointID string, execution, coldStart time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	e, now := a.endpoints.known(endpointID), a.now()
	a.catchUp(now)
	a.readMeter(now)
	e.lastRequest, e.idleSince = now, now
	l := a.loadOf(e, now)

	active, free := l.freeActive(e, now)
	if free {
		l.active[active] = now.Add(execution)
		return
	}
	flex, free := l.freeFlex(now)
	limits := e.wire.Workers
	switch {
	case free:
		flex.last(now.Add(execution), idleTime(e))
	case int64(len(l.sessions)) < limits.Max-limits.Min:
		a.startSession(e, l, now, coldStart+execution)
	case flex != nil && (active == "" || flex.busyUntil.Before(l.active[active])):
		flex.last(flex.busyUntil.Add(execution), idleTime(e))
	case active != "":
		l.active[active] = l.active[active].Add(execution)
	default:
		panic("sandbox: endpoint " + endpointID + " has no worker that could serve a request")
	}
}

// freeActive returns an active worker that is free, or else the one that will be
// first; none where there are none.
func (l *load) freeActive(e *endpoint, now time.Time) (first string, free bool) {
	for _, w := range e.workers {
		if w.at == (site{}) {
			continue
		}
		until := l.active[w.id]
		if !until.After(now) {
			return w.id, true
		}
		if first == "" || until.Before(l.active[first]) {
			first = w.id
		}
	}
	return first, false
}

// freeFlex returns a flex worker that stands by, or else the one that will be the
// first to; nil where there are none.
func (l *load) freeFlex(now time.Time) (first *session, free bool) {
	for _, s := range l.sessions {
		if !s.busyUntil.After(now) {
			return s, true
		}
		if first == nil || s.busyUntil.Before(first.busyUntil) {
			first = s
		}
	}
	return first, false
}

// loadOf returns the load of an endpoint, without what is over by now.
func (a *Account) loadOf(e *endpoint, now time.Time) *load {
	l := a.loads[e.wire.ID]
	if l == nil {
		l = &load{active: map[string]time.Time{}}
		a.loads[e.wire.ID] = l
	}
	alive := l.sessions[:0]
	for _, s := range l.sessions {
		if s.end().After(now) || s.busyUntil.Equal(now) {
			alive = append(alive, s)
		}
	}
	l.sessions = alive
	return l
}

func (a *Account) startSession(e *endpoint, l *load, now time.Time, busy time.Duration) {
	allowed := a.endpointHardware(&e.wire)
	if len(allowed) == 0 {
		panic("sandbox: endpoint " + e.wire.ID + " allows no hardware")
	}
	compute, price := a.workerPrice(allowed[0])
	part := fmt.Sprintf("flex %d", len(a.meter.charges))
	s := &session{charges: [2]*charge{
		a.meter.add(billed{productServerless, e.wire.ID, compute, part}, price, now, now),
		a.meter.add(billed{productServerless, e.wire.ID, componentDisk, part}, workerDisk(e.wire.Disk), now, now),
	}}
	s.last(now.Add(busy), idleTime(e))
	l.sessions = append(l.sessions, s)
}

// idleTime is how long a flex worker waits for another request.
func idleTime(e *endpoint) time.Duration {
	if e.wire.Workers.IdleTimeout == nil {
		return 0
	}
	return time.Duration(*e.wire.Workers.IdleTimeout) * time.Second
}

// endLoads ends what the requests of endpoints that are deleted kept busy.
func (a *Account) endLoads(now time.Time) {
	for id, l := range a.loads {
		if _, ok := a.endpoints.get(id); ok {
			continue
		}
		for _, s := range l.sessions {
			if s.end().After(now) {
				s.last(now, 0)
			}
		}
		delete(a.loads, id)
	}
}

// BillPublicEndpoint notes USD spent now on RunPod's public endpoints.
func (a *Account) BillPublicEndpoint(usd decimal.Decimal) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.now()
	a.meter.add(billed{product: productPublic, component: componentRequests}, rate{usd: usd.Rat(), tick: time.Second}, now, now.Add(time.Second))
}

package sandbox

import (
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// workerRate is what a flex worker on some hardware, with a disk, costs. It is kept, so that the
// charges of many workers share one rate.
type workerRate struct {
	on        hardware
	disk      int64
	component component
	compute   rate
	storage   rate
}

func (w *server) active() bool { return w.charges[0] == nil }

// start begins to pay for a flex worker, and reports whether there may be one more.
func (s *scaler) start() bool {
	e := &s.endpoint.wire
	allowed, places := s.account.endpointHardware(e), s.account.endpointDataCenters(e)
	if len(s.flex) >= s.mostFlex() || len(allowed) == 0 || len(places) == 0 {
		return false
	}
	version, _ := s.endpoint.version()
	w := &server{
		id: s.account.newID(endpointIDLength), started: s.now, readyAt: s.now.Add(s.traffic.ColdStart),
		on: allowed[0], place: places[0], version: version, image: e.Image,
	}
	if s.rates.on != w.on || s.rates.disk != e.Disk {
		s.rates = workerRate{on: w.on, disk: e.Disk, storage: workerDisk(e.Disk)}
		s.rates.component, s.rates.compute = s.account.workerPrice(w.on)
	}
	w.charges = [2]*charge{
		s.account.meter.add(billed{productServerless, e.ID, s.rates.component, w.id}, s.rates.compute, s.now, time.Time{}),
		s.account.meter.add(billed{productServerless, e.ID, componentDisk, w.id}, s.rates.storage, s.now, time.Time{}),
	}
	s.flex = append(s.flex, w)
	s.schedule(trafficEvent{at: w.readyAt, kind: serverIsReady, server: w})
	return true
}

// stop ends a flex worker and what it costs.
func (s *scaler) stop(w *server) {
	w.stopped = true
	for _, c := range w.charges {
		c.to = s.now
	}
	for i, other := range s.flex {
		if other == w {
			s.flex = append(s.flex[:i], s.flex[i+1:]...)
			break
		}
	}
}

// end stops everything: the endpoint is gone.
func (s *scaler) end(now time.Time) {
	s.now = now
	for len(s.flex) > 0 {
		s.stop(s.flex[0])
	}
	for _, r := range s.waiting {
		s.close(r, jobCancelled)
	}
	s.waiting = nil
	for _, r := range s.board.jobs {
		if !r.status.final() {
			s.close(r, jobCancelled)
		}
	}
	s.events = nil
}

// idleTime is how long a flex worker waits for another request.
func idleTime(e *endpoint) time.Duration {
	return time.Duration(deref(e.wire.Workers.IdleTimeout)) * time.Second
}

// answer is a flex worker as the API shows it.
func (w *server) answer(e *runpod.Endpoint, version int64, now time.Time) runpod.Worker {
	shown := runpod.Worker{
		ID: w.id, Status: runpod.WorkerStatusInitializing, IsStale: w.version < version, Version: &w.version, Image: &w.image, DataCenterID: &w.place,
	}
	if e.GPU != nil {
		shown.GPUTypeID, shown.GPUCount = &w.on.id, w.on.units
	}
	if !w.up {
		return shown
	}
	uptime, started := int64(now.Sub(w.readyAt)/time.Second), stamp(w.readyAt)
	shown.UptimeSeconds, shown.StartedAt = &uptime, &started
	shown.Status = runpod.WorkerStatusIdle
	if w.running > 0 {
		shown.Status = runpod.WorkerStatusRunning
	}
	return shown
}

// runsOn reports whether an active worker executes a request.
func (s *scaler) runsOn(id string) bool {
	if s == nil {
		return false
	}
	for _, w := range s.active {
		if w.id == id {
			return w.running > 0
		}
	}
	return false
}

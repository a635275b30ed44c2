package sandbox

import (
	"slices"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// worker is one of the active workers of an endpoint. Those that come and go with
// the traffic are the scaler's.
type worker struct {
	id      string
	version int64
	image   string
	at      site  // zero while there is no room for it
	units   int64 // GPUs or vCPUs that it takes there
	readyAt time.Time
}

// An endpoint without requests keeps fewer workers.
const (
	idleDay           = 24 * time.Hour
	firstIdleCut      = 3 * idleDay
	lastIdleCut       = 7 * idleDay
	maxAfterFirstIdle = 2
)

// catchUp lets happen what has happened to the endpoints by now.
func (a *Account) catchUp(now time.Time) {
	for _, e := range a.endpoints.all() {
		a.catchUpEndpoint(e, now)
	}
}

func (a *Account) catchUpEndpoint(e *endpoint, now time.Time) {
	s := a.scalers[e.wire.ID]
	for _, idle := range []time.Duration{firstIdleCut, lastIdleCut} {
		t := e.idleSince.Add(idle)
		for s != nil && !t.After(now) {
			s.advance(t)
			if e.idleSince.Add(idle).Equal(t) {
				break
			}
			t = e.idleSince.Add(idle) // a request has put it off
		}
		// The meter sees active workers go when they went, not when somebody looks.
		if !t.After(now) && e.loseIdleWorkers(t) {
			a.staff(e, t)
			a.readMeter(t)
		}
	}
	if s != nil {
		s.advance(now)
	}
	a.staff(e, now)
}

// catchUpTraffic lets happen what requests have brought about by now.
func (a *Account) catchUpTraffic(now time.Time) {
	if len(a.scalers) == 0 {
		return
	}
	for _, e := range a.endpoints.all() {
		if a.scalers[e.wire.ID] != nil {
			a.catchUpEndpoint(e, now)
		}
	}
}

// loseIdleWorkers lowers the limits of an endpoint that sits idle, and reports
// whether that costs it active workers.
func (e *endpoint) loseIdleWorkers(now time.Time) bool {
	limits := &e.wire.Workers
	active := limits.Min
	switch idle := now.Sub(e.idleSince); {
	case idle >= lastIdleCut:
		limits.Max = 0
	case idle >= firstIdleCut:
		limits.Max = min(limits.Max, maxAfterFirstIdle)
	}
	limits.Min = min(limits.Min, limits.Max)
	return limits.Min < active
}

// staff sees to it that there are as many active workers as the endpoint
// wants, on hardware that it allows, and rolls out the last release.
func (a *Account) staff(e *endpoint, now time.Time) {
	allowed, places := a.endpointHardware(&e.wire), a.endpointDataCenters(&e.wire)
	e.workers = slices.DeleteFunc(e.workers, func(w worker) bool {
		return w.at != site{} && (!slices.Contains(allowed, hardware{w.at.hardware, w.units}) || !slices.Contains(places, w.at.dataCenter))
	})
	e.workers = e.workers[:min(len(e.workers), int(e.wire.Workers.Min))]
	version, since := e.version()
	for i := range e.workers {
		// One after the other, the last one a boot time after the release.
		turn := since.Add(a.bootTime * time.Duration(i+1) / time.Duration(len(e.workers)))
		if w := &e.workers[i]; w.version < version && !now.Before(turn) {
			w.id, w.version, w.image, w.readyAt = a.newID(endpointIDLength), version, e.wire.Image, turn
		}
	}
	for len(e.workers) < int(e.wire.Workers.Min) {
		e.workers = append(e.workers, worker{id: a.newID(endpointIDLength), version: version, image: e.wire.Image})
	}
	for i := range e.workers {
		if w := &e.workers[i]; w.at == (site{}) && a.placeWorker(w, allowed, places) {
			w.readyAt = now.Add(a.bootTime)
		}
	}
	if s := a.scalers[e.wire.ID]; s != nil {
		s.staffed(now)
		s.advance(now)
	}
}

// placeWorker finds room for a worker.
func (a *Account) placeWorker(w *worker, allowed []hardware, places []string) bool {
	used := a.used()
	for _, h := range allowed {
		for _, place := range places {
			s := site{h.id, place, runpod.CloudSecure}
			if a.catalog.free(used, s) >= h.units && a.mayRun(h) {
				w.at, w.units = s, h.units
				return true
			}
		}
	}
	return false
}

// endpointDataCenters lists where the workers may run: where the endpoint says,
// and where its network volumes are.
func (a *Account) endpointDataCenters(e *runpod.Endpoint) []string {
	var volumes []string
	for _, id := range e.NetworkVolumes {
		if v, ok := a.networkVolumes.get(id); ok {
			volumes = append(volumes, v.DataCenter)
		}
	}
	var places []string
	for _, d := range a.catalog.dataCenters {
		named := len(e.DataCenterIDs) == 0 || slices.Contains(e.DataCenterIDs, d.wire.ID)
		if named && (len(volumes) == 0 || slices.Contains(volumes, d.wire.ID)) {
			places = append(places, d.wire.ID)
		}
	}
	return places
}

// addWorkers adds what the workers take to used.
func (a *Account) addWorkers(used map[site]int64) {
	for _, e := range a.endpoints.all() {
		for _, w := range e.workers {
			if w.at != (site{}) {
				used[w.at] += w.units
			}
		}
	}
}

func (a *Account) listWorkers(c *call, e *endpoint) (any, error) {
	return a.workerList(e, c.now), nil
}

// workerList is what the workers of an endpoint do: active ones, then flex workers.
func (a *Account) workerList(e *endpoint, now time.Time) runpod.EndpointWorkerList {
	version, _ := e.version()
	list := runpod.EndpointWorkerList{Workers: []runpod.Worker{}, EndpointVersion: &version}
	for i := range e.workers {
		list.Workers = append(list.Workers, a.workerAnswer(e, i, now))
	}
	if s := a.scalers[e.wire.ID]; s != nil {
		for _, w := range s.flex {
			list.Workers = append(list.Workers, w.answer(&e.wire, version, now))
		}
	}
	for _, w := range list.Workers {
		list.Summary.Total++
		switch w.Status {
		case runpod.WorkerStatusRunning:
			list.Summary.Running++
		case runpod.WorkerStatusIdle:
			list.Summary.Idle++
		case runpod.WorkerStatusInitializing:
			list.Summary.Initializing++
		case runpod.WorkerStatusThrottled:
			list.Summary.Throttled++
		case runpod.WorkerStatusUnhealthy:
			list.Summary.Unhealthy++
		}
	}
	return list
}

func (a *Account) workerAnswer(e *endpoint, i int, now time.Time) runpod.Worker {
	w := e.workers[i]
	version, _ := e.version()
	answer := runpod.Worker{ID: w.id, Status: runpod.WorkerStatusThrottled, IsStale: w.version < version, Version: &w.version, Image: &w.image}
	if w.at == (site{}) {
		return answer
	}
	answer.DataCenterID = &w.at.dataCenter
	if e.wire.GPU != nil {
		answer.GPUTypeID, answer.GPUCount = &w.at.hardware, w.units
	}
	if now.Before(w.readyAt) {
		answer.Status = runpod.WorkerStatusInitializing
		return answer
	}
	uptime, started := int64(now.Sub(w.readyAt)/time.Second), stamp(w.readyAt)
	answer.UptimeSeconds, answer.StartedAt = &uptime, &started
	answer.Status = runpod.WorkerStatusIdle
	if i == 0 && e.busy(now) || a.scalers[e.wire.ID].runsOn(w.id) {
		answer.Status = runpod.WorkerStatusRunning
	}
	return answer
}

// busy reports whether a request was recorded so lately that a worker still stands by.
func (e *endpoint) busy(now time.Time) bool {
	return !e.lastRequest.IsZero() && now.Sub(e.lastRequest) <= idleTime(e)
}

// getWorkerLogs goes on for as long as the worker does.
func (a *Account) getWorkerLogs(c *call, e *endpoint) (any, error) {
	id := c.r.PathValue("workerId")
	if _, gone := a.workerLines(e, id, c.now); gone {
		return nil, notFound("worker")
	}
	return streamLogs(c, func(now time.Time) ([]logLine, bool) {
		a.catchUp(now)
		return a.workerLines(e, id, now)
	})
}

// workerLines is what a worker has logged so far, and whether it is gone.
func (a *Account) workerLines(e *endpoint, id string, now time.Time) (lines []logLine, gone bool) {
	if _, exists := a.endpoints.get(e.wire.ID); !exists {
		return nil, true
	}
	if s := a.scalers[e.wire.ID]; s != nil {
		for _, w := range s.flex {
			if w.id == id {
				return bootLines(w.image, w.started, w.readyAt, now), false
			}
		}
	}
	i := slices.IndexFunc(e.workers, func(w worker) bool { return w.id == id })
	if i < 0 {
		return nil, true
	}
	w := e.workers[i]
	if w.at == (site{}) {
		return nil, false
	}
	return bootLines(w.image, w.readyAt.Add(-a.bootTime), w.readyAt, now), false
}

// bootLines is what a worker logs until it is ready.
func bootLines(image string, created, ready, now time.Time) []logLine {
	lines := []logLine{{created, runpod.LogSourceSystem, "create container " + image}}
	if !now.Before(ready) {
		lines = append(lines,
			logLine{ready, runpod.LogSourceSystem, "start container for " + image + ": begin"},
			logLine{ready, runpod.LogSourceContainer, "worker is ready"})
	}
	return lines
}

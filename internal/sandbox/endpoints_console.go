package sandbox

import (
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// Endpoints returns the serverless endpoints, oldest first.
func (a *Account) Endpoints() []runpod.Endpoint {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.catchUp(a.now())
	return each(a.endpoints.all(), func(e *endpoint) runpod.Endpoint { return deepCopy(e.wire) })
}

// EditEndpoint changes what the API says of an endpoint behind its back, as the
// console or Runpod itself may: no rule is checked. A changed container, or
// other limits of its workers, make a release. It panics if there is no such endpoint.
func (a *Account) EditEndpoint(id string, edit func(*runpod.Endpoint)) {
	a.behind(func(now time.Time) {
		e := a.endpoints.known(id)
		a.catchUpTraffic(now)
		before := e.wire
		e.wire = edited(e.wire, edit)
		if diff := endpointDiff(&before, &e.wire); len(diff) > 0 {
			e.release(a, now, diff)
		}
		a.catchUp(now)
		a.reconsiderTraffic(e, now)
	})
}

// SetEndpointMaxWorkers cuts or raises an endpoint's workers, as Runpod does
// with one that sits idle. It panics if there is no such endpoint.
func (a *Account) SetEndpointMaxWorkers(id string, n int64) {
	a.EditEndpoint(id, func(e *runpod.Endpoint) {
		e.Workers.Max = n
		e.Workers.Min = min(e.Workers.Min, n)
	})
}

// RemoveEndpoint deletes an endpoint as if in the console. It panics if there
// is no such endpoint.
func (a *Account) RemoveEndpoint(id string) {
	a.behind(func(now time.Time) {
		a.endpoints.known(id)
		a.catchUp(now)
		a.endpoints.remove(id)
	})
}

// RecordRequest notes that an endpoint has served a request now, which no worker is busy with
// and nobody pays for. One that serves none loses workers: it keeps at most 2 after 3 days and none after 7.
// It panics if there is no such endpoint.
func (a *Account) RecordRequest(endpointID string) {
	a.behind(func(now time.Time) {
		e := a.endpoints.known(endpointID)
		a.catchUp(now)
		e.lastRequest, e.idleSince = now, now
	})
}

// AddBuild puts a build on an endpoint, as Runpod's GitHub integration does. It panics if there is no such endpoint.
func (a *Account) AddBuild(endpointID string, build runpod.Build) {
	a.behind(func(time.Time) {
		a.endpoints.known(endpointID).builds.add(build.ID, &build)
	})
}

// SetPoolAccess says whether the account may use a serverless GPU pool; it may
// use all of them until told otherwise. Endpoints that exist keep theirs.
func (a *Account) SetPoolAccess(pool string, accessible bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.catalog.hasPool(pool) {
		panic("sandbox: no GPU pool " + pool)
	}
	a.closedPools[pool] = !accessible
}

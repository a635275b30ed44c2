package sandbox

import (
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

func (a *Account) endpointRoutes() []route {
	return []route{
		{"GET /v2/serverless", a.listEndpoints},
		{"POST /v2/serverless", taking(createEndpointRule(), a.createEndpoint)},
		{"GET /v2/serverless/{id}", with(a.endpoint, func(_ *call, e *endpoint) (any, error) { return e.wire, nil })},
		{"PATCH /v2/serverless/{id}", changing(a.endpoint, updateEndpointRule(), a.updateEndpoint)},
		{"DELETE /v2/serverless/{id}", with(a.endpoint, a.endpoints.delete)},
		{"GET /v2/serverless/{id}/workers", with(a.endpoint, a.listWorkers)},
		{"GET /v2/serverless/{id}/workers/{workerId}/logs", with(a.endpoint, a.getWorkerLogs)},
		{"GET /v2/serverless/{id}/releases", with(a.endpoint, listReleases)},
		{"GET /v2/serverless/{id}/builds", with(a.endpoint, listBuilds)},
		{"GET /v2/serverless/{id}/builds/{buildId}", with(a.endpoint, getBuild)},
	}
}

// endpoint is a serverless endpoint, with what the API does not say of it.
type endpoint struct {
	wire        runpod.Endpoint
	templateID  string    // of the template it was last made from
	lastRequest time.Time // that was recorded; zero before the first
	idleSince   time.Time // last request, or last change of the worker limits
	releases    store[*runpod.Release]
	builds      store[*runpod.Build]
	workers     []worker
}

// What Runpod fills in.
const (
	defaultMaxWorkers  = 3
	defaultIdleTimeout = 10 // seconds
)

// endpointIDLength is the longest that Runpod makes.
const endpointIDLength = 14

// endpoint finds an endpoint as it is now.
func (a *Account) endpoint(c *call) (*endpoint, error) {
	e, err := a.endpoints.find(c)
	if err == nil {
		a.catchUp(c.now)
	}
	return e, err
}

func (a *Account) listEndpoints(c *call) (any, error) {
	page, pages, _, err := pageOf(c, &a.endpoints, objectPages)
	if err != nil {
		return nil, err
	}
	a.catchUp(c.now)
	endpoints := each(page, func(e *endpoint) runpod.Endpoint { return e.wire })
	return map[string]any{"endpoints": endpoints, "pagination": pages}, nil
}

// newEndpointRequest is what an update may ask for, and what is fixed after.
type newEndpointRequest struct {
	runpod.UpdateEndpointRequest
	Type runpod.EndpointType `json:"type"`
}

func (a *Account) createEndpoint(c *call, req *newEndpointRequest) (any, error) {
	if (req.GPU == nil) == (req.CPU == nil) {
		return nil, badRequest("exactly one of gpu and cpu must be provided")
	}
	draft := runpod.Endpoint{
		Container: newContainer(),
		ID:        a.newID(endpointIDLength), Type: req.Type, Workers: runpod.EndpointWorkers{Max: defaultMaxWorkers},
		DataCenterIDs: []string{}, NetworkVolumes: []string{}, FlashBoot: runpod.FlashBootOff, CreatedAt: c.now.UTC(),
	}
	draft.RequestURLs = a.requestURLs(draft.Type, draft.ID)
	if req.GPU != nil {
		draft.GPU = &runpod.EndpointGPUConfig{Count: 1, AllowedCUDAVersions: []string{}}
	}
	if err := a.changeEndpoint(c, &draft, &req.UpdateEndpointRequest); err != nil {
		return nil, err
	}
	a.catchUp(c.now)
	if err := a.admitEndpoint(c.now, nil, &draft); err != nil {
		return nil, err
	}
	e := &endpoint{wire: draft, templateID: deref(req.TemplateID), idleSince: c.now, releases: store[*runpod.Release]{kind: "release of " + draft.ID}, builds: store[*runpod.Build]{kind: "build of " + draft.ID}}
	e.release(a, c.now, []runpod.ReleaseDiffEntry{})
	a.endpoints.add(draft.ID, e)
	a.catchUp(c.now)
	return created{e.wire}, nil
}

// updateEndpoint changes all that the request asks for, or nothing.
func (a *Account) updateEndpoint(c *call, e *endpoint, req *runpod.UpdateEndpointRequest) (any, error) {
	draft := deepCopy(e.wire)
	if err := a.changeEndpoint(c, &draft, req); err != nil {
		return nil, err
	}
	if err := a.admitEndpoint(c.now, e, &draft); err != nil {
		return nil, err
	}
	diff := endpointDiff(&e.wire, &draft)
	e.wire = draft
	set(&e.templateID, req.TemplateID)
	if req.Workers != nil {
		e.idleSince = c.now
	}
	if len(diff) > 0 {
		e.release(a, c.now, diff)
	}
	a.catchUp(c.now)
	a.reconsiderTraffic(e, c.now)
	return e.wire, nil
}

// requestURLs are Runpod's, or those of the account itself where it listens by itself.
func (a *Account) requestURLs(kind runpod.EndpointType, id string) *runpod.EndpointRequestURLs {
	queue, balancer := "https://api.runpod.ai/v2/"+id, "https://"+id+".api.runpod.ai"
	if a.servedAt != "" {
		queue = a.servedAt + requestsPath + id
		balancer = queue
	}
	if kind == runpod.EndpointTypeLoadBalancer {
		return &runpod.EndpointRequestURLs{Base: balancer, Health: balancer + "/ping"}
	}
	base := queue
	return &runpod.EndpointRequestURLs{
		Run: base + "/run", RunSync: base + "/runsync", Status: base + "/status/{job_id}", Stream: base + "/stream/{job_id}",
		Cancel: base + "/cancel/{job_id}", Retry: base + "/retry/{job_id}", PurgeQueue: base + "/purge-queue", Health: base + "/health",
	}
}

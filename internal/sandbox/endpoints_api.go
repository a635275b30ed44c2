package sandbox

import (
	"net/http"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

func endpointRoutes() []route {
	return []route{
		{"GET /v2/serverless", listEndpoints},
		{"POST /v2/serverless", createEndpoint},
		{"GET /v2/serverless/{id}", getEndpoint},
		{"PATCH /v2/serverless/{id}", updateEndpoint},
		{"DELETE /v2/serverless/{id}", deleteEndpoint},
		{"GET /v2/serverless/{id}/workers", listWorkers},
		{"GET /v2/serverless/{id}/workers/{workerId}/logs", getWorkerLogs},
		{"GET /v2/serverless/{id}/releases", listReleases},
		{"GET /v2/serverless/{id}/builds", listBuilds},
		{"GET /v2/serverless/{id}/builds/{buildId}", getBuild},
	}
}

// endpoint is a serverless endpoint, with what the API does not say of it.
type endpoint struct {
	wire        runpod.Endpoint
	templateID  string    // of the template it was last made from
	lastRequest time.Time // zero before the first
	idleSince   time.Time // last request, or last change of the worker limits
	releases    store[*runpod.Release]
	workers     []worker
}

// What RunPod fills in.
const (
	defaultMaxWorkers  = 3
	defaultIdleTimeout = 10 // seconds
)

// endpointIDLength is the longest that RunPod makes.
const endpointIDLength = 14

// endpoint finds an endpoint as it is now.
func (a *Account) endpoint(c *call) (*endpoint, error) {
	e, ok := a.endpoints.get(c.id())
	if !ok {
		return nil, notFound("endpoint", c.id())
	}
	a.settleEndpoints(c.now)
	return e, nil
}

func listEndpoints(a *Account, c *call) (int, any, error) {
	page, pages, _, err := pageOf(c, &a.endpoints, largestPage)
	if err != nil {
		return 0, nil, err
	}
	a.settleEndpoints(c.now)
	endpoints := []runpod.Endpoint{}
	for _, e := range page {
		endpoints = append(endpoints, e.wire)
	}
	return http.StatusOK, map[string]any{"endpoints": endpoints, "pagination": pages}, nil
}

func getEndpoint(a *Account, c *call) (int, any, error) {
	e, err := a.endpoint(c)
	if err != nil {
		return 0, nil, err
	}
	return http.StatusOK, e.wire, nil
}

func createEndpoint(a *Account, c *call) (int, any, error) {
	var req runpod.CreateEndpointRequest
	if err := c.decode(createEndpointRule(), &req); err != nil {
		return 0, nil, err
	}
	if (req.GPU == nil) == (req.CPU == nil) {
		return 0, nil, badRequest("exactly one of gpu and cpu must be provided")
	}
	draft := runpod.Endpoint{
		Container: newContainer(),
		ID:        a.newID(endpointIDLength), Type: req.Type, Workers: runpod.EndpointWorkers{Max: defaultMaxWorkers},
		DataCenterIDs: []string{}, NetworkVolumes: []string{}, FlashBoot: runpod.FlashBootOff, CreatedAt: c.now.UTC(),
	}
	draft.RequestURLs = requestURLs(draft.Type, draft.ID)
	if req.GPU != nil {
		draft.GPU = &runpod.EndpointGPUConfig{Count: 1, AllowedCUDAVersions: []string{}}
	}
	changes := runpod.UpdateEndpointRequest{
		ContainerConfig: req.ContainerConfig, CPU: req.CPU, DataCenterIDs: req.DataCenterIDs, FlashBoot: req.FlashBoot,
		GPU: (*runpod.UpdateEndpointGPUConfig)(req.GPU), Name: &req.Name, NetworkVolumes: req.NetworkVolumes,
		Scaling: &req.Scaling, TemplateID: req.TemplateID, Timeout: req.Timeout, Workers: req.Workers,
	}
	if err := a.changeEndpoint(c, &draft, &changes); err != nil {
		return 0, nil, err
	}
	a.settleEndpoints(c.now)
	if err := a.admitEndpoint(nil, &draft); err != nil {
		return 0, nil, err
	}
	e := &endpoint{wire: draft, templateID: deref(req.TemplateID), idleSince: c.now}
	e.release(a, c.now, []runpod.ReleaseDiffEntry{})
	a.endpoints.add(draft.ID, e)
	a.settleEndpoints(c.now)
	return http.StatusCreated, e.wire, nil
}

// updateEndpoint changes all that the request asks for, or nothing.
func updateEndpoint(a *Account, c *call) (int, any, error) {
	e, err := a.endpoint(c)
	if err != nil {
		return 0, nil, err
	}
	var req runpod.UpdateEndpointRequest
	if err := c.decode(updateEndpointRule(), &req); err != nil {
		return 0, nil, err
	}
	draft := deepCopy(e.wire)
	if err := a.changeEndpoint(c, &draft, &req); err != nil {
		return 0, nil, err
	}
	if err := a.admitEndpoint(e, &draft); err != nil {
		return 0, nil, err
	}
	diff := containerDiff(e.wire.Container, draft.Container)
	e.wire = draft
	e.templateID = *or(req.TemplateID, &e.templateID)
	if req.Workers != nil {
		e.idleSince = c.now
	}
	if len(diff) > 0 {
		e.release(a, c.now, diff)
	}
	a.settleEndpoints(c.now)
	return http.StatusOK, e.wire, nil
}

func deleteEndpoint(a *Account, c *call) (int, any, error) {
	if _, err := a.endpoint(c); err != nil {
		return 0, nil, err
	}
	a.endpoints.remove(c.id())
	return http.StatusNoContent, nil, nil
}

func requestURLs(kind runpod.EndpointType, id string) *runpod.EndpointRequestURLs {
	if kind == runpod.EndpointTypeLoadBalancer {
		base := "https://" + id + ".api.runpod.ai"
		return &runpod.EndpointRequestURLs{Base: base, Health: base + "/ping"}
	}
	base := "https://api.runpod.ai/v2/" + id
	return &runpod.EndpointRequestURLs{
		Run: base + "/run", RunSync: base + "/runsync", Status: base + "/status", Stream: base + "/stream",
		Cancel: base + "/cancel", Retry: base + "/retry", PurgeQueue: base + "/purge-queue", Health: base + "/health",
	}
}

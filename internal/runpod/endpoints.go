package runpod

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// FlashBoot is how an endpoint shortens cold starts.
type FlashBoot string

// The FlashBoot modes.
const (
	FlashBootOff      FlashBoot = "OFF"
	FlashBootEnabled  FlashBoot = "FLASHBOOT"
	FlashBootPriority FlashBoot = "PRIORITY_FLASHBOOT"
)

// EndpointType is how requests reach the workers.
type EndpointType string

// The types of an endpoint.
const (
	EndpointTypeQueue        EndpointType = "QUEUE"
	EndpointTypeLoadBalancer EndpointType = "LOAD_BALANCER"
)

// ScalingType is what an endpoint scales on.
type ScalingType string

// The scalers. LOAD_BALANCER knows REQUEST_COUNT only.
const (
	ScalingTypeQueueDelay   ScalingType = "QUEUE_DELAY"
	ScalingTypeRequestCount ScalingType = "REQUEST_COUNT"
)

// Endpoint is a serverless endpoint.
type Endpoint struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Container
	Type           EndpointType         `json:"type,omitzero"`
	RequestURLs    *EndpointRequestURLs `json:"requestUrls,omitzero"`
	GPU            *EndpointGPUConfig   `json:"gpu,omitzero"`
	CPU            []CPUConfig          `json:"cpu,omitzero"`
	Workers        EndpointWorkers      `json:"workers"`
	Scaling        EndpointScaling      `json:"scaling"`
	DataCenterIDs  []string             `json:"dataCenterIds"`
	NetworkVolumes []string             `json:"networkVolumes"` // IDs, order not kept
	Timeout        int64                `json:"timeout"`        // execution limit, ms
	FlashBoot      FlashBoot            `json:"flashboot"`
	CreatedAt      time.Time            `json:"createdAt"`
}

// EndpointRequestURLs are the addresses of an endpoint. QUEUE has all but
// Base, LOAD_BALANCER has Base and Health.
type EndpointRequestURLs struct {
	Base       string `json:"base,omitzero"`
	Run        string `json:"run,omitzero"`
	RunSync    string `json:"runSync,omitzero"`
	Status     string `json:"status,omitzero"`
	Stream     string `json:"stream,omitzero"`
	Cancel     string `json:"cancel,omitzero"`
	Retry      string `json:"retry,omitzero"`
	PurgeQueue string `json:"purgeQueue,omitzero"`
	Health     string `json:"health,omitzero"`
}

// EndpointGPUConfig is the GPUs an endpoint's workers run on.
type EndpointGPUConfig struct {
	Pools               []string `json:"pools"`
	ExcludedTypes       []string `json:"excludedTypes,omitzero"`
	Count               int64    `json:"count"` // per worker
	AllowedCUDAVersions []string `json:"allowedCudaVersions"`
	MinCUDAVersion      *string  `json:"minCudaVersion"`
}

// UnmarshalJSON reads an answer, which may leave out a count of one.
func (g *EndpointGPUConfig) UnmarshalJSON(b []byte) error {
	type plain EndpointGPUConfig
	read := plain{Count: 1}
	if err := json.Unmarshal(b, &read); err != nil {
		return err
	}
	*g = EndpointGPUConfig(read)
	return nil
}

// CreateEndpointGPUConfig asks for GPUs out of pools. AllowedCUDAVersions and
// MinCUDAVersion exclude each other.
type CreateEndpointGPUConfig struct {
	Pools               []string `json:"pools"`
	ExcludedTypes       []string `json:"excludedTypes,omitzero"`
	Count               *int64   `json:"count,omitzero"`
	AllowedCUDAVersions []string `json:"allowedCudaVersions,omitzero"`
	MinCUDAVersion      *string  `json:"minCudaVersion,omitzero"`
}

// UpdateEndpointGPUConfig changes an endpoint's GPUs. Pools without
// ExcludedTypes clears the exclusions, and ExcludedTypes needs Pools. An empty
// AllowedCUDAVersions or MinCUDAVersion clears it.
type UpdateEndpointGPUConfig struct {
	Pools               []string `json:"pools,omitzero"`
	ExcludedTypes       []string `json:"excludedTypes,omitzero"`
	Count               *int64   `json:"count,omitzero"`
	AllowedCUDAVersions []string `json:"allowedCudaVersions,omitzero"`
	MinCUDAVersion      *string  `json:"minCudaVersion,omitzero"`
}

// EndpointWorkers are the limits an endpoint scales between.
type EndpointWorkers struct {
	Min         int64  `json:"min"` // always on, billed all the time
	Max         int64  `json:"max"`
	IdleTimeout *int64 `json:"idleTimeout,omitzero"` // seconds; none on QUEUE with REQUEST_COUNT
}

// EndpointWorkersRequest sets the limits. IdleTimeout (seconds, 1 to 3600) must
// not be sent for QUEUE with REQUEST_COUNT.
type EndpointWorkersRequest struct {
	Min         *int64 `json:"min,omitzero"`
	Max         *int64 `json:"max,omitzero"`
	IdleTimeout *int64 `json:"idleTimeout,omitzero"`
}

// EndpointScaling is what an endpoint scales on; Type says which of the two is set.
type EndpointScaling struct {
	Type         ScalingType `json:"type"`
	QueueDelay   *float64    `json:"queueDelay,omitzero"` // seconds a request may wait
	RequestCount *int64      `json:"requestCount,omitzero"`
}

// CreateEndpointRequest asks for an endpoint. Give exactly one of GPU and CPU,
// and always Timeout: left out, it comes back as 0.
type CreateEndpointRequest struct {
	Name    string          `json:"name"`
	Type    EndpointType    `json:"type"`
	Scaling EndpointScaling `json:"scaling"`
	ContainerConfig
	GPU            *CreateEndpointGPUConfig `json:"gpu,omitzero"`
	CPU            []CreateCPUConfig        `json:"cpu,omitzero"`
	DataCenterIDs  []string                 `json:"dataCenterIds,omitzero"`
	FlashBoot      *FlashBoot               `json:"flashboot,omitzero"`      // default OFF
	NetworkVolumes []string                 `json:"networkVolumes,omitzero"` // IDs, one per data center
	TemplateID     *string                  `json:"templateId,omitzero"`
	Timeout        *int64                   `json:"timeout,omitzero"` // execution limit, ms
	Workers        *EndpointWorkersRequest  `json:"workers,omitzero"`
}

// UpdateEndpointRequest changes an endpoint in place. Its type and whether it
// runs on GPU or CPU are fixed.
type UpdateEndpointRequest struct {
	ContainerConfig
	CPU            []CreateCPUConfig        `json:"cpu,omitzero"`
	DataCenterIDs  []string                 `json:"dataCenterIds,omitzero"`
	FlashBoot      *FlashBoot               `json:"flashboot,omitzero"`
	GPU            *UpdateEndpointGPUConfig `json:"gpu,omitzero"`
	Name           *string                  `json:"name,omitzero"`
	NetworkVolumes []string                 `json:"networkVolumes,omitzero"`
	Scaling        *EndpointScaling         `json:"scaling,omitzero"`
	TemplateID     *string                  `json:"templateId,omitzero"`
	Timeout        *int64                   `json:"timeout,omitzero"` // execution limit, ms
	Workers        *EndpointWorkersRequest  `json:"workers,omitzero"`
}

type listEndpointsResponse struct {
	Endpoints []Endpoint `json:"endpoints"`
	paginated
}

// ListEndpoints returns all serverless endpoints of the account.
func (c *Client) ListEndpoints(ctx context.Context) ([]Endpoint, error) {
	return list(ctx, c, route{"serverless"}, nil, maxPage, func(r *listEndpointsResponse) []Endpoint { return r.Endpoints })
}

// CreateEndpoint creates a serverless endpoint.
func (c *Client) CreateEndpoint(ctx context.Context, req CreateEndpointRequest) (*Endpoint, error) {
	return object[Endpoint](ctx, c, http.MethodPost, route{"serverless"}, nil, req)
}

// GetEndpoint returns a serverless endpoint.
func (c *Client) GetEndpoint(ctx context.Context, id string) (*Endpoint, error) {
	return object[Endpoint](ctx, c, http.MethodGet, route{"serverless", id}, nil, nil)
}

// UpdateEndpoint changes a serverless endpoint in place. A new image or env
// rolls out as workers cycle.
func (c *Client) UpdateEndpoint(ctx context.Context, id string, req UpdateEndpointRequest) (*Endpoint, error) {
	return object[Endpoint](ctx, c, http.MethodPatch, route{"serverless", id}, nil, req)
}

// DeleteEndpoint deletes a serverless endpoint and cancels its jobs.
func (c *Client) DeleteEndpoint(ctx context.Context, id string) error {
	return c.remove(ctx, route{"serverless", id})
}

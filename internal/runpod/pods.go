package runpod

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"time"
)

// PodStatus is the phase of a pod's life.
type PodStatus string

// The statuses of a pod.
const (
	PodStatusProvisioning PodStatus = "PROVISIONING"
	PodStatusStarting     PodStatus = "STARTING"
	PodStatusRunning      PodStatus = "RUNNING"
	PodStatusExited       PodStatus = "EXITED"
	PodStatusError        PodStatus = "ERROR"
	PodStatusTerminated   PodStatus = "TERMINATED"
)

// PodAction is a change of a pod's status.
type PodAction string

// The actions on a pod.
const (
	PodActionStart     PodAction = "start"
	PodActionStop      PodAction = "stop"
	PodActionRestart   PodAction = "restart"
	PodActionTerminate PodAction = "terminate"
)

// Cloud is the kind of host a pod runs on.
type Cloud string

// The clouds.
const (
	CloudSecure    Cloud = "SECURE"
	CloudCommunity Cloud = "COMMUNITY"
)

// PodClusterRole is the part a pod plays in a Slurm or Ray cluster.
type PodClusterRole string

// The roles of a cluster's pods.
const (
	PodClusterRoleSlurmController PodClusterRole = "SLURM_CONTROLLER"
	PodClusterRoleSlurmCompute    PodClusterRole = "SLURM_COMPUTE"
	PodClusterRoleRayHead         PodClusterRole = "RAY_HEAD"
	PodClusterRoleRayWorker       PodClusterRole = "RAY_WORKER"
)

// Pod is a machine with a container on it. Its runtime comes with the container, and its
// direct SSH after that, whatever the status says: see [Pod.Runs].
type Pod struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Container
	Status           PodStatus           `json:"status"`
	Actions          []PodAction         `json:"actions"` // what the status allows
	Mounts           Mounts              `json:"mounts"`
	GPU              *GPUConfig          `json:"gpu,omitzero"`
	CPU              *CPUConfig          `json:"cpu,omitzero"`
	Cloud            Cloud               `json:"cloud"`
	DataCenterID     *string             `json:"dataCenterId"`
	CUDAVersion      *string             `json:"cudaVersion"`
	SSH              PodSSH              `json:"ssh"`
	Cluster          *PodCluster         `json:"cluster,omitzero"`
	Template         *string             `json:"template"`
	Cost             json.Number         `json:"cost"` // USD per hour; of a stopped pod 0 by the document, and the rate of a running one as recorded
	Locked           bool                `json:"locked"`
	GlobalNetworking PodGlobalNetworking `json:"globalNetworking"`
	Runtime          *PodRuntime         `json:"runtime"` // nil or empty until it runs
	CreatedAt        time.Time           `json:"createdAt"`
	StartedAt        *time.Time          `json:"startedAt"`
}

// GPUConfig is the GPU that was placed, with what came beside it.
type GPUConfig struct {
	ID        string  `json:"id"`
	Count     int64   `json:"count"` // 0 on a pod that resumed without its GPUs
	VCPUCount float64 `json:"vcpuCount"`
	Memory    float64 `json:"memory"` // GB of system memory
}

// UnmarshalJSON reads an answer, which may leave out a count of one.
func (g *GPUConfig) UnmarshalJSON(b []byte) error {
	type plain GPUConfig
	read := plain{Count: 1}
	if err := json.Unmarshal(b, &read); err != nil {
		return err
	}
	*g = GPUConfig(read)
	return nil
}

// CreateGPUConfig asks for GPUs of one type. AllowedCUDAVersions and
// MinCUDAVersion exclude each other.
type CreateGPUConfig struct {
	ID                  string   `json:"id"`             // "NVIDIA A100 80GB PCIe"
	Count               *int64   `json:"count,omitzero"` // always send it
	AllowedCUDAVersions []string `json:"allowedCudaVersions,omitzero"`
	MinCUDAVersion      *string  `json:"minCudaVersion,omitzero"`
	MinRAMPerGPU        *int64   `json:"minRamPerGpu,omitzero"` // GB
	MinVCPUCountPerGPU  *int64   `json:"minVcpuCountPerGpu,omitzero"`
}

// PodSSH are the ways in. Proxy is an interactive shell only; Direct needs
// 22/tcp among the ports and comes some time after RUNNING.
type PodSSH struct {
	Proxy  *PodSSHEndpoint `json:"proxy"`
	Direct *PodSSHEndpoint `json:"direct"`
}

// PodSSHEndpoint is an address to connect to, and the command that does it.
type PodSSHEndpoint struct {
	Host     string `json:"host"`
	Port     int64  `json:"port"`
	Username string `json:"username"`
	Command  string `json:"command"`
}

// PodCluster says which cluster a pod belongs to.
type PodCluster struct {
	ID   string          `json:"id"`
	Rank *int64          `json:"rank"`
	Role *PodClusterRole `json:"role,omitzero"`
	IP   *string         `json:"ip,omitzero"`
}

// PodGlobalNetworking is a pod's place in the account's private network.
type PodGlobalNetworking struct {
	Enabled     bool    `json:"enabled"`
	IP          *string `json:"ip,omitzero"`
	InternalDNS *string `json:"internalDns,omitzero"`
}

// PodRuntime is what a running pod reports.
type PodRuntime struct {
	Uptime int64               `json:"uptime"` // seconds
	GPUs   []PodGPUUtilization `json:"gpus,omitzero"`
	CPU    *Utilization        `json:"cpu,omitzero"`
	Memory *Utilization        `json:"memory,omitzero"`
	Ports  []PodRuntimePort    `json:"ports,omitzero"`
}

// Utilization is a load in percent.
type Utilization struct {
	Util int64 `json:"util"`
}

// PodGPUUtilization is the load of one GPU, in percent.
type PodGPUUtilization struct {
	Util       int64 `json:"util"`
	MemoryUtil int64 `json:"memoryUtil"`
}

// PodRuntimePort maps a port of the container to one that is reachable from outside.
type PodRuntimePort struct {
	Private int64   `json:"private"`
	Public  *int64  `json:"public"`
	Type    string  `json:"type"` // "http", "tcp"
	IP      *string `json:"ip"`
}

// CreatePodRequest asks for a pod. Give exactly one of GPU and CPU; always give
// GPU.Count, and Disk unless TemplateID is set: Runpod's errors mislead otherwise.
type CreatePodRequest struct {
	Name string `json:"name"`
	ContainerConfig
	Cloud            *Cloud           `json:"cloud,omitzero"` // default SECURE
	CPU              *CreateCPUConfig `json:"cpu,omitzero"`
	DataCenterIDs    []string         `json:"dataCenterIds,omitzero"` // enforced, not a preference
	GlobalNetworking *bool            `json:"globalNetworking,omitzero"`
	GPU              *CreateGPUConfig `json:"gpu,omitzero"`
	Mounts           *Mounts          `json:"mounts,omitzero"`
	StartJupyter     *bool            `json:"startJupyter,omitzero"` // never returned
	StartSSH         *bool            `json:"startSsh,omitzero"`     // never returned
	TemplateID       *string          `json:"templateId,omitzero"`
}

// UpdatePodRequest changes a pod in place. A change of a container setting
// restarts it and wipes all but its volume; Env replaces the whole map.
type UpdatePodRequest struct {
	ContainerConfig
	GlobalNetworking *bool   `json:"globalNetworking,omitzero"` // takes effect at the next start
	Locked           *bool   `json:"locked,omitzero"`
	Mounts           *Mounts `json:"mounts,omitzero"`
	Name             *string `json:"name,omitzero"`
	TemplateID       *string `json:"templateId,omitzero"`
}

// PodActionRequest is the body of an action.
type PodActionRequest struct {
	Action PodAction `json:"action"`
}

// ListPodsOptions filters a list of pods.
type ListPodsOptions struct {
	IncludeClusterPods bool // pods of clusters are left out otherwise
}

type listPodsResponse struct {
	paginated
	Pods []Pod `json:"pods"`
}

// ListPods returns all pods of the account.
func (c *Client) ListPods(ctx context.Context, opts ListPodsOptions) ([]Pod, error) {
	query := url.Values{}
	if opts.IncludeClusterPods {
		query.Set("includeClusterPods", "true")
	}
	return list(ctx, c, route{"pods"}, query, maxPage, func(r *listPodsResponse) []Pod { return r.Pods })
}

// CreatePod asks for a pod and returns before it is placed.
func (c *Client) CreatePod(ctx context.Context, req CreatePodRequest) (*Pod, error) {
	return object[Pod](ctx, c, http.MethodPost, route{"pods"}, nil, req)
}

// GetPod returns a pod. After a delete, it answers with a 404 or with a pod
// that is TERMINATED: both mean gone.
func (c *Client) GetPod(ctx context.Context, id string) (*Pod, error) {
	return object[Pod](ctx, c, http.MethodGet, route{"pods", id}, nil, nil)
}

// UpdatePod changes a pod in place.
func (c *Client) UpdatePod(ctx context.Context, id string, req UpdatePodRequest) (*Pod, error) {
	return object[Pod](ctx, c, http.MethodPatch, route{"pods", id}, nil, req)
}

// DeletePod deletes a pod and its disks, but not its network volume.
func (c *Client) DeletePod(ctx context.Context, id string) error {
	return c.remove(ctx, route{"pods", id})
}

// PodAction starts, stops, restarts or terminates a pod. The pod is nil when
// Runpod answers without one, as it does after terminate.
func (c *Client) PodAction(ctx context.Context, id string, action PodAction) (*Pod, error) {
	r := request{method: http.MethodPost, path: route{"pods", id, "action"}, body: PodActionRequest{Action: action}}
	return callWith(ctx, c, r, func(body []byte) (*Pod, error) {
		if len(body) == 0 {
			return nil, nil
		}
		return decodeObject[Pod](body)
	})
}

// GetPodLogs opens the log of a pod. The caller closes it.
func (c *Client) GetPodLogs(ctx context.Context, id string, opts LogOptions) (*LogStream, error) {
	return c.openLogs(ctx, route{"pods", id, "logs"}, opts)
}

package runpod

import (
	"context"
	"net/http"
	"time"
)

// ClusterType is the software that ties a cluster together.
type ClusterType string

// The types of a cluster.
const (
	ClusterTypeApplication ClusterType = "APPLICATION"
	ClusterTypeTraining    ClusterType = "TRAINING"
	ClusterTypeSlurm       ClusterType = "SLURM"
	ClusterTypeRay         ClusterType = "RAY"
)

// Cluster is a set of pods in one data center.
type Cluster struct {
	ID           string             `json:"id"`
	Name         string             `json:"name"`
	Type         ClusterType        `json:"type"`
	Compute      ClusterCompute     `json:"compute"`
	Template     *string            `json:"template,omitzero"`
	DataCenterID *string            `json:"dataCenterId,omitzero"`
	Pods         ClusterPodsSummary `json:"pods"`
	Network      *ClusterNetwork    `json:"network,omitzero"`
	Primary      *ClusterPrimary    `json:"primary,omitzero"`
	CreatedAt    time.Time          `json:"createdAt"`
}

// ClusterCompute is the size of a cluster.
type ClusterCompute struct {
	GPUTypeID      string `json:"gpuTypeId"`
	GPUCountPerPod int64  `json:"gpuCountPerPod"`
	PodCount       int64  `json:"podCount"` // 2 to 250
}

// ClusterPodsSummary counts a cluster's pods.
type ClusterPodsSummary struct {
	Total    int64               `json:"total"`
	ByStatus map[PodStatus]int64 `json:"byStatus"`
}

// ClusterNetwork is the private network of a cluster.
type ClusterNetwork struct {
	CIDR      string `json:"cidr"`
	VXLANID   *int64 `json:"vxlanId,omitzero"`
	VXLANPort *int64 `json:"vxlanPort,omitzero"`
}

// ClusterPrimary is the pod that leads a cluster.
type ClusterPrimary struct {
	PodID       string    `json:"podId"`
	Status      PodStatus `json:"status"`
	SSHEndpoint *string   `json:"sshEndpoint,omitzero"`
}

// CreateClusterRequest asks for a cluster. TemplateID excludes the container settings.
type CreateClusterRequest struct {
	Name    string         `json:"name"`
	Type    ClusterType    `json:"type"`
	Compute ClusterCompute `json:"compute"`
	BaseContainerConfig
	TemplateID    *string  `json:"templateId,omitzero"`
	DataCenterIDs []string `json:"dataCenterIds,omitzero"`
	Mounts        *Mounts  `json:"mounts,omitzero"`
	StartJupyter  *bool    `json:"startJupyter,omitzero"`
	StartSSH      *bool    `json:"startSsh,omitzero"`
}

// UpdateClusterRequest renames a cluster.
type UpdateClusterRequest struct {
	Name *string `json:"name,omitzero"`
}

type listClustersResponse struct {
	paginated
	Clusters []Cluster `json:"clusters"`
}

// ListClusters returns all clusters of the account.
func (c *Client) ListClusters(ctx context.Context) ([]Cluster, error) {
	return list(ctx, c, route{"clusters"}, nil, anyPage, func(r *listClustersResponse) []Cluster { return r.Clusters })
}

// CreateCluster asks for a cluster and returns before its pods are placed.
func (c *Client) CreateCluster(ctx context.Context, req CreateClusterRequest) (*Cluster, error) {
	return object[Cluster](ctx, c, http.MethodPost, route{"clusters"}, nil, req)
}

// GetCluster returns a cluster.
func (c *Client) GetCluster(ctx context.Context, id string) (*Cluster, error) {
	return object[Cluster](ctx, c, http.MethodGet, route{"clusters", id}, nil, nil)
}

// UpdateCluster renames a cluster.
func (c *Client) UpdateCluster(ctx context.Context, id string, req UpdateClusterRequest) (*Cluster, error) {
	return object[Cluster](ctx, c, http.MethodPatch, route{"clusters", id}, nil, req)
}

// DeleteCluster deletes a cluster and its pods.
func (c *Client) DeleteCluster(ctx context.Context, id string) error {
	return c.remove(ctx, route{"clusters", id})
}

// ListClusterPods returns the pods of a cluster.
func (c *Client) ListClusterPods(ctx context.Context, id string) ([]Pod, error) {
	return list(ctx, c, route{"clusters", id, "pods"}, nil, anyPage, func(r *listPodsResponse) []Pod { return r.Pods })
}

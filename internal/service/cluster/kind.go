// Package cluster manages clusters.
package cluster

import (
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/labels"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// Kind is that of clusters.
var Kind = &account.Kind[runpod.Cluster, runpod.CreateClusterRequest]{
	Name: "cluster", Type: "runpod_cluster", Bills: true,
	ID:         func(c *runpod.Cluster) string { return c.ID },
	ObjectName: func(c *runpod.Cluster) string { return c.Name },
	Created:    func(c *runpod.Cluster) time.Time { return c.CreatedAt },
	Gone: func(c *runpod.Cluster) bool { // or on its way out
		return c.Pods.Total > 0 && c.Pods.ByStatus[runpod.PodStatusTerminated] == c.Pods.Total
	},
	Get:  (*runpod.Client).GetCluster,
	List: (*runpod.Client).ListClusters,
	FitsRequest: func(c *runpod.Cluster, req runpod.CreateClusterRequest) bool {
		return c.Type == req.Type && c.Compute == req.Compute
	},
}

// owner is what labels are put on.
func owner(id, name string) labels.Owner {
	return labels.Owner{Labelled: runpod.Labelled{ID: id, Type: runpod.TagResourceTypeCluster}, Kind: Kind.Name, Name: name}
}

package cluster

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

var _ list.ListResourceWithConfigure = (*clusterResource)(nil)

// NewListResource makes the list resource `runpod_cluster`.
func NewListResource() list.ListResource { return &clusterResource{} }

func (r *clusterResource) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = tfkit.NamedListSchema("Finds the clusters of the account. With `include_resource`, each costs one more request, for its pods.", kind)
}

func (r *clusterResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	stream.Results = tfkit.Listing[runpod.Cluster, model]{
		Kind: kind,
		List: r.listLive,
		ID:   func(c *runpod.Cluster) string { return c.ID },
		Name: func(c *runpod.Cluster) string { return c.Name },
		Read: func(ctx context.Context, state *model, cluster *runpod.Cluster, diags *diag.Diagnostics) {
			pods, err := r.api.ListClusterPods(ctx, cluster.ID)
			if err != nil {
				tfkit.AddError(diags, tfkit.Tried("read", kind, cluster.Name), err, nil)
				return
			}
			r.refresh(ctx, state, members{cluster: cluster, pods: byRank(pods)}, tfkit.NoPrivateState{}, diags)
		},
	}.Named(ctx, req)
}

// listLive leaves out clusters that were deleted and still show.
func (r *clusterResource) listLive(ctx context.Context) ([]runpod.Cluster, error) {
	clusters, err := r.api.ListClusters(ctx)
	return slices.DeleteFunc(clusters, func(c runpod.Cluster) bool { return isGone(&c, nil) }), err
}

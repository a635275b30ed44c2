package cluster

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

var _ list.ListResourceWithConfigure = (*clusterResource)(nil)

// NewListResource makes the list resource `runpod_cluster`.
func NewListResource() list.ListResource { return &clusterResource{} }

func (r *clusterResource) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = service.NamedListSchema("Lists the clusters of the account. With `include_resource`, the provider sends one more request per cluster, for its pods.", Kind.Name)
}

func (r *clusterResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	stream.Results = service.ListNamed(ctx, req, Kind, Kind.Lister(r.account.Client), r.readListed)
}

func (r *clusterResource) readListed(ctx context.Context, state *model, cluster *runpod.Cluster, diags *diag.Diagnostics) {
	r.refresh(ctx, state, cluster, tfkit.Origin{JustImported: true}, tfkit.NoPrivateState{}, diags)
}

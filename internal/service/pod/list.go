package pod

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

var _ list.ListResourceWithConfigure = (*podResource)(nil)

// NewListResource makes the list resource `runpod_pod`.
func NewListResource() list.ListResource { return &podResource{} }

func (r *podResource) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = service.NamedListSchema("Lists the pods of the account, running or stopped. Pods of clusters are excluded: `runpod_cluster` manages those.", Kind.Name)
}

func (r *podResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	stream.Results = service.ListNamed(ctx, req, Kind, Kind.Lister(r.account.Client), r.readListed)
}

func (r *podResource) readListed(ctx context.Context, state *model, pod *runpod.Pod, diags *diag.Diagnostics) {
	r.refresh(ctx, state, pod, tfkit.Origin{JustImported: true}, tfkit.NoPrivateState{}, diags)
}

package pod

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

var _ list.ListResourceWithConfigure = (*podResource)(nil)

// NewListResource makes the list resource `runpod_pod`.
func NewListResource() list.ListResource { return &podResource{} }

func (r *podResource) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = tfkit.NamedListSchema("Finds the pods of the account, running or stopped. Pods of clusters are left out: `runpod_cluster` manages those.", kind)
}

func (r *podResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	stream.Results = tfkit.Listing[runpod.Pod, model]{
		Kind: kind,
		List: r.listLive,
		ID:   func(p *runpod.Pod) string { return p.ID },
		Name: func(p *runpod.Pod) string { return p.Name },
		Read: func(ctx context.Context, state *model, pod *runpod.Pod, diags *diag.Diagnostics) {
			r.refresh(ctx, state, pod, nil, tfkit.NoPrivateState{}, diags)
		},
	}.Named(ctx, req)
}

// listLive leaves out pods that were deleted and still show.
func (r *podResource) listLive(ctx context.Context) ([]runpod.Pod, error) {
	pods, err := r.api.ListPods(ctx, runpod.ListPodsOptions{})
	return slices.DeleteFunc(pods, func(p runpod.Pod) bool { return isGone(&p, nil) }), err
}

package costcenter

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
)

var _ list.ListResourceWithConfigure = (*centerResource)(nil)

// NewListResource makes the list resource `runpod_cost_center`.
func NewListResource() list.ListResource { return &centerResource{} }

func (r *centerResource) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = service.NamedListSchema("Lists the cost centers of the account. Beta.", Kind.Name)
}

func (r *centerResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	stream.Results = service.ListNamed(ctx, req, Kind, Kind.Lister(r.account.Client), readListed)
}

func readListed(_ context.Context, state *model, center *runpod.CostCenter, _ *diag.Diagnostics) {
	state.fromAPI(center)
}

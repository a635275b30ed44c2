package endpoint

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

var _ list.ListResourceWithConfigure = (*endpointResource)(nil)

// NewListResource makes the list resource `runpod_endpoint`.
func NewListResource() list.ListResource { return &endpointResource{} }

func (r *endpointResource) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = service.NamedListSchema("Lists the serverless endpoints of the account.", Kind.Name)
}

func (r *endpointResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	stream.Results = service.ListNamed(ctx, req, Kind, Kind.Lister(r.account.Client), r.readListed)
}

func (r *endpointResource) readListed(ctx context.Context, state *model, endpoint *runpod.Endpoint, diags *diag.Diagnostics) {
	r.refresh(ctx, state, endpoint, tfkit.Origin{JustImported: true}, tfkit.NoPrivateState{}, diags)
}

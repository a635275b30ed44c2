package globalvolume

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
)

var _ list.ListResourceWithConfigure = (*volumeResource)(nil)

// NewListResource makes the list resource `runpod_global_volume`.
func NewListResource() list.ListResource { return &volumeResource{} }

func (r *volumeResource) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = service.NamedListSchema("Lists the global volumes of the account. Beta.", Kind.Name)
}

func (r *volumeResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	stream.Results = service.ListNamed(ctx, req, Kind, Kind.Lister(r.account.Client), r.readListed)
}

func (r *volumeResource) readListed(ctx context.Context, state *model, volume *runpod.GlobalVolume, diags *diag.Diagnostics) {
	var said diag.Diagnostics
	r.refresh(ctx, state, volume, &said)
	diags.Append(said.Errors()...) // that the cost is not known is for a plan to say
}

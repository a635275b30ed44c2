package networkvolume

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

var _ list.ListResourceWithConfigure = (*volumeResource)(nil)

// NewListResource makes the list resource `runpod_network_volume`.
func NewListResource() list.ListResource { return &volumeResource{} }

func (r *volumeResource) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = service.NamedListSchema("Lists the network volumes of the account.", Kind.Name)
}

func (r *volumeResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	stream.Results = service.ListNamed(ctx, req, Kind, Kind.Lister(r.account.Client), r.readListed)
}

func (r *volumeResource) readListed(ctx context.Context, state *model, volume *runpod.NetworkVolume, diags *diag.Diagnostics) {
	r.refresh(ctx, state, volume, tfkit.NoPrivateState{}, diags)
}

package template

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

var _ list.ListResourceWithConfigure = (*templateResource)(nil)

// NewListResource makes the list resource `runpod_template`.
func NewListResource() list.ListResource { return &templateResource{} }

func (r *templateResource) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = service.NamedListSchema("Lists the account's own templates.", Kind.Name)
}

func (r *templateResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	stream.Results = service.ListNamed(ctx, req, Kind, Kind.Lister(r.account.Client), readListed)
}

func readListed(_ context.Context, state *model, template *runpod.Template, _ *diag.Diagnostics) {
	state.fromAPI(template, tfkit.Origin{JustImported: true})
}

package secret

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
)

var _ list.ListResourceWithConfigure = (*secretResource)(nil)

// NewListResource makes the list resource `runpod_secret`.
func NewListResource() list.ListResource { return &secretResource{} }

func (r *secretResource) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = service.NamedListSchema("Lists the secrets of the account. Runpod never returns their values: the generated configuration leaves them unchanged.", Kind.Name)
}

func (r *secretResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	stream.Results = service.ListNamed(ctx, req, Kind, Kind.Lister(r.account.Client), readListed)
}

func readListed(_ context.Context, state *model, secret *runpod.Secret, _ *diag.Diagnostics) {
	state.ValueWOVersion = types.Int64Value(importedVersion)
	state.fromAPI(secret)
}

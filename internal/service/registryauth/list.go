package registryauth

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
)

var _ list.ListResourceWithConfigure = (*authResource)(nil)

// NewListResource makes the list resource `runpod_container_registry_auth`.
func NewListResource() list.ListResource { return &authResource{} }

func (r *authResource) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = service.NamedListSchema("Lists the account's credentials for container registries. Runpod never returns user names or passwords: the generated configuration leaves them unchanged.", Kind.Name)
}

func (r *authResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	stream.Results = service.ListNamed(ctx, req, Kind, Kind.Lister(r.account.Client), r.readListed)
}

func (r *authResource) readListed(_ context.Context, state *model, registry *runpod.Registry, _ *diag.Diagnostics) {
	state.CredentialsWOVersion = types.Int64Value(importedVersion)
	state.fromAPI(registry)
}

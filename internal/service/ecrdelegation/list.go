package ecrdelegation

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
)

var _ list.ListResourceWithConfigure = (*delegationResource)(nil)

// NewListResource makes the list resource `runpod_ecr_delegation`.
func NewListResource() list.ListResource { return &delegationResource{} }

func (r *delegationResource) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{MarkdownDescription: "Lists the account's delegations for Amazon ECR. It has no filters."}
}

func (r *delegationResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	stream.Results = service.ListAll(ctx, req, Kind, Kind.Lister(r.account.Client), readListed)
}

func readListed(_ context.Context, state *model, delegation *runpod.ECRDelegation, _ *diag.Diagnostics) {
	state.fromAPI(delegation)
}

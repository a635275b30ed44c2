package sshkey

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"

	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
)

var _ list.ListResourceWithConfigure = (*keyResource)(nil)

// NewListResource makes the list resource `runpod_ssh_key`.
func NewListResource() list.ListResource { return &keyResource{} }

func (r *keyResource) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{MarkdownDescription: "Lists the SSH keys of the account by their comments. It has no filters. Duplicates are listed once, and lines that are not keys are omitted."}
}

func (r *keyResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	stream.Results = service.ListAll(ctx, req, Kind, r.listKeys, readListed)
}

func readListed(_ context.Context, state *model, line *string, _ *diag.Diagnostics) {
	state.fromLine(*line)
}

// listKeys returns the first line of each key.
func (r *keyResource) listKeys(ctx context.Context) ([]string, error) {
	lines, err := Kind.List(r.client, ctx)
	seen := map[string]bool{"": true} // what has no fingerprint is not a key
	return slices.DeleteFunc(lines, func(line string) bool {
		id := fingerprintOf(line)
		again := seen[id]
		seen[id] = true
		return again
	}), err
}

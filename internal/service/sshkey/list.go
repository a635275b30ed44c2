package sshkey

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"

	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

var _ list.ListResourceWithConfigure = (*keyResource)(nil)

// NewListResource makes the list resource `runpod_ssh_key`.
func NewListResource() list.ListResource { return &keyResource{} }

func (r *keyResource) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{MarkdownDescription: "Finds the SSH keys of the account, shown by their comments. It takes no filters. " +
		"A key that stands twice on the account is one, and a line that is no key is left out."}
}

func (r *keyResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	stream.Results = tfkit.Listing[string, model]{
		Kind: kind,
		List: r.listLines,
		ID:   func(line *string) string { return fingerprintOf(*line) },
		Name: func(line *string) string { return split(*line).comment },
		Read: func(_ context.Context, state *model, line *string, _ *diag.Diagnostics) { state.fromLine(*line) },
	}.All(ctx, req)
}

// listLines returns the first line of each key.
func (r *keyResource) listLines(ctx context.Context) ([]string, error) {
	keys, err := r.keyring.api.GetSSHKeys(ctx)
	if err != nil {
		return nil, err
	}
	var lines []string
	seen := map[string]bool{"": true} // what has no fingerprint is no key
	for _, line := range keys.Keys {
		if id := fingerprintOf(line); !seen[id] {
			seen[id] = true
			lines = append(lines, line)
		}
	}
	return lines, nil
}

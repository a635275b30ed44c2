package sshkey

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// NewListDataSource makes `data.runpod_ssh_keys`.
func NewListDataSource() datasource.DataSource {
	return service.NewLookUpAll(Kind, "The public SSH keys of the account.", "The keys, in the account's order.", map[string]schema.Attribute{
		"id":         tfkit.ComputedString(idText + " Null if the line is not a valid key."),
		"public_key": tfkit.ComputedString("The key as stored on the account: type, key and comment."),
		"type":       tfkit.ComputedString(typeText),
		"comment":    tfkit.ComputedString(commentText),
	}, newLookedUp)
}

func newLookedUp(_ context.Context, line *string, _ *diag.Diagnostics) model {
	key := split(*line)
	return model{
		ID: tfkit.StringOrNull(fingerprintOf(*line)), PublicKey: types.StringValue(*line),
		Type: types.StringValue(key.kind), Comment: types.StringValue(key.comment),
	}
}

package sshkey

import (
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// Descriptions that the resource and the data source share.
const (
	idText      = "SHA256 fingerprint of the key, as `ssh-keygen -lf` prints it: `SHA256:...`."
	typeText    = "Type of the key, such as `ssh-ed25519`."
	commentText = "Comment after the key. Empty without one."
)

func resourceSchema() schema.Schema {
	return schema.Schema{
		Version:             tfkit.SchemaVersion,
		MarkdownDescription: "Manages one of the account's public SSH keys, which pods created with `start_ssh` accept. All other keys of the account stay unchanged.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: idText,
			},
			"public_key": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "The key as in a `.pub` file: type, key and an optional comment. Another key forces replacement; a key that the account already has must be imported.",
				Validators:          []validator.String{validKey{}},
			},
			"type": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: typeText,
			},
			"comment": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: commentText,
			},
		},
	}
}

package sshkey

import (
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// Descriptions that the resource and the data source share.
const (
	idText      = "SHA256 fingerprint of the key, as `ssh-keygen -lf` prints it: `SHA256:...`."
	typeText    = "Type of the key, such as `ssh-ed25519`."
	commentText = "Comment after the key, usually its owner. Empty without one."
)

func resourceSchema() schema.Schema {
	return schema.Schema{
		Version:             1,
		MarkdownDescription: "Manages one of the account's public SSH keys. Pods created with `start_ssh` accept these keys. Each resource adds and removes its own key and leaves all others unchanged, including keys that Terraform does not manage. Runpod can only replace the whole list: if another writer changes it at the same moment, a key can be lost, and the next plan adds it again.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: idText,
			},
			"public_key": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "The key as written in a `.pub` file: type, key and an optional comment. White space does not matter. Changing only the comment applies in place; changing the key replaces the resource. If the key already exists on the account, import it.",
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

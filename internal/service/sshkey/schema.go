package sshkey

import (
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// Descriptions that the resource and the data source share.
const (
	idText      = "SHA256 fingerprint of the key, as `ssh-keygen -lf` prints it: `SHA256:...`."
	typeText    = "Type of the key, such as `ssh-ed25519`."
	commentText = "What stands after the key, mostly whose it is; empty where nothing does."
)

func resourceSchema() schema.Schema {
	return schema.Schema{
		Version: 1,
		MarkdownDescription: "One of the account's public SSH keys, which pods made with `start_ssh` let in. Each resource adds and removes its own key and leaves the others as they are, " +
			"also those that Terraform does not manage. RunPod only replaces the list as a whole: should something else write it in the same moment, a key can get lost, and the next plan adds it again.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: idText,
			},
			"public_key": schema.StringAttribute{
				Required: true,
				MarkdownDescription: "The key as it stands in a `.pub` file: type, key and, optionally, a comment. As to SSH, two keys are the same where type and key are: white space makes no difference, " +
					"another comment is written in place, and another key replaces. A key that is on the account already is an error; import it.",
				Validators: []validator.String{validKey{}},
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

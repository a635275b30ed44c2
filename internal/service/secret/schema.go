package secret

import (
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// Descriptions that the resource and the data sources share.
const (
	referenceText = "Reference to the secret in an environment variable: `{{ RUNPOD_SECRET_<name> }}`. Pods and workers resolve it when they start."
	createdAtText = "Creation time, RFC 3339."
	updatedAtText = "When the value was last set, by Terraform or otherwise, RFC 3339."
)

// importedVersion is the value_wo_version that an import takes Runpod's value to
// have: Runpod never says what it holds.
const importedVersion = 1

func resourceSchema() schema.Schema {
	return schema.Schema{
		Version:             tfkit.SchemaVersion,
		MarkdownDescription: "Manages a secret: a value that Runpod encrypts and passes to pods and workers whose environment contains its `reference`. Runpod never returns the value, so a change outside of Terraform shows only in `value_last_updated_at`.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "ID of the secret.",
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"name": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Name of the secret, unique on the account, at most 191 characters: letters, digits, `_`, `.`, `-` and `/`. It begins with a letter or `_`, not with `RUNPOD`. Forces replacement.",
				Validators:          []validator.String{validName()},
				PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"description": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Description of the secret, at most 65,535 bytes.",
				Validators:          []validator.String{validDescription()},
			},
			"value": schema.StringAttribute{
				Optional: true, Sensitive: true,
				MarkdownDescription: "The value, under 16 MiB, stored in state in plain text: use it only where the CLI lacks write-only arguments. Exactly one of `value` and `value_wo`.",
			},
			"value_wo": schema.StringAttribute{
				Optional: true, Sensitive: true, WriteOnly: true,
				MarkdownDescription: "The value, under 16 MiB, never stored in plan or state. Take it from an ephemeral variable: a literal value ends up in plan files. Requires `value_wo_version`.",
			},
			"value_wo_version": schema.Int64Attribute{
				CustomType: tfkit.WholeNumber{}, Optional: true,
				MarkdownDescription: "Increment to send `value_wo` again. Start with `1`: with any other number, the first apply after an import sends the value.",
			},
			"reference": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: referenceText,
			},
			"created_at": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: createdAtText,
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"value_last_updated_at": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: updatedAtText,
			},
		},
	}
}

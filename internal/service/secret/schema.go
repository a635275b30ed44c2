package secret

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// Descriptions that the resource and the data sources share.
const (
	referenceText = "Reference to the secret for use in an environment variable: `{{ RUNPOD_SECRET_<name> }}`. Pods and workers resolve it when they boot, so a new value takes effect at their next start."
	createdAtText = "When the secret was created, RFC 3339."
	updatedAtText = "When the value was last set, by Terraform or otherwise, RFC 3339."
)

// importedVersion is the value_wo_version that an import takes RunPod's value to
// have: RunPod never says what it holds.
const importedVersion = 1

func resourceSchema() schema.Schema {
	return schema.Schema{
		Version:             1,
		MarkdownDescription: "Manages a secret: a value that Runpod encrypts and passes to pods and workers whose environment contains its `reference`. Runpod never returns the value, so a change outside of Terraform shows only in `value_last_updated_at`.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "Id of the secret.",
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"name": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Name of the secret, unique on the account, at most 191 characters. It contains letters, digits, `_`, `.`, `-` and `/`, begins with a letter or `_`, and must not begin with `RUNPOD` in upper or lower case. A change replaces the secret.",
				Validators:          []validator.String{validName()},
				PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"description": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Description of the secret, at most 65535 characters. An empty string counts as unset. Default: none. A change applies in place.",
				Validators:          []validator.String{stringvalidator.UTF8LengthAtMost(maxDescription)},
			},
			"value": schema.StringAttribute{
				Optional: true, Sensitive: true,
				MarkdownDescription: "The value, stored in plain text. Use it only where the CLI lacks write-only arguments. Exactly one of `value` and `value_wo`. A change applies in place.",
			},
			"value_wo": schema.StringAttribute{
				Optional: true, Sensitive: true, WriteOnly: true,
				MarkdownDescription: "The value, never stored in plan or state. Requires Terraform or OpenTofu 1.11 or later, and `value_wo_version`. Exactly one of `value` and `value_wo`. Sent at creation and whenever `value_wo_version` changes. Take it from an ephemeral resource or variable: a literal value ends up in plan files, which contain a copy of the configuration.",
			},
			"value_wo_version": schema.Int64Attribute{
				CustomType: tfkit.WholeNumber{}, Optional: true,
				MarkdownDescription: "Increment this number to send `value_wo` again, in place. Start with `1`, the version that an import assumes: with any other number, the first apply after an import sends the value. Without `value_wo`, the value of an imported secret stays unchanged.",
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

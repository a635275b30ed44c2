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
	referenceText = "How an environment variable names the secret: `{{ RUNPOD_SECRET_<name> }}`. Pods and workers resolve it when they boot, so a new value reaches them at their next start."
	createdAtText = "When the secret was made, RFC 3339."
	updatedAtText = "When the value was last set, by Terraform or outside of it, RFC 3339."
)

// importedVersion is the value_wo_version that an import takes RunPod's value to
// have: RunPod never says what it holds.
const importedVersion = 1

func resourceSchema() schema.Schema {
	return schema.Schema{
		Version: 1,
		MarkdownDescription: "A secret: a value that RunPod keeps encrypted and puts into the environment of pods and workers that name it by `reference`. " +
			"RunPod never returns the value, so a change of it outside of Terraform shows in `value_last_updated_at` only.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "Id of the secret.",
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"name": schema.StringAttribute{
				Required: true,
				MarkdownDescription: "Name of the secret, unique on the account: letters, digits, `_`, `.`, `-` and `/`, beginning with a letter or `_`, at most 191 characters, and not beginning with `RUNPOD` in any case. " +
					"A change replaces the secret.",
				Validators:    []validator.String{validName()},
				PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"description": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "What the secret is for, at most 65535 characters. Default none; an empty one is none, too. Changed in place.",
				Validators:          []validator.String{stringvalidator.UTF8LengthAtMost(maxDescription)},
			},
			"value": schema.StringAttribute{
				Optional: true, Sensitive: true,
				MarkdownDescription: "The value, which then stands in the state in plain text: for a CLI without write-only attributes. Exactly one of `value` and `value_wo`. Changed in place.",
			},
			"value_wo": schema.StringAttribute{
				Optional: true, Sensitive: true, WriteOnly: true,
				MarkdownDescription: "The value, in no plan and no state. Needs Terraform or OpenTofu 1.11 or later, and `value_wo_version`. Exactly one of `value` and `value_wo`. " +
					"Sent at creation and whenever `value_wo_version` changes. Take it from an ephemeral resource or variable: what is written into the configuration stands in plan files, " +
					"which hold a copy of it.",
			},
			"value_wo_version": schema.Int64Attribute{
				CustomType: tfkit.WholeNumber{}, Optional: true,
				MarkdownDescription: "Change this number to send `value_wo` again, in place. Start with `1`: that is what an import takes the value on RunPod to be, " +
					"and with another number the first apply after an import sends the value.",
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

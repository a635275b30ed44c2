package registryauth

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// importedVersion is the credentials_wo_version that an import takes RunPod's
// credentials to have: RunPod never says what it holds.
const importedVersion = 1

const replaces = "A change replaces the credential."

func resourceSchema(ctx context.Context) schema.Schema {
	return schema.Schema{
		Version: 1,
		MarkdownDescription: "A registry credential: user name and password with which RunPod pulls private images. RunPod cannot change one and never returns what it holds, so every change replaces it, " +
			"and a change outside of Terraform does not show. A credential that pods use cannot be deleted: to renew one of those, change `name` as well and set `lifecycle { create_before_destroy = true }`.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "Id of the credential: the `container_registry_auth_id` of a pod, an endpoint or a template.",
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"name": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Name of the credential, unique on the account, at most 191 characters. " + replaces,
				Validators:          []validator.String{tfkit.Name(), stringvalidator.UTF8LengthAtMost(maxName)},
				PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"username_wo": schema.StringAttribute{
				Optional: true, Sensitive: true, WriteOnly: true,
				MarkdownDescription: "User name at the registry, in no plan and no state. Needs Terraform or OpenTofu 1.11 or later, `password_wo` and `credentials_wo_version`. Exactly one of `username_wo` and `username`.",
			},
			"password_wo": schema.StringAttribute{
				Optional: true, Sensitive: true, WriteOnly: true,
				MarkdownDescription: "Password or access token, in no plan and no state. Goes with `username_wo`. Take it from an ephemeral resource or variable: what is written into the configuration stands in plan files, " +
					"which hold a copy of it.",
			},
			"credentials_wo_version": schema.Int64Attribute{
				CustomType: tfkit.WholeNumber{}, Optional: true,
				MarkdownDescription: "Change this number to replace the credential with one that holds the present `username_wo` and `password_wo`. Start with `1`: that is what an import takes the credential on RunPod to be, " +
					"and another number after an import replaces it.",
			},
			"username": schema.StringAttribute{
				Optional: true, Sensitive: true,
				MarkdownDescription: "User name at the registry, which then stands in the state in plain text: for a CLI without write-only attributes. Goes with `password`. Exactly one of `username` and `username_wo`. " + replaces,
			},
			"password": schema.StringAttribute{
				Optional: true, Sensitive: true,
				MarkdownDescription: "Password or access token, which then stands in the state in plain text. Goes with `username`. " + replaces,
			},
		},
		Blocks: map[string]schema.Block{
			"timeouts": tfkit.Timeouts(ctx, timeouts.Opts{
				Delete:            true,
				DeleteDescription: "How long to go on deleting while pods that are being destroyed still use the credential. Default `10m`.",
			}),
		},
	}
}

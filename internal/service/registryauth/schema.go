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
		Version:             1,
		MarkdownDescription: "Manages a registry credential: the user name and password with which Runpod pulls private images. Runpod cannot change a credential and never returns its contents, so every change replaces it and changes outside of Terraform are not detected. A credential that pods use cannot be deleted: to rotate one, change `name` as well and set `lifecycle { create_before_destroy = true }`.",
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
				MarkdownDescription: "User name at the registry, never stored in plan or state. Requires Terraform or OpenTofu 1.11 or later, `password_wo` and `credentials_wo_version`. Exactly one of `username_wo` and `username`.",
			},
			"password_wo": schema.StringAttribute{
				Optional: true, Sensitive: true, WriteOnly: true,
				MarkdownDescription: "Password or access token, never stored in plan or state. Requires `username_wo`. Take it from an ephemeral resource or variable: a literal value ends up in plan files, which contain a copy of the configuration.",
			},
			"credentials_wo_version": schema.Int64Attribute{
				CustomType: tfkit.WholeNumber{}, Optional: true,
				MarkdownDescription: "Increment this number to replace the credential with one that has the current `username_wo` and `password_wo`. Start with `1`, the version that an import assumes: any other number replaces an imported credential. Without `username_wo` and `password_wo`, an imported credential stays unchanged.",
			},
			"username": schema.StringAttribute{
				Optional: true, Sensitive: true,
				MarkdownDescription: "User name at the registry, stored in plain text. Use it only where the CLI lacks write-only arguments. Requires `password`. Exactly one of `username` and `username_wo`. " + replaces,
			},
			"password": schema.StringAttribute{
				Optional: true, Sensitive: true,
				MarkdownDescription: "Password or access token, stored in plain text. Requires `username`. " + replaces,
			},
		},
		Blocks: map[string]schema.Block{
			"timeouts": tfkit.Timeouts(ctx, timeouts.Opts{
				Delete:            true,
				DeleteDescription: "How long to retry the deletion while pods that are being destroyed still use the credential. Default: `10m`.",
			}),
		},
	}
}

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

// importedVersion is the credentials_wo_version that an import takes Runpod's
// credentials to have: Runpod never says what it holds.
const importedVersion = 1

const replaces = "Forces replacement."

func resourceSchema(ctx context.Context) schema.Schema {
	return schema.Schema{
		Version:             tfkit.SchemaVersion,
		MarkdownDescription: "Manages a registry credential: the user name and password with which Runpod pulls private images. Runpod never returns its contents, so changes outside of Terraform are not detected.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "ID of the credential.",
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
				MarkdownDescription: "User name at the registry, never stored in plan or state. Requires `password_wo` and `credentials_wo_version`. Exactly one of `username_wo` and `username`.",
			},
			"password_wo": schema.StringAttribute{
				Optional: true, Sensitive: true, WriteOnly: true,
				MarkdownDescription: "Password or access token, never stored in plan or state. Take it from an ephemeral variable: a literal value ends up in plan files. Requires `username_wo`.",
			},
			"credentials_wo_version": schema.Int64Attribute{
				CustomType: tfkit.WholeNumber{}, Optional: true,
				MarkdownDescription: "Increment to replace the credential with the current `username_wo` and `password_wo`. Start with `1`: any other number replaces an imported credential.",
			},
			"username": schema.StringAttribute{
				Optional: true, Sensitive: true,
				MarkdownDescription: "User name at the registry, stored in state in plain text: use it only where the CLI lacks write-only arguments. Requires `password`. " + replaces,
			},
			"password": schema.StringAttribute{
				Optional: true, Sensitive: true,
				MarkdownDescription: "Password or access token, stored in state in plain text. Requires `username`. " + replaces,
			},
		},
		Blocks: map[string]schema.Block{
			"timeouts": tfkit.Timeouts(ctx, timeouts.Opts{
				Delete:            true,
				DeleteDescription: tfkit.TimeoutText("How long to retry while Runpod refuses because pods still use the credential", defaultDeleteTimeout),
			}),
		},
	}
}

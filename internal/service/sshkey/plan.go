package sshkey

import (
	"context"
	"errors"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/models"
)

// ModifyPlan derives everything from the key, and tells another key from another
// way to write the same.
func (r *keyResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var plan, state *model
	resp.Diagnostics.Append(models.Get(ctx, req.Plan, &plan)...)
	resp.Diagnostics.Append(models.Get(ctx, req.State, &state)...)
	if resp.Diagnostics.HasError() || plan == nil {
		return
	}
	if plan.PublicKey.IsUnknown() {
		plan.ID, plan.Type, plan.Comment = types.StringUnknown(), types.StringUnknown(), types.StringUnknown()
	} else {
		key, err := parse(plan.PublicKey.ValueString())
		if err != nil {
			addInvalid(err, path.Root("public_key"), &resp.Diagnostics)
			return
		}
		plan.describe(key)
	}
	if state != nil {
		switch {
		case !plan.ID.Equal(state.ID):
			resp.RequiresReplace = append(resp.RequiresReplace, path.Root("public_key"))
		case sameLine(plan.PublicKey.ValueString(), state.PublicKey.ValueString()):
			plan.PublicKey = state.PublicKey
		}
	}
	resp.Diagnostics.Append(models.SetPlan(ctx, &resp.Plan, plan)...)
}

// validKey checks that a text is one public key.
type validKey struct{}

func (validKey) Description(context.Context) string { return "a public SSH key" }

func (v validKey) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (validKey) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if _, err := parse(req.ConfigValue.ValueString()); err != nil {
		addInvalid(err, req.Path, &resp.Diagnostics)
	}
}

// addInvalid reports what is not a key. A private key is not shown: on the attribute,
// the CLI would print the line that it stands on.
func addInvalid(err error, at path.Path, diags *diag.Diagnostics) {
	const summary = "Invalid SSH public key"
	words := err.Error()
	detail := strings.ToUpper(words[:1]) + words[1:] + "."
	if errors.Is(err, errPrivateKey) {
		diags.AddError(summary, detail)
		return
	}
	diags.AddAttributeError(at, summary, detail)
}

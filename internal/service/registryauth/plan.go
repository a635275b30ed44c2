package registryauth

import (
	"context"
	"fmt"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/models"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// Bounds of Runpod's, in characters.
const (
	maxName     = 191
	maxUsername = 191
	maxPassword = 16_384
)

// ValidateConfig checks what concerns the credentials. Its errors stand on no
// attribute that holds one: the CLI shows the source line of that, the password
// included.
func (r *authResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config model
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &config)...)
	if !resp.Diagnostics.HasError() && !config.keepsCredentials() {
		config.validate(&resp.Diagnostics)
	}
}

// keepsCredentials reports whether a configuration has no credentials but a version: the
// credential is imported, and what it holds on Runpod stays. Whether there is one, the
// plan knows.
func (m *model) keepsCredentials() bool {
	return tfkit.None(m.Username) && tfkit.None(m.Password) && tfkit.None(m.UsernameWO) && tfkit.None(m.PasswordWO) && tfkit.Declared(m.CredentialsWOVersion)
}

// validate takes what is not known yet for right.
func (m *model) validate(diags *diag.Diagnostics) {
	writeOnly, plain := m.isWriteOnly(), tfkit.Declared(m.Username) || tfkit.Declared(m.Password)
	switch {
	case writeOnly && plain:
		diags.AddError("Conflicting credentials", "`username_wo` and `password_wo` conflict with `username` and `password`. Remove `username` and `password`, which would be stored in state in plain text.")
	case writeOnly:
		validatePair(diags, "username_wo", m.UsernameWO, "password_wo", m.PasswordWO)
		if tfkit.None(m.CredentialsWOVersion) {
			diags.AddError("Missing credentials_wo_version", "`username_wo` and `password_wo` are set without `credentials_wo_version`, so new ones would never be sent. "+
				"Add `credentials_wo_version = 1` and increment it with each change.")
		}
	case plain:
		validatePair(diags, "username", m.Username, "password", m.Password)
	case tfkit.None(m.Username) && tfkit.None(m.Password) && tfkit.None(m.UsernameWO) && tfkit.None(m.PasswordWO):
		diags.AddError("Missing credentials", "Set `username_wo`, `password_wo` and `credentials_wo_version`. If the CLI is older than 1.11, set `username` and `password`.")
	}
	if tfkit.None(m.UsernameWO) && tfkit.None(m.PasswordWO) && tfkit.Declared(m.CredentialsWOVersion) {
		diags.AddAttributeError(path.Root("credentials_wo_version"), "credentials_wo_version without credentials",
			"`credentials_wo_version` requires `username_wo` and `password_wo`. Set both, or remove `credentials_wo_version`.")
	}
}

func validatePair(diags *diag.Diagnostics, usernameAttribute string, username types.String, passwordAttribute string, password types.String) {
	validateOne(diags, usernameAttribute, username, passwordAttribute, maxUsername)
	validateOne(diags, passwordAttribute, password, usernameAttribute, maxPassword)
}

func validateOne(diags *diag.Diagnostics, attribute string, value types.String, other string, longest int) {
	switch length := utf8.RuneCountInString(value.ValueString()); {
	case value.IsUnknown():
	case value.IsNull():
		diags.AddError("Missing "+attribute, fmt.Sprintf("`%s` requires `%s`. Set both.", other, attribute))
	case length == 0:
		diags.AddError("Empty "+attribute, fmt.Sprintf("Runpod does not accept empty credentials. Set `%s` to at least one character.", attribute))
	case length > longest:
		diags.AddError(attribute+" is too long", fmt.Sprintf("`%s` has %d characters and Runpod accepts at most %d. Shorten it.", attribute, length, longest))
	}
}

// ModifyPlan replaces where the credentials change, for Runpod changes none.
func (r *authResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		return
	}
	var plan, state, config model
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &config)...)
	resp.Diagnostics.Append(models.Get(ctx, req.Plan, &plan)...)
	if req.State.Raw.IsNull() {
		if config.keepsCredentials() {
			resp.Diagnostics.AddError(tfkit.Naming("Missing credentials", plan.Name), "The credential is created or replaced, and `username_wo` and `password_wo` are not set. Set them.")
		}
		return
	}
	resp.Diagnostics.Append(models.Get(ctx, req.State, &state)...)
	origin := tfkit.OriginFrom(ctx, req.Private, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if origin.Adopted && plan.CredentialsWOVersion.IsNull() {
		// An import cannot know in which form the credentials are declared, and
		// to replace what pods may be using would be no import.
		resp.Diagnostics.AddWarning(tfkit.Naming("Imported credentials are not sent", plan.Name),
			"Runpod never returns stored credentials, so the declared `username` and `password` are stored in state and not sent. If they differ from what Runpod has stored, apply once with `-replace` for this resource.")
		return
	}
	plan, state = tfkit.Plain(ctx, plan), tfkit.Plain(ctx, state)
	if config.keepsCredentials() && origin.Fresh && plan.CredentialsWOVersion.Equal(state.CredentialsWOVersion) {
		resp.Diagnostics.AddWarning(tfkit.Naming("Imported credential keeps its values", plan.Name),
			"Runpod never returns the user name and password, and the configuration has none. To replace them with Terraform, set `username_wo` and `password_wo` and increment `credentials_wo_version`.")
	}
	replaced := len(resp.RequiresReplace) > 0
	for attribute, differs := range map[string]bool{
		"credentials_wo_version": !plan.CredentialsWOVersion.Equal(state.CredentialsWOVersion),
		"username":               !plan.Username.Equal(state.Username),
		"password":               !plan.Password.Equal(state.Password),
	} {
		if differs {
			resp.RequiresReplace.Append(path.Root(attribute))
			replaced = true
		}
	}
	if replaced {
		tfkit.WarnOfUse(ctx, r.account, Kind, path.Root("name"), state.ID, state.Name, plan.Name, &resp.Diagnostics)
	}
}

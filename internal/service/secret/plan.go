package secret

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/models"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// Bounds of Runpod's, in bytes. A name has no characters of more than one.
const (
	maxName        = 191
	maxValue       = 16<<20 - 1
	maxDescription = 65_535
	reservedPrefix = "RUNPOD"
)

var (
	nameStart   = regexp.MustCompile(`^[a-zA-Z_]`)
	nameForeign = regexp.MustCompile(`[^a-zA-Z0-9_.\-/]`)
)

func validName() validator.String {
	return tfkit.StringRule("name of a secret", func(name string) (string, string) {
		const problem = "Invalid secret name"
		switch foreign := nameForeign.FindString(name); {
		case name == "":
			return problem, "The name is empty. Write one such as \"hf_token\"."
		case foreign != "":
			return problem, fmt.Sprintf("%q contains %q. Use only letters, digits, underscores, dots, dashes and slashes, such as %q.", name, foreign, suggest(name))
		case !nameStart.MatchString(name):
			return problem, fmt.Sprintf("%q must begin with a letter or an underscore, such as %q.", name, suggest(name))
		case isReserved(name):
			return problem, fmt.Sprintf("%q begins with %s, which Runpod reserves in upper and lower case. Use another name, such as %q.", name, reservedPrefix, suggest(name))
		case len(name) > maxName:
			return problem, fmt.Sprintf("The name has %d characters and Runpod accepts at most %d. Shorten it.", len(name), maxName)
		}
		return "", ""
	})
}

// validDescription does not repeat a text that is that long.
func validDescription() validator.String {
	return tfkit.StringRule("description of a secret", func(description string) (string, string) {
		if n := len(description); n > maxDescription {
			return "Secret description too long", fmt.Sprintf("The description has %d bytes in UTF-8 and Runpod accepts at most %d. Shorten it.", n, maxDescription)
		}
		return "", ""
	})
}

// isReserved reports whether a name begins as Runpod's own, in any case.
func isReserved(name string) bool {
	return strings.HasPrefix(strings.ToUpper(name), reservedPrefix)
}

// suggest is a name that is allowed and close to what was meant.
func suggest(name string) string {
	name = nameForeign.ReplaceAllString(name, "_")
	if !nameStart.MatchString(name) || isReserved(name) {
		name = "_" + name
	}
	return name[:min(len(name), maxName)]
}

// ValidateConfig checks what concerns the value. Its errors stand on no attribute
// that holds one: the CLI shows the source line of that, the secret included.
func (r *secretResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config model
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &config)...)
	if !resp.Diagnostics.HasError() && !config.keepsValue() {
		config.validateValue(&resp.Diagnostics)
	}
}

// keepsValue reports whether a configuration has no value but a version: the secret is
// imported, and its value on Runpod stays. Whether there is one to stay, the plan knows.
func (m *model) keepsValue() bool {
	return tfkit.None(m.Value) && tfkit.None(m.ValueWO) && tfkit.Declared(m.ValueWOVersion)
}

func (m *model) validateValue(diags *diag.Diagnostics) {
	switch {
	case m.Value.IsNull() && m.ValueWO.IsNull():
		diags.AddError("Missing secret value", "Neither `value_wo` nor `value` is set. Set `value_wo` and `value_wo_version`. If the CLI is older than 1.11, set `value`.")
	case tfkit.Declared(m.Value) && tfkit.Declared(m.ValueWO):
		diags.AddError("Conflicting secret values", "`value_wo` and `value` conflict. Remove `value`, which would be stored in state in plain text.")
	case tfkit.None(m.Value) && tfkit.None(m.ValueWO):
		diags.AddError("Empty secret value", "Runpod does not store empty values. Set at least one character, or remove the secret.")
	case len(m.declaredValue()) > maxValue:
		diags.AddError("Secret value too long", fmt.Sprintf("The value has %d bytes in UTF-8 and Runpod accepts at most %d. Shorten it.", len(m.declaredValue()), maxValue))
	}
	switch {
	case tfkit.Declared(m.ValueWO) && tfkit.None(m.ValueWOVersion):
		diags.AddError("Missing value_wo_version", "`value_wo` is set without `value_wo_version`, so a new value would never be sent. Add `value_wo_version = 1` and increment it with each new value.")
	case tfkit.None(m.ValueWO) && tfkit.Declared(m.ValueWOVersion) && !m.keepsValue():
		diags.AddAttributeError(path.Root("value_wo_version"), "value_wo_version without value_wo", "`value_wo_version` requires `value_wo`. Set both, or remove `value_wo_version`.")
	}
}

// ModifyPlan fills in what is known before the apply.
func (r *secretResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var plan, state, config *model
	resp.Diagnostics.Append(models.Get(ctx, req.Plan, &plan)...)
	resp.Diagnostics.Append(models.Get(ctx, req.State, &state)...)
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &config)...)
	if resp.Diagnostics.HasError() || plan == nil {
		return
	}
	if config.keepsValue() {
		plan.planKept(ctx, state, tfkit.OriginFrom(ctx, req.Private, &resp.Diagnostics), &resp.Diagnostics)
	}
	plan.Reference = reference(plan.Name)
	if state != nil {
		plan.ValueLastUpdatedAt = state.ValueLastUpdatedAt
		if plan.changesValue(ctx, state) {
			plan.ValueLastUpdatedAt = types.StringUnknown()
		}
	}
	resp.Diagnostics.Append(models.SetPlan(ctx, &resp.Plan, plan)...)
}

// planKept asks for a value where one has to be sent. On the plan of an import it names
// the next step.
func (m *model) planKept(ctx context.Context, state *model, origin tfkit.Origin, diags *diag.Diagnostics) {
	switch {
	case state == nil:
		diags.AddError(tfkit.Naming("Missing secret value", m.Name), "The secret is created or replaced, and `value_wo` is not set or is empty. Set it.")
	case m.changesValue(ctx, state):
		diags.AddError(tfkit.Naming("Missing secret value", m.Name), "`value_wo_version` changes, so a value is sent, and `value_wo` is not set or is empty. Set it, or restore `value_wo_version`.")
	case origin.Fresh:
		diags.AddWarning(tfkit.Naming("Imported secret keeps its value", m.Name),
			"Runpod never returns the value, and the configuration has none. To change it with Terraform, set `value_wo` and increment `value_wo_version`.")
	}
}

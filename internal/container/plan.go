package container

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// Validate checks what no single attribute can.
func (c Templated) Validate(diags *diag.Diagnostics) {
	if c.Image.IsNull() && tfkit.None(c.TemplateID) {
		diags.AddAttributeError(path.Root("image"), "Missing image",
			"Set `image`, or set `template_id` to use the template's image.")
	}
	if tfkit.Declared(c.EnvWO) && tfkit.None(c.EnvWOVersion) {
		diags.AddAttributeError(path.Root("env_wo_version"), "env_wo without env_wo_version",
			"Without `env_wo_version`, a changed `env_wo` would never be sent. Add `env_wo_version = 1` and increment it with each change.")
	}
	c.Settings.Validate(diags)
}

// Validate checks what no single attribute can.
func (s Settings) Validate(diags *diag.Diagnostics) {
	if tfkit.Declared(s.Args) && (tfkit.Declared(s.Entrypoint) || tfkit.Declared(s.Cmd)) {
		diags.AddAttributeError(path.Root("args"), "Conflicting start commands",
			"`args` is the whole start command as one string and conflicts with `entrypoint` and `cmd`. Remove `args`, or remove `entrypoint` and `cmd`.")
	}
}

// Templates reads a template at plan.
type Templates interface {
	GetTemplate(ctx context.Context, id string) (*runpod.Template, error)
	ListPublicTemplates(ctx context.Context, opts runpod.ListPublicTemplatesOptions) ([]runpod.Template, error)
}

// TemplateAtPlan is what a plan knows of the template that settings are left to.
// The zero value means that none is declared.
type TemplateAtPlan struct {
	// Template is there where it had to be read and could be.
	Template *runpod.Template
	// Kept is set where it is the template so far: what it gave is in the state,
	// and its later edits do not reach what exists.
	Kept bool
	// Unknown is set where only the apply can tell.
	Unknown bool
}

// RejectKind refuses a template of the wrong kind: endpoints are made from serverless templates, and what is called user, as
// in "pod", from the others. A template that is kept is not looked at.
func (t TemplateAtPlan) RejectKind(serverless bool, user string, diags *diag.Diagnostics) {
	if t.Template == nil || t.Kept || t.Template.Serverless == serverless {
		return
	}
	is, needs := "a serverless template", "a pod template"
	if serverless {
		is, needs = needs, is
	}
	diags.AddAttributeError(path.Root("template_id"), "Wrong kind of template",
		fmt.Sprintf("Template %q (%s) is %s, and %s needs %s. Set `serverless = %t` on its `runpod_template`, or use another template.",
			t.Template.Name, t.Template.ID, is, user, needs, serverless))
}

// Plan fills in what the configuration leaves open: the defaults, or what the
// template says. state is nil on a create. What only the apply can tell stays
// unknown.
func (c *Templated) Plan(ctx context.Context, config Templated, state *Templated, defaultDiskGB int64, templates Templates, diags *diag.Diagnostics) TemplateAtPlan {
	template := templateAtPlan(ctx, config, state, templates, diags)
	image, disk, ports := types.StringNull(), types.Int64Value(defaultDiskGB), tfkit.StringSet(nil)
	switch {
	case template.Unknown:
		image, disk, ports = types.StringUnknown(), types.Int64Unknown(), types.SetUnknown(types.StringType)
	case template.Kept:
		image, disk, ports = state.Image, state.ContainerDiskGB, state.Ports
	case template.Template != nil:
		image, disk, ports = types.StringValue(template.Template.Image), types.Int64Value(template.Template.Disk), tfkit.StringSet(template.Template.Ports)
	}
	if config.Image.IsNull() {
		c.Image = image
	}
	if config.ContainerDiskGB.IsNull() {
		c.ContainerDiskGB = disk
	}
	if config.Ports.IsNull() { // [] means none, whatever the template has
		c.Ports = ports
	}
	return template
}

func templateAtPlan(ctx context.Context, config Templated, state *Templated, templates Templates, diags *diag.Diagnostics) TemplateAtPlan {
	switch {
	case tfkit.None(config.TemplateID):
		return TemplateAtPlan{}
	case config.TemplateID.IsUnknown():
		return TemplateAtPlan{Unknown: true}
	case state != nil && state.TemplateID.Equal(config.TemplateID):
		return TemplateAtPlan{Kept: true}
	}
	template, err := findTemplate(ctx, templates, config.TemplateID.ValueString())
	if err != nil {
		// The apply will say what is wrong; a plan does not need the account.
		return TemplateAtPlan{Unknown: true}
	}
	if template == nil {
		diags.AddAttributeError(path.Root("template_id"), "Unknown template",
			"Runpod has no template "+config.TemplateID.String()+" that this account may use. Check the ID, and that the API key belongs to the right account.")
		return TemplateAtPlan{Unknown: true}
	}
	return TemplateAtPlan{Template: template}
}

// findTemplate looks among the account's own templates, and then among the public
// ones, which Runpod does not answer for by ID. It returns nil where there is none.
func findTemplate(ctx context.Context, templates Templates, id string) (*runpod.Template, error) {
	template, err := templates.GetTemplate(ctx, id)
	if err == nil || !runpod.IsNotFound(err) {
		return template, err
	}
	for _, source := range []runpod.TemplateSource{runpod.TemplateSourceOfficial, runpod.TemplateSourceVerified, runpod.TemplateSourceCommunity} {
		public, err := templates.ListPublicTemplates(ctx, runpod.ListPublicTemplatesOptions{Source: source})
		if err != nil {
			return nil, err
		}
		for i := range public {
			if public[i].ID == id {
				return &public[i], nil
			}
		}
	}
	return nil, nil
}

// Restarts reports whether going from state to plan changes a setting that
// Runpod restarts the container for.
func (c Templated) Restarts(state Templated) bool {
	if c.keepsCommand(state) {
		c.Entrypoint, c.Cmd, c.Args = state.Entrypoint, state.Cmd, state.Args
	}
	return !c.Image.Equal(state.Image) || !c.Entrypoint.Equal(state.Entrypoint) || !c.Cmd.Equal(state.Cmd) || !c.Args.Equal(state.Args) ||
		!c.ContainerDiskGB.Equal(state.ContainerDiskGB) || !c.Env.Equal(state.Env) || !c.Ports.Equal(state.Ports) ||
		!c.ContainerRegistryAuthID.Equal(state.ContainerRegistryAuthID) || !c.TemplateID.Equal(state.TemplateID) || !c.EnvWOVersion.Equal(state.EnvWOVersion)
}

// keepsCommand reports whether a command leaves the state and not the container: none is
// declared any more beside the same template, and no request brings the template's back.
func (c Templated) keepsCommand(state Templated) bool {
	none := c.Entrypoint.IsNull() && c.Cmd.IsNull() && c.Args.IsNull()
	return none && tfkit.Declared(c.TemplateID) && c.TemplateID.Equal(state.TemplateID) &&
		(tfkit.Declared(state.Entrypoint) || tfkit.Declared(state.Cmd) || tfkit.Declared(state.Args))
}

// WarnOfKeptCommand says that a command stays which is no longer declared, as that of a
// template which another provider, or an import, had in the state. what is the thing, as in
// "pod", and before its container, with the template that an import could not know.
func (c Templated) WarnOfKeptCommand(before Templated, what string, name types.String, diags *diag.Diagnostics) {
	if !c.keepsCommand(before) {
		return
	}
	gone := "entrypoint` and `cmd"
	if tfkit.Declared(before.Args) {
		gone = "args"
	}
	diags.AddWarning(tfkit.Naming("The start command stays unchanged", name),
		fmt.Sprintf("The state has `%s`, and the configuration has a template and no command. Nothing is sent to Runpod, and nothing restarts: the %s keeps its command. "+
			"If that is the template's command, the next plan does not show it. Otherwise, replace the %s with `-replace` to run the template's command.", gone, what, what))
}

package tfkit

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// Validate checks what no single attribute can.
func (c TemplatedContainer) Validate(diags *diag.Diagnostics) {
	if c.Image.IsNull() && c.TemplateID.IsNull() {
		diags.AddAttributeError(path.Root("image"), "Missing image",
			"Set `image`, or `template_id` to take the image from a template.")
	}
}

// Templates reads a template at plan.
type Templates interface {
	GetTemplate(ctx context.Context, id string) (*runpod.Template, error)
}

// Plan fills in what the configuration leaves open: the defaults, or what the
// template says. state is nil on a create. What only the apply can tell stays
// unknown.
func (c *TemplatedContainer) Plan(ctx context.Context, config TemplatedContainer, state *TemplatedContainer, defaultDiskGB int64, templates Templates, diags *diag.Diagnostics) {
	open := config.Image.IsNull() || config.ContainerDiskGB.IsNull() || config.Ports.IsNull()
	if !open {
		return
	}
	fill := func(image types.String, disk types.Int64, ports types.Set) {
		if config.Image.IsNull() {
			c.Image = image
		}
		if config.ContainerDiskGB.IsNull() {
			c.ContainerDiskGB = disk
		}
		if config.Ports.IsNull() {
			c.Ports = ports
		}
	}
	unknown := func() {
		fill(types.StringUnknown(), types.Int64Unknown(), types.SetUnknown(types.StringType))
	}
	switch {
	case config.TemplateID.IsNull():
		fill(types.StringNull(), types.Int64Value(defaultDiskGB), StringSet(nil))
	case config.TemplateID.IsUnknown():
		unknown()
	case state != nil && state.TemplateID.Equal(config.TemplateID):
		// A template is read once: its later edits do not reach what exists.
		fill(state.Image, state.ContainerDiskGB, state.Ports)
	default:
		template, err := templates.GetTemplate(ctx, config.TemplateID.ValueString())
		switch {
		case runpod.IsNotFound(err):
			diags.AddAttributeError(path.Root("template_id"), "Unknown template",
				"RunPod knows no template "+config.TemplateID.String()+" that this account may use. Check the id, and that the API key belongs to the right account.")
		case err != nil:
			// The apply will say what is wrong; a plan does not need the account.
			unknown()
		default:
			fill(types.StringValue(template.Image), types.Int64Value(template.Disk), StringSet(template.Ports))
		}
	}
}

// Restarts reports whether going from state to plan changes a setting that
// RunPod restarts the container for.
func (c TemplatedContainer) Restarts(state TemplatedContainer) bool {
	return !c.Image.Equal(state.Image) || !c.Entrypoint.Equal(state.Entrypoint) || !c.Cmd.Equal(state.Cmd) || !c.Args.Equal(state.Args) ||
		!c.ContainerDiskGB.Equal(state.ContainerDiskGB) || !c.Env.Equal(state.Env) || !c.Ports.Equal(state.Ports) ||
		!c.ContainerRegistryAuthID.Equal(state.ContainerRegistryAuthID) || !c.TemplateID.Equal(state.TemplateID) || !c.EnvWOVersion.Equal(state.EnvWOVersion)
}

// Settled is the plan with what it left open taken from the answer to the apply:
// Terraform holds a provider to the rest, and a difference that RunPod makes
// shows as drift at the next read.
func (c TemplatedContainer) Settled(answer TemplatedContainer) TemplatedContainer {
	if c.Image.IsUnknown() {
		c.Image = answer.Image
	}
	if c.ContainerDiskGB.IsUnknown() {
		c.ContainerDiskGB = answer.ContainerDiskGB
	}
	if c.Ports.IsUnknown() {
		c.Ports = answer.Ports
	}
	c.EnvWO = types.MapNull(types.StringType)
	return c
}

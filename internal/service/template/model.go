package template

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/container"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

type model struct {
	container.Settings
	ID                  types.String   `tfsdk:"id"`
	Name                types.String   `tfsdk:"name"`
	VolumeDisk          types.Object   `tfsdk:"volume_disk"`
	Serverless          types.Bool     `tfsdk:"serverless"`
	Public              types.Bool     `tfsdk:"public"`
	Category            types.String   `tfsdk:"category"`
	StartSSH            types.Bool     `tfsdk:"start_ssh"`
	StartJupyter        types.Bool     `tfsdk:"start_jupyter"`
	AllowedCUDAVersions types.Set      `tfsdk:"allowed_cuda_versions"`
	Timeouts            timeouts.Value `tfsdk:"timeouts"`
}

// container is what can be planned, sent and read: a container that no template
// applies to.
func (m *model) container() container.Templated {
	return container.Templated{Settings: m.Settings, EnvWO: types.MapNull(types.StringType)}
}

// fromAPI takes over what Runpod says.
func (m *model) fromAPI(t *runpod.Template, origin tfkit.Origin) {
	c := m.container()
	c.FromAPI(t.Container, origin)
	m.Settings = c.Settings
	if origin.JustImported && len(t.Env) > 0 {
		m.Env = tfkit.StringMapValue(t.Env) // nobody injects anything into a template
	}
	m.ID = types.StringValue(t.ID)
	m.Name = types.StringValue(t.Name)
	m.VolumeDisk = volumeDisk(t)
	m.Serverless = types.BoolValue(t.Serverless)
	m.Public = types.BoolValue(t.Public)
	m.Category = types.StringValue(string(t.Category))
	m.StartSSH = types.BoolValue(t.StartSSH)
	m.StartJupyter = types.BoolValue(t.StartJupyter)
	m.AllowedCUDAVersions = tfkit.StringSet(t.AllowedCUDAVersions)
}

func volumeDisk(t *runpod.Template) types.Object {
	disk, _ := container.FromMounts(runpod.Mounts{Persistent: t.Mounts.Persistent})
	return disk
}

// toCreate sends every default, so that Runpod's do not matter.
func (m *model) toCreate(ctx context.Context, diags *diag.Diagnostics) runpod.CreateTemplateRequest {
	c := m.container()
	req := runpod.CreateTemplateRequest{
		Name:                m.Name.ValueString(),
		ContainerConfig:     c.ToCreate(c),
		AllowedCUDAVersions: tfkit.Strings(m.AllowedCUDAVersions),
		Category:            m.category(),
		Public:              m.Public.ValueBoolPointer(),
		Serverless:          m.Serverless.ValueBoolPointer(),
		StartJupyter:        m.StartJupyter.ValueBoolPointer(),
		StartSSH:            m.StartSSH.ValueBoolPointer(),
	}
	if !m.VolumeDisk.IsNull() {
		req.Mounts = m.mounts(ctx, diags)
	}
	return req
}

// toUpdate holds nothing but what changed. currentEnv is what the template has
// now: a PATCH replaces the whole map.
func (m *model) toUpdate(ctx context.Context, state *model, currentEnv map[string]string, diags *diag.Diagnostics) runpod.UpdateTemplateRequest {
	update := m.containerUpdate(state)
	update.CurrentEnv = currentEnv
	req := runpod.UpdateTemplateRequest{ContainerConfig: update.ToUpdate()}
	if !m.Name.Equal(state.Name) {
		req.Name = m.Name.ValueStringPointer()
	}
	if !m.VolumeDisk.Equal(state.VolumeDisk) {
		req.Mounts = m.mounts(ctx, diags)
	}
	if !m.Serverless.Equal(state.Serverless) {
		req.Serverless = m.Serverless.ValueBoolPointer()
	}
	if !m.Public.Equal(state.Public) {
		req.Public = m.Public.ValueBoolPointer()
	}
	if !m.Category.Equal(state.Category) {
		req.Category = m.category()
	}
	if !m.StartSSH.Equal(state.StartSSH) {
		req.StartSSH = m.StartSSH.ValueBoolPointer()
	}
	if !m.StartJupyter.Equal(state.StartJupyter) {
		req.StartJupyter = m.StartJupyter.ValueBoolPointer()
	}
	if !m.AllowedCUDAVersions.Equal(state.AllowedCUDAVersions) {
		req.AllowedCUDAVersions = tfkit.Strings(m.AllowedCUDAVersions)
	}
	return req
}

func (m *model) containerUpdate(state *model) container.Update {
	return container.NewUpdate(m.container(), state.container(), m.container(), tfkit.Origin{})
}

func (m *model) category() *runpod.TemplateCategory {
	category := runpod.TemplateCategory(m.Category.ValueString())
	return &category
}

// mounts without a disk take one away that is there.
func (m *model) mounts(ctx context.Context, diags *diag.Diagnostics) *runpod.TemplateMounts {
	mounts := container.ToMounts(ctx, m.VolumeDisk, types.ObjectNull(container.MountedVolumeTypes), diags)
	if mounts == nil {
		return &runpod.TemplateMounts{}
	}
	return &runpod.TemplateMounts{Persistent: mounts.Persistent}
}

package template

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/container"
	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/models"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// ValidateConfig refuses what Runpod would refuse, on the attribute that is wrong.
// What is not known yet counts as right.
func (r *templateResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config model
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	config.Settings.Validate(&resp.Diagnostics)
	if config.Serverless.ValueBool() && tfkit.Declared(config.VolumeDisk) {
		resp.Diagnostics.AddAttributeError(path.Root("volume_disk"), "No volume disk on a serverless template",
			"Workers of an endpoint have no volume disk. Remove `volume_disk`; to keep data, give the endpoint a network volume. For a pod template, set `serverless = false`.")
	}
}

// ModifyPlan fills in the defaults of the container, and tells what is planned from the template what it will be.
func (r *templateResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var plan, state, config *model
	resp.Diagnostics.Append(models.Get(ctx, req.Plan, &plan)...)
	resp.Diagnostics.Append(models.Get(ctx, req.State, &state)...)
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &config)...)
	if resp.Diagnostics.HasError() || plan == nil || r.account == nil {
		return
	}
	settings := plan.container()
	settings.Plan(ctx, config.container(), nil, cost.DefaultPodDiskGB, r.account.Templates, &resp.Diagnostics)
	plan.Settings = settings.Settings
	var before *container.Settings
	if state != nil {
		before = &state.Settings
	}
	plan.RejectRegistry(ctx, r.registries, before, &resp.Diagnostics)
	if state != nil && state.changesTo(*plan) {
		r.account.Templates.Plan(state.ID.ValueString(), plan.planned(ctx, &resp.Diagnostics))
	}
	resp.Diagnostics.Append(models.SetPlan(ctx, &resp.Plan, plan)...)
}

// changesTo reports whether a plan changes what others are planned from.
func (m *model) changesTo(plan model) bool {
	return !plan.Image.Equal(m.Image) || !plan.ContainerDiskGB.Equal(m.ContainerDiskGB) || !plan.Ports.Equal(m.Ports) || !plan.VolumeDisk.Equal(m.VolumeDisk) ||
		!plan.Serverless.Equal(m.Serverless)
}

// planned is the template that a plan makes, as far as others are planned from it; nil while a part of it is not known.
func (m *model) planned(ctx context.Context, diags *diag.Diagnostics) *runpod.Template {
	if !tfkit.Known(ctx, m.Image, m.ContainerDiskGB, m.Ports, m.VolumeDisk, m.Serverless) {
		return nil
	}
	t := &runpod.Template{
		ID: m.ID.ValueString(), Name: m.Name.ValueString(), Serverless: m.Serverless.ValueBool(),
		Container: runpod.Container{Image: m.Image.ValueString(), Disk: m.ContainerDiskGB.ValueInt64(), Ports: tfkit.Strings(m.Ports)},
	}
	if mounts := container.ToMounts(ctx, m.VolumeDisk, types.ObjectNull(container.MountedVolumeTypes), diags); mounts != nil {
		t.Mounts.Persistent = mounts.Persistent
	}
	return t
}

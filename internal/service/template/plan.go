package template

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/models"
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

// ModifyPlan fills in the defaults of the container.
func (r *templateResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var plan, config *model
	resp.Diagnostics.Append(models.Get(ctx, req.Plan, &plan)...)
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &config)...)
	if resp.Diagnostics.HasError() || plan == nil || r.account == nil {
		return
	}
	container := plan.container()
	container.Plan(ctx, config.container(), nil, cost.DefaultPodDiskGB, r.account.Client, &resp.Diagnostics)
	plan.Settings = container.Settings
	resp.Diagnostics.Append(models.SetPlan(ctx, &resp.Plan, plan)...)
}

package globalvolume

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/models"
	"github.com/runpod-iac/terraform-provider-runpod/internal/pricing"
)

// ModifyPlan says in the plan that the cost is not known.
func (r *volumeResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var plan, state *model
	resp.Diagnostics.Append(models.Get(ctx, req.Plan, &plan)...)
	resp.Diagnostics.Append(models.Get(ctx, req.State, &state)...)
	if resp.Diagnostics.HasError() || plan == nil || r.account == nil {
		return
	}
	planned := pricing.Planned[cost.GlobalVolume]{Name: plan.Name}
	if state != nil {
		planned.Earlier, planned.Before = &state.EstimatedCost, state.costInputs()
	}
	plan.EstimatedCost = r.estimates.Plan(ctx, resp.Private, planned, plan.costInputs(), &resp.Diagnostics)
	resp.Diagnostics.Append(models.SetPlan(ctx, &resp.Plan, plan)...)
}

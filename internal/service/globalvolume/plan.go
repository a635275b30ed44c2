package globalvolume

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/pricing"
)

// ModifyPlan says in the plan that the cost is not known.
func (r *volumeResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var plan, state *model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() || plan == nil || r.account == nil {
		return
	}
	planned := pricing.Planned[cost.GlobalVolume]{Name: plan.Name}
	if state != nil {
		planned.Earlier, planned.Before = &state.EstimatedCost, state.costInputs()
	}
	plan.EstimatedCost = r.estimates.Plan(ctx, resp.Private, planned, plan.costInputs(), &resp.Diagnostics)
	resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
}

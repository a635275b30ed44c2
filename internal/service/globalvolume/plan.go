package globalvolume

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

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
	var earlier *types.Object
	if state != nil {
		earlier = &state.EstimatedCost
	}
	plan.EstimatedCost = r.estimates.Plan(ctx, resp.Private, pricing.Planned{Name: plan.Name, Earlier: earlier}, plan.costInputs(), &resp.Diagnostics)
	resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
}

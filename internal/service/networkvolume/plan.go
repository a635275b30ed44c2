package networkvolume

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// ModifyPlan guards the data, and fills in what can be known before the apply, the
// cost above all.
func (r *volumeResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var plan, state *model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if plan == nil {
		guardDestroy(state, &resp.Diagnostics)
		return
	}
	if state != nil {
		guardChange(plan, state, &resp.Diagnostics)
	}
	if r.account == nil || resp.Diagnostics.HasError() {
		return
	}
	moves := state == nil || !plan.DataCenterID.Equal(state.DataCenterID) || !plan.Type.Equal(state.Type)
	if moves && tfkit.Known(ctx, plan.DataCenterID, plan.Type) {
		tfkit.RejectUnavailable(&resp.Diagnostics, path.Root("data_center_id"),
			r.account.Availability.DataCenter(ctx, plan.DataCenterID.ValueString(), runpod.VolumeType(plan.Type.ValueString())))
		if resp.Diagnostics.HasError() {
			return
		}
	}
	var earlier *types.Object
	if state != nil {
		earlier = &state.EstimatedCost
	}
	plan.EstimatedCost = r.estimates.Plan(ctx, resp.Private, plan.Name, earlier, plan.costInputs(ctx), &resp.Diagnostics)
	resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
}

func guardDestroy(state *model, diags *diag.Diagnostics) {
	if state.DeletionProtection.ValueBool() {
		diags.AddAttributeError(path.Root("deletion_protection"), "Network volume is protected",
			fmt.Sprintf("Network volume %q has deletion_protection = true, so it is not destroyed. Set it to false and apply that first if its data may go.", state.Name.ValueString()))
	}
}

// guardChange refuses what would lose data silently, and says what a replacement
// loses.
func guardChange(plan, state *model, diags *diag.Diagnostics) {
	if !plan.SizeGB.IsUnknown() && plan.SizeGB.ValueInt64() < state.SizeGB.ValueInt64() {
		diags.AddAttributeError(path.Root("size_gb"), "Network volumes cannot shrink",
			fmt.Sprintf("Network volume %q has %d GB (it may have been grown outside of Terraform) and RunPod only lets it grow: write %d or more. For a smaller volume create a second one, copy the data, and remove this one.",
				state.Name.ValueString(), state.SizeGB.ValueInt64(), state.SizeGB.ValueInt64()))
	}
	for attribute, differs := range map[string]bool{
		"data_center_id": !plan.DataCenterID.Equal(state.DataCenterID),
		"type":           !plan.Type.Equal(state.Type),
	} {
		if !differs {
			continue
		}
		if plan.DeletionProtection.ValueBool() {
			diags.AddAttributeError(path.Root(attribute), "Network volume is protected",
				fmt.Sprintf("A change of %s replaces network volume %q, and deletion_protection = true forbids that. Undo the change, or set deletion_protection to false if its data may go.",
					attribute, state.Name.ValueString()))
			continue
		}
		diags.AddAttributeWarning(path.Root(attribute), "All data on the network volume will be lost",
			fmt.Sprintf("A change of %s replaces network volume %q (%s): its %d GB are deleted and a new, empty volume is made. Copy what is needed first.",
				attribute, state.Name.ValueString(), state.ID.ValueString(), state.SizeGB.ValueInt64()))
	}
}

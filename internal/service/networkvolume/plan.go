package networkvolume

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/models"
	"github.com/runpod-iac/terraform-provider-runpod/internal/pricing"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// ModifyPlan guards the data, and fills in what can be known before the apply, the
// cost above all.
func (r *volumeResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var plan, state, config *model
	resp.Diagnostics.Append(models.Get(ctx, req.Plan, &plan)...)
	resp.Diagnostics.Append(models.Get(ctx, req.State, &state)...)
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if plan == nil {
		r.guardDestroy(ctx, state, req.Private, &resp.Diagnostics)
		return
	}
	if state != nil {
		if guardChange(plan, state, &resp.Diagnostics); !resp.Diagnostics.HasError() {
			r.warnOfLoss(ctx, plan, state, &resp.Diagnostics)
		}
	}
	if r.account == nil || resp.Diagnostics.HasError() {
		return
	}
	r.labels.Plan(ctx, config.Fields, &plan.Fields, state.fields(), req.Private, &resp.Diagnostics)
	moves := state == nil || !plan.DataCenterID.Equal(state.DataCenterID) || !plan.Type.Equal(state.Type)
	if moves && tfkit.Known(ctx, plan.DataCenterID, plan.Type) {
		tfkit.RejectUnavailable(&resp.Diagnostics, path.Root("data_center_id"),
			r.account.Availability.DataCenter(ctx, plan.DataCenterID.ValueString(), runpod.VolumeType(plan.Type.ValueString())))
		if resp.Diagnostics.HasError() {
			return
		}
	}
	planned := pricing.Planned[cost.NetworkVolume]{Name: plan.Name}
	if state != nil {
		planned.Earlier, planned.Before = &state.EstimatedCost, state.costInputs(ctx)
	}
	plan.EstimatedCost = r.estimates.Plan(ctx, resp.Private, planned, plan.costInputs(ctx), &resp.Diagnostics)
	resp.Diagnostics.Append(models.SetPlan(ctx, &resp.Plan, plan)...)
}

// refusedKey is set in private state where a deletion was refused at apply, which
// only `-replace`, a taint and create_before_destroy lead to. The last leaves the
// volume in the state as deposed, where no change of the configuration reaches it:
// each plan wants to destroy it, and must not fail for that.
const refusedKey = "deletion_refused"

// guardDestroy refuses at plan what Delete would refuse, so that nothing else is
// destroyed first.
func (r *volumeResource) guardDestroy(ctx context.Context, state *model, private tfkit.PrivateReader, diags *diag.Diagnostics) {
	if !state.DeletionProtection.ValueBool() {
		return
	}
	refused, d := private.GetKey(ctx, refusedKey)
	diags.Append(d...)
	// An apply plans again what create_before_destroy deletes after it has created
	// its successor. Delete refuses that, and remembers it.
	if len(refused) > 0 || r.account != nil && r.account.HasMade(Kind) {
		diags.AddAttributeWarning(path.Root("deletion_protection"), fmt.Sprintf("Network volume %q is protected", state.Name.ValueString()),
			"An apply of this plan will fail to delete it. "+state.waysOut())
		return
	}
	diags.AddAttributeError(path.Root("deletion_protection"), "Network volume is protected",
		fmt.Sprintf("Network volume %q (%s) has deletion_protection = true in the state, so it is not destroyed. If you no longer need its data, set deletion_protection = false, apply that change alone, then destroy the volume.\n\n%s",
			state.Name.ValueString(), state.ID.ValueString(), state.wayOutOfDeposed()))
}

// refuseDelete is the last guard: what the state protects is not deleted, whatever
// has led here.
func (m *model) refuseDelete(ctx context.Context, private tfkit.PrivateState, diags *diag.Diagnostics) {
	diags.Append(private.SetKey(ctx, refusedKey, []byte("true"))...)
	diags.AddAttributeError(path.Root("deletion_protection"), "Network volume is protected", "Nothing was deleted. "+m.waysOut())
}

func (m *model) waysOut() string {
	return fmt.Sprintf(`Network volume %q (%s) has deletion_protection = true in the state.

To keep it, plan without -replace, and remove a taint with "terraform untaint".
If you no longer need its data, remove the taint, set deletion_protection = false and apply that alone; then replace or destroy it.
%s`, m.Name.ValueString(), m.ID.ValueString(), m.wayOutOfDeposed())
}

func (m *model) wayOutOfDeposed() string {
	return fmt.Sprintf(`If create_before_destroy has already created a second volume, this one is deposed. To keep this one, run "terraform state rm" on the resource, import %s, and delete the second volume in the Runpod console. `+
		`To keep the second one, delete this one in the console; the next plan removes it from the state.`, m.ID.ValueString())
}

// guardChange refuses what would lose data silently.
func guardChange(plan, state *model, diags *diag.Diagnostics) {
	if !plan.SizeGB.IsUnknown() && plan.SizeGB.ValueInt64() < state.SizeGB.ValueInt64() {
		diags.AddAttributeError(path.Root("size_gb"), "Network volumes cannot shrink",
			fmt.Sprintf("Network volume %q has %d GB (it may have been grown outside of Terraform), and Runpod cannot shrink it. Set size_gb to %d or more. For a smaller volume, create a second one, copy the data, and remove this one.",
				state.Name.ValueString(), state.SizeGB.ValueInt64(), state.SizeGB.ValueInt64()))
	}
	if !plan.DeletionProtection.ValueBool() && !state.DeletionProtection.ValueBool() {
		return
	}
	for _, attribute := range replacements(plan, state) {
		diags.AddAttributeError(path.Root(attribute), "Network volume is protected",
			fmt.Sprintf("Changing %s replaces network volume %q, and deletion_protection = true forbids that. Undo the change. If you no longer need the data, set deletion_protection = false and apply that alone first.",
				attribute, state.Name.ValueString()))
	}
}

// replacements are the attributes whose change replaces the volume.
func replacements(plan, state *model) []string {
	var replaced []string
	if !plan.DataCenterID.Equal(state.DataCenterID) {
		replaced = append(replaced, "data_center_id")
	}
	if !plan.Type.Equal(state.Type) {
		replaced = append(replaced, "type")
	}
	return replaced
}

// warnOfLoss says what a replacement loses, and what else has to go for it.
func (r *volumeResource) warnOfLoss(ctx context.Context, plan, state *model, diags *diag.Diagnostics) {
	replaced := replacements(plan, state)
	if len(replaced) == 0 {
		return
	}
	text := fmt.Sprintf("Changing %s replaces network volume %q (%s): its %d GB are deleted and a new, empty volume is created. Copy the data you need first.",
		strings.Join(replaced, " and "), state.Name.ValueString(), state.ID.ValueString(), state.SizeGB.ValueInt64())
	if users := tfkit.Users(ctx, r.account, Kind, state.ID); users != "" {
		text += fmt.Sprintf("\n\nRunpod does not delete a mounted volume, and this one is mounted by %s. %s", users, Kind.Renewal)
	}
	diags.AddAttributeWarning(path.Root(replaced[0]), tfkit.Naming("All data on the network volume will be lost", state.Name), text)
}

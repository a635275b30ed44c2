package pod

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/container"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// rejectReferences refuses what the account says of the objects and places that a pod refers to. state is nil for
// a pod that is created or replaced; what stays is not asked about again.
func (r *podResource) rejectReferences(ctx context.Context, plan, state *model, template container.TemplateAtPlan, diags *diag.Diagnostics) {
	template.RejectKind(false, "a pod", diags)
	var before *container.Settings
	if state != nil {
		before = &state.Settings
	}
	plan.RejectRegistry(ctx, r.registries, before, diags)
	plan.rejectPrivateNetwork(ctx, state, r.account.Availability, diags)
}

// rejectPrivateNetwork refuses global networking where no data center has it: of those that a new pod may be in, or the one
// that a pod is in.
func (m *model) rejectPrivateNetwork(ctx context.Context, state *model, availability *account.Availability, diags *diag.Diagnostics) {
	if !m.GlobalNetworking.ValueBool() || state != nil && state.GlobalNetworking.ValueBool() || !tfkit.Known(ctx, m.DataCenterIDs) {
		return
	}
	places := tfkit.Strings(m.DataCenterIDs)
	if state != nil {
		places = nil
		if tfkit.Declared(state.DataCenterID) {
			places = []string{state.DataCenterID.ValueString()}
		}
	}
	tfkit.RejectUnavailable(diags, path.Root("global_networking"), availability.GlobalNetworking(ctx, places))
}

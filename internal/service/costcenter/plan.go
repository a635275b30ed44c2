package costcenter

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/runpod-iac/terraform-provider-runpod/internal/models"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// ModifyPlan says what a destruction leaves without a cost center: Runpod does not refuse it.
func (r *centerResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if !req.Plan.Raw.IsNull() || r.labels == nil {
		return
	}
	var state model
	resp.Diagnostics.Append(models.Get(ctx, req.State, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	attributed := r.labels.Attributed(ctx, state.ID.ValueString())
	if attributed == "" {
		return
	}
	resp.Diagnostics.AddWarning(tfkit.Naming("Invoices lose a cost center that is in use", state.Name), runpod.Printable(fmt.Sprintf(
		"Cost center %q (%s) has %s. Runpod deletes it anyway: objects that this plan does not destroy keep running and billing, without a cost center. To keep it attributed, set its `cost_center_id` to another cost center first.",
		state.Name.ValueString(), state.ID.ValueString(), attributed)))
}

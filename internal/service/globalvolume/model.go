package globalvolume

import (
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

type model struct {
	facts
	EstimatedCost types.Object `tfsdk:"estimated_cost"`
}

// facts are what Runpod says of a global volume.
type facts struct {
	ID              types.String `tfsdk:"id"`
	Name            types.String `tfsdk:"name"`
	CreatedAt       types.String `tfsdk:"created_at"`
	CreatedByUserID types.String `tfsdk:"created_by_user_id"`
}

func (m *model) fromAPI(v *runpod.GlobalVolume) { m.facts = factsFromAPI(v) }

func factsFromAPI(v *runpod.GlobalVolume) facts {
	return facts{
		ID: types.StringValue(v.ID), Name: types.StringValue(v.Name),
		CreatedAt: tfkit.Time(v.CreatedAt), CreatedByUserID: types.StringPointerValue(v.CreatedByUserID),
	}
}

func (m *model) toCreate() runpod.CreateGlobalVolumeRequest {
	return runpod.CreateGlobalVolumeRequest{Name: m.Name.ValueString()}
}

// costInputs is what the estimate is made from: nothing that could be unknown.
func (m *model) costInputs() *cost.GlobalVolume {
	return &cost.GlobalVolume{Name: m.Name.ValueString()}
}

package networkvolume

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/labels"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

type model struct {
	labels.Fields
	ID                 types.String   `tfsdk:"id"`
	Name               types.String   `tfsdk:"name"`
	SizeGB             types.Int64    `tfsdk:"size_gb"`
	DataCenterID       types.String   `tfsdk:"data_center_id"`
	Type               types.String   `tfsdk:"type"`
	DeletionProtection types.Bool     `tfsdk:"deletion_protection"`
	EstimatedCost      types.Object   `tfsdk:"estimated_cost"`
	Timeouts           timeouts.Value `tfsdk:"timeouts"`
}

func (m *model) fromAPI(v *runpod.NetworkVolume) {
	m.ID = types.StringValue(v.ID)
	m.Name = types.StringValue(v.Name)
	m.SizeGB = types.Int64Value(v.Size)
	m.DataCenterID = types.StringValue(v.DataCenter)
	m.Type = types.StringValue(string(v.Type))
	if m.DeletionProtection.IsNull() {
		m.DeletionProtection = types.BoolValue(false)
	}
}

func (m *model) toCreate() runpod.CreateNetworkVolumeRequest {
	volumeType := runpod.VolumeType(m.Type.ValueString())
	return runpod.CreateNetworkVolumeRequest{
		DataCenter: m.DataCenterID.ValueString(),
		Name:       m.Name.ValueString(),
		Size:       m.SizeGB.ValueInt64(),
		Type:       &volumeType,
	}
}

// toUpdate holds nothing but what changed.
func (m *model) toUpdate(state *model) runpod.UpdateNetworkVolumeRequest {
	req := runpod.UpdateNetworkVolumeRequest{}
	if !m.Name.Equal(state.Name) {
		req.Name = m.Name.ValueStringPointer()
	}
	if !m.SizeGB.Equal(state.SizeGB) {
		req.Size = m.SizeGB.ValueInt64Pointer()
	}
	return req
}

// costInputs is what the estimate is made from; nil while part of it is not known.
func (m *model) costInputs(ctx context.Context) *cost.NetworkVolume {
	if !tfkit.Known(ctx, m.SizeGB, m.Type) {
		return nil
	}
	return &cost.NetworkVolume{Name: m.Name.ValueString(), SizeGB: m.SizeGB.ValueInt64(), Type: m.Type.ValueString()}
}

// fields are the labels of a state, nil where there is none.
func (m *model) fields() *labels.Fields {
	if m == nil {
		return nil
	}
	return &m.Fields
}

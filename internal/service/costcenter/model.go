package costcenter

import (
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// model is the resource, and what a look-up shows of one.
type model struct {
	ID   types.String `tfsdk:"id"`
	Name types.String `tfsdk:"name"`
}

func (m *model) fromAPI(c *runpod.CostCenter) {
	m.ID, m.Name = types.StringValue(c.ID), types.StringValue(c.Value)
}

func (m *model) toCreate() runpod.CreateCostCenterRequest {
	return runpod.CreateCostCenterRequest{Value: m.Name.ValueString()}
}

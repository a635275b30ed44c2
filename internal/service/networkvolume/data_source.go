package networkvolume

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// lookedUp is a network volume that somebody looked up.
type lookedUp struct {
	ID           types.String `tfsdk:"id"`
	Name         types.String `tfsdk:"name"`
	SizeGB       types.Int64  `tfsdk:"size_gb"`
	DataCenterID types.String `tfsdk:"data_center_id"`
	Type         types.String `tfsdk:"type"`
}

func newLookedUp(_ context.Context, v *runpod.NetworkVolume, _ *diag.Diagnostics) lookedUp {
	var m model
	m.fromAPI(v)
	return lookedUp{ID: m.ID, Name: m.Name, SizeGB: m.SizeGB, DataCenterID: m.DataCenterID, Type: m.Type}
}

// lookedUpAttributes describes lookedUp, but for its ID and name.
func lookedUpAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"size_gb":        tfkit.ComputedInt64("Size in GB."),
		"data_center_id": tfkit.ComputedString("Data center of the volume, such as `EU-RO-1`."),
		"type":           tfkit.ComputedString("Storage tier: `STANDARD` or `HIGH_PERFORMANCE`."),
	}
}

// NewDataSource makes `data.runpod_network_volume`.
func NewDataSource() datasource.DataSource {
	return service.NewLookUp(Kind, "A network volume of the account, by ID or name.", lookedUpAttributes(), newLookedUp)
}

// NewListDataSource makes `data.runpod_network_volumes`.
func NewListDataSource() datasource.DataSource {
	attributes := lookedUpAttributes()
	attributes["id"] = tfkit.ComputedString("ID of the network volume.")
	attributes["name"] = tfkit.ComputedString("Name of the network volume.")
	return service.NewLookUpAll(Kind, "All network volumes of the account.", "The network volumes, in Runpod's order.", attributes, newLookedUp)
}

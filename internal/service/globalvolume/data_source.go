package globalvolume

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

func newLookedUp(_ context.Context, v *runpod.GlobalVolume, _ *diag.Diagnostics) facts {
	return factsFromAPI(v)
}

// lookedUpAttributes describes facts, but for its ID and name.
func lookedUpAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"created_at":         tfkit.ComputedString(createdAtText),
		"created_by_user_id": tfkit.ComputedString(createdByText),
	}
}

// NewDataSource makes `data.runpod_global_volume`.
func NewDataSource() datasource.DataSource {
	return service.NewLookUp(Kind, "A global volume of the account, by ID or name. Beta.", lookedUpAttributes(), newLookedUp)
}

// NewListDataSource makes `data.runpod_global_volumes`.
func NewListDataSource() datasource.DataSource {
	attributes := lookedUpAttributes()
	attributes["id"] = tfkit.ComputedString("ID of the global volume.")
	attributes["name"] = tfkit.ComputedString("Name of the global volume.")
	return service.NewLookUpAll(Kind, "All global volumes of the account. Beta.", "The global volumes, in Runpod's order.", attributes, newLookedUp)
}

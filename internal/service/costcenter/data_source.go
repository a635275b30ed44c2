package costcenter

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

func newLookedUp(_ context.Context, c *runpod.CostCenter, _ *diag.Diagnostics) model {
	var m model
	m.fromAPI(c)
	return m
}

// NewDataSource makes `data.runpod_cost_center`.
func NewDataSource() datasource.DataSource {
	return service.NewLookUp(Kind, "A cost center of the account, by ID or name. Beta.", nil, newLookedUp)
}

// NewListDataSource makes `data.runpod_cost_centers`.
func NewListDataSource() datasource.DataSource {
	attributes := map[string]schema.Attribute{
		"id": tfkit.ComputedString("ID of the cost center."), "name": tfkit.ComputedString("Name of the cost center."),
	}
	return service.NewLookUpAll(Kind, "All cost centers of the account. Beta.", "The cost centers, in Runpod's order.", attributes, newLookedUp)
}

package ecrdelegation

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// NewListDataSource makes `data.runpod_ecr_delegations`.
func NewListDataSource() datasource.DataSource {
	attributes := map[string]schema.Attribute{
		"id":   tfkit.ComputedString("ID of the delegation."),
		"name": tfkit.ComputedString("Name of the delegation. Null without one."),
	}
	for name, description := range facts() {
		attributes[name] = tfkit.ComputedString(description)
	}
	return service.NewLookUpAll(Kind, "All ECR delegations of the account.", "The delegations, in Runpod's order.", attributes,
		func(_ context.Context, d *runpod.ECRDelegation, _ *diag.Diagnostics) factsModel {
			return factsFromAPI(d)
		})
}

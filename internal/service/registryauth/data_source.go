package registryauth

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

// lookedUp is a credential that somebody looked up.
type lookedUp struct {
	ID   types.String `tfsdk:"id"`
	Name types.String `tfsdk:"name"`
}

func newLookedUp(_ context.Context, r *runpod.Registry, _ *diag.Diagnostics) lookedUp {
	return lookedUp{ID: types.StringValue(r.ID), Name: types.StringValue(r.Name)}
}

// NewDataSource makes `data.runpod_container_registry_auth`.
func NewDataSource() datasource.DataSource {
	return service.NewLookUp(Kind, "A registry credential of the account, by ID or name. Runpod returns nothing else about it.", nil, newLookedUp)
}

// NewListDataSource makes `data.runpod_container_registry_auths`.
func NewListDataSource() datasource.DataSource {
	return service.NewLookUpAll(Kind, "All registry credentials of the account.", "The credentials, in Runpod's order.", map[string]schema.Attribute{
		"id":   tfkit.ComputedString("ID of the credential."),
		"name": tfkit.ComputedString("Name of the credential, unique on the account."),
	}, newLookedUp)
}

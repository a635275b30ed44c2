package secret

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

// lookedUp is a secret that somebody looked up.
type lookedUp struct {
	ID                 types.String `tfsdk:"id"`
	Name               types.String `tfsdk:"name"`
	Description        types.String `tfsdk:"description"`
	Reference          types.String `tfsdk:"reference"`
	CreatedAt          types.String `tfsdk:"created_at"`
	ValueLastUpdatedAt types.String `tfsdk:"value_last_updated_at"`
}

func newLookedUp(_ context.Context, s *runpod.Secret, _ *diag.Diagnostics) lookedUp {
	var m model
	m.fromAPI(s)
	return lookedUp{ID: m.ID, Name: m.Name, Description: m.Description, Reference: m.Reference, CreatedAt: m.CreatedAt, ValueLastUpdatedAt: m.ValueLastUpdatedAt}
}

func lookedUpAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id":                    tfkit.ComputedString("ID of the secret."),
		"name":                  tfkit.ComputedString("Name of the secret, unique on the account."),
		"description":           tfkit.ComputedString("Description of the secret. Null without one."),
		"reference":             tfkit.ComputedString(referenceText),
		"created_at":            tfkit.ComputedString(createdAtText),
		"value_last_updated_at": tfkit.ComputedString(updatedAtText),
	}
}

// NewDataSource makes `data.runpod_secret`.
func NewDataSource() datasource.DataSource {
	return service.NewLookUp(Kind, "A secret of the account, by ID or name. Runpod never returns its value.", lookedUpAttributes(), newLookedUp)
}

// NewListDataSource makes `data.runpod_secrets`.
func NewListDataSource() datasource.DataSource {
	return service.NewLookUpAll(Kind, "All secrets of the account. Runpod never returns their values.", "The secrets, sorted by name.", lookedUpAttributes(), newLookedUp)
}

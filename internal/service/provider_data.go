// Package service holds what the configured provider hands to everything that it
// manages; each thing has a package of its own below.
package service

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/labels"
	"github.com/runpod-iac/terraform-provider-runpod/internal/pricing"
)

// ProviderData is what the configured provider hands to every resource and data
// source.
type ProviderData struct {
	Account *account.Account
	Prices  *pricing.PriceBook
	Budget  *pricing.Budget
	Labels  *labels.Labels
}

// ProviderDataFrom returns the provider's data, or nil as long as Terraform has not
// configured the provider yet (schema and validation calls come before that).
func ProviderDataFrom(providerData any, diags *diag.Diagnostics) *ProviderData {
	if providerData == nil {
		return nil
	}
	data, ok := providerData.(*ProviderData)
	if !ok {
		diags.AddError("Unexpected provider data",
			fmt.Sprintf("Expected *service.ProviderData, got %T. This is a bug in the provider; please report it.", providerData))
		return nil
	}
	return data
}

package tfkit

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// ProviderData is what the configured provider hands to every resource and
// data source.
type ProviderData struct {
	Client  *runpod.Client
	Pricing *Pricing
	Clock   runpod.Clock
	Locks   Locks
	Creates *Creates
}

// Configured returns the provider's data, or nil as long as Terraform has not
// configured the provider yet (schema and validation calls come before that).
func Configured(providerData any, diags *diag.Diagnostics) *ProviderData {
	if providerData == nil {
		return nil
	}
	data, ok := providerData.(*ProviderData)
	if !ok {
		diags.AddError("Unexpected provider data",
			fmt.Sprintf("Expected *tfkit.ProviderData, got %T. This is a bug in the provider; please report it.", providerData))
		return nil
	}
	return data
}

package container

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// Registries are reads that all in a plan share that pull an image with stored credentials, to look up whether those exist.
var Registries = &account.Kind[runpod.Registry, runpod.CreateRegistryRequest]{
	Name: "container registry auth that pulls an image",
	ID:   func(r *runpod.Registry) string { return r.ID },
	Get:  (*runpod.Client).GetRegistry,
	List: (*runpod.Client).ListRegistries,
}

// RejectRegistry refuses credentials that the account does not have. state is nil for what is created or replaced. What is
// not known, or cannot be read, counts as right.
func (s Settings) RejectRegistry(ctx context.Context, registries *account.Reads[runpod.Registry], state *Settings, diags *diag.Diagnostics) {
	before := types.StringNull()
	if state != nil {
		before = state.ContainerRegistryAuthID
	}
	tfkit.RejectMissing(ctx, registries, "container registry auth", path.Root("container_registry_auth_id"), s.ContainerRegistryAuthID, before, diags)
}

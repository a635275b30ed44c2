package registryauth

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/runpod-iac/terraform-provider-runpod/internal/legacy"
)

var (
	_ resource.ResourceWithMoveState    = (*authResource)(nil)
	_ resource.ResourceWithUpgradeState = (*authResource)(nil)
)

// UpgradeState takes over states of the older providers.
func (r *authResource) UpgradeState(context.Context) map[int64]resource.StateUpgrader {
	return legacy.UpgradeState(Kind.Type)
}

// MoveState takes over what a `moved` block leads here from an older provider.
func (r *authResource) MoveState(context.Context) []resource.StateMover {
	return legacy.MoveState(Kind.Type)
}

package globalvolume

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/runpod-iac/terraform-provider-runpod/internal/legacy"
)

var (
	_ resource.ResourceWithMoveState    = (*volumeResource)(nil)
	_ resource.ResourceWithUpgradeState = (*volumeResource)(nil)
)

// UpgradeState takes over states of the older providers.
func (r *volumeResource) UpgradeState(context.Context) map[int64]resource.StateUpgrader {
	return legacy.UpgradeState(Kind.Type)
}

// MoveState takes over what a `moved` block leads here from an older provider.
func (r *volumeResource) MoveState(context.Context) []resource.StateMover {
	return legacy.MoveState(Kind.Type)
}

package cluster

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/runpod-iac/terraform-provider-runpod/internal/legacy"
)

var (
	_ resource.ResourceWithMoveState    = (*clusterResource)(nil)
	_ resource.ResourceWithUpgradeState = (*clusterResource)(nil)
)

// UpgradeState takes over states of the older providers.
func (r *clusterResource) UpgradeState(context.Context) map[int64]resource.StateUpgrader {
	return legacy.UpgradeState(Kind.Type)
}

// MoveState takes over what a `moved` block leads here from an older provider.
func (r *clusterResource) MoveState(context.Context) []resource.StateMover {
	return legacy.MoveState(Kind.Type)
}

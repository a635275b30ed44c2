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

// UpgradeState takes over states of the older provider that had credentials.
func (r *authResource) UpgradeState(context.Context) map[int64]resource.StateUpgrader {
	return legacy.UpgradeLegacy(takeLegacy)
}

// MoveState takes over credentials of that provider that a `moved` block leads
// here.
func (r *authResource) MoveState(context.Context) []resource.StateMover {
	return legacy.MoveLegacy("runpod_container_registry_auth", takeLegacy)
}

// takeLegacy keeps the credentials in the form they were in: in another, they
// would have to be replaced.
func takeLegacy(old legacy.LegacyState, m *model) {
	m.ID = old.ID()
	m.Name = old.String("name")
	m.Username = old.String("username")
	m.Password = old.String("password")
}

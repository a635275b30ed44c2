package ecrdelegation

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/runpod-iac/terraform-provider-runpod/internal/legacy"
)

var (
	_ resource.ResourceWithMoveState    = (*delegationResource)(nil)
	_ resource.ResourceWithUpgradeState = (*delegationResource)(nil)
)

// UpgradeState takes over states of the older provider that had delegations.
func (r *delegationResource) UpgradeState(context.Context) map[int64]resource.StateUpgrader {
	return legacy.UpgradeLegacy(takeLegacy)
}

// MoveState takes over delegations of that provider that a `moved` block leads
// here.
func (r *delegationResource) MoveState(context.Context) []resource.StateMover {
	return legacy.MoveLegacy("runpod_ecr_delegation", takeLegacy)
}

func takeLegacy(old legacy.LegacyState, m *model) {
	m.factsModel = factsModel{
		ID:                old.ID(),
		Name:              old.String("name"),
		AWSUser:           old.String("aws_user"),
		AWSRegion:         old.String("aws_region"),
		Repository:        old.String("repository"),
		Tag:               old.String("tag"),
		DockerRegistryURI: old.String("docker_registry_uri"),
		CreatedAt:         old.String("created_at"),
	}
	m.ResourceARN = old.String("resource")
}

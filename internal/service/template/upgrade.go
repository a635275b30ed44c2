package template

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/container"
	"github.com/runpod-iac/terraform-provider-runpod/internal/legacy"
)

var (
	_ resource.ResourceWithMoveState    = (*templateResource)(nil)
	_ resource.ResourceWithUpgradeState = (*templateResource)(nil)
)

// UpgradeState takes over states of the older provider that had templates.
func (r *templateResource) UpgradeState(context.Context) map[int64]resource.StateUpgrader {
	return legacy.UpgradeLegacy(takeLegacy)
}

// MoveState takes over templates of that provider that a `moved` block leads
// here.
func (r *templateResource) MoveState(context.Context) []resource.StateMover {
	return legacy.MoveLegacy("runpod_template", takeLegacy)
}

func takeLegacy(old legacy.LegacyState, m *model) {
	m.Settings = old.Container()
	m.ID = old.ID()
	m.Name = types.StringValue(old.String("name").ValueString()) // null is for an import
	m.Serverless = old.Bool("is_serverless")
	m.Public = old.Bool("is_public")
	m.Category = old.Upper("category")
	m.VolumeDisk, _ = old.Mounts()
	if m.Serverless.ValueBool() {
		m.VolumeDisk = types.ObjectNull(container.VolumeDiskTypes())
	}
}

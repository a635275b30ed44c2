package networkvolume

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/legacy"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// legacyPremium is how runpod/runpod calls the faster tier.
const legacyPremium = "PREMIUM"

var (
	_ resource.ResourceWithMoveState    = (*volumeResource)(nil)
	_ resource.ResourceWithUpgradeState = (*volumeResource)(nil)
)

// UpgradeState takes over states of the older providers.
func (r *volumeResource) UpgradeState(context.Context) map[int64]resource.StateUpgrader {
	return legacy.UpgradeLegacy(takeLegacy)
}

// MoveState takes over resources of the older providers that a `moved` block
// leads here.
func (r *volumeResource) MoveState(context.Context) []resource.StateMover {
	return legacy.MoveLegacy("runpod_network_volume", takeLegacy)
}

func takeLegacy(old legacy.LegacyState, m *model) {
	m.ID = old.ID()
	m.Name = old.String("name")
	m.SizeGB = old.Int64("size")
	m.DataCenterID = old.String("data_center_id")
	m.Type = old.Upper("type")
	if m.Type.IsNull() {
		m.Type = old.Upper("storage_tier") // its name in earlier versions
	}
	if m.Type.ValueString() == legacyPremium {
		m.Type = types.StringValue(string(runpod.VolumeTypeHighPerformance))
	}
	m.DeletionProtection = types.BoolValue(false)
}

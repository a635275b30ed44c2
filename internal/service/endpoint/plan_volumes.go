package endpoint

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// checkVolumes refuses a volume that the account does not have, and two in one data center, as Runpod does, and warns of one in
// a data center that the endpoint does not use. What is not known, or cannot be read, counts as right, and so does what
// stays as it is.
func (m *model) checkVolumes(ctx context.Context, state *model, volumes *account.Reads[runpod.NetworkVolume], diags *diag.Diagnostics) {
	var before, wanted []string
	if state != nil {
		before = tfkit.Strings(state.NetworkVolumeIDs)
		if m.NetworkVolumeIDs.Equal(state.NetworkVolumeIDs) && m.DataCenterIDs.Equal(state.DataCenterIDs) {
			return
		}
	}
	if tfkit.Known(ctx, m.DataCenterIDs) {
		wanted = tfkit.Strings(m.DataCenterIDs)
	}
	at, in := path.Root("network_volume_ids"), map[string]*runpod.NetworkVolume{}
	for _, id := range slices.Sorted(slices.Values(tfkit.Strings(m.NetworkVolumeIDs))) {
		v, lacks := volumes.LookUp(ctx, id)
		if lacks && !slices.Contains(before, id) {
			tfkit.AddMissing(diags, at, "network volume", id)
		}
		if v == nil {
			continue
		}
		if other := in[v.DataCenter]; other != nil {
			diags.AddAttributeError(at, tfkit.Naming("Two network volumes in one data center", m.Name),
				fmt.Sprintf("Volumes %q (%s) and %q (%s) are both in %s, and Runpod allows an endpoint one volume per data center. Remove one of them.",
					other.Name, other.ID, v.Name, v.ID, v.DataCenter))
			continue
		}
		in[v.DataCenter] = v
		if len(wanted) > 0 && !slices.Contains(wanted, v.DataCenter) {
			diags.AddAttributeWarning(at, tfkit.Naming("Network volume outside the endpoint's data centers", m.Name),
				fmt.Sprintf("Volume %q (%s) is in %s, and `data_center_ids` has %s only. Workers mount a volume in its own data center, so none uses this one. Add %q to `data_center_ids`, or remove the volume.",
					v.Name, v.ID, v.DataCenter, quotedList(wanted), v.DataCenter))
		}
	}
}

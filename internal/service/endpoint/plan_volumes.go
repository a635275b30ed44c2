package endpoint

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// checkVolumes refuses two volumes in one data center, as Runpod does, and warns of one in a data center that the endpoint
// does not use. What is not known, or cannot be read, counts as right, and so does what
// stays as it is.
func (m *model) checkVolumes(ctx context.Context, state *model, volumes *account.Reads[runpod.NetworkVolume], diags *diag.Diagnostics) {
	ids := tfkit.Strings(m.NetworkVolumeIDs)
	if len(ids) == 0 || !tfkit.Known(ctx, m.DataCenterIDs) {
		return
	}
	if state != nil && m.NetworkVolumeIDs.Equal(state.NetworkVolumeIDs) && m.DataCenterIDs.Equal(state.DataCenterIDs) {
		return
	}
	all, err := volumes.List(ctx)
	if err != nil {
		return // without a key, say: Runpod checks again
	}
	at, wanted := path.Root("network_volume_ids"), tfkit.Strings(m.DataCenterIDs)
	in := map[string]runpod.NetworkVolume{}
	slices.SortFunc(all, func(a, b runpod.NetworkVolume) int { return strings.Compare(a.ID, b.ID) })
	for _, v := range all {
		if !slices.Contains(ids, v.ID) {
			continue
		}
		if other, taken := in[v.DataCenter]; taken {
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

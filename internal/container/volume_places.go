package container

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// VolumePlaces are reads that all in a plan share that mount network volumes, to look up where those are.
var VolumePlaces = &account.Kind[runpod.NetworkVolume, runpod.CreateNetworkVolumeRequest]{
	Name: "network volume that is mounted",
	ID:   func(v *runpod.NetworkVolume) string { return v.ID },
	Get:  (*runpod.Client).GetNetworkVolume,
	List: (*runpod.Client).ListNetworkVolumes,
}

// RejectVolume refuses a network volume that the account does not have, or that is in none of the data centers where it
// is to be mounted. What is not known, or cannot be read, counts as right.
func RejectVolume(ctx context.Context, volumes *account.Reads[runpod.NetworkVolume], volume types.Object, dataCenterIDs types.Set, diags *diag.Diagnostics) {
	mounted := tfkit.ObjectAs[MountedVolume](ctx, volume, diags)
	if mounted == nil {
		return
	}
	v := tfkit.RejectMissing(ctx, volumes, "network volume", path.Root("network_volume").AtName("id"), mounted.ID, types.StringNull(), diags)
	wanted := tfkit.Strings(dataCenterIDs)
	if v == nil || len(wanted) == 0 || !tfkit.Known(ctx, dataCenterIDs) || slices.Contains(wanted, v.DataCenter) {
		return
	}
	diags.AddAttributeError(path.Root("data_center_ids"), "Network volume in another data center",
		fmt.Sprintf("Network volume %q (%s) is in %s, and `data_center_ids` has only %s. A volume can be mounted in its own data center only. Set `data_center_ids` to [%q], or use a volume in one of these data centers.",
			v.Name, v.ID, v.DataCenter, strings.Join(wanted, ", "), v.DataCenter))
}

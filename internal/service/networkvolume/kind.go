// Package networkvolume manages network volumes.
package networkvolume

import (
	"context"
	"slices"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/labels"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// Kind is that of network volumes.
var Kind = &account.Kind[runpod.NetworkVolume, runpod.CreateNetworkVolumeRequest]{
	Name: "network volume", Type: "runpod_network_volume", Bills: true,
	ID:         func(v *runpod.NetworkVolume) string { return v.ID },
	ObjectName: func(v *runpod.NetworkVolume) string { return v.Name },
	Get:        (*runpod.Client).GetNetworkVolume,
	List:       (*runpod.Client).ListNetworkVolumes,
	Users: func(ctx context.Context, client *runpod.Client, id string) ([]string, error) {
		return account.PodsUsing(ctx, client, func(p *runpod.Pod) bool {
			return slices.ContainsFunc(p.Mounts.Network, func(m runpod.NetworkMount) bool { return m.VolumeID == id })
		})
	},
	Renewal: "To replace the volume, delete every pod that mounts it in the same apply. Pods that refer to it, as in `network_volume = { id = runpod_network_volume.NAME.id }`, are replaced with it; destroy the others first.",
	FitsRequest: func(v *runpod.NetworkVolume, req runpod.CreateNetworkVolumeRequest) bool {
		return v.Size == req.Size && v.DataCenter == req.DataCenter && v.Type == *req.Type
	},
}

// owner is what labels are put on.
func owner(id, name string) labels.Owner {
	return labels.Owner{Labelled: runpod.Labelled{ID: id, Type: runpod.TagResourceTypeNetworkVolume}, Kind: Kind.Name, Name: name}
}

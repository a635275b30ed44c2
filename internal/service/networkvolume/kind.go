// Package networkvolume manages network volumes.
package networkvolume

import (
	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// Kind is that of network volumes.
var Kind = &account.Kind[runpod.NetworkVolume, runpod.CreateNetworkVolumeRequest]{
	Name: "network volume", Type: "runpod_network_volume", Bills: true,
	ID:         func(v *runpod.NetworkVolume) string { return v.ID },
	ObjectName: func(v *runpod.NetworkVolume) string { return v.Name },
	Get:        (*runpod.Client).GetNetworkVolume,
	List:       (*runpod.Client).ListNetworkVolumes,
	FitsRequest: func(v *runpod.NetworkVolume, req runpod.CreateNetworkVolumeRequest) bool {
		return v.Size == req.Size && v.DataCenter == req.DataCenter && v.Type == *req.Type
	},
}

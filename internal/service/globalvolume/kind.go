// Package globalvolume manages global volumes.
package globalvolume

import (
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// Kind is that of global volumes.
var Kind = &account.Kind[runpod.GlobalVolume, runpod.CreateGlobalVolumeRequest]{
	Name: "global volume", Type: "runpod_global_volume", Bills: true,
	ID:         func(v *runpod.GlobalVolume) string { return v.ID },
	ObjectName: func(v *runpod.GlobalVolume) string { return v.Name },
	Created:    func(v *runpod.GlobalVolume) time.Time { return v.CreatedAt },
	Get:        (*runpod.Client).GetGlobalVolume,
	List:       (*runpod.Client).ListGlobalVolumes,
}

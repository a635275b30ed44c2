package sandbox

import (
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

func (a *Account) networkVolumeRoutes() []route {
	size := integer().atLeast(10).atMost(4096)
	create := closed(
		required("name", text().atLeast(1)),
		required("size", size),
		required("dataCenter", text().atLeast(1)),
		optional("type", oneOf(runpod.VolumeTypeStandard, runpod.VolumeTypeHighPerformance)),
	)
	update := closed(optional("name", text().atLeast(1)), optional("size", size)).atLeast(1)
	return []route{
		{"GET /v2/network-volumes", a.listNetworkVolumes},
		{"POST /v2/network-volumes", taking(create, a.createNetworkVolume)},
		{"GET /v2/network-volumes/{id}", with(a.networkVolumes.find, func(_ *call, v *runpod.NetworkVolume) (any, error) { return v, nil })},
		{"PATCH /v2/network-volumes/{id}", changing(a.networkVolumes.find, update, a.updateNetworkVolume)},
		{"DELETE /v2/network-volumes/{id}", with(a.networkVolumes.find, a.deleteNetworkVolume)},
	}
}

func (a *Account) listNetworkVolumes(*call) (any, error) {
	return map[string]any{"networkVolumes": a.networkVolumes.all()}, nil
}

func (a *Account) createNetworkVolume(_ *call, req *runpod.CreateNetworkVolumeRequest) (any, error) {
	d := a.catalog.dataCenter(req.DataCenter)
	if d == nil {
		return nil, badRequest("Data center %q not found", req.DataCenter)
	}
	v := &runpod.NetworkVolume{
		ID: a.newID(10), Name: req.Name, Size: req.Size, DataCenter: req.DataCenter, Type: runpod.VolumeTypeStandard,
	}
	set(&v.Type, req.Type)
	if !d.hasVolumes(v.Type) {
		return nil, badRequest("Data center %s does not support %s network volumes. Data centers that do: %s", req.DataCenter, v.Type, a.catalog.dataCentersWith(v.Type))
	}
	a.networkVolumes.add(v.ID, v)
	return created{v}, nil
}

func (a *Account) updateNetworkVolume(_ *call, v *runpod.NetworkVolume, req *runpod.UpdateNetworkVolumeRequest) (any, error) {
	if req.Size != nil && *req.Size < v.Size {
		return nil, badRequest("Network volume size can only be increased: it is %d GB", v.Size)
	}
	set(&v.Name, req.Name)
	set(&v.Size, req.Size)
	return v, nil
}

func (a *Account) deleteNetworkVolume(c *call, v *runpod.NetworkVolume) (any, error) {
	if a.volumeAttached(v.ID, c.now) {
		return nil, badRequest("You must remove this network volume from all pods before deleting it.")
	}
	a.networkVolumes.remove(v.ID)
	return nil, nil
}

// volumeAttached reports whether a pod holds on to a network volume.
func (a *Account) volumeAttached(volumeID string, now time.Time) bool {
	for _, p := range a.pods.all() {
		if p.attaches(volumeID, now) {
			return true
		}
	}
	return false
}

// NetworkVolumes returns the network volumes, oldest first.
func (a *Account) NetworkVolumes() []runpod.NetworkVolume {
	return snapshot(a, &a.networkVolumes, func(v *runpod.NetworkVolume) runpod.NetworkVolume { return *v })
}

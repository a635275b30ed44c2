package sandbox

import (
	"reflect"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

func (a *Account) updatePod(c *call, p *pod, req *runpod.UpdatePodRequest) (any, error) {
	container, mounts, err := a.podSettings(p, c, req)
	if err != nil {
		return nil, err
	}
	if deref(req.GlobalNetworking) && !p.globalNetworking {
		if err := a.canNetwork(p); err != nil {
			return nil, err
		}
	}
	if id := deref(req.TemplateID); id != "" {
		p.templateID = id
	}
	restarts := !reflect.DeepEqual(container, p.container) || !reflect.DeepEqual(mounts, p.mounts)
	p.container, p.mounts = container, mounts
	set(&p.name, req.Name)
	set(&p.locked, req.Locked)
	set(&p.globalNetworking, req.GlobalNetworking)
	if restarts {
		p.restart(c.now)
	}
	return p.render(c.now), nil
}

// podSettings works out what an update makes of the container and its mounts.
func (a *Account) podSettings(p *pod, c *call, req *runpod.UpdatePodRequest) (container runpod.Container, mounts runpod.Mounts, err error) {
	mounts = p.mounts
	container, err = a.configured(c, p.container, req.ContainerConfig, req.TemplateID, false)
	if err != nil || req.Mounts == nil {
		return container, mounts, err
	}
	if err := checkMountChange(p.mounts, *req.Mounts); err != nil {
		return container, mounts, err
	}
	if req.Mounts.Persistent != nil {
		mounts.Persistent = req.Mounts.Persistent
	}
	if len(req.Mounts.Network) > 0 {
		mounts.Network = req.Mounts.Network
	}
	return container, mounts, checkMountPaths(mounts)
}

// checkMountChange refuses a mount of another kind, and another volume.
func checkMountChange(have, want runpod.Mounts) error {
	switch {
	case want.Network != nil && len(want.Network) == 0:
		return badRequest("mounts.network must not be empty: a network volume cannot be detached")
	case want.Persistent != nil && have.Persistent == nil, want.Network != nil && have.Network == nil:
		return badRequest("mounts: the kind of mount is fixed at creation")
	case len(want.Network) > 0 && want.Network[0].VolumeID != have.Network[0].VolumeID:
		return badRequest("mounts.network: volumeId is fixed at creation")
	}
	return nil
}

func (a *Account) canNetwork(p *pod) error {
	switch {
	case p.gpu == nil || a.catalog.gpu(p.gpu.ID).manufacturer() != runpod.GPUManufacturerNVIDIA:
		return badRequest("globalNetworking is available on NVIDIA GPU pods only")
	case !a.catalog.dataCenter(p.dataCenter).wire.GlobalNetwork:
		return badRequest("globalNetworking is not available in data center %s", p.dataCenter)
	}
	return nil
}

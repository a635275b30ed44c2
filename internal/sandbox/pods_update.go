package sandbox

import (
	"net/http"
	"reflect"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

func createPodRule() *rule {
	return composed(containerFields(
		required("name", text().atLeast(1)),
		requiredUnless("templateId", "image", text()),
		optional("cloud", clouds()),
		optional("cpu", createCPURule()),
		optional("dataCenterIds", list(text())),
		optional("globalNetworking", boolean()),
		optional("gpu", composed(
			required("id", text()),
			optional("count", integer().atLeast(1)),
			optional("allowedCudaVersions", cudaVersions()),
			optional("minCudaVersion", matching(`^\d+\.\d+$`)),
			optional("minRamPerGpu", integer().atLeast(1)),
			optional("minVcpuCountPerGpu", integer().atLeast(1)),
		)),
		optional("mounts", mountsRule()),
		optional("startJupyter", boolean()),
		optional("startSsh", boolean()),
		optional("templateId", text().atLeast(1)),
	)...)
}

func createCPURule() *rule {
	return composed(required("id", text().atLeast(1)), required("vcpuCount", integer().atLeast(2)))
}

// updatePodRule knows nothing of what is fixed: such fields are additional properties.
func updatePodRule() *rule {
	return composed(containerFields(
		optional("image", text()),
		optional("globalNetworking", boolean()),
		optional("locked", boolean()),
		optional("mounts", mountsRule()),
		optional("name", text().atLeast(1)),
		optional("templateId", text()),
	)...)
}

func updatePod(a *Account, c *call) (int, any, error) {
	p, err := a.livePod(c)
	if err != nil {
		return 0, nil, err
	}
	var req runpod.UpdatePodRequest
	if err := c.decode(updatePodRule(), &req); err != nil {
		return 0, nil, err
	}
	container, mounts, err := a.podSettings(p, c, req)
	if err != nil {
		return 0, nil, err
	}
	if deref(req.GlobalNetworking) && !p.globalNetworking {
		if err := a.canNetwork(p); err != nil {
			return 0, nil, err
		}
	}
	if id := deref(req.TemplateID); id != "" {
		p.templateID = id
	}
	restarts := !reflect.DeepEqual(container, p.container) || !reflect.DeepEqual(mounts, p.mounts)
	p.container, p.mounts = container, mounts
	p.name = *or(req.Name, &p.name)
	p.locked = *or(req.Locked, &p.locked)
	p.globalNetworking = *or(req.GlobalNetworking, &p.globalNetworking)
	if restarts {
		p.restart(c.now)
	}
	return http.StatusOK, p.render(c.now), nil
}

// podSettings works out what an update makes of the container and its mounts.
func (a *Account) podSettings(p *pod, c *call, req runpod.UpdatePodRequest) (runpod.Container, runpod.Mounts, error) {
	container := p.container
	fail := func(err error) (runpod.Container, runpod.Mounts, error) {
		return runpod.Container{}, runpod.Mounts{}, err
	}
	if deref(req.TemplateID) != "" {
		t, err := a.template(*req.TemplateID, false)
		if err != nil {
			return fail(err)
		}
		container = fromTemplate(t)
		req.Env = merged(container.Env, req.Env)
	}
	if err := checkPorts(req.Ports); err != nil {
		return fail(err)
	}
	if err := a.changeContainer(&container, &req.ContainerConfig); err != nil {
		return fail(err)
	}
	if err := checkConfigSize(container, len(c.body)); err != nil {
		return fail(err)
	}
	if req.Mounts == nil {
		return container, p.mounts, nil
	}
	if err := checkMountChange(p.mounts, *req.Mounts); err != nil {
		return fail(err)
	}
	mounts := p.mounts
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

// restart starts the container anew if there is one.
func (p *pod) restart(now time.Time) {
	if p.holds() && p.placed(now) {
		p.boot(now)
	}
}

// or returns the first pointer that is not nil.
func or[T any](p, otherwise *T) *T {
	if p != nil {
		return p
	}
	return otherwise
}

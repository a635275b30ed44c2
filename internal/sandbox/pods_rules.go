package sandbox

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// What Runpod says when there is no room, and in other cases that it does not
// distinguish.
const (
	noLongerInstances = "There are no longer any instances available with the requested specifications. Please refresh and try again."
	noInstances       = "There are no instances currently available"
	machineTooSmall   = "This machine does not have the resources to deploy your pod. Please try a different machine."
	noFreeGPUs        = "There are not enough free GPUs on the host machine to start this pod."
	noSuchPods        = "Could not find any pods with required specifications"

	needsTemplateOrDisk = "You must either provide a template id or pod configuration parameters"
)

// checkPodRequest applies the rules that need no look at the account.
func checkPodRequest(req *runpod.CreatePodRequest) error {
	switch {
	case req.GPU == nil && req.CPU == nil:
		return badRequest("Exactly one of gpu and cpu is required: there is neither")
	case req.GPU != nil && req.CPU != nil:
		return badRequest("Exactly one of gpu and cpu is required: there are both")
	case req.Disk == nil && req.TemplateID == nil:
		return badRequest(needsTemplateOrDisk)
	}
	if err := checkPorts(req.Ports); err != nil {
		return err
	}
	if err := checkMounts(req); err != nil {
		return err
	}
	if req.CPU != nil {
		return checkCPUPod(req)
	}
	switch {
	case req.GPU.Count == nil:
		return badRequest(noInstances)
	case len(req.GPU.AllowedCUDAVersions) > 0 && req.GPU.MinCUDAVersion != nil:
		return badRequest("gpu.allowedCudaVersions and gpu.minCudaVersion exclude each other")
	}
	return nil
}

func checkCPUPod(req *runpod.CreatePodRequest) error {
	switch {
	case cloudOf(req) != runpod.CloudSecure:
		return badRequest("CPU pods are available in the SECURE cloud only")
	case req.GlobalNetworking != nil && *req.GlobalNetworking:
		return badRequest("globalNetworking is available on NVIDIA GPU pods only")
	}
	return nil
}

func checkMounts(req *runpod.CreatePodRequest) error {
	if req.Mounts == nil {
		return nil
	}
	persistent, network := req.Mounts.Persistent, req.Mounts.Network
	switch {
	case persistent != nil && len(network) > 0:
		return badRequest("mounts.persistent and mounts.network exclude each other")
	case persistent != nil && req.CPU != nil:
		return badRequest("mounts.persistent is not available on CPU pods")
	case len(network) > 0 && cloudOf(req) != runpod.CloudSecure:
		return badRequest("mounts.network is available in the SECURE cloud only")
	}
	return checkMountPaths(*req.Mounts)
}

func checkMountPaths(m runpod.Mounts) error {
	var paths []string
	if m.Persistent != nil {
		paths = append(paths, m.Persistent.Path)
	}
	for _, n := range m.Network {
		paths = append(paths, n.Path)
	}
	for _, path := range paths {
		if !strings.HasPrefix(path, "/") {
			return badRequest("mounts: path %q is not absolute", path)
		}
	}
	return nil
}

func checkPorts(ports []string) error {
	for _, port := range ports {
		private, kind, _ := strings.Cut(port, "/")
		number, err := strconv.ParseUint(private, 10, 16)
		if err != nil || number == 0 || kind != "http" && kind != "tcp" {
			return badRequest("ports: %q is not of the form 8888/http or 22/tcp", port)
		}
	}
	return nil
}

func cloudOf(req *runpod.CreatePodRequest) runpod.Cloud {
	if req.Cloud == nil {
		return runpod.CloudSecure
	}
	return *req.Cloud
}

// equip gives a pod the hardware that the request asks for, and its price.
func (a *Account) equip(p *pod, req *runpod.CreatePodRequest) error {
	if req.CPU != nil {
		cpu, err := a.catalog.placeableCPU(*req.CPU)
		if err != nil {
			return err
		}
		p.cpu = &cpu
		p.price = a.catalog.cpu(cpu.ID).perVCPU.Decimal.Mul(decimal.NewFromInt(cpu.VCPUCount))
		return nil
	}
	g := a.catalog.gpu(req.GPU.ID)
	if g == nil {
		return badRequest("GPU type %q not found", req.GPU.ID)
	}
	price := g.price(p.cloud)
	if !price.Valid {
		return badRequest(noInstances)
	}
	cuda, ok := g.chooseCUDA(req.GPU.AllowedCUDAVersions, req.GPU.MinCUDAVersion)
	vcpus, ram := max(g.vcpus(), deref(req.GPU.MinVCPUCountPerGPU)), max(g.ram(), deref(req.GPU.MinRAMPerGPU))
	if !ok || *req.GPU.Count > maxGPUs || vcpus > 2*g.vcpus() || ram > 2*g.ram() {
		return badRequest(noSuchPods)
	}
	if p.globalNetworking && g.manufacturer() != runpod.GPUManufacturerNVIDIA {
		return badRequest("globalNetworking is available on NVIDIA GPU pods only")
	}
	count := *req.GPU.Count
	p.gpu = &runpod.GPUConfig{ID: g.id, Count: count, VCPUCount: float64(vcpus * count), Memory: float64(ram * count)}
	p.cuda = cuda
	p.price = price.Decimal.Mul(decimal.NewFromInt(count))
	return nil
}

// vcpus and ram (in GB) come with each GPU. A host has twice as much for those who ask.
func (g *gpuType) vcpus() int64 { return min(max(g.memory/5, 6), 24) }
func (g *gpuType) ram() int64   { return max(g.memory*3/2, 24) }

// chooseCUDA takes the newest version of a host that will do: among the set, or
// not older than the floor. It is empty on other makers' GPUs.
func (g *gpuType) chooseCUDA(set []string, floor *string) (version string, ok bool) {
	for _, v := range g.cudaVersions() {
		if v.Available && (len(set) == 0 || slices.Contains(set, v.Version)) && (floor == nil || !olderCUDA(v.Version, *floor)) {
			version = v.Version
		}
	}
	return version, version != "" || len(set) == 0 && floor == nil
}

// place finds a data center with room for that many pods like p. Those that the request names are
// enforced; a name that is none, such as one in lower case, has no room.
func (a *Account) place(p *pod, wanted []string, pods int64) error {
	var volume *runpod.NetworkVolume
	for _, m := range p.mounts.Network {
		v, ok := a.networkVolumes.get(m.VolumeID)
		if !ok {
			return badRequest("mounts.network: network volume %q not found", m.VolumeID)
		}
		if len(wanted) > 0 && !slices.Contains(wanted, v.DataCenter) {
			return badRequest("mounts.network: network volume %q is in data center %s, not in %s", v.ID, v.DataCenter, strings.Join(wanted, ", "))
		}
		volume = v
	}
	used := a.used()
	var most int64
	networked := !p.globalNetworking
	for _, d := range a.catalog.dataCenters {
		if len(wanted) > 0 && !slices.Contains(wanted, d.wire.ID) || volume != nil && volume.DataCenter != d.wire.ID {
			continue
		}
		if p.globalNetworking && !d.wire.GlobalNetwork {
			continue
		}
		networked = true
		p.dataCenter = d.wire.ID
		at, need := p.site()
		free := a.catalog.free(used, at)
		if free >= need*pods {
			return nil
		}
		most = max(most, free)
	}
	known := slices.ContainsFunc(wanted, func(id string) bool { return a.catalog.dataCenter(id) != nil })
	switch {
	case !networked && (known || volume != nil):
		return badRequest("globalNetworking is not available in the data centers that the pod may be in")
	case most > 0:
		return badRequest(machineTooSmall)
	default:
		return badRequest(noLongerInstances)
	}
}

// resources refuses a start where the pod's machine has nothing left for it. Where GPUs are what
// is missing, the pod may start without them.
func (a *Account) resources(now time.Time, p *pod) error {
	at, need := p.site()
	switch {
	case p.gpu != nil && a.bareStarts > 0:
		a.bareStarts--
		p.bare = true
		return nil
	case a.catalog.free(a.used(), at) >= need:
		return a.startable(now, p.price)
	case p.gpu != nil:
		return badRequest(noFreeGPUs)
	default:
		return badRequest(machineTooSmall)
	}
}

func deref[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

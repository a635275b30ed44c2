package sandbox

import (
	"cmp"
	"encoding/json"
	"hash/fnv"
	"math/bits"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// catalog is what Runpod has to offer, and how much of it there is.
type catalog struct {
	gpus        []*gpuType
	cpus        []*cpuFlavor
	dataCenters []*dataCenter
	stock       map[site]int64 // where it was set
}

// gpuType is a GPU. A price that is not Valid means that it is not offered there.
type gpuType struct {
	id, name, pool                string
	memory                        int64 // GB
	secure, community, flex       decimal.NullDecimal
	secureHolder, communityHolder json.Number // what stands where a price is missing
}

// cpuFlavor is a CPU. A price that is not Valid is not known.
type cpuFlavor struct {
	id, group           string
	vcpuMin, vcpuMax    int64
	ramPerVCPU          int64 // GB
	perVCPU, serverless decimal.NullDecimal
}

// site is where stock stands: GPUs of a type, or vCPUs of a flavor.
type site struct {
	hardware, dataCenter string
	cloud                runpod.Cloud
}

// maxGPUs is the maximum number of GPUs of one type in one pod.
const maxGPUs = 8

// maxVCPUs is in where Runpod publishes no upper bound for a flavor.
const maxVCPUs = 32

// newCatalog takes prices from the snapshot that the provider falls back on, so
// that a plan through the sandbox and one without it show the same costs.
func newCatalog() *catalog {
	prices := cost.Snapshot()
	k := &catalog{dataCenters: newDataCenters(), stock: map[site]int64{}}
	for i, p := range prices.GPUs() {
		g := &gpuType{
			id: p.ID, name: p.Name, pool: p.Pool, memory: p.VRAMGB,
			secure: p.SecurePerHour, community: p.CommunityPerHour, flex: p.FlexPerHour,
			secureHolder: "0", communityHolder: "0.5",
		}
		if i%2 == 1 { // Runpod has both
			g.secureHolder, g.communityHolder = "0.5", "0"
		}
		k.gpus = append(k.gpus, g)
	}
	for _, p := range prices.CPUs() {
		k.cpus = append(k.cpus, &cpuFlavor{
			id: p.ID, group: cpuGroup(p.ID), ramPerVCPU: p.RAMGBPerVCPU,
			vcpuMin: p.VCPUMin, vcpuMax: cmp.Or(p.VCPUMax, maxVCPUs),
			perVCPU: p.PodPerVCPUHour, serverless: p.ServerlessPerVCPUHour,
		})
	}
	return k
}

func cpuGroup(flavor string) string {
	return map[byte]string{'c': "Compute-Optimized", 'g': "General Purpose", 'm': "Memory-Optimized"}[flavor[len(flavor)-1]]
}

func (k *catalog) gpu(id string) *gpuType {
	return lookUp(k.gpus, func(g *gpuType) bool { return g.id == id })
}

func (k *catalog) cpu(id string) *cpuFlavor {
	return lookUp(k.cpus, func(f *cpuFlavor) bool { return f.id == id })
}

func (k *catalog) dataCenter(id string) *dataCenter {
	return lookUp(k.dataCenters, func(d *dataCenter) bool { return d.wire.ID == id })
}

// price is what one GPU costs an hour in a cloud, not Valid where it is not offered.
func (g *gpuType) price(cloud runpod.Cloud) decimal.NullDecimal {
	if cloud == runpod.CloudCommunity {
		return g.community
	}
	return g.secure
}

func (g *gpuType) manufacturer() runpod.GPUManufacturer {
	if strings.HasPrefix(g.id, "AMD ") {
		return runpod.GPUManufacturerAMD
	}
	return runpod.GPUManufacturerNVIDIA // Teslas are theirs too
}

// cudaVersions are those that hosts of a type may have, oldest first.
func (g *gpuType) cudaVersions() []runpod.CUDAVersionAvailability {
	if g.manufacturer() != runpod.GPUManufacturerNVIDIA {
		return nil
	}
	return []runpod.CUDAVersionAvailability{
		{Version: "11.8", Available: false},
		{Version: "12.4", Available: true},
		{Version: "12.6", Available: true},
		{Version: "12.8", Available: true},
		{Version: "12.9", Available: true},
		{Version: "13.0", Available: true},
		{Version: "13.1", Available: false},
	}
}

// total is how many GPUs of a type, or vCPUs of a flavor, a site has.
func (k *catalog) total(s site) int64 {
	if n, ok := k.stock[s]; ok {
		return n
	}
	if k.cpu(s.hardware) != nil {
		if s.cloud != runpod.CloudSecure {
			return 0
		}
		return 512
	}
	if g := k.gpu(s.hardware); g == nil || !g.price(s.cloud).Valid {
		return 0
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(s.hardware + "\x00" + s.dataCenter + "\x00" + string(s.cloud)))
	return []int64{12, 40, 120, 120}[h.Sum32()%4] // some variety for whoever looks at stock
}

// free is what is left of a site's total.
func (k *catalog) free(used map[site]int64, s site) int64 {
	return max(0, k.total(s)-used[s])
}

// has reports whether a CPU of the flavor can have that many vCPUs.
func (f *cpuFlavor) has(vcpus int64) bool {
	return vcpus >= f.vcpuMin && vcpus <= f.vcpuMax && bits.OnesCount64(uint64(vcpus)) == 1
}

// maxCount is how many GPUs of the type can be had together in a cloud.
func (g *gpuType) maxCount(cloud runpod.Cloud) int64 {
	if cloud == runpod.CloudSecure && g.secure.Valid || cloud == runpod.CloudCommunity && g.community.Valid {
		return maxGPUs
	}
	return 0
}

// placeableCPU checks a wish for vCPUs and says what memory comes with them.
func (k *catalog) placeableCPU(want runpod.CreateCPUConfig) (runpod.CPUConfig, error) {
	f := k.cpu(want.ID)
	if f == nil {
		return runpod.CPUConfig{}, badRequest("CPU flavor %q not found", want.ID)
	}
	if !f.has(want.VCPUCount) {
		return runpod.CPUConfig{}, badRequest("vcpuCount %d is not available for %s: it must be a power of two from %d to %d", want.VCPUCount, f.id, f.vcpuMin, f.vcpuMax)
	}
	return runpod.CPUConfig{ID: f.id, VCPUCount: want.VCPUCount, Memory: want.VCPUCount * f.ramPerVCPU}, nil
}

// level is how Runpod mentions stock, when need of it are asked for at once.
func level(stock, need int64) runpod.AvailabilityLevel {
	switch {
	case stock < need || stock <= 0:
		return runpod.AvailabilityLevelNone
	case stock < 16:
		return runpod.AvailabilityLevelLow
	case stock < 64:
		return runpod.AvailabilityLevelMedium
	default:
		return runpod.AvailabilityLevelHigh
	}
}

// SetCapacity sets how many GPUs of a type, or vCPUs of a flavor, a data center
// has in a cloud; those in use count. An empty data center or cloud means all
// of them. It panics on a type, flavor or data center that Runpod does not have.
func (a *Account) SetCapacity(hardware, dataCenterID string, cloud runpod.Cloud, count int64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.catalog.gpu(hardware) == nil && a.catalog.cpu(hardware) == nil {
		panic("sandbox: no GPU type or CPU flavor " + hardware)
	}
	if dataCenterID != "" && a.catalog.dataCenter(dataCenterID) == nil {
		panic("sandbox: no data center " + dataCenterID)
	}
	for _, d := range a.catalog.dataCenters {
		for _, in := range []runpod.Cloud{runpod.CloudSecure, runpod.CloudCommunity} {
			if (dataCenterID == "" || d.wire.ID == dataCenterID) && (cloud == "" || cloud == in) {
				a.catalog.stock[site{hardware, d.wire.ID, in}] = count
			}
		}
	}
}

// SetGPUPrice sets what a GPU type costs, in USD per GPU and hour. A price that
// is not Valid takes the type off the cloud, or off serverless. It panics on a
// type that Runpod does not have.
func (a *Account) SetGPUPrice(gpuTypeID string, secure, community, serverless decimal.NullDecimal) {
	a.mu.Lock()
	defer a.mu.Unlock()
	g := a.catalog.gpu(gpuTypeID)
	if g == nil {
		panic("sandbox: no GPU type " + gpuTypeID)
	}
	g.secure, g.community, g.flex = secure, community, serverless
}

// used is how much of every site is taken.
func (a *Account) used() map[site]int64 {
	used := map[site]int64{}
	for _, p := range a.pods.all() {
		if p.holds() {
			at, n := p.site()
			used[at] += n
		}
	}
	a.addWorkers(used)
	return used
}

package sandbox

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// changeEndpoint makes the changes to e, by the rules that the schema does not
// tell.
func (a *Account) changeEndpoint(c *call, e *runpod.Endpoint, req *runpod.UpdateEndpointRequest) error {
	steps := []func() error{
		func() error { return a.changeEndpointContainer(c, e, req) },
		func() error { return changeScaling(e, req) },
		func() error { return changeWorkers(e, req.Workers) },
		func() error { return a.changeEndpointGPU(e, req.GPU) },
		func() error { return a.changeEndpointCPU(e, req.CPU) },
		func() error { return a.changeEndpointPlaces(e, req) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	set(&e.Name, req.Name)
	set(&e.FlashBoot, req.FlashBoot)
	set(&e.Timeout, req.Timeout)
	return nil
}

func (a *Account) changeEndpointContainer(c *call, e *runpod.Endpoint, req *runpod.UpdateEndpointRequest) error {
	container, err := a.configured(c, e.Container, req.ContainerConfig, req.TemplateID, true)
	if err != nil {
		return err
	}
	if container.Disk == 0 {
		return badRequest(needsTemplateOrDisk)
	}
	e.Container = container
	return nil
}

func changeScaling(e *runpod.Endpoint, req *runpod.UpdateEndpointRequest) error {
	set(&e.Scaling, req.Scaling)
	if e.Type == runpod.EndpointTypeLoadBalancer && e.Scaling.Type != runpod.ScalingTypeRequestCount {
		return unprocessableFor("LOAD_BALANCER endpoints scale on REQUEST_COUNT only: scaling.type is %s", e.Scaling.Type)
	}
	if !countsQueue(e) {
		if e.Workers.IdleTimeout == nil {
			e.Workers.IdleTimeout = new(int64(defaultIdleTimeout))
		}
		return nil
	}
	e.Workers.IdleTimeout = nil
	if req.Workers != nil && req.Workers.IdleTimeout != nil {
		return unprocessableFor("idleTimeout does not apply to queue-based endpoints scaling on requestCount")
	}
	return nil
}

// countsQueue reports whether the endpoint has no idle timeout.
func countsQueue(e *runpod.Endpoint) bool {
	return e.Type == runpod.EndpointTypeQueue && e.Scaling.Type == runpod.ScalingTypeRequestCount
}

func changeWorkers(e *runpod.Endpoint, req *runpod.EndpointWorkersRequest) error {
	if req == nil {
		return nil
	}
	set(&e.Workers.Min, req.Min)
	set(&e.Workers.Max, req.Max)
	if req.IdleTimeout != nil {
		e.Workers.IdleTimeout = req.IdleTimeout
	}
	if e.Workers.Min > e.Workers.Max {
		return badRequest("workers.min (%d) must not be greater than workers.max (%d)", e.Workers.Min, e.Workers.Max)
	}
	return nil
}

func (a *Account) changeEndpointGPU(e *runpod.Endpoint, req *runpod.UpdateEndpointGPUConfig) error {
	if req == nil {
		return nil
	}
	if e.GPU == nil {
		return badRequest("gpu cannot be set on a CPU endpoint: the compute family is fixed when the endpoint is created")
	}
	if req.Pools != nil {
		excluded := trimmed(req.ExcludedTypes)
		if err := a.checkPools(req.Pools, excluded); err != nil {
			return err
		}
		e.GPU.Pools, e.GPU.ExcludedTypes = req.Pools, excluded
	}
	set(&e.GPU.Count, req.Count)
	if req.AllowedCUDAVersions != nil {
		e.GPU.AllowedCUDAVersions = req.AllowedCUDAVersions
	}
	if req.MinCUDAVersion != nil {
		e.GPU.MinCUDAVersion = req.MinCUDAVersion
		if *req.MinCUDAVersion == "" {
			e.GPU.MinCUDAVersion = nil
		}
	}
	if len(e.GPU.AllowedCUDAVersions) > 0 && e.GPU.MinCUDAVersion != nil {
		return badRequest("gpu.allowedCudaVersions and gpu.minCudaVersion are mutually exclusive")
	}
	return nil
}

func (k *catalog) hasPool(pool string) bool {
	return pool != "" && slices.ContainsFunc(k.gpus, func(g *gpuType) bool { return g.pool == pool })
}

func (a *Account) checkPools(pools, excluded []string) error {
	for _, pool := range pools {
		if !a.catalog.hasPool(pool) {
			return badRequest("GPU pool %q not found", pool)
		}
		if a.closedPools[pool] {
			return refuse(http.StatusForbidden, "Your account does not have access to GPU pool %q", pool)
		}
	}
	for _, id := range excluded {
		switch g := a.catalog.gpu(id); {
		case g == nil:
			return badRequest("gpu.excludedTypes: GPU type %q not found", id)
		case !slices.Contains(pools, g.pool):
			return badRequest("gpu.excludedTypes: GPU type %q is not in the pools %s", id, strings.Join(pools, ", "))
		}
	}
	for _, g := range a.catalog.gpus {
		if slices.Contains(pools, g.pool) && !slices.Contains(excluded, g.id) {
			return nil
		}
	}
	return badRequest("gpu.excludedTypes leaves no GPU type of the pools %s", strings.Join(pools, ", "))
}

// trimmed takes the blanks off the ends of IDs. Those that are then equal count once: the
// schema wants no two of an answer to be equal.
func trimmed(ids []string) []string {
	var different []string
	for _, id := range ids {
		if id = trim(id); !slices.Contains(different, id) {
			different = append(different, id)
		}
	}
	return different
}

func (a *Account) changeEndpointCPU(e *runpod.Endpoint, req []runpod.CreateCPUConfig) error {
	if req == nil {
		return nil
	}
	if e.GPU != nil {
		return badRequest("cpu cannot be set on a GPU endpoint: the compute family is fixed when the endpoint is created")
	}
	cpus := []runpod.CPUConfig{}
	for _, want := range req {
		cpu, err := a.catalog.placeableCPU(want)
		if err != nil {
			return err
		}
		cpus = append(cpus, cpu)
	}
	e.CPU = cpus
	return nil
}

func (a *Account) changeEndpointPlaces(e *runpod.Endpoint, req *runpod.UpdateEndpointRequest) error {
	for _, id := range req.DataCenterIDs {
		if a.catalog.dataCenter(id) == nil {
			return badRequest("Data center %q not found", id)
		}
	}
	if req.DataCenterIDs != nil {
		e.DataCenterIDs = req.DataCenterIDs
	}
	if req.NetworkVolumes == nil {
		return nil
	}
	in := map[string]string{}
	for _, id := range req.NetworkVolumes {
		v, ok := a.networkVolumes.get(id)
		if !ok {
			return badRequest("Network volume %q not found", id)
		}
		if other, taken := in[v.DataCenter]; taken {
			return badRequest("Only one network volume per data center is allowed: %s and %s are both in %s", other, id, v.DataCenter)
		}
		in[v.DataCenter] = id
	}
	e.NetworkVolumes = slices.Clone(req.NetworkVolumes)
	slices.Reverse(e.NetworkVolumes) // Runpod does not keep the order; here it never does
	return nil
}

// admitEndpoint refuses a draft that the account may not have for its quota or
// its balance. old is nil for a new endpoint.
func (a *Account) admitEndpoint(now time.Time, old *endpoint, draft *runpod.Endpoint) error {
	var oldMax int64
	var oldRate decimal.Decimal
	if old != nil {
		oldMax, oldRate = old.wire.Workers.Max, a.endpointRate(&old.wire)
	}
	if draft.Workers.Max > oldMax {
		quota := a.workerQuota()
		free := quota
		for _, e := range a.endpoints.all() {
			if e != old {
				free -= e.wire.Workers.Max
			}
		}
		if draft.Workers.Max > free {
			return badRequest("Max workers across all endpoints must not exceed your workers quota (%d). Reduce the max workers for other endpoints or lower the max worker count for this endpoint to at most %d.",
				quota, max(0, free))
		}
	}
	if rate := a.endpointRate(draft); rate.GreaterThan(oldRate) {
		return a.affordable(now, rate)
	}
	return nil
}

// roomyQuota holds while nothing says how many workers there may be: enough for
// any module that is being written, and few enough to count.
const roomyQuota = 1000

// workerQuota is how many workers all endpoints together may have.
func (a *Account) workerQuota() int64 {
	if a.funds.quota >= 0 {
		return a.funds.quota
	}
	if !a.funds.balance.Valid {
		return roomyQuota
	}
	quota := int64(5)
	for _, step := range []struct{ usd, workers int64 }{{100, 10}, {200, 20}, {300, 30}, {500, 40}, {700, 50}, {900, 60}} {
		if a.funds.balance.Decimal.GreaterThanOrEqual(decimal.NewFromInt(step.usd)) {
			quota = step.workers
		}
	}
	return quota
}

// endpointRate is what all workers together cost an hour, in USD, on the
// most expensive hardware that the endpoint allows.
func (a *Account) endpointRate(e *runpod.Endpoint) decimal.Decimal {
	var worker decimal.Decimal
	for _, h := range a.endpointHardware(e) {
		worker = decimal.Max(worker, a.workerUSD(h))
	}
	return worker.Mul(decimal.NewFromInt(e.Workers.Max))
}

// hardware is what one worker takes: GPUs of a type, or vCPUs of a flavor.
type hardware struct {
	id    string
	units int64
}

// endpointHardware lists what the workers may run on, the first choice first.
func (a *Account) endpointHardware(e *runpod.Endpoint) []hardware {
	var allowed []hardware
	for _, cpu := range e.CPU {
		allowed = append(allowed, hardware{cpu.ID, cpu.VCPUCount})
	}
	if e.GPU == nil {
		return allowed
	}
	for _, pool := range e.GPU.Pools {
		for _, g := range a.catalog.gpus {
			_, fits := g.chooseCUDA(e.GPU.AllowedCUDAVersions, e.GPU.MinCUDAVersion)
			if g.pool == pool && fits && !slices.Contains(e.GPU.ExcludedTypes, g.id) {
				allowed = append(allowed, hardware{g.id, e.GPU.Count})
			}
		}
	}
	return allowed
}

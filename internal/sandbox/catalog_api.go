package sandbox

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

func (a *Account) catalogRoutes() []route {
	return []route{
		{"GET /v2/catalog/gpus", with(gpuQuery, a.listGPUTypes)},
		{"GET /v2/catalog/gpus/{id}", with(gpuQuery, a.getGPUType)},
		{"GET /v2/catalog/cpus", with(cpuQuery, a.listCPUTypes)},
		{"GET /v2/catalog/cpus/{id}", with(cpuQuery, a.getCPUType)},
		{"GET /v2/catalog/datacenters", a.listDataCenters},
		{"GET /v2/catalog/datacenters/{id}", a.getDataCenter},
	}
}

// gpuQuery reads the parameters of a GPU look-up.
func gpuQuery(c *call) (query, error) {
	q, err := c.stockQuery(
		optional("product", list(oneOf(runpod.ProductPod, runpod.ProductCluster, runpod.ProductServerless))),
		optional("count", integer().atLeast(1)),
		optional("cloud", clouds()),
		optional("countryCodes", list(matching(`^[A-Z]{2}$`))),
		optional("cudaVersions", cudaVersions()),
		optional("minCudaVersion", matching(`^\d+(\.\d+)?$`)),
	)
	if err == nil && q.has("cudaVersions") && q.has("minCudaVersion") {
		err = badRequest("cudaVersions and minCudaVersion exclude each other")
	}
	return q, err
}

func cpuQuery(c *call) (query, error) {
	return c.stockQuery(
		optional("product", list(oneOf(runpod.ProductPod, runpod.ProductServerless))),
		optional("vcpuCount", integer().atLeast(2)),
	)
}

// stockQuery reads the parameters of a look-up that may ask for stock. Those that bound
// the stock mean nothing without it.
func (c *call) stockQuery(fields ...field) (query, error) {
	include := optional("include", list(oneOf(runpod.CatalogIncludeAvailability)).atMost(1))
	q, err := c.query(append([]field{include}, fields...)...)
	switch {
	case err != nil:
		return nil, err
	case q.has("include") && !q.has("product"):
		return nil, badRequest("include=AVAILABILITY needs product: stock is per product")
	case q.has("include"):
		return q, nil
	}
	for _, name := range []string{"product", "cloud", "count", "countryCodes", "vcpuCount"} {
		if q.has(name) {
			return nil, badRequest("%s needs include=AVAILABILITY", name)
		}
	}
	return q, nil
}

func (a *Account) listGPUTypes(_ *call, q query) (any, error) {
	gpus := []runpod.GPUType{}
	for _, g := range a.catalog.gpus {
		if g.matches(q) {
			gpus = append(gpus, a.gpuAnswer(g, q))
		}
	}
	return map[string]any{"gpus": gpus}, nil
}

// matches reports whether the filters of a list leave a GPU type in it, whatever its
// stock.
func (g *gpuType) matches(q query) bool {
	if q.has("include") && !sells(g, runpod.CloudSecure, q) && !sells(g, runpod.CloudCommunity, q) {
		return false
	}
	if !q.has("cudaVersions") && !q.has("minCudaVersion") {
		return true
	}
	return slices.ContainsFunc(g.cudaVersions(), func(v runpod.CUDAVersionAvailability) bool { return wantsCUDA(q, v.Version) })
}

// wantsCUDA reports whether the filters of a look-up take a CUDA version.
func wantsCUDA(q query, version string) bool {
	return (!q.has("cudaVersions") || slices.Contains(q.texts("cudaVersions"), version)) &&
		(!q.has("minCudaVersion") || !olderCUDA(version, q.text("minCudaVersion")))
}

func (a *Account) getGPUType(c *call, q query) (any, error) {
	g := a.catalog.gpu(c.id())
	if g == nil {
		return nil, notFound("GPU type")
	}
	return a.gpuAnswer(g, q), nil
}

func (a *Account) gpuAnswer(g *gpuType, q query) runpod.GPUType {
	answer := runpod.GPUType{
		ID: g.id, Name: g.name, Manufacturer: g.manufacturer(), Memory: g.memory,
		Secure: g.secure.Valid, Community: g.community.Valid,
		Price: runpod.GPUPrice{Secure: g.secureHolder, Community: g.communityHolder},
	}
	if g.pool != "" {
		answer.Pool = &g.pool
		if g.flex.Valid {
			flex := number(g.flex)
			answer.Price.Serverless = &flex
		}
	}
	answer.MaxCount.Secure, answer.MaxCount.Community = g.maxCount(runpod.CloudSecure), g.maxCount(runpod.CloudCommunity)
	if g.secure.Valid {
		answer.Price.Secure = number(g.secure)
	}
	if g.community.Valid {
		answer.Price.Community = number(g.community)
	}
	if q.has("include") {
		a.addGPUAvailability(&answer, g, q)
	}
	return answer
}

func (a *Account) addGPUAvailability(answer *runpod.GPUType, g *gpuType, q query) {
	fits := !q.has("cudaVersions") && !q.has("minCudaVersion")
	for _, v := range g.cudaVersions() {
		if wantsCUDA(q, v.Version) {
			answer.CUDAVersions = append(answer.CUDAVersions, v)
			fits = fits || v.Available
		}
	}
	used := a.used()
	answer.Availability, answer.DataCenters = a.catalog.availability(q.integer("count", 1), q.texts("countryCodes"), func(dataCenterID string) int64 {
		var stock int64
		for _, cloud := range []runpod.Cloud{runpod.CloudSecure, runpod.CloudCommunity} {
			if fits && sells(g, cloud, q) {
				stock = max(stock, a.catalog.free(used, site{g.id, dataCenterID, cloud}))
			}
		}
		return stock
	})
}

// availability says how well the stock of each data center of some countries, or
// of all, meets a need, and how well the best of them does.
func (k *catalog) availability(need int64, countries []string, stockIn func(dataCenterID string) int64) (runpod.AvailabilityLevel, []runpod.DataCenterAvailability) {
	var best int64
	places := []runpod.DataCenterAvailability{}
	for _, d := range k.dataCenters {
		if len(countries) > 0 && !slices.Contains(countries, d.country) {
			continue
		}
		stock := stockIn(d.wire.ID)
		best = max(best, stock)
		places = append(places, runpod.DataCenterAvailability{ID: d.wire.ID, Name: d.wire.Name, Availability: level(stock, need)})
	}
	return level(best, need), places
}

// sells reports whether a GPU type is offered in a cloud as every product that the query
// asks for, and as many at once. Only pods are rented in the community cloud. Workers may
// run on types that no cloud rents as pods.
func sells(g *gpuType, cloud runpod.Cloud, q query) bool {
	asked, most := q.text("cloud"), g.maxCount(cloud)
	if asked == "" && cloud == runpod.CloudSecure && slices.Equal(q.texts("product"), []string{string(runpod.ProductServerless)}) {
		most = maxGPUs
	}
	if asked != "" && asked != string(cloud) || q.integer("count", 1) > most {
		return false
	}
	for _, product := range q.texts("product") {
		switch runpod.Product(product) {
		case runpod.ProductServerless:
			if cloud != runpod.CloudSecure || g.pool == "" {
				return false
			}
		case runpod.ProductCluster:
			if cloud != runpod.CloudSecure || g.memory < 80 {
				return false
			}
		}
	}
	return true
}

func (a *Account) listCPUTypes(_ *call, q query) (any, error) {
	cpus := []runpod.CPUType{}
	for _, f := range a.catalog.cpus {
		if !q.has("vcpuCount") || f.has(q.integer("vcpuCount", 0)) {
			cpus = append(cpus, a.cpuAnswer(f, q))
		}
	}
	return map[string]any{"cpus": cpus}, nil
}

func (a *Account) getCPUType(c *call, q query) (any, error) {
	f := a.catalog.cpu(c.id())
	if f == nil {
		return nil, notFound("CPU flavor")
	}
	return a.cpuAnswer(f, q), nil
}

func (a *Account) cpuAnswer(f *cpuFlavor, q query) runpod.CPUType {
	answer := runpod.CPUType{
		ID: f.id, Name: f.id, Group: f.group,
		VCPU:         runpod.CPUVCPURange{Min: f.vcpuMin, Max: f.vcpuMax},
		RAMGBPerVCPU: json.Number(strconv.FormatInt(f.ramPerVCPU, 10)),
		Price:        runpod.CPUPrice{SecurePerVCPU: number(f.perVCPU), ServerlessPerVCPU: number(f.serverless)},
	}
	if !q.has("include") {
		return answer
	}
	used, need := a.used(), q.integer("vcpuCount", 2)
	answer.Availability, answer.DataCenters = a.catalog.availability(need, nil, func(dataCenterID string) int64 {
		if q.has("vcpuCount") && !f.has(need) {
			return 0
		}
		return a.catalog.free(used, site{f.id, dataCenterID, runpod.CloudSecure})
	})
	return answer
}

// number writes a price as JSON, exactly. One that is not known is 0, as Runpod has it.
func number(price decimal.NullDecimal) json.Number {
	if !price.Valid {
		return "0"
	}
	return json.Number(price.Decimal.String())
}

// olderCUDA compares versions such as 12.4 and 12, number by number.
func olderCUDA(version, than string) bool {
	return slices.Compare(versionNumbers(version), versionNumbers(than)) < 0
}

func versionNumbers(version string) []int {
	major, minor, _ := strings.Cut(version, ".")
	numbers := []int{0, 0}
	numbers[0], _ = strconv.Atoi(major) // digits only: the schema says so
	numbers[1], _ = strconv.Atoi(minor)
	return numbers
}

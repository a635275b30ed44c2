package sandbox

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

func catalogRoutes() []route {
	return []route{
		{"GET /v2/catalog/gpus", listGPUTypes},
		{"GET /v2/catalog/gpus/{id}", getGPUType},
		{"GET /v2/catalog/cpus", listCPUTypes},
		{"GET /v2/catalog/cpus/{id}", getCPUType},
		{"GET /v2/catalog/datacenters", listDataCenters},
		{"GET /v2/catalog/datacenters/{id}", getDataCenter},
	}
}

func includeAvailability() field {
	return optional("include", list(oneOf(runpod.CatalogIncludeAvailability)).atMost(1))
}

// gpuQuery reads the parameters of a GPU look-up.
func gpuQuery(c *call) (query, error) {
	q, err := c.query(
		includeAvailability(),
		optional("product", list(oneOf(runpod.ProductPod, runpod.ProductCluster, runpod.ProductServerless))),
		optional("count", integer().atLeast(1)),
		optional("cloud", clouds()),
		optional("countryCodes", list(matching(`^[A-Z]{2}$`))),
		optional("cudaVersions", cudaVersions()),
		optional("minCudaVersion", matching(`^\d+(\.\d+)?$`)),
	)
	if err != nil {
		return nil, err
	}
	return q, needProduct(q)
}

func cpuQuery(c *call) (query, error) {
	q, err := c.query(
		includeAvailability(),
		optional("product", list(oneOf(runpod.ProductPod, runpod.ProductServerless))),
		optional("vcpuCount", integer().atLeast(2)),
	)
	if err != nil {
		return nil, err
	}
	return q, needProduct(q)
}

func needProduct(q query) error {
	if q.has("include") && !q.has("product") {
		return badRequest("include=AVAILABILITY needs product: stock is per product")
	}
	return nil
}

func listGPUTypes(a *Account, c *call) (int, any, error) {
	q, err := gpuQuery(c)
	if err != nil {
		return 0, nil, err
	}
	gpus := []runpod.GPUType{}
	for i := range a.catalog.gpus {
		gpus = append(gpus, a.gpuAnswer(&a.catalog.gpus[i], q))
	}
	return http.StatusOK, map[string]any{"gpus": gpus}, nil
}

func getGPUType(a *Account, c *call) (int, any, error) {
	q, err := gpuQuery(c)
	if err != nil {
		return 0, nil, err
	}
	g := a.catalog.gpu(c.id())
	if g == nil {
		return 0, nil, notFound("GPU type", c.id())
	}
	return http.StatusOK, a.gpuAnswer(g, q), nil
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
	if g.secure.Valid {
		answer.Price.Secure, answer.MaxCount.Secure = number(g.secure), maxGPUs
	}
	if g.community.Valid {
		answer.Price.Community, answer.MaxCount.Community = number(g.community), maxGPUs
	}
	if q.has("include") {
		a.addGPUAvailability(&answer, g, q)
	}
	return answer
}

func (a *Account) addGPUAvailability(answer *runpod.GPUType, g *gpuType, q query) {
	answer.CUDAVersions = []runpod.CUDAVersionAvailability{}
	fits := !q.has("cudaVersions") && !q.has("minCudaVersion")
	for _, v := range g.cudaVersions() {
		wanted := (!q.has("cudaVersions") || slices.Contains(q.texts("cudaVersions"), v.Version)) &&
			(!q.has("minCudaVersion") || !olderCUDA(v.Version, q.text("minCudaVersion")))
		if wanted {
			answer.CUDAVersions = append(answer.CUDAVersions, v)
			fits = fits || v.Available
		}
	}
	used, need := a.used(), q.integer("count", 1)
	answer.DataCenters = []runpod.DataCenterAvailability{}
	var best int64
	for _, d := range a.catalog.dataCenters {
		if countries := q.texts("countryCodes"); len(countries) > 0 && !slices.Contains(countries, d.country) {
			continue
		}
		var stock int64
		for _, cloud := range []runpod.Cloud{runpod.CloudSecure, runpod.CloudCommunity} {
			if fits && sells(g, cloud, q) {
				stock = max(stock, a.catalog.free(used, site{g.id, d.wire.ID, cloud}))
			}
		}
		best = max(best, stock)
		answer.DataCenters = append(answer.DataCenters,
			runpod.DataCenterAvailability{ID: d.wire.ID, Name: d.wire.Name, Availability: level(stock, need)})
	}
	answer.Availability = level(best, need)
}

// sells reports whether a GPU type is offered in a cloud as every product that
// the query asks for. Only pods are rented in the community cloud.
func sells(g *gpuType, cloud runpod.Cloud, q query) bool {
	if asked := q.text("cloud"); asked != "" && asked != string(cloud) {
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

func listCPUTypes(a *Account, c *call) (int, any, error) {
	q, err := cpuQuery(c)
	if err != nil {
		return 0, nil, err
	}
	cpus := []runpod.CPUType{}
	for i := range a.catalog.cpus {
		cpus = append(cpus, a.cpuAnswer(&a.catalog.cpus[i], q))
	}
	return http.StatusOK, map[string]any{"cpus": cpus}, nil
}

func getCPUType(a *Account, c *call) (int, any, error) {
	q, err := cpuQuery(c)
	if err != nil {
		return 0, nil, err
	}
	f := a.catalog.cpu(c.id())
	if f == nil {
		return 0, nil, notFound("CPU flavor", c.id())
	}
	return http.StatusOK, a.cpuAnswer(f, q), nil
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
	answer.DataCenters = []runpod.DataCenterAvailability{}
	var best int64
	for _, d := range a.catalog.dataCenters {
		stock := a.catalog.free(used, site{f.id, d.wire.ID, runpod.CloudSecure})
		if need > f.vcpuMax {
			stock = 0
		}
		best = max(best, stock)
		answer.DataCenters = append(answer.DataCenters,
			runpod.DataCenterAvailability{ID: d.wire.ID, Name: d.wire.Name, Availability: level(stock, need)})
	}
	answer.Availability = level(best, need)
	return answer
}

// number writes a price as JSON, exactly. One that is not known is 0, as RunPod has it.
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

package runpod

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
)

// GPUManufacturer makes GPUs.
type GPUManufacturer string

// The manufacturers.
const (
	GPUManufacturerNVIDIA  GPUManufacturer = "NVIDIA"
	GPUManufacturerAMD     GPUManufacturer = "AMD"
	GPUManufacturerUnknown GPUManufacturer = "UNKNOWN"
)

// AvailabilityLevel is how much stock there is. It reserves nothing.
type AvailabilityLevel string

// The levels.
const (
	AvailabilityLevelNone   AvailabilityLevel = "NONE"
	AvailabilityLevelLow    AvailabilityLevel = "LOW"
	AvailabilityLevelMedium AvailabilityLevel = "MEDIUM"
	AvailabilityLevelHigh   AvailabilityLevel = "HIGH"
)

// Product is what stock is looked up for. CPUs know POD and SERVERLESS only.
type Product string

// The products.
const (
	ProductPod        Product = "POD"
	ProductCluster    Product = "CLUSTER"
	ProductServerless Product = "SERVERLESS"
)

// CatalogInclude is an optional part of a catalog answer.
type CatalogInclude string

// CatalogIncludeAvailability adds stock levels; it needs a product.
const CatalogIncludeAvailability CatalogInclude = "AVAILABILITY"

// GPUType is a GPU that Runpod offers.
type GPUType struct {
	ID           string          `json:"id"` // "NVIDIA A100 80GB PCIe"
	Name         string          `json:"name"`
	Pool         *string         `json:"pool"` // serverless pool, "AMPERE_80"
	Manufacturer GPUManufacturer `json:"manufacturer"`
	Memory       int64           `json:"memory"` // GB per GPU
	Secure       bool            `json:"secure"`
	Community    bool            `json:"community"`
	Price        GPUPrice        `json:"price"`
	MaxCount     GPUMaxCount     `json:"maxCount"`

	// With CatalogIncludeAvailability only.
	Availability AvailabilityLevel         `json:"availability,omitzero"`
	DataCenters  []DataCenterAvailability  `json:"dataCenters,omitzero"`
	CUDAVersions []CUDAVersionAvailability `json:"cudaVersions,omitzero"`
}

// GPUPrice is USD per GPU and hour. A price that Runpod leaves null is "".
type GPUPrice struct {
	Secure     json.Number  `json:"secure"`
	Community  json.Number  `json:"community"`
	Serverless *json.Number `json:"serverless,omitzero"`
}

// GPUMaxCount is the maximum number of GPUs of a type in one pod.
type GPUMaxCount struct {
	Secure    int64 `json:"secure"`
	Community int64 `json:"community"`
}

// DataCenterAvailability is the stock in a data center.
type DataCenterAvailability struct {
	ID           string            `json:"id"`
	Name         string            `json:"name"`
	Availability AvailabilityLevel `json:"availability"`
}

// CUDAVersionAvailability says whether hosts with a CUDA version have stock.
type CUDAVersionAvailability struct {
	Version   string `json:"version"`
	Available bool   `json:"available"`
}

// CPUType is a CPU flavor that Runpod offers.
type CPUType struct {
	ID           string       `json:"id"` // "cpu5c"
	Name         string       `json:"name"`
	Group        string       `json:"group"`
	VCPU         CPUVCPURange `json:"vcpu"`
	RAMGBPerVCPU json.Number  `json:"ramGbPerVcpu"`
	Price        CPUPrice     `json:"price"`

	// With CatalogIncludeAvailability only.
	Availability AvailabilityLevel        `json:"availability,omitzero"`
	DataCenters  []DataCenterAvailability `json:"dataCenters,omitzero"`
}

// CPUVCPURange is how many vCPUs a flavor can have.
type CPUVCPURange struct {
	Min int64 `json:"min"`
	Max int64 `json:"max"`
}

// CPUPrice is USD per vCPU and hour.
type CPUPrice struct {
	SecurePerVCPU     json.Number `json:"securePerVcpu"`
	ServerlessPerVCPU json.Number `json:"serverlessPerVcpu"`
}

type listGPUTypesResponse struct {
	paginated
	GPUs []GPUType `json:"gpus"`
}

type listCPUTypesResponse struct {
	paginated
	CPUs []CPUType `json:"cpus"`
}

// ListGPUTypesOptions says what stock is looked up. Zero fields are not sent.
type ListGPUTypesOptions struct {
	Include        []CatalogInclude
	Product        []Product
	Count          int64 // GPUs in one pod
	Cloud          Cloud
	CountryCodes   []string // "DE"
	CUDAVersions   []string
	MinCUDAVersion string
}

func (o ListGPUTypesOptions) query() url.Values {
	query := url.Values{}
	setList(query, "include", o.Include)
	setList(query, "product", o.Product)
	setInt(query, "count", o.Count)
	setString(query, "cloud", string(o.Cloud))
	setList(query, "countryCodes", o.CountryCodes)
	setList(query, "cudaVersions", o.CUDAVersions)
	setString(query, "minCudaVersion", o.MinCUDAVersion)
	return query
}

// ListCPUTypesOptions says what stock is looked up. Zero fields are not sent.
type ListCPUTypesOptions struct {
	Include   []CatalogInclude
	Product   []Product // POD, SERVERLESS
	VCPUCount int64
}

func (o ListCPUTypesOptions) query() url.Values {
	query := url.Values{}
	setList(query, "include", o.Include)
	setList(query, "product", o.Product)
	setInt(query, "vcpuCount", o.VCPUCount)
	return query
}

// ListGPUTypes returns the GPUs that Runpod offers, with prices.
func (c *Client) ListGPUTypes(ctx context.Context, opts ListGPUTypesOptions) ([]GPUType, error) {
	return list(ctx, c, route{"catalog", "gpus"}, opts.query(), anyPage, func(r *listGPUTypesResponse) []GPUType { return r.GPUs })
}

// GetGPUType returns one GPU type.
func (c *Client) GetGPUType(ctx context.Context, id string, opts ListGPUTypesOptions) (*GPUType, error) {
	return object[GPUType](ctx, c, http.MethodGet, route{"catalog", "gpus", id}, opts.query(), nil)
}

// ListCPUTypes returns the CPU flavors that Runpod offers, with prices.
func (c *Client) ListCPUTypes(ctx context.Context, opts ListCPUTypesOptions) ([]CPUType, error) {
	return list(ctx, c, route{"catalog", "cpus"}, opts.query(), anyPage, func(r *listCPUTypesResponse) []CPUType { return r.CPUs })
}

// GetCPUType returns one CPU flavor.
func (c *Client) GetCPUType(ctx context.Context, id string, opts ListCPUTypesOptions) (*CPUType, error) {
	return object[CPUType](ctx, c, http.MethodGet, route{"catalog", "cpus", id}, opts.query(), nil)
}

// TemplateSource is who made a public template.
type TemplateSource string

// The sources; Runpod answers with the official ones when none is asked for.
const (
	TemplateSourceOfficial  TemplateSource = "official"
	TemplateSourceVerified  TemplateSource = "verified"
	TemplateSourceCommunity TemplateSource = "community"
)

// ListPublicTemplatesOptions filters the public templates.
type ListPublicTemplatesOptions struct {
	Source TemplateSource
}

// ListPublicTemplates returns the templates that anyone may use.
func (c *Client) ListPublicTemplates(ctx context.Context, opts ListPublicTemplatesOptions) ([]Template, error) {
	query := url.Values{}
	setString(query, "source", string(opts.Source))
	return list(ctx, c, route{"catalog", "templates"}, query, anyPage, func(r *listTemplatesResponse) []Template { return r.Templates })
}

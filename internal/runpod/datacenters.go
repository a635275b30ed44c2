package runpod

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
)

// DataCenterInclude is an optional part of a data center answer.
type DataCenterInclude string

// The optional parts.
const (
	DataCenterIncludeGPUAvailability DataCenterInclude = "GPU_AVAILABILITY"
	DataCenterIncludeCPUAvailability DataCenterInclude = "CPU_AVAILABILITY"
)

// DataCenterRegion is the part of the world a data center is in.
type DataCenterRegion string

// The regions.
const (
	DataCenterRegionNorthAmerica DataCenterRegion = "NORTH_AMERICA"
	DataCenterRegionSouthAmerica DataCenterRegion = "SOUTH_AMERICA"
	DataCenterRegionEurope       DataCenterRegion = "EUROPE"
	DataCenterRegionAsia         DataCenterRegion = "ASIA"
	DataCenterRegionMiddleEast   DataCenterRegion = "MIDDLE_EAST"
	DataCenterRegionAfrica       DataCenterRegion = "AFRICA"
	DataCenterRegionOceania      DataCenterRegion = "OCEANIA"
	DataCenterRegionAntarctica   DataCenterRegion = "ANTARCTICA"
	DataCenterRegionUnknown      DataCenterRegion = "UNKNOWN"
)

// Compliance is a standard that a data center meets.
type Compliance string

// The standards.
const (
	ComplianceGDPR        Compliance = "GDPR"
	ComplianceISOIEC27001 Compliance = "ISO_IEC_27001"
	ComplianceISO14001    Compliance = "ISO_14001"
	CompliancePCIDSS      Compliance = "PCI_DSS"
	ComplianceHITRUST     Compliance = "HITRUST"
	ComplianceSOC1Type2   Compliance = "SOC_1_TYPE_2"
	ComplianceSOC2Type2   Compliance = "SOC_2_TYPE_2"
	ComplianceSOC3Type2   Compliance = "SOC_3_TYPE_2"
	ComplianceITAR        Compliance = "ITAR"
	ComplianceFISMAHigh   Compliance = "FISMA_HIGH"
	ComplianceHIPAA       Compliance = "HIPAA"
	ComplianceRenewable   Compliance = "RENEWABLE"
)

// DataCenter is a place where pods run.
type DataCenter struct {
	ID                 string           `json:"id"` // "EU-RO-1"
	Name               string           `json:"name"`
	Region             DataCenterRegion `json:"region"`
	GlobalNetwork      bool             `json:"globalNetwork"`
	NetworkVolumeTypes []VolumeType     `json:"networkVolumeTypes"`
	Compliance         []Compliance     `json:"compliance"`

	// With the matching DataCenterInclude only.
	GPUAvailability []CatalogResourceAvailability `json:"gpuAvailability,omitzero"`
	CPUAvailability []CatalogResourceAvailability `json:"cpuAvailability,omitzero"`
}

// CatalogResourceAvailability is the stock of a GPU or CPU type.
type CatalogResourceAvailability struct {
	ID           string            `json:"id"`
	Name         string            `json:"name"`
	Availability AvailabilityLevel `json:"availability"`
}

type listDataCentersResponse struct {
	paginated
	DataCenters []DataCenter `json:"dataCenters"`
}

// ListDataCentersOptions filters the data centers. Zero fields are not sent.
type ListDataCentersOptions struct {
	Include            []DataCenterInclude
	Regions            []DataCenterRegion
	NetworkVolumeTypes []VolumeType
	Compliance         []Compliance
	GlobalNetwork      *bool
}

// ListDataCenters returns the data centers that Runpod offers.
func (c *Client) ListDataCenters(ctx context.Context, opts ListDataCentersOptions) ([]DataCenter, error) {
	query := url.Values{}
	setList(query, "include", opts.Include)
	setList(query, "regions", opts.Regions)
	setList(query, "networkVolumeTypes", opts.NetworkVolumeTypes)
	setList(query, "compliance", opts.Compliance)
	if opts.GlobalNetwork != nil {
		query.Set("globalNetwork", strconv.FormatBool(*opts.GlobalNetwork))
	}
	return list(ctx, c, route{"catalog", "datacenters"}, query, anyPage, func(r *listDataCentersResponse) []DataCenter { return r.DataCenters })
}

// GetDataCenter returns one data center.
func (c *Client) GetDataCenter(ctx context.Context, id string, include ...DataCenterInclude) (*DataCenter, error) {
	query := url.Values{}
	setList(query, "include", include)
	return object[DataCenter](ctx, c, http.MethodGet, route{"catalog", "datacenters", id}, query, nil)
}

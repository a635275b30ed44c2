package runpod

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"time"
)

// BillingBucketSize is the span of time that one billing record covers.
type BillingBucketSize string

// The bucket sizes; RunPod takes days when none is asked for.
const (
	BillingBucketSizeHour  BillingBucketSize = "hour"
	BillingBucketSizeDay   BillingBucketSize = "day"
	BillingBucketSizeWeek  BillingBucketSize = "week"
	BillingBucketSizeMonth BillingBucketSize = "month"
	BillingBucketSizeYear  BillingBucketSize = "year"
)

// BillingOptions chooses the billing records. Zero fields are not sent.
type BillingOptions struct {
	StartTime  time.Time
	EndTime    time.Time
	BucketSize BillingBucketSize
	LastN      int64  // the last n buckets
	ID         string // of one pod, endpoint, volume or cluster, where the call is about those
}

func (o BillingOptions) query(idKey string) url.Values {
	query := url.Values{}
	setTime(query, "startTime", o.StartTime)
	setTime(query, "endTime", o.EndTime)
	setString(query, "bucketSize", string(o.BucketSize))
	setInt(query, "lastN", o.LastN)
	if idKey != "" {
		setString(query, idKey, o.ID)
	}
	return query
}

// BillingTimeRange is the span of time of a record or a query.
type BillingTimeRange struct {
	StartTime time.Time `json:"startTime"`
	EndTime   time.Time `json:"endTime"`
}

// BillingQuery is the question as RunPod understood it.
type BillingQuery struct {
	BillingTimeRange
	BucketSize BillingBucketSize `json:"bucketSize"`
}

// BillingAmounts are US dollars spent on the whole account.
type BillingAmounts struct {
	TotalAmount                  json.Number `json:"totalAmount"`
	PodGPUAmount                 json.Number `json:"podGpuAmount"`
	PodCPUAmount                 json.Number `json:"podCpuAmount"`
	PodDiskAmount                json.Number `json:"podDiskAmount"`
	ServerlessGPUAmount          json.Number `json:"serverlessGpuAmount"`
	ServerlessCPUAmount          json.Number `json:"serverlessCpuAmount"`
	ServerlessDiskAmount         json.Number `json:"serverlessDiskAmount"`
	ServerlessFeeAmount          json.Number `json:"serverlessFeeAmount"` // deprecated, always 0
	StorageStandardAmount        json.Number `json:"storageStandardAmount"`
	StorageHighPerformanceAmount json.Number `json:"storageHighPerformanceAmount"`
	EndpointAmount               json.Number `json:"endpointAmount"`
	ClusterGPUAmount             json.Number `json:"clusterGpuAmount"`
	ClusterDiskAmount            json.Number `json:"clusterDiskAmount"`
	ClusterNetworkingAmount      json.Number `json:"clusterNetworkingAmount"`
}

// BillingRecord is what one bucket cost.
type BillingRecord struct {
	BillingTimeRange
	BillingAmounts
}

// BillingMetadata sums up a report.
type BillingMetadata struct {
	Query       BillingQuery   `json:"query"`
	RecordCount int64          `json:"recordCount"`
	Totals      BillingAmounts `json:"totals"`
}

// BillingReport is the spending on the whole account.
type BillingReport struct {
	Records  []BillingRecord `json:"records"`
	Metadata BillingMetadata `json:"metadata"`
}

// ListBilling returns the spending on the whole account.
func (c *Client) ListBilling(ctx context.Context, opts BillingOptions) (*BillingReport, error) {
	return call[BillingReport](ctx, c, http.MethodGet, route{"billing"}, opts.query(""), nil)
}

// PodBillingAmounts are US dollars spent on pods.
type PodBillingAmounts struct {
	TotalAmount json.Number `json:"totalAmount"`
	GPUAmount   json.Number `json:"gpuAmount"`
	CPUAmount   json.Number `json:"cpuAmount"`
	DiskAmount  json.Number `json:"diskAmount"`
}

// PodBillingRecord is what one bucket cost.
type PodBillingRecord struct {
	BillingTimeRange
	PodBillingAmounts
	PodID string `json:"podId"`
}

// PodBillingQuery is the question as RunPod understood it.
type PodBillingQuery struct {
	BillingQuery
	PodID *string `json:"podId"`
}

// PodBillingMetadata sums up a report.
type PodBillingMetadata struct {
	Query          PodBillingQuery   `json:"query"`
	RecordCount    int64             `json:"recordCount"`
	UniquePodCount int64             `json:"uniquePodCount"`
	Totals         PodBillingAmounts `json:"totals"`
}

// PodBillingReport is the spending on pods.
type PodBillingReport struct {
	Records  []PodBillingRecord `json:"records"`
	Metadata PodBillingMetadata `json:"metadata"`
}

// ListPodBilling returns the spending on pods.
func (c *Client) ListPodBilling(ctx context.Context, opts BillingOptions) (*PodBillingReport, error) {
	return call[PodBillingReport](ctx, c, http.MethodGet, route{"billing", "pods"}, opts.query("podId"), nil)
}

// ServerlessBillingAmounts are US dollars spent on serverless endpoints.
type ServerlessBillingAmounts struct {
	TotalAmount json.Number `json:"totalAmount"`
	GPUAmount   json.Number `json:"gpuAmount"`
	CPUAmount   json.Number `json:"cpuAmount"`
	DiskAmount  json.Number `json:"diskAmount"`
	FeeAmount   json.Number `json:"feeAmount"` // deprecated, always 0
}

// ServerlessBillingRecord is what one bucket cost.
type ServerlessBillingRecord struct {
	BillingTimeRange
	ServerlessBillingAmounts
	ServerlessID string `json:"serverlessId"`
}

// ServerlessBillingQuery is the question as RunPod understood it.
type ServerlessBillingQuery struct {
	BillingQuery
	ServerlessID *string `json:"serverlessId"`
}

// ServerlessBillingMetadata sums up a report.
type ServerlessBillingMetadata struct {
	Query                 ServerlessBillingQuery   `json:"query"`
	RecordCount           int64                    `json:"recordCount"`
	UniqueServerlessCount int64                    `json:"uniqueServerlessCount"`
	Totals                ServerlessBillingAmounts `json:"totals"`
}

// ServerlessBillingReport is the spending on serverless endpoints.
type ServerlessBillingReport struct {
	Records  []ServerlessBillingRecord `json:"records"`
	Metadata ServerlessBillingMetadata `json:"metadata"`
}

// ListServerlessBilling returns the spending on serverless endpoints.
func (c *Client) ListServerlessBilling(ctx context.Context, opts BillingOptions) (*ServerlessBillingReport, error) {
	return call[ServerlessBillingReport](ctx, c, http.MethodGet, route{"billing", "serverless"}, opts.query("serverlessId"), nil)
}

// EndpointBillingAmounts are US dollars spent on RunPod's public endpoints.
type EndpointBillingAmounts struct {
	TotalAmount json.Number `json:"totalAmount"`
}

// EndpointBillingRecord is what one bucket cost.
type EndpointBillingRecord struct {
	BillingTimeRange
	EndpointBillingAmounts
}

// EndpointBillingMetadata sums up a report.
type EndpointBillingMetadata struct {
	Query       BillingQuery           `json:"query"`
	RecordCount int64                  `json:"recordCount"`
	Totals      EndpointBillingAmounts `json:"totals"`
}

// EndpointBillingReport is the spending on RunPod's public endpoints.
type EndpointBillingReport struct {
	Records  []EndpointBillingRecord `json:"records"`
	Metadata EndpointBillingMetadata `json:"metadata"`
}

// ListEndpointBilling returns the spending on RunPod's public endpoints.
func (c *Client) ListEndpointBilling(ctx context.Context, opts BillingOptions) (*EndpointBillingReport, error) {
	return call[EndpointBillingReport](ctx, c, http.MethodGet, route{"billing", "endpoints"}, opts.query(""), nil)
}

// NetworkVolumeBillingAmounts are US dollars spent on network volumes.
type NetworkVolumeBillingAmounts struct {
	TotalAmount           json.Number `json:"totalAmount"`
	StandardAmount        json.Number `json:"standardAmount"`
	HighPerformanceAmount json.Number `json:"highPerformanceAmount"`
}

// NetworkVolumeBillingRecord is what one bucket cost.
type NetworkVolumeBillingRecord struct {
	BillingTimeRange
	NetworkVolumeBillingAmounts
	NetworkVolumeID string `json:"networkVolumeId"`
}

// NetworkVolumeBillingQuery is the question as RunPod understood it.
type NetworkVolumeBillingQuery struct {
	BillingQuery
	NetworkVolumeID *string `json:"networkVolumeId"`
}

// NetworkVolumeBillingMetadata sums up a report.
type NetworkVolumeBillingMetadata struct {
	Query                    NetworkVolumeBillingQuery   `json:"query"`
	RecordCount              int64                       `json:"recordCount"`
	UniqueNetworkVolumeCount int64                       `json:"uniqueNetworkVolumeCount"`
	Totals                   NetworkVolumeBillingAmounts `json:"totals"`
}

// NetworkVolumeBillingReport is the spending on network volumes.
type NetworkVolumeBillingReport struct {
	Records  []NetworkVolumeBillingRecord `json:"records"`
	Metadata NetworkVolumeBillingMetadata `json:"metadata"`
}

// ListNetworkVolumeBilling returns the spending on network volumes.
func (c *Client) ListNetworkVolumeBilling(ctx context.Context, opts BillingOptions) (*NetworkVolumeBillingReport, error) {
	return call[NetworkVolumeBillingReport](ctx, c, http.MethodGet, route{"billing", "network-volumes"}, opts.query("networkVolumeId"), nil)
}

// ClusterBillingAmounts are US dollars spent on clusters.
type ClusterBillingAmounts struct {
	TotalAmount      json.Number `json:"totalAmount"`
	GPUAmount        json.Number `json:"gpuAmount"`
	DiskAmount       json.Number `json:"diskAmount"`
	NetworkingAmount json.Number `json:"networkingAmount"`
}

// ClusterBillingRecord is what one bucket cost.
type ClusterBillingRecord struct {
	BillingTimeRange
	ClusterBillingAmounts
	ClusterID string `json:"clusterId"`
}

// ClusterBillingQuery is the question as RunPod understood it.
type ClusterBillingQuery struct {
	BillingQuery
	ClusterID *string `json:"clusterId"`
}

// ClusterBillingMetadata sums up a report.
type ClusterBillingMetadata struct {
	Query              ClusterBillingQuery   `json:"query"`
	RecordCount        int64                 `json:"recordCount"`
	UniqueClusterCount int64                 `json:"uniqueClusterCount"`
	Totals             ClusterBillingAmounts `json:"totals"`
}

// ClusterBillingReport is the spending on clusters.
type ClusterBillingReport struct {
	Records  []ClusterBillingRecord `json:"records"`
	Metadata ClusterBillingMetadata `json:"metadata"`
}

// ListClusterBilling returns the spending on clusters.
func (c *Client) ListClusterBilling(ctx context.Context, opts BillingOptions) (*ClusterBillingReport, error) {
	return call[ClusterBillingReport](ctx, c, http.MethodGet, route{"billing", "clusters"}, opts.query("clusterId"), nil)
}

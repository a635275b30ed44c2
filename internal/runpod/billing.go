package runpod

import (
	"cmp"
	"context"
	"encoding/json"
	"net/url"
	"time"
)

// BillingBucketSize is the span of time that one billing record covers.
type BillingBucketSize string

// The bucket sizes; Runpod takes days when none is asked for.
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

// BillingReport is what the account has spent, on everything or on one product.
// Runpod has a shape for each; this one holds them all, and what the report of a
// product does not have is zero in it.
type BillingReport struct {
	Records  []BillingRecord `json:"records"`
	Metadata BillingMetadata `json:"metadata"`
}

type billingResponse struct {
	BillingReport
	paginated
}

// BillingRecord is what one bucket cost, for one object where the report tells
// objects apart.
type BillingRecord struct {
	BillingTimeRange
	BillingObject
	BillingAmounts
}

// BillingMetadata sums up a report.
type BillingMetadata struct {
	Query       BillingQuery   `json:"query"`
	RecordCount int64          `json:"recordCount"`
	Totals      BillingAmounts `json:"totals"`

	UniquePodCount           int64 `json:"uniquePodCount,omitzero"`
	UniqueServerlessCount    int64 `json:"uniqueServerlessCount,omitzero"`
	UniqueNetworkVolumeCount int64 `json:"uniqueNetworkVolumeCount,omitzero"`
	UniqueClusterCount       int64 `json:"uniqueClusterCount,omitzero"`
}

// BillingTimeRange is the span of time of a record or a query.
type BillingTimeRange struct {
	StartTime time.Time `json:"startTime"`
	EndTime   time.Time `json:"endTime"`
}

// BillingQuery is the question as Runpod understood it.
type BillingQuery struct {
	BillingTimeRange
	BillingObject
	BucketSize BillingBucketSize `json:"bucketSize"`
}

// BillingObject is what a record or a query is about, if it is one object.
type BillingObject struct {
	PodID           *string `json:"podId,omitzero"`
	ServerlessID    *string `json:"serverlessId,omitzero"`
	NetworkVolumeID *string `json:"networkVolumeId,omitzero"`
	ClusterID       *string `json:"clusterId,omitzero"`
}

// ID is the object's ID, or nil.
func (o BillingObject) ID() *string {
	return cmp.Or(o.PodID, o.ServerlessID, o.NetworkVolumeID, o.ClusterID)
}

// BillingAmounts are US dollars spent, in total and by what for.
type BillingAmounts struct {
	TotalAmount json.Number `json:"totalAmount"`

	// In reports on the whole account.
	PodGPUAmount                 json.Number `json:"podGpuAmount,omitzero"`
	PodCPUAmount                 json.Number `json:"podCpuAmount,omitzero"`
	PodDiskAmount                json.Number `json:"podDiskAmount,omitzero"`
	ServerlessGPUAmount          json.Number `json:"serverlessGpuAmount,omitzero"`
	ServerlessCPUAmount          json.Number `json:"serverlessCpuAmount,omitzero"`
	ServerlessDiskAmount         json.Number `json:"serverlessDiskAmount,omitzero"`
	ServerlessFeeAmount          json.Number `json:"serverlessFeeAmount,omitzero"` // deprecated, always 0
	StorageStandardAmount        json.Number `json:"storageStandardAmount,omitzero"`
	StorageHighPerformanceAmount json.Number `json:"storageHighPerformanceAmount,omitzero"`
	EndpointAmount               json.Number `json:"endpointAmount,omitzero"`
	ClusterGPUAmount             json.Number `json:"clusterGpuAmount,omitzero"`
	ClusterDiskAmount            json.Number `json:"clusterDiskAmount,omitzero"`
	ClusterNetworkingAmount      json.Number `json:"clusterNetworkingAmount,omitzero"`

	// In reports on one product, as far as it has them.
	GPUAmount             json.Number `json:"gpuAmount,omitzero"`
	CPUAmount             json.Number `json:"cpuAmount,omitzero"`
	DiskAmount            json.Number `json:"diskAmount,omitzero"`
	FeeAmount             json.Number `json:"feeAmount,omitzero"` // deprecated, always 0
	StandardAmount        json.Number `json:"standardAmount,omitzero"`
	HighPerformanceAmount json.Number `json:"highPerformanceAmount,omitzero"`
	NetworkingAmount      json.Number `json:"networkingAmount,omitzero"`
}

// ListBilling returns the spending on the whole account.
func (c *Client) ListBilling(ctx context.Context, opts BillingOptions) (*BillingReport, error) {
	return c.billing(ctx, route{"billing"}, opts.query(""))
}

// ListPodBilling returns the spending on pods.
func (c *Client) ListPodBilling(ctx context.Context, opts BillingOptions) (*BillingReport, error) {
	return c.billing(ctx, route{"billing", "pods"}, opts.query("podId"))
}

// ListServerlessBilling returns the spending on serverless endpoints.
func (c *Client) ListServerlessBilling(ctx context.Context, opts BillingOptions) (*BillingReport, error) {
	return c.billing(ctx, route{"billing", "serverless"}, opts.query("serverlessId"))
}

// ListEndpointBilling returns the spending on Runpod's public endpoints.
func (c *Client) ListEndpointBilling(ctx context.Context, opts BillingOptions) (*BillingReport, error) {
	return c.billing(ctx, route{"billing", "endpoints"}, opts.query(""))
}

// ListNetworkVolumeBilling returns the spending on network volumes.
func (c *Client) ListNetworkVolumeBilling(ctx context.Context, opts BillingOptions) (*BillingReport, error) {
	return c.billing(ctx, route{"billing", "network-volumes"}, opts.query("networkVolumeId"))
}

// ListClusterBilling returns the spending on clusters.
func (c *Client) ListClusterBilling(ctx context.Context, opts BillingOptions) (*BillingReport, error) {
	return c.billing(ctx, route{"billing", "clusters"}, opts.query("clusterId"))
}

func (c *Client) billing(ctx context.Context, path route, query url.Values) (*BillingReport, error) {
	var first *BillingReport
	records, err := list(ctx, c, path, query, anyPage, func(p *billingResponse) []BillingRecord {
		if first == nil {
			first = &p.BillingReport
		}
		if p.Records == nil { // nothing was spent
			return []BillingRecord{}
		}
		return p.Records
	})
	if err != nil {
		return nil, err
	}
	first.Records = records
	return first, nil
}

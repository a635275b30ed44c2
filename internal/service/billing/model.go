package billing

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// The products that RunPod reports on.
const (
	productAll            = "all"
	productPods           = "pods"
	productServerless     = "serverless"
	productEndpoints      = "endpoints"
	productNetworkVolumes = "network_volumes"
	productClusters       = "clusters"
)

// api is what the data source needs of the client.
type api interface {
	ListBilling(context.Context, runpod.BillingOptions) (*runpod.BillingReport, error)
	ListPodBilling(context.Context, runpod.BillingOptions) (*runpod.PodBillingReport, error)
	ListServerlessBilling(context.Context, runpod.BillingOptions) (*runpod.ServerlessBillingReport, error)
	ListEndpointBilling(context.Context, runpod.BillingOptions) (*runpod.EndpointBillingReport, error)
	ListNetworkVolumeBilling(context.Context, runpod.BillingOptions) (*runpod.NetworkVolumeBillingReport, error)
	ListClusterBilling(context.Context, runpod.BillingOptions) (*runpod.ClusterBillingReport, error)
}

// report is what all of RunPod's reports have in common.
type report struct {
	query   runpod.BillingQuery
	records []record
	totals  amounts
}

type record struct {
	runpod.BillingTimeRange
	resourceID string // empty in reports that tell no objects apart
	amounts
}

// amounts are USD: in total, and by what for.
type amounts struct {
	total json.Number
	parts map[string]json.Number
}

// values checks that the amounts are numbers, and makes them Terraform's.
func (a amounts) values() (total types.Number, parts types.Map, err error) {
	total, err = number(a.total)
	if err != nil {
		return types.NumberNull(), types.MapNull(types.NumberType), fmt.Errorf("total amount: %w", err)
	}
	elements := make(map[string]attr.Value, len(a.parts))
	for name, text := range a.parts {
		if elements[name], err = number(text); err != nil {
			return types.NumberNull(), types.MapNull(types.NumberType), fmt.Errorf("amount of %s: %w", name, err)
		}
	}
	return total, types.MapValueMust(types.NumberType, elements), nil
}

func number(text json.Number) (types.Number, error) {
	usd, err := decimal.NewFromString(text.String())
	if err != nil {
		return types.NumberNull(), fmt.Errorf("%q is not a number", text)
	}
	return tfkit.Number(usd), nil
}

// fetch asks for the report on a product.
func fetch(ctx context.Context, api api, product string, opts runpod.BillingOptions) (*report, error) {
	switch product {
	case productPods:
		r, err := api.ListPodBilling(ctx, opts)
		if err != nil {
			return nil, err
		}
		out := &report{query: r.Metadata.Query.BillingQuery, totals: podAmounts(r.Metadata.Totals)}
		for _, rec := range r.Records {
			out.records = append(out.records, record{rec.BillingTimeRange, rec.PodID, podAmounts(rec.PodBillingAmounts)})
		}
		return out, nil
	case productServerless:
		r, err := api.ListServerlessBilling(ctx, opts)
		if err != nil {
			return nil, err
		}
		out := &report{query: r.Metadata.Query.BillingQuery, totals: serverlessAmounts(r.Metadata.Totals)}
		for _, rec := range r.Records {
			out.records = append(out.records, record{rec.BillingTimeRange, rec.ServerlessID, serverlessAmounts(rec.ServerlessBillingAmounts)})
		}
		return out, nil
	case productEndpoints:
		r, err := api.ListEndpointBilling(ctx, opts)
		if err != nil {
			return nil, err
		}
		out := &report{query: r.Metadata.Query, totals: endpointAmounts(r.Metadata.Totals)}
		for _, rec := range r.Records {
			out.records = append(out.records, record{rec.BillingTimeRange, "", endpointAmounts(rec.EndpointBillingAmounts)})
		}
		return out, nil
	case productNetworkVolumes:
		r, err := api.ListNetworkVolumeBilling(ctx, opts)
		if err != nil {
			return nil, err
		}
		out := &report{query: r.Metadata.Query.BillingQuery, totals: volumeAmounts(r.Metadata.Totals)}
		for _, rec := range r.Records {
			out.records = append(out.records, record{rec.BillingTimeRange, rec.NetworkVolumeID, volumeAmounts(rec.NetworkVolumeBillingAmounts)})
		}
		return out, nil
	case productClusters:
		r, err := api.ListClusterBilling(ctx, opts)
		if err != nil {
			return nil, err
		}
		out := &report{query: r.Metadata.Query.BillingQuery, totals: clusterAmounts(r.Metadata.Totals)}
		for _, rec := range r.Records {
			out.records = append(out.records, record{rec.BillingTimeRange, rec.ClusterID, clusterAmounts(rec.ClusterBillingAmounts)})
		}
		return out, nil
	default:
		r, err := api.ListBilling(ctx, opts)
		if err != nil {
			return nil, err
		}
		out := &report{query: r.Metadata.Query, totals: accountAmounts(r.Metadata.Totals)}
		for _, rec := range r.Records {
			out.records = append(out.records, record{rec.BillingTimeRange, "", accountAmounts(rec.BillingAmounts)})
		}
		return out, nil
	}
}

// The names of parts are the same whether an account or one product is asked
// for. The serverless fee is left out: RunPod has given it up.

func podAmounts(a runpod.PodBillingAmounts) amounts {
	return amounts{a.TotalAmount, map[string]json.Number{"pod_gpu": a.GPUAmount, "pod_cpu": a.CPUAmount, "pod_disk": a.DiskAmount}}
}

func serverlessAmounts(a runpod.ServerlessBillingAmounts) amounts {
	return amounts{a.TotalAmount, map[string]json.Number{"serverless_gpu": a.GPUAmount, "serverless_cpu": a.CPUAmount, "serverless_disk": a.DiskAmount}}
}

func endpointAmounts(a runpod.EndpointBillingAmounts) amounts {
	return amounts{a.TotalAmount, map[string]json.Number{"endpoint": a.TotalAmount}}
}

func volumeAmounts(a runpod.NetworkVolumeBillingAmounts) amounts {
	return amounts{a.TotalAmount, map[string]json.Number{"storage_standard": a.StandardAmount, "storage_high_performance": a.HighPerformanceAmount}}
}

func clusterAmounts(a runpod.ClusterBillingAmounts) amounts {
	return amounts{a.TotalAmount, map[string]json.Number{"cluster_gpu": a.GPUAmount, "cluster_disk": a.DiskAmount, "cluster_networking": a.NetworkingAmount}}
}

func accountAmounts(a runpod.BillingAmounts) amounts {
	return amounts{a.TotalAmount, map[string]json.Number{
		"pod_gpu": a.PodGPUAmount, "pod_cpu": a.PodCPUAmount, "pod_disk": a.PodDiskAmount,
		"serverless_gpu": a.ServerlessGPUAmount, "serverless_cpu": a.ServerlessCPUAmount, "serverless_disk": a.ServerlessDiskAmount,
		"storage_standard": a.StorageStandardAmount, "storage_high_performance": a.StorageHighPerformanceAmount, "endpoint": a.EndpointAmount,
		"cluster_gpu": a.ClusterGPUAmount, "cluster_disk": a.ClusterDiskAmount, "cluster_networking": a.ClusterNetworkingAmount,
	}}
}

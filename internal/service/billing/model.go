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

// The products that Runpod reports on.
const (
	productAll            = "all"
	productPods           = "pods"
	productServerless     = "serverless"
	productEndpoints      = "endpoints"
	productNetworkVolumes = "network_volumes"
	productClusters       = "clusters"
)

// products are those with a report of their own.
var products = []string{productPods, productServerless, productEndpoints, productNetworkVolumes, productClusters}

// api is what the data source needs of the client.
type api interface {
	ListBilling(context.Context, runpod.BillingOptions) (*runpod.BillingReport, error)
	ListPodBilling(context.Context, runpod.BillingOptions) (*runpod.BillingReport, error)
	ListServerlessBilling(context.Context, runpod.BillingOptions) (*runpod.BillingReport, error)
	ListEndpointBilling(context.Context, runpod.BillingOptions) (*runpod.BillingReport, error)
	ListNetworkVolumeBilling(context.Context, runpod.BillingOptions) (*runpod.BillingReport, error)
	ListClusterBilling(context.Context, runpod.BillingOptions) (*runpod.BillingReport, error)
	GetAccount(context.Context) (*runpod.Account, error)
}

// values makes amounts Terraform's, in total and by what for, and checks that they
// are numbers.
func values(product string, a runpod.BillingAmounts) (total types.Number, parts types.Map, err error) {
	total, err = number(a.TotalAmount)
	if err != nil {
		return types.NumberNull(), types.MapNull(types.NumberType), fmt.Errorf("total amount: %w", err)
	}
	elements := map[string]attr.Value{}
	for name, text := range partsOf(product, a) {
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
func fetch(ctx context.Context, api api, product string, opts runpod.BillingOptions) (*runpod.BillingReport, error) {
	switch product {
	case productPods:
		return api.ListPodBilling(ctx, opts)
	case productServerless:
		return api.ListServerlessBilling(ctx, opts)
	case productEndpoints:
		return api.ListEndpointBilling(ctx, opts)
	case productNetworkVolumes:
		return api.ListNetworkVolumeBilling(ctx, opts)
	case productClusters:
		return api.ListClusterBilling(ctx, opts)
	default:
		return api.ListBilling(ctx, opts)
	}
}

// partsOf names what amounts are for, in the same way whether an account or one
// product is asked for. The serverless fee is left out: Runpod has given it up.
func partsOf(product string, a runpod.BillingAmounts) map[string]json.Number {
	switch product {
	case productPods:
		return map[string]json.Number{"pod_gpu": a.GPUAmount, "pod_cpu": a.CPUAmount, "pod_disk": a.DiskAmount}
	case productServerless:
		return map[string]json.Number{"serverless_gpu": a.GPUAmount, "serverless_cpu": a.CPUAmount, "serverless_disk": a.DiskAmount}
	case productEndpoints:
		return map[string]json.Number{"endpoint": a.TotalAmount}
	case productNetworkVolumes:
		return map[string]json.Number{"storage_standard": a.StandardAmount, "storage_high_performance": a.HighPerformanceAmount}
	case productClusters:
		return map[string]json.Number{"cluster_gpu": a.GPUAmount, "cluster_disk": a.DiskAmount, "cluster_networking": a.NetworkingAmount}
	default:
		return map[string]json.Number{
			"pod_gpu": a.PodGPUAmount, "pod_cpu": a.PodCPUAmount, "pod_disk": a.PodDiskAmount,
			"serverless_gpu": a.ServerlessGPUAmount, "serverless_cpu": a.ServerlessCPUAmount, "serverless_disk": a.ServerlessDiskAmount,
			"storage_standard": a.StorageStandardAmount, "storage_high_performance": a.StorageHighPerformanceAmount, "endpoint": a.EndpointAmount,
			"cluster_gpu": a.ClusterGPUAmount, "cluster_disk": a.ClusterDiskAmount, "cluster_networking": a.ClusterNetworkingAmount,
		}
	}
}

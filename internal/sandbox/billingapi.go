package sandbox

import (
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

func billingRoutes() []route {
	return []route{
		{"GET /v2/billing", billAccount},
		{"GET /v2/billing/pods", billPods},
		{"GET /v2/billing/serverless", billServerless},
		{"GET /v2/billing/endpoints", billPublicEndpoints},
		{"GET /v2/billing/network-volumes", billNetworkVolumes},
		{"GET /v2/billing/clusters", billClusters},
	}
}

// noFee is the serverless fee, which RunPod has given up and still reports.
const noFee = "0"

func billAccount(a *Account, c *call) (int, any, error) {
	q, bills, total, _, err := a.report(c, "", productPods, productServerless, productVolumes, productClusters, productPublic)
	if err != nil {
		return 0, nil, err
	}
	bills = byBucket(bills)
	report := runpod.BillingReport{Records: []runpod.BillingRecord{}, Metadata: runpod.BillingMetadata{
		Query: q.wire, RecordCount: int64(len(bills)), Totals: accountAmounts(total),
	}}
	for _, b := range bills {
		report.Records = append(report.Records, runpod.BillingRecord{BillingTimeRange: b.BillingTimeRange, BillingAmounts: accountAmounts(b.spent)})
	}
	return ok(report)
}

func accountAmounts(m amounts) runpod.BillingAmounts {
	return runpod.BillingAmounts{
		TotalAmount:                  m.total(),
		PodGPUAmount:                 m.of(productPods, componentGPU),
		PodCPUAmount:                 m.of(productPods, componentCPU),
		PodDiskAmount:                m.of(productPods, componentDisk),
		ServerlessGPUAmount:          m.of(productServerless, componentGPU),
		ServerlessCPUAmount:          m.of(productServerless, componentCPU),
		ServerlessDiskAmount:         m.of(productServerless, componentDisk),
		ServerlessFeeAmount:          noFee,
		StorageStandardAmount:        m.of(productVolumes, componentStandard),
		StorageHighPerformanceAmount: m.of(productVolumes, componentHighPerf),
		EndpointAmount:               m.of(productPublic, componentRequests),
		ClusterGPUAmount:             m.of(productClusters, componentGPU),
		ClusterDiskAmount:            m.of(productClusters, componentDisk),
		ClusterNetworkingAmount:      m.of(productClusters, componentNetworking),
	}
}

func billPods(a *Account, c *call) (int, any, error) {
	q, bills, total, objects, err := a.report(c, "podId", productPods)
	if err != nil {
		return 0, nil, err
	}
	report := runpod.PodBillingReport{Records: []runpod.PodBillingRecord{}, Metadata: runpod.PodBillingMetadata{
		Query: runpod.PodBillingQuery{BillingQuery: q.wire, PodID: q.id}, RecordCount: int64(len(bills)), UniquePodCount: objects, Totals: podAmounts(total),
	}}
	for _, b := range bills {
		report.Records = append(report.Records, runpod.PodBillingRecord{BillingTimeRange: b.BillingTimeRange, PodBillingAmounts: podAmounts(b.spent), PodID: b.id})
	}
	return ok(report)
}

func podAmounts(m amounts) runpod.PodBillingAmounts {
	return runpod.PodBillingAmounts{
		TotalAmount: m.total(), GPUAmount: m.of(productPods, componentGPU), CPUAmount: m.of(productPods, componentCPU), DiskAmount: m.of(productPods, componentDisk),
	}
}

func billServerless(a *Account, c *call) (int, any, error) {
	q, bills, total, objects, err := a.report(c, "serverlessId", productServerless)
	if err != nil {
		return 0, nil, err
	}
	report := runpod.ServerlessBillingReport{Records: []runpod.ServerlessBillingRecord{}, Metadata: runpod.ServerlessBillingMetadata{
		Query:       runpod.ServerlessBillingQuery{BillingQuery: q.wire, ServerlessID: q.id},
		RecordCount: int64(len(bills)), UniqueServerlessCount: objects, Totals: serverlessAmounts(total),
	}}
	for _, b := range bills {
		report.Records = append(report.Records, runpod.ServerlessBillingRecord{
			BillingTimeRange: b.BillingTimeRange, ServerlessBillingAmounts: serverlessAmounts(b.spent), ServerlessID: b.id,
		})
	}
	return ok(report)
}

func serverlessAmounts(m amounts) runpod.ServerlessBillingAmounts {
	return runpod.ServerlessBillingAmounts{
		TotalAmount: m.total(), GPUAmount: m.of(productServerless, componentGPU), CPUAmount: m.of(productServerless, componentCPU),
		DiskAmount: m.of(productServerless, componentDisk), FeeAmount: noFee,
	}
}

func billPublicEndpoints(a *Account, c *call) (int, any, error) {
	q, bills, total, _, err := a.report(c, "", productPublic)
	if err != nil {
		return 0, nil, err
	}
	report := runpod.EndpointBillingReport{Records: []runpod.EndpointBillingRecord{}, Metadata: runpod.EndpointBillingMetadata{
		Query: q.wire, RecordCount: int64(len(bills)), Totals: runpod.EndpointBillingAmounts{TotalAmount: total.total()},
	}}
	for _, b := range bills {
		report.Records = append(report.Records, runpod.EndpointBillingRecord{
			BillingTimeRange: b.BillingTimeRange, EndpointBillingAmounts: runpod.EndpointBillingAmounts{TotalAmount: b.spent.total()},
		})
	}
	return ok(report)
}

func billNetworkVolumes(a *Account, c *call) (int, any, error) {
	q, bills, total, objects, err := a.report(c, "networkVolumeId", productVolumes)
	if err != nil {
		return 0, nil, err
	}
	report := runpod.NetworkVolumeBillingReport{Records: []runpod.NetworkVolumeBillingRecord{}, Metadata: runpod.NetworkVolumeBillingMetadata{
		Query:       runpod.NetworkVolumeBillingQuery{BillingQuery: q.wire, NetworkVolumeID: q.id},
		RecordCount: int64(len(bills)), UniqueNetworkVolumeCount: objects, Totals: volumeAmounts(total),
	}}
	for _, b := range bills {
		report.Records = append(report.Records, runpod.NetworkVolumeBillingRecord{
			BillingTimeRange: b.BillingTimeRange, NetworkVolumeBillingAmounts: volumeAmounts(b.spent), NetworkVolumeID: b.id,
		})
	}
	return ok(report)
}

func volumeAmounts(m amounts) runpod.NetworkVolumeBillingAmounts {
	return runpod.NetworkVolumeBillingAmounts{
		TotalAmount: m.total(), StandardAmount: m.of(productVolumes, componentStandard), HighPerformanceAmount: m.of(productVolumes, componentHighPerf),
	}
}

func billClusters(a *Account, c *call) (int, any, error) {
	q, bills, total, objects, err := a.report(c, "clusterId", productClusters)
	if err != nil {
		return 0, nil, err
	}
	report := runpod.ClusterBillingReport{Records: []runpod.ClusterBillingRecord{}, Metadata: runpod.ClusterBillingMetadata{
		Query:       runpod.ClusterBillingQuery{BillingQuery: q.wire, ClusterID: q.id},
		RecordCount: int64(len(bills)), UniqueClusterCount: objects, Totals: clusterAmounts(total),
	}}
	for _, b := range bills {
		report.Records = append(report.Records, runpod.ClusterBillingRecord{
			BillingTimeRange: b.BillingTimeRange, ClusterBillingAmounts: clusterAmounts(b.spent), ClusterID: b.id,
		})
	}
	return ok(report)
}

func clusterAmounts(m amounts) runpod.ClusterBillingAmounts {
	return runpod.ClusterBillingAmounts{
		TotalAmount: m.total(), GPUAmount: m.of(productClusters, componentGPU), DiskAmount: m.of(productClusters, componentDisk),
		NetworkingAmount: m.of(productClusters, componentNetworking),
	}
}

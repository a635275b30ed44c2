package sandbox

import (
	"net/http"

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
	s, err := a.statement(c, "", productPods, productServerless, productVolumes, productClusters, productPublic)
	if err != nil {
		return 0, nil, err
	}
	bills := byBucket(s.bills)
	report := runpod.BillingReport{Records: []runpod.BillingRecord{}, Metadata: runpod.BillingMetadata{
		Query: s.wire, RecordCount: int64(len(bills)), Totals: accountAmounts(s.total),
	}}
	for _, b := range bills {
		report.Records = append(report.Records, runpod.BillingRecord{BillingTimeRange: b.BillingTimeRange, BillingAmounts: accountAmounts(b.spent)})
	}
	return http.StatusOK, report, nil
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
	s, err := a.statement(c, "podId", productPods)
	if err != nil {
		return 0, nil, err
	}
	report := runpod.PodBillingReport{Records: []runpod.PodBillingRecord{}, Metadata: runpod.PodBillingMetadata{
		Query: runpod.PodBillingQuery{BillingQuery: s.wire, PodID: s.id}, RecordCount: int64(len(s.bills)), UniquePodCount: s.objects, Totals: podAmounts(s.total),
	}}
	for _, b := range s.bills {
		report.Records = append(report.Records, runpod.PodBillingRecord{BillingTimeRange: b.BillingTimeRange, PodBillingAmounts: podAmounts(b.spent), PodID: b.id})
	}
	return http.StatusOK, report, nil
}

func podAmounts(m amounts) runpod.PodBillingAmounts {
	return runpod.PodBillingAmounts{
		TotalAmount: m.total(), GPUAmount: m.of(productPods, componentGPU), CPUAmount: m.of(productPods, componentCPU), DiskAmount: m.of(productPods, componentDisk),
	}
}

func billServerless(a *Account, c *call) (int, any, error) {
	s, err := a.statement(c, "serverlessId", productServerless)
	if err != nil {
		return 0, nil, err
	}
	report := runpod.ServerlessBillingReport{Records: []runpod.ServerlessBillingRecord{}, Metadata: runpod.ServerlessBillingMetadata{
		Query:       runpod.ServerlessBillingQuery{BillingQuery: s.wire, ServerlessID: s.id},
		RecordCount: int64(len(s.bills)), UniqueServerlessCount: s.objects, Totals: serverlessAmounts(s.total),
	}}
	for _, b := range s.bills {
		report.Records = append(report.Records, runpod.ServerlessBillingRecord{
			BillingTimeRange: b.BillingTimeRange, ServerlessBillingAmounts: serverlessAmounts(b.spent), ServerlessID: b.id,
		})
	}
	return http.StatusOK, report, nil
}

func serverlessAmounts(m amounts) runpod.ServerlessBillingAmounts {
	return runpod.ServerlessBillingAmounts{
		TotalAmount: m.total(), GPUAmount: m.of(productServerless, componentGPU), CPUAmount: m.of(productServerless, componentCPU),
		DiskAmount: m.of(productServerless, componentDisk), FeeAmount: noFee,
	}
}

func billPublicEndpoints(a *Account, c *call) (int, any, error) {
	s, err := a.statement(c, "", productPublic)
	if err != nil {
		return 0, nil, err
	}
	report := runpod.EndpointBillingReport{Records: []runpod.EndpointBillingRecord{}, Metadata: runpod.EndpointBillingMetadata{
		Query: s.wire, RecordCount: int64(len(s.bills)), Totals: runpod.EndpointBillingAmounts{TotalAmount: s.total.total()},
	}}
	for _, b := range s.bills {
		report.Records = append(report.Records, runpod.EndpointBillingRecord{
			BillingTimeRange: b.BillingTimeRange, EndpointBillingAmounts: runpod.EndpointBillingAmounts{TotalAmount: b.spent.total()},
		})
	}
	return http.StatusOK, report, nil
}

func billNetworkVolumes(a *Account, c *call) (int, any, error) {
	s, err := a.statement(c, "networkVolumeId", productVolumes)
	if err != nil {
		return 0, nil, err
	}
	report := runpod.NetworkVolumeBillingReport{Records: []runpod.NetworkVolumeBillingRecord{}, Metadata: runpod.NetworkVolumeBillingMetadata{
		Query:       runpod.NetworkVolumeBillingQuery{BillingQuery: s.wire, NetworkVolumeID: s.id},
		RecordCount: int64(len(s.bills)), UniqueNetworkVolumeCount: s.objects, Totals: volumeAmounts(s.total),
	}}
	for _, b := range s.bills {
		report.Records = append(report.Records, runpod.NetworkVolumeBillingRecord{
			BillingTimeRange: b.BillingTimeRange, NetworkVolumeBillingAmounts: volumeAmounts(b.spent), NetworkVolumeID: b.id,
		})
	}
	return http.StatusOK, report, nil
}

func volumeAmounts(m amounts) runpod.NetworkVolumeBillingAmounts {
	return runpod.NetworkVolumeBillingAmounts{
		TotalAmount: m.total(), StandardAmount: m.of(productVolumes, componentStandard), HighPerformanceAmount: m.of(productVolumes, componentHighPerf),
	}
}

func billClusters(a *Account, c *call) (int, any, error) {
	s, err := a.statement(c, "clusterId", productClusters)
	if err != nil {
		return 0, nil, err
	}
	report := runpod.ClusterBillingReport{Records: []runpod.ClusterBillingRecord{}, Metadata: runpod.ClusterBillingMetadata{
		Query:       runpod.ClusterBillingQuery{BillingQuery: s.wire, ClusterID: s.id},
		RecordCount: int64(len(s.bills)), UniqueClusterCount: s.objects, Totals: clusterAmounts(s.total),
	}}
	for _, b := range s.bills {
		report.Records = append(report.Records, runpod.ClusterBillingRecord{
			BillingTimeRange: b.BillingTimeRange, ClusterBillingAmounts: clusterAmounts(b.spent), ClusterID: b.id,
		})
	}
	return http.StatusOK, report, nil
}

func clusterAmounts(m amounts) runpod.ClusterBillingAmounts {
	return runpod.ClusterBillingAmounts{
		TotalAmount: m.total(), GPUAmount: m.of(productClusters, componentGPU), DiskAmount: m.of(productClusters, componentDisk),
		NetworkingAmount: m.of(productClusters, componentNetworking),
	}
}

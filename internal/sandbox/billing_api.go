package sandbox

import (
	"encoding/json"
	"time"
)

// billingReport is one of Runpod's reports. Its members are written down here once
// more, apart from the client's types, so that a mistake in those shows.
type billingReport struct {
	idName    string              // of the parameter and member that name one object; empty where none are distinguished
	countName string              // of the member that counts the objects
	feeName   string              // of the serverless fee, which Runpod has given up and still reports as 0
	lines     map[string]billLine // by the member that has their amount
}

func (a *Account) billingRoutes() []route {
	account := billingReport{feeName: "serverlessFeeAmount", lines: map[string]billLine{
		"podGpuAmount":                 {productPods, componentGPU},
		"podCpuAmount":                 {productPods, componentCPU},
		"podDiskAmount":                {productPods, componentDisk},
		"serverlessGpuAmount":          {productServerless, componentGPU},
		"serverlessCpuAmount":          {productServerless, componentCPU},
		"serverlessDiskAmount":         {productServerless, componentDisk},
		"storageStandardAmount":        {productVolumes, componentStandard},
		"storageHighPerformanceAmount": {productVolumes, componentHighPerf},
		"endpointAmount":               {productPublic, componentRequests},
		"clusterGpuAmount":             {productClusters, componentGPU},
		"clusterDiskAmount":            {productClusters, componentDisk},
		"clusterNetworkingAmount":      {productClusters, componentNetworking},
	}}
	pods := billingReport{idName: "podId", countName: "uniquePodCount", lines: map[string]billLine{
		"gpuAmount":  {productPods, componentGPU},
		"cpuAmount":  {productPods, componentCPU},
		"diskAmount": {productPods, componentDisk},
	}}
	serverless := billingReport{idName: "serverlessId", countName: "uniqueServerlessCount", feeName: "feeAmount", lines: map[string]billLine{
		"gpuAmount":  {productServerless, componentGPU},
		"cpuAmount":  {productServerless, componentCPU},
		"diskAmount": {productServerless, componentDisk},
	}}
	publicEndpoints := billingReport{lines: map[string]billLine{
		"totalAmount": {productPublic, componentRequests},
	}}
	volumes := billingReport{idName: "networkVolumeId", countName: "uniqueNetworkVolumeCount", lines: map[string]billLine{
		"standardAmount":        {productVolumes, componentStandard},
		"highPerformanceAmount": {productVolumes, componentHighPerf},
	}}
	clusters := billingReport{idName: "clusterId", countName: "uniqueClusterCount", lines: map[string]billLine{
		"gpuAmount":        {productClusters, componentGPU},
		"diskAmount":       {productClusters, componentDisk},
		"networkingAmount": {productClusters, componentNetworking},
	}}
	on := func(r billingReport) operation {
		return func(c *call) (any, error) { return a.report(c, r) }
	}
	return []route{
		{"GET /v2/billing", on(account)},
		{"GET /v2/billing/pods", on(pods)},
		{"GET /v2/billing/serverless", on(serverless)},
		{"GET /v2/billing/endpoints", on(publicEndpoints)},
		{"GET /v2/billing/network-volumes", on(volumes)},
		{"GET /v2/billing/clusters", on(clusters)},
	}
}

// report answers with what the call asks for.
func (a *Account) report(c *call, r billingReport) (any, error) {
	q, err := c.billingQuery(r.idName)
	if err != nil {
		return nil, err
	}
	a.catchUp(c.now)
	a.readMeter(c.now)
	bills := a.bills(c, q, r.lines)
	total, objects := summed(bills)
	asked := timeRange(q.start, q.end)
	asked["bucketSize"] = q.size
	about := map[string]any{"query": asked, "totals": r.amounts(total)}
	if r.idName == "" {
		bills = byBucket(bills)
	} else {
		asked[r.idName], about[r.countName] = q.id, objects
	}
	about["recordCount"] = len(bills)
	records := []any{}
	for _, b := range bills {
		record := timeRange(b.start, b.end)
		for name, usd := range r.amounts(b.spent) {
			record[name] = usd
		}
		if r.idName != "" {
			record[r.idName] = b.id
		}
		records = append(records, record)
	}
	return map[string]any{"records": records, "metadata": about}, nil
}

func (r billingReport) amounts(spent amounts) map[string]json.Number {
	usd := map[string]json.Number{"totalAmount": spent.total()}
	for name, line := range r.lines {
		usd[name] = json.Number(spent[line].String())
	}
	if r.feeName != "" {
		usd[r.feeName] = "0"
	}
	return usd
}

func timeRange(start, end time.Time) map[string]any {
	return map[string]any{"startTime": start, "endTime": end}
}

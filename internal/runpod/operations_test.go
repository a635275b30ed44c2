package runpod

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"
)

// operation is one call of the API: what it must put on the wire, and the Go
// types that stand for its request and answer.
type operation struct {
	name     string // the client's method
	method   string
	path     string // with {} for IDs, as the document writes it
	request  any
	response any
	call     func(context.Context, *Client) error
	uri      string // path and query as sent
	body     string
	answer   string
}

func discard[T any](_ T, err error) error { return err }

func operations() []operation {
	const when = "2026-11-01T00:00:00Z"
	start, end := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)
	const billingQuery = "bucketSize=day&endTime=2026-11-02T00%3A00%3A00Z&lastN=3&startTime=2026-11-01T00%3A00%3A00Z"
	billing := BillingOptions{StartTime: start, EndTime: end, BucketSize: BillingBucketSizeDay, LastN: 3, ID: "x1"}
	logs := LogOptions{Source: LogSourceSystem, Tail: new(int64(0)), Since: start, LastEventID: when}
	const logQuery = "since=2026-11-01T00%3A00%3A00Z&source=system&tail=0"
	const noMore = `"pagination":{"nextCursor":null,"hasNextPage":false}`
	gpus := ListGPUTypesOptions{
		Include: []CatalogInclude{CatalogIncludeAvailability}, Product: []Product{ProductPod, ProductServerless}, Count: 2,
		Cloud: CloudSecure, CountryCodes: []string{"DE", "RO"}, CUDAVersions: []string{"12.8"}, MinCUDAVersion: "12.4",
	}
	const gpuQuery = "cloud=SECURE&count=2&countryCodes=DE%2CRO&cudaVersions=12.8&include=AVAILABILITY&minCudaVersion=12.4&product=POD%2CSERVERLESS"
	cpus := ListCPUTypesOptions{Include: []CatalogInclude{CatalogIncludeAvailability}, Product: []Product{ProductPod}, VCPUCount: 4}
	const cpuQuery = "include=AVAILABILITY&product=POD&vcpuCount=4"

	get, post, put, patch, del := http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete
	return []operation{
		{"GetSSHKeys", get, "/account/ssh-keys", nil, SSHKeys{}, func(ctx context.Context, c *Client) error { return discard(c.GetSSHKeys(ctx)) }, "/account/ssh-keys", "", `{"keys":[]}`},
		{"UpdateSSHKeys", put, "/account/ssh-keys", UpdateSSHKeysRequest{}, SSHKeys{}, func(ctx context.Context, c *Client) error {
			return discard(c.UpdateSSHKeys(ctx, UpdateSSHKeysRequest{}))
		}, "/account/ssh-keys", `{"keys":[]}`, `{"keys":[]}`},
		{"GetAccount", get, "/account", nil, Account{}, func(ctx context.Context, c *Client) error { return discard(c.GetAccount(ctx)) }, "/account", "", `{"id":"u"}`},
		{"GetAccountLimits", get, "/account/limits", nil, AccountLimits{}, func(ctx context.Context, c *Client) error { return discard(c.GetAccountLimits(ctx)) }, "/account/limits", "", `{"spendRate":{"limit":80},"serverlessWorkers":{"limit":5}}`},
		{"GetAccountBalance", get, "/billing/balance", nil, AccountBalance{}, func(ctx context.Context, c *Client) error { return discard(c.GetAccountBalance(ctx)) }, "/billing/balance", "", `{"balanceAmount":42.18,"billingMode":"PREPAID"}`},

		{"ListSecrets", get, "/account/secrets", nil, listSecretsResponse{}, func(ctx context.Context, c *Client) error {
			return discard(c.ListSecrets(ctx, ListSecretsOptions{Name: "a b"}))
		}, "/account/secrets?name=a+b", "", `{"secrets":[]}`},
		{"CreateSecret", post, "/account/secrets", CreateSecretRequest{}, Secret{}, func(ctx context.Context, c *Client) error {
			return discard(c.CreateSecret(ctx, CreateSecretRequest{Name: "n", Value: "v"}))
		}, "/account/secrets", `{"name":"n","value":"v"}`, `{"id":"s"}`},
		{"GetSecret", get, "/account/secrets/{}", nil, Secret{}, func(ctx context.Context, c *Client) error { return discard(c.GetSecret(ctx, "s 1")) }, "/account/secrets/s%201", "", `{"id":"s 1"}`},
		{"UpdateSecret", patch, "/account/secrets/{}", UpdateSecretRequest{}, Secret{}, func(ctx context.Context, c *Client) error {
			return discard(c.UpdateSecret(ctx, "s", UpdateSecretRequest{Description: new("")}))
		}, "/account/secrets/s", `{"description":""}`, `{"id":"s"}`},
		{"DeleteSecret", del, "/account/secrets/{}", nil, nil, func(ctx context.Context, c *Client) error { return c.DeleteSecret(ctx, "s") }, "/account/secrets/s", "", ""},

		{"ListPods", get, "/pods", nil, listPodsResponse{}, func(ctx context.Context, c *Client) error {
			return discard(c.ListPods(ctx, ListPodsOptions{IncludeClusterPods: true}))
		}, "/pods?includeClusterPods=true&limit=1000", "", `{"pods":[],` + noMore + `}`},
		{"CreatePod", post, "/pods", CreatePodRequest{}, Pod{}, func(ctx context.Context, c *Client) error {
			return discard(c.CreatePod(ctx, CreatePodRequest{Name: "n", GPU: &CreateGPUConfig{ID: "g", Count: new(int64(1))}}))
		}, "/pods", `{"name":"n","gpu":{"id":"g","count":1}}`, podJSON},
		{"GetPod", get, "/pods/{}", nil, Pod{}, func(ctx context.Context, c *Client) error { return discard(c.GetPod(ctx, "p1")) }, "/pods/p1", "", podJSON},
		{"UpdatePod", patch, "/pods/{}", UpdatePodRequest{}, Pod{}, func(ctx context.Context, c *Client) error {
			return discard(c.UpdatePod(ctx, "p1", UpdatePodRequest{ContainerConfig: ContainerConfig{Registry: Null[string]()}}))
		}, "/pods/p1", `{"registry":null}`, podJSON},
		{"DeletePod", del, "/pods/{}", nil, nil, func(ctx context.Context, c *Client) error { return c.DeletePod(ctx, "p1") }, "/pods/p1", "", ""},
		{"GetPodLogs", get, "/pods/{}/logs", nil, nil, func(ctx context.Context, c *Client) error { return closeLog(c.GetPodLogs(ctx, "p1", logs)) }, "/pods/p1/logs?" + logQuery, "", ""},
		{"PodAction", post, "/pods/{}/action", PodActionRequest{}, Pod{}, func(ctx context.Context, c *Client) error {
			return discard(c.PodAction(ctx, "p1", PodActionStop))
		}, "/pods/p1/action", `{"action":"stop"}`, podJSON},

		{"ListClusters", get, "/clusters", nil, listClustersResponse{}, func(ctx context.Context, c *Client) error { return discard(c.ListClusters(ctx)) }, "/clusters", "", `{"clusters":[]}`},
		{"CreateCluster", post, "/clusters", CreateClusterRequest{}, Cluster{}, func(ctx context.Context, c *Client) error {
			return discard(c.CreateCluster(ctx, CreateClusterRequest{Name: "n", Type: ClusterTypeRay, Compute: ClusterCompute{GPUTypeID: "g", GPUCountPerPod: 8, PodCount: 2}}))
		}, "/clusters", `{"name":"n","type":"RAY","compute":{"gpuTypeId":"g","gpuCountPerPod":8,"podCount":2}}`, `{"id":"c"}`},
		{"GetCluster", get, "/clusters/{}", nil, Cluster{}, func(ctx context.Context, c *Client) error { return discard(c.GetCluster(ctx, "c")) }, "/clusters/c", "", `{"id":"c"}`},
		{"UpdateCluster", patch, "/clusters/{}", UpdateClusterRequest{}, Cluster{}, func(ctx context.Context, c *Client) error {
			return discard(c.UpdateCluster(ctx, "c", UpdateClusterRequest{Name: new("m")}))
		}, "/clusters/c", `{"name":"m"}`, `{"id":"c"}`},
		{"DeleteCluster", del, "/clusters/{}", nil, nil, func(ctx context.Context, c *Client) error { return c.DeleteCluster(ctx, "c") }, "/clusters/c", "", ""},
		{"ListClusterPods", get, "/clusters/{}/pods", nil, listPodsResponse{}, func(ctx context.Context, c *Client) error { return discard(c.ListClusterPods(ctx, "c")) }, "/clusters/c/pods", "", `{"pods":[]}`},

		{"ListEndpoints", get, "/serverless", nil, listEndpointsResponse{}, func(ctx context.Context, c *Client) error { return discard(c.ListEndpoints(ctx)) }, "/serverless?limit=1000", "", `{"endpoints":[],` + noMore + `}`},
		{"CreateEndpoint", post, "/serverless", CreateEndpointRequest{}, Endpoint{}, func(ctx context.Context, c *Client) error {
			return discard(c.CreateEndpoint(ctx, CreateEndpointRequest{Name: "n", Type: EndpointTypeQueue, Scaling: EndpointScaling{Type: ScalingTypeQueueDelay, QueueDelay: new(0.5)}}))
		}, "/serverless", `{"name":"n","type":"QUEUE","scaling":{"type":"QUEUE_DELAY","queueDelay":0.5}}`, `{"id":"e"}`},
		{"GetEndpoint", get, "/serverless/{}", nil, Endpoint{}, func(ctx context.Context, c *Client) error { return discard(c.GetEndpoint(ctx, "e")) }, "/serverless/e", "", `{"id":"e"}`},
		{"UpdateEndpoint", patch, "/serverless/{}", UpdateEndpointRequest{}, Endpoint{}, func(ctx context.Context, c *Client) error {
			return discard(c.UpdateEndpoint(ctx, "e", UpdateEndpointRequest{GPU: &UpdateEndpointGPUConfig{AllowedCUDAVersions: []string{}, MinCUDAVersion: new("")}}))
		}, "/serverless/e", `{"gpu":{"allowedCudaVersions":[],"minCudaVersion":""}}`, `{"id":"e"}`},
		{"DeleteEndpoint", del, "/serverless/{}", nil, nil, func(ctx context.Context, c *Client) error { return c.DeleteEndpoint(ctx, "e") }, "/serverless/e", "", ""},
		{"ListEndpointWorkers", get, "/serverless/{}/workers", nil, EndpointWorkerList{}, func(ctx context.Context, c *Client) error { return discard(c.ListEndpointWorkers(ctx, "e")) }, "/serverless/e/workers", "", `{"workers":[]}`},
		{"ListEndpointReleases", get, "/serverless/{}/releases", nil, listEndpointReleasesResponse{}, func(ctx context.Context, c *Client) error { return discard(c.ListEndpointReleases(ctx, "e")) }, "/serverless/e/releases?limit=1000", "", `{"releases":[],` + noMore + `}`},
		{"ListEndpointBuilds", get, "/serverless/{}/builds", nil, listEndpointBuildsResponse{}, func(ctx context.Context, c *Client) error { return discard(c.ListEndpointBuilds(ctx, "e")) }, "/serverless/e/builds?limit=100", "", `{"builds":[],` + noMore + `}`},
		{"GetEndpointBuild", get, "/serverless/{}/builds/{}", nil, Build{}, func(ctx context.Context, c *Client) error { return discard(c.GetEndpointBuild(ctx, "e", "b")) }, "/serverless/e/builds/b", "", `{"id":"b"}`},
		{"GetWorkerLogs", get, "/serverless/{}/workers/{}/logs", nil, nil, func(ctx context.Context, c *Client) error {
			return closeLog(c.GetWorkerLogs(ctx, "e", "w", logs))
		}, "/serverless/e/workers/w/logs?" + logQuery, "", ""},

		{"ListTemplates", get, "/templates", nil, listTemplatesResponse{}, func(ctx context.Context, c *Client) error { return discard(c.ListTemplates(ctx)) }, "/templates?limit=1000", "", `{"templates":[],` + noMore + `}`},
		{"CreateTemplate", post, "/templates", CreateTemplateRequest{}, Template{}, func(ctx context.Context, c *Client) error {
			return discard(c.CreateTemplate(ctx, CreateTemplateRequest{Name: "n", StartSSH: new(false)}))
		}, "/templates", `{"name":"n","startSsh":false}`, `{"id":"t"}`},
		{"GetTemplate", get, "/templates/{}", nil, Template{}, func(ctx context.Context, c *Client) error { return discard(c.GetTemplate(ctx, "t")) }, "/templates/t", "", `{"id":"t"}`},
		{"UpdateTemplate", patch, "/templates/{}", UpdateTemplateRequest{}, Template{}, func(ctx context.Context, c *Client) error {
			return discard(c.UpdateTemplate(ctx, "t", UpdateTemplateRequest{Mounts: &TemplateMounts{}}))
		}, "/templates/t", `{"mounts":{}}`, `{"id":"t"}`},
		{"DeleteTemplate", del, "/templates/{}", nil, nil, func(ctx context.Context, c *Client) error { return c.DeleteTemplate(ctx, "t") }, "/templates/t", "", ""},

		{"ListNetworkVolumes", get, "/network-volumes", nil, listNetworkVolumesResponse{}, func(ctx context.Context, c *Client) error { return discard(c.ListNetworkVolumes(ctx)) }, "/network-volumes", "", `{"networkVolumes":[]}`},
		{"CreateNetworkVolume", post, "/network-volumes", CreateNetworkVolumeRequest{}, NetworkVolume{}, func(ctx context.Context, c *Client) error {
			return discard(c.CreateNetworkVolume(ctx, CreateNetworkVolumeRequest{DataCenter: "EU-RO-1", Name: "n", Size: 10}))
		}, "/network-volumes", `{"dataCenter":"EU-RO-1","name":"n","size":10}`, `{"id":"v"}`},
		{"GetNetworkVolume", get, "/network-volumes/{}", nil, NetworkVolume{}, func(ctx context.Context, c *Client) error { return discard(c.GetNetworkVolume(ctx, "v")) }, "/network-volumes/v", "", `{"id":"v"}`},
		{"UpdateNetworkVolume", patch, "/network-volumes/{}", UpdateNetworkVolumeRequest{}, NetworkVolume{}, func(ctx context.Context, c *Client) error {
			return discard(c.UpdateNetworkVolume(ctx, "v", UpdateNetworkVolumeRequest{Size: new(int64(20))}))
		}, "/network-volumes/v", `{"size":20}`, `{"id":"v"}`},
		{"DeleteNetworkVolume", del, "/network-volumes/{}", nil, nil, func(ctx context.Context, c *Client) error { return c.DeleteNetworkVolume(ctx, "v") }, "/network-volumes/v", "", ""},

		{"ListRegistries", get, "/registries", nil, listRegistriesResponse{}, func(ctx context.Context, c *Client) error { return discard(c.ListRegistries(ctx)) }, "/registries", "", `{"registries":[]}`},
		{"CreateRegistry", post, "/registries", CreateRegistryRequest{}, Registry{}, func(ctx context.Context, c *Client) error {
			return discard(c.CreateRegistry(ctx, CreateRegistryRequest{Name: "n", Username: "u", Password: "p"}))
		}, "/registries", `{"name":"n","username":"u","password":"p"}`, `{"id":"r"}`},
		{"GetRegistry", get, "/registries/{}", nil, Registry{}, func(ctx context.Context, c *Client) error { return discard(c.GetRegistry(ctx, "r")) }, "/registries/r", "", `{"id":"r"}`},
		{"DeleteRegistry", del, "/registries/{}", nil, nil, func(ctx context.Context, c *Client) error { return c.DeleteRegistry(ctx, "r") }, "/registries/r", "", ""},
		{"ListDelegations", get, "/registries/delegations", nil, listDelegationsResponse{}, func(ctx context.Context, c *Client) error { return discard(c.ListDelegations(ctx)) }, "/registries/delegations", "", `{"delegations":[]}`},
		{"CreateDelegation", post, "/registries/delegations", CreateDelegationRequest{}, ECRDelegation{}, func(ctx context.Context, c *Client) error {
			return discard(c.CreateDelegation(ctx, CreateDelegationRequest{Resource: "arn"}))
		}, "/registries/delegations", `{"resource":"arn"}`, `{"id":"d"}`},
		{"RevokeDelegation", del, "/registries/delegations/{}", nil, nil, func(ctx context.Context, c *Client) error { return c.RevokeDelegation(ctx, "d") }, "/registries/delegations/d", "", ""},

		{"ListGPUTypes", get, "/catalog/gpus", nil, listGPUTypesResponse{}, func(ctx context.Context, c *Client) error { return discard(c.ListGPUTypes(ctx, gpus)) }, "/catalog/gpus?" + gpuQuery, "", `{"gpus":[]}`},
		{"GetGPUType", get, "/catalog/gpus/{}", nil, GPUType{}, func(ctx context.Context, c *Client) error {
			return discard(c.GetGPUType(ctx, "NVIDIA A100 80GB PCIe", gpus))
		}, "/catalog/gpus/NVIDIA%20A100%2080GB%20PCIe?" + gpuQuery, "", `{"id":"g"}`},
		{"ListCPUTypes", get, "/catalog/cpus", nil, listCPUTypesResponse{}, func(ctx context.Context, c *Client) error { return discard(c.ListCPUTypes(ctx, cpus)) }, "/catalog/cpus?" + cpuQuery, "", `{"cpus":[]}`},
		{"GetCPUType", get, "/catalog/cpus/{}", nil, CPUType{}, func(ctx context.Context, c *Client) error { return discard(c.GetCPUType(ctx, "cpu5c", cpus)) }, "/catalog/cpus/cpu5c?" + cpuQuery, "", `{"id":"cpu5c"}`},
		{"ListDataCenters", get, "/catalog/datacenters", nil, listDataCentersResponse{}, func(ctx context.Context, c *Client) error {
			return discard(c.ListDataCenters(ctx, ListDataCentersOptions{
				Include: []DataCenterInclude{DataCenterIncludeGPUAvailability, DataCenterIncludeCPUAvailability}, Regions: []DataCenterRegion{DataCenterRegionEurope},
				NetworkVolumeTypes: []VolumeType{VolumeTypeStandard}, Compliance: []Compliance{ComplianceGDPR}, GlobalNetwork: new(false),
			}))
		}, "/catalog/datacenters?compliance=GDPR&globalNetwork=false&include=GPU_AVAILABILITY%2CCPU_AVAILABILITY&networkVolumeTypes=STANDARD&regions=EUROPE", "", `{"dataCenters":[]}`},
		{"GetDataCenter", get, "/catalog/datacenters/{}", nil, DataCenter{}, func(ctx context.Context, c *Client) error {
			return discard(c.GetDataCenter(ctx, "EU-RO-1", DataCenterIncludeGPUAvailability))
		}, "/catalog/datacenters/EU-RO-1?include=GPU_AVAILABILITY", "", `{"id":"EU-RO-1"}`},
		{"ListPublicTemplates", get, "/catalog/templates", nil, listTemplatesResponse{}, func(ctx context.Context, c *Client) error {
			return discard(c.ListPublicTemplates(ctx, ListPublicTemplatesOptions{Source: TemplateSourceVerified}))
		}, "/catalog/templates?source=verified", "", `{"templates":[]}`},

		{"ListBilling", get, "/billing", nil, BillingReport{}, func(ctx context.Context, c *Client) error { return discard(c.ListBilling(ctx, billing)) }, "/billing?" + billingQuery, "", `{}`},
		{"ListPodBilling", get, "/billing/pods", nil, BillingReport{}, func(ctx context.Context, c *Client) error { return discard(c.ListPodBilling(ctx, billing)) }, "/billing/pods?" + strings.Replace(billingQuery, "&start", "&podId=x1&start", 1), "", `{}`},
		{"ListServerlessBilling", get, "/billing/serverless", nil, BillingReport{}, func(ctx context.Context, c *Client) error {
			return discard(c.ListServerlessBilling(ctx, billing))
		}, "/billing/serverless?" + strings.Replace(billingQuery, "&start", "&serverlessId=x1&start", 1), "", `{}`},
		{"ListEndpointBilling", get, "/billing/endpoints", nil, BillingReport{}, func(ctx context.Context, c *Client) error { return discard(c.ListEndpointBilling(ctx, billing)) }, "/billing/endpoints?" + billingQuery, "", `{}`},
		{"ListNetworkVolumeBilling", get, "/billing/network-volumes", nil, BillingReport{}, func(ctx context.Context, c *Client) error {
			return discard(c.ListNetworkVolumeBilling(ctx, billing))
		}, "/billing/network-volumes?" + strings.Replace(billingQuery, "&start", "&networkVolumeId=x1&start", 1), "", `{}`},
		{"ListClusterBilling", get, "/billing/clusters", nil, BillingReport{}, func(ctx context.Context, c *Client) error { return discard(c.ListClusterBilling(ctx, billing)) }, "/billing/clusters?" + strings.Replace(billingQuery, "&endTime", "&clusterId=x1&endTime", 1), "", `{}`},

		{"ListTags", get, "/tags", nil, listTagsResponse{}, func(ctx context.Context, c *Client) error { return discard(c.ListTags(ctx)) }, "/tags?include=resources", "", `{"tags":[]}`},
		{"CreateTag", post, "/tags", CreateTagRequest{}, Tag{}, func(ctx context.Context, c *Client) error {
			return discard(c.CreateTag(ctx, CreateTagRequest{Key: "team", Resources: []Labelled{{ID: "p1", Type: TagResourceTypePod}}}))
		}, "/tags", `{"key":"team","value":"","resources":[{"id":"p1","type":"POD"}]}`, `{"id":"t"}`},
		{"GetTag", get, "/tags/{}", nil, Tag{}, func(ctx context.Context, c *Client) error { return discard(c.GetTag(ctx, "t")) }, "/tags/t", "", `{"id":"t"}`},
		{"UpdateTag", patch, "/tags/{}", UpdateTagRequest{}, Tag{}, func(ctx context.Context, c *Client) error {
			return discard(c.UpdateTag(ctx, "t", UpdateTagRequest{Value: new("")}))
		}, "/tags/t", `{"value":""}`, `{"id":"t"}`},
		{"DeleteTag", del, "/tags/{}", nil, nil, func(ctx context.Context, c *Client) error { return c.DeleteTag(ctx, "t") }, "/tags/t", "", ""},
		{"AttachTagResource", put, "/tags/{}/resources/{}/{}", nil, nil, func(ctx context.Context, c *Client) error {
			return c.AttachTagResource(ctx, "t", Labelled{ID: "e1", Type: TagResourceTypeEndpoint})
		}, "/tags/t/resources/SERVERLESS_ENDPOINT/e1", "", ""},
		{"DetachTagResource", del, "/tags/{}/resources/{}/{}", nil, nil, func(ctx context.Context, c *Client) error {
			return c.DetachTagResource(ctx, "t", Labelled{ID: "c1", Type: TagResourceTypeCluster})
		}, "/tags/t/resources/CLUSTER/c1", "", ""},

		{"ListCostCenters", get, "/cost-centers", nil, listCostCentersResponse{}, func(ctx context.Context, c *Client) error { return discard(c.ListCostCenters(ctx)) }, "/cost-centers?limit=1000", "", `{"costCenters":[],` + noMore + `}`},
		{"CreateCostCenter", post, "/cost-centers", CreateCostCenterRequest{}, CostCenter{}, func(ctx context.Context, c *Client) error {
			return discard(c.CreateCostCenter(ctx, CreateCostCenterRequest{Value: "research"}))
		}, "/cost-centers", `{"value":"research"}`, `{"id":"cc"}`},
		{"GetCostCenter", get, "/cost-centers/{}", nil, CostCenter{}, func(ctx context.Context, c *Client) error { return discard(c.GetCostCenter(ctx, "cc")) }, "/cost-centers/cc", "", `{"id":"cc"}`},
		{"RenameCostCenter", patch, "/cost-centers/{}", RenameCostCenterRequest{}, CostCenter{}, func(ctx context.Context, c *Client) error {
			return discard(c.RenameCostCenter(ctx, "cc", RenameCostCenterRequest{Value: "lab"}))
		}, "/cost-centers/cc", `{"value":"lab"}`, `{"id":"cc"}`},
		{"DeleteCostCenter", del, "/cost-centers/{}", nil, nil, func(ctx context.Context, c *Client) error { return c.DeleteCostCenter(ctx, "cc") }, "/cost-centers/cc", "", ""},
		{"ListCostCenterResources", get, "/cost-centers/{}/resources", nil, listCostCenterResourcesResponse{}, func(ctx context.Context, c *Client) error {
			return discard(c.ListCostCenterResources(ctx, "cc"))
		}, "/cost-centers/cc/resources?limit=1000", "", `{"resources":[],` + noMore + `}`},
		{"AttributeCostCenterResource", put, "/cost-centers/{}/resources/{}/{}", nil, nil, func(ctx context.Context, c *Client) error {
			return c.AttributeCostCenterResource(ctx, "cc", Labelled{ID: "v1", Type: TagResourceTypeNetworkVolume})
		}, "/cost-centers/cc/resources/NETWORK_VOLUME/v1", "", ""},
		{"RemoveCostCenterResource", del, "/cost-centers/{}/resources/{}/{}", nil, nil, func(ctx context.Context, c *Client) error {
			return c.RemoveCostCenterResource(ctx, "cc", Labelled{ID: "p1", Type: TagResourceTypePod})
		}, "/cost-centers/cc/resources/POD/p1", "", ""},

		{"ListGlobalVolumes", get, "/global-volumes", nil, listGlobalVolumesResponse{}, func(ctx context.Context, c *Client) error { return discard(c.ListGlobalVolumes(ctx)) }, "/global-volumes", "", `{"globalVolumes":[],` + noMore + `}`},
		{"CreateGlobalVolume", post, "/global-volumes", CreateGlobalVolumeRequest{}, GlobalVolume{}, func(ctx context.Context, c *Client) error {
			return discard(c.CreateGlobalVolume(ctx, CreateGlobalVolumeRequest{Name: "n"}))
		}, "/global-volumes", `{"name":"n"}`, `{"id":"g"}`},
		{"GetGlobalVolume", get, "/global-volumes/{}", nil, GlobalVolume{}, func(ctx context.Context, c *Client) error { return discard(c.GetGlobalVolume(ctx, "g")) }, "/global-volumes/g", "", `{"id":"g"}`},
		{"UpdateGlobalVolume", patch, "/global-volumes/{}", UpdateGlobalVolumeRequest{}, GlobalVolume{}, func(ctx context.Context, c *Client) error {
			return discard(c.UpdateGlobalVolume(ctx, "g", UpdateGlobalVolumeRequest{Name: new("m")}))
		}, "/global-volumes/g", `{"name":"m"}`, `{"id":"g"}`},
		{"DeleteGlobalVolume", del, "/global-volumes/{}", nil, nil, func(ctx context.Context, c *Client) error { return c.DeleteGlobalVolume(ctx, "g") }, "/global-volumes/g", "", ""},
	}
}

func closeLog(s *LogStream, err error) error {
	if err != nil {
		return err
	}
	return s.Close()
}

func TestOperations(t *testing.T) {
	t.Parallel()
	for _, op := range operations() {
		t.Run(op.name, func(t *testing.T) {
			t.Parallel()
			var sent *http.Request
			var body string
			c := mustNew(t, Config{
				BaseURL: "https://runpod.test/v2/", APIKey: testKey, UserAgent: "agent/1", Clock: newFakeClock(),
				Transport: roundTripFunc(func(req *http.Request) (*http.Response, error) {
					if sent != nil {
						return nil, fmt.Errorf("a second request: %s %s", req.Method, req.URL)
					}
					sent = req
					if req.Body != nil {
						b, err := io.ReadAll(req.Body)
						if err != nil {
							return nil, err
						}
						body = string(b)
					}
					status := http.StatusOK
					if op.answer == "" {
						status = http.StatusNoContent
					}
					return respond(req, status, op.answer), nil
				}),
			})
			if err := op.call(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			if want := op.method + " https://runpod.test/v2" + op.uri; sent.Method+" "+sent.URL.String() != want {
				t.Errorf("sent %s %s, want %s", sent.Method, sent.URL, want)
			}
			if body != op.body {
				t.Errorf("sent the body %s, want %s", body, op.body)
			}
			for key, want := range map[string]string{"Authorization": "Bearer " + testKey, "User-Agent": "agent/1"} {
				if got := sent.Header.Get(key); got != want {
					t.Errorf("%s is %q, want %q", key, got, want)
				}
			}
			if got, want := sent.Header.Get("Content-Type") == "application/json", op.body != ""; got != want {
				t.Errorf("says JSON: %v, want %v", got, want)
			}
		})
	}
}

// A method without an entry in the table would go untested.
func TestOperationsAreAllInTheTable(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, op := range operations() {
		known[op.name] = true
	}
	for method := range reflect.TypeFor[*Client]().Methods() {
		if !known[method.Name] {
			t.Errorf("%s is not in the table", method.Name)
		}
	}
	if len(known) != 83 {
		t.Errorf("%d operations, want 83", len(known))
	}
}

func TestIDsCannotLeaveTheirPath(t *testing.T) {
	t.Parallel()
	c := mustNew(t, Config{APIKey: testKey, Transport: roundTripFunc(func(req *http.Request) (*http.Response, error) {
		t.Errorf("sent %s %s", req.Method, req.URL)
		return nil, io.EOF
	})})
	for _, id := range []string{"", ".", "..", "a/b", `a\b`, "a?b", "a#b", "%2e%2e", " a", "a\x1b[2J", "a\n", "ü", strings.Repeat("a", MaxID+1), strings.Repeat("a", 1<<20)} {
		if err := c.DeletePod(t.Context(), id); err == nil || !strings.Contains(err.Error(), "not an ID") && id != "" || len(err.Error()) > 300 {
			t.Errorf("DeletePod(%.20q) = %.300v", id, err)
		}
	}
	answers := mustNew(t, Config{APIKey: testKey, Transport: roundTripFunc(func(req *http.Request) (*http.Response, error) {
		return respond(req, 200, `{"id":"../../account"}`), nil
	})})
	if _, err := answers.GetPod(t.Context(), "p1"); err == nil || !strings.Contains(err.Error(), "is not an ID") {
		t.Errorf("takes an id that leads elsewhere: %v", err)
	}
}

package endpoint_test

import (
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// gpuEndpoint asks for the plainest endpoint with GPUs.
func gpuEndpoint(name string) runpod.CreateEndpointRequest {
	req := runpod.CreateEndpointRequest{
		Name: name, Type: runpod.EndpointTypeQueue,
		Scaling: runpod.EndpointScaling{Type: runpod.ScalingTypeQueueDelay, QueueDelay: new(4.0)},
		GPU:     &runpod.CreateEndpointGPUConfig{Pools: []string{"AMPERE_80"}, Count: new(int64(1))},
		Timeout: new(int64(300000)),
		Workers: &runpod.EndpointWorkersRequest{Min: new(int64(0)), Max: new(int64(1))},
	}
	req.Image, req.Disk = new("acme/matting:1.4"), new(int64(20))
	return req
}

func TestAccEndpointList(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)

	full := gpuEndpoint("matting")
	full.GPU = &runpod.CreateEndpointGPUConfig{
		Pools: []string{"ADA_24", "AMPERE_80"}, Count: new(int64(2)), ExcludedTypes: []string{"NVIDIA A100-SXM4-80GB"}, AllowedCUDAVersions: []string{"12.8"},
	}
	full.Scaling = runpod.EndpointScaling{Type: runpod.ScalingTypeRequestCount, RequestCount: new(int64(3))}
	full.Workers.Min, full.Workers.Max, full.DataCenterIDs = new(int64(1)), new(int64(2)), []string{"EU-RO-1"}
	full.Env, full.Entrypoint = map[string]string{"MODEL": "u2net"}, []string{"serve"}

	cpu := gpuEndpoint("api")
	cpu.GPU, cpu.CPU = nil, []runpod.CreateCPUConfig{{ID: "cpu3g", VCPUCount: 2}, {ID: "cpu3c", VCPUCount: 4}}
	cpu.Type, cpu.Scaling, cpu.Ports = runpod.EndpointTypeLoadBalancer, full.Scaling, []string{"8000/http"}

	var ids []string
	for _, req := range []runpod.CreateEndpointRequest{full, cpu, gpuEndpoint("matting")} {
		endpoint, err := env.Client().CreateEndpoint(t.Context(), req)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, endpoint.ID)
	}
	acctest.CheckList(t, env, "runpod_endpoint", ids...)
	acctest.CheckGenerated(t, env, "runpod_endpoint")
}

// The suffix that Runpod once added is not part of the name.
func TestEndpointListNames(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	endpoint, err := env.Client().CreateEndpoint(t.Context(), gpuEndpoint("matting"))
	if err != nil {
		t.Fatal(err)
	}
	env.Account.EditEndpoint(endpoint.ID, func(e *runpod.Endpoint) { e.Name += " -fb" })
	found := env.Server(nil).List(t.Context(), "runpod_endpoint", map[string]any{"name": "matting"}, 0, false)
	if len(found) != 1 || found[0].Name != "matting" {
		t.Errorf("found %+v", found)
	}
}

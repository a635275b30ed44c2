package unmanaged_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/provider"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
	"github.com/runpod-iac/terraform-provider-runpod/internal/unmanaged"
)

// prices are those of the account's catalog.
func prices(client *runpod.Client, clock runpod.Clock) unmanaged.Prices {
	return func(ctx context.Context) (cost.Estimator, []string, error) {
		return provider.Estimator(ctx, client, clock)
	}
}

// command runs the subcommand on an account, and returns what it prints and its exit code.
func command(t *testing.T, env *acctest.Env, stdin string, args ...string) (stdout string, code int, failure string) {
	t.Helper()
	var out, usage bytes.Buffer
	err := unmanaged.Command(t.Context(), args, strings.NewReader(stdin), &out, &usage, unmanaged.Account{
		Kinds:   provider.Kinds(),
		Connect: func(context.Context) (*runpod.Client, error) { return env.Client(), nil },
		Prices:  func(client *runpod.Client) unmanaged.Prices { return prices(client, env.Clock) },
	})
	if err == nil {
		return out.String(), 0, ""
	}
	code = 1
	var coded interface{ ExitCode() int }
	if errors.As(err, &coded) {
		code = coded.ExitCode()
	}
	return out.String(), code, err.Error()
}

// report is what the tests read of the JSON format.
type report struct {
	States      struct{ Read, Objects int }
	Seen        int
	Hourly      json.Number `json:"usd_per_hour"`
	Monthly     json.Number `json:"usd_per_month"`
	Partial     bool
	Billing     int
	Objects     []object
	Allowed     []object
	NotLookedAt []string `json:"not_looked_at"`
	Notes       []string
}

type object struct {
	Kind, Type, ID, Name, What string
	Created                    string `json:"created_at"`
	Owner                      []string
	Bills                      bool
	Hourly                     *json.Number `json:"usd_per_hour"`
	Monthly                    *json.Number `json:"usd_per_month"`
	Parts, Remarks             []string
	Address, Import            string
}

func parsed(t *testing.T, text string) report {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var r report
	if err := decoder.Decode(&r); err != nil {
		t.Fatalf("%s in %s", err, text)
	}
	return r
}

// find returns the object of an ID.
func (r report) find(t *testing.T, id string) object {
	t.Helper()
	for _, o := range r.Objects {
		if o.ID == id {
			return o
		}
	}
	t.Fatalf("%s is not listed: %+v", id, r)
	return object{}
}

// made is the object that a create has made, or the end of the test.
func made[T any](t *testing.T) func(*T, error) *T {
	t.Helper()
	return func(object *T, err error) *T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return object
	}
}

func container(diskGB int64) runpod.ContainerConfig {
	return runpod.ContainerConfig{BaseContainerConfig: runpod.BaseContainerConfig{Image: new("busybox:1"), Disk: new(diskGB)}}
}

func gpuPod(name, gpu string, count int64) runpod.CreatePodRequest {
	return runpod.CreatePodRequest{Name: name, ContainerConfig: container(20), GPU: &runpod.CreateGPUConfig{ID: gpu, Count: new(count)}}
}

func volume(name string, sizeGB int64) runpod.CreateNetworkVolumeRequest {
	return runpod.CreateNetworkVolumeRequest{Name: name, Size: sizeGB, DataCenter: "EU-RO-1"}
}

func endpoint(name string, active, flex int64, pools ...string) runpod.CreateEndpointRequest {
	return runpod.CreateEndpointRequest{
		Name: name, Type: runpod.EndpointTypeQueue, Scaling: runpod.EndpointScaling{Type: runpod.ScalingTypeQueueDelay, QueueDelay: new(4.0)},
		ContainerConfig: container(30), GPU: &runpod.CreateEndpointGPUConfig{Pools: pools, Count: new(int64(1))},
		Workers: &runpod.EndpointWorkersRequest{Min: new(active), Max: new(active + flex), IdleTimeout: new(int64(5))}, Timeout: new(int64(600_000)),
	}
}

func cluster(name string, pods int64) runpod.CreateClusterRequest {
	return runpod.CreateClusterRequest{
		Name: name, Type: runpod.ClusterTypeApplication, BaseContainerConfig: container(40).BaseContainerConfig,
		Compute: runpod.ClusterCompute{GPUTypeID: "NVIDIA A100-SXM4-80GB", GPUCountPerPod: 8, PodCount: pods},
	}
}

// inProcess leads to an account without a network.
type inProcess struct{ account *sandbox.Account }

func (p inProcess) RoundTrip(req *http.Request) (*http.Response, error) {
	answer := httptest.NewRecorder()
	p.account.ServeHTTP(answer, req)
	return answer.Result(), nil
}

// directly is a client for what is made in great numbers.
func directly(t *testing.T, env *acctest.Env) *runpod.Client {
	t.Helper()
	return made[runpod.Client](t)(runpod.New(runpod.Config{BaseURL: env.URL, APIKey: env.Key, Clock: env.Clock, Transport: inProcess{env.Account}}))
}

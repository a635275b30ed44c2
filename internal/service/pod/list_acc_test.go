package pod_test

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// gpuPod asks for the plainest pod with a GPU.
func gpuPod(name string) runpod.CreatePodRequest {
	req := runpod.CreatePodRequest{Name: name, GPU: &runpod.CreateGPUConfig{ID: a100, Count: new(int64(1))}}
	req.Image, req.Disk = new("busybox:1"), new(int64(50))
	return req
}

func create(t *testing.T, env *acctest.Env, req runpod.CreatePodRequest) string {
	t.Helper()
	pod, err := env.Client().CreatePod(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	return pod.ID
}

// running makes a pod and waits until it runs.
func running(t *testing.T, env *acctest.Env, req runpod.CreatePodRequest) string {
	t.Helper()
	id := create(t, env, req)
	env.Clock.Advance(10 * time.Minute)
	return id
}

func TestAccPodList(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Account.SetBalance(decimal.NewFromInt(1000))

	full := gpuPod("trainer")
	full.GPU.Count, full.Ports, full.Disk = new(int64(2)), []string{"8888/http", "22/tcp"}, new(int64(80))
	full.Cmd, full.Env, full.StartSSH = []string{"sleep", "${HOME}"}, map[string]string{"MODE": "train"}, new(true)
	full.Mounts = &runpod.Mounts{Persistent: &runpod.PersistentMount{Size: 100, Path: "/workspace"}}

	cpu := runpod.CreatePodRequest{Name: "trainer", CPU: &runpod.CreateCPUConfig{ID: "cpu5c", VCPUCount: 4}}
	cpu.Image, cpu.Disk, cpu.Args = new("busybox:1"), new(int64(20)), new("bash -c 'sleep 1'")

	stopped := running(t, env, gpuPod("stopped"))
	if _, err := env.Client().PodAction(t.Context(), stopped, runpod.PodActionStop); err != nil {
		t.Fatal(err)
	}
	for range 2 { // one of two that are deleted shows for a while
		if err := env.Client().DeletePod(t.Context(), running(t, env, gpuPod("gone"))); err != nil {
			t.Fatal(err)
		}
	}
	cluster := runpod.CreateClusterRequest{
		Name: "cluster", Type: runpod.ClusterTypeTraining, DataCenterIDs: []string{"US-KS-2"},
		Compute: runpod.ClusterCompute{GPUTypeID: "NVIDIA H100 80GB HBM3", GPUCountPerPod: 8, PodCount: 3},
	}
	cluster.Image, cluster.Disk = new("busybox:1"), new(int64(50))
	made, err := env.Client().CreateCluster(t.Context(), cluster)
	if err != nil {
		t.Fatal(err)
	}

	acctest.CheckList(t, env, "runpod_pod", create(t, env, full), create(t, env, cpu), stopped, running(t, env, gpuPod("idle")))
	env.Account.RemoveCluster(made.ID)
	acctest.CheckGenerated(t, env, "runpod_pod")
}

func TestPodListFilters(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	create(t, env, gpuPod("trainer"))
	want := create(t, env, gpuPod("trainer-2"))
	found := env.Server(nil).List(t.Context(), "runpod_pod", map[string]any{"name_prefix": "trainer-"}, 0, false)
	if len(found) != 1 || found[0].ID != want || found[0].Name != "trainer-2" {
		t.Errorf("found %+v", found)
	}
}

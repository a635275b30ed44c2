package cluster_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

func clusters(t *testing.T, env *acctest.Env, names ...string) (ids []string) {
	t.Helper()
	for _, name := range names {
		req := runpod.CreateClusterRequest{
			Name: name, Type: runpod.ClusterTypeTraining,
			Compute: runpod.ClusterCompute{GPUTypeID: h100, GPUCountPerPod: 4, PodCount: 2},
		}
		req.Image, req.Disk, req.Ports, req.Cmd = new("ghcr.io/acme/train:1"), new(int64(50)), []string{"22/tcp"}, []string{"serve"}
		req.Mounts = &runpod.Mounts{Persistent: &runpod.PersistentMount{Size: 100, Path: "/workspace"}}
		cluster, err := env.Client().CreateCluster(t.Context(), req)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, cluster.ID)
	}
	return ids
}

func TestAccClusterList(t *testing.T) {
	t.Parallel()
	env := newEnv(t)
	ids := clusters(t, env, "one", "two", "gone")
	env.Account.RemoveCluster(ids[2])
	acctest.CheckList(t, env, "runpod_cluster", ids[:2]...)
	acctest.CheckGenerated(t, env, "runpod_cluster")
}

// A cluster whose pods cannot be read is a result of its own, and the others come
// anyway.
func TestClusterListFailsOneByOne(t *testing.T) {
	t.Parallel()
	env := newEnv(t)
	ids := clusters(t, env, "one", "two")
	env.Account.Inject(sandbox.Fault{Kind: sandbox.FaultStatus, Method: http.MethodGet, PathPrefix: "/clusters/" + ids[0] + "/pods", Status: http.StatusForbidden, Detail: "these words"})
	found := env.Server(nil).List(t.Context(), "runpod_cluster", nil, 0, true)
	if len(found) != 2 || len(found[0].Diags) != 1 || !strings.Contains(found[0].Diags[0].Detail, "these words") || found[1].ID != ids[1] || len(found[1].Diags) != 0 {
		t.Errorf("found %+v", found)
	}
}

package cluster_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// unmapped answers as Runpod where no port is ever mapped.
func unmapped(object map[string]any) {
	if primary, ok := object["primary"].(map[string]any); ok {
		primary["sshEndpoint"] = nil
	}
	pods, _ := object["pods"].([]any)
	for _, p := range pods {
		pod := p.(map[string]any)
		pod["ssh"].(map[string]any)["direct"] = nil
		if runtime, ok := pod["runtime"].(map[string]any); ok {
			delete(runtime, "ports")
		}
	}
}

// mappedAfter is when the ports of a new cluster can be reached.
var mappedAfter = map[sandbox.Lifecycle]time.Duration{
	sandbox.LifecycleRecorded: 33 * time.Second, sandbox.LifecycleDocumented: 60 * time.Second,
}

// TestWaits: what the creation of a cluster waits for.
func TestWaits(t *testing.T) {
	t.Parallel()
	ports := []any{"22/tcp"}
	for name, test := range map[string]struct {
		config      acctest.Attributes
		unmapped    bool
		mapped      bool          // the apply takes until the ports are mapped
		least, most time.Duration // or else so long
		ssh         bool          // reachable afterwards
		warns       bool
		fails       string
	}{
		"SSH by default":         {config: acctest.Attributes{"ports": ports}, mapped: true, ssh: true},
		"nothing to reach":       {config: acctest.Attributes{}, least: 30 * time.Second, most: 40 * time.Second},
		"CREATED":                {config: acctest.Attributes{"ports": ports, "wait_until": "CREATED"}},
		"RUNNING":                {config: acctest.Attributes{"ports": ports, "wait_until": "RUNNING"}, least: 30 * time.Second, most: 40 * time.Second},
		"READY":                  {config: acctest.Attributes{"ports": ports, "wait_until": "READY"}, mapped: true, ssh: true},
		"a courtesy ends":        {config: acctest.Attributes{"ports": ports}, unmapped: true, least: 200 * time.Second, most: 220 * time.Second, warns: true},
		"a declared READY fails": {config: acctest.Attributes{"ports": ports, "wait_until": "READY", "timeouts": acctest.Attributes{"create": "10m"}}, unmapped: true, least: 10 * time.Minute, most: 10*time.Minute + 10*time.Second, fails: "timed out after 10m0s while waiting for all pods of the cluster to start and their ports to be mapped"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.EachLifecycle(t, func(t *testing.T, env *acctest.Env) {
				least, most := test.least, test.most
				if test.mapped {
					least = mappedAfter[env.Lifecycle]
					most = least + 10*time.Second
				}
				var road http.RoundTripper
				if test.unmapped {
					road = acctest.Rewriting("/clusters", unmapped)
				}
				server, cluster := env.Server(road), &acctest.Instance{Type: "runpod_cluster"}
				config := acctest.Attributes{
					"name": "training", "type": "TRAINING", "image": "acme/trainer:1",
					"compute": acctest.Attributes{"gpu_type_id": "NVIDIA H100 80GB HBM3", "gpu_count_per_pod": 8, "pod_count": 2},
				}
				maps.Copy(config, test.config)
				began := env.Clock.Now()
				err := server.Apply(t.Context(), cluster, config)
				took := env.Clock.Now().Sub(began)
				switch {
				case test.fails == "" && err != nil, test.fails != "" && (err == nil || !strings.Contains(err.Error(), test.fails)):
					t.Errorf("failed with %v, want %q", err, test.fails)
				case took < least || took > most:
					t.Errorf("took %s, want %s to %s", took, least, most)
				}
				if !cluster.Exists() || cluster.Tainted() != (test.fails != "") {
					t.Errorf("tainted %t", cluster.Tainted())
				}
				if ssh := server.Attribute(cluster, "primary", "ssh_endpoint") != nil; ssh != test.ssh {
					t.Errorf("SSH is reachable: %t", ssh)
				}
				if warned := len(cluster.Told) == 1 && strings.HasPrefix(cluster.Told[0].Summary, "Ports are not mapped yet: cluster training"); warned != test.warns {
					t.Errorf("warned %t of %v", warned, cluster.Told)
				}
				if test.fails == "" {
					if err := server.PlanIsEmpty(t.Context(), cluster, config); err != nil {
						t.Error(err)
					}
				}
			})
		})
	}
}

// TestClusterWithoutListedPods: its counts may have all pods before the list has any.
func TestClusterWithoutListedPods(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	lists := 0
	server := env.Server(acctest.Rewriting("/pods", func(object map[string]any) {
		if _, ok := object["pods"]; ok && lists < 3 {
			lists++
			object["pods"] = []any{}
		}
	}))
	cluster := &acctest.Instance{Type: "runpod_cluster"}
	config := acctest.Attributes{
		"name": "training", "type": "TRAINING", "image": "acme/trainer:1", "ports": []any{"22/tcp"},
		"compute": acctest.Attributes{"gpu_type_id": "NVIDIA H100 80GB HBM3", "gpu_count_per_pod": 8, "pod_count": 2},
	}
	if err := server.Apply(t.Context(), cluster, config); err != nil {
		t.Fatal(err)
	}
	if lists < 3 || server.Attribute(cluster, "primary", "ssh_endpoint") == nil {
		t.Errorf("%d empty lists, and the primary is %v", lists, server.Attribute(cluster, "primary"))
	}
	if err := server.PlanIsEmpty(t.Context(), cluster, config); err != nil {
		t.Error(err)
	}
}

package pod_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

// mixture reports pods now as in Runpod's document, now as Runpod was recorded, and
// anything between: another way at every look, by chance from a seed.
type mixture struct {
	mu     sync.Mutex
	chance *rand.Rand
}

// one chooses among the variants of a value.
func (m *mixture) one(variants ...any) any { return variants[m.chance.IntN(len(variants))] }

func (m *mixture) change(pod map[string]any) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if gpu, ok := pod["gpu"].(map[string]any); ok && fmt.Sprint(gpu["count"]) == "1" && m.one(true, false).(bool) {
		delete(gpu, "count") // one is the document's default
	}
	runtime, _ := pod["runtime"].(map[string]any)
	switch status := pod["status"]; {
	case status == "EXITED":
		pod["cost"] = m.one(0, 1.39)
		pod["ssh"].(map[string]any)["proxy"] = m.one(nil, pod["ssh"].(map[string]any)["proxy"])
		fallthrough
	case status == "ERROR":
		m.emptyRuntime(pod)
	case len(runtime) > 0 && runtime["cpu"] != nil:
		runtime["uptime"] = m.one(runtime["uptime"], -1)
	default:
		pod["status"] = m.one("PROVISIONING", "STARTING", "RUNNING")
		pod["actions"] = []any{"stop", "terminate"}
		pod["startedAt"] = m.one(nil, pod["createdAt"])
		m.emptyRuntime(pod)
	}
	pod["createdAt"] = m.one(pod["createdAt"], strings.Replace(pod["createdAt"].(string), "Z", ".000Z", 1))
}

// emptyRuntime says in one of three ways that no container runs.
func (m *mixture) emptyRuntime(pod map[string]any) {
	pod["runtime"] = m.one(nil, map[string]any{}, "absent")
	if pod["runtime"] == "absent" {
		delete(pod, "runtime")
	}
}

// TestPodSurvivesEveryVariant goes through a pod's life while Runpod's ways change at
// every look: waits end, when the container runs and not before, and every second plan is empty.
func TestPodSurvivesEveryVariant(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			acctest.EachLifecycle(t, func(t *testing.T, env *acctest.Env) {
				m := &mixture{chance: rand.New(rand.NewPCG(seed, 0))} //nolint:gosec // a test's
				server, pod := env.Server(acctest.Rewriting("/pods", everyPod(m.change))), newPod()
				for i, change := range []obj{
					{"ports": items{"22/tcp", "8888/http"}},
					{"ports": items{"22/tcp", "8888/http"}, "desired_state": "STOPPED"},
					{"ports": items{"22/tcp", "8888/http"}, "wait_until": "READY"},
					{"ports": items{"22/tcp"}, "image": "acme/other:2"},
					{"name": "renamed", "image": "acme/other:2"},
				} {
					config := minimal(change)
					began := env.Clock.Now()
					if err := server.Apply(t.Context(), pod, config); err != nil {
						t.Fatalf("step %d: %v", i, err)
					}
					if took := env.Clock.Now().Sub(began); took > 100*time.Second {
						t.Errorf("step %d took %s", i, took)
					}
					if now := only(t, env); change["desired_state"] == nil && !now.Runs() {
						t.Errorf("step %d ended before the container ran", i)
					}
					for range 4 {
						env.Clock.Advance(time.Minute)
						if err := server.Refresh(t.Context(), pod); err != nil {
							t.Fatal(err)
						}
						if err := server.PlanIsEmpty(t.Context(), pod, config); err != nil {
							t.Errorf("after step %d: %v", i, err)
						}
					}
				}
				if err := server.Destroy(t.Context(), pod); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

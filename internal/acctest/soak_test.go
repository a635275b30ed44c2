package acctest_test

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"testing"
	"testing/synctest"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// soakVariable names the environment variable with the number of cycles of
// TestSoak.
const soakVariable = "RUNPOD_SOAK_CYCLES"

// soakGrowth is how much the heap may grow from a quarter of the cycles to the
// end: the account logs its requests, which is about 1 kB each.
const soakGrowth = 8 << 20

// TestSoak creates, changes, lets drift and destroys one of everything again and
// again, with one provider: in the end no goroutine is left (the bubble fails
// where one is), and the account is empty. Goroutines and memory must not grow:
// both are counted for the whole process, so it runs alone, as in make soak.
func TestSoak(t *testing.T) {
	t.Parallel()
	text, asked := os.LookupEnv(soakVariable)
	if !asked {
		t.Skip("THE SOAK TEST IS NOT RUN HERE: make soak runs it")
	}
	cycles, err := strconv.Atoi(text)
	if err != nil || cycles < 8 {
		t.Fatalf("%s is %q: want a number from 8", soakVariable, text)
	}
	synctest.Test(t, func(t *testing.T) {
		env := acctest.NewInBubble(t)
		server := env.Server(nil)
		var early heap
		for cycle := range cycles {
			soakOnce(t, env, server, cycle)
			if t.Failed() {
				t.FailNow()
			}
			if cycle == cycles/4 {
				early = measure(env)
			}
		}
		late := measure(env)
		if late.goroutines > early.goroutines {
			t.Errorf("%d goroutines after %d cycles, %d after %d", late.goroutines, cycles, early.goroutines, cycles/4+1)
		}
		if growth := int64(late.bytes) - int64(early.bytes); growth > soakGrowth {
			t.Errorf("the heap grew by %d bytes from cycle %d to %d, want at most %d", growth, cycles/4+1, cycles, soakGrowth)
		}
	})
}

type heap struct {
	bytes      uint64
	goroutines int
}

func measure(env *acctest.Env) heap {
	env.CloseIdleConnections()
	synctest.Wait()
	runtime.GC()
	runtime.GC() // what finalizers let go of
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return heap{bytes: stats.HeapAlloc, goroutines: runtime.NumGoroutine()}
}

// soakOnce is one cycle of everything, of all kinds at once.
func soakOnce(t *testing.T, env *acctest.Env, server *acctest.Server, cycle int) {
	t.Helper()
	kinds := creatables()
	inParallel(len(kinds), kinds, func(kind creatable) {
		config := kind.config(cycle % 200)
		i := &acctest.Instance{Type: kind.resource}
		for _, step := range []struct {
			name string
			do   func() error
		}{
			{"create", func() error { return server.Apply(t.Context(), i, config) }},
			{"change", func() error {
				if kind.renames() {
					config["name"] = fmt.Sprint(config["name"], "-changed")
				}
				return server.Apply(t.Context(), i, config)
			}},
			{"drift", func() error {
				drift(t, env, server, i)
				if err := server.Refresh(t.Context(), i); err != nil {
					return err
				}
				return server.Apply(t.Context(), i, config)
			}},
			{"plan", func() error {
				if err := server.Refresh(t.Context(), i); err != nil {
					return err
				}
				return server.PlanIsEmpty(t.Context(), i, config)
			}},
			{"destroy", func() error { return server.Destroy(t.Context(), i) }},
		} {
			if err := step.do(); err != nil {
				t.Errorf("cycle %d: %s %s: %s", cycle, step.name, kind.resource, err)
			}
		}
	})
	for _, left := range env.Account.Contents() {
		t.Errorf("cycle %d: left on the account: %s", cycle, left)
	}
}

// renames reports whether a change of name is made in place.
func (c creatable) renames() bool {
	switch c.resource {
	case "runpod_pod", "runpod_endpoint", "runpod_network_volume", "runpod_template", "runpod_cluster", "runpod_cost_center", "runpod_global_volume":
		return true
	}
	return false
}

// drift changes an object outside of Terraform, or removes what cannot be changed.
func drift(t *testing.T, env *acctest.Env, server *acctest.Server, i *acctest.Instance) {
	t.Helper()
	switch id := server.ID(i); i.Type {
	case "runpod_pod":
		env.Account.EditPod(id, func(p *runpod.Pod) { p.Name = "drifted" })
	case "runpod_endpoint":
		env.Account.SetEndpointMaxWorkers(id, 0)
	case "runpod_template":
		env.Account.EditTemplate(id, func(t *runpod.Template) { t.Image = "drifted:1" })
	case "runpod_cluster":
		env.Account.RenameCluster(id, "drifted")
	default:
		remove(t, env, server, i)
	}
}

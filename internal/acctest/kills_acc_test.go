package acctest_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// fleet is volumes of one name, and a pod that comes after them.
func fleet(volumes int) string {
	return fmt.Sprintf(`
resource "runpod_network_volume" "test" {
  count          = %d
  name           = "data"
  size_gb        = 20
  data_center_id = "EU-RO-1"
}
`, volumes) + interruptedPod("depends_on = [runpod_network_volume.test]")
}

// kills are the interruptions without a warning.
func kills() map[string]func(*acctest.Process) {
	all := maps.Clone(interruptions)
	delete(all, "Ctrl-C")
	return all
}

// contents are the IDs of everything on the account that the configurations here
// make.
func contents(env *acctest.Env) []string {
	ids := accountIDs(env)
	for _, v := range env.Account.NetworkVolumes() {
		ids = append(ids, v.ID)
	}
	slices.Sort(ids)
	return ids
}

// agree expects state and account to hold the same, and so much of it.
func agree(t *testing.T, env *acctest.Env, w *acctest.Workdir, want int) {
	t.Helper()
	if inState, onAccount := stateIDs(t, w), contents(env); len(onAccount) != want || !slices.Equal(inState, onAccount) {
		t.Errorf("the state holds %v and the account %v, want the same %d", inState, onAccount, want)
	}
}

// quietPlan expects a plan that changes nothing and mentions nothing.
func quietPlan(t *testing.T, w *acctest.Workdir) {
	t.Helper()
	if out, err := w.Try("plan", "-detailed-exitcode"); err != nil || strings.Contains(out, "Warning: A run was interrupted") {
		t.Errorf("a second plan: %v\n%s", err, out)
	}
	if left := entries(t, w); len(left) != 0 {
		t.Errorf("a plan has seen the state, and the journal still holds %v", left)
	}
}

// TestStoryKilledWithBackend kills CLI, provider and both at every step, with the
// state on a server that has it only now and then: what the CLI has called complete
// is not in the state yet.
func TestStoryKilledWithBackend(t *testing.T) {
	acctest.Story(t)
	t.Parallel()
	for name, m := range moments() {
		for how, kill := range kills() {
			t.Run(name+", "+how, func(t *testing.T) {
				t.Parallel()
				env := acctest.New(t)
				front := env.Front(sandbox.DefaultBootTime)
				w := quiet(env, m.before)
				w.NewBackend()
				if m.before != "" {
					w.Run("apply", "-auto-approve")
				}
				w.Write(m.after)
				front.SetStep(m.step)
				held := front.Hold(m.method, m.path, m.fate).After(m.behind)
				process := w.Start("apply", "-auto-approve")
				process.Await(held)
				kill(process)
				if out, err := process.Wait(); err == nil {
					t.Errorf("the apply that was killed succeeded:\n%s", out)
				}
				<-held.Over()
				later(t, env, w)
				front.SetStep(sandbox.DefaultBootTime)
				if m.after == "" {
					w.Write(m.before)
				}
				inState, plan := stateIDs(t, w), w.Run("plan")
				for _, id := range accountIDs(env) {
					if !slices.Contains(inState, id) && !strings.Contains(plan, id) {
						t.Errorf("nobody knows of %s:\n%s", id, plan)
					}
				}
				recovers(t, env, w, 1)
			})
		}
	}
}

// TestStoryKilledAfterComplete kills when some creates are complete and one is under
// way.
func TestStoryKilledAfterComplete(t *testing.T) {
	acctest.Story(t)
	t.Parallel()
	const volumes = 8
	for where, backend := range backends {
		for how, kill := range kills() {
			for what, saved := range map[string]bool{"": false, ", saved plans": true} {
				t.Run(where+", "+how+what, func(t *testing.T) {
					t.Parallel()
					env := acctest.New(t)
					front := env.Front(0)
					w := quiet(env, fleet(volumes))
					backend(w)
					held := front.Hold(http.MethodPost, "/pods", acctest.CarriedOutBefore)
					process := w.Start("apply", "-auto-approve")
					process.Await(held)
					kill(process)
					if out, err := process.Wait(); err == nil {
						t.Errorf("the apply that was killed succeeded:\n%s", out)
					}
					<-held.Over()
					later(t, env, w)
					front.SetStep(sandbox.DefaultBootTime)
					inState, plan := stateIDs(t, w), w.Run("plan", "-out=saved")
					for _, id := range contents(env) {
						if !slices.Contains(inState, id) && !strings.Contains(plan, id) {
							t.Errorf("nobody knows of %s:\n%s", id, plan)
						}
						if slices.Contains(inState, id) && how != "provider killed" && strings.Contains(plan, "has it: "+id) {
							t.Errorf("the state holds %s:\n%s", id, plan)
						}
					}
					if saved {
						w.Run("apply", "saved")
					} else {
						w.Run("apply", "-auto-approve")
					}
					agree(t, env, w, volumes+1)
					quietPlan(t, w)
					w.Run("destroy", "-auto-approve")
					for _, left := range env.Account.Contents() {
						t.Errorf("left on the account: %s", left)
					}
				})
			}
		}
	}
}

// backends are the places of a state.
var backends = map[string]func(*acctest.Workdir){
	"local": func(*acctest.Workdir) {},
	"http":  func(w *acctest.Workdir) { w.NewBackend() },
}

// TestStoryKilledBeforeUpload kills the CLI when it has ended the provider, in order,
// and before the state has arrived.
func TestStoryKilledBeforeUpload(t *testing.T) {
	acctest.Story(t)
	t.Parallel()
	env := acctest.New(t)
	env.Front(sandbox.DefaultBootTime)
	w := quiet(env, fleet(3))
	backend := w.NewBackend()
	// The first state is the one that an apply creates before it begins.
	w.Run("apply", "-auto-approve", "-target=runpod_network_volume.test[0]")
	held := backend.Hold()
	process := w.Start("apply", "-auto-approve")
	process.Await(held)
	process.KillCLI()
	if out, err := process.Wait(); err == nil {
		t.Errorf("the apply that was killed succeeded:\n%s", out)
	}
	<-held.Over()
	later(t, env, w)
	w.Run("plan")
	if plan := w.Run("plan"); !strings.Contains(plan, accountIDs(env)[0]) {
		t.Errorf("nobody knows of %v:\n%s", accountIDs(env), plan)
	}
	w.Run("apply", "-auto-approve")
	agree(t, env, w, 4)
	quietPlan(t, w)
	w.Run("destroy", "-auto-approve")
}

// TestStoryFleetGrows adds one to several of the same name and shape, right after the
// apply that made them, without a kill: exactly one is created, without a word.
func TestStoryFleetGrows(t *testing.T) {
	acctest.Story(t)
	t.Parallel()
	for where, backend := range backends {
		for how, run := range map[string]func(*acctest.Workdir) string{
			"apply":         func(w *acctest.Workdir) string { return w.Run("apply", "-auto-approve") },
			"no refresh":    func(w *acctest.Workdir) string { return w.Run("apply", "-auto-approve", "-refresh=false") },
			"one at a time": func(w *acctest.Workdir) string { return w.Run("apply", "-auto-approve", "-parallelism=1") },
			"target":        func(w *acctest.Workdir) string { return w.Run("apply", "-auto-approve", "-target=runpod_pod.test[3]") },
			"saved plan":    func(w *acctest.Workdir) string { return w.Run("plan", "-out=saved") + w.Run("apply", "saved") },
			"saved, target": func(w *acctest.Workdir) string {
				return w.Run("plan", "-out=saved", "-target=runpod_pod.test[3]") + w.Run("apply", "saved")
			},
			"plan and apply": func(w *acctest.Workdir) string { return w.Run("plan") + w.Run("apply", "-auto-approve") },
		} {
			t.Run(where+", "+how, func(t *testing.T) {
				t.Parallel()
				env := acctest.New(t)
				env.Front(sandbox.DefaultBootTime)
				w := quiet(env, interruptedPod("count = 3"))
				backend(w)
				first := accountAfter(env, func() { w.Run("apply", "-auto-approve") })
				w.Write(interruptedPod("count = 4"))
				out := run(w)
				for _, id := range first {
					if strings.Contains(out, "("+id+")") || strings.Contains(out, "has it: "+id) {
						t.Errorf("%s is in the state, and spoken of:\n%s", id, out)
					}
				}
				agree(t, env, w, 4)
				quietPlan(t, w)
				w.Run("destroy", "-auto-approve")
			})
		}
	}
}

func accountAfter(env *acctest.Env, do func()) []string {
	do()
	return accountIDs(env)
}

// TestStoryKilledThenTargeted kills the provider when two of three pods of one name
// are in the state, and then applies a plan that looks at none of them: what is
// there is not taken over, and not made again before that is clear.
func TestStoryKilledThenTargeted(t *testing.T) {
	acctest.Story(t)
	t.Parallel()
	for where, backend := range backends {
		t.Run(where, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			front := env.Front(sandbox.DefaultBootTime)
			w := quiet(env, interruptedPod("count = 2")+`
resource "runpod_network_volume" "test" {
  name           = "data"
  size_gb        = 20
  data_center_id = "EU-RO-1"
  depends_on     = [runpod_pod.test]
}
`)
			backend(w)
			kill(t, env, w, front.Hold(http.MethodPost, "/network-volumes", acctest.NotCarriedOut))
			w.Write(interruptedPod("count = 3"))
			// Here the state can be looked at; on a server it cannot.
			if out, err := w.Try("apply", "-auto-approve", "-target=runpod_pod.test[2]"); where == "http" {
				if err == nil || !strings.Contains(out, "cannot be determined") {
					t.Errorf("the apply ends with %v and does not say what is open:\n%s", err, out)
				}
				if ids := accountIDs(env); len(ids) != 2 {
					t.Errorf("the account has %v, want the first two", ids)
				}
			} else if err != nil {
				t.Errorf("%v\n%s", err, out)
			}
			w.Run("apply", "-auto-approve")
			agree(t, env, w, 3)
			quietPlan(t, w)
			w.Run("destroy", "-auto-approve")
		})
	}
}

// TestStoryTwoBackends applies the same in one folder to one state after the other: what
// the first holds is nothing to the second.
func TestStoryTwoBackends(t *testing.T) {
	acctest.Story(t)
	t.Parallel()
	env := acctest.New(t)
	env.Front(sandbox.DefaultBootTime)
	w := quiet(env, interruptedPod(""))
	first := w.NewBackend()
	w.Run("apply", "-auto-approve")
	second := w.NewBackend()
	for range 2 { // the second plan could take for missing what the first one did not find
		w.Run("plan")
	}
	if out := w.Run("apply", "-auto-approve"); strings.Contains(out, "Took over") || strings.Contains(out, "cut off") {
		t.Errorf("the second state has to do with the first:\n%s", out)
	}
	if ids := accountIDs(env); len(ids) != 2 {
		t.Errorf("the account has %v, want one for each state", ids)
	}
	for _, backend := range []*acctest.Backend{first, second} {
		backend.Use(w)
		if out, err := w.Try("plan", "-detailed-exitcode"); err != nil || strings.Contains(out, "cut off") {
			t.Errorf("%v\n%s", err, out)
		}
		w.Run("destroy", "-auto-approve")
	}
	for _, left := range env.Account.Contents() {
		t.Errorf("left on the account: %s", left)
	}
}

// TestStoryTestsKeepToThemselves runs terraform test where a run was cut off and where a
// state holds the same: it makes its own, and destroys nothing else.
func TestStoryTestsKeepToThemselves(t *testing.T) {
	acctest.Story(t)
	t.Parallel()
	for name, cutOff := range map[string]bool{"cut off": true, "complete": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			front := env.Front(sandbox.DefaultBootTime)
			w := quiet(env, interruptedPod(""))
			w.WriteTest("run \"it\" {\n  command = apply\n}\n")
			w.NewBackend()
			if cutOff {
				kill(t, env, w, front.Hold(http.MethodPost, "/pods", acctest.CarriedOutBefore))
			} else {
				w.Run("apply", "-auto-approve")
			}
			before := accountIDs(env)
			w.Run("test", "-no-color")
			if after := accountIDs(env); len(before) != 1 || !slices.Equal(before, after) {
				t.Errorf("the account had %v before the test and has %v", before, after)
			}
			w.Run("apply", "-auto-approve")
			agree(t, env, w, 1)
			quietPlan(t, w)
			w.Run("destroy", "-auto-approve")
		})
	}
}

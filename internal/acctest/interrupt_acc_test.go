package acctest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	tfjson "github.com/hashicorp/terraform-json"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// interruptedPod is one pod; lines go into it.
func interruptedPod(lines string) string {
	return fmt.Sprintf(`
resource "runpod_pod" "test" {
  name  = "trainer"
  image = "busybox:1"
  gpu   = { type_ids = ["NVIDIA L40S"] }
  %s
}
`, lines)
}

// moment is when an operation on a pod is cut off: while a request is held.
type moment struct {
	before, after string // the configuration, without and with what is applied; no pod where empty
	method, path  string
	fate          acctest.Fate
	behind        string // the method of a request that comes before
	// step is how far the clock goes after a request that changes something; a
	// pod runs 30 s after its creation, and is placed after a third of that.
	step time.Duration
}

func moments() map[string]moment {
	const (
		booted  = sandbox.DefaultBootTime
		pods    = "/pods"
		one     = "/pods/*"
		running = `env = { MODE = "one" }`
		changed = `env = { MODE = "two" }`
		stopped = `env = { MODE = "one" }
  desired_state = "STOPPED"`
	)
	none, pod, other, off := "", interruptedPod(running), interruptedPod(changed), interruptedPod(stopped)
	return map[string]moment{
		"create, before it is sent":               {none, pod, http.MethodGet, pods, acctest.NotCarriedOut, "", booted},
		"create, never carried out":               {none, pod, http.MethodPost, pods, acctest.NotCarriedOut, "", booted},
		"create, carried out later":               {none, pod, http.MethodPost, pods, acctest.CarriedOutLater, "", booted},
		"create, without an answer":               {none, pod, http.MethodPost, pods, acctest.CarriedOutBefore, "", booted},
		"create, waiting for PROVISIONING to end": {none, pod, http.MethodGet, one, acctest.NotCarriedOut, "", 0},
		"create, waiting for STARTING to end":     {none, pod, http.MethodGet, one, acctest.NotCarriedOut, "", booted / 2},
		"change, never carried out":               {pod, other, http.MethodPatch, one, acctest.NotCarriedOut, "", booted},
		"change, without an answer":               {pod, other, http.MethodPatch, one, acctest.CarriedOutBefore, "", booted},
		"change, while the pod restarts":          {pod, other, http.MethodGet, one, acctest.NotCarriedOut, http.MethodPatch, booted / 2},
		"stop, never carried out":                 {pod, off, http.MethodPost, one, acctest.NotCarriedOut, "", booted},
		"stop, without an answer":                 {pod, off, http.MethodPost, one, acctest.CarriedOutBefore, "", booted},
		"start, never carried out":                {off, pod, http.MethodPost, one, acctest.NotCarriedOut, "", booted},
		"start, without an answer":                {off, pod, http.MethodPost, one, acctest.CarriedOutBefore, "", booted},
		"start, while the pod starts":             {off, pod, http.MethodGet, one, acctest.NotCarriedOut, http.MethodPost, booted / 2},
		"delete, never carried out":               {pod, none, http.MethodDelete, one, acctest.NotCarriedOut, "", booted},
		"delete, without an answer":               {pod, none, http.MethodDelete, one, acctest.CarriedOutBefore, "", booted},
		"delete, while the pod goes":              {pod, none, http.MethodGet, one, acctest.NotCarriedOut, http.MethodDelete, booted},
	}
}

// interruptions are the ways to end an operation early.
var interruptions = map[string]func(*acctest.Process){
	"provider killed": (*acctest.Process).KillProvider,
	"CLI killed":      (*acctest.Process).KillCLI,
	"both killed":     (*acctest.Process).KillBoth,
	"Ctrl-C":          (*acctest.Process).Interrupt,
}

// stateIDs are the IDs of what a working directory's state holds.
func stateIDs(t *testing.T, w *acctest.Workdir) []string {
	t.Helper()
	var state tfjson.State
	if err := json.Unmarshal([]byte(w.Run("show", "-json")), &state); err != nil {
		t.Fatal(err)
	}
	var ids []string
	if state.Values != nil {
		for _, r := range state.Values.RootModule.Resources {
			id, _ := r.AttributeValues["id"].(string)
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// accountIDs are the IDs of the pods on the account.
func accountIDs(env *acctest.Env) []string {
	var ids []string
	for _, pod := range env.Account.Pods() {
		ids = append(ids, pod.ID)
	}
	slices.Sort(ids)
	return ids
}

// entries are what the journal of a working directory holds of creates.
func entries(t *testing.T, w *acctest.Workdir) []string {
	t.Helper()
	paths, err := filepath.Glob(w.Path(".terraform/runpod-creates/*.json"))
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

// later lets a while pass over what was cut off.
func later(t *testing.T, env *acctest.Env, w *acctest.Workdir) {
	t.Helper()
	env.Clock.Advance(time.Minute)
	for _, path := range entries(t, w) {
		before := time.Now().Add(-time.Hour)
		if err := os.Chtimes(path, before, before); err != nil {
			t.Fatal(err)
		}
	}
}

// quiet is a working directory without a log, which takes its time.
func quiet(env *acctest.Env, config string) *acctest.Workdir {
	w := env.Workdir(config)
	w.Setenv("TF_LOG", "")
	return w
}

// recovers applies, plans and destroys, and expects what an operation that was
// never cut off leaves behind.
func recovers(t *testing.T, env *acctest.Env, w *acctest.Workdir, pods int) {
	t.Helper()
	w.Run("apply", "-auto-approve")
	if inState, onAccount := stateIDs(t, w), accountIDs(env); len(onAccount) != pods || !slices.Equal(inState, onAccount) {
		t.Errorf("the state holds %v and the account %v, want the same %d", inState, onAccount, pods)
	}
	if out, err := w.Try("plan", "-detailed-exitcode"); err != nil || strings.Contains(out, "cut off") {
		t.Errorf("a second plan: %v\n%s", err, out)
	}
	w.Run("destroy", "-auto-approve")
	for _, left := range env.Account.Contents() {
		t.Errorf("left on the account: %s", left)
	}
	for _, left := range entries(t, w) {
		t.Errorf("left in the journal: %s", left)
	}
}

// TestStoryInterrupted cuts off every operation on a pod at every step: what bills
// is then in the state, or the next plan names it, and the next apply and destroy
// bring order.
func TestStoryInterrupted(t *testing.T) {
	acctest.Story(t)
	t.Parallel()
	for name, m := range moments() {
		for how, interrupt := range interruptions {
			t.Run(name+", "+how, func(t *testing.T) {
				t.Parallel()
				env := acctest.New(t)
				front := env.Front(sandbox.DefaultBootTime)
				w := quiet(env, m.before)
				if m.before != "" {
					w.Run("apply", "-auto-approve")
				}
				w.Write(m.after)
				front.SetStep(m.step)
				w.Run("plan", "-out=saved")
				held := front.Hold(m.method, m.path, m.fate).After(m.behind)
				process := w.Start("apply", "saved")
				process.Await(held)
				interrupt(process)
				out, err := process.Wait()
				<-held.Over()
				if err == nil {
					t.Errorf("the interrupted apply succeeded:\n%s", out)
				}
				later(t, env, w)
				front.SetStep(sandbox.DefaultBootTime)
				if m.after == "" {
					w.Write(m.before)
				}
				inState, plan := stateIDs(t, w), w.Run("plan")
				for _, id := range accountIDs(env) {
					if !slices.Contains(inState, id) && !strings.Contains(plan, id) {
						t.Errorf("nobody knows of %s:\n%s\n%s", id, out, plan)
					}
				}
				recovers(t, env, w, 1)
			})
		}
	}
}

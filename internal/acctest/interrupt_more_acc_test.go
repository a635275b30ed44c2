package acctest_test

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// kill applies until a request is held, and kills the provider then.
func kill(t *testing.T, env *acctest.Env, w *acctest.Workdir, held ...*acctest.Held) {
	t.Helper()
	process := w.Start("apply", "-auto-approve")
	process.Await(held...)
	process.KillProvider()
	if out, err := process.Wait(); err == nil {
		t.Errorf("an apply whose provider was killed succeeded:\n%s", out)
	}
	for _, h := range held {
		<-h.Over()
	}
	later(t, env, w)
}

// TestStoryKilledReplacement kills the provider while it creates the successor of a
// pod, which has the same name.
func TestStoryKilledReplacement(t *testing.T) {
	acctest.Story(t)
	t.Parallel()
	for name, lifecycle := range map[string]string{
		"destroy before create": "",
		"create before destroy": "lifecycle { create_before_destroy = true }",
	} {
		for when, hold := range map[string]func(*acctest.Front) *acctest.Held{
			"unanswered": func(f *acctest.Front) *acctest.Held {
				return f.Hold(http.MethodPost, "/pods", acctest.CarriedOutBefore)
			},
			"waiting": func(f *acctest.Front) *acctest.Held {
				return f.Hold(http.MethodGet, "/pods/*", acctest.NotCarriedOut).After(http.MethodPost)
			},
		} {
			t.Run(name+", "+when, func(t *testing.T) {
				t.Parallel()
				env := acctest.New(t)
				front := env.Front(sandbox.DefaultBootTime)
				pod := interruptedPod(lifecycle)
				w := quiet(env, pod)
				w.Run("apply", "-auto-approve")
				w.Write(strings.ReplaceAll(pod, "NVIDIA L40S", "NVIDIA A40"))
				kill(t, env, w, hold(front))
				recovers(t, env, w, 1)
			})
		}
	}
}

// TestStoryKilledTwins kills the provider while it creates pods that are distinguished
// by nothing.
func TestStoryKilledTwins(t *testing.T) {
	acctest.Story(t)
	t.Parallel()
	for name, fates := range map[string][]acctest.Fate{
		"both unanswered": {acctest.CarriedOutBefore, acctest.CarriedOutBefore},
		"one never made":  {acctest.CarriedOutBefore, acctest.NotCarriedOut},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			front := env.Front(sandbox.DefaultBootTime)
			w := quiet(env, interruptedPod("count = 3"))
			w.Run("apply", "-auto-approve", "-target=runpod_pod.test[0]")
			var held []*acctest.Held
			for _, fate := range fates {
				held = append(held, front.Hold(http.MethodPost, "/pods", fate))
			}
			kill(t, env, w, held...)
			recovers(t, env, w, 3)
		})
	}
}

// TestStoryKilledAndGivenUp removes from the configuration what was being created
// when the provider was killed: as long as it exists, every plan names it.
func TestStoryKilledAndGivenUp(t *testing.T) {
	acctest.Story(t)
	t.Parallel()
	const volume = `
resource "runpod_network_volume" "test" {
  name           = "data"
  size_gb        = 20
  data_center_id = "EU-RO-1"
}
`
	env := acctest.New(t)
	front := env.Front(sandbox.DefaultBootTime)
	w := quiet(env, volume)
	w.Run("apply", "-auto-approve")
	w.Write(volume + interruptedPod(""))
	kill(t, env, w, front.Hold(http.MethodPost, "/pods", acctest.CarriedOutBefore))
	w.Write(volume)
	id := accountIDs(env)[0]
	for range 2 {
		if out := w.Run("plan", "-detailed-exitcode"); !strings.Contains(out, id) || !strings.Contains(out, "It bills") {
			t.Errorf("the plan does not say that %s bills:\n%s", id, out)
		}
	}
	env.Account.RemovePod(id)
	if out := w.Run("plan", "-detailed-exitcode"); strings.Contains(out, "cut off") {
		t.Errorf("the plan mentions a pod that is gone:\n%s", out)
	}
	if left := entries(t, w); len(left) != 0 {
		t.Errorf("left in the journal: %v", left)
	}
	w.Run("destroy", "-auto-approve")
}

// TestStoryKilledAndChanged changes what is declared before the next apply: what
// does not fit any more is not taken over, and nothing is created beside it.
func TestStoryKilledAndChanged(t *testing.T) {
	acctest.Story(t)
	t.Parallel()
	env := acctest.New(t)
	front := env.Front(sandbox.DefaultBootTime)
	pod := interruptedPod("")
	w := quiet(env, pod)
	kill(t, env, w, front.Hold(http.MethodPost, "/pods", acctest.CarriedOutBefore))
	id := accountIDs(env)[0]
	w.Write(strings.ReplaceAll(pod, "NVIDIA L40S", "NVIDIA A40"))
	if failure := w.Fails("apply", "-auto-approve"); !strings.Contains(failure, id+", which differs from the current configuration") {
		t.Errorf("the error does not name %s:\n%s", id, failure)
	}
	if ids := accountIDs(env); len(ids) != 1 {
		t.Errorf("the account has %v, want only %s", ids, id)
	}
	w.Write(strings.ReplaceAll(pod, `["NVIDIA L40S"]`, `["NVIDIA A40", "NVIDIA L40S"]`))
	recovers(t, env, w, 1)
}

// TestStoryKilledAndImported imports by hand what was being created.
func TestStoryKilledAndImported(t *testing.T) {
	acctest.Story(t)
	t.Parallel()
	env := acctest.New(t)
	front := env.Front(sandbox.DefaultBootTime)
	w := quiet(env, interruptedPod(""))
	kill(t, env, w, front.Hold(http.MethodGet, "/pods/*", acctest.NotCarriedOut))
	w.Run("import", "runpod_pod.test", accountIDs(env)[0])
	recovers(t, env, w, 1)
}

// TestStoryJournal looks at the journal while a pod is created, and afterwards.
func TestStoryJournal(t *testing.T) {
	acctest.Story(t)
	t.Parallel()
	const secret = "hush-journal-71aa"
	env := acctest.New(t)
	front := env.Front(sandbox.DefaultBootTime)
	w := quiet(env, interruptedPod(`env = { TOKEN = "`+secret+`" }`))
	held := front.Hold(http.MethodGet, "/pods/*", acctest.NotCarriedOut)
	process := w.Start("apply", "-auto-approve")
	process.Await(held)
	found := false
	for _, path := range entries(t, w) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), secret) || strings.Contains(string(text), env.Key) || info.Mode().Perm() != 0o600 {
			t.Errorf("%s (%s) holds %s", path, info.Mode(), text)
		}
		found = found || strings.Contains(string(text), accountIDs(env)[0])
	}
	if !found {
		t.Errorf("the journal does not know of %v", accountIDs(env))
	}
	process.Interrupt()
	if out, err := process.Wait(); err == nil {
		t.Errorf("an interrupted apply succeeded:\n%s", out)
	}
	if left := entries(t, w); len(left) != 1 {
		t.Errorf("before a plan has seen the state, the journal holds %v, want the pod", left)
	}
	if out := w.Run("plan"); strings.Contains(out, "cut off") || len(entries(t, w)) != 0 {
		t.Errorf("a plan has seen the state, and the journal holds %v:\n%s", entries(t, w), out)
	}
	recovers(t, env, w, 1)
}

// TestStoryJournalElsewhere leaves alone what another workspace was creating.
func TestStoryJournalElsewhere(t *testing.T) {
	acctest.Story(t)
	t.Parallel()
	env := acctest.New(t)
	front := env.Front(sandbox.DefaultBootTime)
	w := quiet(env, interruptedPod(""))
	w.Run("workspace", "new", "staging")
	kill(t, env, w, front.Hold(http.MethodPost, "/pods", acctest.CarriedOutBefore))
	w.Run("workspace", "select", "default")
	if out := w.Run("apply", "-auto-approve"); strings.Contains(out, "cut off") {
		t.Errorf("another workspace's pod is spoken of:\n%s", out)
	}
	if ids := accountIDs(env); len(ids) != 2 {
		t.Errorf("the account has %v, want one for each workspace", ids)
	}
	w.Run("destroy", "-auto-approve")
	w.Run("workspace", "select", "staging")
	recovers(t, env, w, 1)
}

// TestStoryJournalUnwritable applies where nothing can be written down.
func TestStoryJournalUnwritable(t *testing.T) {
	acctest.Story(t)
	t.Parallel()
	env := acctest.New(t)
	env.Front(sandbox.DefaultBootTime)
	w := quiet(env, interruptedPod(""))
	// Where the journal's folder would be is a file: root writes to any folder.
	if err := os.WriteFile(w.Path(".terraform/runpod-creates"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if out := w.Run("plan"); strings.Count(out, "Warning: Creates cannot be recorded in the working directory") != 1 {
		t.Errorf("the plan does not say that nothing can be written down:\n%s", out)
	}
	w.Run("apply", "-auto-approve")
	w.Run("destroy", "-auto-approve")
	if pods := env.Account.Pods(); len(pods) != 0 {
		t.Errorf("left on the account: %v", pods)
	}
}

// TestStoryKilledVolume takes over something that is not a pod.
func TestStoryKilledVolume(t *testing.T) {
	acctest.Story(t)
	t.Parallel()
	env := acctest.New(t)
	front := env.Front(0)
	w := quiet(env, `
resource "runpod_network_volume" "test" {
  name           = "data"
  size_gb        = 20
  data_center_id = "EU-RO-1"
}

resource "runpod_secret" "test" {
  name  = "token"
  value = "hush"
}

resource "runpod_template" "test" {
  name  = "worker"
  image = "busybox:1"
}
`)
	kill(t, env, w,
		front.Hold(http.MethodPost, "/network-volumes", acctest.CarriedOutBefore),
		front.Hold(http.MethodPost, "/account/secrets", acctest.CarriedOutBefore),
		front.Hold(http.MethodPost, "/templates", acctest.CarriedOutBefore))
	out := w.Run("apply", "-auto-approve")
	if got := strings.Count(out, "Warning: Took over "); got != 3 {
		t.Errorf("%d of 3 were taken over:\n%s", got, out)
	}
	posts := 0
	for _, request := range env.Account.Requests() {
		if request.Method == http.MethodPost {
			posts++
		}
	}
	if posts != 3 {
		t.Errorf("%d creates were sent, want 3", posts)
	}
	w.Run("plan", "-detailed-exitcode")
	w.Run("destroy", "-auto-approve")
	for _, left := range env.Account.Contents() {
		t.Errorf("left on the account: %s", left)
	}
}

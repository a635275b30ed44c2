package docs_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	yaml "github.com/pb33f/go-yaml"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// TestAccRecipes plans and applies every recipe, as it is and with each of its files of variables, finds nothing to do
// afterwards, and destroys it. What is secret is in none of the files that this leaves.
func TestAccRecipes(t *testing.T) {
	t.Parallel()
	const secret = "hf_TheTokenOfThisTest"
	for _, recipe := range recipes(t) {
		t.Run(filepath.Base(recipe), func(t *testing.T) {
			t.Parallel()
			needs(t, page{path: recipe + "/README.md"})
			w := newWorkshop(t)
			w.env = append(w.env, "TF_VAR_hf_token="+secret)
			w.copy(recipe, w.folder)
			w.terraform(w.folder, 0, "init", "-input=false")
			variants, err := filepath.Glob(filepath.Join(w.folder, "*.tfvars"))
			if err != nil {
				t.Fatal(err)
			}
			for _, variant := range append([]string{""}, variants...) {
				var variables []string
				if variant != "" {
					variables = []string{"-var-file=" + filepath.Base(variant)}
				}
				run := func(args ...string) string {
					return w.terraform(w.folder, 0, append(append(args, "-input=false"), variables...)...)
				}
				if printed := run("plan", "-out=plan.bin"); strings.Contains(printed, "Warning:") {
					t.Errorf("the plan with %q warns:\n%s", variables, printed)
				}
				run("apply", "-auto-approve")
				run("plan", "-detailed-exitcode")
				w.without(secret)
				run("destroy", "-auto-approve")
			}
			for _, left := range w.account.Account.Contents() {
				t.Errorf("left on the account: %s", left)
			}
		})
	}
}

// without finds a text in no file of the workshop's folder.
func (w *workshop) without(secret string) {
	w.t.Helper()
	files, err := filepath.Glob(filepath.Join(w.folder, "*"))
	if err != nil || len(files) < 4 {
		w.t.Fatalf("%d files: %v", len(files), err)
	}
	for _, file := range files {
		if text, err := os.ReadFile(file); err == nil && strings.Contains(string(text), secret) {
			w.t.Errorf("the secret is in %s", filepath.Base(file))
		}
	}
}

// TestAccNightlyTraining lives through a night: the pod trains and stops itself, whatever Runpod answers at first; plans
// leave it stopped; the workflow starts it in the evening, and in the morning stops what has not stopped.
func TestAccNightlyTraining(t *testing.T) {
	t.Parallel()
	const recipe = recipesFolder + "/nightly-training"
	var workflow struct {
		Jobs map[string]struct {
			Env   map[string]string `yaml:"env"`
			Steps []struct {
				Run string `yaml:"run"`
			} `yaml:"steps"`
		} `yaml:"jobs"`
	}
	if err := yaml.Unmarshal([]byte(read(t, recipe+"/nightly.yml")), &workflow); err != nil {
		t.Fatal(err)
	}
	script := workflow.Jobs["pod"].Steps[0].Run

	w := newWorkshop(t)
	w.copy(recipe, w.folder)
	w.terraform(w.folder, 0, "init", "-input=false")
	w.terraform(w.folder, 0, "apply", "-input=false", "-auto-approve", "-var=train_command=echo trains")
	id := strings.TrimSpace(w.terraform(w.folder, 0, "output", "-raw", "pod_id"))
	client := w.account.Client()
	pod := func() *runpod.Pod {
		pod, err := client.GetPod(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		return pod
	}
	w.night(pod().Cmd)

	w.env = append(w.env, "RUNPOD_POD_ID="+id, "ATTEMPTS=30", "PAUSE_SECONDS=0.01")
	for _, step := range []struct {
		action string
		status runpod.PodStatus
	}{{"stop", runpod.PodStatusExited}, {"stop", runpod.PodStatusExited}, {"start", runpod.PodStatusRunning}, {"start", runpod.PodStatusRunning}} {
		w.env = append(w.env, "ACTION="+step.action)
		if printed, code := w.run(w.folder, "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script); code != 0 {
			t.Fatalf("%s ends with %d:\n%s", step.action, code, printed)
		}
		w.terraform(w.folder, 0, "plan", "-input=false", "-detailed-exitcode", "-var=train_command=echo trains")
		if status := pod().Status; status != step.status {
			t.Errorf("after %s the pod is %s, want %s", step.action, status, step.status)
		}
	}
	w.env = append(w.env, "ACTION=stop", "RUNPOD_POD_ID=nosuchpod", "ATTEMPTS=2")
	if printed, code := w.run(w.folder, "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script); code != 1 || !strings.Contains(printed, "::error::") {
		t.Errorf("a stop that does not come about ends with %d:\n%s", code, printed)
	}
	w.terraform(w.folder, 0, "destroy", "-input=false", "-auto-approve")
}

// night runs the command of the recipe's container, where nothing takes time and Runpod refuses the first stop.
func (w *workshop) night(command []string) {
	w.t.Helper()
	bin := filepath.Join(w.folder, "container")
	w.write(filepath.Join(bin, "sleep"), "#!/bin/sh\necho sleep $1 >>\"$LOG\"\n", 0o700)
	w.write(filepath.Join(bin, "runpodctl"), "#!/bin/sh\necho runpodctl $* >>\"$LOG\"\n[ $(grep -c runpodctl \"$LOG\") -gt 1 ]\n", 0o700)
	env := w.env
	w.env = slices.Concat(env, []string{"PATH=" + bin + ":" + os.Getenv("PATH"), "LOG=" + filepath.Join(bin, "log"), "RUNPOD_POD_ID=this-pod", `TRAIN_COMMAND=echo trains >>"$LOG"`})
	defer func() { w.env = env }()
	if printed, code := w.run(w.folder, command[0], command[1:]...); code != 0 {
		w.t.Fatalf("%q ends with %d:\n%s", command, code, printed)
	}
	log, err := os.ReadFile(filepath.Join(bin, "log"))
	if want := "trains\nrunpodctl stop pod this-pod\nsleep 30\nrunpodctl stop pod this-pod\nsleep infinity\n"; err != nil || string(log) != want {
		w.t.Errorf("the night: %v\n%s\nwant\n%s", err, log, want)
	}
}

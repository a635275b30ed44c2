package acctest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	yaml "github.com/pb33f/go-yaml"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// pipeline is what the tests read of the example for GitLab.
type pipeline struct {
	Unmanaged struct {
		Variables map[string]string `yaml:"variables"`
		Before    []string          `yaml:"before_script"`
		Script    []string          `yaml:"script"`
		Artifacts struct {
			Paths []string `yaml:"paths"`
		} `yaml:"artifacts"`
	} `yaml:"unmanaged"`
}

// nightly is one way in which the job runs: its variables, its steps, and where its report is.
type nightly struct {
	env    map[string]string
	steps  []step
	report func(*runner) string
}

func nightlies(t *testing.T) map[string]nightly {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "examples", "ci", "gitlab", "unmanaged.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var gitlab pipeline
	if err := yaml.Unmarshal(text, &gitlab); err != nil {
		t.Fatal(err)
	}
	job := readWorkflow(t, "unmanaged.yml").Jobs["unmanaged"]
	if len(job.Permissions) != 1 || job.Permissions["contents"] != "read" {
		t.Errorf("permissions %v", job.Permissions)
	}
	return map[string]nightly{
		"GitHub": {job.Env, job.Steps, func(r *runner) string { return r.read("summary") }},
		"GitLab": {gitlab.Unmanaged.Variables, []step{{Name: "script", Run: strings.Join(append(gitlab.Unmanaged.Before, gitlab.Unmanaged.Script...), "\n")}}, func(r *runner) string {
			text, err := os.ReadFile(filepath.Join(r.root, gitlab.Unmanaged.Artifacts.Paths[0]))
			if err != nil {
				return ""
			}
			return string(text)
		}},
	}
}

// TestAccNightlyExamples runs the nightly jobs: they succeed as long as two workspaces hold everything, fail with the report once a pod
// is beside them, and fail without one where the account cannot be read.
func TestAccNightlyExamples(t *testing.T) {
	t.Parallel()
	for name, job := range nightlies(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, func(o *sandbox.Options) { o.Clock, o.BootTime = nil, time.Millisecond }) // as the provider, which is a process of its own
			job.env["FOLDER"] = job.env["FOLDERS"]
			r := newRunner(t, job.env)
			r.env["RUNPOD_API_URL"], r.env["RUNPOD_API_KEY"] = env.URL, env.Key
			bin := r.alpine()
			for i := range job.steps {
				job.steps[i].Run = strings.ReplaceAll(job.steps[i].Run, "/usr/local/bin", bin)
			}
			night := func() (printed string, failed bool) {
				for _, name := range []string{filepath.Join(r.env["RUNNER_TEMP"], "states.json"), r.env["GITHUB_STEP_SUMMARY"], filepath.Join(r.root, "states.json")} {
					_ = os.Remove(name) // each night has a runner of its own
				}
				printed, at := r.job(job.steps)
				return printed, at != ""
			}
			apply := step{Name: "apply", Run: `terraform -chdir="$FOLDERS" init; terraform -chdir="$FOLDERS" apply -auto-approve; terraform -chdir="$FOLDERS" workspace new staging; terraform -chdir="$FOLDERS" apply -auto-approve`}
			if printed, at := r.job([]step{apply}); at != "" {
				t.Fatal(at, printed)
			}
			if printed, failed := night(); failed || !strings.Contains(job.report(r), "with 2 states (4 objects in it).") {
				t.Fatalf("everything is managed: %s\n%s", printed, job.report(r))
			}
			if _, err := env.Client().CreatePod(t.Context(), runpod.CreatePodRequest{
				Name: "quick test", ContainerConfig: container("busybox:1", 20), GPU: &runpod.CreateGPUConfig{ID: "NVIDIA L4", Count: new(int64(1))},
			}); err != nil {
				t.Fatal(err)
			}
			if printed, failed := night(); !failed || !strings.HasPrefix(job.report(r), "### Runpod: 1 unmanaged object bills $0.4927 an hour, $359.70 a month.\n") {
				t.Errorf("a pod is beside the states: %s\n%s", printed, job.report(r))
			}
			r.env["ALLOW_NAME"] = "quick*"
			if printed, failed := night(); failed || !strings.Contains(job.report(r), "pod quick test") {
				t.Errorf("the pod is allowed: %s\n%s", printed, job.report(r))
			}
			r.env["RUNPOD_API_URL"] = "http://127.0.0.1:9/v2"
			if printed, failed := night(); !failed || !strings.Contains(printed, "nothing was compared") {
				t.Errorf("nobody answers: %s", printed)
			}
		})
	}
}

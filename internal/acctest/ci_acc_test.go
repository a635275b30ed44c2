package acctest_test

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"

	yaml "github.com/pb33f/go-yaml"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

// workflow is what the tests read of the example for GitHub Actions.
type workflow struct {
	Permissions map[string]string `yaml:"permissions"`
	Jobs        map[string]struct {
		Permissions map[string]string `yaml:"permissions"`
		Env         map[string]string `yaml:"env"`
		Steps       []step            `yaml:"steps"`
	} `yaml:"jobs"`
}

type step struct {
	Name string            `yaml:"name"`
	Uses string            `yaml:"uses"`
	If   string            `yaml:"if"`
	Env  map[string]string `yaml:"env"`
	Run  string            `yaml:"run"`
}

var workflowFolder = filepath.Join("..", "..", "examples", "ci", "github-actions")

func readWorkflow(t *testing.T, name string) workflow {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(workflowFolder, name))
	if err != nil {
		t.Fatal(err)
	}
	var w workflow
	if err := yaml.Unmarshal(text, &w); err != nil {
		t.Fatal(err)
	}
	// Tools update a pinned action by the version behind it.
	pinned := regexp.MustCompile(`^\S+@[0-9a-f]{40} # v\d+\.\d+\.\d+$`)
	for line := range strings.Lines(string(text)) {
		if _, uses, found := strings.Cut(line, "uses: "); found && !pinned.MatchString(strings.TrimSpace(uses)) {
			t.Errorf("not pinned: %s", line)
		}
	}
	return w
}

func TestWorkflowExampleMayOnlyComment(t *testing.T) {
	t.Parallel()
	w := readWorkflow(t, "cost.yml")
	job := w.Jobs["cost"]
	if len(w.Permissions) != 0 || len(job.Permissions) != 2 || job.Permissions["contents"] != "read" || job.Permissions["pull-requests"] != "write" {
		t.Errorf("permissions %v, of the job %v", w.Permissions, job.Permissions)
	}
	for _, step := range job.Steps {
		if strings.Contains(step.Run, "${{") {
			t.Errorf("%s: an expression in a script runs whatever it holds: hand it over in env", step.Name)
		}
	}
}

// runner runs the steps of a job in bash, as GitHub does, with a gh that posts
// nowhere.
type runner struct {
	t    *testing.T
	root string            // the checkout
	env  map[string]string // of the job
}

func newRunner(t *testing.T, env map[string]string) *runner {
	t.Helper()
	provider := acctest.Provider(t)
	r := &runner{t: t, root: t.TempDir(), env: map[string]string{}}
	bin, temp, mirror := t.TempDir(), t.TempDir(), t.TempDir()
	for _, host := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		install := filepath.Join(mirror, host, "runpod-iac", "runpod", "0.1.0", runtime.GOOS+"_"+runtime.GOARCH)
		if err := os.MkdirAll(install, 0o755); err != nil {
			t.Fatal(err)
		}
		binary, err := os.ReadFile(provider)
		if err != nil {
			t.Fatal(err)
		}
		r.write(filepath.Join(install, "terraform-provider-runpod_v0.1.0"), string(binary), 0o700)
	}
	settings := filepath.Join(temp, "cli.tfrc")
	r.write(settings, fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", mirror), 0o600)
	r.write(filepath.Join(bin, "terraform"), "#!/bin/sh\nexec '"+acctest.CurrentCLI(t).Path+"' \"$@\"\n", 0o700)
	r.write(filepath.Join(bin, "gh"), "#!/bin/sh\nprintf '%s\\n' \"$*\" >>\"$RUNNER_TEMP/gh\"\n[ -n \"$GH_TOKEN\" ] && cp \"$7\" \"$RUNNER_TEMP/comment\"\n", 0o700)
	maps.Copy(r.env, env)
	maps.Copy(r.env, map[string]string{
		"PATH": bin + ":" + os.Getenv("PATH"), "HOME": temp, "RUNNER_TEMP": temp, "TF_CLI_CONFIG_FILE": settings, "CHECKPOINT_DISABLE": "1",
		"GITHUB_ENV": filepath.Join(temp, "env"), "GITHUB_STEP_SUMMARY": filepath.Join(temp, "summary"),
	})
	configuration := filepath.Join(r.root, filepath.FromSlash(env["FOLDER"]))
	if err := os.MkdirAll(configuration, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(configuration, os.DirFS(workflowFolder)); err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *runner) write(path, text string, mode fs.FileMode) {
	r.t.Helper()
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		r.t.Fatal(err)
	}
}

func (r *runner) read(name string) string {
	text, err := os.ReadFile(filepath.Join(r.env["RUNNER_TEMP"], name))
	if err != nil {
		return ""
	}
	return string(text)
}

// run runs one step and returns what it printed. What it leaves running ends with
// the test.
func (r *runner) run(s step) (string, error) {
	r.t.Helper()
	command := exec.CommandContext(r.t.Context(), "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", s.Run)
	command.Dir = r.root
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	for name, value := range r.env {
		command.Env = append(command.Env, name+"="+value)
	}
	for name, value := range s.Env {
		value = strings.NewReplacer("${{ github.token }}", "token", "${{ github.event.pull_request.html_url }}", "https://github.example/acme/infra/pull/7",
			"${{ secrets.RUNPOD_API_KEY }}", r.env["RUNPOD_API_KEY"]).Replace(value)
		command.Env = append(command.Env, name+"="+value)
	}
	out, err := command.CombinedOutput()
	if command.Process != nil {
		group := command.Process.Pid
		r.t.Cleanup(func() { _ = syscall.Kill(-group, syscall.SIGTERM) })
	}
	for line := range strings.Lines(r.read("env")) {
		if name, value, found := strings.Cut(strings.TrimSuffix(line, "\n"), "="); found {
			r.env[name] = value
		}
	}
	return string(out), err
}

// TestAccWorkflowExample runs the example's steps: the comment has the cost, and
// only the last step fails beyond a limit.
func TestAccWorkflowExample(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		limit, verdict string
		fails          bool
	}{
		"within":     {"", "Within -max-monthly-usd 1500: $", false},
		"over limit": {"100", "**Over -max-monthly-usd 100: $", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			job := readWorkflow(t, "cost.yml").Jobs["cost"]
			r := newRunner(t, job.Env)
			if test.limit != "" {
				r.env["MAX_MONTHLY_USD"] = test.limit
			}
			for _, step := range job.Steps {
				if step.Run == "" {
					continue
				}
				out, err := r.run(step)
				if failed, want := err != nil, test.fails && step.Name == "Limits"; failed != want {
					t.Fatalf("%s: %v, want an error: %t\n%s", step.Name, err, want, out)
				}
				if step.Name == "Limits" && !strings.Contains(out, "total a month") {
					t.Errorf("the log does not show the cost: %s", out)
				}
			}
			comment := r.read("comment")
			for _, want := range []string{"### Runpod: $488.90 a month after this plan (+$488.90)", test.verdict, "| `runpod_pod.trainer`<br>pod trainer: ", " | create | - | $453.90 | +$453.90 |", "```mermaid\npie showData\n"} {
				if !strings.Contains(comment, want) {
					t.Errorf("no %q in the comment:\n%s", want, comment)
				}
			}
			if summary := r.read("summary"); summary != comment {
				t.Errorf("the summary is another text: %s", summary)
			}
			if got := r.read("gh"); !strings.HasPrefix(got, "pr comment https://github.example/acme/infra/pull/7 --edit-last --create-if-none --body-file ") {
				t.Errorf("gh %s", got)
			}
		})
	}
}

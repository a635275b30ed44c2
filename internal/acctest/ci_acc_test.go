package acctest_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	yaml "github.com/pb33f/go-yaml"
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
	ID               string            `yaml:"id"`
	Name             string            `yaml:"name"`
	Uses             string            `yaml:"uses"`
	With             map[string]string `yaml:"with"`
	If               string            `yaml:"if"`
	Env              map[string]string `yaml:"env"`
	WorkingDirectory string            `yaml:"working-directory"`
	Run              string            `yaml:"run"`
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
		if _, uses, found := strings.Cut(line, "uses: "); found && !pinned.MatchString(strings.TrimSpace(uses)) && !ownAction.MatchString(strings.TrimSpace(uses)) {
			t.Errorf("not pinned: %s", line)
		}
	}
	return w
}

// ownAction is the project's own action, at a release.
var ownAction = regexp.MustCompile(`^runpod-iac/terraform-provider-runpod@(v\d+\.\d+\.\d+)$`)

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

// TestAccWorkflowExample runs the example's steps, those of the action among them: the comment has the cost, a second run
// edits it, and only the last step fails beyond a limit.
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
			out, failed := r.job(job.Steps)
			if want := map[bool]string{true: "Limits"}[test.fails]; failed != want {
				t.Fatalf("the step %q fails, want %q:\n%s", failed, want, out)
			}
			if !strings.Contains(out, "total per month") {
				t.Errorf("the log does not show the cost: %s", out)
			}
			comment := r.read("comment")
			for _, want := range []string{
				"<!-- runpod-cost: examples/ci/github-actions -->\n### Runpod: $488.90 a month after this plan (+$488.90)", test.verdict,
				"| `runpod_pod.trainer`<br>pod trainer: ", " | create | - | $453.90 | +$453.90 |", "```mermaid\npie showData\n",
			} {
				if !strings.Contains(comment, want) {
					t.Errorf("no %q in the comment:\n%s", want, comment)
				}
			}
			if summary := r.read("summary"); !strings.HasSuffix(comment, "\n"+summary) {
				t.Errorf("the summary is another text: %s", summary)
			}
			if got := r.read("gh"); !strings.Contains(got, "--method POST repos/acme/infra/issues/7/comments ") {
				t.Errorf("gh %s", got)
			}
			if test.fails {
				return
			}
			r.write(filepath.Join(r.env["RUNNER_TEMP"], "there"), "4711\n", 0o600)
			if out, failed := r.job(job.Steps[len(job.Steps)-1:]); failed != "" {
				t.Fatalf("again: %s fails: %s", failed, out)
			}
			if got := r.read("gh"); strings.Count(got, "POST") != 1 || !strings.Contains(got, "--method PATCH repos/acme/infra/issues/comments/4711 ") || strings.Count(got, "release download") != 1 {
				t.Errorf("gh %s", got)
			}
		})
	}
}

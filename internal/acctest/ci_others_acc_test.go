package acctest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	yaml "github.com/pb33f/go-yaml"
)

// example reads a file of examples/ci.
func example(t *testing.T, name string, into any) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "examples", "ci", name))
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(text, into); err != nil {
		t.Fatal(err)
	}
}

// TestAccGitLabExample runs the example's job: the report is there, and in a note if there is a token, also where the job
// fails; what is downloaded has the checksum that the release has.
func TestAccGitLabExample(t *testing.T) {
	t.Parallel()
	var pipeline struct {
		Job struct {
			Variables map[string]string `yaml:"variables"`
			Before    []string          `yaml:"before_script"`
			Script    []string          `yaml:"script"`
			Artifacts struct {
				When  string   `yaml:"when"`
				Paths []string `yaml:"paths"`
			} `yaml:"artifacts"`
		} `yaml:"runpod-cost"`
	}
	example(t, "gitlab/.gitlab-ci.yml", &pipeline)
	job := pipeline.Job
	for _, test := range []struct {
		name, limit, token string
		spoil, fails       bool
		verdict            string
	}{
		{name: "within", verdict: "Within -max-monthly-usd 1500: $"},
		{name: "over, with a note", limit: "100", token: "a-token-of-gitlab", fails: true, verdict: "**Over -max-monthly-usd 100: $"},
		{name: "another checksum", spoil: true, fails: true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := newRunner(t, job.Variables)
			bin := r.alpine()
			r.env["CI_PROJECT_DIR"], r.env["CI_API_V4_URL"], r.env["CI_PROJECT_ID"], r.env["CI_MERGE_REQUEST_IID"] = r.root, "https://gitlab.example/api/v4", "12", "7"
			r.env["GITLAB_TOKEN"] = test.token
			if test.limit != "" {
				r.env["MAX_MONTHLY_USD"] = test.limit
			}
			if test.spoil {
				archives, _ := filepath.Glob(filepath.Join(r.env["RUNNER_TEMP"], "release", "*.zip"))
				r.write(archives[0], "something else", 0o600)
			}
			script := strings.ReplaceAll(strings.Join(append(job.Before, job.Script...), "\n"), "/usr/local/bin", bin)
			if err := r.step(step{Run: script}, nil); (err != nil) != test.fails {
				t.Fatalf("%v, want an error: %t\n%s", err, test.fails, r.log.String())
			}
			if test.spoil {
				if strings.Contains(r.log.String(), "Terraform has been successfully initialized") {
					t.Errorf("the job goes on:\n%s", r.log.String())
				}
				return
			}
			for _, path := range job.Artifacts.Paths {
				if text, err := os.ReadFile(filepath.Join(r.root, path)); err != nil || len(text) == 0 {
					t.Errorf("no artifact %s: %v", path, err)
				}
			}
			if job.Artifacts.When != "always" || !strings.Contains(r.log.String(), test.verdict) {
				t.Errorf("artifacts %s; no %q in the log:\n%s", job.Artifacts.When, test.verdict, r.log.String())
			}
			if note := r.read("note"); strings.Contains(note, test.verdict) != (test.token != "") {
				t.Errorf("the note: %q", note)
			}
			if called := r.read("curl"); strings.Contains(called, "https://gitlab.example/api/v4/projects/12/merge_requests/7/notes") != (test.token != "") {
				t.Errorf("curl %s", called)
			}
		})
	}
}

// TestAccAtlantisExample runs the last step of the example's workflow on the JSON that Atlantis writes.
func TestAccAtlantisExample(t *testing.T) {
	t.Parallel()
	var server struct {
		Workflows map[string]struct {
			Plan struct {
				Steps []any `yaml:"steps"`
			} `yaml:"plan"`
		} `yaml:"workflows"`
	}
	example(t, "atlantis/repos.yaml", &server)
	steps := server.Workflows["runpod"].Plan.Steps
	run, ok := steps[len(steps)-1].(map[string]any)
	if !ok || steps[len(steps)-2] != "show" {
		t.Fatalf("the steps are %v", steps)
	}
	script, _ := run["run"].(string)

	r := newRunner(t, map[string]string{"FOLDER": "."})
	r.action("v0.1.0", map[string]string{"plan": ""})
	r.env["SHOWFILE"] = filepath.Join(r.root, "show.json")
	if err := r.step(step{Run: "terraform init && terraform plan -out=plan.bin && terraform show -json plan.bin >\"$SHOWFILE\""}, nil); err != nil {
		t.Fatal(r.log.String())
	}
	r.log.Reset()
	if err := r.step(step{Run: script}, nil); err != nil || !strings.Contains(r.log.String(), "Within -max-monthly-usd 1500: $488.90") {
		t.Errorf("%v\n%s", err, r.log.String())
	}
	if err := r.step(step{Run: strings.ReplaceAll(script, "1500", "100")}, nil); err == nil {
		t.Error("a plan over the limit goes through")
	}
}

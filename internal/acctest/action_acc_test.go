package acctest_test

import (
	"bytes"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/plancost"
)

// TestActionHasEveryLimit: what the command takes is an input of the action, nothing in a script is an expression, and
// every step of a composite action names its shell.
func TestActionHasEveryLimit(t *testing.T) {
	t.Parallel()
	a := readAction(t)
	var help bytes.Buffer
	if err := plancost.Command([]string{"-help"}, strings.NewReader(""), io.Discard, &help, nil); err != nil {
		t.Fatal(err)
	}
	flags := regexp.MustCompile(`(?m)^ {2}-([a-z-]+)`).FindAllStringSubmatch(help.String(), -1)
	if len(flags) < 6 {
		t.Fatalf("flags %v", flags)
	}
	var cost step
	for _, s := range a.Runs.Steps {
		if strings.Contains(s.Run, "${{") {
			t.Errorf("%s: an expression in a script runs whatever it holds: hand it over in env", s.Name)
		}
		if s.ID == "cost" {
			cost = s
		}
	}
	for _, f := range flags {
		if _, ok := a.Inputs[f[1]]; !ok {
			t.Errorf("the action has no input for -%s", f[1])
		}
		if f[1] != "format" && !strings.Contains(cost.Run, "-"+f[1]) {
			t.Errorf("the action does not hand over -%s", f[1])
		}
	}
	for name, input := range a.Inputs {
		if input.Description == "" {
			t.Errorf("input %s has no description", name)
		}
	}
	if a.Runs.Using != "composite" {
		t.Errorf("the action is %s", a.Runs.Using)
	}
}

// TestAccAction runs the action on a plan: with each kind of limit, and with a release that
// is not what its checksums say.
//
//nolint:tparallel // the first case downloads what the others find
func TestAccAction(t *testing.T) {
	t.Parallel()
	provider := acctest.Provider(t)
	w := acctest.New(t).Workdir(`
resource "runpod_pod" "a" {
  name  = "a"
  image = "ghcr.io/acme/a:1"
  gpu   = { type_ids = ["NVIDIA L4"] }
}
`)
	w.Run("plan", "-out=plan.bin")
	plan := w.Run("show", "-json", "plan.bin")
	within := newRunner(t, nil)     // its first case downloads, the others find what is there
	for _, test := range []struct { //nolint:paralleltest // see above
		name               string
		runner             *runner
		inputs             map[string]string
		code, failed       string
		log, report        string
		prepare            func(*runner)
		downloads, silence bool
	}{
		{name: "no limits", runner: within, code: "0", log: "total per month", report: "### Runpod", downloads: true},
		{name: "json", runner: within, inputs: map[string]string{"format": "json", "comment": "false"}, code: "0", report: `"format_version"`, silence: true},
		{name: "modules, html", runner: within, inputs: map[string]string{"format": "html", "group-by": "module"}, code: "0", report: "<html"},
		{name: "increase", runner: within, inputs: map[string]string{"max-increase-usd": "10"}, code: "3", failed: "Limits", log: "Over -max-increase-usd"},
		{name: "monthly", runner: within, inputs: map[string]string{"max-monthly-usd": "10"}, code: "3", failed: "Limits", log: "Over -max-monthly-usd"},
		{name: "possible", runner: within, inputs: map[string]string{"max-possible-usd": "10"}, code: "3", failed: "Limits", log: "Over -max-possible-usd"},
		{name: "hourly", runner: within, inputs: map[string]string{"max-hourly-usd": "0.1"}, code: "3", failed: "Limits", log: "Over -max-hourly-usd"},
		{name: "of what is known", runner: within, inputs: map[string]string{"max-hourly-usd": "100", "allow-unknown": "true"}, code: "0"},
		{name: "wrong limit", runner: within, inputs: map[string]string{"max-monthly-usd": "much"}, failed: "Cost", silence: true},
		{name: "nothing to report", runner: within, inputs: map[string]string{"plan": ""}, silence: true},
		{name: "a given binary", runner: newRunner(t, nil), inputs: map[string]string{"binary": provider}, code: "0"},
		{name: "no release", runner: newRunner(t, nil), inputs: map[string]string{"version": "main"}, failed: "Install", log: `::error::"main" is not a release`, silence: true},
		{name: "another checksum", runner: newRunner(t, nil), failed: "Install", log: "FAILED", downloads: true, silence: true, prepare: func(r *runner) {
			archives, _ := filepath.Glob(filepath.Join(r.env["RUNNER_TEMP"], "release", "*.zip"))
			r.write(archives[0], "something else", 0o600)
		}},
		{name: "no checksum", runner: newRunner(t, nil), failed: "Install", downloads: true, silence: true, prepare: func(r *runner) {
			sums, _ := filepath.Glob(filepath.Join(r.env["RUNNER_TEMP"], "release", "*SUMS"))
			r.write(sums[0], strings.Repeat("0", 64)+"  other.zip\n", 0o600)
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := test.runner
			r.log.Reset()
			for _, file := range []string{"gh", "comment", "path"} {
				r.write(filepath.Join(r.env["RUNNER_TEMP"], file), "", 0o600)
			}
			r.write(filepath.Join(r.root, "plan.json"), plan, 0o600)
			if test.prepare != nil {
				test.prepare(r)
			}
			inputs := map[string]string{"plan": "plan.json"}
			maps.Copy(inputs, test.inputs)
			outputs, failed := r.action("v0.1.0", inputs)
			if failed != test.failed || outputs["exit-code"] != test.code {
				t.Fatalf("the step %q fails, code %q; want %q, %q\n%s", failed, outputs["exit-code"], test.failed, test.code, r.log.String())
			}
			if !strings.Contains(r.log.String(), test.log) {
				t.Errorf("no %q in the log:\n%s", test.log, r.log.String())
			}
			if test.report != "" {
				report, err := os.ReadFile(outputs["report"])
				if err != nil || !strings.Contains(string(report), test.report) {
					t.Errorf("no %q in the report: %v\n%s", test.report, err, report)
				}
			}
			if downloads := strings.Contains(r.read("gh"), "release download"); downloads != test.downloads {
				t.Errorf("downloads: %t\n%s", downloads, r.read("gh"))
			}
			if silence := r.read("comment") == ""; silence != test.silence {
				t.Errorf("comments: %t", !silence)
			}
		})
	}
}

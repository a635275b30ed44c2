package docs_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

// skipped are the shell blocks that cannot be run here, by page and first line,
// with the reason.
var skipped = map[string]string{
	"README.md: make demo   # plan with costs, apply, an empty second plan, destroy: on a Runpod account in memory":                    "the whole demo and all tests: .ci/run runs both",
	"README.md: docker build --tag ghcr.io/acme/vllm-qwen3-8b:1 --build-arg MODEL_NAME=Qwen/Qwen3-8B --build-arg BASE_PATH=/models \\": "downloads an image and a model",
	"README.md: export TF_VAR_hf_token=hf_...":                                                 "needs a token; TestAccRecipes applies the variables",
	"README.md: curl \"$(terraform output -raw openai_base_url)/chat/completions\" \\":         "needs a real account, and costs money",
	"README.md: curl \"$(terraform output -raw base_url)/v1/embeddings\" \\":                   "needs a real account, and costs money",
	"recipes.md: terraform init":                                                               "runs in the folder of a recipe: the pages of the recipes do",
	"README.md: git clone https://github.com/runpod-iac/terraform-provider-runpod":             "downloads it; TestAccInstall runs make install",
	"README.md: sha256sum --check --ignore-missing terraform-provider-runpod_0.1.0_SHA256SUMS": "the release has to be there; scripts/release.sh checks it alike",
	"CONTRIBUTING.md: make fmt lint docs":                                                      "changes the checkout, and runs tests that run anyway",
	"CONTRIBUTING.md: make without":                                                            ".ci/run runs it",
	"CONTRIBUTING.md: RUNPOD_API_KEY=... make testacc-live":                                    "needs a real account, and costs money",
	"CONTRIBUTING.md: RUNPOD_API_KEY=... make conformance-live":                                "needs a real account, and costs money",
	"gitlab-atlantis-opa.md: terraform show -json plan.bin >plan.json":                         "needs conftest and opa; tools/policy tests the policy with the latter",

	"console-to-code.md: runpod export -out infra -only pod,endpoint -name 'prod-*'": "reads the reader's own account and state",
}

// TestAccBlocks runs every code block there is.
func TestAccBlocks(t *testing.T) {
	t.Parallel()
	for _, p := range pages(t) {
		if len(p.blocks) == 0 {
			continue
		}
		t.Run(p.path, func(t *testing.T) {
			t.Parallel()
			needs(t, p)
			w := newWorkshop(t)
			w.modules(p)
			w.plans(p)
			w.session(p)
			for _, left := range w.account.Account.Contents() {
				t.Errorf("left on the account: %s", left)
			}
		})
	}
}

// TestAccProviderExample configures a provider as its page shows.
func TestAccProviderExample(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	w.copy("examples/provider", w.folder)
	w.write(filepath.Join(w.folder, "used.tf"), "data \"runpod_cost_estimate\" \"nothing\" {}\n", 0o600)
	w.plan(w.folder, false)
}

// TestSkippedBlocks holds the blocks that say that they are skipped against the
// list of reasons.
func TestSkippedBlocks(t *testing.T) {
	t.Parallel()
	found := map[string]bool{}
	for _, p := range pages(t) {
		for _, b := range p.blocks {
			if b.verb == "skip" {
				found[skipKey(b)] = true
				if skipped[skipKey(b)] == "" {
					t.Errorf("%s: no reason is listed for %q", b, skipKey(b))
				}
			}
		}
	}
	for key := range skipped {
		if !found[key] {
			t.Errorf("a reason is listed, but there is no such block: %q", key)
		}
	}
}

func skipKey(b block) string {
	line, _, _ := strings.Cut(b.text, "\n")
	return filepath.Base(b.page) + ": " + line
}

// TestParts holds the blocks that are part of a file against that file.
func TestParts(t *testing.T) {
	t.Parallel()
	for _, p := range pages(t) {
		for _, b := range p.blocks {
			if b.verb == "part" && !strings.Contains(read(t, b.argument), b.text) {
				t.Errorf("%s: this does not stand in %s:\n%s", b, b.argument, b.text)
			}
		}
	}
}

var (
	newerFeatures = map[*regexp.Regexp]acctest.Feature{
		regexp.MustCompile(`(?m)^action "`):                       acctest.FeatureActions,
		regexp.MustCompile(`provider::`):                          acctest.FeatureFunctions,
		regexp.MustCompile(`_wo +=|ephemeral +=`):                 acctest.FeatureWriteOnly,
		regexp.MustCompile(`(?s)^import \{.*identity +=.*\{.*\}`): acctest.FeatureImportIdentity,
	}
	namesProviders = regexp.MustCompile(`required_providers`)
	variable       = regexp.MustCompile(`(?ms)^variable "([a-z_]+)" \{(.*?)^\}`)
)

// lacks names the feature of a block that the CLI does not have, or the operations that
// RUNPOD_WITHOUT takes away.
func (w *workshop) lacks(b block) string { return lacking(w.t, b.text) }

// lacking names the same of a configuration.
func lacking(t *testing.T, text string) string {
	if absent := acctest.Absent(text); len(absent) > 0 {
		return string(absent[0])
	}
	for pattern, feature := range newerFeatures {
		if pattern.MatchString(text) && !acctest.CurrentCLI(t).Has(feature) {
			return feature.Name
		}
	}
	return ""
}

// configuration writes a block into a folder, and returns what it wrote.
func (w *workshop) configuration(folder string, b block) string {
	w.t.Helper()
	text := b.text
	if !namesProviders.MatchString(text) {
		text = requirement + text
	}
	w.write(filepath.Join(folder, "main.tf"), text, 0o600)
	return text
}

// modules applies the blocks of HCL that stand alone, each as a module, and
// destroys them.
func (w *workshop) modules(p page) {
	folder := filepath.Join(w.folder, "modules")
	var calls strings.Builder
	for _, b := range p.blocks {
		if !b.isHCL() || b.verb != "" {
			continue
		}
		if feature := w.lacks(b); feature != "" {
			w.t.Logf("%s: there is no %s here", b, feature)
			continue
		}
		name := fmt.Sprintf("line_%d", b.line)
		text := w.configuration(filepath.Join(folder, name), b)
		fmt.Fprintf(&calls, "module %q {\n  source = \"./%s\"\n", name, name)
		for _, v := range variable.FindAllStringSubmatch(text, -1) {
			if !strings.Contains(v[2], "default") {
				fmt.Fprintf(&calls, "  %s = \"example\"\n", v[1])
			}
		}
		calls.WriteString("}\n")
	}
	if calls.Len() == 0 {
		return
	}
	w.write(filepath.Join(folder, "main.tf"), requirement+calls.String(), 0o600)
	w.terraform(folder, 0, "init", "-input=false")
	w.terraform(folder, 0, "apply", "-input=false", "-auto-approve")
	w.terraform(folder, 0, "plan", "-input=false", "-detailed-exitcode")
	w.terraform(folder, 0, "destroy", "-input=false", "-auto-approve")
}

// plans runs the plans that fail, and those whose output the page shows.
func (w *workshop) plans(p page) {
	for i, b := range p.blocks {
		shown := p.outputOf(i)
		switch {
		case b.verb == "plan":
			of := strings.Fields(b.argument)
			folder := filepath.Join(w.folder, fmt.Sprintf("plan of %s %d", filepath.Base(of[0]), b.line))
			w.copy(of[0], folder)
			w.shows(b, w.plan(folder, false, of[1:]...))
		case b.isHCL() && (b.verb == "fails" || b.verb == "" && shown != nil) && w.lacks(b) == "":
			folder := filepath.Join(w.folder, "plan "+strconv.Itoa(b.line))
			w.configuration(folder, b)
			printed := w.plan(folder, b.verb == "fails")
			if shown != nil {
				w.shows(*shown, printed)
			}
		}
	}
}

// shows holds what a page shows against what was printed.
func (w *workshop) shows(b block, printed string) {
	w.t.Helper()
	if !prints(printed, b.text) {
		w.t.Errorf("%s: the page shows\n%s\nand this is printed:\n%s", b, b.text, printed)
	}
}

// marker separates what the shell blocks of a session print.
const marker = "\x1e"

// session runs the shell blocks of a page, in one shell and one folder, as
// somebody does who follows the page: without an account, unless the page starts
// one. Files are written where they stand. As in a checkout there are bin/ and
// examples/demo.
func (w *workshop) session(p page) {
	var script strings.Builder
	script.WriteString("set -e\nunset RUNPOD_API_URL RUNPOD_API_KEY\ntrap 'kill $(jobs -p) 2>/dev/null || true; wait' EXIT\n")
	var ran []int
	for i, b := range p.blocks {
		switch {
		case b.verb == "file":
			fmt.Fprintf(&script, "mkdir -p \"$(dirname '%s')\"\ncat >'%s' <<'END OF FILE'\n%sEND OF FILE\n", b.argument, b.argument, b.text)
		case b.isShell() && (b.verb == "" || b.verb == "exits"):
			fmt.Fprintf(&script, "printf '%s'\n", marker)
			if b.verb == "exits" {
				fmt.Fprintf(&script, "set +e\n%s\ncode=$?\nset -e\nif [ $code != %s ]; then echo \"exit code $code, want %s\"; exit 1; fi\n", b.text, b.argument, b.argument)
			} else {
				script.WriteString(b.text + "\n")
			}
			ran = append(ran, i)
		}
	}
	if len(ran) == 0 {
		return
	}
	folder := filepath.Join(w.folder, "session")
	w.copy("examples/demo", filepath.Join(folder, "examples", "demo"))
	if p.isRecipe() {
		w.copy(filepath.Dir(p.path), folder)
	}
	if err := os.Symlink(w.bin, filepath.Join(folder, "bin")); err != nil {
		w.t.Fatal(err)
	}
	printed, code := w.run(folder, "bash", "-c", script.String())
	outputs := strings.Split(printed, marker)[1:]
	if code != 0 {
		last := min(len(outputs), len(ran)) - 1
		w.t.Fatalf("%s: the session ends here:\n%s\n%s", p.blocks[ran[last]], p.blocks[ran[last]].text, printed)
	}
	for n, i := range ran {
		if shown := p.outputOf(i); shown != nil {
			w.shows(*shown, outputs[n])
		}
	}
}

// TestOutputsFollowWhatPrintsThem finds outputs that nothing is held against.
func TestOutputsFollowWhatPrintsThem(t *testing.T) {
	t.Parallel()
	for _, p := range pages(t) {
		for i, b := range p.blocks {
			if !b.isOutput() || b.verb != "" {
				continue
			}
			prints := []string{"", "fails", "exits"}
			if i == 0 || p.blocks[i-1].isOutput() || !slices.Contains(prints, p.blocks[i-1].verb) {
				t.Errorf("%s: no block before it prints this", b)
			}
		}
	}
}

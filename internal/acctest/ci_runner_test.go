package acctest_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	yaml "github.com/pb33f/go-yaml"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

// runner runs the steps of a job in bash, as GitHub does, with a gh that posts
// nowhere and downloads a release of this build.
type runner struct {
	t    *testing.T
	root string            // the checkout
	env  map[string]string // of the job
	log  strings.Builder
}

// fakeGH logs how it is called. It downloads from the folder "release", lists the comment whose ID is in the file "there",
// and keeps the text of one that is posted or edited.
const fakeGH = `#!/bin/bash
printf '%s\n' "$*" >>"$RUNNER_TEMP/gh"
[ -n "$GH_TOKEN" ] || exit 4
case "$*" in
  "release download "*)
    cp "$RUNNER_TEMP"/release/* "$7" ;;
  *--paginate*)
    cat "$RUNNER_TEMP/there" 2>/dev/null || true ;;
  *)
    file=${@: -1}
    cp "${file#body=@}" "$RUNNER_TEMP/comment" ;;
esac
`

// fakeCurl logs how it is called. It downloads from the folder "release", and keeps the text of a note.
const fakeCurl = `#!/bin/bash
printf '%s\n' "$*" >>"$RUNNER_TEMP/curl"
case "$*" in
  *--remote-name*) cp "$RUNNER_TEMP"/release/* . ;;
  *body@*) cp cost.md "$RUNNER_TEMP/note" ;;
esac
`

func newRunner(t *testing.T, env map[string]string) *runner {
	t.Helper()
	provider := acctest.Provider(t)
	r := &runner{t: t, root: t.TempDir(), env: map[string]string{}}
	bin, temp, mirror := t.TempDir(), t.TempDir(), t.TempDir()
	binary, err := os.ReadFile(provider)
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		r.write(filepath.Join(mirror, host, "runpod-iac", "runpod", "0.1.0", runtime.GOOS+"_"+runtime.GOARCH, "terraform-provider-runpod_v0.1.0"), string(binary), 0o700)
	}
	settings := filepath.Join(temp, "cli.tfrc")
	r.write(settings, fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", mirror), 0o600)
	r.write(filepath.Join(bin, "terraform"), "#!/bin/sh\nexec '"+acctest.CurrentCLI(t).Path+"' \"$@\"\n", 0o700)
	r.write(filepath.Join(bin, "gh"), fakeGH, 0o700)
	maps.Copy(r.env, env)
	maps.Copy(r.env, map[string]string{
		"PATH": bin + ":" + os.Getenv("PATH"), "HOME": temp, "RUNNER_TEMP": temp, "TF_CLI_CONFIG_FILE": settings, "CHECKPOINT_DISABLE": "1",
		"RUNNER_OS": map[string]string{"linux": "Linux", "darwin": "macOS"}[runtime.GOOS], "RUNNER_ARCH": map[string]string{"amd64": "X64", "arm64": "ARM64"}[runtime.GOARCH],
		"GITHUB_STEP_SUMMARY": filepath.Join(temp, "summary"),
		"GITHUB_PATH":         filepath.Join(temp, "path"), "GITHUB_OUTPUT": filepath.Join(temp, "output"),
	})
	r.release("0.1.0", binary)
	if env["FOLDER"] != "" {
		configuration := filepath.Join(r.root, filepath.FromSlash(env["FOLDER"]))
		if err := os.MkdirAll(configuration, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.CopyFS(configuration, os.DirFS(workflowFolder)); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

// alpine gives the runner the commands that an image for GitLab has or installs, and returns the folder they are in.
func (r *runner) alpine() string {
	r.t.Helper()
	bin := filepath.Join(r.env["RUNNER_TEMP"], "bin")
	r.write(filepath.Join(bin, "apk"), "#!/bin/sh\n", 0o700)
	r.write(filepath.Join(bin, "curl"), fakeCurl, 0o700)
	r.env["PATH"] = bin + ":" + r.env["PATH"]
	return bin
}

// release makes the files of a release for this machine, in the names that a release has.
func (r *runner) release(version string, binary []byte) {
	var archive bytes.Buffer
	z := zip.NewWriter(&archive)
	file, err := z.CreateHeader(&zip.FileHeader{Name: "terraform-provider-runpod_v" + version})
	if err == nil {
		_, err = file.Write(binary)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		r.t.Fatal(err)
	}
	folder := filepath.Join(r.env["RUNNER_TEMP"], "release")
	name := fmt.Sprintf("terraform-provider-runpod_%s_%s_%s.zip", version, runtime.GOOS, runtime.GOARCH)
	r.write(filepath.Join(folder, name), archive.String(), 0o600)
	r.write(filepath.Join(folder, "terraform-provider-runpod_"+version+"_SHA256SUMS"),
		fmt.Sprintf("%064x  other.zip\n%x  %s\n", 0, sha256.Sum256(archive.Bytes()), name), 0o600)
}

func (r *runner) write(path, text string, mode fs.FileMode) {
	r.t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		r.t.Fatal(err)
	}
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

// job runs steps until one fails, and returns what they printed and which has failed.
func (r *runner) job(steps []step) (printed, failed string) {
	r.t.Helper()
	r.log.Reset()
	for _, s := range steps {
		values := map[string]string{"runner.temp": r.env["RUNNER_TEMP"], "secrets.RUNPOD_API_KEY": r.env["RUNPOD_API_KEY"]}
		for name, value := range r.env {
			values["env."+name] = value
		}
		if version := ownAction.FindStringSubmatch(s.Uses); version != nil {
			inputs := map[string]string{}
			for name, value := range s.With {
				inputs[name] = r.evaluate(value, values)
			}
			if _, failed := r.action(version[1], inputs); failed != "" {
				return r.log.String(), failed
			}
			continue
		}
		if s.Run != "" && r.step(s, values) != nil {
			return r.log.String(), s.Name
		}
	}
	return r.log.String(), ""
}

// action runs the project's action at a version, and returns its outputs and the step that has failed.
func (r *runner) action(version string, inputs map[string]string) (outputs map[string]string, failed string) {
	r.t.Helper()
	a := readAction(r.t)
	values := map[string]string{
		"github.action_ref": version, "github.token": "token", "github.repository": "acme/infra",
		"github.event.pull_request.number": "7", "github.event.pull_request.head.repo.full_name": "acme/infra",
		"steps.cost.outputs.report": "", "steps.cost.outputs.exit-code": "",
	}
	for name, input := range a.Inputs {
		values["inputs."+name] = r.evaluate(input.Default, values)
	}
	for name, value := range inputs {
		if _, known := a.Inputs[name]; !known {
			r.t.Fatalf("the action has no input %s", name)
		}
		values["inputs."+name] = value
	}
	for _, s := range a.Runs.Steps {
		if !r.holds(s.If, values) {
			continue
		}
		r.write(r.env["GITHUB_OUTPUT"], "", 0o600)
		err := r.step(s, values)
		for line := range strings.Lines(r.read("output")) {
			name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
			values["steps."+s.ID+".outputs."+name] = value
		}
		for line := range strings.Lines(r.read("path")) {
			r.env["PATH"] = strings.TrimSuffix(line, "\n") + ":" + r.env["PATH"]
		}
		if err != nil {
			failed = s.Name
			break
		}
	}
	r.write(r.env["GITHUB_PATH"], "", 0o600)
	outputs = map[string]string{}
	for name, output := range a.Outputs {
		outputs[name] = r.evaluate(output.Value, values)
	}
	return outputs, failed
}

var workflowExpression = regexp.MustCompile(`\$\{\{ (.+?) \}\}`)

// evaluate replaces the expressions in a text: names, and alternatives of which the first that is not empty counts.
func (r *runner) evaluate(text string, values map[string]string) string {
	r.t.Helper()
	return workflowExpression.ReplaceAllStringFunc(text, func(found string) string {
		for name := range strings.SplitSeq(workflowExpression.FindStringSubmatch(found)[1], " || ") {
			value, known := values[name]
			if !known {
				r.t.Fatalf("nothing is known of %s", name)
			}
			if value != "" {
				return value
			}
		}
		return ""
	})
}

// holds evaluates a condition: comparisons that all have to be true.
func (r *runner) holds(condition string, values map[string]string) bool {
	r.t.Helper()
	operand := func(text string) string {
		if quoted, ok := strings.CutPrefix(text, "'"); ok {
			return strings.TrimSuffix(quoted, "'")
		}
		return r.evaluate("${{ "+text+" }}", values)
	}
	if condition == "" {
		return true
	}
	return !slices.ContainsFunc(strings.Split(condition, " && "), func(comparison string) bool {
		parts := strings.Fields(comparison)
		return (operand(parts[0]) == operand(parts[2])) != (parts[1] == "==")
	})
}

// step runs the script of one step.
func (r *runner) step(s step, values map[string]string) error {
	r.t.Helper()
	command := exec.CommandContext(r.t.Context(), "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", s.Run)
	command.Dir = filepath.Join(r.root, r.evaluate(s.WorkingDirectory, values))
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	for name, value := range r.env {
		command.Env = append(command.Env, name+"="+value)
	}
	for name, value := range s.Env {
		command.Env = append(command.Env, name+"="+r.evaluate(value, values))
	}
	out, err := command.CombinedOutput()
	r.log.Write(out)
	if command.Process != nil { // what it leaves running ends with the test
		group := command.Process.Pid
		r.t.Cleanup(func() { _ = syscall.Kill(-group, syscall.SIGTERM) })
	}
	return err
}

// action is what the tests read of the project's action.
type action struct {
	Inputs map[string]struct {
		Description string `yaml:"description"`
		Default     string `yaml:"default"`
	} `yaml:"inputs"`
	Outputs map[string]struct {
		Value string `yaml:"value"`
	} `yaml:"outputs"`
	Runs struct {
		Using string `yaml:"using"`
		Steps []step `yaml:"steps"`
	} `yaml:"runs"`
}

func readAction(t *testing.T) action {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "action.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var a action
	if err := yaml.Unmarshal(text, &a); err != nil {
		t.Fatal(err)
	}
	return a
}

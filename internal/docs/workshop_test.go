package docs_test

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// workshop is where the blocks of one page are run: a folder, an account whose
// pods run at once, the CLI and the provider.
type workshop struct {
	t       *testing.T
	account *acctest.Env
	folder  string
	bin     string // has terraform and runpod
	env     []string
}

// requirement goes before a configuration that names no provider to install.
const requirement = "terraform {\n  required_providers {\n    runpod = { source = \"runpod-iac/runpod\" }\n  }\n}\n\n"

func newWorkshop(t *testing.T) *workshop {
	t.Helper()
	provider := acctest.Provider(t)
	account := acctest.New(t, func(o *sandbox.Options) {
		o.Clock, o.BootTime = nil, time.Millisecond // as the provider, which is a process of its own
	})
	w := &workshop{t: t, account: account, folder: t.TempDir(), bin: t.TempDir()}
	mirror, settings := t.TempDir(), filepath.Join(t.TempDir(), "cli.tfrc")
	for _, host := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		w.install(provider, filepath.Join(mirror, host, "runpod-iac", "runpod", "0.1.0", runtime.GOOS+"_"+runtime.GOARCH, "terraform-provider-runpod_v0.1.0"))
	}
	w.write(settings, "provider_installation {\n  filesystem_mirror {\n    path = \""+mirror+"\"\n  }\n}\n", 0o600)
	w.write(filepath.Join(w.bin, "terraform"), "#!/bin/sh\nexec '"+acctest.CurrentCLI(t).Path+"' \"$@\"\n", 0o700)
	// Pages that run at the same time cannot all listen on one port. Nobody watches pods start: what a page says goes before.
	// In a checkout, bin/ has the provider under its own name.
	w.install(provider, filepath.Join(w.bin, "terraform-provider-runpod"))
	w.write(filepath.Join(w.bin, "runpod"), "#!/bin/sh\nif [ \"$1\" = sandbox ]; then\n  shift\n  set -- sandbox -listen 127.0.0.1:0 -boot-time 100ms \"$@\"\nfi\nexec '"+provider+"' \"$@\"\n", 0o700)
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "TF_") && !strings.HasPrefix(variable, "RUNPOD_") && !strings.HasPrefix(variable, "PATH=") {
			w.env = append(w.env, variable)
		}
	}
	w.env = append(w.env, "PATH="+w.bin+":"+os.Getenv("PATH"),
		"RUNPOD_API_URL="+account.URL, "RUNPOD_API_KEY="+account.Key,
		"TF_CLI_CONFIG_FILE="+settings, "TF_CLI_ARGS=-no-color", "TF_IN_AUTOMATION=1", "TF_INPUT=0", "CHECKPOINT_DISABLE=1")
	return w
}

// install puts the provider where the next build does not replace it.
func (w *workshop) install(provider, path string) {
	w.t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		w.t.Fatal(err)
	}
	if os.Link(provider, path) == nil {
		return
	}
	binary, err := os.ReadFile(provider)
	if err != nil {
		w.t.Fatal(err)
	}
	w.write(path, string(binary), 0o700)
}

func (w *workshop) write(path, text string, mode fs.FileMode) {
	w.t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		w.t.Fatal(err)
	}
}

// run starts a program in a folder and returns what it prints, and its exit code.
func (w *workshop) run(folder, program string, args ...string) (string, int) {
	w.t.Helper()
	// A file, since background processes of a shell keep a pipe open.
	printed, err := os.CreateTemp(w.t.TempDir(), "printed")
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = printed.Close() }()
	command := exec.CommandContext(w.t.Context(), program, args...)
	command.Dir, command.Env = folder, w.env
	command.Stdout, command.Stderr = printed, printed
	err = command.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		w.t.Fatal(err)
	}
	text, err := os.ReadFile(printed.Name())
	if err != nil {
		w.t.Fatal(err)
	}
	return string(text), command.ProcessState.ExitCode()
}

// terraform runs the CLI, which has to end with the code.
func (w *workshop) terraform(folder string, code int, args ...string) string {
	w.t.Helper()
	printed, got := w.run(folder, acctest.CurrentCLI(w.t).Path, args...)
	if got != code {
		w.t.Fatalf("%s: exit code %d, want %d\n%s", strings.Join(args, " "), got, code, printed)
	}
	return printed
}

// plan returns what a plan of a folder prints.
func (w *workshop) plan(folder string, fails bool, args ...string) string {
	w.t.Helper()
	w.terraform(folder, 0, "init", "-input=false")
	code := 0
	if fails {
		code = 1
	}
	return w.terraform(folder, code, append([]string{"plan", "-input=false"}, args...)...)
}

// copy copies a folder of the project, without what a CLI has left in it.
func (w *workshop) copy(from, to string) {
	w.t.Helper()
	files, err := filepath.Glob(filepath.Join(root, from, "*.tf*"))
	if err != nil || len(files) == 0 {
		w.t.Fatalf("%s has no configuration: %v", from, err)
	}
	for _, file := range files {
		if strings.Contains(file, "tfstate") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			w.t.Fatal(err)
		}
		w.write(filepath.Join(to, filepath.Base(file)), string(text), 0o600)
	}
}

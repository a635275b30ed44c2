package acctest

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"unicode"
)

// TraceLog is the file in a Workdir that the CLI and the provider log to.
const TraceLog = "trace.log"

// Workdir is a folder in which the real CLI runs the provider as it is built, as
// its own process, with logs at level TRACE: for tests that look at everything
// that is left behind, or at what a user sees. The other tests run the provider
// in their own process, which is faster.
//
// Key and URL of the account are in the environment. The provider lives by the
// real time and the account by the test's clock, so whoever waits for a pod has
// to advance that.
type Workdir struct {
	Dir string

	t       *testing.T
	cli     CLI
	env     []string
	outputs []output
}

type output struct{ command, text string }

// Workdir makes a folder with a configuration. What requires the provider is
// added to it, and a provider block is not needed.
func (e *Env) Workdir(config string) *Workdir {
	e.t.Helper()
	t, ok := e.t.(*testing.T)
	if !ok {
		e.t.Fatal("a Workdir needs a *testing.T")
	}
	provider := Provider(t)
	w := &Workdir{Dir: t.TempDir(), t: t, cli: CurrentCLI(t)}
	settings := filepath.Join(t.TempDir(), "cli.tfrc")
	w.write(settings, fmt.Sprintf("provider_installation {\n  dev_overrides {\n    \"runpod-iac/runpod\" = %q\n  }\n  direct {}\n}\n", filepath.Dir(provider)))
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "TF_") && !strings.HasPrefix(variable, "RUNPOD_") {
			w.env = append(w.env, variable)
		}
	}
	w.env = append(w.env,
		"RUNPOD_API_URL="+e.URL, "RUNPOD_API_KEY="+e.Key,
		"TF_CLI_CONFIG_FILE="+settings, "TF_LOG=TRACE", "TF_LOG_PATH="+w.Path(TraceLog),
		"TF_IN_AUTOMATION=1", "TF_INPUT=0", "CHECKPOINT_DISABLE=1")
	for _, command := range []string{"plan", "apply", "destroy", "show"} {
		w.env = append(w.env, "TF_CLI_ARGS_"+command+"=-no-color")
	}
	if err := os.Mkdir(w.Path(".terraform"), 0o755); err != nil { // as an init does
		t.Fatal(err)
	}
	w.Write(config)
	return w
}

// Provider is the path of the provider, built from this checkout. The test is
// skipped where acceptance tests are.
func Provider(t testing.TB) string {
	t.Helper()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("acceptance tests are skipped unless TF_ACC is set")
	}
	provider, err := theProvider()
	if err != nil {
		t.Fatal(err)
	}
	return provider
}

// theProvider is built once for a test process.
var theProvider = sync.OnceValues(buildProvider)

// buildProvider returns the path of the provider. It lies where the next build
// replaces it, whichever process makes that.
func buildProvider() (string, error) {
	ctx := context.Background() // the build is for all tests, and outlives the first
	// By its path, since the tests of a module in tools/ need it too.
	folder, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", "github.com/runpod-iac/terraform-provider-runpod").Output()
	if err != nil {
		return "", fmt.Errorf("looking for the module: %w", err)
	}
	root := strings.TrimSpace(string(folder))
	dir := filepath.Join(root, "build", "acctest")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("making a folder for the provider: %w", err)
	}
	fresh, err := os.MkdirTemp(dir, "build-")
	if err != nil {
		return "", fmt.Errorf("making a folder for the provider: %w", err)
	}
	defer func() { _ = os.RemoveAll(fresh) }()
	provider := filepath.Join(dir, "terraform-provider-runpod")
	built := filepath.Join(fresh, "provider")
	// Nothing is linked where the last build is still the right one, which go finds out from what is there. A build that
	// differs is a new file.
	if err := os.Link(provider, built); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("looking at the last build of the provider: %w", err)
	}
	build := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-o", built, ".")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building the provider: %w\n%s", err, out)
	}
	// Another process may be running the last one, or be doing the same.
	if err := os.Rename(built, provider); err != nil {
		return "", fmt.Errorf("putting the provider in its place: %w", err)
	}
	return provider, nil
}

// Path is that of a file in the folder.
func (w *Workdir) Path(name string) string { return filepath.Join(w.Dir, name) }

// Write replaces the configuration.
func (w *Workdir) Write(config string) {
	w.t.Helper()
	w.write(w.Path("main.tf"), "terraform {\n  required_providers {\n    runpod = { source = \"runpod-iac/runpod\" }\n  }\n}\n"+config)
}

// WriteTest adds a test for the command test.
func (w *Workdir) WriteTest(text string) {
	w.t.Helper()
	w.write(w.Path("main.tftest.hcl"), text)
}

func (w *Workdir) write(path, text string) {
	w.t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// SetVariable gives a variable of the configuration a value that no file and no
// command line has.
func (w *Workdir) SetVariable(name, value string) { w.Setenv("TF_VAR_"+name, value) }

// Setenv changes the environment of the commands.
func (w *Workdir) Setenv(name, value string) { w.env = append(w.env, name+"="+value) }

// Try runs a command of the CLI, such as "apply", "-auto-approve", and returns
// what it prints, warnings and errors included.
func (w *Workdir) Try(args ...string) (string, error) {
	w.t.Helper()
	out, err := w.command(args...).CombinedOutput()
	w.outputs = append(w.outputs, output{strings.Join(args, " "), string(out)})
	return string(out), err
}

// Sandboxed is Try inside of the subcommand sandbox.
func (w *Workdir) Sandboxed(args ...string) (string, error) {
	w.t.Helper()
	command := w.command()
	command.Path = Provider(w.t)
	command.Args = append([]string{command.Path, "sandbox", "-boot-time", "1ms", "--", w.cli.Path}, args...)
	out, err := command.CombinedOutput()
	w.outputs = append(w.outputs, output{"sandbox -- " + strings.Join(args, " "), string(out)})
	return string(out), err
}

func (w *Workdir) command(args ...string) *exec.Cmd {
	command := exec.CommandContext(w.t.Context(), w.cli.Path, args...)
	command.Dir = w.Dir
	command.Env = w.env
	return command
}

// Run is Try for a command that has to succeed.
func (w *Workdir) Run(args ...string) string {
	w.t.Helper()
	out, err := w.Try(args...)
	if err != nil {
		w.t.Fatalf("%s %s: %s\n%s", w.cli.Path, strings.Join(args, " "), err, out)
	}
	return out
}

// Fails runs a command that has to fail, and returns its errors as one line of
// text, however the CLI has broken and framed it.
func (w *Workdir) Fails(args ...string) string {
	w.t.Helper()
	out, err := w.Try(args...)
	if err == nil {
		w.t.Fatalf("%s %s succeeded:\n%s", w.cli.Path, strings.Join(args, " "), out)
	}
	return strings.Join(strings.FieldsFunc(out, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("╷│╵", r) }), " ")
}

// Read returns the text of a file in the folder.
func (w *Workdir) Read(name string) string {
	w.t.Helper()
	text, err := os.ReadFile(w.Path(name))
	if err != nil {
		w.t.Fatal(err)
	}
	return string(text)
}

// Leaks names everything that holds the secret: what the commands printed, and
// the files of the folder (states, plans and what is packed into them, the log)
// but for main.tf. It is found in the forms that JSON and base64 give it as well.
func (w *Workdir) Leaks(secret string) []string {
	w.t.Helper()
	forms := formsOf(secret)
	var leaks []string
	search := func(where string, text []byte) {
		for _, form := range forms {
			if bytes.Contains(text, form) {
				leaks = append(leaks, where)
				return
			}
		}
	}
	for _, out := range w.outputs {
		search("output of "+out.command, []byte(out.text))
	}
	err := filepath.WalkDir(w.Dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || path == w.Path("main.tf") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		search(entry.Name(), text)
		return unpack(text, func(name string, text []byte) { search(entry.Name()+": "+name, text) })
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return leaks
}

// unpack visits the files in an archive, which a saved plan is. What is no
// archive has none.
func unpack(text []byte, visit func(name string, text []byte)) error {
	archive, err := zip.NewReader(bytes.NewReader(text), int64(len(text)))
	if err != nil {
		return nil //nolint:nilerr // not an archive
	}
	for _, packed := range archive.File {
		file, err := packed.Open()
		if err != nil {
			return fmt.Errorf("opening %s: %w", packed.Name, err)
		}
		text, err := io.ReadAll(file)
		_ = file.Close()
		if err != nil {
			return fmt.Errorf("reading %s: %w", packed.Name, err)
		}
		visit(packed.Name, text)
	}
	return nil
}

// formsOf are the texts that give a secret away: itself, as JSON writes it, and
// what it makes of base64 wherever it is in what is encoded.
func formsOf(secret string) [][]byte {
	forms := [][]byte{[]byte(secret)}
	if quoted, err := json.Marshal(secret); err == nil {
		forms = append(forms, quoted[1:len(quoted)-1])
	}
	for shift := range 3 {
		encoded := base64.RawStdEncoding.EncodeToString(append(make([]byte, shift), secret...))
		start, end := 0, len(encoded) // without the digits that neighbours have a part in
		if shift > 0 {
			start = shift + 1
		}
		if (shift+len(secret))%3 != 0 {
			end--
		}
		if start < end {
			forms = append(forms, []byte(encoded[start:end]))
		}
	}
	return forms
}

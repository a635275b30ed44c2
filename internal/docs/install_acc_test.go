package docs_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

// newcomer is somebody with an empty home, a checkout, and no settings.
type newcomer struct {
	t    *testing.T
	home string
	env  []string
}

func newNewcomer(t *testing.T) *newcomer {
	t.Helper()
	n := &newcomer{t: t, home: t.TempDir()}
	n.env = []string{"HOME=" + n.home, "PATH=" + os.Getenv("PATH"), "CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1", "TF_CLI_ARGS=-no-color"}
	for _, variable := range []string{"GOMODCACHE", "GOCACHE", "GOPROXY"} { // what it downloads and compiles is the machine's
		value, err := exec.CommandContext(t.Context(), "go", "env", variable).Output()
		if err != nil {
			t.Fatal(err)
		}
		n.env = append(n.env, variable+"="+strings.TrimSpace(string(value)))
	}
	return n
}

func (n *newcomer) run(folder string, fails bool, program string, args ...string) string {
	n.t.Helper()
	command := exec.CommandContext(n.t.Context(), program, args...)
	command.Dir, command.Env = folder, n.env
	printed, err := command.CombinedOutput()
	if (err != nil) != fails {
		n.t.Fatalf("%s %s: %v\n%s", program, strings.Join(args, " "), err, printed)
	}
	return string(printed)
}

// TestAccInstall is "make install" in an empty home, and a plan in another folder
// with no settings of any kind: its cost is there, and the command.
func TestAccInstall(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("the script is for a shell")
	}
	checkout, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	n, install := newNewcomer(t), filepath.Join(checkout, "scripts", "install.sh")
	command := filepath.Join(n.home, ".local", "bin", "runpod")
	if printed := n.run(n.home, false, install); !strings.Contains(printed, "is not on your PATH") || !strings.Contains(printed, command) {
		t.Errorf("it does not say where the command is, and that PATH lacks it:\n%s", printed)
	}

	folder := t.TempDir()
	for _, name := range []string{"main.tf", "outputs.tf", "variables.tf"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(read(t, "examples/demo/"+name)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cli := acctest.CurrentCLI(t).Path
	n.run(folder, false, cli, "init", "-input=false")
	if plan := n.run(folder, false, cli, "plan", "-input=false", "-out=plan"); !strings.Contains(plan, "monthly_usd") || !strings.Contains(plan, " 453.9") {
		t.Errorf("a plan without its cost:\n%s", plan)
	}
	n.env = append(n.env, "PATH="+filepath.Dir(command)+":"+os.Getenv("PATH"))
	if version := n.run(folder, false, "sh", "-c", "runpod -version"); !regexp.MustCompile(`^\d+\.\d+\.\d+(\+\S+)?\n$`).MatchString(version) {
		t.Errorf("runpod -version: %q", version)
	}

	n.run(n.home, false, install, "--uninstall")
	if left, err := os.ReadDir(filepath.Join(n.home, ".terraform.d", "plugins")); err != nil || len(left) > 0 {
		t.Errorf("left in the mirror: %v, %v", left, err)
	}
	if _, err := os.Lstat(command); err == nil {
		t.Error("the command is left")
	}
}

// TestAccInstallSparesOthers: another program of that name stays, and OpenTofu's
// settings stay where they are.
func TestAccInstallSparesOthers(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("folders of Linux")
	}
	checkout, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	n, install := newNewcomer(t), filepath.Join(checkout, "scripts", "install.sh")
	command := filepath.Join(n.home, "tools", "bin", "runpod")
	if err := os.MkdirAll(filepath.Dir(command), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(command, []byte("another\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	n.env = append(n.env, "PREFIX=tools", "XDG_CONFIG_HOME="+filepath.Join(n.home, ".config"))
	if printed := n.run(n.home, true, install); !strings.Contains(printed, command+" is another program") {
		t.Errorf("it does not say what is in its way:\n%s", printed)
	}
	n.run(n.home, false, install, "--uninstall")
	if text, err := os.ReadFile(command); err != nil || string(text) != "another\n" {
		t.Errorf("another program was replaced: %q, %v", text, err)
	}
	if err := os.Remove(command); err != nil {
		t.Fatal(err)
	}
	n.run(n.home, false, install)
	if _, err := os.Stat(command); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(n.home, ".terraform.d")); err == nil {
		t.Error("there is a ~/.terraform.d, so OpenTofu no longer reads its settings in XDG_CONFIG_HOME")
	}
	if _, err := os.Stat(filepath.Join(n.home, ".local", "share", "terraform", "plugins", "registry.opentofu.org", "runpod-iac", "runpod")); err != nil {
		t.Error(err)
	}
}

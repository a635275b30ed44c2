//go:build unix

package sandbox_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// runs lets the sandbox run a shell script, and returns the exit code, and what the
// script wrote into the file $OUT.
func runs(t *testing.T, script string, args ...string) (code int, out string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "out")
	var stdout, stderr strings.Builder
	err := sandbox.Command(t.Context(), append(args, "--", "sh", "-c", "OUT="+file+"\n"+script), &stdout, &stderr)
	var coded interface{ ExitCode() int }
	switch {
	case errors.As(err, &coded):
		code = coded.ExitCode()
	case err != nil:
		t.Fatal(err)
	}
	if stdout.Len()+stderr.Len() > 0 || err != nil && err.Error() != "" {
		t.Errorf("it says %q and %q besides: %v", stdout.String(), stderr.String(), err)
	}
	text, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return code, string(text)
}

func TestCommandIsRunWithTheAccount(t *testing.T) {
	t.Parallel()
	code, out := runs(t, `echo "$RUNPOD_API_URL $RUNPOD_API_KEY $1" >$OUT; exec 3<>/dev/null; exit 5`)
	if words := strings.Fields(out); code != 5 || len(words) != 2 || !strings.HasPrefix(words[0], "http://127.0.0.1:") || strings.HasSuffix(words[0], ":8787/v2") || !strings.HasPrefix(words[1], "rpa_") {
		t.Errorf("exit code %d, environment %q", code, out)
	}
	if code, _ := runs(t, "exit 0", "-boot-time", "1s"); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// A signal reaches the whole process, and with it the commands of tests that run at
// the same time: this test is not parallel.
func TestSignalsAreTheCommands(t *testing.T) { //nolint:paralleltest // see above
	for script, want := range map[string]int{
		`trap "exit 7" USR1; kill -USR1 $PPID; while :; do sleep 0.05; done`: 7,
		`kill -KILL $$`: 128 + 9,
	} {
		if code, _ := runs(t, script); code != want {
			t.Errorf("%s: exit code %d, want %d", script, code, want)
		}
	}
}

func TestCommandsThatDoNotStart(t *testing.T) {
	t.Parallel()
	for command, want := range map[string]int{"no-such-command-here": 127, t.TempDir() + "/none": 127, t.TempDir(): 126} {
		err := sandbox.Command(t.Context(), []string{"--", command}, &strings.Builder{}, &strings.Builder{})
		var coded interface{ ExitCode() int }
		if !errors.As(err, &coded) || coded.ExitCode() != want || !strings.Contains(err.Error(), "cannot run") {
			t.Errorf("%s: %v", command, err)
		}
	}
}

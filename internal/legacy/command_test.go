package legacy

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// folder makes a folder with files.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestCommand(t *testing.T) {
	t.Parallel()
	volume := communityHead + in("runpod_network_volume", `name = "x"`, `size = 10`, `data_center_id = "EU-RO-1"`)
	pod := communityHead + in("runpod_pod", `image_name = "i"`, `gpu_type_ids = ["g"]`, `volume_in_gb = 0`, `ports = []`)
	const state = `{"version": 4, "resources": [{"mode": "managed", "type": "runpod_pod", "name": "x", "instances": [{"schema_version": 0, "attributes": {"name": "by-state"}}]}]}`
	for name, tc := range map[string]struct {
		files   map[string]string
		flags   []string
		code    int
		out     []string          // parts of what is printed
		written map[string]string // parts of the files afterwards
	}{
		"a diff": {
			files: map[string]string{"main.tf": volume}, out: []string{"--- a/", "-  size = 10\n", "+  size_gb = 10\n", "Done, and worth a look:"},
			written: map[string]string{"main.tf": "  size = 10"},
		},
		"-write": {
			files: map[string]string{"main.tf": volume, "b.tofu": "output \"o\" {\n  value = runpod_network_volume.x.size\n}\n"}, flags: []string{"-write"}, out: []string{"Rewrote "},
			written: map[string]string{"main.tf": `source = "runpod-iac/runpod", version = "~> 0.1" }`, "b.tofu": "x.size_gb"},
		},
		"nothing to do":         {files: map[string]string{"main.tf": newHead}, out: []string{"Nothing to rewrite."}},
		"by hand":               {files: map[string]string{"main.tf": pod}, code: exitByHand, out: []string{"To be done by hand:", "main.tf:6: runpod_pod.x: no name is declared"}},
		"the state there":       {files: map[string]string{"main.tf": pod, "terraform.tfstate": state}, out: []string{`+  name = "by-state"`}},
		"a state that is named": {files: map[string]string{"main.tf": pod, "s.json": state}, flags: []string{"-state", "DIR/s.json"}, out: []string{`+  name = "by-state"`}},
		"no such state":         {files: map[string]string{"main.tf": pod}, flags: []string{"-state", "DIR/none"}, code: -1},
		"a state of old":        {files: map[string]string{"main.tf": pod, "terraform.tfstate": `{"version": 3}`}, code: -1},
		"JSON":                  {files: map[string]string{"main.tf.json": "{}"}, code: exitByHand, out: []string{"main.tf.json:1: file: JSON is not rewritten"}},
		"what is no HCL":        {files: map[string]string{"main.tf": "resource {"}, flags: []string{"-write"}, code: exitByHand, out: []string{"it is not changed"}, written: map[string]string{"main.tf": "resource {"}},
		"directories below":     {files: map[string]string{"main.tf": newHead, "m/main.tf": volume}, flags: []string{"-write"}, written: map[string]string{"m/main.tf": "  size = 10"}},
		"-recursive": {
			files: map[string]string{"main.tf": newHead, "m/main.tf": volume, ".terraform/m/main.tf": volume}, flags: []string{"-write", "-recursive"},
			written: map[string]string{"m/main.tf": "size_gb", ".terraform/m/main.tf": "  size = 10"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := folder(t, tc.files)
			args := append([]string{}, tc.flags...)
			for i := range args {
				args[i] = strings.ReplaceAll(args[i], "DIR", dir)
			}
			var out bytes.Buffer
			err := Command(append(args, dir), &out, io.Discard, "~> 0.1")
			if got := codeOf(err); got != tc.code {
				t.Errorf("exit code %d, want %d: %v", got, tc.code, err)
			}
			for _, part := range tc.out {
				if !strings.Contains(out.String(), part) {
					t.Errorf("%q is not printed:\n%s", part, out.String())
				}
			}
			for file, part := range tc.written {
				text, err := os.ReadFile(filepath.Join(dir, file))
				if err != nil || !strings.Contains(string(text), part) {
					t.Errorf("%s has no %q (%v):\n%s", file, part, err, text)
				}
			}
		})
	}
}

// codeOf is the exit code that an error has of its own, or -1.
func codeOf(err error) int {
	if err == nil {
		return 0
	}
	if coded, ok := errors.AsType[*exitError](err); ok {
		return coded.ExitCode()
	}
	return -1
}

func TestUsage(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"not a directory": {}, "two folders": {"a", "b"}, "no such folder": {"/does/not/exist"}, "a file": {"command_test.go"}, "no such flag": {"-x", "."},
	} {
		var stderr bytes.Buffer
		if got := codeOf(Command(args, io.Discard, &stderr, "")); got != exitUsage {
			t.Errorf("%s: exit code %d", name, got)
		}
	}
	var stderr bytes.Buffer
	if err := Command([]string{"-h"}, io.Discard, &stderr, ""); err != nil || !strings.Contains(stderr.String(), "Exit codes: 0; 1 if manual steps remain; 2 for wrong usage.") {
		t.Errorf("-h: %v\n%s", err, stderr.String())
	}
}

//go:build unix

package legacy

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// texts are the files of a folder, links and pipes left out.
func texts(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, entry := range entries {
		if entry.Type().IsRegular() {
			text, err := os.ReadFile(filepath.Join(dir, entry.Name()))
			if err != nil {
				t.Fatal(err)
			}
			all[entry.Name()] = string(text)
		}
	}
	return all
}

func oldVolume() string {
	return communityHead + in("runpod_network_volume", `name = "x"`, `size = 10`, `data_center_id = "EU-RO-1"`)
}

// TestAllOrNothing lets one of several files be what cannot be rewritten.
func TestAllOrNothing(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		spoil func(t *testing.T, dir string)
		want  string
	}{
		"a read-only file": {func(t *testing.T, dir string) {
			t.Helper()
			if err := os.Chmod(filepath.Join(dir, "c.tf"), 0o440); err != nil {
				t.Fatal(err)
			}
		}, "c.tf is read-only"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := folder(t, map[string]string{"a.tf": oldVolume(), "b.tf": "# nothing\n", "c.tf": oldVolume()})
			tc.spoil(t, dir)
			before := texts(t, dir)
			err := Command([]string{"-write", dir}, io.Discard, io.Discard, "")
			if err == nil || !strings.Contains(err.Error(), tc.want) || !strings.Contains(err.Error(), "nothing was changed") {
				t.Errorf("got %v", err)
			}
			if after := texts(t, dir); fmt.Sprint(after) != fmt.Sprint(before) {
				t.Errorf("the folder has changed: %v", after)
			}
		})
	}
}

// A file that is gone, or that somebody else has changed, leaves all as they were.
func TestWriteAllChangesNothingWhereItFails(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"a.tf": "a", "b.tf": "b"})
	a, b := File{Name: filepath.Join(dir, "a.tf"), Before: []byte("a"), After: []byte("A")}, File{Name: filepath.Join(dir, "b.tf"), Before: []byte("b"), After: []byte("B")}
	changed := b
	changed.Before = []byte("other")
	gone := File{Name: filepath.Join(dir, "gone.tf")}
	for want, files := range map[string][]File{
		"was changed by another process in the meantime": {a, changed},
		"no such file": {a, b, gone},
	} {
		if err := writeAll(files); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
		if after := texts(t, dir); len(after) != 2 || after["a.tf"] != "a" || after["b.tf"] != "b" {
			t.Errorf("the folder has %v", after)
		}
	}
	if err := writeAll([]File{a, b}); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(a.Name)
	if after := texts(t, dir); err != nil || info.Mode().Perm() != 0o640 || len(after) != 2 || after["a.tf"] != "A" || after["b.tf"] != "B" {
		t.Errorf("mode %v, the folder has %v: %v", info.Mode(), after, err)
	}
}

// A rename that fails puts back those before it.
func TestRestore(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"a.tf": "A"})
	file := File{Name: filepath.Join(dir, "a.tf"), Before: []byte("a"), After: []byte("A")}
	info, err := os.Stat(file.Name)
	if err != nil {
		t.Fatal(err)
	}
	if err := restore([]*rewriting{{file: file, info: info}}); err != nil || texts(t, dir)["a.tf"] != "a" {
		t.Errorf("the folder has %v: %v", texts(t, dir), err)
	}
}

// Links and pipes are said, and neither followed nor waited for.
func TestOnlyRegularFilesAreRead(t *testing.T) {
	t.Parallel()
	outside := folder(t, map[string]string{"real.tf": oldVolume()})
	dir := folder(t, map[string]string{"main.tf": newHead})
	for _, err := range []error{
		os.Symlink(filepath.Join(outside, "real.tf"), filepath.Join(dir, "link.tf")),
		os.Symlink("/dev/zero", filepath.Join(dir, "zero.tf")),
		os.Symlink(filepath.Join(outside, "real.tf"), filepath.Join(dir, "terraform.tfstate")),
		syscall.Mkfifo(filepath.Join(dir, "pipe.tf"), 0o600),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := Command([]string{"-write", dir}, io.Discard, io.Discard, ""); err == nil || !strings.Contains(err.Error(), "terraform.tfstate is not a regular file") {
		t.Errorf("takes a link for a state: %v", err)
	}
	if err := os.Remove(filepath.Join(dir, "terraform.tfstate")); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	err := Command([]string{"-write", dir}, &out, io.Discard, "")
	if codeOf(err) != exitByHand || strings.Count(out.String(), "was not read") != 3 || !strings.Contains(out.String(), "pipe.tf:1: file: it is not a regular file") {
		t.Errorf("%v: %s", err, out.String())
	}
	if texts(t, outside)["real.tf"] != oldVolume() {
		t.Error("a file outside of the folder was rewritten")
	}
}

// What no configuration has is refused at once.
func TestDeepBrackets(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"lists":        "a = " + strings.Repeat("[", 50_000) + strings.Repeat("]", 50_000) + "\n",
		"open lists":   "a = " + strings.Repeat("[", 50_000) + "\n",
		"objects":      "a = " + strings.Repeat("{ a = ", 50_000) + "\n",
		"parentheses":  "a = " + strings.Repeat("(", 50_000) + "1\n",
		"templates":    "a = " + strings.Repeat(`"${`, 50_000) + "\n",
		"blocks":       strings.Repeat("a {\n", 50_000),
		"more than 8M": strings.Repeat("# words and words\n", 1<<19),
	} {
		dir := folder(t, map[string]string{"main.tf": text})
		began := time.Now()
		var out bytes.Buffer
		err := Command([]string{dir}, &out, io.Discard, "")
		if err == nil || !strings.Contains(out.String()+err.Error(), "deep") && name != "more than 8M" {
			t.Errorf("%s: %v %.300s", name, err, out.String())
		}
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("%s: took %s", name, took)
		}
	}
}

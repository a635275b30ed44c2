package journal

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// DataDir is Terraform's data directory of the working directory that this process
// runs in; ok is false where there is none, as before an init.
func DataDir() (dir string, ok bool) {
	dir = os.Getenv("TF_DATA_DIR")
	if dir == "" {
		dir = ".terraform"
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", false
	}
	info, err := os.Stat(dir)
	return dir, err == nil && info.IsDir()
}

// isArchive reports whether there is a file of this name that begins as a saved plan
// does, which is a zip archive.
func isArchive(name string) bool {
	file, err := os.Open(name)
	if err != nil {
		return false
	}
	defer file.Close()
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return false
	}
	begin := make([]byte, 4)
	_, err = io.ReadFull(file, begin)
	return err == nil && string(begin) == "PK\x03\x04"
}

// AppliesSavedPlan reports whether the CLI that runs this process applies a plan that
// was saved. Nothing in the protocol says so, so it is read off the CLI's command line;
// where that cannot be read, it is taken for something else.
func AppliesSavedPlan(ctx context.Context) bool {
	line, ok := commandLine(ctx, os.Getppid())
	if !ok {
		return false
	}
	applies := false
	for _, word := range strings.FieldsFunc(line, func(r rune) bool { return r == 0 || r == ' ' }) {
		switch {
		case word == "apply":
			applies = true
		case applies && isArchive(word):
			return true
		}
	}
	return false
}

func commandLine(ctx context.Context, pid int) (string, bool) {
	switch runtime.GOOS {
	case "linux":
		text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/cmdline")
		return string(text), err == nil && len(text) > 0
	case "darwin", "freebsd":
		ctx, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		text, err := exec.CommandContext(ctx, "ps", "-ww", "-o", "args=", "-p", strconv.Itoa(pid)).Output()
		return string(text), err == nil && len(text) > 0
	}
	return "", false
}

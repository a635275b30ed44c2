package docs_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Only sources are committed: no binaries, archives or profiles, which stay in every clone for good.
func TestNothingBuiltIsCommitted(t *testing.T) {
	t.Parallel()
	const largest = 256 << 10 // bytes; the longest go.sum of a tool is half of that
	listed := exec.CommandContext(t.Context(), "git", "ls-files", "-z")
	listed.Dir = root
	out, err := listed.Output()
	if err != nil {
		t.Skipf("NOT CHECKED: this is not a clone, or git is missing: %v", err)
	}
	for name := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		content, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			continue // removed, and the removal is not committed yet
		}
		// An image has its own look, and is wanted.
		if image := filepath.Ext(name) == ".png"; bytes.IndexByte(content, 0) >= 0 && !image {
			t.Errorf("%s is binary: remove it with git rm --cached", name)
		}
		if len(content) > largest {
			t.Errorf("%s has %d bytes, more than %d", name, len(content), largest)
		}
	}
}

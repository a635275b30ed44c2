package docs_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// serviceFiles are the names that files of a service may have, alone or with a
// suffix, as in data_source_workers.go. CONTRIBUTING says what each holds.
var serviceFiles = []string{"kind", "schema", "model", "plan", "resource", "wait", "actions", "functions", "list", "data_source", "upgrade"}

// The second service reads like the first, file by file.
func TestServicesHaveTheSameFiles(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(root, "internal", "service", "*", "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no services: %v", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".go")
		if strings.HasSuffix(name, "_test") {
			continue
		}
		if !slices.ContainsFunc(serviceFiles, func(allowed string) bool { return name == allowed || strings.HasPrefix(name, allowed+"_") }) {
			t.Errorf("%s is called neither of %s", file, strings.Join(serviceFiles, ", "))
		}
		folder := filepath.Dir(file)
		if _, err := os.Stat(filepath.Join(folder, "resource.go")); err != nil {
			continue // nothing to manage
		}
		for _, needed := range []string{"kind.go", "schema.go", "model.go", "list.go"} {
			if _, err := os.Stat(filepath.Join(folder, needed)); err != nil {
				t.Errorf("%s has a resource.go and no %s", folder, needed)
			}
		}
	}
}

// Files stay short enough to be read at one go, tests included.
func TestNoFileIsLong(t *testing.T) {
	t.Parallel()
	const longest = 400
	for _, folder := range []string{"internal", "tools"} {
		if err := filepath.WalkDir(filepath.Join(root, folder), func(path string, entry os.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") {
				return err
			}
			text, err := os.ReadFile(path)
			if lines := strings.Count(string(text), "\n"); lines > longest {
				t.Errorf("%s has %d lines, more than %d", path, lines, longest)
			}
			return err
		}); err != nil {
			t.Error(err)
		}
	}
}

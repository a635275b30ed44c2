package docs_test

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// packages are the folders below internal that hold Go files.
func packages(t *testing.T) []string {
	t.Helper()
	var found []string
	if err := fs.WalkDir(os.DirFS(root), "internal", func(file string, _ fs.DirEntry, err error) error {
		if dir := path.Dir(file); path.Ext(file) == ".go" && !slices.Contains(found, dir) {
			found = append(found, dir)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return found
}

// drawn are the folders of a drawing: a line names one or more and says what they
// are for, and those below it are indented.
func drawn(drawing string) []string {
	var folders []string
	above := map[int]string{} // by indentation
	for line := range strings.Lines(drawing) {
		names := strings.TrimLeft(line, " ")
		indent := len(line) - len(names)
		names, _, _ = strings.Cut(names, "  ")
		for name := range strings.FieldsSeq(names) {
			if strings.HasSuffix(name, "/") {
				above[indent] = path.Join(above[indent-2], name)
				folders = append(folders, above[indent])
			}
		}
	}
	return folders
}

// The drawing of the house has the folders that there are, each of which the
// linter keeps in its place.
func TestHouse(t *testing.T) {
	t.Parallel()
	blocks, err := parse("CONTRIBUTING.md", read(t, "CONTRIBUTING.md"))
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(blocks, func(b block) bool { return b.verb == "packages" })
	if i < 0 {
		t.Fatal("CONTRIBUTING has no drawing of the packages")
	}
	folders := drawn(blocks[i].text)
	for _, folder := range folders {
		if info, err := os.Stat(filepath.Join(root, folder)); err != nil || !info.IsDir() {
			t.Errorf("%s is drawn, and not there", folder)
		}
	}
	linter := read(t, ".golangci.yml")
	for _, dir := range packages(t) {
		if !slices.Contains(folders, dir) {
			t.Errorf("%s is not drawn", dir)
		}
		name := strings.Split(dir, "/")[1]
		if !strings.Contains(linter, `- "**/internal/`+name+`/**"`) {
			t.Errorf("no depguard rule in .golangci.yml is for internal/%s", name)
		}
	}
}

// A tool's dependencies are no business of the provider's.
func TestToolsAreModules(t *testing.T) {
	t.Parallel()
	tools, err := os.ReadDir(filepath.Join(root, "tools"))
	if err != nil {
		t.Fatal(err)
	}
	for _, tool := range tools {
		if _, err := os.Stat(filepath.Join(root, "tools", tool.Name(), "run.sh")); err == nil {
			continue // not Go: it is run by hand, with what it downloads
		}
		if _, err := os.Stat(filepath.Join(root, "tools", tool.Name(), "go.mod")); err != nil {
			t.Errorf("tools/%s is not a separate module: %s", tool.Name(), err)
		}
	}
}

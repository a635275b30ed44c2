package docs_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// ofTheRun are the summaries of warnings that are about no one resource, so that a
// CLI may merge them.
var ofTheRun = []string{
	"Costs are estimated from older prices",
	"Costs cannot be compared yet",
	"Costs cannot be estimated yet",
	"Some account attributes are not available",
	"The balance does not cover one hour",
}

// TestWarningsNameTheirResource: a CLI shows one of several warnings with the same
// summary, so each has the name of its resource in it.
func TestWarningsNameTheirResource(t *testing.T) {
	t.Parallel()
	summaryAt := map[string]int{"AddWarning": 0, "AddAttributeWarning": 1, "NewWarningDiagnostic": 0, "NewAttributeWarningDiagnostic": 1, "AddWarnings": 2}
	found := 0
	for _, folder := range []string{"container", "legacy", "pricing", "provider", "service", "tfkit"} {
		err := filepath.WalkDir(filepath.Join(root, "internal", folder), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				function, ok := call.Fun.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				at, warns := summaryAt[function.Sel.Name]
				if !warns {
					return true
				}
				found++
				if text, ok := constant(call.Args[at]); ok && !slices.Contains(ofTheRun, text) {
					t.Errorf("%s: every %q is merged into one: name the resource in the summary, with tfkit.Naming", set.Position(call.Pos()), text)
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if found < 10 {
		t.Errorf("only %d warnings found", found)
	}
}

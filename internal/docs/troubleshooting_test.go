package docs_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var quotedHeading = regexp.MustCompile("(?m)^### `(.+)`$")

// TestTroubleshootingQuotesTheCode finds every text that the guide explains in
// what the provider says.
func TestTroubleshootingQuotesTheCode(t *testing.T) {
	t.Parallel()
	said := stringsOfTheCode(t)
	headings := quotedHeading.FindAllStringSubmatch(read(t, "templates/guides/troubleshooting.md"), -1)
	if len(headings) < 20 {
		t.Fatalf("only %d headings with texts", len(headings))
	}
	for _, heading := range headings {
		for fragment := range strings.SplitSeq(heading[1], "...") {
			fragment = strings.Trim(fragment, ` "`)
			if !slices.ContainsFunc(said, func(text string) bool { return strings.Contains(text, fragment) }) {
				t.Errorf("%q: the provider never says %q", heading[1], fragment)
			}
		}
	}
}

// stringsOfTheCode are all string literals of the provider, put together where
// the code does so.
func stringsOfTheCode(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, folder := range []string{"account", "container", "cost", "pricing", "provider", "runpod", "service", "tfkit"} {
		err := filepath.WalkDir(filepath.Join(root, "internal", folder), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if expression, ok := n.(ast.Expr); ok {
					if text, ok := constant(expression); ok {
						all = append(all, text)
						return false
					}
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// constant is the text of a literal, or of a sum of literals.
func constant(expression ast.Expr) (string, bool) {
	switch e := expression.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil && e.Kind == token.STRING
	case *ast.BinaryExpr:
		left, ok := constant(e.X)
		right, also := constant(e.Y)
		return left + right, ok && also && e.Op == token.ADD
	}
	return "", false
}

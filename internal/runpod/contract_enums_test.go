package runpod

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Every string enum of the document has a Go type with just its values.
func TestContractEnums(t *testing.T) {
	t.Parallel()
	doc := loadDocument(t)
	consts := stringConstants(t)
	elsewhere := map[string]string{
		"CpuProduct":     "Product",
		"GpuCloudFilter": "Cloud",
	}
	leftOut := []string{
		"SandboxState",    // of an operation that the client does not have
		"TagResourceType", // not yet
	}
	for name, s := range doc.Components.Schemas {
		if len(s.Enum) == 0 || slices.Contains(leftOut, name) {
			continue
		}
		goName := strings.NewReplacer("Gpu", "GPU", "Cpu", "CPU").Replace(name)
		subset := false
		if other, ok := elsewhere[name]; ok {
			goName, subset = other, true
		}
		got := consts[goName]
		for _, value := range s.Enum {
			if !slices.Contains(got, value) {
				t.Errorf("%s has no constant for %s", goName, value)
			}
		}
		if !subset && len(got) != len(s.Enum) {
			t.Errorf("%s has the values %q, want %q", goName, got, s.Enum)
		}
	}
}

// stringConstants are the values of the package's typed string constants.
func stringConstants(t *testing.T) map[string][]string {
	t.Helper()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]string{}
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".go") || strings.HasSuffix(entry.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), entry.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) != 1 {
				return true
			}
			typ, isNamed := spec.Type.(*ast.Ident)
			literal, isLiteral := spec.Values[0].(*ast.BasicLit)
			if isNamed && isLiteral && literal.Kind == token.STRING {
				value, err := strconv.Unquote(literal.Value)
				if err != nil {
					t.Fatal(err)
				}
				out[typ.Name] = append(out[typ.Name], value)
			}
			return true
		})
	}
	return out
}

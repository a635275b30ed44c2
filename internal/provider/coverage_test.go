package provider_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/pb33f/libopenapi"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// coverageRow is one line of the guide's table.
var coverageRow = regexp.MustCompile("(?m)^\\| `([A-Za-z]+)` \\| `([A-Z]+) (/[^`]+)` \\| (.+) \\|$")

// coverage reads the guide's table: what it says of each operation, by id.
func coverage(t *testing.T) (uses, requests map[string]string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "templates", "guides", "api-coverage.md"))
	if err != nil {
		t.Fatal(err)
	}
	uses, requests = map[string]string{}, map[string]string{}
	for _, row := range coverageRow.FindAllStringSubmatch(string(text), -1) {
		if _, twice := uses[row[1]]; twice {
			t.Errorf("%s stands twice in the table", row[1])
		}
		uses[row[1]], requests[row[1]] = row[4], row[2]+" "+row[3]
	}
	return uses, requests
}

// TestCoverageTableIsTrue holds the guide's table against the code: an operation
// is used by the services exactly when the table says so, and everything that
// the table names exists.
func TestCoverageTableIsTrue(t *testing.T) {
	t.Parallel()
	uses, _ := coverage(t)
	methods := map[string]string{} // Go name by lower case
	for method := range reflect.TypeFor[*runpod.Client]().Methods() {
		methods[strings.ToLower(method.Name)] = method.Name
	}
	if len(uses) != len(methods) {
		t.Errorf("%d operations in the table, %d in the client", len(uses), len(methods))
	}
	called := calledMethods(t)
	resp := schemas(t)
	named := regexp.MustCompile("`(data\\.)?(runpod_[a-z_]+)`")
	for id, use := range uses {
		method, ok := methods[strings.ToLower(id)]
		if !ok {
			t.Errorf("the client has no %s", id)
			continue
		}
		if unused := strings.HasPrefix(use, "not used: "); unused == called[method] {
			t.Errorf("%s: the table says %q, and the services call it: %t", id, use, called[method])
		}
		for _, name := range named.FindAllStringSubmatch(use, -1) {
			_, isResource := resp.ResourceSchemas[name[2]]
			_, isData := resp.DataSourceSchemas[name[2]]
			_, isAction := resp.ActionSchemas[name[2]]
			if (name[1] == "" && !isResource && !isAction) || (name[1] != "" && !isData) {
				t.Errorf("%s: there is no %s%s", id, name[1], name[2])
			}
		}
	}
}

// leftOut are paths of the additions to RunPod's document that nothing here speaks to.
var leftOut = regexp.MustCompile(`^/v2/(organization|audit-logs|sandboxes|tags|cost-centers|global-volumes)(/|$)`)

// TestCoverageTableIsComplete holds the guide's table against RunPod's document and the
// additions to it.
func TestCoverageTableIsComplete(t *testing.T) {
	t.Parallel()
	path := os.Getenv(acctest.OpenAPIVariable)
	if path == "" {
		t.Skipf("%s is not set", acctest.OpenAPIVariable)
	}
	text, err := acctest.ReadDocuments(path)
	if err != nil {
		t.Fatal(err)
	}
	document, err := libopenapi.NewDocument(text)
	if err != nil {
		t.Fatal(err)
	}
	model, err := document.BuildV3Model()
	if err != nil {
		t.Fatal(err)
	}
	_, requests := coverage(t)
	operations := 0
	for path, item := range model.Model.Paths.PathItems.FromOldest() {
		if leftOut.MatchString(path) {
			continue
		}
		for method, operation := range item.GetOperations().FromOldest() {
			operations++
			want := strings.ToUpper(method) + " " + path
			if got := requests[operation.OperationId]; got != want {
				t.Errorf("%s: the table says %q, the document %q", operation.OperationId, got, want)
			}
		}
	}
	if operations != len(requests) {
		t.Errorf("%d operations in the table, %d in the document", len(requests), operations)
	}
}

// calledMethods are the names of all methods that the services and what they
// share call or pass on.
func calledMethods(t *testing.T) map[string]bool {
	t.Helper()
	called := map[string]bool{}
	for _, folder := range []string{"service", "tfkit"} {
		err := filepath.WalkDir(filepath.Join(root, "internal", folder), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if selector, ok := n.(*ast.SelectorExpr); ok {
					called[selector.Sel.Name] = true
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return called
}

package provider_test

import (
	"errors"
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

// coverage reads the guide's table: what it says of each operation, by ID.
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
	covered := map[string]bool{} // by method
	called := calledMethods(t)
	resp := schemas(t)
	named := regexp.MustCompile("`(data\\.)?(runpod_[a-z_]+)`")
	exists := func(name []string) bool {
		_, isResource := resp.ResourceSchemas[name[2]]
		_, isData := resp.DataSourceSchemas[name[2]]
		_, isAction := resp.ActionSchemas[name[2]]
		return isData && name[1] != "" || name[1] == "" && (isResource || isAction)
	}
	for id, use := range uses {
		method, ok := methods[strings.ToLower(id)]
		covered[method] = true
		if strings.HasPrefix(use, "not covered: ") {
			if ok {
				t.Errorf("%s: the table says %q, and the client has it", id, use)
			}
			continue
		}
		names := named.FindAllStringSubmatch(use, -1)
		unused := strings.HasPrefix(use, "not used: ")
		if !ok {
			t.Errorf("the client has no %s", id)
			continue
		}
		if unused == called[method] {
			t.Errorf("%s: the table says %q, and the services call it: %t", id, use, called[method])
		}
		for _, name := range names {
			if !exists(name) {
				t.Errorf("%s: there is no %s%s", id, name[1], name[2])
			}
		}
	}
	for _, method := range methods {
		if !covered[method] {
			t.Errorf("the table has no %s", method)
		}
	}
}

// TestCoverageTableIsComplete holds the guide's tables against Runpod's document, and against the one of what came
// since, where there is one.
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
	operations, since := 0, false
	for path, item := range model.Model.Paths.PathItems.FromOldest() {
		for method, operation := range item.GetOperations().FromOldest() {
			operations++
			since = since || runpod.GroupOf(strings.TrimPrefix(path, "/v2")) != ""
			want := strings.ToUpper(method) + " " + path
			if got := requests[operation.OperationId]; got != want {
				t.Errorf("%s: the table says %q, the document %q", operation.OperationId, got, want)
			}
		}
	}
	if since && operations != len(requests) {
		t.Errorf("%d operations in the table, %d in the document", len(requests), operations)
	}
}

// calledMethods are the names of all methods that the services and what they
// share call or pass on.
func calledMethods(t *testing.T) map[string]bool {
	t.Helper()
	called := map[string]bool{}
	for _, folder := range []string{"service", "tfkit", "account", "pricing", "labels"} {
		if _, err := os.Stat(filepath.Join(root, "internal", folder)); errors.Is(err, fs.ErrNotExist) {
			continue
		}
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

package docs_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/provider"
)

// generated are the pages of docs/, by path below it.
func generated(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, "docs", "*", "*.md"))
	if err != nil || len(files) < 40 {
		t.Fatalf("%d pages in docs/: %v", len(files), err)
	}
	texts := map[string]string{"index.md": read(t, "docs/index.md")}
	for _, file := range files {
		path, _ := filepath.Rel(filepath.Join(root, "docs"), file)
		texts[filepath.ToSlash(path)] = read(t, filepath.Join("docs", path))
	}
	return texts
}

// TestEveryPageHasASubcategory keeps the registry's menu in groups: guides have
// one of their own.
func TestEveryPageHasASubcategory(t *testing.T) {
	t.Parallel()
	for path, text := range generated(t) {
		guide := path == "index.md" || strings.HasPrefix(path, "guides/")
		if !guide && !regexp.MustCompile(`(?m)^subcategory: "[A-Z][A-Za-z ]+"$`).MatchString(text) {
			t.Errorf("%s has no subcategory", path)
		}
	}
}

// schemasOf are the schemas of the provider.
func schemasOf(t *testing.T) *tfprotov6.GetProviderSchemaResponse {
	t.Helper()
	server, err := acctest.Factories(provider.Options{Version: "test"})["runpod"]()
	if err != nil {
		t.Fatal(err)
	}
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	return schemas
}

var (
	namedType     = regexp.MustCompile(`(data\.|data ")?(runpod_[a-z_]+)`)
	namedFunction = regexp.MustCompile(`provider::runpod::([a-z_]+)`)
)

// TestNamedThingsExist finds what the pages name by its type, and in the README
// every resource and function.
func TestNamedThingsExist(t *testing.T) {
	t.Parallel()
	schemas := schemasOf(t)
	for _, p := range append(pages(t), page{path: "CHANGELOG.md"}) {
		if strings.Contains(p.path, "/migrate-") || strings.Contains(p.path, "/api-coverage") { // names of older providers; a test of the provider's
			continue
		}
		for _, name := range namedType.FindAllStringSubmatch(read(t, p.path), -1) {
			_, isResource := schemas.ResourceSchemas[name[2]]
			_, isData := schemas.DataSourceSchemas[name[2]]
			_, isAction := schemas.ActionSchemas[name[2]]
			if !isData && (name[1] != "" || (!isResource && !isAction)) {
				t.Errorf("%s: there is no %s", p.path, name[0])
			}
		}
		for _, name := range namedFunction.FindAllStringSubmatch(read(t, p.path), -1) {
			if schemas.Functions[name[1]] == nil {
				t.Errorf("%s: there is no %s", p.path, name[0])
			}
		}
	}
	readme := read(t, "README.md")
	for name := range schemas.ResourceSchemas {
		if !strings.Contains(readme, "`"+name+"`") {
			t.Errorf("README.md does not name %s", name)
		}
	}
	for name := range schemas.Functions {
		if !strings.Contains(readme, "`"+name+"`") {
			t.Errorf("README.md does not name the function %s", name)
		}
	}
}

// TestPagesSayWhatAChangeDoes finds every attribute that can be set in the
// section on changes, and every form of import.
func TestPagesSayWhatAChangeDoes(t *testing.T) {
	t.Parallel()
	schemas := schemasOf(t)
	texts := generated(t)
	for name, schema := range schemas.ResourceSchemas {
		path := "resources/" + strings.TrimPrefix(name, "runpod_") + ".md"
		_, section, found := strings.Cut(texts[path], "## What a change does\n")
		if !found {
			t.Errorf("%s does not say what a change does", path)
			continue
		}
		section, _, _ = strings.Cut(section, "\n## ")
		attributes := []string{}
		for _, a := range schema.Block.Attributes {
			if a.Required || a.Optional {
				attributes = append(attributes, a.Name)
			}
		}
		for _, b := range schema.Block.BlockTypes {
			attributes = append(attributes, b.TypeName)
		}
		slices.Sort(attributes)
		for _, attribute := range attributes {
			if !regexp.MustCompile("`" + attribute + "[`.,]").MatchString(section) {
				t.Errorf("%s does not say what a change of `%s` does", path, attribute)
			}
		}
		for _, form := range []string{"terraform import " + name, "\n  id = ", "\n  identity = {"} {
			if !strings.Contains(texts[path], form) {
				t.Errorf("%s does not show an import with %q", path, form)
			}
		}
	}
}

var (
	headings        = regexp.MustCompile(`(?m)^## (.+)$`)
	codeBlock       = regexp.MustCompile("(?ms)^```.*?^```$")
	importedAddress = regexp.MustCompile(`(?m)^(?:terraform import| {2}to =) (runpod_[a-z_.]+)`)
)

// TestPagesOfResources holds every page of a resource to one layout: what its schema says
// is not said again, and what bills has its costs.
func TestPagesOfResources(t *testing.T) {
	t.Parallel()
	for path, text := range generated(t) {
		if !strings.HasPrefix(path, "resources/") {
			continue
		}
		want := []string{"Example Usage", "Schema", "What a change does", "Import"}
		if strings.Contains(text, "\n- `estimated_cost` ") {
			want = slices.Insert(want, 3, "Costs")
		}
		got := []string{}
		for _, heading := range headings.FindAllStringSubmatch(codeBlock.ReplaceAllString(text, ""), -1) {
			got = append(got, heading[1])
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s has the sections %q, want %q", path, got, want)
		}
		if _, section, _ := strings.Cut(text, "\n## What a change does\n"); !strings.HasPrefix(section, "\n| change | effect | cost |\n") {
			t.Errorf("%s does not begin %q with its table", path, "What a change does")
		}
		_, example, _ := strings.Cut(text, "\n## Example Usage\n")
		example, _, _ = strings.Cut(example, "\n## ")
		for _, address := range importedAddress.FindAllStringSubmatch(text, -1) {
			kind, name, _ := strings.Cut(address[1], ".")
			if !strings.Contains(example, `resource "`+kind+`" "`+name+`" {`) {
				t.Errorf("%s imports %s, which its example does not declare", path, address[1])
			}
		}
	}
}

// TestDescriptionsAreShort bounds what an editor shows of an attribute, and the
// introduction of a page.
func TestDescriptionsAreShort(t *testing.T) {
	t.Parallel()
	described := 0
	var walk func(at string, attributes []*tfprotov6.SchemaAttribute)
	walk = func(at string, attributes []*tfprotov6.SchemaAttribute) {
		for _, a := range attributes {
			described++
			if words := len(strings.Fields(a.Description)); words > longestDescription {
				t.Errorf("%s.%s is described in %d words, and at most %d are read: the rest belongs into a guide", at, a.Name, words, longestDescription)
			}
			if a.NestedType != nil {
				walk(at+"."+a.Name, a.NestedType.Attributes)
			}
		}
	}
	schemas := schemasOf(t)
	all := map[string]*tfprotov6.Schema{"provider": schemas.Provider}
	maps.Copy(all, schemas.ResourceSchemas)
	for name, schema := range schemas.DataSourceSchemas {
		all["data."+name] = schema
	}
	for name, schema := range schemas.ListResourceSchemas {
		all["list."+name] = schema
	}
	for name, action := range schemas.ActionSchemas {
		all["action."+name] = action.Schema
	}
	for name, schema := range all {
		if words := len(strings.Fields(schema.Block.Description)); words > longestDescription {
			t.Errorf("%s is introduced in %d words, and at most %d are read", name, words, longestDescription)
		}
		walk(name, schema.Block.Attributes)
		for _, block := range schema.Block.BlockTypes {
			walk(name+"."+block.TypeName, block.Block.Attributes)
		}
	}
	if described < 500 {
		t.Errorf("only %d attributes found", described)
	}
}

// longestDescription is in words.
const longestDescription = 42

var link = regexp.MustCompile(`\]\(([^)\s]+)\)`)

// TestLinksLeadSomewhere follows the links between pages, to their headings too,
// and those to files of the project.
func TestLinksLeadSomewhere(t *testing.T) {
	t.Parallel()
	pages := generated(t)
	for path, text := range pages {
		for _, to := range link.FindAllStringSubmatch(text, -1) {
			target, heading, _ := strings.Cut(to[1], "#")
			const raw = "https://raw.githubusercontent.com/runpod-iac/terraform-provider-runpod/main/"
			if file, ours := strings.CutPrefix(target, raw); ours {
				if _, err := os.Stat(filepath.Join(root, file)); err != nil {
					t.Errorf("%s: %s: %s", path, to[1], err)
				}
				continue
			}
			if strings.Contains(target, "://") {
				continue
			}
			page := path
			if target != "" {
				page = filepath.Join(filepath.Dir(path), target) + ".md"
			}
			if there, ok := pages[page]; !ok {
				t.Errorf("%s: %s leads nowhere", path, to[1])
			} else if heading != "" && !hasHeading(there, heading) {
				t.Errorf("%s: %s: no such heading", path, to[1])
			}
		}
	}
	for _, path := range []string{"README.md", "CONTRIBUTING.md", "PERFORMANCE.md", "SECURITY.md", "SUPPORT.md", "CODE_OF_CONDUCT.md", "CHANGELOG.md"} {
		for _, to := range link.FindAllStringSubmatch(read(t, path), -1) {
			target, _, _ := strings.Cut(to[1], "#")
			if strings.Contains(target, "://") || target == "" {
				continue
			}
			if _, err := os.Stat(filepath.Join(root, target)); err != nil {
				t.Errorf("%s: %s: %s", path, to[1], err)
			}
		}
	}
}

// hasHeading compares as the registry and GitHub make anchors of headings.
func hasHeading(text, anchor string) bool {
	if strings.Contains(text, `<a id="`+anchor+`"></a>`) {
		return true
	}
	for _, heading := range regexp.MustCompile(`(?m)^#+ (.+)$`).FindAllStringSubmatch(text, -1) {
		plain := regexp.MustCompile(`[^a-z0-9 _-]`).ReplaceAllString(strings.ToLower(heading[1]), "")
		if strings.ReplaceAll(plain, " ", "-") == anchor {
			return true
		}
	}
	return false
}

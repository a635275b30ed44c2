package docs_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const recipesFolder = "examples/recipes"

// recipes are the folders of the recipes, below root.
func recipes(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(root, recipesFolder))
	if err != nil {
		t.Fatal(err)
	}
	var folders []string
	for _, entry := range entries {
		folders = append(folders, recipesFolder+"/"+entry.Name())
	}
	if len(folders) < 7 {
		t.Fatalf("only %d recipes", len(folders))
	}
	return folders
}

func (p page) isRecipe() bool { return strings.HasPrefix(p.path, recipesFolder+"/") }

// configurationOf is the text of all files of a recipe's configuration.
func configurationOf(t *testing.T, recipe string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, recipe, "*.tf"))
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for _, file := range files {
		text.WriteString(read(t, strings.TrimPrefix(file, root+"/")) + "\n")
	}
	return text.String()
}

// needs skips the test of a recipe that the CLI is too old for.
func needs(t *testing.T, p page) {
	t.Helper()
	if !p.isRecipe() {
		return
	}
	if feature := lacking(t, configurationOf(t, filepath.Dir(p.path))); feature != "" {
		t.Skipf("the CLI has no %s", feature)
	}
}

var outputBlock = regexp.MustCompile(`(?ms)^output "([a-z_]+)" \{(.*?)^\}`)

// TestRecipesAreWhole: each has the same files, can be applied as it is, and says what it costs.
func TestRecipesAreWhole(t *testing.T) {
	t.Parallel()
	for _, recipe := range recipes(t) {
		for _, file := range []string{"main.tf", "variables.tf", "outputs.tf", "README.md"} {
			if _, err := os.Stat(filepath.Join(root, recipe, file)); err != nil {
				t.Errorf("%s has no %s", recipe, file)
			}
		}
		text := configurationOf(t, recipe)
		for _, want := range []string{`version = "~> 0.1"`, "usage = {", "provider \"runpod\" {"} {
			if !strings.Contains(strings.ReplaceAll(text, "usage = local.traffic", "usage = {"), want) {
				t.Errorf("%s has no %s", recipe, want)
			}
		}
		for _, v := range variable.FindAllStringSubmatch(text, -1) {
			for _, want := range []string{"description = ", "type ", "default "} {
				if !strings.Contains(v[2], "\n  "+want) {
					t.Errorf("%s: variable %s has no %s", recipe, v[1], want)
				}
			}
		}
		for _, o := range outputBlock.FindAllStringSubmatch(text, -1) {
			if !strings.Contains(o[2], "\n  description = ") {
				t.Errorf("%s: output %s has no description", recipe, o[1])
			}
		}
		readme := read(t, recipe+"/README.md")
		for _, want := range []string{"\n## Try it without an account\n", "\nrunpod sandbox -- terraform apply", "\n## What it costs", "<!-- test: plan " + recipe + " -->"} {
			if !strings.Contains(readme, want) {
				t.Errorf("%s/README.md has no %q", recipe, want)
			}
		}
	}
}

var (
	monthlySum  = regexp.MustCompile(`(?m)^ +total +(\$[0-9,.]+)$`)
	monthlyCost = regexp.MustCompile(`(?m)^ {2}\+ cost += "(\$[0-9,.]+)/mo: `)
	waiting     = regexp.MustCompile(`(?m)^ {2}\+ wait += "(.+)"$`)
)

// TestRecipesGuide: the guide lists every recipe with the figures that its README shows, which are held against its plan.
func TestRecipesGuide(t *testing.T) {
	t.Parallel()
	guide, readme := read(t, "templates/guides/recipes.md"), read(t, "README.md")
	for _, recipe := range recipes(t) {
		blocks, err := parse(recipe+"/README.md", read(t, recipe+"/README.md"))
		if err != nil {
			t.Fatal(err)
		}
		plan := blocks[slices.IndexFunc(blocks, func(b block) bool { return b.verb == "plan" && b.argument == recipe })].text
		found := monthlySum.FindStringSubmatch(plan)
		if found == nil {
			found = monthlyCost.FindStringSubmatch(plan)
		}
		if found == nil {
			t.Errorf("%s/README.md shows no cost of a month", recipe)
			continue
		}
		wait := "no requests"
		if w := waiting.FindStringSubmatch(plan); w != nil {
			wait = w[1]
		}
		name := filepath.Base(recipe)
		row := regexp.MustCompile(fmt.Sprintf(`(?m)^\| \[%s\]\(https://github\.com/runpod-iac/terraform-provider-runpod/tree/main/%s\) \| [^|]+ \| %s \| %s \|$`,
			"`"+name+"`", recipe, regexp.QuoteMeta(found[1]), regexp.QuoteMeta(wait)))
		if !row.MatchString(guide) {
			t.Errorf("the guide has no row for %s with %s and %q", name, found[1], wait)
		}
	}
	if !strings.Contains(readme, "(docs/guides/recipes.md)") {
		t.Error("README.md does not lead to the recipes")
	}
}

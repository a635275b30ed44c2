package provider_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/config"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

// settingsBlocks are what an example says of its provider: each test has its own.
var settingsBlocks = regexp.MustCompile(`(?ms)^(terraform|provider "runpod") \{(\}|.*?^\})\n`)

// openVariable is a variable that has to be given.
var openVariable = regexp.MustCompile(`(?m)^variable "(\w+)" \{\n((?: {2}.*\n)*)\}`)

// given are values for the variables of a configuration that have no default. One that keeps a secret has none: a default is
// stored in every plan file, with the rest of the configuration.
func given(t *testing.T, text string) config.Variables {
	values := config.Variables{}
	for _, variable := range openVariable.FindAllStringSubmatch(text, -1) {
		name, body := variable[1], variable[2]
		if !strings.Contains(body, "  default ") {
			values[name] = config.StringVariable("of-the-test")
		} else if strings.Contains(body, "  ephemeral ") {
			t.Errorf("variable %s is ephemeral, and its default is in every plan file", name)
		}
	}
	return values
}

var actionBlock = regexp.MustCompile(`(?m)^action "`)

// TestAccExamples plans and applies every example there is, and destroys it.
func TestAccExamples(t *testing.T) {
	t.Parallel()
	examples := filepath.Join(root, "examples")
	configurations := map[string]string{} // by folder
	err := filepath.WalkDir(examples, func(path string, entry fs.DirEntry, err error) error {
		if entry != nil && entry.IsDir() && entry.Name() == "recipes" {
			return fs.SkipDir // whole configurations with settings of their own: TestAccRecipes
		}
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".tf" || strings.HasPrefix(entry.Name(), "import-") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		folder, err := filepath.Rel(examples, filepath.Dir(path))
		configurations[folder] += string(text) + "\n"
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(configurations) < 8 {
		t.Fatalf("only %d examples found below %s", len(configurations), examples)
	}
	for name, text := range configurations {
		if name == "provider" { // nothing in it but settings
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.NeedsIn(t, text)
			if strings.Contains(text, "provider::") {
				acctest.Need(t, acctest.FeatureFunctions)
			}
			if strings.Contains(text, "_wo ") {
				acctest.Need(t, acctest.FeatureWriteOnly)
			}
			if actionBlock.MatchString(text) {
				acctest.Need(t, acctest.FeatureActions)
			}
			env := acctest.New(t)
			env.Run(resource.TestStep{
				Config:           env.Config(settingsBlocks.ReplaceAllString(text, "")),
				ConfigVariables:  given(t, text),
				ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: acctest.EmptyPlan()},
			})
		})
	}
}

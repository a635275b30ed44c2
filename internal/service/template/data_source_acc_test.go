package template_test

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

func TestAccTemplateDataSource(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	lookUp := config(full...) + `
data "runpod_template" "id" { id = runpod_template.test.id }

data "runpod_template" "name" {
  name       = "jupyter"
  depends_on = [runpod_template.test]
}

output "same" {
  value = data.runpod_template.id == data.runpod_template.name
}
`
	by := "data.runpod_template.id"
	env.Run(
		resource.TestStep{
			Config:           env.Config(lookUp),
			ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: acctest.EmptyPlan()},
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownOutputValue("same", knownvalue.Bool(true)),
				statecheck.CompareValuePairs(by, tfjsonpath.New("id"), address, tfjsonpath.New("id"), equal{}),
				statecheck.ExpectKnownValue(by, tfjsonpath.New("image"), knownvalue.StringExact("acme/jupyter:1")),
				statecheck.ExpectKnownValue(by, tfjsonpath.New("container_disk_gb"), knownvalue.Int64Exact(40)),
				statecheck.ExpectKnownValue(by, tfjsonpath.New("volume_disk").AtMapKey("size_gb"), knownvalue.Int64Exact(100)),
				statecheck.ExpectKnownValue(by, tfjsonpath.New("entrypoint"), knownvalue.ListExact([]knownvalue.Check{knownvalue.StringExact("tini"), knownvalue.StringExact("--")})),
				statecheck.ExpectKnownValue(by, tfjsonpath.New("env"), knownvalue.MapSizeExact(2)),
				statecheck.ExpectKnownValue(by, tfjsonpath.New("start_ssh"), knownvalue.Bool(false)),
				statecheck.ExpectKnownValue(by, tfjsonpath.New("category"), knownvalue.StringExact("CPU")),
				statecheck.ExpectKnownValue(by, tfjsonpath.New("allowed_cuda_versions"), knownvalue.SetSizeExact(1)),
			},
		},
	)
}

// equal compares two values of different resources.
type equal struct{}

func (equal) CompareValues(values ...any) error {
	for _, v := range values[1:] {
		if v != values[0] {
			return fmt.Errorf("%v is not %v", v, values[0])
		}
	}
	return nil
}

// stored is a template that already exists on the account.
func stored(name string) runpod.Template {
	return runpod.Template{Name: name, Container: runpod.Container{Image: "acme/app:1", Disk: 20}}
}

func TestAccTemplateDataSource_errors(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	first := env.Account.AddTemplate(stored("twin"))
	second := env.Account.AddTemplate(stored("twin"))
	look := func(lines string) string { return env.Config("data \"runpod_template\" \"x\" {\n" + lines + "\n}\n") }
	env.Run(
		resource.TestStep{Config: look(`name = "twin"`), ExpectError: regexp.MustCompile(`(?s)Ambiguous name.*` + first + `,\s+` + second)},
		resource.TestStep{Config: look(`name = "Twin"`), ExpectError: regexp.MustCompile(`(?s)Unknown template.*"Twin"`)},
		resource.TestStep{Config: look(`name = "Runpod Pytorch 2.8.0"`), ExpectError: regexp.MustCompile(`(?s)Unknown template.*"Runpod\s+Pytorch`)},
		resource.TestStep{Config: look(``), ExpectError: regexp.MustCompile(`Missing id or name`)},
		resource.TestStep{Config: look("id = \"" + first + "\"\nname = \"twin\""), ExpectError: regexp.MustCompile(`Conflicting id and name`)},
		resource.TestStep{
			PreConfig: func() {
				env.Account.RemoveTemplate(first)
				env.Account.RemoveTemplate(second)
			},
			Config:      look(`id = "` + first + `"`),
			ExpectError: regexp.MustCompile(`Unknown template`),
		},
	)
}

// TestAccTemplateDataSource_public: Runpod shows a public template of somebody else to
// those who know its ID.
func TestAccTemplateDataSource_public(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Run(resource.TestStep{
		Config: env.Config("data \"runpod_template\" \"x\" { id = \"runpod-torch-v280\" }\n"),
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue("data.runpod_template.x", tfjsonpath.New("name"), knownvalue.StringExact("Runpod Pytorch 2.8.0")),
			statecheck.ExpectKnownValue("data.runpod_template.x", tfjsonpath.New("public"), knownvalue.Bool(true)),
		},
	})
}

// TestAccTemplatesDataSource has more templates than Runpod puts on a page.
func TestAccTemplatesDataSource(t *testing.T) {
	t.Parallel()
	const many = 1001
	env := acctest.New(t)
	var ids []string
	for i := range many {
		ids = append(ids, env.Account.AddTemplate(stored(fmt.Sprint("t", i))))
	}
	env.Run(
		resource.TestStep{
			Config: env.Config(`
data "runpod_templates" "all" {}

output "count" { value = length(data.runpod_templates.all.templates) }
output "last" { value = data.runpod_templates.all.templates[1000].id }
`),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownOutputValue("count", knownvalue.Int64Exact(many)),
				statecheck.ExpectKnownOutputValue("last", knownvalue.StringExact(ids[many-1])),
			},
		},
		resource.TestStep{
			PreConfig: func() {
				for _, id := range ids {
					env.Account.RemoveTemplate(id)
				}
			},
			Config:            env.Config(`data "runpod_templates" "all" {}`),
			ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownValue("data.runpod_templates.all", tfjsonpath.New("templates"), knownvalue.ListExact([]knownvalue.Check{}))},
		},
	)
}

func TestAccPublicTemplatesDataSource(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Run(
		resource.TestStep{Config: env.Config(`data "runpod_public_templates" "x" { source = "mine" }`), ExpectError: regexp.MustCompile(`(?s)source.*"verified"`)},
		resource.TestStep{
			Config: env.Config(config(`public = true`) + `
data "runpod_public_templates" "default" {}
data "runpod_public_templates" "verified" { source = "verified" }
data "runpod_public_templates" "community" {
  source     = "community"
  depends_on = [runpod_template.test]
}

locals {
  names = { for source, found in {
    default   = data.runpod_public_templates.default
    verified  = data.runpod_public_templates.verified
    community = data.runpod_public_templates.community
  } : source => [for t in found.templates : t.name] }
}

output "official" { value = contains(local.names.default, "Runpod Pytorch 2.8.0") && data.runpod_public_templates.default.source == "official" }
output "verified" { value = contains(local.names.verified, "ComfyUI") && !contains(local.names.default, "ComfyUI") }
output "own" { value = contains(local.names.community, "jupyter") }
`),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownOutputValue("official", knownvalue.Bool(true)),
				statecheck.ExpectKnownOutputValue("verified", knownvalue.Bool(true)),
				statecheck.ExpectKnownOutputValue("own", knownvalue.Bool(true)),
			},
		},
	)
}

// TestAccTemplate_lostAnswer: the template that Runpod made anyway is taken
// into the state, and not made again.
func TestAccTemplate_lostAnswer(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Account.Inject(sandbox.Fault{Kind: sandbox.FaultDropAfter, Method: "POST", PathPrefix: "/templates", Times: 1})
	env.Run(resource.TestStep{
		Config:           env.Config(config()),
		ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: acctest.EmptyPlan()},
		Check: func(*terraform.State) error {
			only(t, env)
			return nil
		},
	})
}

// TestAccTemplate_mountsMissing: Runpod may leave them out where there are none.
func TestAccTemplate_mountsMissing(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Account.Inject(sandbox.Fault{Kind: sandbox.FaultNoMounts, PathPrefix: "/templates"})
	env.Run(resource.TestStep{Config: env.Config(config()), ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: acctest.EmptyPlan()}})
}

package acctest_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

// sameAgain applies a configuration, plans it empty, and destroys it with the test.
func sameAgain(t *testing.T, env *acctest.Env, configs ...string) {
	t.Helper()
	var steps []resource.TestStep
	for _, config := range configs {
		steps = append(steps, resource.TestStep{
			Config: env.Config(config), ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
		})
	}
	// What the samples refer to is on the account before and after.
	resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: env.Factories(), Steps: steps})
}

// TestAccUnknownValues feeds every attribute of every kind from a variable, which
// Terraform validates as not known although it has a default, and from what only the
// apply knows.
func TestAccUnknownValues(t *testing.T) {
	t.Parallel()
	acctest.Need(t, acctest.FeatureWriteOnly)
	sources := map[string]func(b *strings.Builder, name string, config attrs) attrs{
		"variables": func(b *strings.Builder, name string, config attrs) attrs {
			return each(config, func(attribute string, v any) any {
				fmt.Fprintf(b, "variable %q { default = %s }\n", name+"_"+attribute, hcl(v))
				return expression("var." + name + "_" + attribute)
			})
		},
		"outputs": func(b *strings.Builder, name string, config attrs) attrs {
			fmt.Fprintf(b, "resource \"terraform_data\" %q { input = %s }\n", name, hcl(config))
			return each(config, func(attribute string, _ any) any {
				return expression("terraform_data." + name + ".output." + attribute)
			})
		},
	}
	for how, from := range sources {
		for _, object := range creatables() {
			t.Run(how+" "+object.resource, func(t *testing.T) {
				t.Parallel()
				env := acctest.New(t)
				var b strings.Builder
				for n, config := range samples(object.resource, newSampleIDs(t, env)) {
					name := fmt.Sprintf("sample_%d", n)
					b.WriteString(resourceBlock(object.resource, name, from(&b, name, unique(object.resource, config, n))))
				}
				sameAgain(t, env, b.String())
			})
		}
	}
}

// each replaces the values of attributes, those of a block one by one.
func each(config attrs, with func(attribute string, v any) any) attrs {
	out := attrs{}
	for attribute, v := range config {
		if attribute == "timeouts" { // a block stays one
			out[attribute] = v
			continue
		}
		out[attribute] = with(attribute, v)
	}
	return out
}

// unique gives a configuration a name of its own, where Runpod asks for one.
func unique(kind string, config attrs, n int) attrs {
	out := maps.Clone(config)
	switch kind {
	case "runpod_container_registry_auth", "runpod_secret", "runpod_template":
		out["name"] = fmt.Sprint(config["name"], "_", n)
	case "runpod_ssh_key":
		out["public_key"] = publicKey(100 + n)
	}
	return out
}

// TestAccChoices are the ways in which modules switch things off.
func TestAccChoices(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	sameAgain(t, env, `
variable "use_gpu" {
  type    = bool
  default = true
}
variable "off" {
  type    = string
  default = null
}
variable "none" {
  type    = list(string)
  default = []
}
resource "runpod_pod" "app" {
  count = 2
  name  = "app"
  image = "nginx:1.27"
  gpu   = (count.index == 0) == var.use_gpu ? { type_ids = ["NVIDIA L40S"] } : null
  cpu   = (count.index == 0) == var.use_gpu ? null : { flavor_id = "cpu3c", vcpu_count = 2 }
  env   = { A = "1", B = var.off }
  cmd   = var.none

  container_registry_auth_id = var.off == null ? "" : var.off
}
resource "runpod_cluster" "app" {
  name    = "app"
  type    = "RAY"
  image   = "busybox:1"
  compute = { gpu_type_id = "NVIDIA H100 80GB HBM3", gpu_count_per_pod = 1, pod_count = 2 }
  env     = { A = "1", B = var.off }
  args    = "run"
  cmd     = var.none
}
`)
}

package pod_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

func TestAccPod_template(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	template := `
resource "runpod_template" "test" {
  name              = "team"
  image             = "busybox:1"
  container_disk_gb = 30
  volume_disk       = { size_gb = 40, mount_path = "/data" }
  ports             = ["22/tcp"]
  env               = { FROM = "template" }
}
`
	pod := "resource \"runpod_pod\" \"test\" {\n  name = \"trainer\"\n  template_id = runpod_template.test.id\n  gpu = { type_ids = [\"" + a100 + "\"] }\n%s}\n"
	env.Run(
		resource.TestStep{Config: env.Config(template)},
		resource.TestStep{
			Config: env.Config(template + fmt.Sprintf(pod, "")),
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: []plancheck.PlanCheck{ // the template's disks bill, so the plan shows them
					known("image", knownvalue.StringExact("busybox:1")),
					known("container_disk_gb", knownvalue.Int64Exact(30)),
					plancheck.ExpectKnownValue(address, tfjsonpath.New("volume_disk").AtMapKey("size_gb"), knownvalue.Int64Exact(40)),
					plancheck.ExpectKnownValue(address, acctest.Cost("monthly_usd"), acctest.USD("1313.7")),
				},
				PostApplyPostRefresh: acctest.EmptyPlan(),
			},
		},
		resource.TestStep{ // a change of its own keeps what the template brought
			Config: env.Config(template + fmt.Sprintf(pod, "  env = { OWN = \"1\" }\n")),
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply:             action(plancheck.ResourceActionUpdate),
				PostApplyPostRefresh: acctest.EmptyPlan(),
			},
		},
		resource.TestStep{
			PreConfig: func() {
				if env := only(t, env).Env; env["OWN"] != "1" || env["FROM"] != "template" {
					t.Errorf("the pod's env is %v", env)
				}
			},
			Config: env.Config(template + fmt.Sprintf(pod, "  env = { OWN = \"1\" }\n")),
		},
	)
}

func TestAccPod_publicTemplate(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Run(resource.TestStep{
		Config: env.Config(`
data "runpod_public_templates" "official" {}

resource "runpod_pod" "test" {
  name        = "trainer"
  template_id = data.runpod_public_templates.official.templates[0].id
  gpu         = { type_ids = ["` + a100 + `"] }
}
`),
		ConfigPlanChecks: resource.ConfigPlanChecks{
			PreApply:             []plancheck.PlanCheck{known("image", knownvalue.NotNull())},
			PostApplyPostRefresh: acctest.EmptyPlan(),
		},
	})
}

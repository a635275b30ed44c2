package pod_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

// forEach makes one thing for each URL and each mapping of the pod.
const forEach = `
resource "terraform_data" "url" {
  for_each = runpod_pod.test.http_urls
  input    = "${each.key} ${each.value}"
}

resource "terraform_data" "mapping" {
  for_each = runpod_pod.test.port_mappings
  input    = each.value.port
}
`

// TestAccPod_portsAsKeys plans what hangs on each port before there is a pod, and
// whenever the ports change.
func TestAccPod_portsAsKeys(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	made := plancheck.ExpectResourceAction
	step := func(ports string, checks []plancheck.PlanCheck, lines ...string) resource.TestStep {
		return resource.TestStep{
			Config:           env.Config(config(append(lines, `ports = `+ports)...) + forEach),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: checks, PostApplyPostRefresh: acctest.EmptyPlan()},
		}
	}
	ready := `wait_until = "READY"`
	first := step(`["8888/http", "22/tcp"]`, []plancheck.PlanCheck{
		made(`terraform_data.url["8888"]`, plancheck.ResourceActionCreate), made(`terraform_data.mapping["22/tcp"]`, plancheck.ResourceActionCreate),
	}, ready)
	env.Run(
		first,
		step(`["8888/http", "9000/http", "22/tcp", "53/tcp"]`, []plancheck.PlanCheck{ // restarts
			made(`terraform_data.url["8888"]`, plancheck.ResourceActionNoop), made(`terraform_data.url["9000"]`, plancheck.ResourceActionCreate),
			made(`terraform_data.mapping["53/tcp"]`, plancheck.ResourceActionCreate),
		}, ready),
		step(`["9000/http", "22/tcp"]`, []plancheck.PlanCheck{
			made(`terraform_data.url["8888"]`, plancheck.ResourceActionDestroy), made(`terraform_data.mapping["53/tcp"]`, plancheck.ResourceActionDestroy),
		}, ready),
		resource.TestStep{ // stopped: nothing is mapped, and everything keeps its key
			Config:            env.Config(config(ready, `ports = ["9000/http", "22/tcp"]`, `desired_state = "STOPPED"`) + forEach),
			ConfigPlanChecks:  resource.ConfigPlanChecks{PostApplyPostRefresh: acctest.EmptyPlan()},
			ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownValue(address, tfjsonpath.New("port_mappings").AtMapKey("22/tcp").AtMapKey("port"), knownvalue.Null())},
		},
		step(`["9000/http", "22/tcp"]`, nil, ready),                    // and started again
		step(`["9000/http", "22/tcp"]`, nil, `cloud = "COMMUNITY"`),    // replaced
		step(`[]`, nil, `cloud = "COMMUNITY"`, `wait_until = "READY"`), // none at all
	)
}

// TestAccPod_portsNotKnown leaves the keys open where the ports are.
func TestAccPod_portsNotKnown(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Run(resource.TestStep{
		Config: env.Config(`
resource "terraform_data" "port" {
  input = "8888/http"
}
` + config(`ports = [terraform_data.port.output]`)),
		ConfigPlanChecks: resource.ConfigPlanChecks{
			PreApply:             []plancheck.PlanCheck{plancheck.ExpectUnknownValue(address, tfjsonpath.New("http_urls"))},
			PostApplyPostRefresh: acctest.EmptyPlan(),
		},
		ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownValue(address, tfjsonpath.New("http_urls"), knownvalue.MapSizeExact(1))},
	})
}

package pod_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

// TestAccPod_outputsOfWhatIsNotThere: outputs of addresses are null while the pod has none, instead of errors in every plan and in
// the destroy, which ends this test.
func TestAccPod_outputsOfWhatIsNotThere(t *testing.T) {
	t.Parallel()
	const outputs = `
output "direct" {
  value = runpod_pod.test.ssh.direct.command
}

output "address" {
  value = runpod_pod.test.port_mappings["22/tcp"].ip
}

output "proxy" {
  value = runpod_pod.test.ssh.proxy.command
}
`
	env := acctest.New(t)
	step := func(state string, checks ...statecheck.StateCheck) resource.TestStep {
		return resource.TestStep{
			Config:            env.Config(config(`ports = ["22/tcp"]`, `start_ssh = true`, `desired_state = "`+state+`"`) + outputs),
			ConfigPlanChecks:  resource.ConfigPlanChecks{PostApplyPostRefresh: acctest.EmptyPlan()},
			ConfigStateChecks: checks,
		}
	}
	// An output that is null is not stored in state.
	env.Run(
		step("RUNNING", statecheck.ExpectKnownOutputValue("direct", knownvalue.NotNull()), statecheck.ExpectKnownOutputValue("address", knownvalue.NotNull())),
		step("STOPPED", statecheck.ExpectKnownValue(address, tfjsonpath.New("ssh").AtMapKey("direct").AtMapKey("command"), knownvalue.Null())),
	)
}

package estimate_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/config"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/provider"
)

// resources cost, at the snapshot's prices: trainer 453.90, fleet 2 x 1450.40,
// cpus 3 x 48.80, matting 764.26, small 0, datasets 35.
const resources = `
variable "token" {
  default   = "s3cret"
  sensitive = true
}
variable "hours" {
  default = 8
}
variable "datasets_gb" {
  default = 500
}
resource "runpod_network_volume" "datasets" {
  name           = "datasets"
  size_gb        = var.datasets_gb
  data_center_id = "EU-RO-1"
}
resource "runpod_pod" "trainer" {
  name        = "trainer"
  image       = "busybox:1"
  gpu         = { type_ids = ["NVIDIA A100 80GB PCIe"] }
  volume_disk = { size_gb = 100 }
  env         = { TOKEN = var.token }
  usage       = { hours_per_day = var.hours }
}
resource "runpod_pod" "fleet" {
  for_each       = toset(["a", "b"])
  name           = each.key
  image          = "busybox:1"
  gpu            = { type_ids = ["NVIDIA L40S"], count = 2 }
  network_volume = { id = runpod_network_volume.datasets.id }
}
resource "runpod_pod" "cpus" {
  count = 3
  name  = "cpu-${count.index}"
  image = "busybox:1"
  cpu   = { flavor_id = "cpu3c", vcpu_count = 2 }
}
resource "runpod_pod" "maybe" {
  count = 0
  name  = "maybe"
  image = "busybox:1"
  gpu   = { type_ids = ["NVIDIA L40S"] }
}
resource "runpod_endpoint" "matting" {
  name               = "matting"
  image              = "busybox:1"
  gpu                = { pools = ["AMPERE_80"], excluded_type_ids = ["NVIDIA A100-SXM4-80GB"] }
  workers            = { flex = 3, idle_timeout_seconds = 5 }
  scaling            = { queue_delay_seconds = 2.5 }
  env                = { TOKEN = var.token }
  network_volume_ids = [runpod_network_volume.datasets.id]
  usage              = { requests_per_day = 1000, execution_seconds = 30, cold_start_seconds = 10, cold_start_ratio = 0.2 }
}
resource "runpod_endpoint" "small" {
  name    = "small"
  image   = "busybox:1"
  cpu     = [{ flavor_id = "cpu3g", vcpu_count = 2 }]
  scaling = { request_count = 4 }
  usage   = { requests_per_day = 0, execution_seconds = 1 }
}
`

// total is the data source over a local value, and its figure as an output.
const total = `
data "runpod_cost_estimate" "total" {
  pods            = local.pods
  endpoints       = local.endpoints
  network_volumes = local.network_volumes
}
output "monthly" {
  value = data.runpod_cost_estimate.total.monthly_usd
}
output "notes" {
  value = data.runpod_cost_estimate.total.notes
}
`

func locals(pods, endpoints, volumes string) string {
	return fmt.Sprintf("locals {\n  pods = %s\n  endpoints = %s\n  network_volumes = %s\n}\n", pods, endpoints, volumes)
}

// planOnly plans files, by their names, with neither account nor network.
func planOnly(t *testing.T, files map[string]string, checks ...plancheck.PlanCheck) {
	t.Helper()
	acctest.CurrentCLI(t)
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		// The test framework copies the root module only; the others stay where they are.
		if err := os.WriteFile(path, []byte(strings.ReplaceAll(text, "MODULES", dir)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	resource.Test(t, resource.TestCase{Steps: []resource.TestStep{{
		ProtoV6ProviderFactories: acctest.Factories(provider.Options{Version: "test"}),
		ConfigDirectory:          config.StaticDirectory(dir),
		PlanOnly:                 true,
		ExpectNonEmptyPlan:       true,
		ConfigPlanChecks:         resource.ConfigPlanChecks{PostApplyPreRefresh: checks},
	}}})
}

// TestAccCostEstimate_knownAtPlan: a plan that only creates, without an account,
// knows what it costs, however the resources get to the data source.
func TestAccCostEstimate_knownAtPlan(t *testing.T) {
	t.Parallel()
	const whole = "[runpod_pod.trainer]"
	const monthNote = "a month is taken as 730 h"
	const leftOn = "pod trainer: priced as stopped for 16 of 24 h a day, which the provider does not do: left on, it costs $1,321.70/mo; the hours that it runs include the minutes of its starts"
	for name, tc := range map[string]struct {
		body    string
		monthly string
		notes   []string
	}{
		"one": {locals(whole, "[]", "[]") + total, "453.90", []string{leftOn, monthNote}},
		"all kinds": {
			locals("concat([runpod_pod.trainer], values(runpod_pod.fleet), runpod_pod.cpus)", "[runpod_endpoint.matting, runpod_endpoint.small]", "[runpod_network_volume.datasets]") + total,
			"4300.36", nil,
		},
		"for_each":  {locals("values(runpod_pod.fleet)", "null", "null") + total, "2900.8", []string{monthNote}},
		"for":       {locals("[for key, pod in runpod_pod.fleet : pod if key == \"a\"]", "null", "null") + total, "1450.4", []string{monthNote}},
		"count":     {locals("runpod_pod.cpus", "null", "null") + total, "146.4", []string{monthNote}},
		"splat":     {locals("runpod_pod.cpus[*]", "null", "null") + total, "146.4", []string{monthNote}},
		"count = 0": {locals("concat("+whole+", runpod_pod.maybe, [one(runpod_pod.maybe[*])])", "null", "null") + total, "453.90", []string{leftOn, monthNote}},
		"hand-written beside whole": {
			locals("concat("+whole+`, [{ gpu = { type_ids = ["NVIDIA A100 80GB PCIe"] }, note = "a plan" }])`, "null", "null") + total, "1765.6",
			[]string{leftOn, "pod [1]: not declared, so assumed: gpu.count = 1, cloud = SECURE, desired_state = RUNNING, container_disk_gb = 50", monthNote},
		},
		"hand-written beside whole, in one list": {
			locals("["+`{ gpu = { type_ids = ["NVIDIA A100 80GB PCIe"], count = 1 }, cloud = "SECURE", container_disk_gb = 0, desired_state = "STOPPED" }, runpod_pod.trainer]`, "null", "null") + total,
			"453.90", []string{"pod [0]: priced as stopped all month: started and left on, it costs $1,306.70/mo", leftOn, monthNote},
		},
		"what if":               {locals("[merge(runpod_pod.trainer, { usage = { hours_per_day = 24, when_idle = \"STOPPED\" } })]", "null", "null") + total, "1321.7", []string{monthNote}},
		"sensitive condition":   {locals(`var.token == "" ? [] : `+whole, "null", "null") + total, "453.90", []string{leftOn, monthNote}},
		"sensitive environment": {locals("null", "[runpod_endpoint.matting]", "null") + total, "764.26", nil},
		"unknown beside what costs": {
			locals("[runpod_pod.later]", "null", "null") + total + `
resource "terraform_data" "later" {
  input = { KEY = "value" }
}
resource "runpod_pod" "later" {
  name  = "later"
  image = "busybox:${terraform_data.later.id}"
  env   = terraform_data.later.output
  gpu   = { type_ids = ["NVIDIA L40S"] }
}`, "727.7", []string{monthNote},
		},
		"out of a module": {`
module "fleet" {
  source = "MODULES/fleet"
  token  = var.token
}
` + locals("concat("+whole+", module.fleet.pods)", "null", "null") + total, "1909.3", []string{leftOn, monthNote}},
		"out of a module, directly": {`
module "fleet" {
  source = "MODULES/fleet"
  token  = var.token
}
` + strings.ReplaceAll(locals("null", "null", "null")+total, "local.pods", "module.fleet.pods"), "1455.4", []string{monthNote}},
		"into a module": {`
module "estimate" {
  source = "MODULES/estimate"
  pods   = concat(` + whole + `, values(runpod_pod.fleet), [{ gpu = { type_ids = ["NVIDIA L40S"], count = 1 }, cloud = "SECURE", container_disk_gb = 0, desired_state = "STOPPED" }])
}
output "monthly" {
  value = module.estimate.monthly
}
output "notes" {
  value = module.estimate.notes
}`, "3354.7", []string{leftOn, "pod [3]: priced as stopped all month: started and left on, it costs $722.70/mo", monthNote}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checks := []plancheck.PlanCheck{plancheck.ExpectKnownOutputValue("monthly", acctest.USD(tc.monthly))}
			if tc.notes != nil {
				notes := make([]knownvalue.Check, len(tc.notes))
				for i, note := range tc.notes {
					notes[i] = knownvalue.StringExact(note)
				}
				checks = append(checks, plancheck.ExpectKnownOutputValue("notes", knownvalue.ListExact(notes)))
			}
			planOnly(t, map[string]string{
				"main.tf": acctest.Offline(resources + tc.body),
				"fleet/main.tf": `
variable "token" {
  sensitive = true
}
resource "runpod_pod" "worker" {
  count = 2
  name  = "worker-${count.index}"
  image = "busybox:1"
  gpu   = { type_ids = ["NVIDIA L40S"] }
  env   = { TOKEN = var.token }
}
output "pods" {
  value     = runpod_pod.worker
  sensitive = true
}`,
				"estimate/main.tf": `
variable "pods" {}
data "runpod_cost_estimate" "this" {
  pods = var.pods
}
output "monthly" {
  value = data.runpod_cost_estimate.this.monthly_usd
}
output "notes" {
  value = data.runpod_cost_estimate.this.notes
}`,
			}, checks...)
		})
	}
}

// TestAccCostEstimate_lifecycle: the total is that of the resources' own
// estimates, at once and after each change, and never makes a plan non-empty.
func TestAccCostEstimate_lifecycle(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	// The test framework cannot read for_each from a state.
	counted := strings.NewReplacer(`for_each       = toset(["a", "b"])`, "count = 2", "each.key", `"fleet-${count.index}"`).Replace(resources)
	body := counted + locals("concat([runpod_pod.trainer], runpod_pod.fleet, runpod_pod.cpus)", "[runpod_endpoint.matting, runpod_endpoint.small]", "[runpod_network_volume.datasets]") + total + `
output "close" { # each resource rounds to cents for itself
  value = abs(data.runpod_cost_estimate.total.monthly_usd - sum(
    [for o in concat(local.pods, local.endpoints, local.network_volumes) : o.estimated_cost.monthly_usd]
  )) < 0.05
}
output "source" {
  value = data.runpod_cost_estimate.total.price_source
}
`
	step := func(variables config.Variables, monthly string) resource.TestStep {
		return resource.TestStep{
			Config:          env.Config(body),
			ConfigVariables: variables,
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: []plancheck.PlanCheck{
					plancheck.ExpectKnownOutputValue("monthly", acctest.USD(monthly)),
					plancheck.ExpectKnownOutputValue("close", knownvalue.Bool(true)),
					plancheck.ExpectKnownOutputValue("source", knownvalue.StringExact("catalog, documented rate")),
				},
				PostApplyPostRefresh: acctest.EmptyPlan(),
			},
		}
	}
	env.Run(
		step(nil, "4300.36"),
		step(config.Variables{"hours": config.IntegerVariable(24)}, "5168.16"),
		step(config.Variables{"datasets_gb": config.IntegerVariable(1024)}, "4336.56"),
	)
}

func TestAccCostEstimate_handWrittenErrors(t *testing.T) {
	t.Parallel()
	acctest.CurrentCLI(t)
	expect := func(body, want string) resource.TestStep {
		return resource.TestStep{Config: acctest.Offline(body), PlanOnly: true, ExpectError: regexp.MustCompile(want)}
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(provider.Options{Version: "test"}),
		Steps: []resource.TestStep{
			expect(`data "runpod_cost_estimate" "total" {
  pods = [{ gpu = { type_ids = ["NVIDIA L40S"] } }, { name = "x" }]
}`, `Missing GPU or CPU`),
			expect(`data "runpod_cost_estimate" "total" {
  network_volumes = [{ name = "x" }]
}`, `Missing network_volumes\[0\]\.size_gb`),
			expect(`data "runpod_cost_estimate" "total" {
  pods = [{ gpu = { type_ids = ["NVIDIA L40S"], count = "many" } }]
}`, `(?s)Incorrect attribute value type.*a number is required`),
		},
	})
}

// TestAccPodVsServerless: figures compare equal to what somebody writes.
func TestAccPodVsServerless(t *testing.T) {
	t.Parallel()
	acctest.CurrentCLI(t)
	planOnly(t, map[string]string{"main.tf": acctest.Offline(`
data "runpod_pod_vs_serverless" "matting" {
  gpu_type_id = "NVIDIA A100 80GB PCIe"
  workload    = { requests_per_day = 1000, execution_seconds = 30, cold_start_seconds = 10, cold_start_ratio = 0.2, idle_timeout_seconds = 5 }
}
output "cheapest" {
  value = data.runpod_pod_vs_serverless.matting.cheapest
}
output "same" {
  value = data.runpod_pod_vs_serverless.matting.break_even_hours_per_day == 16.58 && data.runpod_pod_vs_serverless.matting.flex_monthly_usd == 762.85
}
`, `pricing = { gpu_overrides = { "NVIDIA A100 80GB PCIe" = { secure_usd_per_hour = 1.89 } } }`)},
		plancheck.ExpectKnownOutputValue("cheapest", knownvalue.StringExact("stopped_pod")),
		plancheck.ExpectKnownOutputValue("same", knownvalue.Bool(true)),
	)
}

func TestAccFunctions(t *testing.T) {
	t.Parallel()
	acctest.Need(t, acctest.FeatureFunctions)
	planOnly(t, map[string]string{"main.tf": `
terraform {
  required_providers {
    runpod = {
      source = "hashicorp/runpod"
    }
  }
}
output "hours" {
  value = provider::runpod::break_even_hours_per_day(1.89, 0.00076)
}
output "same" {
  value = (provider::runpod::break_even_hours_per_day(1.89, 0.00076) == 16.58
    && provider::runpod::network_volume_monthly_usd(1024) == 71.2
    && provider::runpod::pod_storage_monthly_usd({ container_disk_gb = 50, volume_disk_gb = 100, running_hours = 730 / 3 }) == 18.33)
}
`},
		plancheck.ExpectKnownOutputValue("hours", acctest.USD("16.58")),
		plancheck.ExpectKnownOutputValue("same", knownvalue.Bool(true)),
	)
}

func TestAccFunctions_errors(t *testing.T) {
	t.Parallel()
	acctest.Need(t, acctest.FeatureFunctions)
	expect := func(call, want string) resource.TestStep {
		return resource.TestStep{Config: `
terraform {
  required_providers {
    runpod = {
      source = "hashicorp/runpod"
    }
  }
}
output "value" {
  value = provider::runpod::` + call + "\n}\n", PlanOnly: true, ExpectError: regexp.MustCompile(want)}
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(provider.Options{Version: "test"}),
		Steps: []resource.TestStep{
			expect("break_even_hours_per_day(0, 0.00076)", `pod_usd_per_hour must be\s+greater than 0`),
			expect("network_volume_monthly_usd(-1)", `size_gb must not be\s+negative`),
		},
	})
}

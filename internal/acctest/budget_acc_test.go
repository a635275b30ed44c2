package acctest_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/provider"
)

// budgetConfig has six volumes of $7.00 a month, made and replaced in every way
// that a CLI knows.
const budgetConfig = `
variable "place" { default = "EU-RO-1" }
variable "size" { default = 100 }
variable "volumes" { default = 2 }
variable "monthly_usd" { default = 1 }
variable "enforcement" { default = "warn" }

provider "runpod" {
  budget = { monthly_usd = var.monthly_usd, enforcement = var.enforcement }
}

resource "terraform_data" "place" {
  input = var.place
}

resource "runpod_network_volume" "counted" {
  count          = var.volumes
  name           = "counted"
  size_gb        = 100
  data_center_id = "EU-RO-1"
}

resource "runpod_network_volume" "replaced" {
  name           = "replaced"
  size_gb        = var.size
  data_center_id = var.place
}

resource "runpod_network_volume" "each" {
  for_each       = toset(["a", "b"])
  name           = "each"
  size_gb        = 100
  data_center_id = var.place
  lifecycle { create_before_destroy = true }
}

resource "runpod_network_volume" "triggered" {
  name           = "triggered"
  size_gb        = 100
  data_center_id = "EU-RO-1"
  lifecycle { replace_triggered_by = [terraform_data.place] }
}
`

var budgetSaid = regexp.MustCompile(`With \d+ resources? planned so far, the sum is at least \$[\d.,]+ a month`)

// said are the messages of the budget in an output, whatever its line breaks.
func said(out string) []string {
	return budgetSaid.FindAllString(remarks(out), -1)
}

// remarks are what a CLI says below a plan, as one line.
func remarks(out string) string {
	if i := strings.LastIndex(out, "\nPlan: "); i >= 0 {
		out = out[i:]
	}
	return strings.Join(strings.Fields(out), " ")
}

// TestAccBudgetCountsOnce: every resource is in the sum once, however it is
// planned. A cent below the sum there is one message, which has all of it; at the sum
// there is none.
func TestAccBudgetCountsOnce(t *testing.T) {
	t.Parallel()
	w := acctest.New(t).Workdir(budgetConfig)
	const six = "With 6 resources planned so far, the sum is at least $42.00 a month"
	moved := []string{"-var", "place=US-KS-2"}
	check := func(name, want, below string, args ...string) {
		t.Helper()
		got := said(w.Run(append([]string{"plan", "-var", "monthly_usd=" + below}, args...)...))
		if len(got) != 1 || got[0] != want {
			t.Errorf("%s: said %q, want %q", name, got, want)
		}
	}
	check("create", six, "41.99")
	w.Run("apply", "-auto-approve")
	check("no change", six, "41.99")
	check("replaced, created before destroyed, triggered", six, "41.99", moved...)
	check("replaced by request", six, "41.99", "-replace=runpod_network_volume.counted[0]", "-replace=runpod_network_volume.replaced")
	check("updated, at its new cost", "With 6 resources planned so far, the sum is at least $49.00 a month", "48.99", "-var", "size=200")
	check("one destroyed", "With 5 resources planned so far, the sum is at least $35.00 a month", "34.99", "-var", "volumes=1")
	check("without refresh", six, "41.99", "-refresh=false")
	check("a part", "With 2 resources planned so far, the sum is at least $14.00 a month", "13.99", "-target=runpod_network_volume.counted")
	w.Run("taint", "runpod_network_volume.replaced")
	w.Run("taint", `runpod_network_volume.each["a"]`)
	check("tainted", six, "41.99")
	if got := said(w.Run("plan", "-var", "monthly_usd=42")); len(got) > 0 {
		t.Errorf("at the limit: said %q", got)
	}
	if got := said(w.Run("plan", "-destroy")); len(got) > 0 {
		t.Errorf("destroy: said %q", got)
	}

	w.Run(append([]string{"plan", "-out=plan", "-var", "monthly_usd=27.99"}, moved...)...)
	if got := said(w.Run("apply", "plan")); len(got) != 1 || got[0] != "With 4 resources planned so far, the sum is at least $28.00 a month" {
		t.Errorf("apply: said %q, want the four that it creates again", got)
	}
	if out := w.Run(append([]string{"plan"}, moved...)...); !strings.Contains(out, "No changes.") {
		t.Errorf("not empty: %s", out)
	}
	w.Run("apply", "-destroy", "-auto-approve")
}

// TestAccBudgetNeverStopsASaving: beyond a limit that refuses, a plan without
// changes, a rename, a reduction, a cheaper replacement and a destroy are warned and
// work; what adds is refused, and where that meets a destroy, the way out works.
func TestAccBudgetNeverStopsASaving(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	w := env.Workdir(budgetConfig)
	w.Run("apply", "-auto-approve")
	refusing := func(args ...string) []string {
		return append(args, "-var", "enforcement=error", "-var", "monthly_usd=10")
	}
	for _, args := range [][]string{
		{"plan"},
		{"plan", "-refresh=false"},
		{"plan", "-var", "volumes=1"},
		{"plan", "-var", "place=US-KS-2"},
		{"plan", "-replace=runpod_network_volume.replaced"},
		{"plan", "-destroy"},
	} {
		out := w.Run(refusing(args...)...)
		if warned := strings.Contains(out, "Warning: Over the monthly budget"); warned == (args[len(args)-1] == "-destroy") {
			t.Errorf("%q: warned %t: %s", args, warned, out)
		}
	}
	w.Run(refusing("apply", "-auto-approve", "-var", "volumes=1", "-var", "place=US-KS-2")...)

	grown := refusing("-auto-approve", "-var", "volumes=1", "-var", "place=US-KS-2", "-var", "size=200")
	text := w.Fails(append([]string{"destroy"}, grown...)...)
	for _, want := range []string{"this plan adds to the cost: network volume replaced.", "`terraform destroy -refresh=false`"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %s", want, text)
		}
	}
	w.Run(append([]string{"destroy", "-refresh=false"}, grown...)...)
	if left := env.Account.Contents(); left != nil {
		t.Errorf("left: %s", strings.Join(left, ", "))
	}
}

// TestAccBudgetRefuses: with enforcement = "error" nothing is applied, and the one
// error stands on a resource; what a plan has let through is not refused later.
func TestAccBudgetRefuses(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	w := env.Workdir(budgetConfig)
	text := w.Fails("apply", "-auto-approve", "-var", "enforcement=error", "-var", "monthly_usd=41.99")
	for _, want := range []string{
		"Error: Over the monthly budget with runpod_network_volume.", "at least $42.00 a month: $0.01 more than `budget.monthly_usd` = 41.99",
		"network volume counted $7.00", `because ` + "`budget.enforcement`" + ` is "error"`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %s", want, text)
		}
	}
	if n := strings.Count(text, "Error:"); n != 1 {
		t.Errorf("%d errors: %s", n, text)
	}
	if left := env.Account.Contents(); left != nil {
		t.Errorf("created: %s", strings.Join(left, ", "))
	}
	at := []string{"-var", "enforcement=error", "-var", "monthly_usd=42"}
	w.Run(append([]string{"apply", "-auto-approve"}, at...)...)
	w.Run(append([]string{"apply", "-auto-approve", "-var", "place=US-KS-2"}, at...)...)
	w.Run("apply", "-destroy", "-auto-approve")
}

// TestAccBudgetOfAnHour: Runpod's own limit warns without a budget, an own one
// refuses, and what has no price is named.
func TestAccBudgetOfAnHour(t *testing.T) {
	t.Parallel()
	pods := `
variable "budget" {
  type    = object({ max_hourly_usd = number, enforcement = string })
  default = null
}

provider "runpod" {
  budget  = var.budget
  pricing = { source = "snapshot", gpu_overrides = { "NVIDIA L40S" = { secure_usd_per_hour = 10.01 } } }
}

resource "runpod_pod" "test" {
  count = 8
  name  = "pod-${count.index}"
  image = "busybox:1"
  gpu   = { type_ids = ["NVIDIA L40S"] }
}

resource "runpod_pod" "unpriced" {
  name  = "unpriced"
  image = "busybox:1"
  gpu   = { type_ids = ["NVIDIA Not Out Yet"] }
}
`
	w := acctest.New(t).Workdir(pods)
	out := remarks(w.Run("plan"))
	for _, want := range []string{
		"Warning: Over Runpod's spend limit", "With 8 resources planned so far, the sum is at least $80.08 an hour with everything running: $0.08 more than $80.00, Runpod's default spend limit.",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in %s", want, out)
		}
	}
	if strings.Contains(out, "Not counted in the budget") {
		t.Errorf("mentions a budget that is not set: %s", out)
	}
	w.SetVariable("budget", `{ max_hourly_usd = 80.07, enforcement = "error" }`)
	text := w.Fails("plan")
	for _, want := range []string{"Error: Over the hourly budget", "$0.01 more than `budget.max_hourly_usd` = 80.07", "Warning: Not counted in the budget: pod unpriced"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %s", want, text)
		}
	}
}

// TestAccBudgetUnknown: limits that are not known at plan fail nothing, and a cost
// that is not is said.
func TestAccBudgetUnknown(t *testing.T) {
	t.Parallel()
	w := acctest.New(t).Workdir(`
resource "terraform_data" "test" {
  input = { limit = 5, size = 100 }
}

provider "runpod" {
  budget = { monthly_usd = terraform_data.test.output.limit, enforcement = "error" }
}

provider "runpod" {
  alias  = "known"
  budget = { monthly_usd = 100, enforcement = "error" }
}

resource "runpod_network_volume" "test" {
  name           = "test"
  size_gb        = 100
  data_center_id = "EU-RO-1"
}

resource "runpod_network_volume" "later" {
  provider       = runpod.known
  name           = "later"
  size_gb        = terraform_data.test.output.size
  data_center_id = "EU-RO-1"
}
`)
	out := remarks(w.Run("plan"))
	if want := "The cost of network volume later is known only after apply"; !strings.Contains(out, want) {
		t.Errorf("no %q in %s", want, out)
	}
}

func TestAccInvalidBudget(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ budget, want string }{
		"negative":            {`{ monthly_usd = -1 }`, `(?s)budget.monthly_usd.*at least`},
		"negative hour":       {`{ max_hourly_usd = -0.5 }`, `(?s)budget.max_hourly_usd.*at least`},
		"unknown enforcement": {`{ monthly_usd = 1, enforcement = "stop" }`, `(?s)budget.enforcement.*"warn"\s+"error".*"stop"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			resource.Test(t, resource.TestCase{
				ProtoV6ProviderFactories: acctest.Factories(provider.Options{Version: "test"}),
				Steps: []resource.TestStep{{
					Config:      acctest.Offline(`data "runpod_cost_estimate" "test" {}`, "budget = "+test.budget),
					PlanOnly:    true,
					ExpectError: regexp.MustCompile(test.want),
				}},
			})
		})
	}
}

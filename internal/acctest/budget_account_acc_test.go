package acctest_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// pricedPods are pods of $10.00 an hour, and endpoints without active workers.
const pricedPods = `
variable "pods" { default = 1 }
variable "state" { default = "RUNNING" }
variable "flex" { default = 0 }
variable "name" { default = "e" }
variable "enforcement" { default = "warn" }

provider "runpod" {
  pricing = { gpu_overrides = { "NVIDIA L40S" = { secure_usd_per_hour = 10 } } }
  budget  = { enforcement = var.enforcement }
}

resource "runpod_pod" "test" {
  count         = var.pods
  name          = "pod-${count.index}"
  image         = "busybox:1"
  gpu           = { type_ids = ["NVIDIA L40S"] }
  desired_state = var.state
}

resource "runpod_endpoint" "test" {
  count   = var.flex > 0 ? 1 : 0
  name    = var.name
  image   = "busybox:1"
  cpu     = [{ flavor_id = "cpu3c", vcpu_count = 2 }]
  workers = { flex = var.flex }
}

data "runpod_cost_estimate" "total" {
  pods = var.pods > 0 ? [{ name = "p", gpu = { type_ids = ["NVIDIA L40S"], count = 9 } }] : []
}

output "exceeds" { value = data.runpod_cost_estimate.total.exceeds_spend_limit }
`

func dollars(text string) decimal.NullDecimal {
	return decimal.NewNullDecimal(decimal.RequireFromString(text))
}

// asked are the requests about what the account may spend, since a moment.
func asked(env *acctest.Env, since int) string {
	var paths []string
	for _, r := range env.Account.Requests()[since:] {
		if slices.Contains([]runpod.Group{runpod.GroupBalance, runpod.GroupLimits, runpod.GroupAccount}, runpod.GroupOf(strings.TrimPrefix(r.Path, "/v2"))) {
			paths = append(paths, strings.TrimPrefix(r.Path, "/v2"))
		}
	}
	slices.Sort(paths)
	return strings.Join(paths, " ")
}

// TestAccAccountInThePlan: what an account reports is in the plan of what starts, each asked
// for once; a plan that starts nothing neither asks nor speaks.
func TestAccAccountInThePlan(t *testing.T) {
	t.Parallel()
	acctest.Needs(t, runpod.GroupBalance, runpod.GroupLimits)
	env := acctest.New(t, realTime, func(o *sandbox.Options) { o.Balance, o.SpendLimit, o.WorkerQuota = dollars("200"), dollars("100"), 5 })
	w := env.Workdir(pricedPods)
	const both = "/account/limits /billing/balance"
	plan := func(name, wantAsked string, said map[string]bool, args ...string) {
		t.Helper()
		since := len(env.Account.Requests())
		out := remarks(w.Run(append([]string{"plan"}, args...)...))
		for text, want := range said {
			if strings.Contains(out, text) != want {
				t.Errorf("%s: said %q: %t, want %t: %s", name, text, !want, want, out)
			}
		}
		if got := asked(env, since); got != wantAsked {
			t.Errorf("%s: asked %q, want %q", name, got, wantAsked)
		}
	}
	const limit, balance, quota = "Over Runpod's spend limit", "The balance does not cover one hour", "Over the account's worker quota"
	quiet := map[string]bool{limit: false, balance: false, quota: false}
	plan("one pod", both, quiet)
	// 90 is over Runpod's default, and under the account's.
	plan("nine pods", both, quiet, "-var", "pods=9")
	plan("eleven pods", both, map[string]bool{"$10.00 more than $100.00, the spend limit of your account": true, balance: false}, "-var", "pods=11")
	plan("more pods than the balance", both, map[string]bool{balance: true, "it lasts for at most 0.95 hours": true}, "-var", "pods=21")
	plan("workers", "/account/limits", map[string]bool{quota: true, "endpoint e 6. The account's quota is 5 workers": true, "with runpod_endpoint.test[0]": true}, "-var", "pods=0", "-var", "flex=6")
	if out := w.Fails("plan", "-var", "pods=0", "-var", "flex=6", "-var", "enforcement=error"); !strings.Contains(out, "Error: "+quota) {
		t.Errorf("does not refuse what Runpod refuses for sure: %s", out)
	}

	w.Run("apply", "-auto-approve", "-var", "flex=4")
	env.Account.SetBalance(decimal.NewFromInt(1))
	env.Account.SetWorkerQuota(3)
	env.Account.SetSpendLimit(decimal.NewFromInt(1))
	// The data source asks for the limit by name; nobody asks for the balance.
	plan("nothing changes", "/account/limits", quiet, "-var", "flex=4")
	plan("fewer workers", "/account/limits", quiet, "-var", "flex=1")
	plan("a stop", "/account/limits", quiet, "-var", "flex=4", "-var", "state=STOPPED")
	plan("a destroy", "/account/limits", quiet, "-var", "flex=4", "-destroy")
	plan("a pod less and nothing more", "", quiet, "-var", "flex=4", "-var", "pods=0")
	w.Run("apply", "-auto-approve", "-var", "flex=4", "-var", "state=STOPPED")
	plan("a start", both, map[string]bool{balance: true, limit: true, quota: false, "Pod starts": true}, "-var", "flex=4")
	env.Account.SetBillingMode(runpod.BillingModePostpaid)
	plan("a start of a postpaid account", both, map[string]bool{balance: false, limit: true}, "-var", "flex=4")
	w.Run("apply", "-destroy", "-auto-approve")
}

// TestAccWorkersOfOthers: endpoints that no plan has looked at count against the quota, and
// never refuse a plan.
func TestAccWorkersOfOthers(t *testing.T) {
	t.Parallel()
	acctest.Needs(t, runpod.GroupLimits)
	env := acctest.New(t, realTime, func(o *sandbox.Options) { o.WorkerQuota = 5 })
	other, err := env.Client().CreateEndpoint(t.Context(), runpod.CreateEndpointRequest{
		Name: "other", Type: runpod.EndpointTypeQueue, Scaling: runpod.EndpointScaling{Type: runpod.ScalingTypeQueueDelay, QueueDelay: new(4.0)},
		ContainerConfig: runpod.ContainerConfig{BaseContainerConfig: runpod.BaseContainerConfig{Image: new("busybox:1"), Disk: new(int64(10))}},
		CPU:             []runpod.CreateCPUConfig{{ID: "cpu3c", VCPUCount: 2}}, Timeout: new(int64(300000)), Workers: &runpod.EndpointWorkersRequest{Max: new(int64(3))},
	})
	if err != nil {
		t.Fatal(err)
	}
	w := env.Workdir(pricedPods)
	args := []string{"-var", "pods=0", "-var", "enforcement=error"}
	if out := remarks(w.Run(append([]string{"plan", "-var", "flex=2"}, args...)...)); strings.Contains(out, "quota") {
		t.Errorf("mentions a quota that is kept: %s", out)
	}
	out := remarks(w.Run(append([]string{"plan", "-var", "flex=3"}, args...)...))
	for _, want := range []string{"Warning: Over the account's worker quota", "endpoint e 3. Other endpoints of the account have up to 3: endpoint other 3.", "unless this plan first lowers or destroys"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in %s", want, out)
		}
	}
	env.Account.RemoveEndpoint(other.ID)
	w.Run(append([]string{"apply", "-auto-approve", "-var", "flex=4"}, args...)...)
	// A replacement counts once.
	if out := remarks(w.Run(append([]string{"plan", "-var", "flex=5", "-replace=runpod_endpoint.test[0]"}, args...)...)); strings.Contains(out, "quota") {
		t.Errorf("counts what is replaced beside what replaces it: %s", out)
	}
	w.Run("apply", "-destroy", "-auto-approve")
}

// TestAccExceedsSpendLimit: against the user's own limit, else the account's, else Runpod's.
func TestAccExceedsSpendLimit(t *testing.T) {
	t.Parallel()
	acctest.Needs(t, runpod.GroupLimits)
	for name, test := range map[string]struct {
		limit  decimal.NullDecimal
		budget string
		want   string
	}{
		"Runpod's: 90 is over 80":    {decimal.NullDecimal{}, "", "exceeds = true"},
		"the account's: 90 is under": {dollars("100"), "", "exceeds = false"},
		"the account's: 90 is over":  {dollars("89"), "", "exceeds = true"},
		"the user's own beats both":  {dollars("89"), "max_hourly_usd = 95, ", "exceeds = false"},
		"the user's own may be less": {dollars("200"), "max_hourly_usd = 70, ", "exceeds = true"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, realTime, func(o *sandbox.Options) { o.SpendLimit = test.limit })
			w := env.Workdir(strings.Replace(pricedPods, "budget  = { ", "budget  = { "+test.budget, 1))
			w.Run("plan", "-out=plan")
			// What moves between plan and apply changes nothing of what was planned.
			env.Account.SetSpendLimit(decimal.NewFromInt(1000))
			w.Run("apply", "plan")
			if out := strings.Join(strings.Fields(w.Run("output")), " "); out != test.want {
				t.Errorf("got %q, want %q", out, test.want)
			}
			w.Run("apply", "-destroy", "-auto-approve")
		})
	}
}

package acctest_test

import (
	"encoding/json"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// billed has one of everything whose price is in the catalog.
const billed = `
resource "runpod_pod" "gpu" {
  name       = "gpu"
  image      = "busybox:1"
  gpu        = { type_ids = ["NVIDIA L40S"] }
  wait_until = "CREATED"
}

resource "runpod_endpoint" "gpu" {
  name  = "gpu"
  image = "busybox:1"
  gpu   = { pools = ["ADA_48_PRO"] }
  usage = { requests_per_day = 1000, execution_seconds = 3 }
}

resource "runpod_cluster" "gpu" {
  name    = "gpu"
  type    = "TRAINING"
  image   = "busybox:1"
  compute = { gpu_type_id = "NVIDIA H100 80GB HBM3", gpu_count_per_pod = 8, pod_count = 2 }
}
`

// TestAccPricesHoldFromPlanToApply: the costs that a plan has shown are those of its apply,
// though a price moved in between, or the catalog could be read only once. The next plan
// has the prices of its day.
func TestAccPricesHoldFromPlanToApply(t *testing.T) {
	t.Parallel()
	price := decimal.NewNullDecimal(decimal.RequireFromString("7.77"))
	moves := func(env *acctest.Env) { env.Account.SetGPUPrice("NVIDIA L40S", price, price, price) }
	fails := func(env *acctest.Env) {
		env.Account.Inject(sandbox.Fault{Kind: sandbox.FaultStatus, Status: http.StatusBadRequest, PathPrefix: "/catalog", Times: 1})
	}
	for name, test := range map[string]struct{ before, between func(*acctest.Env) }{
		"a price moves":                  {nil, moves},
		"the catalog fails at the apply": {nil, fails},
		"the catalog failed at the plan": {fails, func(*acctest.Env) {}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, atOnce)
			w := env.Workdir(billed)
			if test.before != nil {
				test.before(env)
			}
			w.Run("plan", "-out=plan")
			test.between(env)
			w.Run("apply", "plan")
			// The apply has not read it: whoever reads now has the fault, where it is still to come.
			_, err := env.Client().ListGPUTypes(t.Context(), runpod.ListGPUTypesOptions{})
			if failed := err != nil; failed != (name == "the catalog fails at the apply") {
				t.Errorf("reading the catalog: %v", err)
			}
			if out := w.Run("plan"); !strings.Contains(out, "No changes.") {
				t.Errorf("not empty: %s", out)
			}
			moves(env)
			w.Run("plan", "-replace=runpod_pod.gpu", "-out=plan")
			if got := shown(t, w, "plan").monthly("runpod_pod.gpu"); got != "5677.1" { // 7.77 x 730, and 5.00 of the disk
				t.Errorf("not the prices of this plan: %s", got)
			}
			w.Run("apply", "-auto-approve", "-replace=runpod_pod.gpu")
			w.Run("destroy", "-auto-approve")
		})
	}
}

// everyBill has one of everything that bills, with and without prices in the catalog, and a data source
// that adds them up.
const everyBill = `
variable "disk_gb" { default = 50 }
variable "rate" { default = 0.14 }
variable "limit" { default = 1 }

provider "runpod" {
  pricing = { high_performance_volume_usd_per_gb_month = var.rate }
  budget  = { monthly_usd = var.limit }
}

resource "runpod_pod" "all" {
  name              = "all"
  image             = "busybox:1"
  gpu               = { type_ids = ["NVIDIA L40S"] }
  container_disk_gb = var.disk_gb
  wait_until        = "CREATED"
}

resource "runpod_endpoint" "all" {
  name  = "all"
  image = "busybox:1"
  gpu   = { pools = ["ADA_48_PRO"] }
  usage = { requests_per_day = 1000, execution_seconds = 3 }
}

resource "runpod_cluster" "all" {
  name    = "all"
  type    = "TRAINING"
  image   = "busybox:1"
  compute = { gpu_type_id = "NVIDIA H100 80GB HBM3", gpu_count_per_pod = 8, pod_count = 2 }
}

resource "runpod_network_volume" "all" {
  name           = "all"
  size_gb        = 100
  type           = "HIGH_PERFORMANCE"
  data_center_id = "EU-CZ-1"
}

resource "runpod_global_volume" "all" {
  name = "all"
}

locals {
  billed = { pods = [runpod_pod.all], endpoints = [runpod_endpoint.all], clusters = [runpod_cluster.all], volumes = [runpod_network_volume.all] }
}

data "runpod_cost_estimate" "all" {
  pods            = local.billed.pods
  endpoints       = local.billed.endpoints
  clusters        = local.billed.clusters
  network_volumes = local.billed.volumes
}
`

// estimatedCost is what the tests read of `estimated_cost`.
type estimatedCost struct {
	Monthly     *json.Number `json:"monthly_usd"`
	MaxHourly   json.Number  `json:"max_hourly_usd"`
	PricedAt    string       `json:"priced_at"`
	Assumptions []string
}

// values are resources and data sources by their addresses, in a plan or a state.
type values map[string]struct {
	Estimate *estimatedCost `json:"estimated_cost"`
	Monthly  json.Number    `json:"monthly_usd"`
}

func (v values) monthly(address string) string {
	if e := v[address].Estimate; e != nil && e.Monthly != nil {
		return e.Monthly.String()
	}
	return ""
}

// shown are the values that a plan, or the state, shows.
func shown(t *testing.T, w *acctest.Workdir, plan ...string) values {
	t.Helper()
	type root struct {
		Root struct {
			Resources []struct {
				Address string
				Values  json.RawMessage
			}
		} `json:"root_module"`
	}
	var text struct {
		Values  root
		Planned root                  `json:"planned_values"`
		Prior   struct{ Values root } `json:"prior_state"`
	}
	out := w.Run(append([]string{"show", "-json"}, plan...)...)
	if err := json.Unmarshal([]byte(out), &text); err != nil {
		t.Fatalf("%s in %s", err, out)
	}
	all := values{}
	for _, r := range slices.Concat(text.Prior.Values.Root.Resources, text.Planned.Root.Resources, text.Values.Root.Resources) {
		value := all[r.Address]
		if err := json.Unmarshal(r.Values, &value); err != nil {
			t.Fatalf("%s in %s", err, r.Values)
		}
		all[r.Address] = value
	}
	return all
}

// TestAccPricesAgree moves the price of everything that bills. The next plan is empty, and state, data source, budget
// and cost use the new prices; what a change of the configuration then shows is its own.
func TestAccPricesAgree(t *testing.T) {
	t.Parallel()
	acctest.Needs(t, runpod.GroupGlobalVolumes)
	env := acctest.New(t, atOnce)
	for name, schema := range env.Server(nil).Schemas.ResourceSchemas {
		for _, a := range schema.Block.Attributes {
			if a.Name == "estimated_cost" && !strings.Contains(everyBill, `resource "`+name+`" "all"`) {
				t.Errorf("%s bills, and is not in the test", name)
			}
		}
	}
	w := env.Workdir(everyBill)
	w.Run("apply", "-auto-approve")
	empty := func(what string, args ...string) {
		t.Helper()
		if out, err := w.Try(append([]string{"plan", "-detailed-exitcode"}, args...)...); err != nil {
			t.Errorf("%s: %s: %s", what, err, out)
		}
	}
	empty("nothing has moved")
	settled := func(what string) {
		t.Helper()
		if out := w.Run("plan", "-refresh-only"); !strings.Contains(out, "No changes.") || strings.Contains(out, "have changed") {
			t.Errorf("%s: %s", what, out)
		}
	}
	settled("nothing has moved, refresh only")

	price := decimal.NewNullDecimal(decimal.RequireFromString("2"))
	for _, gpu := range []string{"NVIDIA L40", "NVIDIA L40S", "NVIDIA RTX 6000 Ada Generation", "NVIDIA H100 80GB HBM3"} {
		env.Account.SetGPUPrice(gpu, price, price, price)
	}
	w.SetVariable("rate", "0.2")
	empty("all prices have moved")
	empty("all prices have moved, no refresh", "-refresh=false")
	w.Run("plan", "-out=plan")
	sum := oneFigure(t, w, shown(t, w, "plan"))
	if before := shown(t, w); before.monthly("runpod_pod.all") != "727.7" {
		t.Errorf("a plan alone has changed the state: %s", before.monthly("runpod_pod.all"))
	}
	w.Run("apply", "-refresh-only", "-auto-approve")
	state := shown(t, w)
	for address, want := range map[string]struct{ monthly, hourly string }{
		"runpod_pod.all": {"1465", "2"}, "runpod_endpoint.all": {state.monthly("runpod_endpoint.all"), "6"}, "runpod_cluster.all": {"23370", "32"},
		"runpod_network_volume.all": {"20", "0"}, "runpod_global_volume.all": {"", "0"},
	} {
		got := state[address].Estimate
		if got == nil || got.Assumptions == nil || state.monthly(address) != want.monthly || got.MaxHourly.String() != want.hourly {
			t.Errorf("%s costs %s, %+v, want %v", address, state.monthly(address), got, want)
		} else if (got.PricedAt == "") != (address == "runpod_global_volume.all") {
			t.Errorf("%s was priced at %q", address, got.PricedAt)
		}
	}
	empty("refreshed")
	settled("refreshed, and again")

	w.Run("plan", "-out=plan", "-var", "disk_gb=60")
	report := reportOf(t, w.Run("show", "-json", "plan"))
	if report.Monthly.Changes.Difference.String() != "1.00" || report.Monthly.After.String() != sum.Add(decimal.NewFromInt(1)).StringFixed(2) {
		t.Errorf("a disk of 10 GB more: %s", report)
	}
	olderState(t, w)
	w.Run("apply", "-auto-approve", "-var", "disk_gb=60")
	w.Run("destroy", "-auto-approve")
}

// oneFigure holds everything that adds up a plan against the resources' own estimates, and returns their sum.
func oneFigure(t *testing.T, w *acctest.Workdir, planned values) decimal.Decimal {
	t.Helper()
	sum := decimal.Zero
	for address := range planned {
		if monthly := planned.monthly(address); monthly != "" {
			sum = sum.Add(decimal.RequireFromString(monthly))
		}
	}
	total := decimal.RequireFromString(planned["data.runpod_cost_estimate.all"].Monthly.String())
	if total.Sub(sum).Abs().GreaterThan(decimal.RequireFromString("0.02")) { // each resource rounds for itself
		t.Errorf("the data source has %s, the resources %s", total, sum)
	}
	report := reportOf(t, w.Run("show", "-json", "plan"))
	if report.Monthly.After.String() != sum.StringFixed(2) || report.Monthly.Changes.Difference.String() != "0.00" {
		t.Errorf("cost has %s, the resources %s", report, sum)
	}
	below := sum.Sub(decimal.RequireFromString("0.01")).String()
	if text := said(w.Run("plan", "-var", "limit="+below)); len(text) != 1 || !strings.Contains(strings.ReplaceAll(text[0], ",", ""), "$"+sum.StringFixed(2)+" a month") {
		t.Errorf("the budget does not say %s: %q", sum, text)
	}
	return sum
}

// olderState takes out of the state what the first states with estimates did not have. It is read, and planned without changes.
func olderState(t *testing.T, w *acctest.Workdir) {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(w.Run("state", "pull")))
	decoder.UseNumber()
	var state map[string]any
	if err := decoder.Decode(&state); err != nil {
		t.Fatal(err)
	}
	taken := 0
	for _, r := range state["resources"].([]any) {
		for _, instance := range r.(map[string]any)["instances"].([]any) {
			attributes := instance.(map[string]any)["attributes"].(map[string]any)
			if estimate, ok := attributes["estimated_cost"].(map[string]any); ok {
				delete(estimate, "priced_at")
				delete(estimate, "assumptions")
				taken++
			}
		}
	}
	state["serial"] = json.Number("1000")
	text, err := json.Marshal(state)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(w.Path("older.tfstate"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	w.Run("state", "push", "older.tfstate")
	for _, args := range [][]string{{}, {"-refresh=false"}} {
		if out, err := w.Try(append([]string{"plan", "-detailed-exitcode"}, args...)...); err != nil || taken != 5 {
			t.Errorf("a state of an earlier version, without %d estimates' attributes: %s: %s", taken, err, out)
		}
	}
	w.Run("apply", "-refresh-only", "-auto-approve")
	if got := shown(t, w)["runpod_endpoint.all"].Estimate; got == nil || len(got.Assumptions) == 0 {
		t.Errorf("refreshed: %+v", got)
	}
}

package estimate_test

import (
	"context"
	"fmt"
	"math/big"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// used is what is compared: a pod of 1.40 USD an hour, a volume of 70 USD a month, an endpoint and a cluster.
const used = `
resource "runpod_pod" "trainer" {
  name              = "trainer"
  image             = "busybox:1"
  gpu               = { type_ids = ["NVIDIA A100 80GB PCIe"] }
  container_disk_gb = 73
  wait_until        = "CREATED"
  usage             = { hours_per_day = 8 }
  lifecycle {
    ignore_changes = [desired_state]
  }
}
resource "runpod_network_volume" "data" {
  name           = "data"
  size_gb        = 1000
  data_center_id = "EU-RO-1"
}
resource "runpod_endpoint" "matting" {
  name    = "matting"
  image   = "busybox:1"
  gpu     = { pools = ["AMPERE_80"], excluded_type_ids = ["NVIDIA A100-SXM4-80GB"] }
  workers = { flex = 3, idle_timeout_seconds = 5 }
  usage   = { requests_per_day = 40, execution_seconds = 30, cold_start_seconds = 10, cold_start_ratio = 1 }
}
resource "runpod_cluster" "ray" {
  name              = "ray"
  type              = "RAY"
  image             = "busybox:1"
  container_disk_gb = 73
  compute           = { gpu_type_id = "NVIDIA H100 80GB HBM3", gpu_count_per_pod = 1, pod_count = 2 }
  usage             = { hours_per_month = 365 }
}
`

const compared = `
locals {
  billed = {
    pods            = [runpod_pod.trainer, { name = "planned", gpu = { type_ids = ["NVIDIA L40S"] } }]
    endpoints       = [runpod_endpoint.matting]
    network_volumes = [runpod_network_volume.data]
    clusters        = [runpod_cluster.ray]
  }
}
data "runpod_cost_actuals" "month" {
  pods            = local.billed.pods
  endpoints       = local.billed.endpoints
  network_volumes = local.billed.network_volumes
  clusters        = local.billed.clusters
}
data "runpod_cost_actuals" "day" {
  pods            = [runpod_pod.trainer]
  network_volumes = [runpod_network_volume.data]
  days            = 1
}
data "runpod_cost_estimate" "suggested" {
  pods = [merge(runpod_pod.trainer, { usage = {
    hours_per_day = data.runpod_cost_actuals.month.resources[0].suggested_usage.hours_per_day
    when_idle     = data.runpod_cost_actuals.month.resources[0].suggested_usage.when_idle
  } })]
  endpoints = [merge(runpod_endpoint.matting, { usage = {
    requests_per_day   = data.runpod_cost_actuals.month.resources[2].suggested_usage.requests_per_day
    execution_seconds  = data.runpod_cost_actuals.month.resources[2].suggested_usage.execution_seconds
    cold_start_seconds = data.runpod_cost_actuals.month.resources[2].suggested_usage.cold_start_seconds
    cold_start_ratio   = data.runpod_cost_actuals.month.resources[2].suggested_usage.cold_start_ratio
  } })]
}
`

// addedUp adds up the bills of the account by object, hour by hour and exactly: not in the way of the data source.
func addedUp(t *testing.T, client *runpod.Client, start, end time.Time) (byID map[string]*big.Rat, all *big.Rat) {
	t.Helper()
	byID, all = map[string]*big.Rat{}, new(big.Rat)
	options := runpod.BillingOptions{StartTime: start, EndTime: end, BucketSize: runpod.BillingBucketSizeHour}
	for _, read := range []func(context.Context, runpod.BillingOptions) (*runpod.BillingReport, error){
		client.ListPodBilling, client.ListServerlessBilling, client.ListNetworkVolumeBilling, client.ListClusterBilling, client.ListEndpointBilling,
	} {
		report, err := read(t.Context(), options)
		if err != nil {
			t.Fatal(err)
		}
		for _, record := range report.Records {
			usd, ok := new(big.Rat).SetString(record.TotalAmount.String())
			if !ok {
				t.Fatalf("%q is not an amount", record.TotalAmount)
			}
			id := ""
			if record.ID() != nil {
				id = *record.ID()
			}
			if byID[id] == nil {
				byID[id] = new(big.Rat)
			}
			byID[id].Add(byID[id], usd)
			all.Add(all, usd)
		}
	}
	return byID, all
}

func hoursBetween(start, end time.Time) string {
	return decimal.NewFromInt(int64(end.Sub(start))).DivRound(decimal.NewFromInt(int64(time.Hour)), 6).String()
}

func cents(amount *big.Rat) string {
	if amount == nil {
		return "0"
	}
	return decimal.RequireFromString(amount.FloatString(2)).String()
}

// Two days of use, billed by the sandbox's meter and compared: to the cent with what is added up by hand, and with
// what another addition of the same bills comes to.
func TestAccCostActuals(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	client := env.Client()
	var began time.Time
	use := func() {
		pod, endpoint := "", env.Account.Endpoints()[0].ID
		for _, p := range env.Account.Pods() {
			if p.Name == "trainer" {
				pod, began = p.ID, p.CreatedAt
			}
		}
		env.Account.BillPublicEndpoint(decimal.RequireFromString("0.25"))
		image, disk, count := "busybox:1", int64(73), int64(1)
		other, err := client.CreatePod(t.Context(), runpod.CreatePodRequest{
			Name: "forgotten", GPU: &runpod.CreateGPUConfig{ID: "NVIDIA A100 80GB PCIe", Count: &count},
			ContainerConfig: runpod.ContainerConfig{BaseContainerConfig: runpod.BaseContainerConfig{Image: &image, Disk: &disk}},
		})
		if err != nil {
			t.Fatal(err)
		}
		for i := range 100 { // one request every 28 minutes, each with a cold start
			env.Clock.Advance(28 * time.Minute)
			env.Account.ServeRequest(endpoint, 30*time.Second, 10*time.Second)
			switch i {
			case 1:
				env.Account.RemovePod(other.ID)
			case 39:
				env.Clock.Advance(began.Add(20 * time.Hour).Sub(env.Clock.Now()))
				if _, err := client.PodAction(t.Context(), pod, runpod.PodActionStop); err != nil {
					t.Fatal(err)
				}
			}
		}
		env.Clock.Advance(began.Add(48 * time.Hour).Sub(env.Clock.Now()))
	}
	env.Run(
		resource.TestStep{Config: env.Config(used)},
		resource.TestStep{
			PreConfig: use,
			Config:    env.Config(used + compared),
			Check: func(s *terraform.State) error {
				get := func(name string) map[string]string { return s.RootModule().Resources[name].Primary.Attributes }
				month, day := get("data.runpod_cost_actuals.month"), get("data.runpod_cost_actuals.day")
				expect := func(of map[string]string, attribute, want string) {
					t.Helper()
					if got := of[attribute]; got != want {
						t.Errorf("%s is %q, want %q", attribute, got, want)
					}
				}
				now := env.Clock.Now()
				byID, all := addedUp(t, client, now.Add(-30*24*time.Hour), now)
				for _, i := range []string{"0", "2", "3", "4"} {
					prefix := "resources." + i + "."
					expect(month, prefix+"billed_usd", cents(byID[month[prefix+"id"]]))
				}
				expect(month, "total_billed_usd", cents(all))

				// By hand: 20 of 48 hours at 1.80, where 8 of 24 are declared.
				expect(month, "resources.0.name", "pod trainer")
				expect(month, "resources.0.hours", "48")
				expect(month, "resources.0.billed_usd", "36")
				expect(month, "resources.0.estimated_usd", "28.8")
				expect(month, "resources.0.difference", "7.2")
				expect(month, "resources.0.suggested_usage.hours_per_day", "10")
				expect(month, "resources.0.suggested_usage.when_idle", "STOPPED")
				// What is not created yet was not billed.
				expect(month, "resources.1.name", "pod planned")
				for _, attribute := range []string{"id", "hours", "billed_usd", "estimated_usd", "difference"} {
					expect(month, "resources.1."+attribute, "")
				}
				// 100 requests of 45 s in two days, where 40 a day are declared.
				expect(month, "resources.2.kind", "endpoint")
				requests, err := decimal.NewFromString(month["resources.2.suggested_usage.requests_per_day"])
				if err != nil || requests.LessThan(decimal.NewFromInt(49)) || requests.GreaterThan(decimal.NewFromInt(51)) {
					t.Errorf("requests_per_day %s, %v", requests, err)
				}
				expect(month, "resources.2.suggested_usage.execution_seconds", "30")
				// A volume has no time of creation, so its first day counts as a whole one.
				expect(month, "resources.3.kind", "network_volume")
				expect(month, "resources.3.hours", hoursBetween(time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC), now))
				expect(month, "resources.3.suggested_usage.%", "")
				// A cluster that exists all the time, where half of it is declared.
				expect(month, "resources.4.kind", "cluster")
				hours, err := decimal.NewFromString(month["resources.4.suggested_usage.hours_per_month"])
				if err != nil || hours.LessThan(decimal.NewFromInt(729)) || hours.GreaterThan(decimal.NewFromInt(730)) {
					t.Errorf("hours_per_month %s, %v", hours, err)
				}
				// The forgotten pod ran 56 minutes; the public endpoint cost 0.25.
				expect(month, "others.#", "2")
				expect(month, "others.0.kind", "pod")
				expect(month, "others.0.billed_usd", "1.68")
				expect(month, "others.1.kind", "public_endpoints")
				expect(month, "others.1.billed_usd", "0.25")
				expect(month, "other_billed_usd", "1.93")
				if !strings.Contains(month["summary"], "pod trainer") || !strings.Contains(month["summary"], "anything else") {
					t.Errorf("summary %s", month["summary"])
				}

				// A resource that is older than the window is compared within it.
				start := time.Date(2026, 11, 3, 0, 0, 0, 0, time.UTC)
				expect(day, "start", start.Format(time.RFC3339))
				expect(day, "end", now.UTC().Format(time.RFC3339))
				byID, _ = addedUp(t, client, start, now)
				window := hoursBetween(start, now)
				for _, i := range []string{"0", "1"} {
					expect(day, "resources."+i+".billed_usd", cents(byID[day["resources."+i+".id"]]))
					expect(day, "resources."+i+".hours", window)
				}
				if off := decimal.RequireFromString(day["resources.1.difference"]).Abs(); off.GreaterThan(decimal.New(10, -2)) { // an hour of it at most
					t.Errorf("the volume's bill is off by %s", off)
				}

				// What is suggested, as a usage, comes to the bill.
				suggested := decimal.RequireFromString(get("data.runpod_cost_estimate.suggested")["monthly_usd"]).
					Mul(decimal.NewFromInt(48)).Div(decimal.NewFromInt(730))
				billed := decimal.RequireFromString(month["resources.0.billed_usd"]).Add(decimal.RequireFromString(month["resources.2.billed_usd"]))
				if off := suggested.Sub(billed).Abs(); off.GreaterThan(decimal.New(1, -2)) {
					t.Errorf("the suggested usage comes to %s, billed were %s", suggested, billed)
				}
				return nil
			},
		},
	)
}

func TestAccCostActuals_refused(t *testing.T) {
	t.Parallel()
	const empty = "data \"runpod_cost_actuals\" \"test\" {}\n"
	env := acctest.New(t)
	env.Account.Inject(sandbox.Fault{Method: "GET", PathPrefix: "/billing/", Kind: sandbox.FaultStatus, Status: 403, Detail: "This key may not read billing."})
	env.Run(
		resource.TestStep{Config: env.Config(empty), ExpectError: regexp.MustCompile(`(?s)Cannot read the bills.*This\s+key\s+may\s+not\s+read\s+billing`)},
		resource.TestStep{Config: acctest.Offline(empty), ExpectError: regexp.MustCompile(`(?s)Cannot read the bills.*RUNPOD_API_KEY`)},
	)
}

func TestCostActuals_invalid(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ lines, says string }{
		"no days":     {"days = 0", "between 1 and 366"},
		"part of one": {"days = 1.5", "whole number"},
		"twice":       {`network_volumes = [{ id = "abc", size_gb = 10 }, { id = "abc", size_gb = 10 }]`, "would count twice"},
		"no size":     {`network_volumes = [{ id = "abc" }]`, "Write a size in GB"},
		"no time":     {`network_volumes = [{ id = "abc", size_gb = 10, created_at = "today" }]`, "not an RFC 3339 time"},
		"no id":       {`network_volumes = [{ id = "my volume", size_gb = 10 }]`, "is not an ID"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			if _, diags := env.LookUp("runpod_cost_actuals", test.lines); !strings.Contains(acctest.Lines(diags), test.says) {
				t.Errorf("got %q, want %q", acctest.Lines(diags), test.says)
			}
		})
	}
}

// Bills are dated by the account's clock, and the machine's may be off: here by as long as it is since the account's time.
func TestCostActuals_clock(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	account := env.Clock
	env.Clock = nil
	read, diags := env.LookUp("runpod_cost_actuals", "days = 3")
	if len(diags) > 0 {
		t.Fatal(acctest.Lines(diags))
	}
	now := account.Now().UTC()
	for name, want := range map[string]time.Time{"start": now.Truncate(24*time.Hour).AddDate(0, 0, -3), "end": now} {
		if got := read.(map[string]any)[name]; got != want.Format(time.RFC3339) { //nolint:forcetypeassert // a data source
			t.Errorf("%s is %v, want %s", name, got, want.Format(time.RFC3339))
		}
	}
}

// What was billed for an endpoint whose traffic nobody has declared is said in requests of a second.
func TestCostActuals_undeclared(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	req := runpod.CreateEndpointRequest{
		Name: "e", Type: runpod.EndpointTypeQueue, Scaling: runpod.EndpointScaling{Type: runpod.ScalingTypeQueueDelay, QueueDelay: new(4.0)},
		GPU: &runpod.CreateEndpointGPUConfig{Pools: []string{"AMPERE_80"}, Count: new(int64(1))},
	}
	req.Image, req.Disk = new("busybox:1"), new(int64(20))
	endpoint, err := env.Client().CreateEndpoint(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	env.Clock.Advance(time.Minute)
	env.Account.ServeRequest(endpoint.ID, 30*time.Second, 0)
	env.Clock.Advance(48 * time.Hour)
	read, diags := env.LookUp("runpod_cost_actuals", fmt.Sprintf("endpoints = [{ id = %q, name = \"e\", gpu = { pools = [\"AMPERE_80\"] }, created_at = %q }]",
		endpoint.ID, endpoint.CreatedAt.Format(time.RFC3339)))
	if len(diags) > 0 {
		t.Fatal(acctest.Lines(diags))
	}
	object, _ := read.(map[string]any)
	resources, _ := object["resources"].([]any)
	first, _ := resources[0].(map[string]any)
	usage, _ := first["suggested_usage"].(map[string]any)
	requests, err := decimal.NewFromString(fmt.Sprint(usage["requests_per_day"]))
	if err != nil || !requests.IsPositive() || fmt.Sprintf("%v %v", first["estimated_usd"], usage["execution_seconds"]) != "<nil> 1" {
		t.Errorf("%v", first)
	}
	if notes := fmt.Sprint(object["notes"]); !strings.Contains(notes, "requests of 1 second") {
		t.Errorf("notes %s", notes)
	}
}

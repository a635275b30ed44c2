package billing_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// The month that is simulated.
var (
	monthStart = acctest.Start.Add(24 * time.Hour)
	month      = 730 * time.Hour
)

// settingsBlocks are what an example says of its provider: the test has its own.
var settingsBlocks = regexp.MustCompile(`(?ms)^(terraform|provider "runpod") \{(\}|.*?^\})\n`)

func demo(t *testing.T) string {
	t.Helper()
	var text string
	for _, file := range []string{"main.tf", "variables.tf"} {
		b, err := os.ReadFile(filepath.Join("..", "..", "..", "examples", "demo", file))
		if err != nil {
			t.Fatal(err)
		}
		text += string(b) + "\n"
	}
	return settingsBlocks.ReplaceAllString(text, "")
}

// bills reports on the month by product, and on everything.
func bills() string {
	text := ""
	for _, product := range []string{"all", "pods", "serverless", "network_volumes"} {
		text += fmt.Sprintf("data \"runpod_billing\" %q {\n  product     = %q\n  start       = %q\n  end         = %q\n  bucket_size = \"hour\"\n}\n",
			product, product, monthStart.Format(time.RFC3339), monthStart.Add(month).Format(time.RFC3339))
	}
	return text
}

// event is something that happens in the month.
type event struct {
	at time.Duration
	do func()
}

// liveDemo lets the usage happen that examples/demo declares: 1000 requests a
// day of 30 s at random moments, with cold starts of 8.3 s; a pod that runs the
// first 8 hours of a day.
func liveDemo(t *testing.T, env *acctest.Env) {
	t.Helper()
	env.Clock.Advance(monthStart.Sub(env.Clock.Now()))
	var events []event
	endpoint, pod := env.Account.Endpoints()[0].ID, env.Account.Pods()[0].ID
	const execution, coldStart, gap = 30 * time.Second, 8300 * time.Millisecond, 24 * time.Hour / 1000
	random := rand.New(rand.NewPCG(1, 2))
	var arrivals []sandbox.Arrival
	for at := time.Duration(0); at+10*time.Minute < month; at += time.Duration(random.ExpFloat64() * float64(gap)) {
		arrivals = append(arrivals, sandbox.Arrival{After: at, Execution: execution})
	}
	env.Account.SendTraffic(endpoint, arrivals, sandbox.Traffic{ColdStart: coldStart})
	act := func(action runpod.PodAction) func() {
		return func() {
			if _, err := env.Client().PodAction(t.Context(), pod, action); err != nil {
				t.Fatal(err)
			}
		}
	}
	for day := time.Duration(0); day < month; day += 24 * time.Hour {
		if day > 0 {
			events = append(events, event{day, act(runpod.PodActionStart)})
		}
		works := min(8*time.Hour, (month-day)/3) // the last day is not a whole one
		events = append(events, event{day + works, act(runpod.PodActionStop)})
	}
	events = append(events, event{month, act(runpod.PodActionStart)}, event{month + time.Hour, func() {}})
	slices.SortStableFunc(events, func(a, b event) int { return cmp.Compare(a.at, b.at) })
	for _, e := range events {
		env.Clock.Advance(monthStart.Add(e.at).Sub(env.Clock.Now()))
		e.do()
	}
}

// The estimate is checked against the meter: after a month of the usage that the
// demo declares, what was billed is what was estimated, to within 1 %.
func TestAccBilling_agreesWithTheEstimate(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	read := func(s *terraform.State, address, attribute string) decimal.Decimal {
		t.Helper()
		usd, err := decimal.NewFromString(s.RootModule().Resources[address].Primary.Attributes[attribute])
		if err != nil {
			t.Fatalf("%s.%s: %s", address, attribute, err)
		}
		return usd
	}
	env.Run(
		resource.TestStep{Config: env.Config(demo(t))},
		resource.TestStep{
			PreConfig: func() { liveDemo(t, env) },
			Config:    env.Config(demo(t) + bills()),
			Check: func(s *terraform.State) error {
				for product, estimate := range map[string][2]string{
					"all":             {"data.runpod_cost_estimate.total", "monthly_usd"},
					"pods":            {"runpod_pod.trainer", "estimated_cost.monthly_usd"},
					"serverless":      {"runpod_endpoint.matting", "estimated_cost.monthly_usd"},
					"network_volumes": {"runpod_network_volume.datasets", "estimated_cost.monthly_usd"},
				} {
					billed, estimated := read(s, "data.runpod_billing."+product, "total_usd"), read(s, estimate[0], estimate[1])
					t.Logf("%s: billed %s, estimated %s", product, billed.Round(2), estimated)
					if off := billed.Sub(estimated).Abs(); billed.Sign() <= 0 || off.GreaterThan(estimated.Div(decimal.NewFromInt(100))) {
						t.Errorf("%s: billed %s, estimated %s: off by %s", product, billed, estimated, off)
					}
				}
				return nil
			},
		},
	)
}

const volume = `
resource "runpod_network_volume" "data" {
  name           = "data"
  size_gb        = 1000
  data_center_id = "EU-RO-1"
}
`

func TestAccBilling_records(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	const address = "data.runpod_billing.test"
	at := func(root string, steps ...any) tfjsonpath.Path {
		p := tfjsonpath.New(root)
		for _, step := range steps {
			switch step := step.(type) {
			case int:
				p = p.AtSliceIndex(step)
			case string:
				p = p.AtMapKey(step)
			}
		}
		return p
	}
	env.Run(
		resource.TestStep{Config: env.Config(volume)},
		resource.TestStep{
			PreConfig: func() { env.Clock.Advance(73 * time.Hour) }, // a tenth of the month, from 8 o'clock on November 2nd
			Config: env.Config(volume + `
data "runpod_billing" "test" {
  product     = "network_volumes"
  resource_id = runpod_network_volume.data.id
  last_n      = 2
}
data "runpod_billing" "all" { bucket_size = "year" }
`),
			ConfigStateChecks: []statecheck.StateCheck{
				// 24 and 9 of 730 hours at 70 USD.
				statecheck.ExpectKnownValue(address, at("records"), knownvalue.ListSizeExact(2)),
				statecheck.ExpectKnownValue(address, at("records", 0, "start"), knownvalue.StringExact("2026-11-04T00:00:00Z")),
				statecheck.ExpectKnownValue(address, at("records", 0, "total_usd"), acctest.USD("2.301369863")),
				statecheck.ExpectKnownValue(address, at("records", 1, "end"), knownvalue.StringExact("2026-11-06T00:00:00Z")),
				statecheck.ExpectKnownValue(address, at("records", 1, "amounts_usd", "storage_standard"), acctest.USD("0.8630136986")),
				statecheck.ExpectKnownValue(address, at("total_usd"), acctest.USD("3.1643835616")),
				statecheck.ExpectKnownValue(address, at("amounts_usd"), knownvalue.MapExact(map[string]knownvalue.Check{
					"storage_standard": acctest.USD("3.1643835616"), "storage_high_performance": acctest.USD("0"),
				})),
				statecheck.ExpectKnownValue(address, at("bucket_size"), knownvalue.StringExact("day")),
				statecheck.ExpectKnownValue("data.runpod_billing.all", at("total_usd"), acctest.USD("7")),
				statecheck.ExpectKnownValue("data.runpod_billing.all", at("amounts_usd"), knownvalue.MapSizeExact(12)),
				statecheck.ExpectKnownValue("data.runpod_billing.all", at("product"), knownvalue.StringExact("all")),
				statecheck.ExpectKnownValue("data.runpod_billing.all", at("records", 0, "resource_id"), knownvalue.Null()),
			},
			Check: resource.TestCheckResourceAttrPair(address, "records.0.resource_id", "runpod_network_volume.data", "id"),
		},
	)
}

// Each product asks for its own report and takes over its own amounts.
func TestAccBilling_products(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Account.BillPublicEndpoint(decimal.RequireFromString("0.25"))
	client := env.Client()
	disk, count := int64(73), int64(1)
	image := "busybox:1"
	container := runpod.ContainerConfig{BaseContainerConfig: runpod.BaseContainerConfig{Image: &image, Disk: &disk}}
	pod, err := client.CreatePod(t.Context(), runpod.CreatePodRequest{
		Name: "p", ContainerConfig: container, GPU: &runpod.CreateGPUConfig{ID: "NVIDIA A100 80GB PCIe", Count: &count},
	})
	if err != nil {
		t.Fatal(err)
	}
	cluster, err := client.CreateCluster(t.Context(), runpod.CreateClusterRequest{
		Name: "c", Type: runpod.ClusterTypeTraining, BaseContainerConfig: container.BaseContainerConfig,
		Compute: runpod.ClusterCompute{GPUTypeID: "NVIDIA H100 80GB HBM3", GPUCountPerPod: 1, PodCount: 2},
	})
	if err != nil {
		t.Fatal(err)
	}
	env.Clock.Advance(10 * time.Hour)
	// What is gone is on the bill.
	env.Account.RemovePod(pod.ID)
	env.Account.RemoveCluster(cluster.ID)
	env.Clock.Advance(time.Hour)
	env.Run(resource.TestStep{
		Config: env.Config(`
data "runpod_billing" "test" {
  count       = 6
  product     = ["all", "pods", "serverless", "endpoints", "network_volumes", "clusters"][count.index]
  bucket_size = "year"
}
locals {
  bills = { for b in data.runpod_billing.test : b.product => [
    b.total_usd, { for name, usd in b.amounts_usd : name => usd if usd > 0 }, length(b.records), one(b.records[*].resource_id)
  ] }
}
output "bills" { value = jsonencode(local.bills) }
`),
		Check: resource.TestCheckOutput("bills", fmt.Sprintf(`{"all":[98.25,{"cluster_disk":0.2,"cluster_gpu":79.8,"endpoint":0.25,"pod_disk":0.1,"pod_gpu":17.9},1,null],`+
			`"clusters":[80,{"cluster_disk":0.2,"cluster_gpu":79.8},1,%q],"endpoints":[0.25,{"endpoint":0.25},1,null],`+
			`"network_volumes":[0,{},0,null],"pods":[18,{"pod_disk":0.1,"pod_gpu":17.9},1,%q],"serverless":[0,{},0,null]}`, cluster.ID, pod.ID)),
	})
}

func TestAccBilling_invalid(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ lines, wrong string }{
		"an id of no product":  {`resource_id = "abc"`, `(?s)Missing product.*"network_volumes"`},
		"an id of all":         {"product = \"all\"\n resource_id = \"abc\"", `Missing product`},
		"an id of public ones": {"product = \"endpoints\"\n resource_id = \"abc\"", `Missing product`},
		"another product":      {`product = "volumes"`, `"network_volumes"`},
		"another bucket":       {`bucket_size = "decade"`, `"month"`},
		"no time":              {`start = "2026-11-01"`, `2026-11-01T00:00:00Z`},
		"backwards":            {"start = \"2026-11-02T00:00:00Z\"\n end = \"2026-11-01T00:00:00Z\"", `The report ends before it starts`},
		"no buckets":           {`last_n = 0`, `at least 1`},
		"last_n and a start":   {"last_n = 2\n start = \"2026-11-01T00:00:00Z\"", `(?s)Conflicting report bounds.*Keep .last_n.`},
		"last_n and an end":    {"last_n = 2\n end = \"2026-11-01T00:00:00Z\"", `Conflicting report bounds`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			env.Run(resource.TestStep{
				Config: env.Config("data \"runpod_billing\" \"test\" {\n " + test.lines + "\n}\n"), ExpectError: regexp.MustCompile(test.wrong),
			})
		})
	}
}

func TestAccBilling_failures(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Account.Inject(sandbox.Fault{Method: "GET", PathPrefix: "/billing/pods", Kind: sandbox.FaultStatus, Status: 403, Detail: "This key may not read billing."})
	env.Run(resource.TestStep{
		Config:      env.Config(`data "runpod_billing" "test" { product = "pods" }`),
		ExpectError: regexp.MustCompile(`(?s)Cannot read the bills of pods.*This\s+key\s+may\s+not\s+read\s+billing`),
	})
}

package policy

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

const configuration = `
resource "runpod_pod" "trainer" {
  name        = "trainer"
  image       = "ghcr.io/acme/trainer:3"
  gpu         = { type_ids = ["NVIDIA A100 80GB PCIe"] }
  volume_disk = { size_gb = 100 }
  usage       = { hours_per_day = 8 }
}

resource "runpod_network_volume" "datasets" {
  name           = "datasets"
  size_gb        = 500
  data_center_id = "EU-RO-1"
}

resource "runpod_secret" "token" {
  name  = "token"
  value = "a value of a secret"
}
`

const endpoint = `
resource "runpod_endpoint" "matting" {
  name  = "matting"
  image = "ghcr.io/acme/matting:1.4"
  gpu   = { pools = ["AMPERE_80"] }
}
`

// unpriced has a price that Runpod does not publish.
const unpriced = `
resource "runpod_global_volume" "shared" {
  name = "shared"
}
`

// TestAccPolicy decides on real plans: within the limits, over each, of what is not known, and of what exists already.
func TestAccPolicy(t *testing.T) {
	t.Parallel()
	acctest.Provider(t)
	for name, test := range map[string]struct {
		configuration string
		limits        map[string]any
		deny, warn    []string
	}{
		"within":           {configuration: configuration},
		"over the month":   {configuration, map[string]any{"max_monthly_usd": 400}, []string{"488.9 USD a month, more than 400"}, nil},
		"over the hour":    {configuration, map[string]any{"max_hourly_usd_per_resource": 1.5}, []string{"runpod_pod.trainer: up to 1.79 USD an hour, more than 1.5"}, nil},
		"usage undeclared": {configuration + endpoint, nil, []string{" USD a month, more than 1500"}, []string{"runpod_endpoint.matting: declare its usage; it counts at its maximum, "}},
		"no price":         {configuration + unpriced, nil, []string{"runpod_global_volume.shared: its cost is not known"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t).Workdir(test.configuration)
			w.Run("plan", "-out=plan.bin")
			check(t, decide(t, w.Run("show", "-json", "plan.bin"), "deny", test.limits), test.deny)
			check(t, decide(t, w.Run("show", "-json", "plan.bin"), "warn", test.limits), test.warn)
		})
	}
}

// TestAccPolicyCountsWhatThereIs: a plan without changes is held against the limit as well, and one that destroys
// everything costs nothing.
func TestAccPolicyCountsWhatThereIs(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	w := env.Workdir(`
resource "runpod_network_volume" "datasets" {
  name           = "datasets"
  size_gb        = 500
  data_center_id = "EU-RO-1"
}
`)
	w.Run("apply", "-auto-approve")
	limits := map[string]any{"max_monthly_usd": 30}
	w.Run("plan", "-out=plan.bin")
	check(t, decide(t, w.Run("show", "-json", "plan.bin"), "deny", limits), []string{"35 USD a month, more than 30"})
	w.Run("plan", "-destroy", "-out=plan.bin")
	check(t, decide(t, w.Run("show", "-json", "plan.bin"), "deny", limits), nil)
	w.Run("destroy", "-auto-approve")
}

// TestPolicyRefusesWhatNobodyKnows: a cost that is known after the apply, and a plan that is not complete.
func TestPolicyRefusesWhatNobodyKnows(t *testing.T) {
	t.Parallel()
	check(t, decide(t, `{"errored": true, "resource_changes": [{
		"address": "runpod_pod.a", "type": "runpod_pod", "mode": "managed",
		"change": {"actions": ["create"], "after": {"name": "a"}, "after_unknown": {"estimated_cost": true}}}]}`, "deny", nil),
		[]string{"planning failed, so the plan is not complete", "runpod_pod.a: its cost is known after the apply only"})
}

// decide evaluates a rule of the policy on a plan.
func decide(t *testing.T, plan, rule string, limits map[string]any) []string {
	t.Helper()
	var input any
	if err := json.Unmarshal([]byte(plan), &input); err != nil {
		t.Fatal(err)
	}
	const file = "../../examples/ci/opa/cost.rego"
	policy, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	options := []func(*rego.Rego){rego.Query("data.main." + rule), rego.Module(file, string(policy)), rego.Input(input)}
	if limits != nil {
		options = append(options, rego.Store(inmem.NewFromObject(map[string]any{"cost_limits": limits})))
	}
	results, err := rego.New(options...).Eval(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var messages []string
	for _, message := range results[0].Expressions[0].Value.([]any) {
		messages = append(messages, message.(string))
	}
	slices.Sort(messages)
	return messages
}

// check compares messages with the texts that they contain.
func check(t *testing.T, got, want []string) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("got %q, want %q", got, want)
		return
	}
	for i := range want {
		if !strings.Contains(got[i], want[i]) {
			t.Errorf("got %q, want %q", got[i], want[i])
		}
	}
}

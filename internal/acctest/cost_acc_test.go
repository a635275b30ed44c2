package acctest_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// demo is the configuration of examples/demo, without what a Workdir adds.
func demo(t *testing.T) string {
	t.Helper()
	var text string
	for _, name := range []string{"main.tf", "variables.tf", "outputs.tf"} {
		content, err := os.ReadFile(filepath.Join("..", "..", "examples", "demo", name))
		if err != nil {
			t.Fatal(err)
		}
		text += string(content)
	}
	_, rest, found := strings.Cut(text, "\n}\n") // the end of the terraform block
	if !found {
		t.Fatal("the demo begins otherwise than with a terraform block")
	}
	return rest
}

// costOf pipes a saved plan into the subcommand.
func costOf(t *testing.T, planJSON string, args ...string) (stdout string, code int) {
	t.Helper()
	command := exec.CommandContext(t.Context(), acctest.Provider(t), append([]string{"cost"}, args...)...)
	command.Stdin = strings.NewReader(planJSON)
	out, err := command.Output()
	if command.ProcessState == nil {
		t.Fatal(err)
	}
	return string(out), command.ProcessState.ExitCode()
}

// costReport is what the tests read of the JSON format.
type costReport struct {
	Source  string `json:"source"`
	Monthly struct {
		Before, After                 json.Number
		Partial                       bool
		Changes, Assumptions, Imports costChange
	} `json:"monthly_usd"`
	Resources []struct {
		Address string     `json:"address"`
		Action  string     `json:"action"`
		Kind    string     `json:"kind"`
		Monthly costChange `json:"monthly_usd"`
	} `json:"resources"`
	Dropped []struct{ Address, Path, Suggestion string } `json:"dropped_keys"`
}

type costChange struct {
	Before, After, Difference json.Number
	Partial                   bool
}

func (r costReport) String() string {
	var lines []string
	for _, resource := range r.Resources {
		lines = append(lines, fmt.Sprintf("%s %s %s %s", resource.Address, resource.Action, resource.Monthly.Before, resource.Monthly.After))
	}
	return strings.Join(append(lines, fmt.Sprintf("total %s %s %s", r.Monthly.Before, r.Monthly.After, r.Monthly.Changes.Difference)), "\n")
}

func reportOf(t *testing.T, planJSON string) costReport {
	t.Helper()
	out, code := costOf(t, planJSON, "-format", "json")
	if code != 0 {
		t.Fatalf("exit code %d: %s", code, out)
	}
	decoder := json.NewDecoder(strings.NewReader(out))
	decoder.UseNumber()
	var report costReport
	if err := decoder.Decode(&report); err != nil {
		t.Fatalf("%s in %s", err, out)
	}
	return report
}

// TestAccCostOfTheDemo: the subcommand gives the sums of the plan.
func TestAccCostOfTheDemo(t *testing.T) {
	t.Parallel()
	w := acctest.New(t).Workdir(demo(t))
	w.Run("plan", "-out=plan")
	text := w.Run("show", "-json", "plan")
	report := reportOf(t, text)

	var plan struct {
		ResourceChanges []struct {
			Address string
			Change  struct {
				After struct {
					Cost *struct {
						Monthly json.Number `json:"monthly_usd"`
					} `json:"estimated_cost"`
				}
			}
		} `json:"resource_changes"`
		OutputChanges map[string]struct{ After any } `json:"output_changes"`
	}
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&plan); err != nil {
		t.Fatal(err)
	}
	sum, n := decimal.Zero, 0
	for _, change := range plan.ResourceChanges {
		if change.Change.After.Cost != nil {
			sum, n = sum.Add(decimal.RequireFromString(change.Change.After.Cost.Monthly.String())), n+1
		}
	}
	if n != 3 || len(report.Resources) != n || report.Monthly.After.String() != sum.StringFixed(2) || report.Monthly.Partial {
		t.Errorf("%d resources for %s, the plan has %d for %s", len(report.Resources), report.Monthly.After, n, sum)
	}
	// The plan's own total adds exact amounts and rounds once: half a cent a resource at most.
	total := decimal.RequireFromString(fmt.Sprint(plan.OutputChanges["monthly_usd"].After))
	if off := total.Sub(sum).Abs(); off.GreaterThan(decimal.RequireFromString("0.015")) {
		t.Errorf("%s, and the plan's output says %s", sum, total)
	}
}

// TestAccCostOfChanges: modules, count, for_each, replacements, removals, moves and
// imports, as the CLI writes them.
func TestAccCostOfChanges(t *testing.T) {
	t.Parallel()
	acctest.Need(t, acctest.FeatureForget)
	volume := func(name, more string) string {
		return fmt.Sprintf("resource \"runpod_network_volume\" %q {\n  name           = %q\n  data_center_id = \"EU-RO-1\"\n  %s\n}\n", name, name, more)
	}
	w := acctest.New(t).Workdir(volume("kept", "size_gb = 100") + volume("grown", "size_gb = 100") + volume("replaced", "size_gb = 100") + volume("deleted", "size_gb = 100") +
		volume("renamed", "size_gb = 100") + volume("counted", "size_gb = 10\n  count = 2") + volume("forgotten", "size_gb = 200"))
	w.Run("apply", "-auto-approve")
	if err := os.MkdirAll(w.Path("fleet"), 0o700); err != nil {
		t.Fatal(err)
	}
	module := "terraform {\n  required_providers {\n    runpod = { source = \"runpod-iac/runpod\" }\n  }\n}\n" + volume("each", "size_gb = 10\n  for_each = toset([\"a\", \"b\"])")
	if err := os.WriteFile(filepath.Join(w.Path("fleet"), "main.tf"), []byte(module), 0o600); err != nil {
		t.Fatal(err)
	}
	w.Write(volume("kept", "size_gb = 100") + volume("grown", "size_gb = 200") + strings.Replace(volume("replaced", "size_gb = 100"), "EU-RO-1", "US-KS-2", 1) +
		volume("moved", "size_gb = 100") + volume("counted", "size_gb = 10\n  count = 1") + `
moved {
  from = runpod_network_volume.renamed
  to   = runpod_network_volume.moved
}

removed {
  from = runpod_network_volume.forgotten
  lifecycle { destroy = false }
}

module "fleet" {
  source   = "./fleet"
  for_each = toset(["x"])
}
`)
	w.Run("get")
	w.Run("plan", "-out=plan")
	text := w.Run("show", "-json", "plan")
	want := `runpod_network_volume.counted[0] no-op 0.70 0.70
runpod_network_volume.counted[1] delete 0.70 0.00
runpod_network_volume.deleted delete 7.00 0.00
runpod_network_volume.forgotten forget 14.00 14.00
runpod_network_volume.grown update 7.00 14.00
runpod_network_volume.kept no-op 7.00 7.00
runpod_network_volume.moved update 7.00 7.00
runpod_network_volume.replaced replace 7.00 7.00
module.fleet["x"].runpod_network_volume.each["a"] create 0.00 0.70
module.fleet["x"].runpod_network_volume.each["b"] create 0.00 0.70
total 50.40 51.10 0.70`
	if got := reportOf(t, text).String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if out, code := costOf(t, text, "-max-increase-usd", "0.69"); code != 3 || !strings.Contains(out, "$0.01 too much") {
		t.Errorf("exit code %d: %s", code, out)
	}

	// What the plan leaves out keeps billing.
	w.Run("plan", "-out=plan", "-target=runpod_network_volume.grown", "-target=runpod_network_volume.moved", "-target=runpod_network_volume.renamed")
	if got := reportOf(t, w.Run("show", "-json", "plan")); got.Monthly.Before != "50.40" || got.Monthly.After != "57.40" {
		t.Errorf("with -target: %s", got)
	}
	w.Run("plan", "-out=plan", "-refresh-only")
	if got := reportOf(t, w.Run("show", "-json", "plan")); got.Monthly.After != "50.40" || got.Monthly.Changes.Difference != "0.00" {
		t.Errorf("with -refresh-only: %s", got)
	}
	w.Run("plan", "-out=plan", "-destroy")
	if got := reportOf(t, w.Run("show", "-json", "plan")); got.Monthly.Before != "50.40" {
		t.Errorf("with -destroy: %s", got)
	}
	if out, code := costOf(t, w.Read("plan")); code != 1 || out != "" {
		t.Errorf("the plan file: exit code %d: %s", code, out)
	}
	// What is there, without a plan.
	text = w.Run("show", "-json")
	if got := reportOf(t, text); got.Source != "state" || got.Monthly.After != "50.40" || len(got.Resources) != 8 {
		t.Errorf("of the state: %s", got)
	}
	if out, code := costOf(t, text, "-max-monthly-usd", "50.39"); code != 3 || !strings.Contains(out, "total per month") {
		t.Errorf("of the state: exit code %d: %s", code, out)
	}
}

// TestAccCostOfAssumptions: what only a declared usage or an import saves hides no cost.
func TestAccCostOfAssumptions(t *testing.T) {
	t.Parallel()
	pod := func(name, more string) string {
		return fmt.Sprintf("resource \"runpod_pod\" %q {\n  name       = %q\n  image      = \"a/b:1\"\n  gpu        = { type_ids = [\"NVIDIA L4\"] }\n  wait_until = \"CREATED\"\n  %s\n}\n", name, name, more)
	}
	env := acctest.New(t)
	w := env.Workdir(pod("used", "usage = { hours_per_day = 8 }") + pod("found", ""))
	w.Run("apply", "-auto-approve")
	var state struct {
		Values struct {
			Root struct {
				Resources []struct {
					Address string
					Values  struct{ ID string }
				}
			} `json:"root_module"`
		}
	}
	if err := json.Unmarshal([]byte(w.Run("show", "-json")), &state); err != nil {
		t.Fatal(err)
	}
	id := ""
	for _, resource := range state.Values.Root.Resources {
		if resource.Address == "runpod_pod.found" {
			id = resource.Values.ID
		}
	}
	w.Run("state", "rm", "runpod_pod.found")
	w.Write(pod("used", "usage = { hours_per_day = 1 }") + pod("found", "usage = { hours_per_day = 8 }") + pod("new", "") +
		fmt.Sprintf("import {\n  to = runpod_pod.found\n  id = %q\n}\n", id))
	w.Run("plan", "-out=plan")
	text := w.Run("show", "-json", "plan")
	report := reportOf(t, text)
	kinds := map[string]string{}
	for _, resource := range report.Resources {
		kinds[resource.Address] = resource.Kind
	}
	if kinds["runpod_pod.used"] != "assumption" || kinds["runpod_pod.found"] != "import" || kinds["runpod_pod.new"] != "change" {
		t.Errorf("kinds %v", kinds)
	}
	added := report.Monthly.Changes.Difference
	for _, saved := range []json.Number{report.Monthly.Assumptions.Difference, report.Monthly.Imports.Difference} {
		if !strings.HasPrefix(saved.String(), "-") {
			t.Errorf("%s", out(costOf(t, text)))
		}
	}
	if _, code := costOf(t, text, "-max-increase-usd", added.String()); code != 0 {
		t.Errorf("exit code %d at what the new pod adds", code)
	}
	if less := decimal.RequireFromString(added.String()).Sub(decimal.New(1, -2)); less.IsPositive() {
		if printed, code := costOf(t, text, "-max-increase-usd", less.String()); code != 3 {
			t.Errorf("exit code %d below what the new pod adds: %s", code, printed)
		}
	} else {
		t.Errorf("the new pod adds %s", added)
	}
}

// out is what a command printed, whatever its exit code.
func out(printed string, _ int) string { return printed }

// TestAccCostNamesDroppedKeys: those that the CLI drops without a word, in modules, data sources and the provider too.
func TestAccCostNamesDroppedKeys(t *testing.T) {
	t.Parallel()
	const pod = "resource \"runpod_pod\" \"a\" {\n  name  = \"a\"\n  image = \"a/b:1\"\n  gpu   = { type_ids = [\"NVIDIA L4\"], cuont = 4 }\n}\n"
	w := acctest.New(t).Workdir(`
provider "runpod" {
  budget = { monthly = 500 }
}

` + pod + `
module "fleet" {
  source   = "./fleet"
  for_each = toset(["x"])
}

data "runpod_cost_estimate" "total" {
  pods = [{ image = "a/b:1", gpu = { type_ids = ["NVIDIA L4"], coutn = 2 } }]
}
`)
	if err := os.MkdirAll(w.Path("fleet"), 0o700); err != nil {
		t.Fatal(err)
	}
	module := "terraform {\n  required_providers {\n    runpod = { source = \"runpod-iac/runpod\" }\n  }\n}\n" + pod
	if err := os.WriteFile(filepath.Join(w.Path("fleet"), "main.tf"), []byte(module), 0o600); err != nil {
		t.Fatal(err)
	}
	w.Run("get")
	w.Run("plan", "-out=plan")
	text := w.Run("show", "-json", "plan")
	want := "[{runpod_pod.a gpu.cuont count} {data.runpod_cost_estimate.total pods[0].gpu.coutn count} {module.fleet.runpod_pod.a gpu.cuont count} {provider.runpod budget.monthly }]"
	if got := fmt.Sprint(reportOf(t, text).Dropped); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if printed, code := costOf(t, text, "-max-monthly-usd", "5000"); code != 4 || !strings.Contains(printed, "UNDECIDED: 3 keys dropped by Terraform") {
		t.Errorf("exit code %d: %s", code, printed)
	}
}

// TestAccCostOfWhatIsLeftBehind: an object whose destruction failed after its
// successor was made bills beside it, until it is destroyed.
func TestAccCostOfWhatIsLeftBehind(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	w := env.Workdir(`
variable "place" { default = "EU-RO-1" }

resource "runpod_network_volume" "test" {
  name           = "test"
  size_gb        = 100
  data_center_id = var.place
  lifecycle { create_before_destroy = true }
}
`)
	w.Run("apply", "-auto-approve")
	fault, err := sandbox.ParseFault("DELETE /network-volumes 403 x1")
	if err != nil {
		t.Fatal(err)
	}
	env.Account.Inject(fault)
	moved := []string{"-var", "place=US-KS-2"}
	w.Fails(append([]string{"apply", "-auto-approve"}, moved...)...)
	out := w.Run(append([]string{"plan", "-out=plan"}, moved...)...)
	got := reportOf(t, w.Run("show", "-json", "plan"))
	if len(got.Resources) != 2 || got.Monthly.Before != "14.00" || got.Monthly.After != "7.00" || got.Monthly.Changes.Difference != "-7.00" {
		t.Errorf("%s, of %s", got, out)
	}
	if table, _ := costOf(t, w.Run("show", "-json", "plan")); !strings.Contains(table, "it bills until it is destroyed") {
		t.Error(table)
	}
	w.Run("apply", "plan")
}

// TestAccCostFailsClosed: with a limit, a plan whose costs are hidden does not pass.
func TestAccCostFailsClosed(t *testing.T) {
	t.Parallel()
	const pod = "resource \"runpod_pod\" \"a\" {\n  name  = \"a\"\n  image = \"a/b:1\"\n  gpu   = { type_ids = [%s] }\n}\n"
	for name, test := range map[string]struct{ config, reason, want string }{
		"no price":          {"resource \"runpod_global_volume\" \"a\" {\n  name = \"a\"\n}\n", "no price is known: ", "UNDECIDED: 1 resource has no known cost"},
		"known after apply": {"resource \"terraform_data\" \"type\" {\n  input = \"NVIDIA L4\"\n}\n" + fmt.Sprintf(pod, "terraform_data.type.output"), "known after apply", "UNDECIDED: 1 resource has no known cost"},
		"nothing of ours":   {"resource \"terraform_data\" \"type\" {\n  input = \"NVIDIA L4\"\n}\n", "", "UNDECIDED: the plan has no Runpod resource"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t).Workdir(test.config)
			w.Run("plan", "-out=plan")
			text := w.Run("show", "-json", "plan")
			printed, code := costOf(t, text, "-max-monthly-usd", "5000")
			if code != 4 || !strings.Contains(printed, test.want) || !strings.Contains(printed, test.reason) {
				t.Errorf("exit code %d, want 4, %q and %q: %s", code, test.want, test.reason, printed)
			}
			if printed, code := costOf(t, text, "-max-monthly-usd", "5000", "-allow-unknown"); code != 0 {
				t.Errorf("with -allow-unknown: exit code %d: %s", code, printed)
			}
			if printed, code := costOf(t, text); code != 0 {
				t.Errorf("without a limit: exit code %d: %s", code, printed)
			}
		})
	}
}

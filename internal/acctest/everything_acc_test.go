package acctest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	tfjson "github.com/hashicorp/terraform-json"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

const (
	secretValue   = "hush-value-8b1f"
	secretToken   = "hush-token-2c9d"
	everythingKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAWoHJkcuaKH3EtaEFGnd7OEoyJ1mP52aXRSy5Q8WqNU ana@laptop"
)

// everything uses each resource, and what they give each other.
const everything = `
variable "value" {
  type      = string
  ephemeral = true
}

variable "token" {
  type      = string
  ephemeral = true
}

resource "runpod_container_registry_auth" "ghcr" {
  name                   = "ghcr"
  username_wo            = "bot"
  password_wo            = var.token
  credentials_wo_version = 1
}

resource "runpod_ecr_delegation" "app" {
  name         = "acme-app"
  resource_arn = "arn:aws:ecr:us-east-1:123456789012:repository/acme/app"
}

resource "runpod_secret" "hf" {
  name             = "hf_token"
  value_wo         = var.value
  value_wo_version = 1
}

resource "runpod_ssh_key" "laptop" {
  public_key = "` + everythingKey + `"
}

resource "runpod_network_volume" "data" {
  name           = "data"
  size_gb        = 100
  data_center_id = "EU-RO-1"
}

resource "runpod_template" "worker" {
  name                       = "worker"
  image                      = "ghcr.io/acme/worker:1.0"
  serverless                 = true
  container_disk_gb          = 20
  container_registry_auth_id = runpod_container_registry_auth.ghcr.id
}

resource "runpod_pod" "trainer" {
  name                       = "trainer"
  image                      = "ghcr.io/acme/trainer:1.0"
  container_registry_auth_id = runpod_container_registry_auth.ghcr.id
  gpu                        = { type_ids = ["NVIDIA L40S"] }
  data_center_ids            = ["EU-RO-1"]
  network_volume             = { id = runpod_network_volume.data.id }
  ports                      = ["22/tcp"]
  start_ssh                  = true
  env                        = { HF_TOKEN = runpod_secret.hf.reference }
  depends_on                 = [runpod_ssh_key.laptop]
}

resource "runpod_endpoint" "matting" {
  name        = "matting"
  template_id = runpod_template.worker.id
  gpu         = { pools = ["AMPERE_80"] }
  workers     = { active = 1, flex = 2 }
}

resource "runpod_cluster" "training" {
  name    = "training"
  type    = "RAY"
  compute = { gpu_type_id = "NVIDIA H100 80GB HBM3", gpu_count_per_pod = 2, pod_count = 2 }
  image   = "busybox:1"
}
`

// optional are the resources that an account may not offer, and what reads them back.
const optional = `
resource "runpod_cost_center" "research" {
  name = "research"
}

resource "runpod_global_volume" "shared" {
  name = "shared"
}
`

const optionalLookups = `
data "runpod_tags" "all" {}
data "runpod_cost_center" "one" { id = runpod_cost_center.research.id }
data "runpod_cost_centers" "all" { depends_on = [runpod_cost_center.research] }
data "runpod_global_volume" "one" { id = runpod_global_volume.shared.id }
data "runpod_global_volumes" "all" { depends_on = [runpod_global_volume.shared] }
`

// lookups reads everything back through each data source.
const lookups = `
locals {
  billed = {
    pods            = [runpod_pod.trainer]
    endpoints       = [runpod_endpoint.matting]
    network_volumes = [runpod_network_volume.data]
    clusters        = [runpod_cluster.training]
  }
}

data "runpod_cost_estimate" "total" {
  pods            = local.billed.pods
  endpoints       = local.billed.endpoints
  network_volumes = local.billed.network_volumes
  clusters        = local.billed.clusters
}

data "runpod_pod_vs_serverless" "matting" { gpu_type_id = "NVIDIA A100 80GB PCIe" }

data "runpod_endpoint_sizing" "matting" {
  gpu    = { pools = ["AMPERE_80"] }
  usage  = { requests_per_day = 100, execution_seconds = 5 }
  target = { wait_p95_seconds = 10 }
}

data "runpod_pod" "one" { id = runpod_pod.trainer.id }
data "runpod_pods" "all" {}
data "runpod_endpoint" "one" { id = runpod_endpoint.matting.id }
data "runpod_endpoints" "all" {}
data "runpod_endpoint_workers" "one" { endpoint_id = runpod_endpoint.matting.id }
data "runpod_endpoint_builds" "one" { endpoint_id = runpod_endpoint.matting.id }
data "runpod_pod_logs" "one" { pod_id = runpod_pod.trainer.id }
data "runpod_endpoint_releases" "one" { endpoint_id = runpod_endpoint.matting.id }
data "runpod_network_volume" "one" { id = runpod_network_volume.data.id }
data "runpod_network_volumes" "all" {}
data "runpod_template" "one" { id = runpod_template.worker.id }
data "runpod_templates" "all" {}
data "runpod_public_templates" "all" {}
data "runpod_container_registry_auth" "one" { id = runpod_container_registry_auth.ghcr.id }
data "runpod_container_registry_auths" "all" {}
data "runpod_ecr_delegations" "all" {}
data "runpod_secret" "one" { id = runpod_secret.hf.id }
data "runpod_secrets" "all" {}
data "runpod_ssh_keys" "all" {}
data "runpod_cluster" "one" { id = runpod_cluster.training.id }
data "runpod_clusters" "all" {}
data "runpod_gpu_types" "all" {}
data "runpod_gpu_type" "one" { id = "NVIDIA L40S" }
data "runpod_cpu_types" "all" {}
data "runpod_cpu_type" "one" { id = "cpu3c" }
data "runpod_data_centers" "all" {}
data "runpod_data_center" "one" { id = "EU-RO-1" }
data "runpod_cost_actuals" "all" {
  pods            = local.billed.pods
  endpoints       = local.billed.endpoints
  network_volumes = local.billed.network_volumes
  clusters        = local.billed.clusters
}
data "runpod_billing" "pods" { product = "pods" }
data "runpod_account" "this" {}
`

// realTime is an account on the real clock, with pods that boot at once.
func realTime(options *sandbox.Options) {
	options.Clock, options.BootTime = runpod.SystemClock(), time.Millisecond
}

// actions are what a saved plan would do, by address.
func actions(t *testing.T, w *acctest.Workdir, plan string) map[string]*tfjson.ResourceChange {
	t.Helper()
	var parsed tfjson.Plan
	if err := json.Unmarshal([]byte(w.Run("show", "-json", plan)), &parsed); err != nil {
		t.Fatal(err)
	}
	changes := map[string]*tfjson.ResourceChange{}
	for _, change := range parsed.ResourceChanges {
		changes[change.Address] = change
	}
	return changes
}

// onlyAdoptsTemplate reports whether a change does no more than take over from
// the configuration what Runpod never returns: which template something was made
// from, and that what the template brought is not declared.
func onlyAdoptsTemplate(change *tfjson.Change) bool {
	before, _ := change.Before.(map[string]any)
	after, _ := change.After.(map[string]any)
	for attribute, value := range after {
		if attribute != "template_id" && attribute != "container_registry_auth_id" && !reflect.DeepEqual(value, before[attribute]) {
			return false
		}
	}
	return before["template_id"] == nil && after["template_id"] != nil
}

// TestAccEverything uses every resource and data source in one configuration: it
// applies, plans empty, is imported into an empty state to an empty plan, and is
// destroyed in one go, in spite of what is in use.
// retire writes attributes into a state that its schemas do not have, as another release
// of the provider may have left them, and takes away one that they have.
func retire(t *testing.T, w *acctest.Workdir) {
	t.Helper()
	state := map[string]any{}
	if err := json.Unmarshal([]byte(w.Read("terraform.tfstate")), &state); err != nil {
		t.Fatal(err)
	}
	retired := 0
	for _, r := range state["resources"].([]any) {
		if r := r.(map[string]any); r["mode"] == "managed" {
			for _, instance := range r["instances"].([]any) {
				attributes := instance.(map[string]any)["attributes"].(map[string]any)
				attributes["retired"] = map[string]any{"since": 1}
				delete(attributes, "timeouts")
				if estimate, ok := attributes["estimated_cost"].(map[string]any); ok {
					estimate["retired"] = true
				}
				retired++
			}
		}
	}
	text, err := json.Marshal(state)
	if err == nil {
		err = os.WriteFile(w.Path("terraform.tfstate"), text, 0o600)
	}
	if err != nil || retired == 0 {
		t.Fatalf("%d resources were given other attributes: %v", retired, err)
	}
}

func TestAccEverything(t *testing.T) {
	t.Parallel()
	acctest.Need(t, acctest.FeatureWriteOnly)
	env := acctest.New(t, realTime)
	open := func(config string) *acctest.Workdir {
		w := env.Workdir(config)
		for name, secret := range map[string]string{"value": secretValue, "token": secretToken} {
			w.SetVariable(name, secret)
		}
		return w
	}
	resources, reads, number := everything, lookups, 9
	if acctest.Offers(runpod.GroupTags) && acctest.Offers(runpod.GroupCostCenters) && acctest.Offers(runpod.GroupGlobalVolumes) {
		resources, reads, number = everything+optional, lookups+optionalLookups, 11
	}
	first := open(resources + reads)
	first.Run("apply", "-auto-approve")
	first.Run("plan", "-detailed-exitcode")

	var state tfjson.State
	if err := json.Unmarshal([]byte(first.Run("show", "-json")), &state); err != nil {
		t.Fatal(err)
	}
	ids := map[string]string{}
	for _, r := range state.Values.RootModule.Resources {
		if r.Mode == tfjson.ManagedResourceMode {
			ids[r.Address], _ = r.AttributeValues["id"].(string)
		}
	}
	if len(ids) != number {
		t.Fatalf("%d resources in the state, want %d: %v", len(ids), number, ids)
	}
	retire(t, first)
	first.Run("plan", "-detailed-exitcode")

	forms := map[string]func(address, id string) string{
		"by id": func(address, id string) string {
			return fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, id)
		},
	}
	if acctest.CurrentCLI(t).Has(acctest.FeatureImportIdentity) {
		forms["by identity"] = func(address, id string) string {
			return fmt.Sprintf("import {\n  to = %s\n  identity = {\n    id = %q\n  }\n}\n", address, id)
		}
	}
	var last *acctest.Workdir
	for name, form := range forms {
		var imports strings.Builder
		for address, id := range ids {
			imports.WriteString(form(address, id))
		}
		last = open(resources + imports.String())
		last.Run("plan", "-out=plan")
		changes := actions(t, last, "plan")
		for address := range ids {
			switch change := changes[address]; {
			case change == nil || change.Change.Importing == nil:
				t.Errorf("%s: %s is not imported", name, address)
			case !change.Change.Actions.NoOp() && !onlyAdoptsTemplate(change.Change):
				t.Errorf("%s: importing %s would %v: %v to %v", name, address, change.Change.Actions, change.Change.Before, change.Change.After)
			}
		}
	}
	before := len(env.Account.Requests())
	last.Run("apply", "-auto-approve")
	for _, request := range env.Account.Requests()[before:] {
		if request.Method != http.MethodGet {
			t.Errorf("importing sent %s %s", request.Method, request.Path)
		}
	}
	last.Run("plan", "-detailed-exitcode")
	last.Run("destroy", "-auto-approve")
	for _, left := range env.Account.Contents() {
		t.Errorf("left on the account: %s", left)
	}
	for _, secret := range []string{secretValue, secretToken} {
		for _, w := range []*acctest.Workdir{first, last} {
			for _, where := range w.Leaks(secret) {
				t.Errorf("%q is in %s", secret, where)
			}
		}
	}
}

package acctest_test

import (
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

// warnedOf has two of everything that a plan warns of.
const warnedOf = `
variable "later" { default = false }

locals {
  two = toset(["one", "two"])
}

resource "runpod_pod" "restarts" {
  for_each   = local.two
  name       = "restarts-${each.key}"
  image      = var.later ? "busybox:2" : "busybox:1"
  cpu        = { flavor_id = "cpu3c", vcpu_count = 2 }
  wait_until = "CREATED"
}

resource "runpod_pod" "stops" {
  for_each      = local.two
  name          = "stops-${each.key}"
  image         = "busybox:1"
  cpu           = { flavor_id = "cpu3c", vcpu_count = 2 }
  desired_state = var.later ? "STOPPED" : "RUNNING"
  wait_until    = "CREATED"
}

resource "runpod_pod" "loses" {
  for_each    = local.two
  name        = "loses-${each.key}"
  image       = "busybox:1"
  gpu         = { type_ids = ["NVIDIA L40S"], count = var.later ? 2 : 1 }
  volume_disk = { size_gb = 20 }
  wait_until  = "CREATED"
}

resource "runpod_network_volume" "moves" {
  for_each       = local.two
  name           = "moves-${each.key}"
  size_gb        = 20
  data_center_id = var.later ? "US-KS-2" : "EU-RO-1"
}

resource "runpod_endpoint" "turns" {
  for_each = local.two
  name     = "turns-${each.key}"
  image    = "busybox:1"
  type     = var.later ? "LOAD_BALANCER" : "QUEUE"
  gpu      = { pools = ["AMPERE_80"] }
}

resource "runpod_cluster" "replaced" {
  for_each = local.two
  name     = "replaced-${each.key}"
  type     = "TRAINING"
  image    = var.later ? "busybox:2" : "busybox:1"
  compute  = { gpu_type_id = "NVIDIA H100 80GB HBM3", gpu_count_per_pod = 1, pod_count = 2 }
}

resource "runpod_container_registry_auth" "adopted" {
  for_each = var.later ? local.two : []
  name     = "adopted-${each.key}"
  username = "bot"
  password = "hush"
}

# More than one worker can do, before and after the replacement.
resource "runpod_endpoint" "busy" {
  for_each = local.two
  name     = "busy-${each.key}"
  image    = "busybox:1"
  type     = var.later ? "LOAD_BALANCER" : "QUEUE"
  gpu      = { pools = ["AMPERE_80"] }
  workers  = { flex = 1 }
  usage    = { requests_per_day = 100000, execution_seconds = 30 }
}
`

// TestAccEveryWarningIsShown provokes each warning for two resources: the CLI shows
// both, once each.
func TestAccEveryWarningIsShown(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, atOnce)
	w := env.Workdir(warnedOf)
	w.Run("apply", "-auto-approve")
	var imports strings.Builder
	for _, key := range []string{"one", "two"} {
		imports.WriteString("import {\n  to = runpod_container_registry_auth.adopted[\"" + key + "\"]\n  id = \"" + env.Account.AddRegistry("adopted-"+key) + "\"\n}\n")
	}
	w.Write(warnedOf + imports.String())
	out := w.Run("plan", "-var", "later=true")
	for summary, name := range map[string]string{
		"Pod restarts: ": "restarts",
		"Pod stops: ":    "stops",
		"All data on the pod's volume disk will be lost: ": "loses",
		"All data on the network volume will be lost: ":    "moves",
		"The endpoint will be replaced: ":                  "turns",
		"The cluster will be replaced: ":                   "replaced",
		"Imported credentials are not sent: ":              "adopted",
		"Cost estimate of endpoint ":                       "busy",
	} {
		for _, key := range []string{"-one", "-two"} {
			if n := strings.Count(out, "Warning: "+summary+name+key+"\n"); n != 1 {
				t.Errorf("%d times %q in the plan", n, summary+name+key)
			}
		}
	}
	if t.Failed() || strings.Contains(out, "similar warning") {
		t.Errorf("warnings were merged:\n%s", out)
	}
	w.Write("")
	w.Run("apply", "-auto-approve")
	for _, registry := range env.Account.Registries() {
		env.Account.RemoveRegistry(registry.ID)
	}
	if left := env.Account.Contents(); left != nil {
		t.Errorf("left: %s", strings.Join(left, ", "))
	}
}

package acctest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// destroyable has one of everything that a plan refuses to change in some way. Each
// attribute whose variable is set to what it cannot become is an error of a plan over
// something that exists.
const destroyable = `
variable "wrong" { default = false }
variable "monthly_usd" { default = null }

provider "runpod" {
  budget = { monthly_usd = var.monthly_usd, enforcement = "error" }
}

resource "runpod_network_volume" "smaller" {
  name           = "smaller"
  size_gb        = var.wrong ? 50 : 100
  data_center_id = "EU-RO-1"
}

resource "runpod_network_volume" "elsewhere" {
  name           = "elsewhere"
  size_gb        = 100
  data_center_id = var.wrong ? "EU-RO-9" : "EU-RO-1"
}

resource "runpod_pod" "smaller" {
  name        = "smaller"
  image       = "busybox:1"
  gpu         = { type_ids = ["NVIDIA L40S"] }
  volume_disk = { size_gb = var.wrong ? 20 : 40 }
  wait_until  = "CREATED"
}

resource "runpod_pod" "locked" {
  name          = "locked"
  image         = "busybox:1"
  gpu           = { type_ids = ["NVIDIA L40S"] }
  locked        = true
  desired_state = var.wrong ? "STOPPED" : "RUNNING"
  wait_until    = "CREATED"
}

resource "runpod_pod" "typo" {
  name       = "typo"
  image      = "busybox:1"
  gpu        = { type_ids = var.wrong ? ["NVIDIA L40S", "NVIDIA L40T"] : ["NVIDIA L40S"] }
  wait_until = "CREATED"
}

resource "runpod_pod" "flavor" {
  name       = "flavor"
  image      = "busybox:1"
  cpu        = { flavor_id = var.wrong ? "cpu9z" : "cpu3c", vcpu_count = 2 }
  wait_until = "CREATED"
}

resource "runpod_endpoint" "elsewhere" {
  name            = "elsewhere"
  image           = "busybox:1"
  gpu             = { pools = ["AMPERE_80"] }
  data_center_ids = var.wrong ? ["US-XX-9"] : null
}

resource "runpod_endpoint" "template" {
  name        = "template"
  image       = "busybox:1"
  template_id = var.wrong ? "nosuchtemplate" : null
  gpu         = { pools = ["AMPERE_80"] }
}

resource "runpod_endpoint" "usage" {
  name                 = "usage"
  image                = "busybox:1"
  gpu                  = { pools = ["AMPERE_80"] }
  execution_timeout_ms = 10000
  usage                = { requests_per_day = 10, execution_seconds = var.wrong ? 20 : 5 }
}

data "runpod_template" "missing" {
  count = var.wrong ? 1 : 0
  name  = "nosuchtemplate"
}

data "runpod_cost_estimate" "invalid" {
  pods = [{ gpu = { type_ids = ["NVIDIA L40S"] }, usage = { hours_per_day = var.wrong ? 25 : 24 } }]
}

resource "runpod_cluster" "typo" {
  name    = "typo"
  type    = "TRAINING"
  image   = "busybox:1"
  compute = { gpu_type_id = var.wrong ? "NVIDIA H100 80GB HBM9" : "NVIDIA H100 80GB HBM3", gpu_count_per_pod = 8, pod_count = 2 }
}
`

// atOnce is an account where pods run as soon as they are there, since a provider of
// its own process waits in real time.
func atOnce(options *sandbox.Options) {
	options.Clock, options.BootTime = runpod.SystemClock(), time.Nanosecond
}

// TestAccNothingBlocksADestroy: every error of a plan over what exists, of a check of its
// values and of a read names the way out, and that way works.
func TestAccNothingBlocksADestroy(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, atOnce)
	w := env.Workdir(destroyable)
	w.Run("apply", "-auto-approve")
	text := w.Fails("destroy", "-auto-approve", "-var", "wrong=true")
	const way = "`terraform destroy -refresh=false`"
	errors := strings.Split(text, "Error: ")[1:]
	if len(errors) != 12 {
		t.Errorf("%d errors, want one for each of the twelve: %s", len(errors), text)
	}
	for _, e := range errors {
		if !strings.Contains(strings.Join(strings.Fields(e), " "), way) {
			t.Errorf("no way out in: %s", e)
		}
	}
	if len(env.Account.Contents()) == 0 {
		t.Fatal("everything is gone before the way out was taken")
	}
	w.Run("destroy", "-auto-approve", "-refresh=false", "-var", "wrong=true")
	if left := env.Account.Contents(); left != nil {
		t.Errorf("left: %s", strings.Join(left, ", "))
	}
}

// TestAccOverBudgetEveryKindIsFree: beyond a budget that refuses, everything that
// bills is planned, renamed and destroyed.
func TestAccOverBudgetEveryKindIsFree(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, atOnce)
	w := env.Workdir(destroyable)
	w.Run("apply", "-auto-approve")
	w.SetVariable("monthly_usd", "1")
	if out := w.Run("plan"); !strings.Contains(out, "No changes.") || !strings.Contains(out, "Warning: Over the monthly budget") {
		t.Errorf("not empty, or not warned of: %s", out)
	}
	w.Write(strings.NewReplacer(`= "smaller"`, `= "other"`, `= "elsewhere"`, `= "other"`, `= "typo"`, `= "other"`).Replace(destroyable))
	w.Run("apply", "-auto-approve")
	w.Run("destroy", "-auto-approve")
	if left := env.Account.Contents(); left != nil {
		t.Errorf("left: %s", strings.Join(left, ", "))
	}
}

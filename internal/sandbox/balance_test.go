package sandbox_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

func dollars(text string) decimal.Decimal { return decimal.RequireFromString(text) }

// smallPod has a disk of 10 GB and costs a round sum.
const smallPod = `{"name":"p","image":"busybox:1","disk":10,"gpu":{"id":"NVIDIA L40S","count":1}}`

func roundPrice(r *rig) {
	r.account.SetGPUPrice("NVIDIA L40S", decimal.NewNullDecimal(dollars("1")), decimal.NewNullDecimal(dollars("1")), decimal.NewNullDecimal(dollars("2")))
}

// TestBalanceRunsDown: by what the meter counts, to the cent, and at nothing a pod is
// gone, or stopped where it has a network volume.
func TestBalanceRunsDown(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	roundPrice(r)
	balance := func(amount float64, mode string) {
		t.Helper()
		got := r.want(200, http.MethodGet, "/v2/billing/balance", "")
		left, _ := got["balanceAmount"].(float64)
		if left < amount-0.005 || left > amount+0.005 || got["billingMode"] != mode {
			t.Errorf("got %v, want %v %s", got, amount, mode)
		}
	}
	balance(0, "POSTPAID") // nothing was set: no limit
	volume := r.create("/v2/network-volumes", `{"name":"v","size":10,"dataCenter":"EU-RO-1"}`)
	kept := r.create("/v2/pods", `{"name":"kept","image":"busybox:1","disk":10,"dataCenterIds":["EU-RO-1"],"gpu":{"id":"NVIDIA L40S","count":1},"mounts":{"network":[{"volumeId":"`+volume+`","path":"/w"}]}}`)
	lost := r.create("/v2/pods", smallPod)
	r.clock.Advance(time.Hour)
	r.account.SetBalance(dollars("5"))
	balance(5, "PREPAID")
	r.clock.Advance(2 * time.Hour)
	balance(5-2*2-2*2*10*0.10/730, "PREPAID") // two pods, their disks, and the volume's hours below a cent
	r.account.SetBillingMode(runpod.BillingModePostpaid)
	r.clock.Advance(time.Hour)
	balance(5-3*2-3*2*10*0.10/730, "POSTPAID")
	if got := r.want(200, http.MethodGet, "/v2/pods/"+lost, ""); got["status"] != "RUNNING" {
		t.Errorf("a postpaid account lost a pod: %v", got["status"])
	}
	r.account.SetBillingMode(runpod.BillingModePrepaid)
	if got := r.want(200, http.MethodGet, "/v2/pods/"+kept, ""); got["status"] != "EXITED" {
		t.Errorf("the pod with a network volume is %v", got["status"])
	}
	if out := r.do(http.MethodGet, "/v2/pods/"+lost, ""); out.status != 404 && out.body["status"] != "TERMINATED" {
		t.Errorf("the pod without one is there: %s", out.text)
	}
	r.refused(402, "Insufficient balance", "POST", "/v2/pods", smallPod)
	r.account.SetBillingMode(runpod.BillingModePostpaid)
	r.create("/v2/pods", smallPod)
}

// TestSpendLimit: what would go beyond it does not start; a worker waits, a pod is refused.
func TestSpendLimit(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{BootTime: time.Second, SpendLimit: decimal.NewNullDecimal(dollars("5")), WorkerQuota: 7})
	roundPrice(r)
	limits := func(spend, current, workers float64) {
		t.Helper()
		got := r.want(200, http.MethodGet, "/v2/account/limits", "")
		if dig(got, "spendRate", "limit") != spend || dig(got, "spendRate", "current") != current || dig(got, "serverlessWorkers", "limit") != 7.0 || dig(got, "serverlessWorkers", "current") != workers {
			t.Errorf("got %v", got)
		}
	}
	first := r.create("/v2/pods", smallPod)
	r.create("/v2/serverless", `{"name":"e","image":"busybox:1","disk":10,"type":"QUEUE","scaling":{"type":"QUEUE_DELAY","queueDelay":4},"gpu":{"pools":["ADA_48_PRO"],"excludedTypes":["NVIDIA L40","NVIDIA RTX 6000 Ada Generation"]},"workers":{"min":3,"max":3},"timeout":300000}`)
	limits(5, 5, 3) // one of three workers waits
	r.refused(400, "spend limit of $5.00 per hour", "POST", "/v2/pods", smallPod)
	r.want(200, "POST", "/v2/pods/"+first+"/action", `{"action":"stop"}`)
	r.account.SetSpendLimit(dollars("4.99"))
	r.refused(400, "spend limit of $4.99 per hour", "POST", "/v2/pods/"+first+"/action", `{"action":"start"}`)
	r.account.SetSpendLimit(dollars("8"))
	r.want(200, "POST", "/v2/pods/"+first+"/action", `{"action":"start"}`)
}

func TestAccountAnswers(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	got := r.want(200, http.MethodGet, "/v2/account", "")
	if got["id"] == "" || got["email"] != "sandbox@example.com" {
		t.Errorf("got %v", got)
	}
	limits := r.want(200, http.MethodGet, "/v2/account/limits", "")
	if spend, _ := limits["spendRate"].(map[string]any); spend["limit"] != nil || dig(limits, "serverlessWorkers", "limit") != 1000.0 {
		t.Errorf("without limits: %v", limits)
	}
}

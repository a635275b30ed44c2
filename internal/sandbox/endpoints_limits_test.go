package sandbox_test

import (
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

func TestEndpointWorkerQuota(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	r.account.SetWorkerQuota(10)
	a := r.endpoint(queue(`"workers": {"max": 6}`))
	words := "Max workers across all endpoints must not exceed your workers quota (10). " +
		"Reduce the max workers for other endpoints or lower the max worker count for this endpoint to at most "
	r.refused(400, words+"4.", "POST", "/v2/serverless", queue(`"workers": {"max": 5}`))
	b := r.endpoint(queue(`"workers": {"max": 4}`))
	r.refused(400, words+"0.", "POST", "/v2/serverless", queue())
	r.refused(400, words+"6.", "PATCH", a, `{"workers": {"max": 7}}`)
	r.want(200, "PATCH", b, `{"workers": {"max": 2}}`)
	r.want(200, "PATCH", a, `{"workers": {"max": 8}}`)
	r.account.SetWorkerQuota(5)
	r.want(200, "PATCH", a, `{"name": "still allowed"}`)
	r.want(200, "PATCH", a, `{"workers": {"max": 7}}`)
}

func TestEndpointWorkerQuotaFollowsTheBalance(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	cpu := func(workers string) string {
		return endpointJSON("QUEUE", requestCount, `"cpu": [{"id": "cpu3c", "vcpuCount": 2}]`, `"workers": {"max": `+workers+`}`)
	}
	r.refused(400, "workers quota (1000)", "POST", "/v2/serverless", cpu("1001"))
	r.want(201, "POST", "/v2/serverless", cpu("1000"))
	r.account.RemoveEndpoint(r.account.Endpoints()[0].ID)
	for _, tt := range []struct {
		usd  int64
		most string
	}{{99, "(5)"}, {100, "(10)"}, {200, "(20)"}, {300, "(30)"}, {500, "(40)"}, {700, "(50)"}, {900, "(60)"}} {
		r.account.SetBalance(decimal.NewFromInt(tt.usd))
		r.refused(400, "workers quota "+tt.most, "POST", "/v2/serverless", cpu("61"))
	}
	r.account.SetWorkerQuota(61)
	r.want(201, "POST", "/v2/serverless", cpu("61"))
	r.account.SetWorkerQuota(-1)
	r.refused(400, "workers quota (60)", "POST", "/v2/serverless", cpu("1"))
}

func TestEndpointNeedsCredit(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	r.account.SetGPUPrice("NVIDIA GeForce RTX 4090", decimal.NullDecimal{}, decimal.NullDecimal{}, decimal.NewNullDecimal(decimal.RequireFromString("1.10")))
	r.account.SetBalance(decimal.RequireFromString("3.29"))
	body := endpointJSON("QUEUE", requestCount, `"gpu": {"pools": ["ADA_24"]}`)
	r.refused(402, "$3.30", "POST", "/v2/serverless", body)
	r.account.SetBalance(decimal.RequireFromString("3.30"))
	path := r.endpoint(body)
	r.refused(402, "$6.60", "PATCH", path, `{"gpu": {"count": 2}}`)
	r.account.SetBalance(decimal.Zero)
	r.want(200, "PATCH", path, `{"name": "costs no more than before"}`)
}

func TestEndpointWithoutRequestsLosesWorkers(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	path := r.endpoint(queue(`"workers": {"min": 3, "max": 5}`))
	id := strings.TrimPrefix(path, "/v2/serverless/")
	limits := func(wantMin, wantMax float64) {
		t.Helper()
		got := r.want(200, "GET", path, "")
		if dig(got, "workers", "min") != wantMin || dig(got, "workers", "max") != wantMax {
			t.Errorf("got %v, want %v and %v", got["workers"], wantMin, wantMax)
		}
	}
	day := 24 * time.Hour
	r.clock.Advance(3*day - time.Second)
	limits(3, 5)
	r.account.RecordRequest(id)
	r.clock.Advance(3*day - time.Second)
	limits(3, 5)
	r.clock.Advance(time.Second)
	limits(2, 2)
	r.clock.Advance(4*day - time.Second)
	limits(2, 2)
	r.clock.Advance(time.Second)
	if got := r.account.Endpoints()[0].Workers; got.Max != 0 || got.Min != 0 {
		t.Errorf("after 7 days: %+v", got)
	}
	r.want(200, "PATCH", path, `{"workers": {"min": 1, "max": 5}}`)
	r.clock.Advance(3*day - time.Second)
	limits(1, 5)
	r.account.SetEndpointMaxWorkers(id, 0)
	limits(0, 0)
}

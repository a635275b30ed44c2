package sandbox_test

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// TestBillingWindows are answered however far they go, and snap to the calendar's end
// where a bucket goes beyond it.
func TestBillingWindows(t *testing.T) {
	t.Parallel()
	const dawn, dusk = "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"
	r := newRig(t, sandbox.Options{})
	r.create("/v2/network-volumes", `{"name": "a", "size": 1000, "dataCenter": "EU-RO-1"}`)
	r.clock.Advance(36 * time.Hour) // 2026-11-22, a Sunday
	for _, test := range []struct{ size, query, start, end string }{
		{"hour", "lastN=1", "2026-11-21T23:00:00Z", "2026-11-22T00:00:00Z"},
		{"hour", "lastN=25", "2026-11-20T23:00:00Z", "2026-11-22T00:00:00Z"},
		{"hour", "lastN=87600", "2016-11-24T00:00:00Z", "2026-11-22T00:00:00Z"},
		{"day", "lastN=366", "2025-11-21T00:00:00Z", "2026-11-22T00:00:00Z"},
		{"week", "lastN=2", "2026-11-09T00:00:00Z", "2026-11-23T00:00:00Z"},
		{"month", "lastN=11", "2026-01-01T00:00:00Z", "2026-12-01T00:00:00Z"},
		{"year", "lastN=3", "2024-01-01T00:00:00Z", "2027-01-01T00:00:00Z"},
		{"year", "lastN=3000", dawn, "2027-01-01T00:00:00Z"},
		{"hour", "lastN=2000000000", dawn, "2026-11-22T00:00:00Z"},
		{"week", "lastN=2000000000", dawn, "2026-11-23T00:00:00Z"},
		{"month", "lastN=9223372036854775807", dawn, "2026-12-01T00:00:00Z"},
		{"day", "endTime=9999-12-31T12:00:00Z", "9999-12-01T00:00:00Z", dusk},
		{"hour", "startTime=0000-01-01T00:00:00Z&endTime=9999-12-31T23:59:59Z", dawn, dusk},
		{"year", "startTime=0000-01-01T00:00:00%2B23:00&endTime=9999-12-31T23:59:59-23:00", dawn, dusk},
		{"week", "endTime=0000-06-01T00:00:00Z", dawn, dawn},
	} {
		got := r.want(200, "GET", "/v2/billing/network-volumes?bucketSize="+test.size+"&"+test.query, "")
		if start, end := dig(got, "metadata", "query", "startTime"), dig(got, "metadata", "query", "endTime"); start != test.start || end != test.end {
			t.Errorf("%s, %s: from %v to %v, want from %s to %s", test.size, test.query, start, end, test.start, test.end)
		}
		// There are records of what cost something, and no others.
		buckets := map[string]int{"hour": 36, "day": 2, "week": 1, "month": 1, "year": 1}
		if n := len(got["records"].([]any)); n > buckets[test.size] || test.start == dawn && test.end != dawn && n != buckets[test.size] {
			t.Errorf("%s, %s: %d records", test.size, test.query, n)
		}
	}
}

// TestEveryTimeIsAnswered: of every operation that takes times.
func TestEveryTimeIsAnswered(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	pod := r.runningPod(gpuPod)
	paths := []string{"/v2/pods/" + pod + "/logs?since="}
	for _, report := range []string{"", "/pods", "/serverless", "/endpoints", "/network-volumes", "/clusters"} {
		for _, size := range []runpod.BillingBucketSize{
			runpod.BillingBucketSizeHour, runpod.BillingBucketSizeDay, runpod.BillingBucketSizeWeek, runpod.BillingBucketSizeMonth, runpod.BillingBucketSizeYear,
		} {
			for _, bound := range []string{"startTime", "endTime"} {
				paths = append(paths, fmt.Sprintf("/v2/billing%s?bucketSize=%s&%s=", report, size, bound))
			}
		}
	}
	for _, path := range paths {
		for _, at := range []string{"0000-01-01T00:00:00Z", "0000-01-01T00:00:00+23:59", "9999-12-31T12:00:00Z", "9999-12-31T23:59:59.999999999-23:59"} {
			if out := r.do("GET", path+url.QueryEscape(at), ""); out.status != 200 && out.status != 400 {
				t.Errorf("%s%s: %d %s", path, at, out.status, out.text)
			}
		}
	}
}

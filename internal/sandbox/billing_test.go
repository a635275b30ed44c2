package sandbox_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

const month = 730 * time.Hour

// totals is what a bill over all time says. Numbers come as float64 and are
// rounded here to what a cent is not lost in.
func (r *rig) totals(path string) map[string]string {
	r.t.Helper()
	body := r.want(200, "GET", "/v2/billing"+path+sep(path)+"startTime=2026-01-01T00:00:00Z&bucketSize=year", "")
	all := map[string]string{}
	totals, _ := dig(body, "metadata", "totals").(map[string]any)
	for name, v := range totals {
		if v.(float64) != 0 {
			all[strings.TrimSuffix(name, "Amount")] = decimal.NewFromFloat(v.(float64)).Round(6).String()
		}
	}
	return all
}

func sep(path string) string {
	if strings.Contains(path, "?") {
		return "&"
	}
	return "?"
}

func (r *rig) billed(path string, want map[string]string) {
	r.t.Helper()
	if got := r.totals(path); !reflect.DeepEqual(got, want) {
		r.t.Errorf("/billing%s: %v, want %v", path, got, want)
	}
}

// A pod bills its compute and container disk while it runs, its volume disk
// always, at twice the rate while it is stopped, and nothing when it is gone.
func TestMeterOfAPod(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	id := r.create("/v2/pods", with(gpuPod, "mounts", `{"persistent": {"size": 100, "path": "/w"}}`))
	r.clock.Advance(73 * time.Hour)
	// 2 x 1.79 x 73; a tenth of a month of 50 and 100 GB at 0.10.
	running := map[string]string{"gpu": "261.34", "disk": "1.5", "total": "262.84"}
	r.billed("/pods", running)
	r.act(id, "stop")
	r.clock.Advance(73 * time.Hour)
	r.billed("/pods", map[string]string{"gpu": "261.34", "disk": "3.5", "total": "264.84"})
	r.act(id, "start")
	r.clock.Advance(time.Hour)
	r.account.RemovePod(id)
	r.clock.Advance(month)
	gone := map[string]string{"gpu": "264.92", "disk": "3.520548", "total": "268.440548"}
	r.billed("/pods", gone)
	r.billed("/pods?podId="+id, gone)
	r.billed("/pods?podId=other", map[string]string{})
	r.billed("", map[string]string{"podGpu": "264.92", "podDisk": "3.520548", "total": "268.440548"})
}

func TestMeterOfACPUPod(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	id := r.create("/v2/pods", cpuPod)
	price := decimal.NewFromFloat(r.pod(id)["cost"].(float64))
	r.clock.Advance(10 * time.Hour)
	r.account.StopPodByItself(id)
	r.clock.Advance(10 * time.Hour)
	disk := decimal.NewFromInt(10).Div(decimal.NewFromInt(730))
	cpu := price.Mul(decimal.NewFromInt(10))
	r.billed("/pods", map[string]string{"cpu": cpu.String(), "disk": disk.Round(6).String(), "total": cpu.Add(disk).Round(6).String()})
}

// Every second that has begun counts, and no rate of later.
func TestMeterCountsSeconds(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	id := r.create("/v2/pods", with(gpuPod, "disk", "1", "gpu", `{"id": "NVIDIA A100 80GB PCIe", "count": 1}`))
	r.account.SetGPUPrice(a100, decimal.NewNullDecimal(decimal.NewFromInt(100)), decimal.NullDecimal{}, decimal.NullDecimal{})
	r.clock.Advance(1500 * time.Millisecond)
	r.account.RemovePod(id)
	r.clock.Advance(time.Hour)
	if got := r.totals("/pods")["gpu"]; got != "0.000994" { // 2 x 1.79 / 3600
		t.Errorf("gpu %s", got)
	}
}

func TestMeterOfNetworkVolumes(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	small := r.create("/v2/network-volumes", `{"name": "a", "size": 500, "dataCenter": "EU-CZ-1"}`)
	large := r.create("/v2/network-volumes", `{"name": "b", "size": 1500, "dataCenter": "EU-CZ-1"}`)
	r.create("/v2/network-volumes", `{"name": "c", "size": 100, "dataCenter": "EU-CZ-1", "type": "HIGH_PERFORMANCE"}`)
	r.clock.Advance(month)
	r.billed("/network-volumes?networkVolumeId="+small, map[string]string{"standard": "35", "total": "35"})
	r.billed("/network-volumes?networkVolumeId="+large, map[string]string{"standard": "95", "total": "95"})
	r.billed("", map[string]string{"storageStandard": "130", "storageHighPerformance": "14", "total": "144"})
	r.want(200, "PATCH", "/v2/network-volumes/"+small, `{"size": 1000}`)
	r.clock.Advance(month)
	r.want(204, "DELETE", "/v2/network-volumes/"+small, "")
	r.clock.Advance(month)
	r.billed("/network-volumes?networkVolumeId="+small, map[string]string{"standard": "105", "total": "105"})
	if got := r.want(200, "GET", "/v2/billing/network-volumes?startTime=2026-01-01T00:00:00Z", ""); dig(got, "metadata", "uniqueNetworkVolumeCount") != 3.0 {
		t.Errorf("metadata %v", got["metadata"])
	}
}

func TestMeterOfClusters(t *testing.T) {
	t.Parallel()
	r := clusterRig(t, sandbox.Options{})
	id := r.create("/v2/clusters", with(rayCluster, "mounts", `{"persistent": {"size": 100, "path": "/w"}}`))
	r.clock.Advance(73 * time.Hour)
	r.want(204, "DELETE", "/v2/clusters/"+id, "")
	r.clock.Advance(month)
	// 16 GPUs at 3.99, 2 x 150 GB.
	r.billed("/clusters?clusterId="+id, map[string]string{"gpu": "4660.32", "disk": "3", "total": "4663.32"})
	r.billed("", map[string]string{"clusterGpu": "4660.32", "clusterDisk": "3", "total": "4663.32"})
	r.billed("/pods", map[string]string{})
}

func TestMeterOfPublicEndpoints(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	r.account.BillPublicEndpoint(decimal.RequireFromString("0.025"))
	r.clock.Advance(time.Minute)
	r.account.BillPublicEndpoint(decimal.RequireFromString("0.5"))
	r.clock.Advance(time.Minute)
	r.billed("/endpoints", map[string]string{"total": "0.525"})
	r.billed("", map[string]string{"endpoint": "0.525", "total": "0.525"})
}

const flexEndpoint = `{"name": "matting", "type": "QUEUE", "image": "a/b:1", "disk": 20, "timeout": 300000, "gpu": {"pools": ["AMPERE_80"], "count": 1}, ` +
	`"workers": {"min": 0, "max": 2, "idleTimeout": 5}, "scaling": {"type": "QUEUE_DELAY", "queueDelay": 4}}`

// usd is what seconds of an A100 cost on serverless.
func usd(seconds int64) string {
	return decimal.RequireFromString("0.00076").Mul(decimal.NewFromInt(seconds)).String()
}

func TestMeterOfFlexWorkers(t *testing.T) {
	t.Parallel()
	const s = time.Second
	for name, test := range map[string]struct {
		changes []string
		serve   func(r *rig, id string)
		seconds int64
		disks   int64 // intervals of five minutes
	}{
		"one request": {nil, func(r *rig, id string) {
			r.account.ServeRequest(id, 30*s, 10*s)
		}, 45, 1},
		"a warm worker": {nil, func(r *rig, id string) {
			r.account.ServeRequest(id, 30*s, 10*s)
			r.clock.Advance(43 * s) // it has been idle for 3 s
			r.account.ServeRequest(id, 30*s, 10*s)
		}, 43 + 30 + 5, 1},
		"a cold worker": {nil, func(r *rig, id string) {
			r.account.ServeRequest(id, 30*s, 10*s)
			r.clock.Advance(46 * s)
			r.account.ServeRequest(id, 30*s, 10*s)
		}, 90, 2},
		"two at once": {nil, func(r *rig, id string) {
			r.account.ServeRequest(id, 30*s, 10*s)
			r.account.ServeRequest(id, 30*s, 10*s)
		}, 90, 2},
		"a queue": {nil, func(r *rig, id string) {
			for range 4 {
				r.account.ServeRequest(id, 30*s, 10*s)
			}
		}, 2 * (10 + 60 + 5), 2},
		"started seconds and intervals": {nil, func(r *rig, id string) {
			r.account.ServeRequest(id, 290*s+time.Millisecond, 5*s)
		}, 301, 2},
		"no idle timeout": {[]string{"workers", `{"min": 0, "max": 2}`, "scaling", `{"type": "REQUEST_COUNT", "requestCount": 1}`}, func(r *rig, id string) {
			r.account.ServeRequest(id, 30*s, 10*s)
			r.clock.Advance(40 * s) // the worker has just ended
			r.account.ServeRequest(id, 30*s, 10*s)
		}, 80, 2},
		"no idle timeout, without a gap": {[]string{"workers", `{"min": 0, "max": 2}`, "scaling", `{"type": "REQUEST_COUNT", "requestCount": 1}`}, func(r *rig, id string) {
			r.account.ServeRequest(id, 30*s, 10*s)
			r.clock.Advance(39 * s) // another worker starts, and finds nothing to do
			r.account.ServeRequest(id, 30*s, 10*s)
		}, 70 + 10, 2},
		"deleted": {nil, func(r *rig, id string) {
			r.account.ServeRequest(id, 30*s, 10*s)
			r.clock.Advance(20 * s)
			r.want(204, "DELETE", "/v2/serverless/"+id, "")
		}, 20, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, sandbox.Options{})
			id := r.create("/v2/serverless", with(flexEndpoint, test.changes...))
			r.clock.Advance(time.Hour)
			test.serve(r, id)
			r.clock.Advance(time.Hour)
			got := r.totals("/serverless?serverlessId=" + id)
			disk := decimal.NewFromInt(2 * test.disks).Div(decimal.NewFromInt(8640)).Round(6).String()
			if got["gpu"] != usd(test.seconds) || got["disk"] != disk {
				t.Errorf("%v, want %s (%d s) and disk %s", got, usd(test.seconds), test.seconds, disk)
			}
		})
	}
}

func TestMeterOfActiveWorkers(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	id := r.create("/v2/serverless", with(flexEndpoint, "workers", `{"min": 1, "max": 2, "idleTimeout": 5}`))
	// The first request finds the active worker free, the second does not.
	r.account.ServeRequest(id, 30*time.Second, 10*time.Second)
	r.account.ServeRequest(id, 30*time.Second, 10*time.Second)
	r.clock.Advance(24 * time.Hour)
	got := r.totals("/serverless")
	if want := usd(86400 + 45); got["gpu"] != want {
		t.Errorf("gpu %s, want %s", got["gpu"], want)
	}
	if want := decimal.NewFromInt(2 * (288 + 1)).Div(decimal.NewFromInt(8640)).Round(6).String(); got["disk"] != want {
		t.Errorf("disk %s, want %s", got["disk"], want)
	}
}

// An endpoint that sits idle loses its workers on time, whenever somebody looks.
func TestMeterOfAnIdleEndpoint(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	r.create("/v2/serverless", with(flexEndpoint, "workers", `{"min": 3, "max": 3, "idleTimeout": 5}`))
	r.clock.Advance(5 * 24 * time.Hour)
	r.want(200, "GET", "/v2/pods", "") // reads the meter, not the endpoint
	r.clock.Advance(25 * 24 * time.Hour)
	if got, want := r.totals("/serverless")["gpu"], usd(86400*(3*3+4*2)); got != want {
		t.Errorf("gpu %s, want %s", got, want)
	}
}

func TestBillingBuckets(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{}) // Friday, November 20th, 12:00
	r.create("/v2/network-volumes", `{"name": "a", "size": 730, "dataCenter": "EU-CZ-1"}`)
	r.clock.Advance(20 * 24 * time.Hour) // 0.07 an hour
	// Without a start it is 30 days before the end. The window snaps outward.
	for query, want := range map[string][]string{
		"bucketSize=month":         {"11-01T00 12-01T00 17.64", "12-01T00 01-01T00 15.96"},
		"bucketSize=year":          {"01-01T00 01-01T00 33.6"},
		"bucketSize=week":          {"11-16T00 11-23T00 4.2", "11-23T00 11-30T00 11.76", "11-30T00 12-07T00 11.76", "12-07T00 12-14T00 5.88"},
		"bucketSize=week&lastN=1":  {"12-07T00 12-14T00 5.88"},
		"bucketSize=month&lastN=9": {"11-01T00 12-01T00 17.64", "12-01T00 01-01T00 15.96"},
		"bucketSize=hour&lastN=2":  {"12-10T10 12-10T11 0.07", "12-10T11 12-10T12 0.07"},
		"bucketSize=hour&startTime=2026-11-20T11:00:00Z&endTime=2026-11-20T14:00:00Z": {"11-20T12 11-20T13 0.07", "11-20T13 11-20T14 0.07"},
		"startTime=2026-11-21T00:00:00Z&endTime=2026-11-23T00:00:00Z":                 {"11-21T00 11-22T00 1.68", "11-22T00 11-23T00 1.68"},
		"startTime=2026-11-21T13:00:00Z&endTime=2026-11-22T13:00:00Z":                 {"11-21T00 11-22T00 1.68", "11-22T00 11-23T00 1.68"},
		"startTime=2026-10-01T00:00:00Z&endTime=2026-11-01T00:00:00Z":                 {},
	} {
		for _, path := range []string{"", "/network-volumes"} {
			body := r.want(200, "GET", "/v2/billing"+path+"?"+query, "")
			got := []string{}
			for i := range body["records"].([]any) {
				record := dig(body, "records", i)
				from, to := dig(record, "startTime").(string), dig(record, "endTime").(string)
				got = append(got, fmt.Sprintf("%s %s %v", from[5:13], to[5:13], dig(record, "totalAmount")))
			}
			if !reflect.DeepEqual(got, want) || dig(body, "metadata", "recordCount") != float64(len(want)) {
				t.Errorf("%s?%s: %q, want %q; %v", path, query, got, want, body["metadata"])
			}
		}
	}
}

func TestBillingQuestions(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	body := r.want(200, "GET", "/v2/billing/pods", "")
	if want := map[string]any{"startTime": "2026-10-21T00:00:00Z", "endTime": "2026-11-21T00:00:00Z", "bucketSize": "day", "podId": nil}; !reflect.DeepEqual(dig(body, "metadata", "query"), want) {
		t.Errorf("query %v", dig(body, "metadata", "query"))
	}
	for query, words := range map[string]string{
		"bucketSize=decade": "bucketSize: value must be one of", "lastN=0": "minimum: got 0, want 1", "startTime=yesterday": "date-time",
	} {
		for _, path := range []string{"", "/pods", "/serverless", "/endpoints", "/network-volumes", "/clusters"} {
			r.refused(422, words, "GET", "/v2/billing"+path+"?"+query, "")
		}
	}
	for _, window := range []string{"startTime=2026-11-19T00:00:00Z", "endTime=2026-11-19T00:00:00Z"} {
		r.refused(400, "lastN excludes startTime and endTime", "GET", "/v2/billing?lastN=1&"+window, "")
	}
	r.refused(400, "startTime must not be after endTime", "GET", "/v2/billing?startTime=2026-11-20T00:00:00Z&endTime=2026-11-19T00:00:00Z", "")
	for path, id := range map[string]string{"/pods": "podId", "/serverless": "serverlessId", "/network-volumes": "networkVolumeId", "/clusters": "clusterId"} {
		if got := dig(r.want(200, "GET", "/v2/billing"+path+"?"+id+"=abc", ""), "metadata", "query", id); got != "abc" {
			t.Errorf("%s: asked for %v", path, got)
		}
	}
}

// However the time is cut, the sum is the same.
func TestBillingAddsUp(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	r.create("/v2/pods", with(gpuPod, "mounts", `{"persistent": {"size": 10, "path": "/w"}}`))
	r.create("/v2/network-volumes", `{"name": "a", "size": 37, "dataCenter": "EU-CZ-1"}`)
	id := r.create("/v2/serverless", flexEndpoint)
	for range 100 {
		r.account.ServeRequest(id, 17*time.Second, 3*time.Second)
		r.clock.Advance(1234567 * time.Millisecond)
	}
	want := r.totals("")["total"]
	for _, size := range []runpod.BillingBucketSize{"hour", "day", "week", "month"} {
		body := r.want(200, "GET", "/v2/billing?bucketSize="+string(size), "")
		sum, parts := decimal.Zero, decimal.Zero
		for i := range body["records"].([]any) {
			for name, v := range dig(body, "records", i).(map[string]any) {
				amount, ok := v.(float64)
				switch {
				case !ok:
				case name == "totalAmount":
					sum = sum.Add(decimal.NewFromFloat(amount))
				default:
					parts = parts.Add(decimal.NewFromFloat(amount))
				}
			}
		}
		total := decimal.NewFromFloat(dig(body, "metadata", "totals", "totalAmount").(float64))
		if !sum.Equal(parts) || sum.Round(6).String() != want || total.Round(6).String() != want {
			t.Errorf("by %s: records %s, parts %s, total %s; want %s", size, sum, parts, total, want)
		}
	}
}

package sandbox_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// statuses lists what the workers of an endpoint do, and checks that the summary
// counts the same.
func (r *rig) statuses(path string) []string {
	r.t.Helper()
	got := r.want(200, "GET", path+"/workers", "")
	var statuses []string
	count := map[string]float64{}
	for _, w := range dig(got, "workers").([]any) {
		status := dig(w, "status").(string)
		statuses = append(statuses, status)
		count[strings.ToLower(status)]++
	}
	for name, n := range dig(got, "summary").(map[string]any) {
		want := count[name]
		if name == "total" {
			want = float64(len(statuses))
		}
		if n != want {
			r.t.Errorf("summary: %s is %v, want %v", name, n, want)
		}
	}
	return statuses
}

func (r *rig) wantStatuses(path string, want ...string) {
	r.t.Helper()
	if got := r.statuses(path); !slices.Equal(got, want) {
		r.t.Errorf("workers: got %v, want %v", got, want)
	}
}

func TestWorkersBootAndServe(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{BootTime: time.Minute})
	path := r.endpoint(queue(`"workers": {"min": 2, "idleTimeout": 20}`, `"dataCenterIds": ["EU-RO-1"]`))
	r.clock.Advance(time.Minute - time.Second)
	r.wantStatuses(path, "INITIALIZING", "INITIALIZING")
	booting := dig(r.want(200, "GET", path+"/workers", ""), "workers", 0)
	if dig(booting, "startedAt") != nil || dig(booting, "uptimeSeconds") != nil {
		t.Errorf("up before it is ready: %v", booting)
	}
	r.clock.Advance(11 * time.Second)
	got := r.want(200, "GET", path+"/workers", "")
	for name, want := range map[string]any{
		"status": "IDLE", "isStale": false, "version": 1.0, "gpuCount": 1.0, "image": "acme/matting:1", "uptimeSeconds": 10.0,
		"gpuTypeId": a100, "dataCenterId": "EU-RO-1", "startedAt": "2026-11-20T12:01:00Z",
	} {
		if v := dig(got, "workers", 0, name); v != want {
			t.Errorf("%s: got %v, want %v", name, v, want)
		}
	}
	if dig(got, "endpointVersion") != 1.0 {
		t.Errorf("version: %v", dig(got, "endpointVersion"))
	}
	r.account.RecordRequest(strings.TrimPrefix(path, "/v2/serverless/"))
	r.wantStatuses(path, "RUNNING", "IDLE")
	r.clock.Advance(21 * time.Second)
	r.wantStatuses(path, "IDLE", "IDLE")
}

func TestWorkersFollowTheirNumber(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	path := r.endpoint(queue())
	r.wantStatuses(path)
	r.want(200, "PATCH", path, `{"workers": {"min": 1}}`)
	r.clock.Advance(time.Hour)
	r.wantStatuses(path, "IDLE")
	kept := dig(r.want(200, "GET", path+"/workers", ""), "workers", 0, "id")
	r.want(200, "PATCH", path, `{"workers": {"min": 2}}`)
	r.wantStatuses(path, "IDLE", "INITIALIZING")
	r.want(200, "PATCH", path, `{"workers": {"min": 1}}`)
	if got := r.want(200, "GET", path+"/workers", ""); dig(got, "workers", 0, "id") != kept || dig(got, "summary", "total") != 1.0 {
		t.Errorf("got %v, want %v alone", got, kept)
	}
	r.want(200, "PATCH", path, `{"workers": {"min": 0}}`)
	r.wantStatuses(path)
}

func TestWorkersTakeWhatTheEndpointAllows(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	volume := r.create("/v2/network-volumes", `{"name": "a", "size": 10, "dataCenter": "US-KS-2"}`)
	active := `"workers": {"min": 1}`
	tests := []struct{ body, gpu, dataCenter string }{
		{queue(active), a100, "AP-JP-1"},
		{queue(active, `"networkVolumes": ["`+volume+`"]`), a100, "US-KS-2"},
		{queue(active, `"networkVolumes": ["`+volume+`"]`, `"dataCenterIds": ["US-KS-2", "EU-RO-1"]`), a100, "US-KS-2"},
		{endpointJSON("QUEUE", requestCount, active, `"gpu": {"pools": ["AMPERE_80"], "excludedTypes": ["`+a100+`"]}`), "NVIDIA A100-SXM4-80GB", "AP-JP-1"},
		{endpointJSON("QUEUE", requestCount, active, `"gpu": {"pools": ["ADA_24", "AMPERE_80"]}`), "NVIDIA GeForce RTX 4090", "AP-JP-1"},
	}
	for _, tt := range tests {
		got := dig(r.want(200, "GET", r.endpoint(tt.body)+"/workers", ""), "workers", 0)
		if dig(got, "gpuTypeId") != tt.gpu || dig(got, "dataCenterId") != tt.dataCenter {
			t.Errorf("%s:\n got %v", tt.body, got)
		}
	}
	cpu := r.endpoint(endpointJSON("QUEUE", requestCount, active, `"cpu": [{"id": "cpu3c", "vcpuCount": 2}]`))
	if got := dig(r.want(200, "GET", cpu+"/workers", ""), "workers", 0); dig(got, "gpuTypeId") != nil || dig(got, "gpuCount") != 0.0 || dig(got, "dataCenterId") != "AP-JP-1" {
		t.Errorf("cpu: %v", got)
	}
}

func TestWorkersMoveWithTheHardware(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	path := r.endpoint(queue(`"workers": {"min": 1}`))
	r.clock.Advance(time.Hour)
	r.wantStatuses(path, "IDLE")
	r.want(200, "PATCH", path, `{"gpu": {"pools": ["ADA_24"]}, "dataCenterIds": ["EU-CZ-1"]}`)
	got := dig(r.want(200, "GET", path+"/workers", ""), "workers", 0)
	if dig(got, "gpuTypeId") != "NVIDIA GeForce RTX 4090" || dig(got, "dataCenterId") != "EU-CZ-1" || dig(got, "status") != "INITIALIZING" {
		t.Errorf("got %v", got)
	}
}

func TestWorkersWaitForRoomAndTakeIt(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	for _, id := range []string{a100, "NVIDIA A100-SXM4-80GB"} {
		r.account.SetCapacity(id, "", "", 0)
	}
	r.account.SetCapacity(a100, "EU-RO-1", runpod.CloudSecure, 3)
	two := endpointJSON("QUEUE", requestCount, `"gpu": {"pools": ["AMPERE_80"], "count": 2}`, `"workers": {"min": 1}`)
	first, second := r.endpoint(two), r.endpoint(two)
	r.wantStatuses(first, "INITIALIZING")
	r.wantStatuses(second, "THROTTLED")
	if w := dig(r.want(200, "GET", second+"/workers", ""), "workers", 0); dig(w, "gpuTypeId") != nil || dig(w, "dataCenterId") != nil {
		t.Errorf("throttled, and yet somewhere: %v", w)
	}
	stock := "/v2/catalog/gpus/" + strings.ReplaceAll(a100, " ", "%20") + "?include=AVAILABILITY&product=SERVERLESS&count="
	if one, both := r.want(200, "GET", stock+"1", ""), r.want(200, "GET", stock+"2", ""); dig(one, "availability") != "LOW" || dig(both, "availability") != "NONE" {
		t.Errorf("stock: %v for one, %v for two", dig(one, "availability"), dig(both, "availability"))
	}
	r.want(204, "DELETE", first, "")
	r.wantStatuses(second, "INITIALIZING")
	r.clock.Advance(sandbox.DefaultBootTime)
	r.wantStatuses(second, "IDLE")
}

func TestReleaseRollsOut(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{BootTime: 2 * time.Minute})
	path := r.endpoint(queue(`"workers": {"min": 2}`, `"env": {"A": "1"}`))
	r.clock.Advance(time.Hour)
	r.want(200, "PATCH", path, `{"image": "acme/matting:2", "env": {"A": "1", "B": "2"}, "name": "renamed"}`)
	rollout := func(latest, percent float64) {
		t.Helper()
		got := r.want(200, "GET", path+"/releases", "")
		for name, want := range map[string]any{
			"inProgress": latest < 2, "workersOnLatest": latest, "workersTotal": 2.0, "percentOnLatest": percent,
		} {
			if v := dig(got, "rollout", name); v != want {
				t.Errorf("%s: got %v, want %v", name, v, want)
			}
		}
		if dig(got, "releases", 1, "workerCount") != 2-latest || dig(got, "releases", 0, "workerCount") != latest {
			t.Errorf("workers by release: %v", got)
		}
		workers := dig(r.want(200, "GET", path+"/workers", ""), "workers")
		for i := range 2 {
			image, version, stale := "acme/matting:2", 2.0, false
			if i >= int(latest) {
				image, version, stale = "acme/matting:1", 1.0, true
			}
			if w := dig(workers, i); dig(w, "image") != image || dig(w, "version") != version || dig(w, "isStale") != stale {
				t.Errorf("worker %d: %v", i, w)
			}
		}
	}
	rollout(0, 0)
	r.clock.Advance(time.Minute)
	rollout(1, 50)
	r.clock.Advance(time.Minute)
	rollout(2, 100)
	r.wantStatuses(path, "IDLE", "IDLE")
}

func TestWorkerLogs(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	path := r.endpoint(queue(`"workers": {"min": 1}`))
	r.clock.Advance(time.Hour)
	logs := path + "/workers/" + dig(r.want(200, "GET", path+"/workers", ""), "workers", 0, "id").(string) + "/logs"
	out := r.do("GET", logs, "")
	if out.status != 200 || out.header.Get("Content-Type") != "text/event-stream" || strings.Count(out.text, "data: ") != 3 ||
		!strings.Contains(out.text, `id: 2026-11-20T12:00:30Z/000000000002
data: {"ts":"2026-11-20T12:00:30Z","source":"container","line":"worker is ready"}
`) {
		t.Errorf("got %d %v %q", out.status, out.header, out.text)
	}
	if own := r.do("GET", logs+"?source=container", ""); strings.Count(own.text, "data: ") != 1 {
		t.Errorf("container's own: %q", own.text)
	}
	if none := r.do("GET", logs+"?tail=0", ""); none.status != 200 || none.text != "" {
		t.Errorf("none asked for: %q", none.text)
	}
	r.refused(422, "source", "GET", logs+"?source=kernel", "")
	r.refused(404, "worker not found", "GET", path+"/workers/none/logs", "")
}

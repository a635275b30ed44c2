package sandbox_test

import (
	"reflect"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// TestPodComesUpAsRecorded: RUNNING at once, and what comes once the container runs.
func TestPodComesUpAsRecorded(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	created := r.want(201, "POST", "/v2/pods", with(gpuPod, "ports", `["8888/http", "22/tcp"]`))
	id := created["id"].(string)
	for _, at := range []string{"at once", "just before the container runs"} {
		if at != "at once" {
			r.clock.Advance(boot - time.Millisecond)
			created = r.pod(id)
		}
		for name, want := range map[string]any{
			"status": "RUNNING", "runtime": nil, "cost": 3.58, "dataCenterId": "EU-RO-1", "cudaVersion": "13.0",
			"createdAt": "2026-11-20T12:00:00Z", "startedAt": "2026-11-20T12:00:00Z", "actions": []any{"stop", "restart", "terminate"},
		} {
			if got, has := created[name]; !has || !reflect.DeepEqual(got, want) {
				t.Errorf("%s: %s is %v, want %v", at, name, got, want)
			}
		}
		if dig(created, "ssh", "direct") != nil || dig(created, "ssh", "proxy") == nil {
			t.Errorf("%s: ssh is %v", at, created["ssh"])
		}
	}
	r.clock.Advance(time.Millisecond)
	if runs := r.pod(id); dig(runs, "runtime", "uptime") != 0.0 || dig(runs, "runtime", "ports") != nil {
		t.Errorf("when the container runs: %v", runs["runtime"])
	}
	r.clock.Advance(boot / 10)
	mapped := r.pod(id)
	var kinds []any
	for i := range dig(mapped, "runtime", "ports").([]any) {
		port := dig(mapped, "runtime", "ports", i)
		kinds = append(kinds, dig(port, "private"), dig(port, "type"))
		private := regexp.MustCompile(`^100\.65\.\d+\.\d+$`).MatchString(dig(port, "ip").(string))
		if private != (dig(port, "type") == "http") || dig(port, "public") == nil {
			t.Errorf("port %v", port)
		}
	}
	if want := []any{8888.0, "http", 22.0, "tcp", 19123.0, "http"}; !slices.Equal(kinds, want) {
		t.Errorf("ports %v, want %v", kinds, want)
	}
	for path, want := range map[string]string{"direct": `^ssh root@[\d.]+ -p \d+$`, "proxy": `^ssh [a-z0-9]{14}-[0-9a-f]{8}@ssh\.runpod\.io$`} {
		if command := dig(mapped, "ssh", path, "command").(string); !regexp.MustCompile(want).MatchString(command) {
			t.Errorf("%s: %q", path, command)
		}
	}
}

func TestStopAndStartAsRecorded(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	id := r.runningPod(with(gpuPod, "ports", `["22/tcp"]`))
	before := dig(r.pod(id), "ssh", "direct", "port")
	stopped := r.act(id, "stop")
	if stopped["status"] != "EXITED" || stopped["cost"] != 3.58 || stopped["runtime"] != nil || dig(stopped, "ssh", "proxy") == nil ||
		dig(stopped, "ssh", "direct") != nil || !slices.Equal(stopped["actions"].([]any), []any{"start", "terminate"}) || stopped["startedAt"] != "2026-11-20T12:00:00Z" {
		t.Errorf("stopped: %v", stopped)
	}
	started := r.act(id, "start")
	if started["status"] != "RUNNING" || started["runtime"] != nil || started["startedAt"] != "2026-11-20T12:01:00Z" {
		t.Errorf("started: %v", started)
	}
	if stale := r.pod(id); dig(stale, "ssh", "direct", "port") != before || dig(stale, "runtime", "uptime") != 30.0 {
		t.Errorf("the first look after a start shows what was: %v", stale)
	}
	if fresh := r.pod(id); fresh["runtime"] != nil || dig(fresh, "ssh", "direct") != nil {
		t.Errorf("the second look: %v", fresh)
	}
	r.clock.Advance(mapping)
	if after := dig(r.pod(id), "ssh", "direct", "port"); after == nil || after == before {
		t.Errorf("port %v before, %v after", before, after)
	}
	r.act(id, "restart")
	if restarted := r.pod(id); restarted["status"] != "RUNNING" || restarted["runtime"] != nil {
		t.Errorf("restarted: %v", restarted)
	}
}

// TestActionsAsRecorded: what a status does not allow is refused, also where it would
// change nothing.
func TestActionsAsRecorded(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{Seed: 1}) // so that a terminated pod can be looked at
	booting, stopped, gone := r.create("/v2/pods", cpuPod), r.create("/v2/pods", cpuPod), r.create("/v2/pods", cpuPod)
	r.account.StopPodByItself(stopped)
	r.account.RemovePod(gone)
	for id, actions := range map[string][]string{booting: {"start"}, stopped: {"stop", "restart"}, gone: {"start", "stop", "restart", "terminate"}} {
		for _, action := range actions {
			r.refused(409, "cannot "+action, "POST", "/v2/pods/"+id+"/action", `{"action": "`+action+`"}`)
		}
	}
	r.act(booting, "restart")
	r.act(booting, "stop")
}

// TestTimesAreInMilliseconds looks at every time that the account reports, on a clock that
// is more exact.
func TestTimesAreInMilliseconds(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{BootTime: 7777777 * time.Nanosecond})
	r.clock.Advance(436_987_654 * time.Nanosecond)
	pod := r.create("/v2/pods", gpuPod)
	endpoint := r.endpoint(queue(`"workers": {"min": 2}`))
	r.create("/v2/account/secrets", `{"name": "s", "value": "v"}`)
	r.clock.Advance(time.Second + 1)
	form := regexp.MustCompile(`"(2026-11-20T[^"]*)"`)
	exact := regexp.MustCompile(`^2026-11-20T\d\d:\d\d:\d\d(\.\d{0,2}[1-9])?Z$`)
	for _, path := range []string{"/v2/pods/" + pod, endpoint, endpoint + "/workers", endpoint + "/releases", "/v2/account/secrets", "/v2/pods/" + pod + "/logs"} {
		times := form.FindAllStringSubmatch(r.do("GET", path, "").text, -1)
		if len(times) == 0 {
			t.Errorf("%s tells no time", path)
		}
		for _, found := range times {
			if !exact.MatchString(found[1]) {
				t.Errorf("%s: %s", path, found[1])
			}
		}
	}
	if got := r.pod(pod)["createdAt"]; got != "2026-11-20T12:00:00.436Z" {
		t.Errorf("created at %v", got)
	}
	r.clock.Advance(4*time.Millisecond - 987_654*time.Nanosecond - time.Second - 1)
	if got := r.pod(r.create("/v2/pods", gpuPod))["createdAt"]; got != "2026-11-20T12:00:00.44Z" {
		t.Errorf("created at %v: zeros at the end are cut", got)
	}
}

func TestLifecycleFlag(t *testing.T) {
	t.Parallel()
	var l sandbox.Lifecycle
	for _, known := range sandbox.Lifecycles() {
		if err := l.Set(string(known)); err != nil || l != known {
			t.Errorf("%s: %s, %v", known, l, err)
		}
	}
	if err := l.Set("real"); err == nil || err.Error() != "use recorded or documented" {
		t.Errorf("real: %v", err)
	}
}

// TestPodRunsByTheClientsRule: what the client takes for a running container comes when it
// runs, by either lifecycle.
func TestPodRunsByTheClientsRule(t *testing.T) {
	t.Parallel()
	for _, lifecycle := range sandbox.Lifecycles() {
		r := newRig(t, sandbox.Options{Lifecycle: lifecycle})
		r.create("/v2/pods", gpuPod)
		for _, step := range []struct {
			after time.Duration
			runs  bool
		}{{0, false}, {boot / 2, false}, {boot/2 - 1, false}, {1, true}, {mapping, true}} {
			r.clock.Advance(step.after)
			var pods []runpod.Pod
			if pods = r.account.Pods(); pods[0].Runs() != step.runs {
				t.Errorf("%s: %s after its creation the pod is %s with %+v", lifecycle, r.clock.Now().Sub(epoch), pods[0].Status, pods[0].Runtime)
			}
		}
	}
}

package sandbox_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

const (
	a100    = "NVIDIA A100 80GB PCIe"
	gpuPod  = `{"name": "trainer", "image": "a/b:1", "disk": 50, "gpu": {"id": "NVIDIA A100 80GB PCIe", "count": 2}, "dataCenterIds": ["EU-RO-1"]}`
	cpuPod  = `{"name": "worker", "image": "a/b:1", "disk": 10, "cpu": {"id": "cpu5c", "vcpuCount": 4}}`
	boot    = sandbox.DefaultBootTime
	mapping = 2 * boot // until ports are mapped
)

// with returns a create body with fields replaced, or dropped where the value is "".
func with(body string, fields ...string) string {
	for i := 0; i < len(fields); i += 2 {
		name, value := fields[i], fields[i+1]
		body = without(body, name)
		if value != "" {
			body = fmt.Sprintf(`%s, %q: %s}`, strings.TrimSuffix(body, "}"), name, value)
		}
	}
	return body
}

// without drops a top-level field of one of the bodies above.
func without(body, name string) string {
	start := strings.Index(body, fmt.Sprintf("%q: ", name))
	if start < 0 {
		return body
	}
	depth, end := 0, start
scan:
	for ; end < len(body); end++ {
		switch body[end] {
		case '{', '[':
			depth++
		case ']':
			depth--
		case '}':
			if depth == 0 {
				break scan
			}
			depth--
		case ',':
			if depth == 0 {
				end += len(", ")
				break scan
			}
		}
	}
	return strings.Replace(body[:start]+body[end:], ", }", "}", 1)
}

func (r *rig) pod(id string) map[string]any {
	r.t.Helper()
	return r.want(200, "GET", "/v2/pods/"+id, "")
}

func (r *rig) act(id, action string) map[string]any {
	r.t.Helper()
	return r.want(200, "POST", "/v2/pods/"+id+"/action", fmt.Sprintf(`{"action": %q}`, action))
}

// runningPod makes a pod and waits until its ports are mapped.
func (r *rig) runningPod(body string) string {
	r.t.Helper()
	id := r.create("/v2/pods", body)
	r.clock.Advance(mapping)
	if got := r.pod(id)["status"]; got != "RUNNING" {
		r.t.Fatalf("status %v", got)
	}
	return id
}

func TestPodComesUpAsDocumented(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{Lifecycle: sandbox.LifecycleDocumented})
	created := r.want(201, "POST", "/v2/pods", with(gpuPod, "ports", `["8888/http", "22/tcp"]`))
	id := created["id"].(string)
	for name, want := range map[string]any{
		"name": "trainer", "image": "a/b:1", "disk": 50.0, "args": "", "cloud": "SECURE", "status": "PROVISIONING", "cost": 3.58,
		"env": map[string]any{}, "mounts": map[string]any{}, "registry": nil, "template": nil, "locked": false,
		"ports": []any{"8888/http", "22/tcp"}, "actions": []any{"stop", "terminate"},
		"gpu":              map[string]any{"id": a100, "count": 2.0, "vcpuCount": 32.0, "memory": 240.0},
		"globalNetworking": map[string]any{"enabled": false}, "createdAt": "2026-11-20T12:00:00Z",
		"dataCenterId": nil, "cudaVersion": nil, "runtime": nil, "startedAt": nil, "ssh": map[string]any{"proxy": nil, "direct": nil},
	} {
		if !reflect.DeepEqual(created[name], want) {
			t.Errorf("at once: %s is %v, want %v", name, created[name], want)
		}
	}

	r.clock.Advance(boot / 3)
	starting := r.pod(id)
	if starting["status"] != "STARTING" || starting["dataCenterId"] != "EU-RO-1" || starting["cudaVersion"] != "13.0" || starting["startedAt"] != nil {
		t.Errorf("placed: %v", starting)
	}
	r.clock.Advance(boot * 2 / 3)
	running := r.pod(id)
	if running["status"] != "RUNNING" || running["startedAt"] != "2026-11-20T12:00:30Z" || dig(running, "ssh", "direct") != nil || dig(running, "runtime", "ports") != nil {
		t.Errorf("running: %v", running)
	}
	if dig(running, "ssh", "proxy", "host") != "ssh.runpod.io" || !slices.Equal(running["actions"].([]any), []any{"stop", "restart", "terminate"}) {
		t.Errorf("running: %v", running)
	}
	r.clock.Advance(boot)
	mapped := r.pod(id)
	port := dig(mapped, "ssh", "direct", "port")
	want := []any{
		map[string]any{"private": 8888.0, "type": "http", "public": nil, "ip": nil},
		map[string]any{"private": 22.0, "type": "tcp", "public": port, "ip": dig(mapped, "ssh", "direct", "host")},
	}
	if port == nil || !reflect.DeepEqual(dig(mapped, "runtime", "ports"), want) || dig(mapped, "runtime", "uptime") != 30.0 {
		t.Errorf("mapped: %v", mapped)
	}
}

func TestBootTimeScalesEverything(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{BootTime: 3 * time.Second, Lifecycle: sandbox.LifecycleDocumented})
	id := r.create("/v2/pods", with(gpuPod, "ports", `["22/tcp"]`))
	for _, want := range []string{"PROVISIONING", "STARTING", "STARTING", "RUNNING", "RUNNING"} {
		if got := r.pod(id); got["status"] != want || dig(got, "ssh", "direct") != nil {
			t.Errorf("got %v, want %s", got, want)
		}
		r.clock.Advance(time.Second)
	}
	r.clock.Advance(time.Second)
	if dig(r.pod(id), "ssh", "direct") == nil {
		t.Error("no direct SSH")
	}
}

func TestDirectSSHNeedsThePort(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	if got := r.pod(r.runningPod(with(gpuPod, "ports", `["2222/tcp"]`))); dig(got, "ssh", "direct") != nil || dig(got, "ssh", "proxy") == nil {
		t.Errorf("ssh: %v", got["ssh"])
	}
}

func TestCPUPod(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	got := r.pod(r.runningPod(cpuPod))
	if !reflect.DeepEqual(got["cpu"], map[string]any{"id": "cpu5c", "vcpuCount": 4.0, "memory": 8.0}) || got["cost"] != 0.14 || got["cudaVersion"] != nil || got["gpu"] != nil {
		t.Errorf("got %v", got)
	}
}

func TestCloudsHaveTheirPrices(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	got := r.want(201, "POST", "/v2/pods", with(gpuPod, "cloud", `"COMMUNITY"`))
	if got["cloud"] != "COMMUNITY" || got["cost"] != 2.38 {
		t.Errorf("got %v", got)
	}
}

func TestStopAndStartAsDocumented(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{Lifecycle: sandbox.LifecycleDocumented})
	id := r.runningPod(with(gpuPod, "ports", `["22/tcp"]`))
	before := dig(r.pod(id), "ssh", "direct", "port")

	stopped := r.act(id, "stop")
	if stopped["status"] != "EXITED" || stopped["cost"] != 0.0 || stopped["runtime"] != nil || dig(stopped, "ssh", "proxy") != nil ||
		stopped["dataCenterId"] != "EU-RO-1" || !slices.Equal(stopped["actions"].([]any), []any{"start", "terminate"}) {
		t.Errorf("stopped: %v", stopped)
	}
	r.clock.Advance(time.Hour)
	if got := r.pod(id); got["status"] != "EXITED" || got["startedAt"] != "2026-11-20T12:00:30Z" {
		t.Errorf("an hour later: %v", got)
	}

	started := r.act(id, "start")
	if started["status"] != "STARTING" || started["cost"] != 3.58 || dig(started, "ssh", "direct") != nil {
		t.Errorf("started: %v", started)
	}
	if stale := r.pod(id); stale["status"] != "STARTING" || dig(stale, "ssh", "direct", "port") != before || dig(stale, "runtime", "ports") == nil {
		t.Errorf("the first look after a start shows what was: %v", stale)
	}
	if fresh := r.pod(id); dig(fresh, "ssh", "direct") != nil || dig(fresh, "runtime", "ports") != nil {
		t.Errorf("the second look: %v", fresh)
	}
	r.clock.Advance(mapping)
	if after := dig(r.pod(id), "ssh", "direct", "port"); after == nil || after == before {
		t.Errorf("port %v before, %v after", before, after)
	}
}

func TestRestartKeepsThePublicPortAsDocumented(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{Lifecycle: sandbox.LifecycleDocumented})
	id := r.runningPod(with(gpuPod, "ports", `["22/tcp"]`))
	before := dig(r.pod(id), "ssh", "direct", "port")
	if got := r.act(id, "restart"); got["status"] != "STARTING" || got["startedAt"] != nil {
		t.Errorf("got %v", got)
	}
	r.clock.Advance(mapping)
	if after := dig(r.pod(id), "ssh", "direct", "port"); after != before {
		t.Errorf("port %v before, %v after", before, after)
	}
}

// TestActions is the table of what a status allows.
func TestActions(t *testing.T) {
	t.Parallel()
	reach := map[string]func(r *rig, id string){
		"PROVISIONING": func(*rig, string) {},
		"STARTING":     func(r *rig, _ string) { r.clock.Advance(boot / 2) },
		"RUNNING":      func(r *rig, _ string) { r.clock.Advance(mapping) },
		"EXITED":       func(r *rig, id string) { r.account.StopPodByItself(id) },
		"ERROR":        func(r *rig, id string) { r.account.FailPod(id) },
		"TERMINATED":   func(r *rig, id string) { r.account.RemovePod(id) },
	}
	tests := map[string]map[string]string{ // status, action, status after; empty where it is refused
		"PROVISIONING": {"start": "", "stop": "EXITED", "restart": "", "terminate": "TERMINATED"},
		"STARTING":     {"start": "", "stop": "EXITED", "restart": "", "terminate": "TERMINATED"},
		"RUNNING":      {"start": "", "stop": "EXITED", "restart": "STARTING", "terminate": "TERMINATED"},
		"EXITED":       {"start": "STARTING", "stop": "", "restart": "", "terminate": "TERMINATED"},
		"ERROR":        {"start": "STARTING", "stop": "", "restart": "", "terminate": "TERMINATED"},
		"TERMINATED":   {"start": "", "stop": "", "restart": "", "terminate": ""},
	}
	for status, actions := range tests {
		for action, after := range actions {
			t.Run(status+" "+action, func(t *testing.T) {
				t.Parallel()
				r := newRig(t, sandbox.Options{Seed: 1, Lifecycle: sandbox.LifecycleDocumented}) // so that a terminated pod can be looked at
				other := r.create("/v2/pods", cpuPod)
				r.clock.Advance(mapping)
				id := r.create("/v2/pods", gpuPod)
				reach[status](r, id)
				if status == "EXITED" || status == "ERROR" {
					r.clock.Advance(boot)
				}
				if got := r.pod(id)["status"]; got != status {
					t.Fatalf("is %v", got)
				}
				path, body := "/v2/pods/"+id+"/action", fmt.Sprintf(`{"action": %q}`, action)
				switch {
				case after == "":
					r.refused(409, status, "POST", path, body)
					after = status
				case action == "terminate":
					r.want(204, "POST", path, body)
				default:
					r.want(200, "POST", path, body)
				}
				if got := r.pod(id)["status"]; got != after {
					t.Errorf("is %v after %s, want %s", got, action, after)
				}
				if got := r.pod(other)["status"]; got != "RUNNING" {
					t.Errorf("the other pod is %v", got)
				}
			})
		}
	}
}

func TestActionRefusals(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	id := r.runningPod(gpuPod)
	for body, words := range map[string]string{
		`{}`:                                `missing property 'action'`,
		`{"action": "reset"}`:               "$.action: value must be one of 'start', 'stop', 'restart', 'terminate'",
		`{"action": "stop", "force": true}`: `additional properties 'force'`,
	} {
		r.refused(422, words, "POST", "/v2/pods/"+id+"/action", body)
	}
	r.refused(404, "pod not found", "POST", "/v2/pods/none/action", `{"action": "stop"}`)
	r.want(200, "PATCH", "/v2/pods/"+id, `{"locked": true}`)
	r.refused(409, "locked", "POST", "/v2/pods/"+id+"/action", `{"action": "stop"}`)
	r.want(204, "DELETE", "/v2/pods/"+id, "")
}

func TestADeletedPodIsNotFoundOrTerminated(t *testing.T) {
	t.Parallel()
	for seed, want := range map[uint64][]int{0: {404, 200, 404}, 1: {200, 404, 200}} {
		r := newRig(t, sandbox.Options{Seed: seed})
		var terminated string
		for _, want := range want {
			path := "/v2/pods/" + r.create("/v2/pods", gpuPod)
			r.want(204, "DELETE", path, "")
			got := r.want(want, "GET", path, "")
			if want == 200 {
				terminated = path
				if got["status"] != "TERMINATED" || len(got["actions"].([]any)) > 0 {
					t.Errorf("got %v", got)
				}
			}
			r.refused(404, "not found", "DELETE", path, "")
			r.refused(404, "not found", "PATCH", path, `{"name": "a"}`)
		}
		if got := r.want(200, "GET", "/v2/pods", ""); len(got["pods"].([]any)) > 0 || !r.account.Empty() {
			t.Errorf("left: %v", got)
		}
		r.clock.Advance(time.Hour)
		r.want(404, "GET", terminated, "")
	}
}

func TestPodsArePaged(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	var all []string
	for range 5 {
		all = append(all, r.create("/v2/pods", cpuPod))
	}
	member := func(p *runpod.Pod) { p.Cluster = &runpod.PodCluster{ID: "c1"} }
	r.account.EditPod(all[0], member)
	r.account.EditPod(all[1], member)

	// The page is cut before members of clusters are dropped.
	first := r.want(200, "GET", "/v2/pods?limit=2", "")
	if len(first["pods"].([]any)) > 0 || dig(first, "pagination", "hasNextPage") != true {
		t.Errorf("first page: %v", first)
	}
	cursor := dig(first, "pagination", "nextCursor").(string)
	second := r.want(200, "GET", "/v2/pods?limit=2&cursor="+cursor, "")
	if dig(second, "pods", 0, "id") != all[2] || dig(second, "pods", 1, "id") != all[3] {
		t.Errorf("second page: %v", second)
	}
	r.account.RemovePod(all[3])
	cursor = dig(second, "pagination", "nextCursor").(string)
	third := r.want(200, "GET", "/v2/pods?limit=2&cursor="+cursor, "")
	if dig(third, "pods", 0, "id") != all[4] || dig(third, "pagination", "hasNextPage") != false || dig(third, "pagination", "nextCursor") != nil {
		t.Errorf("third page: %v", third)
	}

	for query, want := range map[string]int{"": 2, "?includeClusterPods=false": 2, "?includeClusterPods=true": 4} {
		if got := r.want(200, "GET", "/v2/pods"+query, "")["pods"].([]any); len(got) != want {
			t.Errorf("%s: %d pods", query, len(got))
		}
	}
	for query, words := range map[string]string{"?limit=0": "minimum: got 0, want 1", "?limit=1001": "maximum: got 1001, want 1000", "?cursor=": "minLength: got 0, want 1", "?includeClusterPods=maybe": "boolean"} {
		r.refused(422, words, "GET", "/v2/pods"+query, "")
	}
	if out := record(r.account, r.request("GET", "/v2/pods?cursor=made-up", "")); out.status != 422 {
		t.Errorf("a made-up cursor: %d", out.status)
	}
}

func TestClientReadsAllPages(t *testing.T) {
	t.Parallel()
	acctest.OneByOne(t)
	r := newRig(t, sandbox.Options{})
	r.account.SetCapacity("cpu5c", "", "", 1<<20)
	const many = 1100
	for range many {
		if out := record(r.account, r.request("POST", "/v2/pods", cpuPod)); out.status != 201 {
			t.Fatal(out.text)
		}
	}
	pods, err := client(t, r).ListPods(t.Context(), runpod.ListPodsOptions{})
	if err != nil || len(pods) != many {
		t.Errorf("%d pods, %v", len(pods), err)
	}
}

func TestClusterMembersAreNotForTouching(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	id := r.runningPod(gpuPod)
	r.account.EditPod(id, func(p *runpod.Pod) { p.Cluster = &runpod.PodCluster{ID: "c1"} })
	r.refused(409, "c1", "PATCH", "/v2/pods/"+id, `{"name": "a"}`)
	r.refused(409, "c1", "DELETE", "/v2/pods/"+id, "")
	r.refused(409, "c1", "POST", "/v2/pods/"+id+"/action", `{"action": "stop"}`)
	if got := r.pod(id); dig(got, "cluster", "id") != "c1" {
		t.Errorf("got %v", got)
	}
}

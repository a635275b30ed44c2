package pod_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// unmapped is an API that never maps a port.
func unmapped() http.RoundTripper {
	return acctest.Rewriting("/pods", everyPod(func(pod map[string]any) {
		if runtime, ok := pod["runtime"].(map[string]any); ok {
			delete(runtime, "ports")
		}
		pod["ssh"].(map[string]any)["direct"] = nil
	}))
}

// everyPod changes the pods of an answer: of a list, or the one.
func everyPod(change func(pod map[string]any)) func(map[string]any) {
	return func(object map[string]any) {
		pods, isList := object["pods"].([]any)
		if !isList {
			pods = []any{object}
		}
		for _, p := range pods {
			change(p.(map[string]any))
		}
	}
}

// told are the warnings of the last apply.
func told(i *acctest.Instance) []string {
	var texts []string
	for _, d := range i.Told {
		if d.Severity == tfprotov6.DiagnosticSeverityWarning {
			texts = append(texts, d.Summary+": "+d.Detail)
		}
	}
	return texts
}

// mappedAfter is when the ports of a new pod can be reached.
var mappedAfter = map[sandbox.Lifecycle]time.Duration{
	sandbox.LifecycleRecorded: 33 * time.Second, sandbox.LifecycleDocumented: 60 * time.Second,
}

// TestWaits: what an apply waits for, by either lifecycle.
func TestWaits(t *testing.T) {
	t.Parallel()
	ports := items{"22/tcp", "8888/http"}
	for name, test := range map[string]struct {
		config   obj
		unmapped bool
		mapped   bool          // the apply takes until the ports are mapped
		least    time.Duration // or else so long
		most     time.Duration
		ssh      bool // reachable afterwards
		warns    bool
		fails    string
	}{
		"SSH by default":             {config: obj{"ports": ports}, mapped: true, ssh: true},
		"nothing to reach":           {config: obj{}, least: 30 * time.Second, most: 40 * time.Second},
		"HTTP only":                  {config: obj{"ports": items{"8888/http"}}, least: 30 * time.Second, most: 40 * time.Second},
		"CREATED":                    {config: obj{"ports": ports, "wait_until": "CREATED"}},
		"RUNNING":                    {config: obj{"ports": ports, "wait_until": "RUNNING"}, least: 30 * time.Second, most: 40 * time.Second},
		"READY":                      {config: obj{"ports": ports, "wait_until": "READY"}, mapped: true, ssh: true},
		"a courtesy ends":            {config: obj{"ports": ports}, unmapped: true, least: 200 * time.Second, most: 220 * time.Second, warns: true},
		"a courtesy within timeouts": {config: obj{"ports": ports, "timeouts": obj{"create": "1m"}}, unmapped: true, least: 60 * time.Second, most: 70 * time.Second, warns: true},
		"a declared READY fails":     {config: obj{"ports": ports, "wait_until": "READY", "timeouts": obj{"create": "10m"}}, unmapped: true, least: 10 * time.Minute, most: 10*time.Minute + 10*time.Second, fails: "timed out after 10m0s while waiting for the pod to start and its ports to be mapped"},
		"community cloud":            {config: obj{"ports": ports, "cloud": "COMMUNITY"}, unmapped: true, least: 30 * time.Second, most: 40 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.EachLifecycle(t, func(t *testing.T, env *acctest.Env) {
				server, pod := env.Server(nil), newPod()
				if test.unmapped {
					server = env.Server(unmapped())
				}
				least, most := test.least, test.most
				if test.mapped {
					least = mappedAfter[env.Lifecycle]
					most = least + 10*time.Second
				}
				config := minimal(obj{"gpu": obj{"type_ids": items{"NVIDIA L40S"}}})
				maps.Copy(config, test.config)
				began := env.Clock.Now()
				err := server.Apply(t.Context(), pod, config)
				took := env.Clock.Now().Sub(began)
				switch {
				case test.fails == "" && err != nil, test.fails != "" && (err == nil || !strings.Contains(err.Error(), test.fails)):
					t.Errorf("failed with %v, want %q", err, test.fails)
				case took < least || took > most:
					t.Errorf("took %s, want %s to %s", took, least, most)
				}
				if !pod.Exists() || pod.Tainted() != (test.fails != "") {
					t.Errorf("tainted %t", pod.Tainted())
				}
				if ssh := server.Attribute(pod, "ssh", "direct", "host") != nil; ssh != test.ssh {
					t.Errorf("SSH is reachable: %t", ssh)
				}
				if warnings := told(pod); (len(warnings) == 1 && strings.HasPrefix(warnings[0], `Ports are not mapped yet: pod trainer: Pod "trainer"`)) != test.warns {
					t.Errorf("warned %q", warnings)
				}
				if test.fails == "" {
					if err := server.PlanIsEmpty(t.Context(), pod, config); err != nil {
						t.Error(err)
					}
				}
			})
		})
	}
}

// TestWaitsOnlyAfterAStart: a pod whose ports never come holds up no later change.
func TestWaitsOnlyAfterAStart(t *testing.T) {
	t.Parallel()
	acctest.EachLifecycle(t, checkWaitsOnlyAfterAStart)
}

func checkWaitsOnlyAfterAStart(t *testing.T, env *acctest.Env) {
	server, pod := env.Server(unmapped()), newPod()
	config := minimal(obj{"ports": items{"22/tcp"}})
	if err := server.Apply(t.Context(), pod, config); err != nil {
		t.Fatal(err)
	}
	env.Clock.Advance(time.Hour)
	began := env.Clock.Now()
	config["name"] = "renamed"
	if err := server.Apply(t.Context(), pod, config); err != nil || len(told(pod)) > 0 || env.Clock.Now().Sub(began) > 10*time.Second {
		t.Errorf("a rename took %s: %v, %q", env.Clock.Now().Sub(began), err, told(pod))
	}
}

// TestStoppedPod: its cost is none whatever Runpod says, and a plan that starts it says
// what it bills then, also where it has stopped by itself.
func TestStoppedPod(t *testing.T) {
	t.Parallel()
	acctest.EachLifecycle(t, checkStoppedPod)
}

func checkStoppedPod(t *testing.T, env *acctest.Env) {
	server, pod := env.Server(nil), newPod()
	config := minimal(obj{"desired_state": "STOPPED"})
	if err := server.Apply(t.Context(), pod, config); err != nil {
		t.Fatal(err)
	}
	if err := server.Refresh(t.Context(), pod); err != nil {
		t.Fatal(err)
	}
	expect(t, server.State(pod), obj{"cost_per_hour_usd": usd(t, "0"), "status": "EXITED"})
	config = minimal(nil)
	change, err := server.Plan(t.Context(), pod, config)
	if err != nil {
		t.Fatal(err)
	}
	var warnings []string
	for _, d := range change.Diagnostics {
		warnings = append(warnings, d.Summary+": "+d.Detail)
	}
	if len(warnings) != 1 || !strings.HasPrefix(warnings[0], "Pod starts: trainer: ") || !strings.Contains(warnings[0], "is EXITED, and this change starts it. It then bills up to $1.") {
		t.Errorf("warned %q", warnings)
	}
}

// TestStartAfterAStop: the first look after a start may show the pod as it was before the
// stop, other ports included. It is not taken for the pod that runs now.
func TestStartAfterAStop(t *testing.T) {
	t.Parallel()
	acctest.EachLifecycle(t, checkStartAfterAStop)
}

func checkStartAfterAStop(t *testing.T, env *acctest.Env) {
	server, pod := env.Server(nil), newPod()
	running, stopped := minimal(obj{"ports": items{"22/tcp"}}), minimal(obj{"ports": items{"22/tcp"}, "desired_state": "STOPPED"})
	for _, config := range []obj{running, stopped, running} {
		if err := server.Apply(t.Context(), pod, config); err != nil {
			t.Fatal(err)
		}
		env.Clock.Advance(time.Hour)
	}
	now := only(t, env)
	if port := server.Attribute(pod, "ssh", "direct", "port"); now.SSH.Direct == nil || port != now.SSH.Direct.Port {
		t.Errorf("the state has port %v, the pod %+v", port, now.SSH.Direct)
	}
}

// TestStopsItself: a pod whose job is done before an apply has seen it run is not tainted, since the next apply would delete
// what it has written. It starts again unless desired_state is ignored.
func TestStopsItself(t *testing.T) {
	t.Parallel()
	acctest.EachLifecycle(t, checkStopsItself)
}

func checkStopsItself(t *testing.T, env *acctest.Env) {
	stopped := false
	env.OnSleep = func() {
		for _, pod := range env.Account.Pods() {
			if !stopped {
				env.Account.StopPodByItself(pod.ID)
				stopped = true
			}
		}
	}
	server, pod := env.Server(nil), newPod()
	config := minimal(obj{"ports": items{"8888/http"}, "wait_until": "READY"})
	if err := server.Apply(t.Context(), pod, config); err != nil {
		t.Fatal(err)
	}
	if warnings := told(pod); len(warnings) != 1 || !strings.HasPrefix(warnings[0], "Pod stopped before it was seen running: trainer: ") || !strings.Contains(warnings[0], "wait_until = \"CREATED\"") {
		t.Errorf("warned %q", warnings)
	}
	if pod.Tainted() {
		t.Error("it is tainted")
	}
	if err := server.Refresh(t.Context(), pod); err != nil {
		t.Fatal(err)
	}
	expect(t, server.State(pod), obj{"status": "EXITED", "desired_state": "STOPPED"})
	id := only(t, env).ID
	if err := server.Apply(t.Context(), pod, config); err != nil {
		t.Fatal(err)
	}
	if now := only(t, env); now.ID != id || now.Status != runpod.PodStatusRunning {
		t.Errorf("pod %s is %s after another apply, was %s", now.ID, now.Status, id)
	}
}

// TestStartsWithoutGPUs: Runpod may start a stopped pod without its GPUs. An apply goes on until the pod has
// them, and a pod that somebody else has started so is mended in place: nothing may cost it its volume disk.
func TestStartsWithoutGPUs(t *testing.T) {
	t.Parallel()
	for name, api := range map[string]http.RoundTripper{
		"no GPU": nil,
		"a count of none": acctest.Rewriting("/pods", everyPod(func(pod map[string]any) {
			if pod["gpu"] == nil {
				pod["gpu"] = map[string]any{"id": a100, "count": 0}
			}
		})),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.EachLifecycle(t, func(t *testing.T, env *acctest.Env) { checkStartsWithoutGPUs(t, env, api) })
		})
	}
}

func checkStartsWithoutGPUs(t *testing.T, env *acctest.Env, api http.RoundTripper) {
	server, pod := env.Server(api), newPod()
	running := minimal(obj{"gpu": obj{"type_ids": items{a100}, "count": 2}, "volume_disk": obj{"size_gb": 20}, "timeouts": obj{"update": "5m"}})
	stopped := maps.Clone(running)
	stopped["desired_state"] = "STOPPED"
	apply := func(config obj) {
		t.Helper()
		if err := server.Apply(t.Context(), pod, config); err != nil {
			t.Fatal(err)
		}
		if err := server.PlanIsEmpty(t.Context(), pod, config); err != nil {
			t.Fatal(err)
		}
	}
	apply(running)
	id := only(t, env).ID
	apply(stopped)
	env.Account.SetBareStarts(2)
	apply(running)
	if now := only(t, env); now.GPU.Count != 2 {
		t.Errorf("the pod runs with %d GPUs", now.GPU.Count)
	}

	apply(stopped)
	env.Account.SetBareStarts(1000)
	began := env.Clock.Now()
	err := server.Apply(t.Context(), pod, running)
	last := only(t, env).Status // GPUs may be seen to be missing only once the container runs: an apply may end before
	if err == nil || last == runpod.PodStatusExited && (!strings.Contains(err.Error(), "the pod started without its GPUs") || !strings.Contains(err.Error(), "Apply again later")) {
		t.Errorf("without GPUs: %v", err)
	}
	if took := env.Clock.Now().Sub(began); took < 4*time.Minute || took > 8*time.Minute {
		t.Errorf("gave up after %s", took)
	}
	if last != runpod.PodStatusExited && last != runpod.PodStatusStarting && last != runpod.PodStatusRunning {
		t.Errorf("the pod is %s", last)
	}
	env.Account.StopPodByItself(id)
	if err := server.Refresh(t.Context(), pod); err != nil {
		t.Fatal(err)
	}
	change, err := server.Plan(t.Context(), pod, running)
	if err != nil || len(change.Replaces) > 0 {
		t.Errorf("the next plan replaces for %v: %v", change.Replaces, err)
	}

	env.Account.StartPodBare(id) // in the console
	env.Clock.Advance(time.Hour)
	if err := server.Refresh(t.Context(), pod); err != nil {
		t.Fatal(err)
	}
	expect(t, server.State(pod), obj{"gpu.count": 0, "desired_state": "RUNNING"})
	change, err = server.Plan(t.Context(), pod, running)
	if err != nil || len(change.Replaces) > 0 || len(change.Diagnostics) != 1 || !strings.HasPrefix(change.Diagnostics[0].Summary, "Pod runs without its GPUs") {
		t.Errorf("the plan replaces for %v, and says %v: %v", change.Replaces, change.Diagnostics, err)
	}
	imported, err := server.Import(t.Context(), "runpod_pod", id)
	if err != nil {
		t.Fatal(err)
	}
	if change, err = server.Plan(t.Context(), imported, running); err != nil || len(change.Replaces) > 0 {
		t.Errorf("imported, the plan replaces for %v: %v", change.Replaces, err)
	}
	env.Account.SetBareStarts(1)
	apply(running)
	if now := only(t, env); now.ID != id || now.GPU.Count != 2 {
		t.Errorf("pod %s, not %s, with %d GPUs", now.ID, id, now.GPU.Count)
	}
}

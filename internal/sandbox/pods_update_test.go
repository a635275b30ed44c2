package sandbox_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

func TestEnvIsInjectedOnceAndReplacedWhole(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	created := r.want(201, "POST", "/v2/pods", with(gpuPod, "env", `{"A": "1"}`, "startSsh", "true", "startJupyter", "true"))
	id := created["id"].(string)
	key, _ := dig(created, "env", "PUBLIC_KEY").(string)
	password, _ := dig(created, "env", "JUPYTER_PASSWORD").(string)
	if !strings.HasPrefix(key, "ssh-") || len(password) < 10 || dig(created, "env", "A") != "1" || len(created["env"].(map[string]any)) != 3 {
		t.Errorf("env: %v", created["env"])
	}
	for _, name := range []string{"startSsh", "startJupyter"} {
		if _, ok := created[name]; ok {
			t.Errorf("%s is in the answer", name)
		}
	}
	if got := r.want(200, "PATCH", "/v2/pods/"+id, `{"env": {"B": "2"}}`); !reflect.DeepEqual(got["env"], map[string]any{"B": "2"}) {
		t.Errorf("the map is not replaced: %v", got["env"])
	}
	if got := r.want(200, "PATCH", "/v2/pods/"+id, `{"env": {}}`); !reflect.DeepEqual(got["env"], map[string]any{}) {
		t.Errorf("the map is not emptied: %v", got["env"])
	}
}

func TestDeclaredKeysBeatInjectedOnes(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	got := r.want(201, "POST", "/v2/pods", with(gpuPod, "env", `{"PUBLIC_KEY": "mine", "JUPYTER_PASSWORD": "mine"}`, "startSsh", "true", "startJupyter", "true"))
	if want := map[string]any{"PUBLIC_KEY": "mine", "JUPYTER_PASSWORD": "mine"}; !reflect.DeepEqual(got["env"], want) {
		t.Errorf("env: %v", got["env"])
	}
	if got := r.want(201, "POST", "/v2/pods", gpuPod); len(got["env"].(map[string]any)) > 0 {
		t.Errorf("injected without being asked: %v", got["env"])
	}
}

// TestArgs: args is the stored form of entrypoint and cmd.
func TestArgs(t *testing.T) {
	t.Parallel()
	type form struct {
		args            string
		entrypoint, cmd []any
	}
	r := newRig(t, sandbox.Options{})
	id := r.create("/v2/pods", gpuPod)
	steps := []struct {
		patch string
		want  form
	}{
		{`{"cmd": ["serve", "--port 1"]}`, form{args: `{"cmd":["serve","--port 1"]}`, cmd: []any{"serve", "--port 1"}}},
		{`{"entrypoint": ["/init"]}`, form{`{"entrypoint":["/init"],"cmd":["serve","--port 1"]}`, []any{"/init"}, []any{"serve", "--port 1"}}},
		{`{"name": "other"}`, form{`{"entrypoint":["/init"],"cmd":["serve","--port 1"]}`, []any{"/init"}, []any{"serve", "--port 1"}}},
		{`{"cmd": []}`, form{`{"entrypoint":["/init"]}`, []any{"/init"}, nil}},
		{`{"args": "{\"cmd\": [\"a\"]}"}`, form{args: `{"cmd": ["a"]}`, cmd: []any{"a"}}},
		{`{"args": "{\"cmd\": [\"b\"]}", "cmd": ["b"]}`, form{args: `{"cmd": ["b"]}`, cmd: []any{"b"}}},
		{`{"args": ""}`, form{}},
		{`{"entrypoint": ["/init"], "cmd": ["x"]}`, form{`{"entrypoint":["/init"],"cmd":["x"]}`, []any{"/init"}, []any{"x"}}},
		{`{"entrypoint": [], "cmd": []}`, form{}},
	}
	for _, step := range steps {
		got := r.want(200, "PATCH", "/v2/pods/"+id, step.patch)
		have := form{args: got["args"].(string)}
		have.entrypoint, _ = got["entrypoint"].([]any)
		have.cmd, _ = got["cmd"].([]any)
		if !reflect.DeepEqual(have, step.want) {
			t.Errorf("%s: got %+v, want %+v", step.patch, have, step.want)
		}
	}
	if got := r.want(200, "PATCH", "/v2/pods/"+id, `{"args": "bash -c 'sleep 1'"}`); got["args"] != "bash -c 'sleep 1'" {
		t.Errorf("a bare command line: %v", got["args"])
	}
	r.refused(400, "does not agree", "PATCH", "/v2/pods/"+id, `{"args": "{\"cmd\": [\"b\"]}", "entrypoint": ["b"]}`)
}

// TestUpdatesThatRestart tells the changes that start the container again from
// those that do not.
func TestUpdatesThatRestart(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{Lifecycle: sandbox.LifecycleDocumented})
	registry := r.account.AddRegistry("ghcr")
	for patch, restarts := range map[string]bool{
		`{"image": "a/b:2"}`:        true,
		`{"image": "a/b:1"}`:        false,
		`{"disk": 60}`:              true,
		`{"env": {"A": "2"}}`:       true,
		`{"env": {"A": "1"}}`:       false,
		`{"ports": ["22/tcp"]}`:     true,
		`{"args": "sleep 1"}`:       true,
		`{"cmd": ["sleep", "1"]}`:   true,
		`{"entrypoint": ["/init"]}`: true,
		`{"mounts": {"persistent": {"size": 20, "path": "/workspace"}}}`: true,
		`{"mounts": {"persistent": {"size": 10, "path": "/other"}}}`:     true,
		`{"mounts": {}}`:             false,
		`{"name": "other"}`:          false,
		`{"locked": true}`:           false,
		`{"globalNetworking": true}`: false,
		`{"registry": null}`:         false,
		`{}`:                         false,
		fmt.Sprintf(`{"registry": %q}`, registry): true,
	} {
		id := r.runningPod(with(gpuPod, "env", `{"A": "1"}`, "ports", `[]`, "mounts", `{"persistent": {"size": 10, "path": "/workspace"}}`))
		want := "RUNNING"
		if restarts {
			want = "STARTING"
		}
		if got := r.want(200, "PATCH", "/v2/pods/"+id, patch); got["status"] != want {
			t.Errorf("%s: %v, want %s", patch, got["status"], want)
		}
		r.clock.Advance(boot)
		if got := r.pod(id); got["status"] != "RUNNING" {
			t.Errorf("%s: still %v", patch, got["status"])
		}
		r.account.RemovePod(id)
	}
}

func TestAnUpdateOfAStoppedPodDoesNotStartIt(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	id := r.runningPod(gpuPod)
	r.act(id, "stop")
	got := r.want(200, "PATCH", "/v2/pods/"+id, `{"image": "a/b:2", "disk": 70}`)
	if got["status"] != "EXITED" || got["image"] != "a/b:2" || got["disk"] != 70.0 {
		t.Errorf("got %v", got)
	}
}

func TestGlobalNetworkingTakesEffectAtTheNextStart(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	id := r.runningPod(gpuPod)
	r.want(200, "PATCH", "/v2/pods/"+id, `{"globalNetworking": true}`)
	if got := r.pod(id); dig(got, "globalNetworking", "enabled") != true || dig(got, "globalNetworking", "ip") != nil {
		t.Errorf("before: %v", got["globalNetworking"])
	}
	r.act(id, "restart")
	r.clock.Advance(boot)
	if got := r.pod(id); dig(got, "globalNetworking", "ip") == nil {
		t.Errorf("after: %v", got["globalNetworking"])
	}
	elsewhere := r.create("/v2/pods", with(gpuPod, "dataCenterIds", `["EUR-NO-1"]`))
	r.refused(400, "not available in data center EUR-NO-1", "PATCH", "/v2/pods/"+elsewhere, `{"globalNetworking": true}`)
	cpu := r.create("/v2/pods", cpuPod)
	r.refused(400, "NVIDIA GPU pods only", "PATCH", "/v2/pods/"+cpu, `{"globalNetworking": true}`)
}

func TestPodUpdateRefusals(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	volume := r.create("/v2/network-volumes", smallVolume)
	bare := r.create("/v2/pods", gpuPod)
	disk := r.create("/v2/pods", with(gpuPod, "mounts", `{"persistent": {"size": 10, "path": "/workspace"}}`))
	network := r.create("/v2/pods", with(gpuPod, "mounts", fmt.Sprintf(`{"network": [{"volumeId": %q, "path": "/workspace"}]}`, volume)))
	for _, fixed := range []string{"gpu", "cpu", "cloud", "dataCenterIds", "startSsh", "startJupyter", "template"} {
		r.refused(422, "additional properties '"+fixed+"' not allowed", "PATCH", "/v2/pods/"+bare, fmt.Sprintf(`{%q: null}`, fixed))
	}
	const persistentMount, networkMount = `{"mounts": {"persistent": {"size": 10, "path": "/a"}}}`, `{"mounts": {"network": [{"volumeId": "other", "path": "/a"}]}}`
	for _, tt := range []struct {
		id, patch string
		status    int
		words     string
	}{
		{bare, persistentMount, 400, "kind of mount is fixed"},
		{bare, networkMount, 400, "kind of mount is fixed"},
		{disk, networkMount, 400, "kind of mount is fixed"},
		{network, persistentMount, 400, "kind of mount is fixed"},
		{network, networkMount, 400, "volumeId is fixed"},
		{disk, `{"mounts": {"persistent": {"size": 10, "path": "a"}}}`, 400, "is not absolute"},
		{bare, `{"ports": ["ssh/tcp"]}`, 400, "is not of the form"},
		{bare, `{"registry": "nope"}`, 400, "nope"},
		{bare, `{"templateId": "nope"}`, 404, "template not found"},
		{bare, `{"name": ""}`, 422, "name: minLength: got"},
		{bare, `{"disk": 0}`, 422, "disk: minimum: got"},
		{"none", `{"name": "a"}`, 404, "pod not found"},
	} {
		r.refused(tt.status, tt.words, "PATCH", "/v2/pods/"+tt.id, tt.patch)
	}
	if got := r.want(200, "PATCH", "/v2/pods/"+network, fmt.Sprintf(`{"mounts": {"network": [{"volumeId": %q, "path": "/data"}]}}`, volume)); dig(got, "mounts", "network", 0, "path") != "/data" {
		t.Errorf("got %v", got["mounts"])
	}
}

func TestPodFromATemplate(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	id := r.account.AddTemplate(runpod.Template{
		Name: "base", StartSSH: true,
		Container: runpod.Container{Image: "base:1", Disk: 33, Env: map[string]string{"A": "template", "B": "template"}, Ports: []string{"80/http"}},
		Mounts:    runpod.TemplateMounts{Persistent: &runpod.PersistentMount{Size: 40, Path: "/data"}},
	})
	body := fmt.Sprintf(`{"name": "p", "templateId": %q, "gpu": {"id": "NVIDIA L4", "count": 1}, "env": {"B": "pod", "C": "pod"}}`, id)
	got := r.want(201, "POST", "/v2/pods", body)
	env, _ := got["env"].(map[string]any)
	if env["A"] != "template" || env["B"] != "pod" || env["C"] != "pod" || env["PUBLIC_KEY"] == nil || len(env) != 4 {
		t.Errorf("env: %v", env)
	}
	if got["template"] != nil || got["image"] != "base:1" || got["disk"] != 33.0 || !reflect.DeepEqual(got["ports"], []any{"80/http"}) || dig(got, "mounts", "persistent", "size") != 40.0 {
		t.Errorf("got %v", got)
	}
	got = r.want(201, "POST", "/v2/pods", with(body, "image", `"own:1"`, "disk", "5", "ports", "[]", "startSsh", "false", "mounts", "{}"))
	if got["image"] != "own:1" || got["disk"] != 5.0 || len(got["ports"].([]any)) > 0 || dig(got, "env", "PUBLIC_KEY") != nil || len(got["mounts"].(map[string]any)) > 0 {
		t.Errorf("got %v", got)
	}
	serverless := r.account.AddTemplate(runpod.Template{Serverless: true, Container: runpod.Container{Image: "base:1", Disk: 33}})
	if out := record(r.account, r.request("POST", "/v2/pods", strings.Replace(body, id, serverless, 1))); out.status != 422 {
		t.Errorf("a serverless template: %d %s", out.status, out.text)
	}
}

func TestConsoleKnobs(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	id := r.runningPod(with(gpuPod, "env", `{"A": "1"}`))
	r.account.EditPod(id, func(p *runpod.Pod) { p.Name, p.Env["A"], p.Locked = "edited", "2", true })
	if got := r.pod(id); got["name"] != "edited" || dig(got, "env", "A") != "2" || got["locked"] != true || got["status"] != "RUNNING" {
		t.Errorf("edited: %v", got)
	}
	snapshot := r.account.Pods()[0]
	snapshot.Env["A"] = "3"
	if got := r.pod(id); dig(got, "env", "A") != "2" {
		t.Error("a snapshot shares memory with the account")
	}
	r.account.FailPod(id)
	if got := r.pod(id); got["status"] != "ERROR" || got["runtime"] != nil {
		t.Errorf("failed: %v", got)
	}
	r.act(id, "start")
	r.clock.Advance(boot)
	r.account.StopPodByItself(id)
	if got := r.pod(id); got["status"] != "EXITED" {
		t.Errorf("stopped by itself: %v", got)
	}
	r.account.RemovePod(id)
	if !r.account.Empty() {
		t.Errorf("left: %v", r.account.Contents())
	}
}

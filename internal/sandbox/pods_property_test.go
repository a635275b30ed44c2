package sandbox_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// accountModel is what must be true of an account after any sequence of calls.
type accountModel struct {
	account *sandbox.Account
	clock   *sandbox.FakeClock
	pods    map[string]*podModel
	volumes map[string]bool
}

type podModel struct {
	gpus    int
	stopped bool
	name    string
}

const totalGPUs = 5

func newAccountModel(seed uint64) *accountModel {
	clock := sandbox.NewFakeClock(epoch)
	m := &accountModel{
		account: sandbox.New(sandbox.Options{Clock: clock, Seed: seed}), clock: clock,
		pods: map[string]*podModel{}, volumes: map[string]bool{},
	}
	m.account.SetCapacity(a100, "", "", 0)
	m.account.SetCapacity(a100, "EU-RO-1", runpod.CloudSecure, totalGPUs)
	return m
}

func (m *accountModel) call(method, path, body string) reply {
	req := httptest.NewRequestWithContext(context.Background(), method, path, strings.NewReader(body))
	req.Header.Set("Authorization", "Bearer "+m.account.APIKey())
	req.Header.Set("User-Agent", "sandbox-test")
	return record(m.account, req)
}

func (m *accountModel) used() int {
	var used int
	for _, p := range m.pods {
		if !p.stopped {
			used += p.gpus
		}
	}
	return used
}

func anyOf[V any](t *rapid.T, m map[string]V) string {
	if len(m) == 0 {
		t.Skip("there is none")
	}
	var ids []string
	for id := range m {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return rapid.SampledFrom(ids).Draw(t, "id")
}

func (m *accountModel) createPod(t *rapid.T) {
	gpus := rapid.IntRange(1, 4).Draw(t, "gpus")
	mounts := `{}`
	if len(m.volumes) > 0 && rapid.Bool().Draw(t, "on a volume") {
		mounts = fmt.Sprintf(`{"network": [{"volumeId": %q, "path": "/v"}]}`, anyOf(t, m.volumes))
	}
	out := m.call("POST", "/v2/pods", fmt.Sprintf(`{"name": "p", "image": "a", "disk": 1, "mounts": %s, "gpu": {"id": %q, "count": %d}}`, mounts, a100, gpus))
	fits := m.used()+gpus <= totalGPUs
	if fits != (out.status == http.StatusCreated) || !fits && out.status != http.StatusBadRequest {
		t.Fatalf("%d of %d GPUs used, %d more: %d %s", m.used(), totalGPUs, gpus, out.status, out.text)
	}
	if fits {
		m.pods[out.body["id"].(string)] = &podModel{gpus: gpus, name: "p"}
	}
}

func (m *accountModel) stop(t *rapid.T) {
	id := anyOf(t, m.pods)
	want := http.StatusOK
	if m.pods[id].stopped {
		want = http.StatusConflict
	}
	if out := m.call("POST", "/v2/pods/"+id+"/action", `{"action": "stop"}`); out.status != want {
		t.Fatalf("stop: %d %s", out.status, out.text)
	}
	m.pods[id].stopped = true
}

func (m *accountModel) start(t *rapid.T) {
	id := anyOf(t, m.pods)
	p := m.pods[id]
	before := m.call("GET", "/v2/pods/"+id, "").body["status"]
	want := http.StatusOK
	switch {
	case p.stopped && m.used()+p.gpus > totalGPUs:
		want = http.StatusBadRequest
	case !p.stopped:
		want = http.StatusConflict
	}
	if out := m.call("POST", "/v2/pods/"+id+"/action", `{"action": "start"}`); out.status != want {
		t.Fatalf("start of a pod that is %v: %d %s, want %d", before, out.status, out.text, want)
	}
	p.stopped = p.stopped && want != http.StatusOK
}

func (m *accountModel) patch(t *rapid.T) {
	id := anyOf(t, m.pods)
	m.pods[id].name = rapid.SampledFrom([]string{"a", "b"}).Draw(t, "name")
	image := rapid.SampledFrom([]string{"a", "b"}).Draw(t, "image")
	if out := m.call("PATCH", "/v2/pods/"+id, fmt.Sprintf(`{"name": %q, "image": %q}`, m.pods[id].name, image)); out.status != 200 {
		t.Fatalf("patch: %d %s", out.status, out.text)
	}
}

func (m *accountModel) deletePod(t *rapid.T) {
	id := anyOf(t, m.pods)
	if out := m.call("DELETE", "/v2/pods/"+id, ""); out.status != 204 {
		t.Fatalf("delete: %d %s", out.status, out.text)
	}
	if out := m.call("GET", "/v2/pods/"+id, ""); out.status != 404 && out.body["status"] != "TERMINATED" {
		t.Fatalf("after a delete: %d %s", out.status, out.text)
	}
	delete(m.pods, id)
}

func (m *accountModel) createVolume(t *rapid.T) {
	out := m.call("POST", "/v2/network-volumes", smallVolume)
	if out.status != 201 {
		t.Fatalf("volume: %d %s", out.status, out.text)
	}
	m.volumes[out.body["id"].(string)] = true
}

func (m *accountModel) advance(t *rapid.T) {
	m.clock.Advance(time.Duration(rapid.IntRange(1, 90).Draw(t, "seconds")) * time.Second)
}

// check compares the account with the model.
func (m *accountModel) check(t *rapid.T) {
	list, _ := m.call("GET", "/v2/pods", "").body["pods"].([]any)
	if len(list) != len(m.pods) || len(m.account.Pods()) != len(m.pods) || len(m.account.NetworkVolumes()) != len(m.volumes) {
		t.Fatalf("the account has %v, the model %d pods and %d volumes", m.account.Contents(), len(m.pods), len(m.volumes))
	}
	for _, p := range list {
		want := m.pods[dig(p, "id").(string)]
		if dig(p, "name") != want.name || (dig(p, "status") == "EXITED") != want.stopped || dig(p, "cost") == 0.0 {
			t.Fatalf("pod %v, want %+v", p, want)
		}
	}
}

// TestAnySequenceOfCalls: GPUs are never sold twice, what was stopped stays so,
// and everything can be deleted in the end.
func TestAnySequenceOfCalls(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := newAccountModel(rapid.Uint64Range(0, 1).Draw(t, "seed"))
		t.Repeat(map[string]func(*rapid.T){
			"": m.check, "create pod": m.createPod, "stop": m.stop, "start": m.start, "patch": m.patch,
			"delete pod": m.deletePod, "create volume": m.createVolume, "advance": m.advance,
		})
		for id := range m.pods {
			m.call("DELETE", "/v2/pods/"+id, "")
		}
		m.clock.Advance(boot)
		for id := range m.volumes {
			m.call("DELETE", "/v2/network-volumes/"+id, "")
		}
		if !m.account.Empty() {
			t.Fatalf("left: %v", m.account.Contents())
		}
	})
}

// FuzzCreatePod: whatever is sent, the account answers, and with no fault of its own.
func FuzzCreatePod(f *testing.F) {
	for _, body := range []string{gpuPod, cpuPod, `{}`, `[]`, `null`, `{"name": 1e400}`, with(gpuPod, "args", `"{\"cmd\": 1}"`), with(gpuPod, "mounts", `{"network": [{}]}`), with(gpuPod, "ports", `["/"]`)} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		m := newAccountModel(0)
		out := m.call("POST", "/v2/pods", body)
		if !slices.Contains([]int{201, 400, 404, 413, 422}, out.status) || out.body == nil {
			t.Errorf("%s: %d %s", body, out.status, out.text)
		}
		if out.status == 422 && len(out.body["errors"].([]any)) == 0 {
			t.Errorf("%s: refused without a reason", body)
		}
	})
}

// TestConcurrentCreatesNeverOversell also gives the race detector something to see.
func TestConcurrentCreatesNeverOversell(t *testing.T) {
	t.Parallel()
	m := newAccountModel(0)
	var created atomic.Int64
	var wg sync.WaitGroup
	for range 4 * totalGPUs {
		wg.Go(func() {
			out := m.call("POST", "/v2/pods", fmt.Sprintf(`{"name": "p", "image": "a", "disk": 1, "gpu": {"id": %q, "count": 1}}`, a100))
			if out.status != http.StatusCreated {
				return
			}
			created.Add(1)
			m.clock.Advance(time.Second)
			m.call("GET", "/v2/pods", "")
			m.account.Pods()
			m.call("PATCH", "/v2/pods/"+out.body["id"].(string), `{"env": {"A": "1"}}`)
		})
	}
	wg.Wait()
	if got := created.Load(); got != totalGPUs {
		t.Errorf("%d pods on %d GPUs", got, totalGPUs)
	}
}

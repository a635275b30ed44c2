package sandbox_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// endpointModel is an account whose endpoints may have that many workers.
type endpointModel struct {
	account *sandbox.Account
	clock   *sandbox.FakeClock
	ids     []string
}

const workerQuota = 12

func newEndpointModel() *endpointModel {
	clock := sandbox.NewFakeClock(epoch)
	m := &endpointModel{account: sandbox.New(sandbox.Options{Clock: clock}), clock: clock}
	m.account.SetWorkerQuota(workerQuota)
	return m
}

func toJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // strings and lists of them always marshal
	}
	return string(b)
}

func (m *endpointModel) call(method, path, body string) reply {
	req := httptest.NewRequestWithContext(context.Background(), method, path, strings.NewReader(body))
	req.Header.Set("Authorization", "Bearer "+m.account.APIKey())
	req.Header.Set("User-Agent", "sandbox-test")
	return record(m.account, req)
}

func (m *endpointModel) create(t *rapid.T, body string) string {
	out := m.call("POST", "/v2/serverless", body)
	if out.status != 201 {
		t.Fatalf("create: %d %s", out.status, out.text)
	}
	return out.body["id"].(string)
}

func (m *endpointModel) anyID(t *rapid.T) string {
	if len(m.ids) == 0 {
		t.Skip("there is none")
	}
	return rapid.SampledFrom(m.ids).Draw(t, "id")
}

// total is how many workers all endpoints may have, but for one of them.
func (m *endpointModel) total(but string) int64 {
	var total int64
	for _, e := range m.account.Endpoints() {
		if e.ID != but {
			total += e.Workers.Max
		}
	}
	return total
}

func (m *endpointModel) createAny(t *rapid.T) {
	most := rapid.Int64Range(0, 8).Draw(t, "max")
	scaling := rapid.SampledFrom([]string{`{"type": "QUEUE_DELAY", "queueDelay": 1}`, requestCount}).Draw(t, "scaling")
	kind := "QUEUE"
	if scaling == requestCount {
		kind = rapid.SampledFrom([]string{"QUEUE", "LOAD_BALANCER"}).Draw(t, "type")
	}
	body := endpointJSON(kind, scaling, `"gpu": {"pools": ["ADA_24"]}`, fmt.Sprintf(`"workers": {"max": %d}`, most))
	fits := m.total("")+most <= workerQuota || most == 0
	out := m.call("POST", "/v2/serverless", body)
	if fits != (out.status == 201) || !fits && out.status != 400 {
		t.Fatalf("%d workers beside %d: %d %s", most, m.total(""), out.status, out.text)
	}
	if fits {
		m.ids = append(m.ids, out.body["id"].(string))
	}
}

func (m *endpointModel) scale(t *rapid.T) {
	id := m.anyID(t)
	least, most := rapid.Int64Range(0, 3).Draw(t, "min"), rapid.Int64Range(0, 8).Draw(t, "max")
	before := m.call("GET", "/v2/serverless/"+id, "")
	grows := float64(most) > dig(before.body, "workers", "max").(float64)
	allowed := least <= most && (!grows || m.total(id)+most <= workerQuota)
	out := m.call("PATCH", "/v2/serverless/"+id, fmt.Sprintf(`{"workers": {"min": %d, "max": %d}}`, least, most))
	if allowed != (out.status == 200) || !allowed && out.status != 400 {
		t.Fatalf("from %d to %d workers, beside %d: %d %s", least, most, m.total(id), out.status, out.text)
	}
}

func (m *endpointModel) rescale(t *rapid.T) {
	out := m.call("PATCH", "/v2/serverless/"+m.anyID(t), `{"scaling": {"type": "QUEUE_DELAY", "queueDelay": 2}}`)
	if out.status != 200 && out.status != 422 {
		t.Fatalf("%d %s", out.status, out.text)
	}
}

func (m *endpointModel) image(t *rapid.T) {
	image := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "image")
	if out := m.call("PATCH", "/v2/serverless/"+m.anyID(t), fmt.Sprintf(`{"image": %q}`, image)); out.body["image"] != image {
		t.Fatalf("%d %s", out.status, out.text)
	}
}

func (m *endpointModel) use(t *rapid.T) {
	m.account.RecordRequest(m.anyID(t))
}

func (m *endpointModel) remove(t *rapid.T) {
	id := m.anyID(t)
	if out := m.call("DELETE", "/v2/serverless/"+id, ""); out.status != 204 {
		t.Fatalf("%d %s", out.status, out.text)
	}
	m.ids = slices.DeleteFunc(m.ids, func(other string) bool { return other == id })
}

func (m *endpointModel) advance(t *rapid.T) {
	m.clock.Advance(time.Duration(rapid.IntRange(1, 40).Draw(t, "hours")) * time.Hour / 2)
}

func (m *endpointModel) check(t *rapid.T) {
	list, _ := m.call("GET", "/v2/serverless", "").body["endpoints"].([]any)
	if len(list) != len(m.ids) || m.total("") > workerQuota {
		t.Fatalf("%v with %d workers, want %v", m.account.Contents(), m.total(""), m.ids)
	}
	for _, e := range list {
		id := dig(e, "id").(string)
		least, most := dig(e, "workers", "min").(float64), dig(e, "workers", "max").(float64)
		counts := dig(e, "type") == "QUEUE" && dig(e, "scaling", "type") == "REQUEST_COUNT"
		if least > most || counts != (dig(e, "workers", "idleTimeout") == nil) ||
			dig(e, "type") == "LOAD_BALANCER" && dig(e, "scaling", "type") != "REQUEST_COUNT" {
			t.Fatalf("endpoint %v", e)
		}
		workers := m.call("GET", "/v2/serverless/"+id+"/workers", "").body
		releases := m.call("GET", "/v2/serverless/"+id+"/releases", "").body
		if dig(workers, "summary", "total") != least || dig(releases, "rollout", "workersTotal") != least {
			t.Fatalf("%v active workers wanted: %v, %v", least, workers, releases)
		}
		history, _ := releases["releases"].([]any)
		if releases["endpointVersion"] != float64(len(history)) || workers["endpointVersion"] != releases["endpointVersion"] {
			t.Fatalf("version of %v and %v", workers, releases)
		}
		for _, w := range workers["workers"].([]any) {
			if dig(w, "isStale") != (dig(w, "version") != workers["endpointVersion"]) || dig(w, "isStale") == false && dig(w, "image") != dig(e, "image") {
				t.Fatalf("worker %v of %v", w, e)
			}
		}
	}
}

// TestAnySequenceOfEndpointCalls: the quota holds, every endpoint is one that
// the rules allow, its active workers are there, and what they run is a release.
func TestAnySequenceOfEndpointCalls(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := newEndpointModel()
		t.Repeat(map[string]func(*rapid.T){
			"": m.check, "create": m.createAny, "scale": m.scale, "rescale": m.rescale, "image": m.image,
			"use": m.use, "delete": m.remove, "advance": m.advance,
		})
	})
}

// FuzzCreateEndpoint: whatever is sent, the account answers, and with no fault of its own.
func FuzzCreateEndpoint(f *testing.F) {
	for _, body := range []string{
		queue(), endpointJSON("LOAD_BALANCER", requestCount, `"cpu": [{"id": "cpu3c", "vcpuCount": 2}]`), `{}`, `[]`, `null`,
		queue(`"scaling": {"type": 1}`), queue(`"timeout": 1e400`), queue(`"cpu": [null]`), queue(`"workers": {"min": 9223372036854775808}`),
	} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		m := newEndpointModel()
		out := m.call("POST", "/v2/serverless", body)
		if !slices.Contains([]int{201, 400, 404, 413, 422}, out.status) || out.body == nil {
			t.Errorf("%s: %d %s", body, out.status, out.text)
		}
		for _, id := range m.account.Endpoints() {
			if list := m.call("GET", "/v2/serverless/"+id.ID+"/workers", ""); list.status != 200 {
				t.Errorf("%s: %d %s", body, list.status, list.text)
			}
		}
	})
}

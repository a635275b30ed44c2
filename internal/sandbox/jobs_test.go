package sandbox_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// jobRig is an account with an endpoint whose workers take 10 s to start; base is where it takes
// requests.
func jobRig(t *testing.T, changes ...string) (r *rig, base string) {
	t.Helper()
	r = newRig(t, sandbox.Options{ColdStart: new(10 * second), JobTime: 2 * second})
	return r, "/endpoints/" + r.create("/v2/serverless", with(flexEndpoint, changes...))
}

func (r *rig) job(base, body string) string {
	r.t.Helper()
	answer := r.want(200, "POST", base+"/run", body)
	id, _ := answer["id"].(string)
	if answer["status"] != "IN_QUEUE" || !regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-u1$`).MatchString(id) {
		r.t.Errorf("a new job: %v", answer)
	}
	return id
}

func (r *rig) status(base, id string) map[string]any {
	r.t.Helper()
	return r.want(200, "GET", base+"/status/"+id, "")
}

func (r *rig) wantJob(base, id string, want map[string]any) {
	r.t.Helper()
	got := r.status(base, id)
	if got["workerId"] != nil {
		delete(got, "workerId") // at random
	}
	want["id"] = id
	if !reflect.DeepEqual(got, want) {
		r.t.Errorf("job:\n got %v\nwant %v", got, want)
	}
}

func TestJobsLive(t *testing.T) {
	t.Parallel()
	r, base := jobRig(t)
	first := r.job(base, `{"input": {"prompt": "a cat"}}`)
	long := r.job(base, `{"input": {"seconds": 30}}`)
	r.wantJob(base, first, map[string]any{"status": "IN_QUEUE"})
	r.clock.Advance(11 * second)
	r.wantJob(base, first, map[string]any{"status": "IN_PROGRESS", "delayTime": 10000.0})
	r.wantHealth(base, "inQueue 1, inProgress 1, completed 0, failed 0, retried 0; idle 0, initializing 1, ready 1, running 1")
	r.clock.Advance(2 * second)
	r.wantJob(base, first, map[string]any{
		"status": "COMPLETED", "delayTime": 10000.0, "executionTime": 2000.0,
		"output": map[string]any{"input": map[string]any{"prompt": "a cat"}, "seconds": 2.0},
	})
	r.clock.Advance(time.Minute)
	r.wantJob(base, long, map[string]any{ // by the first worker, when it is done with the first job
		"status": "COMPLETED", "delayTime": 12000.0, "executionTime": 30000.0,
		"output": map[string]any{"input": map[string]any{"seconds": 30.0}, "seconds": 30.0},
	})
	r.wantHealth(base, "inQueue 0, inProgress 0, completed 2, failed 0, retried 0; idle 0, initializing 0, ready 0, running 0")
	r.clock.Advance(30 * time.Minute)
	r.refused(404, "job not found", "GET", base+"/status/"+first, "")
}

func (r *rig) wantHealth(base, want string) {
	r.t.Helper()
	h := r.want(200, "GET", base+"/health", "")
	jobs, workers := h["jobs"].(map[string]any), h["workers"].(map[string]any)
	got := fmt.Sprintf("inQueue %v, inProgress %v, completed %v, failed %v, retried %v; idle %v, initializing %v, ready %v, running %v",
		jobs["inQueue"], jobs["inProgress"], jobs["completed"], jobs["failed"], jobs["retried"],
		workers["idle"], workers["initializing"], workers["ready"], workers["running"])
	if got != want {
		r.t.Errorf("health:\n got %s\nwant %s", got, want)
	}
}

func TestJobsEndInOtherWays(t *testing.T) {
	t.Parallel()
	r, base := jobRig(t, "workers", workers(0, 1, 5), "timeout", "20000")
	failing, slow := r.job(base, `{"input": {"error": "out of memory"}}`), r.job(base, `{"input": {"seconds": 25}}`)
	own, waiting := r.job(base, `{"input": {"seconds": 25}, "policy": {"executionTimeout": 5000}}`), r.job(base, `{"input": {}}`)
	if got := r.want(200, "POST", base+"/cancel/"+waiting, ""); got["status"] != "CANCELLED" || got["id"] != waiting {
		t.Errorf("cancelled: %v", got)
	}
	r.refused(400, "only jobs that are FAILED or TIMED_OUT", "POST", base+"/retry/"+failing, "")
	r.clock.Advance(time.Minute)
	r.wantJob(base, waiting, map[string]any{"status": "CANCELLED"})
	r.wantJob(base, failing, map[string]any{"status": "FAILED", "delayTime": 10000.0, "executionTime": 2000.0, "error": "out of memory"})
	r.wantJob(base, slow, map[string]any{"status": "TIMED_OUT", "delayTime": 12000.0, "executionTime": 20000.0, "error": "job timed out after 20s"})
	r.wantJob(base, own, map[string]any{"status": "TIMED_OUT", "delayTime": 32000.0, "executionTime": 5000.0, "error": "job timed out after 5s"})
	if got := r.want(200, "POST", base+"/retry/"+failing, ""); got["status"] != "IN_QUEUE" || got["id"] != failing {
		t.Errorf("retried: %v", got)
	}
	r.wantJob(base, failing, map[string]any{"status": "IN_QUEUE"})
	r.wantHealth(base, "inQueue 1, inProgress 0, completed 0, failed 3, retried 1; idle 0, initializing 1, ready 0, running 0")
	// A job that is cancelled while it is executed gives its place to the next one.
	next := r.job(base, `{"input": {}}`)
	r.clock.Advance(11 * second)
	r.want(200, "POST", base+"/cancel/"+failing, "")
	r.wantJob(base, next, map[string]any{"status": "IN_PROGRESS", "delayTime": 11000.0})
	for range 3 {
		r.job(base, `{"input": {}}`)
	}
	if got := r.want(200, "POST", base+"/purge-queue", ""); got["removed"] != 3.0 || got["status"] != "completed" {
		t.Errorf("purged: %v", got)
	}
	r.wantHealth(base, "inQueue 0, inProgress 1, completed 0, failed 3, retried 1; idle 0, initializing 0, ready 1, running 1")
	r.clock.Advance(2 * second)
	for _, pieces := range []int{1, 0} { // the output comes once
		got := r.want(200, "GET", base+"/stream/"+next, "")
		if stream, _ := got["stream"].([]any); got["status"] != "COMPLETED" || len(stream) != pieces {
			t.Errorf("stream: %v, want %d pieces", got, pieces)
		}
	}
}

func TestJobsAreRefused(t *testing.T) {
	t.Parallel()
	r, base := jobRig(t)
	r.refused(400, "not valid JSON", "POST", base+"/run", `{"input": `)
	r.refused(400, "input is missing", "POST", base+"/runsync", `{"prompt": "a cat"}`)
	r.refused(400, "a job takes from 0 to", "POST", base+"/run", `{"input": {"seconds": -1}}`)
	r.refused(400, "wait is '10'", "POST", base+"/runsync?wait=10", `{"input": {}}`)
	r.refused(413, "are allowed", "POST", base+"/run", `{"input": "`+strings.Repeat("a", 10<<20)+`"}`)
	r.refused(404, "job not found", "GET", base+"/status/none", "")
	r.refused(404, "endpoint not found", "POST", "/endpoints/none/run", `{"input": {}}`)
	r.refused(404, "no route", "GET", base+"/anything", "")
	r.refused(404, "no route", "GET", base, "")
	for header, status := range map[string]int{"": 401, "Bearer wrong": 401, "wrong": 401, r.account.APIKey(): 200, "Bearer " + r.account.APIKey(): 200} {
		req := r.request("GET", base+"/health", "")
		req.Header.Set("Authorization", header)
		if got := r.send(req).status; got != status {
			t.Errorf("authorization %q: %d, want %d", header, got, status)
		}
	}
}

// live is an account in a bubble, where callers wait in its time, which takes none.
type live struct {
	t   *testing.T
	env *acctest.Env
}

// inBubble runs a test on an account whose endpoints are waited for.
func inBubble(t *testing.T, run func(l *live)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		l := &live{t: t, env: acctest.NewInBubble(t, func(o *sandbox.Options) { o.ColdStart = new(10 * second) })}
		run(l)
		l.env.CloseIdleConnections()
	})
}

// pass lets time pass.
func (l *live) pass(d time.Duration) {
	l.t.Helper()
	if err := runpod.SystemClock().Sleep(l.t.Context(), d); err != nil {
		l.t.Error(err)
	}
}

// endpoint makes one and returns where it takes requests.
func (l *live) endpoint(change func(*runpod.CreateEndpointRequest)) string {
	l.t.Helper()
	req := runpod.CreateEndpointRequest{
		Name: "matting", Type: runpod.EndpointTypeQueue, Scaling: runpod.EndpointScaling{Type: runpod.ScalingTypeQueueDelay, QueueDelay: new(4.0)},
		GPU:     &runpod.CreateEndpointGPUConfig{Pools: []string{"AMPERE_80"}, Count: new(int64(1))},
		Workers: &runpod.EndpointWorkersRequest{Max: new(int64(30)), IdleTimeout: new(int64(5))}, Timeout: new(int64(300_000)),
	}
	req.Image, req.Disk = new("busybox:1"), new(int64(20))
	change(&req)
	e, err := l.env.Client().CreateEndpoint(l.t.Context(), req)
	if err != nil {
		l.t.Fatal(err)
	}
	return "http://localhost/endpoints/" + e.ID
}

// call makes a request of an endpoint and returns what it answers, and after how long.
func (l *live) call(method, url, body string) (status int, answer map[string]any, took time.Duration) {
	l.t.Helper()
	began := time.Now()
	req, err := http.NewRequestWithContext(l.t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		l.t.Error(err)
		return 0, nil, 0
	}
	req.Header.Set("Authorization", "Bearer "+l.env.Key)
	resp, err := l.env.Transport.RoundTrip(req)
	if err != nil {
		l.t.Error(err)
		return 0, nil, 0
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		l.t.Error(err)
	}
	_ = json.Unmarshal(text, &answer) // there may be none
	return resp.StatusCode, answer, time.Since(began)
}

// Thirty callers at once wait as long as the same requests in [TestTrafficBurst].
func TestJobsOfThirtyCallers(t *testing.T) {
	t.Parallel()
	for flex, want := range map[int64]time.Duration{3: 314 * second, 10: 104 * second, 30: 44 * second} {
		t.Run(fmt.Sprintf("%d flex", flex), func(t *testing.T) {
			t.Parallel()
			inBubble(t, func(l *live) {
				base := l.endpoint(func(req *runpod.CreateEndpointRequest) { req.Workers.Max = &flex; req.Timeout = new(int64(60_000)) })
				began := time.Now()
				var calls sync.WaitGroup
				for range 30 {
					calls.Go(func() {
						status, answer, took := l.call("POST", base+"/runsync?wait=300000", `{"input": {"seconds": 30}}`)
						delay, _ := answer["delayTime"].(float64)
						if took >= 300*second && answer["status"] == "IN_PROGRESS" {
							return // longer than a caller may wait
						}
						if status != 200 || answer["status"] != "COMPLETED" || took.Round(10*time.Millisecond) != time.Duration(delay)*time.Millisecond+30*second {
							t.Errorf("%d %v after %v", status, answer, took)
						}
					})
				}
				calls.Wait()
				if got := time.Since(began).Round(10 * time.Millisecond); got != min(want, 300*second) {
					t.Errorf("all are served after %v, want %v", got, want)
				}
				l.pass(20 * second)
				bills, err := l.env.Client().ListServerlessBilling(l.t.Context(), runpod.BillingOptions{BucketSize: runpod.BillingBucketSizeYear})
				if err != nil {
					l.t.Fatal(err)
				}
				if got, want := bills.Metadata.Totals.GPUAmount.String(), usd(30*30+flex*15); got != want {
					t.Errorf("billed %s, want %s", got, want)
				}
			})
		})
	}
}

func TestJobsAreWaitedFor(t *testing.T) {
	t.Parallel()
	inBubble(t, func(l *live) {
		base := l.endpoint(func(req *runpod.CreateEndpointRequest) { req.Workers.Max = new(int64(1)) })
		// Nobody waits for more than 90 s, unless told to.
		_, answer, took := l.call("POST", base+"/runsync", `{"input": {"seconds": 100}}`)
		if answer["status"] != "IN_PROGRESS" || took != 90*second || !strings.HasPrefix(fmt.Sprint(answer["id"]), "sync-") {
			t.Errorf("%v after %v", answer, took)
		}
		// When the job before it is cancelled, the next comes sooner.
		time.AfterFunc(5*second, func() { l.call("POST", fmt.Sprintf("%s/cancel/%s", base, answer["id"]), "") })
		if _, answer, took := l.call("POST", base+"/runsync?wait=30000", `{"input": {}}`); answer["status"] != "COMPLETED" || took != 6*second {
			t.Errorf("%v after %v", answer, took)
		}
		// An endpoint that goes takes its jobs along.
		time.AfterFunc(3*second, func() { l.env.Account.RemoveEndpoint(base[strings.LastIndex(base, "/")+1:]) })
		if _, answer, took := l.call("POST", base+"/runsync", `{"input": {"seconds": 30}}`); answer["status"] != "CANCELLED" || took != 3*second {
			t.Errorf("%v after %v", answer, took)
		}
		l.pass(time.Minute)
	})
}

// The OpenAI-compatible API of a queue: a request waits for a worker, which is billed for it.
func TestJobsOfOpenAI(t *testing.T) {
	t.Parallel()
	inBubble(t, func(l *live) {
		base := l.endpoint(func(req *runpod.CreateEndpointRequest) {
			req.Workers.Max, req.Env = new(int64(1)), map[string]string{"MODEL_NAME": "acme/llm"}
		}) + "/openai/v1"
		want := func(status int, took time.Duration, method, path, body string, parts ...string) {
			l.t.Helper()
			got, answer, after := l.call(method, base+path, body)
			text := fmt.Sprint(answer)
			if got != status || after != took || slices.ContainsFunc(parts, func(part string) bool { return !strings.Contains(text, part) }) {
				l.t.Errorf("%s %s: %d %s after %v, want %d with %q after %v", method, path, got, text, after, status, parts, took)
			}
		}
		want(200, 11*second, "GET", "/models", "", "object:list", "id:acme/llm") // which starts a worker
		want(200, 3*second, "POST", "/chat/completions", `{"model": "acme/llm", "messages": [], "seconds": 3}`, "object:chat.completion", "role:assistant", "nothing was generated", "finish_reason:stop")
		want(200, second, "POST", "/completions", `{"model": "other", "prompt": "a cat"}`, "object:text_completion", "model:other")
		want(500, second, "POST", "/completions", `{"error": "out of memory"}`, "out of memory")
		want(400, 0, "POST", "/completions", `{"stream": true}`, "in one piece")
		want(400, 0, "POST", "/completions", `{`, "not valid JSON")
		want(524, 90*second, "POST", "/completions", `{"seconds": 100}`)
		want(404, 0, "POST", "/embeddings", `{}`)
		l.pass(time.Minute)
	})
}

func TestJobsOfALoadBalancer(t *testing.T) {
	t.Parallel()
	inBubble(t, func(l *live) {
		balancer := func(most int64) func(*runpod.CreateEndpointRequest) {
			return func(req *runpod.CreateEndpointRequest) {
				req.Type, req.Workers.Max = runpod.EndpointTypeLoadBalancer, &most
				req.Scaling = runpod.EndpointScaling{Type: runpod.ScalingTypeRequestCount, RequestCount: new(int64(2))}
			}
		}
		base := l.endpoint(balancer(1))
		want := func(status int, took time.Duration, method, path, body string) {
			l.t.Helper()
			if got, answer, after := l.call(method, base+path, body); got != status || after != took {
				l.t.Errorf("%s %s: %d %v after %v, want %d after %v", method, path, got, answer, after, status, took)
			}
		}
		want(204, 0, "GET", "/ping", "")
		want(200, 11*second, "POST", "/v1/chat", `{"prompt": "a cat"}`) // which starts a worker
		want(200, 0, "GET", "/ping", "")
		want(200, 3*second, "PUT", "/run?seconds=3", "")
		want(200, 2*second, "POST", "/", `{"seconds": 2}`)
		time.AfterFunc(second, func() { want(200, second, "GET", "", "") }) // there is a second place
		want(524, 330*second, "GET", "/slow?seconds=400", "")
		l.pass(time.Minute)
		base = l.endpoint(balancer(0))
		want(400, 2*time.Minute, "GET", "/", "")
	})
}

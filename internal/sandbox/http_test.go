package sandbox_test

import (
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

func TestTrafficIsHeldAgainstTheOfficialDocument(t *testing.T) {
	t.Parallel()
	if os.Getenv("RUNPOD_OPENAPI") == "" {
		t.Skip("RUNPOD_OPENAPI IS NOT SET: the answers of the sandbox are NOT held against RunPod's OpenAPI document")
	}
	r := newRig(t, sandbox.Options{})
	if !r.checked {
		t.Fatal("the rig does not check")
	}
	r.want(200, "GET", "/v2/network-volumes", "")
}

func TestKeyIsNeeded(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{APIKey: "rpa_right", RateLimit: 60})
	for name, header := range map[string]string{"none": "", "wrong": "Bearer rpa_wrong", "no scheme": "rpa_right"} {
		req := r.request("GET", "/v2/network-volumes", "")
		req.Header.Set("Authorization", header)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != 401 || resp.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: got %d %s", name, resp.StatusCode, resp.Header.Get("Content-Type"))
		}
		if resp.Header.Get("RateLimit") != "" {
			t.Errorf("%s: rate limit told to a stranger", name)
		}
	}
	if r.account.APIKey() != "rpa_right" {
		t.Error("the key given is not the account's")
	}
	if key := sandbox.New(sandbox.Options{}).APIKey(); !regexp.MustCompile(`^rpa_[A-Z0-9]{40,}$`).MatchString(key) {
		t.Errorf("made key %q", key)
	}
}

func TestEdgeRefusesCallersWithoutUserAgent(t *testing.T) {
	t.Parallel()
	account := sandbox.New(sandbox.Options{RateLimit: 60})
	r := &rig{t: t, account: account}
	req := r.request("GET", "/v2/network-volumes", "")
	req.Header.Del("User-Agent")
	out := record(account, req)
	if out.status != 403 || !strings.Contains(out.text, "error code: 1010") || !strings.HasPrefix(out.header.Get("Content-Type"), "text/html") {
		t.Errorf("got %d %s %s", out.status, out.header.Get("Content-Type"), out.text)
	}
	if out.header.Get("RateLimit") != "" {
		t.Error("the edge knows no rate limit")
	}
}

func TestUnknownRoutesAndMethods(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	if out := record(r.account, r.request("PUT", "/v2/network-volumes", "{}")); out.status != 405 || out.header.Get("Allow") != "GET, HEAD, POST" {
		t.Errorf("PUT: got %d, Allow %q", out.status, out.header.Get("Allow"))
	}
	for _, path := range []string{"/v2/nothing", "/v1/pods", "/", "/v2//network-volumes"} {
		if out := record(r.account, r.request("GET", path, "")); out.status != 404 || out.body["title"] != "Not Found" {
			t.Errorf("GET %s: got %d %s", path, out.status, out.text)
		}
	}
}

func TestEveryAnswerHasARequestID(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	seen := map[string]bool{}
	for _, path := range []string{"/v2/network-volumes", "/v2/network-volumes", "/v2/network-volumes/none"} {
		id := r.do("GET", path, "").header.Get("X-Request-Id")
		if id == "" || seen[id] {
			t.Errorf("%s: request id %q", path, id)
		}
		seen[id] = true
	}
}

func TestSeedDecidesIDs(t *testing.T) {
	t.Parallel()
	const volume = `{"name": "a", "size": 10, "dataCenter": "EU-RO-1"}`
	first := newRig(t, sandbox.Options{Seed: 7}).create("/v2/network-volumes", volume)
	again := newRig(t, sandbox.Options{Seed: 7}).create("/v2/network-volumes", volume)
	other := newRig(t, sandbox.Options{Seed: 8}).create("/v2/network-volumes", volume)
	if first != again || first == other || !regexp.MustCompile(`^[a-z0-9]{10}$`).MatchString(first) {
		t.Errorf("seed 7: %q and %q, seed 8: %q", first, again, other)
	}
}

func TestBodiesThatAreNotJSON(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	for _, body := range []string{"", "{", `{"name": "a"} {}`, "name=a"} {
		r.refused(400, "not valid JSON", "POST", "/v2/network-volumes", body)
	}
	r.refused(422, "$: got array, want object", "POST", "/v2/network-volumes", "[]")
}

func TestRateLimit(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{RateLimit: 2})
	headers := func(out reply, want string) {
		t.Helper()
		if got := out.header.Get("RateLimit"); got != want {
			t.Errorf("RateLimit: got %s, want %s", got, want)
		}
	}
	get := func() reply { return r.do("GET", "/v2/network-volumes", "") }
	first := get()
	headers(first, `"minute";r=1;t=60, "hour";r=99;t=3600, "day";r=1599;t=86400`)
	if got, want := first.header.Get("RateLimit-Policy"), `"minute";q=2;w=60, "hour";q=100;w=3600, "day";q=1600;w=86400`; got != want {
		t.Errorf("RateLimit-Policy: got %s, want %s", got, want)
	}
	r.clock.Advance(20 * time.Second)
	headers(get(), `"minute";r=0;t=40, "hour";r=98;t=3580, "day";r=1598;t=86380`)
	r.clock.Advance(500 * time.Millisecond)
	limited := get()
	headers(limited, `"minute";r=0;t=40, "hour";r=98;t=3580, "day";r=1598;t=86380`)
	if limited.status != 429 || limited.header.Get("Retry-After") != "40" {
		t.Errorf("got %d, Retry-After %q", limited.status, limited.header.Get("Retry-After"))
	}
	r.clock.Advance(40 * time.Second)
	if out := get(); out.status != 200 {
		t.Errorf("after the wait: %d", out.status)
	}
}

func TestRetryAfterMayBeThatOfTheShorterWindowOnly(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{RateLimit: 1})
	for range 50 {
		r.want(200, "GET", "/v2/network-volumes", "")
		r.clock.Advance(time.Minute)
	}
	r.clock.Advance(-30 * time.Second)
	out := r.do("GET", "/v2/network-volumes", "")
	if out.status != 429 || out.header.Get("Retry-After") != "30" || !strings.Contains(out.header.Get("RateLimit"), `"minute";r=0;t=30, "hour";r=0;t=630`) {
		t.Errorf("got %d, Retry-After %s, RateLimit %s", out.status, out.header.Get("Retry-After"), out.header.Get("RateLimit"))
	}
}

func TestNoRateLimitNoHeaders(t *testing.T) {
	t.Parallel()
	out := newRig(t, sandbox.Options{}).do("GET", "/v2/network-volumes", "")
	if out.header.Get("RateLimit") != "" || out.header.Get("RateLimit-Policy") != "" {
		t.Errorf("headers for an exempt caller: %v", out.header)
	}
}

func TestLatencyPassesOnTheClock(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{Latency: 3 * time.Second})
	r.want(200, "GET", "/v2/network-volumes", "")
	if passed := r.clock.Now().Sub(epoch); passed != 3*time.Second {
		t.Errorf("%v passed", passed)
	}
}

func TestRequestsAreLogged(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	body := `{"name": "a", "size": 9, "dataCenter": "EU-RO-1"}`
	out := r.do("POST", "/v2/network-volumes?x=1", body)
	got := r.account.Requests()
	want := sandbox.Request{
		Time: epoch, ID: out.header.Get("X-Request-Id"), Method: "POST", Path: "/v2/network-volumes", Query: "x=1", Body: body, Status: 422,
	}
	if len(got) != 1 || got[0] != want {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// TestNoDifference is what the gate asks: a sandbox answers as the sandbox does, whatever
// its ids are, and nothing is left on it.
func TestNoDifference(t *testing.T) {
	t.Parallel()
	other, r := account(t, nil)
	if err := r.do(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, d := range r.report.differences {
		t.Errorf("%s: %s is %v, and %v in the sandbox", d.Step, d.Field, d.Live, d.Sandbox)
	}
	for _, line := range append(r.report.skipped, r.report.notOffered...) {
		t.Errorf("skipped: %s", line)
	}
	if left := other.Contents(); len(left) > 0 || len(r.report.left) > 0 {
		t.Errorf("left on the account: %v, reported: %v", left, r.report.left)
	}
	writes := 0
	for _, request := range other.Requests() {
		if request.Method != http.MethodGet {
			writes++
		}
	}
	if writes < 50 {
		t.Errorf("%d requests that write were sent, which is not all", writes)
	}
}

// TestSeededDeviations changes one thing in the answers, and wants it found where it is,
// and nothing else.
func TestSeededDeviations(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change       func(http.Handler) http.Handler
		step, field  string
		live, others any
	}{
		"a value":        {edited("GET", "/network-volumes/", set("type", "HIGH_PERFORMANCE")), "volume", "$.type", "HIGH_PERFORMANCE", nil},
		"a value inside": {edited("GET", "/serverless/", set("workers.max", 9)), "endpoint", "$.workers.max", json.Number("9"), nil},
		"an answer where there ought to be an error": {edited("GET", "/pods?limit=100000", func(int, map[string]any) (int, map[string]any) {
			return http.StatusOK, map[string]any{"pods": []any{map[string]any{"name": "mine"}}}
		}), "pods_too_many_at_once", fieldStatus, "200", nil},
		"a field less":                 {edited("GET", "/templates/", set("category", absent)), "template", "$.category", absent, nil},
		"a field more":                 {edited("GET", "/registries/", set("createdAt", "2026-11-20T12:00:00Z")), "registry", "$.createdAt", someTime, absent},
		"null where there was nothing": {edited("POST", "/account/secrets", set("value", nil)), "secret_create", "$.value", nil, absent},
		"a text": {edited("POST", "/pods/", func(status int, body map[string]any) (int, map[string]any) {
			if status >= http.StatusBadRequest && body["detail"] != nil {
				body["detail"] = "no"
			}
			return status, body
		}), "validation_422", "$.detail", "no", nil},
		"a status":                        {edited("GET", "/pods/"+nobody, status(http.StatusGone)), "pod_unknown", fieldStatus, "410", "404"},
		"no bound before the key":         {edited("POST", "/pods", instead(http.StatusRequestEntityTooLarge, http.StatusUnauthorized)), "too_large_without_a_key", fieldStatus, "401", "413"},
		"a key that may be given twice":   {edited("GET", "/pods?limit=1&limit=1", status(http.StatusOK)), "pods_of_a_limit_given_twice", fieldStatus, "200", "400"},
		"an exclusion of no sense":        {edited("POST", "/serverless", instead(http.StatusBadRequest, http.StatusCreated)), "endpoint_exclusion_outside_its_pools", fieldStatus, "201", "400"},
		"a client that is nobody":         {named, "without_a_user_agent", fieldStatus, "200", "403"},
		"a public template to be changed": {edited("PATCH", "/templates/", instead(http.StatusNotFound, http.StatusForbidden)), "public_template_update", fieldStatus, "403", "404"},
		"a public template to be deleted": {edited("DELETE", "/templates/", instead(http.StatusNotFound, http.StatusForbidden)), "public_template_delete", fieldStatus, "403", "404"},
		"a kind in what is the account's": {edited("GET", "/account/ssh-keys", set("keys", "none")), "ssh_keys", "$.keys", "<text>", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, r := account(t, tc.change)
			if err := r.do(t.Context()); err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(r.report.differences, func(d difference) bool { return d.Step == tc.step && d.Field == tc.field })
			if i < 0 {
				t.Fatalf("it is not among %v", r.report.differences)
			}
			found := r.report.differences[i]
			if found.Live != tc.live || tc.others != nil && found.Sandbox != tc.others {
				t.Errorf("found %v and %v", found.Live, found.Sandbox)
			}
			for _, d := range r.report.differences { // others only of the same kind, from the same request
				if d.Field != tc.field {
					t.Errorf("and %s: %s is %v, %v in the sandbox", d.Step, d.Field, d.Live, d.Sandbox)
				}
			}
			if text, err := r.report.json(); err != nil || strings.Contains(string(text), "mine") {
				t.Errorf("what is the account's is in the report (%v):\n%s", err, text)
			}
			if _, ok := r.report.recordings[tc.step]; !ok || r.report.requests[tc.step] == "" {
				t.Error("there is no recording of it")
			}
		})
	}
}

// What an account does not offer is said, and no difference; what depends on it is left
// out.
func TestNotOffered(t *testing.T) {
	t.Parallel()
	for _, code := range []int{http.StatusForbidden, http.StatusNotImplemented} {
		_, r := account(t, func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
				if strings.HasPrefix(req.URL.Path, "/v2/account/secrets") {
					w.WriteHeader(code)
					return
				}
				next.ServeHTTP(w, req)
			})
		})
		if err := r.do(t.Context()); err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(r.report.notOffered, func(line string) bool { return strings.HasPrefix(line, "secret_create: POST /account/secrets") }) {
			t.Errorf("%d: not offered are %v", code, r.report.notOffered)
		}
		if !slices.ContainsFunc(r.report.skipped, func(line string) bool {
			return strings.HasPrefix(line, "secret_update: there is no secret on the live side")
		}) {
			t.Errorf("%d: skipped are %v", code, r.report.skipped)
		}
	}
}

// A public template is not deleted where its change is not refused, and nothing else is sent
// that changes it.
func TestPublicTemplatesStay(t *testing.T) {
	t.Parallel()
	for name, taken := range map[string]bool{"refused": false, "taken": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var sent []string
			_, r := account(t, func(next http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
					_, id, _ := strings.Cut(req.URL.Path, "/templates/")
					if strings.HasPrefix(id, "runpod-") && req.Method != http.MethodGet {
						body, _ := io.ReadAll(req.Body)
						sent = append(sent, req.Method+" "+string(body))
						req.Body = io.NopCloser(bytes.NewReader(body))
						if taken {
							w.WriteHeader(http.StatusOK)
							return
						}
					}
					next.ServeHTTP(w, req)
				})
			})
			if err := r.do(t.Context()); err != nil {
				t.Fatal(err)
			}
			id, public := r.live.ids["public_template"], r.live.ids["public_template"+nameOf]
			want := []string{`PATCH {"name":"` + public + `"}`, "DELETE "}
			if taken {
				want = want[:1]
			}
			if !slices.Equal(sent, want) || public == "" {
				t.Errorf("sent to %s: %q, want %q", id, sent, want)
			}
			if text, err := r.report.json(); err != nil || strings.Contains(string(text), id) {
				t.Errorf("the id is in the report (%v):\n%s", err, text)
			}
		})
	}
}

// Whatever ends a run, what it made is deleted.
func TestCleansUp(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(cancel context.CancelFunc) step{
		"interrupted": func(cancel context.CancelFunc) step {
			s := get("pods_before_the_end", "/pods")
			s.until = func(*answer) bool { cancel(); return false }
			return s
		},
		"a panic": func(context.CancelFunc) step {
			s := get("pods_before_the_end", "/pods")
			s.until = func(*answer) bool { panic("no") }
			return s
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			other, r := account(t, nil)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			at := slices.IndexFunc(r.steps, func(s step) bool { return s.name == "pod_running" })
			r.steps = slices.Insert(r.steps[:at+1:at+1], at+1, end(cancel))
			if err := r.do(ctx); err == nil {
				t.Error("it did not end")
			}
			if left := other.Contents(); len(left) > 0 {
				t.Errorf("left on the account: %v", left)
			}
			if r.live.ids["pod"] == "" {
				t.Error("there was no pod")
			}
		})
	}
}

// What was made without an answer is found by its name; what does not go is listed, with
// that of other runs, and nothing else of the account is touched.
func TestWhatIsLeft(t *testing.T) {
	t.Parallel()
	var once sync.Once
	other, r := account(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
			switch {
			case req.Method == http.MethodPost && req.URL.Path == "/v2/templates":
				lost := false
				once.Do(func() { lost = true })
				if lost {
					next.ServeHTTP(httptest.NewRecorder(), req)
					w.WriteHeader(http.StatusBadGateway)
					return
				}
			case req.Method == http.MethodDelete && strings.HasPrefix(req.URL.Path, "/v2/registries/"):
				w.WriteHeader(http.StatusBadRequest)
				return
			}
			next.ServeHTTP(w, req)
		})
	})
	for _, name := range []string{prefixOfAll + "earlier-secret", "mine"} {
		got, err := r.live.request(t.Context(), request{method: http.MethodPost, path: "/account/secrets", body: `{"name":"` + name + `","value":"v"}`})
		if err != nil || got.status != http.StatusCreated {
			t.Fatal(err, got)
		}
	}
	if err := r.do(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(r.report.left) != 2 || !strings.HasPrefix(r.report.left[0], "registry "+r.live.prefix+"registry (") || !strings.HasPrefix(r.report.left[1], "secret "+prefixOfAll+"earlier-secret (") {
		t.Errorf("left are %q", r.report.left)
	}
	if left := other.Contents(); len(left) != 3 {
		t.Errorf("on the account are %q", left)
	}
}

// TestReport holds what is to be sent in free of what is the account's.
func TestReport(t *testing.T) {
	t.Parallel()
	secret := ""
	other, r := account(t, func(next http.Handler) http.Handler {
		return edited("GET", "/pods/", func(status int, body map[string]any) (int, map[string]any) {
			body["owner"] = "ana@example.com"
			body["note"] = "key " + secret
			body["machineId"] = "m4ch1n3xyz"
			return status, body
		})(next)
	})
	secret = other.APIKey()
	if err := r.do(t.Context()); err != nil {
		t.Fatal(err)
	}
	text, err := r.report.json(secret)
	if err != nil {
		t.Fatal(err)
	}
	for _, private := range []string{secret, "ana@example.com", "m4ch1n3xyz", r.live.ids["pod"], r.live.prefix} {
		if strings.Contains(string(text), private) {
			t.Errorf("%q is in the report", private)
		}
	}
	var parsed map[string]any
	if err := json.Unmarshal(text, &parsed); err != nil {
		t.Fatal(err)
	}
	pod, _ := parsed["pod_running"].(map[string]any)
	if pod["owner"] != someEmail || pod["machineId"] != someID || pod["note"] != someText || pod["status"] != "RUNNING" || pod["id"] != "<pod>" {
		t.Errorf("the recording is %v", pod)
	}
	var said bytes.Buffer
	if err := r.report.summary(&said); err != nil || !strings.Contains(said.String(), `pod_running: $.owner is "<email>", and "<absent>" in the sandbox`) {
		t.Errorf("it says (%v)\n%s", err, said.String())
	}
}

func TestSteps(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, s := range steps() {
		if seen[s.name] || slices.Contains(reserved(), s.name) {
			t.Errorf("%s is taken", s.name)
		}
		seen[s.name] = true
		if s.made != "" && pathOf(s.made) != s.path {
			t.Errorf("%s is not deleted where it is made", s.name)
		}
		if s.made != "" && !strings.Contains(s.body, `":"{prefix}`) {
			t.Errorf("%s makes what has no name to know it by", s.name)
		}
	}
}

// A real account is never reached by accident.
func TestCommand(t *testing.T) {
	t.Parallel()
	clock := sandbox.NewFakeClock(time.Now())
	other := sandbox.New(sandbox.Options{Clock: clock})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		other.ServeHTTP(w, req)
		if strings.HasPrefix(req.URL.Path, "/v2/pods/") || req.Method == http.MethodDelete { // somebody waits
			clock.Advance(pollSandbox)
		}
	}))
	t.Cleanup(server.Close)
	for name, tc := range map[string]struct {
		args     []string
		env      map[string]string
		code     int
		complain string
	}{
		"no key":                      {nil, nil, exitUsage, "RUNPOD_API_KEY is not set"},
		"Runpod itself":               {nil, map[string]string{"RUNPOD_API_KEY": "k"}, exitUsage, "with -live"},
		"another machine":             {nil, map[string]string{"RUNPOD_API_KEY": "k", "RUNPOD_API_URL": "https://127.0.0.1.example.com/v2"}, exitUsage, "with -live"},
		"no such flag":                {[]string{"-x"}, nil, exitUsage, ""},
		"an account on this machine":  {[]string{"-pause", "0s"}, map[string]string{"RUNPOD_API_KEY": other.APIKey(), "RUNPOD_API_URL": server.URL + "/v2"}, 0, ""},
		"a wrong key is a difference": {[]string{"-pause", "0s"}, map[string]string{"RUNPOD_API_KEY": "k", "RUNPOD_API_URL": server.URL + "/v2"}, exitLeft, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			code, err := command(t.Context(), tc.args, func(name string) string { return tc.env[name] }, &out, io.Discard)
			if code != tc.code || (tc.complain == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), tc.complain) {
				t.Errorf("it ends with %d (%v), want %d:\n%s", code, err, tc.code, out.String())
			}
		})
	}
}

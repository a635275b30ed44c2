package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// answering answers one request with a document of its own.
func answering(method, path string, status int, document string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method != method || r.URL.Path != "/v2"+path {
				next.ServeHTTP(w, r)
				return
			}
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			_, _ = w.Write([]byte(document))
		})
	}
}

// TestListsOfAnotherForm: where a list is not where it ought to be, nothing of what it
// holds is told, and the difference is.
func TestListsOfAnotherForm(t *testing.T) {
	t.Parallel()
	for document, want := range map[string]string{
		`{"items":[{"name":"mine","id":"m1"}]}`: `{"items":[{"id":"<text>","name":"<text>"}]}`,
		`[{"name":"mine"}]`:                     `[{"name":"<text>"}]`,
		`[]`:                                    `[]`,
		`"mine"`:                                `"<text>"`,
		`{"networkVolumes":{"mine":"mine"}}`:    `{"networkVolumes":{"<name>":"<text>"}}`,
		`{"networkVolumes":[{"name":"mine"}],"owner":"mine","total":7,"last":null}`: `{"last":null,"networkVolumes":[],"owner":"<text>","total":"<number>"}`,
	} {
		t.Run(document, func(t *testing.T) {
			t.Parallel()
			_, r := account(t, answering("GET", "/network-volumes", http.StatusOK, document))
			r.steps = slices.DeleteFunc(steps(), func(s step) bool { return s.name != "network_volumes" })
			if err := r.do(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := short(r.report.recordings["network_volumes"]); got != want {
				t.Errorf("recorded is %s, want %s", got, want)
			}
			if len(r.report.differences) == 0 {
				t.Error("no difference was found")
			}
		})
	}
}

// TestOnlyWhatIsAllowed puts what is the account's into answers of every form.
func TestOnlyWhatIsAllowed(t *testing.T) {
	t.Parallel()
	private := []string{
		"rpa_ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcd", "3f2504e0-4f89-11d3-9a0c-0305e82c3301", "user_2abCdEfGh123", "2001:db8:85a3::8a2e:370:7334", "203.0.113.77", "Acme Robotics",
		"ana@example.com", "$1,234.56", "9876543210", "hush-hush",
	}
	const refusal = "no key rpa_ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcd of user_2abCdEfGh123 (3f2504e0-4f89-11d3-9a0c-0305e82c3301, ana@example.com) at 203.0.113.77 or 2001:db8:85a3::8a2e:370:7334 has $1,234.56, 9876543210"
	secrets, err := json.Marshal(private)
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct{ method, path, step, document string }{
		"members that the sandbox has not":    {"GET", "/catalog/cpus/cpu3c", "cpu", `{"id":"cpu3c","extra":%s,"deep":{"a":%[1]s},"userId":9876543210}`},
		"members that it has":                 {"GET", "/catalog/cpus/cpu3c", "cpu", `{"id":"hush-hush","displayName":"Acme Robotics","userId":9876543210,"vcpuCount":%s}`},
		"an error where the sandbox has none": {"GET", "/catalog/cpus/cpu3c", "cpu", `{"title":"Gone","status":400,"detail":"` + refusal + `","owner":%s}`},
		"an error": {
			"GET", "/none", "unknown_path",
			`{"title":"Not Found","status":404,"detail":"` + refusal + `","more":%s}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			document := tc.document
			if strings.Contains(document, "%") {
				document = fmt.Sprintf(document, secrets)
			}
			status := http.StatusOK
			if strings.HasPrefix(name, "an error") {
				status = http.StatusNotFound
			}
			_, r := account(t, answering(tc.method, tc.path, status, document))
			r.steps = slices.DeleteFunc(steps(), func(s step) bool { return s.name != tc.step })
			if err := r.do(t.Context()); err != nil {
				t.Fatal(err)
			}
			text, err := r.report.json()
			if err != nil || r.report.recordings[tc.step] == nil {
				t.Fatalf("nothing was recorded (%v):\n%s", err, text)
			}
			for _, word := range private {
				if strings.Contains(string(text), word) {
					t.Errorf("%q is in the report:\n%s", word, text)
				}
			}
			if strings.HasPrefix(name, "an error") && !strings.Contains(string(text), `"no key <key> of <id> (<id>, <email>) at <ip> or <ip> has $<number>, <id>"`) {
				t.Errorf("the message is not told:\n%s", text)
			}
		})
	}
}

// TestPages: of a text where JSON ought to be, not even a number at its beginning is told.
func TestPages(t *testing.T) {
	t.Parallel()
	for _, page := range []string{"404 mine", "<html>mine</html>"} {
		_, r := account(t, answering("GET", "/none", http.StatusNotFound, page))
		r.steps = slices.DeleteFunc(steps(), func(s step) bool { return s.name != "unknown_path" })
		if err := r.do(t.Context()); err != nil {
			t.Fatal(err)
		}
		if text, err := r.report.json(); err != nil || strings.Contains(string(text), "mine") || !slices.Contains(r.report.differences, difference{"unknown_path", fieldBody, "text", "JSON"}) {
			t.Errorf("%q is told as %v (%v)", page, r.report.differences, err)
		}
	}
}

// TestWritesOnlyWhatIsOurs: no step changes what a run has not made.
func TestWritesOnlyWhatIsOurs(t *testing.T) {
	t.Parallel()
	for _, s := range steps() {
		if s.method == http.MethodGet || s.method == http.MethodPost && !strings.Contains(s.path[1:], "{") {
			continue
		}
		if !strings.Contains(s.path, "{") && s.name != "wrong_method" {
			t.Errorf("%s: %s %s is about what is not this run's", s.name, s.method, s.path)
		}
	}
}

// TestUnwantedGoesAtOnce: what a request makes that ought to be refused does not stay until
// the end.
func TestUnwantedGoesAtOnce(t *testing.T) {
	t.Parallel()
	deleted := 0
	_, r := account(t, func(next http.Handler) http.Handler {
		made := answering("POST", "/pods", http.StatusCreated, `{"id":"unwanted1","name":"x"}`)(next)
		return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
			if req.Method == http.MethodDelete && req.URL.Path == "/v2/pods/unwanted1" {
				deleted++
				w.WriteHeader(http.StatusNoContent)
				return
			}
			made.ServeHTTP(w, req)
		})
	})
	at := slices.IndexFunc(steps(), func(s step) bool { return s.name == "pod_of_both_kinds" })
	r.steps = steps()[at : at+1]
	if _, err := r.live.send(t.Context(), r.steps[0]); err != nil || deleted != 1 {
		t.Errorf("%d deletions were sent (%v)", deleted, err)
	}
	if err := r.do(t.Context()); err != nil || len(r.report.left) > 0 || r.report.statuses["pod_of_both_kinds"] != http.StatusCreated {
		t.Errorf("left are %v, statuses %v (%v)", r.report.left, r.report.statuses, err)
	}
}

// TestCleanup: what bills goes first, each is tried once before anything is waited for, and
// what will never go is tried once only.
func TestCleanup(t *testing.T) {
	t.Parallel()
	var sent []string
	status := map[string]int{"/v2/secrets/s": 0}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if req.Method == http.MethodGet {
			switch {
			case req.URL.Path == "/v2/pods":
				w.WriteHeader(http.StatusForbidden)
			case req.URL.Path == "/v2/tags":
				w.WriteHeader(http.StatusForbidden)
			case req.URL.Path == "/v2/serverless" && req.URL.Query().Get("cursor") == "":
				_, _ = w.Write([]byte(`{"endpoints":[],"pagination":{"hasNextPage":true,"nextCursor":"a+b&c=d"}}`))
			case req.URL.Path == "/v2/serverless" && req.URL.Query().Get("cursor") == "a+b&c=d":
				_, _ = w.Write([]byte(`{"endpoints":[{"id":"lost","name":"` + prefixOfAll + `test-lost"}],"pagination":{"hasNextPage":false}}`))
			default:
				list := ""
				for _, kind := range kinds {
					if "/v2"+kind.path == req.URL.Path {
						list = kind.list
					}
				}
				_, _ = w.Write([]byte(`{"` + list + `":[]}`))
			}
			return
		}
		path := strings.TrimPrefix(req.URL.Path, "/v2")
		sent = append(sent, path)
		switch {
		case path == "/network-volumes/v" && status[path] == 0: // its pod is still going
			status[path]++
			w.WriteHeader(http.StatusBadRequest)
		case path == "/account/secrets/s":
			w.WriteHeader(http.StatusMethodNotAllowed)
		default:
			w.WriteHeader(http.StatusNoContent)
		}
	}))
	t.Cleanup(server.Close)
	_, r := account(t, nil)
	s := newSide("live", server.URL+"/v2", "k", prefixOfAll+"test-", r.live.clock)
	s.poll = pollSandbox
	s.made = []object{{"secret", "s", "s"}, {"worker_template", "t", "t"}, {"volume", "v", "v"}, {"endpoint", "e", "e"}, {"pod", "p", "p"}, {"tag", "g", "g"}}
	left := s.clean(t.Context())
	want := []string{"/pods/p", "/serverless/e", "/network-volumes/v", "/templates/t", "/account/secrets/s", "/tags/g", "/serverless/lost", "/network-volumes/v"}
	if !slices.Equal(sent, want) {
		t.Errorf("deleted in the order\n%q, want\n%q", sent, want)
	}
	if len(left) != 2 || left[0] != "perhaps something in /pods, which could not be listed: it answered 403" || left[1] != "secret s (s)" {
		t.Errorf("left are %q", left)
	}
}

// TestGroupNotOffered: where an account has no tags, the list is asked once.
func TestGroupNotOffered(t *testing.T) {
	t.Parallel()
	for _, code := range []int{http.StatusNotFound, http.StatusForbidden, http.StatusNotImplemented} {
		asked := 0
		_, r := account(t, func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
				if strings.HasPrefix(req.URL.Path, "/v2/tags") {
					asked++
					w.WriteHeader(code)
					return
				}
				next.ServeHTTP(w, req)
			})
		})
		if err := r.do(t.Context()); err != nil {
			t.Fatal(err)
		}
		if want := fmt.Sprintf("all of /tags: GET answered %d", code); !slices.Equal(r.report.notOffered, []string{want}) || len(r.report.differences) > 0 {
			t.Errorf("not offered are %v, different %v", r.report.notOffered, r.report.differences)
		}
		if asked > 2 || len(r.report.left) > 0 { // once more at the end
			t.Errorf("%d requests were sent, left are %v", asked, r.report.left)
		}
	}
}

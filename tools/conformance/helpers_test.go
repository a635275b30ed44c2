package main

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// account is another account in memory than the one to compare with, behind what changes
// its answers.
func account(t *testing.T, change func(http.Handler) http.Handler) (*sandbox.Account, *run) {
	t.Helper()
	clock := sandbox.NewFakeClock(time.Now())
	other := sandbox.New(sandbox.Options{Clock: clock, Seed: 7})
	handler := http.Handler(other)
	if change != nil {
		handler = change(handler)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	prefix := prefixOfAll + "test-"
	reference, end, err := reference(t.Context(), prefix)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(end)
	live := newSide("live", server.URL+"/v2", other.APIKey(), prefix, clock)
	live.poll = pollSandbox
	return other, &run{live: live, sandbox: reference, steps: steps(), patience: time.Hour}
}

// edited changes the answers to one request.
func edited(method, path string, edit func(status int, body map[string]any) (int, map[string]any)) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method != method || !strings.HasPrefix(r.URL.RequestURI(), "/v2"+path) || strings.Contains(r.URL.Path, "/logs") { // which may stay open
				next.ServeHTTP(w, r)
				return
			}
			recorder := httptest.NewRecorder()
			next.ServeHTTP(recorder, r)
			status, text := recorder.Code, recorder.Body.Bytes()
			var body map[string]any
			if json.Unmarshal(text, &body) == nil {
				status, body = edit(status, body)
				text, _ = json.Marshal(body) // it was JSON
			}
			maps.Copy(w.Header(), recorder.Header())
			w.WriteHeader(status)
			_, _ = w.Write(text)
		})
	}
}

// set puts a value to a field, or takes it out.
func set(field string, value any) func(int, map[string]any) (int, map[string]any) {
	return func(status int, body map[string]any) (int, map[string]any) {
		at := body
		names := strings.Split(field, ".")
		for _, name := range names[:len(names)-1] {
			at, _ = at[name].(map[string]any)
		}
		if at == nil {
			return status, body
		}
		if value == absent {
			delete(at, names[len(names)-1])
		} else {
			at[names[len(names)-1]] = value
		}
		return status, body
	}
}

func status(code int) func(int, map[string]any) (int, map[string]any) {
	return func(_ int, body map[string]any) (int, map[string]any) { return code, body }
}

// instead puts one status in the place of another.
func instead(of, code int) func(int, map[string]any) (int, map[string]any) {
	return func(status int, body map[string]any) (int, map[string]any) {
		if status == of {
			status = code
		}
		return status, body
	}
}

// named gives a name to those who have none.
func named(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.UserAgent() == "" {
			r.Header.Set("User-Agent", "somebody")
		}
		next.ServeHTTP(w, r)
	})
}

package sandbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// record lets a handler answer without a server in between.
func record(h http.Handler, req *http.Request) reply {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	out := reply{status: w.Code, header: w.Header(), text: w.Body.String()}
	_ = json.Unmarshal(w.Body.Bytes(), &out.body) // not all of them are JSON
	return out
}

const smallVolume = `{"name": "a", "size": 10, "dataCenter": "EU-RO-1"}`

func TestFaultsThatAnswer(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		fault   string
		status  int
		text    string
		header  http.Header
		created int
	}{
		"status":         {fault: "POST /network-volumes 503", status: 503, text: `"status":503`},
		"too many":       {fault: "POST /network-volumes 429 retry-after=7s", status: 429, text: `"status":429`, header: http.Header{"Retry-After": {"7"}}},
		"after":          {fault: "POST /network-volumes after-502", status: 502, text: `"status":502`, created: 1},
		"truncate":       {fault: "POST /network-volumes truncate", status: 201, text: `{"id":"`, created: 1},
		"not json":       {fault: "* / not-json", status: 502, text: "<html>"},
		"not json 403":   {fault: "* / not-json-403", status: 403, text: "<html>"},
		"body":           {fault: "POST /network-volumes body=null", status: 200, text: "null"},
		"no body":        {fault: "POST /network-volumes body=", status: 200},
		"other method":   {fault: "GET /network-volumes 500", status: 201, text: `"id"`, created: 1},
		"other resource": {fault: "POST /pods 500", status: 201, text: `"id"`, created: 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, sandbox.Options{})
			fault, err := sandbox.ParseFault(tt.fault)
			if err != nil {
				t.Fatal(err)
			}
			r.account.Inject(fault)
			out := r.do("POST", "/v2/network-volumes", smallVolume)
			if out.status != tt.status || !strings.Contains(out.text, tt.text) {
				t.Errorf("got %d %s", out.status, out.text)
			}
			for name := range tt.header {
				if got := out.header.Get(name); got != tt.header.Get(name) {
					t.Errorf("%s: got %q", name, got)
				}
			}
			if name == "truncate" && out.body != nil {
				t.Errorf("the JSON is whole: %s", out.text)
			}
			if got := len(r.account.NetworkVolumes()); got != tt.created {
				t.Errorf("%d volumes created, want %d", got, tt.created)
			}
		})
	}
}

func TestFaultsThatCloseTheConnection(t *testing.T) {
	t.Parallel()
	for kind, created := range map[sandbox.FaultKind]int{sandbox.FaultDrop: 0, sandbox.FaultDropAfter: 1} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			r := newRig(t, sandbox.Options{})
			r.account.Inject(sandbox.Fault{Kind: kind, Method: "POST", PathPrefix: "/network-volumes", Times: 1})
			resp, err := http.DefaultClient.Do(r.request("POST", "/v2/network-volumes", smallVolume))
			if err == nil {
				resp.Body.Close()
				t.Fatalf("got an answer: %d", resp.StatusCode)
			}
			if got := len(r.account.NetworkVolumes()); got != created {
				t.Errorf("%d volumes created, want %d", got, created)
			}
			if log := r.account.Requests(); len(log) != 1 || log[0].Status != 0 {
				t.Errorf("log: %+v", log)
			}
		})
	}
}

// Only the caller's patience ends a stall.
func TestFaultsThatStall(t *testing.T) {
	t.Parallel()
	for kind, created := range map[sandbox.FaultKind]int{sandbox.FaultStall: 0, sandbox.FaultStallAfter: 1} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			account := sandbox.New(sandbox.Options{})
			account.Inject(sandbox.Fault{Kind: kind, Times: 1})
			stalled := make(chan any)
			ctx, giveUp := context.WithCancel(t.Context())
			req := httptest.NewRequestWithContext(ctx, "POST", "/v2/network-volumes", strings.NewReader(smallVolume))
			req.Header.Set("Authorization", "Bearer "+account.APIKey())
			req.Header.Set("User-Agent", "sandbox-test")
			go func() {
				defer func() { stalled <- recover() }()
				account.ServeHTTP(httptest.NewRecorder(), req)
			}()
			for len(account.Requests()) == 0 {
				runtime.Gosched()
			}
			select {
			case <-stalled:
				t.Fatal("it answers")
			default:
			}
			giveUp()
			if end, _ := (<-stalled).(error); !errors.Is(end, http.ErrAbortHandler) {
				t.Errorf("ended with %v", end)
			}
			if got := len(account.NetworkVolumes()); got != created {
				t.Errorf("%d volumes created, want %d", got, created)
			}
		})
	}
}

func TestConnectionsAreReset(t *testing.T) {
	t.Parallel()
	account := sandbox.New(sandbox.Options{})
	account.Inject(sandbox.Fault{Kind: sandbox.FaultReset, Times: 1})
	server := httptest.NewUnstartedServer(account)
	server.Listener = account.Listener(server.Listener)
	server.Start()
	t.Cleanup(server.Close)
	for _, reset := range []bool{true, false} {
		client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/v2/network-volumes", strings.NewReader(smallVolume))
		if err != nil {
			t.Fatal(err)
		}
		resp, err := client.Do(req)
		if err == nil {
			resp.Body.Close()
		}
		if (err != nil) != reset {
			t.Errorf("got %v, want a reset: %v", err, reset)
		}
	}
	if got := len(account.Requests()); got != 1 {
		t.Errorf("%d requests were read, want 1", got)
	}
}

// A share of the requests has the fault, the same ones for the same seed.
func TestFaultsByChance(t *testing.T) {
	t.Parallel()
	statuses := func(seed uint64) (failed int, all string) {
		r := newRig(t, sandbox.Options{Seed: seed})
		r.account.Inject(sandbox.Fault{Kind: sandbox.FaultStatus, Status: 503, Percent: 30})
		for range 200 {
			out := r.do("GET", "/v2/network-volumes", "")
			if out.status == 503 {
				failed++
			}
			all += strconv.Itoa(out.status)
		}
		return failed, all
	}
	failed, first := statuses(1)
	if failed < 40 || failed > 80 {
		t.Errorf("%d of 200 requests failed, want about 60", failed)
	}
	if _, again := statuses(1); again != first {
		t.Error("the same seed gives other faults")
	}
}

func TestFaultsRunOut(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	r.account.Inject(sandbox.Fault{Kind: sandbox.FaultStatus, Times: 2, Detail: "first"})
	r.account.Inject(sandbox.Fault{Kind: sandbox.FaultStatus, Status: 503, Times: 1})
	for _, want := range []int{500, 500, 503, 200} {
		if out := r.do("GET", "/v2/network-volumes", ""); out.status != want {
			t.Errorf("got %d, want %d", out.status, want)
		}
	}
}

func FuzzParseFault(f *testing.F) {
	for _, seed := range []string{"POST /pods after-502 x1", "* / 429 retry-after=7s 30%", "GET /catalog not-json-503", "GET /pods body={}", "* / reset"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		fault, err := sandbox.ParseFault(text)
		if err != nil {
			return
		}
		if fault.Times < 0 || fault.Percent < 0 || fault.Percent > 100 || fault.RetryAfter < 0 || !strings.HasPrefix(fault.PathPrefix, "/") ||
			(fault.Status != 0 && (fault.Status < 400 || fault.Status > 599)) {
			t.Errorf("%q gave %+v", text, fault)
		}
		// Whatever it is, the account lives with it.
		account := sandbox.New(sandbox.Options{})
		account.Inject(fault)
		ctx, cancel := context.WithCancel(t.Context())
		cancel() // a stall ends at once
		req := httptest.NewRequestWithContext(ctx, http.MethodGet, "/v2/network-volumes", http.NoBody)
		req.Header.Set("Authorization", "Bearer "+account.APIKey())
		req.Header.Set("User-Agent", "sandbox-test")
		defer func() {
			end := recover()
			if err, _ := end.(error); end != nil && !errors.Is(err, http.ErrAbortHandler) {
				panic(end)
			}
		}()
		record(account, req)
	})
}

func TestParseFault(t *testing.T) {
	t.Parallel()
	good := map[string]sandbox.Fault{
		"POST /pods after-502 x1":     {Kind: sandbox.FaultStatusAfter, Method: "POST", PathPrefix: "/pods", Status: 502, Times: 1},
		"* / 429 retry-after=1m x3":   {Kind: sandbox.FaultStatus, PathPrefix: "/", Status: 429, RetryAfter: time.Minute, Times: 3},
		"get /serverless drop":        {Kind: sandbox.FaultDrop, Method: "GET", PathPrefix: "/serverless"},
		"DELETE /pods/x after-drop":   {Kind: sandbox.FaultDropAfter, Method: "DELETE", PathPrefix: "/pods/x"},
		"PATCH / truncate":            {Kind: sandbox.FaultTruncate, Method: "PATCH", PathPrefix: "/"},
		"GET /catalog not-json-503":   {Kind: sandbox.FaultNotJSON, Method: "GET", PathPrefix: "/catalog", Status: 503},
		"GET /catalog not-json    x2": {Kind: sandbox.FaultNotJSON, Method: "GET", PathPrefix: "/catalog", Times: 2},
		"POST / stall":                {Kind: sandbox.FaultStall, Method: "POST", PathPrefix: "/"},
		"POST / after-stall 20% x4":   {Kind: sandbox.FaultStallAfter, Method: "POST", PathPrefix: "/", Percent: 20, Times: 4},
		"GET /pods body={}":           {Kind: sandbox.FaultBody, Method: "GET", PathPrefix: "/pods", Body: "{}"},
		"* / reset x2":                {Kind: sandbox.FaultReset, PathPrefix: "/", Times: 2},
	}
	for text, want := range good {
		if got, err := sandbox.ParseFault(text); err != nil || got != want {
			t.Errorf("%q: got %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "POST /pods", "POST pods 500", "POST /v2/pods 500", "POST /pods 200", "POST /pods later", "POST /pods after-", "POST /pods 500 twice", "POST /pods 500 xx", "POST /pods 500 x0", "POST /pods 500 x-1", "* / 429 retry-after=7", "* / 429 retry-after=-7s",
		"POST / 500 0%", "POST / 500 101%", "POST / 500 few%", "POST / reset", "* /pods reset"} {
		if _, err := sandbox.ParseFault(text); err == nil {
			t.Errorf("%q: no error", text)
		}
	}
}

package runpod

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
)

// tagOf, listOf and attach stand for the calls of any group that is a list.
func tagOf(ctx context.Context, c *Client) error {
	return discard(call[struct{}](ctx, c, http.MethodGet, route{"tags", "t1"}, nil, nil))
}

func listOf(ctx context.Context, c *Client) error {
	return discard(call[struct{}](ctx, c, http.MethodGet, route{"tags"}, nil, nil))
}

func attach(ctx context.Context, c *Client) error {
	return discard(call[struct{}](ctx, c, http.MethodPut, route{"tags", "t1", "resources", "POD", "p1"}, nil, nil))
}

func balanceOf(ctx context.Context, c *Client) error { return discard(c.GetAccountBalance(ctx)) }

// TestOffered goes through what an answer says of a group, and what it says of an object.
func TestOffered(t *testing.T) {
	t.Parallel()
	type step struct {
		call       func(context.Context, *Client) error
		notOffered bool
		notFound   bool
		status     int // of the answer in the error; 0 where there is none
	}
	for name, test := range map[string]struct {
		answers map[string]int // by method and path; 200 where it is not here
		steps   []step
		sent    []string
	}{
		"a list that is not there is asked for once": {
			map[string]int{"GET /tags": 404},
			[]step{{listOf, true, false, 404}, {listOf, true, false, 404}, {tagOf, true, false, 404}, {attach, true, false, 404}}, []string{"GET /tags"},
		},
		"an object that is not there": {
			map[string]int{"GET /tags/t1": 404},
			[]step{{listOf, false, false, 0}, {tagOf, false, true, 404}, {listOf, false, false, 0}}, []string{"GET /tags", "GET /tags/t1", "GET /tags"},
		},
		"an object that is asked for first": {
			map[string]int{"GET /tags/t1": 404},
			[]step{{tagOf, false, true, 404}, {tagOf, false, true, 404}}, []string{"GET /tags/t1", "GET /tags", "GET /tags/t1"},
		},
		"an object of what is not there": {
			map[string]int{"GET /tags/t1": 404, "GET /tags": 404},
			[]step{{tagOf, true, false, 404}, {attach, true, false, 404}}, []string{"GET /tags/t1", "GET /tags"},
		},
		"a write to what is not there": {
			map[string]int{"PUT /tags/t1/resources/POD/p1": 404, "GET /tags": 501},
			[]step{{attach, true, false, 501}, {tagOf, true, false, 501}}, []string{"PUT /tags/t1/resources/POD/p1", "GET /tags"},
		},
		"a write to an object that is not there": {
			map[string]int{"PUT /tags/t1/resources/POD/p1": 404},
			[]step{{attach, false, true, 404}, {tagOf, false, false, 0}}, []string{"PUT /tags/t1/resources/POD/p1", "GET /tags", "GET /tags/t1"},
		},
		"a key that may only read": {
			map[string]int{"PUT /tags/t1/resources/POD/p1": 403},
			[]step{{attach, true, false, 403}, {listOf, false, false, 0}, {attach, true, false, 403}}, []string{"PUT /tags/t1/resources/POD/p1", "GET /tags"},
		},
		"not implemented": {
			map[string]int{"GET /tags": 501},
			[]step{{listOf, true, false, 501}, {attach, true, false, 501}}, []string{"GET /tags"},
		},
		"a wrong request says that it is there": {
			map[string]int{"PUT /tags/t1/resources/POD/p1": 422, "GET /tags/t1": 404},
			[]step{{attach, false, false, 422}, {tagOf, false, true, 404}}, []string{"PUT /tags/t1/resources/POD/p1", "GET /tags/t1"},
		},
		"a wrong key says nothing": {
			map[string]int{"GET /tags": 401},
			[]step{{listOf, false, false, 401}, {listOf, false, false, 401}}, []string{"GET /tags", "GET /tags"},
		},
		"the balance in its other place": {
			map[string]int{"GET /billing/balance": 404},
			[]step{{balanceOf, false, false, 0}}, []string{"GET /billing/balance", "GET /account/balance"},
		},
		"no balance in either": {
			map[string]int{"GET /billing/balance": 404, "GET /account/balance": 404},
			[]step{{balanceOf, true, false, 404}, {balanceOf, true, false, 404}}, []string{"GET /billing/balance", "GET /account/balance"},
		},
		"a balance that the key may not see": {
			map[string]int{"GET /billing/balance": 403},
			[]step{{balanceOf, true, false, 403}, {balanceOf, true, false, 403}}, []string{"GET /billing/balance"},
		},
		"one group says nothing of another": {
			map[string]int{"GET /tags": 404},
			[]step{{listOf, true, false, 404}, {balanceOf, false, false, 0}}, []string{"GET /tags", "GET /billing/balance"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var sent []string
			c := mustNew(t, Config{APIKey: testKey, Clock: newFakeClock(), Transport: roundTripFunc(func(req *http.Request) (*http.Response, error) {
				what := req.Method + " " + strings.TrimPrefix(req.URL.Path, "/v2")
				sent = append(sent, what)
				if status := test.answers[what]; status != 0 {
					return respond(req, status, fmt.Sprintf(`{"title":"No","status":%d,"detail":"in Runpod's words"}`, status)), nil
				}
				return respond(req, 200, `{"balanceAmount":1,"billingMode":"PREPAID"}`), nil
			})})
			for n, step := range test.steps {
				err := step.call(t.Context(), c)
				if (err != nil) != (step.status != 0) || errors.Is(err, ErrNotOffered) != step.notOffered || IsNotFound(err) != step.notFound {
					t.Errorf("step %d: %v", n, err)
				}
				if err != nil && (!HasStatus(err, step.status) || !strings.Contains(err.Error(), "in Runpod's words")) {
					t.Errorf("step %d: %v, want a %d in Runpod's words", n, err, step.status)
				}
			}
			if !slices.Equal(sent, test.sent) {
				t.Errorf("sent %q, want %q", sent, test.sent)
			}
		})
	}
}

// TestOfferedIsFoundOutOnce: however many ask at once, a missing group is asked for once,
// and a failure is asked for by everybody.
func TestOfferedIsFoundOutOnce(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]int{http.StatusNotFound: 1, http.StatusBadGateway: 20} {
		var mu sync.Mutex
		sent := 0
		c := mustNew(t, Config{APIKey: testKey, Clock: newFakeClock(), Transport: roundTripFunc(func(req *http.Request) (*http.Response, error) {
			mu.Lock()
			defer mu.Unlock()
			sent++
			return respond(req, status, `{"title":"No","status":400,"detail":"no"}`), nil
		})})
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				if err := listOf(t.Context(), c); errors.Is(err, ErrNotOffered) != (want == 1) || err == nil {
					t.Errorf("%d: %v", status, err)
				}
			})
		}
		wg.Wait()
		if sent != want {
			t.Errorf("%d: sent %d, want %d", status, sent, want)
		}
	}
}

// TestOptionalIsTriedOnce: what is both inferred and optional does not hold up a plan.
func TestOptionalIsTriedOnce(t *testing.T) {
	t.Parallel()
	sent := 0
	c, clock := newTestClient(t, func(w http.ResponseWriter, _ *http.Request) {
		sent++
		w.WriteHeader(http.StatusInternalServerError)
	})
	if _, err := c.GetAccountLimits(BestEffort(t.Context(), 0)); err == nil || errors.Is(err, ErrNotOffered) || sent != 1 || clock.total() != 0 {
		t.Errorf("%d requests, waited %s: %v", sent, clock.total(), err)
	}
	if _, err := c.GetAccountLimits(t.Context()); err == nil || sent != 6 {
		t.Errorf("by name: %d requests: %v", sent-1, err)
	}
}

func TestGroupOf(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]Group{
		"/account": GroupAccount, "/account/limits": GroupLimits, "/account/balance": GroupBalance, "/billing/balance": GroupBalance,
		"/tags": GroupTags, "/tags/a/resources/POD/b": GroupTags, "/cost-centers/a": GroupCostCenters, "/global-volumes": GroupGlobalVolumes,
		"/account/ssh-keys": "", "/account/secrets/tags": "", "/billing": "", "/billing/pods": "", "/pods/tags": "", "/tagsx": "", "": "",
	} {
		if got := GroupOf(path); got != want {
			t.Errorf("%s is of %q, want %q", path, got, want)
		}
	}
}

func TestLimitNumber(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"limit":80}`: "80", `{"perHour":80.5}`: "80.5", `{"current":3,"limit":80}`: "80", `{"amount":1,"max":2}`: "2", `{"amount":7,"used":2}`: "7",
		`{"currency":"USD","cap":12}`: "12", `90`: "90", `{"used":1,"left":2}`: "", `{"limit":null,"current":3}`: "", `{"currentUsd":3,"cap":4}`: "4", `{"soft":1,"hard":2}`: "", `{}`: "", `null`: "", `{"limit":null}`: "", `{"limit":"80"}`: "", `{"limit":-1}`: "",
		`"80"`: "", `[80]`: "", `{"limit":{"usd":80}}`: "",
	} {
		var l Limit
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if n, known := l.Number(); string(n) != want || known != (want != "") {
			t.Errorf("%s: got %q, %t, want %q", text, n, known, want)
		}
	}
}

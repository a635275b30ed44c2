package runpod

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A short or empty page is not the last one: only hasNextPage says so.
func TestPagesAreReadToTheEnd(t *testing.T) {
	t.Parallel()
	pages := map[string]string{
		"":    `{"pods":[{"id":"a"},{"id":"b"}],"pagination":{"nextCursor":"c 1","hasNextPage":true}}`,
		"c 1": `{"pods":[],"pagination":{"nextCursor":"c2","hasNextPage":true}}`,
		"c2":  `{"pods":[{"id":"c"}],"pagination":{"nextCursor":"c3","hasNextPage":false}}`,
	}
	c, _ := newTestClient(t, func(w http.ResponseWriter, r *http.Request) {
		if got := r.URL.Query().Get("limit"); got != "1000" {
			t.Errorf("limit %q", got)
		}
		if got := r.URL.Query().Get("includeClusterPods"); got != "true" {
			t.Errorf("includeClusterPods %q is lost on a later page", got)
		}
		_, _ = fmt.Fprint(w, pages[r.URL.Query().Get("cursor")])
	})
	pods, err := c.ListPods(t.Context(), ListPodsOptions{IncludeClusterPods: true})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, pod := range pods {
		ids = append(ids, pod.ID)
	}
	if want := []string{"a", "b", "c"}; !slices.Equal(ids, want) {
		t.Errorf("got %q, want %q", ids, want)
	}
}

// Runpod may page any list, also one of which its document says nothing of the kind.
func TestEveryListIsReadToTheEnd(t *testing.T) {
	t.Parallel()
	empty := regexp.MustCompile(`\[\]`)
	for _, op := range operations() {
		if !strings.HasPrefix(op.name, "List") && op.name != "GetSSHKeys" {
			continue
		}
		t.Run(op.name, func(t *testing.T) {
			t.Parallel()
			answer := strings.Replace(op.answer, `,"pagination":{"nextCursor":null,"hasNextPage":false}`, "", 1)
			if answer == "{}" {
				answer = `{"records":[]}`
			}
			element := `{"id":"x"}`
			if op.name == "GetSSHKeys" {
				element = `"x"`
			}
			answer = empty.ReplaceAllString(strings.TrimSuffix(answer, "}"), "["+element+"]")
			var asked []string
			c, _ := newTestClient(t, func(w http.ResponseWriter, r *http.Request) {
				query := r.URL.Query()
				asked = append(asked, query.Get("cursor"))
				query.Del("cursor")
				if rest := (&url.URL{Path: strings.TrimPrefix(r.URL.Path, "/v2"), RawQuery: query.Encode()}).String(); rest != op.uri {
					t.Errorf("asked for %s, want %s", rest, op.uri)
				}
				_, _ = fmt.Fprintf(w, `%s,"pagination":{"nextCursor":"c%d","hasNextPage":%t}}`, answer, len(asked), len(asked) < 3)
			})
			if err := op.call(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			if want := []string{"", "c1", "c2"}; !slices.Equal(asked, want) {
				t.Errorf("pages %q, want %q", asked, want)
			}
		})
	}
}

func TestPagesThatDoNotEnd(t *testing.T) {
	t.Parallel()
	for _, cursor := range []string{`null`, `""`, `"again"`} {
		requests := 0
		c, _ := newTestClient(t, func(w http.ResponseWriter, _ *http.Request) {
			requests++
			_, _ = fmt.Fprintf(w, `{"endpoints":[{"id":"a"}],"pagination":{"nextCursor":%s,"hasNextPage":true}}`, cursor)
		})
		_, err := c.ListEndpoints(t.Context())
		if err == nil || !strings.Contains(err.Error(), "no new cursor") || requests > 2 {
			t.Errorf("cursor %s: %d requests: %v", cursor, requests, err)
		}
	}
}

func TestPagesWithoutEnd(t *testing.T) {
	t.Parallel()
	requests := 0
	c := mustNew(t, Config{APIKey: testKey, Clock: newFakeClock(), Transport: roundTripFunc(func(req *http.Request) (*http.Response, error) {
		requests++
		return respond(req, 200, fmt.Sprintf(`{"endpoints":[],"pagination":{"nextCursor":"c%d","hasNextPage":true}}`, requests)), nil
	})})
	if _, err := c.ListEndpoints(t.Context()); err == nil || !strings.Contains(err.Error(), "the list does not end") || requests != maxPages {
		t.Errorf("%d requests: %v", requests, err)
	}
}

func TestReleasesKeepTheirSummary(t *testing.T) {
	t.Parallel()
	c, _ := newTestClient(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("cursor") == "" {
			_, _ = fmt.Fprint(w, `{"endpointVersion":7,"rollout":{"workersTotal":3},"releases":[{"id":"r2","diff":[{"field":"image","old":"a","new":null}]}],"pagination":{"nextCursor":"x","hasNextPage":true}}`)
			return
		}
		_, _ = fmt.Fprint(w, `{"endpointVersion":8,"rollout":{},"releases":[{"id":"r1"}],"pagination":{"nextCursor":null,"hasNextPage":false}}`)
	})
	list, err := c.ListEndpointReleases(t.Context(), "e")
	if err != nil {
		t.Fatal(err)
	}
	if *list.EndpointVersion != 7 || list.Rollout.WorkersTotal != 3 || len(list.Releases) != 2 || list.Releases[1].ID != "r1" {
		t.Errorf("got %+v", list)
	}
	if diff := list.Releases[0].Diff[0]; string(diff.Old) != `"a"` || string(diff.New) != "null" {
		t.Errorf("diff %+v", diff)
	}
}

// An answer without its list must not pass for an account with nothing in it.
func TestListsMustBeThere(t *testing.T) {
	t.Parallel()
	for _, op := range operations() {
		if !strings.HasPrefix(op.name, "List") || strings.HasSuffix(op.name, "Billing") {
			continue
		}
		t.Run(op.name, func(t *testing.T) {
			t.Parallel()
			c, _ := newTestClient(t, reply(200, `{"pagination":{"hasNextPage":false}}`))
			if err := op.call(t.Context(), c); err == nil || !strings.Contains(err.Error(), "the list is missing") {
				t.Errorf("got %v", err)
			}
		})
	}
}

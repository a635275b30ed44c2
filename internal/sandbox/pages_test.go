package sandbox_test

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// pagedList is a list with some objects in it, and what else a caller may ask of it.
type pagedList struct {
	path, members string
	limited       bool   // the caller chooses how long a page is
	largest       int    // the maximum of limit; 0 where there is none
	other         string // a parameter that the list knows
}

// pagedLists fills every list of the account that is paged with objects.
func pagedLists(r *rig, objects int) []pagedList {
	endpointBody := `{"name":"e","image":"busybox:1","disk":10,"type":"QUEUE","scaling":{"type":"QUEUE_DELAY","queueDelay":4},"gpu":{"pools":["AMPERE_80"]},"workers":{"min":0,"max":1}}`
	var endpoint, center string
	for i := range objects {
		r.create("/v2/pods", smallPod)
		endpoint = r.create("/v2/serverless", endpointBody)
		r.create("/v2/templates", fmt.Sprintf(`{"name":"t%d","image":"busybox:1","disk":10}`, i))
		r.create("/v2/tags", `{"key":"team","value":"ml"}`)
		center = r.create("/v2/cost-centers", `{"value":"research"}`)
		r.create("/v2/global-volumes", `{"name":"g"}`)
	}
	for i := range objects - 1 {
		r.want(200, "PATCH", "/v2/serverless/"+endpoint, fmt.Sprintf(`{"env":{"A":"%d"}}`, i))
	}
	for range objects {
		r.want(204, "PUT", "/v2/cost-centers/"+center+"/resources/NETWORK_VOLUME/"+r.create("/v2/network-volumes", smallVolume), "")
	}
	return []pagedList{
		{"/v2/pods", "pods", true, 1000, "includeClusterPods=true"},
		{"/v2/serverless", "endpoints", true, 1000, ""},
		{"/v2/templates", "templates", true, 1000, ""},
		{"/v2/serverless/" + endpoint + "/releases", "releases", true, 1000, ""},
		{"/v2/tags", "tags", false, 0, "include=resources"},
		{"/v2/cost-centers", "costCenters", true, 1000, "value=RESEARCH"},
		{"/v2/cost-centers/" + center + "/resources", "resources", true, 1000, ""},
		{"/v2/global-volumes", "globalVolumes", true, 0, ""},
	}
}

// TestPagesOfEveryList are cut alike, and a cursor opens only the list that gave it, with
// the parameters that it was given for.
func TestPagesOfEveryList(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	const objects = 3
	lists := pagedLists(r, objects)
	cursors := map[string]string{}
	for _, l := range lists {
		if !l.limited {
			if got := r.want(200, "GET", l.path+"?limit=1", ""); len(got[l.members].([]any)) != objects || dig(got, "pagination", "hasNextPage") != false {
				t.Errorf("%s has no limit: %v", l.path, got)
			}
			continue
		}
		first := r.want(200, "GET", l.path+"?limit=1", "")
		cursors[l.path], _ = dig(first, "pagination", "nextCursor").(string)
		read, page := slices.Clone(first[l.members].([]any)), first
		for len(read) < 2*objects && dig(page, "pagination", "hasNextPage") == true {
			page = r.want(200, "GET", fmt.Sprintf("%s?limit=1&cursor=%s", l.path, dig(page, "pagination", "nextCursor")), "")
			read = append(read, page[l.members].([]any)...)
		}
		whole := r.want(200, "GET", l.path, "")
		if text := asJSON(t, read); len(read) != objects || text != asJSON(t, whole[l.members]) || dig(page, "pagination", "nextCursor") != nil {
			t.Errorf("%s, one by one: %s\nat once: %v", l.path, text, whole)
		}
		out := record(r.account, r.request("GET", l.path+"?limit=1001", ""))
		if refused := l.largest > 0; refused != (out.status == 422) || !refused && out.status != 200 {
			t.Errorf("%s?limit=1001: %d %s", l.path, out.status, out.text)
		}
	}
	for _, l := range lists {
		for path, cursor := range cursors {
			wrong := map[string]string{"forged": "?limit=1&cursor=" + altered(t, cursor), "no limit": "?cursor=" + cursor, "another limit": "?limit=2&cursor=" + cursor}
			if l.path != path {
				wrong = map[string]string{"foreign": "?limit=1&cursor=" + cursor}
			} else if l.other != "" {
				wrong["other parameters"] = "?limit=1&" + l.other + "&cursor=" + cursor
			}
			for what, query := range wrong {
				out := record(r.account, r.request("GET", l.path+query, ""))
				if out.status != 422 || out.body["detail"] != "cursor is invalid" {
					t.Errorf("%s, %s: %d %s", l.path+query, what, out.status, out.text)
				}
			}
		}
		for _, cursor := range []string{"made-up", "MTox", "MQ", "%21"} {
			if out := record(r.account, r.request("GET", l.path+"?cursor="+cursor, "")); out.status != 422 {
				t.Errorf("%s?cursor=%s: %d", l.path, cursor, out.status)
			}
		}
		if out := record(r.account, r.request("GET", l.path+"?limit=1&colour=red&cursor="+cursors[l.path], "")); cursors[l.path] != "" && out.status != 200 {
			t.Errorf("%s with a parameter that is not known: %d %s", l.path, out.status, out.text)
		}
	}
}

// altered is a cursor for another place.
func altered(t *testing.T, cursor string) string {
	t.Helper()
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		t.Fatal(err)
	}
	_, seal, _ := strings.Cut(string(text), ":")
	return base64.RawURLEncoding.EncodeToString([]byte("7:" + seal))
}

// TestStandardPages are as long as the documents say.
func TestStandardPages(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	for path, body := range map[string]string{"/v2/cost-centers": `{"value":"a"}`, "/v2/global-volumes": `{"name":"a"}`} {
		for range 1001 {
			record(r.account, r.request("POST", path, body))
		}
		for _, query := range []string{"", "?limit=1000", "?limit=5000"} {
			if path == "/v2/cost-centers" && query == "?limit=5000" {
				continue
			}
			out := record(r.account, r.request("GET", path+query, ""))
			for name, list := range out.body {
				if objects, ok := list.([]any); ok && len(objects) != 1000 || dig(out.body, "pagination", "hasNextPage") != true {
					t.Errorf("%s%s: %d %s", path, query, len(objects), name)
				}
			}
		}
	}
}

// TestCostCentersByValue finds a part of it, in any case.
func TestCostCentersByValue(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	for _, value := range []string{"Research", "research & art", "Sales", "ÜBUNG"} {
		r.create("/v2/cost-centers", `{"value":"`+value+`"}`)
	}
	for value, want := range map[string]int{"RESEARCH": 2, "sea": 2, "a": 3, "%26": 1, "übung": 1, "none": 0} {
		if got := r.want(200, "GET", "/v2/cost-centers?value="+value, ""); len(got["costCenters"].([]any)) != want {
			t.Errorf("%s: %v, want %d", value, got, want)
		}
	}
	r.refused(422, "value: minLength: got 0, want 1", "GET", "/v2/cost-centers?value=", "")
	out := record(r.account, r.request("GET", "/v2/cost-centers?value=&limit=0", ""))
	if lines, _ := out.body["errors"].([]any); len(lines) != 2 {
		t.Errorf("one line for each fault: %s", out.text)
	}
}

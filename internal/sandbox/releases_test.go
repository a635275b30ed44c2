package sandbox_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

func TestReleaseDiffs(t *testing.T) {
	t.Parallel()
	entry := func(name string, before, after any) any {
		return map[string]any{"field": name, "old": before, "new": after}
	}
	tests := map[string]struct {
		change string
		want   []any // nil where there is no release
	}{
		"image":               {`{"image": "acme/matting:2"}`, []any{entry("template.imageName", "acme/matting:1", "acme/matting:2")}},
		"env":                 {`{"env": {"B": "2"}}`, []any{entry("template.env", map[string]any{"A": "1"}, map[string]any{"B": "2"})}},
		"command":             {`{"args": "run"}`, []any{entry("template.dockerArgs", "", "run")}},
		"exec form":           {`{"cmd": ["a b"]}`, []any{entry("template.dockerArgs", "", `{"cmd":["a b"]}`)}},
		"disk and ports":      {`{"disk": 30, "ports": ["80/http"]}`, []any{entry("template.containerDiskInGb", 20.0, 30.0), entry("template.ports", []any{}, []any{"80/http"})}},
		"the same again":      {`{"image": "acme/matting:1", "env": {"A": "1"}, "disk": 20}`, nil},
		"limits of workers":   {`{"workers": {"max": 5}}`, []any{entry("workers.max", 3.0, 5.0)}},
		"nothing of a worker": {`{"name": "b", "timeout": 1000, "flashboot": "FLASHBOOT"}`, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, sandbox.Options{})
			path := r.endpoint(queue(`"env": {"A": "1"}`))
			r.want(200, "PATCH", path, tt.change)
			got := r.want(200, "GET", path+"/releases", "")
			last := len(dig(got, "releases").([]any)) - 1 // the newest is first
			first := map[string]any{
				"id": dig(got, "releases", last, "id"), "version": 1.0, "source": "MANUAL", "buildId": nil, "createdByUserId": nil,
				"workerCount": 0.0, "createdAt": "2026-11-20T12:00:00Z", "diff": []any{},
			}
			if !reflect.DeepEqual(dig(got, "releases", last), any(first)) {
				t.Errorf("the first release: %v", dig(got, "releases", last))
			}
			version := 1.0
			if tt.want != nil {
				version = 2
				if diff := dig(got, "releases", 0, "diff"); !reflect.DeepEqual(diff, any(tt.want)) {
					t.Errorf("diff: got %v, want %v", diff, tt.want)
				}
			}
			if dig(got, "endpointVersion") != version || len(dig(got, "releases").([]any)) != int(version) {
				t.Errorf("got %v, want version %v", got, version)
			}
			if dig(got, "rollout", "percentOnLatest") != 0.0 || dig(got, "rollout", "inProgress") != false {
				t.Errorf("rollout without workers: %v", dig(got, "rollout"))
			}
		})
	}
}

func TestReleasePages(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	path := r.endpoint(queue())
	for i := range 3 {
		r.want(200, "PATCH", path, fmt.Sprintf(`{"image": "acme/matting:%d"}`, i+2))
	}
	first := r.want(200, "GET", path+"/releases?limit=3", "")
	cursor, _ := dig(first, "pagination", "nextCursor").(string)
	second := r.want(200, "GET", path+"/releases?limit=3&cursor="+cursor, "")
	if len(dig(first, "releases").([]any)) != 3 || dig(first, "releases", 0, "version") != 4.0 || dig(second, "releases", 0, "version") != 1.0 || dig(second, "pagination", "hasNextPage") != false {
		t.Errorf("got %v and then %v", first, second)
	}
	if dig(first, "endpointVersion") != 4.0 || dig(second, "endpointVersion") != 4.0 {
		t.Error("the version is not that of the endpoint on every page")
	}
	r.refused(422, "limit", "GET", path+"/releases?limit=0", "")
	// A cursor is good for the list that gave it.
	other := r.endpoint(queue())
	for _, foreign := range []string{other + "/releases?cursor=" + cursor, "/v2/pods?cursor=" + cursor, path + "/releases?cursor=made-up"} {
		if out := record(r.account, r.request("GET", foreign, "")); out.status != 422 || dig(out.body, "detail") != "cursor is invalid" {
			t.Errorf("%s: %d %s", foreign, out.status, out.text)
		}
	}
}

func TestBuilds(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	path := r.endpoint(queue())
	want := map[string]any{"builds": []any{}, "pagination": map[string]any{"nextCursor": nil, "hasNextPage": false}}
	if got := r.want(200, "GET", path+"/builds?limit=100", ""); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v", got)
	}
	r.refused(422, "limit", "GET", path+"/builds?limit=101", "")
	r.refused(404, "build not found", "GET", path+"/builds/b1", "")
}

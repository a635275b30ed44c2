package sandbox_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

const clusterOfTwo = `{"name":"c","type":"TRAINING","image":"busybox:1","disk":10,"compute":{"gpuTypeId":"NVIDIA H100 80GB HBM3","gpuCountPerPod":1,"podCount":2}}`

// labelledObjects makes one of each kind that can carry a tag, by its path.
func labelledObjects(r *rig) map[runpod.Labelled]string {
	made := map[runpod.Labelled]string{}
	for kind, create := range map[runpod.TagResourceType][2]string{
		runpod.TagResourceTypePod:           {"/v2/pods", smallPod},
		runpod.TagResourceTypeCluster:       {"/v2/clusters", clusterOfTwo},
		runpod.TagResourceTypeEndpoint:      {"/v2/serverless", `{"name":"e","image":"busybox:1","disk":10,"type":"QUEUE","scaling":{"type":"QUEUE_DELAY","queueDelay":4},"gpu":{"pools":["AMPERE_80"]},"workers":{"min":0,"max":2},"timeout":300000}`},
		runpod.TagResourceTypeNetworkVolume: {"/v2/network-volumes", smallVolume},
	} {
		object := runpod.Labelled{ID: r.create(create[0], create[1]), Type: kind}
		made[object] = create[0] + "/" + object.ID
	}
	return made
}

// A tag is on what it was put on, as long as that exists, and outlives it.
func TestTagLife(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	id := r.create("/v2/tags", `{"key":" team ","value":" ml "}`)
	path := "/v2/tags/" + id
	if got := r.want(200, "GET", path, ""); got["key"] != "team" || got["value"] != " ml " || got["resources"] != nil {
		t.Errorf("got %v", got)
	}
	objects := labelledObjects(r)
	for object := range objects {
		carrier := fmt.Sprintf("%s/resources/%s/%s", path, object.Type, object.ID)
		r.refused(404, "not attached", "DELETE", carrier, "")
		r.want(204, "PUT", carrier, "")
		r.want(204, "PUT", carrier, "")
	}
	if got := r.account.Tags(); len(got) != 1 || len(got[0].Resources) != len(objects) {
		t.Errorf("the tags: %+v", got)
	}
	list := r.want(200, "GET", "/v2/tags?include=resources", "")
	if carriers, _ := dig(list, "tags", 0, "resources").([]any); len(carriers) != len(objects) {
		t.Errorf("the list reports %v", carriers)
	}
	if got := r.want(200, "GET", "/v2/tags", ""); dig(got, "tags", 0, "resources") != nil {
		t.Errorf("tells what nobody asked for: %v", got)
	}
	r.want(200, "PATCH", path, `{"key":"group"}`)
	for object, at := range objects {
		r.want(204, "DELETE", at, "")
		r.refused(404, "not found", "PUT", fmt.Sprintf("%s/resources/%s/%s", path, object.Type, object.ID), "")
	}
	if got := r.account.Tags(); len(got) != 1 || len(got[0].Resources) != 0 || got[0].Key != "group" {
		t.Errorf("the tags: %+v", got)
	}
	if left := r.account.Contents(); len(left) > 0 {
		t.Errorf("tags are the organization's, and not left over: %q", left)
	}
	r.want(204, "DELETE", path, "")
	r.refused(404, "tag not found", "GET", path, "")
}

func TestTagsMayBeMute(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	r.create("/v2/tags", `{"key":"team","value":"ml"}`)
	r.account.MuteTags()
	if got := r.want(200, "GET", "/v2/tags?include=resources", ""); dig(got, "tags", 0, "key") != "team" || strings.Contains(fmt.Sprint(got), "resources") {
		t.Errorf("got %v", got)
	}
}

func TestLabelRefusals(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	tag, center := r.create("/v2/tags", `{"key":"team","value":"ml"}`), r.create("/v2/cost-centers", `{"value":"lab"}`)
	volume := r.create("/v2/global-volumes", `{"name":" shared "}`)
	long, some := strings.Repeat("x", 192), `[{"id":"none","type":"POD"}]`
	for _, tt := range []struct {
		status              int
		words, method, path string
		body                string
	}{
		{400, "must not be blank", "POST", "/v2/tags", `{"key":"  ","value":""}`},
		{400, "reserved", "POST", "/v2/tags", `{"key":"RunPod:x","value":""}`},
		{400, "reserved", "PATCH", "/v2/tags/" + tag, `{"key":" runpod:x"}`},
		{422, "key", "POST", "/v2/tags", `{"key":"","value":""}`},
		{422, "key", "POST", "/v2/tags", `{"key":"` + long + `","value":""}`},
		{422, "value", "POST", "/v2/tags", `{"key":"k","value":"` + long + `"}`},
		{422, "value", "POST", "/v2/tags", `{"key":"k"}`},
		{422, "", "PATCH", "/v2/tags/" + tag, `{}`},
		{400, "none cannot be attached", "POST", "/v2/tags", `{"key":"k","value":"","resources":` + some + `}`},
		{422, "resourceType", "PUT", "/v2/tags/" + tag + "/resources/TEMPLATE/x", ""},
		{404, "resource not found", "PUT", "/v2/tags/" + tag + "/resources/POD/x", ""},
		{404, "tag not found", "PUT", "/v2/tags/none/resources/POD/x", ""},
		{422, "value", "POST", "/v2/cost-centers", `{"value":"  "}`},
		{422, "value", "POST", "/v2/cost-centers", `{"value":"` + strings.Repeat("x", 51) + `"}`},
		{400, "none cannot be attached", "POST", "/v2/cost-centers", `{"value":"v","resources":` + some + `}`},
		{422, "value", "PATCH", "/v2/cost-centers/" + center, `{}`},
		{404, "resource not found", "PUT", "/v2/cost-centers/" + center + "/resources/POD/x", ""},
		{422, "name", "POST", "/v2/global-volumes", `{"name":""}`},
		{422, "", "PATCH", "/v2/global-volumes/" + volume, `{}`},
	} {
		r.refused(tt.status, tt.words, tt.method, tt.path, tt.body)
	}
	if got := len(r.account.Tags()) + len(r.account.CostCenters()) + len(r.account.GlobalVolumes()); got != 3 {
		t.Errorf("%d objects, want 3", got)
	}
}

// An object has one cost center: it moves, or stays where it is.
func TestCostCenterLife(t *testing.T) {
	t.Parallel()
	for _, stays := range []bool{false, true} {
		r := newRig(t, sandbox.Options{})
		if stays {
			r.account.KeepAttributions()
		}
		first, second := r.create("/v2/cost-centers", `{"value":" research "}`), r.create("/v2/cost-centers", `{"value":"sales"}`)
		if got := r.account.Contents(); !slices.Contains(got, "cost center "+first+` ("research")`) {
			t.Errorf("contents: %q", got)
		}
		r.want(200, "PATCH", "/v2/cost-centers/"+second, `{"value":"marketing"}`)
		for object, at := range labelledObjects(r) {
			in := func(center string) string {
				return fmt.Sprintf("/v2/cost-centers/%s/resources/%s/%s", center, object.Type, object.ID)
			}
			r.refused(404, "not attributed", "DELETE", in(first), "")
			r.want(204, "PUT", in(first), "")
			r.want(204, "PUT", in(first), "")
			if stays {
				r.refused(409, "already attributed", "PUT", in(second), "")
				r.want(204, "DELETE", in(first), "")
			}
			r.want(204, "PUT", in(second), "")
			if got := r.account.CostCenterOf(object); got != second {
				t.Errorf("%s belongs to %q", object.Type, got)
			}
			if got := r.want(200, "GET", "/v2/cost-centers/"+second+"/resources", ""); dig(got, "resources", 0, "id") != object.ID {
				t.Errorf("got %v", got)
			}
			r.want(204, "DELETE", at, "")
			if got := r.want(200, "GET", "/v2/cost-centers/"+second+"/resources", ""); dig(got, "resources", 0) != nil {
				t.Errorf("got %v", got)
			}
		}
		r.want(204, "DELETE", "/v2/cost-centers/"+second, "")
		r.refused(404, "cost center not found", "GET", "/v2/cost-centers/"+second, "")
	}
}

func TestGlobalVolumeLife(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	id := r.create("/v2/global-volumes", `{"name":" shared "}`)
	path := "/v2/global-volumes/" + id
	if got := r.want(200, "GET", path, ""); got["name"] != "shared" || got["createdAt"] == nil || got["createdByUserId"] == nil {
		t.Errorf("got %v", got)
	}
	r.want(200, "PATCH", path, `{"name":"everywhere"}`)
	if got := r.account.Contents(); len(got) != 1 || got[0] != "global volume "+id+` ("everywhere")` {
		t.Errorf("contents: %q", got)
	}
	if got := r.want(200, "GET", "/v2/global-volumes?limit=10", ""); dig(got, "globalVolumes", 0, "id") != id || dig(got, "pagination", "hasNextPage") != false {
		t.Errorf("got %v", got)
	}
	r.want(204, "DELETE", path, "")
	r.refused(404, "global volume not found", "GET", path, "")
}

// A resource that is named twice carries a tag, or belongs to a cost center, once.
func TestLabelsAtCreationCountOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	volume := r.create("/v2/network-volumes", smallVolume)
	twice := `[{"id":"` + volume + `","type":"NETWORK_VOLUME"},{"id":"` + volume + `","type":"NETWORK_VOLUME"}]`
	tag := r.create("/v2/tags", `{"key":"team","value":"ml","resources":`+twice+`}`)
	if got := r.account.Tags(); len(got[0].Resources) != 1 {
		t.Errorf("the tag is on %v", got[0].Resources)
	}
	r.want(204, "DELETE", "/v2/tags/"+tag+"/resources/NETWORK_VOLUME/"+volume, "")
	if got := r.account.Tags(); len(got[0].Resources) != 0 {
		t.Errorf("the tag is still on %v", got[0].Resources)
	}
	center := r.create("/v2/cost-centers", `{"value":"lab","resources":`+twice+`}`)
	if got := r.want(200, "GET", "/v2/cost-centers/"+center+"/resources", ""); len(got["resources"].([]any)) != 1 {
		t.Errorf("the cost center has %v", got)
	}
}

// Blanks are those of Unicode: the schema takes none for a name, and ends are trimmed of all.
func TestBlanksAreNoNames(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	center, volume := r.create("/v2/cost-centers", `{"value":"a"}`), r.create("/v2/global-volumes", `{"name":"a"}`)
	for _, blank := range []string{" ", "\\t\\n", "\u00a0", "\u0085", "\u1680", "\u2003", "\u2028", "\u3000", "\ufeff", " \u2003\u00a0 "} {
		for _, target := range []struct{ method, path, field string }{
			{"POST", "/v2/cost-centers", "value"}, {"PATCH", "/v2/cost-centers/" + center, "value"},
			{"POST", "/v2/global-volumes", "name"}, {"PATCH", "/v2/global-volumes/" + volume, "name"},
		} {
			// The validator knows the blanks of ASCII only, so it does not look on.
			out := record(r.account, r.request(target.method, target.path, `{"`+target.field+`":"`+blank+`"}`))
			if line, _ := dig(out.body, "errors", 0).(string); out.status != 422 || !strings.Contains(line, "$."+target.field+": '") || !strings.Contains(line, "' does not match pattern '") {
				t.Errorf("%s %s, %q: %d %s", target.method, target.path, blank, out.status, out.text)
			}
			if strings.Contains(blank, "\\") {
				continue
			}
			if got := r.do(target.method, target.path, `{"`+target.field+`":"`+blank+`x y`+blank+`"}`); got.body[target.field] != "x y" {
				t.Errorf("%s %s, %q: %s", target.method, target.path, blank, got.text)
			}
		}
	}
}

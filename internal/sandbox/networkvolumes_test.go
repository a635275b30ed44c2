package sandbox_test

import (
	"reflect"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

func TestNetworkVolumeLife(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	id := r.create("/v2/network-volumes", `{"name": "data", "size": 100, "dataCenter": "EU-RO-1"}`)
	path := "/v2/network-volumes/" + id
	want := map[string]any{"id": id, "name": "data", "size": 100.0, "dataCenter": "EU-RO-1", "type": "STANDARD"}
	if got := r.want(200, "GET", path, ""); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v", got)
	}
	if got := r.account.Contents(); r.account.Empty() || len(got) != 1 || got[0] != "network volume "+id+` ("data")` {
		t.Errorf("contents: %q", got)
	}
	want["name"], want["size"] = "more", 200.0
	if got := r.want(200, "PATCH", path, `{"name": "more", "size": 200}`); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v", got)
	}
	r.want(200, "PATCH", path, `{"size": 200}`)
	r.refused(400, "can only be increased", "PATCH", path, `{"size": 199}`)
	if got := r.want(200, "GET", "/v2/network-volumes", ""); !reflect.DeepEqual(got, map[string]any{"networkVolumes": []any{want}}) {
		t.Errorf("got %v", got)
	}
	r.want(204, "DELETE", path, "")
	for _, method := range []string{"GET", "DELETE"} {
		r.refused(404, "not found", method, path, "")
	}
	r.refused(404, "not found", "PATCH", path, `{"size": 200}`)
	if !r.account.Empty() {
		t.Errorf("left: %v", r.account.Contents())
	}
}

func TestNetworkVolumeNamesNeedNotDiffer(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	first, second := r.create("/v2/network-volumes", smallVolume), r.create("/v2/network-volumes", smallVolume)
	got := r.account.NetworkVolumes()
	want := runpod.NetworkVolume{ID: first, Name: "a", Size: 10, DataCenter: "EU-RO-1", Type: "STANDARD"}
	if len(got) != 2 || got[0] != want || got[1].ID != second {
		t.Errorf("got %+v", got)
	}
}

func TestNetworkVolumeRefusals(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		status      int
		words, body string
	}{
		"unknown data center":    {400, `Data center \"EU-XX-9\" not found`, `{"name": "a", "size": 10, "dataCenter": "EU-XX-9"}`},
		"lower case data center": {400, "not found", `{"name": "a", "size": 10, "dataCenter": "eu-ro-1"}`},
		"no such tier":           {400, "EU-CZ-1, EUR-IS-1, EUR-NO-2", `{"name": "a", "size": 10, "dataCenter": "EU-RO-1", "type": "HIGH_PERFORMANCE"}`},
		"no volumes at all":      {400, "OC-AU-1 does not support STANDARD", `{"name": "a", "size": 10, "dataCenter": "OC-AU-1"}`},
		"too small":              {422, "size: minimum: got", `{"name": "a", "size": 9, "dataCenter": "EU-RO-1"}`},
		"too large":              {422, "size: maximum: got", `{"name": "a", "size": 4097, "dataCenter": "EU-RO-1"}`},
		"half a gigabyte":        {422, "size: got number, want integer", `{"name": "a", "size": 10.5, "dataCenter": "EU-RO-1"}`},
		"size in words":          {422, "size: got", `{"name": "a", "size": "10", "dataCenter": "EU-RO-1"}`},
		"empty name":             {422, "name: minLength: got", `{"name": "", "size": 10, "dataCenter": "EU-RO-1"}`},
		"name is not a string":   {422, "name: got", `{"name": 1, "size": 10, "dataCenter": "EU-RO-1"}`},
		"null":                   {422, "name: got", `{"name": null, "size": 10, "dataCenter": "EU-RO-1"}`},
		"unknown tier":           {422, "type: value must be one of 'STANDARD', 'HIGH_PERFORMANCE'", `{"name": "a", "size": 10, "dataCenter": "EU-RO-1", "type": "FAST"}`},
		"unknown field":          {422, `additional properties 'iops'`, `{"name": "a", "size": 10, "dataCenter": "EU-RO-1", "iops": 1}`},
		"no size":                {422, `missing property 'size'`, `{"name": "a", "dataCenter": "EU-RO-1"}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, sandbox.Options{})
			r.refused(tt.status, tt.words, "POST", "/v2/network-volumes", tt.body)
			if !r.account.Empty() {
				t.Error("something was created")
			}
		})
	}
}

func TestNetworkVolumeUpdateRefusals(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	path := "/v2/network-volumes/" + r.create("/v2/network-volumes", smallVolume)
	for body, words := range map[string]string{
		`{}`:                        "minProperties: got",
		`{"dataCenter": "EU-CZ-1"}`: "additional properties",
		`{"type": "STANDARD"}`:      "additional properties",
		`{"size": 5000}`:            "maximum: got 5000, want 4096",
	} {
		r.refused(422, words, "PATCH", path, body)
	}
}

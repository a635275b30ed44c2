package sandbox_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

const (
	registriesPath = "/v2/registries"
	smallRegistry  = `{"name": "ghcr", "username": "ana", "password": "correct-horse"}`
)

func TestRegistryLife(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	if got := r.want(200, "GET", registriesPath, ""); !reflect.DeepEqual(got, map[string]any{"registries": []any{}}) {
		t.Errorf("got %v", got)
	}
	made := r.want(201, "POST", registriesPath, smallRegistry)
	id, _ := made["id"].(string)
	path := registriesPath + "/" + id
	want := map[string]any{"id": id, "name": "ghcr"}
	if len(id) <= 14 || !reflect.DeepEqual(made, want) {
		t.Errorf("got %v", made)
	}
	if got := r.want(200, "GET", path, ""); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v", got)
	}
	if got := r.want(200, "GET", registriesPath, ""); !reflect.DeepEqual(got, map[string]any{"registries": []any{want}}) {
		t.Errorf("got %v", got)
	}
	if got := r.account.Contents(); len(got) != 1 || got[0] != "registry "+id+` ("ghcr")` {
		t.Errorf("contents: %q", got)
	}
	if got := r.account.Registries(); len(got) != 1 || got[0] != (runpod.Registry{ID: id, Name: "ghcr"}) {
		t.Errorf("got %+v", got)
	}
	if out := record(r.account, r.request("PATCH", path, `{"name": "other"}`)); out.status != 405 || out.header.Get("Allow") != "DELETE, GET, HEAD" {
		t.Errorf("PATCH: got %d, allowed are %q", out.status, out.header.Get("Allow"))
	}
	r.want(204, "DELETE", path, "")
	for _, method := range []string{"GET", "DELETE"} {
		r.refused(404, "not found", method, path, "")
	}
	if !r.account.Empty() {
		t.Errorf("left: %v", r.account.Contents())
	}
}

func TestRegistryCredentialsArrive(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	r.create(registriesPath, smallRegistry)
	for credentials, want := range map[[3]string]bool{
		{"ghcr", "ana", "correct-horse"}: true,
		{"ghcr", "ben", "correct-horse"}: false,
		{"ghcr", "ana", "else"}:          false,
		{"ecr", "ana", "correct-horse"}:  false,
	} {
		if got := r.account.HoldsRegistry(credentials[0], credentials[1], credentials[2]); got != want {
			t.Errorf("%q: got %t", credentials, got)
		}
	}
}

func TestRegistryRefusals(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 192)
	tests := map[string]struct {
		status int
		words  string
		fields []string
	}{
		"name taken":        {400, "a registry with this name already exists", nil},
		"no username":       {422, `missing property 'username'`, []string{"name", `"a"`, "username", ""}},
		"no password":       {422, `missing property 'password'`, []string{"name", `"a"`, "password", ""}},
		"empty name":        {422, "name: minLength: got", []string{"name", `""`}},
		"empty username":    {422, "username: minLength: got", []string{"name", `"a"`, "username", `""`}},
		"empty password":    {422, "password: minLength: got", []string{"name", `"a"`, "password", `""`}},
		"long name":         {422, "name: maxLength: got", []string{"name", `"` + long + `"`}},
		"long username":     {422, "username: maxLength: got", []string{"name", `"a"`, "username", `"` + long + `"`}},
		"long password":     {422, "password: maxLength: got", []string{"name", `"a"`, "password", `"` + strings.Repeat("a", 16_385) + `"`}},
		"unknown field":     {422, `additional properties 'url'`, []string{"name", `"a"`, "url", `"ghcr.io"`}},
		"name of a number":  {422, "name: got", []string{"name", "1"}},
		"password is null":  {422, "password: got", []string{"name", `"a"`, "password", "null"}},
		"username is a map": {422, "username: got", []string{"name", `"a"`, "username", "{}"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, sandbox.Options{})
			r.create(registriesPath, smallRegistry)
			r.refused(tt.status, tt.words, "POST", registriesPath, with(smallRegistry, tt.fields...))
			if got := r.account.Registries(); len(got) != 1 {
				t.Errorf("left: %+v", got)
			}
		})
	}
}

func TestRegistryInUse(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	id := r.create(registriesPath, smallRegistry)
	path, registry := registriesPath+"/"+id, `"`+id+`"`
	pod := "/v2/pods/" + r.create("/v2/pods", with(gpuPod, "registry", registry))
	template := "/v2/templates/" + r.create("/v2/templates", with(smallTemplate, "registry", registry))
	endpoint := "/v2/serverless/" + r.create("/v2/serverless", with(queue(), "registry", registry))

	r.refused(400, "in use by pod", "DELETE", path, "")
	if got := dig(r.want(200, "GET", template, ""), "registry"); got != id {
		t.Errorf("got %v", got)
	}
	r.want(204, "DELETE", pod, "")
	r.want(204, "DELETE", path, "")
	for _, path := range []string{template, endpoint} {
		if got, ok := r.want(200, "GET", path, "")["registry"]; !ok || got != nil {
			t.Errorf("%s: still has %v", path, got)
		}
	}
	r.want(200, "PATCH", template, `{"registry": null}`)
	r.refused(400, "not found", "PATCH", template, `{"registry": `+registry+`}`)
}

func TestRegistryOfAnUpdatedPod(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	id := r.account.AddRegistry("ghcr")
	pod := "/v2/pods/" + r.create("/v2/pods", with(gpuPod, "registry", `"`+id+`"`))
	r.want(200, "PATCH", pod, `{"registry": null}`)
	r.want(204, "DELETE", registriesPath+"/"+id, "")
}

func TestRegistryRemovedBehindTheAPI(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	id := r.account.AddRegistry("ghcr")
	r.create("/v2/pods", with(gpuPod, "registry", `"`+id+`"`))
	r.account.RemoveRegistry(id)
	r.refused(404, "not found", "GET", registriesPath+"/"+id, "")
	wantPanic(t, "RemoveRegistry", func() { r.account.RemoveRegistry(id) })
}

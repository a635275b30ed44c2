package sandbox_test

import (
	"fmt"
	"maps"
	"reflect"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

const (
	templatesPath = "/v2/templates"
	smallTemplate = `{"name": "base", "image": "a/base:1"}`
)

// template makes a template out of [smallTemplate] and returns its ID.
func (r *rig) template(fields ...string) string {
	r.t.Helper()
	return r.create(templatesPath, with(smallTemplate, fields...))
}

// from returns a create body that takes its container from a template.
func from(body, template string, fields ...string) string {
	return with(with(body, "image", "", "disk", "", "templateId", `"`+template+`"`), fields...)
}

func TestTemplateDefaults(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	got := r.want(201, "POST", templatesPath, smallTemplate)
	id, _ := got["id"].(string)
	want := map[string]any{
		"id": id, "name": "base", "image": "a/base:1", "args": "", "disk": 50.0, "env": map[string]any{}, "ports": []any{}, "registry": nil,
		"mounts": map[string]any{}, "serverless": false, "public": false, "category": "NVIDIA", "startSsh": true, "startJupyter": true,
		"allowedCudaVersions": []any{},
	}
	if len(id) != 10 || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v", got)
	}
}

func TestTemplateLife(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	registry := r.account.AddRegistry("ghcr")
	body := fmt.Sprintf(`{"name": "base", "image": "a/base:1", "cmd": ["serve"], "entrypoint": ["python"], "disk": 15, "env": {"A": "1"},
		"ports": ["80/http"], "registry": %q, "mounts": {"persistent": {"size": 10, "path": "/data"}}, "serverless": true, "public": true,
		"category": "CPU", "startSsh": false, "startJupyter": false, "allowedCudaVersions": ["12.8"]}`, registry)
	got := r.want(201, "POST", templatesPath, body)
	id := got["id"].(string)
	path := templatesPath + "/" + id
	want := map[string]any{
		"id": id, "name": "base", "image": "a/base:1", "args": `{"entrypoint":["python"],"cmd":["serve"]}`, "cmd": []any{"serve"}, "entrypoint": []any{"python"},
		"disk": 15.0, "env": map[string]any{"A": "1"}, "ports": []any{"80/http"}, "registry": registry,
		"mounts": map[string]any{"persistent": map[string]any{"size": 10.0, "path": "/data"}}, "serverless": true, "public": true,
		"category": "CPU", "startSsh": false, "startJupyter": false, "allowedCudaVersions": []any{"12.8"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("created %v", got)
	}
	if got := r.account.Contents(); got[0] != "template "+id+` ("base")` {
		t.Errorf("contents: %q", got)
	}
	if got := r.want(200, "PATCH", path, `{}`); !reflect.DeepEqual(got, want) {
		t.Errorf("changed nothing, got %v", got)
	}
	changes := map[string]any{
		"name": "other", "image": "a/base:2", "disk": 20.0, "env": map[string]any{"B": "2"}, "ports": []any{}, "registry": nil,
		"mounts": map[string]any{}, "serverless": false, "public": false, "category": "AMD", "startSsh": true, "startJupyter": true,
		"allowedCudaVersions": []any{},
	}
	maps.Copy(want, changes)
	want["args"], want["entrypoint"] = `{"cmd":["serve"]}`, nil
	delete(want, "entrypoint")
	got = r.want(200, "PATCH", path, `{"name": "other", "image": "a/base:2", "disk": 20, "env": {"B": "2"}, "ports": [], "registry": null, "entrypoint": [],
		"mounts": {}, "serverless": false, "public": false, "category": "AMD", "startSsh": true, "startJupyter": true, "allowedCudaVersions": []}`)
	if !reflect.DeepEqual(got, want) {
		t.Errorf("changed all:\n got %v\nwant %v", got, want)
	}
	if got := r.want(200, "GET", path, ""); !reflect.DeepEqual(got, want) {
		t.Errorf("read %v", got)
	}
	r.want(204, "DELETE", path, "")
	for _, method := range []string{"GET", "DELETE"} {
		r.refused(404, "not found", method, path, "")
	}
	r.refused(404, "not found", "PATCH", path, `{}`)
	if got := r.account.Templates(); len(got) != 0 {
		t.Errorf("left: %+v", got)
	}
}

func TestTemplateCommands(t *testing.T) {
	t.Parallel()
	const both = `"{\"entrypoint\":[\"a\"],\"cmd\":[\"b\"]}"`
	for name, tt := range map[string]struct {
		fields          []string
		status          int
		args            string
		entrypoint, cmd any
	}{
		"bare string is a cmd": {[]string{"args", `"a 'b c'"`}, 201, "a 'b c'", nil, []any{"a", "b c"}},
		"object of both":       {[]string{"args", both}, 201, `{"entrypoint":["a"],"cmd":["b"]}`, []any{"a"}, []any{"b"}},
		"all three agree":      {[]string{"args", both, "entrypoint", `["a"]`, "cmd", `["b"]`}, 201, `{"entrypoint":["a"],"cmd":["b"]}`, []any{"a"}, []any{"b"}},
		"they do not agree":    {[]string{"args", both, "cmd", `["c"]`}, 400, "", nil, nil},
		"empty":                {[]string{"args", `""`, "cmd", `[]`, "entrypoint", `[]`}, 201, "", nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, sandbox.Options{})
			got := r.want(tt.status, "POST", templatesPath, with(smallTemplate, tt.fields...))
			if tt.status == 201 && (got["args"] != tt.args || !reflect.DeepEqual(got["entrypoint"], tt.entrypoint) || !reflect.DeepEqual(got["cmd"], tt.cmd)) {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestTemplateRefusals(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		status int
		words  string
		fields []string
	}{
		"no image":             {422, `missing property 'image'`, []string{"image", ""}},
		"no name":              {422, `missing property 'name'`, []string{"name", ""}},
		"empty name":           {422, "name: minLength: got", []string{"name", `""`}},
		"empty image":          {400, "image must not be empty", []string{"image", `""`}},
		"unknown field":        {422, `additional properties 'readme'`, []string{"readme", `"x"`}},
		"no disk":              {422, "disk: minimum: got", []string{"disk", "0"}},
		"unknown category":     {422, "category: value must be one of 'CPU', 'NVIDIA', 'AMD'", []string{"category", `"INTEL"`}},
		"CUDA without a minor": {422, "allowedCudaVersions[0]", []string{"allowedCudaVersions", `["12"]`}},
		"network mount":        {422, `additional properties 'network'`, []string{"mounts", `{"network": []}`}},
		"small volume":         {422, "mounts.persistent.size: minimum: got", []string{"mounts", `{"persistent": {"size": 9, "path": "/data"}}`}},
		"volume without path":  {422, `missing property 'path'`, []string{"mounts", `{"persistent": {"size": 10}}`}},
		"relative path":        {400, "is not absolute", []string{"mounts", `{"persistent": {"size": 10, "path": "data"}}`}},
		"null mounts":          {422, "mounts: got", []string{"mounts", "null"}},
		"port without a kind":  {400, "ports", []string{"ports", `["80"]`}},
		"unknown registry":     {400, "not found", []string{"registry", `"none"`}},
		"env of numbers":       {422, "env.A: got", []string{"env", `{"A": 1}`}},
		"startSsh in words":    {422, "startSsh: got", []string{"startSsh", `"yes"`}},
		"too large":            {413, "102400", []string{"env", `{"A": "` + strings.Repeat("x", 102_400) + `"}`}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, sandbox.Options{})
			r.refused(tt.status, tt.words, "POST", templatesPath, with(smallTemplate, tt.fields...))
			if !r.account.Empty() {
				t.Errorf("left: %v", r.account.Contents())
			}
			if tt.fields[1] == "" {
				return // nothing need be sent to change a template
			}
			id := r.template()
			before := r.account.Templates()
			r.refused(tt.status, tt.words, "PATCH", templatesPath+"/"+id, with(`{"public": true}`, tt.fields...))
			if after := r.account.Templates(); !reflect.DeepEqual(before, after) {
				t.Errorf("a refused update made it %+v", after)
			}
		})
	}
}

func TestTemplatesArePaged(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	first, second, third := r.template(), r.template(), r.template()
	one := r.want(200, "GET", templatesPath+"?limit=2", "")
	cursor, _ := dig(one, "pagination", "nextCursor").(string)
	if dig(one, "templates", 0, "id") != first || dig(one, "templates", 1, "id") != second || dig(one, "pagination", "hasNextPage") != true {
		t.Errorf("first page: %v", one)
	}
	r.account.RemoveTemplate(first) // does not move the pages
	two := r.want(200, "GET", templatesPath+"?limit=2&cursor="+cursor, "")
	if list, _ := two["templates"].([]any); len(list) != 1 || dig(two, "templates", 0, "id") != third ||
		!reflect.DeepEqual(two["pagination"], map[string]any{"nextCursor": nil, "hasNextPage": false}) {
		t.Errorf("second page: %v", two)
	}
	for _, query := range []string{"limit=0", "limit=1001", "limit=many"} {
		r.refused(422, "limit", "GET", templatesPath+"?"+query, "")
	}
	r.checked = false // the document does not say what a cursor is
	r.refused(422, "cursor", "GET", templatesPath+"?cursor=x", "")
}

func TestPublicTemplates(t *testing.T) {
	t.Parallel()
	const catalog = "/v2/catalog/templates"
	r := newRig(t, sandbox.Options{})
	own := r.template("public", "true")
	r.template()
	ids := func(query string) (ids []string) {
		list, _ := r.want(200, "GET", catalog+query, "")["templates"].([]any)
		for _, template := range list {
			ids = append(ids, dig(template, "id").(string))
			if dig(template, "public") != true {
				t.Errorf("not public: %v", template)
			}
		}
		return ids
	}
	official, community := ids("?source=official"), ids("?source=community")
	if len(official) != 12 || !reflect.DeepEqual(ids(""), official) || len(ids("?source=verified")) == 0 {
		t.Errorf("official: %q", official)
	}
	if len(community) < 2 || community[len(community)-1] != own {
		t.Errorf("community: %q", community)
	}
	r.refused(422, "source: value must be one of 'official', 'verified', 'community'", "GET", catalog+"?source=mine", "")
	r.want(200, "GET", templatesPath+"/"+official[0], "") // to be read by everybody, and no more
	r.refused(404, "not found", "DELETE", templatesPath+"/"+official[0], "")
	r.refused(404, "not found", "PATCH", templatesPath+"/"+official[0], `{}`)
	r.want(200, "GET", templatesPath+"/"+own, "")

	pod := r.want(201, "POST", "/v2/pods", from(gpuPod, "runpod-torch-v280"))
	if pod["image"] != "runpod/pytorch:1.0.2-cu1281-torch280-ubuntu2404" || dig(pod, "mounts", "persistent", "path") != "/workspace" {
		t.Errorf("a pod of a public template: %v", pod)
	}
	r.create("/v2/serverless", from(queue(), "runpod-worker-vllm"))
}

func TestTemplateMergedIntoPodsAndEndpoints(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	registry, other := r.account.AddRegistry("ghcr"), r.account.AddRegistry("ecr")
	settings := []string{
		"args", `"serve --all"`, "disk", "15", "env", `{"A": "template", "B": "template"}`, "ports", `["80/http"]`, "registry", `"` + registry + `"`,
		"startSsh", "false", "startJupyter", "false",
	}
	inherited := map[string]any{
		"image": "a/base:1", "args": "serve --all", "disk": 15.0, "env": map[string]any{"A": "template", "B": "template"}, "ports": []any{"80/http"}, "registry": registry,
	}
	own := []string{
		"image", `"a/own:1"`, "cmd", `["x"]`, "entrypoint", `["e"]`, "disk", "25", "env", `{"A": "own", "C": "own"}`, "ports", `[]`, "registry", `"` + other + `"`,
	}
	overridden := map[string]any{
		"image": "a/own:1", "args": `{"entrypoint":["e"],"cmd":["x"]}`, "disk": 25.0, "env": map[string]any{"A": "own", "B": "template", "C": "own"}, "ports": []any{}, "registry": other,
	}
	for path, body := range map[string]string{"/v2/pods": gpuPod, "/v2/serverless": queue()} {
		template := r.template(append(settings, "serverless", fmt.Sprint(path == "/v2/serverless"))...)
		plain := from(body, template)
		made := path + "/" + r.create(path, plain)
		for body, want := range map[string]map[string]any{plain: inherited, from(body, template, own...): overridden} {
			got := r.want(201, "POST", path, body)
			for name, want := range want {
				if !reflect.DeepEqual(got[name], want) {
					t.Errorf("%s %s: %s is %v, want %v", path, body, name, got[name], want)
				}
			}
		}
		r.want(200, "PATCH", templatesPath+"/"+template, `{"image": "a/base:2", "env": {}, "registry": null, "args": "", "disk": 99}`)
		if got := r.want(200, "GET", made, ""); got["image"] != "a/base:1" || got["disk"] != 15.0 || dig(got, "env", "A") != "template" || got["registry"] != registry || got["args"] != "serve --all" {
			t.Errorf("%s followed its template: %v", made, got)
		}
	}
}

func TestTemplateMountsAndStartsOnPods(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	template := r.template("mounts", `{"persistent": {"size": 40, "path": "/data"}}`)
	inherited := map[string]any{"persistent": map[string]any{"size": 40.0, "path": "/data"}}
	pod := r.want(201, "POST", "/v2/pods", from(gpuPod, template))
	if !reflect.DeepEqual(pod["mounts"], inherited) || dig(pod, "env", "PUBLIC_KEY") == nil || dig(pod, "env", "JUPYTER_PASSWORD") == nil || pod["template"] != nil {
		t.Errorf("got %v", pod)
	}
	pod = r.want(201, "POST", "/v2/pods", from(gpuPod, template, "mounts", `{"persistent": {"size": 10, "path": "/own"}}`, "startSsh", "false", "startJupyter", "false"))
	if dig(pod, "mounts", "persistent", "path") != "/own" || len(pod["env"].(map[string]any)) != 0 {
		t.Errorf("the request's own settings do not win: %v", pod)
	}
	if pod := r.want(201, "POST", "/v2/pods", from(cpuPod, template)); !reflect.DeepEqual(pod["mounts"], map[string]any{}) {
		t.Errorf("a CPU pod with a volume disk: %v", pod)
	}
}

func TestTemplateOfTheWrongKind(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	pods, serverless := r.template(), r.template("serverless", "true")
	for path, bodies := range map[string][2]string{"/v2/pods": {from(gpuPod, "none"), from(gpuPod, serverless)}, "/v2/serverless": {from(queue(), "none"), from(queue(), pods)}} {
		r.refused(404, "template not found", "POST", path, bodies[0])
		r.checked = false // the document does not distinguish templates
		r.refused(422, "templateId", "POST", path, bodies[1])
		r.checked = true
	}
	if len(r.account.Pods())+len(r.account.Endpoints()) != 0 {
		t.Errorf("made: %v", r.account.Contents())
	}
}

func TestTemplateInUse(t *testing.T) {
	t.Parallel()
	for path, body := range map[string]string{"/v2/pods": gpuPod, "/v2/serverless": queue()} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, sandbox.Options{})
			kind := fmt.Sprint(path == "/v2/serverless")
			first, second := r.template("serverless", kind), r.template("serverless", kind)
			user := path + "/" + r.create(path, from(body, first))
			r.refused(400, "in use", "DELETE", templatesPath+"/"+first, "")
			r.want(200, "PATCH", user, `{"templateId": "`+second+`"}`)
			r.want(204, "DELETE", templatesPath+"/"+first, "")
			r.refused(400, "in use", "DELETE", templatesPath+"/"+second, "")
			r.want(204, "DELETE", user, "")
			r.want(204, "DELETE", templatesPath+"/"+second, "")
		})
	}
}

func TestTemplateCountsForTheLimit(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	half := `{"%s": "` + strings.Repeat("x", 60_000) + `"}`
	template := r.template("env", fmt.Sprintf(half, "A"))
	body := from(gpuPod, template, "env", fmt.Sprintf(half, "B"))
	r.refused(413, "102400", "POST", "/v2/pods", body)
	r.create("/v2/pods", from(gpuPod, template, "env", fmt.Sprintf(half, "A")))
}

func TestTemplateMountsMayBeMissing(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	bare, full := r.template(), r.template("mounts", `{"persistent": {"size": 10, "path": "/data"}}`, "env", `{"A": "\"mounts\":{},"}`)
	fault, err := sandbox.ParseFault("* /templates no-mounts x3")
	if err != nil {
		t.Fatal(err)
	}
	r.account.Inject(fault)
	if got, ok := r.want(200, "GET", templatesPath+"/"+bare, "")["mounts"]; ok {
		t.Errorf("got %v", got)
	}
	got := r.want(200, "GET", templatesPath+"/"+full, "")
	if dig(got, "mounts", "persistent", "path") != "/data" || dig(got, "env", "A") != `"mounts":{},` {
		t.Errorf("got %v", got)
	}
	list := r.want(200, "GET", templatesPath, "")
	if dig(list, "templates", 0, "mounts") != nil || dig(list, "templates", 1, "mounts") == nil {
		t.Errorf("got %v", list)
	}
	if got := r.want(200, "GET", templatesPath+"/"+bare, ""); got["mounts"] == nil {
		t.Errorf("the fault did not run out: %v", got)
	}
}

func TestTemplateKnobs(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	id := r.account.AddTemplate(runpod.Template{Name: "console", Container: runpod.Container{Image: "a/b:1", Disk: 5}})
	path := templatesPath + "/" + id
	if got := r.want(200, "GET", path, ""); got["name"] != "console" || got["category"] != "NVIDIA" {
		t.Errorf("got %v", got)
	}
	r.account.EditTemplate(id, func(t *runpod.Template) { t.Env, t.Ports = map[string]string{"A": "1"}, nil })
	if got := r.want(200, "GET", path, ""); dig(got, "env", "A") != "1" {
		t.Errorf("got %v", got)
	}
	r.account.Templates()[0].Env["A"] = "changed by the caller"
	if got := r.account.Templates()[0].Env["A"]; got != "1" {
		t.Errorf("the snapshot shares its env: %q", got)
	}
	r.create("/v2/pods", from(gpuPod, id))
	r.account.RemoveTemplate(id)
	r.refused(404, "not found", "GET", path, "")
	wantPanic(t, "RemoveTemplate", func() { r.account.RemoveTemplate(id) })
	wantPanic(t, "EditTemplate", func() { r.account.EditTemplate(id, func(*runpod.Template) {}) })
	if added := r.account.AddTemplate(runpod.Template{ID: "given"}); added != "given" {
		t.Errorf("got %q", added)
	}
}

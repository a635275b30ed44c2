package sandbox_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

const secretsPath = "/v2/account/secrets"

func TestSecretLife(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	made := epoch.Format(time.RFC3339)
	id := r.create(secretsPath, `{"name": "HF_TOKEN", "value": "hf_first", "description": "models"}`)
	path := secretsPath + "/" + id
	want := map[string]any{"id": id, "name": "HF_TOKEN", "description": "models", "createdAt": made, "valueLastUpdatedAt": made}
	if got := r.want(200, "GET", path, ""); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v", got)
	}
	if got := r.account.Contents(); len(got) != 1 || got[0] != "secret "+id+` ("HF_TOKEN")` {
		t.Errorf("contents: %q", got)
	}

	r.clock.Advance(time.Hour)
	want["description"] = nil
	if got := r.want(200, "PATCH", path, `{"description": ""}`); !reflect.DeepEqual(got, want) {
		t.Errorf("description cleared: got %v", got)
	}
	want["valueLastUpdatedAt"] = epoch.Add(time.Hour).Format(time.RFC3339)
	if got := r.want(200, "PATCH", path, `{"value": "hf_second"}`); !reflect.DeepEqual(got, want) {
		t.Errorf("value changed: got %v", got)
	}
	if r.account.HoldsSecret("HF_TOKEN", "hf_first") || !r.account.HoldsSecret("HF_TOKEN", "hf_second") || r.account.HoldsSecret("OTHER", "hf_second") {
		t.Error("the account holds another value")
	}

	r.want(204, "DELETE", path, "")
	for _, method := range []string{"GET", "DELETE"} {
		r.refused(404, "not found", method, path, "")
	}
	r.refused(404, "not found", "PATCH", path, `{"value": "x"}`)
	if !r.account.Empty() {
		t.Errorf("left: %v", r.account.Contents())
	}
}

func TestSecretValuesNeverComeBack(t *testing.T) {
	t.Parallel()
	const value = "correct-horse-battery-staple"
	r := newRig(t, sandbox.Options{})
	path := secretsPath + "/" + r.create(secretsPath, `{"name": "a", "value": "first"}`)
	for _, answer := range []reply{
		r.do("POST", secretsPath, `{"name": "b", "value": "`+value+`"}`),
		r.do("PATCH", path, `{"value": "`+value+`", "description": "new"}`),
		r.do("POST", secretsPath, `{"name": "a", "value": "`+value+`"}`),
		r.do("POST", secretsPath, `{"name": "-", "value": "`+value+`"}`),
		r.do("GET", path, ""),
		r.do("GET", secretsPath, ""),
	} {
		if strings.Contains(answer.text, value) || !strings.Contains(answer.text, `"`) {
			t.Errorf("%d %s", answer.status, answer.text)
		}
	}
}

func TestSecretsListedByName(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	if got := r.want(200, "GET", secretsPath, ""); !reflect.DeepEqual(got, map[string]any{"secrets": []any{}}) {
		t.Errorf("got %v", got)
	}
	r.create(secretsPath, `{"name": "a", "value": "1"}`)
	second := r.create(secretsPath, `{"name": "a.b", "value": "2"}`)
	for query, want := range map[string]int{"": 2, "?name=": 2, "?name=a.b": 1, "?name=A": 0, "?Name=a": 2} {
		if got, _ := r.want(200, "GET", secretsPath+query, "")["secrets"].([]any); len(got) != want {
			t.Errorf("%q: got %v", query, got)
		}
	}
	if got := dig(r.want(200, "GET", secretsPath+"?name=a.b", ""), "secrets", 0, "id"); got != second {
		t.Errorf("got %v", got)
	}
}

func TestSecretRefusals(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		status      int
		words, body string
	}{
		"name taken":            {409, "a secret with this name already exists", `{"name": "taken", "value": "2"}`},
		"RunPod's own name":     {400, "must not start with RUNPOD", `{"name": "RUNPOD_KEY", "value": "1"}`},
		"in another case":       {400, "must not start with RUNPOD", `{"name": "RunPod_key", "value": "1"}`},
		"begins with a digit":   {422, "does not match pattern", `{"name": "1st", "value": "1"}`},
		"blank in the name":     {422, "does not match pattern", `{"name": "a b", "value": "1"}`},
		"line end in the name":  {422, "does not match pattern", `{"name": "a\n", "value": "1"}`},
		"no name":               {422, `missing property 'name'`, `{"value": "1"}`},
		"empty name":            {422, "name: minLength: got", `{"name": "", "value": "1"}`},
		"name too long":         {422, "name: maxLength: got", `{"name": "` + strings.Repeat("a", 192) + `", "value": "1"}`},
		"no value":              {422, `missing property 'value'`, `{"name": "a"}`},
		"empty value":           {422, "value: minLength: got", `{"name": "a", "value": ""}`},
		"value is not a string": {422, "value: got", `{"name": "a", "value": 1}`},
		"description too long":  {422, "description: maxLength: got", `{"name": "a", "value": "1", "description": "` + strings.Repeat("a", 65_536) + `"}`},
		"description too wide":  {400, "description must be at most 65535 bytes", `{"name": "a", "value": "1", "description": "` + strings.Repeat("é", 32_768) + `"}`},
		"value too long":        {400, "value must be under 16 MiB", `{"name": "a", "value": "` + strings.Repeat("a", 16<<20) + `"}`},
		"value too wide":        {400, "value must be under 16 MiB", `{"name": "a", "value": "` + strings.Repeat("é", 8<<20) + `"}`},
		"description is null":   {422, "description: got", `{"name": "a", "value": "1", "description": null}`},
		"unknown field":         {422, `additional properties 'type'`, `{"name": "a", "value": "1", "type": "env"}`},
		"not JSON":              {400, "not valid JSON", `{"name": "a"`},
		"something after it":    {400, "not valid JSON", `{"name": "a", "value": "1"} {}`},
		"an array for a secret": {422, "$: got array, want object", `[]`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, sandbox.Options{})
			r.create(secretsPath, `{"name": "taken", "value": "1"}`)
			r.refused(tt.status, tt.words, "POST", secretsPath, tt.body)
			if got := r.account.Secrets(); len(got) != 1 {
				t.Errorf("left: %+v", got)
			}
		})
	}
}

func TestSecretNamesAllowed(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	for _, name := range []string{"_", "team/app.db-1", "run_pod", "MY_RUNPOD", strings.Repeat("a", 191)} {
		r.create(secretsPath, `{"name": "`+name+`", "value": "1", "description": ""}`)
	}
	if got := r.account.Secrets(); len(got) != 5 || got[0].Description != nil {
		t.Errorf("got %+v", got)
	}
}

func TestSecretUpdateRefusals(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	path := secretsPath + "/" + r.create(secretsPath, `{"name": "a", "value": "1"}`)
	for body, words := range map[string]string{
		`{}`:                           "minProperties: got",
		`{"name": "b"}`:                "additional properties",
		`{"value": ""}`:                "value: minLength: got",
		`{"value": "2", "more": true}`: "additional properties",
	} {
		r.refused(422, words, "PATCH", path, body)
	}
	if !r.account.HoldsSecret("a", "1") {
		t.Error("a refused update changed the value")
	}
}

func TestSecretUpdateIsNotAtomic(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	path := secretsPath + "/" + r.create(secretsPath, `{"name": "a", "value": "1", "description": "old"}`)
	r.account.FailSecretDescriptions(1)
	r.want(200, "PATCH", path, `{"value": "2"}`)
	r.refused(500, "description", "PATCH", path, `{"value": "3", "description": "new"}`)
	if got := r.account.Secrets()[0]; !r.account.HoldsSecret("a", "3") || *got.Description != "old" {
		t.Errorf("got %+v", got)
	}
	r.want(200, "PATCH", path, `{"value": "3", "description": "new"}`)
	if got := r.account.Secrets()[0]; *got.Description != "new" {
		t.Errorf("got %+v", got)
	}
}

func TestSecretReferencesStayAsTheyAre(t *testing.T) {
	t.Parallel()
	const env = `{"TOKEN": "{{ RUNPOD_SECRET_HF_TOKEN }}"}`
	r := newRig(t, sandbox.Options{})
	r.create(secretsPath, `{"name": "HF_TOKEN", "value": "hf_first"}`)
	for path, body := range map[string]string{"/v2/pods": gpuPod, "/v2/serverless": queue(), "/v2/templates": smallTemplate} {
		path += "/" + r.create(path, with(body, "env", env))
		r.clock.Advance(mapping)
		if got := dig(r.want(200, "GET", path, ""), "env", "TOKEN"); got != "{{ RUNPOD_SECRET_HF_TOKEN }}" {
			t.Errorf("%s: got %v", path, got)
		}
	}
}

func TestSecretKnobs(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	id := r.create(secretsPath, `{"name": "a", "value": "1"}`)
	r.clock.Advance(time.Minute)
	r.account.SetSecretValue(id, "2")
	r.account.EditSecret(id, func(s *runpod.Secret) { s.Description = new("from the console") })
	got := r.want(200, "GET", secretsPath+"/"+id, "")
	if got["description"] != "from the console" || got["valueLastUpdatedAt"] != epoch.Add(time.Minute).Format(time.RFC3339) || !r.account.HoldsSecret("a", "2") {
		t.Errorf("got %v", got)
	}
	*r.account.Secrets()[0].Description = "changed by the caller"
	if got := r.account.Secrets()[0]; *got.Description != "from the console" {
		t.Errorf("the snapshot shares its description: %+v", got)
	}
	r.account.RemoveSecret(id)
	r.refused(404, "not found", "GET", secretsPath+"/"+id, "")
	for name, knob := range map[string]func(){
		"SetSecretValue": func() { r.account.SetSecretValue(id, "3") },
		"EditSecret":     func() { r.account.EditSecret(id, func(*runpod.Secret) {}) },
		"RemoveSecret":   func() { r.account.RemoveSecret(id) },
	} {
		wantPanic(t, name, knob)
	}
}

// wantPanic checks that a knob does not let a test name what is not there.
func wantPanic(t *testing.T, name string, knob func()) {
	t.Helper()
	defer func() {
		if recover() == nil {
			t.Errorf("%s: no panic", name)
		}
	}()
	knob()
}

// TestSecretsAtTheirLimits, which count bytes.
func TestSecretsAtTheirLimits(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	value, description := strings.Repeat("a", 16<<20-1), strings.Repeat("é", 32_767)+"a"
	path := secretsPath + "/" + r.create(secretsPath, `{"name": "a", "value": "`+value+`", "description": "`+description+`"}`)
	if got := r.want(200, "GET", path, ""); got["description"] != description || !r.account.HoldsSecret("a", value) {
		t.Error("the value or the description is another")
	}
	r.refused(400, "description must be at most 65535 bytes", "PATCH", path, `{"value": "b", "description": "`+description+`é"}`)
	r.refused(400, "value must be under 16 MiB", "PATCH", path, `{"value": "`+value+`a"}`)
	if !r.account.HoldsSecret("a", value) {
		t.Error("a change that was refused changed the value")
	}
}

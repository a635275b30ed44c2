package sandbox_test

import (
	"fmt"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// The rules are the same for pods, templates and endpoints; here they are tried
// on an endpoint.
func TestCommandForms(t *testing.T) {
	t.Parallel()
	type steps []struct {
		change          string
		args            string
		entrypoint, cmd any
	}
	tests := map[string]steps{
		"exec forms": {
			{`{"entrypoint": ["python"], "cmd": ["a b", "-v"]}`, `{"entrypoint":["python"],"cmd":["a b","-v"]}`, []any{"python"}, []any{"a b", "-v"}},
			{`{"cmd": ["c"]}`, `{"entrypoint":["python"],"cmd":["c"]}`, []any{"python"}, []any{"c"}},
			{`{"name": "left alone"}`, `{"entrypoint":["python"],"cmd":["c"]}`, []any{"python"}, []any{"c"}},
			{`{"entrypoint": []}`, `{"cmd":["c"]}`, nil, []any{"c"}},
			{`{"cmd": []}`, ``, nil, nil},
		},
		"stored form": {
			{`{"args": "{\"cmd\": [\"a\"]}"}`, `{"cmd": ["a"]}`, nil, []any{"a"}},
			{`{"args": "{\"cmd\": [\"b\"]}", "cmd": ["b"]}`, `{"cmd": ["b"]}`, nil, []any{"b"}},
			{`{"args": ""}`, ``, nil, nil},
		},
		"shell string": {
			{`{"args": "python -c 'print(1)  ' \"x\"''"}`, `python -c 'print(1)  ' "x"''`, nil, []any{"python", "-c", "print(1)  ", "x"}},
			{`{"entrypoint": ["sh"]}`, `{"entrypoint":["sh"],"cmd":["python","-c","print(1)  ","x"]}`, []any{"sh"}, []any{"python", "-c", "print(1)  ", "x"}},
		},
		"not the stored form": {
			{`{"args": "null"}`, `null`, nil, []any{"null"}},
			{`{"args": "{\"cmd\": []} x"}`, `{"cmd": []} x`, nil, []any{"{cmd:", "[]}", "x"}},
			{`{"args": "{\"run\": []}"}`, `{"run": []}`, nil, []any{"{run:", "[]}"}},
		},
		"less than and ampersand": {
			{`{"cmd": ["a < b && c"]}`, `{"cmd":["a < b && c"]}`, nil, []any{"a < b && c"}},
		},
	}
	for name, steps := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, sandbox.Options{})
			path := r.endpoint(queue())
			for _, step := range steps {
				got := r.want(200, "PATCH", path, step.change)
				if got["args"] != step.args || !reflect.DeepEqual(got["entrypoint"], step.entrypoint) || !reflect.DeepEqual(got["cmd"], step.cmd) {
					t.Errorf("after %s: args %q, entrypoint %v, cmd %v", step.change, got["args"], got["entrypoint"], got["cmd"])
				}
			}
		})
	}
}

func TestCommandFormsMustAgree(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	path := r.endpoint(queue(`"cmd": ["a"]`))
	for _, body := range []string{
		`{"args": "b", "cmd": ["c"]}`,
		`{"args": "{\"cmd\":[\"b\"]}", "entrypoint": ["b"]}`,
		`{"args": "", "cmd": ["a"]}`,
	} {
		r.refused(400, "args does not agree", "PATCH", path, body)
	}
	if got := r.want(200, "GET", path, ""); got["args"] != `{"cmd":["a"]}` {
		t.Errorf("changed anyway: %v", got["args"])
	}
}

// TestStoredFormKeepsTheCommand: what is sent in two lists comes back in them,
// and the stored form of it means the same.
func TestStoredFormKeepsTheCommand(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := newEndpointModel()
		id := m.create(t, queue())
		words := rapid.SliceOfN(rapid.String(), 0, 4)
		entrypoint, cmd := words.Draw(t, "entrypoint"), words.Draw(t, "cmd")
		lists := fmt.Sprintf(`"entrypoint": %s, "cmd": %s`, toJSON(entrypoint), toJSON(cmd))
		out := m.call("PATCH", "/v2/serverless/"+id, "{"+lists+"}")
		args, _ := out.body["args"].(string)
		if !sameWords(out.body["entrypoint"], entrypoint) || !sameWords(out.body["cmd"], cmd) {
			t.Fatalf("sent %s, got %s", lists, out.text)
		}
		if again := m.call("PATCH", "/v2/serverless/"+id, fmt.Sprintf(`{"args": %s, %s}`, toJSON(args), lists)); again.status != 200 || again.body["args"] != args {
			t.Fatalf("%q does not agree with %s: %d %s", args, lists, again.status, again.text)
		}
	})
}

// FuzzArgs: whatever args is, it comes back as it was.
func FuzzArgs(f *testing.F) {
	for _, args := range []string{"", "a 'b c", "{", "{}", `{"cmd": null}`, `{"cmd": ["a"]}}`, `{"cmd": 1}`, "null", "\x00"} {
		f.Add(args)
	}
	f.Fuzz(func(t *testing.T, args string) {
		m := newEndpointModel()
		args = string([]rune(args)) // JSON is UTF-8
		out := m.call("POST", "/v2/serverless", queue(`"args": `+toJSON(args)))
		if out.status != 201 || out.body["args"] != args {
			t.Errorf("sent %q, got %d %s", args, out.status, out.text)
		}
	})
}

func sameWords(got any, want []string) bool {
	list, _ := got.([]any)
	if len(list) != len(want) {
		return false
	}
	for i, word := range list {
		if word != want[i] {
			return false
		}
	}
	return true
}

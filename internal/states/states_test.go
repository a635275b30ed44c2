package states_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"github.com/runpod-iac/terraform-provider-runpod/internal/provider"
	"github.com/runpod-iac/terraform-provider-runpod/internal/states"
)

// object is a JSON object.
type object = map[string]any

func encoded(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// file is a state file with resources of one instance each.
func file(resources ...object) string {
	for _, r := range resources {
		r["instances"] = []object{{"schema_version": 0, "attributes": r["values"]}}
	}
	return encoded(object{"version": 4, "serial": 7, "lineage": "6f1c", "resources": resources})
}

// shown is what `show -json` prints of a state.
func shown(resources ...object) string {
	return encoded(object{"format_version": "1.0", "terraform_version": "1.11.4", "values": object{"root_module": object{"resources": resources}}})
}

func managed(typeName string, values object) object {
	return object{"mode": "managed", "type": typeName, "name": "this", "address": typeName + ".this", "values": values}
}

func load(t *testing.T, texts ...string) (*states.Held, error) {
	t.Helper()
	var files []string
	for i, text := range texts {
		name := filepath.Join(t.TempDir(), fmt.Sprintf("%d.tfstate", i))
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, name)
	}
	return states.Load(files, strings.NewReader(""))
}

// Everything that a resource of this provider manages is found in both forms of a state.
func TestEachKind(t *testing.T) {
	t.Parallel()
	for _, kind := range provider.Kinds() {
		for form, state := range map[string]func(...object) string{"file": file, "shown": shown} {
			held, err := load(t, state(managed(kind.TypeName(), object{"id": "abc"})))
			if err != nil || !held.Has(kind.TypeName(), "abc") || held.Objects() != 1 || held.Has(kind.TypeName(), "abd") {
				t.Errorf("%s, %s: %v, %v", kind.TypeName(), form, held, err)
			}
		}
	}
}

// The types of older providers hold the same objects under other names.
func TestOlderProviders(t *testing.T) {
	t.Parallel()
	const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl me"
	for older, want := range map[string]string{
		"runpod_pod": "runpod_pod", "runpod_endpoint": "runpod_endpoint", "runpod_network_volume": "runpod_network_volume",
		"runpod_serverless_endpoint": "runpod_endpoint", "runpod_registry": "runpod_container_registry_auth",
		"runpod_registry_delegation": "runpod_ecr_delegation", "runpod_cluster": "runpod_cluster", "runpod_template": "runpod_template",
		"runpod_pod_action": "", "runpod_endpoint_job": "", "runpod_machine": "", "aws_instance": "",
	} {
		held, err := load(t, file(managed(older, object{"id": "abc"})))
		if err != nil {
			t.Fatal(err)
		}
		if want != "" && !held.Has(want, "abc") || want == "" && held.Objects() != 0 {
			t.Errorf("%s is not held as %q", older, want)
		}
	}
	held, err := load(t, file(managed("runpod_account_ssh_keys", object{"id": "me", "keys": []string{key, "not a key"}})))
	if err != nil || !held.Has("runpod_ssh_key", "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU") || held.Objects() != 1 {
		t.Errorf("the list of SSH keys: %v, %v", held, err)
	}
}

// Data sources read and hold nothing, and neither do instances that have no ID yet.
func TestHoldsNothing(t *testing.T) {
	t.Parallel()
	data := managed("runpod_pod", object{"id": "abc"})
	data["mode"] = "data"
	for _, state := range []func(...object) string{file, shown} {
		held, err := load(t, state(data, managed("runpod_pod", object{"id": nil}), managed("runpod_pod", nil)))
		if err != nil || held.Objects() != 0 || held.States() != 1 {
			t.Errorf("%v, %v", held, err)
		}
	}
	var none *states.Held
	if none.Has("runpod_pod", "abc") {
		t.Error("no states hold an object")
	}
}

// Several states of one file, and of the standard input, count as in files of their own.
func TestSeveralStates(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "all.json")
	both := "\uFEFF" + shown(managed("runpod_pod", object{"id": "a"})) + "\n" + file(managed("runpod_pod", object{"id": "b"}))
	if err := os.WriteFile(name, []byte(both), 0o600); err != nil {
		t.Fatal(err)
	}
	held, err := states.Load([]string{name, states.Stdin}, strings.NewReader(shown(managed("runpod_pod", object{"id": "c"}), managed("runpod_pod", object{"id": "a"}))))
	if err != nil || held.States() != 3 || held.Objects() != 3 {
		t.Fatalf("%v, %v", held, err)
	}
	for _, id := range []string{"a", "b", "c"} {
		if !held.Has("runpod_pod", id) {
			t.Errorf("%s is not held", id)
		}
	}
}

// What is not a state, or not a whole one, is refused and named.
func TestRefused(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ text, want string }{
		"empty":        {" \n", "it is empty"},
		"text":         {"No state.", "it is not JSON"},
		"saved plan":   {"PK\x03\x04...", "it is a saved plan"},
		"cut off":      {file(managed("runpod_pod", object{"id": "a"}))[:60], "truncated"},
		"second cut":   {shown() + shown()[:20], "truncated"},
		"plan":         {`{"format_version":"1.2","planned_values":{"root_module":{}},"prior_state":{"format_version":"1.0"}}`, "it is a plan"},
		"schemas":      {`{"format_version":"1.0","provider_schemas":{}}`, "is not a state"},
		"log":          {`{"@level":"info","@message":"Terraform 1.11.4"}`, "is not a state"},
		"other JSON":   {`{"resources":[]}`, "is not a state"},
		"list":         {`[]`, "it is not JSON"},
		"old file":     {`{"version":3,"serial":1,"modules":[]}`, "version 3"},
		"no resources": {`{"version":4,"serial":1}`, "no list of resources"},
		"wrong shape":  {`{"version":4,"serial":1,"resources":{}}`, "cannot be read"},
		"newer format": {`{"format_version":"2.0","values":{}}`, `format "2.0"`},
		"encrypted":    {`{"serial":1,"lineage":"a","meta":{},"encrypted_data":"AA==","encryption_version":"v0"}`, "tofu state pull"},
	} {
		if _, err := load(t, shown(), test.text); err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "1.tfstate") {
			t.Errorf("%s: %v, want %q and the file", name, err, test.want)
		}
	}
	if _, err := states.Load([]string{filepath.Join(t.TempDir(), "none")}, nil); err == nil || !strings.Contains(err.Error(), "none") {
		t.Errorf("a file that is not there: %v", err)
	}
	if _, err := states.Load([]string{states.Stdin}, iotest.ErrReader(os.ErrDeadlineExceeded)); err == nil || !strings.Contains(err.Error(), "standard input") {
		t.Errorf("what cannot be read: %v", err)
	}
	if _, err := states.Load([]string{states.Stdin, states.Stdin}, strings.NewReader(shown())); err == nil {
		t.Error("the standard input was read twice")
	}
}

// A state without anything in it holds nothing, and is one.
func TestEmptyStates(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`{"format_version":"1.0"}`, shown(), file(), `{"format_version":"1.0","terraform_version":"1.11.4","values":{"outputs":{}}}`} {
		if held, err := load(t, text); err != nil || held.States() != 1 || held.Objects() != 0 {
			t.Errorf("%s: %v, %v", text, held, err)
		}
	}
}

// However deep the modules are, and however many instances a resource has, all are found.
func TestModules(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		ids := 0
		var flat []object
		var draw func(depth int) object
		draw = func(depth int) object {
			var resources, children []object
			for range rapid.IntRange(0, 3).Draw(t, "resources") {
				ids++
				r := managed("runpod_pod", object{"id": fmt.Sprint(ids)})
				r["index"] = ids
				if rapid.Bool().Draw(t, "deposed") {
					r["deposed_key"] = "a1b2c3d4"
				}
				resources, flat = append(resources, r), append(flat, r)
			}
			for range rapid.IntRange(0, min(depth, 2)).Draw(t, "modules") {
				children = append(children, draw(depth-1))
			}
			return object{"resources": resources, "child_modules": children}
		}
		tree := encoded(object{"format_version": "1.0", "values": object{"root_module": draw(4)}})
		for _, text := range []string{tree, file(flat...)} {
			held, err := states.Load([]string{states.Stdin}, strings.NewReader(text))
			if err != nil || held.Objects() != ids {
				t.Fatalf("%d of %d objects, %v in %s", held.Objects(), ids, err, text)
			}
		}
	})
}

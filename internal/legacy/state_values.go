package legacy

import (
	"bytes"
	"cmp"
	"encoding/json"
	"math/big"
	"slices"
	"strings"

	"github.com/runpod-iac/terraform-provider-runpod/internal/container"
)

// attributes are those of one resource as one of the older providers left it.
// Their shapes need not be distinguished as a whole, but for runpod/runpod 2.0 (see isOfTwo):
// where they share a name they
// mean the same by it, and differ at most in the kind of value, which tells them
// apart (env is a list of KEY=VALUE in one and a map in the other, ports a text and
// a list). Attributes may be missing, and there may be others.
type attributes map[string]any

// decode reads JSON, with numbers as they are written.
func decode(document []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(document))
	decoder.UseNumber()
	return decoder.Decode(into)
}

// text is empty where there is none.
func (a attributes) text(name string) string {
	text, _ := a[name].(string)
	return text
}

func (a attributes) flag(name string) (value, ok bool) {
	value, ok = a[name].(bool)
	return value, ok
}

// number is a whole one; 20.0 is one.
func (a attributes) number(name string) (int64, bool) {
	written, ok := a[name].(json.Number)
	if !ok {
		return 0, false
	}
	f, _, err := big.ParseFloat(written.String(), 10, 512, big.ToNearestEven)
	if err != nil {
		return 0, false
	}
	whole, accuracy := f.Int64()
	return whole, accuracy == big.Exact
}

// exact are the texts of a list as they stand, repetitions included.
func (a attributes) exact(name string) []string {
	list, _ := a[name].([]any)
	var out []string
	for _, element := range list {
		if text, ok := element.(string); ok {
			out = append(out, text)
		}
	}
	return out
}

// texts are those of a list, or between the commas of one text, each once.
func (a attributes) texts(name string) []string {
	if text := a.text(name); text != "" {
		return unique(strings.Split(text, ","))
	}
	return unique(a.exact(name))
}

// either are the texts of two attributes, of which one or both may be there.
func (a attributes) either(one, other string) []string {
	return unique(append(a.texts(one), a.texts(other)...))
}

// unique are texts without blanks around them, each once, and none that is empty.
func unique(list []string) []string {
	var out []string
	for _, text := range list {
		if text = strings.TrimSpace(text); text != "" && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}

// env is the environment: a map, or a list of KEY=VALUE. What Runpod injected is
// left out, but for a map that holds nothing which was not declared.
func (a attributes) env(name string, declared bool) map[string]string {
	out := map[string]string{}
	switch value := a[name].(type) {
	case map[string]any:
		for key, element := range value {
			if text, ok := element.(string); ok {
				out[key] = text
			}
		}
		if declared {
			return out
		}
	case []any:
		for _, pair := range a.exact(name) {
			if key, text, ok := strings.Cut(pair, "="); ok {
				out[key] = text
			}
		}
	}
	for _, key := range injectedEnv() {
		delete(out, key)
	}
	return out
}

// injectedEnv are variables that Runpod sets by itself.
func injectedEnv() []string { return []string{container.JupyterPasswordEnv, container.PublicKeyEnv} }

// objects are those in a list, or the one object.
func (a attributes) objects(name string) []attributes {
	list, isList := a[name].([]any)
	if !isList {
		list = []any{a[name]}
	}
	var out []attributes
	for _, element := range list {
		if object, ok := element.(map[string]any); ok {
			out = append(out, object)
		}
	}
	return out
}

// says reports whether an attribute is there and not empty.
func (a attributes) says(name string) bool {
	switch value := a[name].(type) {
	case nil:
		return false
	case string:
		return value != ""
	case map[string]any:
		return len(value) > 0
	case []any:
		return len(value) > 0
	default:
		return true
	}
}

// isOfTwo tells a state of runpod/runpod 2.0, which has the same schema version as 1.x
// and keeps some of its attributes, by what only 2.0 has: a state holds every attribute of
// its schema, with a value or not.
func (a attributes) isOfTwo(t table) bool {
	if slices.ContainsFunc(t.marks, func(name string) bool { _, there := a[name]; return there }) {
		return true
	}
	// 1.x had a list of KEY=VALUE and one text; the third provider, which had these, has no gpu_type_id.
	_, isMap := a["env"].(map[string]any)
	_, isList := a["ports"].([]any)
	return t.typ == "runpod_pod" && a.says("gpu_type_id") && (isMap || isList)
}

// scalingType says what the number for scaling counts.
func (a attributes) scalingType() string {
	return cmp.Or(a.text("scaling_type"), a.text("scaler_type"))
}

// compute is the kind that a pod or the workers of an endpoint have.
func (a attributes) compute() string {
	kind := strings.ToUpper(a.text("compute_type"))
	if a.text("cpu_type_id") != "" || len(a.objects("cpu")) > 0 { // of 2.0
		return computeCPU
	}
	if kind == computeCPU || kind == "" && len(a.texts("cpu_flavor_ids")) > 0 && len(a.either("gpu_type_id", "gpu_type_ids")) == 0 {
		return computeCPU
	}
	return computeGPU
}

// mayHaveDisk reports whether nothing takes the place of a volume disk.
func (a attributes) mayHaveDisk() bool {
	older, _ := a.flag("is_serverless")
	newer, _ := a.flag("serverless")
	return !older && !newer && a.compute() != computeCPU && len(a.either("network_volume_id", "network_volume_ids")) == 0 && len(a.objects("network_volumes")) == 0
}

package legacy

import (
	"bytes"
	"encoding/json"
	"math/big"
	"slices"
	"strings"

	"github.com/runpod-iac/terraform-provider-runpod/internal/container"
)

// attributes are those of one resource as either of the older providers left it.
// The two shapes need not be told apart as a whole: where they share a name they
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

// env is the environment: a map, or a list of KEY=VALUE. What RunPod injected is
// left out, for no configuration declares it.
func (a attributes) env(name string) map[string]string {
	out := map[string]string{}
	switch value := a[name].(type) {
	case map[string]any:
		for key, element := range value {
			if text, ok := element.(string); ok {
				out[key] = text
			}
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

// injectedEnv are variables that RunPod sets by itself.
func injectedEnv() []string { return []string{container.JupyterPasswordEnv, container.PublicKeyEnv} }

// compute is the kind that a pod or the workers of an endpoint have.
func (a attributes) compute() string {
	kind := strings.ToUpper(a.text("compute_type"))
	if kind == computeCPU || kind == "" && len(a.texts("cpu_flavor_ids")) > 0 && len(a.either("gpu_type_id", "gpu_type_ids")) == 0 {
		return computeCPU
	}
	return computeGPU
}

// mayHaveDisk reports whether nothing stands in the place of a volume disk.
func (a attributes) mayHaveDisk() bool {
	serverless, _ := a.flag("is_serverless")
	return !serverless && a.compute() != computeCPU && len(a.either("network_volume_id", "network_volume_ids")) == 0
}

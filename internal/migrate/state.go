package migrate

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"reflect"
	"strings"
)

// states are what a state file says of the resources, by type and name. Modules
// and instances are not told apart: only what they agree on counts.
type states map[string][]map[string]any

// values are the attributes that all instances of a resource agree on.
type values []map[string]any

// parseStates reads a state file, or the answer to `terraform state pull`.
// Resources that already have a schema of ours are left out.
func parseStates(text []byte) (states, error) {
	var file struct {
		Version   int `json:"version"`
		Resources []struct {
			Mode      string `json:"mode"`
			Type      string `json:"type"`
			Name      string `json:"name"`
			Instances []struct {
				SchemaVersion int            `json:"schema_version"`
				Attributes    map[string]any `json:"attributes"`
			} `json:"instances"`
		} `json:"resources"`
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&file); err != nil {
		return nil, fmt.Errorf("reading the state: %w", err)
	}
	if file.Version != 4 {
		return nil, errors.New("reading the state: it is not one of version 4, which Terraform writes since 0.12: get it by `terraform state pull`")
	}
	out := states{}
	for _, r := range file.Resources {
		for _, instance := range r.Instances {
			if r.Mode == "managed" && instance.SchemaVersion == 0 {
				out[r.Type+"."+r.Name] = append(out[r.Type+"."+r.Name], instance.Attributes)
			}
		}
	}
	return out, nil
}

func (v values) attribute(name string) any {
	var agreed any
	for i, instance := range v {
		if i == 0 {
			agreed = instance[name]
		} else if !reflect.DeepEqual(agreed, instance[name]) {
			return nil
		}
	}
	return agreed
}

func (v values) text(name string) string {
	text, _ := v.attribute(name).(string)
	return text
}

// boolean is nil where the state does not say.
func (v values) boolean(name string) *bool {
	if value, ok := v.attribute(name).(bool); ok {
		return &value
	}
	return nil
}

// integer is nil where the state does not say; 20.0 is one.
func (v values) integer(name string) *int64 {
	text, ok := v.attribute(name).(json.Number)
	if !ok {
		return nil
	}
	f, _, err := big.ParseFloat(text.String(), 10, 64, big.ToNearestEven)
	if err != nil {
		return nil
	}
	i, accuracy := f.Int64()
	if accuracy != big.Exact {
		return nil
	}
	return &i
}

// texts are those of a list, or between the commas of one text.
func (v values) texts(name string) []string {
	var out []string
	switch value := v.attribute(name).(type) {
	case string:
		for part := range strings.SplitSeq(value, ",") {
			if part = strings.TrimSpace(part); part != "" {
				out = append(out, part)
			}
		}
	case []any:
		for _, element := range value {
			if text, ok := element.(string); ok {
				out = append(out, text)
			}
		}
	}
	return out
}

package legacy

import (
	"errors"
	"fmt"
	"reflect"
)

// states are what a state file says of the resources, by type and name: the
// attributes that all instances agree on. Modules are not distinguished.
type states map[string]attributes

// parseStates reads a state file, or the answer to `terraform state pull`.
// Resources that already have a schema of ours are left out.
func parseStates(document []byte) (states, error) {
	var file struct {
		Version   int `json:"version"`
		Resources []struct {
			Mode      string `json:"mode"`
			Type      string `json:"type"`
			Name      string `json:"name"`
			Instances []struct {
				SchemaVersion int        `json:"schema_version"`
				Attributes    attributes `json:"attributes"`
			} `json:"instances"`
		} `json:"resources"`
	}
	if err := decode(document, &file); err != nil {
		return nil, fmt.Errorf("reading the state: %w", err)
	}
	if file.Version != 4 {
		return nil, errors.New("reading the state: its version is not 4, which Terraform writes since 0.12: get it with `terraform state pull`")
	}
	out := states{}
	for _, r := range file.Resources {
		for _, instance := range r.Instances {
			if r.Mode != "managed" || instance.SchemaVersion != schemaVersion {
				continue
			}
			address := r.Type + "." + r.Name
			if agreed, ok := out[address]; ok {
				agreed.keepEqual(instance.Attributes)
			} else {
				out[address] = instance.Attributes
			}
		}
	}
	return out, nil
}

// keepEqual takes out what another instance has otherwise.
func (a attributes) keepEqual(other attributes) {
	for name, value := range a {
		if !reflect.DeepEqual(value, other[name]) {
			delete(a, name)
		}
	}
}

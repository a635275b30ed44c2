package states

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	tfjson "github.com/hashicorp/terraform-json"
)

// howTo says where a state comes from.
const howTo = "write one with `terraform show -json >state.json` (or `tofu`)"

// fileVersion is that of state files since Terraform 0.12.
const fileVersion = 4

// document is what tells what a JSON document is.
type document struct {
	// Of `show -json`.
	FormatVersion string          `json:"format_version"`
	Values        json.RawMessage `json:"values"`
	PlannedValues json.RawMessage `json:"planned_values"`
	// Of a state file.
	Version   *int            `json:"version"`
	Serial    *json.Number    `json:"serial"`
	Resources json.RawMessage `json:"resources"`
	Encrypted json.RawMessage `json:"encrypted_data"`
	// Of other documents.
	ProviderSchemas json.RawMessage `json:"provider_schemas"`
	Level           string          `json:"@level"`
}

// read takes in all states of a file, of which there has to be one.
func (h *Held) read(in io.Reader) error {
	text, err := io.ReadAll(in)
	if err != nil {
		return fmt.Errorf("it cannot be read: %w", err)
	}
	text = bytes.TrimSpace(bytes.TrimPrefix(text, []byte("\uFEFF"))) // as PowerShell writes files
	switch {
	case len(text) == 0:
		return errors.New("it is empty: " + howTo)
	case bytes.HasPrefix(text, []byte("PK\x03\x04")):
		return errors.New("it is a saved plan, not a state: " + howTo)
	case text[0] != '{':
		return errors.New("it is not JSON: " + howTo)
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	for decoder.More() {
		var one json.RawMessage
		if err := decoder.Decode(&one); err != nil {
			return fmt.Errorf("it is not JSON, or it is truncated: %w", err)
		}
		if err := h.document(one); err != nil {
			return err
		}
		h.states++
	}
	return nil
}

// document takes in one state.
func (h *Held) document(text []byte) error {
	var doc document
	if err := json.Unmarshal(text, &doc); err != nil {
		return fmt.Errorf("it is not a state: %w", err)
	}
	switch {
	case doc.PlannedValues != nil:
		return errors.New("it is a plan, not a state: " + howTo)
	case doc.Encrypted != nil:
		return errors.New("it is encrypted: let the CLI decrypt it with `tofu show -json` or `tofu state pull`")
	case doc.Version != nil && doc.Serial != nil:
		return h.file(text, *doc.Version, doc.Resources)
	case doc.FormatVersion != "" && doc.ProviderSchemas == nil && doc.Level == "" && (doc.Values != nil || isEmpty(text)):
		return h.shown(text, doc.FormatVersion)
	default:
		return errors.New("this JSON is not a state: " + howTo)
	}
}

// isEmpty tells what `show -json` prints where there is no state yet, which is nothing but versions.
func isEmpty(text []byte) bool {
	var keys map[string]json.RawMessage
	if json.Unmarshal(text, &keys) != nil {
		return false
	}
	for key := range keys {
		if key != "format_version" && key != "terraform_version" && key != "values" && key != "checks" {
			return false
		}
	}
	return true
}

// shown takes in what `show -json` prints of a state.
func (h *Held) shown(text []byte, version string) error {
	if !strings.HasPrefix(version, "1.") {
		return fmt.Errorf("it has format %q, and this version reads 1.x: use a newer version of this provider", version)
	}
	var state tfjson.State
	state.UseJSONNumber(true)
	if err := json.Unmarshal(text, &state); err != nil {
		return fmt.Errorf("it cannot be read: %w", err)
	}
	if state.Values != nil && state.Values.RootModule != nil {
		h.module(state.Values.RootModule)
	}
	return nil
}

// module takes in a module and those within it. What a replacement has left behind is held as well: it is destroyed later.
func (h *Held) module(module *tfjson.StateModule) {
	for _, resource := range module.Resources {
		if resource != nil && resource.Mode == tfjson.ManagedResourceMode {
			h.add(resource.Type, resource.AttributeValues)
		}
	}
	for _, child := range module.ChildModules {
		if child != nil {
			h.module(child)
		}
	}
}

// file takes in a state file.
func (h *Held) file(text []byte, version int, resources json.RawMessage) error {
	if version != fileVersion {
		return fmt.Errorf("it is a state file of version %d, and Terraform writes version %d since 0.12: %s", version, fileVersion, howTo)
	}
	if resources == nil {
		return errors.New("this state file has no list of resources, so it is not complete: " + howTo)
	}
	var file struct {
		Resources []struct {
			Mode      string `json:"mode"`
			Type      string `json:"type"`
			Instances []struct {
				Attributes map[string]any `json:"attributes"`
			} `json:"instances"`
		} `json:"resources"`
	}
	if err := json.Unmarshal(text, &file); err != nil {
		return fmt.Errorf("it cannot be read: %w", err)
	}
	for _, resource := range file.Resources {
		for _, instance := range resource.Instances {
			if resource.Mode == string(tfjson.ManagedResourceMode) {
				h.add(resource.Type, instance.Attributes)
			}
		}
	}
	return nil
}

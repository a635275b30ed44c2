package runpod

import (
	"cmp"
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The contract tests hold the client against Runpod's OpenAPI document, which
// is not part of the project: RUNPOD_OPENAPI is the path to a copy. What came after it
// is in a second one: RUNPOD_OPENAPI_ADDITIONS, or api-v2-additions.json beside it.

type document struct {
	Paths      map[string]map[string]json.RawMessage `json:"paths"`
	Components struct {
		Schemas    map[string]*schema   `json:"schemas"`
		Parameters map[string]parameter `json:"parameters"`
	} `json:"components"`
}

type docOperation struct {
	OperationID string      `json:"operationId"`
	Parameters  []parameter `json:"parameters"`
	RequestBody struct {
		Content map[string]struct{ Schema *schema } `json:"content"`
	} `json:"requestBody"`
	Responses map[string]struct {
		Content map[string]struct{ Schema *schema } `json:"content"`
	} `json:"responses"`
}

type parameter struct {
	Ref  string `json:"$ref"`
	Name string `json:"name"`
	In   string `json:"in"`
}

type schema struct {
	Ref        string             `json:"$ref"`
	Type       any                `json:"type"`
	Format     string             `json:"format"`
	Enum       []string           `json:"enum"`
	Required   []string           `json:"required"`
	Properties map[string]*schema `json:"properties"`
	Items      *schema            `json:"items"`
	Additional json.RawMessage    `json:"additionalProperties"`
	AllOf      []*schema          `json:"allOf"`
	OneOf      []*schema          `json:"oneOf"`
	AnyOf      []*schema          `json:"anyOf"`
}

func loadDocument(t *testing.T) *document {
	t.Helper()
	path := os.Getenv("RUNPOD_OPENAPI")
	if path == "" {
		t.Skip("SKIPPED: the client was NOT checked against Runpod's OpenAPI document; set RUNPOD_OPENAPI to a copy of it")
	}
	doc := &document{}
	readDocument(t, path, doc)
	more := &document{Paths: map[string]map[string]json.RawMessage{}}
	more.Components.Schemas = map[string]*schema{}
	additions := cmp.Or(os.Getenv("RUNPOD_OPENAPI_ADDITIONS"), filepath.Join(filepath.Dir(path), "api-v2-additions.json"))
	if _, err := os.Stat(additions); !errors.Is(err, fs.ErrNotExist) {
		readDocument(t, additions, more)
	}
	maps.Copy(more.Paths, doc.Paths) // what is published beats what is inferred
	maps.Copy(more.Components.Schemas, doc.Components.Schemas)
	more.Components.Parameters = doc.Components.Parameters
	return more
}

func readDocument(t *testing.T, path string, doc *document) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(text, doc)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// shape is a schema with its references and compositions resolved.
type shape struct {
	types    map[string]bool // "object", "null", ...
	props    map[string]*schema
	required map[string]bool
	items    *schema
	values   *schema // of a map
	open     bool    // an object with any members
	format   string
	enum     []string
}

func (d *document) resolve(s *schema) shape {
	out := shape{types: map[string]bool{}, props: map[string]*schema{}, required: map[string]bool{}}
	d.merge(&out, s)
	return out
}

func (d *document) merge(out *shape, s *schema) {
	if s.Ref != "" {
		d.merge(out, d.Components.Schemas[s.Ref[strings.LastIndex(s.Ref, "/")+1:]])
	}
	switch v := s.Type.(type) {
	case string:
		out.types[v] = true
	case []any:
		for _, name := range v {
			out.types[name.(string)] = true
		}
	}
	for name, prop := range s.Properties {
		// A composition may repeat a property to narrow it; the first says what it is.
		if _, ok := out.props[name]; !ok {
			out.props[name] = prop
		}
	}
	for _, name := range s.Required {
		out.required[name] = true
	}
	if s.Items != nil {
		out.items = s.Items
	}
	out.open = out.open || string(s.Additional) == "true" && len(s.Properties) == 0
	values := &schema{}
	if json.Unmarshal(s.Additional, values) == nil && values.Type != nil {
		out.values = values
	}
	if s.Format != "" {
		out.format = s.Format
	}
	out.enum = append(out.enum, s.Enum...)
	for _, part := range s.AllOf {
		d.merge(out, part)
	}
	d.mergeAlternatives(out, slices.Concat(s.OneOf, s.AnyOf))
}

// mergeAlternatives takes the properties of all, and as required only those
// that every one requires.
func (d *document) mergeAlternatives(out *shape, alternatives []*schema) {
	required := maps.Clone(out.required)
	var common map[string]bool
	for _, part := range alternatives {
		one := d.resolve(part)
		d.merge(out, part)
		switch {
		case len(one.props) == 0: // null
		case common == nil:
			common = one.required
		default:
			maps.DeleteFunc(common, func(name string, _ bool) bool { return !one.required[name] })
		}
	}
	maps.Copy(required, common)
	out.required = required
}

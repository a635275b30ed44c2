package models

import (
	"reflect"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/attr"
)

// fill fills in the fields of a model. It reports whether each has its attribute, each
// attribute its field, and all are of one type.
func fill(model reflect.Value, fields []field, attributes map[string]attr.Value) bool {
	if len(fields) != len(attributes) {
		return false
	}
	for _, f := range fields {
		value, into := reflect.ValueOf(attributes[f.name]), model.FieldByIndex(f.index)
		if !value.IsValid() || value.Type() != into.Type() {
			return false
		}
		into.Set(value)
	}
	return true
}

// field is a model's field for one attribute.
type field struct {
	name  string // of the attribute
	index []int
}

// knownFields holds what fieldsOf returned, by type.
var knownFields sync.Map

// fieldsOf are the fields of a model, those of embedded structs too; nil where one of
// them is not an attr.Value.
func fieldsOf(model reflect.Type) []field {
	if known, ok := knownFields.Load(model); ok {
		return known.([]field)
	}
	fields := findFields(model)
	knownFields.Store(model, fields)
	return fields
}

func findFields(model reflect.Type) []field {
	if model.Kind() != reflect.Struct {
		return nil
	}
	var fields []field
	for _, f := range reflect.VisibleFields(model) {
		name, tagged := f.Tag.Lookup("tfsdk")
		if !tagged {
			if f.Anonymous || !f.IsExported() {
				continue
			}
			return nil
		}
		if !f.Type.Implements(reflect.TypeFor[attr.Value]()) {
			return nil
		}
		fields = append(fields, field{name: name, index: f.Index})
	}
	return fields
}

package tfkit

import (
	"context"
	"reflect"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// The framework takes a model's type apart for every value that goes into it or comes
// out of it, and compiles a regular expression for each field: a fifth of the CPU
// that a provider needs for a large plan. Here that is done once for each type. A model
// that has anything but attr.Values, as inputs of data sources do, goes through the
// framework's own.

// Get reads a plan, a state or a configuration into a model, or into a pointer to
// one, which is nil where there is nothing to read.
func Get[M any](ctx context.Context, from interface {
	Get(ctx context.Context, into any) diag.Diagnostics
}, into *M,
) diag.Diagnostics {
	target := reflect.ValueOf(into).Elem()
	isPointer := target.Kind() == reflect.Pointer
	modelType := target.Type()
	if isPointer {
		modelType = modelType.Elem()
	}
	fields := fieldsOf(modelType)
	if fields == nil {
		return from.Get(ctx, into)
	}
	var object types.Object
	diags := from.Get(ctx, &object)
	switch {
	case diags.HasError():
	case object.IsNull() && isPointer:
		target.SetZero()
	default:
		model := reflect.New(modelType).Elem()
		if !fill(model, fields, object.Attributes()) {
			return from.Get(ctx, into) // which says what does not fit
		}
		if isPointer {
			model = model.Addr()
		}
		target.Set(model)
	}
	return diags
}

// SetPlan plans a model.
func SetPlan(ctx context.Context, plan *tfsdk.Plan, model any) diag.Diagnostics {
	if value, ok := modelValue(ctx, plan.Raw.Type(), model); ok {
		plan.Raw = value
		return nil
	}
	return plan.Set(ctx, model)
}

// setState stores a model.
func setState(ctx context.Context, state *tfsdk.State, model any) diag.Diagnostics {
	if value, ok := modelValue(ctx, state.Raw.Type(), model); ok {
		state.Raw = value
		return nil
	}
	return state.Set(ctx, model)
}

// modelValue is a model as a value of its type, or false where it does not fit.
func modelValue(ctx context.Context, typ tftypes.Type, model any) (tftypes.Value, bool) {
	from := reflect.Indirect(reflect.ValueOf(model))
	object, ok := typ.(tftypes.Object)
	if !ok || from.Kind() != reflect.Struct {
		return tftypes.Value{}, false
	}
	fields := fieldsOf(from.Type())
	if len(fields) != len(object.AttributeTypes) {
		return tftypes.Value{}, false
	}
	values := make(map[string]tftypes.Value, len(fields))
	for _, f := range fields {
		value, ok := reflect.TypeAssert[attr.Value](from.FieldByIndex(f.index))
		if !ok {
			return tftypes.Value{}, false
		}
		var err error
		if values[f.name], err = value.ToTerraformValue(ctx); err != nil {
			return tftypes.Value{}, false
		}
	}
	if tftypes.ValidateValue(object, values) != nil {
		return tftypes.Value{}, false
	}
	return tftypes.NewValue(object, values), true
}

// objectAs reads an object's attributes into a model.
func objectAs(ctx context.Context, object types.Object, into any) diag.Diagnostics {
	model := reflect.ValueOf(into).Elem()
	if fields := fieldsOf(model.Type()); fields != nil && fill(model, fields, object.Attributes()) {
		return nil
	}
	return object.As(ctx, into, basetypes.ObjectAsOptions{})
}

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

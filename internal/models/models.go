// Package models reads plans, states and configurations into the models of the resources and
// writes them back.
//
// The framework takes a model's type apart for every value that goes into it or comes out of
// it, and compiles a regular expression for each field: that was a sixth of a provider's
// CPU in a large plan. Here it is done once for each type. A model that has anything but
// attr.Values, as inputs of data sources do, goes through the framework's own.
package models

import (
	"context"
	"reflect"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

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
	if value, ok := valueOf(ctx, plan.Raw.Type(), model); ok {
		plan.Raw = value
		return nil
	}
	return plan.Set(ctx, model)
}

// SetState stores a model.
func SetState(ctx context.Context, state *tfsdk.State, model any) diag.Diagnostics {
	if value, ok := valueOf(ctx, state.Raw.Type(), model); ok {
		state.Raw = value
		return nil
	}
	return state.Set(ctx, model)
}

// valueOf is a model as a value of its type, or false where it does not fit.
func valueOf(ctx context.Context, typ tftypes.Type, model any) (tftypes.Value, bool) {
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

// FromObject reads an object's attributes into a model.
func FromObject(ctx context.Context, object types.Object, into any) diag.Diagnostics {
	model := reflect.ValueOf(into).Elem()
	if fields := fieldsOf(model.Type()); fields != nil && fill(model, fields, object.Attributes()) {
		return nil
	}
	return object.As(ctx, into, basetypes.ObjectAsOptions{})
}

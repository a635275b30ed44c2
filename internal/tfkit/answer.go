package tfkit

import (
	"context"
	"reflect"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Settled is the one rule for what Runpod answers to an apply: what was planned
// stands, since Terraform holds a provider to it; what the plan left open is taken
// from the answer; every other difference is drift, which the next read shows. What
// nobody knows, as after a wait that failed, is null. M is a resource's model.
func Settled[M any](ctx context.Context, planned, answer M) M {
	settleFields(ctx, reflect.ValueOf(&planned).Elem(), reflect.ValueOf(answer))
	return planned
}

func settleFields(ctx context.Context, planned, answer reflect.Value) {
	for i := range planned.NumField() {
		field := planned.Field(i)
		if planned.Type().Field(i).Anonymous { // a part that models share, or that is looked up too
			settleFields(ctx, field, answer.Field(i))
			continue
		}
		if value, ok := reflect.TypeAssert[attr.Value](field); ok && !Known(ctx, value) {
			field.Set(reflect.ValueOf(settledValue(ctx, value, answer.Field(i).Interface().(attr.Value))))
		}
	}
}

// settledValue settles a value that is not known, or not all of it.
func settledValue(ctx context.Context, planned, answer attr.Value) attr.Value {
	if !planned.IsUnknown() {
		switch planned := planned.(type) {
		case types.Object:
			return types.ObjectValueMust(planned.AttributeTypes(ctx), settledParts(ctx, planned.Attributes(), parts(answer)))
		case types.Map:
			return types.MapValueMust(planned.ElementType(ctx), settledParts(ctx, planned.Elements(), parts(answer)))
		case types.List:
			return types.ListValueMust(planned.ElementType(ctx), settledElements(ctx, planned.Elements(), answer))
		}
	}
	if Known(ctx, answer) {
		return answer
	}
	null, err := planned.Type(ctx).ValueFromTerraform(ctx, tftypes.NewValue(planned.Type(ctx).TerraformType(ctx), nil))
	if err != nil { // every type has a null
		return answer
	}
	return null
}

// parts are those of an answer, by their names; of an answer that is not there, none.
func parts(answer attr.Value) map[string]attr.Value {
	switch answer := answer.(type) {
	case types.Object:
		return answer.Attributes()
	case types.Map:
		return answer.Elements()
	}
	return nil
}

// settledParts settles each part by its name: the plan says which there are.
func settledParts(ctx context.Context, planned, answers map[string]attr.Value) map[string]attr.Value {
	for name, value := range planned {
		if !Known(ctx, value) {
			other, ok := answers[name]
			if !ok {
				other = value
			}
			planned[name] = settledValue(ctx, value, other)
		}
	}
	return planned
}

// settledElements settles each element by its place: the plan says how many there
// are.
func settledElements(ctx context.Context, planned []attr.Value, answer attr.Value) []attr.Value {
	list, _ := answer.(types.List)
	for i, answers := 0, list.Elements(); i < len(planned); i++ {
		if !Known(ctx, planned[i]) {
			other := planned[i]
			if i < len(answers) {
				other = answers[i]
			}
			planned[i] = settledValue(ctx, planned[i], other)
		}
	}
	return planned
}

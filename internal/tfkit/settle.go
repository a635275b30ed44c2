package tfkit

import (
	"context"
	"reflect"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Settled is the one rule for what RunPod answers to an apply: what was planned
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
	object, isObject := planned.(types.Object)
	switch {
	case isObject && !object.IsUnknown():
		return settledObject(ctx, object, answer)
	case Known(ctx, answer):
		return answer
	}
	null, err := planned.Type(ctx).ValueFromTerraform(ctx, tftypes.NewValue(planned.Type(ctx).TerraformType(ctx), nil))
	if err != nil { // every type has a null
		return answer
	}
	return null
}

func settledObject(ctx context.Context, planned types.Object, answer attr.Value) attr.Value {
	answers := map[string]attr.Value{}
	if object, ok := answer.(types.Object); ok {
		answers = object.Attributes()
	}
	attributes := planned.Attributes()
	for name, value := range attributes {
		if !Known(ctx, value) {
			other, ok := answers[name]
			if !ok {
				other = value
			}
			attributes[name] = settledValue(ctx, value, other)
		}
	}
	return types.ObjectValueMust(planned.AttributeTypes(ctx), attributes)
}

package tfkit

import (
	"context"
	"maps"
	"reflect"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// There is one rule for empty things: null, an empty text, [] and {} all say "none",
// and a null element is not there. What is not known yet may turn out to be anything,
// so it is neither Declared nor None, and no check refuses it.

// Declared reports whether something is certainly there.
func Declared(v attr.Value) bool {
	return !v.IsUnknown() && !v.IsNull() && !isEmpty(v, func(e attr.Value) bool { return e.IsNull() || e.IsUnknown() })
}

// None reports whether something is certainly not there.
func None(v attr.Value) bool {
	return v.IsNull() || !v.IsUnknown() && isEmpty(v, attr.Value.IsNull)
}

// isEmpty reports whether nothing is left of a value without the elements that are gone.
func isEmpty(v attr.Value, gone func(attr.Value) bool) bool {
	switch v := v.(type) {
	case types.String:
		return v.ValueString() == ""
	case types.List:
		return len(left(v.Elements(), gone)) == 0
	case types.Set:
		return len(left(v.Elements(), gone)) == 0
	case types.Map:
		return !slices.ContainsFunc(slices.Collect(maps.Values(v.Elements())), func(e attr.Value) bool { return !gone(e) })
	}
	return false
}

// Plain is a model in the one spelling that is compared and sent: without null
// elements, and with null for every other way to say none. M is a resource's model.
func Plain[M any](ctx context.Context, model M) M {
	respell(reflect.ValueOf(&model).Elem(), reflect.ValueOf(model), func(v, _ attr.Value) attr.Value { return plain(ctx, v) })
	return model
}

// Spelled is a model in the words of the declared one: what means the same is spelled as it is
// there. Terraform holds a provider to the configuration letter by letter, and a
// spelling that Runpod does not know must not show as a difference. What the declared one leaves
// open has the words of the model before, if there is one: it is the provider's to fill in, and
// what stays as it is stays to the letter.
func Spelled[M any](ctx context.Context, declared M, before *M, model M) M {
	words := declared
	if before != nil {
		respell(reflect.ValueOf(&words).Elem(), reflect.ValueOf(*before), filled)
	}
	respell(reflect.ValueOf(&model).Elem(), reflect.ValueOf(words), func(v, words attr.Value) attr.Value { return spelled(ctx, words, v) })
	return model
}

func respell(model, words reflect.Value, respelled func(v, words attr.Value) attr.Value) {
	for i := range model.NumField() {
		field := model.Field(i)
		if model.Type().Field(i).Anonymous { // a part that models share, or that is looked up too
			respell(field, words.Field(i), respelled)
		} else if value, ok := reflect.TypeAssert[attr.Value](field); ok {
			field.Set(reflect.ValueOf(respelled(value, words.Field(i).Interface().(attr.Value))))
		}
	}
}

// plain is a value without null elements, null where nothing is left.
func plain(ctx context.Context, v attr.Value) attr.Value {
	if v.IsNull() || v.IsUnknown() {
		return v
	}
	switch v := v.(type) {
	case types.String:
		return StringOrNull(v.ValueString())
	case types.List:
		if elements := left(v.Elements(), attr.Value.IsNull); len(elements) > 0 {
			return types.ListValueMust(v.ElementType(ctx), elements)
		}
		return types.ListNull(v.ElementType(ctx))
	case types.Set:
		if elements := left(v.Elements(), attr.Value.IsNull); len(elements) > 0 {
			return types.SetValueMust(v.ElementType(ctx), elements)
		}
		return types.SetNull(v.ElementType(ctx))
	case types.Map:
		elements := v.Elements()
		maps.DeleteFunc(elements, func(_ string, e attr.Value) bool { return e.IsNull() })
		if len(elements) > 0 {
			return types.MapValueMust(v.ElementType(ctx), elements)
		}
		return types.MapNull(v.ElementType(ctx))
	case types.Object:
		attributes := v.Attributes()
		for name, a := range attributes {
			attributes[name] = plain(ctx, a)
		}
		return types.ObjectValueMust(v.AttributeTypes(ctx), attributes)
	}
	return v
}

// left leaves texts as they are: an empty argument is one. An object of nothing but
// nulls is what the framework plans for a null one.
func left(elements []attr.Value, gone func(attr.Value) bool) []attr.Value {
	return slices.DeleteFunc(elements, func(e attr.Value) bool {
		object, _ := e.(types.Object)
		values := slices.Collect(maps.Values(object.Attributes()))
		return gone(e) || len(values) > 0 && !slices.ContainsFunc(values, func(v attr.Value) bool { return !v.IsNull() })
	})
}

// filled is a value with that of before in place of what is unknown in it.
func filled(v, before attr.Value) attr.Value {
	if v.IsUnknown() {
		return before
	}
	object, ok := v.(types.Object)
	if !ok || v.IsNull() || before.IsNull() || before.IsUnknown() {
		return v
	}
	attributes, earlier := object.Attributes(), before.(types.Object).Attributes()
	for name, a := range attributes {
		attributes[name] = filled(a, earlier[name])
	}
	return types.ObjectValueMust(object.AttributeTypes(context.Background()), attributes)
}

func spelled(ctx context.Context, words, v attr.Value) attr.Value {
	if words.IsNull() || words.IsUnknown() || v.IsUnknown() {
		return v
	}
	if plain(ctx, words).Equal(plain(ctx, v)) {
		return words
	}
	if v.IsNull() {
		return v
	}
	switch v := v.(type) {
	case types.Map: // beside a key that differs, one that is not there stays so
		elements := v.Elements()
		for key, word := range words.(types.Map).Elements() {
			if _, ok := elements[key]; !ok && word.IsNull() {
				elements[key] = word
			}
		}
		return types.MapValueMust(v.ElementType(ctx), elements)
	case types.Object:
		attributes := v.Attributes()
		for name, word := range words.(types.Object).Attributes() {
			attributes[name] = spelled(ctx, word, attributes[name])
		}
		return types.ObjectValueMust(v.AttributeTypes(ctx), attributes)
	}
	return v
}

package tfkit

import (
	"context"
	"math/big"
	"reflect"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/models"
)

// moneyPrecision is the precision with which Terraform parses a number that
// somebody writes, so that `x.monthly_usd == 478.23` holds in a configuration.
const moneyPrecision = 512

// Number turns an exact decimal into Terraform's number.
func Number(d decimal.Decimal) types.Number {
	f, _, err := big.ParseFloat(d.String(), 10, moneyPrecision, big.ToNearestEven)
	if err != nil { // a decimal's text is always a number
		return types.NumberNull()
	}
	return types.NumberValue(f)
}

// NullNumber is Number where the decimal may be absent.
func NullNumber(d decimal.NullDecimal) types.Number {
	if !d.Valid {
		return types.NumberNull()
	}
	return Number(d.Decimal)
}

// Decimal reads a number that a user wrote. A float64 holds the shortest text
// that means it, so 0.00076 stays 0.00076.
func Decimal(v types.Float64) decimal.Decimal {
	return decimal.NewFromFloat(v.ValueFloat64())
}

// NullDecimal is Decimal for a number that may be null or not known yet.
func NullDecimal(v types.Float64) decimal.NullDecimal {
	if v.IsNull() || v.IsUnknown() {
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(Decimal(v))
}

// NumberDecimal reads one of Terraform's numbers exactly.
func NumberDecimal(v types.Number) decimal.NullDecimal {
	if v.IsNull() || v.IsUnknown() {
		return decimal.NullDecimal{}
	}
	d, err := decimal.NewFromString(v.ValueBigFloat().Text('f', -1))
	return decimal.NullDecimal{Decimal: d, Valid: err == nil}
}

// StringOrNull is null for an empty text.
func StringOrNull(text string) types.String {
	if text == "" {
		return types.StringNull()
	}
	return types.StringValue(text)
}

// Time is a time by RFC 3339, in seconds.
func Time(t time.Time) types.String { return types.StringValue(t.Format(time.RFC3339)) }

// TimeOrNull is Time, and null for none.
func TimeOrNull(t *time.Time) types.String {
	if t == nil {
		return types.StringNull()
	}
	return Time(*t)
}

// KnownOrNull is null for an object that nobody knows.
func KnownOrNull(ctx context.Context, v types.Object) types.Object {
	if v.IsUnknown() {
		return types.ObjectNull(v.AttributeTypes(ctx))
	}
	return v
}

// AttrTypes are the types of a nested attribute, or of the elements of one, as its
// schema has them.
func AttrTypes(nested interface{ GetType() attr.Type }) map[string]attr.Type {
	typ := nested.GetType()
	if list, ok := typ.(attr.TypeWithElementType); ok {
		typ = list.ElementType()
	}
	object, _ := typ.(attr.TypeWithAttributeTypes)
	return object.AttributeTypes()
}

// ObjectAs decodes a nested attribute in its Plain form, or returns nil where it is
// null or not known yet.
func ObjectAs[T any](ctx context.Context, v types.Object, diags *diag.Diagnostics) *T {
	if v.IsNull() || v.IsUnknown() {
		return nil
	}
	out := new(T)
	d := models.FromObject(ctx, plain(ctx, v).(types.Object), out)
	diags.Append(d...)
	if d.HasError() { // an earlier error of something else does not hide what is there
		return nil
	}
	return out
}

// ObjectsAs is ObjectAs for a list of them.
func ObjectsAs[T any](ctx context.Context, v types.List, diags *diag.Diagnostics) []T {
	out := make([]T, 0, len(v.Elements()))
	for _, e := range left(v.Elements(), attr.Value.IsNull) {
		if object := ObjectAs[T](ctx, e.(types.Object), diags); object != nil {
			out = append(out, *object)
		}
	}
	return out
}

// Strings decodes a list or set of strings; elements that are null or not known
// yet are left out, so ask Known first where that matters.
func Strings(v interface{ Elements() []attr.Value }) []string {
	elements := v.Elements()
	out := make([]string, 0, len(elements))
	for _, e := range elements {
		if s, ok := e.(types.String); ok && !s.IsNull() && !s.IsUnknown() {
			out = append(out, s.ValueString())
		}
	}
	return out
}

// StringMap decodes a map of strings; values not known yet are left out.
func StringMap(v types.Map) map[string]string {
	out := make(map[string]string, len(v.Elements()))
	for k, e := range v.Elements() {
		if s, ok := e.(types.String); ok && !s.IsNull() && !s.IsUnknown() {
			out[k] = s.ValueString()
		}
	}
	return out
}

// StringList makes a list of strings; nil makes an empty one.
func StringList(values []string) types.List {
	return types.ListValueMust(types.StringType, stringValues(values))
}

// ListOrNull is StringList, or null for no strings.
func ListOrNull(values []string) types.List {
	if len(values) == 0 {
		return types.ListNull(types.StringType)
	}
	return StringList(values)
}

// StringSet makes a set of strings; nil makes an empty one.
func StringSet(values []string) types.Set {
	return types.SetValueMust(types.StringType, stringValues(values))
}

// StringMapValue makes a map of strings; nil makes an empty one.
func StringMapValue(values map[string]string) types.Map {
	elements := make(map[string]attr.Value, len(values))
	for k, v := range values {
		elements[k] = types.StringValue(v)
	}
	return types.MapValueMust(types.StringType, elements)
}

func stringValues(values []string) []attr.Value {
	elements := make([]attr.Value, 0, len(values))
	for _, v := range values {
		elements = append(elements, types.StringValue(v))
	}
	return elements
}

// Known reports whether a value and everything in it is known at plan.
func Known(ctx context.Context, values ...attr.Value) bool {
	for _, v := range values {
		tv, err := v.ToTerraformValue(ctx)
		if err != nil || !tv.IsFullyKnown() {
			return false
		}
	}
	return true
}

// IsEmpty reports whether an update holds nothing to tell Runpod. A pointer to a
// zero, or a list of none, is something.
func IsEmpty(request any) bool { return reflect.ValueOf(request).IsZero() }

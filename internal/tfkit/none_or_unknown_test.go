package tfkit

import (
	"math/big"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"pgregory.net/rapid"
)

func texts(elements ...attr.Value) attr.Value { return types.ListValueMust(types.StringType, elements) }

func TestDeclaredAndNone(t *testing.T) {
	t.Parallel()
	null, unknown, text := types.StringNull(), types.StringUnknown(), types.StringValue("a")
	pair := map[string]attr.Type{"a": types.StringType}
	for name, test := range map[string]struct {
		value          attr.Value
		declared, none bool
	}{
		"null":                   {null, false, true},
		"unknown":                {unknown, false, false},
		"empty text":             {types.StringValue(""), false, true},
		"text":                   {text, true, false},
		"zero":                   {types.Int64Value(0), true, false},
		"false":                  {types.BoolValue(false), true, false},
		"no list":                {types.ListNull(types.StringType), false, true},
		"unknown list":           {types.ListUnknown(types.StringType), false, false},
		"empty list":             {texts(), false, true},
		"list of nulls":          {texts(null, null), false, true},
		"list of unknowns":       {texts(unknown), false, false},
		"unknown beside null":    {texts(null, unknown), false, false},
		"text beside unknown":    {texts(unknown, text), true, false},
		"list of an empty text":  {texts(types.StringValue("")), true, false},
		"empty set":              {types.SetValueMust(types.StringType, nil), false, true},
		"set of null":            {types.SetValueMust(types.StringType, []attr.Value{null}), false, true},
		"empty map":              {types.MapValueMust(types.StringType, nil), false, true},
		"map of null":            {types.MapValueMust(types.StringType, map[string]attr.Value{"a": null}), false, true},
		"map of unknown":         {types.MapValueMust(types.StringType, map[string]attr.Value{"a": unknown}), false, false},
		"map of text":            {types.MapValueMust(types.StringType, map[string]attr.Value{"a": text, "b": null}), true, false},
		"object of nothing":      {types.ObjectValueMust(pair, map[string]attr.Value{"a": null}), true, false},
		"unknown object":         {types.ObjectUnknown(pair), false, false},
		"object with an unknown": {types.ObjectValueMust(pair, map[string]attr.Value{"a": unknown}), true, false},
	} {
		if got := Declared(test.value); got != test.declared {
			t.Errorf("%s: declared is %t", name, got)
		}
		if got := None(test.value); got != test.none {
			t.Errorf("%s: none is %t", name, got)
		}
	}
}

type spellingModel struct {
	Text   types.String
	List   types.List
	Map    types.Map
	Object types.Object
}

// Whatever somebody writes, an answer that means the same is spelled so, and one that
// differs says what Runpod says.
func TestSpelled(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	shape := map[string]attr.Type{"text": types.StringType, "list": types.ListType{ElemType: types.StringType}}
	rapid.Check(t, func(t *rapid.T) {
		text := func(label string) types.String {
			return rapid.SampledFrom([]types.String{types.StringNull(), types.StringValue(""), types.StringValue("a"), types.StringValue("b")}).Draw(t, label)
		}
		model := func(label string) spellingModel {
			someTexts := func(label string) types.List {
				if rapid.Bool().Draw(t, label) {
					return types.ListNull(types.StringType)
				}
				elements := []attr.Value{}
				for range rapid.IntRange(0, 2).Draw(t, label) {
					elements = append(elements, text(label))
				}
				return types.ListValueMust(types.StringType, elements)
			}
			keyed := map[string]attr.Value{}
			for _, key := range []string{"x", "y"} {
				if rapid.Bool().Draw(t, label) {
					keyed[key] = text(label)
				}
			}
			return spellingModel{
				Text: text(label), List: someTexts(label), Map: types.MapValueMust(types.StringType, keyed),
				Object: types.ObjectValueMust(shape, map[string]attr.Value{"text": text(label), "list": someTexts(label)}),
			}
		}
		words, answer := model("words"), model("answer")
		got := Spelled(ctx, words, nil, answer)
		want := Plain(ctx, answer)
		if plain := Plain(ctx, got); !plain.Text.Equal(want.Text) || !plain.List.Equal(want.List) || !plain.Map.Equal(want.Map) || !plain.Object.Equal(want.Object) {
			t.Fatalf("%v in the words of %v is %v", answer, words, got)
		}
		if again := Spelled(ctx, words, nil, Plain(ctx, words)); !words.Text.IsNull() && !again.Text.Equal(words.Text) || !words.List.IsNull() && !again.List.Equal(words.List) || !again.Map.Equal(words.Map) {
			t.Fatalf("%v comes back as %v", words, again)
		}
	})
}

func TestWholeNumber(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	for number, want := range map[string]attr.Value{"3": types.Int64Value(3), "9007199254740993": types.Int64Value(9007199254740993), "2.5": types.Int64Unknown(), "1e30": types.Int64Unknown()} {
		f, _, err := big.ParseFloat(number, 10, moneyPrecision, big.ToNearestEven)
		if err != nil {
			t.Fatal(err)
		}
		got, err := WholeNumber{}.ValueFromTerraform(ctx, tftypes.NewValue(tftypes.Number, f))
		if err != nil || !got.Equal(want) {
			t.Errorf("%s is %s, %v", number, got, err)
		}
	}
}

// What is there is decoded, whatever else has gone wrong before.
func TestObjectAsAfterAnError(t *testing.T) {
	t.Parallel()
	type size struct {
		GB types.Int64 `tfsdk:"gb"`
	}
	diags := diag.Diagnostics{diag.NewErrorDiagnostic("Over the budget", "Something else.")}
	v := types.ObjectValueMust(map[string]attr.Type{"gb": types.Int64Type}, map[string]attr.Value{"gb": types.Int64Value(3)})
	if got := ObjectAs[size](t.Context(), v, &diags); got == nil || got.GB.ValueInt64() != 3 || len(diags) != 1 {
		t.Errorf("%v, %v", got, diags)
	}
}

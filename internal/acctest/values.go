package acctest

import (
	"fmt"
	"math/big"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Attributes are those of a resource or of an object in it, as Go's values:
// string, bool, int, float64, Attributes for objects and maps, []any for lists
// and sets. What is left out is null.
type Attributes = map[string]any

// terraformValue makes a value of Terraform's. It panics where they do not fit,
// which is a mistake in the test.
func terraformValue(typ tftypes.Type, v any) tftypes.Value {
	switch v := v.(type) {
	case tftypes.Value:
		return v
	case Attributes:
		values := map[string]tftypes.Value{}
		switch typ := typ.(type) {
		case tftypes.Object:
			for name, t := range typ.AttributeTypes {
				values[name] = terraformValue(t, v[name])
			}
			for name := range v {
				if _, ok := typ.AttributeTypes[name]; !ok {
					panic(fmt.Sprintf("there is no attribute %s", name))
				}
			}
		case tftypes.Map:
			for name, e := range v {
				values[name] = terraformValue(typ.ElementType, e)
			}
		}
		return tftypes.NewValue(typ, values)
	case []any:
		values := make([]tftypes.Value, 0, len(v))
		for _, e := range v {
			values = append(values, terraformValue(elementType(typ), e))
		}
		return tftypes.NewValue(typ, values)
	default:
		return tftypes.NewValue(typ, v)
	}
}

func elementType(typ tftypes.Type) tftypes.Type {
	switch typ := typ.(type) {
	case tftypes.List:
		return typ.ElementType
	case tftypes.Set:
		return typ.ElementType
	}
	panic(fmt.Sprintf("%s has no elements", typ))
}

// attributesOf takes an object apart; null has none.
func attributesOf(v tftypes.Value) map[string]tftypes.Value {
	var attributes map[string]tftypes.Value
	if v.IsNull() || !v.IsKnown() || v.As(&attributes) != nil {
		return nil
	}
	return attributes
}

func elementsOf(v tftypes.Value) []tftypes.Value {
	var elements []tftypes.Value
	if v.IsNull() || !v.IsKnown() || v.As(&elements) != nil {
		return nil
	}
	return elements
}

// proposed is the state that Terraform proposes to a provider: the configuration,
// and what was there before where that is silent and the provider decides.
func proposed(attributes []*tfprotov6.SchemaAttribute, typ tftypes.Object, prior, config tftypes.Value) tftypes.Value {
	before, declared := attributesOf(prior), attributesOf(config)
	out := map[string]tftypes.Value{}
	for name, t := range typ.AttributeTypes {
		out[name] = tftypes.NewValue(t, nil)
		if v, ok := declared[name]; ok {
			out[name] = v // blocks among them
		}
	}
	for _, a := range attributes {
		old, known := before[a.Name]
		if !known {
			old = tftypes.NewValue(typ.AttributeTypes[a.Name], nil)
		}
		switch v := out[a.Name]; {
		case a.WriteOnly:
			out[a.Name] = tftypes.NewValue(typ.AttributeTypes[a.Name], nil)
		case v.IsNull() && a.Computed:
			out[a.Name] = old
		case a.NestedType != nil && !v.IsNull() && v.IsKnown():
			out[a.Name] = proposedNested(a.NestedType, typ.AttributeTypes[a.Name], old, v)
		}
	}
	return tftypes.NewValue(typ, out)
}

func proposedNested(nested *tfprotov6.SchemaObject, typ tftypes.Type, prior, config tftypes.Value) tftypes.Value {
	switch nested.Nesting {
	case tfprotov6.SchemaObjectNestingModeSingle:
		return proposed(nested.Attributes, typ.(tftypes.Object), prior, config)
	case tfprotov6.SchemaObjectNestingModeList:
		before, element := elementsOf(prior), elementType(typ).(tftypes.Object)
		var out []tftypes.Value
		for i, v := range elementsOf(config) {
			old := tftypes.NewValue(element, nil)
			if i < len(before) {
				old = before[i]
			}
			out = append(out, proposed(nested.Attributes, element, old, v))
		}
		return tftypes.NewValue(typ, out)
	}
	return config // no resource computes anything within a set or a map
}

// contradicts names what an applied value has other than what was planned, which
// Terraform calls an inconsistent result.
func contradicts(planned, applied tftypes.Value) (string, error) {
	diffs, err := planned.Diff(applied)
	if err != nil {
		return "", err
	}
	for _, d := range diffs {
		if d.Value1 == nil || !d.Value1.IsFullyKnown() {
			continue // what is unknown within it has a difference of its own
		}
		return d.String(), nil
	}
	return "", nil
}

func goValue(v tftypes.Value) any {
	if v.Type() == nil || v.IsNull() || !v.IsKnown() {
		return nil
	}
	switch kind := v.Type(); {
	case kind.Is(tftypes.String):
		var text string
		_ = v.As(&text)
		return text
	case kind.Is(tftypes.Bool):
		var truth bool
		_ = v.As(&truth)
		return truth
	case kind.Is(tftypes.Number):
		number := new(big.Float)
		_ = v.As(&number)
		whole, _ := number.Int64()
		return whole
	}
	var texts []string
	for _, e := range elementsOf(v) {
		text, _ := goValue(e).(string)
		texts = append(texts, text)
	}
	return texts
}

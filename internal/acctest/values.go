package acctest

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Attributes are those of a resource or of an object in it, as Go's values:
// string, bool, int, float64, Attributes for objects and maps, []any for lists
// and sets, [Number] for what no Go number is exact for, [Unknown] for what is known
// after the apply. What is left out is null.
type Attributes = map[string]any

// Unknown stands for a value that is known after the apply.
type Unknown struct{}

// Number is a number as Terraform parses it.
func Number(text string) *big.Float {
	f, _, err := big.ParseFloat(text, 10, 512, big.ToNearestEven)
	if err != nil {
		panic(err)
	}
	return f
}

// TerraformValue makes a value of Terraform's. It panics where they do not fit,
// which is a mistake in the test.
func TerraformValue(typ tftypes.Type, v any) tftypes.Value {
	switch v := v.(type) {
	case tftypes.Value:
		return v
	case Unknown:
		return tftypes.NewValue(typ, tftypes.UnknownValue)
	case Attributes:
		values := map[string]tftypes.Value{}
		switch typ := typ.(type) {
		case tftypes.Object:
			for name, t := range typ.AttributeTypes {
				values[name] = TerraformValue(t, v[name])
			}
			for name := range v {
				if _, ok := typ.AttributeTypes[name]; !ok {
					panic(fmt.Sprintf("there is no attribute %s", name))
				}
			}
		case tftypes.Map:
			for name, e := range v {
				values[name] = TerraformValue(typ.ElementType, e)
			}
		}
		return tftypes.NewValue(typ, values)
	case []any:
		values := make([]tftypes.Value, 0, len(v))
		for _, e := range v {
			values = append(values, TerraformValue(elementType(typ), e))
		}
		return tftypes.NewValue(typ, values)
	default:
		return tftypes.NewValue(typ, v)
	}
}

// encode makes what the protocol carries, of a value of Go's or of Terraform's.
func encode(typ tftypes.Type, v any) *tfprotov6.DynamicValue {
	value, err := tfprotov6.NewDynamicValue(typ, TerraformValue(typ, v))
	if err != nil {
		panic(err) // the value is made for the type
	}
	return &value
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

// At finds a value by the path of its names; it has no type where there is none.
func At(v tftypes.Value, path ...string) tftypes.Value {
	for _, name := range path {
		v = attributesOf(v)[name]
	}
	return v
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
		if (d.Value1 == nil || d.Value2 == nil) && plansMembers(planned, d.Path) {
			return d.String(), nil
		}
		if d.Value1 == nil || !d.Value1.IsFullyKnown() {
			continue // what is unknown within it has a difference of its own
		}
		return d.String(), nil
	}
	return "", nil
}

// plansMembers reports whether a path leads into a map or a list of which the plan
// knows the keys or the length, whatever it knows of the elements.
func plansMembers(planned tftypes.Value, p *tftypes.AttributePath) bool {
	found, _, err := tftypes.WalkAttributePath(planned, p.WithoutLastStep())
	container, ok := found.(tftypes.Value)
	if err != nil || !ok || container.IsNull() || !container.IsKnown() {
		return false
	}
	return container.Type().Is(tftypes.Map{}) || container.Type().Is(tftypes.List{})
}

// Lines are diagnostics as "SEVERITY gpu.pools[1]: summary: detail", each on a line.
func Lines(diags []*tfprotov6.Diagnostic) string {
	var lines []string
	for _, d := range diags {
		lines = append(lines, fmt.Sprintf("%s %s: %s: %s", d.Severity, Path(d.Attribute), d.Summary, d.Detail))
	}
	return strings.Join(lines, "\n")
}

// Path writes a path as gpu.pools[1].
func Path(p *tftypes.AttributePath) string {
	var b strings.Builder
	for _, step := range p.Steps() {
		switch step := step.(type) {
		case tftypes.AttributeName:
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			b.WriteString(string(step))
		case tftypes.ElementKeyInt:
			fmt.Fprintf(&b, "[%d]", int64(step))
		case tftypes.ElementKeyString:
			fmt.Fprintf(&b, "[%q]", string(step))
		case tftypes.ElementKeyValue:
			b.WriteString("[...]")
		}
	}
	return b.String()
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

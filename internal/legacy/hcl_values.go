package legacy

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"
)

// constant is the value of an expression that refers to nothing and calls
// nothing, if it is of one of the types.
func constant(expr hclsyntax.Expression, types ...cty.Type) (cty.Value, bool) {
	value, diags := expr.Value(nil)
	if diags.HasErrors() || !value.IsWhollyKnown() || value.IsNull() || value.IsMarked() {
		return cty.NilVal, false
	}
	return value, len(types) == 0 || slices.Contains(types, value.Type())
}

// written is the value of an attribute that is there, if it is a literal of a type.
func (a *attribute) written(typ cty.Type) (cty.Value, bool) {
	if a == nil {
		return cty.NilVal, false
	}
	return constant(a.expr, typ)
}

func (a *attribute) asString() (string, bool) {
	value, ok := a.written(cty.String)
	if !ok {
		return "", false
	}
	return value.AsString(), true
}

func (a *attribute) asBool() (value, ok bool) {
	v, ok := a.written(cty.Bool)
	return ok && v.True(), ok
}

func (a *attribute) asInt() (int64, bool) {
	value, ok := a.written(cty.Number)
	if !ok {
		return 0, false
	}
	i, accuracy := value.AsBigFloat().Int64()
	return i, accuracy == big.Exact
}

// is reports whether a truth or a whole number is written out that is the given.
func (a *attribute) is(value any) bool {
	if whole, ok := a.asInt(); ok {
		return whole == value
	}
	truth, ok := a.asBool()
	return ok && truth == value
}

// asStrings are the texts of a list that is written out, or the one text.
func (a *attribute) asStrings() ([]string, bool) {
	value, ok := constant(a.expr)
	switch {
	case !ok:
		return nil, false
	case value.Type() == cty.String:
		return []string{value.AsString()}, true
	case !value.Type().IsTupleType():
		return nil, false
	}
	var out []string
	for _, element := range value.AsValueSlice() {
		if element.IsNull() || element.Type() != cty.String {
			return nil, false
		}
		out = append(out, element.AsString())
	}
	return out, true
}

// isEmpty reports whether an empty list, map or text is written out.
func (a *attribute) isEmpty() bool {
	value, ok := constant(a.expr)
	switch {
	case !ok:
		return false
	case value.Type() == cty.String:
		return value.AsString() == ""
	default:
		return value.CanIterateElements() && value.LengthInt() == 0
	}
}

// elements are the parts of a list that is written out, constant or not.
func (a *attribute) elements() ([]hclsyntax.Expression, bool) {
	if tuple, ok := a.expr.(*hclsyntax.TupleConsExpr); ok {
		return tuple.Exprs, true
	}
	return nil, false
}

// slice is the text of a part of the expression.
func (a *attribute) slice(part hclsyntax.Expression) string {
	start := a.exprR.Start.Byte
	return a.text[part.Range().Start.Byte-start : part.Range().End.Byte-start]
}

// operand is the expression as a part of a larger one.
func (a *attribute) operand() string {
	switch a.expr.(type) {
	case *hclsyntax.BinaryOpExpr, *hclsyntax.ConditionalExpr, *hclsyntax.UnaryOpExpr:
		return "(" + a.text + ")"
	default:
		return a.text
	}
}

// isCertain reports whether an expression is sure to be an id: a literal, or the
// attribute of a resource.
func isCertain(expr hclsyntax.Expression) bool {
	if _, ok := constant(expr); ok {
		return true
	}
	traversal, ok := expr.(*hclsyntax.ScopeTraversalExpr)
	return ok && strings.Contains(traversal.Traversal.RootName(), "_")
}

// quote writes a text as an expression.
func quote(text string) string {
	return string(hclwrite.TokensForValue(cty.StringVal(text)).Bytes())
}

// quoteAll writes texts as a list.
func quoteAll(texts []string) string {
	quoted := make([]string, 0, len(texts))
	for _, text := range texts {
		quoted = append(quoted, quote(text))
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

func digits(i int64) string { return strconv.FormatInt(i, 10) }

// expression writes a value of a state of ours: a text, a list of them, a number
// or a truth.
func expression(value any) string {
	switch value := value.(type) {
	case string:
		return quote(value)
	case []string:
		return quoteAll(value)
	default:
		return fmt.Sprint(value)
	}
}

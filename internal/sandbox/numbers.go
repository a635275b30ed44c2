package sandbox

import (
	"encoding/json"
	"math"
	"math/big"
	"strconv"
	"strings"
)

const digits = "0123456789"

// isWhole reports whether a text is an integer as a query has it: digits and nothing else.
func isWhole(s string) bool {
	s = strings.TrimPrefix(s, "-")
	return s != "" && strings.Trim(s, digits) == ""
}

// isNumber reports whether a text is a number of JSON.
func isNumber(s string) bool {
	return s != "" && strings.ContainsAny(s[:1], "-"+digits) && strings.ContainsAny(s[len(s)-1:], digits) && json.Valid([]byte(s))
}

// parseWhole turns the text of an integer parameter into a JSON number. Another number is
// a float64, which no rule takes, and anything else stays a text. Beyond int64, an integer
// that has no maximum is the greatest there is.
func (r *rule) parseWhole(s string) any {
	if isWhole(s) {
		n, _ := new(big.Int).SetString(s, 10)
		if greatest := big.NewInt(math.MaxInt64); r.max == nil && n.Cmp(greatest) > 0 {
			n = greatest
		}
		return json.Number(n.String())
	}
	if isNumber(s) {
		f, _ := strconv.ParseFloat(s, 64) // infinite is all right
		return f
	}
	return s
}

// numberViolations holds a number against the bounds of the rule and those of its type.
// JSON Schema takes 10.0 and 1e1 for integers.
func (r *rule) numberViolations(at string, v any) []string {
	n, ok := v.(json.Number)
	if !ok {
		return wrongType(at, v, string(r.kind))
	}
	whole := r.kind == kindInteger
	exact := exactly(n)
	if whole && !exact.IsInt() {
		return wrongType(at, v, string(r.kind))
	}
	least, most := big.NewRat(math.MinInt64, 1), big.NewRat(math.MaxInt64, 1)
	if !whole {
		most = new(big.Rat).SetFloat64(math.MaxFloat64)
		least = new(big.Rat).Neg(most)
	}
	if r.min != nil {
		least.SetFloat64(*r.min)
	}
	if r.max != nil {
		most.SetFloat64(*r.max)
	}
	switch {
	case exact.Cmp(least) < 0:
		return violation(at, "minimum: got %s, want %s", n, bound(least))
	case exact.Cmp(most) > 0:
		return violation(at, "maximum: got %s, want %s", n, bound(most))
	}
	return nil
}

// exactly is the value of a JSON number. One that big.Rat finds too long to write out has
// an exponent of seven digits or more: beyond all floats, or next to 0, is exact enough.
func exactly(n json.Number) *big.Rat {
	exact, ok := new(big.Rat).SetString(n.String())
	if ok {
		return exact
	}
	exact = new(big.Rat).SetFloat64(math.MaxFloat64)
	exact.Mul(exact, big.NewRat(2, 1))
	mantissa, negative := strings.CutPrefix(n.String(), "-")
	if strings.Contains(mantissa, "-") {
		exact.Inv(exact)
	}
	if negative {
		exact.Neg(exact)
	}
	return exact
}

// bound writes a bound as the schema does: 10, 0.5.
func bound(exact *big.Rat) string {
	if exact.IsInt() && exact.Num().IsInt64() {
		return exact.Num().String()
	}
	f, _ := exact.Float64()
	text, _ := json.Marshal(f) // it is finite
	return string(text)
}

// plainNumbers writes the integers of a decoded value in digits, so that Go reads 10.0 and
// 1e1 into an integer. It reports whether it changed one. The value must have passed a
// rule, which bounds its numbers.
func plainNumbers(v any) (plain any, changed bool) {
	switch v := v.(type) {
	case json.Number:
		if isWhole(v.String()) {
			return v, false
		}
		if exact := exactly(v); exact.IsInt() {
			return json.Number(exact.Num().String()), true
		}
	case []any:
		for i, item := range v {
			var other bool
			v[i], other = plainNumbers(item)
			changed = changed || other
		}
	case map[string]any:
		for name, item := range v {
			var other bool
			v[name], other = plainNumbers(item)
			changed = changed || other
		}
	}
	return v, changed
}

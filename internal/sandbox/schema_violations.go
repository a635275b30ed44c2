package sandbox

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// root is how Runpod's validator calls the body. What is in it follows after dots:
// "$.gpu.count", "$.ports[0]".
const root = "$"

// violations says what is wrong with a value decoded by decodeJSON, in the words of
// Runpod's validator. at is where the value is.
func (r *rule) violations(at string, v any) []string {
	if v == nil && r.nullable {
		return nil
	}
	switch r.kind {
	case kindText:
		return r.textViolations(at, v)
	case kindTime:
		s, ok := v.(string)
		if !ok {
			return wrongType(at, v, "string")
		}
		if _, err := time.Parse(time.RFC3339, s); err != nil {
			return violation(at, "%s is not valid date-time", quoted(s))
		}
	case kindInteger, kindNumber:
		return r.numberViolations(at, v)
	case kindBoolean:
		if _, ok := v.(bool); !ok {
			return wrongType(at, v, "boolean")
		}
	case kindList:
		return r.listViolations(at, v)
	case kindMap:
		return r.mapViolations(at, v)
	case kindObject:
		return r.objectViolations(at, v)
	case kindVariant:
		return r.variantViolations(at, v)
	}
	return nil
}

func (r *rule) textViolations(at string, v any) []string {
	s, ok := v.(string)
	if !ok {
		return wrongType(at, v, "string")
	}
	violations := r.countViolations(at, utf8.RuneCountInString(s), "minLength", "maxLength")
	if len(r.enum) > 0 && !slices.Contains(r.enum, s) {
		violations = append(violations, violation(at, "value must be one of %s", quoted(r.enum...))...)
	}
	if r.pattern != nil && !r.pattern.expr.MatchString(s) {
		violations = append(violations, violation(at, "%s does not match pattern %s", quoted(s), quoted(r.pattern.text))...)
	}
	return violations
}

func (r *rule) listViolations(at string, v any) []string {
	values, ok := v.([]any)
	if !ok {
		return wrongType(at, v, "array")
	}
	violations := r.countViolations(at, len(values), "minItems", "maxItems")
	seen := map[string]int{}
	for i, item := range values {
		violations = append(violations, r.items.violations(fmt.Sprintf("%s[%d]", at, i), item)...)
		text := fmt.Sprint(item)
		if first, twice := seen[text]; twice && r.unique {
			violations = append(violations, violation(at, "items at %d and %d are equal", first, i)...)
		} else {
			seen[text] = i
		}
	}
	return violations
}

func (r *rule) mapViolations(at string, v any) []string {
	values, ok := v.(map[string]any)
	if !ok {
		return wrongType(at, v, "object")
	}
	var violations []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		violations = append(violations, r.items.violations(at+"."+name, values[name])...)
	}
	return violations
}

// objectViolations has one line for all that is missing, and one for all that is not
// known. The second names no field that is known, also beside the first.
func (r *rule) objectViolations(at string, v any) []string {
	values, ok := v.(map[string]any)
	if !ok {
		return wrongType(at, v, "object")
	}
	violations := r.countViolations(at, len(values), "minProperties", "maxProperties")
	unknown := maps.Clone(values)
	var missing []string
	for _, f := range r.fields {
		delete(unknown, f.name)
		value, ok := values[f.name]
		if !ok {
			if _, excused := values[f.unless]; f.required && !excused {
				missing = append(missing, f.name)
			}
			continue
		}
		violations = append(violations, f.rule.violations(at+"."+f.name, value)...)
		if _, ok := values[f.needs]; f.needs != "" && !ok {
			violations = append(violations, violation(at, "properties %s required, if %s exists", quoted(f.needs), quoted(f.name))...)
		}
	}
	for _, more := range r.conditionViolations(at, values) {
		if !slices.Contains(violations, more) {
			violations = append(violations, more)
		}
	}
	switch {
	case len(missing) == 1:
		violations = append(violations, violation(at, "missing property %s", quoted(missing...))...)
	case len(missing) > 1:
		violations = append(violations, violation(at, "missing properties %s", quoted(missing...))...)
	}
	if len(unknown) > 0 {
		violations = append(violations, violation(at, "additional properties %s not allowed", quoted(slices.Sorted(maps.Keys(unknown))...))...)
	}
	return violations
}

func (r *rule) conditionViolations(at string, values map[string]any) (violations []string) {
	for _, c := range r.ifs {
		if value, ok := values[c.then.name]; ok && values[c.name] == c.value {
			violations = append(violations, c.then.rule.violations(at+"."+c.then.name, value)...)
		}
	}
	return violations
}

func (r *rule) variantViolations(at string, v any) []string {
	values, ok := v.(map[string]any)
	if !ok {
		return wrongType(at, v, "object")
	}
	name, _ := values[r.selector].(string)
	chosen, ok := r.variants[name]
	if !ok {
		return violation(at+"."+r.selector, "value must be one of %s", quoted(slices.Sorted(maps.Keys(r.variants))...))
	}
	return chosen.violations(at, v)
}

// countViolations holds a length or number against the bounds.
func (r *rule) countViolations(at string, n int, least, most string) []string {
	switch {
	case r.min != nil && float64(n) < *r.min:
		return violation(at, "%s: got %d, want %.0f", least, n, *r.min)
	case r.max != nil && float64(n) > *r.max:
		return violation(at, "%s: got %d, want %.0f", most, n, *r.max)
	}
	return nil
}

func violation(at, format string, args ...any) []string {
	return []string{at + ": " + fmt.Sprintf(format, args...)}
}

func wrongType(at string, v any, want string) []string {
	return violation(at, "got %s, want %s", typeOf(v), want)
}

// typeOf is what JSON calls a value's type.
func typeOf(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case json.Number, float64:
		return "number"
	case string:
		return "string"
	case []any:
		return "array"
	default:
		return "object"
	}
}

// quoted lists names in single quotes.
func quoted(names ...string) string {
	return "'" + strings.Join(names, "', '") + "'"
}

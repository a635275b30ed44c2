package sandbox

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// A rule says what a JSON value must look like. Rules are made by text, oneOf,
// matching, integer, number, boolean, list, mapOf, closed, composed and variants,
// and narrowed by their methods.
type rule struct {
	kind     kind
	nullable bool
	min, max *float64 // number: value; text: characters; list: items; object: fields
	enum     []string
	pattern  *regexp.Regexp
	unique   bool
	items    *rule            // of a list or map
	fields   []field          // of an object
	composed bool             // see composed
	selector string           // of variants
	variants map[string]*rule // of variants
}

type kind string

const (
	kindText    kind = "string"
	kindTime    kind = "date-time"
	kindInteger kind = "integer"
	kindNumber  kind = "number"
	kindBoolean kind = "boolean"
	kindList    kind = "array"
	kindMap     kind = "map"
	kindObject  kind = "object"
	kindVariant kind = "variant"
)

// A field is a member of an object.
type field struct {
	name     string
	rule     *rule
	required bool
	unless   string // required, but not when this other field is there
	needs    string // this other field must be there too
}

func required(name string, r *rule) field { return field{name: name, rule: r, required: true} }
func optional(name string, r *rule) field { return field{name: name, rule: r} }

func requiredUnless(other, name string, r *rule) field {
	return field{name: name, rule: r, required: true, unless: other}
}

func text() *rule                  { return &rule{kind: kindText} }
func timestamp() *rule             { return &rule{kind: kindTime} }
func integer() *rule               { return &rule{kind: kindInteger} }
func boolean() *rule               { return &rule{kind: kindBoolean} }
func list(items *rule) *rule       { return &rule{kind: kindList, items: items} }
func mapOf(items *rule) *rule      { return &rule{kind: kindMap, items: items} }
func closed(fields ...field) *rule { return &rule{kind: kindObject, fields: fields} }
func matching(pattern string) *rule {
	return &rule{kind: kindText, pattern: regexp.MustCompile(pattern)}
}

func oneOf[S ~string](values ...S) *rule {
	r := text()
	for _, v := range values {
		r.enum = append(r.enum, string(v))
	}
	return r
}

// composed is an object whose schema RunPod puts together from parts. When one
// part fails for want of a required field, RunPod's validator calls every
// other field an additional property.
func composed(fields ...field) *rule {
	r := closed(fields...)
	r.composed = true
	return r
}

func (r *rule) atLeast(n float64) *rule { r.min = &n; return r }
func (r *rule) atMost(n float64) *rule  { r.max = &n; return r }
func (r *rule) orNull() *rule           { r.nullable = true; return r }

// violations says what is wrong with a value decoded by decodeJSON; at is where it
// stands, in dotted form.
func (r *rule) violations(at string, v any) []string {
	if v == nil && r.nullable {
		return nil
	}
	switch r.kind {
	case kindText:
		return r.textViolations(at, v)
	case kindTime:
		s, ok := v.(string)
		if _, err := time.Parse(time.RFC3339, s); !ok || err != nil {
			return []string{wrongKind(at, "an RFC 3339 date-time")}
		}
	case kindInteger, kindNumber:
		return r.numberViolations(at, v)
	case kindBoolean:
		if _, ok := v.(bool); !ok {
			return []string{wrongKind(at, "a boolean")}
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
		return []string{wrongKind(at, "a string")}
	}
	violations := r.boundViolations(at, float64(utf8.RuneCountInString(s)), "characters")
	if len(r.enum) > 0 && !slices.Contains(r.enum, s) {
		violations = append(violations, fmt.Sprintf("%s: must be one of %s, not %q", at, strings.Join(r.enum, ", "), s))
	}
	if r.pattern != nil && !r.pattern.MatchString(s) {
		violations = append(violations, fmt.Sprintf("%s: %q does not match the pattern %s", at, s, r.pattern))
	}
	return violations
}

func (r *rule) numberViolations(at string, v any) []string {
	n, ok := v.(json.Number)
	if !ok {
		return []string{wrongKind(at, "a number of kind "+string(r.kind))}
	}
	exact, ok := new(big.Rat).SetString(n.String())
	if !ok || r.kind == kindInteger && !exact.IsInt() {
		return []string{wrongKind(at, "a number of kind "+string(r.kind))}
	}
	f, _ := exact.Float64()
	return r.boundViolations(at, f, "")
}

func (r *rule) listViolations(at string, v any) []string {
	values, ok := v.([]any)
	if !ok {
		return []string{wrongKind(at, "an array")}
	}
	violations := r.boundViolations(at, float64(len(values)), "items")
	seen := map[string]bool{}
	for i, item := range values {
		violations = append(violations, r.items.violations(fmt.Sprintf("%s.%d", at, i), item)...)
		if text := fmt.Sprint(item); r.unique && seen[text] {
			violations = append(violations, fmt.Sprintf("%s: item %d stands there twice", at, i))
		} else {
			seen[text] = true
		}
	}
	return violations
}

func (r *rule) mapViolations(at string, v any) []string {
	values, ok := v.(map[string]any)
	if !ok {
		return []string{wrongKind(at, "an object")}
	}
	var violations []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		violations = append(violations, r.items.violations(join(at, name), values[name])...)
	}
	return violations
}

func (r *rule) objectViolations(at string, v any) []string {
	values, ok := v.(map[string]any)
	if !ok {
		return []string{wrongKind(at, "an object")}
	}
	violations := r.boundViolations(at, float64(len(values)), "properties")
	known := map[string]bool{}
	var missing bool
	for _, f := range r.fields {
		known[f.name] = true
		value, ok := values[f.name]
		if !ok {
			if _, excused := values[f.unless]; f.required && !excused {
				missing = true
				violations = append(violations, fmt.Sprintf("missing required property %q", join(at, f.name)))
			}
			continue
		}
		violations = append(violations, f.rule.violations(join(at, f.name), value)...)
		if _, ok := values[f.needs]; f.needs != "" && !ok {
			violations = append(violations, fmt.Sprintf("missing required property %q, which %q needs", join(at, f.needs), join(at, f.name)))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if !known[name] || missing && r.composed {
			violations = append(violations, fmt.Sprintf("additional property %q is not allowed", join(at, name)))
		}
	}
	return violations
}

func (r *rule) variantViolations(at string, v any) []string {
	values, ok := v.(map[string]any)
	if !ok {
		return []string{wrongKind(at, "an object")}
	}
	name, _ := values[r.selector].(string)
	chosen, ok := r.variants[name]
	if !ok {
		allowed := strings.Join(slices.Sorted(maps.Keys(r.variants)), ", ")
		return []string{fmt.Sprintf("%s: must be one of %s", join(at, r.selector), allowed)}
	}
	return chosen.violations(at, v)
}

func (r *rule) boundViolations(at string, n float64, unit string) []string {
	if unit != "" {
		unit = " " + unit
	}
	at = strings.TrimPrefix(at+": ", ": ")
	switch {
	case r.min != nil && n < *r.min:
		return []string{fmt.Sprintf("%smust be at least %v%s", at, *r.min, unit)}
	case r.max != nil && n > *r.max:
		return []string{fmt.Sprintf("%smust be at most %v%s", at, *r.max, unit)}
	}
	return nil
}

func wrongKind(at, want string) string {
	if at == "" {
		at = "body"
	}
	return at + ": must be " + want
}

func join(at, name string) string {
	if at == "" {
		return name
	}
	return at + "." + name
}

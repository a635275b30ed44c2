package sandbox

// A rule says what a JSON value must look like. Rules are made by text, oneOf,
// matching, integer, number, boolean, list, mapOf, closed and variants,
// and narrowed by their methods.
type rule struct {
	kind     kind
	nullable bool
	min, max *float64 // number: value; text: characters; list: items; object: fields
	enum     []string
	pattern  *pattern
	unique   bool
	items    *rule            // of a list or map
	fields   []field          // of an object
	ifs      []condition      // of an object
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

// A condition makes a field obey a further rule where another field has a value.
type condition struct {
	name, value string
	then        field
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

func oneOf[S ~string](values ...S) *rule {
	r := text()
	for _, v := range values {
		r.enum = append(r.enum, string(v))
	}
	return r
}

func (r *rule) atLeast(n float64) *rule { r.min = &n; return r }
func (r *rule) atMost(n float64) *rule  { r.max = &n; return r }
func (r *rule) orNull() *rule           { r.nullable = true; return r }

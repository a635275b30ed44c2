package export

import (
	"math/big"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/zclconf/go-cty/cty"
)

// referring are the attributes that hold the ID of another object, and the resource that
// manages that. A list or a set of IDs is one as well.
var referring = map[string]string{
	"template_id":                "runpod_template",
	"container_registry_auth_id": "runpod_container_registry_auth",
	"cost_center_id":             "runpod_cost_center",
	"network_volume.id":          "runpod_network_volume",
	"network_volume_ids":         "runpod_network_volume",
}

const secretType = "runpod_secret"

// secretReference is how a text names a secret, spelled as runpod_secret.reference is.
var secretReference = regexp.MustCompile(`\{\{ RUNPOD_SECRET_([A-Za-z0-9_./-]+) \}\}`)

// writer writes values, with references in place of what they refer to.
type writer struct {
	// labels are the names of the resources, by type and ID.
	labels map[string]map[string]string
	// secrets are the names of the resources of secrets, by what the secrets are called.
	secrets map[string]string
}

func newWriter(objects []*object) *writer {
	w := &writer{labels: map[string]map[string]string{}, secrets: map[string]string{}}
	for _, o := range objects {
		if w.labels[o.typeName] == nil {
			w.labels[o.typeName] = map[string]string{}
		}
		w.labels[o.typeName][o.id] = o.label
		if o.typeName == secretType {
			w.secrets[o.name] = o.label
		}
	}
	return w
}

// tokens writes the value of an attribute, by its path from the resource, such as
// "network_volume.id".
func (w *writer) tokens(typeName, path string, value tftypes.Value) hclwrite.Tokens {
	switch kind := value.Type(); {
	case value.IsNull():
		return hclwrite.TokensForIdentifier("null")
	case kind.Is(tftypes.String):
		var text string
		_ = value.As(&text)
		return w.text(typeName, path, text)
	case kind.Is(tftypes.Bool):
		var truth bool
		_ = value.As(&truth)
		return hclwrite.TokensForValue(cty.BoolVal(truth))
	case kind.Is(tftypes.Number):
		number := new(big.Float)
		_ = value.As(&number)
		return hclwrite.TokensForValue(cty.NumberVal(number))
	case kind.Is(tftypes.List{}), kind.Is(tftypes.Set{}), kind.Is(tftypes.Tuple{}):
		var elements []tftypes.Value
		_ = value.As(&elements)
		items := make([]hclwrite.Tokens, len(elements))
		for i, element := range elements {
			items[i] = w.tokens(typeName, path, element)
		}
		return hclwrite.TokensForTuple(items)
	default:
		var elements map[string]tftypes.Value
		_ = value.As(&elements)
		var items []hclwrite.ObjectAttrTokens
		for _, name := range ordered(elements) {
			items = append(items, hclwrite.ObjectAttrTokens{Name: key(name), Value: w.tokens(typeName, path+"."+name, elements[name])})
		}
		return hclwrite.TokensForObject(items)
	}
}

// first are the attributes that come before the others, which are sorted.
var first = []string{"name", "image", "template_id", "type", "gpu", "cpu", "compute", "type_ids", "pools"}

// ordered are the names of what is set, in the order in which people look for them.
func ordered(values map[string]tftypes.Value) []string {
	var names []string
	for name, value := range values {
		if !value.IsNull() {
			names = append(names, name)
		}
	}
	rank := func(name string) int {
		if i := slices.Index(first, name); i >= 0 {
			return i
		}
		return len(first)
	}
	slices.SortFunc(names, func(a, b string) int {
		if byRank := rank(a) - rank(b); byRank != 0 {
			return byRank
		}
		return strings.Compare(a, b)
	})
	return names
}

// key writes the key of an object or a map. Words of the language are quoted.
func key(name string) hclwrite.Tokens {
	if hclsyntax.ValidIdentifier(name) && !slices.Contains([]string{"for", "true", "false", "null", "if", "in", "else"}, name) {
		return hclwrite.TokensForIdentifier(name)
	}
	return hclwrite.TokensForValue(cty.StringVal(name))
}

// text writes a string: an ID as a reference, and references to secrets as such.
func (w *writer) text(typeName, path, text string) hclwrite.Tokens {
	if label, ok := w.labels[referring[path]][text]; ok {
		return reference(referring[path], label, "id")
	}
	found := secretReference.FindAllStringSubmatchIndex(text, -1)
	if typeName == secretType || len(found) == 0 {
		return hclwrite.TokensForValue(cty.StringVal(text))
	}
	var parts []hclwrite.Tokens
	var start int
	for _, at := range found {
		label, ok := w.secrets[text[at[2]:at[3]]]
		before := text[start:at[0]]
		if !ok || strings.HasSuffix(before, "$") || strings.HasSuffix(before, "%") { // $${ is not a reference
			continue
		}
		if at[0] == 0 && at[1] == len(text) {
			return reference(secretType, label, "reference")
		}
		parts = append(parts, literal(before), interpolation(reference(secretType, label, "reference")))
		start = at[1]
	}
	if len(parts) == 0 {
		return hclwrite.TokensForValue(cty.StringVal(text))
	}
	tokens := hclwrite.Tokens{{Type: hclsyntax.TokenOQuote, Bytes: []byte(`"`)}}
	for _, part := range append(parts, literal(text[start:])) {
		tokens = append(tokens, part...)
	}
	return append(tokens, &hclwrite.Token{Type: hclsyntax.TokenCQuote, Bytes: []byte(`"`)})
}

// literal is a text without its quotes.
func literal(text string) hclwrite.Tokens {
	quoted := hclwrite.TokensForValue(cty.StringVal(text))
	return quoted[1 : len(quoted)-1]
}

func interpolation(expression hclwrite.Tokens) hclwrite.Tokens {
	return slices.Concat(
		hclwrite.Tokens{{Type: hclsyntax.TokenTemplateInterp, Bytes: []byte("${")}},
		expression,
		hclwrite.Tokens{{Type: hclsyntax.TokenTemplateSeqEnd, Bytes: []byte("}")}},
	)
}

// reference writes names that follow each other, such as runpod_pod.trainer.id.
func reference(names ...string) hclwrite.Tokens {
	traversal := hcl.Traversal{hcl.TraverseRoot{Name: names[0]}}
	for _, name := range names[1:] {
		traversal = append(traversal, hcl.TraverseAttr{Name: name})
	}
	return hclwrite.TokensForTraversal(traversal)
}

// rows writes a list with a row for each of its elements.
func rows(elements []hclwrite.Tokens) hclwrite.Tokens {
	newline := &hclwrite.Token{Type: hclsyntax.TokenNewline, Bytes: []byte("\n")}
	tokens := hclwrite.Tokens{{Type: hclsyntax.TokenOBrack, Bytes: []byte("[")}, newline}
	for _, element := range elements {
		tokens = append(tokens, element...)
		tokens = append(tokens, &hclwrite.Token{Type: hclsyntax.TokenComma, Bytes: []byte(",")}, newline)
	}
	return append(tokens, &hclwrite.Token{Type: hclsyntax.TokenCBrack, Bytes: []byte("]")})
}

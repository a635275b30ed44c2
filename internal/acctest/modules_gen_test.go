package acctest_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"pgregory.net/rapid"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

// module is a random configuration, and the same one later: with other spellings of
// what is not there, and resources that have moved.
type module struct{ first, later string }

// generator draws a module. Whatever it draws is right, so every error is a fault.
type generator struct {
	*rapid.T
	server *acctest.Server
	ids    sampleIDs

	declarations strings.Builder // variables and what only the apply knows
	names        int
}

// modules makes a generator of modules in which the resource kinds take turns.
func modules(server *acctest.Server, ids sampleIDs) *rapid.Generator[module] {
	return rapid.Custom(func(t *rapid.T) module {
		g := &generator{T: t, server: server, ids: ids}
		var first, later strings.Builder
		for range rapid.IntRange(1, 4).Draw(t, "resources") {
			before, after := g.resource()
			first.WriteString(before)
			later.WriteString(after)
		}
		const aliases = "provider \"runpod\" {}\nprovider \"runpod\" {\n  alias = \"other\"\n}\n"
		return module{aliases + g.declarations.String() + first.String(), aliases + g.declarations.String() + later.String()}
	})
}

func (g *generator) chance(label string, oneIn int) bool {
	return rapid.IntRange(1, oneIn).Draw(g.T, label) == 1
}

func (g *generator) name(prefix string) string {
	g.names++
	return fmt.Sprintf("%s_%d", prefix, g.names)
}

// resource draws one, and how it is written later.
func (g *generator) resource() (first, later string) {
	kind := draw(g.T, "kind", creatables()...).resource
	block := g.server.Schemas.ResourceSchemas[kind].Block
	name := g.name("r")
	config := unique(kind, g.reduced(kind, block, rapid.SampledFrom(samples(kind, g.ids)).Draw(g.T, "sample")), g.names)
	if kind == "runpod_endpoint" { // the quota is for all of them
		delete(config, "workers")
		config["workers"] = attrs{"active": 0, "flex": 1}
	}
	before, after := maps.Clone(config), maps.Clone(config)
	for _, p := range places(block, config) {
		if len(p.path) > 1 || p.value == nil || p.path[0] == "timeouts" {
			continue
		}
		v := g.nulls(p)
		before[p.attribute.Name] = g.written(p, v)
		after[p.attribute.Name] = before[p.attribute.Name]
		if p.collection() && g.chance("respelled", 2) {
			after[p.attribute.Name] = g.written(p, p.value) // without the null elements
		}
	}
	for _, p := range places(block, config) {
		if len(p.path) > 1 || p.value != nil || p.attribute.Required || saysMore(p, config) {
			continue
		}
		spellings := append([]any{nil}, p.empty()...)
		if p.attribute.Computed && !p.collection() {
			spellings = spellings[:1]
		}
		for _, written := range []attrs{before, after} {
			v := rapid.SampledFrom(spellings).Draw(g.T, "none")
			if v != nil && g.valid(kind, p.in(config, v)) {
				written[p.attribute.Name] = g.written(p, v)
			} else if g.chance("written null", 3) {
				written[p.attribute.Name] = g.written(p, nil)
			}
		}
	}
	var lines []string
	if g.chance("alias", 4) {
		lines = append(lines, "provider = runpod.other")
	}
	if g.chance("create first", 4) {
		lines = append(lines, "lifecycle {", "  create_before_destroy = true", "}")
	}
	key := g.repetition(kind, before, after, &lines)
	moved, address := "", name
	if g.chance("moved", 4) {
		address = name + "_moved"
		moved = fmt.Sprintf("moved {\n  from = %s.%s%s\n  to   = %s.%s%s\n}\n", kind, name, key, kind, address, key)
	}
	return resourceBlock(kind, name, before, lines...), moved + resourceBlock(kind, address, after, lines...)
}

// repetition makes one or more of a resource, under names of their own. It returns
// nothing, for a move takes all of them.
func (g *generator) repetition(kind string, before, after attrs, lines *[]string) string {
	var suffix string
	switch how := draw(g.T, "repetition", "", "count", "count", "for_each"); {
	case how == "" || kind == "runpod_ssh_key":
		return ""
	case how == "count":
		variable := g.name("n")
		fmt.Fprintf(&g.declarations, "variable %q {\n  type    = number\n  default = %d\n}\n", variable, rapid.IntRange(0, 2).Draw(g.T, "count"))
		*lines = append(*lines, "count = var."+variable)
		suffix = "${count.index}"
	default:
		variable := g.name("keys")
		fmt.Fprintf(&g.declarations, "variable %q {\n  type    = set(string)\n  default = [\"a\", \"b\"]\n}\n", variable)
		*lines = append(*lines, "for_each = var."+variable)
		suffix = "${each.key}"
	}
	if _, named := before["name"]; named && kind != "runpod_ecr_delegation" {
		own := expression(fmt.Sprintf("\"%s_%s\"", g.name("own"), suffix))
		before["name"], after["name"] = own, own
	}
	return ""
}

// reduced leaves out some of what is optional.
func (g *generator) reduced(kind string, block *tfprotov6.SchemaBlock, config attrs) attrs {
	for _, p := range places(block, config) {
		if p.value == nil || p.attribute.Required || !g.chance("left out", 3) {
			continue
		}
		if less := p.in(config, nil); g.valid(kind, less) {
			config = less
		}
	}
	return config
}

func (g *generator) valid(kind string, config attrs) bool {
	return len(errorsOf(g.server.Validate(g.T.Context(), kind, config))) == 0
}

// nulls puts a null element into some collections.
func (g *generator) nulls(p place) any {
	if p.collection() && g.chance("null element", 2) {
		return p.holding(nil, false)
	}
	return p.value
}

// written draws how a value is written in the configuration.
func (g *generator) written(p place, v any) expression {
	if object, ok := v.(attrs); ok && p.attribute.NestedType != nil && g.chance("by attribute", 2) {
		return expression(hcl(g.byAttribute(p.attribute.NestedType, object)))
	}
	name := g.name("v")
	switch draw(g.T, "written", "literal", "variable", "choice", "known after apply") {
	case "variable":
		fmt.Fprintf(&g.declarations, "variable %q {\n  type    = %s\n  default = %s\n}\n", name, typeConstraint(p.attribute), hcl(v))
		return expression("var." + name)
	case "choice":
		fmt.Fprintf(&g.declarations, "variable %q {\n  type    = bool\n  default = true\n}\n", name)
		return expression(fmt.Sprintf("var.%s ? %s : null", name, hcl(v)))
	case "known after apply":
		if p.attribute.WriteOnly && v == nil {
			break
		}
		fmt.Fprintf(&g.declarations, "resource \"terraform_data\" %q {\n  input = { value = %s }\n}\n", name, hcl(v))
		return expression("terraform_data." + name + ".output.value")
	}
	return expression(hcl(v))
}

// byAttribute writes an object whose attributes come from different places.
func (g *generator) byAttribute(nested *tfprotov6.SchemaObject, object attrs) attrs {
	out := attrs{}
	for _, a := range nested.Attributes {
		p := place{attribute: a, value: object[a.Name]}
		switch {
		case p.value != nil:
			out[a.Name] = g.written(p, g.nulls(p))
		case a.Optional && g.chance("written null", 3):
			out[a.Name] = g.written(p, nil)
		}
	}
	return out
}

// typeConstraint is how a variable for an attribute is declared.
func typeConstraint(a *tfprotov6.SchemaAttribute) string {
	if a.NestedType == nil {
		text := a.Type.String() // tftypes.List[tftypes.String]
		text = strings.ToLower(strings.ReplaceAll(text, "tftypes.", ""))
		return strings.NewReplacer("[", "(", "]", ")").Replace(text)
	}
	fields := make([]string, 0, len(a.NestedType.Attributes))
	for _, f := range a.NestedType.Attributes {
		if !f.Optional && !f.Required {
			continue
		}
		fields = append(fields, fmt.Sprintf("%s = optional(%s)", f.Name, typeConstraint(f)))
	}
	slices.Sort(fields)
	object := "object({ " + strings.Join(fields, ", ") + " })"
	switch a.NestedType.Nesting {
	case tfprotov6.SchemaObjectNestingModeList:
		return "list(" + object + ")"
	case tfprotov6.SchemaObjectNestingModeSet:
		return "set(" + object + ")"
	case tfprotov6.SchemaObjectNestingModeMap:
		return "map(" + object + ")"
	default:
		return object
	}
}

package acctest_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

// configurable is something that takes a configuration.
type configurable struct {
	name     string
	schema   *tfprotov6.Schema
	samples  []attrs
	validate func(context.Context, attrs) []*tfprotov6.Diagnostic
	plan     func(context.Context, attrs) error // nil where nothing is planned
}

// configurables are all that the provider has.
func configurables(s *acctest.Server, ids sampleIDs) []configurable {
	var all []configurable
	add := func(kind, name string, schema *tfprotov6.Schema, validate func(context.Context, attrs) []*tfprotov6.Diagnostic) {
		full := strings.TrimSpace(kind + " " + name)
		configs, ok := otherSamples()[full]
		if !ok {
			configs = lookUpSamples(full, func(attribute string) bool {
				return slices.ContainsFunc(schema.Block.Attributes, func(a *tfprotov6.SchemaAttribute) bool { return a.Name == attribute && (a.Optional || a.Required) })
			})
		}
		all = append(all, configurable{name: full, schema: schema, samples: configs, validate: validate})
	}
	add("provider", "", s.Schemas.Provider, s.ValidateProvider)
	for name, schema := range s.Schemas.DataSourceSchemas {
		add("data", name, schema, func(ctx context.Context, c attrs) []*tfprotov6.Diagnostic { return s.ValidateDataSource(ctx, name, c) })
	}
	for name, schema := range s.Schemas.ListResourceSchemas {
		add("list", name, schema, func(ctx context.Context, c attrs) []*tfprotov6.Diagnostic { return s.ValidateList(ctx, name, c) })
	}
	for name, schema := range s.Schemas.ActionSchemas {
		add("action", name, schema.Schema, func(ctx context.Context, c attrs) []*tfprotov6.Diagnostic { return s.ValidateAction(ctx, name, c) })
	}
	for name, schema := range s.Schemas.ResourceSchemas {
		all = append(all, configurable{
			name: name, schema: schema, samples: samples(name, ids),
			validate: func(ctx context.Context, c attrs) []*tfprotov6.Diagnostic { return s.Validate(ctx, name, c) },
			plan: func(ctx context.Context, c attrs) error {
				p, err := s.Plan(ctx, &acctest.Instance{Type: name}, c)
				if err != nil {
					return err
				}
				return asDeclared(schema.Block.Attributes, acctest.TerraformValue(schema.ValueType(), c), p.Planned)
			},
		})
	}
	return all
}

// asDeclared holds a plan to what Terraform holds it to: what is declared stands,
// letter by letter.
func asDeclared(attributes []*tfprotov6.SchemaAttribute, config, planned tftypes.Value) error {
	for _, a := range attributes {
		declared, got := acctest.At(config, a.Name), acctest.At(planned, a.Name)
		switch {
		case a.WriteOnly || declared.IsNull() && a.Computed:
		case a.NestedType != nil && a.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeSingle && declared.IsKnown() && !declared.IsNull():
			if err := asDeclared(a.NestedType.Attributes, declared, got); err != nil {
				return fmt.Errorf("%s.%w", a.Name, err)
			}
		case !declared.Equal(got):
			return fmt.Errorf("%s is declared as %s and planned as %s", a.Name, declared, got)
		}
	}
	return nil
}

// place is an attribute, or an element of one, in a configuration.
type place struct {
	path      []any // names, keys and indices
	attribute *tfprotov6.SchemaAttribute
	value     any
}

func (p place) String() string { return strings.Trim(fmt.Sprint(p.path), "[]") }

// places are the attributes that a configuration may set: those that it sets, at every
// depth, and beside them those that it does not.
func places(block *tfprotov6.SchemaBlock, config attrs) []place {
	found := placesIn(nil, block.Attributes, config)
	for _, nested := range block.BlockTypes {
		if values, ok := config[nested.TypeName].(attrs); ok {
			found = append(found, placesIn([]any{nested.TypeName}, nested.Block.Attributes, values)...)
		}
	}
	return found
}

func placesIn(at []any, attributes []*tfprotov6.SchemaAttribute, config attrs) []place {
	var found []place
	for _, a := range attributes {
		if !a.Optional && !a.Required {
			continue
		}
		p := place{append(slices.Clone(at), a.Name), a, config[a.Name]}
		found = append(found, p)
		if a.NestedType == nil || p.value == nil {
			continue
		}
		switch v := p.value.(type) {
		case []any:
			for i, e := range v {
				found = append(found, placesIn(append(slices.Clone(p.path), i), a.NestedType.Attributes, e.(attrs))...)
			}
		case attrs:
			if a.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeSingle {
				found = append(found, placesIn(p.path, a.NestedType.Attributes, v)...)
				continue
			}
			for key, e := range v {
				found = append(found, placesIn(append(slices.Clone(p.path), key), a.NestedType.Attributes, e.(attrs))...)
			}
		}
	}
	return found
}

// replaced is a configuration with another value in one place; nil takes it away.
func replaced(config any, path []any, value any) any {
	if len(path) == 0 {
		return value
	}
	switch config := config.(type) {
	case attrs:
		out, key := maps.Clone(config), path[0].(string)
		out[key] = replaced(config[key], path[1:], value)
		return out
	case []any:
		out, i := slices.Clone(config), path[0].(int)
		out[i] = replaced(config[i], path[1:], value)
		return out
	}
	return config // what it stood in is gone
}

func (p place) in(config attrs, value any) attrs { return replaced(config, p.path, value).(attrs) }

// collection reports whether elements can be put into what is here.
func (p place) collection() bool {
	if n := p.attribute.NestedType; n != nil {
		return n.Nesting != tfprotov6.SchemaObjectNestingModeSingle
	}
	return !p.attribute.Type.Is(tftypes.String) && !p.attribute.Type.Is(tftypes.Number) && !p.attribute.Type.Is(tftypes.Bool)
}

// isMap reports whether its elements have keys.
func (p place) isMap() bool {
	if n := p.attribute.NestedType; n != nil {
		return n.Nesting == tfprotov6.SchemaObjectNestingModeMap
	}
	return p.attribute.Type.Is(tftypes.Map{})
}

// holding is the value with one more element, or with nothing but that.
func (p place) holding(element any, alone bool) any {
	if p.isMap() {
		out := attrs{"ANOTHER": element}
		if before, ok := p.value.(attrs); ok && !alone {
			maps.Copy(out, before)
		}
		return out
	}
	before, _ := p.value.([]any)
	if alone {
		before = nil
	}
	return append(slices.Clone(before), element)
}

// empty are the ways to say none besides null.
func (p place) empty() []any {
	switch {
	case p.collection() && p.isMap():
		return []any{attrs{}, p.holding(nil, true)}
	case p.collection():
		return []any{[]any{}, p.holding(nil, true)}
	case p.attribute.NestedType == nil && p.attribute.Type.Is(tftypes.String):
		return []any{""}
	}
	return nil
}

func (p place) isNumber() bool {
	return p.attribute.NestedType == nil && p.attribute.Type.Is(tftypes.Number)
}

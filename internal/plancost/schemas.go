package plancost

import (
	"reflect"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Schemas are those of the provider, as it returns them to a CLI.
type Schemas tfprotov6.GetProviderSchemaResponse

// bills reports whether objects of a type have an estimate: by the schema, by what the objects hold, or because the
// type is of another version or another provider, of which nothing is known.
func (s *Schemas) bills(resourceType string, objects ...map[string]any) bool {
	schema, known := s.ResourceSchemas[resourceType]
	if !known {
		return true
	}
	for _, attribute := range schema.Block.Attributes {
		if attribute.Name == costKey {
			return true
		}
	}
	for _, object := range objects {
		if _, has := object[costKey]; has {
			return true
		}
	}
	return false
}

// difference reports whether a change touches what Runpod has, and whether it touches the declared usage. What the
// provider alone computes is neither.
func (s *Schemas) difference(resourceType string, before, after, unknown map[string]any) (billed, usage bool) {
	computed := s.computed(resourceType)
	for name := range union(before, after, unknown) {
		same := reflect.DeepEqual(before[name], after[name]) && !holdsTrue(unknown[name])
		switch {
		case same || computed[name]:
		case name == usageKey:
			usage = true
		default:
			billed = true
		}
	}
	return billed, usage
}

// computed are the attributes of a resource that no configuration can set.
func (s *Schemas) computed(resourceType string) map[string]bool {
	names := map[string]bool{costKey: true, serviceKey: true}
	if schema, known := s.ResourceSchemas[resourceType]; known {
		for _, attribute := range schema.Block.Attributes {
			if attribute.Computed && !attribute.Optional && !attribute.Required {
				names[attribute.Name] = true
			}
		}
	}
	return names
}

func union(objects ...map[string]any) map[string]bool {
	names := map[string]bool{}
	for _, object := range objects {
		for name := range object {
			names[name] = true
		}
	}
	return names
}

// holdsTrue reports whether anything in what a plan marks as unknown is.
func holdsTrue(value any) bool {
	switch value := value.(type) {
	case bool:
		return value
	case []any:
		return slices.ContainsFunc(value, holdsTrue)
	case map[string]any:
		for _, element := range value {
			if holdsTrue(element) {
				return true
			}
		}
	}
	return false
}

// shape is what keys a value may have: those of an object, or those of the elements of a list, set or map. A nil shape
// is a value without keys of its own, or one that may hold anything.
type shape struct {
	keys    map[string]*shape
	element *shape
}

func shapeOfBlock(block *tfprotov6.SchemaBlock) *shape {
	s := &shape{keys: map[string]*shape{}}
	for _, attribute := range block.Attributes {
		s.keys[attribute.Name] = shapeOfAttribute(attribute)
	}
	for _, nested := range block.BlockTypes {
		inner := shapeOfBlock(nested.Block)
		if nested.Nesting != tfprotov6.SchemaNestedBlockNestingModeSingle && nested.Nesting != tfprotov6.SchemaNestedBlockNestingModeGroup {
			inner = &shape{element: inner}
		}
		s.keys[nested.TypeName] = inner
	}
	return s
}

func shapeOfAttribute(attribute *tfprotov6.SchemaAttribute) *shape {
	if attribute.NestedType == nil {
		return shapeOfType(attribute.Type)
	}
	object := &shape{keys: map[string]*shape{}}
	for _, nested := range attribute.NestedType.Attributes {
		object.keys[nested.Name] = shapeOfAttribute(nested)
	}
	if attribute.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeSingle {
		return object
	}
	return &shape{element: object}
}

func shapeOfType(typ tftypes.Type) *shape {
	switch typ := typ.(type) {
	case tftypes.Object:
		object := &shape{keys: map[string]*shape{}}
		for name, nested := range typ.AttributeTypes {
			object.keys[name] = shapeOfType(nested)
		}
		return object
	case tftypes.List:
		return shapeOfElements(typ.ElementType)
	case tftypes.Set:
		return shapeOfElements(typ.ElementType)
	case tftypes.Map:
		return shapeOfElements(typ.ElementType)
	default:
		return nil
	}
}

func shapeOfElements(typ tftypes.Type) *shape {
	element := shapeOfType(typ)
	if element == nil {
		return nil
	}
	return &shape{element: element}
}

// or has the keys of both.
func (s *shape) or(other *shape) *shape {
	if s == nil || other == nil {
		return nil
	}
	both := &shape{element: s.element}
	if s.element != nil && other.element != nil {
		both.element = s.element.or(other.element)
	}
	if s.keys == nil {
		return both
	}
	both.keys = map[string]*shape{}
	for name, nested := range s.keys {
		both.keys[name] = nested
		if more, shared := other.keys[name]; shared {
			both.keys[name] = nested.or(more)
		}
	}
	for name, nested := range other.keys {
		if _, shared := s.keys[name]; !shared {
			both.keys[name] = nested
		}
	}
	return both
}

// dataSource is the shape of a data source. What takes whole resources, as the `pods` of an estimate do, ignores what it
// does not need, so there the keys of the resource are right as well.
func (s *Schemas) dataSource(name string) *shape {
	schema, known := s.DataSourceSchemas[name]
	if !known {
		return nil
	}
	all := shapeOfBlock(schema.Block)
	for attribute, nested := range all.keys {
		resource, isKind := s.ResourceSchemas[typePrefix+strings.TrimSuffix(attribute, "s")]
		if isKind && nested != nil && nested.element != nil && nested.element.keys != nil {
			all.keys[attribute] = &shape{element: nested.element.or(shapeOfBlock(resource.Block))}
		}
	}
	return all
}

func (s *Schemas) resource(name string) *shape {
	schema, known := s.ResourceSchemas[name]
	if !known {
		return nil
	}
	return shapeOfBlock(schema.Block)
}

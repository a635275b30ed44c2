package export

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// verify plans the import of an object as a CLI will. It returns which attributes an apply
// would change, and an error where the provider refuses the configuration.
func (p *provider) verify(ctx context.Context, o *object) (changes []string, err error) {
	schema := p.schemas.ResourceSchemas[o.typeName]
	typ := schema.ValueType()
	config, err := tfprotov6.NewDynamicValue(typ, o.config)
	if err != nil {
		return nil, fmt.Errorf("encoding the configuration: %w", err)
	}
	valid, err := p.ValidateResourceConfig(ctx, &tfprotov6.ValidateResourceConfigRequest{
		TypeName: o.typeName, Config: &config,
		ClientCapabilities: &tfprotov6.ValidateResourceConfigClientCapabilities{WriteOnlyAttributesAllowed: true},
	})
	if err == nil {
		err = failure(valid.Diagnostics)
	}
	if err != nil {
		return nil, err
	}
	state, err := tfprotov6.NewDynamicValue(typ, o.state)
	if err != nil {
		return nil, fmt.Errorf("encoding the state: %w", err)
	}
	next, err := tfprotov6.NewDynamicValue(typ, proposed(schema.Block.Attributes, o.state, o.config))
	if err != nil {
		return nil, fmt.Errorf("encoding the proposed state: %w", err)
	}
	planned, err := p.PlanResourceChange(ctx, &tfprotov6.PlanResourceChangeRequest{
		TypeName: o.typeName, PriorState: &state, ProposedNewState: &next, Config: &config,
	})
	if err == nil {
		err = failure(planned.Diagnostics)
	}
	if err != nil {
		return nil, err
	}
	after, err := planned.PlannedState.Unmarshal(typ)
	if err != nil {
		return nil, fmt.Errorf("decoding the plan: %w", err)
	}
	diffs, err := o.state.Diff(after)
	if err != nil {
		return nil, fmt.Errorf("comparing the plan: %w", err)
	}
	for _, d := range diffs {
		steps := d.Path.Steps()
		if len(steps) == 0 {
			continue
		}
		if name, ok := steps[0].(tftypes.AttributeName); ok && !slices.Contains(changes, string(name)) {
			changes = append(changes, string(name))
		}
	}
	return changes, nil
}

// proposed is the state that a CLI proposes: the configuration, and what was there where
// that is silent and the provider decides.
func proposed(attributes []*tfprotov6.SchemaAttribute, prior, config tftypes.Value) tftypes.Value {
	var before, declared map[string]tftypes.Value
	if config.IsNull() || config.As(&declared) != nil {
		return config
	}
	if !prior.IsNull() && prior.As(&before) != nil {
		return config
	}
	declared = maps.Clone(declared) // it is the value's own
	for _, a := range attributes {
		old, known := before[a.Name]
		switch value := declared[a.Name]; {
		case value.IsNull() && a.Computed && known:
			declared[a.Name] = old
		case a.NestedType != nil && !value.IsNull() && known:
			declared[a.Name] = proposedNested(a.NestedType, old, value)
		}
	}
	return tftypes.NewValue(config.Type(), declared)
}

func proposedNested(nested *tfprotov6.SchemaObject, prior, config tftypes.Value) tftypes.Value {
	switch nested.Nesting {
	case tfprotov6.SchemaObjectNestingModeSingle:
		return proposed(nested.Attributes, prior, config)
	case tfprotov6.SchemaObjectNestingModeList:
		var before, elements []tftypes.Value
		if config.As(&elements) != nil || prior.As(&before) != nil {
			return config
		}
		elements = slices.Clone(elements)
		for i := range elements {
			if i < len(before) {
				elements[i] = proposed(nested.Attributes, before[i], elements[i])
			}
		}
		return tftypes.NewValue(config.Type(), elements)
	}
	return config // no resource computes anything within a set or a map
}

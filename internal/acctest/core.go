package acctest

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Instance is a resource in a state: what Terraform keeps of it. The zero value
// but for its Type is one that is yet to be created.
type Instance struct {
	Type     string
	state    *tfprotov6.DynamicValue // nil where there is none
	private  []byte
	identity *tfprotov6.ResourceIdentityData
	tainted  bool
	// Told is what the provider said while it applied the last plan.
	Told []*tfprotov6.Diagnostic
}

// InState makes an instance of a state and of what the provider keeps beside it.
func (s *Server) InState(resource string, state tftypes.Value, private []byte) *Instance {
	return &Instance{Type: resource, state: encode(s.typeOf(resource), state), private: private}
}

// Exists reports whether there is anything in the state.
func (i *Instance) Exists() bool { return i.state != nil }

// Tainted reports whether the next apply replaces it.
func (i *Instance) Tainted() bool { return i.tainted }

// Attribute is a value in the state, by the path of its names. It is a string,
// bool, int64 or []string, or nil where it is null or is something else.
func (s *Server) Attribute(i *Instance, path ...string) any {
	if i.state == nil {
		return nil
	}
	return goValue(At(s.State(i), path...))
}

// State is all that the state has of an instance.
func (s *Server) State(i *Instance) tftypes.Value {
	v, err := s.prior(i).Unmarshal(s.typeOf(i.Type))
	if err != nil {
		panic(err) // it was read before it was kept
	}
	return v
}

// ID is the ID in the state, or empty.
func (s *Server) ID(i *Instance) string {
	id, _ := s.Attribute(i, "id").(string)
	return id
}

// Apply plans a configuration and applies it, as Terraform does: it creates,
// updates, replaces, or does nothing. With an error the instance holds what is
// known anyway.
func (s *Server) Apply(ctx context.Context, i *Instance, config Attributes) error {
	p, err := s.Plan(ctx, i, config)
	if err != nil {
		return err
	}
	if i.state != nil && (len(p.Replaces) > 0 || i.tainted) {
		if err := s.Destroy(ctx, i); err != nil {
			return err
		}
		if p, err = s.Plan(ctx, i, config); err != nil {
			return err
		}
	}
	if p.empty {
		return nil
	}
	creating := i.state == nil
	resp, err := s.ApplyResourceChange(ctx, &tfprotov6.ApplyResourceChangeRequest{
		TypeName: i.Type, PriorState: s.prior(i), PlannedState: p.planned, Config: p.config,
		PlannedPrivate: p.Private, PlannedIdentity: p.identity,
	})
	if err != nil {
		return fmt.Errorf("apply %s: %w", i.Type, err)
	}
	failure := failureOf(resp.Diagnostics)
	if err := s.keep(i, resp.NewState, resp.Private, resp.NewIdentity); err != nil {
		return err
	}
	i.Told = resp.Diagnostics
	i.tainted = creating && failure != nil && i.state != nil
	if failure != nil {
		return failure
	}
	return s.consistent(i, p.planned)
}

// PlanIsEmpty returns an error that names the differences unless a plan of the
// configuration changes nothing.
func (s *Server) PlanIsEmpty(ctx context.Context, i *Instance, config Attributes) error {
	p, err := s.Plan(ctx, i, config)
	switch {
	case err != nil:
		return err
	case i.tainted:
		return fmt.Errorf("%s is tainted", i.Type)
	case i.state == nil:
		return fmt.Errorf("%s is to be created", i.Type)
	case !p.empty:
		return fmt.Errorf("the plan of %s is not empty: %s", i.Type, p.differences)
	}
	return nil
}

// Refresh reads an instance. One that is gone is nothing afterwards.
func (s *Server) Refresh(ctx context.Context, i *Instance) error {
	if i.state == nil {
		return nil
	}
	resp, err := s.ReadResource(ctx, &tfprotov6.ReadResourceRequest{
		TypeName: i.Type, CurrentState: i.state, CurrentIdentity: i.identity, Private: i.private,
	})
	if err != nil {
		return fmt.Errorf("read %s: %w", i.Type, err)
	}
	if failure := failureOf(resp.Diagnostics); failure != nil {
		return failure
	}
	return s.keep(i, resp.NewState, resp.Private, resp.NewIdentity)
}

// Destroy deletes an instance. It stays in the state where that fails.
func (s *Server) Destroy(ctx context.Context, i *Instance) error {
	if i.state == nil {
		return nil
	}
	null := encode(s.typeOf(i.Type), nil)
	planned, err := s.PlanResourceChange(ctx, &tfprotov6.PlanResourceChangeRequest{
		TypeName: i.Type, PriorState: i.state, ProposedNewState: null, Config: null, PriorPrivate: i.private, PriorIdentity: i.identity,
	})
	if err != nil {
		return fmt.Errorf("plan the destruction of %s: %w", i.Type, err)
	}
	if failure := failureOf(planned.Diagnostics); failure != nil {
		return failure
	}
	return s.Delete(ctx, i, planned.PlannedPrivate)
}

// Private is what the provider keeps beside the state.
func (i *Instance) Private() []byte { return i.private }

// Delete deletes an instance without a plan that says so, as `-replace` does.
func (s *Server) Delete(ctx context.Context, i *Instance, private []byte) error {
	null := encode(s.typeOf(i.Type), nil)
	resp, err := s.ApplyResourceChange(ctx, &tfprotov6.ApplyResourceChangeRequest{
		TypeName: i.Type, PriorState: i.state, PlannedState: null, Config: null, PlannedPrivate: private, PlannedIdentity: i.identity,
	})
	if err != nil {
		return fmt.Errorf("destroy %s: %w", i.Type, err)
	}
	if err := s.keep(i, resp.NewState, resp.Private, resp.NewIdentity); err != nil {
		return err
	}
	failure := failureOf(resp.Diagnostics)
	if failure == nil && i.state != nil {
		return fmt.Errorf("%s is still in the state after it was destroyed", i.Type)
	}
	return failure
}

// Import brings an object into the state of a new instance, and reads it.
func (s *Server) Import(ctx context.Context, resource, id string) (*Instance, error) {
	resp, err := s.ImportResourceState(ctx, &tfprotov6.ImportResourceStateRequest{TypeName: resource, ID: id})
	if err != nil {
		return nil, fmt.Errorf("import %s %s: %w", resource, id, err)
	}
	if failure := failureOf(resp.Diagnostics); failure != nil {
		return nil, failure
	}
	if len(resp.ImportedResources) != 1 {
		return nil, fmt.Errorf("the import of %s %s gave %d resources", resource, id, len(resp.ImportedResources))
	}
	object := resp.ImportedResources[0]
	i := &Instance{Type: resource, state: object.State, private: object.Private, identity: object.Identity}
	return i, s.Refresh(ctx, i)
}

// Change is a plan for one instance.
type Change struct {
	Planned     tftypes.Value
	Replaces    []string // paths
	Private     []byte
	Diagnostics []*tfprotov6.Diagnostic

	config, planned *tfprotov6.DynamicValue
	identity        *tfprotov6.ResourceIdentityData
	empty           bool
	differences     string
}

// Keeps compares a plan with the one that is made again in the apply, once more is known: what the first one knew
// must stay.
func (c *Change) Keeps(later *Change) error {
	difference, err := contradicts(c.Planned, later.Planned)
	if err == nil && difference != "" {
		err = fmt.Errorf("the plan of the apply is another: %s", difference)
	}
	return err
}

// Validate checks the configuration of a resource.
func (s *Server) Validate(ctx context.Context, resource string, config Attributes) []*tfprotov6.Diagnostic {
	s.t.Helper()
	resp, err := s.ValidateResourceConfig(ctx, &tfprotov6.ValidateResourceConfigRequest{
		TypeName: resource, Config: encode(s.typeOf(resource), config),
		ClientCapabilities: &tfprotov6.ValidateResourceConfigClientCapabilities{WriteOnlyAttributesAllowed: true},
	})
	s.must(nil, err)
	return resp.Diagnostics
}

// Plan plans a configuration for an instance.
func (s *Server) Plan(ctx context.Context, i *Instance, config Attributes) (*Change, error) {
	schema, typ := s.Schemas.ResourceSchemas[i.Type], s.typeOf(i.Type)
	declared := TerraformValue(typ, config)
	if failure := failureOf(s.Validate(ctx, i.Type, config)); failure != nil {
		return nil, failure
	}
	p := &Change{config: encode(typ, declared)}
	before, err := s.prior(i).Unmarshal(typ)
	if err != nil {
		return nil, err
	}
	resp, err := s.PlanResourceChange(ctx, &tfprotov6.PlanResourceChangeRequest{
		TypeName: i.Type, PriorState: s.prior(i), Config: p.config, PriorPrivate: i.private, PriorIdentity: i.identity,
		ProposedNewState: encode(typ, proposed(schema.Block.Attributes, typ, before, declared)),
	})
	if err != nil {
		return nil, fmt.Errorf("plan %s: %w", i.Type, err)
	}
	p.Diagnostics = resp.Diagnostics
	if failure := failureOf(resp.Diagnostics); failure != nil {
		return nil, failure
	}
	p.planned, p.Private, p.identity = resp.PlannedState, resp.PlannedPrivate, resp.PlannedIdentity
	for _, path := range resp.RequiresReplace {
		p.Replaces = append(p.Replaces, Path(path))
	}
	if p.Planned, err = resp.PlannedState.Unmarshal(typ); err != nil {
		return nil, err
	}
	diffs, err := before.Diff(p.Planned)
	if err != nil {
		return nil, err
	}
	p.empty = len(diffs) == 0
	if attribute := respelled(schema.Block.Attributes, before, p.Planned); attribute != "" && len(p.Replaces) == 0 {
		return nil, fmt.Errorf("the plan of %s has none of %s in other words than the state: what is computed stays to the letter", i.Type, attribute)
	}
	for _, d := range diffs {
		p.differences += "\n" + d.String()
	}
	return p, nil
}

// respelled names an attribute that only the provider fills in and that is none before and after, as null and {}: to
// a configuration that takes its length, that is not the same.
func respelled(attributes []*tfprotov6.SchemaAttribute, before, planned tftypes.Value) string {
	var was, is map[string]tftypes.Value
	if before.IsNull() || before.As(&was) != nil || planned.As(&is) != nil {
		return ""
	}
	for _, a := range attributes {
		v := is[a.Name]
		if a.Computed && !a.Optional && v.IsKnown() && !v.Equal(was[a.Name]) && isNone(v) && isNone(was[a.Name]) {
			return a.Name
		}
	}
	return ""
}

// isNone reports whether a value is null, an empty collection or an empty text.
func isNone(v tftypes.Value) bool {
	var elements []tftypes.Value
	var keyed map[string]tftypes.Value
	var text string
	switch {
	case v.IsNull():
		return true
	case !v.IsKnown():
		return false
	case v.As(&text) == nil:
		return text == ""
	case v.As(&elements) == nil:
		return len(elements) == 0
	}
	return v.As(&keyed) == nil && len(keyed) == 0
}

func (s *Server) consistent(i *Instance, planned *tfprotov6.DynamicValue) error {
	want, err := planned.Unmarshal(s.typeOf(i.Type))
	if err != nil {
		return err
	}
	got, err := s.prior(i).Unmarshal(s.typeOf(i.Type))
	if err != nil {
		return err
	}
	if !got.IsFullyKnown() {
		return fmt.Errorf("%s has something unknown in its state after the apply: %s", i.Type, got)
	}
	difference, err := contradicts(want, got)
	if err == nil && difference != "" {
		err = fmt.Errorf("%s is not what was planned: %s", i.Type, difference)
	}
	return err
}

func (s *Server) keep(i *Instance, state *tfprotov6.DynamicValue, private []byte, identity *tfprotov6.ResourceIdentityData) error {
	v, err := state.Unmarshal(s.typeOf(i.Type))
	if err != nil {
		return fmt.Errorf("the new state of %s: %w", i.Type, err)
	}
	*i = Instance{Type: i.Type, state: state, private: private, identity: identity, tainted: i.tainted}
	if v.IsNull() {
		*i = Instance{Type: i.Type}
	}
	return nil
}

func (s *Server) prior(i *Instance) *tfprotov6.DynamicValue {
	if i.state != nil {
		return i.state
	}
	return encode(s.typeOf(i.Type), nil)
}

func (s *Server) typeOf(resource string) tftypes.Object {
	return s.Schemas.ResourceSchemas[resource].ValueType().(tftypes.Object)
}

// DiagnosticsError is what a provider says of what it cannot do.
type DiagnosticsError struct{ Diagnostics []*tfprotov6.Diagnostic }

// Error is what a user would read of the errors among the diagnostics.
func (e *DiagnosticsError) Error() string {
	var texts []string
	for _, d := range e.Diagnostics {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			texts = append(texts, d.Summary+": "+d.Detail)
		}
	}
	return strings.Join(texts, "\n")
}

func failureOf(diags []*tfprotov6.Diagnostic) error {
	if err := (&DiagnosticsError{diags}); err.Error() != "" {
		return err
	}
	return nil
}

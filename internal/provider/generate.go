package provider

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// GenerateResourceConfig is the framework's, without what a new resource would have by
// default.
func (s *server) GenerateResourceConfig(ctx context.Context, req *tfprotov6.GenerateResourceConfigRequest) (*tfprotov6.GenerateResourceConfigResponse, error) {
	resp, err := inCall(ctx, s.ProviderServer.GenerateResourceConfig, req)
	if err != nil || resp.Config == nil || failed(resp.Diagnostics) {
		return resp, err
	}
	planner, err := s.creationPlanner(ctx)
	if err != nil {
		return nil, err
	}
	resp.Config, err = planner.withoutDefaults(ctx, req.TypeName, resp.Config)
	return resp, err
}

// creationPlanner plans new resources, with neither key nor network: what it plans for an
// attribute that the configuration leaves out is the default.
type creationPlanner struct {
	server  tfprotov6.ProviderServer
	schemas *tfprotov6.GetProviderSchemaResponse

	mu sync.Mutex
	// left are the attributes that were left out of configurations, by what of them
	// defaults can depend on: many objects are alike.
	left map[string][]*tftypes.AttributePath
}

// freeTexts are attributes that no default depends on.
func freeTexts() []string {
	return []string{"name", "image", "env", "args", "cmd", "entrypoint", "description", "public_key", "tags"}
}

// offline refuses every request.
type offline struct{}

func (offline) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("defaults are found without a network")
}

// creationPlanner is the planner of all calls.
func (s *server) creationPlanner(ctx context.Context) (*creationPlanner, error) {
	s.planning.Do(func() { s.planner, s.plannerErr = newCreationPlanner(ctx, s.provider.options) })
	return s.planner, s.plannerErr
}

func newCreationPlanner(ctx context.Context, options Options) (*creationPlanner, error) {
	ctx = context.WithoutCancel(ctx) // it serves all calls
	schemas, err := Schemas(ctx)
	if err != nil {
		return nil, err
	}
	options.Transport = offline{}
	p := &creationPlanner{server: providerserver.NewProtocol6(newProvider(options))(), schemas: schemas, left: map[string][]*tftypes.AttributePath{}}
	typ, ok := schemas.Provider.ValueType().(tftypes.Object)
	if !ok {
		return nil, errors.New("the provider's own configuration is not an object")
	}
	values := map[string]tftypes.Value{}
	for name, t := range typ.AttributeTypes {
		values[name] = tftypes.NewValue(t, nil)
	}
	values["api_key"] = tftypes.NewValue(tftypes.String, "")
	values["api_url"] = tftypes.NewValue(tftypes.String, defaultAPIURL)
	config, err := tfprotov6.NewDynamicValue(typ, tftypes.NewValue(typ, values))
	if err != nil {
		return nil, fmt.Errorf("encoding the configuration of an offline provider: %w", err)
	}
	configured, err := p.server.ConfigureProvider(ctx, &tfprotov6.ConfigureProviderRequest{Config: &config})
	if err == nil && failed(configured.Diagnostics) {
		err = errors.New(configured.Diagnostics[0].Summary)
	}
	if err != nil {
		return nil, fmt.Errorf("configuring an offline provider: %w", err)
	}
	return p, nil
}

func failed(diags []*tfprotov6.Diagnostic) bool {
	for _, d := range diags {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			return true
		}
	}
	return false
}

// withoutDefaults returns a configuration without the optional attributes that a new
// resource would have anyway; all of it where that cannot be found out.
func (p *creationPlanner) withoutDefaults(ctx context.Context, typeName string, generated *tfprotov6.DynamicValue) (*tfprotov6.DynamicValue, error) {
	schema := p.schemas.ResourceSchemas[typeName]
	if schema == nil {
		return generated, nil
	}
	config, err := generated.Unmarshal(schema.ValueType())
	if err != nil {
		return nil, fmt.Errorf("decoding the generated configuration of a %s: %w", typeName, err)
	}
	c := creation{planner: p, typeName: typeName, typ: schema.ValueType(), config: config}
	c.collect(schema.Block.Attributes, config, tftypes.NewAttributePath())
	slim, err := tfprotov6.NewDynamicValue(c.typ, c.without(p.leftOut(ctx, &c)...))
	if err != nil {
		return nil, fmt.Errorf("encoding the generated configuration of a %s: %w", typeName, err)
	}
	return &slim, nil
}

// leftOut are the attributes to leave out of a configuration.
func (p *creationPlanner) leftOut(ctx context.Context, c *creation) []*tftypes.AttributePath {
	var texts []*tftypes.AttributePath
	for _, name := range freeTexts() {
		texts = append(texts, tftypes.NewAttributePath().WithAttributeName(name))
	}
	key := c.typeName + " " + c.without(texts...).String()
	p.mu.Lock()
	left, known := p.left[key]
	p.mu.Unlock()
	if !known {
		left = c.defaults(ctx)
		p.mu.Lock()
		p.left[key] = left
		p.mu.Unlock()
	}
	return left
}

// creation is one configuration, of which some may be left out.
type creation struct {
	planner  *creationPlanner
	typeName string
	typ      tftypes.Type
	config   tftypes.Value
	// optional are the attributes that have a value and may have a default, objects
	// that nothing may remain of among them.
	optional, objects []*tftypes.AttributePath
}

func (c *creation) collect(attributes []*tfprotov6.SchemaAttribute, config tftypes.Value, at *tftypes.AttributePath) {
	var values map[string]tftypes.Value
	if err := config.As(&values); err != nil {
		return
	}
	for _, a := range attributes {
		value, path := values[a.Name], at.WithAttributeName(a.Name)
		switch {
		case value.IsNull():
		case a.NestedType != nil && a.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeSingle:
			c.collect(a.NestedType.Attributes, value, path)
			if a.Optional && a.Computed {
				c.objects = append(c.objects, path)
			}
		case a.Optional && a.Computed:
			c.optional = append(c.optional, path)
		}
	}
}

// defaults are the attributes that have the value which a plan gives them without: at
// first all that have their default, then one by one what follows from something that is
// left.
func (c *creation) defaults(ctx context.Context) []*tftypes.AttributePath {
	planned, ok := c.plan(ctx, c.without(c.optional...))
	if !ok {
		return nil
	}
	var dropped, kept []*tftypes.AttributePath
	for _, path := range c.optional {
		if c.agrees(planned, path) {
			dropped = append(dropped, path)
		} else {
			kept = append(kept, path)
		}
	}
	for _, path := range kept {
		if len(path.Steps()) == 1 { // follows from nothing else
			continue
		}
		without := append([]*tftypes.AttributePath{path}, dropped...)
		if planned, ok := c.plan(ctx, c.without(without...)); ok && c.agrees(planned, c.optional...) {
			dropped = without
		}
	}
	slim := c.without(dropped...)
	for _, path := range c.objects {
		if isEmpty(slim, path) {
			dropped = append(dropped, path)
		}
	}
	if planned, ok := c.plan(ctx, c.without(dropped...)); !ok || !c.agrees(planned, c.optional...) {
		return nil
	}
	return dropped
}

// plan plans the creation of a configuration; there is none where that is refused.
func (c *creation) plan(ctx context.Context, config tftypes.Value) (planned tftypes.Value, ok bool) {
	declared, err := tfprotov6.NewDynamicValue(c.typ, config)
	if err != nil {
		return planned, false
	}
	none, err := tfprotov6.NewDynamicValue(c.typ, tftypes.NewValue(c.typ, nil))
	if err != nil {
		return planned, false
	}
	resp, err := c.planner.server.PlanResourceChange(ctx, &tfprotov6.PlanResourceChangeRequest{
		TypeName: c.typeName, PriorState: &none, ProposedNewState: &declared, Config: &declared,
	})
	if err != nil || failed(resp.Diagnostics) {
		return planned, false
	}
	planned, err = resp.PlannedState.Unmarshal(c.typ)
	return planned, err == nil
}

// agrees reports whether a plan has, at these paths, what the whole configuration has.
func (c *creation) agrees(planned tftypes.Value, paths ...*tftypes.AttributePath) bool {
	for _, path := range paths {
		value, found := valueAt(planned, path)
		declared, _ := valueAt(c.config, path)
		if !found || !value.Equal(declared) {
			return false
		}
	}
	return true
}

// without is the configuration without some of its attributes.
func (c *creation) without(paths ...*tftypes.AttributePath) tftypes.Value {
	slim, err := tftypes.Transform(c.config, func(at *tftypes.AttributePath, value tftypes.Value) (tftypes.Value, error) {
		if slices.ContainsFunc(paths, at.Equal) {
			return tftypes.NewValue(value.Type(), nil), nil
		}
		return value, nil
	})
	if err != nil { // nothing in it fails
		return c.config
	}
	return slim
}

func valueAt(of tftypes.Value, path *tftypes.AttributePath) (value tftypes.Value, found bool) {
	at, _, err := tftypes.WalkAttributePath(of, path)
	value, found = at.(tftypes.Value)
	return value, found && err == nil
}

// isEmpty reports whether an object has nothing in it.
func isEmpty(of tftypes.Value, path *tftypes.AttributePath) bool {
	object, _ := valueAt(of, path)
	var values map[string]tftypes.Value
	if object.Type() == nil || object.As(&values) != nil {
		return false
	}
	for _, value := range values {
		if !value.IsNull() {
			return false
		}
	}
	return true
}

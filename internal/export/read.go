package export

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"golang.org/x/sync/errgroup"

	"github.com/runpod-iac/terraform-provider-runpod/internal/markup"
	"github.com/runpod-iac/terraform-provider-runpod/internal/naming"
	"github.com/runpod-iac/terraform-provider-runpod/internal/states"
)

// provider is the provider, driven by Terraform's protocol.
type provider struct {
	tfprotov6.ProviderServer
	lists   tfprotov6.ListResourceServer
	schemas *tfprotov6.GetProviderSchemaResponse
	// identities are the types of the identities, by resource.
	identities map[string]tftypes.Type
}

// connect asks a provider what it offers.
func connect(ctx context.Context, server tfprotov6.ProviderServer) (*provider, error) {
	p := &provider{ProviderServer: server, identities: map[string]tftypes.Type{}}
	var ok bool
	if p.lists, ok = server.(tfprotov6.ListResourceServer); !ok {
		return nil, errors.New("the provider lists no resources")
	}
	var err error
	if p.schemas, err = server.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{}); err == nil {
		err = failure(p.schemas.Diagnostics)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the provider's schemas: %w", err)
	}
	identities, err := server.GetResourceIdentitySchemas(ctx, &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err == nil {
		err = failure(identities.Diagnostics)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the provider's identities: %w", err)
	}
	for name, schema := range identities.IdentitySchemas {
		p.identities[name] = schema.ValueType()
	}
	return p, nil
}

// types are the resources that can be listed, sorted.
func (p *provider) types() []string {
	var types []string
	for name := range p.schemas.ListResourceSchemas {
		types = append(types, name)
	}
	slices.Sort(types)
	return types
}

// configure takes everything from the environment, as an empty provider block does.
func (p *provider) configure(ctx context.Context) error {
	config, err := empty(p.schemas.Provider.ValueType())
	if err != nil {
		return err
	}
	configured, err := p.ConfigureProvider(ctx, &tfprotov6.ConfigureProviderRequest{Config: config})
	if err == nil {
		err = failure(configured.Diagnostics)
	}
	if err != nil {
		return fmt.Errorf("configuring the provider: %w", err)
	}
	return nil
}

// object is one object of the account.
type object struct {
	typeName, id, name string
	// label is what the resource is called.
	label         string
	state, config tftypes.Value
	// changes are the attributes that an apply would change; mostly none.
	changes []string
}

// address is that of the resource.
func (o *object) address() string { return o.typeName + "." + o.label }

// left is what could not be taken over.
type left struct{ what, why string }

// account is what was read.
type account struct {
	objects []*object // by type and name
	left    []left
	held    int // in a state that was given
}

// read lists all that the options ask for and no state holds. What bills has to be listed, or it would be
// missing unseen; of the rest it is said.
func (p *provider) read(ctx context.Context, o options, held *states.Held) (*account, error) {
	found := &account{}
	for _, typeName := range p.types() {
		if len(o.only) > 0 && !slices.Contains(o.only, typeName) {
			continue
		}
		if err := p.list(ctx, typeName, o, held, found); err != nil {
			if p.priced(typeName) || ctx.Err() != nil {
				return nil, err
			}
			found.left = append(found.left, left{"every " + spoken(typeName), err.Error()})
		}
	}
	slices.SortStableFunc(found.objects, func(a, b *object) int {
		return cmp.Or(cmp.Compare(a.typeName, b.typeName), cmp.Compare(a.name, b.name), cmp.Compare(a.id, b.id))
	})
	return found, nil
}

// spoken is what people call an object of a type, such as "network volume".
func spoken(typeName string) string { return strings.ReplaceAll(kindOf(typeName), "_", " ") }

func (p *provider) list(ctx context.Context, typeName string, o options, held *states.Held, found *account) error {
	config, err := empty(p.schemas.ListResourceSchemas[typeName].ValueType())
	if err != nil {
		return err
	}
	stream, err := p.lists.ListResource(ctx, &tfprotov6.ListResourceRequest{TypeName: typeName, Config: config, IncludeResource: true})
	if err != nil {
		return err
	}
	var all []*listed
	for result := range stream.Results {
		err := failure(result.Diagnostics)
		if result.Identity == nil {
			return err
		}
		one := &listed{object: &object{typeName: typeName, name: result.DisplayName}, state: result.Resource, err: err}
		if one.id, err = p.idOf(typeName, result.Identity); err != nil {
			return err
		}
		switch {
		case !o.name.Fits(one.name):
		case held.Has(typeName, one.id):
			found.held++
		default:
			all = append(all, one)
		}
	}
	p.generateAll(ctx, all)
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, one := range all {
		if one.err != nil {
			found.left = append(found.left, left{fmt.Sprintf("%s %q (%s)", spoken(typeName), markup.Printable(one.name), one.id), one.err.Error()})
			continue
		}
		found.objects = append(found.objects, one.object)
	}
	return nil
}

// listed is an object with its state, or why that cannot be read.
type listed struct {
	*object
	state *tfprotov6.DynamicValue
	err   error
}

// generateAll generates and verifies configurations, on all processors: each takes some
// milliseconds.
func (p *provider) generateAll(ctx context.Context, all []*listed) {
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, one := range all {
		group.Go(func() error {
			if one.err == nil {
				one.err = p.generate(ctx, one.object, one.state)
			}
			if one.err == nil {
				one.changes, one.err = p.verify(ctx, one.object)
			}
			return nil // one that fails is left out
		})
	}
	_ = group.Wait() // nothing fails
}

func (p *provider) idOf(typeName string, identity *tfprotov6.ResourceIdentityData) (id string, err error) {
	value, err := identity.IdentityData.Unmarshal(p.identities[typeName])
	if err != nil {
		return "", fmt.Errorf("decoding the identity of a %s: %w", spoken(typeName), err)
	}
	err = attribute(value, "id").As(&id)
	return id, err
}

// generate makes the configuration of an object, as a CLI has it generated.
func (p *provider) generate(ctx context.Context, o *object, state *tfprotov6.DynamicValue) error {
	generated, err := p.GenerateResourceConfig(ctx, &tfprotov6.GenerateResourceConfigRequest{TypeName: o.typeName, State: state})
	if err != nil {
		return fmt.Errorf("generating the configuration: %w", err)
	}
	if err := failure(generated.Diagnostics); err != nil {
		return fmt.Errorf("generating the configuration: %w", err)
	}
	typ := p.schemas.ResourceSchemas[o.typeName].ValueType()
	if o.state, err = state.Unmarshal(typ); err != nil {
		return fmt.Errorf("decoding the state: %w", err)
	}
	if o.config, err = generated.Config.Unmarshal(typ); err != nil {
		return fmt.Errorf("decoding the configuration: %w", err)
	}
	return nil
}

// label names every resource, none as another of its type is named already.
func (a *account) label(used map[string]map[string]bool) {
	for _, o := range a.objects {
		if used[o.typeName] == nil {
			used[o.typeName] = map[string]bool{}
		}
		o.label = naming.Unique(naming.Label(o.name, kindOf(o.typeName)), used[o.typeName])
	}
}

// failure is what a call could not do.
func failure(diags []*tfprotov6.Diagnostic) error {
	var texts []string
	for _, d := range diags {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			texts = append(texts, d.Summary+": "+d.Detail)
		}
	}
	if len(texts) == 0 {
		return nil
	}
	return errors.New(strings.Join(texts, "\n"))
}

// empty is a configuration block without anything in it.
func empty(typ tftypes.Type) (*tfprotov6.DynamicValue, error) {
	object, ok := typ.(tftypes.Object)
	if !ok {
		return nil, fmt.Errorf("%s is not an object", typ)
	}
	values := map[string]tftypes.Value{}
	for name, t := range object.AttributeTypes {
		values[name] = tftypes.NewValue(t, nil)
	}
	value, err := tfprotov6.NewDynamicValue(typ, tftypes.NewValue(typ, values))
	return &value, err
}

// attribute is one of an object's, and null where there is no object.
func attribute(object tftypes.Value, name string) tftypes.Value {
	var values map[string]tftypes.Value
	if object.Type() == nil || !object.Type().Is(tftypes.Object{}) || object.As(&values) != nil {
		return tftypes.NewValue(tftypes.String, nil)
	}
	if value, ok := values[name]; ok {
		return value
	}
	return tftypes.NewValue(tftypes.String, nil)
}

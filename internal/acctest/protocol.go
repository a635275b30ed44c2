package acctest

import (
	"context"
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/runpod-iac/terraform-provider-runpod/internal/provider"
)

// Server is a provider on the framework's own protocol server, configured for
// the test's account: for what the CLI that runs the tests may be too old to drive.
type Server struct {
	tfprotov6.ProviderServer
	Schemas *tfprotov6.GetProviderSchemaResponse

	t testing.TB
}

// Server starts a provider. Requests go through transport, or straight to the
// account where that is nil.
func (e *Env) Server(transport http.RoundTripper) *Server {
	e.t.Helper()
	if transport == nil {
		transport = e.Transport
	}
	options := provider.Options{Version: "test", Clock: e.providerClock(), Transport: transport}
	s := &Server{ProviderServer: providerserver.NewProtocol6(provider.New(options)())(), t: e.t}
	var err error
	if s.Schemas, err = s.GetProviderSchema(context.Background(), &tfprotov6.GetProviderSchemaRequest{}); err != nil {
		e.t.Fatal(err)
	}
	s.must(s.Schemas.Diagnostics, nil)
	configured, err := s.ConfigureProvider(context.Background(), &tfprotov6.ConfigureProviderRequest{
		Config: s.config(s.Schemas.Provider, map[string]any{"api_url": e.URL, "api_key": e.Key}),
	})
	s.must(configured.Diagnostics, err)
	return s
}

// Query runs a list block with the given configuration and returns its stream.
func (s *Server) Query(ctx context.Context, resource string, config map[string]any, limit int64, includeResource bool) *tfprotov6.ListResourceServerStream {
	s.t.Helper()
	lists, ok := s.ProviderServer.(tfprotov6.ListResourceServer)
	if !ok || s.Schemas.ListResourceSchemas[resource] == nil {
		s.t.Fatalf("the provider cannot list %s", resource)
	}
	block := s.config(s.Schemas.ListResourceSchemas[resource], config)
	valid, err := lists.ValidateListResourceConfig(ctx, &tfprotov6.ValidateListResourceConfigRequest{TypeName: resource, Config: block})
	s.must(valid.Diagnostics, err)
	stream, err := lists.ListResource(ctx, &tfprotov6.ListResourceRequest{TypeName: resource, Config: block, Limit: limit, IncludeResource: includeResource})
	s.must(nil, err)
	return stream
}

// Invoke runs an action to its end, and returns its messages and diagnostics.
func (s *Server) Invoke(ctx context.Context, action string, config map[string]any) (progress []string, diags []*tfprotov6.Diagnostic) {
	s.t.Helper()
	actions, ok := s.ProviderServer.(tfprotov6.ActionServer)
	if !ok || s.Schemas.ActionSchemas[action] == nil {
		s.t.Fatalf("the provider has no action %s", action)
	}
	block := s.config(s.Schemas.ActionSchemas[action].Schema, config)
	valid, err := actions.ValidateActionConfig(ctx, &tfprotov6.ValidateActionConfigRequest{ActionType: action, Config: block})
	s.must(nil, err)
	if len(valid.Diagnostics) > 0 {
		return nil, valid.Diagnostics
	}
	stream, err := actions.InvokeAction(ctx, &tfprotov6.InvokeActionRequest{ActionType: action, Config: block})
	s.must(nil, err)
	for event := range stream.Events {
		switch event := event.Type.(type) {
		case tfprotov6.ProgressInvokeActionEventType:
			progress = append(progress, event.Message)
		case tfprotov6.CompletedInvokeActionEventType:
			diags = event.Diagnostics
		}
	}
	return progress, diags
}

// Imported is the state of a resource after an import by id and a read.
func (s *Server) Imported(resource, id string) tftypes.Value {
	s.t.Helper()
	imported, err := s.ImportResourceState(context.Background(), &tfprotov6.ImportResourceStateRequest{TypeName: resource, ID: id})
	s.must(imported.Diagnostics, err)
	if len(imported.ImportedResources) != 1 {
		s.t.Fatalf("the import of %s %s gave %d resources", resource, id, len(imported.ImportedResources))
	}
	object := imported.ImportedResources[0]
	read, err := s.ReadResource(context.Background(), &tfprotov6.ReadResourceRequest{
		TypeName: resource, CurrentState: object.State, CurrentIdentity: object.Identity, Private: object.Private,
	})
	s.must(read.Diagnostics, err)
	return s.Value(resource, read.NewState)
}

// Value decodes the state of a resource.
func (s *Server) Value(resource string, state *tfprotov6.DynamicValue) tftypes.Value {
	s.t.Helper()
	value, err := state.Unmarshal(s.Schemas.ResourceSchemas[resource].ValueType())
	s.must(nil, err)
	return value
}

// GeneratedConfig is the configuration that a CLI makes of a state.
func (s *Server) GeneratedConfig(resource string, state *tfprotov6.DynamicValue) tftypes.Value {
	s.t.Helper()
	generated, err := s.GenerateResourceConfig(context.Background(), &tfprotov6.GenerateResourceConfigRequest{TypeName: resource, State: state})
	s.must(generated.Diagnostics, err)
	return s.Value(resource, generated.Config)
}

// config is a configuration; what values leave out is null.
func (s *Server) config(schema *tfprotov6.Schema, values map[string]any) *tfprotov6.DynamicValue {
	s.t.Helper()
	kind := schema.ValueType()
	object := map[string]tftypes.Value{}
	for name, attribute := range kind.(tftypes.Object).AttributeTypes {
		object[name] = terraformValue(attribute, values[name])
	}
	for name := range values {
		if _, ok := object[name]; !ok {
			s.t.Fatalf("there is no attribute %s", name)
		}
	}
	config, err := tfprotov6.NewDynamicValue(kind, tftypes.NewValue(kind, object))
	s.must(nil, err)
	return &config
}

func (s *Server) must(diags []*tfprotov6.Diagnostic, err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
	for _, d := range diags {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			s.t.Fatalf("%s: %s", d.Summary, d.Detail)
		}
	}
}

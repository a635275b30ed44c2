package acctest

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/runpod-iac/terraform-provider-runpod/internal/provider"
)

// Server is a configured provider that is driven by Terraform's protocol: for what
// a CLI adds nothing to, or may be too old to drive.
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
	return e.serverWith(transport, nil)
}

// ServerWith starts a provider with more settings, such as `default_tags`.
func (e *Env) ServerWith(settings Attributes) *Server {
	e.t.Helper()
	return e.serverWith(e.Transport, settings)
}

func (e *Env) serverWith(transport http.RoundTripper, settings Attributes) *Server {
	e.t.Helper()
	options := provider.Options{Version: "test", Clock: e.providerClock(), Transport: transport}
	config := Attributes{"api_url": e.URL, "api_key": e.Key}
	maps.Copy(config, settings)
	s, _ := newServer(e.t, options, config)
	return s
}

// OfflineServer starts a provider with neither key nor network, and with this
// configuration of prices if it is not nil. A request fails the test.
func OfflineServer(t testing.TB, pricing Attributes) *Server {
	t.Helper()
	config := Attributes{"api_key": ""}
	if pricing != nil {
		config["pricing"] = pricing
	}
	s, diags := newServer(t, provider.Options{Version: "test", Transport: noNetwork{t}}, config)
	if len(diags) > 0 {
		t.Fatalf("configuring the provider: %s", Lines(diags))
	}
	return s
}

type noNetwork struct{ t testing.TB }

func (n noNetwork) RoundTrip(req *http.Request) (*http.Response, error) {
	n.t.Errorf("unexpected request: %s %s", req.Method, req.URL)
	return nil, errors.New("there is no network")
}

func newServer(t testing.TB, options provider.Options, config Attributes) (*Server, []*tfprotov6.Diagnostic) {
	t.Helper()
	s := &Server{ProviderServer: provider.NewServer(options)(), t: t}
	var err error
	if s.Schemas, err = s.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{}); err != nil {
		t.Fatal(err)
	}
	s.must(s.Schemas.Diagnostics, nil)
	block := encode(s.Schemas.Provider.ValueType(), config)
	configured, err := s.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{Config: block})
	s.must(configured.Diagnostics, err)
	return s, configured.Diagnostics
}

// ValidateDataSource checks the configuration of a data source.
func (s *Server) ValidateDataSource(ctx context.Context, dataSource string, config Attributes) []*tfprotov6.Diagnostic {
	s.t.Helper()
	resp, err := s.ValidateDataResourceConfig(ctx, &tfprotov6.ValidateDataResourceConfigRequest{
		TypeName: dataSource, Config: encode(s.Schemas.DataSourceSchemas[dataSource].ValueType(), config),
	})
	s.must(nil, err)
	return resp.Diagnostics
}

// Read validates and reads a data source. It stops where Terraform would, with a
// value without a type.
func (s *Server) Read(ctx context.Context, dataSource string, config Attributes) (tftypes.Value, []*tfprotov6.Diagnostic) {
	s.t.Helper()
	if diags := s.ValidateDataSource(ctx, dataSource, config); failureOf(diags) != nil {
		return tftypes.Value{}, diags
	}
	typ := s.Schemas.DataSourceSchemas[dataSource].ValueType()
	read, err := s.ReadDataSource(ctx, &tfprotov6.ReadDataSourceRequest{TypeName: dataSource, Config: encode(typ, config)})
	s.must(nil, err)
	if failureOf(read.Diagnostics) != nil {
		return tftypes.Value{}, read.Diagnostics
	}
	value, err := read.State.Unmarshal(typ)
	s.must(nil, err)
	if !value.IsFullyKnown() {
		s.t.Errorf("%s answers with unknown values: %s", dataSource, value)
	}
	return value, read.Diagnostics
}

// Call runs a function of the provider's.
func (s *Server) Call(ctx context.Context, function string, args ...any) (tftypes.Value, *tfprotov6.FunctionError) {
	s.t.Helper()
	definition := s.Schemas.Functions[function]
	if definition == nil {
		s.t.Fatalf("the provider has no function %s", function)
	}
	req := &tfprotov6.CallFunctionRequest{Name: function}
	for i, arg := range args {
		req.Arguments = append(req.Arguments, encode(definition.Parameters[i].Type, arg))
	}
	resp, err := s.CallFunction(ctx, req)
	s.must(nil, err)
	if resp.Error != nil {
		return tftypes.Value{}, resp.Error
	}
	value, err := resp.Result.Unmarshal(definition.Return.Type)
	s.must(nil, err)
	return value, nil
}

// Query runs a list block with the given configuration and returns its stream.
func (s *Server) Query(ctx context.Context, resource string, config map[string]any, limit int64, includeResource bool) *tfprotov6.ListResourceServerStream {
	s.t.Helper()
	lists, ok := s.ProviderServer.(tfprotov6.ListResourceServer)
	if !ok || s.Schemas.ListResourceSchemas[resource] == nil {
		s.t.Fatalf("the provider cannot list %s", resource)
	}
	block := encode(s.Schemas.ListResourceSchemas[resource].ValueType(), config)
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
	block := encode(s.Schemas.ActionSchemas[action].Schema.ValueType(), config)
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

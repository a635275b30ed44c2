package provider

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// takesObjects are the data sources that take whole resources.
var takesObjects = map[string]bool{"runpod_cost_estimate": true, "runpod_cost_actuals": true}

// ValidateDataResourceConfig leaves a configuration that is wholly known to the read
// that follows. In a test with mocked providers nothing follows: the CLI has filled
// whole resources with zeros and random texts, which are nobody's mistake. In a plan, a read
// may have to wait for the apply, also of what is wholly known (`depends_on`): it is checked
// here, before anything is created.
func (s *server) ValidateDataResourceConfig(ctx context.Context, req *tfprotov6.ValidateDataResourceConfigRequest) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	typ, err := s.dataSourceType(ctx, req.TypeName)
	if err != nil {
		return nil, err
	}
	planning := s.configured.Load() // a mocked provider is never configured
	if typ != nil && req.Config != nil && (!planning || takesObjects[req.TypeName]) {
		if config, err := req.Config.Unmarshal(typ); err == nil && config.IsFullyKnown() {
			return &tfprotov6.ValidateDataResourceConfigResponse{}, nil
		}
	}
	resp, err := inCall(ctx, s.ProviderServer.ValidateDataResourceConfig, req)
	if resp != nil && planning {
		nameWayOut(resp.Diagnostics)
	}
	return resp, err
}

// ReadDataSource checks the configuration before it reads. A plan that would destroy reads as well.
func (s *server) ReadDataSource(ctx context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	resp, err := s.readDataSource(ctx, req)
	if resp != nil {
		nameWayOut(resp.Diagnostics)
	}
	return resp, err
}

func (s *server) readDataSource(ctx context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	valid, err := inCall(ctx, s.ProviderServer.ValidateDataResourceConfig, &tfprotov6.ValidateDataResourceConfigRequest{TypeName: req.TypeName, Config: req.Config})
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(valid.Diagnostics, func(d *tfprotov6.Diagnostic) bool { return d.Severity == tfprotov6.DiagnosticSeverityError }) {
		return &tfprotov6.ReadDataSourceResponse{Diagnostics: valid.Diagnostics}, nil
	}
	resp, err := inCall(ctx, s.ProviderServer.ReadDataSource, req)
	if resp != nil {
		resp.Diagnostics = append(valid.Diagnostics, resp.Diagnostics...)
	}
	return resp, err
}

// dataSourceType is the type of a data source's configuration, nil for one that the
// provider does not have.
func (s *server) dataSourceType(ctx context.Context, name string) (tftypes.Type, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.dataSources == nil { // a schema never changes
		schema, err := inCall(ctx, s.ProviderServer.GetProviderSchema, &tfprotov6.GetProviderSchemaRequest{})
		if err != nil {
			return nil, err
		}
		s.dataSources = map[string]tftypes.Type{}
		for name, schema := range schema.DataSourceSchemas {
			s.dataSources[name] = schema.ValueType()
		}
	}
	return s.dataSources[name], nil
}

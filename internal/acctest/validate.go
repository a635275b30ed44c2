package acctest

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// ValidateProvider checks a provider block.
func (s *Server) ValidateProvider(ctx context.Context, config Attributes) []*tfprotov6.Diagnostic {
	s.t.Helper()
	resp, err := s.ValidateProviderConfig(ctx, &tfprotov6.ValidateProviderConfigRequest{Config: encode(s.Schemas.Provider.ValueType(), config)})
	s.must(nil, err)
	return resp.Diagnostics
}

// ValidateList checks a list block.
func (s *Server) ValidateList(ctx context.Context, resource string, config Attributes) []*tfprotov6.Diagnostic {
	s.t.Helper()
	resp, err := s.ProviderServer.(tfprotov6.ListResourceServer).ValidateListResourceConfig(ctx, &tfprotov6.ValidateListResourceConfigRequest{
		TypeName: resource, Config: encode(s.Schemas.ListResourceSchemas[resource].ValueType(), config),
	})
	s.must(nil, err)
	return resp.Diagnostics
}

// ValidateAction checks the configuration of an action.
func (s *Server) ValidateAction(ctx context.Context, action string, config Attributes) []*tfprotov6.Diagnostic {
	s.t.Helper()
	resp, err := s.ProviderServer.(tfprotov6.ActionServer).ValidateActionConfig(ctx, &tfprotov6.ValidateActionConfigRequest{
		ActionType: action, Config: encode(s.Schemas.ActionSchemas[action].Schema.ValueType(), config),
	})
	s.must(nil, err)
	return resp.Diagnostics
}

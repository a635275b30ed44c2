package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// Schemas are those of the provider and of everything it offers, as it returns them to a CLI.
func Schemas(ctx context.Context) (*tfprotov6.GetProviderSchemaResponse, error) {
	schemas, err := newServer(Options{}).GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return nil, fmt.Errorf("reading the provider's schemas: %w", err)
	}
	for _, diagnostic := range schemas.Diagnostics {
		if diagnostic.Severity == tfprotov6.DiagnosticSeverityError {
			return nil, fmt.Errorf("reading the provider's schemas: %s: %s", diagnostic.Summary, diagnostic.Detail)
		}
	}
	return schemas, nil
}

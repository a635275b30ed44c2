// Command schema prints the provider's schema in the form of
// `terraform providers schema -json`, for the documentation generator.
//
// It asks the provider itself, because an older CLI leaves out what it does
// not know (actions, list resources), and so would the documentation.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/runpod-iac/terraform-provider-runpod/internal/provider"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "schema:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, w io.Writer) error {
	// The generator looks for the short name, not for the provider's address.
	schemas, err := describe(ctx, "runpod", providerserver.NewProtocol6(provider.New(provider.Options{})())())
	if err != nil {
		return err
	}
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	if err := out.Encode(schemas); err != nil {
		return fmt.Errorf("writing the schema: %w", err)
	}
	return nil
}

// Command alone serves the Runpod provider and does nothing else: what the
// released binary has on top are the sandbox and its other subcommands.
package main

import (
	"fmt"
	"os"

	"github.com/runpod-iac/terraform-provider-runpod/internal/provider"
)

func main() {
	if err := provider.Serve(provider.Options{}, false); err != nil {
		fmt.Fprintln(os.Stderr, "alone:", err)
		os.Exit(1)
	}
}

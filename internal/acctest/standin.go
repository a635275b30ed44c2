package acctest

import (
	"fmt"
	"path/filepath"
)

// StandIn makes the CLI take the provider under test for another one, besides
// itself: a CLI wants every provider that a state names to be there, also where
// nothing is asked of it.
func (w *Workdir) StandIn(address string) {
	w.t.Helper()
	provider, err := theProvider()
	if err != nil {
		w.t.Fatal(err)
	}
	settings := filepath.Join(w.t.TempDir(), "cli.tfrc")
	w.write(settings, fmt.Sprintf("provider_installation {\n  dev_overrides {\n    \"runpod-iac/runpod\" = %[1]q\n    %[2]q = %[1]q\n  }\n  direct {}\n}\n", filepath.Dir(provider), address))
	w.env = append(w.env, "TF_CLI_CONFIG_FILE="+settings)
}

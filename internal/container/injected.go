package container

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// Variables by which Runpod's setup of a container shows: it never says otherwise
// whether it was asked for.
const (
	PublicKeyEnv       = "PUBLIC_KEY"       // start_ssh
	JupyterPasswordEnv = "JUPYTER_PASSWORD" // start_jupyter
)

// injectedEnv are the variables that Runpod itself puts into a container.
var injectedEnv = []string{JupyterPasswordEnv, PublicKeyEnv}

// AddsInjected reports whether all that a plan adds to an environment are variables that
// Runpod may have injected. An import leaves them out, so that they may be there already.
func AddsInjected(plan, state types.Map) bool {
	if plan.IsUnknown() {
		return false
	}
	planned, before := plan.Elements(), tfkit.StringMap(state)
	for key := range before {
		if _, stays := planned[key]; !stays {
			return false
		}
	}
	for key, value := range planned {
		was, known := before[key]
		if known && !value.Equal(types.StringValue(was)) || !known && !slices.Contains(injectedEnv, key) {
			return false
		}
	}
	return true
}

// Injected tells from the environment what Runpod set up at creation: true where
// the variable is there, null where nobody knows.
func Injected(env map[string]string, key string) types.Bool {
	if _, ok := env[key]; ok {
		return types.BoolValue(true)
	}
	return types.BoolNull()
}

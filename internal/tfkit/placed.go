package tfkit

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Variables by which RunPod's setup of a container shows: it never says otherwise
// whether it was asked for.
const (
	PublicKeyEnv       = "PUBLIC_KEY"       // start_ssh
	JupyterPasswordEnv = "JUPYTER_PASSWORD" // start_jupyter
)

// Excludes reports whether a list or set no longer names what was placed. An
// element that is not known yet could still turn out to be it.
func Excludes(names interface {
	attr.Value
	Elements() []attr.Value
}, placed types.String) bool {
	if names.IsNull() || names.IsUnknown() || placed.IsNull() || placed.IsUnknown() {
		return false
	}
	for _, e := range names.Elements() {
		if e.IsUnknown() || e.Equal(placed) {
			return false
		}
	}
	return true
}

// ChangesAtCreation reports whether a setting that only a create can make
// changes. Taking it out of the configuration leaves things as they are, and an
// adopted object takes over what RunPod never returned.
func ChangesAtCreation(plan, state types.Bool, adopted bool) bool {
	if plan.IsNull() || plan.IsUnknown() || (adopted && state.IsNull()) {
		return false
	}
	return plan.ValueBool() != state.ValueBool()
}

// Injected tells from the environment what RunPod set up at creation: true where
// the variable is there, null where nobody knows.
func Injected(env map[string]string, key string) types.Bool {
	if _, ok := env[key]; ok {
		return types.BoolValue(true)
	}
	return types.BoolNull()
}

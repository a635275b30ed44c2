package container

import "github.com/hashicorp/terraform-plugin-framework/types"

// Variables by which RunPod's setup of a container shows: it never says otherwise
// whether it was asked for.
const (
	PublicKeyEnv       = "PUBLIC_KEY"       // start_ssh
	JupyterPasswordEnv = "JUPYTER_PASSWORD" // start_jupyter
)

// injectedEnv are the variables that RunPod itself puts into a container.
var injectedEnv = []string{JupyterPasswordEnv, PublicKeyEnv}

// Injected tells from the environment what RunPod set up at creation: true where
// the variable is there, null where nobody knows.
func Injected(env map[string]string, key string) types.Bool {
	if _, ok := env[key]; ok {
		return types.BoolValue(true)
	}
	return types.BoolNull()
}

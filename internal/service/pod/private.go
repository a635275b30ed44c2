package pod

import (
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// Keys of the resource's private state.
const (
	// importedKey is set from an import to the first update: what RunPod never
	// returns is then adopted from the configuration.
	importedKey = "imported"
	// secretsKey holds the names, not the values, in env_wo.
	secretsKey = "secrets"
)

// privateReader is the part of private state that a request offers.
type privateReader interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
}

func isAdopted(ctx context.Context, private privateReader) (bool, diag.Diagnostics) {
	value, diags := private.GetKey(ctx, importedKey)
	return string(value) == "true", diags
}

func setAdopted(ctx context.Context, private tfkit.PrivateState, adopted bool) diag.Diagnostics {
	value := []byte("false")
	if adopted {
		value = []byte("true")
	}
	return private.SetKey(ctx, importedKey, value)
}

func secretKeys(ctx context.Context, private privateReader) ([]string, diag.Diagnostics) {
	value, diags := private.GetKey(ctx, secretsKey)
	if len(value) == 0 {
		return nil, diags
	}
	var keys []string
	if err := json.Unmarshal(value, &keys); err != nil {
		diags.AddError("Unreadable private state", "The names of env_wo could not be read back: "+err.Error()+". Change `env_wo_version` to send env_wo again.")
	}
	return keys, diags
}

func setSecretKeys(ctx context.Context, private tfkit.PrivateState, keys []string) diag.Diagnostics {
	value, err := json.Marshal(keys)
	if err != nil { // strings always marshal
		return diag.Diagnostics{diag.NewErrorDiagnostic("Cannot remember the names in env_wo", err.Error())}
	}
	return private.SetKey(ctx, secretsKey, value)
}

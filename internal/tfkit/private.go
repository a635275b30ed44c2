package tfkit

import (
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// Keys of the private state of what runs a container.
const (
	// importedKey is set from an import, or the first read of an older provider's
	// state, to the first update: what RunPod never returns is then adopted from the
	// configuration.
	importedKey = "imported"
	// secretsKey holds the names, not the values, in env_wo.
	secretsKey = "secrets"
)

// PrivateReader is the part of private state that a request offers.
type PrivateReader interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
}

// IsAdopted reports whether the resource was imported, or taken over from an older
// provider, and not updated since.
func IsAdopted(ctx context.Context, private PrivateReader) (bool, diag.Diagnostics) {
	value, diags := private.GetKey(ctx, importedKey)
	return string(value) == "true", diags
}

// SetAdopted remembers what IsAdopted reports.
func SetAdopted(ctx context.Context, private PrivateState, adopted bool) diag.Diagnostics {
	value := []byte("false")
	if adopted {
		value = []byte("true")
	}
	return private.SetKey(ctx, importedKey, value)
}

// SecretKeys are the names that env_wo held when it was last sent.
func SecretKeys(ctx context.Context, private PrivateReader) ([]string, diag.Diagnostics) {
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

// SetSecretKeys remembers what SecretKeys returns.
func SetSecretKeys(ctx context.Context, private PrivateState, keys []string) diag.Diagnostics {
	value, err := json.Marshal(keys)
	if err != nil { // strings always marshal
		return diag.Diagnostics{diag.NewErrorDiagnostic("Cannot remember the names in env_wo", err.Error())}
	}
	return private.SetKey(ctx, secretsKey, value)
}

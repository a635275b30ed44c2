package tfkit

import (
	"context"
	"encoding/json"
	"strconv"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// Keys of private state.
const (
	// importedKey is set from an import, or the first read of an older provider's
	// state, to the first update: what Runpod never returns is then adopted from the
	// configuration.
	importedKey = "imported"
	// freshKey is set from an import to the second read: the next step after it is named
	// once.
	freshKey = "fresh"
	// secretsKey holds the names, not the values, in env_wo.
	secretsKey = "secrets"
)

// PrivateReader is the part of private state that a request offers.
type PrivateReader interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
}

// PrivateState is the part of private state that an answer offers.
type PrivateState interface {
	PrivateReader
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// Origin is where a state comes from, and so what it may not know. The zero value
// is that of a resource which was created here and sent no secrets.
type Origin struct {
	// JustImported says that the state holds nothing but the ID.
	JustImported bool
	// EnvUnread says that the state was taken over without the environment and what else
	// shows in it: they are filled in as after an import.
	EnvUnread bool
	// Adopted says that the resource was imported, or taken over from an older
	// provider, and not updated since.
	Adopted bool
	// Fresh says that the plan is that of the import.
	Fresh bool
	// SecretKeys are the names that env_wo held when it was last sent.
	SecretKeys []string
}

// OriginFrom reads what private state knows of it.
func OriginFrom(ctx context.Context, private PrivateReader, diags *diag.Diagnostics) Origin {
	adopted, d := private.GetKey(ctx, importedKey)
	diags.Append(d...)
	fresh, d := private.GetKey(ctx, freshKey)
	diags.Append(d...)
	names, d := private.GetKey(ctx, secretsKey)
	diags.Append(d...)
	origin := Origin{Adopted: string(adopted) == "true", Fresh: string(fresh) == "true"}
	if len(names) == 0 {
		return origin
	}
	if err := json.Unmarshal(names, &origin.SecretKeys); err != nil {
		diags.AddError("Unreadable private state", "The variable names of `env_wo` cannot be read: "+err.Error()+". Change `env_wo_version` to send `env_wo` again.")
	}
	return origin
}

// SetAdopted remembers whether a resource is adopted.
func SetAdopted(ctx context.Context, private PrivateState, adopted bool) diag.Diagnostics {
	return private.SetKey(ctx, importedKey, strconv.AppendBool(nil, adopted))
}

// SetFresh remembers whether the next plan is that of the import.
func SetFresh(ctx context.Context, private PrivateState, fresh bool) diag.Diagnostics {
	return private.SetKey(ctx, freshKey, strconv.AppendBool(nil, fresh))
}

// SetSecretKeys remembers the names that env_wo held when it was sent.
func SetSecretKeys(ctx context.Context, private PrivateState, keys []string) diag.Diagnostics {
	value, err := json.Marshal(keys)
	if err != nil { // strings always marshal
		return diag.Diagnostics{diag.NewErrorDiagnostic("Cannot store the variable names of env_wo", err.Error())}
	}
	return private.SetKey(ctx, secretsKey, value)
}

// NoPrivateState is the private state of what has none, such as a listed
// resource.
type NoPrivateState struct{}

// GetKey finds nothing.
func (NoPrivateState) GetKey(context.Context, string) ([]byte, diag.Diagnostics) { return nil, nil }

// SetKey keeps nothing.
func (NoPrivateState) SetKey(context.Context, string, []byte) diag.Diagnostics { return nil }

package legacy

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// schemaVersion is that of every resource of the older providers. Ours begin
// above it.
const schemaVersion = 0

// officialSource is the address of Runpod's own provider, 1.x and 2.0.
const officialSource = "runpod/runpod"

// providers are the addresses of the older providers, without a registry in front.
func providers() []string {
	return []string{officialSource, "decentralized-infrastructure/runpod"}
}

// UpgradeState serves a state of an older provider after `terraform state
// replace-provider`. It asks nobody: a CLI upgrades states offline as well. What it
// leaves is for the refresh that follows.
func UpgradeState(typeName string) map[int64]resource.StateUpgrader {
	return map[int64]resource.StateUpgrader{
		schemaVersion: {
			StateUpgrader: func(ctx context.Context, req resource.UpgradeStateRequest, resp *resource.UpgradeStateResponse) {
				takeOver(ctx, typeName, req.RawState, &resp.State, &resp.Diagnostics)
			},
		},
	}
}

// MoveState serves `moved` blocks that lead from a resource of an older provider to
// ours: of the same type, or of the type that it is called in runpod/runpod 2.0. The state
// of the latter may have been given to this provider before (`terraform state
// replace-provider`).
func MoveState(typeName string) []resource.StateMover {
	return []resource.StateMover{
		{
			StateMover: func(ctx context.Context, req resource.MoveStateRequest, resp *resource.MoveStateResponse) {
				_, provider, _ := strings.Cut(req.SourceProviderAddress, "/") // from whichever registry
				renamed := slices.Contains(namesOfTwo(typeName), req.SourceTypeName)
				known := slices.Contains(providers(), provider) || renamed && provider == ourSource
				if known && (renamed || req.SourceTypeName == typeName) && req.SourceSchemaVersion == schemaVersion {
					takeOver(ctx, req.SourceTypeName, req.SourceRawState, &resp.TargetState, &resp.Diagnostics)
				}
			},
		},
	}
}

// namesOfTwo are the names that a type of ours has in runpod/runpod 2.0 only.
func namesOfTwo(typeName string) []string {
	var names []string
	for name, t := range tablesOfTwo() {
		if t.typ == typeName && name != typeName {
			names = append(names, name)
		}
	}
	return names
}

// takeOver turns a state of a type of an older provider into one of ours.
func takeOver(ctx context.Context, typeName string, raw *tfprotov6.RawState, state *tfsdk.State, diags *diag.Diagnostics) {
	const summary = "Cannot migrate the state"
	old, err := parseState(raw)
	if err != nil {
		diags.AddError(summary, fmt.Sprintf("%s. Remove the resource from the state (`terraform state rm`) and import it by its ID. The object on Runpod does not change.", err))
		return
	}
	t, _ := tableOf(typeName, old.isOfTwo(tablesOfTwo()[typeName]))
	document, err := json.Marshal(t.state(old)) // what is not in it is null
	if err == nil {
		state.Raw, err = tfprotov6.RawState{JSON: document}.Unmarshal(state.Schema.Type().TerraformType(ctx))
	}
	if err != nil {
		diags.AddError(summary, err.Error()+". This is a bug in the provider; please report it.")
	}
}

// RefuseKeys answers a `moved` block that leads from runpod/runpod 2.0's list of all SSH
// keys to one key: which of them it means nobody can tell, and another one than the
// configuration's would be removed from the account.
func RefuseKeys() []resource.StateMover {
	return []resource.StateMover{
		{
			StateMover: func(_ context.Context, req resource.MoveStateRequest, resp *resource.MoveStateResponse) {
				if req.SourceTypeName != sshKeysOfTwo || req.SourceRawState == nil {
					return
				}
				var old attributes
				_ = decode(req.SourceRawState.JSON, &old) // without it there are no fingerprints to name
				resp.Diagnostics.AddError("A list of SSH keys cannot become one key",
					"`"+sshKeysOfTwo+"` holds all keys of the account, and a `runpod_ssh_key` is one of them. Remove the `moved` block, "+fmt.Sprintf(forgetKeys, sshKeysOfTwo+".NAME")+
						", and import each key by its fingerprint"+keysOf(old, ": %s")+".")
			},
		},
	}
}

// EnvUnread reports whether a state that was never read has an environment which only
// was not read there: it is an empty one, where one that is known to be none is null. It
// takes that mark out of the answer, whose words a refresh keeps.
func EnvUnread(ctx context.Context, createdAt types.String, env types.Map, resp *resource.ReadResponse) bool {
	unread := createdAt.IsNull() && !env.IsNull() && len(env.Elements()) == 0
	if unread {
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("env"), types.MapNull(types.StringType))...)
	}
	return unread
}

// parseState reads a state in JSON. It has to hold an ID.
func parseState(raw *tfprotov6.RawState) (attributes, error) {
	if raw == nil || len(raw.JSON) == 0 {
		return nil, errors.New("the state is not JSON: a version of Terraform before 0.12 wrote it")
	}
	var old attributes
	if err := decode(raw.JSON, &old); err != nil {
		return nil, fmt.Errorf("the state cannot be read: %w", err)
	}
	if old.text("id") == "" {
		return nil, errors.New("the state contains no ID")
	}
	return old, nil
}

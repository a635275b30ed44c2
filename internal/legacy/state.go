package legacy

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// schemaVersion is that of every resource of the older providers. Ours begin
// above it.
const schemaVersion = 0

// providers are the addresses of the older providers, without a registry in front.
func providers() []string {
	return []string{"runpod/runpod", "decentralized-infrastructure/runpod"}
}

// UpgradeState serves a state of an older provider after `terraform state
// replace-provider`. It asks nobody: a CLI upgrades states offline, too. What it
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

// MoveState serves `moved` blocks that lead from a resource of an older provider
// to ours of the same type.
func MoveState(typeName string) []resource.StateMover {
	return []resource.StateMover{
		{
			StateMover: func(ctx context.Context, req resource.MoveStateRequest, resp *resource.MoveStateResponse) {
				_, provider, _ := strings.Cut(req.SourceProviderAddress, "/") // from whichever registry
				if req.SourceTypeName == typeName && req.SourceSchemaVersion == schemaVersion && slices.Contains(providers(), provider) {
					takeOver(ctx, typeName, req.SourceRawState, &resp.TargetState, &resp.Diagnostics)
				}
			},
		},
	}
}

func takeOver(ctx context.Context, typeName string, raw *tfprotov6.RawState, state *tfsdk.State, diags *diag.Diagnostics) {
	const summary = "Cannot take over the state"
	old, err := parseState(raw)
	if err != nil {
		diags.AddError(summary, fmt.Sprintf("%s. Remove the resource from the state (`terraform state rm`) and import it by its id: nothing happens to it at RunPod.", err))
		return
	}
	document, err := json.Marshal(tables[typeName].state(old)) // what is not in it is null
	if err == nil {
		state.Raw, err = tfprotov6.RawState{JSON: document}.Unmarshal(state.Schema.Type().TerraformType(ctx))
	}
	if err != nil {
		diags.AddError(summary, err.Error()+". This is a bug in the provider; please report it.")
	}
}

// parseState reads a state in JSON. It has to hold an id.
func parseState(raw *tfprotov6.RawState) (attributes, error) {
	if raw == nil || len(raw.JSON) == 0 {
		return nil, errors.New("the state is not in JSON: some version of Terraform before 0.12 wrote it")
	}
	var old attributes
	if err := decode(raw.JSON, &old); err != nil {
		return nil, fmt.Errorf("the state cannot be read: %w", err)
	}
	if old.text("id") == "" {
		return nil, errors.New("the state holds no id")
	}
	return old, nil
}

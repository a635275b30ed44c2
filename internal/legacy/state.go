package legacy

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// legacyVersion is the schema version of every resource of the two providers
// that spoke RunPod's REST v1. Ours begin above it.
const legacyVersion = 0

// legacyProviders are those two, without the registry in front.
func legacyProviders() []string {
	return []string{"runpod/runpod", "decentralized-infrastructure/runpod"}
}

// TakeLegacy fills a model, in which all is null, from a state of either of the
// older providers. What it leaves is for the refresh that follows.
type TakeLegacy[M any] func(old LegacyState, m *M)

// UpgradeLegacy serves a state of an older provider after `terraform state
// replace-provider`. It asks nobody: a CLI upgrades states offline, too.
func UpgradeLegacy[M any](take TakeLegacy[M]) map[int64]resource.StateUpgrader {
	return map[int64]resource.StateUpgrader{
		legacyVersion: {
			StateUpgrader: func(ctx context.Context, req resource.UpgradeStateRequest, resp *resource.UpgradeStateResponse) {
				resp.Diagnostics.Append(takeLegacy(ctx, req.RawState, take, &resp.State)...)
			},
		},
	}
}

// MoveLegacy serves `moved` blocks that lead here from a resource of the given
// type of an older provider.
func MoveLegacy[M any](typeName string, take TakeLegacy[M]) []resource.StateMover {
	return []resource.StateMover{
		{
			StateMover: func(ctx context.Context, req resource.MoveStateRequest, resp *resource.MoveStateResponse) {
				if req.SourceTypeName == typeName && req.SourceSchemaVersion == legacyVersion && isLegacyProvider(req.SourceProviderAddress) {
					resp.Diagnostics.Append(takeLegacy(ctx, req.SourceRawState, take, &resp.TargetState)...)
				}
			},
		},
	}
}

// isLegacyProvider takes an address such as
// "registry.terraform.io/runpod/runpod", from whichever registry.
func isLegacyProvider(address string) bool {
	_, name, _ := strings.Cut(address, "/")
	return slices.Contains(legacyProviders(), name)
}

func takeLegacy[M any](ctx context.Context, raw *tfprotov6.RawState, take TakeLegacy[M], state *tfsdk.State) diag.Diagnostics {
	var diags diag.Diagnostics
	old, err := ParseLegacyState(raw)
	if err != nil {
		diags.AddError("Cannot take over the state", fmt.Sprintf("%s. Remove the resource from the state (`terraform state rm`) and import it by its id: nothing happens to it at RunPod.", err))
		return diags
	}
	empty, err := nothingKnown(ctx, state)
	if err != nil {
		diags.AddError("Cannot take over the state", err.Error()+". This is a bug in the provider; please report it.")
		return diags
	}
	filled := tfsdk.State{Schema: state.Schema, Raw: empty}
	m := new(M)
	if diags.Append(filled.Get(ctx, m)...); diags.HasError() {
		return diags
	}
	take(old, m)
	diags.Append(filled.Set(ctx, m)...)
	if !diags.HasError() {
		state.Raw = filled.Raw
	}
	return diags
}

// nothingKnown is an object of the schema with nothing but nulls in it.
func nothingKnown(ctx context.Context, state *tfsdk.State) (tftypes.Value, error) {
	kind, ok := state.Schema.Type().TerraformType(ctx).(tftypes.Object)
	if !ok {
		return tftypes.Value{}, fmt.Errorf("the schema is no object but %s", state.Schema.Type())
	}
	values := make(map[string]tftypes.Value, len(kind.AttributeTypes))
	for name, attribute := range kind.AttributeTypes {
		values[name] = tftypes.NewValue(attribute, nil)
	}
	return tftypes.NewValue(kind, values), nil
}

package labels

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// Plan completes a plan; state is nil for what is to be created. `tags_all` is known as
// soon as `tags` and `default_tags` are. What an import found stays as long as the
// configuration says nothing of it.
func (l *Labels) Plan(ctx context.Context, config Fields, plan, state *Fields, private tfkit.PrivateReader, diags *diag.Diagnostics) {
	plan.Tags, plan.CostCenterID = config.Tags, config.CostCenterID
	if state == nil {
		plan.TagsAll = l.merged(ctx, plan.Tags)
		l.planCostCenter(ctx, plan.CostCenterID, types.StringNull(), diags)
		return
	}
	found := readNote(ctx, private, diags)
	if found.AdoptedTags && config.Tags.IsNull() {
		plan.Tags = state.Tags
	}
	if found.AdoptedCostCenter && config.CostCenterID.IsNull() {
		plan.CostCenterID = state.CostCenterID
	}
	plan.Tags, plan.CostCenterID = respelled(plan.Tags, state.Tags), respelledID(plan.CostCenterID, state.CostCenterID)
	plan.TagsAll = l.merged(ctx, plan.Tags)
	l.planCostCenter(ctx, plan.CostCenterID, state.CostCenterID, diags)
	if tfkit.None(plan.TagsAll) && tfkit.None(state.TagsAll) {
		plan.TagsAll = state.TagsAll
	}
}

// respelled is what is not declared, in the state's spelling of none.
func respelled(plan, state types.Map) types.Map {
	if plan.IsNull() && tfkit.None(state) {
		return state
	}
	return plan
}

func respelledID(plan, state types.String) types.String {
	if plan.IsNull() && tfkit.None(state) {
		return state
	}
	return plan
}

// merged are the tags of a resource over the provider's. An element that is not known
// may turn out to be null, which leaves its key to the provider: nothing is known then.
func (l *Labels) merged(ctx context.Context, tags types.Map) types.Map {
	if !tfkit.Known(ctx, tags, l.defaults) {
		return types.MapUnknown(types.StringType)
	}
	all := tagMap(l.defaults)
	maps.Copy(all, tagMap(tags))
	return tagValue(all)
}

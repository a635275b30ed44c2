package labels

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// Fields are the part of a model that Attributes describes.
type Fields struct {
	Tags         types.Map    `tfsdk:"tags"`
	TagsAll      types.Map    `tfsdk:"tags_all"`
	CostCenterID types.String `tfsdk:"cost_center_id"`
}

// tagMap is a map of tags as strings: without null elements, and those not known yet.
func tagMap(v types.Map) map[string]string { return tfkit.StringMap(v) }

// tagValue is a map of tags, null for none.
func tagValue(tags map[string]string) types.Map {
	if len(tags) == 0 {
		return types.MapNull(types.StringType)
	}
	return tfkit.StringMapValue(tags)
}

// noteKey is where private state holds a note.
const noteKey = "labels"

// note is what the state cannot say of itself.
type note struct {
	// AdoptedTags and AdoptedCostCenter say that an import found them and that no
	// configuration has declared any since: they are left alone until one does.
	AdoptedTags       bool `json:"adopted_tags,omitempty"`
	AdoptedCostCenter bool `json:"adopted_cost_center,omitempty"`
	// MissingTags are keys in the state that could not be attached, MissingCostCenter
	// says the same: a create that fails for them would taint what it has made.
	MissingTags       []string `json:"missing_tags,omitempty"`
	MissingCostCenter bool     `json:"missing_cost_center,omitempty"`
}

func (n note) isEmpty() bool {
	return !n.AdoptedTags && !n.AdoptedCostCenter && len(n.MissingTags) == 0 && !n.MissingCostCenter
}

func readNote(ctx context.Context, private tfkit.PrivateReader, diags *diag.Diagnostics) note {
	text, d := private.GetKey(ctx, noteKey)
	diags.Append(d...)
	var n note
	_ = json.Unmarshal(text, &n) // absent, or ours
	return n
}

// write keeps a note. Where there is none, nothing is written.
func (n note) write(ctx context.Context, private tfkit.PrivateState, diags *diag.Diagnostics) {
	before := readNote(ctx, private, diags)
	if n.isEmpty() && before.isEmpty() {
		return
	}
	text, err := json.Marshal(n)
	if err != nil { // flags and strings always marshal
		diags.AddError("Cannot store the tags", err.Error())
		return
	}
	diags.Append(private.SetKey(ctx, noteKey, text)...)
}

// without are tags without some keys.
func without(tags types.Map, keys []string) types.Map {
	elements := tags.Elements()
	maps.DeleteFunc(elements, func(key string, _ attr.Value) bool { return slices.Contains(keys, key) })
	if len(elements) == 0 {
		return types.MapNull(types.StringType)
	}
	return types.MapValueMust(types.StringType, elements)
}

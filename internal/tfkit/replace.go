package tfkit

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Excludes reports whether a list or set no longer names what was placed. An
// element that is not known yet could still turn out to be it.
func Excludes(names interface {
	attr.Value
	Elements() []attr.Value
}, placed types.String) bool {
	if None(names) || !Declared(placed) {
		return false
	}
	return names.IsUnknown() || !slices.ContainsFunc(names.Elements(), func(e attr.Value) bool { return e.Equal(placed) })
}

// ChangesAtCreation reports whether a setting that only a create can make
// changes. Taking it out of the configuration leaves things as they are, and an
// adopted object takes over what is declared: Runpod never said what it was made with,
// and what its environment lets one think may be wrong.
func ChangesAtCreation(plan, state types.Bool, adopted bool) bool {
	if plan.IsNull() || adopted {
		return false
	}
	return plan.IsUnknown() || plan.ValueBool() != state.ValueBool()
}

// NotYetKnown is what a warning of a replacement adds where one of the values that may have caused it is not known
// before the apply; empty where all are.
func NotYetKnown(ctx context.Context, values ...attr.Value) string {
	if Known(ctx, values...) {
		return ""
	}
	return " A value that forces the replacement is not known until apply, so Terraform replaces it even if the value turns out to be the same. To prevent that, first apply what the value depends on (`-target`)."
}

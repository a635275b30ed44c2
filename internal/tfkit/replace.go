package tfkit

import (
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
	return !names.IsUnknown() && !slices.ContainsFunc(names.Elements(), func(e attr.Value) bool { return e.IsUnknown() || e.Equal(placed) })
}

// ChangesAtCreation reports whether a setting that only a create can make
// changes. Taking it out of the configuration leaves things as they are, and an
// adopted object takes over what is declared: Runpod never said what it was made with,
// and what its environment lets one think may be wrong.
func ChangesAtCreation(plan, state types.Bool, adopted bool) bool {
	if plan.IsNull() || plan.IsUnknown() || adopted {
		return false
	}
	return plan.ValueBool() != state.ValueBool()
}

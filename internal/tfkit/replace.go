package tfkit

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Excludes reports whether a list or set no longer names what was placed. An
// element that is not known yet could still turn out to be it.
func Excludes(names interface {
	attr.Value
	Elements() []attr.Value
}, placed types.String) bool {
	if names.IsNull() || names.IsUnknown() || placed.IsNull() || placed.IsUnknown() {
		return false
	}
	for _, e := range names.Elements() {
		if e.IsUnknown() || e.Equal(placed) {
			return false
		}
	}
	return true
}

// ChangesAtCreation reports whether a setting that only a create can make
// changes. Taking it out of the configuration leaves things as they are, and an
// adopted object takes over what RunPod never returned.
func ChangesAtCreation(plan, state types.Bool, adopted bool) bool {
	if plan.IsNull() || plan.IsUnknown() || (adopted && state.IsNull()) {
		return false
	}
	return plan.ValueBool() != state.ValueBool()
}

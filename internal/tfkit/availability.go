package tfkit

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
)

// RejectUnavailable refuses an attribute for a problem that [account.Availability]
// names, if there is one. CLIs show a nested attribute by its resource only, so the
// text names it.
func RejectUnavailable(diags *diag.Diagnostics, at path.Path, problem string) {
	if problem != "" {
		diags.AddAttributeError(at, "Not available", fmt.Sprintf("%s: %s", at, problem))
	}
}

// RejectUnavailableDataCenters refuses `data_center_ids` that do not exist, but for
// those that an existing object was let have already: before is null where there is none.
func RejectUnavailableDataCenters(ctx context.Context, availability *account.Availability, ids, before types.Set, diags *diag.Diagnostics) {
	known := Strings(before)
	for _, id := range Strings(ids) {
		if slices.Contains(known, id) {
			continue
		}
		RejectUnavailable(diags, path.Root("data_center_ids"), availability.DataCenter(ctx, id, ""))
	}
}

// RejectMissing refuses the ID of an object that the account does not have, and returns the object if it is known. kind
// is what such an object is called. The ID that an existing object has already is not looked at: before is null where
// there is none.
func RejectMissing[T any](ctx context.Context, objects *account.Reads[T], kind string, at path.Path, id, before types.String, diags *diag.Diagnostics) *T {
	if !Declared(id) || id.Equal(before) {
		return nil
	}
	object, lacks := objects.LookUp(ctx, id.ValueString())
	if lacks {
		AddMissing(diags, at, kind, id.ValueString())
	}
	return object
}

// AddMissing says that the account does not have an object of a kind.
func AddMissing(diags *diag.Diagnostics, at path.Path, kind, id string) {
	diags.AddAttributeError(at, "Unknown "+kind,
		fmt.Sprintf("%s: the account has no %s with the ID %q. Check the ID, and that the API key belongs to the right account.", at, kind, id))
}

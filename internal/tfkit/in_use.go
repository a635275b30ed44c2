package tfkit

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
)

// WarnOfUse warns of a replacement that Runpod will refuse because something uses the
// object, or because the new one has the name of the old one. One that gets another
// name follows the advice, as far as a provider can tell.
func WarnOfUse[T, R any](ctx context.Context, a *account.Account, kind *account.Kind[T, R], at path.Path, id, name, newName types.String, diags *diag.Diagnostics) {
	if !newName.Equal(name) {
		return
	}
	if users := Users(ctx, a, kind, id); users != "" {
		diags.AddAttributeWarning(at, Naming("Cannot be replaced while it is in use", name),
			fmt.Sprintf("Runpod does not delete a %s that is in use, and %q (%s) is used by %s. %s", kind.Name, name.ValueString(), id.ValueString(), users, kind.Renewal))
	}
}

// Users names what uses an object; it is empty where nothing does, or where that
// cannot be determined yet.
func Users[T, R any](ctx context.Context, a *account.Account, kind *account.Kind[T, R], id types.String) string {
	if a == nil || kind.Users == nil {
		return ""
	}
	users, err := kind.Users(ctx, a.Client, id.ValueString())
	if err != nil { // the apply says so, if it is still true then
		return ""
	}
	return Listed(users)
}

// maxNamed is how many objects a message names.
const maxNamed = 5

// Listed names objects, and says how many more there are where they are many. It is empty
// where there are none.
func Listed(names []string) string {
	if len(names) > maxNamed {
		names = append(names[:maxNamed:maxNamed], fmt.Sprintf("%d more", len(names)-maxNamed))
	}
	return strings.Join(names, ", ")
}

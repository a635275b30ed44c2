package tfkit

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/models"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// SchemaVersion is the version of every resource's schema. 0 is that of the older
// providers' states.
const SchemaVersion = 1

// SetState stores a model and its identity. Create, Read and Update all need both.
func SetState(ctx context.Context, state *tfsdk.State, identity *tfsdk.ResourceIdentity, id types.String, model any, diags *diag.Diagnostics) {
	diags.Append(models.SetState(ctx, state, model)...)
	diags.Append(SetIDIdentity(ctx, identity, id)...)
}

// SetRefreshed stores what a read found, in the words of the state so far: Runpod
// cannot know how somebody spelled it. M is a resource's model.
func SetRefreshed[M any](ctx context.Context, resp *resource.ReadResponse, id types.String, model *M) {
	var before M
	resp.Diagnostics.Append(models.Get(ctx, resp.State, &before)...)
	SetState(ctx, &resp.State, resp.Identity, id, Spelled(ctx, before, nil, *model), &resp.Diagnostics)
}

// ReadTracked reads the object that a state holds. It returns nil where there is
// nothing more to do: an object that is gone is taken out of the state, and a failure
// is reported.
func ReadTracked[T, R any](ctx context.Context, a *account.Account, kind *account.Kind[T, R], id types.String, resp *resource.ReadResponse) *T {
	a.Creates.MarkTracked(ctx, kind.Name, id.ValueString())
	object, err := account.ReadsOf(a, kind).Get(ctx, id.ValueString())
	switch {
	case runpod.IsNotFound(err):
		RemoveGone(ctx, resp, id)
		return nil
	case err != nil:
		AddError(&resp.Diagnostics, Attempted("read", kind.Name, id.ValueString()), err, nil)
		return nil
	}
	return object
}

// RemoveGone takes what Runpod no longer knows out of the state. A CLI that
// keeps no identities still wants one in the answer.
func RemoveGone(ctx context.Context, resp *resource.ReadResponse, id types.String) {
	resp.Diagnostics.Append(SetIDIdentity(ctx, resp.Identity, id)...)
	resp.State.RemoveResource(ctx)
}

package tfkit

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/models"
)

// IDIdentity is the identity of everything that Runpod names by one ID.
type IDIdentity struct {
	ID types.String `tfsdk:"id"`
}

// IDIdentitySchema describes IDIdentity; what says whose ID it is.
func IDIdentitySchema(what string) identityschema.Schema {
	return identityschema.Schema{
		Attributes: map[string]identityschema.Attribute{
			"id": identityschema.StringAttribute{
				RequiredForImport: true,
				Description:       "ID of the " + what + ".",
			},
		},
	}
}

// SetIDIdentity stores the ID as the resource's identity. Create, Read and
// Update must all call it: a CLI that knows identities fails without it.
func SetIDIdentity(ctx context.Context, identity *tfsdk.ResourceIdentity, id types.String) diag.Diagnostics {
	if identity == nil {
		return nil
	}
	return identity.Set(ctx, IDIdentity{ID: id})
}

// ImportByID serves `terraform import`, and import blocks with an ID or an
// identity. What cannot be an ID is refused before anything is asked.
func ImportByID(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	id := req.ID
	if id == "" && req.Identity != nil {
		var identity IDIdentity
		resp.Diagnostics.Append(models.Get(ctx, req.Identity, &identity)...)
		id = identity.ID.ValueString()
	}
	if problem, remedy := checkID(id); problem != "" && !resp.Diagnostics.HasError() {
		resp.Diagnostics.AddError(problem, remedy)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	resource.ImportStatePassthroughWithIdentity(ctx, path.Root("id"), path.Root("id"), req, resp)
}

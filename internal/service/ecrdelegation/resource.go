package ecrdelegation

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/models"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

type delegationResource struct {
	account *account.Account
	reads   *account.Reads[runpod.ECRDelegation]
}

var (
	_ resource.ResourceWithConfigure   = (*delegationResource)(nil)
	_ resource.ResourceWithIdentity    = (*delegationResource)(nil)
	_ resource.ResourceWithImportState = (*delegationResource)(nil)
)

// NewResource makes `runpod_ecr_delegation`.
func NewResource() resource.Resource { return &delegationResource{} }

func (r *delegationResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = Kind.Type
}

func (r *delegationResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = resourceSchema()
}

func (r *delegationResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = tfkit.IDIdentitySchema(Kind.Name)
}

func (r *delegationResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	if data := service.ProviderDataFrom(req.ProviderData, &resp.Diagnostics); data != nil {
		r.account, r.reads = data.Account, account.ReadsOf(data.Account, Kind)
	}
}

func (r *delegationResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	tfkit.ImportByID(ctx, req, resp)
}

func (r *delegationResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan model
	resp.Diagnostics.Append(models.Get(ctx, req.Plan, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	attempt := r.account.Creates.Attempt(resp.Diagnostics.AddWarning)
	defer attempt.End(ctx)
	defer r.reads.Drop()
	delegation, err := account.Create(ctx, attempt, Kind, plan.ResourceARN.ValueString(), tfkit.Plain(ctx, plan).toCreate(), r.account.Client.CreateDelegation)
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("create", Kind.Name, plan.ResourceARN.ValueString()), err, fieldPaths)
		return
	}
	state := plan
	state.fromAPI(delegation)
	state = tfkit.Settled(ctx, plan, state)
	tfkit.SetState(ctx, &resp.State, resp.Identity, state.ID, &state, &resp.Diagnostics)
}

func (r *delegationResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	resp.Diagnostics.Append(models.Get(ctx, req.State, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	delegation := tfkit.ReadTracked(ctx, r.account, Kind, state.ID, resp)
	if delegation == nil {
		return
	}
	state.fromAPI(delegation)
	tfkit.SetRefreshed(ctx, resp, state.ID, &state)
}

// Update sends Runpod nothing: what comes here is the ARN of an import that
// Runpod's answer did not tell.
func (r *delegationResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan model
	resp.Diagnostics.Append(models.Get(ctx, req.Plan, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	tfkit.SetState(ctx, &resp.State, resp.Identity, plan.ID, &plan, &resp.Diagnostics)
}

func (r *delegationResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state model
	resp.Diagnostics.Append(models.Get(ctx, req.State, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	defer r.reads.Drop()
	id := state.ID.ValueString()
	if err := r.reads.Deleted(ctx, id, r.account.Client.RevokeDelegation(ctx, id)); err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("revoke", Kind.Name, state.ResourceARN.ValueString()), err, nil)
	}
}

// fieldPaths says which attribute a field of Runpod's comes from.
var fieldPaths = tfkit.FieldPaths{"resource": path.Root("resource_arn"), "name": path.Root("name")}

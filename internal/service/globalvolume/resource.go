package globalvolume

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/models"
	"github.com/runpod-iac/terraform-provider-runpod/internal/pricing"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

type volumeResource struct {
	account   *account.Account
	reads     *account.Reads[runpod.GlobalVolume]
	estimates *pricing.Estimates[cost.GlobalVolume]
}

var (
	_ resource.ResourceWithConfigure   = (*volumeResource)(nil)
	_ resource.ResourceWithIdentity    = (*volumeResource)(nil)
	_ resource.ResourceWithImportState = (*volumeResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*volumeResource)(nil)
)

// NewResource makes `runpod_global_volume`.
func NewResource() resource.Resource { return &volumeResource{} }

func (r *volumeResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = Kind.Type
}

func (r *volumeResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = resourceSchema()
}

func (r *volumeResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = tfkit.IDIdentitySchema(Kind.Name)
}

func (r *volumeResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	if data := service.ProviderDataFrom(req.ProviderData, &resp.Diagnostics); data != nil {
		r.account, r.reads = data.Account, account.ReadsOf(data.Account, Kind)
		r.estimates = pricing.NewEstimates(Kind.Name, data.Prices, data.Budget, cost.Estimator.GlobalVolume)
	}
}

func (r *volumeResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	tfkit.ImportByID(ctx, req, resp)
}

func (r *volumeResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan model
	resp.Diagnostics.Append(models.Get(ctx, req.Plan, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	attempt := r.account.Creates.Attempt(resp.Diagnostics.AddWarning)
	defer attempt.End(ctx)
	defer r.reads.Drop()
	object, err := account.Create(ctx, attempt, Kind, plan.Name.ValueString(), plan.toCreate(), r.account.Client.CreateGlobalVolume)
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("create", Kind.Name, plan.Name.ValueString()), err, fieldPaths)
		return
	}
	state := plan
	state.fromAPI(object)
	state = tfkit.Settled(ctx, plan, state)
	state.EstimatedCost = r.estimates.Apply(ctx, plan.EstimatedCost, state.costInputs(), &resp.Diagnostics)
	tfkit.SetState(ctx, &resp.State, resp.Identity, state.ID, &state, &resp.Diagnostics)
}

func (r *volumeResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	resp.Diagnostics.Append(models.Get(ctx, req.State, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	object := tfkit.ReadTracked(ctx, r.account, Kind, state.ID, resp)
	if object == nil {
		return
	}
	r.refresh(ctx, &state, object, &resp.Diagnostics)
	tfkit.SetRefreshed(ctx, resp, state.ID, &state)
}

// refresh brings a state up to date. After an import it holds nothing but the ID.
func (r *volumeResource) refresh(ctx context.Context, state *model, object *runpod.GlobalVolume, diags *diag.Diagnostics) {
	before := state.costInputs()
	state.fromAPI(object)
	state.EstimatedCost = r.estimates.Refresh(ctx, state.EstimatedCost, before, state.costInputs(), diags)
}

func (r *volumeResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state model
	resp.Diagnostics.Append(models.Get(ctx, req.Plan, &plan)...)
	resp.Diagnostics.Append(models.Get(ctx, req.State, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if !plan.Name.Equal(state.Name) {
		defer r.reads.Drop()
		body := runpod.UpdateGlobalVolumeRequest{Name: plan.Name.ValueStringPointer()}
		if _, err := r.account.Client.UpdateGlobalVolume(ctx, state.ID.ValueString(), body); err != nil {
			tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("rename", Kind.Name, state.Name.ValueString()), err, fieldPaths)
			return
		}
	}
	plan.EstimatedCost = r.estimates.Apply(ctx, plan.EstimatedCost, plan.costInputs(), &resp.Diagnostics)
	tfkit.SetState(ctx, &resp.State, resp.Identity, plan.ID, &plan, &resp.Diagnostics)
}

func (r *volumeResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state model
	resp.Diagnostics.Append(models.Get(ctx, req.State, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	id := state.ID.ValueString()
	defer r.reads.Drop()
	if err := r.reads.Deleted(ctx, id, r.account.Client.DeleteGlobalVolume(ctx, id)); err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("delete", Kind.Name, state.Name.ValueString()), err, nil)
	}
}

// fieldPaths says which attribute a field of Runpod's comes from.
var fieldPaths = tfkit.FieldPaths{"name": path.Root("name")}

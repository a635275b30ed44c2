package costcenter

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/labels"
	"github.com/runpod-iac/terraform-provider-runpod/internal/models"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

type centerResource struct {
	account *account.Account
	reads   *account.Reads[runpod.CostCenter]
	labels  *labels.Labels
}

var (
	_ resource.ResourceWithConfigure   = (*centerResource)(nil)
	_ resource.ResourceWithIdentity    = (*centerResource)(nil)
	_ resource.ResourceWithImportState = (*centerResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*centerResource)(nil)
)

// NewResource makes `runpod_cost_center`.
func NewResource() resource.Resource { return &centerResource{} }

func (r *centerResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = Kind.Type
}

func (r *centerResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = resourceSchema()
}

func (r *centerResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = tfkit.IDIdentitySchema(Kind.Name)
}

func (r *centerResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	if data := service.ProviderDataFrom(req.ProviderData, &resp.Diagnostics); data != nil {
		r.account, r.reads, r.labels = data.Account, account.ReadsOf(data.Account, Kind), data.Labels
	}
}

func (r *centerResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	tfkit.ImportByID(ctx, req, resp)
}

func (r *centerResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan model
	resp.Diagnostics.Append(models.Get(ctx, req.Plan, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	attempt := r.account.Creates.Attempt(resp.Diagnostics.AddWarning)
	defer attempt.End(ctx)
	defer r.reads.Drop()
	object, err := account.Create(ctx, attempt, Kind, plan.Name.ValueString(), plan.toCreate(), r.account.Client.CreateCostCenter)
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("create", Kind.Name, plan.Name.ValueString()), err, fieldPaths)
		return
	}
	state := plan
	state.fromAPI(object)
	state = tfkit.Settled(ctx, plan, state)
	tfkit.SetState(ctx, &resp.State, resp.Identity, state.ID, &state, &resp.Diagnostics)
}

func (r *centerResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	resp.Diagnostics.Append(models.Get(ctx, req.State, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	object := tfkit.ReadTracked(ctx, r.account, Kind, state.ID, resp)
	if object == nil {
		return
	}
	state.fromAPI(object)
	tfkit.SetRefreshed(ctx, resp, state.ID, &state)
}

func (r *centerResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state model
	resp.Diagnostics.Append(models.Get(ctx, req.Plan, &plan)...)
	resp.Diagnostics.Append(models.Get(ctx, req.State, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if !plan.Name.Equal(state.Name) {
		defer r.reads.Drop()
		body := runpod.RenameCostCenterRequest{Value: plan.Name.ValueString()}
		if _, err := r.account.Client.RenameCostCenter(ctx, state.ID.ValueString(), body); err != nil {
			tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("rename", Kind.Name, state.Name.ValueString()), err, fieldPaths)
			return
		}
	}
	tfkit.SetState(ctx, &resp.State, resp.Identity, plan.ID, &plan, &resp.Diagnostics)
}

func (r *centerResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state model
	resp.Diagnostics.Append(models.Get(ctx, req.State, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	id := state.ID.ValueString()
	defer r.reads.Drop()
	err := r.reads.Deleted(ctx, id, r.account.Client.DeleteCostCenter(ctx, id))
	if runpod.IsWithdrawn(err) {
		return // nobody has cost centers any more, and none of them bills
	}
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("delete", Kind.Name, state.Name.ValueString()), err, nil)
	}
}

// fieldPaths says which attribute a field of Runpod's comes from.
var fieldPaths = tfkit.FieldPaths{"value": path.Root("name")}

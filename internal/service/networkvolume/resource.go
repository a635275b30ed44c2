package networkvolume

import (
	"context"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/labels"
	"github.com/runpod-iac/terraform-provider-runpod/internal/models"
	"github.com/runpod-iac/terraform-provider-runpod/internal/pricing"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

const (
	defaultDeleteTimeout = 10 * time.Minute
	// inUse is how Runpod's refusal to delete an attached volume begins.
	inUse = "you must remove this network volume"
)

type volumeResource struct {
	account   *account.Account
	reads     *account.Reads[runpod.NetworkVolume]
	estimates *pricing.Estimates[cost.NetworkVolume]
	labels    *labels.Labels
}

var (
	_ resource.ResourceWithConfigure   = (*volumeResource)(nil)
	_ resource.ResourceWithIdentity    = (*volumeResource)(nil)
	_ resource.ResourceWithImportState = (*volumeResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*volumeResource)(nil)
)

// NewResource makes `runpod_network_volume`.
func NewResource() resource.Resource { return &volumeResource{} }

func (r *volumeResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = Kind.Type
}

func (r *volumeResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = resourceSchema(ctx)
}

func (r *volumeResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = tfkit.IDIdentitySchema(Kind.Name)
}

func (r *volumeResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	if data := service.ProviderDataFrom(req.ProviderData, &resp.Diagnostics); data != nil {
		r.account, r.reads = data.Account, account.ReadsOf(data.Account, Kind)
		r.labels = data.Labels
		r.estimates = pricing.NewEstimates(Kind.Name, data.Prices, data.Budget, cost.Estimator.NetworkVolume)
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
	volume, err := account.Create(ctx, attempt, Kind, plan.Name.ValueString(), plan.toCreate(), r.account.Client.CreateNetworkVolume)
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("create", Kind.Name, plan.Name.ValueString()), err, fieldPaths)
		return
	}
	r.account.NoteMade(Kind)
	state := plan
	state.fromAPI(volume)
	state = tfkit.Settled(ctx, plan, state)
	state.EstimatedCost = r.estimates.Apply(ctx, plan.EstimatedCost, state.costInputs(ctx), &resp.Diagnostics)
	tfkit.SetState(ctx, &resp.State, resp.Identity, state.ID, &state, &resp.Diagnostics)
	r.labels.Create(ctx, owner(volume.ID, volume.Name), plan.Fields, resp.Private, &resp.Diagnostics)
}

func (r *volumeResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	resp.Diagnostics.Append(models.Get(ctx, req.State, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	volume := tfkit.ReadTracked(ctx, r.account, Kind, state.ID, resp)
	if volume == nil {
		return
	}
	r.refresh(ctx, &state, volume, resp.Private, &resp.Diagnostics)
	tfkit.SetRefreshed(ctx, resp, state.ID, &state)
}

// refresh brings a state up to date. After an import it holds nothing but the ID.
func (r *volumeResource) refresh(ctx context.Context, state *model, volume *runpod.NetworkVolume, private tfkit.PrivateState, diags *diag.Diagnostics) {
	imported := state.Name.IsNull()
	before := state.costInputs(ctx)
	state.fromAPI(volume)
	r.labels.Read(ctx, owner(volume.ID, volume.Name).Labelled, &state.Fields, imported, private, diags)
	state.EstimatedCost = r.estimates.Refresh(ctx, state.EstimatedCost, before, state.costInputs(ctx), diags)
}

func (r *volumeResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state, config model
	resp.Diagnostics.Append(models.Get(ctx, req.Plan, &plan)...)
	resp.Diagnostics.Append(models.Get(ctx, req.State, &state)...)
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if update := plan.toUpdate(&state); !tfkit.IsEmpty(update) {
		defer r.reads.Drop()
		if _, err := r.account.Client.UpdateNetworkVolume(ctx, state.ID.ValueString(), update); err != nil {
			tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("update", Kind.Name, state.Name.ValueString()), err, fieldPaths)
			return
		}
	}
	plan.Fields = r.labels.Update(ctx, owner(state.ID.ValueString(), plan.Name.ValueString()), config.Fields, plan.Fields, state.Fields, resp.Private, &resp.Diagnostics)
	plan.EstimatedCost = r.estimates.Apply(ctx, plan.EstimatedCost, plan.costInputs(ctx), &resp.Diagnostics)
	tfkit.SetState(ctx, &resp.State, resp.Identity, plan.ID, &plan, &resp.Diagnostics)
}

func (r *volumeResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state model
	resp.Diagnostics.Append(models.Get(ctx, req.State, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if state.DeletionProtection.ValueBool() {
		state.refuseDelete(ctx, resp.Private, &resp.Diagnostics)
		return
	}
	timeout, diags := state.Timeouts.Delete(ctx, defaultDeleteTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	defer r.reads.Drop()
	id, deadline := state.ID.ValueString(), account.NewDeadline(r.account.Clock, account.TimeoutDelete, timeout)
	err := deadline.DeleteUnused(ctx, Kind, isAttached, func(ctx context.Context) error {
		return r.reads.Deleted(ctx, id, r.account.Client.DeleteNetworkVolume(ctx, id))
	})
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("delete", Kind.Name, state.Name.ValueString()), err, nil)
	}
}

// isAttached tells Runpod's refusal to delete a volume that a pod still mounts.
func isAttached(err error) bool {
	return account.RefusedInUse(err) && strings.Contains(strings.ToLower(err.Error()), inUse)
}

// fieldPaths says which attribute a field of Runpod's comes from.
var fieldPaths = tfkit.FieldPaths{
	"name":       path.Root("name"),
	"size":       path.Root("size_gb"),
	"dataCenter": path.Root("data_center_id"),
	"type":       path.Root("type"),
}

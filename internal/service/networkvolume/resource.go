// Package networkvolume manages network volumes.
package networkvolume

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

const (
	kind                 = "network volume"
	defaultDeleteTimeout = 10 * time.Minute
	// inUse is how RunPod's refusal to delete an attached volume begins.
	inUse = "you must remove this network volume"
)

// api is what the resource needs of the client.
type api interface {
	CreateNetworkVolume(context.Context, runpod.CreateNetworkVolumeRequest) (*runpod.NetworkVolume, error)
	ListNetworkVolumes(context.Context) ([]runpod.NetworkVolume, error)
	UpdateNetworkVolume(ctx context.Context, id string, req runpod.UpdateNetworkVolumeRequest) (*runpod.NetworkVolume, error)
	DeleteNetworkVolume(ctx context.Context, id string) error
}

type volumeResource struct {
	api     api
	pricing *tfkit.Pricing
	budget  *tfkit.Budget
	clock   runpod.Clock
	creates *tfkit.Creates
	offers  *tfkit.Offers
	reads   *tfkit.Reads[runpod.NetworkVolume]
}

var (
	_ resource.ResourceWithConfigure   = (*volumeResource)(nil)
	_ resource.ResourceWithIdentity    = (*volumeResource)(nil)
	_ resource.ResourceWithImportState = (*volumeResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*volumeResource)(nil)
)

// NewResource makes `runpod_network_volume`.
func NewResource() resource.Resource { return &volumeResource{} }

func (r *volumeResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_network_volume"
}

func (r *volumeResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = resourceSchema(ctx)
}

func (r *volumeResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = tfkit.IDIdentitySchema(kind)
}

func (r *volumeResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	if data := tfkit.Configured(req.ProviderData, &resp.Diagnostics); data != nil {
		r.api, r.pricing, r.budget, r.clock, r.creates, r.reads, r.offers = data.Client, data.Pricing, data.Budget, data.Clock, data.Creates, data.NetworkVolumes, data.Offers
	}
}

func (r *volumeResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	tfkit.ImportByID(ctx, req, resp)
}

func (r *volumeResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var plan, state *model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if plan == nil {
		guardDestroy(state, &resp.Diagnostics)
		return
	}
	if state != nil {
		guardChange(plan, state, &resp.Diagnostics)
	}
	if r.pricing == nil || resp.Diagnostics.HasError() {
		return
	}
	moves := state == nil || !plan.DataCenterID.Equal(state.DataCenterID) || !plan.Type.Equal(state.Type)
	if moves && tfkit.Known(ctx, plan.DataCenterID, plan.Type) {
		tfkit.NotOnOffer(&resp.Diagnostics, path.Root("data_center_id"),
			r.offers.DataCenter(ctx, plan.DataCenterID.ValueString(), runpod.VolumeType(plan.Type.ValueString())))
		if resp.Diagnostics.HasError() {
			return
		}
	}
	earlier := tfkit.EstimateNull()
	if state != nil {
		earlier = state.EstimatedCost
	}
	plan.EstimatedCost = tfkit.EstimateUnknown()
	if inputs, ok := plan.costInputs(ctx); ok {
		estimate, diags := tfkit.Estimate(ctx, r.pricing, resp.Private, earlier, inputs, cost.Estimator.NetworkVolume)
		resp.Diagnostics.Append(diags...)
		plan.EstimatedCost = estimate
	}
	resp.Diagnostics.Append(r.budget.Count(ctx, resp.Private, tfkit.Planned{Kind: kind, Name: plan.Name, New: state == nil, Cost: plan.EstimatedCost})...)
	resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
}

func guardDestroy(state *model, diags *diag.Diagnostics) {
	if state.DeletionProtection.ValueBool() {
		diags.AddAttributeError(path.Root("deletion_protection"), "Network volume is protected",
			fmt.Sprintf("Network volume %q has deletion_protection = true, so it is not destroyed. Set it to false and apply that first if its data may go.", state.Name.ValueString()))
	}
}

// guardChange refuses what would lose data silently, and says what a replacement
// loses.
func guardChange(plan, state *model, diags *diag.Diagnostics) {
	if !plan.SizeGB.IsUnknown() && plan.SizeGB.ValueInt64() < state.SizeGB.ValueInt64() {
		diags.AddAttributeError(path.Root("size_gb"), "Network volumes cannot shrink",
			fmt.Sprintf("Network volume %q has %d GB (it may have been grown outside of Terraform) and RunPod only lets it grow: write %d or more. For a smaller volume create a second one, copy the data, and remove this one.",
				state.Name.ValueString(), state.SizeGB.ValueInt64(), state.SizeGB.ValueInt64()))
	}
	for attribute, differs := range map[string]bool{
		"data_center_id": !plan.DataCenterID.Equal(state.DataCenterID),
		"type":           !plan.Type.Equal(state.Type),
	} {
		if !differs {
			continue
		}
		if plan.DeletionProtection.ValueBool() {
			diags.AddAttributeError(path.Root(attribute), "Network volume is protected",
				fmt.Sprintf("A change of %s replaces network volume %q, and deletion_protection = true forbids that. Undo the change, or set deletion_protection to false if its data may go.",
					attribute, state.Name.ValueString()))
			continue
		}
		diags.AddAttributeWarning(path.Root(attribute), "All data on the network volume will be lost",
			fmt.Sprintf("A change of %s replaces network volume %q (%s): its %d GB are deleted and a new, empty volume is made. Copy what is needed first.",
				attribute, state.Name.ValueString(), state.ID.ValueString(), state.SizeGB.ValueInt64()))
	}
}

func (r *volumeResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	call := r.creates.Call(&resp.Diagnostics)
	defer call.End(ctx)
	defer r.reads.Drop()
	volume, err := r.create(ctx, call, plan.toCreate())
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Tried("create", kind, plan.Name.ValueString()), err, fieldPaths)
		return
	}
	plan.fromAPI(volume)
	r.settleEstimate(ctx, &plan, resp.Private, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
	resp.Diagnostics.Append(tfkit.SetIDIdentity(ctx, resp.Identity, plan.ID)...)
}

func (r *volumeResource) create(ctx context.Context, call *tfkit.Call, req runpod.CreateNetworkVolumeRequest) (*runpod.NetworkVolume, error) {
	return tfkit.Create(ctx, call, tfkit.Creation[runpod.NetworkVolume]{
		Kind: kind, Name: req.Name,
		Create: func(ctx context.Context) (*runpod.NetworkVolume, error) { return r.api.CreateNetworkVolume(ctx, req) },
		List:   r.api.ListNetworkVolumes,
		ID:     func(v *runpod.NetworkVolume) string { return v.ID },
		Named:  func(v *runpod.NetworkVolume) bool { return v.Name == req.Name },
		Matches: func(v *runpod.NetworkVolume) bool {
			return v.Size == req.Size && v.DataCenter == req.DataCenter && v.Type == *req.Type
		},
	})
}

func (r *volumeResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	r.creates.Tracked(ctx, kind, state.ID.ValueString())
	volume, err := r.reads.Get(ctx, state.ID.ValueString())
	if runpod.IsNotFound(err) {
		tfkit.RemoveGone(ctx, resp, state.ID)
		return
	}
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Tried("read", kind, state.ID.ValueString()), err, nil)
		return
	}
	r.refresh(ctx, &state, volume, resp.Private, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
	resp.Diagnostics.Append(tfkit.SetIDIdentity(ctx, resp.Identity, state.ID)...)
}

// refresh brings a state up to date. After an import it holds nothing but the id.
func (r *volumeResource) refresh(ctx context.Context, state *model, volume *runpod.NetworkVolume, private tfkit.PrivateState, diags *diag.Diagnostics) {
	state.fromAPI(volume)
	if state.EstimatedCost.IsNull() {
		state.EstimatedCost = tfkit.EstimateUnknown()
		r.settleEstimate(ctx, state, private, diags)
	}
}

func (r *volumeResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if update := plan.toUpdate(&state); update != nil {
		defer r.reads.Drop()
		volume, err := r.api.UpdateNetworkVolume(ctx, state.ID.ValueString(), *update)
		if err != nil {
			tfkit.AddError(&resp.Diagnostics, tfkit.Tried("update", kind, state.Name.ValueString()), err, fieldPaths)
			return
		}
		plan.fromAPI(volume)
	}
	r.settleEstimate(ctx, &plan, resp.Private, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
	resp.Diagnostics.Append(tfkit.SetIDIdentity(ctx, resp.Identity, plan.ID)...)
}

func (r *volumeResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	timeout, diags := state.Timeouts.Delete(ctx, defaultDeleteTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	defer r.reads.Drop()
	err := tfkit.NewDeadline(r.clock, timeout).DeleteUnused(ctx, kind, attached, func(ctx context.Context) error {
		id := state.ID.ValueString()
		return r.reads.Deleted(ctx, id, r.api.DeleteNetworkVolume(ctx, id))
	})
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Tried("delete", kind, state.Name.ValueString()), err, nil)
	}
}

// attached tells RunPod's refusal to delete a volume that a pod still mounts.
func attached(err error) bool {
	return tfkit.RefusedInUse(err) && strings.Contains(strings.ToLower(err.Error()), inUse)
}

func (r *volumeResource) settleEstimate(ctx context.Context, m *model, private tfkit.PrivateState, diags *diag.Diagnostics) {
	inputs, ok := m.costInputs(ctx)
	if !ok {
		return
	}
	estimate, d := tfkit.SettledEstimate(ctx, r.pricing, private, m.EstimatedCost, inputs, cost.Estimator.NetworkVolume)
	diags.Append(d...)
	m.EstimatedCost = estimate
}

// fieldPaths says which attribute a field of RunPod's comes from.
var fieldPaths = tfkit.FieldPaths{
	"name":       path.Root("name"),
	"size":       path.Root("size_gb"),
	"dataCenter": path.Root("data_center_id"),
	"type":       path.Root("type"),
}

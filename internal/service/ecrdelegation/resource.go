// Package ecrdelegation manages delegations, by which RunPod pulls images from
// Amazon ECR.
package ecrdelegation

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

const kind = "ECR delegation"

// api is what the package needs of the client: there is no read of one.
type api interface {
	ListDelegations(context.Context) ([]runpod.ECRDelegation, error)
	CreateDelegation(context.Context, runpod.CreateDelegationRequest) (*runpod.ECRDelegation, error)
	RevokeDelegation(ctx context.Context, id string) error
}

type delegationResource struct {
	api     api
	creates *tfkit.Creates
	reads   *tfkit.Reads[runpod.ECRDelegation]
}

var (
	_ resource.ResourceWithConfigure   = (*delegationResource)(nil)
	_ resource.ResourceWithIdentity    = (*delegationResource)(nil)
	_ resource.ResourceWithImportState = (*delegationResource)(nil)
)

// NewResource makes `runpod_ecr_delegation`.
func NewResource() resource.Resource { return &delegationResource{} }

func (r *delegationResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_ecr_delegation"
}

func (r *delegationResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = resourceSchema()
}

func (r *delegationResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = tfkit.IDIdentitySchema(kind)
}

func (r *delegationResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	if data := tfkit.Configured(req.ProviderData, &resp.Diagnostics); data != nil {
		r.api, r.creates, r.reads = data.Client, data.Creates, data.Delegations
	}
}

func (r *delegationResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	tfkit.ImportByID(ctx, req, resp)
}

func (r *delegationResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	call := r.creates.Call(&resp.Diagnostics)
	defer call.End(ctx)
	defer r.reads.Drop()
	delegation, err := r.create(ctx, call, &plan)
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Tried("create", kind, plan.ResourceARN.ValueString()), err, fieldPaths)
		return
	}
	planned := plan.Name
	plan.fromAPI(delegation)
	plan.Name = planned
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
	resp.Diagnostics.Append(tfkit.SetIDIdentity(ctx, resp.Identity, plan.ID)...)
}

func (r *delegationResource) create(ctx context.Context, call *tfkit.Call, plan *model) (*runpod.ECRDelegation, error) {
	body := plan.toCreate()
	return tfkit.Create(ctx, call, tfkit.Creation[runpod.ECRDelegation]{
		Kind: kind, Name: body.Resource,
		Create: func(ctx context.Context) (*runpod.ECRDelegation, error) { return r.api.CreateDelegation(ctx, body) },
		List:   r.api.ListDelegations,
		ID:     func(d *runpod.ECRDelegation) string { return d.ID },
		Named: func(d *runpod.ECRDelegation) bool {
			return arnOf(d).Equal(plan.ResourceARN) && factsFromAPI(d).Name.Equal(plan.Name)
		},
	})
}

func (r *delegationResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	r.creates.Tracked(ctx, kind, state.ID.ValueString())
	delegation, err := r.find(ctx, state.ID)
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Tried("read", kind, state.ID.ValueString()), err, nil)
		return
	}
	if delegation == nil {
		tfkit.RemoveGone(ctx, resp, state.ID)
		return
	}
	state.fromAPI(delegation)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
	resp.Diagnostics.Append(tfkit.SetIDIdentity(ctx, resp.Identity, state.ID)...)
}

// find returns nil where there is no such delegation.
func (r *delegationResource) find(ctx context.Context, id types.String) (*runpod.ECRDelegation, error) {
	delegations, err := r.reads.List(ctx)
	if err != nil {
		return nil, err
	}
	for i := range delegations {
		if delegations[i].ID == id.ValueString() {
			return &delegations[i], nil
		}
	}
	return nil, nil
}

// Update tells RunPod nothing: what comes here is the ARN of an import that
// RunPod's answer did not tell.
func (r *delegationResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
	resp.Diagnostics.Append(tfkit.SetIDIdentity(ctx, resp.Identity, plan.ID)...)
}

func (r *delegationResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	err := r.api.RevokeDelegation(ctx, state.ID.ValueString())
	r.reads.Drop() // a list from before the delete says nothing
	if runpod.IsNotFound(err) {
		var left *runpod.ECRDelegation
		if left, err = r.find(ctx, state.ID); err == nil && left != nil {
			err = errors.New("RunPod answers that it is not there, and yet lists it")
		}
	}
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Tried("revoke", kind, state.ResourceARN.ValueString()), err, nil)
	}
}

// fieldPaths says which attribute a field of RunPod's comes from.
var fieldPaths = tfkit.FieldPaths{"resource": path.Root("resource_arn"), "name": path.Root("name")}

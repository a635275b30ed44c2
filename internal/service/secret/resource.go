// Package secret manages secrets.
package secret

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

const kind = "secret"

// api is what the package needs of the client.
type api interface {
	ListSecrets(ctx context.Context, opts runpod.ListSecretsOptions) ([]runpod.Secret, error)
	CreateSecret(ctx context.Context, req runpod.CreateSecretRequest) (*runpod.Secret, error)
	GetSecret(ctx context.Context, id string) (*runpod.Secret, error)
	UpdateSecret(ctx context.Context, id string, req runpod.UpdateSecretRequest) (*runpod.Secret, error)
	DeleteSecret(ctx context.Context, id string) error
}

type secretResource struct {
	api     api
	creates *tfkit.Creates
	reads   *tfkit.Reads[runpod.Secret]
}

var (
	_ resource.ResourceWithConfigure      = (*secretResource)(nil)
	_ resource.ResourceWithIdentity       = (*secretResource)(nil)
	_ resource.ResourceWithImportState    = (*secretResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*secretResource)(nil)
	_ resource.ResourceWithValidateConfig = (*secretResource)(nil)
)

// NewResource makes `runpod_secret`.
func NewResource() resource.Resource { return &secretResource{} }

func (r *secretResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_secret"
}

func (r *secretResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = resourceSchema()
}

func (r *secretResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = tfkit.IDIdentitySchema(kind)
}

func (r *secretResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	if data := tfkit.Configured(req.ProviderData, &resp.Diagnostics); data != nil {
		r.api, r.creates, r.reads = data.Client, data.Creates, data.Secrets
	}
}

func (r *secretResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	tfkit.ImportByID(ctx, req, resp)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("value_wo_version"), int64(importedVersion))...)
}

// ModifyPlan fills in what is known before the apply.
func (r *secretResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var plan, state *model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() || plan == nil {
		return
	}
	plan.Reference = reference(plan.Name)
	if state != nil {
		plan.ValueLastUpdatedAt = state.ValueLastUpdatedAt
		if plan.changesValue(state) {
			plan.ValueLastUpdatedAt = types.StringUnknown()
		}
	}
	resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
}

func (r *secretResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan, config model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	// What was not known at validation is now.
	if config.validateValue(&resp.Diagnostics); resp.Diagnostics.HasError() {
		return
	}
	call := r.creates.Call(&resp.Diagnostics)
	defer call.End(ctx)
	defer r.reads.Drop()
	secret, err := r.create(ctx, call, plan.toCreate(config.declaredValue()))
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Tried("create", kind, plan.Name.ValueString()), err, fieldPaths)
		return
	}
	plan.fromAPI(secret)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
	resp.Diagnostics.Append(tfkit.SetIDIdentity(ctx, resp.Identity, plan.ID)...)
}

// create stores a secret. Where its name is taken, the error says by which.
func (r *secretResource) create(ctx context.Context, call *tfkit.Call, req runpod.CreateSecretRequest) (*runpod.Secret, error) {
	list := func(ctx context.Context) ([]runpod.Secret, error) {
		return r.api.ListSecrets(ctx, runpod.ListSecretsOptions{})
	}
	hasName := func(s *runpod.Secret) bool { return s.Name == req.Name }
	secret, err := tfkit.Create(ctx, call, tfkit.Creation[runpod.Secret]{
		Kind: kind, Name: req.Name,
		Create: func(ctx context.Context) (*runpod.Secret, error) { return r.api.CreateSecret(ctx, req) },
		List:   list,
		ID:     func(s *runpod.Secret) string { return s.ID },
		Named:  hasName,
	})
	if !runpod.IsConflict(err) {
		return secret, err
	}
	all, listErr := list(ctx)
	if listErr != nil {
		return nil, fmt.Errorf("%w; and the secrets could not be listed: %w", err, listErr)
	}
	for i := range all {
		if hasName(&all[i]) {
			return nil, tfkit.WithNextStep(err, fmt.Sprintf("Secret %s has this name already. Import it by that id, delete it, or take another name.", all[i].ID))
		}
	}
	return nil, err
}

func isAmbiguous(err error) bool {
	_, ambiguous := errors.AsType[*runpod.AmbiguousError](err)
	return ambiguous
}

func (r *secretResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	r.creates.Tracked(ctx, kind, state.ID.ValueString())
	secret, err := r.reads.Get(ctx, state.ID.ValueString())
	if runpod.IsNotFound(err) {
		tfkit.RemoveGone(ctx, resp, state.ID)
		return
	}
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Tried("read", kind, state.ID.ValueString()), err, nil)
		return
	}
	state.fromAPI(secret)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
	resp.Diagnostics.Append(tfkit.SetIDIdentity(ctx, resp.Identity, state.ID)...)
}

// Update stores what holds on RunPod afterwards, also where it fails half-way.
func (r *secretResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, config, current model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &current)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if config.validateValue(&resp.Diagnostics); resp.Diagnostics.HasError() {
		return
	}
	defer r.reads.Drop()
	if err := r.update(ctx, &current, &plan, config.declaredValue()); err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Tried("update", kind, current.Name.ValueString()), err, fieldPaths)
		// A help only: where it fails too, the next refresh finds out.
		if secret, err := r.api.GetSecret(ctx, current.ID.ValueString()); err == nil {
			current.fromAPI(secret)
		}
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &current)...)
	resp.Diagnostics.Append(tfkit.SetIDIdentity(ctx, resp.Identity, current.ID)...)
}

// update changes value and description one after the other, and current with
// them: RunPod does the same with one request, but its failure does not say
// which of the two it stands for.
func (r *secretResource) update(ctx context.Context, current, plan *model, value string) error {
	id := current.ID.ValueString()
	if plan.changesValue(current) {
		secret, err := r.api.UpdateSecret(ctx, id, runpod.UpdateSecretRequest{Value: &value})
		if isAmbiguous(err) {
			current.Value, current.ValueWOVersion = types.StringNull(), types.Int64Null()
			err = tfkit.WithNextStep(err, "It is not known which value RunPod holds. The state has forgotten it, so that the next apply sends it again.")
		}
		if err != nil {
			return err
		}
		current.Value, current.ValueWOVersion = plan.Value, plan.ValueWOVersion
		current.fromAPI(secret)
	}
	if plan.Description.ValueString() != current.Description.ValueString() {
		description := plan.Description.ValueString() // an empty one clears it
		secret, err := r.api.UpdateSecret(ctx, id, runpod.UpdateSecretRequest{Description: &description})
		if isAmbiguous(err) {
			err = tfkit.WithNextStep(err, "Apply again: that finds out whether the description has changed.")
		}
		if err != nil {
			return err
		}
		current.fromAPI(secret)
	}
	current.Description = plan.Description
	return nil
}

func (r *secretResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	id := state.ID.ValueString()
	defer r.reads.Drop()
	if err := r.reads.Deleted(ctx, id, r.api.DeleteSecret(ctx, id)); err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Tried("delete", kind, state.Name.ValueString()), err, nil)
	}
}

// fieldPaths says which attribute a field of RunPod's comes from. The value is
// not among them: the CLI would show the line it stands on.
var fieldPaths = tfkit.FieldPaths{
	"name":        path.Root("name"),
	"description": path.Root("description"),
}

package secret

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/models"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

type secretResource struct {
	account *account.Account
	reads   *account.Reads[runpod.Secret]
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

func (r *secretResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = Kind.Type
}

func (r *secretResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = resourceSchema()
}

func (r *secretResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = tfkit.IDIdentitySchema(Kind.Name)
}

func (r *secretResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	if data := service.ProviderDataFrom(req.ProviderData, &resp.Diagnostics); data != nil {
		r.account, r.reads = data.Account, account.ReadsOf(data.Account, Kind)
	}
}

func (r *secretResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	tfkit.ImportByID(ctx, req, resp)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("value_wo_version"), int64(importedVersion))...)
	resp.Diagnostics.Append(tfkit.SetFresh(ctx, resp.Private, true)...)
}

func (r *secretResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan, config model
	resp.Diagnostics.Append(models.Get(ctx, req.Plan, &plan)...)
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	// What was not known at validation is now.
	if config.validateValue(&resp.Diagnostics); resp.Diagnostics.HasError() {
		return
	}
	attempt := r.account.Creates.Attempt(resp.Diagnostics.AddWarning)
	defer attempt.End(ctx)
	defer r.reads.Drop()
	secret, err := account.Create(ctx, attempt, Kind, plan.Name.ValueString(), plan.toCreate(config.declaredValue()), r.account.Client.CreateSecret)
	if err = account.ExplainTaken(ctx, r.reads, Kind, plan.Name.ValueString(), err); err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("create", Kind.Name, plan.Name.ValueString()), err, fieldPaths)
		return
	}
	state := plan
	state.fromAPI(secret)
	state = tfkit.Settled(ctx, plan, state)
	tfkit.SetState(ctx, &resp.State, resp.Identity, state.ID, &state, &resp.Diagnostics)
}

func isAmbiguous(err error) bool {
	_, ambiguous := errors.AsType[*runpod.AmbiguousError](err)
	return ambiguous
}

func (r *secretResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	resp.Diagnostics.Append(models.Get(ctx, req.State, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	secret := tfkit.ReadTracked(ctx, r.account, Kind, state.ID, resp)
	if secret == nil {
		return
	}
	// The next step after an import is named once.
	resp.Diagnostics.Append(tfkit.SetFresh(ctx, resp.Private, state.Name.IsNull())...)
	state.fromAPI(secret)
	tfkit.SetRefreshed(ctx, resp, state.ID, &state)
}

// Update stores what holds on Runpod afterwards, also where it fails half-way.
func (r *secretResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, config, current model
	resp.Diagnostics.Append(models.Get(ctx, req.Plan, &plan)...)
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &config)...)
	resp.Diagnostics.Append(models.Get(ctx, req.State, &current)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if plan.changesValue(ctx, &current) || !config.keepsValue() {
		config.validateValue(&resp.Diagnostics)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	defer r.reads.Drop()
	if err := r.update(ctx, &current, &plan, config.declaredValue()); err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("update", Kind.Name, current.Name.ValueString()), err, fieldPaths)
		// A help only: where it fails too, the next refresh finds out.
		if secret, err := r.account.Client.GetSecret(ctx, current.ID.ValueString()); err == nil {
			current.fromAPI(secret)
		}
	} else {
		current = tfkit.Settled(ctx, plan, current)
	}
	tfkit.SetState(ctx, &resp.State, resp.Identity, current.ID, &current, &resp.Diagnostics)
}

// update changes value and description one after the other, and current with
// them: Runpod does the same with one request, but its failure does not say
// which of the two it stands for.
func (r *secretResource) update(ctx context.Context, current, plan *model, value string) error {
	id := current.ID.ValueString()
	if plan.changesValue(ctx, current) {
		secret, err := r.account.Client.UpdateSecret(ctx, id, runpod.UpdateSecretRequest{Value: &value})
		if isAmbiguous(err) {
			current.Value, current.ValueWOVersion = types.StringNull(), types.Int64Null()
			err = account.WithNextStep(err, "It is not known which value Runpod has stored, so the state no longer contains it. Apply again to send the value.")
		}
		if err != nil {
			return err
		}
		current.fromAPI(secret)
	}
	current.Value, current.ValueWOVersion = plan.Value, plan.ValueWOVersion
	if plan.Description.ValueString() != current.Description.ValueString() {
		description := plan.Description.ValueString() // an empty one clears it
		secret, err := r.account.Client.UpdateSecret(ctx, id, runpod.UpdateSecretRequest{Description: &description})
		if isAmbiguous(err) {
			err = account.WithNextStep(err, "Apply again to find out whether the description was changed.")
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
	resp.Diagnostics.Append(models.Get(ctx, req.State, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	id := state.ID.ValueString()
	defer r.reads.Drop()
	if err := r.reads.Deleted(ctx, id, r.account.Client.DeleteSecret(ctx, id)); err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("delete", Kind.Name, state.Name.ValueString()), err, nil)
	}
}

// fieldPaths says which attribute a field of Runpod's comes from. The value is
// not among them: the CLI would show the line it stands on.
var fieldPaths = tfkit.FieldPaths{
	"name":        path.Root("name"),
	"description": path.Root("description"),
}

package registryauth

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/models"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

const defaultDeleteTimeout = 10 * time.Minute

type authResource struct {
	account *account.Account
	reads   *account.Reads[runpod.Registry]
}

var (
	_ resource.ResourceWithConfigure      = (*authResource)(nil)
	_ resource.ResourceWithIdentity       = (*authResource)(nil)
	_ resource.ResourceWithImportState    = (*authResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*authResource)(nil)
	_ resource.ResourceWithValidateConfig = (*authResource)(nil)
)

// NewResource makes `runpod_container_registry_auth`.
func NewResource() resource.Resource { return &authResource{} }

func (r *authResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = Kind.Type
}

func (r *authResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = resourceSchema(ctx)
}

func (r *authResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = tfkit.IDIdentitySchema(Kind.Name)
}

func (r *authResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	if data := service.ProviderDataFrom(req.ProviderData, &resp.Diagnostics); data != nil {
		r.account, r.reads = data.Account, account.ReadsOf(data.Account, Kind)
	}
}

func (r *authResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	tfkit.ImportByID(ctx, req, resp)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("credentials_wo_version"), int64(importedVersion))...)
	resp.Diagnostics.Append(tfkit.SetAdopted(ctx, resp.Private, true)...)
	resp.Diagnostics.Append(tfkit.SetFresh(ctx, resp.Private, true)...)
}

func (r *authResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan, config model
	resp.Diagnostics.Append(models.Get(ctx, req.Plan, &plan)...)
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	// What was not known at validation is now.
	if config.validate(&resp.Diagnostics); resp.Diagnostics.HasError() {
		return
	}
	attempt := r.account.Creates.Attempt(resp.Diagnostics.AddWarning)
	defer attempt.End(ctx)
	defer r.reads.Drop()
	registry, err := account.Create(ctx, attempt, Kind, plan.Name.ValueString(), config.toCreate(), r.account.Client.CreateRegistry)
	if err = account.ExplainTaken(ctx, r.reads, Kind, plan.Name.ValueString(), err); err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("create", Kind.Name, plan.Name.ValueString()), err, fieldPaths)
		return
	}
	state := plan
	state.fromAPI(registry)
	state = tfkit.Settled(ctx, plan, state)
	tfkit.SetState(ctx, &resp.State, resp.Identity, state.ID, &state, &resp.Diagnostics)
}

func (r *authResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	resp.Diagnostics.Append(models.Get(ctx, req.State, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	registry := tfkit.ReadTracked(ctx, r.account, Kind, state.ID, resp)
	if registry == nil {
		return
	}
	// The next step after an import is named once.
	resp.Diagnostics.Append(tfkit.SetFresh(ctx, resp.Private, state.Name.IsNull())...)
	state.fromAPI(registry)
	tfkit.SetRefreshed(ctx, resp, state.ID, &state)
}

// Update sends Runpod nothing: what comes here is a timeout, or credentials that
// an import adopts.
func (r *authResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan model
	resp.Diagnostics.Append(models.Get(ctx, req.Plan, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(tfkit.SetAdopted(ctx, resp.Private, false)...)
	tfkit.SetState(ctx, &resp.State, resp.Identity, plan.ID, &plan, &resp.Diagnostics)
}

func (r *authResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state model
	resp.Diagnostics.Append(models.Get(ctx, req.State, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	timeout, diags := state.Timeouts.Delete(ctx, defaultDeleteTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	defer r.reads.Drop()
	id, deadline := state.ID.ValueString(), account.NewDeadline(r.account.Clock, account.TimeoutDelete, timeout)
	err := deadline.DeleteUnused(ctx, Kind, account.RefusedInUse, func(ctx context.Context) error {
		return r.reads.Deleted(ctx, id, r.account.Client.DeleteRegistry(ctx, id))
	})
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("delete", Kind.Name, state.Name.ValueString()), err, nil)
	}
}

// fieldPaths says which attribute a field of Runpod's comes from. The credentials
// are not among them: the CLI would show the line they stand on.
var fieldPaths = tfkit.FieldPaths{"name": path.Root("name")}

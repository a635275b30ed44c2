// Package registryauth manages the credentials with which RunPod pulls private
// images.
package registryauth

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

const (
	kind                 = "container registry auth"
	defaultDeleteTimeout = 10 * time.Minute
)

// api is what the package needs of the client.
type api interface {
	ListRegistries(context.Context) ([]runpod.Registry, error)
	CreateRegistry(context.Context, runpod.CreateRegistryRequest) (*runpod.Registry, error)
	GetRegistry(ctx context.Context, id string) (*runpod.Registry, error)
	DeleteRegistry(ctx context.Context, id string) error
}

type authResource struct {
	api     api
	clock   runpod.Clock
	creates *tfkit.Creates
	reads   *tfkit.Reads[runpod.Registry]
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

func (r *authResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_container_registry_auth"
}

func (r *authResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = resourceSchema(ctx)
}

func (r *authResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = tfkit.IDIdentitySchema(kind)
}

func (r *authResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	if data := tfkit.Configured(req.ProviderData, &resp.Diagnostics); data != nil {
		r.api, r.clock, r.creates, r.reads = data.Client, data.Clock, data.Creates, data.Registries
	}
}

func (r *authResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	tfkit.ImportByID(ctx, req, resp)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("credentials_wo_version"), int64(importedVersion))...)
	resp.Diagnostics.Append(tfkit.SetAdopted(ctx, resp.Private, true)...)
}

// ModifyPlan replaces where the credentials change, for RunPod changes none.
func (r *authResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() || req.State.Raw.IsNull() {
		return
	}
	var plan, state model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	imported, diags := tfkit.IsAdopted(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	if imported && plan.CredentialsWOVersion.IsNull() {
		// An import cannot know in which form the credentials are declared, and
		// to replace what pods may be using would be no import.
		resp.Diagnostics.AddWarning("Imported credentials are taken as they are",
			"RunPod never returns the credentials that it holds, so the declared `username` and `password` go into the state and are not sent. "+
				"If they are not what RunPod holds, apply once with `-replace` for this resource.")
		return
	}
	for attribute, differs := range map[string]bool{
		"credentials_wo_version": !plan.CredentialsWOVersion.Equal(state.CredentialsWOVersion),
		"username":               !plan.Username.Equal(state.Username),
		"password":               !plan.Password.Equal(state.Password),
	} {
		if differs {
			resp.RequiresReplace.Append(path.Root(attribute))
		}
	}
}

func (r *authResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan, config model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	// What was not known at validation is now.
	if config.validate(&resp.Diagnostics); resp.Diagnostics.HasError() {
		return
	}
	call := r.creates.Call(&resp.Diagnostics)
	defer call.End(ctx)
	defer r.reads.Drop()
	registry, err := r.create(ctx, call, config.toCreate())
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Tried("create", kind, plan.Name.ValueString()), err, fieldPaths)
		return
	}
	plan.ID = types.StringValue(registry.ID)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
	resp.Diagnostics.Append(tfkit.SetIDIdentity(ctx, resp.Identity, plan.ID)...)
}

func (r *authResource) create(ctx context.Context, call *tfkit.Call, req runpod.CreateRegistryRequest) (*runpod.Registry, error) {
	return tfkit.Create(ctx, call, tfkit.Creation[runpod.Registry]{
		Kind: kind, Name: req.Name,
		Create: func(ctx context.Context) (*runpod.Registry, error) { return r.api.CreateRegistry(ctx, req) },
		List:   r.api.ListRegistries,
		ID:     func(registry *runpod.Registry) string { return registry.ID },
		Named:  func(registry *runpod.Registry) bool { return registry.Name == req.Name },
	})
}

func (r *authResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	r.creates.Tracked(ctx, kind, state.ID.ValueString())
	registry, err := r.reads.Get(ctx, state.ID.ValueString())
	if runpod.IsNotFound(err) {
		tfkit.RemoveGone(ctx, resp, state.ID)
		return
	}
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Tried("read", kind, state.ID.ValueString()), err, nil)
		return
	}
	state.fromAPI(registry)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
	resp.Diagnostics.Append(tfkit.SetIDIdentity(ctx, resp.Identity, state.ID)...)
}

// Update tells RunPod nothing: what comes here is a timeout, or credentials that
// an import adopts.
func (r *authResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(tfkit.SetAdopted(ctx, resp.Private, false)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
	resp.Diagnostics.Append(tfkit.SetIDIdentity(ctx, resp.Identity, plan.ID)...)
}

func (r *authResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
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
	err := tfkit.NewDeadline(r.clock, timeout).DeleteUnused(ctx, kind, tfkit.RefusedInUse, func(ctx context.Context) error {
		id := state.ID.ValueString()
		return r.reads.Deleted(ctx, id, r.api.DeleteRegistry(ctx, id))
	})
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Tried("delete", kind, state.Name.ValueString()), err, nil)
	}
}

// fieldPaths says which attribute a field of RunPod's comes from. The credentials
// are not among them: the CLI would show the line they stand on.
var fieldPaths = tfkit.FieldPaths{"name": path.Root("name")}

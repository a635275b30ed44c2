package template

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/container"
	"github.com/runpod-iac/terraform-provider-runpod/internal/models"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

const defaultDeleteTimeout = 10 * time.Minute

type templateResource struct {
	account    *account.Account
	reads      *account.Reads[runpod.Template]
	registries *account.Reads[runpod.Registry]
}

var (
	_ resource.ResourceWithConfigure      = (*templateResource)(nil)
	_ resource.ResourceWithIdentity       = (*templateResource)(nil)
	_ resource.ResourceWithImportState    = (*templateResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*templateResource)(nil)
	_ resource.ResourceWithValidateConfig = (*templateResource)(nil)
)

// NewResource makes `runpod_template`.
func NewResource() resource.Resource { return &templateResource{} }

func (r *templateResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = Kind.Type
}

func (r *templateResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = resourceSchema(ctx)
}

func (r *templateResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = tfkit.IDIdentitySchema(Kind.Name)
}

func (r *templateResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	if data := service.ProviderDataFrom(req.ProviderData, &resp.Diagnostics); data != nil {
		r.account, r.reads = data.Account, account.ReadsOf(data.Account, Kind)
		r.registries = account.ReadsOf(data.Account, container.Registries)
	}
}

func (r *templateResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	tfkit.ImportByID(ctx, req, resp)
}

func (r *templateResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan model
	resp.Diagnostics.Append(models.Get(ctx, req.Plan, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	wanted := tfkit.Plain(ctx, plan)
	body := wanted.toCreate(ctx, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	attempt := r.account.Creates.Attempt(resp.Diagnostics.AddWarning)
	defer attempt.End(ctx)
	defer r.reads.Drop()
	template, err := account.Create(ctx, attempt, Kind, plan.Name.ValueString(), body, r.account.Client.CreateTemplate)
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("create", Kind.Name, plan.Name.ValueString()), err, fieldPaths)
		return
	}
	state := plan
	state.fromAPI(template, tfkit.Origin{})
	state = tfkit.Settled(ctx, plan, state)
	tfkit.SetState(ctx, &resp.State, resp.Identity, state.ID, &state, &resp.Diagnostics)
}

func (r *templateResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	resp.Diagnostics.Append(models.Get(ctx, req.State, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	template := tfkit.ReadTracked(ctx, r.account, Kind, state.ID, resp)
	if template == nil {
		return
	}
	if state.Name.IsNull() && r.refuseForeign(ctx, template, &resp.Diagnostics) { // just imported
		return
	}
	state.fromAPI(template, tfkit.Origin{JustImported: state.Name.IsNull()})
	tfkit.SetRefreshed(ctx, resp, state.ID, &state)
}

// refuseForeign refuses the import of a public template of somebody else: Runpod shows it
// to everybody, and lets only its owner change or delete it.
func (r *templateResource) refuseForeign(ctx context.Context, template *runpod.Template, diags *diag.Diagnostics) (refused bool) {
	own, err := r.reads.List(ctx)
	if err != nil {
		tfkit.AddError(diags, tfkit.Attempted("import", Kind.Name, template.ID), fmt.Errorf("reading the account's own templates: %w", err), nil)
		return true
	}
	if slices.ContainsFunc(own, func(t runpod.Template) bool { return t.ID == template.ID }) {
		return false
	}
	diags.AddError(fmt.Sprintf("Template %s is not the account's own", template.ID),
		fmt.Sprintf("Template %q (%s) is another account's public template. Only its owner can change or delete it. Use it with `template_id = %q`, or create a `runpod_template` with the same settings.", template.Name, template.ID, template.ID))
	return true
}

func (r *templateResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state model
	resp.Diagnostics.Append(models.Get(ctx, req.Plan, &plan)...)
	resp.Diagnostics.Append(models.Get(ctx, req.State, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	wanted := tfkit.Plain(ctx, plan)
	state = tfkit.Plain(ctx, state)
	if err := r.patch(ctx, &wanted, &state, &resp.Diagnostics); err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("update", Kind.Name, state.Name.ValueString()), err, fieldPaths)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	tfkit.SetState(ctx, &resp.State, resp.Identity, plan.ID, &plan, &resp.Diagnostics)
}

// patch sends what changed.
func (r *templateResource) patch(ctx context.Context, plan, state *model, diags *diag.Diagnostics) error {
	env, err := r.currentEnv(ctx, plan, state)
	if err != nil {
		return err
	}
	body := plan.toUpdate(ctx, state, env, diags)
	if tfkit.IsEmpty(body) || diags.HasError() {
		return nil
	}
	defer r.reads.Drop()
	_, err = r.account.Client.UpdateTemplate(ctx, state.ID.ValueString(), body)
	return err
}

// currentEnv is only read where env is to be sent.
func (r *templateResource) currentEnv(ctx context.Context, plan, state *model) (map[string]string, error) {
	if !plan.containerUpdate(state).EnvChanged() {
		return nil, nil
	}
	current, err := r.account.Client.GetTemplate(ctx, state.ID.ValueString())
	if err != nil {
		return nil, fmt.Errorf("reading the template's environment, which a change replaces as a whole: %w", err)
	}
	return current.Env, nil
}

func (r *templateResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
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
		return r.reads.Deleted(ctx, id, r.account.Client.DeleteTemplate(ctx, id))
	})
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("delete", Kind.Name, state.Name.ValueString()), err, nil)
	}
}

// fieldPaths says which attribute a field of Runpod's comes from.
var fieldPaths = tfkit.FieldPaths{
	"name":                   path.Root("name"),
	"image":                  path.Root("image"),
	"args":                   path.Root("args"),
	"entrypoint":             path.Root("entrypoint"),
	"cmd":                    path.Root("cmd"),
	"disk":                   path.Root("container_disk_gb"),
	"ports":                  path.Root("ports"),
	"env":                    path.Root("env"),
	"registry":               path.Root("container_registry_auth_id"),
	"mounts":                 path.Root("volume_disk"),
	"mounts.persistent":      path.Root("volume_disk"),
	"mounts.persistent.size": path.Root("volume_disk").AtName("size_gb"),
	"mounts.persistent.path": path.Root("volume_disk").AtName("mount_path"),
	"serverless":             path.Root("serverless"),
	"public":                 path.Root("public"),
	"category":               path.Root("category"),
	"startSsh":               path.Root("start_ssh"),
	"startJupyter":           path.Root("start_jupyter"),
	"allowedCudaVersions":    path.Root("allowed_cuda_versions"),
}

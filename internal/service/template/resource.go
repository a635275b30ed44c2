// Package template manages templates, and looks up those of the account and the
// public ones.
package template

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

const (
	kind                 = "template"
	defaultDeleteTimeout = 10 * time.Minute
)

// api is what the resource needs of the client.
type api interface {
	ListTemplates(context.Context) ([]runpod.Template, error)
	CreateTemplate(context.Context, runpod.CreateTemplateRequest) (*runpod.Template, error)
	tfkit.Templates
	UpdateTemplate(ctx context.Context, id string, req runpod.UpdateTemplateRequest) (*runpod.Template, error)
	DeleteTemplate(ctx context.Context, id string) error
}

type templateResource struct {
	api     api
	clock   runpod.Clock
	creates *tfkit.Creates
	reads   *tfkit.Reads[runpod.Template]
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

func (r *templateResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_template"
}

func (r *templateResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = resourceSchema(ctx)
}

func (r *templateResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = tfkit.IDIdentitySchema(kind)
}

func (r *templateResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	if data := tfkit.Configured(req.ProviderData, &resp.Diagnostics); data != nil {
		r.api, r.clock, r.creates, r.reads = data.Client, data.Clock, data.Creates, data.Templates
	}
}

func (r *templateResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	tfkit.ImportByID(ctx, req, resp)
}

func (r *templateResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config model
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if config.Serverless.ValueBool() && !config.VolumeDisk.IsNull() {
		resp.Diagnostics.AddAttributeError(path.Root("volume_disk"), "No volume disk on a serverless template",
			"Workers of an endpoint have no volume disk: remove `volume_disk` and, where data has to stay, give the endpoint a network volume. For a template of pods set `serverless = false`.")
	}
}

// ModifyPlan fills in the defaults of the container.
func (r *templateResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var plan, config *model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() || plan == nil {
		return
	}
	container := plan.container()
	container.Plan(ctx, config.container(), nil, defaultContainerDiskGB, r.api, &resp.Diagnostics)
	plan.Container = container.Container
	resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
}

func (r *templateResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	body := plan.toCreate(ctx, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	call := r.creates.Call(&resp.Diagnostics)
	defer call.End(ctx)
	defer r.reads.Drop()
	template, err := r.create(ctx, call, body)
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Tried("create", kind, plan.Name.ValueString()), err, fieldPaths)
		return
	}
	// All but the id is planned; a difference that RunPod makes shows as drift
	// at the next read.
	plan.ID = types.StringValue(template.ID)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
	resp.Diagnostics.Append(tfkit.SetIDIdentity(ctx, resp.Identity, plan.ID)...)
}

func (r *templateResource) create(ctx context.Context, call *tfkit.Call, body runpod.CreateTemplateRequest) (*runpod.Template, error) {
	return tfkit.Create(ctx, call, tfkit.Creation[runpod.Template]{
		Kind: kind, Name: body.Name,
		Create: func(ctx context.Context) (*runpod.Template, error) { return r.api.CreateTemplate(ctx, body) },
		List:   r.api.ListTemplates,
		ID:     func(t *runpod.Template) string { return t.ID },
		Named:  func(t *runpod.Template) bool { return t.Name == body.Name },
		Matches: func(t *runpod.Template) bool {
			return t.Image == *body.Image && t.Disk == *body.Disk && t.Serverless == *body.Serverless
		},
	})
}

func (r *templateResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	r.creates.Tracked(ctx, kind, state.ID.ValueString())
	template, err := r.reads.Get(ctx, state.ID.ValueString())
	if runpod.IsNotFound(err) {
		tfkit.RemoveGone(ctx, resp, state.ID)
		return
	}
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Tried("read", kind, state.ID.ValueString()), err, nil)
		return
	}
	state.fromAPI(template, state.Name.IsNull())
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
	resp.Diagnostics.Append(tfkit.SetIDIdentity(ctx, resp.Identity, state.ID)...)
}

func (r *templateResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	update := func() error {
		env, err := r.currentEnv(ctx, &plan, &state)
		if err != nil {
			return err
		}
		body := plan.toUpdate(ctx, &state, env, &resp.Diagnostics)
		if isEmpty(body) || resp.Diagnostics.HasError() {
			return nil
		}
		defer r.reads.Drop()
		_, err = r.api.UpdateTemplate(ctx, state.ID.ValueString(), body)
		return err
	}
	if err := update(); err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Tried("update", kind, state.Name.ValueString()), err, fieldPaths)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
	resp.Diagnostics.Append(tfkit.SetIDIdentity(ctx, resp.Identity, plan.ID)...)
}

// currentEnv is only read where env is to be sent.
func (r *templateResource) currentEnv(ctx context.Context, plan, state *model) (map[string]string, error) {
	if !plan.containerUpdate(state).EnvChanged() {
		return nil, nil
	}
	current, err := r.api.GetTemplate(ctx, state.ID.ValueString())
	if err != nil {
		return nil, fmt.Errorf("reading the template's environment, which a change replaces whole: %w", err)
	}
	return current.Env, nil
}

func (r *templateResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
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
		return r.reads.Deleted(ctx, id, r.api.DeleteTemplate(ctx, id))
	})
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Tried("delete", kind, state.Name.ValueString()), err, nil)
	}
}

// fieldPaths says which attribute a field of RunPod's comes from.
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

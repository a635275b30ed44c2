package endpoint

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/container"
	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/labels"
	"github.com/runpod-iac/terraform-provider-runpod/internal/models"
	"github.com/runpod-iac/terraform-provider-runpod/internal/pricing"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

type endpointResource struct {
	account    *account.Account
	reads      *account.Reads[runpod.Endpoint]
	volumes    *account.Reads[runpod.NetworkVolume]
	registries *account.Reads[runpod.Registry]
	prices     *pricing.PriceBook
	estimates  *pricing.Estimates[cost.Endpoint]
	labels     *labels.Labels
}

var (
	_ resource.ResourceWithConfigure      = (*endpointResource)(nil)
	_ resource.ResourceWithIdentity       = (*endpointResource)(nil)
	_ resource.ResourceWithImportState    = (*endpointResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*endpointResource)(nil)
	_ resource.ResourceWithValidateConfig = (*endpointResource)(nil)
)

// NewResource makes `runpod_endpoint`.
func NewResource() resource.Resource { return &endpointResource{} }

func (r *endpointResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = Kind.Type
}

func (r *endpointResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = resourceSchema()
}

func (r *endpointResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = tfkit.IDIdentitySchema(Kind.Name)
}

func (r *endpointResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	if data := service.ProviderDataFrom(req.ProviderData, &resp.Diagnostics); data != nil {
		r.account, r.reads = data.Account, account.ReadsOf(data.Account, Kind)
		r.volumes = account.ReadsOf(data.Account, container.VolumePlaces)
		r.registries = account.ReadsOf(data.Account, container.Registries)
		r.labels, r.prices = data.Labels, data.Prices
		r.estimates = pricing.NewEstimates(Kind.Name, data.Prices, data.Budget, cost.Estimator.Endpoint)
	}
}

func (r *endpointResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	tfkit.ImportByID(ctx, req, resp)
	resp.Diagnostics.Append(tfkit.SetAdopted(ctx, resp.Private, true)...)
}

func (r *endpointResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan, config model
	resp.Diagnostics.Append(models.Get(ctx, req.Plan, &plan)...)
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	wanted := tfkit.Plain(ctx, plan)
	body := wanted.toCreate(ctx, config.Templated, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	attempt := r.account.Creates.Attempt(resp.Diagnostics.AddWarning)
	defer attempt.End(ctx)
	defer r.reads.Drop()
	endpoint, err := account.Create(ctx, attempt, Kind, plan.Name.ValueString(), body, r.account.Client.CreateEndpoint)
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("create", Kind.Name, plan.Name.ValueString()), err, fieldPaths)
		return
	}
	origin := tfkit.Origin{SecretKeys: config.SecretKeys()}
	resp.Diagnostics.Append(tfkit.SetSecretKeys(ctx, resp.Private, origin.SecretKeys)...)
	state := r.settled(ctx, plan, endpoint, origin, &resp.Diagnostics)
	tfkit.SetState(ctx, &resp.State, resp.Identity, state.ID, &state, &resp.Diagnostics)
	r.labels.Create(ctx, owner(endpoint.ID, endpoint.Name), plan.Fields, resp.Private, &resp.Diagnostics)
}

// settled is the state after an apply.
func (r *endpointResource) settled(ctx context.Context, plan model, endpoint *runpod.Endpoint, origin tfkit.Origin, diags *diag.Diagnostics) model {
	state := plan
	state.fromAPI(ctx, endpoint, origin, diags)
	state = tfkit.Settled(ctx, plan, state)
	inputs := state.costInputs(ctx, diags)
	if state.EstimatedService.IsUnknown() {
		state.EstimatedService = tfkit.KnownOrNull(ctx, pricing.PlannedService(ctx, inputs, diags))
	}
	state.EstimatedCost = r.estimates.Apply(ctx, plan.EstimatedCost, inputs, diags)
	return state
}

func (r *endpointResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	resp.Diagnostics.Append(models.Get(ctx, req.State, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	endpoint := tfkit.ReadTracked(ctx, r.account, Kind, state.ID, resp)
	if endpoint == nil {
		return
	}
	if state.CreatedAt.IsNull() { // never read: an older provider's state, or an import's
		resp.Diagnostics.Append(tfkit.SetAdopted(ctx, resp.Private, true)...)
	}
	origin := tfkit.OriginFrom(ctx, req.Private, &resp.Diagnostics)
	origin.JustImported = state.Name.IsNull()
	r.refresh(ctx, &state, endpoint, origin, resp.Private, &resp.Diagnostics)
	tfkit.SetRefreshed(ctx, resp, state.ID, &state)
}

// refresh brings a state up to date.
func (r *endpointResource) refresh(ctx context.Context, state *model, endpoint *runpod.Endpoint, origin tfkit.Origin, private tfkit.PrivateState, diags *diag.Diagnostics) {
	before := state.costInputs(ctx, diags)
	state.fromAPI(ctx, endpoint, origin, diags)
	r.labels.Read(ctx, owner(endpoint.ID, endpoint.Name).Labelled, &state.Fields, origin.JustImported, private, diags)
	inputs := state.costInputs(ctx, diags)
	state.EstimatedService = tfkit.KnownOrNull(ctx, pricing.PlannedService(ctx, inputs, diags))
	state.EstimatedCost = r.estimates.Refresh(ctx, state.EstimatedCost, before, inputs, diags)
}

func (r *endpointResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state, config model
	resp.Diagnostics.Append(models.Get(ctx, req.Plan, &plan)...)
	resp.Diagnostics.Append(models.Get(ctx, req.State, &state)...)
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &config)...)
	origin := tfkit.OriginFrom(ctx, req.Private, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	wanted := tfkit.Plain(ctx, plan)
	state = tfkit.Plain(ctx, state)
	update := container.NewUpdate(wanted.Templated, state.Templated, config.Templated, origin)
	defer r.reads.Drop()
	endpoint, err := r.patch(ctx, &wanted, &state, update, &resp.Diagnostics)
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("update", Kind.Name, state.Name.ValueString()), err, fieldPaths)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	if update.SendsSecrets() {
		origin.SecretKeys = config.SecretKeys()
		resp.Diagnostics.Append(tfkit.SetSecretKeys(ctx, resp.Private, origin.SecretKeys)...)
	}
	resp.Diagnostics.Append(tfkit.SetAdopted(ctx, resp.Private, false)...)
	plan.Fields = r.labels.Update(ctx, owner(state.ID.ValueString(), plan.Name.ValueString()), config.Fields, plan.Fields, state.Fields, resp.Private, &resp.Diagnostics)
	state = r.settled(ctx, plan, endpoint, origin, &resp.Diagnostics)
	tfkit.SetState(ctx, &resp.State, resp.Identity, state.ID, &state, &resp.Diagnostics)
}

// patch sends what changed, and returns the endpoint as it now is.
func (r *endpointResource) patch(ctx context.Context, plan, state *model, update container.Update, diags *diag.Diagnostics) (*runpod.Endpoint, error) {
	id := state.ID.ValueString()
	if update.EnvChanged() {
		current, err := r.account.Client.GetEndpoint(ctx, id)
		if err != nil {
			return nil, fmt.Errorf("reading the endpoint's environment, which a change replaces as a whole: %w", err)
		}
		update.CurrentEnv = current.Env
	}
	body := plan.toUpdate(ctx, state, update.ToUpdate(), update.TemplateID(), diags)
	if diags.HasError() {
		return nil, nil
	}
	if tfkit.IsEmpty(body) {
		return r.account.Client.GetEndpoint(ctx, id)
	}
	return r.account.Client.UpdateEndpoint(ctx, id, body)
}

func (r *endpointResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state model
	resp.Diagnostics.Append(models.Get(ctx, req.State, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	defer r.reads.Drop()
	id := state.ID.ValueString()
	if err := r.reads.Deleted(ctx, id, r.account.Client.DeleteEndpoint(ctx, id)); err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("delete", Kind.Name, state.Name.ValueString()), err, nil)
	}
}

// fieldPaths says which attribute a field of Runpod's comes from.
var fieldPaths = tfkit.FieldPaths{
	"name":                    path.Root("name"),
	"image":                   path.Root("image"),
	"args":                    path.Root("args"),
	"disk":                    path.Root("container_disk_gb"),
	"ports":                   path.Root("ports"),
	"env":                     path.Root("env"),
	"registry":                path.Root("container_registry_auth_id"),
	"templateId":              path.Root("template_id"),
	"dataCenterIds":           path.Root("data_center_ids"),
	"networkVolumes":          path.Root("network_volume_ids"),
	"flashboot":               path.Root("flashboot"),
	"timeout":                 path.Root("execution_timeout_ms"),
	"gpu":                     path.Root("gpu"),
	"gpu.pools":               path.Root("gpu").AtName("pools"),
	"gpu.count":               path.Root("gpu").AtName("count"),
	"gpu.excludedTypes":       path.Root("gpu").AtName("excluded_type_ids"),
	"gpu.allowedCudaVersions": path.Root("gpu").AtName("allowed_cuda_versions"),
	"gpu.minCudaVersion":      path.Root("gpu").AtName("min_cuda_version"),
	"cpu":                     path.Root("cpu"),
	"workers":                 path.Root("workers"),
	"workers.min":             path.Root("workers").AtName("active"),
	"workers.max":             path.Root("workers").AtName("flex"),
	"workers.idleTimeout":     path.Root("workers").AtName("idle_timeout_seconds"),
	"idleTimeout":             path.Root("workers").AtName("idle_timeout_seconds"), // as one refusal calls it
	"scaling":                 path.Root("scaling"),
	"scaling.queueDelay":      path.Root("scaling").AtName("queue_delay_seconds"),
	"scaling.requestCount":    path.Root("scaling").AtName("request_count"),
}

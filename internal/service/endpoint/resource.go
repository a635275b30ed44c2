// Package endpoint manages serverless endpoints.
package endpoint

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

const kind = "endpoint"

// api is what the resource needs of the client.
type api interface {
	tfkit.Templates
	CreateEndpoint(context.Context, runpod.CreateEndpointRequest) (*runpod.Endpoint, error)
	ListEndpoints(context.Context) ([]runpod.Endpoint, error)
	GetEndpoint(ctx context.Context, id string) (*runpod.Endpoint, error)
	UpdateEndpoint(ctx context.Context, id string, req runpod.UpdateEndpointRequest) (*runpod.Endpoint, error)
	DeleteEndpoint(ctx context.Context, id string) error
}

type endpointResource struct {
	api     api
	pricing *tfkit.Pricing
	budget  *tfkit.Budget
	creates *tfkit.Creates
	offers  *tfkit.Offers
	reads   *tfkit.Reads[runpod.Endpoint]
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

func (r *endpointResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_endpoint"
}

func (r *endpointResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = resourceSchema()
}

func (r *endpointResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = tfkit.IDIdentitySchema(kind)
}

func (r *endpointResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	if data := tfkit.Configured(req.ProviderData, &resp.Diagnostics); data != nil {
		r.api, r.pricing, r.budget, r.creates, r.reads, r.offers = data.Client, data.Pricing, data.Budget, data.Creates, data.Endpoints, data.Offers
	}
}

func (r *endpointResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	tfkit.ImportByID(ctx, req, resp)
	resp.Diagnostics.Append(tfkit.SetAdopted(ctx, resp.Private, true)...)
}

func (r *endpointResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan, config model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	body := plan.toCreate(ctx, config.TemplatedContainer, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	call := r.creates.Call(&resp.Diagnostics)
	defer call.End(ctx)
	defer r.reads.Drop()
	endpoint, err := r.create(ctx, call, body)
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Tried("create", kind, plan.Name.ValueString()), err, fieldPaths)
		return
	}
	secrets := config.SecretKeys()
	plan.settle(ctx, endpoint, secrets, &resp.Diagnostics)
	resp.Diagnostics.Append(tfkit.SetSecretKeys(ctx, resp.Private, secrets)...)
	r.settleEstimate(ctx, &plan, resp.Private, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
	resp.Diagnostics.Append(tfkit.SetIDIdentity(ctx, resp.Identity, plan.ID)...)
}

func (r *endpointResource) create(ctx context.Context, call *tfkit.Call, req runpod.CreateEndpointRequest) (*runpod.Endpoint, error) {
	return tfkit.Create(ctx, call, tfkit.Creation[runpod.Endpoint]{
		Kind: kind, Name: req.Name,
		Create: func(ctx context.Context) (*runpod.Endpoint, error) { return r.api.CreateEndpoint(ctx, req) },
		List:   r.api.ListEndpoints,
		ID:     func(e *runpod.Endpoint) string { return e.ID },
		Named:  func(e *runpod.Endpoint) bool { return declaredName(req.Name, e.Name) == req.Name },
		Matches: func(e *runpod.Endpoint) bool {
			return (req.Image == nil || e.Image == *req.Image) && (e.GPU != nil) == (req.GPU != nil)
		},
	})
}

func (r *endpointResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	r.creates.Tracked(ctx, kind, state.ID.ValueString())
	endpoint, err := r.reads.Get(ctx, state.ID.ValueString())
	if runpod.IsNotFound(err) {
		tfkit.RemoveGone(ctx, resp, state.ID)
		return
	}
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Tried("read", kind, state.ID.ValueString()), err, nil)
		return
	}
	secrets, diags := tfkit.SecretKeys(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	if state.CreatedAt.IsNull() { // never read: an older provider's state, or an import's
		resp.Diagnostics.Append(tfkit.SetAdopted(ctx, resp.Private, true)...)
	}
	r.refresh(ctx, &state, endpoint, secrets, resp.Private, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
	resp.Diagnostics.Append(tfkit.SetIDIdentity(ctx, resp.Identity, state.ID)...)
}

// refresh brings a state up to date. After an import it holds nothing but the id.
func (r *endpointResource) refresh(ctx context.Context, state *model, endpoint *runpod.Endpoint, secretKeys []string, private tfkit.PrivateState, diags *diag.Diagnostics) {
	state.fromAPI(ctx, endpoint, state.Name.IsNull(), secretKeys, diags)
	if state.EstimatedCost.IsNull() {
		state.EstimatedCost = tfkit.EstimateUnknown()
		r.settleEstimate(ctx, state, private, diags)
	}
}

func (r *endpointResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state, config model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	secrets, diags := tfkit.SecretKeys(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	adopted, diags := tfkit.IsAdopted(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	container := tfkit.ContainerUpdate{
		Plan: plan.TemplatedContainer, State: state.TemplatedContainer, Config: config.TemplatedContainer, SecretKeys: secrets,
	}
	if adopted {
		container.State = container.State.Adopting(container.Plan)
	}
	defer r.reads.Drop()
	endpoint, err := r.patch(ctx, &plan, &state, container, &resp.Diagnostics)
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Tried("update", kind, state.Name.ValueString()), err, fieldPaths)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	if container.SecretsSent() {
		secrets = config.SecretKeys()
		resp.Diagnostics.Append(tfkit.SetSecretKeys(ctx, resp.Private, secrets)...)
	}
	resp.Diagnostics.Append(tfkit.SetAdopted(ctx, resp.Private, false)...)
	plan.settle(ctx, endpoint, secrets, &resp.Diagnostics)
	r.settleEstimate(ctx, &plan, resp.Private, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
	resp.Diagnostics.Append(tfkit.SetIDIdentity(ctx, resp.Identity, plan.ID)...)
}

// patch sends what changed, and returns the endpoint as it now is.
func (r *endpointResource) patch(ctx context.Context, plan, state *model, container tfkit.ContainerUpdate, diags *diag.Diagnostics) (*runpod.Endpoint, error) {
	id := state.ID.ValueString()
	if container.EnvChanged() {
		current, err := r.api.GetEndpoint(ctx, id)
		if err != nil {
			return nil, fmt.Errorf("reading the endpoint's environment, which a change replaces whole: %w", err)
		}
		container.CurrentEnv = current.Env
	}
	req := plan.toUpdate(ctx, state, container.ToUpdate(), container.TemplateID(), diags)
	if diags.HasError() {
		return nil, nil
	}
	if isEmpty(req) {
		return r.api.GetEndpoint(ctx, id)
	}
	return r.api.UpdateEndpoint(ctx, id, req)
}

func (r *endpointResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	defer r.reads.Drop()
	id := state.ID.ValueString()
	if err := r.reads.Deleted(ctx, id, r.api.DeleteEndpoint(ctx, id)); err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Tried("delete", kind, state.Name.ValueString()), err, nil)
	}
}

// settle puts an answer over a plan: what was planned stands, and what only
// RunPod knows is filled in. A difference that RunPod makes shows as drift at
// the next read.
func (m *model) settle(ctx context.Context, endpoint *runpod.Endpoint, secretKeys []string, diags *diag.Diagnostics) {
	planned := *m
	m.fromAPI(ctx, endpoint, false, secretKeys, diags)
	answer := *m
	*m = planned
	m.TemplatedContainer = planned.Settled(answer.TemplatedContainer)
	m.ID, m.CreatedAt, m.RequestURLs = answer.ID, answer.CreatedAt, answer.RequestURLs
}

func (r *endpointResource) settleEstimate(ctx context.Context, m *model, private tfkit.PrivateState, diags *diag.Diagnostics) {
	inputs, ok := m.costInputs(ctx, diags)
	if !ok {
		return
	}
	estimate, d := tfkit.SettledEstimate(ctx, r.pricing, private, m.EstimatedCost, inputs, cost.Estimator.Endpoint)
	diags.Append(d...)
	m.EstimatedCost = estimate
}

// fieldPaths says which attribute a field of RunPod's comes from.
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
	"scaling":                 path.Root("scaling"),
	"scaling.queueDelay":      path.Root("scaling").AtName("queue_delay_seconds"),
	"scaling.requestCount":    path.Root("scaling").AtName("request_count"),
}

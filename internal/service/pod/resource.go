// Package pod manages pods.
package pod

import (
	"context"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

const (
	kind                 = "pod"
	defaultCreateTimeout = 20 * time.Minute
	defaultUpdateTimeout = 20 * time.Minute
	defaultDeleteTimeout = 10 * time.Minute
)

// api is what the resource needs of the client.
type api interface {
	tfkit.Templates
	CreatePod(context.Context, runpod.CreatePodRequest) (*runpod.Pod, error)
	ListPods(context.Context, runpod.ListPodsOptions) ([]runpod.Pod, error)
	GetPod(ctx context.Context, id string) (*runpod.Pod, error)
	UpdatePod(ctx context.Context, id string, req runpod.UpdatePodRequest) (*runpod.Pod, error)
	PodAction(ctx context.Context, id string, action runpod.PodAction) (*runpod.Pod, error)
	DeletePod(ctx context.Context, id string) error
}

type podResource struct {
	api     api
	pricing *tfkit.Pricing
	budget  *tfkit.Budget
	clock   runpod.Clock
	creates *tfkit.Creates
	offers  *tfkit.Offers
	reads   *tfkit.Reads[runpod.Pod]
}

var (
	_ resource.ResourceWithConfigure      = (*podResource)(nil)
	_ resource.ResourceWithIdentity       = (*podResource)(nil)
	_ resource.ResourceWithImportState    = (*podResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*podResource)(nil)
	_ resource.ResourceWithValidateConfig = (*podResource)(nil)
)

// NewResource makes `runpod_pod`.
func NewResource() resource.Resource { return &podResource{} }

func (r *podResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_pod"
}

func (r *podResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = resourceSchema(ctx)
}

func (r *podResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = tfkit.IDIdentitySchema(kind)
}

func (r *podResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	if data := tfkit.Configured(req.ProviderData, &resp.Diagnostics); data != nil {
		r.api, r.pricing, r.budget, r.clock, r.creates, r.reads, r.offers = data.Client, data.Pricing, data.Budget, data.Clock, data.Creates, data.Pods, data.Offers
	}
}

func (r *podResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	tfkit.ImportByID(ctx, req, resp)
	resp.Diagnostics.Append(tfkit.SetAdopted(ctx, resp.Private, true)...)
}

// Create stores the id as soon as RunPod has given one: whatever happens later,
// a pod that bills is in the state.
func (r *podResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan, config model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	timeout, diags := plan.Timeouts.Create(ctx, defaultCreateTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	call := r.creates.Call(&resp.Diagnostics)
	defer call.End(ctx)
	deadline := tfkit.NewDeadline(r.clock, timeout)
	defer r.reads.Drop()
	candidates := plan.candidates(ctx, &resp.Diagnostics)
	pod, err := place(ctx, deadline, candidates, func(ctx context.Context, at candidate) (*runpod.Pod, error) {
		return r.create(ctx, call, plan.toCreate(ctx, config.TemplatedContainer, at, &resp.Diagnostics), candidates)
	})
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Tried("create", kind, plan.Name.ValueString()), err, fieldPaths)
		return
	}
	secrets := config.SecretKeys()
	resp.Diagnostics.Append(tfkit.SetSecretKeys(ctx, resp.Private, secrets)...)
	r.settleEstimate(ctx, &plan, resp.Private, &resp.Diagnostics)
	save := func(pod *runpod.Pod) {
		settled := plan.settled(ctx, pod, secrets, &resp.Diagnostics)
		resp.Diagnostics.Append(resp.State.Set(ctx, &settled)...)
		resp.Diagnostics.Append(tfkit.SetIDIdentity(ctx, resp.Identity, settled.ID)...)
	}
	save(pod)
	pod, err = r.reach(ctx, deadline, pod, &plan)
	save(pod)
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Tried("bring up", kind, plan.Name.ValueString()), err, fieldPaths)
	}
}

func (r *podResource) create(ctx context.Context, call *tfkit.Call, req runpod.CreatePodRequest, candidates []candidate) (*runpod.Pod, error) {
	return tfkit.Create(ctx, call, tfkit.Creation[runpod.Pod]{
		Kind: kind, Name: req.Name,
		Create:  func(ctx context.Context) (*runpod.Pod, error) { return r.api.CreatePod(ctx, req) },
		List:    func(ctx context.Context) ([]runpod.Pod, error) { return r.api.ListPods(ctx, runpod.ListPodsOptions{}) },
		ID:      func(p *runpod.Pod) string { return p.ID },
		Named:   func(p *runpod.Pod) bool { return p.Name == req.Name && p.Status != runpod.PodStatusTerminated },
		Matches: func(p *runpod.Pod) bool { return couldBe(p, req, candidates) },
	})
}

// couldBe reports whether a pod has the shape of a request, on any of the
// candidates: an earlier run may have been further down the list.
func couldBe(pod *runpod.Pod, req runpod.CreatePodRequest, candidates []candidate) bool {
	if req.Image != nil && pod.Image != *req.Image {
		return false
	}
	if req.CPU != nil {
		return pod.CPU != nil && pod.CPU.ID == req.CPU.ID && pod.CPU.VCPUCount == req.CPU.VCPUCount
	}
	return pod.CPU == nil && (pod.GPU == nil || (pod.GPU.Count == *req.GPU.Count &&
		slices.ContainsFunc(candidates, func(c candidate) bool { return c.gpuTypeID == pod.GPU.ID })))
}

func (r *podResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	r.creates.Tracked(ctx, kind, state.ID.ValueString())
	pod, err := r.reads.Get(ctx, state.ID.ValueString())
	if isGone(pod, err) {
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
	r.refresh(ctx, &state, pod, secrets, resp.Private, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
	resp.Diagnostics.Append(tfkit.SetIDIdentity(ctx, resp.Identity, state.ID)...)
}

// refresh brings a state up to date. After an import it holds nothing but the id.
func (r *podResource) refresh(ctx context.Context, state *model, pod *runpod.Pod, secretKeys []string, private tfkit.PrivateState, diags *diag.Diagnostics) {
	state.fromAPI(ctx, pod, state.Name.IsNull(), secretKeys, diags)
	if state.EstimatedCost.IsNull() {
		state.EstimatedCost = tfkit.EstimateUnknown()
		r.settleEstimate(ctx, state, private, diags)
	}
}

func (r *podResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	timeout, diags := state.Timeouts.Delete(ctx, defaultDeleteTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	id := state.ID.ValueString()
	defer r.reads.Drop()
	deadline := tfkit.NewDeadline(r.clock, timeout)
	ctx = deadline.Context(ctx)
	err := r.deleted(ctx, id, r.api.DeletePod(ctx, id))
	if err == nil {
		w := waiter{api: r.api, reads: r.reads, deadline: deadline, id: id}
		err = w.gone(ctx)
	}
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Tried("delete", kind, state.Name.ValueString()), err, nil)
	}
}

// deleted is the outcome of a delete, err. A 404 is confirmed by a read, which may
// also show the pod as TERMINATED.
func (r *podResource) deleted(ctx context.Context, id string, err error) error {
	return tfkit.Deleted(ctx, id, err, func(ctx context.Context, id string) (*runpod.Pod, error) {
		r.reads.Drop()
		pod, readErr := r.reads.Get(ctx, id)
		if isGone(pod, readErr) {
			return nil, err
		}
		return pod, readErr
	})
}

func (r *podResource) settleEstimate(ctx context.Context, m *model, private tfkit.PrivateState, diags *diag.Diagnostics) {
	inputs, ok := m.costInputs(ctx, diags)
	if !ok {
		return
	}
	estimate, d := tfkit.SettledEstimate(ctx, r.pricing, private, m.EstimatedCost, inputs, cost.Estimator.Pod)
	diags.Append(d...)
	m.EstimatedCost = estimate
}

// fieldPaths says which attribute a field of RunPod's comes from.
var fieldPaths = tfkit.FieldPaths{
	"name":                    path.Root("name"),
	"image":                   path.Root("image"),
	"disk":                    path.Root("container_disk_gb"),
	"ports":                   path.Root("ports"),
	"env":                     path.Root("env"),
	"registry":                path.Root("container_registry_auth_id"),
	"templateId":              path.Root("template_id"),
	"cloud":                   path.Root("cloud"),
	"dataCenterIds":           path.Root("data_center_ids"),
	"globalNetworking":        path.Root("global_networking"),
	"gpu":                     path.Root("gpu"),
	"gpu.id":                  path.Root("gpu").AtName("type_ids"),
	"gpu.count":               path.Root("gpu").AtName("count"),
	"gpu.allowedCudaVersions": path.Root("gpu").AtName("allowed_cuda_versions"),
	"gpu.minCudaVersion":      path.Root("gpu").AtName("min_cuda_version"),
	"gpu.minRamPerGpu":        path.Root("gpu").AtName("min_ram_gb_per_gpu"),
	"gpu.minVcpuCountPerGpu":  path.Root("gpu").AtName("min_vcpus_per_gpu"),
	"cpu":                     path.Root("cpu"),
	"cpu.id":                  path.Root("cpu").AtName("flavor_id"),
	"cpu.vcpuCount":           path.Root("cpu").AtName("vcpu_count"),
	"mounts.persistent":       path.Root("volume_disk"),
	"mounts.network":          path.Root("network_volume"),
}

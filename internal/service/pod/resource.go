package pod

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/container"
	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/labels"
	"github.com/runpod-iac/terraform-provider-runpod/internal/legacy"
	"github.com/runpod-iac/terraform-provider-runpod/internal/models"
	"github.com/runpod-iac/terraform-provider-runpod/internal/pricing"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

const (
	defaultCreateTimeout = 20 * time.Minute
	defaultUpdateTimeout = 20 * time.Minute
	defaultDeleteTimeout = 10 * time.Minute
)

type podResource struct {
	account    *account.Account
	reads      *account.Reads[runpod.Pod]
	volumes    *account.Reads[runpod.NetworkVolume]
	registries *account.Reads[runpod.Registry]
	estimates  *pricing.Estimates[cost.Pod]
	labels     *labels.Labels
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

func (r *podResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = Kind.Type
}

func (r *podResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = resourceSchema(ctx)
}

func (r *podResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = tfkit.IDIdentitySchema(Kind.Name)
}

func (r *podResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	if data := service.ProviderDataFrom(req.ProviderData, &resp.Diagnostics); data != nil {
		r.account, r.reads = data.Account, account.ReadsOf(data.Account, Kind)
		r.volumes = account.ReadsOf(data.Account, container.VolumePlaces)
		r.registries = account.ReadsOf(data.Account, container.Registries)
		r.labels = data.Labels
		r.estimates = pricing.NewEstimates(Kind.Name, data.Prices, data.Budget, cost.Estimator.Pod)
	}
}

func (r *podResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	tfkit.ImportByID(ctx, req, resp)
	resp.Diagnostics.Append(tfkit.SetAdopted(ctx, resp.Private, true)...)
}

// Create stores the ID as soon as Runpod has given one: whatever happens later,
// a pod that bills is in the state.
func (r *podResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan, config model
	resp.Diagnostics.Append(models.Get(ctx, req.Plan, &plan)...)
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &config)...)
	timeout, diags := plan.Timeouts.Create(ctx, defaultCreateTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	attempt := r.account.Creates.Attempt(resp.Diagnostics.AddWarning)
	defer attempt.End(ctx)
	defer r.reads.Drop()
	deadline := account.NewDeadline(r.account.Clock, account.TimeoutCreate, timeout)
	wanted := tfkit.Plain(ctx, plan)
	candidates := wanted.candidates(ctx, &resp.Diagnostics)
	pod, err := account.Placement[candidate, runpod.Pod]{
		Deadline: deadline, Candidates: candidates,
		Create: func(ctx context.Context, at candidate) (*runpod.Pod, error) {
			body := wanted.toCreate(ctx, config.Templated, at, &resp.Diagnostics)
			return account.Create(ctx, attempt, Kind, body.Name, request{body, candidates}, r.create)
		},
		Widen: wanted.widening(ctx, &resp.Diagnostics),
	}.Place(ctx)
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("create", Kind.Name, plan.Name.ValueString()), err, fieldPaths)
		return
	}
	origin := tfkit.Origin{SecretKeys: config.SecretKeys()}
	resp.Diagnostics.Append(tfkit.SetSecretKeys(ctx, resp.Private, origin.SecretKeys)...)
	state := r.settled(ctx, plan, pod, origin, &resp.Diagnostics)
	tfkit.SetState(ctx, &resp.State, resp.Identity, state.ID, &state, &resp.Diagnostics)
	pod, err = r.reach(ctx, deadline, pod, &plan, &resp.Diagnostics)
	r.labels.Create(ctx, owner(pod.ID, pod.Name), plan.Fields, resp.Private, &resp.Diagnostics)
	state = r.settled(ctx, plan, pod, origin, &resp.Diagnostics)
	tfkit.SetState(ctx, &resp.State, resp.Identity, state.ID, &state, &resp.Diagnostics)
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("bring up", Kind.Name, plan.Name.ValueString()), err, fieldPaths)
	}
}

func (r *podResource) create(ctx context.Context, req request) (*runpod.Pod, error) {
	return r.account.Client.CreatePod(ctx, req.body)
}

// settled is the state after an apply, as far as it has come; the pod is nil where
// nothing was answered.
func (r *podResource) settled(ctx context.Context, plan model, pod *runpod.Pod, origin tfkit.Origin, diags *diag.Diagnostics) model {
	state := plan
	if pod != nil {
		state.fromAPI(ctx, pod, origin, diags)
	}
	state = tfkit.Settled(ctx, plan, state)
	state.EstimatedCost = r.estimates.Apply(ctx, plan.EstimatedCost, state.costInputs(ctx, diags), diags)
	return state
}

func (r *podResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	resp.Diagnostics.Append(models.Get(ctx, req.State, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	pod := tfkit.ReadTracked(ctx, r.account, Kind, state.ID, resp)
	if pod == nil {
		return
	}
	if state.Name.IsNull() && refuseMember(pod, &resp.Diagnostics) { // just imported
		return
	}
	if state.CreatedAt.IsNull() { // never read: an older provider's state, or an import's
		resp.Diagnostics.Append(tfkit.SetAdopted(ctx, resp.Private, true)...)
	}
	origin := tfkit.OriginFrom(ctx, req.Private, &resp.Diagnostics)
	origin.JustImported = state.Name.IsNull()
	origin.EnvUnread = legacy.EnvUnread(ctx, state.CreatedAt, state.Env, resp)
	r.refresh(ctx, &state, pod, origin, resp.Private, &resp.Diagnostics)
	tfkit.SetRefreshed(ctx, resp, state.ID, &state)
}

// refuseMember refuses the import of a pod that its cluster manages: Runpod changes
// and deletes none of them alone.
func refuseMember(pod *runpod.Pod, diags *diag.Diagnostics) (refused bool) {
	if pod.Cluster == nil {
		return false
	}
	diags.AddError(fmt.Sprintf("Pod %s belongs to a cluster", pod.ID),
		fmt.Sprintf("Pod %q (%s) is a member of cluster %s. Runpod changes and deletes clusters only as a whole. Import the cluster instead, as a `runpod_cluster` with the ID %q. Its `pod_ids` include the pod.",
			pod.Name, pod.ID, pod.Cluster.ID, pod.Cluster.ID))
	return true
}

// refresh brings a state up to date.
func (r *podResource) refresh(ctx context.Context, state *model, pod *runpod.Pod, origin tfkit.Origin, private tfkit.PrivateState, diags *diag.Diagnostics) {
	before := state.costInputs(ctx, diags)
	state.fromAPI(ctx, pod, origin, diags)
	r.labels.Read(ctx, owner(pod.ID, pod.Name).Labelled, &state.Fields, origin.JustImported, private, diags)
	state.EstimatedCost = r.estimates.Refresh(ctx, state.EstimatedCost, before, state.costInputs(ctx, diags), diags)
}

func (r *podResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state model
	resp.Diagnostics.Append(models.Get(ctx, req.State, &state)...)
	timeout, diags := state.Timeouts.Delete(ctx, defaultDeleteTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	defer r.reads.Drop()
	id, deadline := state.ID.ValueString(), account.NewDeadline(r.account.Clock, account.TimeoutDelete, timeout)
	ctx = deadline.Context(ctx)
	err := r.reads.Deleted(ctx, id, r.account.Client.DeletePod(ctx, id))
	if err == nil {
		err = account.AwaitGone(ctx, r.reads, Kind, deadline, id)
	}
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("delete", Kind.Name, state.Name.ValueString()), err, nil)
	}
}

// fieldPaths says which attribute a field of Runpod's comes from.
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

package cluster

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
	defaultCreateTimeout = 30 * time.Minute
	defaultDeleteTimeout = 10 * time.Minute
)

type clusterResource struct {
	account   *account.Account
	reads     *account.Reads[runpod.Cluster]
	volumes   *account.Reads[runpod.NetworkVolume]
	estimates *pricing.Estimates[cost.Cluster]
	labels    *labels.Labels
}

var (
	_ resource.ResourceWithConfigure      = (*clusterResource)(nil)
	_ resource.ResourceWithIdentity       = (*clusterResource)(nil)
	_ resource.ResourceWithImportState    = (*clusterResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*clusterResource)(nil)
	_ resource.ResourceWithValidateConfig = (*clusterResource)(nil)
)

// NewResource makes `runpod_cluster`.
func NewResource() resource.Resource { return &clusterResource{} }

func (r *clusterResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = Kind.Type
}

func (r *clusterResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = resourceSchema(ctx)
}

func (r *clusterResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = tfkit.IDIdentitySchema(Kind.Name)
}

func (r *clusterResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	if data := service.ProviderDataFrom(req.ProviderData, &resp.Diagnostics); data != nil {
		r.account, r.reads = data.Account, account.ReadsOf(data.Account, Kind)
		r.volumes = account.ReadsOf(data.Account, container.VolumePlaces)
		r.labels = data.Labels
		r.estimates = pricing.NewEstimates(Kind.Name, data.Prices, data.Budget, cost.Estimator.Cluster)
	}
}

func (r *clusterResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	tfkit.ImportByID(ctx, req, resp)
	resp.Diagnostics.Append(tfkit.SetAdopted(ctx, resp.Private, true)...)
}

// Create stores the ID as soon as Runpod has given one: whatever happens later,
// a cluster that bills is in the state.
func (r *clusterResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
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
	cluster, err := account.Placement[place, runpod.Cluster]{
		Deadline: deadline, Candidates: wanted.places(),
		Create: func(ctx context.Context, at place) (*runpod.Cluster, error) {
			body := wanted.toCreate(ctx, &config, at, &resp.Diagnostics)
			return account.Create(ctx, attempt, Kind, body.Name, body, r.account.Client.CreateCluster)
		},
		Widen: wanted.widening(ctx, &resp.Diagnostics),
	}.Place(ctx)
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("create", Kind.Name, plan.Name.ValueString()), err, fieldPaths)
		return
	}
	w := waiter{client: r.account.Client, deadline: deadline, last: members{cluster: cluster}}
	state := r.settled(ctx, plan, w.last, &resp.Diagnostics)
	tfkit.SetState(ctx, &resp.State, resp.Identity, state.ID, &state, &resp.Diagnostics)
	missing, err := container.AwaitStart(ctx, plan.WaitUntil, &w)
	if missing != "" {
		container.WarnOfMissingPorts("cluster "+w.last.cluster.Name, fmt.Sprintf("The pods of cluster %q (%s) are running, but Runpod did not map all their ports within %s: %s.",
			w.last.cluster.Name, w.last.cluster.ID, container.Courtesy, missing), &resp.Diagnostics)
	}
	r.labels.Create(ctx, owner(cluster.ID, cluster.Name), plan.Fields, resp.Private, &resp.Diagnostics)
	state = r.settled(ctx, plan, w.last, &resp.Diagnostics)
	tfkit.SetState(ctx, &resp.State, resp.Identity, state.ID, &state, &resp.Diagnostics)
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("bring up", Kind.Name, plan.Name.ValueString()), err, fieldPaths)
	}
}

// settled is the state after a create, as far as it has come.
func (r *clusterResource) settled(ctx context.Context, plan model, is members, diags *diag.Diagnostics) model {
	state := plan
	state.fromAPI(is, tfkit.Origin{})
	state = tfkit.Settled(ctx, plan, state)
	state.EstimatedCost = r.estimates.Apply(ctx, plan.EstimatedCost, state.costInputs(ctx, diags), diags)
	return state
}

func (r *clusterResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	resp.Diagnostics.Append(models.Get(ctx, req.State, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	cluster := tfkit.ReadTracked(ctx, r.account, Kind, state.ID, resp)
	if cluster == nil {
		return
	}
	if state.CreatedAt.IsNull() { // never read: an older provider's state, or an import's
		resp.Diagnostics.Append(tfkit.SetAdopted(ctx, resp.Private, true)...)
	}
	origin := tfkit.Origin{JustImported: state.Name.IsNull(), EnvUnread: legacy.EnvUnread(ctx, state.CreatedAt, state.Env, resp)}
	r.refresh(ctx, &state, cluster, origin, resp.Private, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	tfkit.SetRefreshed(ctx, resp, state.ID, &state)
}

// refresh brings a state up to date. After an import it holds nothing but the ID.
func (r *clusterResource) refresh(ctx context.Context, state *model, cluster *runpod.Cluster, origin tfkit.Origin, private tfkit.PrivateState, diags *diag.Diagnostics) {
	pods, err := r.account.Client.ListClusterPods(ctx, cluster.ID)
	if err != nil {
		tfkit.AddError(diags, tfkit.Attempted("read", Kind.Name, cluster.ID), err, nil)
		return
	}
	before := state.costInputs(ctx, diags)
	state.fromAPI(members{cluster: cluster, pods: byRank(pods)}, origin)
	r.labels.Read(ctx, owner(cluster.ID, cluster.Name).Labelled, &state.Fields, origin.JustImported, private, diags)
	state.EstimatedCost = r.estimates.Refresh(ctx, state.EstimatedCost, before, state.costInputs(ctx, diags), diags)
}

// Update renames the cluster; everything else that can get here is not Runpod's.
func (r *clusterResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state, config model
	resp.Diagnostics.Append(models.Get(ctx, req.Plan, &plan)...)
	resp.Diagnostics.Append(models.Get(ctx, req.State, &state)...)
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if !plan.Name.Equal(state.Name) {
		defer r.reads.Drop()
		body := runpod.UpdateClusterRequest{Name: plan.Name.ValueStringPointer()}
		if _, err := r.account.Client.UpdateCluster(ctx, state.ID.ValueString(), body); err != nil {
			tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("rename", Kind.Name, state.Name.ValueString()), err, fieldPaths)
			return
		}
	}
	resp.Diagnostics.Append(tfkit.SetAdopted(ctx, resp.Private, false)...)
	plan.Fields = r.labels.Update(ctx, owner(state.ID.ValueString(), plan.Name.ValueString()), config.Fields, plan.Fields, state.Fields, resp.Private, &resp.Diagnostics)
	plan.EstimatedCost = r.estimates.Apply(ctx, plan.EstimatedCost, plan.costInputs(ctx, &resp.Diagnostics), &resp.Diagnostics)
	tfkit.SetState(ctx, &resp.State, resp.Identity, plan.ID, &plan, &resp.Diagnostics)
}

func (r *clusterResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
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
	err := r.reads.Deleted(ctx, id, r.account.Client.DeleteCluster(ctx, id))
	if err == nil {
		err = account.AwaitGone(ctx, r.reads, Kind, deadline, id)
	}
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("delete", Kind.Name, state.Name.ValueString()), err, nil)
	}
}

// fieldPaths says which attribute a field of Runpod's comes from.
var fieldPaths = tfkit.FieldPaths{
	"name":                   path.Root("name"),
	"type":                   path.Root("type"),
	"compute":                path.Root("compute"),
	"compute.gpuTypeId":      path.Root("compute").AtName("gpu_type_id"),
	"compute.gpuCountPerPod": path.Root("compute").AtName("gpu_count_per_pod"),
	"compute.podCount":       path.Root("compute").AtName("pod_count"),
	"image":                  path.Root("image"),
	"disk":                   path.Root("container_disk_gb"),
	"ports":                  path.Root("ports"),
	"env":                    path.Root("env"),
	"templateId":             path.Root("template_id"),
	"dataCenterIds":          path.Root("data_center_ids"),
	"mounts.persistent":      path.Root("volume_disk"),
	"mounts.network":         path.Root("network_volume"),
}

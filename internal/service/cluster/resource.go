// Package cluster manages clusters.
package cluster

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

const (
	kind                 = "cluster"
	defaultCreateTimeout = 30 * time.Minute
	defaultDeleteTimeout = 10 * time.Minute
)

// api is what the resource needs of the client.
type api interface {
	reader
	tfkit.Templates
	CreateCluster(context.Context, runpod.CreateClusterRequest) (*runpod.Cluster, error)
	UpdateCluster(ctx context.Context, id string, req runpod.UpdateClusterRequest) (*runpod.Cluster, error)
	DeleteCluster(ctx context.Context, id string) error
}

// reader is what look-ups need of the client.
type reader interface {
	GetCluster(ctx context.Context, id string) (*runpod.Cluster, error)
	ListClusters(context.Context) ([]runpod.Cluster, error)
	ListClusterPods(ctx context.Context, id string) ([]runpod.Pod, error)
}

type clusterResource struct {
	api     api
	pricing *tfkit.Pricing
	budget  *tfkit.Budget
	clock   runpod.Clock
	creates *tfkit.Creates
	offers  *tfkit.Offers
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

func (r *clusterResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_cluster"
}

func (r *clusterResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = resourceSchema(ctx)
}

func (r *clusterResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = tfkit.IDIdentitySchema(kind)
}

func (r *clusterResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	if data := tfkit.Configured(req.ProviderData, &resp.Diagnostics); data != nil {
		r.api, r.pricing, r.budget, r.clock, r.creates, r.offers = data.Client, data.Pricing, data.Budget, data.Clock, data.Creates, data.Offers
	}
}

func (r *clusterResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	tfkit.ImportByID(ctx, req, resp)
	resp.Diagnostics.Append(tfkit.SetAdopted(ctx, resp.Private, true)...)
}

// Create stores the id as soon as RunPod has given one: whatever happens later,
// a cluster that bills is in the state.
func (r *clusterResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
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
	cluster, err := tfkit.Placement[place, runpod.Cluster]{
		Deadline: deadline, Candidates: plan.places(),
		Create: func(ctx context.Context, at place) (*runpod.Cluster, error) {
			return r.create(ctx, call, plan.toCreate(ctx, &config, at, &resp.Diagnostics))
		},
		Widen: "Add or drop `data_center_ids`, lower `compute.pod_count`, use another `compute.gpu_type_id`",
	}.Place(ctx)
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Tried("create", kind, plan.Name.ValueString()), err, fieldPaths)
		return
	}
	r.settleEstimate(ctx, &plan, resp.Private, &resp.Diagnostics)
	save := func(is members) {
		settled := plan.settled(is)
		resp.Diagnostics.Append(resp.State.Set(ctx, &settled)...)
		resp.Diagnostics.Append(tfkit.SetIDIdentity(ctx, resp.Identity, settled.ID)...)
	}
	w := waiter{api: r.api, deadline: deadline, last: members{cluster: cluster}}
	save(w.last)
	err = w.running(ctx)
	save(w.last)
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Tried("bring up", kind, plan.Name.ValueString()), err, fieldPaths)
	}
}

func (r *clusterResource) create(ctx context.Context, call *tfkit.Call, req runpod.CreateClusterRequest) (*runpod.Cluster, error) {
	return tfkit.Create(ctx, call, tfkit.Creation[runpod.Cluster]{
		Kind: kind, Name: req.Name,
		Create: func(ctx context.Context) (*runpod.Cluster, error) { return r.api.CreateCluster(ctx, req) },
		List:   r.api.ListClusters,
		ID:     func(c *runpod.Cluster) string { return c.ID },
		Named:  func(c *runpod.Cluster) bool { return c.Name == req.Name && !isGone(c, nil) },
		Matches: func(c *runpod.Cluster) bool {
			return c.Type == req.Type && c.Compute == req.Compute
		},
	})
}

func (r *clusterResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	id := state.ID.ValueString()
	r.creates.Tracked(ctx, kind, id)
	cluster, err := tfkit.Confirmed(ctx, id, r.api.GetCluster, r.api.ListClusters)
	if isGone(cluster, err) {
		tfkit.RemoveGone(ctx, resp, state.ID)
		return
	}
	is := members{cluster: cluster}
	if err == nil {
		is.pods, err = r.api.ListClusterPods(ctx, id)
	}
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Tried("read", kind, id), err, nil)
		return
	}
	is.pods = byRank(is.pods)
	r.refresh(ctx, &state, is, resp.Private, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
	resp.Diagnostics.Append(tfkit.SetIDIdentity(ctx, resp.Identity, state.ID)...)
}

// refresh brings a state up to date. After an import it holds nothing but the id.
func (r *clusterResource) refresh(ctx context.Context, state *model, is members, private tfkit.PrivateState, diags *diag.Diagnostics) {
	state.fromAPI(is, state.Name.IsNull())
	if state.EstimatedCost.IsNull() {
		state.EstimatedCost = tfkit.EstimateUnknown()
		r.settleEstimate(ctx, state, private, diags)
	}
}

// Update renames the cluster; everything else that can get here is not RunPod's.
func (r *clusterResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if !plan.Name.Equal(state.Name) {
		if _, err := r.api.UpdateCluster(ctx, state.ID.ValueString(), runpod.UpdateClusterRequest{Name: plan.Name.ValueStringPointer()}); err != nil {
			tfkit.AddError(&resp.Diagnostics, tfkit.Tried("rename", kind, state.Name.ValueString()), err, fieldPaths)
			return
		}
	}
	resp.Diagnostics.Append(tfkit.SetAdopted(ctx, resp.Private, false)...)
	r.settleEstimate(ctx, &plan, resp.Private, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
	resp.Diagnostics.Append(tfkit.SetIDIdentity(ctx, resp.Identity, plan.ID)...)
}

func (r *clusterResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	timeout, diags := state.Timeouts.Delete(ctx, defaultDeleteTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	id, deadline := state.ID.ValueString(), tfkit.NewDeadline(r.clock, timeout)
	ctx = deadline.Context(ctx)
	err := r.api.DeleteCluster(ctx, id)
	if err == nil || runpod.IsNotFound(err) {
		err = gone(ctx, r.api, deadline, id)
	}
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Tried("delete", kind, state.Name.ValueString()), err, nil)
	}
}

func (r *clusterResource) settleEstimate(ctx context.Context, m *model, private tfkit.PrivateState, diags *diag.Diagnostics) {
	inputs, ok := m.costInputs(ctx, diags)
	if !ok {
		return
	}
	estimate, d := tfkit.SettledEstimate(ctx, r.pricing, private, m.EstimatedCost, inputs, cost.Estimator.Cluster)
	diags.Append(d...)
	m.EstimatedCost = estimate
}

// fieldPaths says which attribute a field of RunPod's comes from.
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

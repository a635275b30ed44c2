package cluster

import (
	"context"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

type model struct {
	ID              types.String   `tfsdk:"id"`
	Name            types.String   `tfsdk:"name"`
	Type            types.String   `tfsdk:"type"`
	Compute         types.Object   `tfsdk:"compute"`
	Image           types.String   `tfsdk:"image"`
	Entrypoint      types.List     `tfsdk:"entrypoint"`
	Cmd             types.List     `tfsdk:"cmd"`
	Args            types.String   `tfsdk:"args"`
	ContainerDiskGB types.Int64    `tfsdk:"container_disk_gb"`
	Env             types.Map      `tfsdk:"env"`
	Ports           types.Set      `tfsdk:"ports"`
	TemplateID      types.String   `tfsdk:"template_id"`
	DataCenterIDs   types.Set      `tfsdk:"data_center_ids"`
	VolumeDisk      types.Object   `tfsdk:"volume_disk"`
	NetworkVolume   types.Object   `tfsdk:"network_volume"`
	StartSSH        types.Bool     `tfsdk:"start_ssh"`
	StartJupyter    types.Bool     `tfsdk:"start_jupyter"`
	Usage           types.Object   `tfsdk:"usage"`
	DataCenterID    types.String   `tfsdk:"data_center_id"`
	CreatedAt       types.String   `tfsdk:"created_at"`
	NetworkCIDR     types.String   `tfsdk:"network_cidr"`
	PodsByStatus    types.Map      `tfsdk:"pods_by_status"`
	PodIDs          types.List     `tfsdk:"pod_ids"`
	Primary         types.Object   `tfsdk:"primary"`
	EstimatedCost   types.Object   `tfsdk:"estimated_cost"`
	Timeouts        timeouts.Value `tfsdk:"timeouts"`
}

type computeModel struct {
	GPUTypeID      types.String `tfsdk:"gpu_type_id"`
	GPUCountPerPod types.Int64  `tfsdk:"gpu_count_per_pod"`
	PodCount       types.Int64  `tfsdk:"pod_count"`
}

type usageModel struct {
	HoursPerMonth types.Float64 `tfsdk:"hours_per_month"`
}

var (
	computeTypes = map[string]attr.Type{"gpu_type_id": types.StringType, "gpu_count_per_pod": types.Int64Type, "pod_count": types.Int64Type}
	primaryTypes = map[string]attr.Type{"pod_id": types.StringType, "ssh_endpoint": types.StringType}
)

// members is a cluster with its pods, as far as they are known.
type members struct {
	cluster *runpod.Cluster
	pods    []runpod.Pod // by rank
}

// container is what of the model every container has.
func (m *model) container() tfkit.TemplatedContainer {
	return tfkit.TemplatedContainer{
		Container: tfkit.Container{
			Image: m.Image, Entrypoint: m.Entrypoint, Cmd: m.Cmd, Args: m.Args, ContainerDiskGB: m.ContainerDiskGB, Env: m.Env, Ports: m.Ports,
		},
		TemplateID: m.TemplateID, EnvWO: types.MapNull(types.StringType),
	}
}

func (m *model) setContainer(c tfkit.TemplatedContainer) {
	m.Image, m.Entrypoint, m.Cmd, m.Args, m.ContainerDiskGB, m.Env, m.Ports = c.Image, c.Entrypoint, c.Cmd, c.Args, c.ContainerDiskGB, c.Env, c.Ports
}

// fromAPI takes over what RunPod says. imported is set on the first read after
// an import, when the state holds nothing but the id.
func (m *model) fromAPI(is members, imported bool) {
	m.ID = types.StringValue(is.cluster.ID)
	m.Name = types.StringValue(is.cluster.Name)
	m.Type = types.StringValue(string(is.cluster.Type))
	m.Compute = computeValue(is.cluster.Compute)
	if imported {
		m.DataCenterIDs = types.SetNull(types.StringType)
		if id := is.cluster.DataCenterID; id != nil {
			m.DataCenterIDs = tfkit.StringSet([]string{*id})
		}
	}
	if len(is.pods) > 0 {
		m.settingsFromAPI(is.pods[0], imported)
	}
	m.volatileFromAPI(is)
}

// settingsFromAPI reads from the primary what the cluster does not say of itself.
func (m *model) settingsFromAPI(primary runpod.Pod, imported bool) {
	container := m.container()
	before := &container
	if imported {
		before = nil
		m.StartSSH, m.StartJupyter = tfkit.Injected(primary.Env, tfkit.PublicKeyEnv), tfkit.Injected(primary.Env, tfkit.JupyterPasswordEnv)
	}
	after := container
	after.FromAPI(primary.Container, before, nil)
	m.setContainer(after)
	disk, volume := tfkit.FromMounts(primary.Mounts)
	if disk.IsNull() || !m.VolumeDisk.IsNull() || m.TemplateID.IsNull() { // else it came with the template
		m.VolumeDisk = disk
	}
	m.NetworkVolume = volume
}

// volatileFromAPI takes over what changes while the cluster lives.
func (m *model) volatileFromAPI(is members) {
	m.DataCenterID = types.StringPointerValue(is.cluster.DataCenterID)
	m.CreatedAt = types.StringValue(is.cluster.CreatedAt.Format(time.RFC3339))
	m.NetworkCIDR = types.StringNull()
	if network := is.cluster.Network; network != nil {
		m.NetworkCIDR = types.StringValue(network.CIDR)
	}
	m.PodsByStatus = statusValue(is.cluster.Pods)
	m.PodIDs = podIDs(is.pods)
	m.Primary = primaryValue(is.cluster.Primary)
}

func computeValue(c runpod.ClusterCompute) types.Object {
	return types.ObjectValueMust(computeTypes, map[string]attr.Value{
		"gpu_type_id": types.StringValue(c.GPUTypeID), "gpu_count_per_pod": types.Int64Value(c.GPUCountPerPod), "pod_count": types.Int64Value(c.PodCount),
	})
}

func statusValue(pods runpod.ClusterPodsSummary) types.Map {
	counts := map[string]attr.Value{}
	for status, n := range pods.ByStatus {
		if n > 0 {
			counts[string(status)] = types.Int64Value(n)
		}
	}
	return types.MapValueMust(types.Int64Type, counts)
}

func primaryValue(p *runpod.ClusterPrimary) types.Object {
	if p == nil {
		return types.ObjectNull(primaryTypes)
	}
	return types.ObjectValueMust(primaryTypes, map[string]attr.Value{
		"pod_id": types.StringValue(p.PodID), "ssh_endpoint": types.StringPointerValue(p.SSHEndpoint),
	})
}

func podIDs(pods []runpod.Pod) types.List {
	ids := make([]string, len(pods))
	for i, p := range pods {
		ids[i] = p.ID
	}
	return tfkit.StringList(ids)
}

// byRank puts the primary first.
func byRank(pods []runpod.Pod) []runpod.Pod {
	rank := func(p runpod.Pod) int64 {
		if p.Cluster == nil || p.Cluster.Rank == nil {
			return maxPods
		}
		return *p.Cluster.Rank
	}
	slices.SortStableFunc(pods, func(a, b runpod.Pod) int { return int(rank(a) - rank(b)) })
	return pods
}

// settled is the plan with what it left open taken from an answer. What was
// planned stands, since Terraform holds a provider to it; what nobody knows
// after a failed wait is null.
func (m model) settled(is members) model {
	out := m
	out.fromAPI(is, false)
	container := m.container()
	out.setContainer(container.Settled(out.container()))
	if out.Image.IsUnknown() {
		out.Image = types.StringNull()
	}
	if out.ContainerDiskGB.IsUnknown() {
		out.ContainerDiskGB = types.Int64Null()
	}
	if out.Ports.IsUnknown() {
		out.Ports = types.SetNull(types.StringType)
	}
	out.Name, out.Type, out.Compute = m.Name, m.Type, m.Compute
	out.VolumeDisk, out.NetworkVolume = m.VolumeDisk, m.NetworkVolume
	return out
}

// place is where to ask for a cluster; empty means anywhere.
type place string

func (p place) String() string {
	if p == "" {
		return "any data center"
	}
	return string(p)
}

// places are the declared data centers: asked for one by one, so that each says
// why it has no room.
func (m *model) places() []place {
	ids := tfkit.Strings(m.DataCenterIDs)
	if len(ids) == 0 {
		return []place{""}
	}
	slices.Sort(ids)
	places := make([]place, len(ids))
	for i, id := range ids {
		places[i] = place(id)
	}
	return places
}

func (m *model) toCreate(ctx context.Context, config *model, at place, diags *diag.Diagnostics) runpod.CreateClusterRequest {
	container := m.container()
	req := runpod.CreateClusterRequest{
		Name: m.Name.ValueString(), Type: runpod.ClusterType(m.Type.ValueString()),
		BaseContainerConfig: container.ToCreate(config.container()).BaseContainerConfig,
		TemplateID:          m.TemplateID.ValueStringPointer(),
		Mounts:              tfkit.ToMounts(ctx, m.VolumeDisk, m.NetworkVolume, diags),
		StartSSH:            m.StartSSH.ValueBoolPointer(), StartJupyter: m.StartJupyter.ValueBoolPointer(),
	}
	if compute := tfkit.ObjectAs[computeModel](ctx, m.Compute, diags); compute != nil {
		req.Compute = runpod.ClusterCompute{
			GPUTypeID: compute.GPUTypeID.ValueString(), GPUCountPerPod: compute.GPUCountPerPod.ValueInt64(), PodCount: compute.PodCount.ValueInt64(),
		}
	}
	if at != "" {
		req.DataCenterIDs = []string{string(at)}
	}
	return req
}

// costInputs is what the estimate is made from; ok is false while part of it is
// not known yet.
func (m *model) costInputs(ctx context.Context, diags *diag.Diagnostics) (inputs cost.Cluster, ok bool) {
	if !tfkit.Known(ctx, m.Compute, m.ContainerDiskGB, m.VolumeDisk, m.Usage) {
		return cost.Cluster{}, false
	}
	compute := tfkit.ObjectAs[computeModel](ctx, m.Compute, diags)
	if compute == nil {
		return cost.Cluster{}, false
	}
	inputs = cost.Cluster{
		GPUTypeID: compute.GPUTypeID.ValueString(), GPUCountPerPod: compute.GPUCountPerPod.ValueInt64(), PodCount: compute.PodCount.ValueInt64(),
		ContainerDiskGB: m.ContainerDiskGB.ValueInt64(),
	}
	if disk := tfkit.ObjectAs[tfkit.VolumeDisk](ctx, m.VolumeDisk, diags); disk != nil {
		inputs.VolumeDiskGB = disk.SizeGB.ValueInt64()
	}
	if usage := tfkit.ObjectAs[usageModel](ctx, m.Usage, diags); usage != nil {
		inputs.Usage = &cost.ClusterUsage{HoursPerMonth: tfkit.NullDecimal(usage.HoursPerMonth)}
	}
	return inputs, true
}

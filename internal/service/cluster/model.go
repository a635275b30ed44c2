package cluster

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/container"
	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/labels"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

type model struct {
	labels.Fields
	facts
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
	WaitUntil       types.String   `tfsdk:"wait_until"`
	StartSSH        types.Bool     `tfsdk:"start_ssh"`
	StartJupyter    types.Bool     `tfsdk:"start_jupyter"`
	Usage           types.Object   `tfsdk:"usage"`
	PodIDs          types.List     `tfsdk:"pod_ids"`
	EstimatedCost   types.Object   `tfsdk:"estimated_cost"`
	Timeouts        timeouts.Value `tfsdk:"timeouts"`
}

// facts are what Runpod says of a cluster itself.
type facts struct {
	ID           types.String `tfsdk:"id"`
	Name         types.String `tfsdk:"name"`
	Type         types.String `tfsdk:"type"`
	Compute      types.Object `tfsdk:"compute"`
	DataCenterID types.String `tfsdk:"data_center_id"`
	CreatedAt    types.String `tfsdk:"created_at"`
	NetworkCIDR  types.String `tfsdk:"network_cidr"`
	PodsByStatus types.Map    `tfsdk:"pods_by_status"`
	Primary      types.Object `tfsdk:"primary"`
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
	computeTypes = tfkit.AttrTypes(ownAttributes()["compute"])
	primaryTypes = tfkit.AttrTypes(computedAttributes()["primary"])
)

// members is a cluster with its pods, as far as they are known.
type members struct {
	cluster *runpod.Cluster
	pods    []runpod.Pod // by rank
}

// container is what of the model every container has.
func (m *model) container() container.Templated {
	return container.Templated{
		Settings: container.Settings{
			Image: m.Image, Entrypoint: m.Entrypoint, Cmd: m.Cmd, Args: m.Args, ContainerDiskGB: m.ContainerDiskGB, Env: m.Env, Ports: m.Ports,
		},
		TemplateID: m.TemplateID, EnvWO: types.MapNull(types.StringType),
	}
}

func (m *model) setContainer(c container.Templated) {
	m.Image, m.Entrypoint, m.Cmd, m.Args, m.ContainerDiskGB, m.Env, m.Ports = c.Image, c.Entrypoint, c.Cmd, c.Args, c.ContainerDiskGB, c.Env, c.Ports
}

// fromAPI takes over what Runpod says.
func (m *model) fromAPI(is members, origin tfkit.Origin) {
	m.facts = factsFromAPI(is.cluster)
	m.PodIDs = podIDs(is.pods)
	if origin.JustImported {
		m.DataCenterIDs = types.SetNull(types.StringType)
		if id := is.cluster.DataCenterID; id != nil {
			m.DataCenterIDs = tfkit.StringSet([]string{*id})
		}
	}
	if len(is.pods) > 0 {
		m.settingsFromAPI(is.pods[0], origin)
	}
}

func factsFromAPI(c *runpod.Cluster) facts {
	f := facts{
		ID:           types.StringValue(c.ID),
		Name:         types.StringValue(c.Name),
		Type:         types.StringValue(string(c.Type)),
		Compute:      computeValue(c.Compute),
		DataCenterID: types.StringPointerValue(c.DataCenterID),
		CreatedAt:    tfkit.Time(c.CreatedAt),
		PodsByStatus: statusValue(c.Pods),
		Primary:      primaryValue(c.Primary),
	}
	if c.Network != nil {
		f.NetworkCIDR = types.StringValue(c.Network.CIDR)
	}
	return f
}

// settingsFromAPI reads from the primary what the cluster does not say of itself.
func (m *model) settingsFromAPI(primary runpod.Pod, origin tfkit.Origin) {
	if origin.JustImported {
		m.StartSSH, m.StartJupyter = container.Injected(primary.Env, container.PublicKeyEnv), container.Injected(primary.Env, container.JupyterPasswordEnv)
	}
	settings, ports := m.container(), m.Ports
	settings.FromAPI(primary.Container, origin)
	if tfkit.Declared(m.TemplateID) && !ports.IsNull() && tfkit.None(ports) { // they are the template's
		settings.Ports = ports
	}
	m.setContainer(settings)
	m.VolumeDisk, m.NetworkVolume = container.FromMounts(primary.Mounts)
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

// primaryValue is an object of nulls where there is none yet: an output of primary.ssh_endpoint is null then, not an error.
func primaryValue(p *runpod.ClusterPrimary) types.Object {
	if p == nil {
		return types.ObjectValueMust(primaryTypes, map[string]attr.Value{"pod_id": types.StringNull(), "ssh_endpoint": types.StringNull()})
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

// widening is how to find room for a cluster, by what is declared of it.
func (m *model) widening(ctx context.Context, diags *diag.Diagnostics) account.Widening {
	w := account.Widening{Places: container.WidenPlaces(m.DataCenterIDs, m.NetworkVolume)}
	if compute := tfkit.ObjectAs[computeModel](ctx, m.Compute, diags); compute != nil {
		if compute.PodCount.ValueInt64() > minPods {
			w.Constraints = append(w.Constraints, "lower `compute.pod_count`")
		}
		if compute.GPUCountPerPod.ValueInt64() > 1 {
			w.Constraints = append(w.Constraints, "lower `compute.gpu_count_per_pod`")
		}
		w.Places = append(w.Places, "use another `compute.gpu_type_id`")
	}
	return w
}

func (m *model) toCreate(ctx context.Context, config *model, at place, diags *diag.Diagnostics) runpod.CreateClusterRequest {
	settings, plain := m.container(), tfkit.Plain(ctx, *config) // no ports are none beside a template
	req := runpod.CreateClusterRequest{
		Name: m.Name.ValueString(), Type: runpod.ClusterType(m.Type.ValueString()),
		BaseContainerConfig: settings.ToCreate(plain.container()).BaseContainerConfig,
		TemplateID:          m.TemplateID.ValueStringPointer(),
		Mounts:              container.ToMounts(ctx, m.declaredDisk(config), m.NetworkVolume, diags),
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

// declaredDisk is the volume disk, null where it is the template's.
func (m *model) declaredDisk(config *model) types.Object {
	if config.VolumeDisk.IsNull() {
		return config.VolumeDisk
	}
	return m.VolumeDisk
}

// costInputs is what the estimate is made from; nil while part of it is not known.
func (m *model) costInputs(ctx context.Context, diags *diag.Diagnostics) *cost.Cluster {
	if !tfkit.Known(ctx, m.Compute, m.ContainerDiskGB, m.VolumeDisk, m.Usage) {
		return nil
	}
	compute := tfkit.ObjectAs[computeModel](ctx, m.Compute, diags)
	if compute == nil {
		return nil
	}
	inputs := cost.Cluster{
		Name: m.Name.ValueString(), GPUTypeID: compute.GPUTypeID.ValueString(), GPUCountPerPod: compute.GPUCountPerPod.ValueInt64(), PodCount: compute.PodCount.ValueInt64(),
		ContainerDiskGB: m.ContainerDiskGB.ValueInt64(),
	}
	if disk := tfkit.ObjectAs[container.VolumeDisk](ctx, m.VolumeDisk, diags); disk != nil {
		inputs.VolumeDiskGB = disk.SizeGB.ValueInt64()
	}
	if usage := tfkit.ObjectAs[usageModel](ctx, m.Usage, diags); usage != nil {
		inputs.Usage = &cost.ClusterUsage{HoursPerMonth: tfkit.NullDecimal(usage.HoursPerMonth)}
	}
	return &inputs
}

// fields are the labels of a state, nil where there is none.
func (m *model) fields() *labels.Fields {
	if m == nil {
		return nil
	}
	return &m.Fields
}

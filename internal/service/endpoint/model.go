package endpoint

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/container"
	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/labels"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

type model struct {
	labels.Fields
	facts
	container.Templated
	Usage            types.Object `tfsdk:"usage"`
	EstimatedService types.Object `tfsdk:"estimated_service"`
	EstimatedCost    types.Object `tfsdk:"estimated_cost"`
}

// facts are what Runpod says of an endpoint beside its container.
type facts struct {
	ID                 types.String `tfsdk:"id"`
	Name               types.String `tfsdk:"name"`
	Type               types.String `tfsdk:"type"`
	GPU                types.Object `tfsdk:"gpu"`
	CPU                types.List   `tfsdk:"cpu"`
	Workers            types.Object `tfsdk:"workers"`
	Scaling            types.Object `tfsdk:"scaling"`
	ExecutionTimeoutMS types.Int64  `tfsdk:"execution_timeout_ms"`
	FlashBoot          types.String `tfsdk:"flashboot"`
	DataCenterIDs      types.Set    `tfsdk:"data_center_ids"`
	NetworkVolumeIDs   types.Set    `tfsdk:"network_volume_ids"`
	RequestURLs        types.Object `tfsdk:"request_urls"`
	CreatedAt          types.String `tfsdk:"created_at"`
}

type gpuModel struct {
	Pools               types.List   `tfsdk:"pools"`
	Count               types.Int64  `tfsdk:"count"`
	ExcludedTypeIDs     types.Set    `tfsdk:"excluded_type_ids"`
	AllowedCUDAVersions types.Set    `tfsdk:"allowed_cuda_versions"`
	MinCUDAVersion      types.String `tfsdk:"min_cuda_version"`
}

type cpuModel struct {
	FlavorID  types.String `tfsdk:"flavor_id"`
	VCPUCount types.Int64  `tfsdk:"vcpu_count"`
}

type workersModel struct {
	Active             types.Int64 `tfsdk:"active"`
	Flex               types.Int64 `tfsdk:"flex"`
	IdleTimeoutSeconds types.Int64 `tfsdk:"idle_timeout_seconds"`
	Min                types.Int64 `tfsdk:"min"`
	Max                types.Int64 `tfsdk:"max"`
}

type scalingModel struct {
	QueueDelaySeconds types.Float64 `tfsdk:"queue_delay_seconds"`
	RequestCount      types.Int64   `tfsdk:"request_count"`
}

var (
	gpuTypes        = tfkit.AttrTypes(computeAttributes()["gpu"])
	cpuType         = types.ObjectType{AttrTypes: tfkit.AttrTypes(computeAttributes()["cpu"])}
	workersTypes    = tfkit.AttrTypes(scalingAttributes()["workers"])
	scalingTypes    = tfkit.AttrTypes(scalingAttributes()["scaling"])
	requestURLTypes = tfkit.AttrTypes(computedAttributes()["request_urls"])
)

func (g gpuModel) object() types.Object {
	return types.ObjectValueMust(gpuTypes, map[string]attr.Value{
		"pools": g.Pools, "count": g.Count, "excluded_type_ids": g.ExcludedTypeIDs,
		"allowed_cuda_versions": g.AllowedCUDAVersions, "min_cuda_version": g.MinCUDAVersion,
	})
}

func (w workersModel) object() types.Object {
	return types.ObjectValueMust(workersTypes, map[string]attr.Value{
		"active": w.Active, "flex": w.Flex, "idle_timeout_seconds": w.IdleTimeoutSeconds, "min": w.Min, "max": w.Max,
	})
}

// withDefaults fills in the numbers that others follow from.
func (w workersModel) withDefaults() workersModel {
	if w.Active.IsNull() {
		w.Active = types.Int64Value(cost.DefaultActiveWorkers)
	}
	if w.Flex.IsNull() {
		w.Flex = types.Int64Value(cost.DefaultFlexWorkers)
	}
	return w
}

// sum is the maximum number of workers, as far as it is known.
func (w workersModel) sum() types.Int64 {
	if w.Active.IsUnknown() || w.Flex.IsUnknown() {
		return types.Int64Unknown()
	}
	return types.Int64Value(w.Active.ValueInt64() + w.Flex.ValueInt64())
}

func (s scalingModel) object() types.Object {
	return types.ObjectValueMust(scalingTypes, map[string]attr.Value{
		"queue_delay_seconds": s.QueueDelaySeconds, "request_count": s.RequestCount,
	})
}

// cpuOptions decodes `cpu`; it is empty on an endpoint with GPUs.
func cpuOptions(ctx context.Context, cpu types.List, diags *diag.Diagnostics) []cpuModel {
	return tfkit.ObjectsAs[cpuModel](ctx, cpu, diags)
}

// fromAPI takes over what Runpod says.
func (m *model) fromAPI(ctx context.Context, endpoint *runpod.Endpoint, origin tfkit.Origin, diags *diag.Diagnostics) {
	m.containerFromAPI(endpoint.Container, origin)
	m.ID = types.StringValue(endpoint.ID)
	m.Name = types.StringValue(declaredName(m.Name.ValueString(), endpoint.Name))
	if endpoint.Type != "" || origin.JustImported {
		m.Type = types.StringValue(string(endpointType(endpoint.Type)))
	}
	m.computeFromAPI(endpoint)
	m.Scaling = scalingModel{
		QueueDelaySeconds: types.Float64PointerValue(endpoint.Scaling.QueueDelay),
		RequestCount:      types.Int64PointerValue(endpoint.Scaling.RequestCount),
	}.object()
	m.workersFromAPI(ctx, endpoint, diags)
	m.ExecutionTimeoutMS = types.Int64Value(endpoint.Timeout)
	m.FlashBoot = types.StringValue(string(endpoint.FlashBoot))
	m.DataCenterIDs = tfkit.StringSet(endpoint.DataCenterIDs)
	m.NetworkVolumeIDs = tfkit.StringSet(endpoint.NetworkVolumes)
	m.RequestURLs = requestURLs(endpoint.RequestURLs)
	m.CreatedAt = tfkit.Time(endpoint.CreatedAt)
}

// containerFromAPI keeps the settings that an answer leaves out, which it may.
func (m *model) containerFromAPI(answer runpod.Container, origin tfkit.Origin) {
	before := m.Templated
	m.FromAPI(answer, origin)
	if answer.Image == "" {
		m.Image = before.Image
	}
	if answer.Disk == 0 {
		m.ContainerDiskGB = before.ContainerDiskGB
	}
	if answer.Ports == nil && !origin.JustImported {
		m.Ports = before.Ports
	}
	if answer.Env == nil {
		m.Env = before.Env
	}
}

// computeFromAPI keeps both sides where Runpod names neither.
func (m *model) computeFromAPI(endpoint *runpod.Endpoint) {
	switch {
	case endpoint.GPU != nil:
		m.CPU = types.ListNull(cpuType)
		m.GPU = gpuFromAPI(endpoint.GPU)
	case len(endpoint.CPU) > 0:
		m.GPU = types.ObjectNull(gpuTypes)
		options := make([]attr.Value, 0, len(endpoint.CPU))
		for _, cpu := range endpoint.CPU {
			options = append(options, types.ObjectValueMust(cpuType.AttrTypes, map[string]attr.Value{
				"flavor_id": types.StringValue(cpu.ID), "vcpu_count": types.Int64Value(cpu.VCPUCount),
			}))
		}
		m.CPU = types.ListValueMust(cpuType, options)
	}
}

func gpuFromAPI(answer *runpod.EndpointGPUConfig) types.Object {
	gpu := gpuModel{
		Pools:               tfkit.StringList(answer.Pools),
		Count:               types.Int64Value(answer.Count),
		ExcludedTypeIDs:     setOrNull(answer.ExcludedTypes),
		AllowedCUDAVersions: setOrNull(answer.AllowedCUDAVersions),
	}
	if floor := answer.MinCUDAVersion; floor != nil && *floor != "" {
		gpu.MinCUDAVersion = types.StringValue(*floor)
	}
	return gpu.object()
}

func setOrNull(values []string) types.Set {
	if len(values) == 0 {
		return types.SetNull(types.StringType)
	}
	return tfkit.StringSet(values)
}

// workersFromAPI shows the maximum number of workers as Runpod has it, which lowers it on
// an endpoint without requests.
func (m *model) workersFromAPI(ctx context.Context, endpoint *runpod.Endpoint, diags *diag.Diagnostics) {
	answer := endpoint.Workers
	workers := workersModel{
		Active: types.Int64Value(answer.Min),
		Min:    types.Int64Value(answer.Min),
		Flex:   types.Int64Value(max(0, answer.Max-answer.Min)),
		Max:    types.Int64Value(answer.Max),
	}
	switch before := tfkit.ObjectAs[workersModel](ctx, m.Workers, diags); {
	case m.Type.ValueString() != string(runpod.EndpointTypeLoadBalancer) && endpoint.Scaling.Type == runpod.ScalingTypeRequestCount:
		// There is none.
	case answer.IdleTimeout != nil:
		workers.IdleTimeoutSeconds = types.Int64PointerValue(answer.IdleTimeout)
	case before != nil && !before.IdleTimeoutSeconds.IsUnknown():
		workers.IdleTimeoutSeconds = before.IdleTimeoutSeconds
	}
	m.Workers = workers.object()
}

func requestURLs(urls *runpod.EndpointRequestURLs) types.Object {
	if urls == nil {
		urls = &runpod.EndpointRequestURLs{}
	}
	values := map[string]attr.Value{}
	for name, url := range map[string]string{
		"base": urls.Base, "run": urls.Run, "run_sync": urls.RunSync, "status": urls.Status, "stream": urls.Stream,
		"cancel": urls.Cancel, "retry": urls.Retry, "purge_queue": urls.PurgeQueue, "health": urls.Health,
	} {
		values[name] = tfkit.StringOrNull(url)
	}
	values["openai"] = types.StringNull()
	if root, ok := strings.CutSuffix(urls.Run, "/run"); ok {
		values["openai"] = types.StringValue(root + "/openai/v1")
	}
	return types.ObjectValueMust(requestURLTypes, values)
}

// endpointType reads Runpod's answer, which may leave the type out.
func endpointType(answer runpod.EndpointType) runpod.EndpointType {
	if answer == "" {
		return runpod.EndpointTypeQueue
	}
	return answer
}

// fields are the labels of a state, nil where there is none.
func (m *model) fields() *labels.Fields {
	if m == nil {
		return nil
	}
	return &m.Fields
}

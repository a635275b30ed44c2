package pod

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/container"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// lookedUp is a pod that somebody looked up.
type lookedUp struct {
	facts
	container.Settings
	GPU       types.Object `tfsdk:"gpu"`
	ClusterID types.String `tfsdk:"cluster_id"`
	StartedAt types.String `tfsdk:"started_at"`
	Runtime   types.Object `tfsdk:"runtime"`
}

// lookedUpGPUTypes are what Runpod says of a pod's GPUs. The shape is that of the
// resource, less what only a create knows.
var lookedUpGPUTypes = map[string]attr.Type{"type_ids": gpuTypes["type_ids"], "count": gpuTypes["count"]}

func newLookedUp(ctx context.Context, pod *runpod.Pod, diags *diag.Diagnostics) lookedUp {
	var m model
	m.fromAPI(ctx, pod, tfkit.Origin{JustImported: true}, diags)
	found := lookedUp{facts: m.facts, Settings: container.LookedUp(pod.Container), GPU: types.ObjectNull(lookedUpGPUTypes)}
	if pod.GPU != nil {
		found.GPU = types.ObjectValueMust(lookedUpGPUTypes, map[string]attr.Value{
			"type_ids": tfkit.StringList([]string{pod.GPU.ID}), "count": types.Int64Value(pod.GPU.Count),
		})
	}
	if pod.Cluster != nil {
		found.ClusterID = types.StringValue(pod.Cluster.ID)
	}
	found.StartedAt = tfkit.TimeOrNull(pod.StartedAt)
	found.Runtime = lookedUpRuntime(pod.Runtime)
	return found
}

// lookedUpRuntime is null while nothing runs: Runpod then has no report, or an empty one.
func lookedUpRuntime(r *runpod.PodRuntime) types.Object {
	kinds := tfkit.AttrTypes(runtimeAttribute())
	if r == nil || (r.Uptime == 0 && r.GPUs == nil && r.CPU == nil && r.Memory == nil) {
		return types.ObjectNull(kinds)
	}
	gpu := types.ObjectType{AttrTypes: tfkit.AttrTypes(runtimeAttribute().Attributes["gpus"])}
	gpus := make([]attr.Value, 0, len(r.GPUs))
	for _, g := range r.GPUs {
		gpus = append(gpus, types.ObjectValueMust(gpu.AttrTypes, map[string]attr.Value{
			"utilization_percent": types.Int64Value(g.Util), "memory_utilization_percent": types.Int64Value(g.MemoryUtil),
		}))
	}
	uptime := types.Int64Value(r.Uptime)
	if r.Uptime < 0 { // on its way out
		uptime = types.Int64Null()
	}
	return types.ObjectValueMust(kinds, map[string]attr.Value{
		"uptime_seconds":             uptime,
		"cpu_utilization_percent":    percent(r.CPU),
		"memory_utilization_percent": percent(r.Memory),
		"gpus":                       types.ListValueMust(gpu, gpus),
	})
}

func percent(u *runpod.Utilization) types.Int64 {
	if u == nil {
		return types.Int64Null()
	}
	return types.Int64Value(u.Util)
}

func runtimeAttribute() schema.SingleNestedAttribute {
	return tfkit.ComputedObject("Resource usage of the container. Null while it does not run; changes with every read.", map[string]schema.Attribute{
		"uptime_seconds":             tfkit.ComputedInt64("How long the container has been running, in seconds."),
		"cpu_utilization_percent":    tfkit.ComputedInt64("CPU load in percent."),
		"memory_utilization_percent": tfkit.ComputedInt64("Memory usage in percent."),
		"gpus": tfkit.ComputedObjects("The GPUs.", map[string]schema.Attribute{
			"utilization_percent":        tfkit.ComputedInt64("GPU load in percent."),
			"memory_utilization_percent": tfkit.ComputedInt64("GPU memory usage in percent."),
		}),
	})
}

// lookedUpAttributes describes lookedUp, but for its ID and name.
func lookedUpAttributes() map[string]schema.Attribute {
	attributes := container.LookedUpAttributes()
	maps.Copy(attributes, map[string]schema.Attribute{
		"gpu": tfkit.ComputedObject("The GPUs. Null on a CPU pod, and until one is placed.", map[string]schema.Attribute{
			"type_ids": tfkit.ComputedStrings("The placed GPU type, as a list of one element."),
			"count":    tfkit.ComputedInt64("Number of GPUs."),
		}),
		"cpu": tfkit.ComputedObject("The CPU of a pod without a GPU. Null on a GPU pod.", map[string]schema.Attribute{
			"flavor_id":  tfkit.ComputedString("CPU flavor, such as `cpu5c`."),
			"vcpu_count": tfkit.ComputedInt64("Number of vCPUs."),
		}),
		"cloud": tfkit.ComputedString("`SECURE` or `COMMUNITY`."),
		"volume_disk": tfkit.ComputedObject("Disk that survives a stop. Null without one.", map[string]schema.Attribute{
			"size_gb":    tfkit.ComputedInt64("Size in GB."),
			"mount_path": tfkit.ComputedString("Mount path."),
		}),
		"network_volume": tfkit.ComputedObject("Mounted network volume. Null without one.", map[string]schema.Attribute{
			"id":         tfkit.ComputedString("ID of the network volume."),
			"mount_path": tfkit.ComputedString("Mount path."),
		}),
		"desired_state":     tfkit.ComputedString("`RUNNING` or `STOPPED`, as a resource would declare it."),
		"global_networking": tfkit.ComputedBool("Whether the pod is in the account's private network."),
		"locked":            tfkit.ComputedBool("Whether Runpod refuses to stop the pod."),
		"status":            tfkit.ComputedString("`PROVISIONING`, `STARTING`, `RUNNING`, `EXITED` or `ERROR`."),
		"gpu_type_id":       tfkit.ComputedString("Placed GPU type. Null on a CPU pod."),
		"data_center_id":    tfkit.ComputedString("Data center of the pod. Null until it is placed."),
		"cluster_id":        tfkit.ComputedString("ID of the pod's cluster. Null without one."),
		"cuda_version":      tfkit.ComputedString("CUDA version of the host."),
		"cost_per_hour_usd": tfkit.ComputedNumber("Current compute price in USD per hour. 0 while stopped, although the volume disk bills."),
		"created_at":        tfkit.ComputedString("Creation time, RFC 3339."),
		"started_at":        tfkit.ComputedString("Time of the last start, RFC 3339. Null until then."),
		"ssh": tfkit.ComputedObject("SSH connections. Null until available; addresses change with every start.", map[string]schema.Attribute{
			"proxy":  lookedUpSSHEndpoint("Through Runpod's proxy: a shell, no file transfer."),
			"direct": lookedUpSSHEndpoint("Direct, if `22/tcp` is exposed."),
		}),
		"port_mappings": schema.MapNestedAttribute{
			Computed:            true,
			MarkdownDescription: "Public address of each TCP port, by its entry in `ports`. Null until mapped; changes with every start.",
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				"ip":   tfkit.ComputedString("Public address."),
				"port": tfkit.ComputedInt64("Public port."),
			}},
		},
		"runtime":   runtimeAttribute(),
		"http_urls": tfkit.ComputedStringMap("URL of each HTTP port, by port number, such as `8888`."),
	})
	return attributes
}

func lookedUpSSHEndpoint(description string) schema.Attribute {
	return tfkit.ComputedObject(description, map[string]schema.Attribute{
		"host":     tfkit.ComputedString("Host name."),
		"port":     tfkit.ComputedInt64("Port."),
		"username": tfkit.ComputedString("User name."),
		"command":  tfkit.ComputedString("Command to connect."),
	})
}

// NewDataSource makes `data.runpod_pod`.
func NewDataSource() datasource.DataSource {
	return service.NewLookUp(Kind, "A pod of the account, by ID or name. Pods of clusters are found by ID only.", lookedUpAttributes(), newLookedUp)
}

package pod

import (
	"context"
	"maps"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// found is a pod that somebody looked up.
type found struct {
	tfkit.Container
	ID               types.String `tfsdk:"id"`
	Name             types.String `tfsdk:"name"`
	GPU              types.Object `tfsdk:"gpu"`
	CPU              types.Object `tfsdk:"cpu"`
	Cloud            types.String `tfsdk:"cloud"`
	VolumeDisk       types.Object `tfsdk:"volume_disk"`
	NetworkVolume    types.Object `tfsdk:"network_volume"`
	DesiredState     types.String `tfsdk:"desired_state"`
	GlobalNetworking types.Bool   `tfsdk:"global_networking"`
	Locked           types.Bool   `tfsdk:"locked"`
	Status           types.String `tfsdk:"status"`
	GPUTypeID        types.String `tfsdk:"gpu_type_id"`
	DataCenterID     types.String `tfsdk:"data_center_id"`
	ClusterID        types.String `tfsdk:"cluster_id"`
	CUDAVersion      types.String `tfsdk:"cuda_version"`
	CostPerHourUSD   types.Number `tfsdk:"cost_per_hour_usd"`
	CreatedAt        types.String `tfsdk:"created_at"`
	StartedAt        types.String `tfsdk:"started_at"`
	SSH              types.Object `tfsdk:"ssh"`
	PortMappings     types.Map    `tfsdk:"port_mappings"`
	HTTPURLs         types.Map    `tfsdk:"http_urls"`
}

// foundGPUTypes are what RunPod says of a pod's GPUs. The shape is that of the
// resource, less what only a create knows.
var foundGPUTypes = map[string]attr.Type{"type_ids": types.ListType{ElemType: types.StringType}, "count": types.Int64Type}

func newFound(ctx context.Context, pod *runpod.Pod, diags *diag.Diagnostics) found {
	var m model
	m.fromAPI(ctx, pod, true, nil, diags)
	f := found{
		Container:        tfkit.FoundContainer(pod.Container),
		ID:               m.ID,
		Name:             m.Name,
		GPU:              types.ObjectNull(foundGPUTypes),
		CPU:              m.CPU,
		Cloud:            m.Cloud,
		VolumeDisk:       m.VolumeDisk,
		NetworkVolume:    m.NetworkVolume,
		DesiredState:     m.DesiredState,
		GlobalNetworking: m.GlobalNetworking,
		Locked:           m.Locked,
		Status:           m.Status,
		GPUTypeID:        m.GPUTypeID,
		DataCenterID:     m.DataCenterID,
		CUDAVersion:      m.CUDAVersion,
		CostPerHourUSD:   m.CostPerHourUSD,
		CreatedAt:        m.CreatedAt,
		SSH:              m.SSH,
		PortMappings:     m.PortMappings,
		HTTPURLs:         m.HTTPURLs,
	}
	if pod.GPU != nil {
		f.GPU = types.ObjectValueMust(foundGPUTypes, map[string]attr.Value{
			"type_ids": tfkit.StringList([]string{pod.GPU.ID}), "count": types.Int64Value(pod.GPU.Count),
		})
	}
	if pod.Cluster != nil {
		f.ClusterID = types.StringValue(pod.Cluster.ID)
	}
	if pod.StartedAt != nil {
		f.StartedAt = types.StringValue(pod.StartedAt.Format(time.RFC3339))
	}
	return f
}

// foundAttributes describes found, but for its id and name.
func foundAttributes() map[string]schema.Attribute {
	attributes := tfkit.FoundContainerAttributes()
	maps.Copy(attributes, map[string]schema.Attribute{
		"gpu": tfkit.FoundObject("The GPUs; null on a CPU pod, and until one is placed.", map[string]schema.Attribute{
			"type_ids": tfkit.FoundStrings("The GPU type that was placed, alone in a list, as the resource has it."),
			"count":    tfkit.FoundInt64("Number of GPUs."),
		}),
		"cpu": tfkit.FoundObject("The CPU of a pod without a GPU; otherwise null.", map[string]schema.Attribute{
			"flavor_id":  tfkit.FoundString("CPU flavor, such as `cpu5c`."),
			"vcpu_count": tfkit.FoundInt64("Number of vCPUs."),
		}),
		"cloud": tfkit.FoundString("`SECURE` or `COMMUNITY`."),
		"volume_disk": tfkit.FoundObject("Disk that survives a stop; null without one.", map[string]schema.Attribute{
			"size_gb":    tfkit.FoundInt64("Size in GB."),
			"mount_path": tfkit.FoundString("Where the container sees it."),
		}),
		"network_volume": tfkit.FoundObject("Network volume that is mounted; null without one.", map[string]schema.Attribute{
			"id":         tfkit.FoundString("Id of the network volume."),
			"mount_path": tfkit.FoundString("Where the container sees it."),
		}),
		"desired_state":     tfkit.FoundString("`RUNNING` or `STOPPED`, as its status has it: what the resource would declare."),
		"global_networking": tfkit.FoundBool("Whether the pod is in the account's private network."),
		"locked":            tfkit.FoundBool("Whether RunPod refuses to stop the pod."),
		"status":            tfkit.FoundString("`PROVISIONING`, `STARTING`, `RUNNING`, `EXITED` or `ERROR`."),
		"gpu_type_id":       tfkit.FoundString("GPU type that was placed; null on a CPU pod."),
		"data_center_id":    tfkit.FoundString("Data center that the pod is in; null until it is placed."),
		"cluster_id":        tfkit.FoundString("Id of the cluster that the pod belongs to; null without one."),
		"cuda_version":      tfkit.FoundString("CUDA version of the host; null on a CPU pod, and until one is placed."),
		"cost_per_hour_usd": tfkit.FoundNumber("USD per hour that RunPod bills for compute now: 0 while the pod is stopped, although its volume disk bills on."),
		"created_at":        tfkit.FoundString("When the pod was created, RFC 3339."),
		"started_at":        tfkit.FoundString("When the pod was last started, RFC 3339; null until then."),
		"ssh": tfkit.FoundObject("Ways in by SSH; each null until it is there. The address changes with every start.", map[string]schema.Attribute{
			"proxy":  foundSSHEndpoint("Through RunPod's proxy: an interactive shell, no file transfer."),
			"direct": foundSSHEndpoint("To the pod itself, where `22/tcp` is exposed."),
		}),
		"port_mappings": schema.MapNestedAttribute{
			Computed:            true,
			MarkdownDescription: "Where each TCP port is reachable from outside, by the entry in `ports`, such as `22/tcp`. The public port changes with every start.",
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				"ip":   tfkit.FoundString("Public address."),
				"port": tfkit.FoundInt64("Public port."),
			}},
		},
		"http_urls": tfkit.FoundStringMap("URL of each HTTP port through RunPod's proxy, by port number, such as `8888`."),
	})
	return attributes
}

func foundSSHEndpoint(description string) schema.Attribute {
	return tfkit.FoundObject(description, map[string]schema.Attribute{
		"host":     tfkit.FoundString("Host to connect to."),
		"port":     tfkit.FoundInt64("Port to connect to."),
		"username": tfkit.FoundString("User to connect as."),
		"command":  tfkit.FoundString("Command that connects."),
	})
}

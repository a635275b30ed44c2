package endpoint

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// found is an endpoint that somebody looked up.
type found struct {
	tfkit.Container
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

func newFound(ctx context.Context, endpoint *runpod.Endpoint, diags *diag.Diagnostics) found {
	m := model{GPU: types.ObjectNull(gpuTypes), CPU: types.ListNull(cpuType)}
	m.fromAPI(ctx, endpoint, true, nil, diags)
	return found{
		Container:          tfkit.FoundContainer(endpoint.Container),
		ID:                 m.ID,
		Name:               m.Name,
		Type:               m.Type,
		GPU:                m.GPU,
		CPU:                m.CPU,
		Workers:            m.Workers,
		Scaling:            m.Scaling,
		ExecutionTimeoutMS: m.ExecutionTimeoutMS,
		FlashBoot:          m.FlashBoot,
		DataCenterIDs:      m.DataCenterIDs,
		NetworkVolumeIDs:   m.NetworkVolumeIDs,
		RequestURLs:        m.RequestURLs,
		CreatedAt:          m.CreatedAt,
	}
}

// foundAttributes describes found, but for its id and name.
func foundAttributes() map[string]schema.Attribute {
	attributes := tfkit.FoundContainerAttributes()
	maps.Copy(attributes, map[string]schema.Attribute{
		"type": tfkit.FoundString("`QUEUE` or `LOAD_BALANCER`."),
		"gpu": tfkit.FoundObject("The GPUs of a worker; null on an endpoint with CPUs.", map[string]schema.Attribute{
			"pools":                 tfkit.FoundStrings("Pools of GPU types, such as `AMPERE_80`, in order of preference."),
			"count":                 tfkit.FoundInt64("Number of GPUs of each worker."),
			"excluded_type_ids":     tfkit.FoundStringSet("GPU types in `pools` that are not used; null where there are none."),
			"allowed_cuda_versions": tfkit.FoundStringSet("CUDA versions that the host may have; null where any will do."),
			"min_cuda_version":      tfkit.FoundString("Lowest CUDA version that the host may have; null where any will do."),
		}),
		"cpu": tfkit.FoundObjects("The CPUs that a worker without a GPU may have; null on an endpoint with GPUs.", map[string]schema.Attribute{
			"flavor_id":  tfkit.FoundString("CPU flavor, such as `cpu3g`."),
			"vcpu_count": tfkit.FoundInt64("Number of vCPUs of each worker."),
		}),
		"workers": tfkit.FoundObject("How many workers there may be.", map[string]schema.Attribute{
			"active":               tfkit.FoundInt64("Workers that are always on, billed all day."),
			"flex":                 tfkit.FoundInt64("Workers that may start on demand, on top of the active ones."),
			"idle_timeout_seconds": tfkit.FoundInt64("Seconds that a flex worker stays up without work, billed; null where there is no such time."),
			"max":                  tfkit.FoundInt64("Most workers at once: `active` and `flex` together."),
		}),
		"scaling": tfkit.FoundObject("When another flex worker starts; one of the two is null.", map[string]schema.Attribute{
			"queue_delay_seconds": schema.Float64Attribute{Computed: true, MarkdownDescription: "When a request has waited this many seconds."},
			"request_count":       tfkit.FoundInt64("One worker for this many requests."),
		}),
		"execution_timeout_ms": tfkit.FoundInt64("Milliseconds after which RunPod ends a request that still runs."),
		"flashboot":            tfkit.FoundString("How RunPod shortens cold starts: `FLASHBOOT`, `PRIORITY_FLASHBOOT` or `OFF`."),
		"data_center_ids":      tfkit.FoundStringSet("Data centers that workers may run in; none means anywhere."),
		"network_volume_ids":   tfkit.FoundStringSet("Network volumes that workers mount."),
		"created_at":           tfkit.FoundString("When the endpoint was created, RFC 3339."),
		"request_urls": tfkit.FoundObject("Where requests go. A `QUEUE` has all but `base`; a `LOAD_BALANCER` has `base` and `health`.", map[string]schema.Attribute{
			"base":        tfkit.FoundString("Root of the workers' HTTP server."),
			"run":         tfkit.FoundString("Queues a job and answers at once."),
			"run_sync":    tfkit.FoundString("Runs a job and answers when it is done."),
			"status":      tfkit.FoundString("Status and result of a job."),
			"stream":      tfkit.FoundString("Partial results of a job, as they come."),
			"cancel":      tfkit.FoundString("Cancels a job."),
			"retry":       tfkit.FoundString("Queues a failed job again."),
			"purge_queue": tfkit.FoundString("Drops all jobs that wait in the queue."),
			"health":      tfkit.FoundString("State of workers and jobs."),
		}),
	})
	return attributes
}

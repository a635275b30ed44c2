package endpoint

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/container"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// lookedUp is an endpoint that somebody looked up.
type lookedUp struct {
	facts
	container.Settings
}

func newLookedUp(ctx context.Context, endpoint *runpod.Endpoint, diags *diag.Diagnostics) lookedUp {
	m := model{facts: facts{GPU: types.ObjectNull(gpuTypes), CPU: types.ListNull(cpuType)}}
	m.fromAPI(ctx, endpoint, tfkit.Origin{JustImported: true}, diags)
	return lookedUp{facts: m.facts, Settings: container.LookedUp(endpoint.Container)}
}

// NewDataSource makes `data.runpod_endpoint`.
func NewDataSource() datasource.DataSource {
	return service.NewLookUp(Kind, "A serverless endpoint of the account, by its id or by its name.", lookedUpAttributes(), newLookedUp)
}

// NewListDataSource makes `data.runpod_endpoints`.
func NewListDataSource() datasource.DataSource {
	attributes := lookedUpAttributes()
	attributes["id"] = tfkit.ComputedString("Id of the endpoint.")
	attributes["name"] = tfkit.ComputedString("Name of the endpoint.")
	return service.NewLookUpAll(Kind, "All serverless endpoints of the account.", "The endpoints, in RunPod's order.", attributes, newLookedUp)
}

// lookedUpAttributes describes lookedUp, but for its id and name.
func lookedUpAttributes() map[string]schema.Attribute {
	attributes := container.LookedUpAttributes()
	maps.Copy(attributes, map[string]schema.Attribute{
		"type": tfkit.ComputedString("`QUEUE` or `LOAD_BALANCER`."),
		"gpu": tfkit.ComputedObject("The GPUs of a worker; null on an endpoint with CPUs.", map[string]schema.Attribute{
			"pools":                 tfkit.ComputedStrings("Pools of GPU types, such as `AMPERE_80`, in order of preference."),
			"count":                 tfkit.ComputedInt64("Number of GPUs of each worker."),
			"excluded_type_ids":     tfkit.ComputedStringSet("GPU types in `pools` that are not used; null where there are none."),
			"allowed_cuda_versions": tfkit.ComputedStringSet("CUDA versions that the host may have; null where any will do."),
			"min_cuda_version":      tfkit.ComputedString("Lowest CUDA version that the host may have; null where any will do."),
		}),
		"cpu": tfkit.ComputedObjects("The CPUs that a worker without a GPU may have; null on an endpoint with GPUs.", map[string]schema.Attribute{
			"flavor_id":  tfkit.ComputedString("CPU flavor, such as `cpu3g`."),
			"vcpu_count": tfkit.ComputedInt64("Number of vCPUs of each worker."),
		}),
		"workers": tfkit.ComputedObject("How many workers there may be.", map[string]schema.Attribute{
			"active":               tfkit.ComputedInt64("Workers that are always on, billed all day."),
			"flex":                 tfkit.ComputedInt64("Workers that may start on demand, on top of the active ones."),
			"idle_timeout_seconds": tfkit.ComputedInt64("Seconds that a flex worker stays up without work, billed; null where there is no such time."),
			"min":                  tfkit.ComputedInt64("RunPod's own name for `active`."),
			"max":                  tfkit.ComputedInt64("Most workers at once: `active` and `flex` together."),
		}),
		"scaling": tfkit.ComputedObject("When another flex worker starts; one of the two is null.", map[string]schema.Attribute{
			"queue_delay_seconds": schema.Float64Attribute{Computed: true, MarkdownDescription: "When a request has waited this many seconds."},
			"request_count":       tfkit.ComputedInt64("One worker for this many requests."),
		}),
		"execution_timeout_ms": tfkit.ComputedInt64("Milliseconds after which RunPod ends a request that still runs."),
		"flashboot":            tfkit.ComputedString("How RunPod shortens cold starts: `FLASHBOOT`, `PRIORITY_FLASHBOOT` or `OFF`."),
		"data_center_ids":      tfkit.ComputedStringSet("Data centers that workers may run in; none means anywhere."),
		"network_volume_ids":   tfkit.ComputedStringSet("Network volumes that workers mount."),
		"created_at":           tfkit.ComputedString("When the endpoint was created, RFC 3339."),
		"request_urls": tfkit.ComputedObject("Where requests go. A `QUEUE` has all but `base`; a `LOAD_BALANCER` has `base` and `health`.", map[string]schema.Attribute{
			"base":        tfkit.ComputedString("Root of the workers' HTTP server."),
			"run":         tfkit.ComputedString("Queues a job and answers at once."),
			"run_sync":    tfkit.ComputedString("Runs a job and answers when it is done."),
			"status":      tfkit.ComputedString("Status and result of a job."),
			"stream":      tfkit.ComputedString("Partial results of a job, as they come."),
			"cancel":      tfkit.ComputedString("Cancels a job."),
			"retry":       tfkit.ComputedString("Queues a failed job again."),
			"purge_queue": tfkit.ComputedString("Drops all jobs that wait in the queue."),
			"health":      tfkit.ComputedString("State of workers and jobs."),
			"openai":      tfkit.ComputedString("Root of the OpenAI-compatible API, where the image serves one. Only on a `QUEUE`."),
		}),
	})
	return attributes
}

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
	return service.NewLookUp(Kind, "A serverless endpoint of the account, by ID or name.", lookedUpAttributes(), newLookedUp)
}

// NewListDataSource makes `data.runpod_endpoints`.
func NewListDataSource() datasource.DataSource {
	attributes := lookedUpAttributes()
	attributes["id"] = tfkit.ComputedString("ID of the endpoint.")
	attributes["name"] = tfkit.ComputedString("Name of the endpoint.")
	return service.NewLookUpAll(Kind, "All serverless endpoints of the account.", "The endpoints, in Runpod's order.", attributes, newLookedUp)
}

// lookedUpAttributes describes lookedUp, but for its ID and name.
func lookedUpAttributes() map[string]schema.Attribute {
	attributes := container.LookedUpAttributes()
	maps.Copy(attributes, map[string]schema.Attribute{
		"type": tfkit.ComputedString("`QUEUE` or `LOAD_BALANCER`."),
		"gpu": tfkit.ComputedObject("The GPUs of a worker. Null on an endpoint with CPUs.", map[string]schema.Attribute{
			"pools":                 tfkit.ComputedStrings("GPU pools, such as `AMPERE_80`, in order of preference."),
			"count":                 tfkit.ComputedInt64("Number of GPUs per worker."),
			"excluded_type_ids":     tfkit.ComputedStringSet("GPU types of the pools that are excluded. Null without any."),
			"allowed_cuda_versions": tfkit.ComputedStringSet("Allowed CUDA versions of the host. Null for any."),
			"min_cuda_version":      tfkit.ComputedString("Minimum CUDA version of the host. Null for any."),
		}),
		"cpu": tfkit.ComputedObjects("The CPUs of a worker without a GPU. Null on an endpoint with GPUs.", map[string]schema.Attribute{
			"flavor_id":  tfkit.ComputedString("CPU flavor, such as `cpu3g`."),
			"vcpu_count": tfkit.ComputedInt64("Number of vCPUs per worker."),
		}),
		"workers": tfkit.ComputedObject("Number of workers.", map[string]schema.Attribute{
			"active":               tfkit.ComputedInt64("Number of workers that are always on."),
			"flex":                 tfkit.ComputedInt64("Maximum number of additional workers, started on demand."),
			"idle_timeout_seconds": tfkit.ComputedInt64("Billed seconds that a flex worker stays up without work."),
			"min":                  tfkit.ComputedInt64("Same as `active`."),
			"max":                  tfkit.ComputedInt64("`active` plus `flex`."),
		}),
		"scaling": tfkit.ComputedObject("When another flex worker starts. One attribute is null.", map[string]schema.Attribute{
			"queue_delay_seconds": schema.Float64Attribute{Computed: true, MarkdownDescription: "Seconds that a request waits before another worker starts."},
			"request_count":       tfkit.ComputedInt64("Requests per worker."),
		}),
		"execution_timeout_ms": tfkit.ComputedInt64("Maximum execution time of a request in milliseconds."),
		"flashboot":            tfkit.ComputedString("Cold start acceleration: `FLASHBOOT`, `PRIORITY_FLASHBOOT` or `OFF`."),
		"data_center_ids":      tfkit.ComputedStringSet("Data centers that workers may run in. Empty means any."),
		"network_volume_ids":   tfkit.ComputedStringSet("IDs of the network volumes that workers mount."),
		"created_at":           tfkit.ComputedString("Creation time, RFC 3339."),
		"request_urls": tfkit.ComputedObject("Request URLs: all but `base` on a `QUEUE`, `base` and `health` on a `LOAD_BALANCER`.", map[string]schema.Attribute{
			"base":        tfkit.ComputedString("Root of the workers' HTTP server."),
			"run":         tfkit.ComputedString("Queues a job and returns immediately."),
			"run_sync":    tfkit.ComputedString("Runs a job and waits for its result."),
			"status":      tfkit.ComputedString("Status and result of a job."),
			"stream":      tfkit.ComputedString("Partial results of a job as they arrive."),
			"cancel":      tfkit.ComputedString("Cancels a job."),
			"retry":       tfkit.ComputedString("Retries a failed job."),
			"purge_queue": tfkit.ComputedString("Removes all queued jobs."),
			"health":      tfkit.ComputedString("State of workers and jobs."),
			"openai":      tfkit.ComputedString("Root of the OpenAI-compatible API, if the image serves one."),
		}),
	})
	return attributes
}

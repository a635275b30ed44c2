package endpoint

import (
	"maps"

	"github.com/hashicorp/terraform-plugin-framework-validators/float64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/defaults"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64default"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/objectplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/setdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/container"
	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/labels"
	"github.com/runpod-iac/terraform-provider-runpod/internal/pricing"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

const (
	defaultExecutionTimeoutMS = 300_000
	maxIdleTimeoutSeconds     = 3600
	minQueueDelaySeconds      = 0.5
)

const (
	inPlace  = "A change applies in place."
	replaces = "A change replaces the endpoint."
	releases = "A change rolls out as a release."
)

func resourceSchema() schema.Schema {
	attributes := container.TemplatedAttributes(container.Text{
		Change: releases, DefaultDiskGB: cost.DefaultEndpointDiskGB, Erased: "Each worker starts with an empty one. ",
	})
	maps.Copy(attributes, computeAttributes())
	maps.Copy(attributes, scalingAttributes())
	maps.Copy(attributes, settingAttributes())
	maps.Copy(attributes, computedAttributes())
	maps.Copy(attributes, labels.Attributes(Kind.Name))
	return schema.Schema{
		Version:             1,
		MarkdownDescription: "Manages a serverless endpoint: workers that start on demand and are billed by the second while they run. Runpod lowers the maximum number of workers of an endpoint without requests, to 2 after 3 days and to 0 after 7. This shows as drift of `workers`, and the next apply restores the declared number.",
		Attributes:          attributes,
	}
}

func computeAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"gpu": schema.SingleNestedAttribute{
			Optional:            true,
			MarkdownDescription: "The GPUs of a worker. Exactly one of `gpu` and `cpu`; changing from one to the other replaces the endpoint.",
			Attributes: map[string]schema.Attribute{
				"pools": schema.ListAttribute{
					ElementType: types.StringType, Required: true,
					MarkdownDescription: "GPU pools, such as `AMPERE_80`, in order of preference. `estimated_cost` assumes the first. " + inPlace,
					Validators:          []validator.List{tfkit.Some("AMPERE_80"), listvalidator.ValueStringsAre(tfkit.GPUPool())},
				},
				"count": schema.Int64Attribute{
					CustomType: tfkit.WholeNumber{}, Optional: true, Computed: true, Default: int64default.StaticInt64(cost.DefaultGPUCount),
					MarkdownDescription: "Number of GPUs of each worker. Default: `1`. " + inPlace,
					Validators:          []validator.Int64{int64validator.AtLeast(1)},
				},
				"excluded_type_ids": schema.SetAttribute{
					ElementType: types.StringType, Optional: true,
					MarkdownDescription: "GPU types to exclude from `pools`, such as `NVIDIA A100-SXM4-80GB`. At least one type must remain. Default: none. " + inPlace,
					Validators:          []validator.Set{setvalidator.ValueStringsAre(tfkit.GPUTypeID())},
				},
				"allowed_cuda_versions": schema.SetAttribute{
					ElementType: types.StringType, Optional: true,
					MarkdownDescription: "Allowed CUDA versions of the host, such as `12.8`. Default: any. Conflicts with `min_cuda_version`. " + inPlace,
					Validators:          []validator.Set{setvalidator.ValueStringsAre(tfkit.CUDAVersion())},
				},
				"min_cuda_version": schema.StringAttribute{
					Optional:            true,
					MarkdownDescription: "Minimum CUDA version of the host, such as `12.8`. Default: any. Conflicts with `allowed_cuda_versions`. " + inPlace,
					Validators:          []validator.String{tfkit.CUDAVersion()},
				},
			},
		},
		"cpu": schema.ListNestedAttribute{
			Optional:            true,
			MarkdownDescription: "CPU options of a worker without a GPU, in order of preference. `estimated_cost` assumes the first. Exactly one of `gpu` and `cpu`; changing from one to the other replaces the endpoint.",
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				// The framework wants what is required of a null element, too: validateCPU does not.
				"flavor_id": schema.StringAttribute{
					Optional:            true,
					MarkdownDescription: "CPU flavor, such as `cpu3g`. Required. " + inPlace,
					Validators:          []validator.String{tfkit.CPUFlavorID()},
				},
				"vcpu_count": schema.Int64Attribute{
					CustomType: tfkit.WholeNumber{}, Optional: true,
					MarkdownDescription: "Number of vCPUs of each worker, a power of two within the flavor's range. Required. " + inPlace,
					Validators:          []validator.Int64{tfkit.PowerOfTwo()},
				},
			}},
		},
	}
}

// scalingAttributes have their defaults in planWorkers and planScaling, because
// they depend on one another and on the type.
func scalingAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"workers": schema.SingleNestedAttribute{
			Optional: true, Computed: true,
			MarkdownDescription: "Number of workers. Default: no active and 3 flex workers.",
			Attributes: map[string]schema.Attribute{
				"active": schema.Int64Attribute{
					CustomType: tfkit.WholeNumber{}, Optional: true, Computed: true,
					MarkdownDescription: "Number of workers that are always on. They bill all day. Default: `0`. " + inPlace,
					Validators:          []validator.Int64{int64validator.AtLeast(0)},
				},
				"flex": schema.Int64Attribute{
					CustomType: tfkit.WholeNumber{}, Optional: true, Computed: true,
					MarkdownDescription: "Maximum number of additional workers that start on demand. Default: `3`. Without any worker, the endpoint accepts requests and runs none. " + inPlace,
					Validators:          []validator.Int64{int64validator.AtLeast(0)},
				},
				"idle_timeout_seconds": schema.Int64Attribute{
					CustomType: tfkit.WholeNumber{}, Optional: true, Computed: true,
					MarkdownDescription: "Billed seconds that a flex worker stays up without work, from 1 to 3600. Default: `10`. Null on a `QUEUE` with `scaling.request_count`, which has no idle timeout. " + inPlace,
					Validators:          []validator.Int64{int64validator.Between(1, maxIdleTimeoutSeconds)},
				},
				"min": shownOnly("Same as `active`. Read-only: setting another number is an error."),
				"max": shownOnly("Maximum number of workers: `active` plus `flex`. The account's worker quota applies to the sum over all endpoints. Read-only: setting another number is an error."),
			},
		},
		"scaling": schema.SingleNestedAttribute{
			Optional: true, Computed: true,
			MarkdownDescription: "When another flex worker starts. Set exactly one attribute. Default: `queue_delay_seconds = 4` on a `QUEUE`, `request_count = 4` on a `LOAD_BALANCER`.",
			Attributes: map[string]schema.Attribute{
				"queue_delay_seconds": schema.Float64Attribute{
					Optional: true, Computed: true,
					MarkdownDescription: "Seconds that a request waits before another worker starts, 0.5 or more. `QUEUE` only. " + inPlace,
					Validators:          []validator.Float64{float64validator.AtLeast(minQueueDelaySeconds)},
				},
				"request_count": schema.Int64Attribute{
					CustomType: tfkit.WholeNumber{}, Optional: true, Computed: true,
					MarkdownDescription: "Number of requests per worker, 1 or more. " + inPlace,
					Validators:          []validator.Int64{int64validator.AtLeast(1)},
				},
			},
		},
		"usage": schema.SingleNestedAttribute{
			Optional:            true,
			MarkdownDescription: "Expected traffic, an assumption for `estimated_cost` and `estimated_service`, never sent to Runpod. If omitted, the cost is a range, and `estimated_cost.monthly_usd` is null if there are flex workers.",
			Attributes:          pricing.UsageAttributes(),
		},
	}
}

// shownOnly is an attribute that nobody sets. It is optional so that what is said then
// names what to set.
func shownOnly(description string) schema.Attribute {
	return schema.Int64Attribute{CustomType: tfkit.WholeNumber{}, Optional: true, Computed: true, MarkdownDescription: description}
}

func settingAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"name": schema.StringAttribute{
			Required:            true,
			MarkdownDescription: "Name of the endpoint. Names need not be unique. A change renames it in place.",
			Validators:          []validator.String{tfkit.Name()},
		},
		"type": schema.StringAttribute{
			Optional: true, Computed: true, Default: stringdefault.StaticString(cost.DefaultEndpointType),
			MarkdownDescription: "`QUEUE` (Runpod queues requests for the workers) or `LOAD_BALANCER` (requests go directly to a worker's HTTP server). " +
				"Default: `QUEUE`. " + replaces,
			Validators: []validator.String{stringvalidator.OneOf(string(runpod.EndpointTypeQueue), string(runpod.EndpointTypeLoadBalancer))},
		},
		"execution_timeout_ms": schema.Int64Attribute{
			CustomType: tfkit.WholeNumber{}, Optional: true, Computed: true, Default: int64default.StaticInt64(defaultExecutionTimeoutMS),
			MarkdownDescription: "Maximum execution time of a request in milliseconds. Runpod ends a request that runs longer. Default: `300000`, 5 minutes. " + inPlace,
			Validators:          []validator.Int64{int64validator.AtLeast(1)},
		},
		"flashboot": schema.StringAttribute{
			Optional: true, Computed: true, Default: stringdefault.StaticString(string(runpod.FlashBootEnabled)),
			MarkdownDescription: "How Runpod shortens cold starts: `FLASHBOOT`, `PRIORITY_FLASHBOOT` or `OFF`. Default: `FLASHBOOT`. " + inPlace,
			Validators: []validator.String{
				stringvalidator.OneOf(string(runpod.FlashBootOff), string(runpod.FlashBootEnabled), string(runpod.FlashBootPriority)),
			},
		},
		"data_center_ids": schema.SetAttribute{
			ElementType: types.StringType, Optional: true, Computed: true, Default: noneByDefault(),
			MarkdownDescription: "Data centers that workers may run in, in upper case, such as `EU-RO-1`. Default: any. " + inPlace,
			Validators:          []validator.Set{setvalidator.ValueStringsAre(tfkit.DataCenterID())},
		},
		"network_volume_ids": schema.SetAttribute{
			ElementType: types.StringType, Optional: true, Computed: true, Default: noneByDefault(),
			MarkdownDescription: "Network volumes that workers mount at `/runpod-volume`, at most one per data center. Workers run only in those data centers. Default: none. " + inPlace,
			Validators:          []validator.Set{setvalidator.ValueStringsAre(tfkit.ID())},
		},
	}
}

func noneByDefault() defaults.Set {
	return setdefault.StaticValue(types.SetValueMust(types.StringType, []attr.Value{}))
}

func computedAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id": schema.StringAttribute{
			Computed: true, MarkdownDescription: "Id of the endpoint.",
			PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		"created_at": schema.StringAttribute{
			Computed: true, MarkdownDescription: "When the endpoint was created, RFC 3339.",
			PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		"request_urls": schema.SingleNestedAttribute{
			Computed:            true,
			MarkdownDescription: "Request URLs. A `QUEUE` has all except `base`. A `LOAD_BALANCER` has `base` and `health`, and its host name may take some minutes to resolve.",
			PlanModifiers:       []planmodifier.Object{objectplanmodifier.UseStateForUnknown()},
			Attributes: map[string]schema.Attribute{
				"base":        urlAttribute("Root of the workers' HTTP server."),
				"run":         urlAttribute("Queues a job and returns immediately."),
				"run_sync":    urlAttribute("Runs a job and returns when it has finished."),
				"status":      urlAttribute("Status and result of a job."),
				"stream":      urlAttribute("Partial results of a job as they arrive."),
				"cancel":      urlAttribute("Cancels a job."),
				"retry":       urlAttribute("Retries a failed job."),
				"purge_queue": urlAttribute("Removes all jobs that wait in the queue."),
				"health":      urlAttribute("State of workers and jobs."),
				"openai":      urlAttribute("Root of the OpenAI-compatible API, if the image serves one, like Runpod's vLLM worker. `QUEUE` only."),
			},
		},
		"estimated_service": pricing.ServiceAttribute(),
		"estimated_cost": pricing.Attribute(
			"Expected cost in USD per month for the declared `usage`, with the first of `gpu.pools` or `cpu`. Null without `usage` if there are flex workers.",
			"Cost in USD per month without any request: the active workers, with the lowest-priced of `gpu.pools` or `cpu`.",
			"Cost in USD per month with all workers busy all month, with the highest-priced of `gpu.pools` or `cpu`.",
		),
	}
}

func urlAttribute(description string) schema.Attribute {
	return schema.StringAttribute{Computed: true, MarkdownDescription: description}
}

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
	"github.com/runpod-iac/terraform-provider-runpod/internal/hardware"
	"github.com/runpod-iac/terraform-provider-runpod/internal/labels"
	"github.com/runpod-iac/terraform-provider-runpod/internal/pricing"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

const (
	defaultExecutionTimeoutMS = 300_000
	minQueueDelaySeconds      = 0.5
)

const replaces = "Forces replacement."

func resourceSchema() schema.Schema {
	attributes := container.TemplatedAttributes(container.Text{
		DefaultDiskGB: cost.DefaultEndpointDiskGB, Erased: "Each worker starts with an empty one. ", Serverless: true,
	})
	maps.Copy(attributes, computeAttributes())
	maps.Copy(attributes, scalingAttributes())
	maps.Copy(attributes, settingAttributes())
	maps.Copy(attributes, computedAttributes())
	maps.Copy(attributes, labels.Attributes(Kind.Name))
	return schema.Schema{
		Version:             tfkit.SchemaVersion,
		MarkdownDescription: "Manages a serverless endpoint. Flex workers start on demand and bill by the second while they run; active workers bill all month.",
		Attributes:          attributes,
	}
}

func computeAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"gpu": schema.SingleNestedAttribute{
			Optional:            true,
			MarkdownDescription: "The GPUs of a worker. Exactly one of `gpu` and `cpu`; switching forces replacement.",
			Attributes: map[string]schema.Attribute{
				"pools": schema.ListAttribute{
					ElementType: types.StringType, Required: true,
					MarkdownDescription: "GPU pools, such as `AMPERE_80`, in order of preference.",
					Validators:          []validator.List{tfkit.Some("AMPERE_80"), listvalidator.ValueStringsAre(hardware.GPUPool())},
				},
				"count": schema.Int64Attribute{
					CustomType: tfkit.WholeNumber{}, Optional: true, Computed: true, Default: int64default.StaticInt64(cost.DefaultGPUCount),
					MarkdownDescription: "Number of GPUs per worker. Default: `1`.",
					Validators:          []validator.Int64{int64validator.AtLeast(1)},
				},
				"excluded_type_ids": schema.SetAttribute{
					ElementType: types.StringType, Optional: true,
					MarkdownDescription: "GPU types of the pools to exclude, such as `NVIDIA A100-SXM4-80GB`.",
					Validators:          []validator.Set{setvalidator.ValueStringsAre(hardware.GPUTypeID())},
				},
				"allowed_cuda_versions": schema.SetAttribute{
					ElementType: types.StringType, Optional: true,
					MarkdownDescription: "Allowed CUDA versions of the host, such as `12.8`. Conflicts with `min_cuda_version`.",
					Validators:          []validator.Set{setvalidator.ValueStringsAre(hardware.CUDAVersion())},
				},
				"min_cuda_version": schema.StringAttribute{
					Optional:            true,
					MarkdownDescription: "Minimum CUDA version of the host, such as `12.8`. Conflicts with `allowed_cuda_versions`.",
					Validators:          []validator.String{hardware.CUDAVersion()},
				},
			},
		},
		"cpu": schema.ListNestedAttribute{
			Optional:            true,
			MarkdownDescription: "The CPUs of a worker without a GPU, in order of preference. Exactly one of `gpu` and `cpu`; switching forces replacement.",
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				// The framework wants what is required of a null element as well: validateCPU does not.
				"flavor_id": schema.StringAttribute{
					Optional:            true,
					MarkdownDescription: "CPU flavor, such as `cpu3g`. Required.",
					Validators:          []validator.String{hardware.CPUFlavorID()},
				},
				"vcpu_count": schema.Int64Attribute{
					CustomType: tfkit.WholeNumber{}, Optional: true,
					MarkdownDescription: "Number of vCPUs per worker, a power of two. Required.",
					Validators:          []validator.Int64{hardware.VCPUCount()},
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
			MarkdownDescription: "Number of workers. Default: 3 flex workers, none active.",
			Attributes: map[string]schema.Attribute{
				"active": schema.Int64Attribute{
					CustomType: tfkit.WholeNumber{}, Optional: true, Computed: true,
					MarkdownDescription: "Number of workers that are always on and bill all month. Default: `0`.",
					Validators:          []validator.Int64{int64validator.AtLeast(0)},
				},
				"flex": schema.Int64Attribute{
					CustomType: tfkit.WholeNumber{}, Optional: true, Computed: true,
					MarkdownDescription: "Maximum number of additional workers, started on demand. Default: `3`.",
					Validators:          []validator.Int64{int64validator.AtLeast(0)},
				},
				"idle_timeout_seconds": schema.Int64Attribute{
					CustomType: tfkit.WholeNumber{}, Optional: true, Computed: true,
					MarkdownDescription: "Billed seconds that a flex worker stays up without work, 1 to 3600. Default: `10`; null on a `QUEUE` with `scaling.request_count`.",
					Validators:          []validator.Int64{int64validator.Between(1, cost.MaxIdleTimeoutSeconds)},
				},
				"min": shownOnly("Same as `active`. Read-only."),
				"max": shownOnly("`active` plus `flex`. Read-only."),
			},
		},
		"scaling": schema.SingleNestedAttribute{
			Optional: true, Computed: true,
			MarkdownDescription: "When another flex worker starts. Exactly one attribute. Default: `queue_delay_seconds = 4`; on a `LOAD_BALANCER`, `request_count = 4`.",
			Attributes: map[string]schema.Attribute{
				"queue_delay_seconds": schema.Float64Attribute{
					Optional: true, Computed: true,
					MarkdownDescription: "Seconds that a request waits before another worker starts, 0.5 or more. `QUEUE` only.",
					Validators:          []validator.Float64{float64validator.AtLeast(minQueueDelaySeconds)},
				},
				"request_count": schema.Int64Attribute{
					CustomType: tfkit.WholeNumber{}, Optional: true, Computed: true,
					MarkdownDescription: "Requests per worker.",
					Validators:          []validator.Int64{int64validator.AtLeast(1)},
				},
			},
		},
		"usage": schema.SingleNestedAttribute{
			Optional:            true,
			MarkdownDescription: "Expected traffic for `estimated_cost` and `estimated_service`, never sent to Runpod. Without it, the cost of flex workers is a range.",
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
			MarkdownDescription: "Name of the endpoint. Need not be unique.",
			Validators:          []validator.String{tfkit.Name()},
		},
		"type": schema.StringAttribute{
			Optional: true, Computed: true, Default: stringdefault.StaticString(cost.DefaultEndpointType),
			MarkdownDescription: "`QUEUE` or `LOAD_BALANCER` (requests go directly to a worker's HTTP server). Default: `QUEUE`. " + replaces,
			Validators:          []validator.String{stringvalidator.OneOf(string(runpod.EndpointTypeQueue), string(runpod.EndpointTypeLoadBalancer))},
		},
		"execution_timeout_ms": schema.Int64Attribute{
			CustomType: tfkit.WholeNumber{}, Optional: true, Computed: true, Default: int64default.StaticInt64(defaultExecutionTimeoutMS),
			MarkdownDescription: "Maximum execution time of a request in milliseconds. Default: `300000`.",
			Validators:          []validator.Int64{int64validator.AtLeast(1)},
		},
		"flashboot": schema.StringAttribute{
			Optional: true, Computed: true, Default: stringdefault.StaticString(string(runpod.FlashBootEnabled)),
			MarkdownDescription: "Cold start acceleration: `FLASHBOOT`, `PRIORITY_FLASHBOOT` or `OFF`. Default: `FLASHBOOT`.",
			Validators: []validator.String{
				stringvalidator.OneOf(string(runpod.FlashBootOff), string(runpod.FlashBootEnabled), string(runpod.FlashBootPriority)),
			},
		},
		"data_center_ids": schema.SetAttribute{
			ElementType: types.StringType, Optional: true, Computed: true, Default: noneByDefault(),
			MarkdownDescription: "Data centers that workers may run in, such as `EU-RO-1`. Default: any.",
			Validators:          []validator.Set{setvalidator.ValueStringsAre(hardware.DataCenterID())},
		},
		"network_volume_ids": schema.SetAttribute{
			ElementType: types.StringType, Optional: true, Computed: true, Default: noneByDefault(),
			MarkdownDescription: "IDs of network volumes to mount at `/runpod-volume`, at most one per data center. Workers run only in their data centers.",
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
			Computed: true, MarkdownDescription: "ID of the endpoint.",
			PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		"created_at": schema.StringAttribute{
			Computed: true, MarkdownDescription: "Creation time, RFC 3339.",
			PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		"request_urls": schema.SingleNestedAttribute{
			Computed:            true,
			MarkdownDescription: "Request URLs: all but `base` on a `QUEUE`, `base` and `health` on a `LOAD_BALANCER`.",
			PlanModifiers:       []planmodifier.Object{objectplanmodifier.UseStateForUnknown()},
			Attributes: map[string]schema.Attribute{
				"base":        urlAttribute("Root of the workers' HTTP server."),
				"run":         urlAttribute("Queues a job and returns immediately."),
				"run_sync":    urlAttribute("Runs a job and waits for its result."),
				"status":      urlAttribute("Status and result of a job."),
				"stream":      urlAttribute("Partial results of a job as they arrive."),
				"cancel":      urlAttribute("Cancels a job."),
				"retry":       urlAttribute("Retries a failed job."),
				"purge_queue": urlAttribute("Removes all queued jobs."),
				"health":      urlAttribute("State of workers and jobs."),
				"openai":      urlAttribute("Root of the OpenAI-compatible API, if the image serves one."),
			},
		},
		"estimated_service": pricing.ServiceAttribute(),
		"estimated_cost": pricing.Attribute(
			"Expected USD per month, with the first of `gpu.pools` or `cpu`. Null for flex workers without `usage`.",
			"Minimum USD per month: only the active workers.",
			"Maximum USD per month: all workers busy all month.",
		),
	}
}

func urlAttribute(description string) schema.Attribute {
	return schema.StringAttribute{Computed: true, MarkdownDescription: description}
}

package estimate

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/pricing"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

func podVsServerlessSchema() schema.Schema {
	all := attributes{
		"gpu_type_id": schema.StringAttribute{
			Required:            true,
			MarkdownDescription: "GPU type id, such as `NVIDIA A100 80GB PCIe`.",
			Validators:          []validator.String{tfkit.GPUTypeID()},
		},
		"gpu_count": whole("GPUs of a pod, and of a worker. Default: `1`.", int64validator.AtLeast(1)),
		"cloud":     text("Where the pod would run: `SECURE` or `COMMUNITY`. Default: `SECURE`.", stringvalidator.OneOf(cost.CloudSecure, cost.CloudCommunity)),
		"workload": object("The work to be done: the same as `usage` of an endpoint, with its defaults, so both give the same cost. Without it only what does not depend on it is known: "+
			"`pod_monthly_usd`, `active_monthly_usd` and `break_even_hours_per_day`.", workloadInputs()),
		"storage": object("What the work keeps on disk. Default: nothing.", attributes{
			"container_disk_gb": whole("Container disk of the pod, and of each worker, in GB. Default: `0`.", int64validator.AtLeast(0)),
			"volume_disk_gb":    whole("Volume disk of the pod in GB. Default: `0`.", int64validator.AtLeast(0)),
			"network_volume_gb": whole("Network volume in GB: of the workers, and of the pod where it has no volume disk. Default: `0`.", int64validator.AtLeast(0)),
		}),
		"pod_usd_per_hour":      decimalNumber("USD per GPU-hour of the pod. Default: the provider's prices.", positivePrice{}),
		"flex_usd_per_second":   decimalNumber("USD per GPU-second of a flex worker. Default: the provider's prices.", positivePrice{}),
		"active_usd_per_second": decimalNumber("USD per GPU-second of an active worker. Default: the provider's prices, else the flex price.", positivePrice{}),
		"cheapest": schema.StringAttribute{
			Computed: true,
			MarkdownDescription: "The cheapest of what is known: `" + cost.WayPod + "` (left on), `" + cost.WayStoppedPod + "` (stopped when unused), " +
				"`" + cost.WayFlex + "` or `" + cost.WayActive + "`. Of equal costs, what nobody has to start comes first. Null if nothing is known.",
		},
		"cheapest_on_demand": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "The same of what answers at any time: without the pod that somebody has to start and stop.",
		},
		"estimated_service":     serviceOutput("How `flex_workers` flex workers serve the workload."),
		"pod_estimated_service": serviceOutput("How `pods_needed` pods that are left on, or active workers, serve the workload."),
		"burst":                 burstAttribute(),
		"recommendation":        schema.StringAttribute{Computed: true, MarkdownDescription: "What to choose, with the reasons."},
		"notes":                 schema.ListAttribute{ElementType: types.StringType, Computed: true, MarkdownDescription: "What could not be priced, and what was assumed."},
		"price_source":          schema.StringAttribute{Computed: true, MarkdownDescription: "Where the prices come from: `catalog` (Runpod's live price list), `snapshot` and its date (the prices that come with the provider), `override` (your `pricing`, or a price set here), or several of them."},
	}
	for name, description := range map[string]string{
		"pod_monthly_usd":               "USD per month of `pods_needed` pods that are left on.",
		"stopped_pod_monthly_usd":       "USD per month of `pods_needed` pods that are stopped whenever they have no work, without the time that starts take.",
		"flex_monthly_usd":              "USD per month of flex workers: what an endpoint with `flex_workers` of them, this `usage` and the same disk costs.",
		"active_monthly_usd":            "USD per month of `pods_needed` active workers.",
		"pods_needed":                   "Number of pods, or of active workers, that carry the load while it comes: at least 1.",
		"flex_workers":                  "Number of flex workers: an endpoint's default of 3, or as many as are busy for at most 80 % of the time in which requests come.",
		"busy_hours_per_day":            "Hours of useful work a day: requests times execution, divided by `workload.concurrency`.",
		"break_even_hours_per_day":      "Busy hours a day above which one pod left on is cheaper than flex workers, by the compute of busy hours alone, as in brackets in `recommendation`. More than 24: flex always is.",
		"break_even_busy_hours_per_day": "Busy hours a day above which `pods_needed` pods left on are cheaper than flex workers, with cold starts, idle timeouts and storage. If it exceeds the hours that the pods have, flex workers are always cheaper.",
	} {
		all[name] = schema.NumberAttribute{Computed: true, MarkdownDescription: description}
	}
	return schema.Schema{
		MarkdownDescription: "Compares the cost of a workload on pods and on serverless workers, and how long its requests wait. It also computes the number of busy hours per day above which a pod is cheaper. Known at plan, without an account. Amounts are rounded to cents, hours to 2 decimals. An unknown value is null, never 0.",
		Attributes:          all,
	}
}

// workloadInputs are those of a usage, and the idle timeout, which an endpoint has elsewhere.
func workloadInputs() attributes {
	inputs := pricing.UsageInputs()
	for _, name := range []string{"requests_per_day", "execution_seconds"} {
		required := inputs[name].(schema.Float64Attribute)
		required.Required, required.Optional = true, false
		inputs[name] = required
	}
	inputs["idle_timeout_seconds"] = schema.Int64Attribute{
		CustomType: tfkit.WholeNumber{}, Optional: true, Validators: []validator.Int64{int64validator.Between(0, maxIdleTimeoutSeconds)},
		MarkdownDescription: "Seconds that a flex worker stays up without work, billed: `workers.idle_timeout_seconds` of an endpoint. Default: `10`.",
	}
	return inputs
}

const maxIdleTimeoutSeconds = 3600 // an endpoint's

func serviceOutput(text string) schema.SingleNestedAttribute {
	output := pricing.ServiceOutput()
	output.MarkdownDescription = text + " Null without `workload`; single values are null where `workload.cold_start_ratio` replaces the simulation."
	return output
}

func burstAttribute() schema.ListNestedAttribute {
	all := attributes{
		"way": schema.StringAttribute{Computed: true, MarkdownDescription: "`" + cost.WayPod + "` (left on), `" + cost.WayFlex + "` or `" + cost.WayActive + "`."},
		"obstacle": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "Why this is not possible: the worker quota, the spend limit, or more work than the workers can do. Null if it is possible.",
		},
	}
	for name, text := range map[string]string{
		"count":                   "Number of pods or workers.",
		"seconds_to_serve_all":    "Seconds from the burst to the end of its last request, with no flex worker up before.",
		"usd_per_burst":           "USD that one burst costs.",
		"monthly_usd":             "USD per month of being ready, without any burst.",
		"monthly_with_bursts_usd": "USD per month with the bursts of `workload`.",
	} {
		all[name] = schema.NumberAttribute{Computed: true, MarkdownDescription: text}
	}
	return schema.ListNestedAttribute{
		Computed: true, NestedObject: schema.NestedAttributeObject{Attributes: all},
		MarkdownDescription: "Ways to be ready for one burst: 1 pod, 3, and as many as its requests take; 3 flex workers, 10, and as many as its requests take; and the same number of active workers. " +
			"Null unless `workload.traffic` is `BURSTS`.",
	}
}

// positivePrice refuses 0, which is never a price.
type positivePrice struct{}

func (positivePrice) Description(context.Context) string { return "a price above 0" }

func (v positivePrice) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (positivePrice) ValidateFloat64(_ context.Context, req validator.Float64Request, resp *validator.Float64Response) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || req.ConfigValue.ValueFloat64() > 0 {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Invalid price",
		fmt.Sprintf("A price must be above 0, not %s. Write Runpod's price, or leave the attribute out to use the provider's.", req.ConfigValue))
}

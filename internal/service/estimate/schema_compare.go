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
	"github.com/runpod-iac/terraform-provider-runpod/internal/hardware"
	"github.com/runpod-iac/terraform-provider-runpod/internal/pricing"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

func podVsServerlessSchema() schema.Schema {
	all := attributes{
		"gpu_type_id": schema.StringAttribute{
			Required:            true,
			MarkdownDescription: "GPU type ID, such as `NVIDIA A100 80GB PCIe`.",
			Validators:          []validator.String{hardware.GPUTypeID()},
		},
		"gpu_count": whole("Number of GPUs per pod or worker. Default: `1`.", int64validator.AtLeast(1)),
		"cloud":     text("`SECURE` or `COMMUNITY`. Default: `SECURE`.", stringvalidator.OneOf(cost.CloudSecure, cost.CloudCommunity)),
		"workload":  object("Expected traffic: the `usage` of an endpoint. Without it, whatever depends on it is null.", workloadInputs()),
		"storage": object("Disks and volumes. Default: none.", attributes{
			"container_disk_gb": whole("Container disk of the pod and of each worker in GB. Default: `0`.", int64validator.AtLeast(0)),
			"volume_disk_gb":    whole("Volume disk of the pod in GB. Default: `0`.", int64validator.AtLeast(0)),
			"network_volume_gb": whole("Network volume in GB, of the workers and of a pod without a volume disk. Default: `0`.", int64validator.AtLeast(0)),
		}),
		"pod_usd_per_hour":      decimalNumber("USD per GPU-hour of the pod. Default: the provider's prices.", positivePrice{}),
		"flex_usd_per_second":   decimalNumber("USD per GPU-second of a flex worker. Default: the provider's prices.", positivePrice{}),
		"active_usd_per_second": decimalNumber("USD per GPU-second of an active worker. Default: the provider's prices, otherwise the flex price.", positivePrice{}),
		"cheapest": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "The cheapest: `" + cost.WayPod + "` (left on), `" + cost.WayStoppedPod + "` (stopped when unused), `" + cost.WayFlex + "` or `" + cost.WayActive + "`.",
		},
		"cheapest_on_demand": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "The cheapest without `" + cost.WayStoppedPod + "`, which somebody has to start and stop.",
		},
		"estimated_service":     serviceOutput("How `flex_workers` serve the workload."),
		"pod_estimated_service": serviceOutput("How `pods_needed` pods or active workers serve the workload."),
		"burst":                 burstAttribute(),
		"recommendation":        schema.StringAttribute{Computed: true, MarkdownDescription: "What to choose, with the reasons."},
		"notes":                 schema.ListAttribute{ElementType: types.StringType, Computed: true, MarkdownDescription: "What could not be priced, and what was assumed."},
		"price_source":          schema.StringAttribute{Computed: true, MarkdownDescription: pricing.PriceSourceText},
	}
	for name, description := range map[string]string{
		"pod_monthly_usd":               "USD per month of `pods_needed` pods left on.",
		"stopped_pod_monthly_usd":       "USD per month of `pods_needed` pods stopped when unused.",
		"flex_monthly_usd":              "USD per month of `flex_workers`.",
		"active_monthly_usd":            "USD per month of `pods_needed` active workers.",
		"pods_needed":                   "Number of pods or active workers that carry the load.",
		"flex_workers":                  "Number of flex workers: 3, or as many as are busy for at most 80 % of the time.",
		"busy_hours_per_day":            "Hours of execution per day.",
		"break_even_hours_per_day":      "Busy hours per day above which one pod left on is cheaper than flex workers, compute only. Above 24: flex always is.",
		"break_even_busy_hours_per_day": "Busy hours per day above which `pods_needed` pods left on are cheaper than flex workers, all costs counted.",
	} {
		all[name] = schema.NumberAttribute{Computed: true, MarkdownDescription: description}
	}
	return schema.Schema{
		MarkdownDescription: "Compares the cost of a workload on pods and on serverless workers, and how long its requests wait, at plan and without an account. An unknown value is null, never 0.",
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
		CustomType: tfkit.WholeNumber{}, Optional: true, Validators: []validator.Int64{int64validator.Between(0, cost.MaxIdleTimeoutSeconds)},
		MarkdownDescription: "Billed seconds that a flex worker stays up without work. Default: `10`.",
	}
	return inputs
}

func serviceOutput(text string) schema.SingleNestedAttribute {
	output := pricing.ServiceOutput()
	output.MarkdownDescription = text + " Values that cannot be simulated are null."
	return output
}

func burstAttribute() schema.ListNestedAttribute {
	all := attributes{
		"way": schema.StringAttribute{Computed: true, MarkdownDescription: "`" + cost.WayPod + "` (left on), `" + cost.WayFlex + "` or `" + cost.WayActive + "`."},
		"obstacle": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "What prevents this, such as the worker quota or the spend limit. Null if nothing does.",
		},
	}
	for name, text := range map[string]string{
		"count":                   "Number of pods or workers.",
		"seconds_to_serve_all":    "Seconds until the burst is served, with no flex worker up before.",
		"usd_per_burst":           "USD per burst.",
		"monthly_usd":             "USD per month without any burst.",
		"monthly_with_bursts_usd": "USD per month with the bursts of `workload`.",
	} {
		all[name] = schema.NumberAttribute{Computed: true, MarkdownDescription: text}
	}
	return schema.ListNestedAttribute{
		Computed: true, NestedObject: schema.NestedAttributeObject{Attributes: all},
		MarkdownDescription: "Numbers of pods, flex workers and active workers that are ready for a burst. `BURSTS` only.",
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

package estimate

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/float64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

func podVsServerlessSchema() schema.Schema {
	all := attributes{
		"gpu_type_id": schema.StringAttribute{
			Required:            true,
			MarkdownDescription: "GPU type id, such as `NVIDIA A100 80GB PCIe`.",
			Validators:          []validator.String{tfkit.GPUTypeID()},
		},
		"gpu_count": whole("GPUs of a pod, and of a worker. Default `1`.", int64validator.AtLeast(1)),
		"cloud":     text("Where the pod would run: `SECURE` or `COMMUNITY`. Default `SECURE`.", stringvalidator.OneOf(cost.CloudSecure, cost.CloudCommunity)),
		"workload": object("The work to be done. Without it only what does not depend on it is known: `pod_monthly_usd`, `active_monthly_usd` and `break_even_hours_per_day`.", attributes{
			"requests_per_day": schema.Float64Attribute{
				Required: true, MarkdownDescription: "Requests a day.", Validators: []validator.Float64{float64validator.AtLeast(0)},
			},
			"execution_seconds": schema.Float64Attribute{
				Required: true, MarkdownDescription: "Seconds that one request takes.", Validators: []validator.Float64{float64validator.AtLeast(0)},
			},
			"cold_start_seconds":   decimalNumber("Billed seconds of a cold start: container start and model load, not the image pull. Default `0`.", float64validator.AtLeast(0)),
			"cold_start_ratio":     decimalNumber("Share of requests that meet a cold start, 0 to 1. Default `0`.", float64validator.Between(0, 1)),
			"idle_timeout_seconds": decimalNumber("Seconds that a worker waits, and bills, after its last request. Default `0`; RunPod's own default is 10.", float64validator.AtLeast(0)),
		}),
		"storage": object("What the work keeps on disk. Default: nothing.", attributes{
			"container_disk_gb": whole("Container disk of the pod, and of each worker, in GB. Default `0`.", int64validator.AtLeast(0)),
			"volume_disk_gb":    whole("Volume disk of the pod in GB. Default `0`.", int64validator.AtLeast(0)),
			"network_volume_gb": whole("Network volume in GB: of the workers, and of the pod where it has no volume disk. Default `0`.", int64validator.AtLeast(0)),
		}),
		"pod_usd_per_hour":      decimalNumber("USD per GPU-hour of the pod. Default: the provider's prices.", positivePrice{}),
		"flex_usd_per_second":   decimalNumber("USD per GPU-second of a flex worker. Default: the provider's prices.", positivePrice{}),
		"active_usd_per_second": decimalNumber("USD per GPU-second of an active worker. Default: the provider's prices, else the flex price.", positivePrice{}),
		"cheapest": schema.StringAttribute{
			Computed: true,
			MarkdownDescription: "The cheapest of what is known: `" + cost.WayPod + "` (left on), `" + cost.WayStoppedPod + "` (stopped when unused), " +
				"`" + cost.WayFlex + "` or `" + cost.WayActive + "`. Null where nothing is known.",
		},
		"recommendation": schema.StringAttribute{Computed: true, MarkdownDescription: "What to choose, with the reasons."},
		"notes":          schema.ListAttribute{ElementType: types.StringType, Computed: true, MarkdownDescription: "What could not be priced, and what was assumed."},
		"price_source":   schema.StringAttribute{Computed: true, MarkdownDescription: "Where the prices come from: `catalog` (live), `snapshot` and its date, `override`, or several of them."},
	}
	for name, description := range map[string]string{
		"pod_monthly_usd":               "USD per month of a pod that is left on. Where one is busy more than 24 hours a day, of as many as it takes.",
		"stopped_pod_monthly_usd":       "USD per month of a pod that is stopped whenever it has no work.",
		"flex_monthly_usd":              "USD per month of flex workers.",
		"active_monthly_usd":            "USD per month of active workers that carry the load: at least one.",
		"busy_hours_per_day":            "Hours of useful work a day: requests times execution.",
		"break_even_hours_per_day":      "Busy hours a day above which a pod left on is cheaper than flex workers, compute only. More than 24: flex always is.",
		"break_even_busy_hours_per_day": "The same with cold starts, idle timeouts and storage, in hours of useful work.",
	} {
		all[name] = schema.NumberAttribute{Computed: true, MarkdownDescription: description}
	}
	return schema.Schema{
		MarkdownDescription: "Compares what a workload costs on a pod and on serverless workers, and says from how many busy hours a day a pod wins. Known at plan, without an account. " +
			"Dollars are rounded to cents, hours to 2 decimals; null is not known, never 0.",
		Attributes: all,
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
		fmt.Sprintf("A price must be above 0, not %s. Write RunPod's price, or leave the attribute out to use the provider's.", req.ConfigValue))
}

package estimate

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/float64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/pricing"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

type attributes = map[string]schema.Attribute

// costEstimateSchema has, for each kind of resource, the attributes that cost
// money, all optional and with the resource's names and shapes. Terraform drops
// the others when it converts a whole resource; one that is kept and not known
// at plan would defer the data source, so nothing is here that is not needed.
func costEstimateSchema() schema.Schema {
	all := attributes{
		"pods":            objects("Pods: whole `runpod_pod` resources, or objects with some of these attributes.", podAttributes()),
		"endpoints":       objects("Endpoints: whole `runpod_endpoint` resources, or objects with some of these attributes.", endpointAttributes()),
		"network_volumes": objects("Network volumes: whole `runpod_network_volume` resources, or objects with some of these attributes.", networkVolumeAttributes()),
		"clusters":        objects("Clusters: whole `runpod_cluster` resources, or objects with some of these attributes.", clusterAttributes()),
		"items": schema.ListNestedAttribute{
			Computed:            true,
			MarkdownDescription: "The bill, line by line. Each line is rounded by itself, so the lines may differ from the total by some cents.",
			NestedObject:        schema.NestedAttributeObject{Attributes: itemAttributes()},
		},
	}
	for name, description := range map[string]string{
		"counted_usd": fmt.Sprintf("USD per month to compare with a limit, never null: the sum of what is expected where that is known, else of the maximum (an endpoint without `usage`). "+
			"Where neither is known for lack of a price, %d USD per hour all month are added once, or the account's spend limit if that is higher: Runpod starts nothing beyond it. So a check never passes because a price is missing; `notes` says what was counted.", cost.SpendLimitUSDPerHour),
		"monthly_usd":         "Expected cost in USD per month. Null if a price, or the usage of an endpoint, is not known: see `notes`.",
		"monthly_min_usd":     "Minimum USD per month: the candidates with the lowest price, and on endpoints no request at all. Null if a candidate has no known price.",
		"monthly_max_usd":     "Maximum USD per month: the candidates with the highest price, and on endpoints all workers busy all month. Null if a candidate has no known price.",
		"max_hourly_usd":      fmt.Sprintf("USD per hour of compute with everything running: what Runpod's spend limit of %d USD per hour looks at. Not rounded. Null if a candidate has no known price.", cost.SpendLimitUSDPerHour),
		"required_credit_usd": "USD that the account must hold to deploy all of it: one hour of `max_hourly_usd`, rounded up to cents.",
	} {
		all[name] = schema.NumberAttribute{Computed: true, MarkdownDescription: description}
	}
	all["exceeds_spend_limit"] = schema.BoolAttribute{
		Computed:            true,
		MarkdownDescription: fmt.Sprintf("Whether `max_hourly_usd` is above the hourly limit. True if the known part already exceeds it; null if it depends on a price that is not known. The limit is the provider's `budget.max_hourly_usd`, else the account's spend limit from Runpod's API, else %d USD.", cost.SpendLimitUSDPerHour),
	}
	all["notes"] = schema.ListAttribute{ElementType: types.StringType, Computed: true, MarkdownDescription: "What could not be priced, and what was assumed."}
	all["summary"] = schema.StringAttribute{Computed: true, MarkdownDescription: "The estimate as a text table."}
	all["price_source"] = schema.StringAttribute{Computed: true, MarkdownDescription: "Where the prices come from: `catalog` (Runpod's live price list), `snapshot` and its date (the prices that come with the provider), `override` (your `pricing`), `documented rate` or `assumed rate` (storage, which is in no price list), or several of them."}
	return schema.Schema{
		MarkdownDescription: "Estimates the monthly cost of a configuration from whole resources, hand-written objects, or both. Known at plan, without an account. Pass resources through a `locals` value: Terraform defers a data source that refers to a changing resource directly, and its figures are then known only after the apply. Attributes that a hand-written object omits have the resource's defaults, and `notes` lists them.",
		Attributes:          all,
	}
}

func objects(description string, nested attributes) schema.Attribute {
	return schema.ListNestedAttribute{
		Optional:            true,
		MarkdownDescription: description + " Null elements are left out.",
		NestedObject:        schema.NestedAttributeObject{Attributes: nested},
	}
}

func object(description string, nested attributes) schema.Attribute {
	return schema.SingleNestedAttribute{Optional: true, MarkdownDescription: description, Attributes: nested}
}

func text(description string, validators ...validator.String) schema.Attribute {
	return schema.StringAttribute{Optional: true, MarkdownDescription: description, Validators: validators}
}

func whole(description string, validators ...validator.Int64) schema.Attribute {
	return schema.Int64Attribute{CustomType: tfkit.WholeNumber{}, Optional: true, MarkdownDescription: description, Validators: validators}
}

func decimalNumber(description string, validators ...validator.Float64) schema.Attribute {
	return schema.Float64Attribute{Optional: true, MarkdownDescription: description, Validators: validators}
}

func nameAttribute() schema.Attribute {
	return text("What `items`, `notes` and `summary` call it; its place in the list is added where several have the same. Default: that place, such as `[0]`.")
}

func containerDiskAttribute(fallback int64) schema.Attribute {
	return whole(fmt.Sprintf("Container disk in GB. Default: `%d`.", fallback), int64validator.AtLeast(0))
}

func volumeDiskAttribute(of string) schema.Attribute {
	return object("Volume disk"+of+". Default: none.", attributes{"size_gb": whole("Size in GB.", int64validator.AtLeast(1))})
}

func cpuAttributes() attributes {
	return attributes{
		"flavor_id":  text("CPU flavor, such as `cpu5c`.", tfkit.CPUFlavorID()),
		"vcpu_count": whole("Number of vCPUs, a power of two.", tfkit.PowerOfTwo()),
	}
}

func podAttributes() attributes {
	return attributes{
		"name": nameAttribute(),
		"gpu": object("GPU of the pod. Exactly one of `gpu` and `cpu`.", attributes{
			"type_ids": schema.ListAttribute{
				ElementType: types.StringType, Optional: true,
				MarkdownDescription: "GPU type ids, such as `NVIDIA A100 80GB PCIe`: the first is what is expected, all of them make the range.",
				Validators:          []validator.List{listvalidator.ValueStringsAre(tfkit.GPUTypeID())},
			},
			"count": whole("Number of GPUs. Default: `1`.", int64validator.AtLeast(1)),
		}),
		"cpu":               object("CPU of a pod without a GPU. Exactly one of `gpu` and `cpu`.", cpuAttributes()),
		"cloud":             text("`SECURE` or `COMMUNITY`. Default: `SECURE`.", stringvalidator.OneOf(cost.CloudSecure, cost.CloudCommunity)),
		"container_disk_gb": containerDiskAttribute(cost.DefaultPodDiskGB),
		"volume_disk":       volumeDiskAttribute(""),
		"desired_state": text("`RUNNING`, or `STOPPED`: then a pod never runs, unless `usage.hours_per_day` is less than 24 or `usage.hours_per_month` is set. Default: `RUNNING`.",
			stringvalidator.OneOf(stateRunning, stateStopped)),
		"usage": object("How much of the month the pod runs. Default: all of it.", attributes{
			"hours_per_day":   decimalNumber("Hours a day that it runs, 0 to 24. Conflicts with `hours_per_month`. Default: `24`.", float64validator.Between(0, 24)),
			"hours_per_month": decimalNumber("Hours a month that it runs. Conflicts with `hours_per_day`.", float64validator.AtLeast(0)),
			"when_idle": text("State of the pod for the rest of the day: `STOPPED` (the volume disk bills at twice the rate) or `TERMINATED` (nothing bills). Default: `STOPPED`.",
				stringvalidator.OneOf(cost.IdleStopped, cost.IdleTerminated)),
		}),
	}
}

func endpointAttributes() attributes {
	return attributes{
		"name": nameAttribute(),
		"type": text("`QUEUE` or `LOAD_BALANCER`. Default: `QUEUE`.", stringvalidator.OneOf(cost.EndpointQueue, cost.EndpointLoadBalancer)),
		"gpu": object("GPUs of a worker. Exactly one of `gpu` and `cpu`.", attributes{
			"pools": schema.ListAttribute{
				ElementType: types.StringType, Optional: true,
				MarkdownDescription: "Pools of GPUs, such as `AMPERE_80`: the first is what is expected, all of them make the range.",
				Validators:          []validator.List{listvalidator.ValueStringsAre(tfkit.GPUPool())},
			},
			"count":             whole("Number of GPUs per worker. Default: `1`.", int64validator.AtLeast(1)),
			"excluded_type_ids": schema.SetAttribute{ElementType: types.StringType, Optional: true, MarkdownDescription: "GPU types of the pools that are not used."},
		}),
		"cpu": schema.ListNestedAttribute{
			Optional:            true,
			MarkdownDescription: "CPUs of a worker without GPUs: the first is what is expected, all of them make the range. Exactly one of `gpu` and `cpu`.",
			NestedObject:        schema.NestedAttributeObject{Attributes: cpuAttributes()},
		},
		"workers": object("How many workers there are.", attributes{
			"active": whole("Workers that are always on. Default: `0`.", int64validator.AtLeast(0)),
			"flex":   whole("How many more may start on demand. Default: `3`.", int64validator.AtLeast(0)),
			"idle_timeout_seconds": whole("Seconds that a worker waits, and bills, after its last request. Default: `10`; none on a queue that scales by `request_count`.",
				int64validator.AtLeast(0)),
		}),
		"scaling": object("When flex workers start.", attributes{
			"queue_delay_seconds": decimalNumber("Seconds that a request waits before it starts a worker. Default: `4`.", float64validator.AtLeast(0)),
			"request_count":       whole("Requests per worker. A queue that scales by it has no idle timeout."),
		}),
		"container_disk_gb": containerDiskAttribute(cost.DefaultEndpointDiskGB),
		"flashboot":         text("`FLASHBOOT`, `OFF` or `PRIORITY_FLASHBOOT`: how long a cold start takes. Default: `FLASHBOOT`."),
		"usage":             object("Traffic. Without it only the range is known.", pricing.UsageInputs()),
	}
}

func networkVolumeAttributes() attributes {
	return attributes{
		"name":    nameAttribute(),
		"size_gb": whole("Size in GB.", int64validator.AtLeast(1)),
		"type":    text("`STANDARD` or `HIGH_PERFORMANCE`. Default: `STANDARD`.", stringvalidator.OneOf(cost.VolumeStandard, cost.VolumeHighPerformance)),
	}
}

func clusterAttributes() attributes {
	return attributes{
		"name": nameAttribute(),
		"compute": object("What the cluster is made of.", attributes{
			"gpu_type_id":       text("GPU type id, such as `NVIDIA H100 80GB HBM3`.", tfkit.GPUTypeID()),
			"gpu_count_per_pod": whole("Number of GPUs per pod.", int64validator.AtLeast(1)),
			"pod_count":         whole("Number of pods.", int64validator.AtLeast(1)),
		}),
		"container_disk_gb": containerDiskAttribute(cost.DefaultClusterDiskGB),
		"volume_disk":       volumeDiskAttribute(" of each pod"),
		"usage": object("How much of the month the cluster exists. Default: all of it.", attributes{
			"hours_per_month": decimalNumber("Hours of the month. Default: the provider's `pricing.hours_per_month`.", float64validator.AtLeast(0)),
		}),
	}
}

func itemAttributes() attributes {
	words := func(description string) schema.Attribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: description}
	}
	number := func(description string) schema.Attribute {
		return schema.NumberAttribute{Computed: true, MarkdownDescription: description}
	}
	return attributes{
		"resource":       words("Kind and name, such as `pod trainer`."),
		"component":      words("What is billed, such as `compute` or `container disk`."),
		"quantity":       number("How much in a month, in `unit`. Null if it depends on usage that is not declared."),
		"unit":           words("`GPU-hour`, `vCPU-hour`, `GB-month` or `GB-interval of 5 min`."),
		"unit_price_usd": number("USD per unit. Null if the price is not known."),
		"monthly_usd":    number("USD per month, in cents. Null if it is not known."),
		"assumption":     words("What the line takes for granted. Null if all of it is documented."),
	}
}

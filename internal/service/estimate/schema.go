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
	"github.com/runpod-iac/terraform-provider-runpod/internal/hardware"
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
		"pods":            objects("`runpod_pod` resources, or objects with some of these attributes.", podAttributes()),
		"endpoints":       objects("`runpod_endpoint` resources, or objects with some of these attributes.", endpointAttributes()),
		"network_volumes": objects("`runpod_network_volume` resources, or objects with some of these attributes.", networkVolumeAttributes()),
		"clusters":        objects("`runpod_cluster` resources, or objects with some of these attributes.", clusterAttributes()),
		"items": schema.ListNestedAttribute{
			Computed:            true,
			MarkdownDescription: "The bill, line by line, each rounded by itself.",
			NestedObject:        schema.NestedAttributeObject{Attributes: itemAttributes()},
		},
	}
	for name, description := range map[string]string{
		"counted_usd":         "USD per month to compare with a limit, never null: the expected cost, the maximum of an endpoint without `usage`, and the spend limit for whatever has no price.",
		"monthly_usd":         "Expected USD per month. Null if a price, or the usage of an endpoint, is not known.",
		"monthly_min_usd":     "Minimum USD per month. Null if a price is not known.",
		"monthly_max_usd":     "Maximum USD per month. Null if a price is not known.",
		"max_hourly_usd":      "Compute in USD per hour with everything running. Null if a price is not known.",
		"required_credit_usd": "USD that the account must hold to start everything: one hour of `max_hourly_usd`.",
	} {
		all[name] = schema.NumberAttribute{Computed: true, MarkdownDescription: description}
	}
	all["exceeds_spend_limit"] = schema.BoolAttribute{
		Computed:            true,
		MarkdownDescription: fmt.Sprintf("Whether `max_hourly_usd` exceeds the provider's `budget.max_hourly_usd`, else the account's spend limit, else %d USD. Null if it depends on an unknown price.", cost.SpendLimitUSDPerHour),
	}
	all["notes"] = schema.ListAttribute{ElementType: types.StringType, Computed: true, MarkdownDescription: "What could not be priced, and what was assumed."}
	all["summary"] = schema.StringAttribute{Computed: true, MarkdownDescription: "The estimate as a text table."}
	all["price_source"] = schema.StringAttribute{Computed: true, MarkdownDescription: pricing.PriceSourceText}
	return schema.Schema{
		MarkdownDescription: "Estimates the monthly cost of resources, hand-written objects, or both, at plan and without an account. Pass resources through a `locals` value: otherwise Terraform defers the data source to the apply.",
		Attributes:          all,
	}
}

func objects(description string, nested attributes) schema.Attribute {
	return schema.ListNestedAttribute{
		Optional:            true,
		MarkdownDescription: description,
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
	return text("Name in `summary`. Default: the place in the list, such as `[0]`.")
}

func containerDiskAttribute(fallback int64) schema.Attribute {
	return whole(fmt.Sprintf("Container disk in GB. Default: `%d`.", fallback), int64validator.AtLeast(0))
}

func volumeDiskAttribute(of string) schema.Attribute {
	return object("Volume disk"+of+". Default: none.", attributes{"size_gb": whole("Size in GB.", int64validator.AtLeast(1))})
}

func cpuAttributes() attributes {
	return attributes{
		"flavor_id":  text("CPU flavor, such as `cpu5c`.", hardware.CPUFlavorID()),
		"vcpu_count": whole("Number of vCPUs, a power of two.", hardware.VCPUCount()),
	}
}

func podAttributes() attributes {
	return attributes{
		"name": nameAttribute(),
		"gpu": object("GPU of the pod. Exactly one of `gpu` and `cpu`.", attributes{
			"type_ids": schema.ListAttribute{
				ElementType: types.StringType, Optional: true,
				MarkdownDescription: "GPU type IDs, such as `NVIDIA A100 80GB PCIe`.",
				Validators:          []validator.List{listvalidator.ValueStringsAre(hardware.GPUTypeID())},
			},
			"count": whole("Number of GPUs. Default: `1`.", int64validator.AtLeast(1)),
		}),
		"cpu":               object("CPU of a pod without a GPU. Exactly one of `gpu` and `cpu`.", cpuAttributes()),
		"cloud":             text("`SECURE` or `COMMUNITY`. Default: `SECURE`.", stringvalidator.OneOf(cost.CloudSecure, cost.CloudCommunity)),
		"container_disk_gb": containerDiskAttribute(cost.DefaultPodDiskGB),
		"volume_disk":       volumeDiskAttribute(""),
		"desired_state": text("`RUNNING` or `STOPPED`. Default: `RUNNING`.",
			stringvalidator.OneOf(stateRunning, stateStopped)),
		"usage": object("How much of the month the pod runs. Default: all.", attributes{
			"hours_per_day":   decimalNumber("Hours per day that the pod runs, 0 to 24. Conflicts with `hours_per_month`. Default: `24`.", float64validator.Between(0, 24)),
			"hours_per_month": decimalNumber("Hours per month that the pod runs, 0 to 744. Conflicts with `hours_per_day`.", float64validator.Between(0, 744)),
			"when_idle": text("State for the rest of the day: `STOPPED` (the volume disk bills) or `TERMINATED` (nothing bills). Default: `STOPPED`.",
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
				MarkdownDescription: "GPU pools, such as `AMPERE_80`.",
				Validators:          []validator.List{listvalidator.ValueStringsAre(hardware.GPUPool())},
			},
			"count":             whole("Number of GPUs per worker. Default: `1`.", int64validator.AtLeast(1)),
			"excluded_type_ids": schema.SetAttribute{ElementType: types.StringType, Optional: true, MarkdownDescription: "GPU types of the pools to exclude."},
		}),
		"cpu": schema.ListNestedAttribute{
			Optional:            true,
			MarkdownDescription: "CPUs of a worker without a GPU. Exactly one of `gpu` and `cpu`.",
			NestedObject:        schema.NestedAttributeObject{Attributes: cpuAttributes()},
		},
		"workers": object("Number of workers.", attributes{
			"active": whole("Number of workers that are always on. Default: `0`.", int64validator.AtLeast(0)),
			"flex":   whole("Maximum number of additional workers. Default: `3`.", int64validator.AtLeast(0)),
			"idle_timeout_seconds": whole("Billed seconds that a flex worker stays up without work. Default: `10`.",
				int64validator.AtLeast(0)),
		}),
		"scaling": object("When another flex worker starts.", attributes{
			"queue_delay_seconds": decimalNumber("Seconds that a request waits before another worker starts. Default: `4`.", float64validator.AtLeast(0)),
			"request_count":       whole("Requests per worker."),
		}),
		"container_disk_gb": containerDiskAttribute(cost.DefaultEndpointDiskGB),
		"flashboot":         text("Cold start acceleration: `FLASHBOOT`, `PRIORITY_FLASHBOOT` or `OFF`. Default: `FLASHBOOT`."),
		"usage":             object("Expected traffic. Without it, the cost of flex workers is a range.", pricing.UsageInputs()),
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
		"compute": object("Size of the cluster.", attributes{
			"gpu_type_id":       text("GPU type ID, such as `NVIDIA H100 80GB HBM3`.", hardware.GPUTypeID()),
			"gpu_count_per_pod": whole("Number of GPUs per pod.", int64validator.AtLeast(1)),
			"pod_count":         whole("Number of pods.", int64validator.AtLeast(1)),
		}),
		"container_disk_gb": containerDiskAttribute(cost.DefaultClusterDiskGB),
		"volume_disk":       volumeDiskAttribute(" of each pod"),
		"usage": object("How much of the month the cluster exists. Default: all.", attributes{
			"hours_per_month": decimalNumber("Hours per month that the cluster exists, 0 to 744.", float64validator.Between(0, 744)),
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
		"quantity":       number("Quantity per month, in `unit`. Null if it depends on undeclared usage."),
		"unit":           words("`GPU-hour`, `vCPU-hour`, `GB-month` or `GB-interval of 5 min`."),
		"unit_price_usd": number("USD per unit. Null if not known."),
		"monthly_usd":    number("USD per month. Null if not known."),
		"assumption":     words("What the line assumes. Null without an assumption."),
	}
}

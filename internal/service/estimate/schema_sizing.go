package estimate

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/float64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/pricing"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// mostSizedWorkers bounds how long a search takes.
const mostSizedWorkers = 1000

// endpointSizingSchema takes what an endpoint has, by the resource's names and shapes, but its workers and its scaling,
// which it answers in the same shapes.
func endpointSizingSchema() schema.Schema {
	inputs, computed := endpointAttributes(), sizedAttributes()
	all := attributes{
		"type":              inputs["type"],
		"gpu":               inputs["gpu"],
		"cpu":               inputs["cpu"],
		"container_disk_gb": inputs["container_disk_gb"],
		"flashboot":         inputs["flashboot"],
		"usage":             schema.SingleNestedAttribute{Required: true, MarkdownDescription: "Expected traffic: the `usage` of an endpoint.", Attributes: sizingUsageAttributes()},
		"target": schema.SingleNestedAttribute{
			Required: true, MarkdownDescription: "How long requests may wait. At least one attribute.",
			Attributes: attributes{
				"wait_p95_seconds": decimalNumber("Maximum wait in seconds of 95 % of the requests, until execution starts.", float64validator.AtLeast(0)),
				"burst_seconds":    decimalNumber("Maximum seconds until a burst is served, executions included. `BURSTS` only.", float64validator.AtLeast(0)),
			},
		},
		"max_workers": schema.Int64Attribute{
			CustomType: tfkit.WholeNumber{}, Optional: true, Computed: true,
			MarkdownDescription: fmt.Sprintf("Maximum number of workers, active and flex together, 1 to %d. Default: the account's worker quota, otherwise `%d`.", mostSizedWorkers, cost.NewAccountWorkerQuota),
			Validators:          []validator.Int64{int64validator.Between(1, mostSizedWorkers)},
		},
		"workers":           computed["workers"],
		"scaling":           computed["scaling"],
		"monthly_usd":       computed["monthly_usd"],
		"monthly_max_usd":   schema.NumberAttribute{Computed: true, MarkdownDescription: "Maximum USD per month, with all workers busy all month. Null if a price is not known."},
		"estimated_service": pricing.ServiceOutput(),
		"summary":           computed["summary"],
		"notes":             schema.ListAttribute{ElementType: types.StringType, Computed: true, MarkdownDescription: "What was assumed and tried, and what could not be priced."},
		"price_source":      schema.StringAttribute{Computed: true, MarkdownDescription: pricing.PriceSourceText},
		"alternatives": schema.ListNestedAttribute{
			Computed:            true,
			MarkdownDescription: "Up to 10 combinations, the answer included, in order of cost: each waits less than the ones before it.",
			NestedObject:        schema.NestedAttributeObject{Attributes: alternativeAttributes()},
		},
	}
	return schema.Schema{
		MarkdownDescription: "Finds the cheapest `workers` and `scaling` that serve an endpoint's traffic within a target, by simulation, at plan and without an account. If nothing meets the target, the error names what has to change.",
		Attributes:          all,
	}
}

// sizingUsageAttributes require what a simulation needs.
func sizingUsageAttributes() attributes {
	usage := pricing.UsageInputs()
	for _, name := range []string{"requests_per_day", "execution_seconds"} {
		if number, ok := usage[name].(schema.Float64Attribute); ok {
			number.Optional, number.Required = false, true
			usage[name] = number
		}
	}
	return usage
}

// sizedAttributes are what a search finds, in the shapes of the endpoint.
func sizedAttributes() attributes {
	return attributes{
		"workers": tfkit.ComputedObject("The `workers` of the endpoint.", attributes{
			"active":               tfkit.ComputedInt64("Number of workers that are always on."),
			"flex":                 tfkit.ComputedInt64("Maximum number of additional workers, started on demand."),
			"idle_timeout_seconds": tfkit.ComputedInt64("Billed seconds that a flex worker stays up without work."),
		}),
		"scaling": tfkit.ComputedObject("The `scaling` of the endpoint. One attribute is null.", attributes{
			"queue_delay_seconds": schema.Float64Attribute{Computed: true, MarkdownDescription: "Seconds that a request waits before another worker starts."},
			"request_count":       tfkit.ComputedInt64("Requests per worker."),
		}),
		"monthly_usd": tfkit.ComputedNumber("Expected USD per month. Null if a price is not known: then billed time decides."),
		"summary":     tfkit.ComputedString("Cost, workers and service in one line."),
	}
}

func alternativeAttributes() attributes {
	all := sizedAttributes()
	all["wait_p95_seconds"] = tfkit.ComputedNumber("As in `estimated_service`.")
	all["burst_seconds"] = tfkit.ComputedNumber("As in `estimated_service`.")
	all["meets_target"] = tfkit.ComputedBool("Whether it meets the target.")
	return all
}

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
		"usage":             schema.SingleNestedAttribute{Required: true, MarkdownDescription: "Expected traffic, with the keys of an endpoint's `usage`.", Attributes: sizingUsageAttributes()},
		"target": schema.SingleNestedAttribute{
			Required: true, MarkdownDescription: "How long requests may wait. At least one of its attributes.",
			Attributes: attributes{
				"wait_p95_seconds": decimalNumber("Maximum of `estimated_service.wait_p95_seconds`: 19 in 20 requests wait no longer until their execution starts.", float64validator.AtLeast(0)),
				"burst_seconds":    decimalNumber("Maximum of `estimated_service.burst_seconds`: seconds in which a burst must be served, including the execution of its last request. Only for traffic in `BURSTS`.", float64validator.AtLeast(0)),
			},
		},
		"max_workers": schema.Int64Attribute{
			CustomType: tfkit.WholeNumber{}, Optional: true, Computed: true,
			MarkdownDescription: fmt.Sprintf("Maximum number of workers, active and flex together, from 1 to %d. Default: the account's worker quota if Runpod's API returns it, else `%d`, the quota of a new account. "+
				"Set it to get the same answer on every account.", mostSizedWorkers, cost.NewAccountWorkerQuota),
			Validators: []validator.Int64{int64validator.Between(1, mostSizedWorkers)},
		},
		"workers":           computed["workers"],
		"scaling":           computed["scaling"],
		"monthly_usd":       computed["monthly_usd"],
		"monthly_max_usd":   schema.NumberAttribute{Computed: true, MarkdownDescription: "USD per month with all of these workers busy all month. Null if a price is not known."},
		"estimated_service": pricing.ServiceOutput(),
		"summary":           computed["summary"],
		"notes":             schema.ListAttribute{ElementType: types.StringType, Computed: true, MarkdownDescription: "What was assumed, what could not be priced, and what was tried."},
		"price_source":      schema.StringAttribute{Computed: true, MarkdownDescription: "Where the prices come from: `catalog` (live), `snapshot` and its date, `override`, or several of them."},
		"alternatives": schema.ListNestedAttribute{
			Computed: true,
			MarkdownDescription: "The frontier of cost against wait, by cost, at most 10 of it, the answer included: each waits less than the ones before it. " +
				"The wait is `burst_seconds` where the target has it, else `wait_p95_seconds`.",
			NestedObject: schema.NestedAttributeObject{Attributes: alternativeAttributes()},
		},
	}
	return schema.Schema{
		MarkdownDescription: "Finds the cheapest `workers` and `scaling` of an endpoint that serve its traffic within a target, by simulation. Known at plan, without an account. Assign both to a `runpod_endpoint`, which then shows the same cost and waits. If nothing meets the target, the error names what has to change.",
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
		"workers": tfkit.ComputedObject("Numbers of workers, to be assigned to the `workers` of an endpoint.", attributes{
			"active":               tfkit.ComputedInt64("Workers that are always on."),
			"flex":                 tfkit.ComputedInt64("Maximum number of additional workers that start on demand."),
			"idle_timeout_seconds": tfkit.ComputedInt64("Seconds that a flex worker stays up without work. Null on a `QUEUE` that scales on `request_count`, which has none."),
		}),
		"scaling": tfkit.ComputedObject("When another flex worker starts, to be assigned to the `scaling` of an endpoint. One of its attributes is null.", attributes{
			"queue_delay_seconds": schema.Float64Attribute{Computed: true, MarkdownDescription: "Seconds that a request waits before another worker starts."},
			"request_count":       tfkit.ComputedInt64("Number of requests per worker."),
		}),
		"monthly_usd": tfkit.ComputedNumber("Expected cost in USD per month. Null if a price is not known; then the workers with the least billed time are found."),
		"summary":     tfkit.ComputedString("Cost, workers and service in one line."),
	}
}

func alternativeAttributes() attributes {
	all := sizedAttributes()
	all["wait_p95_seconds"] = tfkit.ComputedNumber("As in `estimated_service`.")
	all["burst_seconds"] = tfkit.ComputedNumber("As in `estimated_service`.")
	all["meets_target"] = tfkit.ComputedBool("Whether it meets the target. The cheapest that does is the answer.")
	return all
}

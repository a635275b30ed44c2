package estimate

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// defaultActualDays is how far back a comparison goes.
const defaultActualDays = 30

// maxActualDays bounds it: RunPod sends a record for each day and object.
const maxActualDays = 366

// identified adds to the attributes of a kind what finds an object on the bill.
func identified(kind string, nested attributes) attributes {
	nested["id"] = text("Id of the "+kind+", by which the bill knows it. Null until it is created: then nothing was billed for it.", tfkit.ID())
	nested["created_at"] = text("When it was created, RFC 3339. Default: the day of its first bill; without one it is not compared.", tfkit.Timestamp())
	return nested
}

func costActualsSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Compares Runpod's bill with the estimate for the same period, resource by resource, with the usage that matches the bill. Also lists everything else on the bill. Takes whole resources, hand-written objects, or both, like `runpod_cost_estimate`. Requires an API key that may read billing. If a resource is created in the same run, the comparison is deferred to the apply.",
		Attributes: attributes{
			"pods": objects("Pods: whole `runpod_pod` resources, or objects with some of these attributes.", identified("pod", podAttributes())),
			"endpoints": objects("Endpoints: whole `runpod_endpoint` resources, or objects with some of these attributes.",
				identified("endpoint", endpointAttributes())),
			"network_volumes": objects("Network volumes: whole `runpod_network_volume` resources, or objects with some of these attributes.",
				identified("network volume", networkVolumeAttributes())),
			"clusters": objects("Clusters: whole `runpod_cluster` resources, or objects with some of these attributes.", identified("cluster", clusterAttributes())),
			"days": schema.Int64Attribute{
				CustomType: tfkit.WholeNumber{}, Optional: true,
				MarkdownDescription: "Number of whole days to look back, 1 to 366, starting at midnight UTC. A resource created later is compared from its creation. Default: `30`.",
				Validators:          []validator.Int64{int64validator.Between(1, maxActualDays)},
			},
			"start": tfkit.ComputedString("Start of the comparison, RFC 3339."),
			"end":   tfkit.ComputedString("End of the comparison, RFC 3339: now. The latest hours may not be billed yet."),
			"resources": tfkit.ComputedObjects("The resources that were passed in: pods, endpoints, network volumes and clusters, each in their order.", attributes{
				"kind":            tfkit.ComputedString("`pod`, `endpoint`, `network_volume` or `cluster`."),
				"id":              tfkit.ComputedString("Id of the object. Null if it is not created yet."),
				"name":            tfkit.ComputedString("Its name, or its place in the list, such as `[0]`."),
				"hours":           tfkit.ComputedNumber("Hours that are compared. Null if it is not created yet, and where neither `created_at` nor a bill says since when it exists."),
				"billed_usd":      tfkit.ComputedNumber("USD billed, in cents. Null if it is not created yet."),
				"estimated_usd":   tfkit.ComputedNumber("USD estimated for the same hours, in cents. Null if a price, the usage of an endpoint, or `hours` is not known."),
				"difference":      tfkit.ComputedNumber("`billed_usd` less `estimated_usd`, in USD. Null if one of them is."),
				"suggested_usage": suggestedUsageAttribute(),
			}),
			"others": tfkit.ComputedObjects("What was billed for anything else, the most expensive first: objects that were not passed in, those that are deleted, and requests to public endpoints.", attributes{
				"kind":       tfkit.ComputedString("`pod`, `endpoint`, `network_volume`, `cluster` or `public_endpoints`."),
				"id":         tfkit.ComputedString("Id of the object. Null for public endpoints."),
				"billed_usd": tfkit.ComputedNumber("USD billed, in cents."),
			}),
			"billed_usd":       tfkit.ComputedNumber("USD billed for all `resources`. Sums are rounded by themselves, so lines may differ from them by some cents."),
			"estimated_usd":    tfkit.ComputedNumber("USD estimated for all `resources`. Null if one of them is not known."),
			"difference":       tfkit.ComputedNumber("`billed_usd` less `estimated_usd`, in USD. Null if one of them is."),
			"other_billed_usd": tfkit.ComputedNumber("USD billed for all `others`."),
			"total_billed_usd": tfkit.ComputedNumber("USD billed for everything."),
			"notes":            tfkit.ComputedStrings("What was assumed, and why something could not be compared."),
			"summary":          tfkit.ComputedString("The comparison as a text table."),
			"price_source":     tfkit.ComputedString("Where the prices come from, as in `runpod_cost_estimate`. They are today's, for all days."),
		},
	}
}

func suggestedUsageAttribute() schema.SingleNestedAttribute {
	return tfkit.ComputedObject("The `usage` that matches the bill, to the cent. Null on network volumes, where fewer than 24 hours are compared, where the resource is not on the bill, and where no usage matches: see `notes`.", attributes{
		"hours_per_day":      tfkit.ComputedNumber("Pods: hours a day that it runs. Null where `usage` has `hours_per_month`."),
		"when_idle":          tfkit.ComputedString("Pods: `when_idle`, as declared."),
		"hours_per_month":    tfkit.ComputedNumber("Clusters: hours of the month that it exists; pods whose `usage` has `hours_per_month`: that it runs."),
		"requests_per_day":   tfkit.ComputedNumber("Endpoints: requests a day."),
		"execution_seconds":  tfkit.ComputedNumber("Endpoints: seconds that one request takes, as declared, or 1."),
		"cold_start_seconds": tfkit.ComputedNumber("Endpoints: seconds of a cold start, as declared, or 0."),
		"cold_start_ratio":   tfkit.ComputedNumber("Endpoints: share of requests that meet a cold start, as declared, or 0."),
	})
}

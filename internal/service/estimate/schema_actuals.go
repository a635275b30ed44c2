package estimate

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/runpod-iac/terraform-provider-runpod/internal/pricing"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// defaultActualDays is how far back a comparison goes.
const defaultActualDays = 30

// maxActualDays bounds it: Runpod sends a record for each day and object.
const maxActualDays = 366

// identified adds to the attributes of a kind what finds an object on the bill.
func identified(kind string, nested attributes) attributes {
	nested["id"] = text("ID of the "+kind+". Null until it is created.", tfkit.ID())
	nested["created_at"] = text("Creation time, RFC 3339. Default: the day of its first bill.", tfkit.Timestamp())
	return nested
}

func costActualsSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Compares Runpod's bill with the estimate, resource by resource, and lists everything else on the bill. Takes resources, hand-written objects, or both, and requires an API key that may read billing.",
		Attributes: attributes{
			"pods": objects("`runpod_pod` resources, or objects with some of these attributes.", identified("pod", podAttributes())),
			"endpoints": objects("`runpod_endpoint` resources, or objects with some of these attributes.",
				identified("endpoint", endpointAttributes())),
			"network_volumes": objects("`runpod_network_volume` resources, or objects with some of these attributes.",
				identified("network volume", networkVolumeAttributes())),
			"clusters": objects("`runpod_cluster` resources, or objects with some of these attributes.", identified("cluster", clusterAttributes())),
			"days": schema.Int64Attribute{
				CustomType: tfkit.WholeNumber{}, Optional: true,
				MarkdownDescription: "Number of days to look back, 1 to 366, from midnight UTC. Default: `30`.",
				Validators:          []validator.Int64{int64validator.Between(1, maxActualDays)},
			},
			"start": tfkit.ComputedString("Start of the comparison, RFC 3339."),
			"end":   tfkit.ComputedString("End of the comparison, RFC 3339: now."),
			"resources": tfkit.ComputedObjects("The resources that were passed in.", attributes{
				"kind":            tfkit.ComputedString("`pod`, `endpoint`, `network_volume` or `cluster`."),
				"id":              tfkit.ComputedString("ID of the object. Null until it is created."),
				"name":            tfkit.ComputedString("Its name, or its place in the list."),
				"hours":           tfkit.ComputedNumber("Hours that are compared. Null if its age is not known."),
				"billed_usd":      tfkit.ComputedNumber("USD billed. Null until it is created."),
				"estimated_usd":   tfkit.ComputedNumber("USD estimated for the same hours. Null if a price, the usage or `hours` is not known."),
				"difference":      tfkit.ComputedNumber("`billed_usd` less `estimated_usd`."),
				"suggested_usage": suggestedUsageAttribute(),
			}),
			"others": tfkit.ComputedObjects("What was billed for anything else, the most expensive first.", attributes{
				"kind":       tfkit.ComputedString("`pod`, `endpoint`, `network_volume`, `cluster` or `public_endpoints`."),
				"id":         tfkit.ComputedString("ID of the object. Null for public endpoints."),
				"billed_usd": tfkit.ComputedNumber("USD billed."),
			}),
			"billed_usd":       tfkit.ComputedNumber("USD billed for all `resources`."),
			"estimated_usd":    tfkit.ComputedNumber("USD estimated for all `resources`. Null if one is not known."),
			"difference":       tfkit.ComputedNumber("`billed_usd` less `estimated_usd`."),
			"other_billed_usd": tfkit.ComputedNumber("USD billed for all `others`."),
			"total_billed_usd": tfkit.ComputedNumber("USD billed for everything."),
			"notes":            tfkit.ComputedStrings("What was assumed, and why something could not be compared."),
			"summary":          tfkit.ComputedString("The comparison as a text table."),
			"price_source":     tfkit.ComputedString(pricing.PriceSourceText + " Today's, for all days."),
		},
	}
}

func suggestedUsageAttribute() schema.SingleNestedAttribute {
	return tfkit.ComputedObject("The `usage` that matches the bill. Null where none does: see `notes`.", attributes{
		"hours_per_day":      tfkit.ComputedNumber("Pods: hours per day that the pod runs."),
		"when_idle":          tfkit.ComputedString("Pods: as declared."),
		"hours_per_month":    tfkit.ComputedNumber("Clusters, and pods whose `usage` has it: hours per month."),
		"requests_per_day":   tfkit.ComputedNumber("Endpoints: requests per day."),
		"execution_seconds":  tfkit.ComputedNumber("Endpoints: as declared, or 1."),
		"cold_start_seconds": tfkit.ComputedNumber("Endpoints: as declared, or 0."),
		"cold_start_ratio":   tfkit.ComputedNumber("Endpoints: as declared, or 0."),
	})
}

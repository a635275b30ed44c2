package globalvolume

import (
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/runpod-iac/terraform-provider-runpod/internal/pricing"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// maxName is the most characters of a name.
const maxName = 191

// Descriptions that the resource and the data sources share.
const (
	createdAtText = "When the global volume was created, RFC 3339."
	createdByText = "Id of the user who created the global volume. Null if Runpod does not return it."
)

func resourceSchema() schema.Schema {
	return schema.Schema{
		Version:             1,
		MarkdownDescription: "Manages a global volume: storage that is not tied to a data center. It has no fixed size, grows with the data in it, and bills for stored data and requests. Pods can mount one only through the console so far. Beta: requires an API and a key that offer global volumes.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "Id of the global volume.",
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"name": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Name of the global volume, 1 to 191 characters. Names need not be unique. A change renames it in place.",
				Validators:          []validator.String{tfkit.TrimmedName(maxName)},
			},
			"created_at": schema.StringAttribute{
				Computed: true, MarkdownDescription: createdAtText,
				PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"created_by_user_id": schema.StringAttribute{
				Computed: true, MarkdownDescription: createdByText,
				PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"estimated_cost": pricing.Attribute(
				"Null: Runpod does not publish the rate per GB-month, and the amount of stored data is not known.",
				"Null, like `monthly_usd`.",
				"Null, like `monthly_usd`.",
			),
		},
	}
}

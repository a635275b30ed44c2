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
	createdAtText = "Creation time, RFC 3339."
	createdByText = "ID of the user who created the global volume. Null if Runpod does not return it."
)

func resourceSchema() schema.Schema {
	return schema.Schema{
		Version:             tfkit.SchemaVersion,
		MarkdownDescription: "Manages a global volume: storage without a data center or a fixed size, which bills for stored data and requests. Beta: not every API key can manage one, and pods mount one only through the console.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "ID of the global volume.",
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"name": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Name of the global volume, at most 191 characters. Need not be unique.",
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
				"Null: neither the price nor the amount of stored data is known.",
				"Same as `monthly_usd`.",
				"Same as `monthly_usd`.",
			),
		},
	}
}

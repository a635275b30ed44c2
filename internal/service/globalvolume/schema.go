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
	createdAtText = "When the global volume was made, RFC 3339."
	createdByText = "Id of the user who made the global volume; null where Runpod does not tell."
)

func resourceSchema() schema.Schema {
	return schema.Schema{
		Version:             1,
		MarkdownDescription: "A global volume: storage that belongs to no data center, grows with what is stored in it, and bills for that and for requests. It has no size to declare. Pods mount one by the console only so far. Beta: needs an API and a key that offer global volumes.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "Id of the global volume.",
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"name": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Name of the global volume, 1 to 191 characters; Runpod allows several of the same name. A change renames it in place.",
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
				"Null: Runpod does not publish the rate of a GB-month, and nothing says how much will be stored.",
				"Null, as `monthly_usd`.",
				"Null, as `monthly_usd`.",
			),
		},
	}
}

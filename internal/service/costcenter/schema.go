package costcenter

import (
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// maxName is the most characters of a name.
const maxName = 50

func resourceSchema() schema.Schema {
	return schema.Schema{
		Version:             1,
		MarkdownDescription: "Manages a cost center: a name under which invoices group the costs of resources. Pods, endpoints, network volumes and clusters refer to one by `cost_center_id`. An invoice uses the cost center that a resource has at the end of the month. Beta: requires an API and a key that offer cost centers.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "Id of the cost center.",
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"name": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Name of the cost center as printed on invoices, 1 to 50 characters. A change renames it in place; invoices already issued keep the old name.",
				Validators:          []validator.String{tfkit.TrimmedName(maxName)},
			},
		},
	}
}

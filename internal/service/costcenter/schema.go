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
		Version:             tfkit.SchemaVersion,
		MarkdownDescription: "Manages a cost center: a name under which invoices group the costs of pods, endpoints, network volumes and clusters. Beta: not every API key can manage cost centers.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "ID of the cost center.",
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"name": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Name of the cost center on invoices, at most 50 characters.",
				Validators:          []validator.String{tfkit.TrimmedName(maxName)},
			},
		},
	}
}

package networkvolume

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/hardware"
	"github.com/runpod-iac/terraform-provider-runpod/internal/labels"
	"github.com/runpod-iac/terraform-provider-runpod/internal/pricing"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// Bounds of a volume's size in GB.
const (
	minSizeGB = 10
	maxSizeGB = 4096
)

func resourceSchema(ctx context.Context) schema.Schema {
	attributes := labels.Attributes(Kind.Name)
	maps.Copy(attributes, ownAttributes())
	return schema.Schema{
		Version:             tfkit.SchemaVersion,
		MarkdownDescription: "Manages a network volume: storage in one data center that outlives the pods and endpoints that mount it. It bills every hour of the month, used or not.",
		Attributes:          attributes,
		Blocks: map[string]schema.Block{
			"timeouts": tfkit.Timeouts(ctx, timeouts.Opts{
				Delete:            true,
				DeleteDescription: tfkit.TimeoutText("How long to retry while Runpod refuses because pods still use the volume", defaultDeleteTimeout),
			}),
		},
	}
}

func ownAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "ID of the network volume.",
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		"name": schema.StringAttribute{
			Required:            true,
			MarkdownDescription: "Name of the network volume. Need not be unique.",
			Validators:          []validator.String{tfkit.Name()},
		},
		"size_gb": schema.Int64Attribute{
			CustomType: tfkit.WholeNumber{}, Required: true,
			MarkdownDescription: "Size in GB, 10 to 4096. A smaller size is an error at plan, never a replacement.",
			Validators:          []validator.Int64{int64validator.Between(minSizeGB, maxSizeGB)},
		},
		"data_center_id": schema.StringAttribute{
			Required:            true,
			MarkdownDescription: "Data center of the volume, and of everything that mounts it, such as `EU-RO-1`. Forces replacement, which deletes the data.",
			Validators:          []validator.String{hardware.DataCenterID()},
			PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
		},
		"type": schema.StringAttribute{
			Optional: true, Computed: true,
			Default:             stringdefault.StaticString(cost.DefaultVolumeType),
			MarkdownDescription: "Storage tier: `STANDARD` or `HIGH_PERFORMANCE` (in some data centers). Default: `STANDARD`. Forces replacement, which deletes the data.",
			Validators:          []validator.String{stringvalidator.OneOf(string(runpod.VolumeTypeStandard), string(runpod.VolumeTypeHighPerformance))},
			PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
		},
		"deletion_protection": schema.BoolAttribute{
			Optional: true, Computed: true,
			Default:             booldefault.StaticBool(false),
			MarkdownDescription: "Whether the provider refuses to delete the volume, also by `-replace` and `terraform taint`. Default: `false`. To delete the volume, first apply `false` on its own.",
		},
		"estimated_cost": pricing.Attribute(
			"Expected USD per month.",
			"Same as `monthly_usd`.",
			"Same as `monthly_usd`.",
		),
	}
}

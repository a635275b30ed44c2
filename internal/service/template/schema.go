package template

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/setdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/container"
	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

const inPlace = "A change is in place, and does not reach what was made from the template before."

func resourceSchema(ctx context.Context) schema.Schema {
	attributes := container.Attributes(container.Text{Change: inPlace, DefaultDiskGB: cost.DefaultPodDiskGB}, false)
	maps.Copy(attributes, settingAttributes())
	return schema.Schema{
		Version: 1,
		MarkdownDescription: "A template: container settings under a name, that pods or serverless endpoints are made from. They are read once, when something is made: " +
			"later edits do not reach it.",
		Attributes: attributes,
		Blocks: map[string]schema.Block{
			"timeouts": tfkit.Timeouts(ctx, timeouts.Opts{
				Delete:            true,
				DeleteDescription: "How long to go on deleting while pods or endpoints that were made from the template still exist. Default `10m`.",
			}),
		},
	}
}

func settingAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id": schema.StringAttribute{
			Computed: true, MarkdownDescription: "Id of the template: the `template_id` of a pod or an endpoint.",
			PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		"name": schema.StringAttribute{
			Required:            true,
			MarkdownDescription: "Name of the template. A change renames it in place.",
			Validators:          []validator.String{tfkit.Name()},
		},
		"volume_disk": container.MountAttributes(container.MountText{
			Disk: "A disk that survives a stop of the pod, but not its replacement or its end. Conflicts with `serverless = true`: workers have none. " +
				"Default none. " + inPlace,
			Resize: inPlace, Move: inPlace,
		})["volume_disk"],
		"serverless": switchAttribute(false, "Whether the template is for endpoints; otherwise it is for pods. RunPod refuses one in place of the other."),
		"public":     switchAttribute(false, "Whether every RunPod account may see and use the template, its `env` included."),
		"start_ssh":  switchAttribute(true, "Whether a pod made from the template starts an SSH server."),
		"start_jupyter": switchAttribute(true,
			"Whether a pod made from the template starts JupyterLab, where the image has it."),
		"category": schema.StringAttribute{
			Optional: true, Computed: true, Default: stringdefault.StaticString(string(runpod.TemplateCategoryNVIDIA)),
			MarkdownDescription: "Hardware that the template is meant for: `CPU`, `NVIDIA` or `AMD`. Default `NVIDIA`. " + inPlace,
			Validators: []validator.String{
				stringvalidator.OneOf(string(runpod.TemplateCategoryCPU), string(runpod.TemplateCategoryNVIDIA), string(runpod.TemplateCategoryAMD)),
			},
		},
		"allowed_cuda_versions": schema.SetAttribute{
			ElementType: types.StringType, Optional: true, Computed: true,
			Default:             setdefault.StaticValue(types.SetValueMust(types.StringType, []attr.Value{})),
			MarkdownDescription: "CUDA versions that the host may have, such as `12.8`. Default none, which means any. " + inPlace,
			Validators:          []validator.Set{setvalidator.ValueStringsAre(tfkit.CUDAVersion())},
		},
	}
}

func switchAttribute(fallback bool, description string) schema.Attribute {
	return schema.BoolAttribute{
		Optional: true, Computed: true, Default: booldefault.StaticBool(fallback),
		MarkdownDescription: description + " Default `" + types.BoolValue(fallback).String() + "`. " + inPlace,
	}
}

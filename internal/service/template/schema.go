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
	"github.com/runpod-iac/terraform-provider-runpod/internal/hardware"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

func resourceSchema(ctx context.Context) schema.Schema {
	attributes := container.Attributes(container.Text{DefaultDiskGB: cost.DefaultPodDiskGB}, false)
	maps.Copy(attributes, settingAttributes())
	return schema.Schema{
		Version:             tfkit.SchemaVersion,
		MarkdownDescription: "Manages a template: named container settings for pods or serverless endpoints. Runpod reads a template once, when it creates a pod or an endpoint: later edits do not affect it.",
		Attributes:          attributes,
		Blocks: map[string]schema.Block{
			"timeouts": tfkit.Timeouts(ctx, timeouts.Opts{
				Delete:            true,
				DeleteDescription: tfkit.TimeoutText("How long to retry while Runpod refuses because pods or endpoints still use the template", defaultDeleteTimeout),
			}),
		},
	}
}

func settingAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id": schema.StringAttribute{
			Computed: true, MarkdownDescription: "ID of the template.",
			PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		"name": schema.StringAttribute{
			Required:            true,
			MarkdownDescription: "Name of the template.",
			Validators:          []validator.String{tfkit.Name()},
		},
		"volume_disk": container.MountAttributes(container.MountText{
			Disk: "Disk that survives a stop of the pod, but not its deletion. Conflicts with `serverless = true`.",
		})["volume_disk"],
		"serverless": switchAttribute(false, "Whether the template is for endpoints (`true`) or for pods (`false`)."),
		"public":     switchAttribute(false, "Whether every Runpod account may see and use the template, including its `env`."),
		"start_ssh":  switchAttribute(true, "Whether pods created from the template start an SSH server."),
		"start_jupyter": switchAttribute(true,
			"Whether pods created from the template start JupyterLab, if the image has it."),
		"category": schema.StringAttribute{
			Optional: true, Computed: true, Default: stringdefault.StaticString(string(runpod.TemplateCategoryNVIDIA)),
			MarkdownDescription: "Hardware that the template is for: `CPU`, `NVIDIA` or `AMD`. Default: `NVIDIA`.",
			Validators: []validator.String{
				stringvalidator.OneOf(string(runpod.TemplateCategoryCPU), string(runpod.TemplateCategoryNVIDIA), string(runpod.TemplateCategoryAMD)),
			},
		},
		"allowed_cuda_versions": schema.SetAttribute{
			ElementType: types.StringType, Optional: true, Computed: true,
			Default:             setdefault.StaticValue(types.SetValueMust(types.StringType, []attr.Value{})),
			MarkdownDescription: "Allowed CUDA versions of the host, such as `12.8`. Default: any.",
			Validators:          []validator.Set{setvalidator.ValueStringsAre(hardware.CUDAVersion())},
		},
	}
}

func switchAttribute(fallback bool, description string) schema.Attribute {
	return schema.BoolAttribute{
		Optional: true, Computed: true, Default: booldefault.StaticBool(fallback),
		MarkdownDescription: description + " Default: `" + types.BoolValue(fallback).String() + "`.",
	}
}

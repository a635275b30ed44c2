package template

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// foundModel is a template that somebody looked up, all of it as RunPod has it.
type foundModel struct {
	ID                      types.String `tfsdk:"id"`
	Name                    types.String `tfsdk:"name"`
	Image                   types.String `tfsdk:"image"`
	Entrypoint              types.List   `tfsdk:"entrypoint"`
	Cmd                     types.List   `tfsdk:"cmd"`
	Args                    types.String `tfsdk:"args"`
	ContainerDiskGB         types.Int64  `tfsdk:"container_disk_gb"`
	Env                     types.Map    `tfsdk:"env"`
	Ports                   types.Set    `tfsdk:"ports"`
	ContainerRegistryAuthID types.String `tfsdk:"container_registry_auth_id"`
	VolumeDisk              types.Object `tfsdk:"volume_disk"`
	Serverless              types.Bool   `tfsdk:"serverless"`
	Public                  types.Bool   `tfsdk:"public"`
	Category                types.String `tfsdk:"category"`
	StartSSH                types.Bool   `tfsdk:"start_ssh"`
	StartJupyter            types.Bool   `tfsdk:"start_jupyter"`
	AllowedCUDAVersions     types.Set    `tfsdk:"allowed_cuda_versions"`
}

func found(t *runpod.Template) foundModel {
	return foundModel{
		ID:                      types.StringValue(t.ID),
		Name:                    types.StringValue(t.Name),
		Image:                   types.StringValue(t.Image),
		Entrypoint:              tfkit.StringList(t.Entrypoint),
		Cmd:                     tfkit.StringList(t.Cmd),
		Args:                    types.StringValue(t.Args),
		ContainerDiskGB:         types.Int64Value(t.Disk),
		Env:                     tfkit.StringMapValue(t.Env),
		Ports:                   tfkit.StringSet(t.Ports),
		ContainerRegistryAuthID: types.StringPointerValue(t.Registry),
		VolumeDisk:              volumeDisk(t.Mounts.Persistent),
		Serverless:              types.BoolValue(t.Serverless),
		Public:                  types.BoolValue(t.Public),
		Category:                types.StringValue(string(t.Category)),
		StartSSH:                types.BoolValue(t.StartSSH),
		StartJupyter:            types.BoolValue(t.StartJupyter),
		AllowedCUDAVersions:     tfkit.StringSet(t.AllowedCUDAVersions),
	}
}

func foundAll(templates []runpod.Template) []foundModel {
	all := make([]foundModel, 0, len(templates))
	for i := range templates {
		all = append(all, found(&templates[i]))
	}
	return all
}

// foundAttributes describes what a data source says of a template, but for its
// id and name.
func foundAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"image":             text("Container image."),
		"entrypoint":        schema.ListAttribute{ElementType: types.StringType, Computed: true, MarkdownDescription: "Entrypoint in exec form; empty where the image's stands."},
		"cmd":               schema.ListAttribute{ElementType: types.StringType, Computed: true, MarkdownDescription: "Command in exec form; empty where the image's stands."},
		"args":              text("Start command as RunPod stores it: a shell string, or a JSON object of `entrypoint` and `cmd`; empty where the image's stands."),
		"container_disk_gb": schema.Int64Attribute{Computed: true, MarkdownDescription: "Size of the container disk in GB."},
		"env": schema.MapAttribute{
			ElementType: types.StringType, Computed: true,
			MarkdownDescription: "Environment variables, in plain text.",
		},
		"ports":                      schema.SetAttribute{ElementType: types.StringType, Computed: true, MarkdownDescription: "Exposed ports, such as `8888/http` or `22/tcp`."},
		"container_registry_auth_id": text("Id of the registry credential that pulls the image; null without one."),
		"volume_disk": schema.SingleNestedAttribute{
			Computed: true, MarkdownDescription: "Disk that survives a stop; null without one.",
			Attributes: map[string]schema.Attribute{
				"size_gb":    schema.Int64Attribute{Computed: true, MarkdownDescription: "Size in GB."},
				"mount_path": text("Where the container sees it."),
			},
		},
		"serverless":            flag("Whether the template is for endpoints; otherwise it is for pods."),
		"public":                flag("Whether every RunPod account may use the template."),
		"category":              text("Hardware that the template is meant for: `CPU`, `NVIDIA` or `AMD`."),
		"start_ssh":             flag("Whether a pod made from the template starts an SSH server."),
		"start_jupyter":         flag("Whether a pod made from the template starts JupyterLab."),
		"allowed_cuda_versions": schema.SetAttribute{ElementType: types.StringType, Computed: true, MarkdownDescription: "CUDA versions that the host may have; none means any."},
	}
}

// listAttribute describes templates of which there are many.
func listAttribute(description string) schema.Attribute {
	attributes := foundAttributes()
	attributes["id"] = text("Id of the template: the `template_id` of a pod or an endpoint.")
	attributes["name"] = text("Name of the template.")
	return schema.ListNestedAttribute{
		Computed: true, MarkdownDescription: description,
		NestedObject: schema.NestedAttributeObject{Attributes: attributes},
	}
}

func text(description string) schema.Attribute {
	return schema.StringAttribute{Computed: true, MarkdownDescription: description}
}

func flag(description string) schema.Attribute {
	return schema.BoolAttribute{Computed: true, MarkdownDescription: description}
}

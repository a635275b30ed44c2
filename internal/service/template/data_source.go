package template

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// lookedUp is a template that somebody looked up, all of it as Runpod has it.
type lookedUp struct {
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

func newLookedUp(_ context.Context, t *runpod.Template, _ *diag.Diagnostics) lookedUp {
	return lookedUp{
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
		VolumeDisk:              volumeDisk(t),
		Serverless:              types.BoolValue(t.Serverless),
		Public:                  types.BoolValue(t.Public),
		Category:                types.StringValue(string(t.Category)),
		StartSSH:                types.BoolValue(t.StartSSH),
		StartJupyter:            types.BoolValue(t.StartJupyter),
		AllowedCUDAVersions:     tfkit.StringSet(t.AllowedCUDAVersions),
	}
}

// lookedUpAttributes describes what a data source says of a template, but for its
// ID and name.
func lookedUpAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"image":                      tfkit.ComputedString("Container image."),
		"entrypoint":                 tfkit.ComputedStrings("Entrypoint in exec form. Empty if the image's is used."),
		"cmd":                        tfkit.ComputedStrings("Command in exec form. Empty if the image's is used."),
		"args":                       tfkit.ComputedString("Command as Runpod stores it: a string, or a JSON object of `entrypoint` and `cmd`. Empty if the image's is used."),
		"container_disk_gb":          tfkit.ComputedInt64("Size of the container disk in GB."),
		"env":                        tfkit.ComputedStringMap("Environment variables, in plain text."),
		"ports":                      tfkit.ComputedStringSet("Exposed ports, such as `8888/http` or `22/tcp`."),
		"container_registry_auth_id": tfkit.ComputedString("ID of the credential that pulls the image."),
		"volume_disk": tfkit.ComputedObject("Disk that survives a stop. Null without one.", map[string]schema.Attribute{
			"size_gb":    tfkit.ComputedInt64("Size in GB."),
			"mount_path": tfkit.ComputedString("Mount path."),
		}),
		"serverless":            tfkit.ComputedBool("Whether the template is for endpoints (`true`) or for pods (`false`)."),
		"public":                tfkit.ComputedBool("Whether every Runpod account may use the template."),
		"category":              tfkit.ComputedString("Hardware that the template is for: `CPU`, `NVIDIA` or `AMD`."),
		"start_ssh":             tfkit.ComputedBool("Whether pods created from the template start an SSH server."),
		"start_jupyter":         tfkit.ComputedBool("Whether pods created from the template start JupyterLab."),
		"allowed_cuda_versions": tfkit.ComputedStringSet("Allowed CUDA versions of the host. Empty means any."),
	}
}

// listedAttributes describes a template of which there are many.
func listedAttributes() map[string]schema.Attribute {
	attributes := lookedUpAttributes()
	attributes["id"] = tfkit.ComputedString("ID of the template.")
	attributes["name"] = tfkit.ComputedString("Name of the template.")
	return attributes
}

// NewDataSource makes `data.runpod_template`.
func NewDataSource() datasource.DataSource {
	return service.NewLookUp(Kind, "A template of the account, by ID or name, or another account's public template, by ID.",
		lookedUpAttributes(), newLookedUp)
}

// NewListDataSource makes `data.runpod_templates`.
func NewListDataSource() datasource.DataSource {
	return service.NewLookUpAll(Kind, "All templates of the account.", "The templates, in Runpod's order.", listedAttributes(), newLookedUp)
}

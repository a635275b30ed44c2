// Package container is what a pod, an endpoint, a template and a cluster have in
// common: the settings of their container, from the schema to the requests.
package container

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// Settings is what a pod, an endpoint and a template say about their container.
type Settings struct {
	Image                   types.String `tfsdk:"image"`
	Entrypoint              types.List   `tfsdk:"entrypoint"`
	Cmd                     types.List   `tfsdk:"cmd"`
	Args                    types.String `tfsdk:"args"`
	ContainerDiskGB         types.Int64  `tfsdk:"container_disk_gb"`
	Env                     types.Map    `tfsdk:"env"`
	Ports                   types.Set    `tfsdk:"ports"`
	ContainerRegistryAuthID types.String `tfsdk:"container_registry_auth_id"`
}

// Templated adds what only a running container has: a template that it
// is made from, and secrets that no state ever holds.
type Templated struct {
	Settings
	TemplateID   types.String `tfsdk:"template_id"`
	EnvWO        types.Map    `tfsdk:"env_wo"`
	EnvWOVersion types.Int64  `tfsdk:"env_wo_version"`
}

// Text is what differs in the descriptions between the resources.
type Text struct {
	// Change says what a change of a container setting does, such as "A change
	// restarts the pod in place.".
	Change string
	// DefaultDiskGB is the container disk without a template.
	DefaultDiskGB int64
	// Erased is a sentence on what erases the container disk, with a space at its
	// end; empty where nothing runs.
	Erased string
	// Exclusive says that the settings come either from a template or from here.
	Exclusive bool

	envWO bool // there is an env_wo beside env
}

// Attributes describes Container.
func Attributes(text Text, templated bool) map[string]schema.Attribute {
	image := "Container image, such as `runpod/pytorch:1.0.2-cu1281-torch280-ubuntu2404`. "
	disk := "Size of the container disk in GB. " + text.Erased
	env := "Environment variables. "
	switch {
	case text.Exclusive:
		image += "Required without `template_id`. "
		disk += "Default "
	case templated:
		image += "Required without `template_id`; otherwise the default is the template's image. "
		disk += "Default: the template's size with `template_id`, otherwise "
		env += "Only the keys declared here are managed: variables that Runpod injects (`PUBLIC_KEY`, `JUPYTER_PASSWORD`) or that come from a template are not drift and survive updates. "
	default:
		disk += "Default "
	}
	disk += "`" + types.Int64Value(text.DefaultDiskGB).String() + "`. "
	return map[string]schema.Attribute{
		"image": schema.StringAttribute{
			Required: !templated, Optional: templated, Computed: templated,
			MarkdownDescription: image + text.Change,
			Validators:          []validator.String{imageReference()},
		},
		"entrypoint": schema.ListAttribute{
			ElementType: types.StringType, Optional: true,
			MarkdownDescription: "Entrypoint in exec form. Overrides the image's. Conflicts with `args`. " + text.Change,
		},
		"cmd": schema.ListAttribute{
			ElementType: types.StringType, Optional: true,
			MarkdownDescription: "Command in exec form. Overrides the image's. Conflicts with `args`. " + text.Change,
		},
		"args": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Start command as one string, which Runpod uses as the image's command. Conflicts with `entrypoint` and `cmd`. " + text.Change,
		},
		"container_disk_gb": schema.Int64Attribute{
			CustomType: tfkit.WholeNumber{}, Optional: true, Computed: true,
			MarkdownDescription: disk + text.Change,
			Validators:          []validator.Int64{int64validator.AtLeast(1)},
		},
		"env": schema.MapAttribute{
			ElementType: types.StringType, Optional: true,
			MarkdownDescription: env + "Stored in state in plain text: use `{{ RUNPOD_SECRET_<name> }}`" + envWOHint(text.envWO) + " for secrets. " + text.Change,
			Validators:          []validator.Map{mapvalidator.KeysAre(envName())},
		},
		"ports": schema.SetAttribute{
			ElementType: types.StringType, Optional: true, Computed: true,
			MarkdownDescription: "Exposed ports, each as `port/http` (through Runpod's proxy) or `port/tcp`, such as `8888/http` or `22/tcp`. Default: none" + portsHint(text, templated) + ". " + text.Change,
			Validators:          []validator.Set{setvalidator.ValueStringsAre(port())},
		},
		"container_registry_auth_id": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Id of the registry credential used to pull a private image. " + text.Change,
			Validators:          []validator.String{tfkit.ID()},
		},
	}
}

func envWOHint(envWO bool) string {
	if envWO {
		return " or `env_wo`"
	}
	return ""
}

func portsHint(text Text, templated bool) string {
	if text.Exclusive {
		return ", or the template's"
	}
	if templated {
		return ", or the template's. `[]` exposes none even if the template has ports"
	}
	return ""
}

// TemplatedAttributes describes Templated.
func TemplatedAttributes(text Text) map[string]schema.Attribute {
	text.envWO = true
	attributes := Attributes(text, true)
	attributes["template_id"] = schema.StringAttribute{
		Optional:            true,
		MarkdownDescription: "Id of a template that provides the settings not declared here. Runpod reads it once, at creation: later edits of the template have no effect. " + text.Change,
		Validators:          []validator.String{tfkit.ID()},
	}
	attributes["env_wo"] = schema.MapAttribute{
		ElementType: types.StringType, Optional: true, WriteOnly: true,
		MarkdownDescription: "Environment variables merged over `env`, never stored in plan or state. Requires Terraform or OpenTofu 1.11 or later. Sent at creation and whenever `env_wo_version` changes. An import cannot distinguish their keys from others: they are stored in state until the first apply after the import.",
		Validators:          []validator.Map{mapvalidator.KeysAre(envName())},
	}
	attributes["env_wo_version"] = schema.Int64Attribute{
		CustomType: tfkit.WholeNumber{}, Optional: true,
		MarkdownDescription: "Increment this number to send `env_wo` again. " + text.Change,
	}
	return attributes
}

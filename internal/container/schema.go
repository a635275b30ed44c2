// Package container is what a pod, an endpoint, a template and a cluster have in
// common: the settings of their container, from the schema to the requests.
package container

import (
	"strings"

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
	// Change says what a change of a container setting costs, such as "Forces a
	// restart."; empty where it applies in place.
	Change string
	// DefaultDiskGB is the container disk without a template.
	DefaultDiskGB int64
	// Erased is a sentence on what erases the container disk, with a space at its
	// end; empty where nothing runs.
	Erased string
	// Exclusive says that the settings come either from a template or from here.
	Exclusive bool
	// Serverless says that a template has to be a serverless one, and otherwise must not be.
	Serverless bool

	envWO bool // there is an env_wo beside env
}

// Attributes describes Container.
func Attributes(text Text, templated bool) map[string]schema.Attribute {
	image := "Container image, such as `runpod/pytorch:1.0.2-cu1281-torch280-ubuntu2404`. "
	disk := "Size of the container disk in GB. " + text.Erased
	env := "Environment variables. "
	size := "`" + types.Int64Value(text.DefaultDiskGB).String() + "`"
	switch {
	case text.Exclusive:
		image += "Required without `template_id`. "
	case templated:
		image += "Required without `template_id`. Default: the template's. "
		size = "the template's, otherwise " + size
		env += "Variables set by Runpod or a template are left unchanged. "
	}
	disk += "Default: " + size + ". "
	return map[string]schema.Attribute{
		"image": schema.StringAttribute{
			Required: !templated, Optional: templated, Computed: templated,
			MarkdownDescription: sentences(image, text.Change),
			Validators:          []validator.String{imageReference()},
		},
		"entrypoint": schema.ListAttribute{
			ElementType: types.StringType, Optional: true,
			MarkdownDescription: sentences("Entrypoint in exec form. Conflicts with `args`.", text.Change),
		},
		"cmd": schema.ListAttribute{
			ElementType: types.StringType, Optional: true,
			MarkdownDescription: sentences("Command in exec form. Conflicts with `args`.", text.Change),
		},
		"args": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: sentences("Command as one string. Conflicts with `entrypoint` and `cmd`.", text.Change),
		},
		"container_disk_gb": schema.Int64Attribute{
			CustomType: tfkit.WholeNumber{}, Optional: true, Computed: true,
			MarkdownDescription: sentences(disk, text.Change),
			Validators:          []validator.Int64{int64validator.AtLeast(1)},
		},
		"env": schema.MapAttribute{
			ElementType: types.StringType, Optional: true,
			MarkdownDescription: sentences(env+"Stored in state in plain text: for secrets, use `{{ RUNPOD_SECRET_<name> }}`"+envWOHint(text.envWO)+".", text.Change),
			Validators:          []validator.Map{mapvalidator.KeysAre(envName())},
		},
		"ports": schema.SetAttribute{
			ElementType: types.StringType, Optional: true, Computed: true,
			MarkdownDescription: sentences("Exposed ports, such as `8888/http` (through Runpod's proxy) or `22/tcp`. "+portsHint(text, templated), text.Change),
			Validators:          []validator.Set{setvalidator.ValueStringsAre(port())},
		},
		"container_registry_auth_id": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: sentences("ID of the credential that pulls a private image.", text.Change),
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
	if templated && !text.Exclusive {
		return "Default: the template's; `[]` exposes none."
	}
	return ""
}

func templateHint(serverless bool) string {
	if serverless {
		return ", which has `serverless = true`"
	}
	return ", not a serverless one"
}

// sentences joins what is written.
func sentences(texts ...string) string {
	written := make([]string, 0, len(texts))
	for _, text := range texts {
		if text = strings.TrimSpace(text); text != "" {
			written = append(written, text)
		}
	}
	return strings.Join(written, " ")
}

// TemplatedAttributes describes Templated.
func TemplatedAttributes(text Text) map[string]schema.Attribute {
	text.envWO = true
	attributes := Attributes(text, true)
	attributes["template_id"] = schema.StringAttribute{
		Optional:            true,
		MarkdownDescription: sentences("ID of the template for settings not declared here"+templateHint(text.Serverless)+". Later edits of the template have no effect.", text.Change),
		Validators:          []validator.String{tfkit.ID()},
	}
	attributes["env_wo"] = schema.MapAttribute{
		ElementType: types.StringType, Optional: true, WriteOnly: true,
		MarkdownDescription: "Environment variables merged over `env`, never stored in plan or state. Sent at creation and when `env_wo_version` changes.",
		Validators:          []validator.Map{mapvalidator.KeysAre(envName())},
	}
	attributes["env_wo_version"] = schema.Int64Attribute{
		CustomType: tfkit.WholeNumber{}, Optional: true,
		MarkdownDescription: sentences("Increment to send `env_wo` again.", text.Change),
	}
	return attributes
}

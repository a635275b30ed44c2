package tfkit

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// FoundString describes a text that a data source reports.
func FoundString(description string) schema.StringAttribute {
	return schema.StringAttribute{Computed: true, MarkdownDescription: description}
}

// FoundInt64 describes a whole number that a data source reports.
func FoundInt64(description string) schema.Int64Attribute {
	return schema.Int64Attribute{Computed: true, MarkdownDescription: description}
}

// FoundNumber describes an exact number that a data source reports.
func FoundNumber(description string) schema.NumberAttribute {
	return schema.NumberAttribute{Computed: true, MarkdownDescription: description}
}

// FoundBool describes a flag that a data source reports.
func FoundBool(description string) schema.BoolAttribute {
	return schema.BoolAttribute{Computed: true, MarkdownDescription: description}
}

// FoundStrings describes a list of texts that a data source reports.
func FoundStrings(description string) schema.ListAttribute {
	return schema.ListAttribute{ElementType: types.StringType, Computed: true, MarkdownDescription: description}
}

// FoundStringSet describes a set of texts that a data source reports.
func FoundStringSet(description string) schema.SetAttribute {
	return schema.SetAttribute{ElementType: types.StringType, Computed: true, MarkdownDescription: description}
}

// FoundStringMap describes a map of texts that a data source reports.
func FoundStringMap(description string) schema.MapAttribute {
	return schema.MapAttribute{ElementType: types.StringType, Computed: true, MarkdownDescription: description}
}

// FoundObject describes an object that a data source reports.
func FoundObject(description string, attributes map[string]schema.Attribute) schema.SingleNestedAttribute {
	return schema.SingleNestedAttribute{Computed: true, MarkdownDescription: description, Attributes: attributes}
}

// FoundObjects describes a list of objects that a data source reports.
func FoundObjects(description string, attributes map[string]schema.Attribute) schema.ListNestedAttribute {
	return schema.ListNestedAttribute{
		Computed: true, MarkdownDescription: description,
		NestedObject: schema.NestedAttributeObject{Attributes: attributes},
	}
}

// FoundContainerAttributes describes the Container of a pod or an endpoint that
// somebody looked up.
func FoundContainerAttributes() map[string]schema.Attribute {
	env := FoundStringMap("Environment variables, all of them: those declared, those of the template, and those that RunPod injected, such as `JUPYTER_PASSWORD`.")
	env.Sensitive = true
	return map[string]schema.Attribute{
		"image":                      FoundString("Container image."),
		"entrypoint":                 FoundStrings("Entrypoint in exec form; null where the image's stands."),
		"cmd":                        FoundStrings("Command in exec form; null where the image's stands."),
		"args":                       FoundString("Command as a raw string, where it is not in exec form; otherwise null."),
		"container_disk_gb":          FoundInt64("Size of the container disk in GB."),
		"env":                        env,
		"ports":                      FoundStringSet("Exposed ports, such as `8888/http` or `22/tcp`."),
		"container_registry_auth_id": FoundString("Id of the registry credential that pulls the image; null without one."),
	}
}

// FoundContainer is the container of a pod or an endpoint that somebody looked
// up, whoever set what.
func FoundContainer(api runpod.Container) Container {
	var c TemplatedContainer
	c.FromAPI(api, nil, nil)
	c.Env = StringMapValue(api.Env)
	// An endpoint's answer may lack these two.
	if api.Image == "" {
		c.Image = types.StringNull()
	}
	if api.Disk == 0 {
		c.ContainerDiskGB = types.Int64Null()
	}
	return c.Container
}

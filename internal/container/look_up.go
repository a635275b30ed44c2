package container

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// LookedUpAttributes describes the container of a pod or an endpoint that
// somebody looked up.
func LookedUpAttributes() map[string]schema.Attribute {
	env := tfkit.ComputedStringMap("All environment variables, including the template's and Runpod's.")
	env.Sensitive = true
	return map[string]schema.Attribute{
		"image":                      tfkit.ComputedString("Container image."),
		"entrypoint":                 tfkit.ComputedStrings("Entrypoint in exec form. Null if the image's is used."),
		"cmd":                        tfkit.ComputedStrings("Command in exec form. Null if the image's is used."),
		"args":                       tfkit.ComputedString("Command as one string. Null if it is in exec form."),
		"container_disk_gb":          tfkit.ComputedInt64("Size of the container disk in GB."),
		"env":                        env,
		"ports":                      tfkit.ComputedStringSet("Exposed ports, such as `8888/http` or `22/tcp`."),
		"container_registry_auth_id": tfkit.ComputedString("ID of the credential that pulls the image."),
	}
}

// LookedUp is the container of a pod or an endpoint that somebody looked
// up, whoever set what.
func LookedUp(api runpod.Container) Settings {
	var c Templated
	c.FromAPI(api, tfkit.Origin{JustImported: true})
	c.Env = tfkit.StringMapValue(api.Env)
	// An endpoint's answer may lack these two.
	if api.Image == "" {
		c.Image = types.StringNull()
	}
	if api.Disk == 0 {
		c.ContainerDiskGB = types.Int64Null()
	}
	return c.Settings
}

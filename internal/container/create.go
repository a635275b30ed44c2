package container

import (
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// ToCreate is the container part of a create, of a Plain plan. What the configuration
// leaves to the template is not sent; secrets are env_wo, which only the configuration
// has.
func (c Templated) ToCreate(config Templated) runpod.ContainerConfig {
	out := runpod.ContainerConfig{}
	out.Image = config.Image.ValueStringPointer()
	out.Args = c.Args.ValueStringPointer()
	out.Entrypoint = listed(c.Entrypoint)
	out.Cmd = listed(c.Cmd)
	if env := mergedEnv(c.Env, config.EnvWO); len(env) > 0 {
		out.Env = env
	}
	// With a template what is not declared comes from there; without one Runpod
	// wants to be told, the disk above all.
	if c.TemplateID.IsNull() || !config.ContainerDiskGB.IsNull() {
		out.Disk = c.ContainerDiskGB.ValueInt64Pointer()
	}
	if c.TemplateID.IsNull() || !config.Ports.IsNull() {
		out.Ports = tfkit.Strings(c.Ports)
	}
	if !c.ContainerRegistryAuthID.IsNull() {
		out.Registry = runpod.NullableOf(c.ContainerRegistryAuthID.ValueString())
	}
	return out
}

// SecretKeys are the names in env_wo, sorted.
func (c Templated) SecretKeys() []string {
	return slices.Sorted(maps.Keys(tfkit.StringMap(c.EnvWO)))
}

// mergedEnv is env with env_wo over it.
func mergedEnv(env, secrets types.Map) map[string]string {
	merged := tfkit.StringMap(env)
	maps.Copy(merged, tfkit.StringMap(secrets))
	return merged
}

func listed(v types.List) []string {
	if v.IsNull() {
		return nil
	}
	return tfkit.Strings(v)
}

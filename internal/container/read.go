package container

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// FromAPI takes over what Runpod says. Only what is declared is tracked where a
// template may speak.
func (c *Templated) FromAPI(api runpod.Container, origin tfkit.Origin) {
	switch {
	case origin.JustImported:
		*c = Templated{}
		c.Entrypoint, c.Cmd = types.ListNull(types.StringType), types.ListNull(types.StringType)
		c.Env = importedEnv(api.Env)
	case origin.EnvUnread:
		c.Env = importedEnv(api.Env)
	default:
		c.Env = trackedEnv(c.Env, api.Env, origin.SecretKeys)
	}
	c.EnvWO = types.MapNull(types.StringType)
	c.Image = types.StringValue(api.Image)
	c.ContainerDiskGB = types.Int64Value(api.Disk)
	c.Ports = tfkit.StringSet(api.Ports)
	templated := tfkit.Declared(c.TemplateID)
	if !templated || tfkit.Declared(c.ContainerRegistryAuthID) {
		c.ContainerRegistryAuthID = types.StringPointerValue(nonEmpty(api.Registry))
	}
	c.commandFromAPI(api, templated)
}

// commandFromAPI keeps the form in which the command was declared.
func (c *Templated) commandFromAPI(api runpod.Container, templated bool) {
	entrypoint, cmd, split := splitArgs(api)
	declaredSplit := tfkit.Declared(c.Entrypoint) || tfkit.Declared(c.Cmd)
	switch {
	case tfkit.Declared(c.Args):
		c.Args = types.StringPointerValue(nonEmpty(&api.Args))
	case declaredSplit && (split || api.Args == ""):
		c.Entrypoint, c.Cmd = tfkit.ListOrNull(entrypoint), tfkit.ListOrNull(cmd)
	case templated && !declaredSplit:
		// The template speaks; nothing is declared that could have drifted.
	case split:
		c.Entrypoint, c.Cmd = tfkit.ListOrNull(entrypoint), tfkit.ListOrNull(cmd)
	default:
		c.Entrypoint, c.Cmd = types.ListNull(types.StringType), types.ListNull(types.StringType)
		c.Args = types.StringPointerValue(nonEmpty(&api.Args))
	}
}

// splitArgs returns the exec forms where Runpod has them: in fields of their
// own, or in the JSON object that args then is. A bare shell string has none.
func splitArgs(api runpod.Container) (entrypoint, cmd []string, ok bool) {
	var stored struct {
		Entrypoint []string `json:"entrypoint"`
		Cmd        []string `json:"cmd"`
	}
	if err := json.Unmarshal([]byte(api.Args), &stored); err == nil {
		return stored.Entrypoint, stored.Cmd, len(stored.Entrypoint)+len(stored.Cmd) > 0
	}
	if api.Args == "" && len(api.Entrypoint)+len(api.Cmd) > 0 {
		return api.Entrypoint, api.Cmd, true
	}
	return api.Entrypoint, api.Cmd, len(api.Entrypoint) > 0
}

// trackedEnv is what became of the declared keys: a changed value shows, a
// missing key goes, and a foreign key stays out. Where env_wo covers a key its
// value must not reach the state, so the declared one stands.
func trackedEnv(declared types.Map, api map[string]string, secretKeys []string) types.Map {
	if declared.IsNull() {
		return declared
	}
	tracked := make(map[string]string, len(declared.Elements()))
	for key, own := range tfkit.StringMap(declared) {
		if slices.Contains(secretKeys, key) {
			tracked[key] = own
		} else if value, ok := api[key]; ok {
			tracked[key] = value
		}
	}
	return tfkit.StringMapValue(tracked)
}

func importedEnv(api map[string]string) types.Map {
	env := maps.Clone(api)
	for _, key := range injectedEnv {
		delete(env, key)
	}
	if len(env) == 0 {
		return types.MapNull(types.StringType)
	}
	return tfkit.StringMapValue(env)
}

// nonEmpty treats Runpod's empty string as nothing.
func nonEmpty(s *string) *string {
	if s == nil || *s == "" {
		return nil
	}
	return s
}

package tfkit

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// injectedEnv are the variables that RunPod itself puts into a container.
var injectedEnv = []string{JupyterPasswordEnv, PublicKeyEnv}

// ToCreate is the container part of a create. What the configuration leaves to
// the template is not sent; secrets are env_wo, which only the configuration has.
func (c TemplatedContainer) ToCreate(config TemplatedContainer) runpod.ContainerConfig {
	out := runpod.ContainerConfig{}
	out.Image = config.Image.ValueStringPointer()
	out.Args = config.Args.ValueStringPointer()
	out.Entrypoint = optionalStrings(config.Entrypoint)
	out.Cmd = optionalStrings(config.Cmd)
	if env := mergedEnv(c.Env, config.EnvWO); len(env) > 0 {
		out.Env = env
	}
	// With a template what is not declared comes from there; without one RunPod
	// wants to be told, the disk above all.
	if config.TemplateID.IsNull() || !config.ContainerDiskGB.IsNull() {
		out.Disk = c.ContainerDiskGB.ValueInt64Pointer()
	}
	if config.TemplateID.IsNull() || !config.Ports.IsNull() {
		out.Ports = Strings(c.Ports)
	}
	if !c.ContainerRegistryAuthID.IsNull() {
		out.Registry = runpod.NullableOf(c.ContainerRegistryAuthID.ValueString())
	}
	return out
}

// ContainerUpdate is the difference between a state and a plan.
type ContainerUpdate struct {
	// Plan, State and Config are the three sides of the change.
	Plan, State, Config TemplatedContainer
	// CurrentEnv is what the container has now, injected and template keys
	// included: a PATCH replaces the whole map.
	CurrentEnv map[string]string
	// SecretKeys are the names that env_wo held when it was last sent.
	SecretKeys []string
}

// TemplateID is what to send of the template: nil where it stays, "" where there
// is none any more.
func (u ContainerUpdate) TemplateID() *string {
	if u.Plan.TemplateID.Equal(u.State.TemplateID) {
		return nil
	}
	id := u.Plan.TemplateID.ValueString()
	return &id
}

// changesTemplate reports whether another template is named. RunPod then starts
// over from that one.
func (u ContainerUpdate) changesTemplate() bool {
	id := u.TemplateID()
	return id != nil && *id != ""
}

// leavesTemplate reports whether what the template said ends with this change.
func (u ContainerUpdate) leavesTemplate() bool {
	id := u.TemplateID()
	return id != nil && *id == ""
}

// EnvChanged reports whether env has to be sent, so that the caller knows when
// CurrentEnv is needed.
func (u ContainerUpdate) EnvChanged() bool {
	return !u.Plan.Env.Equal(u.State.Env) || u.SecretsSent()
}

// SecretsSent reports whether env_wo is sent, so that the caller remembers its
// names.
func (u ContainerUpdate) SecretsSent() bool {
	return !u.Plan.EnvWOVersion.Equal(u.State.EnvWOVersion) || u.changesTemplate()
}

// ToUpdate is the container part of a PATCH: nothing but what changed, or all
// that is planned where another template would undo it.
func (u ContainerUpdate) ToUpdate() runpod.ContainerConfig {
	if u.changesTemplate() {
		return u.overTemplate()
	}
	out := runpod.ContainerConfig{}
	if !u.Plan.Image.Equal(u.State.Image) && !u.Plan.Image.IsUnknown() {
		out.Image = u.Plan.Image.ValueStringPointer()
	}
	if !u.Plan.ContainerDiskGB.Equal(u.State.ContainerDiskGB) && !u.Plan.ContainerDiskGB.IsUnknown() {
		out.Disk = u.Plan.ContainerDiskGB.ValueInt64Pointer()
	}
	if !u.Plan.Ports.Equal(u.State.Ports) && !u.Plan.Ports.IsUnknown() {
		out.Ports = Strings(u.Plan.Ports)
	}
	if !u.Plan.ContainerRegistryAuthID.Equal(u.State.ContainerRegistryAuthID) || u.leavesTemplate() {
		if u.Plan.ContainerRegistryAuthID.IsNull() {
			out.Registry = runpod.Null[string]()
		} else {
			out.Registry = runpod.NullableOf(u.Plan.ContainerRegistryAuthID.ValueString())
		}
	}
	u.addCommand(&out)
	if u.EnvChanged() {
		out.Env = u.env()
	}
	return out
}

// overTemplate is everything that is planned, and what RunPod itself once put
// into env.
func (u ContainerUpdate) overTemplate() runpod.ContainerConfig {
	out := u.Plan.ToCreate(u.Config)
	if !u.Plan.Image.IsUnknown() {
		out.Image = u.Plan.Image.ValueStringPointer()
	}
	if !u.Plan.ContainerDiskGB.IsUnknown() {
		out.Disk = u.Plan.ContainerDiskGB.ValueInt64Pointer()
	}
	if !u.Plan.Ports.IsUnknown() {
		out.Ports = Strings(u.Plan.Ports)
	}
	for _, key := range injectedEnv {
		value, ok := u.CurrentEnv[key]
		if _, own := out.Env[key]; !ok || own {
			continue
		}
		if out.Env == nil {
			out.Env = map[string]string{}
		}
		out.Env[key] = value
	}
	return out
}

// addCommand sends one form of the command whole: args is the stored form of the
// other two, so sending half of it would keep the other half.
func (u ContainerUpdate) addCommand(out *runpod.ContainerConfig) {
	if u.Plan.Args.Equal(u.State.Args) && u.Plan.Entrypoint.Equal(u.State.Entrypoint) && u.Plan.Cmd.Equal(u.State.Cmd) && !u.leavesTemplate() {
		return
	}
	switch {
	case !u.Plan.Entrypoint.IsNull() || !u.Plan.Cmd.IsNull():
		out.Entrypoint = Strings(u.Plan.Entrypoint)
		out.Cmd = Strings(u.Plan.Cmd)
	case !u.Plan.Args.IsNull():
		out.Args = u.Plan.Args.ValueStringPointer()
	case u.Plan.TemplateID.IsNull():
		empty := ""
		out.Args = &empty
	}
}

// env keeps every key that is not ours and puts ours in, env_wo over env.
func (u ContainerUpdate) env() map[string]string {
	env := maps.Clone(u.CurrentEnv)
	if env == nil {
		env = map[string]string{}
	}
	secrets := StringMap(u.Config.EnvWO)
	if u.Plan.EnvWOVersion.Equal(u.State.EnvWOVersion) {
		secrets = map[string]string{} // what was sent last stands
		for _, key := range u.SecretKeys {
			if value, ok := env[key]; ok {
				secrets[key] = value
			}
		}
	}
	for key := range u.State.Env.Elements() {
		delete(env, key)
	}
	for _, key := range u.SecretKeys {
		delete(env, key)
	}
	maps.Copy(env, StringMap(u.Plan.Env))
	maps.Copy(env, secrets)
	return env
}

// Adopting is the state of an imported container whose template is now declared:
// what the configuration leaves to the template is not ours to clear.
func (c TemplatedContainer) Adopting(plan TemplatedContainer) TemplatedContainer {
	if !c.TemplateID.IsNull() || plan.TemplateID.IsNull() {
		return c
	}
	c.TemplateID = plan.TemplateID
	if plan.ContainerRegistryAuthID.IsNull() {
		c.ContainerRegistryAuthID = plan.ContainerRegistryAuthID
	}
	own := map[string]string{}
	before := StringMap(c.Env)
	for key := range plan.Env.Elements() {
		if value, ok := before[key]; ok {
			own[key] = value
		}
	}
	c.Env = plan.Env
	if !plan.Env.IsNull() {
		c.Env = StringMapValue(own)
	}
	return c
}

// SecretKeys are the names in env_wo, sorted.
func (c TemplatedContainer) SecretKeys() []string {
	return slices.Sorted(maps.Keys(StringMap(c.EnvWO)))
}

// FromAPI takes over what RunPod says. Only what is declared is tracked where a
// template may speak: before is the state so far, or nil right after an import.
// secretKeys are the names that env_wo held when it was last sent.
func (c *TemplatedContainer) FromAPI(api runpod.Container, before *TemplatedContainer, secretKeys []string) {
	c.Image = types.StringValue(api.Image)
	c.ContainerDiskGB = types.Int64Value(api.Disk)
	c.Ports = StringSet(api.Ports)
	c.EnvWO = types.MapNull(types.StringType)
	imported := before == nil
	templated := !imported && !before.TemplateID.IsNull()
	if imported {
		before = &TemplatedContainer{}
		before.Entrypoint, before.Cmd = types.ListNull(types.StringType), types.ListNull(types.StringType)
	}
	if templated && before.ContainerRegistryAuthID.IsNull() {
		c.ContainerRegistryAuthID = types.StringNull()
	} else {
		c.ContainerRegistryAuthID = types.StringPointerValue(nonEmpty(api.Registry))
	}
	c.Entrypoint, c.Cmd, c.Args = before.Entrypoint, before.Cmd, before.Args
	c.commandFromAPI(api, templated)
	if imported {
		c.Env = importedEnv(api.Env)
	} else {
		c.Env = trackedEnv(before.Env, api.Env, secretKeys)
	}
}

// commandFromAPI keeps the form in which the command was declared.
func (c *TemplatedContainer) commandFromAPI(api runpod.Container, templated bool) {
	entrypoint, cmd, split := splitArgs(api)
	declaredSplit := !c.Entrypoint.IsNull() || !c.Cmd.IsNull()
	switch {
	case !c.Args.IsNull():
		c.Args = types.StringPointerValue(nonEmpty(&api.Args))
	case declaredSplit && (split || api.Args == ""):
		c.Entrypoint, c.Cmd = listOrNull(entrypoint), listOrNull(cmd)
	case templated && !declaredSplit:
		// The template speaks; nothing is declared that could have drifted.
	case split:
		c.Entrypoint, c.Cmd = listOrNull(entrypoint), listOrNull(cmd)
	default:
		c.Entrypoint, c.Cmd = types.ListNull(types.StringType), types.ListNull(types.StringType)
		c.Args = types.StringPointerValue(nonEmpty(&api.Args))
	}
}

// splitArgs returns the exec forms where RunPod has them: in fields of their
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
	for key, own := range StringMap(declared) {
		if slices.Contains(secretKeys, key) {
			tracked[key] = own
		} else if value, ok := api[key]; ok {
			tracked[key] = value
		}
	}
	return StringMapValue(tracked)
}

func importedEnv(api map[string]string) types.Map {
	env := maps.Clone(api)
	for _, key := range injectedEnv {
		delete(env, key)
	}
	if len(env) == 0 {
		return types.MapNull(types.StringType)
	}
	return StringMapValue(env)
}

// mergedEnv is env with env_wo over it.
func mergedEnv(env, secrets types.Map) map[string]string {
	merged := StringMap(env)
	maps.Copy(merged, StringMap(secrets))
	return merged
}

func optionalStrings(v types.List) []string {
	if v.IsNull() {
		return nil
	}
	return Strings(v)
}

func listOrNull(values []string) types.List {
	if len(values) == 0 {
		return types.ListNull(types.StringType)
	}
	return StringList(values)
}

// nonEmpty treats RunPod's empty string as nothing.
func nonEmpty(s *string) *string {
	if s == nil || *s == "" {
		return nil
	}
	return s
}

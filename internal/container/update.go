package container

import (
	"maps"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// Update is the difference between a state and a plan.
type Update struct {
	// Plan, State and Config are the three sides of the change, the first two Plain.
	Plan, State, Config Templated
	// CurrentEnv is what the container has now, injected and template keys
	// included: a PATCH replaces the whole map.
	CurrentEnv map[string]string

	// SecretKeys are the names that env_wo held when it was last sent.
	SecretKeys []string
}

// NewUpdate compares a plan with a state of some origin.
func NewUpdate(plan, state, config Templated, origin tfkit.Origin) Update {
	return Update{Plan: plan, State: state.Known(plan, origin), Config: config, SecretKeys: origin.SecretKeys}
}

// TemplateID is what to send of the template: nil where it stays, "" where there
// is none any more.
func (u Update) TemplateID() *string {
	if u.Plan.TemplateID.Equal(u.State.TemplateID) {
		return nil
	}
	id := u.Plan.TemplateID.ValueString()
	return &id
}

// changesTemplate reports whether another template is named. Runpod then starts
// over from that one.
func (u Update) changesTemplate() bool {
	id := u.TemplateID()
	return id != nil && *id != ""
}

// leavesTemplate reports whether what the template said ends with this change.
func (u Update) leavesTemplate() bool {
	id := u.TemplateID()
	return id != nil && *id == ""
}

// EnvChanged reports whether env has to be sent, so that the caller knows when
// CurrentEnv is needed.
func (u Update) EnvChanged() bool {
	return !u.Plan.Env.Equal(u.State.Env) || u.SendsSecrets()
}

// SendsSecrets reports whether env_wo is sent, so that the caller remembers its
// names.
func (u Update) SendsSecrets() bool {
	return !u.Plan.EnvWOVersion.Equal(u.State.EnvWOVersion) || u.changesTemplate()
}

// ToUpdate is the container part of a PATCH: nothing but what changed, or all
// that is planned where another template would undo it.
func (u Update) ToUpdate() runpod.ContainerConfig {
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
		out.Ports = tfkit.Strings(u.Plan.Ports)
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
		// What an import left out and is now declared may be there already: a PATCH restarts.
		if env := u.env(); u.CurrentEnv == nil || !maps.Equal(env, u.CurrentEnv) {
			out.Env = env
		}
	}
	return out
}

// overTemplate is everything that is planned, and what Runpod itself once put
// into env.
func (u Update) overTemplate() runpod.ContainerConfig {
	out := u.Plan.ToCreate(u.Config)
	if !u.Plan.Image.IsUnknown() {
		out.Image = u.Plan.Image.ValueStringPointer()
	}
	if !u.Plan.ContainerDiskGB.IsUnknown() {
		out.Disk = u.Plan.ContainerDiskGB.ValueInt64Pointer()
	}
	if !u.Plan.Ports.IsUnknown() {
		out.Ports = tfkit.Strings(u.Plan.Ports)
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
func (u Update) addCommand(out *runpod.ContainerConfig) {
	if u.Plan.Args.Equal(u.State.Args) && u.Plan.Entrypoint.Equal(u.State.Entrypoint) && u.Plan.Cmd.Equal(u.State.Cmd) && !u.leavesTemplate() {
		return
	}
	switch {
	case !u.Plan.Entrypoint.IsNull() || !u.Plan.Cmd.IsNull():
		out.Entrypoint = tfkit.Strings(u.Plan.Entrypoint)
		out.Cmd = tfkit.Strings(u.Plan.Cmd)
	case !u.Plan.Args.IsNull():
		out.Args = u.Plan.Args.ValueStringPointer()
	case u.Plan.TemplateID.IsNull():
		empty := ""
		out.Args = &empty
	}
}

// env keeps every key that is not ours and puts ours in, env_wo over env.
func (u Update) env() map[string]string {
	env := maps.Clone(u.CurrentEnv)
	if env == nil {
		env = map[string]string{}
	}
	secrets := tfkit.StringMap(u.Config.EnvWO)
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
	maps.Copy(env, tfkit.StringMap(u.Plan.Env))
	maps.Copy(env, secrets)
	return env
}

// Known is the state with what an import cannot tell: a container whose template is now
// declared was made from it, and what the configuration leaves to the template is not ours
// to clear. Any other state is known as it is.
func (c Templated) Known(plan Templated, origin tfkit.Origin) Templated {
	if !origin.Adopted || !c.TemplateID.IsNull() || plan.TemplateID.IsNull() || plan.TemplateID.IsUnknown() {
		return c
	}
	c.TemplateID = plan.TemplateID
	if plan.ContainerRegistryAuthID.IsNull() {
		c.ContainerRegistryAuthID = plan.ContainerRegistryAuthID
	}
	own := map[string]string{}
	before := tfkit.StringMap(c.Env)
	for key := range plan.Env.Elements() {
		if value, ok := before[key]; ok {
			own[key] = value
		}
	}
	c.Env = plan.Env
	if !plan.Env.IsNull() {
		c.Env = tfkit.StringMapValue(own)
	}
	return c
}

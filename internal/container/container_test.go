package container

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// container is a declared container with nothing but an image.
func container(change ...func(*Templated)) Templated {
	c := Templated{Settings: Settings{
		Image: types.StringValue("app:1"), ContainerDiskGB: types.Int64Value(50), Ports: tfkit.StringSet(nil),
		Entrypoint: types.ListNull(types.StringType), Cmd: types.ListNull(types.StringType), Env: types.MapNull(types.StringType),
	}, EnvWO: types.MapNull(types.StringType)}
	for _, f := range change {
		f(&c)
	}
	return c
}

func withEnv(env map[string]string) func(*Templated) {
	return func(c *Templated) { c.Env = tfkit.StringMapValue(env) }
}

func withSecrets(version int64, secrets map[string]string) func(*Templated) {
	return func(c *Templated) {
		c.EnvWO, c.EnvWOVersion = tfkit.StringMapValue(secrets), types.Int64Value(version)
	}
}

func withCmd(cmd ...string) func(*Templated) {
	return func(c *Templated) { c.Cmd = tfkit.StringList(cmd) }
}

func withEntrypoint(entrypoint ...string) func(*Templated) {
	return func(c *Templated) { c.Entrypoint = tfkit.StringList(entrypoint) }
}

func withArgs(args string) func(*Templated) {
	return func(c *Templated) { c.Args = types.StringValue(args) }
}

func withTemplate(id string) func(*Templated) {
	return func(c *Templated) { c.TemplateID = types.StringValue(id) }
}

func TestToCreate(t *testing.T) {
	t.Parallel()
	t.Run("without a template everything is said", func(t *testing.T) {
		t.Parallel()
		declared := container(withEnv(map[string]string{"A": "1"}), withSecrets(1, map[string]string{"A": "over", "S": "hush"}))
		got := declared.ToCreate(declared)
		if *got.Disk != 50 || got.Ports == nil || len(got.Ports) != 0 || *got.Image != "app:1" {
			t.Errorf("disk, ports or image are missing: %+v", got)
		}
		if diff := cmp.Diff(map[string]string{"A": "over", "S": "hush"}, got.Env); diff != "" {
			t.Errorf("env (-want +got):\n%s", diff)
		}
	})
	t.Run("with a template only what is declared", func(t *testing.T) {
		t.Parallel()
		config := Templated{TemplateID: types.StringValue("tpl")}
		got := container(withTemplate("tpl")).ToCreate(config)
		if got.Image != nil || got.Disk != nil || got.Ports != nil || got.Env != nil || !got.Registry.IsZero() {
			t.Errorf("sent what the template says: %+v", got)
		}
	})
}

func TestToUpdateCommand(t *testing.T) {
	t.Parallel()
	empty := ""
	shell := "sleep 1"
	for name, test := range map[string]struct {
		state, plan     Templated
		args            *string
		entrypoint, cmd []string
	}{
		"nothing changed":            {state: container(withCmd("a")), plan: container(withCmd("a"))},
		"args to cmd":                {state: container(withArgs("x")), plan: container(withCmd("a")), entrypoint: []string{}, cmd: []string{"a"}},
		"entrypoint added":           {state: container(withCmd("a")), plan: container(withEntrypoint("e"), withCmd("a")), entrypoint: []string{"e"}, cmd: []string{"a"}},
		"cmd to args":                {state: container(withCmd("a")), plan: container(withArgs(shell)), args: &shell},
		"removed":                    {state: container(withCmd("a")), plan: container(), args: &empty},
		"removed, template to speak": {state: container(withCmd("a"), withTemplate("t")), plan: container(withTemplate("t"))},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := Update{Plan: test.plan, State: test.state, Config: test.plan}.ToUpdate()
			if diff := cmp.Diff(test.args, got.Args); diff != "" {
				t.Errorf("args (-want +got):\n%s", diff)
			}
			if !slices.Equal(test.entrypoint, got.Entrypoint) || (test.entrypoint == nil) != (got.Entrypoint == nil) {
				t.Errorf("entrypoint %v, want %v", got.Entrypoint, test.entrypoint)
			}
			if !slices.Equal(test.cmd, got.Cmd) {
				t.Errorf("cmd %v, want %v", got.Cmd, test.cmd)
			}
		})
	}
}

func TestToUpdateEnvKeepsForeignKeys(t *testing.T) {
	t.Parallel()
	current := map[string]string{"PUBLIC_KEY": "ssh-ed25519 x", "TEMPLATE": "t", "A": "1", "OLD": "2", "S": "hush"}
	for name, test := range map[string]struct {
		state, plan Templated
		secretKeys  []string
		want        map[string]string
	}{
		"nothing changed": {state: container(withEnv(map[string]string{"A": "1"})), plan: container(withEnv(map[string]string{"A": "1"}))},
		"changed and removed": {
			state:      container(withEnv(map[string]string{"A": "1", "OLD": "2"}), withSecrets(1, nil)),
			plan:       container(withEnv(map[string]string{"A": "9"}), withSecrets(1, nil)),
			secretKeys: []string{"S"},
			want:       map[string]string{"PUBLIC_KEY": "ssh-ed25519 x", "TEMPLATE": "t", "A": "9", "S": "hush"},
		},
		"all removed": {
			state: container(withEnv(map[string]string{"A": "1", "OLD": "2"})),
			plan:  container(),
			want:  map[string]string{"PUBLIC_KEY": "ssh-ed25519 x", "TEMPLATE": "t", "S": "hush"},
		},
		"secrets exchanged": {
			state:      container(withEnv(map[string]string{"A": "1", "OLD": "2"}), withSecrets(1, map[string]string{"S": "hush"})),
			plan:       container(withEnv(map[string]string{"A": "1", "OLD": "2"}), withSecrets(2, map[string]string{"N": "new"})),
			secretKeys: []string{"S"},
			want:       map[string]string{"PUBLIC_KEY": "ssh-ed25519 x", "TEMPLATE": "t", "A": "1", "OLD": "2", "N": "new"},
		},
		"a secret that covers a declared key stays": {
			state:      container(withEnv(map[string]string{"A": "1", "S": "plain"}), withSecrets(1, nil)),
			plan:       container(withEnv(map[string]string{"A": "2", "S": "plain"}), withSecrets(1, nil)),
			secretKeys: []string{"S"},
			want:       map[string]string{"PUBLIC_KEY": "ssh-ed25519 x", "TEMPLATE": "t", "A": "2", "OLD": "2", "S": "hush"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := Update{Plan: test.plan, State: test.state, Config: test.plan, CurrentEnv: maps.Clone(current), SecretKeys: test.secretKeys}.ToUpdate()
			if diff := cmp.Diff(test.want, got.Env); diff != "" {
				t.Errorf("env (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFromAPI(t *testing.T) {
	t.Parallel()
	registry := "reg1"
	api := runpod.Container{
		Image: "app:1", Disk: 50, Ports: []string{"80/http"}, Registry: &registry,
		Args: `{"entrypoint":["e"],"cmd":["c","d"]}`, Entrypoint: []string{"e"}, Cmd: []string{"c", "d"},
		Env: map[string]string{"A": "1", "PUBLIC_KEY": "k", "T": "template", "S": "hush"},
	}
	for name, test := range map[string]struct {
		before *Templated
		want   func(*Templated)
	}{
		"import takes everything but what Runpod injects": {
			want: func(c *Templated) {
				withEntrypoint("e")(c)
				withCmd("c", "d")(c)
				withEnv(map[string]string{"A": "1", "T": "template", "S": "hush"})(c)
				c.ContainerRegistryAuthID = types.StringValue("reg1")
			},
		},
		"what was set in the console shows": {
			before: new(container()),
			want: func(c *Templated) {
				withEntrypoint("e")(c)
				withCmd("c", "d")(c)
				c.ContainerRegistryAuthID = types.StringValue("reg1")
			},
		},
		"what the template brought does not": {
			before: new(container(withTemplate("t"))),
			want:   withTemplate("t"),
		},
		"declared args keep their form": {
			before: new(container(withArgs("x"))),
			want: func(c *Templated) {
				withArgs(`{"entrypoint":["e"],"cmd":["c","d"]}`)(c)
				c.ContainerRegistryAuthID = types.StringValue("reg1")
			},
		},
		"only declared keys are tracked, a missing one goes, a secret stays out": {
			before: new(container(withTemplate("t"), withEnv(map[string]string{"A": "0", "GONE": "x", "S": "plain"}))),
			want: func(c *Templated) {
				withTemplate("t")(c)
				withEnv(map[string]string{"A": "1", "S": "plain"})(c)
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got Templated
			if test.before != nil {
				got = *test.before
			}
			got.FromAPI(api, tfkit.Origin{JustImported: test.before == nil, SecretKeys: []string{"S"}})
			want := container(test.want)
			want.Ports = tfkit.StringSet([]string{"80/http"})
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestFromAPIShellCommand(t *testing.T) {
	t.Parallel()
	before := container()
	got := before
	got.FromAPI(runpod.Container{Image: "app:1", Disk: 50, Args: "bash -c 'x'", Cmd: []string{"bash", "-c", "x"}}, tfkit.Origin{})
	if got.Args.ValueString() != "bash -c 'x'" || !got.Cmd.IsNull() {
		t.Errorf("a bare shell string came back as args %s, cmd %s", got.Args, got.Cmd)
	}
	got.FromAPI(runpod.Container{Image: "app:1", Disk: 50}, tfkit.Origin{})
	if !got.Args.IsNull() {
		t.Errorf("cleared args came back as %s", got.Args)
	}
}

func FuzzFromAPIArgs(f *testing.F) {
	for _, seed := range []string{"", "bash", `{"entrypoint":["a"],"cmd":[]}`, `{"cmd":"x"}`, `[]`, "null", `{`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, args string) {
		var c Templated
		c.FromAPI(runpod.Container{Args: args}, tfkit.Origin{JustImported: true})
		if !c.Args.IsNull() && (!c.Entrypoint.IsNull() || !c.Cmd.IsNull()) {
			t.Errorf("%q became both forms: args %s, entrypoint %s, cmd %s", args, c.Args, c.Entrypoint, c.Cmd)
		}
	})
}

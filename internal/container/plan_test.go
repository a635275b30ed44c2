package container

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// Runpod starts over from a template that a PATCH names, so what is declared has
// to go along, changed or not.
func TestToUpdateOfAnotherTemplate(t *testing.T) {
	t.Parallel()
	declared := func(template string) Templated {
		return container(withTemplate(template), withCmd("serve"), withEnv(map[string]string{"A": "1"}), withSecrets(1, map[string]string{"S": "hush"}))
	}
	u := Update{
		Plan: declared("new"), State: declared("old"), Config: declared("new"), SecretKeys: []string{"S"},
		CurrentEnv: map[string]string{"A": "1", "S": "hush", "OLD_TEMPLATE": "x", "PUBLIC_KEY": "ssh"},
	}
	if id := u.TemplateID(); id == nil || *id != "new" {
		t.Errorf("the template is not named: %v", id)
	}
	if !u.EnvChanged() || !u.SendsSecrets() {
		t.Error("the environment is not asked for")
	}
	got := u.ToUpdate()
	if got.Image == nil || *got.Image != "app:1" || got.Disk == nil || *got.Disk != 50 || got.Ports == nil {
		t.Errorf("what is planned is missing: %+v", got)
	}
	if diff := cmp.Diff([]string{"serve"}, got.Cmd); diff != "" {
		t.Errorf("cmd (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]string{"A": "1", "S": "hush", "PUBLIC_KEY": "ssh"}, got.Env); diff != "" {
		t.Errorf("env (-want +got):\n%s", diff)
	}

	bare := Update{
		Plan: container(withTemplate("new")), State: container(withTemplate("old")), Config: container(withTemplate("new")),
		CurrentEnv: map[string]string{"OLD_TEMPLATE": "x"},
	}
	bare.Plan.Image, bare.Plan.ContainerDiskGB, bare.Plan.Ports = types.StringUnknown(), types.Int64Unknown(), types.SetUnknown(types.StringType)
	bare.Config.Image, bare.Config.ContainerDiskGB, bare.Config.Ports = types.StringNull(), types.Int64Null(), types.SetNull(types.StringType)
	if got := bare.ToUpdate(); got.Image != nil || got.Disk != nil || got.Ports != nil || got.Env != nil || !got.Registry.IsZero() {
		t.Errorf("sent what the template says: %+v", got)
	}
}

// What the template said would otherwise show as drift.
func TestToUpdateWithoutTheTemplate(t *testing.T) {
	t.Parallel()
	u := Update{Plan: container(), State: container(withTemplate("old")), Config: container()}
	if id := u.TemplateID(); id == nil || *id != "" {
		t.Errorf("the template stays: %v", id)
	}
	got := u.ToUpdate()
	if got.Args == nil || *got.Args != "" {
		t.Errorf("the template's command stays: %+v", got)
	}
	if got.Registry.IsZero() || got.Registry.Get() != nil {
		t.Errorf("the template's registry stays: %+v", got)
	}
	if got.Image != nil || got.Disk != nil || got.Ports != nil || got.Env != nil {
		t.Errorf("sent what did not change: %+v", got)
	}
}

func TestToUpdateKeepsTemplate(t *testing.T) {
	t.Parallel()
	u := Update{Plan: container(withTemplate("t")), State: container(withTemplate("t")), Config: container(withTemplate("t"))}
	if u.TemplateID() != nil || u.EnvChanged() || u.SendsSecrets() {
		t.Error("an unchanged template is sent")
	}
}

// The first plan of an import declares a template that the state cannot know.
func TestAdopting(t *testing.T) {
	t.Parallel()
	imported := container(withEnv(map[string]string{"A": "1", "FROM_TEMPLATE": "x"}))
	imported.ContainerRegistryAuthID = types.StringValue("reg")
	for name, test := range map[string]struct {
		plan Templated
		want map[string]string // nil where nothing is sent
	}{
		"nothing else":                     {plan: container(withTemplate("t"), withEnv(map[string]string{"A": "1"}))},
		"no env":                           {plan: container(withTemplate("t"))},
		"a changed value":                  {plan: container(withTemplate("t"), withEnv(map[string]string{"A": "2"})), want: map[string]string{"A": "2", "FROM_TEMPLATE": "x"}},
		"without a template the rest goes": {plan: container(withEnv(map[string]string{"A": "1"})), want: map[string]string{"A": "1"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := Update{Plan: test.plan, State: imported.Known(test.plan, tfkit.Origin{Adopted: true}), Config: test.plan, CurrentEnv: tfkit.StringMap(imported.Env)}
			got := u.ToUpdate()
			if diff := cmp.Diff(test.want, got.Env); diff != "" {
				t.Errorf("env (-want +got):\n%s", diff)
			}
			if clears := !got.Registry.IsZero(); clears != test.plan.TemplateID.IsNull() {
				t.Errorf("the registry is cleared: %t", clears)
			}
			if u.TemplateID() != nil {
				t.Errorf("a template is sent: %q", *u.TemplateID())
			}
		})
	}
}

package container

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

func TestLookedUp(t *testing.T) {
	t.Parallel()
	registry := "reg1"
	none := types.ListNull(types.StringType)
	tests := map[string]struct {
		api  runpod.Container
		want Settings
	}{
		"whole": {
			runpod.Container{
				Image: "acme/app:1", Disk: 50, Ports: []string{"22/tcp"}, Registry: &registry, Args: `{"entrypoint":["sh"],"cmd":["-c","x"]}`,
				Env: map[string]string{"MODE": "train", "PUBLIC_KEY": "ssh-ed25519 AAAA", "JUPYTER_PASSWORD": "p"},
			},
			Settings{
				Image: types.StringValue("acme/app:1"), ContainerDiskGB: types.Int64Value(50), Ports: tfkit.StringSet([]string{"22/tcp"}),
				ContainerRegistryAuthID: types.StringValue("reg1"), Entrypoint: tfkit.StringList([]string{"sh"}), Cmd: tfkit.StringList([]string{"-c", "x"}),
				Env: tfkit.StringMapValue(map[string]string{"MODE": "train", "PUBLIC_KEY": "ssh-ed25519 AAAA", "JUPYTER_PASSWORD": "p"}),
			},
		},
		"shell command": {
			runpod.Container{Image: "acme/app:1", Disk: 5, Args: "sleep 5"},
			Settings{
				Image: types.StringValue("acme/app:1"), ContainerDiskGB: types.Int64Value(5), Ports: tfkit.StringSet(nil),
				Entrypoint: none, Cmd: none, Args: types.StringValue("sleep 5"), Env: tfkit.StringMapValue(nil),
			},
		},
		"left out": {runpod.Container{}, Settings{Ports: tfkit.StringSet(nil), Entrypoint: none, Cmd: none, Env: tfkit.StringMapValue(nil)}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, LookedUp(tt.api)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

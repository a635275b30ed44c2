package tfkit

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

func TestFoundContainer(t *testing.T) {
	t.Parallel()
	registry := "reg1"
	none := types.ListNull(types.StringType)
	tests := map[string]struct {
		api  runpod.Container
		want Container
	}{
		"whole": {
			runpod.Container{
				Image: "acme/app:1", Disk: 50, Ports: []string{"22/tcp"}, Registry: &registry, Args: `{"entrypoint":["sh"],"cmd":["-c","x"]}`,
				Env: map[string]string{"MODE": "train", "PUBLIC_KEY": "ssh-ed25519 AAAA", "JUPYTER_PASSWORD": "p"},
			},
			Container{
				Image: types.StringValue("acme/app:1"), ContainerDiskGB: types.Int64Value(50), Ports: StringSet([]string{"22/tcp"}),
				ContainerRegistryAuthID: types.StringValue("reg1"), Entrypoint: StringList([]string{"sh"}), Cmd: StringList([]string{"-c", "x"}),
				Env: StringMapValue(map[string]string{"MODE": "train", "PUBLIC_KEY": "ssh-ed25519 AAAA", "JUPYTER_PASSWORD": "p"}),
			},
		},
		"shell command": {
			runpod.Container{Image: "acme/app:1", Disk: 5, Args: "sleep 5"},
			Container{
				Image: types.StringValue("acme/app:1"), ContainerDiskGB: types.Int64Value(5), Ports: StringSet(nil),
				Entrypoint: none, Cmd: none, Args: types.StringValue("sleep 5"), Env: StringMapValue(nil),
			},
		},
		"left out": {runpod.Container{}, Container{Ports: StringSet(nil), Entrypoint: none, Cmd: none, Env: StringMapValue(nil)}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, FoundContainer(tt.api)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

package networkvolume_test

import (
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

func volumes(t *testing.T, env *acctest.Env) (ids []string) {
	t.Helper()
	fast := runpod.VolumeTypeHighPerformance
	for _, req := range []runpod.CreateNetworkVolumeRequest{
		{Name: "weights", Size: 100, DataCenter: "EU-RO-1"},
		{Name: "weights", Size: 1500, DataCenter: "EU-RO-1"},
		{Name: "data-${2026}", Size: 10, DataCenter: "EU-CZ-1", Type: &fast},
	} {
		volume, err := env.Client().CreateNetworkVolume(t.Context(), req)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, volume.ID)
	}
	return ids
}

func TestAccNetworkVolumeList(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	acctest.CheckList(t, env, "runpod_network_volume", volumes(t, env)...)
	acctest.CheckGenerated(t, env, "runpod_network_volume")
}

func TestNetworkVolumeListFilters(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	volumes(t, env)
	server := env.Server(nil)
	for name, test := range map[string]struct {
		config map[string]any
		limit  int64
		want   int
	}{
		"name":                {map[string]any{"name": "weights"}, 0, 2},
		"name, part of it":    {map[string]any{"name": "weight"}, 0, 0},
		"prefix":              {map[string]any{"name_prefix": "weight"}, 0, 2},
		"prefix, other case":  {map[string]any{"name_prefix": "Weight"}, 0, 0},
		"limit after filter":  {map[string]any{"name_prefix": "data-"}, 1, 1},
		"limit of the filter": {map[string]any{"name": "weights"}, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if n := len(server.List(t.Context(), "runpod_network_volume", test.config, test.limit, false)); n != test.want {
				t.Errorf("%d found, want %d", n, test.want)
			}
		})
	}
}

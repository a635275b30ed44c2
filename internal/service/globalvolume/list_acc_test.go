package globalvolume_test

import (
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

func TestAccGlobalVolumeList(t *testing.T) {
	t.Parallel()
	acctest.Needs(t, runpod.GroupGlobalVolumes)
	env := acctest.New(t)
	var ids []string
	for _, name := range []string{"research", "research", "data-${2026}"} {
		object, err := env.Client().CreateGlobalVolume(t.Context(), runpod.CreateGlobalVolumeRequest{Name: name})
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, object.ID)
	}
	acctest.CheckList(t, env, "runpod_global_volume", ids...)
	acctest.CheckGenerated(t, env, "runpod_global_volume")
}

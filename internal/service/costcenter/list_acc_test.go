package costcenter_test

import (
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

func TestAccCostCenterList(t *testing.T) {
	t.Parallel()
	acctest.Needs(t, runpod.GroupCostCenters)
	env := acctest.New(t)
	var ids []string
	for _, name := range []string{"research", "research", "data-${2026}"} {
		object, err := env.Client().CreateCostCenter(t.Context(), runpod.CreateCostCenterRequest{Value: name})
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, object.ID)
	}
	acctest.CheckList(t, env, "runpod_cost_center", ids...)
	acctest.CheckGenerated(t, env, "runpod_cost_center")
}

package cluster

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/container"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// TestWidening: the advice is about what is declared, and about nothing else.
func TestWidening(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		pods, gpus int64
		places     []string
		volume     types.Object
		want       string
	}{
		"the smallest": {2, 1, nil, types.ObjectNull(container.MountedVolumeTypes), "use another `compute.gpu_type_id`"},
		"more":         {3, 2, nil, types.ObjectNull(container.MountedVolumeTypes), "lower `compute.pod_count`; lower `compute.gpu_count_per_pod`; use another `compute.gpu_type_id`"},
		"places":       {2, 1, []string{"EU-RO-1"}, types.ObjectNull(container.MountedVolumeTypes), "add `data_center_ids` or remove the argument; use another `compute.gpu_type_id`"},
		"a volume":     {2, 1, []string{"EU-RO-1"}, container.MountedVolumeValue(types.StringValue("v"), types.StringValue("/v")), "use a network volume in another data center; use another `compute.gpu_type_id`"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := model{DataCenterIDs: tfkit.StringSet(test.places), NetworkVolume: test.volume}
			m.Compute = computeValue(runpod.ClusterCompute{GPUTypeID: "NVIDIA H100 80GB HBM3", GPUCountPerPod: test.gpus, PodCount: test.pods})
			var diags diag.Diagnostics
			w := m.widening(t.Context(), &diags)
			if diff := cmp.Diff(test.want, strings.Join(append(w.Constraints, w.Places...), "; ")); diff != "" || diags.HasError() {
				t.Errorf("(-want +got):\n%s%v", diff, diags)
			}
		})
	}
}

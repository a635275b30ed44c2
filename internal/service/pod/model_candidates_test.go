package pod

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/container"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// TestWidening: the advice is about what is declared, and about nothing else.
func TestWidening(t *testing.T) {
	t.Parallel()
	gpu := func(change func(*gpuModel)) func(*model) {
		return func(m *model) { m.GPU = gpusOf(change, first) }
	}
	for name, test := range map[string]struct {
		change func(*model)
		want   string
	}{
		"a type":       {func(*model) {}, "add GPU types to `gpu.type_ids`; try `cloud = \"COMMUNITY\"`"},
		"community":    {func(m *model) { m.Cloud = types.StringValue("COMMUNITY") }, "add GPU types to `gpu.type_ids`; try `cloud = \"SECURE\"`"},
		"data centers": {func(m *model) { m.DataCenterIDs = tfkit.StringSet([]string{"EU-RO-1"}) }, "add GPU types to `gpu.type_ids`; add `data_center_ids` or remove the argument; try `cloud = \"COMMUNITY\"`"},
		"a volume": {func(m *model) {
			m.NetworkVolume = container.MountedVolumeValue(types.StringValue("v"), types.StringValue("/v"))
		}, "add GPU types to `gpu.type_ids`; use a network volume in another data center"},
		"CUDA versions": {gpu(func(g *gpuModel) { g.AllowedCUDAVersions = tfkit.StringSet([]string{"12.8"}) }), "add versions to `gpu.allowed_cuda_versions` or remove it; add GPU types to `gpu.type_ids`; try `cloud = \"COMMUNITY\"`"},
		"all floors": {gpu(func(g *gpuModel) {
			g.MinCUDAVersion, g.MinRAMGBPerGPU, g.MinVCPUsPerGPU, g.Count = types.StringValue("12.8"), types.Int64Value(8), types.Int64Value(8), types.Int64Value(2)
		}), "lower or remove `gpu.min_cuda_version`; lower or remove `gpu.min_ram_gb_per_gpu`; lower or remove `gpu.min_vcpus_per_gpu`; lower `gpu.count`; add GPU types to `gpu.type_ids`; try `cloud = \"COMMUNITY\"`"},
		"private network": {func(m *model) { m.GlobalNetworking = types.BoolValue(true) }, "remove `global_networking`; add GPU types to `gpu.type_ids`; try `cloud = \"COMMUNITY\"`"},
		"CPUs":            {func(m *model) { m.GPU, m.CPU = types.ObjectNull(gpuTypes), cpuOf("cpu3c", 4) }, "lower `cpu.vcpu_count`; use another `cpu.flavor_id`"},
		"few CPUs":        {func(m *model) { m.GPU, m.CPU = types.ObjectNull(gpuTypes), cpuOf("cpu3c", 2) }, "use another `cpu.flavor_id`"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := trainer()
			m.GPU, m.DataCenterIDs = gpusOf(nil, first), types.SetNull(types.StringType)
			test.change(&m)
			var diags diag.Diagnostics
			w := m.widening(t.Context(), &diags)
			if diff := cmp.Diff(test.want, strings.Join(append(w.Constraints, w.Places...), "; ")); diff != "" || diags.HasError() {
				t.Errorf("(-want +got):\n%s%v", diff, diags)
			}
		})
	}
}

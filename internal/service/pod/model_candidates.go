package pod

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/container"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// minVCPUs is the smallest number of vCPUs that Runpod offers.
const minVCPUs = 2

// candidate is one place to ask for. Runpod takes one GPU type a request and
// does not fall back by itself.
type candidate struct {
	gpuTypeID    string // empty on a CPU pod
	flavorID     string // empty on a GPU pod
	dataCenterID string // empty means anywhere
}

func (c candidate) String() string {
	where := "any data center"
	if c.dataCenterID != "" {
		where = c.dataCenterID
	}
	return c.gpuTypeID + c.flavorID + " in " + where
}

// candidates are the declared GPU types in order, each in every declared data
// center.
func (m *model) candidates(ctx context.Context, diags *diag.Diagnostics) []candidate {
	var computes []candidate
	if cpu := tfkit.ObjectAs[cpuModel](ctx, m.CPU, diags); cpu != nil {
		computes = []candidate{{flavorID: cpu.FlavorID.ValueString()}}
	}
	if gpu := tfkit.ObjectAs[gpuModel](ctx, m.GPU, diags); gpu != nil {
		for _, id := range tfkit.Strings(gpu.TypeIDs) {
			computes = append(computes, candidate{gpuTypeID: id})
		}
	}
	dataCenters := tfkit.Strings(m.DataCenterIDs)
	if len(dataCenters) == 0 {
		return computes
	}
	slices.Sort(dataCenters)
	all := make([]candidate, 0, len(computes)*len(dataCenters))
	for _, c := range computes {
		for _, id := range dataCenters {
			c.dataCenterID = id
			all = append(all, c)
		}
	}
	return all
}

// widening is how to find room for a pod, by what is declared of it.
func (m *model) widening(ctx context.Context, diags *diag.Diagnostics) account.Widening {
	var w account.Widening
	if cpu := tfkit.ObjectAs[cpuModel](ctx, m.CPU, diags); cpu != nil {
		w.Places = append(w.Places, "use another `cpu.flavor_id`")
		if cpu.VCPUCount.ValueInt64() > minVCPUs {
			w.Constraints = append(w.Constraints, "lower `cpu.vcpu_count`")
		}
	}
	gpu := tfkit.ObjectAs[gpuModel](ctx, m.GPU, diags)
	if gpu != nil {
		w.Constraints = append(w.Constraints, gpu.constraints()...)
		w.Places = append(w.Places, "add GPU types to `gpu.type_ids`")
	}
	w.Places = append(w.Places, container.WidenPlaces(m.DataCenterIDs, m.NetworkVolume)...)
	if m.GlobalNetworking.ValueBool() {
		w.Constraints = append(w.Constraints, "remove `global_networking`")
	}
	switch {
	case gpu == nil || tfkit.Declared(m.NetworkVolume): // on secure cloud only
	case m.Cloud.ValueString() == string(runpod.CloudCommunity):
		w.Places = append(w.Places, "try `cloud = \"SECURE\"`")
	default:
		w.Places = append(w.Places, "try `cloud = \"COMMUNITY\"`")
	}
	return w
}

// constraints say how to loosen what a host must have, as far as anything is declared.
func (g *gpuModel) constraints() []string {
	var parts []string
	if tfkit.Declared(g.AllowedCUDAVersions) {
		parts = append(parts, "add versions to `gpu.allowed_cuda_versions` or remove it")
	}
	for _, floor := range []struct {
		name  string
		value attr.Value
	}{{"min_cuda_version", g.MinCUDAVersion}, {"min_ram_gb_per_gpu", g.MinRAMGBPerGPU}, {"min_vcpus_per_gpu", g.MinVCPUsPerGPU}} {
		if tfkit.Declared(floor.value) {
			parts = append(parts, "lower or remove `gpu."+floor.name+"`")
		}
	}
	if g.Count.ValueInt64() > 1 {
		parts = append(parts, "lower `gpu.count`")
	}
	return parts
}

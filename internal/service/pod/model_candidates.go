package pod

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

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

package endpoint

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/pricing"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// checkExclusions refuses excluded GPU types that are not in the pools, and those that
// leave none, as Runpod does. It goes by what the prices say about pools: a type or a pool
// that they do not know counts as right, and so does what stays as it is.
func (m *model) checkExclusions(ctx context.Context, state *model, prices *pricing.PriceBook, diags *diag.Diagnostics) {
	gpu := tfkit.ObjectAs[gpuModel](ctx, m.GPU, diags)
	if gpu == nil || prices.Unknown() || !tfkit.Known(ctx, gpu.Pools, gpu.ExcludedTypeIDs) || len(gpu.ExcludedTypeIDs.Elements()) == 0 {
		return
	}
	if state != nil {
		if before := tfkit.ObjectAs[gpuModel](ctx, state.GPU, diags); before != nil && before.Pools.Equal(gpu.Pools) && before.ExcludedTypeIDs.Equal(gpu.ExcludedTypeIDs) {
			return
		}
	}
	estimator, d := prices.Estimator(ctx)
	diags.Append(d...)
	if d.HasError() {
		return
	}
	if problem, remedy := wrongExclusions(estimator.Prices, tfkit.Strings(gpu.Pools), tfkit.Strings(gpu.ExcludedTypeIDs)); problem != "" {
		diags.AddAttributeError(path.Root("gpu").AtName("excluded_type_ids"), problem, remedy)
	}
}

// wrongExclusions says what is wrong with exclusions, and what to write instead.
func wrongExclusions(prices *cost.Prices, pools, excluded []string) (problem, remedy string) {
	var inPools []string
	for _, pool := range pools {
		types := prices.Pool(pool)
		if len(types) == 0 {
			return "", ""
		}
		for _, gpu := range types {
			inPools = append(inPools, gpu.ID)
		}
	}
	for i := range excluded {
		excluded[i] = strings.TrimSpace(excluded[i])
	}
	slices.Sort(excluded)
	for _, id := range excluded {
		if gpu, ok := prices.GPU(id); ok && gpu.Pool != "" && !slices.Contains(inPools, id) {
			return "GPU type outside the pools", fmt.Sprintf("%q is in pool %s, and `pools` contains only %s, so Runpod refuses to exclude it. Remove it. The pools contain these types: %s.",
				id, gpu.Pool, strings.Join(pools, ", "), quotedList(inPools))
		}
	}
	if !slices.ContainsFunc(inPools, func(id string) bool { return !slices.Contains(excluded, id) }) {
		return "No GPU type is left", fmt.Sprintf("`excluded_type_ids` contains every type of %s, so no worker could start. Remove at least one of %s.",
			strings.Join(pools, ", "), quotedList(inPools))
	}
	return "", ""
}

func quotedList(ids []string) string {
	return `"` + strings.Join(ids, `", "`) + `"`
}

// rejectUnavailableCPUs refuses what the live catalog says no CPU worker can have. What an existing endpoint has is not asked
// about again.
func (m *model) rejectUnavailableCPUs(ctx context.Context, state *model, availability *account.Availability, diags *diag.Diagnostics) {
	if !tfkit.Known(ctx, m.CPU) || state != nil && m.CPU.Equal(state.CPU) {
		return
	}
	for i, cpu := range tfkit.ObjectsAs[cpuModel](ctx, m.CPU, diags) {
		tfkit.RejectUnavailable(diags, path.Root("cpu").AtListIndex(i), availability.CPU(ctx, cpu.FlavorID.ValueString(), cpu.VCPUCount.ValueInt64()))
	}
}

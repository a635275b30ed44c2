package endpoint

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/container"
	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/pricing"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// rejectReferences refuses what the account and its catalog say of what an endpoint refers to. state is nil for an endpoint
// that is created or replaced; what stays is not asked about again.
func (r *endpointResource) rejectReferences(ctx context.Context, plan, state *model, diags *diag.Diagnostics) {
	var before *container.Settings
	if state != nil {
		before = &state.Settings
	}
	plan.RejectRegistry(ctx, r.registries, before, diags)
	plan.rejectUnknownPools(ctx, state, r.account.Availability, diags)
	plan.checkExclusions(ctx, state, r.account.Availability, r.prices, diags)
	plan.checkVolumes(ctx, state, r.volumes, diags)
}

// gpuBefore is the GPU of a state, without pools where there is none.
func gpuBefore(ctx context.Context, state *model, diags *diag.Diagnostics) *gpuModel {
	if state != nil {
		if gpu := tfkit.ObjectAs[gpuModel](ctx, state.GPU, diags); gpu != nil {
			return gpu
		}
	}
	return &gpuModel{}
}

// rejectUnknownPools refuses pools that the live catalog does not have.
func (m *model) rejectUnknownPools(ctx context.Context, state *model, availability *account.Availability, diags *diag.Diagnostics) {
	gpu := tfkit.ObjectAs[gpuModel](ctx, m.GPU, diags)
	if gpu == nil {
		return
	}
	before := tfkit.Strings(gpuBefore(ctx, state, diags).Pools)
	for i, element := range gpu.Pools.Elements() {
		if pool, ok := element.(types.String); ok && tfkit.Declared(pool) && !slices.Contains(before, pool.ValueString()) {
			tfkit.RejectUnavailable(diags, path.Root("gpu").AtName("pools").AtListIndex(i), availability.GPUPool(ctx, pool.ValueString()))
		}
	}
}

// checkExclusions refuses excluded GPU types that are not in the pools, and those that
// leave none, as Runpod does. It goes by what the prices say about pools: a pool
// that they do not know counts as right, and so does what stays as it is.
func (m *model) checkExclusions(ctx context.Context, state *model, availability *account.Availability, prices *pricing.PriceBook, diags *diag.Diagnostics) {
	gpu := tfkit.ObjectAs[gpuModel](ctx, m.GPU, diags)
	if gpu == nil || prices.Unknown() || !tfkit.Known(ctx, gpu.Pools, gpu.ExcludedTypeIDs) || len(gpu.ExcludedTypeIDs.Elements()) == 0 {
		return
	}
	judged := exclusions{pools: tfkit.Strings(gpu.Pools), excluded: trimmed(gpu.ExcludedTypeIDs), live: availability.GPUPools(ctx) != nil}
	if before := gpuBefore(ctx, state, diags); before.Pools.Equal(gpu.Pools) {
		if before.ExcludedTypeIDs.Equal(gpu.ExcludedTypeIDs) {
			return
		}
		judged.kept = trimmed(before.ExcludedTypeIDs)
	}
	estimator, d := prices.Estimator(ctx)
	diags.Append(d...)
	if d.HasError() {
		return
	}
	at := path.Root("gpu").AtName("excluded_type_ids")
	switch problem, remedy, certain := judged.problem(estimator.Prices); {
	case problem == "":
	case certain:
		diags.AddAttributeError(at, problem, remedy)
	default:
		diags.AddAttributeWarning(at, tfkit.Naming(problem, m.Name), remedy)
	}
}

// exclusions are GPU types that an endpoint excludes from its pools.
type exclusions struct {
	pools, excluded []string
	kept            []string // excluded already, from the same pools
	live            bool     // the pools are the live catalog's, which has all types
}

// problem says what is wrong with exclusions, and what to write instead. It is not certain of a type that may be newer than
// the prices.
func (e exclusions) problem(prices *cost.Prices) (problem, remedy string, certain bool) {
	var offered []cost.GPUPrice
	for _, pool := range e.pools {
		of := prices.Pool(pool)
		if len(of) == 0 {
			return "", "", false
		}
		offered = append(offered, of...)
	}
	inPools := make([]string, 0, len(offered))
	for _, gpu := range offered {
		inPools = append(inPools, gpu.ID)
	}
	for _, id := range e.excluded {
		if slices.Contains(inPools, id) || slices.Contains(e.kept, id) {
			continue
		}
		gpu, _ := prices.GPU(id)
		why := fmt.Sprintf("%q is in none of the pools of `pools` (%s)", id, strings.Join(e.pools, ", "))
		if gpu.Pool != "" {
			why = fmt.Sprintf("%q is in pool %s, and `pools` contains only %s", id, gpu.Pool, strings.Join(e.pools, ", "))
		}
		advice := "Remove it."
		if meant := cost.NewPrices(offered, nil).ClosestGPU(id); gpu.Pool == "" && len(meant) > 0 {
			advice = fmt.Sprintf("Did you mean %q? If not, remove it.", meant[0])
		}
		certain := e.live || gpu.Pool != ""
		if !certain {
			why = fmt.Sprintf("By the prices of %s that are included in the provider, %s", cost.SnapshotDate(), why)
		}
		return "GPU type outside the pools", fmt.Sprintf("%s, so Runpod refuses to exclude it. %s The pools contain these types: %s.", why, advice, quotedList(inPools)), certain
	}
	if !slices.ContainsFunc(inPools, func(id string) bool { return !slices.Contains(e.excluded, id) }) {
		return "No GPU type is left", fmt.Sprintf("`excluded_type_ids` contains every type of %s, so no worker could start. Remove at least one of %s.",
			strings.Join(e.pools, ", "), quotedList(inPools)), true
	}
	return "", "", false
}

// trimmed are IDs without the blanks around them, sorted: Runpod does not mind those.
func trimmed(ids types.Set) []string {
	all := tfkit.Strings(ids)
	for i := range all {
		all[i] = strings.TrimSpace(all[i])
	}
	slices.Sort(all)
	return all
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

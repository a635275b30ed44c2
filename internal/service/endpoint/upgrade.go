package endpoint

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/legacy"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

var (
	_ resource.ResourceWithMoveState    = (*endpointResource)(nil)
	_ resource.ResourceWithUpgradeState = (*endpointResource)(nil)
)

// UpgradeState takes over states of the older providers.
func (r *endpointResource) UpgradeState(context.Context) map[int64]resource.StateUpgrader {
	return legacy.UpgradeLegacy(takeLegacy)
}

// MoveState takes over resources of the older providers that a `moved` block
// leads here.
func (r *endpointResource) MoveState(context.Context) []resource.StateMover {
	return legacy.MoveLegacy("runpod_endpoint", takeLegacy)
}

func takeLegacy(old legacy.LegacyState, m *model) {
	m.Templated = old.TemplatedContainer()
	if !m.TemplateID.IsNull() {
		m.Image = types.StringNull() // it was the template's
	}
	m.ID = old.ID()
	m.Name = types.StringValue(old.String("name").ValueString()) // null is for an import
	m.Type = types.StringValue(string(runpod.EndpointTypeQueue))
	m.ExecutionTimeoutMS = old.Int64("execution_timeout_ms")
	m.FlashBoot = legacyFlashBoot(old.Bool("flashboot"))
	m.DataCenterIDs = old.Set("data_center_ids")
	m.NetworkVolumeIDs = tfkit.StringSet(old.NetworkVolumeIDs())
	m.Workers = legacyWorkers(old)
	m.Scaling = legacyScaling(old)
	if old.IsCPU() {
		m.CPU = legacyCPU(old)
		return
	}
	m.GPU = legacyGPU(old)
}

func legacyFlashBoot(on types.Bool) types.String {
	switch {
	case on.IsNull():
		return types.StringNull()
	case on.ValueBool():
		return types.StringValue(string(runpod.FlashBootEnabled))
	default:
		return types.StringValue(string(runpod.FlashBootOff))
	}
}

// legacyWorkers turns the most workers into those on top of the active ones.
func legacyWorkers(old legacy.LegacyState) types.Object {
	active, most := old.Int64("workers_min"), old.Int64("workers_max")
	workers := workersModel{Active: active, Max: most, IdleTimeoutSeconds: old.Int64("idle_timeout")}
	if !most.IsNull() {
		workers.Flex = types.Int64Value(max(0, most.ValueInt64()-active.ValueInt64()))
	}
	return workers.object()
}

func legacyScaling(old legacy.LegacyState) types.Object {
	value := old.Int64("scaler_value")
	switch {
	case value.IsNull():
		return types.ObjectNull(scalingTypes)
	case old.ScalesOnRequests():
		return scalingModel{RequestCount: value}.object()
	default:
		return scalingModel{QueueDelaySeconds: types.Float64Value(float64(value.ValueInt64()))}.object()
	}
}

func legacyCPU(old legacy.LegacyState) types.List {
	var options []attr.Value
	for _, flavor := range old.Strings("cpu_flavor_ids") {
		options = append(options, types.ObjectValueMust(cpuType.AttrTypes, map[string]attr.Value{
			"flavor_id": types.StringValue(flavor), "vcpu_count": old.Int64("vcpu_count"),
		}))
	}
	if len(options) == 0 {
		return types.ListNull(cpuType)
	}
	return types.ListValueMust(cpuType, options)
}

// legacyGPU finds the pools of the GPU types in the prices that come with the
// provider: the refresh then says what RunPod has.
func legacyGPU(old legacy.LegacyState) types.Object {
	pools, excluded, _ := cost.Snapshot().PoolsOf(old.GPUTypeIDs())
	gpu := gpuModel{
		Pools: tfkit.StringList(pools), Count: old.Int64("gpu_count"),
		ExcludedTypeIDs: types.SetNull(types.StringType), AllowedCUDAVersions: old.Set("allowed_cuda_versions"),
		MinCUDAVersion: old.String("min_cuda_version"),
	}
	if len(excluded) > 0 {
		gpu.ExcludedTypeIDs = tfkit.StringSet(excluded)
	}
	return gpu.object()
}

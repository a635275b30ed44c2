package pod

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/legacy"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// What stands in a state of decentralized-infrastructure/runpod although nobody
// asked for it.
const (
	unaskedRAMGBPerGPU = 8
	unaskedVCPUsPerGPU = 2
)

var (
	_ resource.ResourceWithMoveState    = (*podResource)(nil)
	_ resource.ResourceWithUpgradeState = (*podResource)(nil)
)

// UpgradeState takes over states of the older providers.
func (r *podResource) UpgradeState(context.Context) map[int64]resource.StateUpgrader {
	return legacy.UpgradeLegacy(takeLegacy)
}

// MoveState takes over resources of the older providers that a `moved` block
// leads here.
func (r *podResource) MoveState(context.Context) []resource.StateMover {
	return legacy.MoveLegacy("runpod_pod", takeLegacy)
}

// takeLegacy keeps above all what RunPod never returns: that has to be what the
// configuration declares, or the first plan is not empty.
func takeLegacy(old legacy.LegacyState, m *model) {
	m.Templated = old.TemplatedContainer()
	m.ID = old.ID()
	m.Name = types.StringValue(old.String("name").ValueString()) // null is for an import
	m.Cloud = old.Upper("cloud_type")
	m.DataCenterIDs = old.Set("data_center_ids")
	m.VolumeDisk, m.NetworkVolume = old.Mounts()
	m.WaitUntil = types.StringValue(waitRunning)
	m.Locked = old.Bool("locked")
	m.GlobalNetworking = old.Bool("global_networking")
	m.StartSSH, m.StartJupyter = setSwitch(old.Bool("start_ssh")), setSwitch(old.Bool("start_jupyter"))
	if old.IsCPU() {
		m.CPU = legacyCPU(old)
		return
	}
	if ids := old.GPUTypeIDs(); len(ids) > 0 {
		m.GPU = legacyGPU(old, ids)
	}
}

// setSwitch drops false, which is also what an undeclared switch left behind:
// the default, then, in both.
func setSwitch(v types.Bool) types.Bool {
	if v.ValueBool() {
		return v
	}
	return types.BoolNull()
}

func legacyGPU(old legacy.LegacyState, ids []string) types.Object {
	return types.ObjectValueMust(gpuTypes, map[string]attr.Value{
		"type_ids":              tfkit.StringList(ids),
		"count":                 old.Int64("gpu_count"),
		"allowed_cuda_versions": old.Set("allowed_cuda_versions"),
		"min_cuda_version":      types.StringNull(),
		"min_ram_gb_per_gpu":    old.Int64Unless("min_ram_per_gpu", unaskedRAMGBPerGPU),
		"min_vcpus_per_gpu":     old.Int64Unless("min_vcpu_per_gpu", unaskedVCPUsPerGPU),
	})
}

func legacyCPU(old legacy.LegacyState) types.Object {
	flavors := old.Strings("cpu_flavor_ids")
	if len(flavors) == 0 {
		return types.ObjectNull(cpuTypes)
	}
	return types.ObjectValueMust(cpuTypes, map[string]attr.Value{
		"flavor_id": types.StringValue(flavors[0]), "vcpu_count": old.Int64("vcpu_count"),
	})
}

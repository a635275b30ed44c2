package pod

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/runpod-iac/terraform-provider-runpod/internal/models"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// ValidateConfig refuses what Runpod would refuse, on the attribute that is
// wrong. What is not known yet counts as right.
func (r *podResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config model
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	config.Templated.Validate(&resp.Diagnostics)
	config.validateCompute(ctx, &resp.Diagnostics)
	config.validateStorage(&resp.Diagnostics)
	config.validateUsage(ctx, &resp.Diagnostics)
}

func (m *model) validateUsage(ctx context.Context, diags *diag.Diagnostics) {
	if u := tfkit.ObjectAs[usageModel](ctx, m.Usage, diags); u != nil && tfkit.Declared(u.HoursPerDay) && tfkit.Declared(u.HoursPerMonth) {
		diags.AddAttributeError(path.Root("usage").AtName("hours_per_month"), "Conflicting hours of usage",
			"`usage` takes `hours_per_day` or `hours_per_month`. Remove one of them.")
	}
}

func (m *model) validateCompute(ctx context.Context, diags *diag.Diagnostics) {
	hasGPU, hasCPU := tfkit.Declared(m.GPU), tfkit.Declared(m.CPU)
	switch {
	case hasGPU && hasCPU:
		diags.AddAttributeError(path.Root("cpu"), "Conflicting GPU and CPU",
			"`gpu` and `cpu` conflict. Remove one of them. A GPU pod includes vCPUs (see `gpu.min_vcpus_per_gpu`).")
	case tfkit.None(m.GPU) && tfkit.None(m.CPU):
		diags.AddAttributeError(path.Root("gpu"), "Missing GPU or CPU",
			"Set `gpu = { type_ids = [\"NVIDIA A100 80GB PCIe\"] }` for a GPU pod, or `cpu = { flavor_id = \"cpu5c\", vcpu_count = 4 }` for a pod without one.")
	}
	community := m.Cloud.ValueString() == string(runpod.CloudCommunity)
	if hasCPU && community {
		diags.AddAttributeError(path.Root("cloud"), "CPU pods run on secure cloud only",
			"Set `cloud = \"SECURE\"` (the default), or use a `gpu`.")
	}
	gpu := tfkit.ObjectAs[gpuModel](ctx, m.GPU, diags)
	if gpu != nil && tfkit.Declared(gpu.AllowedCUDAVersions) && tfkit.Declared(gpu.MinCUDAVersion) {
		diags.AddAttributeError(path.Root("gpu").AtName("min_cuda_version"), "Conflicting CUDA requirements",
			"`allowed_cuda_versions` and `min_cuda_version` conflict. Keep `allowed_cuda_versions` for exact versions, or `min_cuda_version` for that version and later.")
	}
	if !m.GlobalNetworking.ValueBool() {
		return
	}
	if hasCPU && tfkit.None(m.GPU) {
		diags.AddAttributeError(path.Root("global_networking"), "Global networking needs an NVIDIA GPU",
			"Remove `global_networking`, or use a `gpu`.")
	}
	if gpu == nil {
		return
	}
	for _, id := range tfkit.Strings(gpu.TypeIDs) {
		if strings.HasPrefix(id, "AMD") {
			diags.AddAttributeError(path.Root("global_networking"), "Global networking needs an NVIDIA GPU",
				fmt.Sprintf("Remove %q from `gpu.type_ids`, or remove `global_networking`.", id))
		}
	}
}

func (m *model) validateStorage(diags *diag.Diagnostics) {
	hasDisk, hasVolume := tfkit.Declared(m.VolumeDisk), tfkit.Declared(m.NetworkVolume)
	if hasDisk && hasVolume {
		diags.AddAttributeError(path.Root("network_volume"), "Conflicting volumes",
			"A pod mounts either a `volume_disk` or a `network_volume`. Remove one of them.")
	}
	if hasDisk && tfkit.Declared(m.CPU) && tfkit.None(m.GPU) {
		diags.AddAttributeError(path.Root("volume_disk"), "No volume disk on a CPU pod",
			"Only GPU pods can have volume disks. Use a `network_volume` for data that must survive a stop.")
	}
	if hasVolume && m.Cloud.ValueString() == string(runpod.CloudCommunity) {
		diags.AddAttributeError(path.Root("network_volume"), "No network volumes on community cloud",
			"Set `cloud = \"SECURE\"` (the default), or use a `volume_disk` instead of the `network_volume`.")
	}
}

// distinct checks a list for duplicate elements.
type distinct struct{}

func (distinct) Description(context.Context) string { return "each element at most once" }

func (d distinct) MarkdownDescription(ctx context.Context) string { return d.Description(ctx) }

func (distinct) ValidateList(_ context.Context, req validator.ListRequest, resp *validator.ListResponse) {
	seen := map[string]bool{}
	for _, value := range tfkit.Strings(req.ConfigValue) {
		if seen[value] {
			resp.Diagnostics.AddAttributeError(req.Path, "Duplicate value in "+req.Path.String(),
				fmt.Sprintf("%q is listed twice. Remove one of them.", value))
		}
		seen[value] = true
	}
}

package endpoint

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// ValidateConfig refuses what RunPod would refuse, on the attribute that is
// wrong. What is not known yet counts as right.
func (r *endpointResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config model
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	config.TemplatedContainer.Validate(&resp.Diagnostics)
	config.validateCompute(ctx, &resp.Diagnostics)
	config.validateScaling(ctx, &resp.Diagnostics)
}

func (m *model) validateCompute(ctx context.Context, diags *diag.Diagnostics) {
	switch {
	case declared(m.GPU) && declared(m.CPU):
		diags.AddAttributeError(path.Root("cpu"), "GPU and CPU on one endpoint",
			"Workers have either `gpu` or `cpu`: remove one of them. Workers with a GPU come with CPUs of their own.")
	case m.GPU.IsNull() && m.CPU.IsNull():
		diags.AddAttributeError(path.Root("gpu"), "Missing GPU or CPU",
			"Set `gpu = { pools = [\"AMPERE_80\"] }` for workers with a GPU, or `cpu = [{ flavor_id = \"cpu3g\", vcpu_count = 2 }]` for workers without one.")
	}
	gpu := tfkit.ObjectAs[gpuModel](ctx, m.GPU, diags)
	if gpu != nil {
		if !gpu.AllowedCUDAVersions.IsUnknown() && len(gpu.AllowedCUDAVersions.Elements()) > 0 && declared(gpu.MinCUDAVersion) {
			diags.AddAttributeError(path.Root("gpu").AtName("min_cuda_version"), "CUDA set and CUDA floor together",
				"`allowed_cuda_versions` and `min_cuda_version` exclude each other: keep the set for exact versions, or the floor for that version and later ones.")
		}
		refuseTwice(gpu.Pools.Elements(), path.Root("gpu").AtName("pools"), "GPU pool", diags)
	}
	refuseTwice(m.CPU.Elements(), path.Root("cpu"), "CPU option", diags)
}

// refuseTwice wants the elements of a list to differ.
func refuseTwice(elements []attr.Value, list path.Path, what string, diags *diag.Diagnostics) {
	for i, element := range elements {
		first := slices.IndexFunc(elements, element.Equal)
		if first == i || element.IsUnknown() {
			continue
		}
		diags.AddAttributeError(list.AtListIndex(i), "The same "+what+" twice",
			fmt.Sprintf("Element %d repeats element %d of %#q: %s. Remove one of the two.", i, first, list.String(), element))
	}
}

func (m *model) validateScaling(ctx context.Context, diags *diag.Diagnostics) {
	scaling := tfkit.ObjectAs[scalingModel](ctx, m.Scaling, diags)
	if scaling == nil {
		return
	}
	switch {
	case declared(scaling.QueueDelaySeconds) && declared(scaling.RequestCount):
		diags.AddAttributeError(path.Root("scaling").AtName("request_count"), "Two ways to scale",
			"An endpoint scales on `queue_delay_seconds` or on `request_count`: remove one of them.")
		return
	case scaling.QueueDelaySeconds.IsNull() && scaling.RequestCount.IsNull():
		diags.AddAttributeError(path.Root("scaling"), "Nothing to scale on",
			"Set `queue_delay_seconds` or `request_count`, or remove `scaling` for the default.")
		return
	case m.Type.IsUnknown():
		return
	}
	balancer := m.Type.ValueString() == string(runpod.EndpointTypeLoadBalancer)
	if balancer && declared(scaling.QueueDelaySeconds) {
		diags.AddAttributeError(path.Root("scaling").AtName("queue_delay_seconds"), "A load balancer has no queue",
			"A `LOAD_BALANCER` scales on requests only: set `scaling = { request_count = 4 }`, or `type = \"QUEUE\"`.")
	}
	workers := tfkit.ObjectAs[workersModel](ctx, m.Workers, diags)
	if !balancer && declared(scaling.RequestCount) && workers != nil && declared(workers.IdleTimeoutSeconds) {
		diags.AddAttributeError(path.Root("workers").AtName("idle_timeout_seconds"), "No idle timeout with this scaling",
			"A `QUEUE` that scales on `request_count` has no idle timeout: remove `idle_timeout_seconds`, or scale on `queue_delay_seconds`.")
	}
}

// declared reports whether a value is certainly there.
func declared(v attr.Value) bool { return !v.IsNull() && !v.IsUnknown() }

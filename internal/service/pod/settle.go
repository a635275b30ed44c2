package pod

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// settled is the plan with what it left open taken from an answer. What was
// planned stands, since Terraform holds a provider to it: a difference that
// RunPod makes meanwhile shows as drift at the next read. Without an answer
// nothing is known that the plan did not know.
func (m model) settled(ctx context.Context, pod *runpod.Pod, secretKeys []string, diags *diag.Diagnostics) model {
	if pod == nil {
		return m
	}
	out := m
	out.fromAPI(ctx, pod, false, secretKeys, diags)
	out.TemplatedContainer = m.Settled(out.TemplatedContainer)
	out.Name, out.Cloud, out.Locked, out.GlobalNetworking = m.Name, m.Cloud, m.Locked, m.GlobalNetworking
	out.GPU, out.CPU = m.GPU, m.CPU
	out.NetworkVolume = m.NetworkVolume
	keep(&out.VolumeDisk, m.VolumeDisk)
	out.DesiredState = m.DesiredState
	keep(&out.Status, m.Status)
	keep(&out.GPUTypeID, m.GPUTypeID)
	keep(&out.DataCenterID, m.DataCenterID)
	keep(&out.CUDAVersion, m.CUDAVersion)
	keep(&out.CostPerHourUSD, m.CostPerHourUSD)
	keep(&out.SSH, m.SSH)
	keep(&out.PortMappings, m.PortMappings)
	keep(&out.HTTPURLs, m.HTTPURLs)
	return out
}

// keep puts a planned value back where the plan knew it.
func keep[V attr.Value](answer *V, planned V) {
	if !planned.IsUnknown() {
		*answer = planned
	}
}

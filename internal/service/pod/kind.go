// Package pod manages pods.
package pod

import (
	"context"
	"slices"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/labels"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// request is a create on one of several candidates.
type request struct {
	body       runpod.CreatePodRequest
	candidates []candidate
}

// Kind is that of pods. Runpod shows a deleted pod for a while, as TERMINATED.
var Kind = &account.Kind[runpod.Pod, request]{
	Name: "pod", Type: "runpod_pod", Bills: true,
	ID:         func(p *runpod.Pod) string { return p.ID },
	ObjectName: func(p *runpod.Pod) string { return p.Name },
	Created:    func(p *runpod.Pod) time.Time { return p.CreatedAt },
	Gone:       func(p *runpod.Pod) bool { return p.Status == runpod.PodStatusTerminated },
	Get:        (*runpod.Client).GetPod,
	List: func(client *runpod.Client, ctx context.Context) ([]runpod.Pod, error) {
		return client.ListPods(ctx, runpod.ListPodsOptions{})
	},
	FitsRequest: fitsRequest,
}

// fitsRequest reports whether a pod has the shape of a request, on any of the
// candidates: an earlier run may have been further down the list.
func fitsRequest(pod *runpod.Pod, req request) bool {
	if req.body.Image != nil && pod.Image != *req.body.Image {
		return false
	}
	if cpu := req.body.CPU; cpu != nil {
		return pod.CPU != nil && pod.CPU.ID == cpu.ID && pod.CPU.VCPUCount == cpu.VCPUCount
	}
	return pod.CPU == nil && (pod.GPU == nil || ((pod.GPU.Count == *req.body.GPU.Count || pod.GPU.Count == 0) &&
		slices.ContainsFunc(req.candidates, func(c candidate) bool { return c.gpuTypeID == pod.GPU.ID })))
}

// owner is what labels are put on.
func owner(id, name string) labels.Owner {
	return labels.Owner{Labelled: runpod.Labelled{ID: id, Type: runpod.TagResourceTypePod}, Kind: Kind.Name, Name: name}
}

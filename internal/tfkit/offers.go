package tfkit

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// Offers is what the live catalog offers. Without an account, or where the
// catalog cannot be read, nothing is known and everything passes: the apply has
// the last word. Problems are texts for the user, empty where all is well.
type Offers struct {
	pricing *Pricing
	list    func(context.Context, runpod.ListDataCentersOptions) ([]runpod.DataCenter, error)

	mu          sync.Mutex
	dataCenters []runpod.DataCenter
	asked       bool
}

// NewOffers looks things up in what pricing has read, and data centers by list,
// which is nil without an account.
func NewOffers(pricing *Pricing, list func(context.Context, runpod.ListDataCentersOptions) ([]runpod.DataCenter, error)) *Offers {
	return &Offers{pricing: pricing, list: list}
}

// GPUType says what is wrong with asking for a GPU type, wherever it is.
func (o *Offers) GPUType(ctx context.Context, id string) string {
	_, problem := o.gpuType(ctx, id)
	return problem
}

// gpuType is nil where the type is not known, with a problem if the catalog is.
func (o *Offers) gpuType(ctx context.Context, id string) (gpu *runpod.GPUType, problem string) {
	gpus, _ := o.pricing.live(ctx)
	if gpus == nil {
		return nil, ""
	}
	if i := slices.IndexFunc(gpus, func(g runpod.GPUType) bool { return g.ID == id }); i >= 0 {
		return &gpus[i], ""
	}
	estimator, _ := o.pricing.Estimator(ctx)
	return nil, fmt.Sprintf("RunPod has no GPU type %q.%s", id, didYouMean(estimator.Prices.ClosestGPU(id)))
}

// GPU says what is wrong with asking for GPUs of a type on a cloud.
func (o *Offers) GPU(ctx context.Context, id, cloud string, count int64) string {
	gpu, problem := o.gpuType(ctx, id)
	if gpu == nil {
		return problem
	}
	offered, most, other := gpu.Secure, gpu.MaxCount.Secure, runpod.CloudCommunity
	if cloud == string(runpod.CloudCommunity) {
		offered, most, other = gpu.Community, gpu.MaxCount.Community, runpod.CloudSecure
	}
	switch {
	case !offered:
		return fmt.Sprintf("RunPod does not offer %q on cloud %q. Use another type, or `cloud = %q` if that suits.", id, cloud, other)
	case most > 0 && count > most:
		return fmt.Sprintf("A pod has at most %d GPUs of type %q on cloud %q: write %d or less instead of %d.", most, id, cloud, most, count)
	}
	return ""
}

// CPU says what is wrong with asking for vCPUs of a flavor.
func (o *Offers) CPU(ctx context.Context, id string, count int64) string {
	_, cpus := o.pricing.live(ctx)
	if cpus == nil {
		return ""
	}
	i := slices.IndexFunc(cpus, func(c runpod.CPUType) bool { return c.ID == id })
	if i < 0 {
		ids := make([]string, 0, len(cpus))
		for _, c := range cpus {
			ids = append(ids, c.ID)
		}
		return fmt.Sprintf("RunPod has no CPU flavor %q: it has %s.", id, strings.Join(ids, ", "))
	}
	if r := cpus[i].VCPU; r.Max > 0 && (count < r.Min || count > r.Max) {
		return fmt.Sprintf("Flavor %q has %d to %d vCPUs: %d is not among them.", id, r.Min, r.Max, count)
	}
	return ""
}

// DataCenter says what is wrong with asking for a data center, and, where a
// volume type is named, for such a volume there.
func (o *Offers) DataCenter(ctx context.Context, id string, volumeType runpod.VolumeType) string {
	all := o.known(ctx)
	if len(all) == 0 {
		return ""
	}
	var with []string
	for _, d := range all {
		if volumeType == "" || slices.Contains(d.NetworkVolumeTypes, volumeType) {
			with = append(with, d.ID)
		}
	}
	slices.Sort(with)
	switch {
	case slices.Contains(with, id):
		return ""
	case slices.ContainsFunc(all, func(d runpod.DataCenter) bool { return d.ID == id }):
		return fmt.Sprintf("Data center %q has no network volumes of type %q. Those that do: %s.", id, volumeType, strings.Join(with, ", "))
	}
	return fmt.Sprintf("RunPod has no data center %q. It has %s.", id, strings.Join(with, ", "))
}

// CheckDataCenters refuses `data_center_ids` that do not exist.
func (o *Offers) CheckDataCenters(ctx context.Context, ids types.Set, diags *diag.Diagnostics) {
	for _, id := range Strings(ids) {
		NotOnOffer(diags, path.Root("data_center_ids"), o.DataCenter(ctx, id, ""))
	}
}

// NotOnOffer refuses an attribute for a problem that Offers names, if there is one.
// CLIs show a nested attribute by its resource only, so the text names it.
func NotOnOffer(diags *diag.Diagnostics, at path.Path, problem string) {
	if problem != "" {
		diags.AddAttributeError(at, "Not on offer", fmt.Sprintf("%s: %s", at, problem))
	}
}

// known asks once; a failure means that nothing is known.
func (o *Offers) known(ctx context.Context) []runpod.DataCenter {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.asked || o.list == nil {
		return o.dataCenters
	}
	ctx, cancel := context.WithTimeout(runpod.BestEffort(ctx, catalogPatience), catalogPatience)
	defer cancel()
	o.asked = true
	if found, err := o.list(ctx, runpod.ListDataCentersOptions{}); err == nil {
		o.dataCenters = found
	}
	return o.dataCenters
}

func didYouMean(ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	return fmt.Sprintf(" Did you mean %q?", ids[0])
}

package account

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// Availability is what the live catalog offers. Without an account, or where the
// catalog cannot be read, nothing is known and everything passes: the apply has
// the last word. Problems are texts for the user, empty where all is well.
type Availability struct{ catalog *Catalog }

// NewAvailability looks things up in a catalog.
func NewAvailability(catalog *Catalog) *Availability { return &Availability{catalog} }

// GPUPools are the serverless pools of the live catalog with their GPU types, by name; nil where they are not known.
func (a *Availability) GPUPools(ctx context.Context) map[string][]string {
	gpus, _, err := a.catalog.Compute(ctx)
	if err != nil {
		return nil
	}
	var pools map[string][]string
	for _, g := range gpus {
		if g.Pool == nil || *g.Pool == "" {
			continue
		}
		if pools == nil {
			pools = map[string][]string{}
		}
		pools[*g.Pool] = append(pools[*g.Pool], g.ID)
	}
	return pools
}

// GPUPool says what is wrong with asking for a serverless pool.
func (a *Availability) GPUPool(ctx context.Context, id string) string {
	pools := a.GPUPools(ctx)
	if _, ok := pools[id]; ok || pools == nil {
		return ""
	}
	names := slices.Sorted(maps.Keys(pools))
	return fmt.Sprintf("Runpod has no GPU pool %q.%s Available: %s.", id, didYouMean(cost.Closest(id, names)), strings.Join(names, ", "))
}

// gpuType is nil where the type is not known, with a problem if the catalog is.
func (a *Availability) gpuType(ctx context.Context, id string) (gpu *runpod.GPUType, problem string) {
	gpus, _, err := a.catalog.Compute(ctx)
	if err != nil || gpus == nil {
		return nil, ""
	}
	if i := slices.IndexFunc(gpus, func(g runpod.GPUType) bool { return g.ID == id }); i >= 0 {
		return &gpus[i], ""
	}
	names := make([]cost.GPUPrice, 0, len(gpus))
	for _, g := range gpus {
		names = append(names, cost.GPUPrice{ID: g.ID, Name: g.Name})
	}
	return nil, fmt.Sprintf("Runpod has no GPU type %q.%s", id, didYouMean(cost.NewPrices(names, nil).ClosestGPU(id)))
}

// GPU says what is wrong with asking for GPUs of a type on a cloud.
func (a *Availability) GPU(ctx context.Context, id, cloud string, count int64) string {
	gpu, problem := a.gpuType(ctx, id)
	if gpu == nil {
		return problem
	}
	offered, most, other := gpu.Secure, gpu.MaxCount.Secure, runpod.CloudCommunity
	if cloud == string(runpod.CloudCommunity) {
		offered, most, other = gpu.Community, gpu.MaxCount.Community, runpod.CloudSecure
	}
	switch {
	case !offered:
		return fmt.Sprintf("Runpod does not offer %q on cloud %q. Use another type, or `cloud = %q` if that suits.", id, cloud, other)
	case most > 0 && count > most:
		return fmt.Sprintf("A pod has at most %d GPUs of type %q on cloud %q. Write %d or less instead of %d.", most, id, cloud, most, count)
	}
	return ""
}

// Cluster says what is wrong with asking for a number of GPUs of a type in each pod of a cluster: those are on the secure cloud.
func (a *Availability) Cluster(ctx context.Context, id string, count int64) string {
	gpu, problem := a.gpuType(ctx, id)
	if gpu == nil {
		return problem
	}
	if offered, err := a.catalog.ClusterGPUs(ctx); err == nil && len(offered) > 0 && !slices.Contains(gpuIDs(offered), id) {
		return fmt.Sprintf("Runpod does not offer %q in clusters. Available: %s.", id, quoted(gpuIDs(offered)))
	}
	if most := gpu.MaxCount.Secure; most > 0 && count > most {
		return fmt.Sprintf("A pod has at most %d GPUs of type %q. Set `gpu_count_per_pod` to %d or less instead of %d, and raise `pod_count`.", most, id, most, count)
	}
	return ""
}

// CPU says what is wrong with asking for vCPUs of a flavor.
func (a *Availability) CPU(ctx context.Context, id string, count int64) string {
	_, cpus, err := a.catalog.Compute(ctx)
	if err != nil || cpus == nil {
		return ""
	}
	i := slices.IndexFunc(cpus, func(c runpod.CPUType) bool { return c.ID == id })
	if i < 0 {
		ids := make([]string, 0, len(cpus))
		for _, c := range cpus {
			ids = append(ids, c.ID)
		}
		return fmt.Sprintf("Runpod has no CPU flavor %q. Available: %s.", id, strings.Join(ids, ", "))
	}
	if r := cpus[i].VCPU; r.Max > 0 && (count < r.Min || count > r.Max) {
		return fmt.Sprintf("CPU flavor %q has %d to %d vCPUs, not %d.", id, r.Min, r.Max, count)
	}
	return ""
}

// DataCenter says what is wrong with asking for a data center, and, where a
// volume type is named, for such a volume there.
func (a *Availability) DataCenter(ctx context.Context, id string, volumeType runpod.VolumeType) string {
	all, err := a.catalog.DataCenters(ctx)
	if err != nil || len(all) == 0 {
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
		return fmt.Sprintf("Data center %q has no network volumes of type %q. Data centers that have them: %s.", id, volumeType, strings.Join(with, ", "))
	}
	return fmt.Sprintf("Runpod has no data center %q. Available: %s.", id, strings.Join(with, ", "))
}

// GlobalNetworking says what is wrong with asking for the private network in one of these data centers: none of
// them has it.
func (a *Availability) GlobalNetworking(ctx context.Context, ids []string) string {
	all, err := a.catalog.DataCenters(ctx)
	if err != nil || len(ids) == 0 {
		return ""
	}
	var with []string
	for _, d := range all {
		if d.GlobalNetwork {
			with = append(with, d.ID)
		}
	}
	if len(with) == 0 || slices.ContainsFunc(ids, func(id string) bool {
		return slices.Contains(with, id) || !slices.ContainsFunc(all, func(d runpod.DataCenter) bool { return d.ID == id })
	}) {
		return ""
	}
	slices.Sort(with)
	return fmt.Sprintf("There is no global networking in %s. Remove `global_networking`, or use a data center that has it: %s.", strings.Join(ids, ", "), strings.Join(with, ", "))
}

func gpuIDs(gpus []runpod.GPUType) []string {
	ids := make([]string, 0, len(gpus))
	for _, g := range gpus {
		ids = append(ids, g.ID)
	}
	slices.Sort(ids)
	return ids
}

func quoted(ids []string) string { return `"` + strings.Join(ids, `", "`) + `"` }

func didYouMean(ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	return fmt.Sprintf(" Did you mean %q?", ids[0])
}

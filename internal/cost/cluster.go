package cost

import (
	"fmt"

	"github.com/shopspring/decimal"
)

// Cluster is what of a cluster costs money. All its pods are alike.
type Cluster struct {
	Name                          string `json:"-"` // has no bearing on the cost
	GPUTypeID                     string
	GPUCountPerPod, PodCount      int64
	ContainerDiskGB, VolumeDiskGB int64 // per pod
	// Usage is nil for a cluster that runs all month.
	Usage *ClusterUsage
}

// ClusterUsage is how long a cluster exists.
type ClusterUsage struct {
	// HoursPerMonth is the whole month where it is not Valid, and never more than that.
	HoursPerMonth decimal.NullDecimal
}

const clusterAssumption = "clusters at the secure pod rate: RunPod publishes no rate for cluster GPUs or their network"

// Cluster prices a cluster, approximately: see the note it carries. A cluster cannot be stopped, so its disks bill
// for the hours it exists and no longer.
func (e Estimator) Cluster(c Cluster) Estimate {
	hours := e.Settings.withDefaults().HoursPerMonth
	exists := wholeMonth()
	if c.Usage != nil && c.Usage.HoursPerMonth.Valid {
		exists = portion{clamp(c.Usage.HoursPerMonth.Decimal, decimal.Zero, hours), hours}
	}
	pods := count(c.PodCount)
	perPod := count(max(c.GPUCountPerPod, 1))
	o := e.podGPUOffer(c.GPUTypeID, CloudSecure, perPod.Mul(pods))

	est := Estimate{Resource: named("cluster", c.Name)}
	est.account([]offer{o})
	runs := Number(exists.of(hours), 1)
	est.What = fmt.Sprintf("%s pods x %s %s, %s h", Number(pods, 0), Number(perPod, 0), o.label, runs)

	b := bill{resource: est.Resource}
	compute := exists.of(o.perHour.Decimal.Mul(o.units).Mul(hours))
	b.add(ComponentCompute, computeUnit(false), exists.of(o.units.Mul(hours)), o.perHour, compute, clusterAssumption)
	b.addStorage(count(c.ContainerDiskGB).Mul(pods), count(c.VolumeDiskGB).Mul(pods), exists, never())
	est.bill(b.items)
	if o.perHour.Valid {
		est.MaxHourly = known(o.perHour.Decimal.Mul(o.units))
		est.fixed()
	}

	parts := []string{fmt.Sprintf("%s pods x %s %s %s/h x %s h = %s (approximate: secure pod rate)", Number(pods, 0),
		Number(perPod, 0), o.label, Rate(o.perHour.Decimal), runs, USD(compute))}
	each := Number(pods, 0) + " x "
	parts = append(parts, diskParts(b.items, each+Number(count(c.ContainerDiskGB), 0), each+Number(count(c.VolumeDiskGB), 0))...)
	est.Summary = est.headline(parts, o.problem)
	return est
}

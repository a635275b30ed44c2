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

const clusterAssumption = "clusters at the secure pod rate: Runpod publishes no rate for cluster GPUs or their network"

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
	size := fmt.Sprintf("%s x %s x %s", Number(pods, 0), Number(perPod, 0), o.label)
	est.What = size + ", " + runs + " h"

	b := bill{resource: est.Resource}
	compute := exists.of(o.perHour.Decimal.Mul(o.units).Mul(hours))
	b.add(ComponentCompute, computeUnit(false), exists.of(o.units.Mul(hours)), o.perHour, compute, clusterAssumption)
	b.addStorage(count(c.ContainerDiskGB).Mul(pods), count(c.VolumeDiskGB).Mul(pods), exists, never())
	est.bill(b.items)
	if o.perHour.Valid && !exists.num.Equal(exists.den) {
		var disks bill
		disks.addStorage(count(c.ContainerDiskGB).Mul(pods), count(c.VolumeDiskGB).Mul(pods), wholeMonth(), never())
		est.noteOwn(fmt.Sprintf("priced as deleted for %s, which the provider does not do by itself: left on, it costs %s/mo", exists.rest().idle(),
			USD(o.perHour.Decimal.Mul(o.units).Mul(hours).Add(sum(disks.items).Decimal))))
	}
	if o.perHour.Valid {
		est.MaxHourly = known(o.perHour.Decimal.Mul(o.units))
		est.fixed()
	}

	terms := []term{o.hours(size, "GPU-hour (approximate: the secure pod rate)", exists.of(hours), compute)}
	terms = append(terms, diskTerms(b.items, Number(pods, 0)+" x ", c.ContainerDiskGB, c.VolumeDiskGB, exists, never())...)
	est.Summary = est.headline(arithmetic(est.Monthly.Decimal, terms), o.problem)
	return est
}

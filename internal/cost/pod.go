package cost

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"
)

// What a pod does while it is not used.
const (
	IdleStopped    = "STOPPED"
	IdleTerminated = "TERMINATED"
)

// Pod is what of a pod costs money. Exactly one of GPUTypeIDs and CPUFlavorID is set.
type Pod struct {
	Name string `json:"-"` // has no bearing on the cost
	// GPUTypeIDs are tried in this order: the first is what is expected, all of them make the range.
	GPUTypeIDs []string
	// GPUCount is 1 where it is not positive.
	GPUCount    int64
	CPUFlavorID string
	VCPUCount   int64
	// Cloud is [CloudSecure] (also for "") or [CloudCommunity].
	Cloud                         string
	ContainerDiskGB, VolumeDiskGB int64
	// DesiredStopped makes a pod without Usage one that never runs.
	DesiredStopped bool
	// Usage is nil for a pod that is left on.
	Usage *PodUsage
}

// PodUsage is how much of the month a pod runs.
type PodUsage struct {
	// HoursPerDay is between 0 and 24; 24 where it is not Valid.
	HoursPerDay decimal.NullDecimal
	// WhenIdle is [IdleStopped] (also for ""): the volume disk bills on; or [IdleTerminated]: nothing does.
	WhenIdle string
}

// portions returns the part of the month that a pod runs, and that it is stopped and keeps its volume disk.
func (p Pod) portions() (running, stopped portion) {
	running = wholeMonth()
	switch {
	case p.Usage != nil && p.Usage.HoursPerDay.Valid:
		running = hoursADay(p.Usage.HoursPerDay.Decimal)
	case p.Usage == nil && p.DesiredStopped:
		running = never()
	}
	if p.Usage != nil && p.Usage.WhenIdle == IdleTerminated {
		return running, never()
	}
	return running, running.rest()
}

func (e Estimator) podOffers(p Pod) []offer {
	if p.CPUFlavorID != "" {
		return []offer{e.cpuOffer(p.CPUFlavorID, p.VCPUCount, false)}
	}
	if len(p.GPUTypeIDs) == 0 {
		return []offer{{problem: "neither a GPU type nor a CPU flavor is known"}}
	}
	offers := make([]offer, len(p.GPUTypeIDs))
	for i, id := range p.GPUTypeIDs {
		offers[i] = e.podGPUOffer(id, p.Cloud, count(max(p.GPUCount, 1)))
	}
	return offers
}

// Pod prices a pod. MaxHourly is what it costs while it runs, also for one that is stopped. A network volume is
// billed by its own resource.
func (e Estimator) Pod(p Pod) Estimate {
	hours := e.Settings.withDefaults().HoursPerMonth
	running, stopped := p.portions()
	offers := e.podOffers(p)
	first, vcpu := offers[0], p.CPUFlavorID != ""

	est := Estimate{Resource: named("pod", p.Name)}
	est.account(offers)
	est.What = fmt.Sprintf("%s, %s h", first.size(vcpu), Number(running.of(hours), 1))

	compute := func(o offer) decimal.Decimal {
		return running.of(o.perHour.Decimal.Mul(o.units).Mul(hours))
	}
	b := bill{resource: est.Resource}
	b.add(ComponentCompute, computeUnit(vcpu), running.of(first.units.Mul(hours)), first.perHour, compute(first), "")
	disks := bill{resource: est.Resource}
	disks.addStorage(count(p.ContainerDiskGB), count(p.VolumeDiskGB), running, stopped)
	est.Items = slices.Concat(b.items, disks.items)
	storage := sum(disks.items).Decimal

	for _, o := range offers {
		if o.perHour.Valid {
			monthly := compute(o).Add(storage)
			est.widen(monthly, monthly, o.perHour.Decimal.Mul(o.units))
		}
	}
	if first.perHour.Valid {
		est.Monthly = sum(est.Items)
	}

	var parts []string
	for _, i := range b.items {
		parts = append(parts, fmt.Sprintf("%s %s/h x %s h = %s", sized(first, vcpu), Rate(first.perHour.Decimal),
			Number(running.of(hours), 1), USD(i.MonthlyUSD.Decimal)))
	}
	parts = append(parts, diskParts(disks.items, Number(count(p.ContainerDiskGB), 0), Number(count(p.VolumeDiskGB), 0))...)
	if len(parts) == 0 {
		parts = []string{"nothing is billed while it is stopped"}
	}
	est.Summary = est.headline(parts, first.problem)
	return est
}

func computeUnit(vcpu bool) string {
	if vcpu {
		return "vCPU-hour"
	}
	return "GPU-hour"
}

// sized is the offer before its price: "A100 PCIe x1", or "cpu3c 2 vCPU x".
func sized(o offer, vcpu bool) string {
	if vcpu {
		return o.size(vcpu) + " x"
	}
	return o.size(vcpu)
}

// addStorage bills the disks of pods: the container disk is erased by a stop, the volume disk doubles its rate.
func (b *bill) addStorage(containerGB, volumeGB decimal.Decimal, running, stopped portion) {
	add := func(component string, gb decimal.Decimal, cents int64, part portion) {
		price := fromCents(cents)
		b.add(component, "GB-month", part.of(gb), known(price), part.of(gb.Mul(price)), "")
	}
	add(ComponentContainerDisk, containerGB, containerDiskCents, running)
	add(ComponentVolumeDiskRunning, volumeGB, volumeDiskRunningCents, running)
	add(ComponentVolumeDiskStopped, volumeGB, volumeDiskStoppedCents, stopped)
}

// diskParts shows the disks of a bill, without those that cost nothing.
func diskParts(items []Item, containerSize, volumeSize string) []string {
	container, volume := decimal.Zero, decimal.Zero
	for _, i := range items {
		switch i.Component {
		case ComponentContainerDisk:
			container = container.Add(i.MonthlyUSD.Decimal)
		case ComponentVolumeDiskRunning, ComponentVolumeDiskStopped:
			volume = volume.Add(i.MonthlyUSD.Decimal)
		}
	}
	var parts []string
	if !container.IsZero() {
		parts = append(parts, fmt.Sprintf("container disk %s GB %s", containerSize, USD(container)))
	}
	if !volume.IsZero() {
		parts = append(parts, fmt.Sprintf("volume disk %s GB %s", volumeSize, USD(volume)))
	}
	return parts
}

// PodStorageMonthlyUSD is what the disks of a pod cost in a month in which it runs for runningHours and is stopped
// for the rest. Sizes are in GB; runningHours beyond the month count as the month.
func PodStorageMonthlyUSD(containerGB, volumeGB, runningHours decimal.Decimal, s Settings) decimal.Decimal {
	month := s.withDefaults().HoursPerMonth
	running := portion{clamp(runningHours, decimal.Zero, month), month}
	var b bill
	b.addStorage(decimal.Max(containerGB, decimal.Zero), decimal.Max(volumeGB, decimal.Zero), running, running.rest())
	return sum(b.items).Decimal
}

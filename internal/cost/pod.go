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
	// DesiredStopped makes a pod one that never runs, unless its Usage says for less than the day that it does.
	DesiredStopped bool
	// Usage is nil for a pod that is left on.
	Usage *PodUsage
}

// PodUsage is how much of the month a pod runs.
type PodUsage struct {
	// HoursPerDay is between 0 and 24; 24 where it is not Valid.
	HoursPerDay decimal.NullDecimal
	// HoursPerMonth replaces it where Valid; more hours than the month has count as the month.
	HoursPerMonth decimal.NullDecimal
	// WhenIdle is [IdleStopped] (also for ""): the volume disk keeps billing; or [IdleTerminated]: nothing does. A pod that
	// never runs is there anyway, and stopped.
	WhenIdle string
}

const stoppedNote = "desired_state is STOPPED, so it is priced as stopped all month, whatever its usage says; " +
	"set usage.hours_per_day to less than 24, or usage.hours_per_month, for a pod that runs part of the time"

// NeverRuns reports whether a pod is stopped all month. 24 hours a day are the default of a usage that says something
// else, and what is STOPPED does not run them.
func (p Pod) NeverRuns() bool {
	if !p.DesiredStopped {
		return false
	}
	if p.Usage != nil && p.Usage.HoursPerMonth.Valid {
		return false
	}
	return p.Usage == nil || !p.Usage.HoursPerDay.Valid || p.Usage.HoursPerDay.Decimal.GreaterThanOrEqual(decimal.NewFromInt(hoursPerDay))
}

// portions returns the part of the month that a pod runs, and that it is stopped and keeps its volume disk.
func (p Pod) portions(month decimal.Decimal) (running, stopped portion) {
	running = wholeMonth()
	switch {
	case p.NeverRuns():
		return never(), wholeMonth()
	case p.Usage != nil && p.Usage.HoursPerMonth.Valid:
		running = portion{clamp(p.Usage.HoursPerMonth.Decimal, decimal.Zero, month), month}
	case p.Usage != nil && p.Usage.HoursPerDay.Valid:
		running = hoursADay(p.Usage.HoursPerDay.Decimal)
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
	running, stopped := p.portions(hours)
	offers := e.podOffers(p)
	first, vcpu := offers[0], p.CPUFlavorID != ""

	est := Estimate{Resource: named("pod", p.Name)}
	est.account(offers)
	est.What = fmt.Sprintf("%s, %s h", first.size(vcpu), Number(running.of(hours), 1))
	if p.NeverRuns() && p.Usage != nil {
		est.Notes = append(est.Notes, est.Resource+": "+stoppedNote)
	}
	if first.perHour.Valid && !running.num.Equal(running.den) {
		est.noteOwn(p.leftOn(first, running, hours))
	}

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
	switch {
	case running.num.IsZero(): // whatever an hour costs
		est.fixed()
	case first.perHour.Valid:
		est.Monthly = sum(est.Items)
	}

	var terms []term
	for _, i := range b.items {
		terms = append(terms, first.hours(first.size(vcpu), computeUnit(vcpu), running.of(hours), i.MonthlyUSD.Decimal))
	}
	terms = append(terms, diskTerms(disks.items, "", p.ContainerDiskGB, p.VolumeDiskGB, running, stopped)...)
	parts := arithmetic(est.Monthly.Decimal, terms)
	if len(parts) == 0 {
		parts = []string{"nothing is billed while it is stopped"}
	}
	est.Summary = est.headline(parts, first.problem)
	return est
}

// leftOn says what a pod costs that nobody stops: no plan does.
func (p Pod) leftOn(o offer, running portion, hours decimal.Decimal) string {
	var disks bill
	disks.addStorage(count(p.ContainerDiskGB), count(p.VolumeDiskGB), wholeMonth(), never())
	sum := USD(o.perHour.Decimal.Mul(o.units).Mul(hours).Add(sum(disks.items).Decimal))
	switch {
	case p.NeverRuns():
		return fmt.Sprintf("priced as stopped all month: started and left on, it costs %s/mo", sum)
	case p.Usage.WhenIdle == IdleTerminated:
		return fmt.Sprintf("priced as terminated for %s, which the provider does not do: left on, it costs %s/mo", running.rest().idle(), sum)
	}
	return fmt.Sprintf("priced as stopped for %s, which the provider does not do: left on, it costs %s/mo; the hours that it runs include the minutes of its starts", running.rest().idle(), sum)
}

// idle shows a portion as "16 of 24 h a day".
func (p portion) idle() string {
	text := fmt.Sprintf("%s of %s h", Number(p.num, 2), Number(p.den, 2))
	if p.den.Equal(decimal.NewFromInt(hoursPerDay)) {
		return text + " a day"
	}
	return text + " a month"
}

func computeUnit(vcpu bool) string {
	if vcpu {
		return "vCPU-hour"
	}
	return "GPU-hour"
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

// diskTerms shows the disks of a bill. each is before their sizes, as in "4 x ".
func diskTerms(items []Item, each string, containerGB, volumeGB int64, running, stopped portion) []term {
	var terms []term
	for _, i := range items {
		gb, what, share := volumeGB, "volume disk", running.share()
		switch i.Component {
		case ComponentContainerDisk:
			gb, what = containerGB, "container disk"
		case ComponentVolumeDiskRunning:
		case ComponentVolumeDiskStopped:
			what, share = "volume disk while stopped", stopped.share()
		default:
			continue
		}
		text := fmt.Sprintf("%s%s GB %s, %s per GB-month%s", each, Number(count(gb), 0), what, Rate(i.UnitPriceUSD.Decimal), share)
		terms = append(terms, term{text: text, amount: i.MonthlyUSD.Decimal})
	}
	return terms
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

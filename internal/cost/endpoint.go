package cost

import (
	"fmt"

	"github.com/shopspring/decimal"
)

// Types of endpoints, as in the API.
const (
	EndpointQueue        = "QUEUE"
	EndpointLoadBalancer = "LOAD_BALANCER"
)

// Endpoint is what of a serverless endpoint costs money. Exactly one of Pools and CPUs is set.
type Endpoint struct {
	Name string `json:"-"` // has no bearing on the cost
	// Pools and CPUs are candidates: the first is what is expected, all of them make the range.
	Pools           []string
	ExcludedTypeIDs []string
	// GPUCount is per worker, 1 where it is not positive.
	GPUCount int64
	CPUs     []CPUOption
	// ActiveWorkers are always on; FlexWorkers are how many more may start.
	ActiveWorkers, FlexWorkers int64
	IdleTimeoutSeconds         int64
	// Type is [EndpointQueue] (also for "") or [EndpointLoadBalancer].
	Type string
	// RequestCount scales on the number of requests where it is positive; such a queue has no idle timeout. Otherwise a
	// queue scales on QueueDelaySeconds, the default where it is not Valid.
	RequestCount      int64
	QueueDelaySeconds decimal.NullDecimal
	// FlashBoot is as in the API; only [FlashBootOff] matters.
	FlashBoot       string
	ContainerDiskGB int64
	// Usage is nil where it is not declared: then there is a range, and no expected cost.
	Usage *EndpointUsage

	// longestIdleFirst simulates the other order in which workers may take requests.
	longestIdleFirst bool
}

// CPUOption is one CPU size that a worker may have.
type CPUOption struct {
	FlavorID  string
	VCPUCount int64
}

const (
	activeAssumption = "active workers at the flex rate: the list discount ended in spring 2026; a negotiated rate goes into " +
		"pricing.gpu_overrides[...].active_usd_per_second"
	requestCountNote = "REQUEST_COUNT scaling on a queue has no idle timeout: none is billed"
	noUsageNote      = "usage is not declared, so the expected cost is not known"
	warmNote         = "usage.cold_start_ratio is 0: no request meets a cold start, so neither cold starts nor idle timeouts are billed; " +
		"sparse traffic meets one nearly every time"
	usageAssumption = "flex workers by the declared averages, without the rounding of each session up to the second"
	scalerNote      = "a request goes to the worker that was busy last, and if no worker is up, the first request starts one at once: both are assumed, because Runpod documents neither"
	noWorkersText   = "no workers: requests are never served"
	workerDiskUnit  = "GB-interval of 5 min"
)

func (e Endpoint) idleIgnored() bool { return e.RequestCount > 0 && e.Type != EndpointLoadBalancer }

// endpointOffers lists the candidates; the first is the expected one. The types of one pool are separate offers, since
// an override may set them apart.
func (e Estimator) endpointOffers(p Endpoint) []offer {
	var offers []offer
	for _, pool := range p.Pools {
		offers = append(offers, e.poolOffers(pool, p.ExcludedTypeIDs, count(max(p.GPUCount, 1)))...)
	}
	if len(p.Pools) == 0 {
		for _, c := range p.CPUs {
			offers = append(offers, e.cpuOffer(c.FlavorID, c.VCPUCount, true))
		}
	}
	if len(offers) == 0 {
		offers = []offer{{problem: "neither a GPU pool nor a CPU flavor is known"}}
	}
	return offers
}

// workers are the hours and the disk of an endpoint's workers in a month.
type workers struct {
	active, flex decimal.Decimal
	hours        decimal.Decimal
	diskGB       decimal.Decimal
	// shortest is the shortest session of a flex worker in whole seconds.
	shortest decimal.Decimal
}

func (e Endpoint) workers(s Settings) workers {
	return workers{count(e.ActiveWorkers), count(e.FlexWorkers), s.HoursPerMonth, count(e.ContainerDiskGB), e.shortestSession()}
}

// always is what some workers of an offer cost when they run all month without a stop, disk included.
func (w workers) always(n, perHour, units decimal.Decimal) decimal.Decimal {
	return n.Mul(w.hours).Mul(perHour).Mul(units).Add(w.disk(w.allIntervals(n)))
}

// most is the maximum that the flex workers of an offer can cost: all of them bill all month, and as many intervals of disk
// as there can be.
func (w workers) most(o offer) decimal.Decimal {
	return w.flex.Mul(w.hours).Mul(o.perHour.Decimal).Mul(o.units).Add(w.disk(w.mostIntervals()))
}

func (w workers) allSeconds() decimal.Decimal {
	return w.flex.Mul(w.hours).Mul(decimal.NewFromInt(secondsPerHour))
}

// mostIntervals are how many intervals of disk the flex workers begin in a month at most. Each session begins its own:
// most of them in the shortest sessions that there can be, or in those that just begin one more.
func (w workers) mostIntervals() decimal.Decimal {
	interval, one := decimal.NewFromInt(secondsPerInterval), decimal.NewFromInt(1)
	begun := ceilDiv(w.shortest, interval)
	shortest := portion{begun, w.shortest}
	oneMore := portion{begun.Add(one), begun.Mul(interval).Add(one)}
	return decimal.Max(shortest.of(w.allSeconds()), oneMore.of(w.allSeconds())).Ceil()
}

func (w workers) allIntervals(n decimal.Decimal) decimal.Decimal {
	return n.Mul(w.hours).Mul(decimal.NewFromInt(intervalsPerHour))
}

// disk is what that many five-minute intervals of worker disk cost.
func (w workers) disk(intervals decimal.Decimal) decimal.Decimal {
	return workerDiskUSD(intervals.Mul(w.diskGB))
}

func workerDiskUSD(gbIntervals decimal.Decimal) decimal.Decimal {
	return div(gbIntervals.Mul(fromCents(containerDiskCents)), decimal.NewFromInt(intervalsPerMonth))
}

// Endpoint prices a serverless endpoint.
func (e Estimator) Endpoint(p Endpoint) Estimate {
	s := e.Settings.withDefaults()
	offers := e.endpointOffers(p)
	first, vcpu := offers[0], len(p.Pools) == 0
	w := p.workers(s)

	est := Estimate{Resource: named("endpoint", p.Name)}
	est.account(offers)
	if w.active.IsPositive() {
		for _, o := range offers {
			est.addSource(o.activeSource)
		}
	}
	est.What = fmt.Sprintf("%s, %s active + %s flex workers", first.size(vcpu), Number(w.active, 0), Number(w.flex, 0))

	for _, o := range offers {
		if o.perHour.Valid {
			low := w.always(w.active, o.active.Decimal, o.units)
			hourly := w.active.Mul(o.active.Decimal).Add(w.flex.Mul(o.perHour.Decimal)).Mul(o.units)
			est.widen(low, low.Add(w.most(o)), hourly)
		}
	}

	load, used := p.Load(s)
	est.bill(w.items(est.Resource, first, vcpu, load, used))
	if used && p.idleIgnored() {
		est.Notes = append(est.Notes, requestCountNote)
	}
	switch {
	case used:
		est.judge(p, load)
	case w.flex.IsPositive():
		est.Notes = appendNew(est.Notes, noUsageNote)
	}
	est.explain(e, p, w, first, load, used)
	// Without flex workers no traffic changes the bill.
	if first.perHour.Valid && (used || w.flex.IsZero()) {
		est.Monthly = sum(est.Items)
	}
	est.Summary = est.endpointSummary(p, w, first, vcpu, used)
	return est
}

// judge warns of a load that the workers cannot carry, and notes what was taken for granted.
func (est *Estimate) judge(p Endpoint, load Load) {
	most := count(p.ActiveWorkers).Add(count(p.FlexWorkers))
	requests := fmt.Sprintf("%s requests a day of %s s", Number(p.Usage.RequestsPerDay, 2), Number(p.Usage.ExecutionSeconds, 3))
	switch {
	case load.Overloaded && most.IsZero():
		est.Warnings = append(est.Warnings, noWorkersText+"; raise workers.flex")
		return
	case load.Overloaded:
		within := ""
		if load.WorkersNeededInWindow.GreaterThan(load.WorkersNeeded) {
			within = fmt.Sprintf(" (%s within their %s hours)", Number(load.WorkersNeededInWindow, 2), Number(p.Usage.HoursPerDay.Decimal, 2))
		}
		est.Warnings = append(est.Warnings, fmt.Sprintf("%s keep %s workers busy%s, but at most %s may run: "+
			"requests will pile up, and the estimate is capped at all workers busy all month; raise workers.flex",
			requests, Number(load.WorkersNeeded, 2), within, Number(most, 0)))
		return
	case load.BacksUp:
		est.Warnings = append(est.Warnings, fmt.Sprintf("%s come within %s hours and keep %s workers busy then, but at most %s may run: "+
			"requests pile up, and the last of a day wait long; raise workers.flex",
			requests, Number(p.Usage.HoursPerDay.Decimal, 2), Number(load.WorkersNeededInWindow, 2), Number(most, 0)))
	case load.Capped:
		est.Notes = append(est.Notes, "cold starts and idle timeouts would bill more than all flex workers up all month: the estimate is capped there")
	case load.FlexSeconds.IsPositive() && p.Usage.ColdStartRatio.Valid && p.Usage.ColdStartRatio.Decimal.IsZero():
		est.Notes = append(est.Notes, warmNote)
	}
	if load.FlexSeconds.IsPositive() && !p.Usage.ColdStartRatio.Valid {
		if _, assumed := p.coldStart(); assumed != "" {
			est.Notes = append(est.Notes, assumed)
		}
		est.Notes = append(est.Notes, scalerNote)
	}
}

// items bills the workers of one offer, their compute and their disks at most as [workers.most] has them.
func (w workers) items(resource string, o offer, vcpu bool, load Load, used bool) []Item {
	assumption := ""
	if !o.discounted && !vcpu {
		assumption = activeAssumption
	}
	second := decimal.NewFromInt(secondsPerHour)
	flexSeconds, flexIntervals := decimal.Min(load.FlexSeconds, w.allSeconds()), decimal.Min(load.flexIntervals, w.mostIntervals())
	if load.Overloaded { // they never stop
		flexSeconds, flexIntervals = w.allSeconds(), w.allIntervals(w.flex)
	}
	diskPrice, unit := known(workerDiskUSD(decimal.NewFromInt(1))), computeUnit(vcpu)

	b := bill{resource: resource}
	activeHours := w.active.Mul(w.hours).Mul(o.units)
	b.add(ComponentActiveWorkers, unit, activeHours, o.active, activeHours.Mul(o.active.Decimal), assumption)
	disk := w.allIntervals(w.active)
	b.add(ComponentActiveDisk, workerDiskUnit, disk.Mul(w.diskGB), diskPrice, w.disk(disk), "")
	if !used {
		if w.flex.IsPositive() {
			b.items = append(b.items, Item{
				Resource: resource, Component: ComponentFlexWorkers, Unit: unit, UnitPriceUSD: o.perHour, Assumption: noUsageNote,
			})
		}
		return b.items
	}
	flexUnits := flexSeconds.Mul(o.units)
	b.add(ComponentFlexWorkers, unit, div(flexUnits, second), o.perHour, div(flexUnits.Mul(o.perHour.Decimal), second), load.assumption)
	b.add(ComponentFlexDisk, workerDiskUnit, flexIntervals.Mul(w.diskGB), diskPrice, w.disk(flexIntervals), load.assumption)
	return b.items
}

// usd is what flex workers bill for that many seconds.
func (o offer) usd(seconds decimal.Decimal) decimal.Decimal {
	return div(seconds.Mul(o.perHour.Decimal).Mul(o.units), decimal.NewFromInt(secondsPerHour))
}

// flexUSD is what a load bills on flex workers, whatever they have time for.
func (w workers) flexUSD(load Load, o offer) (compute, disk decimal.Decimal) {
	return o.usd(load.FlexSeconds), w.disk(load.flexIntervals)
}

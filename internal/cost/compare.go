package cost

import (
	"github.com/shopspring/decimal"
)

// Ways to run a workload, in [ComparisonResult].Cheapest.
const (
	WayPod        = "pod"
	WayStoppedPod = "stopped_pod"
	WayFlex       = "flex"
	WayActive     = "active"
)

// Comparison is a workload that may run on pods or on serverless workers.
type Comparison struct {
	GPUTypeID string
	// GPUCount is per pod and per worker, 1 where it is not positive.
	GPUCount int64
	// Cloud is where the pod would run: [CloudSecure] (also for "") or [CloudCommunity].
	Cloud    string
	Workload Workload
	Storage  ComparisonStorage
	// PodUSDPerHour, FlexUSDPerSecond and ActiveUSDPerSecond are per GPU and beat the price book where they are Valid.
	PodUSDPerHour, FlexUSDPerSecond, ActiveUSDPerSecond decimal.NullDecimal
}

// ComparisonStorage is what the workload keeps on disk, in GB. ContainerDiskGB is what a pod or a worker has.
// VolumeDiskGB is a pod's. A network volume serves the workers, and the pods too where they have no volume disk.
type ComparisonStorage struct {
	ContainerDiskGB, VolumeDiskGB, NetworkVolumeGB int64
}

// ComparisonResult says what each way costs in a month and when a pod wins. What cannot be known is not Valid, and
// Warnings say why.
type ComparisonResult struct {
	// PodMonthly is a pod left on; StoppedPodMonthly one that is stopped whenever it has no work; FlexMonthly and
	// ActiveMonthly are serverless workers. Where one is busy for more than 24 h a day, there are as many as it takes.
	PodMonthly, StoppedPodMonthly, FlexMonthly, ActiveMonthly decimal.NullDecimal
	// BusyHoursPerDay is the useful work: requests x execution time.
	BusyHoursPerDay decimal.Decimal
	// PodsNeeded, or always-on workers, carry that: at least 1.
	PodsNeeded int64
	// BreakEvenHoursPerDay is [BreakEvenHoursPerDay].
	BreakEvenHoursPerDay decimal.NullDecimal
	// BreakEvenBusyHoursPerDay is the useful work a day above which one pod left on is cheaper than flex, with cold
	// starts, idle timeouts and storage. Above 24, flex always wins.
	BreakEvenBusyHoursPerDay decimal.NullDecimal
	// StoppedPodBreakEvenHoursPerDay is the same for a pod that is stopped when unused; not Valid where it never wins.
	StoppedPodBreakEvenHoursPerDay decimal.NullDecimal
	// Cheapest is one of [WayPod], [WayStoppedPod], [WayFlex], [WayActive], of those that are known; empty if none is.
	Cheapest string
	// Recommendation is a few sentences with the reasons.
	Recommendation  string
	PriceSource     string
	Notes, Warnings []string
}

// comparisonRates are per GPU and hour.
type comparisonRates struct{ pod, flex, active offer }

func (e Estimator) comparisonRates(c Comparison) comparisonRates {
	units := count(max(c.GPUCount, 1))
	rates := comparisonRates{pod: e.podGPUOffer(c.GPUTypeID, c.Cloud, units)}
	g, ok := e.Prices.GPU(c.GPUTypeID)
	rates.flex = serverlessOffer(g, g.label(), units)
	if !ok {
		rates.flex.problem = e.unknownGPU(c.GPUTypeID) + "; to compare it, set flex_usd_per_second"
	} else if !rates.flex.perHour.Valid {
		rates.flex.problem = "serverless has no price for \"" + g.ID + "\" (it is in no pool, or not listed); to compare it, set flex_usd_per_second"
	}
	rates.pod.replace(c.PodUSDPerHour)
	rates.flex.replace(perHour(c.FlexUSDPerSecond))

	rates.active = rates.flex
	if g.ActivePerHour.Valid {
		rates.active.problem = ""
		rates.active.perHour, rates.active.source = rates.flex.active, rates.flex.activeSource
	}
	rates.active.replace(perHour(c.ActiveUSDPerSecond))
	rates.active.discounted = g.ActivePerHour.Valid || c.ActiveUSDPerSecond.Valid
	return rates
}

// replace sets a price from the configuration.
func (o *offer) replace(price decimal.NullDecimal) {
	dropPlaceholders(&price)
	if price.Valid {
		o.perHour, o.source, o.problem = price, SourceOverride, ""
	}
}

// comparisonCosts are the monthly costs of one pod or worker over its busy hours, without a network volume.
type comparisonCosts struct {
	pod, stopped, active line
	// flexRequest is what one request costs on flex workers.
	flexRequest decimal.Decimal
	// podVolume and workerVolume are the network volume, one for all of them.
	podVolume, workerVolume decimal.Decimal
}

func (c Comparison) costs(r comparisonRates, s Settings) comparisonCosts {
	hours, day := s.HoursPerMonth, decimal.NewFromInt(hoursPerDay)
	container, volume := count(c.Storage.ContainerDiskGB), count(c.Storage.VolumeDiskGB)
	perMonth := func(o offer) decimal.Decimal { return o.perHour.Decimal.Mul(o.units).Mul(hours) }
	storage := func(running portion) decimal.Decimal {
		var b bill
		b.addStorage(container, volume, running, running.rest())
		return sum(b.items).Decimal
	}
	var k comparisonCosts
	k.workerVolume = NetworkVolumeMonthlyUSD(count(c.Storage.NetworkVolumeGB), s)
	if volume.IsZero() {
		k.podVolume = k.workerVolume
	}
	on, off := storage(wholeMonth()), storage(never())
	k.pod = line{fixed: perMonth(r.pod).Add(on)}
	k.stopped = line{fixed: off, perBusyHour: div(perMonth(r.pod).Add(on).Sub(off), day)}
	k.active = line{fixed: perMonth(r.active).Add(workerDiskUSD(hours.Mul(decimal.NewFromInt(intervalsPerHour)).Mul(container)))}
	compute := div(c.Workload.perRequest().Mul(r.flex.perHour.Decimal).Mul(r.flex.units), decimal.NewFromInt(secondsPerHour))
	k.flexRequest = compute.Add(workerDiskUSD(c.Workload.intervalsPerRequest().Mul(container)))
	return k
}

// PodVsServerless compares a pod left on, a pod stopped when unused, flex workers and active workers.
func (e Estimator) PodVsServerless(c Comparison) ComparisonResult {
	s := e.Settings.withDefaults()
	c.Workload = c.Workload.cleaned()
	rates := e.comparisonRates(c)
	k := c.costs(rates, s)

	busy := div(c.Workload.busySeconds(), decimal.NewFromInt(secondsPerHour))
	n := decimal.Max(ceilDiv(c.Workload.busySeconds(), decimal.NewFromInt(secondsPerDay)), decimal.NewFromInt(1))
	r := ComparisonResult{BusyHoursPerDay: busy, PodsNeeded: n.IntPart()}
	each := div(busy, n)
	if rates.pod.perHour.Valid {
		r.PodMonthly = known(n.Mul(k.pod.at(each)).Add(k.podVolume))
		r.StoppedPodMonthly = known(n.Mul(k.stopped.at(each)).Add(k.podVolume))
	}
	if rates.flex.perHour.Valid {
		requests := portion{c.Workload.RequestsPerDay.Mul(s.HoursPerMonth), decimal.NewFromInt(hoursPerDay)}
		r.FlexMonthly = known(requests.of(k.flexRequest).Add(k.workerVolume))
	}
	if rates.active.perHour.Valid {
		r.ActiveMonthly = known(n.Mul(k.active.at(each)).Add(k.workerVolume))
	}
	if rates.pod.perHour.Valid && rates.flex.perHour.Valid {
		c.breakEven(&r, k, rates, s)
	}
	r.Cheapest = cheapest(r.ways()).name
	r.explain(c, rates, s)
	r.Recommendation = r.recommend(c)
	return r
}

// breakEven finds where flex workers overtake one pod, with everything that is billed.
func (c Comparison) breakEven(r *ComparisonResult, k comparisonCosts, rates comparisonRates, s Settings) {
	day := decimal.NewFromInt(hoursPerDay)
	r.BreakEvenHoursPerDay = known(div(rates.pod.perHour.Decimal.Mul(day), rates.flex.perHour.Decimal))
	if !c.Workload.ExecutionSeconds.IsPositive() {
		return
	}
	// A busy hour is 3600/e requests.
	requests := portion{decimal.NewFromInt(secondsPerHour).Mul(s.HoursPerMonth), c.Workload.ExecutionSeconds.Mul(day)}
	flex := line{k.workerVolume, requests.of(k.flexRequest)}
	pod := line{k.pod.fixed.Add(k.podVolume), k.pod.perBusyHour}
	stopped := line{k.stopped.fixed.Add(k.podVolume), k.stopped.perBusyHour}
	r.BreakEvenBusyHoursPerDay = flex.overtakes(pod)
	r.StoppedPodBreakEvenHoursPerDay = flex.overtakes(stopped)
}

type comparedWay struct {
	name, text string
	monthly    decimal.NullDecimal
}

// ways are in the order in which equal costs are preferred: the simpler first.
func (r ComparisonResult) ways() []comparedWay {
	return []comparedWay{
		{WayPod, "a pod left on", r.PodMonthly},
		{WayStoppedPod, "a pod stopped when unused", r.StoppedPodMonthly},
		{WayFlex, "flex workers", r.FlexMonthly},
		{WayActive, "active workers", r.ActiveMonthly},
	}
}

// cheapest is the first of the cheapest ways that are known; an empty one of none.
func cheapest(ways []comparedWay) comparedWay {
	var best comparedWay
	for _, w := range ways {
		if w.monthly.Valid && (!best.monthly.Valid || w.monthly.Decimal.LessThan(best.monthly.Decimal)) {
			best = w
		}
	}
	return best
}

package cost

import (
	"github.com/shopspring/decimal"
)

// Ways to run a workload, in [ComparisonResult] and [BurstWay].
const (
	WayPod        = "pod"
	WayStoppedPod = "stopped_pod"
	WayFlex       = "flex"
	WayActive     = "active"
)

// mostBusyPercent is how busy flex workers are kept at most, on average while requests come: the closer to 100, the
// longer requests wait.
const mostBusyPercent = 80

// Comparison is a workload that may run on pods or on serverless workers.
type Comparison struct {
	GPUTypeID string
	// GPUCount is per pod and per worker, 1 where it is not positive.
	GPUCount int64
	// Cloud is where the pod would run: [CloudSecure] (also for "") or [CloudCommunity].
	Cloud string
	// Workload is nil where it is not declared: then only what does not depend on it is known.
	Workload *EndpointUsage
	// IdleTimeoutSeconds is how long a flex worker stays up without work.
	IdleTimeoutSeconds int64
	Storage            ComparisonStorage
	// PodUSDPerHour, FlexUSDPerSecond and ActiveUSDPerSecond are per GPU and beat the price book where they are Valid.
	PodUSDPerHour, FlexUSDPerSecond, ActiveUSDPerSecond decimal.NullDecimal
	// Allowance bounds what may run at once.
	Allowance Allowance
}

// ComparisonStorage is what the workload keeps on disk, in GB. ContainerDiskGB is what a pod or a worker has.
// VolumeDiskGB is a pod's. A network volume serves the workers, and the pods too where they have no volume disk.
type ComparisonStorage struct {
	ContainerDiskGB, VolumeDiskGB, NetworkVolumeGB int64
}

// ComparisonResult says what each way costs in a month, how long requests wait on it, and when a pod wins. What cannot
// be known is not Valid, and Warnings say why.
type ComparisonResult struct {
	// PodMonthly is PodsNeeded pods left on; StoppedPodMonthly the same, stopped whenever they have no work; FlexMonthly
	// is FlexWorkers flex workers; ActiveMonthly is PodsNeeded active workers.
	PodMonthly, StoppedPodMonthly, FlexMonthly, ActiveMonthly decimal.NullDecimal
	// BusyHoursPerDay is the useful work: requests x execution time / concurrency.
	BusyHoursPerDay decimal.NullDecimal
	// PodsNeeded are as many pods, or active workers, as carry the load while it comes: at least 1.
	PodsNeeded decimal.Decimal
	// FlexWorkers are the default of an endpoint, or as many as the load needs; 0 without a workload.
	FlexWorkers int64
	// FlexService is how FlexWorkers serve the workload, AlwaysOnService how PodsNeeded pods or active workers do. They
	// are nil without a workload.
	FlexService, AlwaysOnService *Service
	// Burst is how long one burst takes and what it costs, in several ways; empty unless the workload comes in bursts.
	Burst []BurstWay
	// BreakEvenHoursPerDay is [BreakEvenHoursPerDay].
	BreakEvenHoursPerDay decimal.NullDecimal
	// BreakEvenBusyHoursPerDay is the useful work a day above which PodsNeeded pods left on are cheaper than flex, with
	// cold starts, idle timeouts and storage. Above what that many pods can do, flex always wins.
	BreakEvenBusyHoursPerDay decimal.NullDecimal
	// Cheapest is one of [WayPod], [WayStoppedPod], [WayFlex], [WayActive], of those that are known; empty if none is.
	// CheapestOnDemand is that without [WayStoppedPod], which somebody has to start.
	Cheapest, CheapestOnDemand string
	// Recommendation is a few sentences with the reasons.
	Recommendation  string
	PriceSource     string
	Notes, Warnings []string
}

// PodVsServerless compares pods left on, pods stopped when unused, flex workers and active workers.
func (e Estimator) PodVsServerless(c Comparison) ComparisonResult {
	k := e.compared(c)
	r := ComparisonResult{PodsNeeded: decimal.NewFromInt(1)}
	if c.Workload != nil {
		r.PodsNeeded, r.FlexWorkers = c.podsNeeded(), c.flexWorkers()
		r.BusyHoursPerDay = known(div(c.Workload.busySeconds(), decimal.NewFromInt(secondsPerHour)))
		r.FlexService, r.AlwaysOnService = c.endpoint(0, r.FlexWorkers).Service(), c.endpoint(whole(r.PodsNeeded), 0).Service()
		r.Burst = k.bursts()
	}
	r.price(k)
	r.breakEven(k)
	if c.Workload != nil {
		r.Cheapest, r.CheapestOnDemand = cheapest(r.ways()).name, cheapest(r.onDemand()).name
	}
	r.explain(k)
	r.Recommendation = r.recommend(k)
	return r
}

// price fills in what each way costs in a month, as far as its price is known.
func (r *ComparisonResult) price(k compared) {
	declared := k.Workload != nil
	if k.rates.pod.perHour.Valid {
		r.PodMonthly = known(k.pods(r.PodsNeeded).fixed)
		if declared {
			r.StoppedPodMonthly = known(k.stoppedPods(r.PodsNeeded).at(r.BusyHoursPerDay.Decimal))
		}
	}
	if k.rates.flex.perHour.Valid && declared {
		r.FlexMonthly = known(k.flex(r.FlexWorkers))
	}
	if k.rates.active.perHour.Valid {
		r.ActiveMonthly = known(k.active(r.PodsNeeded))
	}
}

// endpoint is the endpoint that the workload would have, with everything else as an endpoint's defaults.
func (c Comparison) endpoint(active, flex int64) Endpoint {
	return Endpoint{
		GPUCount: c.GPUCount, ActiveWorkers: active, FlexWorkers: flex, IdleTimeoutSeconds: c.IdleTimeoutSeconds,
		ContainerDiskGB: c.Storage.ContainerDiskGB, Usage: c.Workload,
	}
}

// podsNeeded are as many as carry the load while it comes.
func (c Comparison) podsNeeded() decimal.Decimal {
	return decimal.Max(ceilDiv(c.Workload.busySeconds(), c.Workload.windowSeconds()), decimal.NewFromInt(1))
}

// flexWorkers are the default, or as many as are busy for [mostBusyPercent] of the time in which requests come. A
// measured share of cold starts counts as work: the formula for it bills that as well.
func (c Comparison) flexWorkers() int64 {
	work := c.Workload.busySeconds()
	if c.Workload.ColdStartRatio.Valid {
		w := c.endpoint(0, 0).sessions()
		work = w.RequestsPerDay.Mul(w.perRequest())
	}
	available := c.Workload.windowSeconds().Mul(decimal.NewFromInt(mostBusyPercent))
	needed := ceilDiv(work.Mul(decimal.NewFromInt(100)), available)
	return max(whole(needed), DefaultFlexWorkers)
}

type comparedWay struct {
	name, text string
	monthly    decimal.NullDecimal
}

// onDemand are the ways that answer at any time, in the order in which equal costs are preferred.
func (r ComparisonResult) onDemand() []comparedWay {
	pods, workers := "a pod left on", "an active worker"
	if n := r.PodsNeeded; n.GreaterThan(decimal.NewFromInt(1)) {
		pods, workers = Plural(n, "pod")+" left on", Plural(n, "active worker")
	}
	return []comparedWay{
		{WayPod, pods, r.PodMonthly},
		{WayFlex, "flex workers", r.FlexMonthly},
		{WayActive, workers, r.ActiveMonthly},
	}
}

// ways are all of them. The last one needs somebody who starts and stops it, so it has to be cheaper than the others.
func (r ComparisonResult) ways() []comparedWay {
	stopped := "a pod stopped when unused"
	if n := r.PodsNeeded; n.GreaterThan(decimal.NewFromInt(1)) {
		stopped = Plural(n, "pod") + " stopped when unused"
	}
	return append(r.onDemand(), comparedWay{WayStoppedPod, stopped, r.StoppedPodMonthly})
}

// cheapest is the first of the cheapest ways that are known, to the cent; an empty one of none.
func cheapest(ways []comparedWay) comparedWay {
	var best comparedWay
	for _, w := range ways {
		if w.monthly.Valid && (!best.monthly.Valid || Cents(w.monthly.Decimal).LessThan(Cents(best.monthly.Decimal))) {
			best = w
		}
	}
	return best
}

package cost

import "github.com/shopspring/decimal"

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

// compared is a comparison with its prices.
type compared struct {
	Comparison
	rates    comparisonRates
	settings Settings
	// podVolume and workerVolume are what the network volume costs in a month, one for all pods or workers.
	podVolume, workerVolume decimal.Decimal
}

func (e Estimator) compared(c Comparison) compared {
	k := compared{Comparison: c, rates: e.comparisonRates(c), settings: e.Settings.withDefaults()}
	k.workerVolume = NetworkVolumeMonthlyUSD(count(c.Storage.NetworkVolumeGB), k.settings)
	if c.Storage.VolumeDiskGB <= 0 {
		k.podVolume = k.workerVolume
	}
	return k
}

// podDisks are what the disks of one pod cost in a month.
func (k compared) podDisks(running portion) decimal.Decimal {
	var b bill
	b.addStorage(count(k.Storage.ContainerDiskGB), count(k.Storage.VolumeDiskGB), running, running.rest())
	return sum(b.items).Decimal
}

func (k compared) podCompute() decimal.Decimal {
	return k.rates.pod.perHour.Decimal.Mul(k.rates.pod.units).Mul(k.settings.HoursPerMonth)
}

// pods are n of them left on.
func (k compared) pods(n decimal.Decimal) line {
	return line{fixed: n.Mul(k.podCompute().Add(k.podDisks(wholeMonth()))).Add(k.podVolume)}
}

// stoppedPods are n of them that run for the busy hours.
func (k compared) stoppedPods(n decimal.Decimal) line {
	on, off := k.podDisks(wholeMonth()), k.podDisks(never())
	return line{
		fixed:       n.Mul(off).Add(k.podVolume),
		perBusyHour: div(k.podCompute().Add(on).Sub(off), decimal.NewFromInt(hoursPerDay)),
	}
}

// active are n active workers.
func (k compared) active(n decimal.Decimal) decimal.Decimal {
	return k.workers(0).always(n, k.rates.active.perHour.Decimal, k.rates.active.units).Add(k.workerVolume)
}

// flexItems bill the workload on an endpoint with n flex workers.
func (k compared) flexItems(n int64) []Item {
	load, used := k.endpoint(0, n).Load(k.settings)
	return k.workers(n).items("", k.rates.flex, false, load, used)
}

// workers are n flex workers.
func (k compared) workers(n int64) workers {
	return k.endpoint(0, n).workers(k.settings)
}

func (k compared) flex(n int64) decimal.Decimal {
	return sum(k.flexItems(n)).Decimal.Add(k.workerVolume)
}

package sandbox

import (
	"math/big"
	"time"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// Rates of storage as Runpod documents them. A month has 730 hours. What a
// high-performance volume costs is not published; this is a guess.
const (
	diskCents        = 10 // USD cents per GB-month, of a container disk and of the volume disk of a pod that runs
	stoppedDiskCents = 20 // of the volume disk of a pod that does not
	volumeCents      = 7
	largeVolumeCents = 5 // of what goes beyond largeVolumeGB
	fastVolumeCents  = 14
	largeVolumeGB    = 1000
	hoursInMonth     = 730
	workerDiskTick   = 5 * time.Minute
	workerDiskTicks  = 30 * 24 * 12 // in a month of worker disk
	secondsInHour    = 3600
	secondsInMonth   = hoursInMonth * secondsInHour
)

// bySecond is a rate given in USD per hour.
func bySecond(usdPerHour decimal.Decimal) rate {
	return rate{usd: new(big.Rat).Quo(usdPerHour.Rat(), big.NewRat(secondsInHour, 1)), tick: time.Second}
}

// diskBySecond is a rate given in cents per GB-month.
func diskBySecond(gb, cents int64) *big.Rat {
	return big.NewRat(gb*cents, 100*secondsInMonth)
}

// workerDisk is what the disk of a worker costs for every five minutes begun.
func workerDisk(gb int64) rate {
	return rate{usd: big.NewRat(gb*diskCents, 100*workerDiskTicks), tick: workerDiskTick}
}

// readMeter takes down what everything costs from now on.
func (a *Account) readMeter(now time.Time) {
	rates := map[billed]rate{}
	for _, p := range a.pods.all() {
		p.addRates(rates)
	}
	for _, v := range a.networkVolumes.all() {
		what := billed{product: productVolumes, id: v.ID, component: componentStandard}
		if v.Type == runpod.VolumeTypeHighPerformance {
			what.component = componentHighPerf
		}
		rates[what] = volumeRate(v)
	}
	for _, e := range a.endpoints.all() {
		a.addWorkerRates(e, rates)
	}
	a.meter.read(now, rates)
	a.endScalers(now)
}

// addRates adds what a pod costs: its compute and container disk while it runs,
// its volume disk for as long as it exists.
func (p *pod) addRates(rates map[billed]rate) {
	if p.gone() {
		return
	}
	what := billed{product: productPods, id: p.id}
	if p.cluster != nil {
		what = billed{product: productClusters, id: p.cluster.ID, part: p.id}
	}
	volumeCents, disk := int64(stoppedDiskCents), new(big.Rat)
	if p.holds() {
		what.component = componentGPU
		if p.cpu != nil {
			what.component = componentCPU
		}
		rates[what] = bySecond(p.rate())
		volumeCents = diskCents
		disk = diskBySecond(p.container.Disk, diskCents)
	}
	if v := p.mounts.Persistent; v != nil {
		disk.Add(disk, diskBySecond(v.Size, volumeCents))
	}
	what.component = componentDisk
	rates[what] = rate{usd: disk, tick: time.Second}
}

// volumeRate is for every full hour of the clock, whatever the volume's size was
// in between.
func volumeRate(v *runpod.NetworkVolume) rate {
	cents := volumeCents*min(v.Size, largeVolumeGB) + largeVolumeCents*max(v.Size-largeVolumeGB, 0)
	if v.Type == runpod.VolumeTypeHighPerformance {
		cents = fastVolumeCents * v.Size
	}
	return rate{usd: big.NewRat(cents, 100*hoursInMonth), tick: time.Hour, aligned: true}
}

// addWorkerRates adds the active workers that have a machine.
func (a *Account) addWorkerRates(e *endpoint, rates map[billed]rate) {
	for _, w := range e.workers {
		if w.at == (site{}) {
			continue
		}
		compute, price := a.workerPrice(hardware{w.at.hardware, w.units})
		rates[billed{productServerless, e.wire.ID, compute, w.id}] = price
		rates[billed{productServerless, e.wire.ID, componentDisk, w.id}] = workerDisk(e.wire.Disk)
	}
}

// workerPrice is what a worker on some hardware costs, active or not.
func (a *Account) workerPrice(h hardware) (component, rate) {
	units := decimal.NewFromInt(h.units)
	if g := a.catalog.gpu(h.id); g != nil {
		return componentGPU, bySecond(g.flex.Decimal.Mul(units))
	}
	return componentCPU, bySecond(a.catalog.cpu(h.id).serverless.Decimal.Mul(units))
}

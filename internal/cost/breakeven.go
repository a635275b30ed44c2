package cost

import (
	"errors"

	"github.com/shopspring/decimal"
)

// ErrPrice is returned where a price is not above 0.
var ErrPrice = errors.New("a price must be greater than 0")

// BreakEvenHoursPerDay is how many busy hours a day make a pod that is left on as cheap as flex workers: 24p / 3600r.
// It counts compute only, and may be more than 24: then flex is cheaper all day long. Both prices are per GPU.
func BreakEvenHoursPerDay(podUSDPerHour, flexUSDPerSecond decimal.Decimal) (decimal.Decimal, error) {
	if !podUSDPerHour.IsPositive() || !flexUSDPerSecond.IsPositive() {
		return decimal.Decimal{}, ErrPrice
	}
	return div(podUSDPerHour.Mul(decimal.NewFromInt(hoursPerDay)), PerHour(flexUSDPerSecond)), nil
}

// StoppedPodBreakEven is the useful work in hours a day above which pods that are stopped when unused are cheaper than
// flex workers, with everything that is billed: 0 where they always are, not Valid where they never are or a price is not
// known.
func (e Estimator) StoppedPodBreakEven(c Comparison) decimal.NullDecimal {
	k := e.compared(c)
	if c.Workload == nil || !k.rates.pod.perHour.Valid || !k.rates.flex.perHour.Valid {
		return decimal.NullDecimal{}
	}
	return k.flexOvertakes(k.stoppedPods(c.podsNeeded()))
}

// breakEven finds where flex workers overtake the pods that the load takes.
func (r *ComparisonResult) breakEven(k compared) {
	if !k.rates.pod.perHour.Valid || !k.rates.flex.perHour.Valid {
		return
	}
	r.BreakEvenHoursPerDay = known(div(k.rates.pod.perHour.Decimal.Mul(decimal.NewFromInt(hoursPerDay)), k.rates.flex.perHour.Decimal))
	if k.Workload != nil {
		r.BreakEvenBusyHoursPerDay = k.flexOvertakes(k.pods(r.PodsNeeded))
	}
}

// line is a monthly cost that grows with the busy hours of a day.
type line struct{ fixed, perBusyHour decimal.Decimal }

func (l line) at(hoursPerDay decimal.Decimal) decimal.Decimal {
	return l.fixed.Add(l.perBusyHour.Mul(hoursPerDay))
}

// overtakes is from how many busy hours a day on l costs more than other: 0 where it always does, not Valid where
// it never does.
func (l line) overtakes(other line) decimal.NullDecimal {
	faster := l.perBusyHour.Sub(other.perBusyHour)
	if !faster.IsPositive() {
		return decimal.NullDecimal{}
	}
	return known(decimal.Max(div(other.fixed.Sub(l.fixed), faster), decimal.Zero))
}

// flexOvertakes is from how many busy hours a day on flex workers cost more than a line, for requests that take as long
// and come in the same pattern, only more or fewer of them.
func (k compared) flexOvertakes(other line) decimal.NullDecimal {
	switch {
	case !k.Workload.execution().IsPositive():
		return decimal.NullDecimal{}
	case k.Workload.ColdStartRatio.Valid:
		return k.flexLine().overtakes(other)
	case k.workerVolume.GreaterThanOrEqual(other.fixed):
		return known(decimal.Zero)
	}
	// Flex workers bill their work at least.
	rate := k.rates.flex
	most := line{k.workerVolume, div(rate.perHour.Decimal.Mul(rate.units).Mul(k.settings.HoursPerMonth), decimal.NewFromInt(hoursPerDay))}.overtakes(other)
	if !most.Valid {
		return most
	}
	return known(k.bisect(other, most.Decimal))
}

// How exact a break-even is searched for: in hours, or as a part of it, and in how many steps at most.
var breakEvenHair, breakEvenPart = decimal.New(2, -3), decimal.New(1, -5)

const breakEvenSteps = 24

// bisect searches between no load and the most.
func (k compared) bisect(other line, most decimal.Decimal) decimal.Decimal {
	low, high := decimal.Zero, most
	enough := decimal.Max(breakEvenHair, most.Mul(breakEvenPart))
	// The load itself comes first: what is said of it agrees with its own cost.
	next := div(k.Workload.busySeconds(), decimal.NewFromInt(secondsPerHour))
	for range breakEvenSteps {
		if next.GreaterThan(low) && next.LessThan(high) {
			if k.loaded(next).flexAsNeeded().GreaterThan(other.at(next)) {
				high = next
			} else {
				low = next
			}
		}
		if high.Sub(low).LessThan(enough) {
			break
		}
		next = low.Add(high).DivRound(decimal.NewFromInt(2), divisionDecimals)
	}
	return high
}

// loaded is the same with as many requests as make that many busy hours a day.
func (k compared) loaded(busyHours decimal.Decimal) compared {
	w := *k.Workload
	w.RequestsPerDay = k.requestsPerBusyHour().of(busyHours)
	k.Workload = &w
	return k
}

func (k compared) requestsPerBusyHour() portion {
	return portion{decimal.NewFromInt(secondsPerHour).Mul(k.Workload.places()), k.Workload.execution()}
}

func (k compared) flexAsNeeded() decimal.Decimal { return k.flex(k.flexWorkers()) }

// flexLine is the cost of flex workers where the share of cold starts was measured: each request costs the same.
func (k compared) flexLine() line {
	w, rate := k.endpoint(0, 0).sessions(), k.rates.flex
	compute := div(w.perRequest().Mul(rate.perHour.Decimal).Mul(rate.units), decimal.NewFromInt(secondsPerHour))
	request := compute.Add(workerDiskUSD(w.intervalsPerRequest().Mul(count(k.Storage.ContainerDiskGB))))
	busyHour := k.requestsPerBusyHour()
	monthly := portion{busyHour.num.Mul(k.settings.HoursPerMonth), busyHour.den.Mul(decimal.NewFromInt(hoursPerDay))}
	return line{k.workerVolume, monthly.of(request)}
}

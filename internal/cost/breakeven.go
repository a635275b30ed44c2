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

// BreakEvenActiveHoursPerDay is how many busy hours a day make an active worker as cheap as flex: 24 without a
// discount, when an active worker only buys latency.
func BreakEvenActiveHoursPerDay(activeUSDPerSecond, flexUSDPerSecond decimal.Decimal) (decimal.Decimal, error) {
	return BreakEvenHoursPerDay(PerHour(activeUSDPerSecond), flexUSDPerSecond)
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

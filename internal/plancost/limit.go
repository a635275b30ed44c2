package plancost

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

// Limit is a threshold and how the plan stands against it.
type Limit struct {
	Flag string
	USD  decimal.Decimal
	// Counted is the amount that is held against the limit.
	Counted decimal.Decimal
	// Assumed names what Counted takes at its bounds, because what is expected is not known; Ignored names what it
	// cannot count at all.
	Assumed, Ignored []string
}

// Exceeded reports whether the plan is beyond the limit.
func (l Limit) Exceeded() bool { return l.Counted.GreaterThan(l.USD) }

// String is the verdict in one line.
func (l Limit) String() string {
	verdict := fmt.Sprintf("Within -%s %s: %s", l.Flag, l.USD, cost.USD(l.Counted))
	if l.Exceeded() {
		verdict = fmt.Sprintf("Over -%s %s: %s, %s too much", l.Flag, l.USD, cost.USD(l.Counted), cost.USD(l.Counted.Sub(l.USD)))
	}
	if n := len(l.Assumed); n > 0 {
		verdict += fmt.Sprintf("; %s without usage counted at the most that can be", counted(n, "endpoint"))
	}
	if n := len(l.Ignored); n > 0 {
		verdict += fmt.Sprintf("; %s not counted, as no cost is known", counted(n, "resource"))
	}
	return verdict + "."
}

// maxMonthly holds the monthly cost after the plan against a limit.
func (r *Report) maxMonthly(limit decimal.Decimal) Limit {
	l := Limit{Flag: flagMaxMonthly, USD: limit}
	for _, item := range r.Items {
		l.add(item, item.After.high(), item.After.ranged())
	}
	return l
}

// maxIncrease holds what the plan adds to the monthly cost against a limit.
func (r *Report) maxIncrease(limit decimal.Decimal) Limit {
	l := Limit{Flag: flagMaxIncrease, USD: limit}
	for _, item := range r.Items {
		if !item.Changes() {
			continue
		}
		l.add(item, item.increase(), item.After.ranged() || item.After.Exists && item.Before.ranged())
	}
	return l
}

func (l *Limit) add(item Item, amount decimal.NullDecimal, assumed bool) {
	switch {
	case !amount.Valid:
		l.Ignored = append(l.Ignored, item.Name())
		return
	case assumed:
		l.Assumed = append(l.Assumed, item.Name())
	}
	l.Counted = l.Counted.Add(amount.Decimal)
}

// increase is what the plan may add at most. An endpoint whose usage is not declared, before and after, may see the
// same usage on both sides, so its bounds are compared with each other; otherwise what it costs today is taken at its
// least. What had no known price and has one now counts in full.
func (i Item) increase() decimal.NullDecimal {
	switch {
	case i.Before.ranged() && i.After.ranged():
		least, most := cost.Minus(i.After.MonthlyMin, i.Before.MonthlyMin), cost.Minus(i.After.MonthlyMax, i.Before.MonthlyMax)
		return decimal.NewNullDecimal(decimal.Max(least.Decimal, most.Decimal))
	case !i.Before.low().Valid:
		return i.After.high()
	default:
		return cost.Minus(i.After.high(), i.Before.low())
	}
}

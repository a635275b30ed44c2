package plancost

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/markup"
)

// Limit is a threshold and how the plan or state stands against it.
type Limit struct {
	Flag string
	USD  decimal.Decimal
	// Counted is the amount that is held against the limit.
	Counted decimal.Decimal
	// AtMost names endpoints without usage, counted at their monthly maximum; Earlier names resources of which what
	// they cost so far is not known, and taken at its minimum, or 0.
	AtMost, Earlier []string
	// NotKnown names what Counted lacks, as no cost is known; Blind says what else hides costs.
	NotKnown, Blind []string
	allowUnknown    bool
}

// Exceeded reports whether what is known is over the limit.
func (l Limit) Exceeded() bool { return l.Counted.GreaterThan(l.USD) }

// Undecided reports whether the limit may be exceeded by what is not known.
func (l Limit) Undecided() bool {
	return !l.Exceeded() && !l.allowUnknown && len(l.NotKnown)+len(l.Blind) > 0
}

// String is the verdict in one line.
func (l Limit) String() string {
	amount := cost.USD
	if l.Flag == flagMaxHourly {
		amount = cost.Rate
	}
	var remarks []string
	if n := len(l.AtMost); n > 0 {
		remarks = append(remarks, markup.Count(n, "endpoint")+" without usage counted at the monthly maximum")
	}
	if n := len(l.Earlier); n > 0 {
		remarks = append(remarks, fmt.Sprintf("earlier cost of %s not known, taken at its minimum", markup.Count(n, "resource")))
	}
	var verdict string
	switch {
	case l.Exceeded():
		verdict = fmt.Sprintf("Over -%s %s: %s, %s too much", l.Flag, l.USD, amount(l.Counted), amount(l.Counted.Sub(l.USD)))
		remarks = append(remarks, l.unknown()...)
	case l.Undecided():
		verdict = fmt.Sprintf("UNDECIDED: %s (-%s %s: %s without that)", strings.Join(l.unknown(), ", "), l.Flag, l.USD, amount(l.Counted))
	default:
		verdict = fmt.Sprintf("Within -%s %s: %s", l.Flag, l.USD, amount(l.Counted))
		remarks = append(remarks, l.unknown()...)
	}
	return strings.Join(append([]string{verdict}, remarks...), "; ") + "."
}

// unknown says what Counted lacks.
func (l Limit) unknown() []string {
	var all []string
	switch n := len(l.NotKnown); n {
	case 0:
	case 1:
		all = append(all, "1 resource has no known cost")
	default:
		all = append(all, fmt.Sprintf("%d resources have no known cost", n))
	}
	return append(all, l.Blind...)
}

// limits holds the report against every limit that is set.
func (r *Report) limits(opts options) []Limit {
	var limits []Limit
	for _, limit := range []struct {
		flag  string
		usd   decimal.NullDecimal
		count func(*Limit, []Item)
	}{
		{flagMaxIncrease, opts.maxIncrease, (*Limit).countIncrease},
		{flagMaxMonthly, opts.maxMonthly, (*Limit).countMonthly},
		{flagMaxPossible, opts.maxPossible, (*Limit).countPossible},
		{flagMaxHourly, opts.maxHourly, (*Limit).countHourly},
	} {
		if !limit.usd.Valid {
			continue
		}
		l := Limit{Flag: limit.flag, USD: limit.usd.Decimal, Blind: r.blind(), allowUnknown: opts.allowUnknown}
		limit.count(&l, r.Items)
		limits = append(limits, l)
	}
	return limits
}

// blind says what may hide costs, beside resources whose own cost is not known.
func (r *Report) blind() []string {
	var all []string
	if r.Errored {
		all = append(all, "planning failed")
	}
	if r.Deferred > 0 {
		all = append(all, markup.Count(r.Deferred, "change")+" deferred")
	}
	if r.Found == 0 {
		all = append(all, fmt.Sprintf("the %s has no Runpod resource", r.Source))
	}
	if n := len(managed(r.Dropped)); n > 0 {
		all = append(all, markup.Count(n, "key")+" dropped by Terraform")
	}
	return all
}

func managed(keys []DroppedKey) []DroppedKey {
	var all []DroppedKey
	for _, key := range keys {
		if key.Managed {
			all = append(all, key)
		}
	}
	return all
}

func (l *Limit) countMonthly(items []Item) {
	for _, item := range items {
		if item.After.ranged() {
			l.AtMost = append(l.AtMost, item.Name())
		}
		l.add(item, item.After.high())
	}
}

func (l *Limit) countPossible(items []Item) {
	for _, item := range items {
		l.add(item, item.After.possible())
	}
}

func (l *Limit) countHourly(items []Item) {
	for _, item := range items {
		l.add(item, item.After.hourly())
	}
}

// countIncrease counts what the changes add together. An assumption or an import that costs more counts as well; one that
// costs less hides nothing.
func (l *Limit) countIncrease(items []Item) {
	for _, item := range of(items, KindChange) {
		l.addIncrease(item, false)
	}
	l.Counted = decimal.Max(l.Counted, decimal.Zero)
	for _, kind := range []Kind{KindAssumption, KindImport} {
		for _, item := range of(items, kind) {
			l.addIncrease(item, true)
		}
	}
}

func (l *Limit) addIncrease(item Item, onlyMore bool) {
	increase := item.increase()
	if onlyMore && increase.Valid && increase.Decimal.IsNegative() {
		return
	}
	if item.After.ranged() {
		l.AtMost = append(l.AtMost, item.Name())
	}
	if item.After.Exists && !item.Before.Monthly.Valid && item.After.Monthly.Valid {
		l.Earlier = append(l.Earlier, item.Name())
	}
	l.add(item, increase)
}

func (l *Limit) add(item Item, amount decimal.NullDecimal) {
	if !amount.Valid {
		l.NotKnown = append(l.NotKnown, item.Name())
		return
	}
	l.Counted = l.Counted.Add(amount.Decimal)
}

// increase is what a resource may add at most. What is counted of a cost is what is expected, else the monthly maximum:
// where only an assumption changes, that is compared on both sides. An endpoint whose usage is declared neither before nor
// after may see the same usage on both sides, so its bounds are compared with each other. Otherwise what it costs so far
// is taken at its minimum, and what had no known cost and has one now counts in full.
func (i Item) increase() decimal.NullDecimal {
	switch {
	case i.OnlyAssumed && i.Before.high().Valid:
		return cost.Minus(i.After.high(), i.Before.high())
	case i.Before.ranged() && i.After.ranged():
		least, most := cost.Minus(i.After.MonthlyMin, i.Before.MonthlyMin), cost.Minus(i.After.MonthlyMax, i.Before.MonthlyMax)
		if !least.Valid || !most.Valid {
			return decimal.NullDecimal{}
		}
		return decimal.NewNullDecimal(decimal.Max(least.Decimal, most.Decimal))
	case !i.Before.low().Valid:
		return i.After.high()
	default:
		return cost.Minus(i.After.high(), i.Before.low())
	}
}

package cost

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"
)

func (est *Estimate) endpointSummary(p Endpoint, w workers, o offer, vcpu, used bool) string {
	switch {
	case !o.perHour.Valid:
		return est.headline(nil, o.problem)
	case w.active.IsZero() && w.flex.IsZero():
		return est.headline([]string{noWorkersText}, "")
	case !used && w.flex.IsPositive():
		return fmt.Sprintf("%s/mo: %s, %s; declare usage for an estimate", rangeText(est.MonthlyMin, est.MonthlyMax), o.size(vcpu), w.offered(o))
	}
	parts := arithmetic(est.Monthly.Decimal, w.terms(est.Items, o, vcpu))
	switch {
	case !used:
		return est.headline(parts, "")
	case p.Usage.RequestsPerDay.IsPositive():
		parts = append(parts, "for "+p.Usage.text())
	default:
		parts = append(parts, "no requests")
	}
	parts = append(parts, "range "+rangeText(est.MonthlyMin, est.MonthlyMax))
	return est.headline(parts, "")
}

// terms shows the bill of workers.
func (w workers) terms(items []Item, o offer, vcpu bool) []term {
	active := o
	active.perHour = o.active
	var terms []term
	for _, i := range items {
		amount := i.MonthlyUSD.Decimal
		switch i.Component {
		case ComponentActiveWorkers:
			t := active.hours(eachOf(w.active, "active worker")+o.size(vcpu), computeUnit(vcpu), w.hours, amount)
			t.times = t.times.Mul(w.active)
			terms = append(terms, t)
		case ComponentFlexWorkers:
			t := o.hours("up to "+eachOf(w.flex, "flex worker")+o.size(vcpu), computeUnit(vcpu), div(i.Quantity.Decimal, o.units), amount)
			t.unit = "worker-hours"
			terms = append(terms, t)
		case ComponentActiveDisk:
			terms = append(terms, w.diskTerm("active workers: ", i))
		case ComponentFlexDisk:
			terms = append(terms, w.diskTerm("flex workers: ", i))
		}
	}
	return terms
}

// eachOf begins a term about some workers.
func eachOf(n decimal.Decimal, worker string) string {
	if n.Equal(decimal.NewFromInt(1)) {
		return Plural(n, worker) + ", "
	}
	return Plural(n, worker) + ", each "
}

// diskTerm is the disk of workers, in intervals begun.
func (w workers) diskTerm(whose string, i Item) term {
	return term{
		text: fmt.Sprintf("%s%s GB container disk, %s / %s per GB and block of 5 min", whose, Number(w.diskGB, 0), Rate(fromCents(containerDiskCents)),
			Number(decimal.NewFromInt(intervalsPerMonth), 0)),
		times: workerDiskUSD(w.diskGB), quantity: div(i.Quantity.Decimal, w.diskGB), whole: true, unit: "blocks", amount: i.MonthlyUSD.Decimal,
	}
}

// offered lists the workers with what one costs an hour.
func (w workers) offered(o offer) string {
	var kinds []string
	if w.active.IsPositive() {
		kinds = append(kinds, fmt.Sprintf("%s active at %s/h", Number(w.active, 0), Rate(o.active.Decimal.Mul(o.units))))
	}
	if w.flex.IsPositive() {
		kinds = append(kinds, fmt.Sprintf("up to %s at %s/h each", Plural(w.flex, "flex worker"), Rate(o.perHour.Decimal.Mul(o.units))))
	}
	return strings.Join(kinds, ", ")
}

package cost

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"
)

// explain notes what the figures of an endpoint are made of, and what they would be if an assumption were another.
func (est *Estimate) explain(e Estimator, p Endpoint, w workers, o offer, load Load, used bool) {
	if used && !load.Capped && load.FlexSeconds.IsPositive() {
		est.noteOwn(load.partsText(o))
	}
	if used {
		est.noteOtherwise(p.atATimeText())
	}
	if used && !e.brief {
		est.noteOtherwise(e.otherwise(p, load))
	}
	if w.active.Add(w.flex).IsPositive() && w.diskGB.IsPositive() {
		est.Notes = append(est.Notes, monthsNote(w.hours))
	}
	if w.flex.IsPositive() && w.diskGB.IsPositive() {
		est.noteOwn(fmt.Sprintf("the maximum counts all workers up all month, and the disks of flex workers for a new session every %s s, the shortest possible (%s)",
			Number(w.shortest, 0), p.shortestText()))
	}
}

func (est *Estimate) noteOtherwise(text string) {
	if text != "" {
		est.noteOwn(text)
	}
}

// atATime is how many requests a worker executes at a time, as it is counted.
func (e Endpoint) atATime() int64 {
	switch {
	case e.Usage == nil:
		return 1
	case e.Type == EndpointLoadBalancer && !e.Usage.ColdStartRatio.Valid: // simulated with that, whatever is declared
		return e.requestCount()
	}
	return max(e.Usage.Concurrency, 1)
}

// atATimeText says how many requests a worker executes at a time, where it is not one as everybody expects.
func (e Endpoint) atATimeText() string {
	atATime, declared := e.atATime(), e.Usage.Concurrency
	ignored := declared > 0 && declared != atATime
	if atATime == 1 && !ignored {
		return ""
	}
	text := fmt.Sprintf("requests that a worker executes at a time: up to %d, each in %s s", atATime, Number(e.Usage.ExecutionSeconds, 3))
	if ignored {
		text += fmt.Sprintf(" (scaling.request_count of the load balancer; usage.concurrency = %d is not used)", declared)
	}
	return text
}

func monthsNote(hours decimal.Decimal) string {
	return fmt.Sprintf("a month of compute has %s h; the disk of a worker bills started blocks of 5 minutes, %s of which (720 h) are a GB-month",
		Number(hours, 2), Number(decimal.NewFromInt(intervalsPerMonth), 0))
}

func (e Endpoint) shortestText() string {
	cold, _ := e.coldStart()
	text := fmt.Sprintf("a cold start of %s s", Number(cold, 1))
	if !e.idleIgnored() {
		text += fmt.Sprintf(" and the idle timeout of %s s", Number(count(e.IdleTimeoutSeconds), 0))
	}
	return text
}

// partsText says what the billed hours of flex workers are spent on, and what idling costs, which the idle timeout decides.
// The parts add up to the whole as printed.
func (load Load) partsText(o offer) string {
	const places = 2
	hours := func(seconds decimal.Decimal) decimal.Decimal {
		return div(seconds, decimal.NewFromInt(secondsPerHour)).Round(places)
	}
	p := load.parts
	text := fmt.Sprintf("flex workers bill %s h:", Number(hours(load.FlexSeconds), places))
	before, sum := decimal.Zero, decimal.Zero
	var parts []string
	for _, part := range []struct {
		seconds decimal.Decimal
		what    string
		priced  bool
	}{{p.running, "running requests", false}, {p.starting, "starting", false}, {p.idle, "idle", true}, {p.rounding, "from rounding each session up to the second", false}} {
		sum = sum.Add(part.seconds)
		if share := hours(sum).Sub(hours(before)); !share.IsZero() {
			text := Number(share, places) + " " + part.what
			if part.priced && o.perHour.Valid {
				text += fmt.Sprintf(" (%s/mo)", USD(o.usd(part.seconds)))
			}
			parts = append(parts, text)
		}
		before = sum
	}
	return text + " " + strings.Join(parts, ", ")
}

// otherwise says what the month would cost if the speed at which models load, or the order in which workers take
// requests, were another: Runpod documents neither.
func (e Estimator) otherwise(p Endpoint, load Load) string {
	if p.Usage.ColdStartRatio.Valid || load.Overloaded || !load.FlexSeconds.IsPositive() {
		return ""
	}
	now := e.monthly(p)
	if !now.Valid {
		return ""
	}
	text := ""
	add := func(other Endpoint, condition string) {
		if monthly := e.monthly(other); !Cents(monthly.Decimal).Equal(Cents(now.Decimal)) {
			if text != "" {
				text += ", and "
			}
			text += fmt.Sprintf("%s/mo if %s", USD(monthly.Decimal), condition)
		}
	}
	if loading := p.Usage.modelLoad(); loading.IsPositive() {
		cold, _ := p.coldStart()
		usage, slower := *p.Usage, p
		usage.ColdStartSeconds = known(cold.Add(loading))
		slower.Usage = &usage
		add(slower, "the model loads at half the speed")
	}
	other := p
	other.longestIdleFirst = true
	add(other, "a request goes to the worker that has been idle for longest")
	if text == "" {
		return ""
	}
	return "the estimate would be " + text
}

// monthly is the expected cost alone.
func (e Estimator) monthly(p Endpoint) decimal.NullDecimal {
	e.brief = true
	return e.Endpoint(p).Monthly
}

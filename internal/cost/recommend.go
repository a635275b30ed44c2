package cost

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// explain notes where prices come from, what is missing, and what was assumed.
func (r *ComparisonResult) explain(c Comparison, rates comparisonRates, s Settings) {
	var est Estimate
	for _, o := range []offer{rates.pod, rates.flex, rates.active} {
		if o.problem == "" {
			est.addSource(o.source)
		} else {
			est.Warnings = appendNew(est.Warnings, o.problem)
		}
	}
	if rates.active.perHour.Valid && !rates.active.discounted {
		est.Notes = append(est.Notes, "active workers at the flex rate: the list discount ended in spring 2026; a negotiated rate goes into active_usd_per_second")
	}
	if r.PodsNeeded > 1 {
		est.Notes = append(est.Notes, fmt.Sprintf("%s busy hours a day are more than one pod or worker has: counted with %d",
			Number(r.BusyHoursPerDay, 1), r.PodsNeeded))
	}
	if c.Storage.VolumeDiskGB > 0 && c.Storage.NetworkVolumeGB > 0 {
		est.Notes = append(est.Notes, "the pod is counted with its volume disk, serverless with the network volume: a pod mounts only one of them")
	}
	if !c.Workload.ExecutionSeconds.IsPositive() {
		est.Notes = append(est.Notes, "execution_seconds is 0, so there are no busy hours to break even at")
	}
	var b bill
	b.addNetworkVolume(count(c.Storage.NetworkVolumeGB), s)
	est.bill(b.items)
	r.PriceSource, r.Warnings, r.Notes = est.PriceSource, est.Warnings, est.Notes
}

// recommend says what is cheapest, why, and what else to weigh.
func (r ComparisonResult) recommend(c Comparison) string {
	if r.Cheapest == "" {
		return "No price is known, so nothing can be compared: " + strings.Join(r.Warnings, "; ") + "."
	}
	say := []string{r.ranking(), r.load()}
	say = append(say, r.reasons(c)...)
	for _, w := range r.Warnings {
		say = append(say, "Not compared: "+w+".")
	}
	return strings.Join(say, " ")
}

// ranking is the first sentence: the winner, then the others by name.
func (r ComparisonResult) ranking() string {
	winner, others := "", []string{}
	for _, w := range r.ways() {
		switch {
		case w.name == r.Cheapest:
			winner = fmt.Sprintf("Cheapest: %s at %s/mo", w.text, USD(w.monthly.Decimal))
		case w.monthly.Valid:
			others = append(others, fmt.Sprintf("%s %s", w.text, USD(w.monthly.Decimal)))
		}
	}
	if len(others) == 0 {
		return winner + "."
	}
	return fmt.Sprintf("%s (%s).", winner, strings.Join(others, ", "))
}

func (r ComparisonResult) load() string {
	text := fmt.Sprintf("The load is %s busy hours a day", Number(r.BusyHoursPerDay, 2))
	if r.PodsNeeded > 1 {
		text += fmt.Sprintf(", which takes %d pods or always-on workers", r.PodsNeeded)
	}
	switch be := r.BreakEvenBusyHoursPerDay; {
	case !be.Valid:
		return text + "."
	case be.Decimal.GreaterThan(decimal.NewFromInt(hoursPerDay)):
		return text + "; flex beats a pod that is left on even when it is busy all day."
	default:
		text += fmt.Sprintf("; a pod left on beats flex above %s", Number(be.Decimal, 2))
		if r.BreakEvenHoursPerDay.Valid && !r.BreakEvenHoursPerDay.Decimal.Equal(be.Decimal) {
			text += fmt.Sprintf(" (%s by compute alone)", Number(r.BreakEvenHoursPerDay.Decimal, 2))
		}
		return text + "."
	}
}

// reasons are what money alone does not say about the winner, and about the runner-up that people expect.
func (r ComparisonResult) reasons(c Comparison) []string {
	var say []string
	w := c.Workload
	if w.ColdStartRatio.IsPositive() && w.ColdStartSeconds.IsPositive() {
		say = append(say, fmt.Sprintf("Of the requests on flex, %s %% wait %s s longer for a cold start; weights baked into the image keep it short, "+
			"weights on a network volume load after billing has started.", Number(w.ColdStartRatio.Shift(2), 1), Number(w.ColdStartSeconds, 1)))
	}
	switch r.Cheapest {
	case WayPod:
		say = append(say, "A pod also answers in under 2 s at any time and keeps large state hot, but does not grow with a burst.")
	case WayStoppedPod:
		say = append(say, "A stopped pod keeps its volume disk at twice the rate and must be started before each batch, "+
			"which takes minutes and may find no free GPU: it suits planned work, not requests that arrive at any time.",
			"For those, "+r.onDemand()+".")
	case WayFlex:
		say = append(say, "Flex costs nothing while idle and takes parallel bursts; choose active workers only for requests that cannot wait for a cold start.")
	case WayActive:
		say = append(say, "Active workers answer without a cold start; add flex workers for bursts.")
	}
	return say
}

// onDemand is the cheapest way that answers at any time, as a clause. There is one: where a stopped pod is priced, so
// is one that is left on.
func (r ComparisonResult) onDemand() string {
	ways := slices.DeleteFunc(r.ways(), func(w comparedWay) bool { return w.name == WayStoppedPod })
	best := cheapest(ways)
	return fmt.Sprintf("the cheapest is %s at %s/mo", best.text, USD(best.monthly.Decimal))
}

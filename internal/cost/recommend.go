package cost

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"
)

const (
	noWorkloadNote = "workload is not declared, so what flex workers and a pod that is stopped when unused cost is not known"
	noStorageNote  = "storage is not declared, so no disks are counted: an endpoint has 20 GB a worker and a pod 50 GB by default"
)

// explain notes where prices come from, what is missing, and what was assumed.
func (r *ComparisonResult) explain(k compared) {
	var est Estimate
	for _, o := range []offer{k.rates.pod, k.rates.flex, k.rates.active} {
		if o.problem == "" {
			est.addSource(o.source)
		} else {
			est.Warnings = appendNew(est.Warnings, o.problem)
		}
	}
	r.PriceSource, r.Warnings = est.PriceSource, est.Warnings
	if k.Workload == nil {
		r.Notes = []string{noWorkloadNote}
		return
	}
	r.explainFlex(k)
	est.Notes = r.Notes
	if k.rates.active.perHour.Valid && !k.rates.active.discounted {
		est.Notes = append(est.Notes, "active workers at the flex rate: the list discount ended in spring 2026; a negotiated rate goes into active_usd_per_second")
	}
	if r.PodsNeeded.GreaterThan(decimal.NewFromInt(1)) {
		within := ""
		if k.Workload.window().LessThan(decimal.NewFromInt(hoursPerDay)) {
			within = fmt.Sprintf(" within %s hours", Number(k.Workload.window(), 2))
		}
		est.Notes = append(est.Notes, fmt.Sprintf("%s busy hours a day%s are more than one pod or active worker can serve: counted with %s",
			Number(r.BusyHoursPerDay.Decimal, 2), within, Number(r.PodsNeeded, 0)))
	}
	if k.Storage == (ComparisonStorage{}) {
		est.Notes = append(est.Notes, noStorageNote)
	}
	if k.Storage.VolumeDiskGB > 0 && k.Storage.NetworkVolumeGB > 0 {
		est.Notes = append(est.Notes, "the pod is counted with its volume disk, serverless with the network volume: a pod mounts only one of them")
	}
	if !k.Workload.execution().IsPositive() {
		est.Notes = append(est.Notes, "execution_seconds is 0, so there are no busy hours to break even at")
	}
	var b bill
	b.addNetworkVolume(count(k.Storage.NetworkVolumeGB), k.settings)
	est.bill(b.items)
	r.Notes = est.Notes
}

// explainFlex notes what the cost of flex workers takes for granted: the same as that of an endpoint.
func (r *ComparisonResult) explainFlex(k compared) {
	est := Estimate{Notes: []string{fmt.Sprintf("flex workers as on an endpoint with workers = { flex = %d, idle_timeout_seconds = %d } and a queue delay of %d s: %s",
		r.FlexWorkers, max(k.IdleTimeoutSeconds, 0), DefaultQueueDelaySeconds, r.whyFlexWorkers())}}
	endpoint := k.endpoint(0, r.FlexWorkers)
	if load, _ := endpoint.Load(k.settings); k.rates.flex.perHour.Valid {
		est.bill(k.flexItems(r.FlexWorkers))
		est.judge(endpoint, load)
	}
	for _, note := range est.Notes {
		// What is the usage of an endpoint is the workload here.
		r.Notes = append(r.Notes, strings.ReplaceAll(note, "usage.", "workload."))
	}
}

func (r ComparisonResult) whyFlexWorkers() string {
	if r.FlexWorkers > DefaultFlexWorkers {
		return fmt.Sprintf("so that they are busy for at most %d %% of the time in which requests come", mostBusyPercent)
	}
	return "the default of an endpoint"
}

// recommend says what is cheapest, why, how long requests wait, and what else to weigh.
func (r ComparisonResult) recommend(k compared) string {
	c := k.Comparison
	switch {
	case c.Workload == nil:
		return r.withoutWorkload()
	case r.Cheapest == "":
		return "No price is known, so nothing can be compared: " + strings.Join(r.Warnings, "; ") + "."
	}
	say := []string{r.ranking(), r.rates(k), r.load(c)}
	say = append(say, r.waits(c)...)
	if len(r.Burst) > 0 {
		say = append(say, r.bursts(c.Workload.BurstSize))
	}
	say = append(say, r.reasons(k)...)
	for _, w := range r.Warnings {
		say = append(say, "Not compared: "+w+".")
	}
	return strings.Join(say, " ")
}

func (r ComparisonResult) withoutWorkload() string {
	const declare = "Declare workload to compare the costs."
	if !r.BreakEvenHoursPerDay.Valid {
		return "Without prices for both there is no break-even. " + declare
	}
	return fmt.Sprintf("By compute alone, a pod that is left on beats flex workers above %s busy hours a day. %s",
		Number(r.BreakEvenHoursPerDay.Decimal, 2), declare)
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

// rates are the prices that the ways are compared at, per GPU-hour.
func (r ComparisonResult) rates(k compared) string {
	var rates []string
	for _, way := range []struct {
		name string
		rate offer
	}{{"pods", k.rates.pod}, {"flex workers", k.rates.flex}, {"active workers", k.rates.active}} {
		if way.rate.perHour.Valid {
			rates = append(rates, way.name+" "+Rate(way.rate.perHour.Decimal))
		}
	}
	return "Per GPU-hour: " + strings.Join(rates, ", ") + "."
}

// minutesOfStarts are an example: how long starts take is not known.
const minutesOfStarts = 10

// stoppedText says what the cost of a pod that is stopped when unused leaves out.
func (k compared) stoppedText() string {
	keeps := ""
	if k.Storage.VolumeDiskGB > 0 {
		keeps = "keeps its volume disk at twice the rate and "
	}
	hours := div(decimal.NewFromInt(minutesOfStarts).Mul(k.settings.HoursPerMonth), decimal.NewFromInt(60*hoursPerDay))
	starts := k.rates.pod.perHour.Decimal.Mul(k.rates.pod.units).Mul(hours)
	return fmt.Sprintf("A stopped pod %smust be started before each batch, which takes minutes and may find no free GPU: it suits planned work, not requests that "+
		"arrive at any time. Its starts are not priced: every %d minutes of them a day add %s/mo.", keeps, minutesOfStarts, USD(starts))
}

// load sets the load beside the break-even.
func (r ComparisonResult) load(c Comparison) string {
	text := fmt.Sprintf("The load is %s busy hours a day", Number(r.BusyHoursPerDay.Decimal, 2))
	pods, beat, they := "a pod left on", "beats", "a pod that is left on even when it is busy all day"
	if n := r.PodsNeeded; n.GreaterThan(decimal.NewFromInt(1)) {
		pods, beat, they = Plural(n, "pod")+" left on", "beat", Plural(n, "pod")+" that are left on even when they are busy all day"
		text += fmt.Sprintf(", which takes %s pods or active workers", Number(n, 0))
	}
	even := r.BreakEvenBusyHoursPerDay
	if !even.Valid {
		return text + "."
	}
	if even.Decimal.GreaterThan(r.PodsNeeded.Mul(c.Workload.window())) {
		return fmt.Sprintf("%s; flex beats %s.", text, they)
	}
	text += fmt.Sprintf("; %s %s flex above %s, all costs counted", pods, beat, Number(even.Decimal, 2))
	if compute := r.PodsNeeded.Mul(r.BreakEvenHoursPerDay.Decimal); Number(compute, 2) != Number(even.Decimal, 2) {
		text += fmt.Sprintf(" (above %s by the compute of busy hours alone)", Number(compute, 2))
	}
	return text + "."
}

// waits say how long requests wait on each way that answers at any time.
func (r ComparisonResult) waits(c Comparison) []string {
	if q := c.Workload.ColdStartRatio; q.Valid {
		cold, _ := c.endpoint(0, 0).coldStart()
		if !q.Decimal.IsPositive() || !cold.IsPositive() {
			return nil
		}
		return []string{fmt.Sprintf("Of the requests on flex, %s %% wait %s s longer for a cold start; weights baked into the image keep it short, "+
			"weights on a network volume load after billing has started.", Number(q.Decimal.Shift(2), 1), Number(cold, 1))}
	}
	if !c.Workload.RequestsPerDay.IsPositive() {
		return nil
	}
	on := r.onDemand()
	return []string{
		fmt.Sprintf("On %s, %s, %s.", Plural(count(r.FlexWorkers), "flex worker"), r.whyFlexWorkers(), r.FlexService.Summary),
		fmt.Sprintf("On %s, or %s, %s.", on[0].text, on[2].text, r.AlwaysOnService.Summary),
	}
}

// bursts say how long one burst takes on some pods and on some flex workers.
func (r ComparisonResult) bursts(size int64) string {
	var parts []string
	for _, w := range r.Burst {
		if w.Way == WayActive {
			continue // as pods
		}
		text := Plural(count(w.Count), map[string]string{WayPod: "pod", WayFlex: "flex worker"}[w.Way])
		text += fmt.Sprintf(" %s s", Number(w.Seconds.Decimal, waitPlaces))
		if w.Way == WayFlex && w.USD.Valid {
			text += " for " + USD(w.USD.Decimal)
		}
		if w.Obstacle != "" {
			text += fmt.Sprintf(" (%s)", w.Obstacle)
		}
		parts = append(parts, text)
	}
	return fmt.Sprintf("%s at once: %s.", Plural(count(size), "request"), strings.Join(parts, ", "))
}

// reasons are what money and waits alone do not say about the winner, and about the runner-up that people expect.
func (r ComparisonResult) reasons(k compared) []string {
	switch r.Cheapest {
	case WayPod:
		return []string{"A pod also needs no start and keeps large state hot, but does not grow with a burst."}
	case WayStoppedPod:
		say := []string{k.stoppedText()}
		// There is one: where a stopped pod is priced, so is one that is left on.
		best := cheapest(r.onDemand())
		return append(say, fmt.Sprintf("For those, the cheapest is %s at %s/mo.", best.text, USD(best.monthly.Decimal)))
	case WayFlex:
		return []string{"Flex costs nothing while idle and takes parallel bursts; choose active workers only for requests that cannot wait for a cold start."}
	default:
		return []string{"Active workers answer without a cold start; add flex workers for bursts."}
	}
}

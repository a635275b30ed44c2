package cost

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// Cloud names, as in the API.
const (
	CloudSecure    = "SECURE"
	CloudCommunity = "COMMUNITY"
)

// offer is what one candidate costs per hour and unit (a GPU, a vCPU), or the problem why that is not known.
type offer struct {
	label   string
	units   decimal.Decimal
	perHour decimal.NullDecimal
	// active is the rate of always-on serverless workers; discounted says that it is not just the flex rate.
	active               decimal.NullDecimal
	discounted           bool
	source, activeSource Source
	problem              string
}

// size shows label and units as a summary does: "2 x A100 PCIe", "4 vCPUs of cpu3c".
func (o offer) size(vcpu bool) string {
	if vcpu {
		return Plural(o.units, "vCPU") + " of " + o.label
	}
	return fmt.Sprintf("%s x %s", Number(o.units, 0), o.label)
}

// hours is the compute of this offer as a term: its price for that many hours.
func (o offer) hours(what, unit string, hours, amount decimal.Decimal) term {
	return term{
		text:  fmt.Sprintf("%s, %s per %s", what, Rate(o.perHour.Decimal), unit),
		times: o.units.Mul(o.perHour.Decimal.Round(ratePlaces)), quantity: hours, unit: "h", amount: amount,
	}
}

func (e Estimator) podGPUOffer(id, cloud string, units decimal.Decimal) offer {
	field := "secure_usd_per_hour"
	if cloud == CloudCommunity {
		field = "community_usd_per_hour"
	}
	remedy := fmt.Sprintf("set pricing.gpu_overrides[%q].%s", id, field)
	g, ok := e.Prices.GPU(id)
	if !ok {
		return offer{label: id, units: units, problem: e.unknownGPU(id) + "; to price it, " + remedy}
	}
	o := offer{label: g.label(), units: units, perHour: g.SecurePerHour, source: g.source(CloudSecure)}
	if cloud == CloudCommunity {
		o.perHour, o.source = g.CommunityPerHour, g.source(CloudCommunity)
	}
	if !o.perHour.Valid {
		o.problem = fmt.Sprintf("%q has no known price in the %s cloud (not offered there, or not listed); to price it, %s",
			id, strings.ToLower(cmp.Or(cloud, CloudSecure)), remedy)
	}
	return o
}

// source is where the price of pods in a cloud comes from.
func (g GPUPrice) source(cloud string) Source {
	if cloud == CloudCommunity {
		return sourceOf(cmp.Or(g.CommunitySource, g.Source), g.overridden.CommunityPerHour)
	}
	return sourceOf(cmp.Or(g.SecureSource, g.Source), g.overridden.SecurePerHour)
}

func (g GPUPrice) label() string { return cmp.Or(g.Name, g.ID) }

func (e Estimator) unknownGPU(id string) string {
	return fmt.Sprintf("GPU type %q is in no price list%s", id, didYouMean(e.Prices.ClosestGPU(id)))
}

// cpuOffer prices a flavor for pods or for serverless workers.
func (e Estimator) cpuOffer(id string, vcpus int64, serverless bool) offer {
	field := "pod_usd_per_vcpu_hour"
	if serverless {
		field = "serverless_usd_per_vcpu_hour"
	}
	remedy := fmt.Sprintf("set pricing.cpu_overrides[%q].%s", id, field)
	o := offer{label: id, units: count(vcpus)}
	c, ok := e.Prices.CPU(id)
	switch {
	case vcpus <= 0:
		o.problem = fmt.Sprintf("the vCPU count of CPU flavor %q is not known; set vcpu_count", id)
		return o
	case !ok:
		o.problem = e.unknownCPU(id) + "; to price it, " + remedy
		return o
	}
	o.perHour, o.source = c.PodPerVCPUHour, sourceOf(c.Source, c.overridden.PodPerVCPUHour)
	if serverless {
		o.perHour, o.source = c.ServerlessPerVCPUHour, sourceOf(c.Source, c.overridden.ServerlessPerVCPUHour)
		o.active, o.activeSource = o.perHour, o.source
	}
	if !o.perHour.Valid {
		o.problem = fmt.Sprintf("CPU flavor %q has no known price; to price it, %s", id, remedy)
	}
	return o
}

func (e Estimator) unknownCPU(id string) string {
	return fmt.Sprintf("CPU flavor %q is in no price list%s", id, didYouMean(e.Prices.ClosestCPU(id)))
}

// serverlessOffer prices one GPU type as a flex and as an active worker.
func serverlessOffer(g GPUPrice, label string, units decimal.Decimal) offer {
	o := offer{
		label: label, units: units, perHour: g.FlexPerHour, source: sourceOf(g.Source, g.overridden.FlexPerSecond),
		active: g.ActivePerHour, activeSource: sourceOf(g.Source, g.overridden.ActivePerSecond), discounted: g.ActivePerHour.Valid,
	}
	if !o.discounted {
		o.active, o.activeSource = o.perHour, o.source
	}
	if !o.perHour.Valid {
		o.problem = fmt.Sprintf("%q has no known serverless price; to price it, set pricing.gpu_overrides[%q].flex_usd_per_second",
			g.ID, g.ID)
	}
	return o
}

// poolOffers prices the types of a pool, without the excluded ones. Runpod bills all types of a pool alike, so they
// differ by overrides only. The first offer is the one to expect: an overridden price, else the most expensive.
func (e Estimator) poolOffers(pool string, excluded []string, units decimal.Decimal) []offer {
	all := e.Prices.Pool(pool)
	if len(all) == 0 {
		return []offer{{label: pool, units: units, problem: e.unknownPool(pool)}}
	}
	types := slices.DeleteFunc(all, func(g GPUPrice) bool { return slices.Contains(excluded, g.ID) })
	if len(types) == 0 {
		return []offer{{label: pool, units: units, problem: fmt.Sprintf(
			"every GPU type of pool %q is in excluded_type_ids; leave at least one", pool)}}
	}
	var priced []offer
	for _, g := range types {
		if g.FlexPerHour.Valid {
			priced = append(priced, serverlessOffer(g, pool, units))
		}
	}
	if len(priced) == 0 {
		return []offer{serverlessOffer(types[0], pool, units)}
	}
	slices.SortStableFunc(priced, func(a, b offer) int {
		return cmp.Or(a.preference()-b.preference(), b.perHour.Decimal.Cmp(a.perHour.Decimal))
	})
	return priced
}

// preference is less for an overridden price.
func (o offer) preference() int {
	if o.source == SourceOverride || o.activeSource == SourceOverride {
		return 0
	}
	return 1
}

func (e Estimator) unknownPool(pool string) string {
	pools := e.Prices.Pools()
	text := fmt.Sprintf("GPU pool %q is in no price list%s", pool, didYouMean(closest(pool, pools, pools)))
	if len(pools) > 0 {
		text += "; pools with a price: " + strings.Join(pools, ", ")
	}
	return text
}

// widen takes what a candidate with a price costs into the bounds. Beside one without a price, nothing is known of the
// bounds but a minimum of nothing: [Estimate.account] comes first and finds those.
func (est *Estimate) widen(low, high, hourly decimal.Decimal) {
	est.hourlyAtLeast = known(decimal.Max(est.hourlyAtLeast.Decimal, hourly))
	if est.unpriced != nil {
		if low.IsZero() {
			est.MonthlyMin = known(low)
		}
		return
	}
	if !est.MonthlyMin.Valid {
		est.MonthlyMin, est.MonthlyMax, est.MaxHourly = known(low), known(high), known(hourly)
	}
	est.MonthlyMin.Decimal = decimal.Min(est.MonthlyMin.Decimal, low)
	est.MonthlyMax.Decimal = decimal.Max(est.MonthlyMax.Decimal, high)
	est.MaxHourly.Decimal = decimal.Max(est.MaxHourly.Decimal, hourly)
}

// account records where the prices come from, and warns of what could not be priced: without a price for the first
// candidate nothing is expected, and without one for each of the others nothing is known of the most.
func (est *Estimate) account(offers []offer) {
	for i, o := range offers {
		if o.problem == "" {
			est.addSource(o.source)
			continue
		}
		est.unpriced = append(est.unpriced, o.label)
		if i == 0 {
			est.Warnings = append(est.Warnings, o.problem)
		} else {
			est.Warnings = append(est.Warnings, "A fallback has no price, so the maximum and the peak per hour are not known: "+o.problem)
		}
	}
}

// HourlyAtLeast is MaxHourly where that is known, else that of the candidates with a price; not Valid where none has one.
func (est Estimate) HourlyAtLeast() decimal.NullDecimal {
	if est.MaxHourly.Valid {
		return est.MaxHourly
	}
	return est.hourlyAtLeast
}

func (est *Estimate) addSource(s Source) {
	if s == "" || slices.Contains(est.sources, s) {
		return
	}
	if len(est.sources) > 0 {
		est.PriceSource += ", "
	}
	est.PriceSource += string(s)
	est.sources = append(est.sources, s)
}

// headline puts the amount before the parts of a summary.
func (est *Estimate) headline(parts []string, problem string) string {
	if !est.Monthly.Valid {
		return "cost unknown: " + problem
	}
	if !est.MonthlyMax.Valid && len(est.unpriced) > 0 {
		parts = append(parts, "maximum unknown: no price for "+strings.Join(est.unpriced, ", "))
	}
	return USD(est.Monthly.Decimal) + "/mo: " + strings.Join(parts, "; ")
}

func rangeText(low, high decimal.NullDecimal) string {
	switch {
	case !low.Valid && !high.Valid:
		return "unknown"
	case !low.Valid:
		return "at most " + USD(high.Decimal)
	case !high.Valid:
		return "at least " + USD(low.Decimal)
	}
	if Cents(low.Decimal).Equal(Cents(high.Decimal)) {
		return USD(low.Decimal)
	}
	return USD(low.Decimal) + " to " + USD(high.Decimal)
}

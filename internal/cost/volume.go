package cost

import (
	"fmt"

	"github.com/shopspring/decimal"
)

// Types of network volumes, as in the API.
const (
	VolumeStandard        = "STANDARD"
	VolumeHighPerformance = "HIGH_PERFORMANCE"
)

// NetworkVolume is what of a network volume costs money.
type NetworkVolume struct {
	Name   string `json:"-"` // has no bearing on the cost
	SizeGB int64
	// Type is [VolumeStandard] (also for "") or [VolumeHighPerformance].
	Type string
}

// NetworkVolumeMonthlyUSD is what a standard network volume of this size costs in a month, used or not.
func NetworkVolumeMonthlyUSD(sizeGB decimal.Decimal, s Settings) decimal.Decimal {
	var b bill
	b.addNetworkVolume(sizeGB, s.withDefaults())
	return sum(b.items).Decimal
}

// addNetworkVolume bills a standard volume: each rate for the GB that fall under it.
func (b *bill) addNetworkVolume(sizeGB decimal.Decimal, s Settings) {
	tier := s.NetworkVolumeTierGB
	sizeGB = decimal.Max(sizeGB, decimal.Zero)
	assumption := ""
	if sizeGB.GreaterThan(tier) || sizeGB.GreaterThan(decimal.NewFromInt(defaultNetworkVolumeTierGB)) {
		assumption = fmt.Sprintf("the first TB is taken as %s GB; Runpod does not say whether it is 1000 or 1024", Number(tier, 3))
	}
	first, beyond := fromCents(networkVolumeCents), fromCents(networkVolumeBeyondCents)
	low := decimal.Min(sizeGB, tier)
	high := sizeGB.Sub(low)
	b.add(ComponentNetworkVolume, "GB-month", low, known(first), low.Mul(first), assumption)
	b.add(ComponentNetworkVolumeMore, "GB-month", high, known(beyond), high.Mul(beyond), assumption)
}

// NetworkVolume prices a network volume. Its rates are in no catalog: they are documented, or assumed, or set. It has
// no compute: MaxHourly is 0.
func (e Estimator) NetworkVolume(v NetworkVolume) Estimate {
	s := e.Settings.withDefaults()
	size := count(v.SizeGB)
	est := Estimate{Resource: named("network volume", v.Name), MaxHourly: known(decimal.Zero)}
	b := bill{resource: est.Resource}
	kind, source := "standard", SourceDocumented
	if v.Type == VolumeHighPerformance {
		kind, source = "high-performance", SourceOverride
		rate, assumption := s.HighPerformanceUSDPerGBMonth, ""
		if rate.Equal(DefaultSettings().HighPerformanceUSDPerGBMonth) {
			source = SourceAssumed
			assumption = fmt.Sprintf("high-performance volumes at an assumed %s/GB: Runpod does not publish the rate, it varies by "+
				"data center; set pricing.high_performance_volume_usd_per_gb_month", Rate(rate))
		}
		b.add(ComponentNetworkVolume, "GB-month", size, known(rate), size.Mul(rate), assumption)
	} else {
		b.addNetworkVolume(size, s)
	}
	est.What = fmt.Sprintf("%s GB %s", Number(size, 0), kind)
	est.addSource(source)
	est.bill(b.items)
	est.fixed()

	est.Summary = est.headline(arithmetic(est.Monthly.Decimal, volumeTerms(b.items, kind, source)), "")
	return est
}

func volumeTerms(items []Item, kind string, source Source) []term {
	terms := make([]term, len(items))
	for i, item := range items {
		what := kind + " network volume"
		if item.Component == ComponentNetworkVolumeMore {
			what = "above the first TB"
		}
		text := fmt.Sprintf("%s GB %s, %s per GB-month", Number(item.Quantity.Decimal, stableDecimals), what, Rate(item.UnitPriceUSD.Decimal))
		if source == SourceAssumed {
			text += " (assumed)"
		}
		terms[i] = term{text: text, amount: item.MonthlyUSD.Decimal}
	}
	return terms
}

package cost

import (
	"fmt"
	"strings"

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
		assumption = fmt.Sprintf("the first TB is taken as %s GB; RunPod does not say whether it is 1000 or 1024", Number(tier, 3))
	}
	first, beyond := fromCents(networkVolumeCents), fromCents(networkVolumeBeyondCents)
	low := decimal.Min(sizeGB, tier)
	high := sizeGB.Sub(low)
	b.add(ComponentNetworkVolume, "GB-month", low, known(first), low.Mul(first), assumption)
	b.add(ComponentNetworkVolumeMore, "GB-month", high, known(beyond), high.Mul(beyond), assumption)
}

// NetworkVolume prices a network volume. Its rates are in no catalog, so its source is the snapshot. It has no
// compute: MaxHourly is 0.
func (e Estimator) NetworkVolume(v NetworkVolume) Estimate {
	s := e.Settings.withDefaults()
	size := count(v.SizeGB)
	est := Estimate{Resource: named("network volume", v.Name), MaxHourly: known(decimal.Zero)}
	b := bill{resource: est.Resource}
	kind, source := "standard", SourceSnapshot
	if v.Type == VolumeHighPerformance {
		kind, source = "high-performance", SourceOverride
		rate, assumption := s.HighPerformanceUSDPerGBMonth, ""
		if rate.Equal(DefaultSettings().HighPerformanceUSDPerGBMonth) {
			source = SourceSnapshot
			assumption = fmt.Sprintf("high-performance volumes at an assumed %s/GB: RunPod does not publish the rate, it varies by "+
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

	parts := make([]string, len(b.items))
	for i, item := range b.items {
		parts[i] = fmt.Sprintf("%s GB x %s", Number(item.Quantity.Decimal, 0), Rate(item.UnitPriceUSD.Decimal))
	}
	text := "network volume " + strings.Join(parts, " + ")
	if v.Type == VolumeHighPerformance {
		text = "high-performance " + text
		if len(est.Notes) > 0 {
			text += " (assumed rate)"
		}
	}
	est.Summary = est.headline([]string{text}, "")
	return est
}

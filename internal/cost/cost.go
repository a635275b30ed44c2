// Package cost prices Runpod resources: rates, monthly estimates, and when a pod beats serverless.
//
// It is pure: no HTTP, no Terraform, no clock. Every amount is US dollars in a decimal.Decimal; divisions keep 24
// decimals, and nothing is rounded to cents before [Cents] or [USD] shows it. An amount that is not known is a
// NullDecimal that is not Valid, never 0.
package cost

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"
)

// Rates that Runpod documents, in US cents per GB-month. They hold everywhere and are in no catalog.
const (
	containerDiskCents       = 10
	volumeDiskRunningCents   = 10
	volumeDiskStoppedCents   = 20
	networkVolumeCents       = 7
	networkVolumeBeyondCents = 5
)

// SpendLimitUSDPerHour is Runpod's default limit over everything that runs at once.
const SpendLimitUSDPerHour = 80

// Defaults of [Settings].
const (
	defaultHoursPerMonth        = 730
	defaultNetworkVolumeTierGB  = 1000
	defaultHighPerformanceCents = 14
)

const (
	secondsPerHour = 3600
	secondsPerDay  = 86400
	hoursPerDay    = 24

	// The disk of a worker is billed in started intervals of five minutes; its rate is for a month of 30 days.
	secondsPerInterval = 300
	intervalsPerHour   = 12
	intervalsPerMonth  = 8640

	// divisionDecimals are kept by a division; stableDecimals are left of them once sums have eaten the last ones.
	divisionDecimals = 24
	stableDecimals   = 18
)

// Settings are the assumptions behind every estimate that a user may change. A value that is not positive stands for
// its default.
type Settings struct {
	// HoursPerMonth is the length of a month, 730 by default.
	HoursPerMonth decimal.Decimal
	// NetworkVolumeTierGB is how many GB of a network volume are billed at the first rate: 1 TB, taken as 1000 GB.
	NetworkVolumeTierGB decimal.Decimal
	// HighPerformanceUSDPerGBMonth is the rate of a high-performance network volume, which Runpod does not publish.
	HighPerformanceUSDPerGBMonth decimal.Decimal
}

// DefaultSettings returns a month of 730 h, 1 TB as 1000 GB, and 0.14 USD per GB-month for high-performance volumes.
func DefaultSettings() Settings {
	return Settings{
		HoursPerMonth:                decimal.NewFromInt(defaultHoursPerMonth),
		NetworkVolumeTierGB:          decimal.NewFromInt(defaultNetworkVolumeTierGB),
		HighPerformanceUSDPerGBMonth: fromCents(defaultHighPerformanceCents),
	}
}

func (s Settings) withDefaults() Settings {
	d := DefaultSettings()
	if !s.HoursPerMonth.IsPositive() {
		s.HoursPerMonth = d.HoursPerMonth
	}
	if !s.NetworkVolumeTierGB.IsPositive() {
		s.NetworkVolumeTierGB = d.NetworkVolumeTierGB
	}
	if !s.HighPerformanceUSDPerGBMonth.IsPositive() {
		s.HighPerformanceUSDPerGBMonth = d.HighPerformanceUSDPerGBMonth
	}
	return s
}

// Estimator prices resources from one price book under one set of assumptions.
type Estimator struct {
	Prices   *Prices
	Settings Settings

	// brief leaves out the notes that take a simulation of their own.
	brief bool
}

// Estimate is what one resource costs in a month. Amounts are exact; round them with [Cents].
type Estimate struct {
	// Resource is kind and name, such as "pod trainer".
	Resource string
	// What says in a few words what is billed, such as "1 x A100 PCIe, 243.3 h".
	What string
	// Monthly is the expected cost. It is not Valid where a price, or an endpoint's usage, is not known.
	Monthly decimal.NullDecimal
	// MonthlyMin and MonthlyMax bound it: the candidates with the lowest and the highest price, and for an endpoint no
	// traffic and every worker busy all month. Not Valid where a candidate without a price may be beyond them.
	MonthlyMin, MonthlyMax decimal.NullDecimal
	// MaxHourly is the compute of one hour with everything running, on the candidate with the highest price; not Valid
	// where one has none.
	MaxHourly decimal.NullDecimal
	// Summary is one line for the person who pays.
	Summary string
	// PriceSource is the distinct sources of the prices used, joined by ", "; empty where no price is known.
	PriceSource string
	// Items add up to Monthly where it is Valid.
	Items []Item
	// Notes say what was assumed; Warnings say what could not be priced and what to set, or what will not work.
	Notes, Warnings []string

	sources []Source
	// own are the notes that hold for this resource alone.
	own []string
	// unpriced are the candidates without a price.
	unpriced []string
	// hourlyAtLeast is the highest hour of those that have one.
	hourlyAtLeast decimal.NullDecimal
}

// Item is one line of a bill: Quantity x UnitPriceUSD = MonthlyUSD.
type Item struct {
	Resource, Component string
	// Quantity is in Unit ("GPU-hour", "vCPU-hour", "GB-month") and not Valid where it depends on undeclared usage.
	Quantity                 decimal.NullDecimal
	Unit                     string
	UnitPriceUSD, MonthlyUSD decimal.NullDecimal
	// Assumption is what this line takes for granted, empty where it is all documented.
	Assumption string
}

// Names of components in [Item].
const (
	ComponentCompute           = "compute"
	ComponentActiveWorkers     = "active workers"
	ComponentFlexWorkers       = "flex workers"
	ComponentContainerDisk     = "container disk"
	ComponentActiveDisk        = "container disk, active workers"
	ComponentFlexDisk          = "container disk, flex workers"
	ComponentVolumeDiskRunning = "volume disk, running"
	ComponentVolumeDiskStopped = "volume disk, stopped"
	ComponentNetworkVolume     = "network volume"
	ComponentNetworkVolumeMore = "network volume, above the first tier"
)

func fromCents(n int64) decimal.Decimal { return decimal.New(n, -2) }

func known(d decimal.Decimal) decimal.NullDecimal { return decimal.NewNullDecimal(d) }

// count turns a declared number of things into a decimal; a negative one is refused elsewhere and costs nothing here.
func count(n int64) decimal.Decimal { return decimal.NewFromInt(max(n, 0)) }

func div(a, b decimal.Decimal) decimal.Decimal { return a.DivRound(b, divisionDecimals) }

func clamp(d, low, high decimal.Decimal) decimal.Decimal {
	return decimal.Min(decimal.Max(d, low), high)
}

// portion is the part of a month that something runs, kept as a fraction so that each amount is divided once, last.
type portion struct{ num, den decimal.Decimal }

func (p portion) of(d decimal.Decimal) decimal.Decimal { return div(d.Mul(p.num), p.den) }

// share shows it as "8 of 24 h" in a summary; nothing for a whole month.
func (p portion) share() string {
	if p.num.Equal(p.den) {
		return ""
	}
	return fmt.Sprintf(", %s of %s h", Number(p.num, stableDecimals), Number(p.den, stableDecimals))
}

func (p portion) rest() portion { return portion{p.den.Sub(p.num), p.den} }

func wholeMonth() portion { return portion{decimal.NewFromInt(1), decimal.NewFromInt(1)} }

func never() portion { return portion{decimal.Zero, decimal.NewFromInt(1)} }

func hoursADay(h decimal.Decimal) portion {
	day := decimal.NewFromInt(hoursPerDay)
	return portion{clamp(h, decimal.Zero, day), day}
}

// bill collects the items of one resource.
type bill struct {
	resource string
	items    []Item
}

// add appends a line; one whose quantity is 0 is left out, and one whose price is not known has no amount.
func (b *bill) add(component, unit string, quantity decimal.Decimal, price decimal.NullDecimal, monthly decimal.Decimal, assumption string) {
	if quantity.IsZero() {
		return
	}
	b.items = append(b.items, Item{
		Resource: b.resource, Component: component, Quantity: known(quantity), Unit: unit,
		UnitPriceUSD: price, MonthlyUSD: decimal.NullDecimal{Decimal: monthly, Valid: price.Valid}, Assumption: assumption,
	})
}

// bill sets the items of an estimate, and lifts what they assume into its notes, each once.
func (est *Estimate) bill(items []Item) {
	est.Items = items
	for _, i := range items {
		if i.Assumption != "" {
			est.Notes = appendNew(est.Notes, i.Assumption)
		}
	}
}

// noteOwn adds a note that holds for this resource alone, such as one with a sum of money.
func (est *Estimate) noteOwn(text string) {
	est.Notes, est.own = append(est.Notes, text), append(est.own, text)
}

// Assumptions are everything that an estimate takes for granted: its notes, and what its items assume, each once.
func (est *Estimate) Assumptions() []string {
	assumptions := slices.Clone(est.Notes)
	for _, i := range est.Items {
		if i.Assumption != "" {
			assumptions = appendNew(assumptions, i.Assumption)
		}
	}
	return assumptions
}

// fixed makes the expected cost, and its bounds, the sum of the items.
func (est *Estimate) fixed() {
	total := sum(est.Items)
	est.Monthly, est.MonthlyMin, est.MonthlyMax = total, total, total
}

// sum is not Valid as soon as one line is not.
func sum(items []Item) decimal.NullDecimal {
	total := known(decimal.Zero)
	for _, i := range items {
		total = Plus(total, i.MonthlyUSD)
	}
	return total
}

func named(kind, name string) string {
	if name == "" {
		return kind
	}
	return kind + " " + name
}

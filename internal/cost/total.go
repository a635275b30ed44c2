package cost

import (
	"fmt"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/shopspring/decimal"
)

// Totals add up estimates.
type Totals struct {
	// Monthly is not Valid as soon as one estimate's is not; so are the others, each for itself.
	Monthly, MonthlyMin, MonthlyMax, MaxHourly decimal.NullDecimal
	// Counted is what a limit compares: of each estimate the expected cost where it is known, else the maximum. What has
	// neither counts together as the maximum that an account may spend, so that no limit holds for lack of a price.
	Counted decimal.Decimal
	// CountedNotes say where that is not what is expected.
	CountedNotes []string
	// RequiredCredit is what an account must hold to deploy: one hour of MaxHourly, rounded up to cents.
	RequiredCredit decimal.NullDecimal
	// ExceedsSpendLimit says whether MaxHourly is more than the limit; nil where that depends on what is not known.
	ExceedsSpendLimit *bool
	Items             []Item
	// Notes say what could not be priced and what was assumed, each once.
	Notes []string
	// Summary is an aligned text table of several lines, without a newline at its end.
	Summary     string
	PriceSource string
}

// SpendLimit is how many USD an hour everything that runs may cost, whose limit that is, as
// in "Runpod's default spend limit", and what to do beyond it.
type SpendLimit struct {
	USDPerHour    decimal.Decimal
	Whose, Remedy string
}

// DefaultSpendLimit is Runpod's for an account whose own limit is not known.
func DefaultSpendLimit() SpendLimit {
	return SpendLimit{decimal.NewFromInt(SpendLimitUSDPerHour), "Runpod's default spend limit", "ask Runpod to raise it"}
}

// Total adds up estimates that were made under these settings: each in whole cents, as a state has it and as the table prints it,
// so that the rows, a budget and the subcommand cost come to the same sum.
func Total(estimates []Estimate, s Settings, limit SpendLimit) Totals {
	zero := known(decimal.Zero)
	t := Totals{Monthly: zero, MonthlyMin: zero, MonthlyMax: zero, MaxHourly: zero}
	var all Estimate
	estimates = inCents(estimates)
	for _, est := range estimates {
		t.Monthly, t.MonthlyMin = Plus(t.Monthly, est.Monthly), Plus(t.MonthlyMin, est.MonthlyMin)
		t.MonthlyMax, t.MaxHourly = Plus(t.MonthlyMax, est.MonthlyMax), Plus(t.MaxHourly, est.MaxHourly)
		t.Items = append(t.Items, est.Items...)
		for _, source := range est.sources {
			all.addSource(source)
		}
		for _, warning := range est.Warnings {
			t.Notes = appendNew(t.Notes, est.Resource+": "+warning)
		}
		for _, note := range est.Notes {
			if note == noUsageNote || slices.Contains(est.own, note) {
				note = est.Resource + ": " + note
			}
			t.Notes = appendNew(t.Notes, note)
		}
	}
	t.RequiredCredit = decimal.NullDecimal{Decimal: CentsUp(t.MaxHourly.Decimal), Valid: t.MaxHourly.Valid}
	t.count(estimates, s, limit)
	t.judge(estimates, limit)
	t.Notes = append(t.Notes, fmt.Sprintf("a month is taken as %s h", Number(s.withDefaults().HoursPerMonth, 2)))
	t.PriceSource = all.PriceSource
	t.Summary = t.table(estimates, all.sources)
	return t
}

// inCents are the estimates with their monthly amounts in whole cents.
func inCents(estimates []Estimate) []Estimate {
	rounded := slices.Clone(estimates)
	for i := range rounded {
		for _, amount := range []*decimal.NullDecimal{&rounded[i].Monthly, &rounded[i].MonthlyMin, &rounded[i].MonthlyMax} {
			amount.Decimal = Cents(amount.Decimal)
		}
	}
	return rounded
}

// count sums up what counts, and notes where that is not what is expected.
func (t *Totals) count(estimates []Estimate, s Settings, limit SpendLimit) {
	var most, unpriced []string
	for _, est := range estimates {
		switch {
		case est.Monthly.Valid:
			t.Counted = t.Counted.Add(est.Monthly.Decimal)
		case est.MonthlyMax.Valid:
			t.Counted = t.Counted.Add(est.MonthlyMax.Decimal)
			most = append(most, est.Resource)
		default:
			for _, i := range est.Items {
				t.Counted = t.Counted.Add(i.MonthlyUSD.Decimal)
			}
			unpriced = append(unpriced, est.Resource)
		}
	}
	if len(most) > 0 {
		t.CountedNotes = append(t.CountedNotes, "counted at the monthly maximum, because the usage is not declared: "+strings.Join(most, ", "))
	}
	if len(unpriced) > 0 {
		ceiling := UnpricedMonthlyUSD(s, limit)
		t.Counted = t.Counted.Add(ceiling)
		t.CountedNotes = append(t.CountedNotes, fmt.Sprintf("%s is counted for resources without a known price, the maximum that the account may spend on compute in a month: %s; set the price that the warning names",
			USD(ceiling), strings.Join(unpriced, ", ")))
	}
}

// UnpricedMonthlyUSD is what counts for compute without a known price: a whole month at the spend limit, beyond which
// Runpod starts nothing. A limit that a user sets lower, to be warned, does not hold Runpod back.
func UnpricedMonthlyUSD(s Settings, limit SpendLimit) decimal.Decimal {
	perHour := decimal.Max(limit.USDPerHour, decimal.NewFromInt(SpendLimitUSDPerHour))
	return perHour.Mul(s.withDefaults().HoursPerMonth)
}

// judge holds an hour of everything against the limit: what is known of it may be too much already.
func (t *Totals) judge(estimates []Estimate, limit SpendLimit) {
	atLeast := decimal.Zero
	for _, est := range estimates {
		atLeast = atLeast.Add(est.HourlyAtLeast().Decimal)
	}
	exceeds := atLeast.GreaterThan(limit.USDPerHour)
	if exceeds || t.MaxHourly.Valid {
		t.ExceedsSpendLimit = &exceeds
	}
	if exceeds {
		more := ""
		if !t.MaxHourly.Valid {
			more = "at least "
		}
		t.Notes = append(t.Notes, fmt.Sprintf("everything running at once costs %s%s per hour, more than %s of %s per hour: %s",
			more, USD(atLeast), limit.Whose, USD(limit.USDPerHour), limit.Remedy))
	}
}

// Plus adds up; the sum is not Valid as soon as one of the two is not.
func Plus(a, b decimal.NullDecimal) decimal.NullDecimal {
	if !a.Valid || !b.Valid {
		return decimal.NullDecimal{}
	}
	return known(a.Decimal.Add(b.Decimal))
}

// Minus takes b from a; the difference is not Valid as soon as one of the two is not.
func Minus(a, b decimal.NullDecimal) decimal.NullDecimal {
	b.Decimal = b.Decimal.Neg()
	return Plus(a, b)
}

func appendNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// sourcesText is where prices come from, for a reader.
func sourcesText(sources []Source) string {
	texts := make([]string, len(sources))
	for i, source := range sources {
		switch source {
		case SourceCatalog:
			texts[i] = "Runpod's live catalog"
		case SourceOverride:
			texts[i] = "overrides"
		case SourceDocumented:
			texts[i] = "documented storage rates"
		case SourceAssumed:
			texts[i] = "an assumed storage rate"
		default:
			texts[i] = strings.Replace(string(source), "snapshot", "Runpod's catalog of", 1)
		}
	}
	return strings.Join(texts, ", ")
}

func (t Totals) table(estimates []Estimate, sources []Source) string {
	w := NewTable(3)
	w.AppendRow(table.Row{"resource", "what", "monthly"})
	for _, est := range estimates {
		amount := NullUSD(est.Monthly)
		if !est.Monthly.Valid {
			amount = rangeText(est.MonthlyMin, est.MonthlyMax)
		}
		w.AppendRow(table.Row{est.Resource, est.What, amount})
	}
	w.AppendRow(table.Row{"total", "", NullUSD(t.Monthly)})
	if !t.Monthly.Valid {
		w.AppendRow(table.Row{"counted", "unknown costs, at most", USD(t.Counted)})
	}
	w.AppendRow(table.Row{"range", "", rangeText(t.MonthlyMin, t.MonthlyMax)})
	if t.MaxHourly.Valid && t.MaxHourly.Decimal.IsPositive() {
		w.AppendRow(table.Row{"peak per hour", "compute only, everything running", Rate(t.MaxHourly.Decimal)})
	}
	if len(sources) == 0 {
		return w.Render()
	}
	return w.Render() + "\nprices: " + sourcesText(sources)
}

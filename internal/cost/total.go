package cost

import (
	"fmt"
	"slices"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/shopspring/decimal"
)

// Totals add up estimates.
type Totals struct {
	// Monthly is not Valid as soon as one estimate's is not; so are the others, each for itself.
	Monthly, MonthlyMin, MonthlyMax, MaxHourly decimal.NullDecimal
	// RequiredCredit is what an account must hold to deploy: one hour of MaxHourly.
	RequiredCredit decimal.NullDecimal
	// ExceedsSpendLimit says that what is known of MaxHourly is more than the limit.
	ExceedsSpendLimit bool
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

// DefaultSpendLimit is RunPod's for an account that it tells nothing of.
func DefaultSpendLimit() SpendLimit {
	return SpendLimit{decimal.NewFromInt(SpendLimitUSDPerHour), "Runpod's default spend limit", "ask Runpod to raise it"}
}

// Total adds up estimates that were made under these settings.
func Total(estimates []Estimate, s Settings, limit SpendLimit) Totals {
	zero := known(decimal.Zero)
	t := Totals{Monthly: zero, MonthlyMin: zero, MonthlyMax: zero, MaxHourly: zero}
	var all Estimate
	knownHourly := decimal.Zero
	for _, est := range estimates {
		t.Monthly, t.MonthlyMin = Plus(t.Monthly, est.Monthly), Plus(t.MonthlyMin, est.MonthlyMin)
		t.MonthlyMax, t.MaxHourly = Plus(t.MonthlyMax, est.MonthlyMax), Plus(t.MaxHourly, est.MaxHourly)
		if est.MaxHourly.Valid {
			knownHourly = knownHourly.Add(est.MaxHourly.Decimal)
		}
		t.Items = append(t.Items, est.Items...)
		for _, source := range est.sources {
			all.addSource(source)
		}
		for _, warning := range est.Warnings {
			t.Notes = appendNew(t.Notes, est.Resource+": "+warning)
		}
		for _, note := range est.Notes {
			if note == noUsageNote {
				note = est.Resource + ": " + note
			}
			t.Notes = appendNew(t.Notes, note)
		}
	}
	t.RequiredCredit = t.MaxHourly
	if knownHourly.GreaterThan(limit.USDPerHour) {
		t.ExceedsSpendLimit = true
		t.Notes = append(t.Notes, fmt.Sprintf("everything running at once costs %s/h, more than %s of %s/h: %s",
			USD(knownHourly), limit.Whose, USD(limit.USDPerHour), limit.Remedy))
	}
	t.Notes = append(t.Notes, fmt.Sprintf("a month is taken as %s h", Number(s.withDefaults().HoursPerMonth, 2)))
	t.PriceSource = all.PriceSource
	t.Summary = t.table(estimates)
	return t
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

func (t Totals) table(estimates []Estimate) string {
	w := table.NewWriter()
	w.SetStyle(table.Style{Box: table.BoxStyle{PaddingRight: "  "}})
	w.SetColumnConfigs([]table.ColumnConfig{{Number: 3, Align: text.AlignRight}})
	w.SuppressTrailingSpaces()
	w.AppendRow(table.Row{"resource", "what", "monthly"})
	for _, est := range estimates {
		amount := NullUSD(est.Monthly)
		if !est.Monthly.Valid {
			amount = rangeText(est.MonthlyMin, est.MonthlyMax)
		}
		w.AppendRow(table.Row{est.Resource, est.What, amount})
	}
	w.AppendRows([]table.Row{{"total", "", NullUSD(t.Monthly)}, {"range", "", rangeText(t.MonthlyMin, t.MonthlyMax)}})
	return w.Render()
}

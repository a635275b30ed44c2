package cost

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// Totals add up estimates.
type Totals struct {
	// Monthly is not Valid as soon as one estimate's is not; so are the others, each for itself.
	Monthly, MonthlyMin, MonthlyMax, MaxHourly decimal.NullDecimal
	// RequiredCredit is what an account must hold to deploy: one hour of MaxHourly.
	RequiredCredit decimal.NullDecimal
	// ExceedsSpendLimit says that what is known of MaxHourly is more than [SpendLimitUSDPerHour].
	ExceedsSpendLimit bool
	Items             []Item
	// Notes say what could not be priced and what was assumed, each once.
	Notes []string
	// Summary is an aligned text table of several lines, without a newline at its end.
	Summary     string
	PriceSource string
}

// Total adds up estimates that were made under these settings.
func Total(estimates []Estimate, s Settings) Totals {
	zero := known(decimal.Zero)
	t := Totals{Monthly: zero, MonthlyMin: zero, MonthlyMax: zero, MaxHourly: zero}
	var sources []Source
	knownHourly := decimal.Zero
	for _, est := range estimates {
		t.Monthly, t.MonthlyMin = plus(t.Monthly, est.Monthly), plus(t.MonthlyMin, est.MonthlyMin)
		t.MonthlyMax, t.MaxHourly = plus(t.MonthlyMax, est.MonthlyMax), plus(t.MaxHourly, est.MaxHourly)
		if est.MaxHourly.Valid {
			knownHourly = knownHourly.Add(est.MaxHourly.Decimal)
		}
		t.Items = append(t.Items, est.Items...)
		for _, source := range est.sources {
			if !slices.Contains(sources, source) {
				sources = append(sources, source)
			}
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
	if limit := decimal.NewFromInt(SpendLimitUSDPerHour); knownHourly.GreaterThan(limit) {
		t.ExceedsSpendLimit = true
		t.Notes = append(t.Notes, fmt.Sprintf("everything running at once costs %s/h, more than RunPod's default spend limit of %s/h: "+
			"ask RunPod to raise it", USD(knownHourly), USD(limit)))
	}
	t.Notes = append(t.Notes, fmt.Sprintf("a month is taken as %s h", Number(s.withDefaults().HoursPerMonth, 2)))
	t.PriceSource = joinSources(sources)
	t.Summary = t.table(estimates)
	return t
}

// plus is not Valid as soon as one of the two is not.
func plus(a, b decimal.NullDecimal) decimal.NullDecimal {
	if !a.Valid || !b.Valid {
		return decimal.NullDecimal{}
	}
	return known(a.Decimal.Add(b.Decimal))
}

func appendNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

func (t Totals) table(estimates []Estimate) string {
	rows := [][3]string{{"resource", "what", "monthly"}}
	for _, est := range estimates {
		amount := NullUSD(est.Monthly)
		if !est.Monthly.Valid {
			amount = rangeText(est.MonthlyMin, est.MonthlyMax)
		}
		rows = append(rows, [3]string{est.Resource, est.What, amount})
	}
	rows = append(rows, [3]string{"total", "", NullUSD(t.Monthly)}, [3]string{"range", "", rangeText(t.MonthlyMin, t.MonthlyMax)})
	return align(rows)
}

// align pads the columns: the first two to the left, the amounts to the right.
func align(rows [][3]string) string {
	var width [3]int
	for _, row := range rows {
		for i, cell := range row {
			width[i] = max(width[i], utf8.RuneCountInString(cell))
		}
	}
	lines := make([]string, len(rows))
	for i, row := range rows {
		lines[i] = fmt.Sprintf("%-*s  %-*s  %*s", width[0], row[0], width[1], row[1], width[2], row[2])
	}
	return strings.Join(lines, "\n")
}

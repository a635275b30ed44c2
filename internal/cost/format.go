package cost

import (
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/shopspring/decimal"
)

// Cents rounds to two decimals, half up; a negative half goes away from zero (-0.005 is -0.01). An amount that a
// non-terminating division left less than 1e-18 away from a half counts as that half.
func Cents(d decimal.Decimal) decimal.Decimal {
	return d.Round(stableDecimals).Round(2)
}

// USD shows an amount in cents: 1234.5 is "$1,234.50", -1.2 is "-$1.20".
func USD(d decimal.Decimal) string {
	return dollars(group(Cents(d).StringFixed(2)))
}

// NullUSD is [USD], or "unknown".
func NullUSD(d decimal.NullDecimal) string {
	if !d.Valid {
		return "unknown"
	}
	return USD(d.Decimal)
}

// Rate shows a unit price with two decimals or as many as it has, at most eight: "$1.89", "$2.736", "$0.00076".
func Rate(d decimal.Decimal) string { return atLeastCents(d.Round(ratePlaces)) }

const ratePlaces = 8

// CentsUp rounds up to cents, because less would not cover the amount: 2.052 is 2.06. It ignores a rest of less than
// 1e-18 that a division left.
func CentsUp(d decimal.Decimal) decimal.Decimal {
	return d.Round(stableDecimals).RoundCeil(2)
}

// Plural is how many there are of a thing: "1 worker", "3 workers".
func Plural(n decimal.Decimal, singular string) string {
	counted := Number(n, 2) + " " + singular
	if !n.Equal(decimal.NewFromInt(1)) {
		counted += "s"
	}
	return counted
}

// atLeastCents shows all decimals of an amount, and no fewer than two.
func atLeastCents(d decimal.Decimal) string {
	if d.Equal(d.Round(2)) {
		return dollars(group(d.StringFixed(2)))
	}
	return dollars(group(d.String()))
}

// NewTable is a table as every report has it: two spaces between the columns, no lines. The columns right, from 1, are
// aligned to the right.
func NewTable(right ...int) table.Writer {
	w := table.NewWriter()
	w.SetStyle(table.Style{Box: table.BoxStyle{PaddingRight: "  "}})
	columns := make([]table.ColumnConfig, len(right))
	for i, column := range right {
		columns[i] = table.ColumnConfig{Number: column, Align: text.AlignRight}
	}
	w.SetColumnConfigs(columns)
	w.SuppressTrailingSpaces()
	return w
}

// Number shows a quantity with thousands separators and at most places decimals: 1234.50 is "1,234.5".
func Number(d decimal.Decimal, places int32) string {
	return group(d.Round(stableDecimals).Round(places).String())
}

func dollars(s string) string {
	if rest, negative := strings.CutPrefix(s, "-"); negative {
		return "-$" + rest
	}
	return "$" + s
}

// group puts commas between the thousands of a plain decimal number.
func group(s string) string {
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	whole, fraction, hasFraction := strings.Cut(s, ".")
	var b strings.Builder
	b.WriteString(sign)
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	if hasFraction {
		b.WriteByte('.')
		b.WriteString(fraction)
	}
	return b.String()
}

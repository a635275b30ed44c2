package plancost

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

const (
	notPriced = "not priced"
	absent    = "-"
)

// Colours of a terminal.
const (
	red   = "\x1b[31m"
	green = "\x1b[32m"
	bold  = "\x1b[1m"
	plain = "\x1b[0m"
)

// paint colours a text, or does not.
type paint bool

func (p paint) with(code, s string) string {
	if !p || s == "" {
		return s
	}
	return code + s + plain
}

// difference is red where it costs more, and green where it costs less.
func (p paint) difference(d decimal.Decimal) string {
	switch cost.Cents(d).Sign() {
	case 1:
		return p.with(red, signed(d))
	case -1:
		return p.with(green, signed(d))
	default:
		return signed(d)
	}
}

// writeTable writes the report for a terminal: what changes first, then the rest.
func (r *Report) writeTable(out io.Writer, limits []Limit, colour paint) error {
	var b strings.Builder
	w := table.NewWriter()
	w.SetStyle(table.Style{Box: table.BoxStyle{PaddingRight: "  "}})
	w.SetColumnConfigs([]table.ColumnConfig{{Number: 3, Align: text.AlignRight}, {Number: 4, Align: text.AlignRight}, {Number: 5, Align: text.AlignRight}})
	w.SuppressTrailingSpaces()
	w.AppendRow(table.Row{"resource", "plan", "before", "after", "difference"})
	changed, rest := r.split()
	for _, item := range append(changed, rest...) {
		w.AppendRow(table.Row{item.Name(), item.Action, amount(item.Before), amount(item.After), itemDifference(item, colour)})
	}
	for _, total := range r.totals() {
		w.AppendRow(table.Row{colour.with(bold, total.label), "", cost.USD(total.Before), cost.USD(total.After), colour.difference(total.Difference)})
	}
	b.WriteString(w.Render() + "\n")
	r.writeRemarks(&b, limits, colour)
	_, err := io.WriteString(out, b.String())
	return err
}

func (r *Report) writeRemarks(b *strings.Builder, limits []Limit, colour paint) {
	section := func(title string, lines []string) {
		if len(lines) > 0 {
			b.WriteString("\n" + title + "\n")
		}
		for _, line := range lines {
			b.WriteString("  " + line + "\n")
		}
	}
	var unpriced, notes []string
	for _, item := range r.NotPriced() {
		unpriced = append(unpriced, item.Name()+": "+item.why())
	}
	for _, item := range r.Items {
		if len(item.Notes) > 0 {
			notes = append(notes, item.Name()+": "+strings.Join(item.Notes, "; "))
		}
	}
	section("Not priced, so the totals are partial:", unpriced)
	section("Notes:", append(notes, r.Notes...))
	if len(limits) > 0 {
		b.WriteByte('\n')
	}
	for _, limit := range limits {
		code := green
		if limit.Exceeded() {
			code = red
		}
		b.WriteString(colour.with(code, limit.String()) + "\n")
	}
}

// totalRow is a total with its label.
type totalRow struct {
	label string
	Total
}

func (r *Report) totals() []totalRow {
	rows := []totalRow{{"total a month", r.Monthly()}, {"most compute an hour", r.MaxHourly()}}
	for i := range rows {
		if rows[i].Partial {
			rows[i].label += ", partial"
		}
	}
	return rows
}

// amount is the cost of a resource on one side, in a cell.
func amount(s Side) string {
	switch {
	case !s.Exists:
		return absent
	case !s.Monthly.Valid:
		return notPriced
	default:
		return cost.USD(s.Monthly.Decimal)
	}
}

func itemDifference(item Item, colour paint) string {
	if d := item.Difference(); d.Valid {
		return colour.difference(d.Decimal)
	}
	return notPriced
}

// why says of both sides why they are not known, and what bounds them.
func (i Item) why() string {
	before, after := i.Before.why(), i.After.why()
	switch {
	case after == "":
		return "before: " + before
	case before == "" || before == after:
		return after
	default:
		return fmt.Sprintf("before: %s; after: %s", before, after)
	}
}

func (s Side) why() string {
	if s.Monthly.Valid || !s.ranged() {
		return s.Why
	}
	return fmt.Sprintf("%s (%s to %s a month)", s.Why, cost.USD(s.MonthlyMin.Decimal), cost.USD(s.MonthlyMax.Decimal))
}

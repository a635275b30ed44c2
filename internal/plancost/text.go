package plancost

import (
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

const (
	notKnownCell = "not known"
	absent       = "-"

	totalLabel  = "total per month"
	hourlyLabel = "peak per hour, everything running"
)

// Colours of a terminal.
const (
	red    = "\x1b[31m"
	green  = "\x1b[32m"
	yellow = "\x1b[33m"
	bold   = "\x1b[1m"
	plain  = "\x1b[0m"
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

// lines is a table whose rows have lines below them.
type lines struct {
	table table.Writer
	below map[int][]string
	rows  int
}

func newLines() *lines {
	w := cost.NewTable(3, 4, 5)
	return &lines{table: w, below: map[int][]string{}}
}

func (l *lines) row(cells ...string) {
	row := make(table.Row, len(cells))
	for i, cell := range cells {
		row[i] = cell
	}
	l.table.AppendRow(row)
	l.rows++
}

// under puts lines below the last row.
func (l *lines) under(texts ...string) { l.below[l.rows] = append(l.below[l.rows], texts...) }

func (l *lines) String() string {
	var b strings.Builder
	rendered := l.table.Render()
	for i, row := range strings.Split(rendered, "\n") {
		b.WriteString(row + "\n")
		for _, line := range l.below[i+1] {
			b.WriteString("  " + line + "\n")
		}
	}
	return b.String()
}

// writeTable writes the report for a terminal: what changes first, then the rest.
func (r *Report) writeTable(out io.Writer, limits []Limit, by grouping, colour paint) error {
	var b strings.Builder
	l := newLines()
	if r.Source == SourceState {
		l.row("resource", "", "per month", "maximum", "peak per hour")
	} else {
		l.row("resource", "plan", "before", "after", "difference")
	}
	groups := []Group{{Items: r.Items}}
	if by == groupByModule {
		groups = r.ByModule()
	}
	for _, group := range groups {
		if by == groupByModule {
			l.row(colour.with(bold, group.Title()))
		}
		for _, item := range ordered(group.Items) {
			r.tableItem(l, item, colour)
		}
		if by == groupByModule {
			r.tableSums(l, group.Items, group.Title()+" per month", colour)
		}
	}
	r.tableSums(l, r.Items, totalLabel, colour)
	if hourly := MaxHourly(r.Items); r.Source == SourcePlan {
		l.row(colour.with(bold, hourlyLabel+partly(hourly)), "", cost.Rate(hourly.Before), cost.Rate(hourly.After), signedRate(hourly.Difference))
	}
	b.WriteString(l.String())
	r.tableRemarks(&b, limits, colour)
	_, err := io.WriteString(out, b.String())
	return err
}

func (r *Report) tableItem(l *lines, item Item, colour paint) {
	if r.Source == SourceState {
		l.row(item.Name(), "", amount(item.After), orNotKnown(item.After.possible(), cost.USD), orNotKnown(item.After.hourly(), cost.Rate))
		l.under(item.Lines()...)
		return
	}
	l.row(item.Name(), item.Plan(), amount(item.Before), amount(item.After), orNotKnown(item.Difference(), colour.difference))
	if item.Kind != KindUnchanged {
		l.under(item.Lines()...)
	}
}

func (r *Report) tableSums(l *lines, items []Item, label string, colour paint) {
	for _, sum := range sums(items, label) {
		switch {
		case r.Source == SourceState:
			most, hourly := sumOf(items, Side.possible), MaxHourly(items)
			l.row(colour.with(bold, sum.Label), "", cost.USD(sum.After), whole(most, cost.USD), whole(hourly, cost.Rate))
		case sum.Netted:
			l.row(colour.with(bold, sum.Label), "", cost.USD(sum.Before), cost.USD(sum.After), colour.difference(sum.Difference))
		default:
			l.row(colour.with(bold, sum.Label), "", cost.USD(sum.Before), cost.USD(sum.After))
		}
	}
}

func (r *Report) tableRemarks(b *strings.Builder, limits []Limit, colour paint) {
	section := func(title string, lines []string) {
		if len(lines) > 0 {
			b.WriteString("\n" + title + "\n")
		}
		for _, line := range lines {
			b.WriteString("  " + line + "\n")
		}
	}
	section(colour.with(yellow, droppedTitle), droppedTexts(r.Dropped))
	var unpriced, notes []string
	for _, item := range notKnown(r.Items) {
		unpriced = append(unpriced, item.Name()+": "+item.Unknown())
	}
	for _, item := range r.Items {
		if len(item.Notes) > 0 {
			notes = append(notes, item.Name()+": "+strings.Join(item.Notes, "; "))
		}
	}
	section(notKnownTitle, unpriced)
	section("Notes:", append(append(notes, r.Notes...), r.remarks()...))
	if len(limits) > 0 {
		b.WriteByte('\n')
	}
	for _, limit := range limits {
		b.WriteString(colour.with(verdictColour(limit), limit.String()) + "\n")
	}
}

func verdictColour(limit Limit) string {
	switch {
	case limit.Exceeded():
		return red
	case limit.Undecided():
		return yellow
	default:
		return green
	}
}

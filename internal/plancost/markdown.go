package plancost

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

// A comment on GitHub has at most 65,536 characters. These bounds keep within half of it whatever the addresses hold;
// the sums always cover everything.
const (
	maxChangedRows = 60
	maxOtherRows   = 30
	maxRemarks     = 20
	maxAddress     = 120
)

// writeMarkdown writes the report for a comment on a pull request: the sums, what changes, and the rest folded.
func (r *Report) writeMarkdown(out io.Writer, limits []Limit) error {
	var b strings.Builder
	r.writeHeadline(&b, limits)
	changed, rest := r.split()
	slices.SortStableFunc(changed, func(x, y Item) int { return weight(y).Cmp(weight(x)) })
	writeRows(&b, changed, maxChangedRows)
	hourly := r.MaxHourly()
	fmt.Fprintf(&b, "\nMost compute an hour%s: %s before, %s after.\n", partly(hourly), cost.USD(hourly.Before), cost.USD(hourly.After))
	unpriced := r.NotPriced()
	writeRemarks(&b, "**Not priced, so the totals are partial:**", unpriced, Item.why)
	writeRemarks(&b, "Notes:", filter(r.Items, func(i Item) bool { return len(i.Notes) > 0 }), func(i Item) string { return clip(strings.Join(i.Notes, "; ")) })
	for _, note := range r.Notes {
		b.WriteString("\n" + note + "\n")
	}
	if len(rest) > 0 {
		fmt.Fprintf(&b, "\n<details><summary>%s without changes</summary>\n", counted(len(rest), "resource"))
		writeRows(&b, rest, maxOtherRows)
		b.WriteString("\n</details>\n")
	}
	_, err := io.WriteString(out, b.String())
	return err
}

func (r *Report) writeHeadline(b *strings.Builder, limits []Limit) {
	total := r.Monthly()
	most := ""
	if high := r.high(); high.GreaterThan(total.After) {
		most = ", up to " + cost.USD(high)
	}
	fmt.Fprintf(b, "### RunPod: %s a month after this plan (%s)%s%s\n", cost.USD(total.After), signed(total.Difference), partly(total), most)
	for _, limit := range limits {
		text := limit.String()
		if limit.Exceeded() {
			text = "**" + text + "**"
		}
		b.WriteString("\n" + text + "\n")
	}
}

func partly(t Total) string {
	if t.Partial {
		return ", partial"
	}
	return ""
}

// weight is how much a resource matters in the list of changes; what is not priced matters most.
func weight(i Item) decimal.Decimal {
	if d := i.Difference(); d.Valid {
		return d.Decimal.Abs()
	}
	return decimal.New(1, maxDigits)
}

func writeRows(b *strings.Builder, items []Item, most int) {
	if len(items) == 0 {
		b.WriteString("\nNo RunPod resource changes.\n")
		return
	}
	b.WriteString("\n| resource | plan | before | after | difference |\n|---|---|--:|--:|--:|\n")
	for _, item := range items[:min(most, len(items))] {
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s |\n", code(item.Name()), item.Action, amount(item.Before), amount(item.After), itemDifference(item, false))
	}
	if more := len(items) - most; more > 0 {
		fmt.Fprintf(b, "\nand %s more, in the sums above.\n", counted(more, "resource"))
	}
}

func writeRemarks(b *strings.Builder, title string, items []Item, remark func(Item) string) {
	if len(items) == 0 {
		return
	}
	b.WriteString("\n" + title + "\n\n")
	for _, item := range items[:min(maxRemarks, len(items))] {
		fmt.Fprintf(b, "- %s: %s\n", code(item.Name()), remark(item))
	}
	if more := len(items) - maxRemarks; more > 0 {
		fmt.Fprintf(b, "- and %s more\n", counted(more, "resource"))
	}
}

// code is a text as a code span that also stands in a table, whatever characters it has.
func code(s string) string {
	s = clip(s)
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if len(fence) > 1 {
		s = " " + s + " "
	}
	return fence + strings.ReplaceAll(s, "|", `\|`) + fence
}

func clip(s string) string {
	if utf8.RuneCountInString(s) <= maxAddress {
		return s
	}
	return string([]rune(s)[:maxAddress-1]) + "…"
}

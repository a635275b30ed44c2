package plancost

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/markup"
)

// A comment on GitHub has at most 65,536 characters. These bounds keep within that whatever the plan holds; the sums
// always cover everything.
const (
	maxComment     = 32_000 // and what is written after it
	maxChangedRows = 60
	maxOtherRows   = 30
	maxRemarks     = 20
	maxWhy         = 240
	maxGroups      = 20
)

// writeMarkdown writes the report for a comment on a pull request: the sums, what changes, and the rest folded.
func (r *Report) writeMarkdown(out io.Writer, limits []Limit, by grouping) error {
	var b strings.Builder
	r.writeHeadline(&b, limits)
	r.writeDropped(&b)
	if r.Source == SourceState {
		writeStateRows(&b, r.Items)
	} else {
		r.writeChanges(&b)
	}
	if by == groupByModule {
		r.writeGroups(&b)
	}
	r.writeMermaid(&b)
	writeRemarks(&b, "**"+notKnownTitle+"**", notKnown(r.Items), func(i Item) string { return markup.Escape(clipTo(i.Unknown(), maxWhy)) })
	writeRemarks(&b, "Notes:", filter(r.Items, func(i Item) bool { return len(i.Notes) > 0 }), func(i Item) string { return markup.Escape(clipTo(strings.Join(i.Notes, "; "), maxWhy)) })
	for _, note := range append(slices.Clone(r.Notes), r.remarks()...) {
		b.WriteString("\n" + markup.Escape(note) + "\n")
	}
	if rest := of(r.Items, KindUnchanged); len(rest) > 0 && r.Source == SourcePlan {
		fmt.Fprintf(&b, "\n<details><summary>%s without changes</summary>\n", markup.Count(len(rest), "resource"))
		writeRows(&b, rest, maxOtherRows, false)
		b.WriteString("\n</details>\n")
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// headline is the whole report in a line.
func (r *Report) headline() string {
	total, most := Monthly(r.Items), ""
	if high := high(r.Items); high.GreaterThan(total.After) {
		most = ", up to " + cost.USD(high)
	}
	if r.Source == SourceState {
		return fmt.Sprintf("Runpod: %s a month%s%s", cost.USD(total.After), partly(total), most)
	}
	difference := signed(Monthly(of(r.Items, KindChange)).Difference)
	if assumed := of(r.Items, KindAssumption); len(assumed) > 0 {
		difference += "; assumptions " + signed(Monthly(assumed).Difference)
	}
	if imports := of(r.Items, KindImport); len(imports) > 0 {
		difference += "; imports " + signed(Monthly(imports).Difference)
	}
	return fmt.Sprintf("Runpod: %s a month after this plan (%s)%s%s", cost.USD(total.After), difference, partly(total), most)
}

func (r *Report) writeHeadline(b *strings.Builder, limits []Limit) {
	b.WriteString("### " + r.headline() + "\n")
	for _, limit := range limits {
		text := limit.String()
		if limit.Exceeded() || limit.Undecided() {
			text = "**" + text + "**"
		}
		b.WriteString("\n" + text + "\n")
	}
}

func (r *Report) writeDropped(b *strings.Builder) {
	if len(r.Dropped) == 0 {
		return
	}
	b.WriteString("\n**" + droppedTitle + "**\n\n")
	for _, key := range r.Dropped[:min(maxRemarks, len(r.Dropped))] {
		fmt.Fprintf(b, "- %s: %s", markup.Code(key.Address), markup.Code(key.Path))
		if key.Suggestion != "" {
			fmt.Fprintf(b, "; did you mean %s?", markup.Code(key.Suggestion))
		}
		b.WriteString("\n")
	}
	if more := len(r.Dropped) - maxRemarks; more > 0 {
		fmt.Fprintf(b, "- and %s more\n", markup.Count(more, "key"))
	}
}

// writeChanges writes what the plan changes, and what it does not change but assume, in tables of their own.
func (r *Report) writeChanges(b *strings.Builder) {
	if len(of(r.Items, KindUnchanged)) == len(r.Items) {
		b.WriteString("\nNo Runpod resource changes.\n")
	}
	netted := isNetted(r.Items)
	for _, kind := range []Kind{KindChange, KindAssumption, KindImport} {
		items := of(r.Items, kind)
		slices.SortStableFunc(items, func(x, y Item) int { return weight(y).Cmp(weight(x)) })
		writeRows(b, items, maxChangedRows/len(Kinds())*share(kind), true)
		if sum := Monthly(items); len(items) > 0 && !netted {
			writeSum(b, sumLabels[kind]+partly(sum), sum)
		}
	}
	hourly := MaxHourly(r.Items)
	fmt.Fprintf(b, "\nPeak per hour with everything running%s: %s before, %s after.\n", partly(hourly), cost.Rate(hourly.Before), cost.Rate(hourly.After))
}

// share divides the rows of a comment between the kinds: half are for changes.
func share(kind Kind) int {
	if kind == KindChange {
		return 2 //nolint:mnd // of four
	}
	return 1
}

func (r *Report) writeGroups(b *strings.Builder) {
	state := r.Source == SourceState
	if state {
		b.WriteString("\n| module | per month |\n|---|--:|\n")
	} else {
		b.WriteString("\n| module | before | after | changes |\n|---|--:|--:|--:|\n")
	}
	groups := r.ByModule()
	for _, group := range groups[:min(maxGroups, len(groups))] {
		sum := Monthly(group.Items)
		fmt.Fprintf(b, "| %s%s | ", markup.Code(group.Title()), partly(sum))
		if !state {
			fmt.Fprintf(b, "%s | %s | %s |\n", cost.USD(sum.Before), cost.USD(sum.After), signed(Monthly(of(group.Items, KindChange)).Difference))
			continue
		}
		fmt.Fprintf(b, "%s |\n", cost.USD(sum.After))
	}
	if more := len(groups) - maxGroups; more > 0 {
		fmt.Fprintf(b, "\nand %s, included in the sums above.\n", markup.Count(more, "more module"))
	}
}

// weight is how much a resource matters in the list of changes; what is not known matters most.
func weight(i Item) decimal.Decimal {
	if d := i.Difference(); d.Valid {
		return d.Decimal.Abs()
	}
	return decimal.New(1, maxDigits)
}

const rowsHead = "\n| resource | plan | before | after | difference |\n|---|---|--:|--:|--:|\n"

func writeRows(b *strings.Builder, items []Item, most int, reasons bool) {
	if len(items) == 0 {
		return
	}
	b.WriteString(rowsHead)
	most = min(most, len(items))
	for n, item := range items[:most] {
		if b.Len() > maxComment {
			most = n
			break
		}
		name := markup.Code(item.Name())
		if reasons {
			name += below(item)
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s |\n", name, item.Plan(), amount(item.Before), amount(item.After), orNotKnown(item.Difference(), signed))
	}
	writeMore(b, len(items)-most)
}

// below are the lines of an item, in its cell.
func below(item Item) string {
	var b strings.Builder
	for _, line := range item.Lines() {
		b.WriteString("<br>" + markup.Escape(clipTo(line, maxWhy)))
	}
	return b.String()
}

func writeMore(b *strings.Builder, more int) {
	if more > 0 {
		fmt.Fprintf(b, "\nand %s, included in the sums above.\n", markup.Count(more, "more resource"))
	}
}

func writeSum(b *strings.Builder, label string, sum Sum) {
	fmt.Fprintf(b, "\n%s: %s before, %s after (%s).\n", upperFirst(label), cost.USD(sum.Before), cost.USD(sum.After), signed(sum.Difference))
}

func upperFirst(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func writeStateRows(b *strings.Builder, items []Item) {
	if len(items) == 0 {
		b.WriteString("\nNothing in the state bills.\n")
		return
	}
	items = slices.Clone(items)
	slices.SortStableFunc(items, func(x, y Item) int { return known(y.After.high()).Cmp(known(x.After.high())) })
	b.WriteString("\n| resource | per month | maximum | peak per hour |\n|---|--:|--:|--:|\n")
	most := min(maxChangedRows, len(items))
	for n, item := range items[:most] {
		if b.Len() > maxComment {
			most = n
			break
		}
		fmt.Fprintf(b, "| %s%s | %s | %s | %s |\n", markup.Code(item.Name()), below(item), amount(item.After),
			orNotKnown(item.After.possible(), cost.USD), orNotKnown(item.After.hourly(), cost.Rate))
	}
	writeMore(b, len(items)-most)
}

func writeRemarks(b *strings.Builder, title string, items []Item, remark func(Item) string) {
	if len(items) == 0 {
		return
	}
	b.WriteString("\n" + title + "\n\n")
	most := min(maxRemarks, len(items))
	for n, item := range items[:most] {
		if b.Len() > maxComment {
			most = n
			break
		}
		fmt.Fprintf(b, "- %s: %s\n", markup.Code(item.Name()), remark(item))
	}
	if more := len(items) - most; more > 0 {
		fmt.Fprintf(b, "- and %s more\n", markup.Count(more, "resource"))
	}
}

package plancost

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

// Parts says what a resource costs money for, in one line; empty if the estimate does not include it. Of an update it says
// what changes.
func (i Item) Parts() string {
	before, after := i.Before.Parts, i.After.Parts
	switch {
	case !i.After.Exists:
		return strings.Join(before, "; ")
	case !i.Before.Exists || len(before) == 0 || len(after) == 0 || slices.Equal(before, after):
		return strings.Join(after, "; ")
	}
	gone, added := without(before, after), without(after, before)
	switch {
	case len(gone) == 0:
		return "new: " + strings.Join(added, "; ")
	case len(added) == 0:
		return "removed: " + strings.Join(gone, "; ")
	default:
		return fmt.Sprintf("%s (before: %s)", strings.Join(added, "; "), strings.Join(gone, "; "))
	}
}

// Wait says how long requests wait, and did before; empty where that is not known.
func (i Item) Wait() string {
	before, after := i.Before.Service, i.After.Service
	switch {
	case after == "" || before == "" || before == after || !i.After.Exists:
		return after
	default:
		return fmt.Sprintf("%s (before: %s)", after, before)
	}
}

// Lines are what stands below a resource: what it is and why it costs that, and how long its requests wait.
func (i Item) Lines() []string {
	lines := []string{i.Label}
	if parts := i.Parts(); parts != "" && i.After.Why != whyPrice { // else they say why it has none
		lines[0] += ": " + parts
	}
	if wait := i.Wait(); wait != "" {
		lines = append(lines, "requests: "+wait)
	}
	return lines
}

func without(texts, others []string) []string {
	return slices.DeleteFunc(slices.Clone(texts), func(s string) bool { return slices.Contains(others, s) })
}

// Unknown says of both sides why they are not known, and what bounds them; empty where both are known.
func (i Item) Unknown() string {
	before, after := i.Before.unknown(), i.After.unknown()
	switch {
	case after == "" && before == "":
		return ""
	case after == "":
		return "before: " + before
	case before == "" || before == after:
		return after
	default:
		return fmt.Sprintf("before: %s; after: %s", before, after)
	}
}

func (s Side) unknown() string {
	switch {
	case s.Monthly.Valid:
		return ""
	case s.ranged() && s.MonthlyMin.Valid && s.MonthlyMax.Valid:
		return fmt.Sprintf("%s (%s to %s a month)", s.Why, cost.USD(s.MonthlyMin.Decimal), cost.USD(s.MonthlyMax.Decimal))
	case s.Why == whyPrice && len(s.Parts) > 0:
		return s.Why + ": " + strings.Join(s.Parts, "; ")
	default:
		return s.Why
	}
}

// prices says where the prices of a report come from, and when they held.
func prices(items []Item) string {
	var all []string
	for _, item := range items {
		side := item.After
		if !side.Exists {
			side = item.Before
		}
		source := side.PriceSource
		if source != "" && side.PricedAt != "" {
			source += " at " + side.PricedAt
		}
		if source != "" && !slices.Contains(all, source) {
			all = append(all, source)
		}
	}
	slices.Sort(all)
	if more := len(all) - maxSources; more > 0 {
		all = append(all[:maxSources], fmt.Sprintf("%d more", more))
	}
	if len(all) == 0 {
		return ""
	}
	return "Prices: " + strings.Join(all, "; ") + "."
}

// maxSources bounds what is said of prices that were read at different times.
const maxSources = 4

// sumRow is a sum with its label.
type sumRow struct {
	Label string
	Sum
	// Netted is set where Difference means something: not where it nets changes and assumptions.
	Netted bool
}

// sumLabels are the sums of the kinds, where there are several.
var sumLabels = map[Kind]string{
	KindChange: "changes per month", KindAssumption: "assumptions per month", KindImport: "imports per month", KindUnchanged: "unchanged per month",
}

// sums are the rows below resources: one of each kind, where differences are not netted, and the total.
func sums(items []Item, total string) []sumRow {
	netted := isNetted(items)
	var rows []sumRow
	if !netted {
		for _, kind := range Kinds() {
			if some := of(items, kind); len(some) > 0 {
				rows = append(rows, sumRow{sumLabels[kind], Monthly(some), true})
			}
		}
	}
	rows = append(rows, sumRow{total, Monthly(items), netted})
	for i := range rows {
		rows[i].Label += partly(rows[i].Sum)
	}
	return rows
}

func partly(s Sum) string {
	if s.Partial {
		return ", partial"
	}
	return ""
}

// amount is the cost of a resource on one side, in a cell.
func amount(s Side) string {
	if !s.Exists {
		return absent
	}
	return orNotKnown(s.Monthly, cost.USD)
}

func orNotKnown(d decimal.NullDecimal, show func(decimal.Decimal) string) string {
	if !d.Valid {
		return notKnownCell
	}
	return show(d.Decimal)
}

// signed shows a difference: "+$1.50", "-$1.50", "$0.00".
func signed(d decimal.Decimal) string {
	if cost.Cents(d).IsPositive() {
		return "+" + cost.USD(d)
	}
	return cost.USD(d)
}

// signedRate shows a difference of rates, which have fractions of a cent: "+$0.333".
func signedRate(d decimal.Decimal) string {
	if d.IsPositive() {
		return "+" + cost.Rate(d)
	}
	return cost.Rate(d)
}

// whole is a sum in a cell that has no place to say that it is partial.
func whole(s Sum, show func(decimal.Decimal) string) string {
	if s.Partial {
		return notKnownCell
	}
	return show(s.After)
}

// Titles of what stands below the resources.
const (
	droppedTitle  = "Warning: Terraform drops keys that no schema has, so the plan differs from the configuration:"
	notKnownTitle = "Cost not known, so the totals are partial:"
)

func droppedTexts(keys []DroppedKey) []string {
	var all []string
	for _, key := range keys {
		all = append(all, key.String())
	}
	return all
}

// remarks say how to read the sums.
func (r *Report) remarks() []string {
	var all []string
	if !isNetted(r.Items) {
		all = append(all, "Changes by an assumption (usage, price) or an import are summed separately and not netted against other changes.")
	}
	if from := prices(r.Items); from != "" {
		all = append(all, from)
	}
	return all
}

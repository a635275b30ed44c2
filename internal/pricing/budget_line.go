package pricing

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

// largestItems is how many resources a message names.
const largestItems = 5

// counted is what counts of one resource; not Valid where nothing is known.
type counted struct {
	decimal.NullDecimal
	// atMost says that it is the maximum, atLeast that it is only what is known of it.
	atMost, atLeast bool
}

// line is one limit of a budget.
type line struct {
	limit   decimal.Decimal
	refuses bool
	own     bool // written by the user
	granted bool // told by the account
	summary string
	// attribute is the limit's name in the provider's budget; unit follows a sum,
	// as in "a month".
	attribute, unit string
	// amount is what counts of a resource.
	amount func(amounts) counted
	// advice ends the message.
	advice string
	// sum is what everything planned so far counts.
	sum decimal.Decimal
	// warned and refused say what was said in this plan.
	warned, refused bool
}

func hourlyLine(config BudgetConfig) *line {
	l := &line{
		limit: config.MaxHourly.Decimal, refuses: config.Refuse && config.OwnMaxHourly, own: config.OwnMaxHourly,
		summary: "Over the hourly budget", attribute: "budget.max_hourly_usd", unit: "an hour with everything running",
		amount: func(a amounts) counted { return counted{NullDecimal: a.hourly, atLeast: a.hourlyInPart} },
	}
	if !l.own {
		l.summary = "Over Runpod's spend limit"
		l.advice = " If Runpod has granted your account a higher limit, set the provider's `budget.max_hourly_usd` to it."
	}
	return l
}

func monthlyLine(config BudgetConfig) *line {
	return &line{
		limit: config.Monthly.Decimal, refuses: config.Refuse, own: true,
		summary: "Over the monthly budget", attribute: "budget.monthly_usd", unit: "a month",
		amount: func(a amounts) counted {
			if a.monthly.Valid {
				return counted{NullDecimal: a.monthly}
			}
			// An estimate without a price has no maximum: what has one lacks its usage.
			return counted{NullDecimal: a.maxMonthly, atMost: a.maxMonthly.Valid}
		},
	}
}

// grant takes the account's own limit in the place of Runpod's default.
func (l *line) grant(limit decimal.NullDecimal) {
	if l.own || !limit.Valid {
		return
	}
	l.limit, l.granted = limit.Decimal, true
	l.advice = " Ask Runpod to raise it, or run fewer resources at once."
}

// uncounted says why a limit of the user's cannot count a resource, or not all of it.
func (l *line) uncounted(c charge) (summary, detail string) {
	const summaryNone = "Not counted in the budget"
	amount := l.amount(c.amounts)
	switch {
	case !l.own || amount.Valid && !amount.atLeast:
		return "", ""
	case amount.atLeast:
		return "Not fully counted in the budget", fmt.Sprintf("A fallback of %s has no known price, so `%s` counts only the known cost, %s %s. Set the price that the warning about its estimate names.",
			c.name, l.attribute, cost.USD(amount.Decimal), l.unit)
	case c.unknown:
		return summaryNone, fmt.Sprintf("The cost of %s is known only after apply, so this plan does not count it in `%s`.", c.name, l.attribute)
	default:
		return summaryNone, fmt.Sprintf("The cost of %s is not known, so `%s` does not count it. Set its price in the provider's `pricing`, as the warning about its estimate says.", c.name, l.attribute)
	}
}

// adds reports whether a resource costs more than before the plan. What had no
// known cost before, and has one now, adds all of it; what is still known in part adds nothing.
func (l *line) adds(c charge) bool {
	amount, before := l.amount(c.amounts), l.amount(c.before)
	if !before.Valid {
		return amount.Valid && !amount.atLeast && amount.Decimal.IsPositive()
	}
	return amount.Valid && amount.Decimal.GreaterThan(before.Decimal)
}

// speak returns the limit's message at the first moment that it is true, and
// nothing before and after. One that refuses warns as long as nothing adds to the
// cost, and refuses as soon as something does.
func (l *line) speak(planned map[string]charge, refuses bool) diag.Diagnostics {
	if l.refused || l.warned && !refuses || !l.sum.GreaterThan(l.limit) || !l.own && !anyStarts(planned) {
		return nil
	}
	var adding []string
	for _, c := range planned {
		if l.adds(c) {
			adding = append(adding, c.name)
		}
	}
	if refuses && len(adding) > 0 {
		l.refused = true
		reason := fmt.Sprintf("\n\nThis is an error because `budget.enforcement` is \"error\" and this plan adds to the cost: %s.\n\nTo see the whole sum, plan with `budget.enforcement = \"warn\"`.", names(adding))
		return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("estimated_cost"), l.summary, l.detail(planned)+reason)}
	}
	if l.warned {
		return nil
	}
	l.warned = true
	return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(path.Root("estimated_cost"), l.summary, l.detail(planned))}
}

// anyStarts reports whether Runpod will look at its limits: it does where something starts.
func anyStarts(planned map[string]charge) bool {
	for _, c := range planned {
		if c.asks() {
			return true
		}
	}
	return false
}

// count adds what a resource counts to the sum, in the place of what it counted before.
func (l *line) count(before, now amounts) {
	if earlier := l.amount(before); earlier.Valid {
		l.sum = l.sum.Sub(earlier.Decimal)
	}
	if amount := l.amount(now); amount.Valid {
		l.sum = l.sum.Add(amount.Decimal)
	}
}

// share is what one resource counts.
type share struct {
	name   string
	amount decimal.Decimal
}

func (l *line) detail(planned map[string]charge) string {
	var shares []share
	var atMost, inPart, left []string
	for _, c := range planned {
		amount := l.amount(c.amounts)
		switch {
		case !amount.Valid:
			left = append(left, c.name)
			continue
		case amount.Decimal.IsZero(): // a volume bills by the month, not by the hour
			continue
		case amount.atMost:
			atMost = append(atMost, c.name)
		case amount.atLeast:
			inPart = append(inPart, c.name)
		}
		shares = append(shares, share{c.name, amount.Decimal})
	}
	slices.SortFunc(shares, func(x, y share) int {
		return cmp.Or(y.amount.Cmp(x.amount), strings.Compare(x.name, y.name))
	})
	detail := fmt.Sprintf("With %s planned so far, the sum is at least %s %s: %s more than %s.%s Resources planned after this message are added to it.\n\nThe largest: %s.", howMany(len(shares)),
		cost.USD(l.sum), l.unit, cost.USD(l.sum.Sub(l.limit)), l.name(), l.advice, largest(shares))
	if len(atMost) > 0 {
		detail += fmt.Sprintf("\n\nCounted at their maximum, because their usage is not declared: %s. Set their `usage` to count what you expect.", names(atMost))
	}
	if len(inPart) > 0 {
		detail += fmt.Sprintf("\n\nCounted in part, because a fallback has no known price: %s.", names(inPart))
	}
	if len(left) > 0 {
		detail += fmt.Sprintf("\n\nNot counted, because their cost is not known: %s.", names(left))
	}
	return detail
}

func (l *line) name() string {
	switch {
	case l.granted:
		return cost.USD(l.limit) + ", " + accountsLimit
	case !l.own:
		return cost.USD(l.limit) + ", Runpod's default spend limit"
	}
	return fmt.Sprintf("`%s` = %s", l.attribute, l.limit)
}

func howMany(n int) string {
	if n == 1 {
		return "1 resource"
	}
	return fmt.Sprintf("%d resources", n)
}

func largest(shares []share) string {
	var parts []string
	for _, s := range shares[:min(largestItems, len(shares))] {
		parts = append(parts, s.name+" "+cost.USD(s.amount))
	}
	if more := len(shares) - largestItems; more > 0 {
		rest := decimal.Zero
		for _, s := range shares[largestItems:] {
			rest = rest.Add(s.amount)
		}
		parts = append(parts, fmt.Sprintf("%d more %s", more, cost.USD(rest)))
	}
	return strings.Join(parts, ", ")
}

// names lists some, sorted, and how many there are beside them.
func names(list []string) string {
	slices.Sort(list)
	if more := len(list) - largestItems; more > 0 {
		list = append(list[:largestItems:largestItems], fmt.Sprintf("%d more", more))
	}
	return strings.Join(list, ", ")
}

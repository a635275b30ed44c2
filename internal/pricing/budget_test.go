package pricing

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

func amount(text string) decimal.NullDecimal {
	if text == "" {
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(decimal.RequireFromString(text))
}

// planned is a resource as a plan counts it.
type planned struct {
	charge
	isNew bool
}

// costs is a pod that costs this much; an empty text is an amount that is not known.
func costs(name, monthly, hourly string) planned {
	return planned{charge{name: "pod " + name, amounts: amounts{monthly: amount(monthly), maxMonthly: amount(monthly), hourly: amount(hourly)}, before: nothing(), Demand: Demand{Starts: true}}, true}
}

// endpointWithoutUsage costs at most this much.
func endpointWithoutUsage(name, most string) planned {
	return planned{charge{name: "endpoint " + name, amounts: amounts{maxMonthly: amount(most), hourly: amount("0")}, before: nothing()}, true}
}

// onUnpriced is a pod whose first choice has no price, though its fallback has.
func onUnpriced(name string) planned {
	e := cost.Estimator{Prices: cost.NewPrices([]cost.GPUPrice{{ID: "Old", SecurePerHour: amount("1")}, {ID: "New"}}, nil)}
	p := costs(name, "", "")
	p.amounts = amountsOf(e.Pod(cost.Pod{GPUTypeIDs: []string{"New", "Old"}}))
	return p
}

// withFallback is what may be placed on something without a price.
func withFallback(p planned) planned {
	p.hourlyInPart = p.hourly.Valid
	return p
}

// partKnown is the same, as it stays: the state knows no peak of it.
func partKnown(p planned) planned {
	p = existing(withFallback(p))
	p.before.hourly = amount("")
	return p
}

// existing is what stays as it is.
func existing(p planned) planned {
	p.isNew, p.before, p.Demand = false, p.amounts, Demand{}
	return p
}

// changed is what exists and will cost something else.
func changed(from, to planned) planned {
	to.isNew, to.before = false, from.amounts
	return to
}

// count plans a resource, and returns what is said of it.
func count(ctx context.Context, budget *Budget, private privateMap, p planned) []string {
	return said(budget.count(ctx, private, p.isNew, p.charge))
}

// said are the messages, in short.
func said(diags diag.Diagnostics) []string {
	var texts []string
	for _, d := range diags {
		texts = append(texts, fmt.Sprintf("%s: %s: %s", d.Severity(), d.Summary(), strings.ReplaceAll(d.Detail(), "\n\n", " ")))
	}
	return texts
}

func TestBudget(t *testing.T) {
	t.Parallel()
	eighty := BudgetConfig{MaxHourly: amount("80")}
	monthly := BudgetConfig{Monthly: amount("100")}
	hourly := BudgetConfig{MaxHourly: amount("2"), OwnMaxHourly: true, Refuse: true}
	refusing := BudgetConfig{MaxHourly: amount("2"), OwnMaxHourly: true, Monthly: amount("100"), Refuse: true}
	for name, test := range map[string]struct {
		config  BudgetConfig
		planned []planned
		want    string // in the last message; empty for none at all
	}{
		"within":                       {monthly, []planned{costs("a", "60", "1"), costs("b", "40", "1")}, ""},
		"a cent over":                  {monthly, []planned{costs("a", "60", "1"), costs("b", "40.01", "1")}, "Warning: Over the monthly budget: With 2 resources planned so far, the sum is at least $100.01 a month: $0.01 more than `budget.monthly_usd` = 100. Resources planned after this message are added to it. The largest: pod a $60.00, pod b $40.01."},
		"same name, counted each":      {monthly, []planned{costs("a", "60", "1"), costs("a", "60", "1")}, "pod a $60.00, pod a $60.00."},
		"what stays is counted":        {monthly, []planned{existing(costs("a", "60", "1")), costs("b", "60", "1")}, "With 2 resources planned so far, the sum is at least $120.00 a month"},
		"nothing adds, warned":         {refusing, []planned{existing(costs("a", "101", "1")), existing(costs("b", "50", "1"))}, "Warning: Over the monthly budget"},
		"a reduction, warned":          {refusing, []planned{changed(costs("a", "300", "1"), costs("a", "101", "1"))}, "Warning: Over the monthly budget"},
		"growth, refused":              {refusing, []planned{existing(costs("b", "50", "0")), changed(costs("a", "100", "1"), costs("a", "101", "1"))}, "this plan adds to the cost: pod a."},
		"a new one, refused":           {refusing, []planned{existing(costs("b", "101", "0")), costs("a", "1", "0")}, "Error: Over the monthly budget"},
		"one that costs nothing":       {refusing, []planned{existing(costs("b", "101", "0")), costs("a", "0", "0")}, "Warning: Over the monthly budget"},
		"a price where there was none": {refusing, []planned{changed(costs("a", "", ""), costs("a", "101", "1"))}, "this plan adds to the cost: pod a."},
		"usage declared, less":         {refusing, []planned{changed(endpointWithoutUsage("e", "500"), costs("e", "101", "0"))}, "Warning: Over the monthly budget"},
		"refused":                      {refusing, []planned{costs("a", "101", "1")}, "Error: Over the monthly budget"},
		"refused for the hour":         {refusing, []planned{costs("a", "10", "2.5")}, "Error: Over the hourly budget: With 1 resource planned so far, the sum is at least $2.50 an hour with everything running: $0.50 more than `budget.max_hourly_usd` = 2."},
		"Runpod's limit":               {eighty, []planned{costs("a", "9", "80.5")}, "Warning: Over Runpod's spend limit: With 1 resource planned so far, the sum is at least $80.50 an hour with everything running: $0.50 more than $80.00, Runpod's default spend limit."},
		"Runpod's limit is never an error": {
			BudgetConfig{MaxHourly: amount("80"), Refuse: true},
			[]planned{costs("a", "9", "81")}, "Warning: Over Runpod's spend limit",
		},
		"exactly Runpod's limit":          {eighty, []planned{costs("a", "9", "80")}, ""},
		"no usage, at its maximum":        {monthly, []planned{endpointWithoutUsage("e", "500")}, "at least $500.00 a month: $400.00 more than `budget.monthly_usd` = 100. Resources planned after this message are added to it. The largest: endpoint e $500.00. Counted at their maximum, because their usage is not declared: endpoint e."},
		"no price, not a matter of usage": {monthly, []planned{onUnpriced("x"), costs("a", "101", "1")}, "The largest: pod a $101.00. Not counted, because their cost is not known: pod x."},
		"a fallback without a price":      {hourly, []planned{withFallback(costs("x", "10", "1.5"))}, "Warning: Not fully counted in the budget: pod x: A fallback of pod x has no known price, so `budget.max_hourly_usd` counts only the known cost, $1.50 an hour with everything running."},
		"what is known of it counts":      {hourly, []planned{withFallback(costs("x", "10", "1.5")), costs("a", "10", "1")}, "at least $2.50 an hour with everything running: $0.50 more than `budget.max_hourly_usd` = 2. Resources planned after this message are added to it. The largest: pod x $1.50, pod a $1.00. Counted in part, because a fallback has no known price: pod x. This is an error"},
		"in part as before, warned":       {hourly, []planned{partKnown(costs("x", "10", "2.5"))}, "Warning: Over the hourly budget"},
		"no price, named":                 {monthly, []planned{costs("x", "", ""), costs("a", "101", "1")}, "Not counted, because their cost is not known: pod x."},
		"no price, never silent":          {monthly, []planned{costs("x", "", "")}, "Warning: Not counted in the budget: pod x: The cost of pod x is not known, so `budget.monthly_usd` does not count it."},
		"no price, nobody's budget":       {eighty, []planned{costs("x", "", "")}, ""},
		"known after apply":               {monthly, []planned{{charge{name: "pod", unknown: true}, true}}, "The cost of pod is known only after apply"},
		"nothing may cost":                {BudgetConfig{Monthly: amount("0")}, []planned{costs("a", "0.01", "0")}, "$0.01 more than `budget.monthly_usd` = 0."},
		"no limits":                       {BudgetConfig{}, []planned{costs("a", "1000000", "1000"), costs("x", "", "")}, ""},
		"the largest, then how many": {monthly, []planned{
			costs("a", "1", "0"), costs("b", "2", "0"), costs("c", "3", "0"), costs("d", "4", "0"), costs("e", "5", "0"), costs("f", "6", "0"), costs("g", "90", "0"),
		}, "pod g $90.00, pod f $6.00, pod e $5.00, pod d $4.00, pod c $3.00, 2 more $3.00."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			budget := NewBudget(test.config)
			var got []string
			for _, p := range test.planned {
				got = append(got, count(t.Context(), budget, privateMap{}, p)...)
			}
			if test.want == "" {
				if len(got) > 0 {
					t.Errorf("said %q", got)
				}
				return
			}
			if len(got) == 0 || !strings.Contains(got[len(got)-1], test.want) {
				t.Errorf("said %q\nwant %q", got, test.want)
			}
		})
	}
}

// TestBudgetCountsReplacementsOnce: the CLI plans a replacement twice and hands
// the private state on.
func TestBudgetCountsReplacementsOnce(t *testing.T) {
	t.Parallel()
	budget := NewBudget(BudgetConfig{Monthly: amount("100")})
	private := privateMap{}
	for _, p := range []planned{existing(costs("a", "70", "1")), costs("a", "60", "1")} {
		if got := count(t.Context(), budget, private, p); len(got) > 0 {
			t.Errorf("said %q of one resource within the budget", got)
		}
	}
	// What is left in a state of an earlier plan ties nothing together.
	left := privateMap{plannedKey: private[plannedKey]}
	got := count(t.Context(), budget, left, existing(costs("b", "50", "1")))
	if len(got) != 1 || !strings.Contains(got[0], "With 2 resources planned so far, the sum is at least $110.00 a month") {
		t.Errorf("said %q", got)
	}
}

// TestBudgetReplacement: what a replacement adds is the difference to what it
// replaces, in whatever call it is seen.
func TestBudgetReplacement(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		replacement planned
		want        string
	}{
		"cheaper":        {costs("a", "150", "1"), "Warning"},
		"same":           {costs("a", "200", "1"), "Warning"},
		"more expensive": {costs("a", "201", "1"), "Error"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			budget := NewBudget(BudgetConfig{Monthly: amount("100"), Refuse: true})
			private := privateMap{}
			got := count(t.Context(), budget, private, changed(costs("a", "200", "1"), test.replacement))
			got = append(got, count(t.Context(), budget, private, test.replacement)...)
			if len(got) != 1 || !strings.HasPrefix(got[0], test.want) {
				t.Errorf("said %q", got)
			}
		})
	}
}

// TestBudgetWarnsAtOnce: however resources are planned, at once or one after the
// other, a limit has one message of each severity, and no plan waits for it. That
// message is true when it is given: its sum is beyond the limit and not beyond the plan's.
func TestBudgetWarnsAtOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		limit := rapid.Int64Range(0, 1000).Draw(r, "limit")
		before := rapid.SliceOfN(rapid.Int64Range(0, 500), 1, 40).Draw(r, "before")
		budget := NewBudget(BudgetConfig{Monthly: decimal.NewNullDecimal(decimal.NewFromInt(limit)), Refuse: true})
		sum, adds := int64(0), false
		var mu sync.Mutex
		var got []string
		var all sync.WaitGroup
		for i, was := range before {
			now := rapid.Int64Range(0, 500).Draw(r, "now")
			p := costs(fmt.Sprint(i), fmt.Sprint(now), "0")
			if rapid.Bool().Draw(r, "exists") {
				p = changed(costs(fmt.Sprint(i), fmt.Sprint(was), "0"), p)
			} else {
				was = 0
			}
			sum, adds = sum+now, adds || now > was
			all.Go(func() {
				messages := count(t.Context(), budget, privateMap{}, p)
				mu.Lock()
				defer mu.Unlock()
				got = append(got, messages...)
			})
		}
		all.Wait()
		severities := map[string]int{}
		for _, message := range got {
			severity, _, _ := strings.Cut(message, ":")
			severities[severity]++
			_, text, _ := strings.Cut(message, "at least $")
			text, _, _ = strings.Cut(text, " ")
			said := decimal.RequireFromString(strings.ReplaceAll(text, ",", ""))
			if said.LessThanOrEqual(decimal.NewFromInt(limit)) || said.GreaterThan(decimal.NewFromInt(sum)) {
				r.Errorf("said %s of %d, limit %d", said, sum, limit)
			}
		}
		over := sum > limit
		if severities["Error"] > 1 || severities["Warning"] > 1 || (severities["Error"] == 1) != (over && adds) || over && len(got) == 0 {
			r.Errorf("said %q of %d, limit %d, adds %t", got, sum, limit, adds)
		}
	})
}

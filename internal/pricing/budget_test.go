package pricing

import (
	"context"
	"fmt"
	"math/bits"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
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
	return planned{charge{name: "pod " + name, amounts: amounts{monthly: amount(monthly), maxMonthly: amount(monthly), hourly: amount(hourly)}}, true}
}

// endpointWithoutUsage costs at most this much.
func endpointWithoutUsage(name, most string) planned {
	return planned{charge{name: "endpoint " + name, amounts: amounts{maxMonthly: amount(most), hourly: amount("0")}}, true}
}

func existing(p planned) planned {
	p.isNew = false
	return p
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
	refusing := BudgetConfig{MaxHourly: amount("2"), OwnMaxHourly: true, Monthly: amount("100"), Refuse: true}
	for name, test := range map[string]struct {
		config  BudgetConfig
		planned []planned
		want    string // in the last message; empty for none at all
	}{
		"within":                  {monthly, []planned{costs("a", "60", "1"), costs("b", "40", "1")}, ""},
		"a cent over":             {monthly, []planned{costs("a", "60", "1"), costs("b", "40.01", "1")}, "Warning: Over the monthly budget: The 2 resources planned so far cost $100.01 a month: $0.01 more than `budget.monthly_usd` = 100. The largest: pod a $60.00, pod b $40.01."},
		"same name, counted each": {monthly, []planned{costs("a", "60", "1"), costs("a", "60", "1")}, "pod a $60.00, pod a $60.00."},
		"what stays is counted":   {monthly, []planned{existing(costs("a", "60", "1")), costs("b", "60", "1")}, "The 2 resources planned so far cost $120.00 a month"},
		"refused":                 {refusing, []planned{costs("a", "101", "1")}, "Error: Over the monthly budget"},
		"refused for the hour":    {refusing, []planned{costs("a", "10", "2.5")}, "Error: Over the hourly budget: The 1 resource planned so far cost $2.50 an hour with everything running: $0.50 more than `budget.max_hourly_usd` = 2."},
		"RunPod's limit":          {eighty, []planned{costs("a", "9", "80.5")}, "Warning: Over RunPod's spend limit: The 1 resource planned so far cost $80.50 an hour with everything running: $0.50 more than $80.00, RunPod's default spend limit."},
		"RunPod's limit is never an error": {
			BudgetConfig{MaxHourly: amount("80"), Refuse: true},
			[]planned{costs("a", "9", "81")}, "Warning: Over RunPod's spend limit",
		},
		"exactly RunPod's limit":    {eighty, []planned{costs("a", "9", "80")}, ""},
		"no usage, at its most":     {monthly, []planned{endpointWithoutUsage("e", "500")}, "cost $500.00 a month: $400.00 more than `budget.monthly_usd` = 100. The largest: endpoint e $500.00. Counted at the most they can cost, because their usage is not declared: endpoint e."},
		"no price, named":           {monthly, []planned{costs("x", "", ""), costs("a", "101", "1")}, "Not counted, because their cost is not known: pod x."},
		"no price, never silent":    {monthly, []planned{costs("x", "", "")}, "Warning: Not counted in the budget: The cost of pod x is not known, so `budget.monthly_usd` does not count it."},
		"no price, nobody's budget": {eighty, []planned{costs("x", "", "")}, ""},
		"known after apply":         {monthly, []planned{{charge{name: "pod", unknown: true}, true}}, "The cost of pod is not known before the apply"},
		"nothing may cost":          {BudgetConfig{Monthly: amount("0")}, []planned{costs("a", "0.01", "0")}, "$0.01 more than `budget.monthly_usd` = 0."},
		"no limits":                 {BudgetConfig{}, []planned{costs("a", "1000000", "1000"), costs("x", "", "")}, ""},
		"the largest, then how many": {monthly, []planned{
			costs("a", "1", "0"), costs("b", "2", "0"), costs("c", "3", "0"), costs("d", "4", "0"), costs("e", "5", "0"), costs("f", "6", "0"), costs("g", "90", "0"),
		}, "pod g $90.00, pod f $6.00, pod e $5.00, pod d $4.00, pod c $3.00, 2 more $3.00."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
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
		})
	}
}

// TestBudgetCountsReplacementsOnce: the CLI plans a replacement twice and hands
// the private state on.
func TestBudgetCountsReplacementsOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
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
		if len(got) != 1 || !strings.Contains(got[0], "The 2 resources planned so far cost $110.00 a month") {
			t.Errorf("said %q", got)
		}
	})
}

// TestBudgetSpeaksOnceOfAll: however many resources are planned at once, there is
// one message, and it has the whole sum.
func TestBudgetSpeaksOnceOfAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		budget := NewBudget(BudgetConfig{MaxHourly: amount("80"), Monthly: amount("100"), Refuse: true})
		var mu sync.Mutex
		var got []string
		var all sync.WaitGroup
		for i := range 50 {
			all.Go(func() {
				time.Sleep(time.Duration(i) * 20 * time.Millisecond) //nolint:forbidigo // fake time
				messages := count(t.Context(), budget, privateMap{}, costs(fmt.Sprint(i), "10", "2"))
				mu.Lock()
				defer mu.Unlock()
				got = append(got, messages...)
			})
		}
		all.Wait()
		if len(got) != 2 || !strings.HasPrefix(got[0], "Warning: Over RunPod's spend limit: The 50 resources planned so far cost $100.00 an hour") ||
			!strings.HasPrefix(got[1], "Error: Over the monthly budget: The 50 resources planned so far cost $500.00 a month") {
			t.Errorf("said %q", got)
		}
	})
}

// TestBudgetOneAfterTheOther: where a CLI plans one at a time there are few
// messages, and the last has more than half of the sum.
func TestBudgetOneAfterTheOther(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		budget := NewBudget(BudgetConfig{Monthly: amount("100")})
		var got []string
		for i := range 50 {
			got = append(got, count(t.Context(), budget, privateMap{}, costs(fmt.Sprint(i), "10", "2"))...)
		}
		if len(got) != 3 || !strings.Contains(got[2], "cost $440.00 a month") {
			t.Errorf("said %q", got)
		}
	})
}

// TestBudgetWaitsForNobody: an interrupted plan does not wait.
func TestBudgetWaitsForNobody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		began := time.Now()
		budget := NewBudget(BudgetConfig{Monthly: amount("100")})
		if got := count(ctx, budget, privateMap{}, costs("a", "200", "1")); len(got) != 1 || time.Since(began) > 0 {
			t.Errorf("said %q after %s", got, time.Since(began))
		}
	})
}

// TestBudgetIsNeverFarBehind: in whatever order things are planned, a plan beyond
// its limit has been spoken of, the last message has more than half of the sum,
// and there are not more messages than the sum can double.
func TestBudgetIsNeverFarBehind(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		limit := rapid.Int64Range(1, 1000).Draw(r, "limit")
		costly := rapid.SliceOfN(rapid.Int64Range(0, 500), 1, 40).Draw(r, "costs")
		// Whoever is interrupted waits for nobody, so that each speaks for itself.
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		budget := NewBudget(BudgetConfig{Monthly: decimal.NewNullDecimal(decimal.NewFromInt(limit))})
		sum, told, messages := int64(0), int64(0), 0
		for i, c := range costly {
			sum += c
			if got := count(ctx, budget, privateMap{}, costs(fmt.Sprint(i), fmt.Sprint(c), "0")); len(got) > 0 {
				told, messages = sum, messages+len(got)
			}
		}
		if sum > limit && told*2 <= sum {
			r.Errorf("%d planned, %d told", sum, told)
		}
		if sum <= limit && messages > 0 {
			r.Errorf("%d messages within the limit", messages)
		}
		if most := bits.Len64(uint64(sum / limit)); messages > most {
			r.Errorf("%d messages for %d times the limit", messages, sum/limit)
		}
	})
}

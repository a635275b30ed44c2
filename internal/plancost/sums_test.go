package plancost

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

// checkSums adds up the rows by hand: in all, by kind and by module.
func checkSums(t interface{ Errorf(string, ...any) }, report *Report) {
	before, after, partial := decimal.Zero, decimal.Zero, false
	for _, item := range report.Items {
		before, after = before.Add(known(item.Before.Monthly)), after.Add(known(item.After.Monthly))
		partial = partial || !item.Priced()
	}
	total := Monthly(report.Items)
	if !total.Before.Equal(before) || !total.After.Equal(after) || total.Partial != partial {
		t.Errorf("total %+v, items add up to %s and %s, partial %t", total, before, after, partial)
	}
	if !partial && !total.Difference.Equal(after.Sub(before)) {
		t.Errorf("difference %s of %s and %s", total.Difference, before, after)
	}
	var kinds, modules Sum
	add := func(sum *Sum, part Sum) {
		sum.Before, sum.After, sum.Difference = sum.Before.Add(part.Before), sum.After.Add(part.After), sum.Difference.Add(part.Difference)
	}
	for _, kind := range Kinds() {
		add(&kinds, Monthly(of(report.Items, kind)))
	}
	for _, group := range report.ByModule() {
		add(&modules, Monthly(group.Items))
	}
	for what, sum := range map[string]Sum{"kinds": kinds, "modules": modules} {
		if !sum.Before.Equal(total.Before) || !sum.After.Equal(total.After) || !sum.Difference.Equal(total.Difference) {
			t.Errorf("%s add up to %+v, the total is %+v", what, sum, total)
		}
	}
}

// anyPlan draws a plan whose amounts have fractions of a cent, as those of no provider do.
func anyPlan(t *rapid.T) string {
	amount := rapid.Custom(func(t *rapid.T) string {
		if rapid.IntRange(0, 4).Draw(t, "known") == 0 {
			return "null"
		}
		return decimal.New(rapid.Int64Range(0, 99_999_999).Draw(t, "amount"), -4).String()
	})
	object := rapid.Custom(func(t *rapid.T) string {
		usage := rapid.SampledFrom([]string{"null", `{"hours_per_day": 8}`, `{"hours_per_day": 9}`}).Draw(t, "usage")
		hardware := rapid.SampledFrom([]string{"a", "b"}).Draw(t, "hardware")
		return workers(hardware, usage, amount.Draw(t, "monthly"), amount.Draw(t, "least"), amount.Draw(t, "most"))
	})
	var changes []string
	for i := range rapid.IntRange(0, 12).Draw(t, "changes") {
		address := fmt.Sprintf("%s.a[%d]", rapid.SampledFrom([]string{"runpod_pod", "runpod_endpoint", "runpod_network_volume"}).Draw(t, "type"), i)
		module := rapid.SampledFrom([]string{"", "module.a", "module.b"}).Draw(t, "module")
		before, after := object.Draw(t, "before"), object.Draw(t, "after")
		actions := rapid.SampledFrom([]string{`"create"`, `"update"`, `"delete"`, `"delete", "create"`, `"no-op"`, `"forget"`, `"create", "forget"`}).Draw(t, "actions")
		switch actions {
		case `"create"`:
			before = "null"
		case `"delete"`, `"forget"`:
			after = "null"
		case `"no-op"`:
			after = before
		}
		text := change(joined(module, address), actions, before, after, fmt.Sprintf(`"module_address": %q`, module))
		if actions != `"create"` && rapid.Bool().Draw(t, "import") {
			text = importing(text)
		}
		changes = append(changes, text)
	}
	return plan(changes...)
}

// TestRowsSumUp: whatever is planned, the printed rows add up to the printed sums.
func TestRowsSumUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := anyPlan(t)
		report, err := Read(strings.NewReader(text), schemas())
		if err != nil {
			t.Fatal(err)
		}
		checkSums(t, report)
		_, out, _ := run(text, "-format", "json", "-group-by", "module")
		var printed jsonPrinted
		if err := json.Unmarshal([]byte(out), &printed); err != nil {
			t.Fatal(err)
		}
		sums := map[Kind]decimal.Decimal{}
		after := decimal.Zero
		for _, resource := range printed.Resources {
			after = after.Add(printedAmount(resource.Monthly.After))
			sums[resource.Kind] = sums[resource.Kind].Add(printedAmount(resource.Monthly.Difference))
		}
		for kind, sum := range map[Kind]jsonPrintedSum{KindChange: printed.Monthly.Changes, KindAssumption: printed.Monthly.Assumptions, KindImport: printed.Monthly.Imports} {
			if !printedAmount(sum.Difference).Equal(sums[kind]) {
				t.Fatalf("%s: %s, and the rows add up to %s", kind, sum.Difference, sums[kind])
			}
		}
		if !printedAmount(printed.Monthly.After).Equal(after) {
			t.Fatalf("after: %s, and the rows add up to %s", printed.Monthly.After, after)
		}
	})
}

// TestLimitsFailClosed: a limit is within only where nothing is hidden, and what an assumption or an import saves never
// lets a change pass.
func TestLimitsFailClosed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		report, err := Read(strings.NewReader(anyPlan(t)), schemas())
		if err != nil {
			t.Fatal(err)
		}
		zero := decimal.NewNullDecimal(decimal.Zero)
		for _, limit := range report.limits(options{maxIncrease: zero, maxMonthly: zero, maxPossible: zero, maxHourly: zero}) {
			if within := !limit.Exceeded() && !limit.Undecided(); within && (len(limit.NotKnown) > 0 || len(limit.Blind) > 0) {
				t.Fatalf("%s hides %q", limit, limit.NotKnown)
			}
			if limit.Exceeded() && limit.Undecided() {
				t.Fatalf("%s is both", limit)
			}
		}
		changes := &Report{Source: SourcePlan, Items: of(report.Items, KindChange), Found: 1}
		all, alone := Limit{}, Limit{}
		all.countIncrease(report.Items)
		alone.countIncrease(changes.Items)
		if all.Counted.LessThan(alone.Counted) {
			t.Fatalf("the changes add %s, and with assumptions and imports only %s", alone.Counted, all.Counted)
		}
		if sum := Monthly(changes.Items); !sum.Partial && alone.Counted.LessThan(sum.Difference) {
			t.Fatalf("the changes add %s, and %s are counted", sum.Difference, alone.Counted)
		}
	})
}

type jsonPrinted struct {
	Monthly struct {
		After                         json.Number
		Changes, Assumptions, Imports jsonPrintedSum
	} `json:"monthly_usd"`
	Resources []struct {
		Kind    Kind
		Monthly jsonPrintedSum `json:"monthly_usd"`
	}
}

type jsonPrintedSum struct{ Before, After, Difference json.Number }

func printedAmount(n json.Number) decimal.Decimal {
	if n == "" {
		return decimal.Zero
	}
	return cost.Cents(decimal.RequireFromString(n.String()))
}

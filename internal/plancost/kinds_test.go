package plancost

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestKinds: what a difference means, and what of it counts as an increase.
func TestKinds(t *testing.T) {
	t.Parallel()
	const eight, nine = `{"hours_per_day": 8}`, `{"hours_per_day": 9}`
	for name, test := range map[string]struct {
		change   string
		kind     Kind
		plan     string
		increase string // what -max-increase-usd counts
		note     string
	}{
		"create":                              {change: change("a", `"create"`, "null", used("a", eight, "10")), kind: KindChange, plan: "create", increase: "10"},
		"delete":                              {change: change("a", `"delete"`, used("a", eight, "10"), "null"), kind: KindChange, plan: "delete", increase: "0"},
		"forget":                              {change: change("a", `"forget"`, used("a", eight, "10"), "null"), kind: KindChange, plan: "forget", increase: "0", note: noteForgotten},
		"no-op":                               {change: change("a", `"no-op"`, used("a", eight, "10"), used("a", eight, "10")), kind: KindUnchanged, plan: "no-op", increase: "0"},
		"hardware":                            {change: change("a", `"update"`, used("a", eight, "10"), used("b", eight, "12")), kind: KindChange, plan: "update", increase: "2"},
		"hardware, replaced":                  {change: change("a", `"delete", "create"`, used("a", eight, "10"), used("b", eight, "12")), kind: KindChange, plan: "replace", increase: "2"},
		"usage, up":                           {change: change("a", `"update"`, used("a", eight, "10"), used("a", nine, "12")), kind: KindAssumption, plan: "update (assumption)", increase: "2"},
		"usage, down":                         {change: change("a", `"update"`, used("a", nine, "12"), used("a", eight, "10")), kind: KindAssumption, plan: "update (assumption)", increase: "0"},
		"usage, declared":                     {change: change("a", `"update"`, used("a", "null", "30"), used("a", eight, "10")), kind: KindAssumption, plan: "update (assumption)", increase: "0"},
		"usage, not known":                    {change: unknownAfter(change("a", `"update"`, used("a", eight, "10"), used("a", "null", "12")), `{"usage": {"hours_per_day": true}}`), kind: KindAssumption, plan: "update (assumption)", increase: "2"},
		"usage of a replaced one":             {change: change("a", `"delete", "create"`, used("a", nine, "12"), used("a", eight, "10")), kind: KindAssumption, plan: "replace (assumption)", increase: "0"},
		"both, up":                            {change: change("a", `"update"`, used("a", eight, "10"), used("b", nine, "12")), kind: KindChange, plan: "update", increase: "2", note: noteUsage},
		"both, down":                          {change: change("a", `"update"`, used("a", nine, "12"), used("b", eight, "10")), kind: KindAssumption, plan: "update", increase: "0", note: noteSaving},
		"both, even":                          {change: change("a", `"update"`, used("a", nine, "12"), used("b", eight, "12")), kind: KindChange, plan: "update", increase: "0", note: noteUsage},
		"a price":                             {change: change("a", `"update"`, used("a", eight, "10"), used("a", eight, "12")), kind: KindAssumption, plan: "update (assumption)", increase: "2"},
		"what is not known of the hardware":   {change: unknownAfter(change("a", `"update"`, used("a", eight, "12"), used("a", eight, "10")), `{"image": true}`), kind: KindChange, plan: "update", increase: "0"},
		"what Runpod answers":                 {change: unknownAfter(change("a", `"update"`, used("a", nine, "12"), used("a", eight, "10")), `{"status": true, "ssh": {"direct": true}, "id": true}`), kind: KindAssumption, plan: "update (assumption)", increase: "0"},
		"import":                              {change: importing(change("a", `"no-op"`, used("a", "null", "30"), used("a", "null", "30"))), kind: KindImport, plan: "import", increase: "0", note: noteImported},
		"import with a usage":                 {change: importing(change("a", `"update"`, used("a", "null", "30"), used("a", eight, "10"))), kind: KindImport, plan: "import, update", increase: "0", note: noteImported},
		"import that shrinks":                 {change: importing(change("a", `"update"`, used("a", "null", "30"), used("b", "null", "10"))), kind: KindImport, plan: "import, update", increase: "0", note: noteImported},
		"import that grows":                   {change: importing(change("a", `"update"`, used("a", "null", "30"), used("b", "null", "40"))), kind: KindImport, plan: "import, update", increase: "10", note: noteImported},
		"import that is replaced":             {change: importing(change("a", `"delete", "create"`, used("a", "null", "30"), used("b", "null", "40"))), kind: KindImport, plan: "import, replace", increase: "10", note: noteImported},
		"moved":                               {change: change("b", `"no-op"`, used("a", eight, "10"), used("a", eight, "10"), `"previous_address": "runpod_pod.a"`), kind: KindUnchanged, plan: "no-op", increase: "0", note: "moved from runpod_pod.a"},
		"moved, with another usage":           {change: change("b", `"update"`, used("a", nine, "12"), used("a", eight, "10"), `"previous_address": "runpod_pod.a"`), kind: KindAssumption, plan: "update (assumption)", increase: "0", note: "moved from runpod_pod.a"},
		"without an estimate so far":          {change: change("a", `"update"`, `{"name": "x", "image": "a", "usage": null, "estimated_cost": null}`, used("b", "null", "30")), kind: KindChange, plan: "update", increase: "30"},
		"an endpoint's usage, declared":       {change: change("runpod_endpoint.a", `"update"`, workers("a", "null", "null", "5", "900"), workers("a", eight, "60", "5", "900")), kind: KindAssumption, plan: "update (assumption)", increase: "0"},
		"an endpoint's usage, taken away":     {change: change("runpod_endpoint.a", `"update"`, workers("a", eight, "60", "5", "900"), workers("a", "null", "null", "5", "900")), kind: KindAssumption, plan: "update (assumption)", increase: "840"},
		"an endpoint's workers, no usage":     {change: change("runpod_endpoint.a", `"update"`, workers("a", "null", "null", "5", "900"), workers("b", "null", "null", "5", "950")), kind: KindChange, plan: "update", increase: "50"},
		"an endpoint's workers and its usage": {change: change("runpod_endpoint.a", `"update"`, workers("a", "null", "null", "5", "900"), workers("b", eight, "60", "5", "950")), kind: KindChange, plan: "update", increase: "55", note: noteUsage},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			report := read(t, plan(test.change))
			if len(report.Items) != 1 {
				t.Fatalf("%d items", len(report.Items))
			}
			item, limit := report.Items[0], Limit{}
			limit.countIncrease(report.Items)
			if item.Kind != test.kind || item.Plan() != test.plan || limit.Counted.String() != test.increase || len(limit.NotKnown) > 0 {
				t.Errorf("kind %s, plan %q, increase %s; want %s, %q, %s", item.Kind, item.Plan(), limit.Counted, test.kind, test.plan, test.increase)
			}
			if notes := strings.Join(item.Notes, "; "); !strings.Contains(notes, test.note) || test.note == "" && notes != "" {
				t.Errorf("notes %q, want %q", notes, test.note)
			}
		})
	}
}

// TestNothingHidesAnIncrease: two new pods cost 500, and nothing that is only assumed or already there makes that less.
func TestNothingHidesAnIncrease(t *testing.T) {
	t.Parallel()
	pods := []string{change("runpod_pod.new[0]", `"create"`, "null", pod("250", "1")), change("runpod_pod.new[1]", `"create"`, "null", pod("250", "1"))}
	const none, eight = `{"hours_per_day": 0}`, `{"hours_per_day": 8}`
	for name, saving := range map[string]string{
		"another pod's hours":          change("runpod_pod.a", `"update"`, used("a", eight, "700"), used("a", none, "0")),
		"hours, with a new image":      change("runpod_pod.a", `"update"`, used("a", eight, "700"), used("b", none, "0")),
		"the import of a running pod":  importing(change("runpod_pod.a", `"update"`, used("a", "null", "1029.70"), used("a", eight, "356.57"))),
		"an import that is replaced":   importing(change("runpod_pod.a", `"delete", "create"`, used("a", "null", "1029.70"), used("b", eight, "356.57"))),
		"what leaves the state":        change("runpod_pod.a", `"forget"`, used("a", eight, "700"), "null"),
		"an endpoint's declared usage": change("runpod_endpoint.a", `"update"`, workers("a", "null", "null", "5", "900"), workers("a", eight, "60", "5", "900")),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := plan(append(pods, saving)...)
			if code, _, complaint := run(text, "-max-increase-usd", "499.99"); code != 3 || !strings.Contains(complaint, "$500.00, $0.01 too much") {
				t.Errorf("exit code %d: %s", code, complaint)
			}
			report := read(t, text)
			if changes := Monthly(of(report.Items, KindChange)); changes.Difference.String() != "500" {
				t.Errorf("the changes add %s", changes.Difference)
			}
			if headline := report.headline(); !strings.Contains(headline, "(+$500.00") {
				t.Error(headline)
			}
		})
	}
	// A real saving is netted.
	if code, _, complaint := run(plan(append(pods, change("runpod_pod.a", `"delete"`, pod("300", "1"), "null"))...), "-max-increase-usd", "200"); code != 0 {
		t.Errorf("exit code %d: %s", code, complaint)
	}
}

// TestReasons: why a cost is not known is said as it is.
func TestReasons(t *testing.T) {
	t.Parallel()
	const summary = `"summary": "$362.70/mo with the candidates that have a price: GPU type \"B400\" is in no price list"`
	first := func(usage string) string {
		return fmt.Sprintf(`{"usage": %s, "estimated_cost": {"monthly_usd": null, "monthly_min_usd": 362.7, "monthly_max_usd": 362.7, "max_hourly_usd": 0.49, %s}}`, usage, summary)
	}
	const price = `no price is known: GPU type "B400" is in no price list`
	for name, test := range map[string]struct{ change, want string }{
		"a pod's first choice":         {change("runpod_pod.a", `"create"`, "null", first("null")), price},
		"a pod's first choice, used":   {change("runpod_pod.a", `"create"`, "null", first(`{"hours_per_day": 8}`)), price},
		"an endpoint with usage":       {change("runpod_endpoint.a", `"create"`, "null", first(`{"requests_per_day": 8}`)), price},
		"an endpoint without usage":    {change("runpod_endpoint.a", `"create"`, "null", workers("a", "null", "null", "5", "900")), "its usage is not declared ($5.00 to $900.00 a month)"},
		"an endpoint without a price":  {change("runpod_endpoint.a", `"create"`, "null", costing("null", "null", "null", "null")), "no price is known"},
		"an endpoint, maximum unknown": {change("runpod_endpoint.a", `"create"`, "null", costing("null", "5", "null", "null")), "no price is known"},
		"after apply":                  {unknownAfter(change("runpod_pod.a", `"create"`, "null", "{}"), `{"estimated_cost": {"monthly_usd": true}}`), "known after apply"},
		"no estimate":                  {change("runpod_pod.a", `"update"`, "{}", pod("1", "1")), "before: it has no estimate"},
		"before and after":             {change("runpod_endpoint.a", `"update"`, "{}", workers("a", "null", "null", "5", "900")), "before: it has no estimate; after: its usage is not declared ($5.00 to $900.00 a month)"},
		"known":                        {change("runpod_pod.a", `"create"`, "null", pod("1", "1")), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			report := read(t, plan(test.change))
			if got := report.Items[0].Unknown(); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			limit := Limit{}
			limit.countMonthly(report.Items)
			if strings.Contains(test.want, whyPrice) && !slices.Equal(limit.NotKnown, []string{report.Items[0].Name()}) {
				t.Errorf("counted: %s, not known %q", limit.Counted, limit.NotKnown)
			}
		})
	}
}

// TestParts: what makes up a cost, and what changes of it.
func TestParts(t *testing.T) {
	t.Parallel()
	there := func(parts ...string) Side { return Side{Exists: true, Parts: parts} }
	for name, test := range map[string]struct {
		before, after Side
		want          string
	}{
		"created":     {nothing(), there("a", "b"), "a; b"},
		"deleted":     {there("a", "b"), nothing(), "a; b"},
		"unchanged":   {there("a", "b"), there("a", "b"), "a; b"},
		"changed":     {there("a", "b", "c"), there("a", "d", "c"), "d (before: b)"},
		"added":       {there("a"), there("a", "b"), "new: b"},
		"taken away":  {there("a", "b"), there("b"), "removed: a"},
		"no summary":  {there(), there(), ""},
		"at last one": {there(), there("a"), "a"},
	} {
		if got := (Item{Before: test.before, After: test.after}).Parts(); got != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
	waits := Item{Label: "endpoint e", Before: Side{Exists: true, Service: "half wait 10 s"}, After: Side{Exists: true, Service: "half wait 3 s"}}
	if got := waits.Lines(); !slices.Equal(got, []string{"endpoint e", "requests: half wait 3 s (before: half wait 10 s)"}) {
		t.Errorf("got %q", got)
	}
}

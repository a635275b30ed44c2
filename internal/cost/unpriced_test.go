package cost_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

// unpricedBook has a price for "Old" and "old", and none for "New" and "new".
func unpricedBook() *cost.Prices {
	return cost.NewPrices(
		[]cost.GPUPrice{
			{ID: "Old", Pool: "OLD_80", SecurePerHour: null("1"), CommunityPerHour: null("1"), FlexPerHour: null("1")}, {ID: "New", Pool: "NEW_80"},
		},
		[]cost.CPUPrice{{ID: "old", PodPerVCPUHour: null("0.01"), ServerlessPerVCPUHour: null("0.01")}, {ID: "new"}},
	)
}

// candidates makes a resource of every kind from IDs that it may run on; those that take one get the first.
var candidates = map[string]struct {
	priced, unpriced string
	single           bool
	estimate         func(cost.Estimator, []string) cost.Estimate
}{
	"pod": {"Old", "New", false, func(e cost.Estimator, ids []string) cost.Estimate {
		return e.Pod(cost.Pod{GPUTypeIDs: ids, VolumeDiskGB: 10})
	}},
	"pod of a type in no list": {"Old", "NVIDIA B400", false, func(e cost.Estimator, ids []string) cost.Estimate {
		return e.Pod(cost.Pod{GPUTypeIDs: ids, VolumeDiskGB: 10})
	}},
	"pod on the community cloud": {"Old", "New", false, func(e cost.Estimator, ids []string) cost.Estimate {
		return e.Pod(cost.Pod{GPUTypeIDs: ids, Cloud: cost.CloudCommunity})
	}},
	"CPU pod": {"old", "new", true, func(e cost.Estimator, ids []string) cost.Estimate {
		return e.Pod(cost.Pod{CPUFlavorID: ids[0], VCPUCount: 2})
	}},
	"endpoint": {"OLD_80", "NEW_80", false, func(e cost.Estimator, ids []string) cost.Estimate {
		return e.Endpoint(cost.Endpoint{Pools: ids, FlexWorkers: 3, Usage: usage("100", "10", "5", "0.5")})
	}},
	"endpoint with active workers": {"OLD_80", "NEW_80", false, func(e cost.Estimator, ids []string) cost.Estimate {
		return e.Endpoint(cost.Endpoint{Pools: ids, ActiveWorkers: 1, FlexWorkers: 3, Usage: usage("100", "10", "5", "0.5")})
	}},
	"CPU endpoint": {"old", "new", false, func(e cost.Estimator, ids []string) cost.Estimate {
		p := cost.Endpoint{FlexWorkers: 1, Usage: usage("100", "10", "5", "0.5")}
		for _, id := range ids {
			p.CPUs = append(p.CPUs, cost.CPUOption{FlavorID: id, VCPUCount: 2})
		}
		return e.Endpoint(p)
	}},
	"cluster": {"Old", "New", true, func(e cost.Estimator, ids []string) cost.Estimate {
		return e.Cluster(cost.Cluster{GPUTypeID: ids[0], GPUCountPerPod: 2, PodCount: 2})
	}},
}

var remedyShape = regexp.MustCompile(`set pricing\.(gpu|cpu)_overrides\["([^"]+)"\]\.([a-z_]+)`)

// remedied does what a warning says: it sets that price.
func remedied(t *testing.T, warnings []string) *cost.Prices {
	t.Helper()
	m := remedyShape.FindStringSubmatch(strings.Join(warnings, "\n"))
	if m == nil || len(warnings) != 1 {
		t.Fatalf("no setting in the warnings %q", warnings)
	}
	set := func(field string) decimal.NullDecimal {
		return decimal.NullDecimal{Decimal: dec("2"), Valid: m[3] == field}
	}
	if m[1] == "cpu" {
		return unpricedBook().WithOverrides(nil, map[string]cost.CPUOverride{m[2]: {
			PodPerVCPUHour: set("pod_usd_per_vcpu_hour"), ServerlessPerVCPUHour: set("serverless_usd_per_vcpu_hour"),
		}})
	}
	return unpricedBook().WithOverrides(map[string]cost.GPUOverride{m[2]: {
		SecurePerHour: set("secure_usd_per_hour"), CommunityPerHour: set("community_usd_per_hour"), FlexPerSecond: set("flex_usd_per_second"),
	}}, nil)
}

// TestUnpricedCandidates: whatever has a candidate without a price says so, names the setting that helps, and knows
// neither a maximum nor a peak, alone and in a sum. With the setting it knows both.
func TestUnpricedCandidates(t *testing.T) {
	t.Parallel()
	check := func(t *testing.T, estimate func(cost.Estimator, []string) cost.Estimate, ids []string, expected bool) {
		t.Helper()
		e := cost.Estimator{Prices: unpricedBook()}
		est := estimate(e, ids)
		total := cost.Total([]cost.Estimate{est, e.Pod(cost.Pod{GPUTypeIDs: []string{"Old"}})}, e.Settings, cost.DefaultSpendLimit())
		for what, amount := range map[string]decimal.NullDecimal{
			"maximum": est.MonthlyMax, "peak": est.MaxHourly, "maximum of the sum": total.MonthlyMax, "peak of the sum": total.MaxHourly, "credit": total.RequiredCredit,
		} {
			if amount.Valid {
				t.Errorf("%s is %s", what, amount.Decimal)
			}
		}
		if est.MonthlyMin.Valid && !est.MonthlyMin.Decimal.IsZero() {
			t.Errorf("minimum is %s", est.MonthlyMin.Decimal)
		}
		if total.ExceedsSpendLimit != nil {
			t.Errorf("below the spend limit: %v", *total.ExceedsSpendLimit)
		}
		if est.Monthly.Valid != expected || total.Monthly.Valid != expected {
			t.Errorf("expected cost %v, of the sum %v", est.Monthly, total.Monthly)
		}
		if failsClosed := total.Counted.GreaterThanOrEqual(cost.UnpricedMonthlyUSD(e.Settings, cost.DefaultSpendLimit())); failsClosed == expected {
			t.Errorf("counted %s", total.Counted)
		}
		said := strings.Join(append(append(est.Notes, est.Warnings...), est.Summary), "\n")
		if !expected && (strings.Contains(said, "usage is not declared") || strings.Contains(said, "$0.00")) || !strings.Contains(est.Summary, "price") {
			t.Errorf("says %s", said)
		}
		e.Prices = remedied(t, est.Warnings)
		if set := estimate(e, ids); len(set.Warnings) > 0 || !set.Monthly.Valid || !set.MonthlyMin.Valid || !set.MonthlyMax.Valid || !set.MaxHourly.Valid {
			t.Errorf("with the price that was asked for: %+v", set)
		}
	}
	for name, c := range candidates {
		t.Run(name+", first", func(t *testing.T) {
			t.Parallel()
			check(t, c.estimate, []string{c.unpriced, c.priced}, false)
		})
		if c.single {
			continue
		}
		t.Run(name+", fallback", func(t *testing.T) {
			t.Parallel()
			check(t, c.estimate, []string{c.priced, c.unpriced}, true)
			e := cost.Estimator{Prices: unpricedBook()}
			est, alone := c.estimate(e, []string{c.priced, c.unpriced}), c.estimate(e, []string{c.priced})
			if !est.Monthly.Decimal.Equal(alone.Monthly.Decimal) || !est.HourlyAtLeast().Decimal.Equal(alone.MaxHourly.Decimal) {
				t.Errorf("expected %v, an hour at least %v; without the fallback %v and %v", est.Monthly, est.HourlyAtLeast(), alone.Monthly, alone.MaxHourly)
			}
		})
	}
}

// TestKnownPartExceedsTheLimit: what is known may be too much already.
func TestKnownPartExceedsTheLimit(t *testing.T) {
	t.Parallel()
	e := cost.Estimator{Prices: unpricedBook()}
	est := e.Pod(cost.Pod{GPUTypeIDs: []string{"Old", "New"}, GPUCount: 81})
	total := cost.Total([]cost.Estimate{est}, e.Settings, cost.DefaultSpendLimit())
	if total.MaxHourly.Valid || total.ExceedsSpendLimit == nil || !*total.ExceedsSpendLimit {
		t.Errorf("81 of 80 USD, and more: %+v", total)
	}
	if notes := strings.Join(total.Notes, "\n"); !strings.Contains(notes, "everything running at once costs at least $81.00 per hour") {
		t.Errorf("notes: %s", notes)
	}
}

// TestCounted: what a check compares is always a number, and never too low for lack of one.
func TestCounted(t *testing.T) {
	t.Parallel()
	e := cost.Estimator{Prices: unpricedBook()}
	known := e.Pod(cost.Pod{GPUTypeIDs: []string{"Old"}})                                                                                    // 730
	quiet := e.Endpoint(cost.Endpoint{Name: "quiet", Pools: []string{"OLD_80"}, FlexWorkers: 2})                                             // 1460 at most
	unpriced := e.Pod(cost.Pod{Name: "new", GPUTypeIDs: []string{"New"}, VolumeDiskGB: 100, Usage: &cost.PodUsage{HoursPerDay: null("24")}}) // 10 for its disk
	limit := func(usd string) cost.SpendLimit { return cost.SpendLimit{USDPerHour: dec(usd)} }
	for name, c := range map[string]struct {
		estimates []cost.Estimate
		limit     cost.SpendLimit
		want      string
		notes     []string
	}{
		"nothing":                        {nil, limit("80"), "0", nil},
		"what is expected":               {[]cost.Estimate{known, known}, limit("80"), "1460", nil},
		"the most without usage":         {[]cost.Estimate{known, quiet}, limit("80"), "2190", []string{"counted at the monthly maximum, because the usage is not declared: endpoint quiet"}},
		"no price, at the spend limit":   {[]cost.Estimate{known, unpriced}, limit("80"), "59140", []string{"$58,400.00 is counted for resources without a known price", "pod new"}},
		"together, not each":             {[]cost.Estimate{unpriced, unpriced}, limit("80"), "58420", nil},
		"an account that may spend more": {[]cost.Estimate{unpriced}, limit("200"), "146010", nil},
		"a user's limit is not a bound":  {[]cost.Estimate{unpriced}, limit("2"), "58410", nil},
	} {
		total := cost.Total(c.estimates, e.Settings, c.limit)
		if !total.Counted.Equal(dec(c.want)) {
			t.Errorf("%s: %s, want %s", name, total.Counted, c.want)
		}
		for _, note := range c.notes {
			if notes := strings.Join(total.CountedNotes, "\n"); !strings.Contains(notes, note) {
				t.Errorf("%s: no %q in %s", name, note, notes)
			}
		}
		if strings.Contains(total.Summary, "counted") == total.Monthly.Valid {
			t.Errorf("%s:\n%s", name, total.Summary)
		}
	}
}

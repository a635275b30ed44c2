package cost_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

// atOnce are 30 requests of 30 s at once.
func atOnce() cost.Comparison {
	return cost.Comparison{
		GPUTypeID: a100PCIe, IdleTimeoutSeconds: 5,
		Workload: &cost.EndpointUsage{
			RequestsPerDay: dec("900"), ExecutionSeconds: dec("30"), ColdStartSeconds: null("10"), Traffic: cost.TrafficBursts, BurstSize: 30,
		},
	}
}

func TestBurst(t *testing.T) {
	t.Parallel()
	r := estimator().PodVsServerless(atOnce())
	var got []string
	for _, w := range r.Burst {
		got = append(got, fmt.Sprintf("%d %s: %s s, %s, %s ready; %s", w.Count, w.Way, w.Seconds.Decimal, cost.NullUSD(w.USD), cost.NullUSD(w.ReadyMonthly), w.Obstacle))
	}
	want := []string{
		"1 pod: 900 s, $0.00, $1,379.70 ready; ",
		"3 pod: 300 s, $0.00, $4,139.10 ready; ",
		"30 pod: 30 s, $0.00, $41,391.00 ready; ",
		"3 flex: 314 s, $0.72, $0.00 ready; ",
		"10 flex: 104 s, $0.80, $0.00 ready; a worker quota of 10 takes a balance of $100",
		"30 flex: 44 s, $1.03, $0.00 ready; a worker quota of 30 takes a balance of $300; 29 start under $80.00/h, Runpod's default spend limit",
		"30 active: 30 s, $0.00, $59,918.40 ready; a worker quota of 30 takes a balance of $300; 29 start under $80.00/h, Runpod's default spend limit",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for _, part := range []string{"30 requests at once: 1 pod 900 s, 3 pods 300 s,", "3 flex workers 314 s for $0.72", "30 flex workers 44 s for $1.03 (a worker quota of 30"} {
		if !strings.Contains(r.Recommendation, part) {
			t.Errorf("recommendation lacks %q: %s", part, r.Recommendation)
		}
	}
	// The default of an endpoint is among the ways, and so is its cost.
	if flex := r.Burst[3]; !flex.Monthly.Decimal.Equal(r.FlexMonthly.Decimal) || !flex.Seconds.Decimal.Equal(r.FlexService.BurstSeconds.Decimal) {
		t.Errorf("%+v, but flex workers cost %s and take %s s", flex, r.FlexMonthly.Decimal, r.FlexService.BurstSeconds.Decimal)
	}
}

func TestBurstWays(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change    func(*cost.Comparison)
		ways      string
		obstacles map[string]string // of a way, a part
	}{
		"a burst of one": {func(c *cost.Comparison) { c.Workload.BurstSize = 1 }, "1 pod 1 flex 1 active", nil},
		"of two":         {func(c *cost.Comparison) { c.Workload.BurstSize = 2 }, "1 pod 2 pod 2 flex 2 active", nil},
		"of three":       {func(c *cost.Comparison) { c.Workload.BurstSize = 3 }, "1 pod 3 pod 3 flex 3 active", nil},
		"of ten":         {func(c *cost.Comparison) { c.Workload.BurstSize = 10 }, "1 pod 3 pod 10 pod 3 flex 10 flex 10 active", nil},
		"several at a time": {func(c *cost.Comparison) { c.Workload.Concurrency = 4 }, "1 pod 3 pod 8 pod 3 flex 8 flex 8 active",
			map[string]string{"8 flex": "a worker quota of 10 takes a balance of $100"}},
		"beyond every quota": {func(c *cost.Comparison) { c.Workload.BurstSize = 61 }, "1 pod 3 pod 61 pod 3 flex 10 flex 61 flex 61 active",
			map[string]string{"61 flex": "the worker quota by balance ends at 60 ($900): ask Runpod for more; 29 start under", "61 pod": "42 start under $80.00/h"}},
		"the account's quota and limit": {
			func(c *cost.Comparison) {
				c.Allowance = cost.Allowance{WorkerQuota: 20, SpendLimit: cost.SpendLimit{USDPerHour: dec("200"), Whose: "the spend limit of your account"}}
			},
			"1 pod 3 pod 30 pod 3 flex 10 flex 30 flex 30 active",
			map[string]string{"10 flex": "", "30 flex": "the worker quota of your account is 20 over all endpoints", "30 pod": ""},
		},
		"too much work": {
			func(c *cost.Comparison) { c.Workload.RequestsPerDay = dec("9000") }, "1 pod 3 pod 30 pod 3 flex 10 flex 30 flex 30 active",
			map[string]string{"1 pod": "a day brings more work than they can do: requests pile up", "3 flex": "pile up"},
		},
		"too fast": {
			func(c *cost.Comparison) { c.Workload.HoursPerDay = null("5") }, "1 pod 3 pod 30 pod 3 flex 10 flex 30 flex 30 active",
			map[string]string{"1 pod": "the last ones of a day wait long", "3 flex": ""},
		},
		"steady":   {func(c *cost.Comparison) { c.Workload.Traffic, c.Workload.BurstSize = cost.TrafficSteady, 0 }, "", nil},
		"measured": {func(c *cost.Comparison) { c.Workload.ColdStartRatio = null("0.5") }, "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := atOnce()
			tc.change(&c)
			var ways []string
			for _, w := range estimator().PodVsServerless(c).Burst {
				way := fmt.Sprintf("%d %s", w.Count, w.Way)
				ways = append(ways, way)
				if want, asked := tc.obstacles[way]; asked && (!strings.Contains(w.Obstacle, want) || want == "" && w.Obstacle != "") {
					t.Errorf("%s: obstacle %q, want %q", way, w.Obstacle, want)
				}
			}
			if got := strings.Join(ways, " "); got != tc.ways {
				t.Errorf("got %s, want %s", got, tc.ways)
			}
		})
	}
}

// TestBurstWithoutPrices: how long a burst takes needs no price.
func TestBurstWithoutPrices(t *testing.T) {
	t.Parallel()
	for _, w := range (cost.Estimator{}).PodVsServerless(atOnce()).Burst {
		if !w.Seconds.Valid || w.USD.Valid || w.ReadyMonthly.Valid || w.Monthly.Valid {
			t.Errorf("%+v", w)
		}
	}
}

// TestBurstWithDisks: each started worker bills its disk too, and readiness its storage.
func TestBurstWithDisks(t *testing.T) {
	t.Parallel()
	c := atOnce()
	c.Storage = cost.ComparisonStorage{ContainerDiskGB: 864, NetworkVolumeGB: 100}
	ways := estimator().PodVsServerless(c).Burst
	// 30 workers of 45 s, one interval of 864 GB each at 0.10/8640 a GB: 0.01 each.
	wantUSD(t, "a burst on 30 flex workers", ways[5].USD, "$1.33")
	wantUSD(t, "their network volume", ways[5].ReadyMonthly, "$7.00")
	wantUSD(t, "a pod with both disks", ways[0].ReadyMonthly, "$1,473.10")
}

func BenchmarkPodVsServerless(b *testing.B) {
	c := atOnce()
	for i := 0; b.Loop(); i++ {
		c.Workload.RequestsPerDay = decimal.NewFromInt(int64(900 + i)) // nothing that is remembered
		estimator().PodVsServerless(c)
	}
}

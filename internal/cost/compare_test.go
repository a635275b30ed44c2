package cost_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

func TestBreakEvenHoursPerDay(t *testing.T) {
	t.Parallel()
	hours, err := cost.BreakEvenHoursPerDay(dec("1.89"), dec("0.00076"))
	if err != nil || !hours.Mul(dec("19")).Round(20).Equal(dec("315")) {
		t.Errorf("got %s (%v), want 315/19", hours, err)
	}
	if hours, _ = cost.BreakEvenHoursPerDay(dec("10"), dec("0.001")); !hours.GreaterThan(dec("24")) {
		t.Errorf("a dear pod never breaks even within a day: %s", hours)
	}
	if hours, err = cost.BreakEvenHoursPerDay(cost.PerHour(dec("0.00076")), dec("0.00076")); err != nil || !hours.Equal(dec("24")) {
		t.Errorf("without a discount: %s (%v)", hours, err)
	}
	for _, c := range [][2]string{{"0", "1"}, {"1", "0"}, {"-1", "1"}, {"1", "-1"}} {
		if _, err := cost.BreakEvenHoursPerDay(dec(c[0]), dec(c[1])); !errors.Is(err, cost.ErrPrice) {
			t.Errorf("pod %s, flex %s: %v", c[0], c[1], err)
		}
	}
}

func TestPodVsServerless(t *testing.T) {
	t.Parallel()
	a100 := func(w *cost.EndpointUsage, s cost.ComparisonStorage) cost.Comparison {
		return cost.Comparison{GPUTypeID: a100PCIe, GPUCount: 1, Workload: w, Storage: s}
	}
	for name, c := range map[string]struct {
		comparison                 cost.Comparison
		pod, stopped, flex, active string
		busy, compute, breakEven   string
		pods                       string
		cheapest, onDemand         string
		recommendation             string
	}{
		"every request meets a cold start": {
			a100(usage("1000", "30", "10", "1"), cost.ComparisonStorage{}),
			"$1,379.70", "$479.06", "$924.67", "$1,997.28", "8.33", "16.58", "12.43", "1",
			cost.WayStoppedPod, cost.WayFlex, "a pod left on beats flex above 12.43, all costs counted (above 16.58 by the compute of busy hours alone)",
		},
		"the disks of a stopped pod": { // rho = 1/4: 50 x 0.10 x rho + 100 x (0.10 rho + 0.20 (1 - rho))
			a100(usage("720", "30", "0", "0"), cost.ComparisonStorage{VolumeDiskGB: 100}),
			"$1,389.70", "$362.43", "$499.32", "$1,997.28", "6", "16.58", "16.7", "1",
			cost.WayStoppedPod, cost.WayFlex, "For those, the cheapest is flex workers at $499.32/mo",
		},
		"rarely used, with a large volume": {
			a100(usage("10", "30", "0", "0"), cost.ComparisonStorage{VolumeDiskGB: 200}),
			"$1,399.70", "$44.72", "$6.94", "$1,997.28", "0.08", "16.58", "16.82", "1",
			cost.WayFlex, cost.WayFlex, "Cheapest: flex workers at $6.94/mo",
		},
		"busy all day": {
			a100(usage("2880", "30", "0", "0"), cost.ComparisonStorage{}),
			"$1,379.70", "$1,379.70", "$1,997.28", "$1,997.28", "24", "16.58", "16.58", "1",
			cost.WayPod, cost.WayPod, "keeps large state hot",
		},
		"more than a pod has": {
			a100(usage("4320", "30", "0", "0"), cost.ComparisonStorage{}),
			"$2,759.40", "$2,069.55", "$2,995.92", "$3,994.56", "36", "16.58", "33.16", "2",
			cost.WayStoppedPod, cost.WayPod, "36 busy hours a day, which takes 2 pods or active workers; 2 pods left on beat flex above 33.16, all costs counted.",
		},
		"one network volume for all": {
			a100(usage("720", "30", "0", "0"), cost.ComparisonStorage{NetworkVolumeGB: 100}),
			"$1,386.70", "$351.93", "$506.32", "$2,004.28", "6", "16.58", "16.58", "1", cost.WayStoppedPod, cost.WayFlex, "",
		},
		"a network volume more expensive than a pod": {
			a100(usage("720", "30", "0", "0"), cost.ComparisonStorage{VolumeDiskGB: 10, NetworkVolumeGB: 40000}),
			"$1,380.70", "$346.68", "$2,519.32", "$4,017.28", "6", "16.58", "0", "1", cost.WayStoppedPod, cost.WayPod, "",
		},
		"prices of one's own": {
			cost.Comparison{
				GPUTypeID: "unheard of", GPUCount: 2, Workload: usage("1440", "60", "0", "0"),
				PodUSDPerHour: null("4"), FlexUSDPerSecond: null("0.0005"), ActiveUSDPerSecond: null("0.0003"),
			},
			"$5,840.00", "$5,840.00", "$2,628.00", "$1,576.80", "24", "53.33", "53.33", "1",
			cost.WayActive, cost.WayActive, "flex beats a pod that is left on even when it is busy all day",
		},
		"no pool": {
			cost.Comparison{GPUTypeID: "NVIDIA B300 SXM6 AC", Workload: usage("720", "30", "0", "0")},
			"$5,759.70", "$1,439.93", "unknown", "unknown", "6", "unknown", "unknown", "1",
			cost.WayStoppedPod, cost.WayPod, `Not compared: serverless has no price for "NVIDIA B300 SXM6 AC"`,
		},
		"no pod price in this cloud": {
			cost.Comparison{GPUTypeID: rtx3090, Workload: usage("720", "30", "0", "0")},
			"unknown", "unknown", "$124.83", "$499.32", "6", "unknown", "unknown", "1",
			cost.WayFlex, cost.WayFlex, `pricing.gpu_overrides["NVIDIA GeForce RTX 3090"].secure_usd_per_hour`,
		},
		"no price at all": {
			cost.Comparison{GPUTypeID: "A100 PCIe", Workload: usage("720", "30", "0", "0")},
			"unknown", "unknown", "unknown", "unknown", "6", "unknown", "unknown", "1",
			"", "", `No price is known, so nothing can be compared: GPU type "A100 PCIe" is in no price list (did you mean "NVIDIA A100 80GB PCIe"?)`,
		},
		"requests that take no time": {
			a100(usage("100", "0", "36", "1"), cost.ComparisonStorage{}),
			"$1,379.70", "$0.00", "$83.22", "$1,997.28", "0", "16.58", "unknown", "1", cost.WayStoppedPod, cost.WayFlex, "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := estimator().PodVsServerless(c.comparison)
			wantUSD(t, "pod", r.PodMonthly, c.pod)
			wantUSD(t, "stopped pod", r.StoppedPodMonthly, c.stopped)
			wantUSD(t, "flex", r.FlexMonthly, c.flex)
			wantUSD(t, "active", r.ActiveMonthly, c.active)
			for what, got := range map[string][2]string{
				"busy hours":            {hoursOf(r.BusyHoursPerDay), c.busy},
				"break-even of compute": {hoursOf(r.BreakEvenHoursPerDay), c.compute},
				"break-even":            {hoursOf(r.BreakEvenBusyHoursPerDay), c.breakEven},
				"pods":                  {cost.Number(r.PodsNeeded, 0), c.pods},
				"cheapest":              {r.Cheapest, c.cheapest},
				"cheapest on demand":    {r.CheapestOnDemand, c.onDemand},
			} {
				if got[0] != got[1] {
					t.Errorf("%s: got %s, want %s", what, got[0], got[1])
				}
			}
			if !strings.Contains(r.Recommendation, c.recommendation) {
				t.Errorf("recommendation %q lacks %q", r.Recommendation, c.recommendation)
			}
		})
	}
}

func hoursOf(h decimal.NullDecimal) string {
	if !h.Valid {
		return "unknown"
	}
	return cost.Number(h.Decimal, 2)
}

func TestStoppedPodBreaksEvenFarEarlier(t *testing.T) {
	t.Parallel()
	c := cost.Comparison{GPUTypeID: a100PCIe, Workload: usage("1000", "30", "0", "0"), Storage: cost.ComparisonStorage{VolumeDiskGB: 100}}
	// 20 + h (57.4875 - 10/24) = 83.22 h
	if got := hoursOf(estimator().StoppedPodBreakEven(c)); got != "0.76" {
		t.Errorf("got %s", got)
	}
	measured := c.Workload
	c.Workload = &cost.EndpointUsage{RequestsPerDay: dec("1000"), ExecutionSeconds: dec("30")}
	// Flex workers bill cold starts and idle timeouts too.
	if got := estimator().StoppedPodBreakEven(c); !got.Valid || !got.Decimal.LessThan(dec("0.76")) || !got.Decimal.GreaterThan(dec("0.5")) {
		t.Errorf("simulated: %s", hoursOf(got))
	}
	c.PodUSDPerHour = null("3")
	for _, c.Workload = range []*cost.EndpointUsage{measured, c.Workload} {
		if got := estimator().StoppedPodBreakEven(c); got.Valid {
			t.Errorf("more expensive by the hour than flex, but it wins above %s", got.Decimal)
		}
	}
	for what, c := range map[string]cost.Comparison{
		"no workload": {GPUTypeID: a100PCIe}, "no price": {GPUTypeID: rtx3090, Workload: measured}, "no requests that take time": {GPUTypeID: a100PCIe, Workload: usage("1", "0", "0", "0")},
	} {
		if got := estimator().StoppedPodBreakEven(c); got.Valid {
			t.Errorf("%s: %s", what, got.Decimal)
		}
	}
}

func TestComparisonNotes(t *testing.T) {
	t.Parallel()
	r := estimator().PodVsServerless(cost.Comparison{
		GPUTypeID: a100PCIe, Workload: usage("4000", "30", "0", "0"), Storage: cost.ComparisonStorage{VolumeDiskGB: 10, NetworkVolumeGB: 2000},
	})
	wantParts(t, "notes", r.Notes, []string{
		"workers = { flex = 3, idle_timeout_seconds = 0 }", "declared averages", "workload.cold_start_ratio is 0",
		"active workers at the flex rate", "33.33 busy hours a day are more than one pod or active worker can serve: counted with 2",
		"the pod is counted with its volume disk", "the first TB",
	})
	if r.PriceSource != "override, snapshot 2026-08-17" {
		t.Errorf("source %q", r.PriceSource)
	}
	r = estimator().PodVsServerless(cost.Comparison{GPUTypeID: a100PCIe, ActiveUSDPerSecond: null("0.0006"), Workload: usage("1", "0", "0", "0")})
	wantParts(t, "notes", r.Notes, []string{"workers = { flex = 3,", "storage is not declared", "execution_seconds is 0"})

	negotiated := cost.Estimator{Prices: cost.Snapshot().WithOverrides(map[string]cost.GPUOverride{a100PCIe: {ActivePerSecond: null("0.0006")}}, nil)}
	c := cost.Comparison{
		GPUTypeID: a100PCIe, IdleTimeoutSeconds: 10, Storage: cost.ComparisonStorage{ContainerDiskGB: 20},
		Workload: &cost.EndpointUsage{RequestsPerDay: dec("288000"), ExecutionSeconds: dec("6"), HoursPerDay: null("16")},
	}
	r = negotiated.PodVsServerless(c)
	wantUSD(t, "negotiated active rate", r.ActiveMonthly, "$47,364.83") // 30 x 1576.80, and 8760 intervals of 20 GB each
	wantParts(t, "notes", r.Notes, []string{
		"workers = { flex = 38, idle_timeout_seconds = 10 } and a queue delay of 4 s: so that they are busy for at most 80 %",
		"flex workers as simulated, with requests at random moments within 16 hours a day",
		"a cold start takes 2.3 s", "a request goes to the worker that was busy last",
		"480 busy hours a day within 16 hours are more than one pod or active worker can serve: counted with 30",
	})

	r = negotiated.PodVsServerless(cost.Comparison{GPUTypeID: "NVIDIA B300 SXM6 AC x", ActiveUSDPerSecond: null("0.001"), Workload: usage("1", "1", "0", "0")})
	if !strings.HasPrefix(r.Recommendation, "Cheapest: an active worker at $2,628.00/mo. Per GPU-hour: active workers $3.60. The load") || len(r.Warnings) != 2 {
		t.Errorf("only active workers have a price: %q", r.Recommendation)
	}

	r = estimator().PodVsServerless(cost.Comparison{GPUTypeID: a100PCIe, Cloud: cost.CloudCommunity, Workload: usage("1000", "30", "10", "0.25")})
	wantUSD(t, "community cloud", r.PodMonthly, "$868.70")
	if !strings.Contains(r.Recommendation, "25 % wait 10 s longer") {
		t.Errorf("recommendation: %s", r.Recommendation)
	}
}

func TestComparisonWithoutWorkload(t *testing.T) {
	t.Parallel()
	r := estimator().PodVsServerless(cost.Comparison{GPUTypeID: a100PCIe})
	wantUSD(t, "pod", r.PodMonthly, "$1,379.70")
	wantUSD(t, "active", r.ActiveMonthly, "$1,997.28")
	if r.FlexMonthly.Valid || r.StoppedPodMonthly.Valid || r.BusyHoursPerDay.Valid || r.BreakEvenBusyHoursPerDay.Valid || r.Cheapest != "" || r.FlexService != nil || r.Burst != nil {
		t.Errorf("known without a workload: %+v", r)
	}
	if hoursOf(r.BreakEvenHoursPerDay) != "16.58" || !strings.HasPrefix(r.Recommendation, "By compute alone, a pod that is left on beats flex workers above 16.58") {
		t.Errorf("%s: %s", hoursOf(r.BreakEvenHoursPerDay), r.Recommendation)
	}
	wantParts(t, "notes", r.Notes, []string{"workload is not declared"})
}

// TestSimulatedComparison: the workload is that of an endpoint, with its defaults.
func TestSimulatedComparison(t *testing.T) {
	t.Parallel()
	read := func(requests, execution string, change func(*cost.Comparison)) cost.ComparisonResult {
		c := cost.Comparison{
			GPUTypeID: a100PCIe, IdleTimeoutSeconds: cost.DefaultIdleTimeoutSeconds,
			Workload: &cost.EndpointUsage{RequestsPerDay: dec(requests), ExecutionSeconds: dec(execution)},
		}
		if change != nil {
			change(&c)
		}
		return estimator().PodVsServerless(c)
	}
	t.Run("an hour of idle timeout", func(t *testing.T) {
		t.Parallel()
		r := read("24", "5", func(c *cost.Comparison) {
			c.IdleTimeoutSeconds, c.Workload.ColdStartSeconds = 3600, null("0")
		})
		if m := r.FlexMonthly.Decimal; m.LessThan(dec("1235")) || m.GreaterThan(dec("1285")) {
			t.Errorf("24 requests a day that keep a worker for an hour each cost %s, want about $1,260", cost.USD(m))
		}
		if r.CheapestOnDemand != cost.WayFlex || r.Cheapest != cost.WayStoppedPod {
			t.Errorf("cheapest %s, on demand %s", r.Cheapest, r.CheapestOnDemand)
		}
	})
	t.Run("slightly more than a pod has", func(t *testing.T) {
		t.Parallel()
		r := read("2900", "30", nil)
		if !r.PodsNeeded.Equal(dec("2")) || !r.FlexMonthly.Decimal.LessThan(r.PodMonthly.Decimal) || r.CheapestOnDemand != cost.WayFlex {
			t.Errorf("%s pods %s, flex %s", r.PodsNeeded, r.PodMonthly.Decimal, r.FlexMonthly.Decimal)
		}
		if even := r.BreakEvenBusyHoursPerDay.Decimal; !even.GreaterThan(r.BusyHoursPerDay.Decimal) || even.GreaterThan(dec("33.16")) {
			t.Errorf("two pods break even above %s hours, with flex cheaper at %s", even, r.BusyHoursPerDay.Decimal)
		}
		if !strings.Contains(r.Recommendation, "which takes 2 pods or active workers; 2 pods left on beat flex above ") {
			t.Errorf("recommendation: %s", r.Recommendation)
		}
	})
	t.Run("several at a time", func(t *testing.T) {
		t.Parallel()
		one, four := read("5000", "30", nil), read("5000", "30", func(c *cost.Comparison) { c.Workload.Concurrency = 4 })
		if !one.PodsNeeded.Equal(dec("2")) || !four.PodsNeeded.Equal(dec("1")) || hoursOf(four.BusyHoursPerDay) != "10.42" {
			t.Errorf("%s pods, %s that take 4 requests at a time and are busy for %s h", one.PodsNeeded, four.PodsNeeded, hoursOf(four.BusyHoursPerDay))
		}
		if !four.FlexMonthly.Decimal.LessThan(one.FlexMonthly.Decimal) {
			t.Errorf("flex workers that take 4 at a time cost %s, others %s", four.FlexMonthly.Decimal, one.FlexMonthly.Decimal)
		}
	})
	t.Run("within office hours", func(t *testing.T) {
		t.Parallel()
		r := read("2000", "30", func(c *cost.Comparison) { c.Workload.HoursPerDay = null("8") })
		if !r.PodsNeeded.Equal(dec("3")) || hoursOf(r.BusyHoursPerDay) != "16.67" {
			t.Errorf("%s busy hours within 8 hours take %s pods", hoursOf(r.BusyHoursPerDay), r.PodsNeeded)
		}
	})
	t.Run("waits beside the cost", func(t *testing.T) {
		t.Parallel()
		r := read("1000", "30", nil)
		for _, want := range []string{"On 3 flex workers, the default of an endpoint, half ", "On a pod left on, or an active worker, half "} {
			if !strings.Contains(r.Recommendation, want) {
				t.Errorf("recommendation lacks %q: %s", want, r.Recommendation)
			}
		}
		if !r.AlwaysOnService.ColdStartRatio.Decimal.IsZero() || !r.FlexService.WaitP95.Decimal.IsPositive() {
			t.Errorf("flex %+v, always on %+v", r.FlexService, r.AlwaysOnService)
		}
	})
	t.Run("no requests", func(t *testing.T) {
		t.Parallel()
		r := read("0", "30", nil)
		if r.Cheapest != cost.WayFlex || !r.BreakEvenBusyHoursPerDay.Valid {
			t.Errorf("cheapest %s, break-even %s", r.Cheapest, hoursOf(r.BreakEvenBusyHoursPerDay))
		}
	})
}

// TestComparisonOfAnyLoad: no number of requests is too large to be counted.
func TestComparisonOfAnyLoad(t *testing.T) {
	t.Parallel()
	for _, c := range []cost.Comparison{
		{Workload: usage("1e18", "30", "10", "0.2")},
		{Workload: usage("1e300", "1e300", "1e300", "1")},
		{Workload: &cost.EndpointUsage{RequestsPerDay: dec("1e18"), ExecutionSeconds: dec("30")}},
		{Workload: &cost.EndpointUsage{RequestsPerDay: dec("1e18"), ExecutionSeconds: dec("1e18"), Traffic: cost.TrafficBursts, BurstSize: 10_000}},
		{Workload: &cost.EndpointUsage{RequestsPerDay: dec("1e18"), ExecutionSeconds: dec("1e-9"), HoursPerDay: null("0.001")}, IdleTimeoutSeconds: 3600},
	} {
		c.GPUTypeID = a100PCIe
		r := estimator().PodVsServerless(c)
		busy := c.Workload.RequestsPerDay.Mul(c.Workload.ExecutionSeconds).DivRound(dec("3600"), 30)
		if !r.PodsNeeded.Mul(dec("24")).GreaterThanOrEqual(busy) || !r.FlexMonthly.Decimal.IsPositive() || r.FlexWorkers < 3 {
			t.Errorf("%s busy hours: %s pods, %d flex workers at %s", busy, r.PodsNeeded, r.FlexWorkers, r.FlexMonthly.Decimal)
		}
		if each := r.PodMonthly.Decimal.DivRound(r.PodsNeeded, 2); !each.Equal(dec("1379.7")) {
			t.Errorf("a pod of many costs %s", each)
		}
	}
}

// TestTiesNeedNobody: of equal costs, what nobody has to start or stop comes first.
func TestTiesNeedNobody(t *testing.T) {
	t.Parallel()
	all := cost.Comparison{GPUTypeID: "x", PodUSDPerHour: null("3.6"), FlexUSDPerSecond: null("0.001"), ActiveUSDPerSecond: null("0.001"), Workload: usage("1440", "60", "0", "0")}
	noPod := all
	noPod.PodUSDPerHour = null("3.7")
	for want, c := range map[string]cost.Comparison{cost.WayPod: all, cost.WayFlex: noPod} {
		if r := estimator().PodVsServerless(c); r.Cheapest != want || r.CheapestOnDemand != want {
			t.Errorf("cheapest %s, on demand %s, want %s", r.Cheapest, r.CheapestOnDemand, want)
		}
	}
}

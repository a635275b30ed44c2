package cost_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

func workload(requests, execution, cold, ratio, idle string) cost.Workload {
	return cost.Workload{
		RequestsPerDay: dec(requests), ExecutionSeconds: dec(execution), ColdStartSeconds: dec(cold), ColdStartRatio: dec(ratio),
		IdleTimeoutSeconds: dec(idle),
	}
}

func TestBreakEvenHoursPerDay(t *testing.T) {
	t.Parallel()
	hours, err := cost.BreakEvenHoursPerDay(dec("1.89"), dec("0.00076"))
	if err != nil || !hours.Mul(dec("19")).Round(20).Equal(dec("315")) {
		t.Errorf("got %s (%v), want 315/19", hours, err)
	}
	if hours, _ = cost.BreakEvenHoursPerDay(dec("10"), dec("0.001")); !hours.GreaterThan(dec("24")) {
		t.Errorf("a dear pod never breaks even within a day: %s", hours)
	}
	if hours, err = cost.BreakEvenActiveHoursPerDay(dec("0.00076"), dec("0.00076")); err != nil || !hours.Equal(dec("24")) {
		t.Errorf("without a discount: %s (%v)", hours, err)
	}
	for _, c := range [][2]string{{"0", "1"}, {"1", "0"}, {"-1", "1"}, {"1", "-1"}} {
		if _, err := cost.BreakEvenHoursPerDay(dec(c[0]), dec(c[1])); !errors.Is(err, cost.ErrPrice) {
			t.Errorf("pod %s, flex %s: %v", c[0], c[1], err)
		}
		if _, err := cost.BreakEvenActiveHoursPerDay(dec(c[0]), dec(c[1])); !errors.Is(err, cost.ErrPrice) {
			t.Errorf("active %s, flex %s: %v", c[0], c[1], err)
		}
	}
}

func TestPodVsServerless(t *testing.T) {
	t.Parallel()
	a100 := func(w cost.Workload, s cost.ComparisonStorage) cost.Comparison {
		return cost.Comparison{GPUTypeID: a100PCIe, GPUCount: 1, Workload: w, Storage: s}
	}
	for name, c := range map[string]struct {
		comparison                 cost.Comparison
		pod, stopped, flex, active string
		busy, compute, breakEven   string
		pods                       int64
		cheapest, recommendation   string
	}{
		"every request meets a cold start": {
			a100(workload("1000", "30", "10", "1", "0"), cost.ComparisonStorage{}),
			"$1,379.70", "$479.06", "$924.67", "$1,997.28", "8.33", "16.58", "12.43", 1,
			cost.WayStoppedPod, "a pod left on beats flex above 12.43 (16.58 by compute alone)",
		},
		"the disks of a stopped pod": { // rho = 1/4: 50 x 0.10 x rho + 100 x (0.10 rho + 0.20 (1 - rho))
			a100(workload("720", "30", "0", "0", "0"), cost.ComparisonStorage{VolumeDiskGB: 100}),
			"$1,389.70", "$362.43", "$499.32", "$1,997.28", "6", "16.58", "16.7", 1,
			cost.WayStoppedPod, "For those, the cheapest is flex workers at $499.32/mo",
		},
		"rarely used, with a large volume": {
			a100(workload("10", "30", "0", "0", "0"), cost.ComparisonStorage{VolumeDiskGB: 200}),
			"$1,399.70", "$44.72", "$6.94", "$1,997.28", "0.08", "16.58", "16.82", 1,
			cost.WayFlex, "Cheapest: flex workers at $6.94/mo",
		},
		"busy all day": {
			a100(workload("2880", "30", "0", "0", "0"), cost.ComparisonStorage{}),
			"$1,379.70", "$1,379.70", "$1,997.28", "$1,997.28", "24", "16.58", "16.58", 1,
			cost.WayPod, "keeps large state hot",
		},
		"more than a pod has": {
			a100(workload("4320", "30", "0", "0", "0"), cost.ComparisonStorage{}),
			"$2,759.40", "$2,069.55", "$2,995.92", "$3,994.56", "36", "16.58", "16.58", 2,
			cost.WayStoppedPod, "36 busy hours a day, which takes 2 pods or always-on workers",
		},
		"one network volume for all": {
			a100(workload("720", "30", "0", "0", "0"), cost.ComparisonStorage{NetworkVolumeGB: 100}),
			"$1,386.70", "$351.93", "$506.32", "$2,004.28", "6", "16.58", "16.58", 1, cost.WayStoppedPod, "",
		},
		"a network volume dearer than a pod": {
			a100(workload("720", "30", "0", "0", "0"), cost.ComparisonStorage{VolumeDiskGB: 10, NetworkVolumeGB: 40000}),
			"$1,380.70", "$346.68", "$2,519.32", "$4,017.28", "6", "16.58", "0", 1, cost.WayStoppedPod, "",
		},
		"prices of one's own": {
			cost.Comparison{
				GPUTypeID: "unheard of", GPUCount: 2, Workload: workload("1440", "60", "0", "0", "0"),
				PodUSDPerHour: null("4"), FlexUSDPerSecond: null("0.0005"), ActiveUSDPerSecond: null("0.0003"),
			},
			"$5,840.00", "$5,840.00", "$2,628.00", "$1,576.80", "24", "53.33", "53.33", 1,
			cost.WayActive, "flex beats a pod that is left on even when it is busy all day",
		},
		"no pool": {
			cost.Comparison{GPUTypeID: "NVIDIA B300 SXM6 AC", Workload: workload("720", "30", "0", "0", "0")},
			"$5,759.70", "$1,439.93", "unknown", "unknown", "6", "unknown", "unknown", 1,
			cost.WayStoppedPod, `Not compared: serverless has no price for "NVIDIA B300 SXM6 AC"`,
		},
		"no pod price in this cloud": {
			cost.Comparison{GPUTypeID: rtx3090, Workload: workload("720", "30", "0", "0", "0")},
			"unknown", "unknown", "$124.83", "$499.32", "6", "unknown", "unknown", 1,
			cost.WayFlex, `pricing.gpu_overrides["NVIDIA GeForce RTX 3090"].secure_usd_per_hour`,
		},
		"no price at all": {
			cost.Comparison{GPUTypeID: "A100 PCIe", Workload: workload("720", "30", "0", "0", "0")},
			"unknown", "unknown", "unknown", "unknown", "6", "unknown", "unknown", 1,
			"", `No price is known, so nothing can be compared: GPU type "A100 PCIe" is in no price list (did you mean "NVIDIA A100 80GB PCIe"?)`,
		},
		"requests that take no time": {
			a100(workload("100", "0", "36", "1", "0"), cost.ComparisonStorage{}),
			"$1,379.70", "$0.00", "$83.22", "$1,997.28", "0", "16.58", "unknown", 1, cost.WayStoppedPod, "",
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
				"busy hours":            {cost.Number(r.BusyHoursPerDay, 2), c.busy},
				"break-even of compute": {hoursOf(r.BreakEvenHoursPerDay), c.compute},
				"break-even":            {hoursOf(r.BreakEvenBusyHoursPerDay), c.breakEven},
				"cheapest":              {r.Cheapest, c.cheapest},
			} {
				if got[0] != got[1] {
					t.Errorf("%s: got %s, want %s", what, got[0], got[1])
				}
			}
			if r.PodsNeeded != c.pods {
				t.Errorf("got %d pods, want %d", r.PodsNeeded, c.pods)
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
	c := cost.Comparison{GPUTypeID: a100PCIe, Workload: workload("1000", "30", "0", "0", "0"), Storage: cost.ComparisonStorage{VolumeDiskGB: 100}}
	r := estimator().PodVsServerless(c)
	// 20 + h (57.4875 - 10/24) = 83.22 h
	if got := hoursOf(r.StoppedPodBreakEvenHoursPerDay); got != "0.76" {
		t.Errorf("got %s", got)
	}
	c.PodUSDPerHour = null("3")
	if r = estimator().PodVsServerless(c); r.StoppedPodBreakEvenHoursPerDay.Valid {
		t.Errorf("dearer by the hour than flex, and yet it wins above %s", r.StoppedPodBreakEvenHoursPerDay.Decimal)
	}
}

func TestComparisonNotes(t *testing.T) {
	t.Parallel()
	r := estimator().PodVsServerless(cost.Comparison{
		GPUTypeID: a100PCIe, Workload: workload("4000", "30", "0", "0", "0"), Storage: cost.ComparisonStorage{VolumeDiskGB: 10, NetworkVolumeGB: 2000},
	})
	wantParts(t, "notes", r.Notes, []string{"active workers at the flex rate", "counted with 2", "the pod is counted with its volume disk", "the first TB"})
	if r.PriceSource != "override, snapshot 2026-08-17" {
		t.Errorf("source %q", r.PriceSource)
	}
	r = estimator().PodVsServerless(cost.Comparison{GPUTypeID: a100PCIe, ActiveUSDPerSecond: null("0.0006"), Workload: workload("1", "0", "0", "0", "0")})
	wantParts(t, "notes", r.Notes, []string{"execution_seconds is 0"})

	negotiated := cost.Estimator{Prices: cost.Snapshot().WithOverrides(map[string]cost.GPUOverride{a100PCIe: {ActivePerSecond: null("0.0006")}}, nil)}
	r = negotiated.PodVsServerless(cost.Comparison{GPUTypeID: a100PCIe, Workload: workload("1", "1", "0", "0", "0")})
	wantUSD(t, "negotiated active rate", r.ActiveMonthly, "$1,576.80")
	wantParts(t, "notes", r.Notes, nil)

	r = negotiated.PodVsServerless(cost.Comparison{GPUTypeID: "NVIDIA B300 SXM6 AC x", ActiveUSDPerSecond: null("0.001"), Workload: workload("1", "1", "0", "0", "0")})
	if !strings.HasPrefix(r.Recommendation, "Cheapest: active workers at $2,628.00/mo. The load") || len(r.Warnings) != 2 {
		t.Errorf("only active workers have a price: %q", r.Recommendation)
	}

	r = estimator().PodVsServerless(cost.Comparison{GPUTypeID: a100PCIe, Cloud: cost.CloudCommunity, Workload: workload("1000", "30", "10", "0.25", "0")})
	wantUSD(t, "community cloud", r.PodMonthly, "$868.70")
	if !strings.Contains(r.Recommendation, "25 % wait 10 s longer") {
		t.Errorf("recommendation: %s", r.Recommendation)
	}
}

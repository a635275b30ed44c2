package cost_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

func TestNetworkVolume(t *testing.T) {
	t.Parallel()
	s := cost.DefaultSettings()
	s.NetworkVolumeTierGB, s.HighPerformanceUSDPerGBMonth = dec("1024"), dec("0.10")
	for _, c := range []struct {
		volume   cost.NetworkVolume
		settings cost.Settings
		summary  string
		notes    []string
		source   string
	}{
		{cost.NetworkVolume{SizeGB: 100}, cost.Settings{}, "$7.00/mo: 100 GB standard network volume, $0.07 per GB-month = $7.00", nil, "documented rate"},
		{cost.NetworkVolume{SizeGB: 1500}, cost.Settings{}, "$95.00/mo: 1,000 GB standard network volume, $0.07 per GB-month = $70.00; 500 GB above the first TB, $0.05 per GB-month = $25.00", []string{"taken as 1,000 GB"}, "documented rate"},
		{cost.NetworkVolume{SizeGB: 1010}, s, "$70.70/mo: 1,010 GB standard network volume, $0.07 per GB-month = $70.70", []string{"taken as 1,024 GB"}, "documented rate"},
		{cost.NetworkVolume{SizeGB: 500, Type: cost.VolumeHighPerformance}, cost.Settings{}, "$70.00/mo: 500 GB high-performance network volume, $0.14 per GB-month (assumed) = $70.00", []string{"Runpod does not publish the rate"}, "assumed rate"},
		{cost.NetworkVolume{SizeGB: 500, Type: cost.VolumeHighPerformance}, s, "$50.00/mo: 500 GB high-performance network volume, $0.10 per GB-month = $50.00", nil, "override"},
	} {
		est := cost.Estimator{Settings: c.settings}.NetworkVolume(c.volume)
		if est.Summary != c.summary || est.PriceSource != c.source {
			t.Errorf("got %s (%s), want %s (%s)", est.Summary, est.PriceSource, c.summary, c.source)
		}
		wantParts(t, c.summary, est.Notes, c.notes)
		wantUSD(t, "hourly", est.MaxHourly, "$0.00")
		if !est.MonthlyMin.Decimal.Equal(est.Monthly.Decimal) || !est.MonthlyMax.Decimal.Equal(est.Monthly.Decimal) {
			t.Errorf("range of %s: %s to %s", c.summary, est.MonthlyMin.Decimal, est.MonthlyMax.Decimal)
		}
	}
}

func TestCluster(t *testing.T) {
	t.Parallel()
	c := cost.Cluster{Name: "train", GPUTypeID: h100SXM, GPUCountPerPod: 8, PodCount: 4, ContainerDiskGB: 100, VolumeDiskGB: 200}
	est := estimator().Cluster(c)
	want := "$93,326.40/mo: 4 x 8 x H100 SXM, $3.99 per GPU-hour (approximate: the secure pod rate), 730 h = $93,206.40; 4 x 100 GB container disk, $0.10 per GB-month = $40.00; 4 x 200 GB volume disk, $0.10 per GB-month = $80.00"
	if est.Summary != want {
		t.Errorf("got  %s\nwant %s", est.Summary, want)
	}
	wantUSD(t, "hourly", est.MaxHourly, "$127.68")
	wantParts(t, "notes", est.Notes, []string{"clusters at the secure pod rate"})
	if est.Items[0].Assumption == "" {
		t.Error("the compute is not marked as an assumption")
	}

	c.Usage = &cost.ClusterUsage{HoursPerMonth: null("73")}
	wantUSD(t, "a tenth of the month", estimator().Cluster(c).Monthly, "$9,332.64")
	c.Usage.HoursPerMonth = null("9999")
	wantUSD(t, "no more than the month", estimator().Cluster(c).MonthlyMax, "$93,326.40")

	c.GPUTypeID = rtx3090
	est = estimator().Cluster(c)
	wantUSD(t, "without a price", est.Monthly, "unknown")
	wantParts(t, "warnings", est.Warnings, []string{"secure_usd_per_hour"})
}

func TestTotal(t *testing.T) {
	t.Parallel()
	e := estimator()
	trainer := e.Pod(cost.Pod{
		Name: "trainer", GPUTypeIDs: []string{a100PCIe}, ContainerDiskGB: 50, VolumeDiskGB: 100, Usage: &cost.PodUsage{HoursPerDay: null("8")},
	})
	matting := e.Endpoint(cost.Endpoint{
		Name: "matting", Pools: []string{"AMPERE_80"}, FlexWorkers: 3, IdleTimeoutSeconds: 5, Usage: usage("1000", "30", "10", "0.2"),
	})
	weights := e.NetworkVolume(cost.NetworkVolume{Name: "weights", SizeGB: 100})

	total := cost.Total([]cost.Estimate{trainer, matting, weights}, e.Settings, cost.DefaultSpendLimit())
	wantUSD(t, "monthly", total.Monthly, "$1,248.08")
	wantUSD(t, "min", total.MonthlyMin, "$485.23")
	wantUSD(t, "max", total.MonthlyMax, "$6,477.07")
	wantUSD(t, "hourly", total.MaxHourly, "$10.10")
	wantUSD(t, "credit", total.RequiredCredit, "$10.10")
	if total.ExceedsSpendLimit == nil || *total.ExceedsSpendLimit || len(total.Items) != 6 || total.PriceSource != "override, snapshot 2026-08-17, documented rate" {
		t.Errorf("%+v", total)
	}
	want := strings.Join([]string{
		"resource                what                                                   monthly",
		"pod trainer             1 x A100 PCIe, 243.3 h                                 $478.23",
		"endpoint matting        1 x AMPERE_80, 0 active + 3 flex workers               $762.85",
		"network volume weights  100 GB standard                                          $7.00",
		"total                                                                        $1,248.08",
		"range                                                             $485.23 to $6,477.07",
		"peak per hour           compute only, everything running                       $10.098",
		"prices: overrides, Runpod's catalog of 2026-08-17, documented storage rates",
	}, "\n")
	if total.Summary != want {
		t.Errorf("summary:\n%s\nwant:\n%s", total.Summary, want)
	}
}

func TestTotalOfUnknowns(t *testing.T) {
	t.Parallel()
	e := estimator()
	idle := e.Endpoint(cost.Endpoint{Name: "idle", Pools: []string{"AMPERE_80"}, ActiveWorkers: 1, FlexWorkers: 2})
	other := e.Endpoint(cost.Endpoint{Name: "other", Pools: []string{"AMPERE_24"}, ActiveWorkers: 1, FlexWorkers: 1})
	unpriced := e.Pod(cost.Pod{Name: "gamer", GPUTypeIDs: []string{rtx3090}})

	total := cost.Total([]cost.Estimate{idle, other}, e.Settings, cost.DefaultSpendLimit())
	wantUSD(t, "monthly without usage", total.Monthly, "unknown")
	wantUSD(t, "min", total.MonthlyMin, "$2,496.60")
	wantUSD(t, "max", total.MonthlyMax, "$6,990.48")
	wantParts(t, "notes", total.Notes, []string{"active workers at the flex rate", "endpoint idle: usage", "endpoint other: usage", "a month is taken as 730 h"})
	if !strings.Contains(total.Summary, "$1,997.28 to $5,991.84") || !strings.Contains(total.Summary, "unknown") {
		t.Errorf("summary:\n%s", total.Summary)
	}

	total = cost.Total([]cost.Estimate{idle, unpriced}, cost.Settings{HoursPerMonth: dec("720")}, cost.DefaultSpendLimit())
	for _, amount := range []string{cost.NullUSD(total.Monthly), cost.NullUSD(total.MonthlyMin), cost.NullUSD(total.MaxHourly), cost.NullUSD(total.RequiredCredit)} {
		if amount != "unknown" {
			t.Errorf("an unknown part makes the total unknown, got %s", amount)
		}
	}
	if notes := strings.Join(total.Notes, "\n"); !strings.Contains(notes, "pod gamer: ") || !strings.Contains(notes, "720 h") {
		t.Errorf("notes: %s", notes)
	}
}

func TestTotalAndTheSpendLimit(t *testing.T) {
	t.Parallel()
	pods := func(price string, n int64) cost.Totals {
		prices := cost.NewPrices([]cost.GPUPrice{{ID: "g", SecurePerHour: null(price)}}, nil)
		e := cost.Estimator{Prices: prices}
		return cost.Total([]cost.Estimate{e.Pod(cost.Pod{GPUTypeIDs: []string{"g"}, GPUCount: n}), e.Pod(cost.Pod{GPUTypeIDs: []string{"unknown"}})}, e.Settings, cost.DefaultSpendLimit())
	}
	if at := pods("10", 8); at.ExceedsSpendLimit != nil {
		t.Errorf("80 USD/h is allowed, and the rest is not known: %v", *at.ExceedsSpendLimit)
	}
	above := pods("10.01", 8)
	if above.ExceedsSpendLimit == nil || !*above.ExceedsSpendLimit || !slices.ContainsFunc(above.Notes, func(n string) bool { return strings.Contains(n, "spend limit") }) {
		t.Errorf("above the limit, even without what is unknown: %+v", above)
	}
}

func TestTotalOfNothing(t *testing.T) {
	t.Parallel()
	total := cost.Total(nil, cost.DefaultSettings(), cost.DefaultSpendLimit())
	wantUSD(t, "monthly", total.Monthly, "$0.00")
	wantUSD(t, "hourly", total.MaxHourly, "$0.00")
	if total.PriceSource != "" || len(total.Items) != 0 {
		t.Errorf("%+v", total)
	}
}

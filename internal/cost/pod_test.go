package cost_test

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

func TestPod(t *testing.T) {
	t.Parallel()
	hours := func(h, idle string) *cost.PodUsage { return &cost.PodUsage{HoursPerDay: null(h), WhenIdle: idle} }
	notes := map[string][]string{
		"8 h a day, stopped":          {"priced as stopped for 16 of 24 h a day, which the provider does not do: left on, it costs $1,394.70/mo; the hours that it runs include the minutes of its starts"},
		"stopped":                     {"started and left on, it costs $1,394.70/mo"},
		"stopped without a volume":    {"started and left on, it costs $1,384.70/mo"},
		"stopped now, with a usage":   {"for 16 of 24 h a day, which the provider does not do: left on, it costs $1,379.70/mo"},
		"terminated when idle":        {"priced as terminated for 12 of 24 h a day, which the provider does not do: left on, it costs $1,389.70/mo"},
		"hours a month":               {"priced as stopped for 630 of 730 h a month, which the provider does not do: left on, it costs $1,389.70/mo"},
		"negative sizes cost nothing": {"priced as stopped for 24 of 24 h a day"},
	}
	for name, c := range map[string]struct {
		pod                    cost.Pod
		monthly, low, high, up string
		summary                string
	}{
		"8 h a day, stopped": {
			cost.Pod{GPUTypeIDs: []string{a100PCIe}, GPUCount: 1, ContainerDiskGB: 50, VolumeDiskGB: 100, Usage: hours("8", cost.IdleStopped)},
			"$478.23", "$478.23", "$478.23", "$1.89",
			"$478.23/mo: 1 x A100 PCIe, $1.89 per GPU-hour, 243.3333 h = $459.90; 50 GB container disk, $0.10 per GB-month, 8 of 24 h = $1.67; 100 GB volume disk, $0.10 per GB-month, 8 of 24 h = $3.33; 100 GB volume disk while stopped, $0.20 per GB-month, 16 of 24 h = $13.33",
		},
		"left on": {
			cost.Pod{GPUTypeIDs: []string{a100PCIe}, GPUCount: 1},
			"$1,379.70", "$1,379.70", "$1,379.70", "$1.89", "$1,379.70/mo: 1 x A100 PCIe, $1.89 per GPU-hour, 730 h = $1,379.70",
		},
		"usage without hours is left on": {
			cost.Pod{GPUTypeIDs: []string{a100PCIe}, Usage: &cost.PodUsage{WhenIdle: cost.IdleStopped}},
			"$1,379.70", "$1,379.70", "$1,379.70", "$1.89", "$1,379.70/mo: 1 x A100 PCIe, $1.89 per GPU-hour, 730 h = $1,379.70",
		},
		"more than a day is a day": {
			cost.Pod{GPUTypeIDs: []string{a100PCIe}, VolumeDiskGB: 10, Usage: hours("30", "")},
			"$1,380.70", "$1,380.70", "$1,380.70", "$1.89", "$1,380.70/mo: 1 x A100 PCIe, $1.89 per GPU-hour, 730 h = $1,379.70; 10 GB volume disk, $0.10 per GB-month = $1.00",
		},
		"stopped": {
			cost.Pod{GPUTypeIDs: []string{a100PCIe}, ContainerDiskGB: 50, VolumeDiskGB: 100, DesiredStopped: true},
			"$20.00", "$20.00", "$20.00", "$1.89", "$20.00/mo: 100 GB volume disk while stopped, $0.20 per GB-month = $20.00",
		},
		"stopped without a volume": {
			cost.Pod{GPUTypeIDs: []string{a100PCIe}, ContainerDiskGB: 50, DesiredStopped: true},
			"$0.00", "$0.00", "$0.00", "$1.89", "$0.00/mo: nothing is billed while it is stopped",
		},
		"stopped now, with a usage": {
			cost.Pod{GPUTypeIDs: []string{a100PCIe}, DesiredStopped: true, Usage: hours("8", "")},
			"$459.90", "$459.90", "$459.90", "$1.89", "$459.90/mo: 1 x A100 PCIe, $1.89 per GPU-hour, 243.3333 h = $459.90",
		},
		"terminated when idle": {
			cost.Pod{GPUTypeIDs: []string{a100PCIe}, VolumeDiskGB: 100, Usage: hours("12", cost.IdleTerminated)},
			"$694.85", "$694.85", "$694.85", "$1.89", "$694.85/mo: 1 x A100 PCIe, $1.89 per GPU-hour, 365 h = $689.85; 100 GB volume disk, $0.10 per GB-month, 12 of 24 h = $5.00",
		},
		"several types: the first is expected": {
			cost.Pod{GPUTypeIDs: []string{a100PCIe, l4, h100SXM}, GPUCount: 2},
			"$2,759.40", "$715.40", "$5,825.40", "$7.98", "$2,759.40/mo: 2 x A100 PCIe, $1.89 per GPU-hour, 730 h = $2,759.40",
		},
		"community cloud": {
			cost.Pod{GPUTypeIDs: []string{rtx3090}, Cloud: cost.CloudCommunity},
			"$160.60", "$160.60", "$160.60", "$0.22", "$160.60/mo: 1 x RTX 3090, $0.22 per GPU-hour, 730 h = $160.60",
		},
		"CPU": {
			cost.Pod{CPUFlavorID: "cpu5c", VCPUCount: 4, ContainerDiskGB: 20},
			"$104.20", "$104.20", "$104.20", "$0.14", "$104.20/mo: 4 vCPUs of cpu5c, $0.035 per vCPU-hour, 730 h = $102.20; 20 GB container disk, $0.10 per GB-month = $2.00",
		},
		"hours a month": {
			cost.Pod{GPUTypeIDs: []string{a100PCIe}, VolumeDiskGB: 100, Usage: &cost.PodUsage{HoursPerMonth: null("100")}},
			"$207.63", "$207.63", "$207.63", "$1.89", "$207.63/mo: 1 x A100 PCIe, $1.89 per GPU-hour, 100 h = $189.00; 100 GB volume disk, $0.10 per GB-month, 100 of 730 h = $1.37; 100 GB volume disk while stopped, $0.20 per GB-month, 630 of 730 h = $17.26",
		},
		"more hours than a month": {
			cost.Pod{GPUTypeIDs: []string{a100PCIe}, DesiredStopped: true, Usage: &cost.PodUsage{HoursPerMonth: null("800")}},
			"$1,379.70", "$1,379.70", "$1,379.70", "$1.89", "$1,379.70/mo: 1 x A100 PCIe, $1.89 per GPU-hour, 730 h = $1,379.70",
		},
		"negative sizes cost nothing": {
			cost.Pod{GPUTypeIDs: []string{a100PCIe}, GPUCount: -1, ContainerDiskGB: -50, VolumeDiskGB: -1, Usage: hours("-2", "")},
			"$0.00", "$0.00", "$0.00", "$1.89", "$0.00/mo: nothing is billed while it is stopped",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			est := estimator().Pod(c.pod)
			wantUSD(t, "monthly", est.Monthly, c.monthly)
			wantUSD(t, "min", est.MonthlyMin, c.low)
			wantUSD(t, "max", est.MonthlyMax, c.high)
			wantUSD(t, "hourly", est.MaxHourly, c.up)
			if est.Summary != c.summary {
				t.Errorf("summary:\n got %s\nwant %s", est.Summary, c.summary)
			}
			if len(est.Warnings) > 0 {
				t.Errorf("unasked: %q", est.Warnings)
			}
			wantParts(t, "notes", est.Notes, notes[name])
		})
	}
}

func TestPodWithoutAPrice(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		pod       cost.Pod
		low, high string
		warning   string // what the warning must hold; none if empty
		note      string
	}{
		"not in this cloud": {
			cost.Pod{GPUTypeIDs: []string{rtx3090}}, "unknown", "unknown",
			`pricing.gpu_overrides["NVIDIA GeForce RTX 3090"].secure_usd_per_hour`, "",
		},
		"not in the community cloud": {
			cost.Pod{GPUTypeIDs: []string{"NVIDIA H200 NVL"}, Cloud: cost.CloudCommunity}, "unknown", "unknown",
			`pricing.gpu_overrides["NVIDIA H200 NVL"].community_usd_per_hour`, "",
		},
		"a name for an id": {
			cost.Pod{GPUTypeIDs: []string{"A100 PCIe"}}, "unknown", "unknown", `"A100 PCIe" is in no price list (did you mean "NVIDIA A100 80GB PCIe"?)`, "",
		},
		"CPU flavor without a sure price": {
			cost.Pod{CPUFlavorID: "cpu3m", VCPUCount: 2}, "unknown", "unknown", `pricing.cpu_overrides["cpu3m"].pod_usd_per_vcpu_hour`, "",
		},
		"unknown CPU flavor": {
			cost.Pod{CPUFlavorID: "cpu3x", VCPUCount: 2}, "unknown", "unknown", `"cpu3x" is in no price list (did you mean "cpu3c"?)`, "",
		},
		"no vCPU count":     {cost.Pod{CPUFlavorID: "cpu3c"}, "unknown", "unknown", "set vcpu_count", ""},
		"nothing to run on": {cost.Pod{VolumeDiskGB: 10}, "unknown", "unknown", "neither a GPU type nor a CPU flavor", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			est := estimator().Pod(c.pod)
			wantUSD(t, "min", est.MonthlyMin, c.low)
			wantUSD(t, "max", est.MonthlyMax, c.high)
			if est.Monthly.Valid != (c.warning == "") {
				t.Errorf("monthly %v, but the warning is %q", est.Monthly, c.warning)
			}
			if got := strings.Join(est.Warnings, "\n"); !strings.Contains(got, c.warning) || (got == "") != (c.warning == "") {
				t.Errorf("warnings: %q", got)
			}
			if got := strings.Join(est.Notes, "\n"); !strings.Contains(got, c.note) || (got == "") != (c.note == "") {
				t.Errorf("notes: %q", got)
			}
			if c.warning != "" && (strings.Contains(est.Summary, "$0.00") || !strings.Contains(est.Summary, c.warning)) {
				t.Errorf("summary: %s", est.Summary)
			}
		})
	}
}

// TestStoppedPod: what is stopped all month costs its volume disk, whatever its usage says of the time that it is idle,
// and whatever an hour of it would cost.
func TestStoppedPod(t *testing.T) {
	t.Parallel()
	hours := func(h, idle string) *cost.PodUsage { return &cost.PodUsage{HoursPerDay: null(h), WhenIdle: idle} }
	const leftOn = "priced as stopped all month: started and left on, it costs $372.70/mo"
	for name, c := range map[string]struct {
		gpu           string
		usage         *cost.PodUsage
		monthly, peak string
		notes         []string
	}{
		"no usage":                   {l4, nil, "$20.00", "$0.49", []string{leftOn}},
		"terminated when idle":       {l4, &cost.PodUsage{WhenIdle: cost.IdleTerminated}, "$20.00", "$0.49", []string{"pod x: desired_state is STOPPED", leftOn}},
		"the default of 24 h":        {l4, hours("24", cost.IdleTerminated), "$20.00", "$0.49", []string{"pod x: desired_state is STOPPED", leftOn}},
		"started for a part of days": {l4, hours("12", cost.IdleTerminated), "$186.35", "$0.49", []string{"priced as terminated for 12 of 24 h a day, which the provider does not do: left on, it costs $372.70/mo"}},
		"of an unknown price":        {rtx3090, nil, "$20.00", "unknown", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			est := estimator().Pod(cost.Pod{Name: "x", GPUTypeIDs: []string{c.gpu}, VolumeDiskGB: 100, ContainerDiskGB: 50, DesiredStopped: true, Usage: c.usage})
			wantUSD(t, "monthly", est.Monthly, c.monthly)
			wantUSD(t, "min", est.MonthlyMin, c.monthly)
			wantUSD(t, "max", est.MonthlyMax, c.monthly)
			wantUSD(t, "hourly", est.MaxHourly, c.peak)
			wantParts(t, "notes", est.Notes, c.notes)
		})
	}
}

func TestPodItems(t *testing.T) {
	t.Parallel()
	est := estimator().Pod(cost.Pod{
		Name: "trainer", GPUTypeIDs: []string{a100PCIe}, GPUCount: 2, ContainerDiskGB: 50, VolumeDiskGB: 100,
		Usage: &cost.PodUsage{HoursPerDay: null("6")},
	})
	want := []struct{ component, quantity, unit, price, monthly string }{
		{cost.ComponentCompute, "365", "GPU-hour", "1.89", "689.85"},
		{cost.ComponentContainerDisk, "12.5", "GB-month", "0.1", "1.25"},
		{cost.ComponentVolumeDiskRunning, "25", "GB-month", "0.1", "2.5"},
		{cost.ComponentVolumeDiskStopped, "75", "GB-month", "0.2", "15"},
	}
	if len(est.Items) != len(want) {
		t.Fatalf("items: %+v", est.Items)
	}
	for i, w := range want {
		g := est.Items[i]
		if g.Resource != "pod trainer" || g.Component != w.component || g.Unit != w.unit || !g.Quantity.Decimal.Equal(dec(w.quantity)) ||
			!g.UnitPriceUSD.Decimal.Equal(dec(w.price)) || !g.MonthlyUSD.Decimal.Equal(dec(w.monthly)) {
			t.Errorf("item %d: got %+v, want %+v", i, g, w)
		}
	}
	unpriced := estimator().Pod(cost.Pod{GPUTypeIDs: []string{rtx3090}}).Items
	if len(unpriced) != 1 || unpriced[0].MonthlyUSD.Valid || unpriced[0].UnitPriceUSD.Valid || !unpriced[0].Quantity.Decimal.Equal(dec("730")) {
		t.Errorf("without a price: %+v", unpriced)
	}
}

func TestPodStorageMonthlyUSD(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ container, volume, hours, month, want string }{
		{"50", "100", "730", "730", "$15.00"},
		{"50", "100", "0", "730", "$20.00"},
		{"50", "100", "365", "730", "$17.50"},
		{"50", "100", "360", "720", "$17.50"},
		{"50", "100", "9999", "730", "$15.00"},
		{"-1", "-1", "-1", "730", "$0.00"},
	} {
		s := cost.Settings{HoursPerMonth: dec(c.month)}
		got := cost.PodStorageMonthlyUSD(dec(c.container), dec(c.volume), dec(c.hours), s)
		wantUSD(t, c.hours+" h", decimal.NewNullDecimal(got), c.want)
	}
}

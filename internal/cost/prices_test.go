package cost_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

func TestSnapshotHoldsNoPlaceholders(t *testing.T) {
	t.Parallel()
	p := cost.Snapshot()
	if n := len(p.GPUs()); n < 40 {
		t.Fatalf("only %d GPU types", n)
	}
	prices := 0
	check := func(id string, amounts ...decimal.NullDecimal) {
		for _, d := range amounts {
			if d.Valid {
				prices++
				if !d.Decimal.IsPositive() {
					t.Errorf("%s has a price of %s", id, d.Decimal)
				}
			}
		}
	}
	for _, g := range p.GPUs() {
		check(g.ID, g.SecurePerHour, g.CommunityPerHour, g.FlexPerHour, g.ActivePerHour)
		if g.Name == "" || g.VRAMGB <= 0 || g.Source != cost.SourceSnapshot {
			t.Errorf("incomplete: %+v", g)
		}
		if (g.Pool != "") != g.FlexPerHour.Valid {
			t.Errorf("%s: pool %q, but flex price known: %v", g.ID, g.Pool, g.FlexPerHour.Valid)
		}
		if g.ActivePerHour.Valid {
			t.Errorf("%s: the list discount on active workers has ended", g.ID)
		}
	}
	for _, c := range p.CPUs() {
		check(c.ID, c.PodPerVCPUHour, c.ServerlessPerVCPUHour)
	}
	if prices < 80 {
		t.Errorf("only %d prices", prices)
	}
	if !strings.HasPrefix("snapshot "+cost.SnapshotDate(), string(cost.SourceSnapshot)+" to ") {
		t.Errorf("source %q, date %q", cost.SourceSnapshot, cost.SnapshotDate())
	}
}

func TestSnapshotPrices(t *testing.T) {
	t.Parallel()
	p := cost.Snapshot()
	a100, ok := p.GPU(a100PCIe)
	if !ok || !a100.SecurePerHour.Decimal.Equal(dec("1.79")) || !a100.FlexPerHour.Decimal.Equal(dec("2.736")) || a100.Pool != "AMPERE_80" {
		t.Errorf("A100 PCIe: %+v", a100)
	}
	if g, _ := p.GPU(rtx3090); g.SecurePerHour.Valid || !g.CommunityPerHour.Valid {
		t.Errorf("RTX 3090 is offered in the community cloud only: %+v", g)
	}
	for _, id := range []string{"cpu3m", "cpu5g", "cpu5m"} { // observed, but not surely
		if c, ok := p.CPU(id); !ok || c.PodPerVCPUHour.Valid || c.ServerlessPerVCPUHour.Valid {
			t.Errorf("%s: %+v", id, c)
		}
	}
	var pool []string
	for _, g := range p.Pool("AMPERE_80") {
		pool = append(pool, g.ID)
	}
	if !slices.Equal(pool, []string{a100PCIe, a100SXM}) {
		t.Errorf("AMPERE_80: %v", pool)
	}
}

func TestPlaceholdersAreNotPrices(t *testing.T) {
	t.Parallel()
	p := cost.NewPrices([]cost.GPUPrice{{ID: "g", SecurePerHour: null("0"), CommunityPerHour: null("-1")}}, []cost.CPUPrice{{ID: "c", PodPerVCPUHour: null("0")}})
	if g, _ := p.GPU("g"); g.SecurePerHour.Valid || g.CommunityPerHour.Valid {
		t.Errorf("%+v", g)
	}
	if c, _ := p.CPU("c"); c.PodPerVCPUHour.Valid {
		t.Errorf("%+v", c)
	}
}

func TestOverridesBeatTheBook(t *testing.T) {
	t.Parallel()
	base := cost.Snapshot()
	p := base.WithOverrides(
		map[string]cost.GPUOverride{
			a100PCIe:     {FlexPerSecond: null("0.0005"), SecurePerHour: null("0")},
			"NVIDIA New": {CommunityPerHour: null("7")},
		},
		map[string]cost.CPUOverride{"cpu5m": {PodPerVCPUHour: null("0.07")}, "cpu9x": {ServerlessPerVCPUHour: null("1")}},
	)
	a100, _ := p.GPU(a100PCIe)
	if !a100.FlexPerHour.Decimal.Equal(dec("1.8")) || !a100.SecurePerHour.Decimal.Equal(dec("1.79")) {
		t.Errorf("overridden A100: %+v", a100)
	}
	if before, _ := base.GPU(a100PCIe); !before.FlexPerHour.Decimal.Equal(dec("2.736")) {
		t.Error("the book it was made from has changed")
	}
	e := cost.Estimator{Prices: p}
	for _, c := range []struct {
		est    cost.Estimate
		source string
	}{
		{e.Pod(cost.Pod{GPUTypeIDs: []string{a100PCIe}}), "snapshot 2026-11-09"},
		{e.Pod(cost.Pod{GPUTypeIDs: []string{"NVIDIA H200"}}), "snapshot 2026-10-07"},
		{e.Pod(cost.Pod{GPUTypeIDs: []string{"NVIDIA H200"}, Cloud: cost.CloudCommunity}), "snapshot 2026-08-17"},
		{e.Endpoint(cost.Endpoint{Pools: []string{"AMPERE_80"}, FlexWorkers: 1}), "override, snapshot 2026-08-17"},
		{e.Pod(cost.Pod{GPUTypeIDs: []string{"NVIDIA New"}, Cloud: cost.CloudCommunity}), "override"},
		{e.Pod(cost.Pod{CPUFlavorID: "cpu5m", VCPUCount: 2}), "override"},
		{e.Endpoint(cost.Endpoint{CPUs: []cost.CPUOption{{FlavorID: "cpu9x", VCPUCount: 2}}, FlexWorkers: 1}), "override"},
		{e.NetworkVolume(cost.NetworkVolume{SizeGB: 10}), "documented rate"},
	} {
		if c.est.PriceSource != c.source || !c.est.MonthlyMin.Valid {
			t.Errorf("%s: source %q, want %q", c.est.Summary, c.est.PriceSource, c.source)
		}
	}
}

func TestANilBookKnowsNoPrice(t *testing.T) {
	t.Parallel()
	var p *cost.Prices
	e := cost.Estimator{}
	if _, ok := p.GPU(a100PCIe); ok || len(p.GPUs())+len(p.CPUs())+len(p.Pools())+len(p.Pool("AMPERE_80"))+len(p.ClosestGPU("A100")) > 0 {
		t.Error("a nil book has prices")
	}
	for _, est := range []cost.Estimate{
		e.Pod(cost.Pod{GPUTypeIDs: []string{a100PCIe}}), e.Pod(cost.Pod{CPUFlavorID: "cpu3c", VCPUCount: 2}),
		e.Endpoint(cost.Endpoint{Pools: []string{"AMPERE_80"}}), e.Cluster(cost.Cluster{GPUTypeID: a100PCIe, PodCount: 2}),
	} {
		if est.Monthly.Valid || est.MonthlyMin.Valid || est.MaxHourly.Valid || len(est.Warnings) != 1 {
			t.Errorf("%+v", est)
		}
	}
}

func TestClosestGPU(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typed string
		want  []string
	}{
		{"A100 PCIe", []string{a100PCIe}},
		{"nvidia a100 80gb pcie", []string{a100PCIe}},
		{"NVIDIA A100 80GB PCI", []string{a100PCIe}},
		{"NVIDIA A100-SXM4-80B", []string{a100SXM}},
		{"NVIDIA GeForce RTX 4091", []string{"NVIDIA GeForce RTX 4090"}},
		{"RTX 4090", []string{"NVIDIA GeForce RTX 4090"}},
		{"H100", []string{h100SXM, "NVIDIA H100 NVL", "NVIDIA H100 PCIe"}},
		{"l4", []string{l4}},
		{"NVIDIA A100-SXM4-80GBx", []string{a100SXM}},
		{"RTX", nil}, // too many to name
		{"TPU v5", nil},
		{"", nil},
		{"  ", nil},
	} {
		got := cost.Snapshot().ClosestGPU(c.typed)
		if !slices.Equal(got, c.want) {
			t.Errorf("%q: got %q, want %q", c.typed, got, c.want)
		}
	}
}

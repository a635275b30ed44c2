package cost_test

import (
	"slices"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

// hair is how much divisions may be off.
func hair() decimal.Decimal { return decimal.New(1, -12) }

func decimals(low, high int64, places int32) *rapid.Generator[decimal.Decimal] {
	return rapid.Map(rapid.Int64Range(low, high), func(n int64) decimal.Decimal { return decimal.New(n, -places) })
}

func settings(t *rapid.T) cost.Settings {
	return cost.Settings{
		HoursPerMonth:       rapid.SampledFrom([]decimal.Decimal{dec("720"), dec("730"), dec("744"), dec("730.5")}).Draw(t, "month"),
		NetworkVolumeTierGB: rapid.SampledFrom([]decimal.Decimal{dec("1000"), dec("1024")}).Draw(t, "tier"),
	}
}

func anyEstimator(t *rapid.T) cost.Estimator {
	e := estimator()
	e.Settings = settings(t)
	return e
}

func anyPod(t *rapid.T) cost.Pod {
	ids := []string{a100PCIe, a100SXM, l4, h100SXM, "NVIDIA A40", "NVIDIA L40S"}
	p := cost.Pod{
		GPUTypeIDs: rapid.Permutation(ids).Draw(t, "types")[:rapid.IntRange(1, len(ids)).Draw(t, "candidates")],
		GPUCount:   rapid.Int64Range(1, 8).Draw(t, "gpus"), ContainerDiskGB: rapid.Int64Range(0, 2000).Draw(t, "container"),
		VolumeDiskGB: rapid.Int64Range(0, 2000).Draw(t, "volume"), Cloud: rapid.SampledFrom([]string{"", cost.CloudSecure, cost.CloudCommunity}).Draw(t, "cloud"),
		DesiredStopped: rapid.Bool().Draw(t, "stopped"),
	}
	if rapid.Bool().Draw(t, "CPU") {
		p.GPUTypeIDs, p.CPUFlavorID, p.VCPUCount = nil, "cpu3c", 1<<rapid.IntRange(1, 5).Draw(t, "vCPUs")
	}
	if rapid.Bool().Draw(t, "used") {
		p.Usage = &cost.PodUsage{
			HoursPerDay: decimal.NewNullDecimal(decimals(0, 2400, 2).Draw(t, "hours")),
			WhenIdle:    rapid.SampledFrom([]string{cost.IdleStopped, cost.IdleTerminated}).Draw(t, "idle"),
		}
	}
	return p
}

// anyUsage has a measured share of cold starts.
func anyUsage(t *rapid.T) *cost.EndpointUsage {
	return &cost.EndpointUsage{
		RequestsPerDay: decimals(0, 20000, 0).Draw(t, "requests"), ExecutionSeconds: decimals(1, 60000, 2).Draw(t, "execution"),
		ColdStartSeconds: decimal.NewNullDecimal(decimals(0, 60000, 2).Draw(t, "cold start")),
		ColdStartRatio:   decimal.NewNullDecimal(decimals(0, 100, 2).Draw(t, "ratio")),
	}
}

func anyEndpoint(t *rapid.T) cost.Endpoint {
	pools := []string{"AMPERE_80", "AMPERE_24", "ADA_80_PRO", "AMPERE_48"}
	p := cost.Endpoint{
		Pools:    rapid.Permutation(pools).Draw(t, "pools")[:rapid.IntRange(1, len(pools)).Draw(t, "candidates")],
		GPUCount: rapid.Int64Range(1, 4).Draw(t, "gpus"), ActiveWorkers: rapid.Int64Range(0, 3).Draw(t, "active"),
		FlexWorkers: rapid.Int64Range(0, 10).Draw(t, "flex"), IdleTimeoutSeconds: rapid.Int64Range(0, 60).Draw(t, "idle timeout"),
		ContainerDiskGB: rapid.Int64Range(0, 200).Draw(t, "disk"), RequestCount: rapid.Int64Range(0, 3).Draw(t, "request count"),
		Usage: anyUsage(t),
	}
	if rapid.Bool().Draw(t, "simulated") {
		p.Usage.ColdStartRatio = decimal.NullDecimal{}
	}
	if rapid.Bool().Draw(t, "CPU") {
		p.Pools, p.CPUs = nil, []cost.CPUOption{{FlavorID: "cpu3g", VCPUCount: 2}, {FlavorID: "cpu5c", VCPUCount: 8}}
	}
	return p
}

// wantSane checks what holds for every estimate of known prices.
func wantSane(t *rapid.T, est cost.Estimate) {
	t.Helper()
	low, monthly, high := est.MonthlyMin, est.Monthly, est.MonthlyMax
	if !low.Valid || !monthly.Valid || !high.Valid || !est.MaxHourly.Valid {
		t.Fatalf("not known: %+v", est)
	}
	if low.Decimal.IsNegative() || est.MaxHourly.Decimal.IsNegative() {
		t.Fatalf("negative: %+v", est)
	}
	if low.Decimal.GreaterThan(monthly.Decimal) || monthly.Decimal.GreaterThan(high.Decimal) {
		t.Fatalf("%s is not between %s and %s", monthly.Decimal, low.Decimal, high.Decimal)
	}
	items := decimal.Zero
	for _, i := range est.Items {
		items = items.Add(i.MonthlyUSD.Decimal)
		product := i.Quantity.Decimal.Mul(i.UnitPriceUSD.Decimal)
		if product.Sub(i.MonthlyUSD.Decimal).Abs().GreaterThan(hair()) {
			t.Fatalf("quantity x price is not the amount: %+v", i)
		}
	}
	if !items.Equal(monthly.Decimal) {
		t.Fatalf("items are %s, monthly %s", items, monthly.Decimal)
	}
}

// wantNoLess checks that more of something costs no less.
func wantNoLess(t *rapid.T, what string, less, more decimal.NullDecimal) {
	t.Helper()
	if less.Decimal.Sub(more.Decimal).GreaterThan(hair()) {
		t.Fatalf("more %s costs less: %s, then %s", what, less.Decimal, more.Decimal)
	}
}

func TestPodProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e, p := anyEstimator(t), anyPod(t)
		est := e.Pod(p)
		wantSane(t, est)

		more := p
		more.ContainerDiskGB++
		more.VolumeDiskGB += 10
		wantNoLess(t, "disk", est.Monthly, e.Pod(more).Monthly)
		more = p
		more.GPUCount++
		wantNoLess(t, "GPUs", est.Monthly, e.Pod(more).Monthly)
		wantNoLess(t, "GPUs", est.MaxHourly, e.Pod(more).MaxHourly)

		if p.CPUFlavorID == "" {
			more = p
			more.GPUTypeIDs = rapid.Permutation(p.GPUTypeIDs).Draw(t, "order")
			other := e.Pod(more)
			if !other.MonthlyMin.Decimal.Equal(est.MonthlyMin.Decimal) || !other.MonthlyMax.Decimal.Equal(est.MonthlyMax.Decimal) {
				t.Fatalf("the order of types changes the range: %s to %s", est.Summary, other.Summary)
			}
		}
	})
}

// TestPodHoursProperty: an hour of a pod is more expensive than an hour of its stopped volume disk, unless that is huge.
func TestPodHoursProperty(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e, p := anyEstimator(t), anyPod(t)
		p.VolumeDiskGB %= 400
		p.DesiredStopped = false // 24 h of a stopped pod are none
		hours := decimals(0, 2300, 2).Draw(t, "fewer hours")
		at := func(h decimal.Decimal) decimal.NullDecimal {
			p.Usage = &cost.PodUsage{HoursPerDay: decimal.NewNullDecimal(h), WhenIdle: cost.IdleStopped}
			return e.Pod(p).Monthly
		}
		wantNoLess(t, "hours", at(hours), at(hours.Add(decimals(0, 100, 2).Draw(t, "additional hours"))))
	})
}

func TestEndpointProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e, p := anyEstimator(t), anyEndpoint(t)
		est := e.Endpoint(p)
		wantSane(t, est)
		wantWithinMaximum(t, e, p, est)

		more := p
		more.FlexWorkers++
		average := p.Usage.ColdStartRatio.Valid // else a simulation, in which more workers may be billed for less
		if average {
			wantNoLess(t, "flex workers", est.Monthly, e.Endpoint(more).Monthly)
		}
		wantNoLess(t, "flex workers", est.MonthlyMax, e.Endpoint(more).MonthlyMax)
		more = p
		more.ActiveWorkers++
		wantNoLess(t, "active workers", est.MonthlyMin, e.Endpoint(more).MonthlyMin)
		wantNoLess(t, "active workers", est.MonthlyMax, e.Endpoint(more).MonthlyMax)
		more = p
		more.ContainerDiskGB++
		wantNoLess(t, "disk", est.Monthly, e.Endpoint(more).Monthly)
		busier := *p.Usage
		busier.RequestsPerDay = busier.RequestsPerDay.Add(decimals(0, 1000, 0).Draw(t, "additional requests"))
		more = p
		more.Usage = &busier
		if average {
			wantNoLess(t, "requests", est.Monthly, e.Endpoint(more).Monthly)
		}

		more.Usage = nil
		if bare := e.Endpoint(more); bare.Monthly.Valid == (p.FlexWorkers > 0) || !bare.MonthlyMin.Decimal.Equal(est.MonthlyMin.Decimal) || !bare.MaxHourly.Decimal.Equal(est.MaxHourly.Decimal) {
			t.Fatalf("without usage: %+v", bare)
		}
	})
}

// wantWithinMaximum holds compute and disks each against their part of the maximum.
func wantWithinMaximum(t *rapid.T, e cost.Estimator, p cost.Endpoint, est cost.Estimate) {
	p.ContainerDiskGB = 0
	compute, disks := e.Endpoint(p).MonthlyMax.Decimal, decimal.Zero
	for _, i := range est.Items {
		switch i.Component {
		case cost.ComponentActiveDisk, cost.ComponentFlexDisk:
			disks = disks.Add(i.MonthlyUSD.Decimal)
		default:
			compute = compute.Sub(i.MonthlyUSD.Decimal)
		}
	}
	most := est.MonthlyMax.Decimal.Sub(e.Endpoint(p).MonthlyMax.Decimal)
	if hair := dec("-0.000000001"); compute.LessThan(hair) || most.Sub(disks).LessThan(hair) {
		t.Fatalf("compute is %s below its maximum, disks %s of at most %s: %s", compute, disks, most, est.Summary)
	}
}

func TestVolumeAndClusterProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e := anyEstimator(t)
		v := cost.NetworkVolume{SizeGB: rapid.Int64Range(0, 4096).Draw(t, "size"), Type: rapid.SampledFrom([]string{"", cost.VolumeHighPerformance}).Draw(t, "type")}
		volume := e.NetworkVolume(v)
		wantSane(t, volume)
		v.SizeGB++
		wantNoLess(t, "GB", volume.Monthly, e.NetworkVolume(v).Monthly)

		hours := decimals(0, 72000, 2).Draw(t, "hours")
		c := cost.Cluster{
			GPUTypeID: h100SXM, GPUCountPerPod: rapid.Int64Range(1, 8).Draw(t, "gpus"), PodCount: rapid.Int64Range(0, 50).Draw(t, "pods"),
			ContainerDiskGB: rapid.Int64Range(0, 500).Draw(t, "container"), Usage: &cost.ClusterUsage{HoursPerMonth: decimal.NewNullDecimal(hours)},
		}
		cluster := e.Cluster(c)
		wantSane(t, cluster)
		longer := c
		longer.Usage = &cost.ClusterUsage{HoursPerMonth: decimal.NewNullDecimal(hours.Add(dec("1")))}
		wantNoLess(t, "hours", cluster.Monthly, e.Cluster(longer).Monthly)
		c.PodCount++
		wantNoLess(t, "pods", cluster.Monthly, e.Cluster(c).Monthly)
	})
}

func TestTotalIsTheSumOfItsParts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e := anyEstimator(t)
		var parts []cost.Estimate
		for range rapid.IntRange(0, 4).Draw(t, "pods") {
			parts = append(parts, e.Pod(anyPod(t)))
		}
		for range rapid.IntRange(0, 4).Draw(t, "endpoints") {
			parts = append(parts, e.Endpoint(anyEndpoint(t)))
		}
		total := cost.Total(parts, e.Settings, cost.DefaultSpendLimit())
		monthly, low, high, hourly := decimal.Zero, decimal.Zero, decimal.Zero, decimal.Zero
		items := decimal.Zero
		for _, p := range parts {
			// Of amounts as printed, which a reader can add up.
			monthly, low = monthly.Add(cost.Cents(p.Monthly.Decimal)), low.Add(cost.Cents(p.MonthlyMin.Decimal))
			high, hourly = high.Add(cost.Cents(p.MonthlyMax.Decimal)), hourly.Add(p.MaxHourly.Decimal)
		}
		for _, i := range total.Items {
			items = items.Add(i.MonthlyUSD.Decimal)
		}
		if !total.Monthly.Decimal.Equal(monthly) || !total.MonthlyMin.Decimal.Equal(low) || !total.MonthlyMax.Decimal.Equal(high) || items.Sub(monthly).Abs().GreaterThan(dec("0.005").Mul(decimal.NewFromInt(int64(len(parts))))) {
			t.Fatalf("%+v", total)
		}
		if !total.RequiredCredit.Decimal.Equal(cost.CentsUp(hourly)) || total.ExceedsSpendLimit == nil || *total.ExceedsSpendLimit != hourly.GreaterThan(dec("80")) {
			t.Fatalf("hourly %s: %+v", hourly, total)
		}
		seen := slices.Clone(total.Notes)
		slices.Sort(seen)
		if len(slices.Compact(seen)) != len(total.Notes) {
			t.Fatalf("a note stands twice: %q", total.Notes)
		}
	})
}

func BenchmarkPods(b *testing.B) {
	e := estimator()
	p := cost.Pod{Name: "trainer", GPUTypeIDs: []string{a100PCIe, h100SXM}, ContainerDiskGB: 50, VolumeDiskGB: 100, Usage: &cost.PodUsage{HoursPerDay: null("8")}}
	for b.Loop() {
		for range 1000 {
			e.Pod(p)
		}
	}
}

func BenchmarkEndpoints(b *testing.B) {
	e := estimator()
	p := cost.Endpoint{Name: "matting", Pools: []string{"AMPERE_80"}, FlexWorkers: 3, ContainerDiskGB: 20, IdleTimeoutSeconds: 5, Usage: usage("1000", "30", "10", "0.2")}
	for b.Loop() {
		for range 1000 {
			e.Endpoint(p)
		}
	}
}

package cost_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

type vector struct {
	ID       string                     `json:"id"`
	Kind     string                     `json:"kind"`
	Inputs   map[string]json.RawMessage `json:"inputs"`
	Exact    map[string]json.RawMessage `json:"expected_exact"`
	Rounded  map[string]string          `json:"expected_usd_rounded"`
	consumed map[string]bool
}

// in reads a number of the inputs, given as a number or a string; fallback where there is none.
func (v vector) in(t *testing.T, name, fallback string) decimal.Decimal {
	t.Helper()
	raw, ok := v.Inputs[name]
	v.consumed[name] = true
	if !ok {
		return dec(fallback)
	}
	var d decimal.Decimal
	if err := json.Unmarshal(raw, &d); err != nil {
		t.Fatalf("input %s: %v", name, err)
	}
	return d
}

func (v vector) int(t *testing.T, name string) int64 { return v.in(t, name, "0").IntPart() }

func (v vector) has(name string) bool { _, ok := v.Inputs[name]; return ok }

func (v vector) text(name string) string {
	v.consumed[name] = true
	var s string
	_ = json.Unmarshal(v.Inputs[name], &s)
	return s
}

type outcome struct {
	amounts map[string]decimal.Decimal
	flags   map[string]bool
}

// TestVectors works the examples through the exported API: every expected value, to its last digit.
func TestVectors(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/cost-vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Vectors []vector `json:"vectors"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Vectors) < 30 {
		t.Fatalf("only %d vectors", len(file.Vectors))
	}
	work := map[string]func(*testing.T, vector) outcome{
		"identity": workIdentity, "break_even": workBreakEven, "serverless_request": workRequest, "pod": workPod, "cpu_pod": workPod,
		"serverless": workServerless, "network_volume": workVolume, "cluster": workCluster, "account": workAccount,
	}
	for _, v := range file.Vectors {
		t.Run(v.ID, func(t *testing.T) {
			t.Parallel()
			v.consumed = map[string]bool{}
			do, ok := work[v.Kind]
			if !ok {
				t.Fatalf("no way to work a %q", v.Kind)
			}
			v.compare(t, do(t, v))
			for name := range v.Inputs {
				if !v.consumed[name] {
					t.Errorf("input %s was not used", name)
				}
			}
		})
	}
}

func (v vector) compare(t *testing.T, got outcome) {
	t.Helper()
	for name, raw := range v.Exact {
		var want any
		if err := json.Unmarshal(raw, &want); err != nil {
			t.Fatal(err)
		}
		if flag, ok := want.(bool); ok {
			if g, ok := got.flags[name]; !ok || g != flag {
				t.Errorf("%s: got %v (%v), want %v", name, g, ok, flag)
			}
			continue
		}
		g, ok := got.amounts[name]
		if !ok || !g.Round(12).Equal(dec(want.(string))) {
			t.Errorf("%s: got %s (%v), want %s", name, g, ok, want)
		}
	}
	for name, want := range v.Rounded {
		if g := cost.Cents(got.amounts[name]).StringFixed(2); g != want {
			t.Errorf("%s rounded: got %s, want %s", name, g, want)
		}
	}
}

func book(gpu cost.GPUOverride) *cost.Prices {
	base := cost.NewPrices([]cost.GPUPrice{{ID: "gpu", Name: "gpu", Pool: "pool", Source: cost.SourceCatalog}}, nil)
	return base.WithOverrides(map[string]cost.GPUOverride{"gpu": gpu}, nil)
}

func (v vector) settings(t *testing.T) cost.Settings {
	s := cost.DefaultSettings()
	s.HoursPerMonth = v.in(t, "hours_per_month", "730")
	return s
}

func (v vector) price(t *testing.T, name string) decimal.NullDecimal {
	t.Helper()
	if !v.has(name) {
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(v.in(t, name, ""))
}

func workIdentity(t *testing.T, v vector) outcome {
	if v.has("flex_usd_per_second") {
		return outcome{amounts: map[string]decimal.Decimal{"usd": cost.PerHour(v.in(t, "flex_usd_per_second", ""))}}
	}
	s := cost.DefaultSettings()
	s.HoursPerMonth = v.in(t, "hours", "")
	e := cost.Estimator{Prices: book(cost.GPUOverride{SecurePerHour: v.price(t, "pod_usd_per_hour")}), Settings: s}
	return outcome{amounts: map[string]decimal.Decimal{"usd": e.Pod(cost.Pod{GPUTypeIDs: []string{"gpu"}}).Monthly.Decimal}}
}

func workBreakEven(t *testing.T, v vector) outcome {
	pod, flex, active := v.price(t, "pod_usd_per_hour"), v.price(t, "flex_usd_per_second"), v.price(t, "active_usd_per_second")
	v.in(t, "pod_hours_per_day", "24")
	got := map[string]decimal.Decimal{}
	switch {
	case !flex.Valid: // the days of a pod and of an active worker
		s := cost.DefaultSettings()
		s.HoursPerMonth = dec("24")
		e := cost.Estimator{Prices: book(cost.GPUOverride{SecurePerHour: pod, FlexPerSecond: active, ActivePerSecond: active}), Settings: s}
		got["pod_usd_per_day"] = e.Pod(cost.Pod{GPUTypeIDs: []string{"gpu"}}).Monthly.Decimal
		got["active_usd_per_day"] = e.Endpoint(cost.Endpoint{Pools: []string{"pool"}, ActiveWorkers: 1}).MonthlyMin.Decimal
		got["difference"] = got["active_usd_per_day"].Sub(got["pod_usd_per_day"])
	case active.Valid:
		hours, err := cost.BreakEvenHoursPerDay(cost.PerHour(active.Decimal), flex.Decimal)
		if err != nil {
			t.Fatal(err)
		}
		got["hours_per_day"] = hours
	case v.has("execution_seconds"):
		e := cost.Estimator{Prices: book(cost.GPUOverride{SecurePerHour: pod, FlexPerSecond: flex}), Settings: cost.DefaultSettings()}
		got["hours_per_day"] = e.PodVsServerless(cost.Comparison{
			GPUTypeID: "gpu", IdleTimeoutSeconds: v.int(t, "idle_timeout_seconds"),
			Workload: &cost.EndpointUsage{
				RequestsPerDay: dec("1"), ExecutionSeconds: v.in(t, "execution_seconds", ""),
				ColdStartSeconds: v.price(t, "cold_start_seconds"), ColdStartRatio: v.price(t, "cold_start_fraction"),
			},
		}).BreakEvenBusyHoursPerDay.Decimal
	default:
		hours, err := cost.BreakEvenHoursPerDay(pod.Decimal, flex.Decimal)
		if err != nil {
			t.Fatal(err)
		}
		got["hours_per_day"], got["utilisation"] = hours, hours.DivRound(dec("24"), 20)
	}
	return outcome{amounts: got}
}

func workRequest(t *testing.T, v vector) outcome {
	flex := v.in(t, "flex_usd_per_second", "")
	execution := v.in(t, "execution_seconds", "0")
	session := v.in(t, "session_seconds", "0").Add(execution).Add(v.in(t, "cold_start_seconds", "0"))
	billed := cost.BilledSeconds(session)
	return outcome{amounts: map[string]decimal.Decimal{
		"billed_seconds": billed, "usd_exact": billed.Mul(flex), "warm_usd_exact": cost.BilledSeconds(execution).Mul(flex),
	}}
}

func workPod(t *testing.T, v vector) outcome {
	s := v.settings(t)
	hours := v.in(t, "hours_per_day", "0")
	if v.has("hours_per_month_running") {
		hours = v.in(t, "hours_per_month_running", "").Mul(dec("24")).DivRound(s.HoursPerMonth, 40)
	}
	whenIdle := map[string]string{"": "", "stop": cost.IdleStopped, "terminate": cost.IdleTerminated}[v.text("when_idle")]
	pod := cost.Pod{
		GPUTypeIDs: []string{"gpu"}, GPUCount: v.int(t, "gpu_count"), ContainerDiskGB: v.int(t, "container_disk_gb"),
		VolumeDiskGB: v.int(t, "volume_gb"), Usage: &cost.PodUsage{HoursPerDay: decimal.NewNullDecimal(hours), WhenIdle: whenIdle},
	}
	prices := book(cost.GPUOverride{SecurePerHour: v.price(t, "gpu_usd_per_hour")})
	if v.Kind == "cpu_pod" {
		pod.GPUTypeIDs, pod.CPUFlavorID, pod.VCPUCount = nil, "cpu", v.int(t, "vcpu_count")
		prices = cost.NewPrices(nil, []cost.CPUPrice{{ID: "cpu", PodPerVCPUHour: v.price(t, "usd_per_vcpu_hour")}})
	}
	est := cost.Estimator{Prices: prices, Settings: s}.Pod(pod)
	units := pod.GPUCount + pod.VCPUCount
	running := decimal.Zero
	for _, i := range est.Items {
		if i.Component == cost.ComponentCompute {
			running = i.Quantity.Decimal.DivRound(decimal.NewFromInt(units), 20)
		}
	}
	return outcome{amounts: map[string]decimal.Decimal{
		"running_hours": running, "compute": component(est.Items, cost.ComponentCompute),
		"container_disk": component(est.Items, cost.ComponentContainerDisk),
		"volume_disk":    component(est.Items, cost.ComponentVolumeDiskRunning, cost.ComponentVolumeDiskStopped),
		"total":          est.Monthly.Decimal,
	}}
}

func workServerless(t *testing.T, v vector) outcome {
	active := v.int(t, "workers_min")
	p := cost.Endpoint{
		Pools: []string{"pool"}, GPUCount: v.int(t, "gpus_per_worker"), ActiveWorkers: active,
		FlexWorkers: v.int(t, "workers_max") - active, IdleTimeoutSeconds: v.int(t, "idle_timeout_seconds"),
		ContainerDiskGB: v.int(t, "container_disk_gb"),
		Usage: &cost.EndpointUsage{
			RequestsPerDay: v.in(t, "requests_per_day", "0"), ExecutionSeconds: v.in(t, "execution_seconds", "0"),
			ColdStartSeconds: decimal.NewNullDecimal(v.in(t, "cold_start_seconds", "0")), ColdStartRatio: decimal.NewNullDecimal(v.in(t, "cold_start_fraction", "0")),
		},
	}
	prices := book(cost.GPUOverride{FlexPerSecond: v.price(t, "flex_usd_per_second"), ActivePerSecond: v.price(t, "active_usd_per_second")})
	if v.has("vcpu_count") {
		p.Pools, p.CPUs = nil, []cost.CPUOption{{FlavorID: "cpu", VCPUCount: v.int(t, "vcpu_count")}}
		prices = cost.NewPrices(nil, []cost.CPUPrice{{ID: "cpu", ServerlessPerVCPUHour: v.price(t, "serverless_usd_per_vcpu_hour")}})
	}
	est := cost.Estimator{Prices: prices, Settings: v.settings(t)}.Endpoint(p)
	load, ok := p.Load(v.settings(t))
	if !ok {
		t.Fatal("no load from a declared usage")
	}
	return outcome{
		amounts: map[string]decimal.Decimal{
			"lower": est.MonthlyMin.Decimal, "expected": est.Monthly.Decimal, "upper": est.MonthlyMax.Decimal,
			"absorbed_by_active": load.AbsorbedByActive, "flex_seconds_month": load.FlexSeconds,
			"per_request_flex_seconds": load.PerRequestSeconds,
			"active_compute":           component(est.Items, cost.ComponentActiveWorkers),
			"expected_flex_compute":    component(est.Items, cost.ComponentFlexWorkers),
			"expected_disk":            component(est.Items, cost.ComponentActiveDisk, cost.ComponentFlexDisk),
		},
		flags: map[string]bool{"expected_capped": load.Capped},
	}
}

func workVolume(t *testing.T, v vector) outcome {
	got := map[string]decimal.Decimal{}
	volume := cost.NetworkVolume{SizeGB: v.int(t, "size_gb"), Type: v.text("tier")}
	for name, tier := range map[string]string{"expected_T1000": "1000", "expected_T1024": "1024", "usd": "1000"} {
		s := cost.DefaultSettings()
		s.NetworkVolumeTierGB = dec(tier)
		s.HighPerformanceUSDPerGBMonth = v.in(t, "hp_usd_per_gb_month", "0.14")
		got[name] = cost.Estimator{Settings: s}.NetworkVolume(volume).Monthly.Decimal
		if alone := cost.NetworkVolumeMonthlyUSD(v.in(t, "size_gb", ""), s); volume.Type == cost.VolumeStandard && !alone.Equal(got[name]) {
			t.Errorf("%s: function gives %s, estimate %s", name, alone, got[name])
		}
	}
	return outcome{amounts: got}
}

func workCluster(t *testing.T, v vector) outcome {
	if fee := v.in(t, "networking_usd", "0"); !fee.IsZero() {
		t.Fatal("a networking fee is not modelled")
	}
	hours := v.in(t, "hours_per_day", "").Mul(dec("730")).Div(dec("24"))
	est := cost.Estimator{Prices: book(cost.GPUOverride{SecurePerHour: v.price(t, "gpu_usd_per_hour")})}.Cluster(cost.Cluster{
		GPUTypeID: "gpu", GPUCountPerPod: v.int(t, "gpus_per_pod"), PodCount: v.int(t, "pod_count"),
		ContainerDiskGB: v.int(t, "container_disk_gb"), Usage: &cost.ClusterUsage{HoursPerMonth: decimal.NewNullDecimal(hours)},
	})
	return outcome{amounts: map[string]decimal.Decimal{
		"hourly_compute": est.MaxHourly.Decimal, "compute": component(est.Items, cost.ComponentCompute),
		"container_disk": component(est.Items, cost.ComponentContainerDisk), "total": est.Monthly.Decimal,
	}}
}

func workAccount(t *testing.T, v vector) outcome {
	e := cost.Estimator{Prices: book(cost.GPUOverride{SecurePerHour: v.price(t, "gpu_usd_per_hour")})}
	total := cost.Total([]cost.Estimate{e.Pod(cost.Pod{GPUTypeIDs: []string{"gpu"}, GPUCount: v.int(t, "gpu_count")})}, e.Settings, cost.DefaultSpendLimit())
	return outcome{amounts: map[string]decimal.Decimal{"usd": total.RequiredCredit.Decimal}}
}

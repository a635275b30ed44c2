package cost_test

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

func usage(requests, execution, cold, ratio string) *cost.EndpointUsage {
	return &cost.EndpointUsage{
		RequestsPerDay: dec(requests), ExecutionSeconds: dec(execution), ColdStartSeconds: null(cold), ColdStartRatio: null(ratio),
	}
}

func TestEndpoint(t *testing.T) {
	t.Parallel()
	matting := cost.Endpoint{Pools: []string{"AMPERE_80"}, GPUCount: 1, FlexWorkers: 3, IdleTimeoutSeconds: 5}
	with := func(change func(*cost.Endpoint)) cost.Endpoint {
		p := matting
		change(&p)
		return p
	}
	for name, c := range map[string]struct {
		endpoint               cost.Endpoint
		monthly, low, high, up string
		summary                string
		notes, warnings        []string // a part of each
	}{
		"without usage": {
			matting, "unknown", "$0.00", "$5,991.84", "$8.21",
			"$0.00 to $5,991.84/mo: 1 x AMPERE_80, up to 3 flex workers at $2.736/h each; declare usage for an estimate",
			[]string{"usage is not declared"}, nil,
		},
		"only active workers, without usage": {
			with(func(p *cost.Endpoint) { p.ActiveWorkers, p.FlexWorkers, p.GPUCount = 1, 0, 2 }),
			"$3,994.56", "$3,994.56", "$3,994.56", "$5.47",
			"$3,994.56/mo: 1 active worker, 2 x AMPERE_80, $2.736 per GPU-hour, 730 h = $3,994.56",
			[]string{"active workers at the flex rate"}, nil,
		},
		"with usage": {
			with(func(p *cost.Endpoint) { p.Usage = usage("1000", "30", "10", "0.2") }),
			"$762.85", "$0.00", "$5,991.84", "$8.21",
			"$762.85/mo: up to 3 flex workers, each 1 x AMPERE_80, $2.736 per GPU-hour, 278.8194 worker-hours = $762.85; for 1,000 requests/day of 30 s; range $0.00 to $5,991.84",
			[]string{"declared averages", "flex workers bill 278.82 h: 253.47 running requests, 16.9 starting, 8.45 idle ($23.12/mo)"}, nil,
		},
		"with usage and disk": { // 200 sessions a day of 165 s: one interval each
			with(func(p *cost.Endpoint) { p.Usage, p.ContainerDiskGB = usage("1000", "30", "10", "0.2"), 20 }),
			"$764.26", "$0.00", "$6,113.51", "$8.21",
			"$764.26/mo: up to 3 flex workers, each 1 x AMPERE_80, $2.736 per GPU-hour, 278.8194 worker-hours = $762.85; flex workers: 20 GB container disk, $0.10 / 8,640 per GB and block of 5 min, 6,083 blocks = $1.41; for 1,000 requests/day of 30 s; range $0.00 to $6,113.51",
			[]string{"declared averages", "flex workers bill", "a month of compute has 730 h", "the maximum counts all workers"}, nil,
		},
		"no cold starts: disk for the busy time": { // 30000 s a day are 100 intervals
			with(func(p *cost.Endpoint) { p.Usage, p.ContainerDiskGB = usage("1000", "30", "0", "0"), 20 }),
			"$694.20", "$0.00", "$6,356.84", "$8.21",
			"$694.20/mo: up to 3 flex workers, each 1 x AMPERE_80, $2.736 per GPU-hour, 253.4722 worker-hours = $693.50; flex workers: 20 GB container disk, $0.10 / 8,640 per GB and block of 5 min, 3,042 blocks = $0.70; for 1,000 requests/day of 30 s; range $0.00 to $6,356.84",
			[]string{"declared averages", "cold_start_ratio is 0", "flex workers bill", "a month of compute has 730 h", "the maximum counts all workers"}, nil,
		},
		"active workers absorb the load": {
			with(func(p *cost.Endpoint) { p.ActiveWorkers, p.Usage = 1, usage("1000", "30", "10", "0.2") }),
			"$1,997.28", "$1,997.28", "$7,989.12", "$10.94",
			"$1,997.28/mo: 1 active worker, 1 x AMPERE_80, $2.736 per GPU-hour, 730 h = $1,997.28; for 1,000 requests/day of 30 s; range $1,997.28 to $7,989.12",
			[]string{"active workers at the flex rate"}, nil,
		},
		"active workers absorb half the load": {
			with(func(p *cost.Endpoint) { p.ActiveWorkers, p.Usage = 1, usage("5760", "30", "0", "0") }),
			"$3,994.56", "$1,997.28", "$7,989.12", "$10.94",
			"$3,994.56/mo: 1 active worker, 1 x AMPERE_80, $2.736 per GPU-hour, 730 h = $1,997.28; up to 3 flex workers, each 1 x AMPERE_80, $2.736 per GPU-hour, 730 worker-hours = $1,997.28; for 5,760 requests/day of 30 s; range $1,997.28 to $7,989.12",
			[]string{"active workers at the flex rate", "declared averages", "cold_start_ratio is 0", "flex workers bill"}, nil,
		},
		"no requests": {
			with(func(p *cost.Endpoint) { p.Usage = usage("0", "30", "0", "0") }),
			"$0.00", "$0.00", "$5,991.84", "$8.21", "$0.00/mo: no requests; range $0.00 to $5,991.84", nil, nil,
		},
		"overloaded": {
			with(func(p *cost.Endpoint) { p.Usage = usage("100000", "60", "0", "0") }),
			"$5,991.84", "$0.00", "$5,991.84", "$8.21",
			"$5,991.84/mo: up to 3 flex workers, each 1 x AMPERE_80, $2.736 per GPU-hour, 2,190 worker-hours = $5,991.84; for 100,000 requests/day of 60 s; range $0.00 to $5,991.84",
			[]string{"declared averages"}, []string{"keep 69.44 workers busy, but at most 3 may run"},
		},
		"overloaded within hours": {
			with(func(p *cost.Endpoint) {
				p.Usage = usage("60000", "6", "0", "0")
				p.Usage.HoursPerDay = decimal.NewNullDecimal(decimal.NewFromInt(10))
			}),
			"$5,991.84", "$0.00", "$5,991.84", "$8.21",
			"$5,991.84/mo: up to 3 flex workers, each 1 x AMPERE_80, $2.736 per GPU-hour, 2,190 worker-hours = $5,991.84; for 60,000 requests/day of 6 s; range $0.00 to $5,991.84",
			[]string{"declared averages"}, []string{"keep 4.17 workers busy (10 within their 10 hours), but at most 3 may run"},
		},
		"capped by cold starts alone": {
			with(func(p *cost.Endpoint) { p.Usage = usage("8000", "30", "300", "1") }),
			"$5,991.84", "$0.00", "$5,991.84", "$8.21",
			"$5,991.84/mo: up to 3 flex workers, each 1 x AMPERE_80, $2.736 per GPU-hour, 2,190 worker-hours = $5,991.84; for 8,000 requests/day of 30 s; range $0.00 to $5,991.84",
			[]string{"declared averages", "cold starts and idle timeouts would bill more"}, nil,
		},
		"disks may bill more than three workers that never stop": {
			with(func(p *cost.Endpoint) {
				p.ContainerDiskGB, p.IdleTimeoutSeconds, p.Usage = 333, 1, usage("86400", "0.05", "1", "0.333")
			}),
			"$4,802.93", "$0.00", "$21,184.97", "$8.21",
			"$4,802.93/mo: up to 3 flex workers, each 1 x AMPERE_80, $2.736 per GPU-hour, 522.68 worker-hours = $1,430.052; flex workers: 333 GB container disk, $0.10 / 8,640 per GB and block of 5 min, 875,124 blocks = $3,372.874; for 86,400 requests/day of 0.05 s; range $0.00 to $21,184.97",
			[]string{"declared averages", "flex workers bill", "a month of compute has 730 h", "the maximum counts all workers"}, nil,
		},
		"REQUEST_COUNT on a queue has no idle timeout": {
			with(func(p *cost.Endpoint) {
				p.Type, p.RequestCount, p.Usage = cost.EndpointQueue, 4, usage("1000", "30", "10", "0.2")
			}),
			"$739.73", "$0.00", "$5,991.84", "$8.21",
			"$739.73/mo: up to 3 flex workers, each 1 x AMPERE_80, $2.736 per GPU-hour, 270.3704 worker-hours = $739.73; for 1,000 requests/day of 30 s; range $0.00 to $5,991.84",
			[]string{"declared averages", "has no idle timeout", "flex workers bill"}, nil,
		},
		"REQUEST_COUNT on a load balancer has one": {
			with(func(p *cost.Endpoint) {
				p.Type, p.RequestCount, p.Usage = cost.EndpointLoadBalancer, 4, usage("1000", "30", "10", "0.2")
			}),
			"$762.85", "$0.00", "$5,991.84", "$8.21",
			"$762.85/mo: up to 3 flex workers, each 1 x AMPERE_80, $2.736 per GPU-hour, 278.8194 worker-hours = $762.85; for 1,000 requests/day of 30 s; range $0.00 to $5,991.84",
			[]string{"declared averages", "flex workers bill"}, nil,
		},
		"a load balancer's request count is what a worker takes at a time": {
			with(func(p *cost.Endpoint) {
				p.Type, p.RequestCount, p.Usage = cost.EndpointLoadBalancer, 8, &cost.EndpointUsage{}
			}),
			"$0.00", "$0.00", "$5,991.84", "$8.21", "$0.00/mo: no requests; range $0.00 to $5,991.84",
			[]string{"executes at a time: up to 8"}, nil,
		},
		"a load balancer's request count counts, not what is declared beside it": {
			with(func(p *cost.Endpoint) {
				p.Type, p.RequestCount, p.Usage = cost.EndpointLoadBalancer, 8, &cost.EndpointUsage{Concurrency: 2}
			}),
			"$0.00", "$0.00", "$5,991.84", "$8.21", "$0.00/mo: no requests; range $0.00 to $5,991.84",
			[]string{"executes at a time: up to 8, each in 0 s (scaling.request_count of the load balancer; usage.concurrency = 2 is not used)"}, nil,
		},
		"several pools": {
			with(func(p *cost.Endpoint) {
				p.Pools, p.ActiveWorkers, p.Usage = []string{"AMPERE_80", "AMPERE_24", "ADA_80_PRO"}, 1, usage("0", "0", "0", "0")
			}),
			"$1,997.28", "$499.32", "$12,193.92", "$16.70",
			"$1,997.28/mo: 1 active worker, 1 x AMPERE_80, $2.736 per GPU-hour, 730 h = $1,997.28; no requests; range $499.32 to $12,193.92",
			[]string{"active workers at the flex rate"}, nil,
		},
		"CPU": {
			cost.Endpoint{CPUs: []cost.CPUOption{{FlavorID: "cpu3g", VCPUCount: 2}, {FlavorID: "cpu3c", VCPUCount: 8}}, FlexWorkers: 1, ActiveWorkers: 1},
			"unknown", "$73.00", "$420.48", "$0.58",
			"$73.00 to $420.48/mo: 2 vCPUs of cpu3g, 1 active at $0.10/h, up to 1 flex worker at $0.10/h each; declare usage for an estimate",
			[]string{"usage is not declared"}, nil,
		},
		"no workers": {
			with(func(p *cost.Endpoint) { p.FlexWorkers = 0 }),
			"$0.00", "$0.00", "$0.00", "$0.00", "$0.00/mo: no workers: requests are never served", nil, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			est := estimator().Endpoint(c.endpoint)
			wantUSD(t, "monthly", est.Monthly, c.monthly)
			wantUSD(t, "min", est.MonthlyMin, c.low)
			wantUSD(t, "max", est.MonthlyMax, c.high)
			wantUSD(t, "hourly", est.MaxHourly, c.up)
			if est.Summary != c.summary {
				t.Errorf("summary:\n got %s\nwant %s", est.Summary, c.summary)
			}
			wantParts(t, "notes", est.Notes, c.notes)
			wantParts(t, "warnings", est.Warnings, c.warnings)
		})
	}
}

// wantParts checks that the texts are as many as the parts, each holding its part.
func wantParts(t *testing.T, what string, got, parts []string) {
	t.Helper()
	if len(got) != len(parts) {
		t.Errorf("%s: got %q, want %q", what, got, parts)
		return
	}
	for i := range parts {
		if !strings.Contains(got[i], parts[i]) {
			t.Errorf("%s: %q lacks %q", what, got[i], parts[i])
		}
	}
}

func TestEndpointRates(t *testing.T) {
	t.Parallel()
	prices := cost.Snapshot().WithOverrides(map[string]cost.GPUOverride{
		a100SXM: {FlexPerSecond: null("0.0007"), ActivePerSecond: null("0.0006")},
	}, nil)
	e := cost.Estimator{Prices: prices}
	p := cost.Endpoint{Pools: []string{"AMPERE_80"}, ActiveWorkers: 1, FlexWorkers: 1, Usage: usage("0", "0", "0", "0")}

	est := e.Endpoint(p)
	wantUSD(t, "an override of one type is what the pool is expected to cost", est.Monthly, "$1,576.80")
	wantUSD(t, "the other type is the most expensive", est.MonthlyMax, "$3,994.56")
	wantParts(t, "a negotiated active rate is not an assumption", est.Notes, nil)
	if est.PriceSource != "override, "+string(cost.SourceSnapshot) {
		t.Errorf("source %q", est.PriceSource)
	}

	p.ExcludedTypeIDs = []string{a100PCIe}
	est = e.Endpoint(p)
	wantUSD(t, "max without the excluded type", est.MonthlyMax, "$3,416.40")
	if est.PriceSource != "override" {
		t.Errorf("source %q", est.PriceSource)
	}

	p.ExcludedTypeIDs = []string{a100SXM}
	wantUSD(t, "the overridden type excluded", e.Endpoint(p).Monthly, "$1,997.28")
}

func TestMostExpensiveTypeOfAPoolIsExpected(t *testing.T) {
	t.Parallel()
	prices := cost.NewPrices([]cost.GPUPrice{
		{ID: "a", Pool: "P", FlexPerHour: null("1")}, {ID: "b", Pool: "P", FlexPerHour: null("2")}, {ID: "c", Pool: "P"},
	}, nil)
	est := cost.Estimator{Prices: prices}.Endpoint(cost.Endpoint{Pools: []string{"P"}, ActiveWorkers: 1, Usage: usage("0", "0", "0", "0")})
	wantUSD(t, "monthly", est.Monthly, "$1,460.00")
	wantUSD(t, "min", est.MonthlyMin, "$730.00")
}

func TestEndpointWithoutAPrice(t *testing.T) {
	t.Parallel()
	prices := cost.NewPrices([]cost.GPUPrice{{ID: "New", Pool: "NEW_80"}, {ID: "Old", Pool: "OLD_80", FlexPerHour: null("1")}}, nil)
	for name, c := range map[string]struct {
		endpoint  cost.Endpoint
		low, high string
		warning   string
	}{
		"a pool of no price":   {cost.Endpoint{Pools: []string{"NEW_80"}, FlexWorkers: 1}, "unknown", "unknown", `pricing.gpu_overrides["New"].flex_usd_per_second`},
		"first of two pools":   {cost.Endpoint{Pools: []string{"NEW_80", "OLD_80"}, FlexWorkers: 1}, "$0.00", "unknown", `["New"].flex_usd_per_second`},
		"a mistyped pool":      {cost.Endpoint{Pools: []string{"OLD_8O"}}, "unknown", "unknown", `(did you mean "OLD_80"?); pools with a price: NEW_80, OLD_80`},
		"all types excluded":   {cost.Endpoint{Pools: []string{"OLD_80"}, ExcludedTypeIDs: []string{"Old"}}, "unknown", "unknown", "excluded_type_ids"},
		"a CPU without price":  {cost.Endpoint{CPUs: []cost.CPUOption{{FlavorID: "cpu9", VCPUCount: 2}}}, "unknown", "unknown", `pricing.cpu_overrides["cpu9"].serverless_usd_per_vcpu_hour`},
		"nothing to run on":    {cost.Endpoint{FlexWorkers: 1}, "unknown", "unknown", "neither a GPU pool nor a CPU flavor"},
		"no price, no workers": {cost.Endpoint{Pools: []string{"NEW_80"}}, "unknown", "unknown", "flex_usd_per_second"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.endpoint.Usage = usage("1000", "1", "0", "0")
			c.endpoint.FlexWorkers = max(c.endpoint.FlexWorkers, 1)
			est := cost.Estimator{Prices: prices}.Endpoint(c.endpoint)
			wantUSD(t, "monthly", est.Monthly, "unknown")
			wantUSD(t, "min", est.MonthlyMin, c.low)
			wantUSD(t, "max", est.MonthlyMax, c.high)
			wantParts(t, "warnings", est.Warnings, []string{c.warning})
			if !strings.Contains(est.Summary, c.warning) {
				t.Errorf("summary: %s", est.Summary)
			}
			for _, i := range est.Items {
				if i.MonthlyUSD.Valid {
					t.Errorf("item without a price: %+v", i)
				}
			}
		})
	}
}

func TestLoad(t *testing.T) {
	t.Parallel()
	if _, ok := (cost.Endpoint{}).Load(cost.DefaultSettings()); ok {
		t.Error("a load without usage")
	}
	p := cost.Endpoint{ActiveWorkers: 1, FlexWorkers: 1, Usage: usage("8640", "20", "0", "0")}
	load, _ := p.Load(cost.Settings{HoursPerMonth: dec("720")})
	if !load.WorkersNeeded.Equal(dec("2")) || !load.AbsorbedByActive.Equal(dec("0.5")) || load.Overloaded || load.Capped {
		t.Errorf("just carried: %+v", load)
	}
	if !load.FlexSeconds.Equal(dec("2592000")) { // 30 days
		t.Errorf("flex seconds: %s", load.FlexSeconds)
	}
	p.Usage.RequestsPerDay = dec("8641")
	if load, _ = p.Load(cost.DefaultSettings()); !load.Overloaded || !load.Capped {
		t.Errorf("one request too many: %+v", load)
	}
	p.Usage = usage("-5", "-1", "-3", "7")
	if load, _ = p.Load(cost.DefaultSettings()); !load.FlexSeconds.IsZero() || load.PerRequestSeconds.IsNegative() {
		t.Errorf("negative usage: %+v", load)
	}
	p.Usage, p.ActiveWorkers = usage("100", "0", "2", "1"), 0
	if load, _ = p.Load(cost.Settings{HoursPerMonth: dec("24")}); !load.FlexSeconds.Equal(dec("200")) {
		t.Errorf("requests that take no time still start workers: %+v", load)
	}
}

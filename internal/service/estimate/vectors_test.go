package estimate_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
)

// Types and flavors that play the vectors' nameless ones; h200 is alone in its pool.
const (
	h200     = "NVIDIA H200"
	h200Pool = "HOPPER_141"
	flavor   = "cpu3g"
)

type vector struct {
	ID      string                     `json:"id"`
	Kind    string                     `json:"kind"`
	Inputs  map[string]json.RawMessage `json:"inputs"`
	Exact   map[string]any             `json:"expected_exact"`
	Rounded map[string]string          `json:"expected_usd_rounded"`
}

// in is an input as configuration: a number or a string of one; nil, which is
// null, where there is none.
func (v vector) in(name string) any {
	text := v.text(name)
	if text == "" {
		return nil
	}
	return num(text)
}

func (v vector) text(name string) string { return strings.Trim(string(v.Inputs[name]), `"`) }

func (v vector) or(name string, fallback any) any {
	if value := v.in(name); value != nil {
		return value
	}
	return fallback
}

func (v vector) decimal(name string) decimal.Decimal {
	d, _ := decimal.NewFromString(v.text(name))
	return d
}

func (v vector) word(name string) any {
	text := v.text(name)
	if text == "" {
		return nil
	}
	return map[string]string{"stop": "STOPPED", "terminate": "TERMINATED", "STANDARD": "STANDARD", "HIGH_PERFORMANCE": "HIGH_PERFORMANCE"}[text]
}

// check compares an amount of the vector, rounded to cents where it is not so
// already.
func (v vector) check(t *testing.T, name, got string) {
	t.Helper()
	want, ok := v.Rounded[name]
	if !ok {
		exact, _ := v.Exact[name].(string)
		if exact == "" {
			t.Fatalf("vector %s expects no %s", v.ID, name)
		}
		want = decimal.RequireFromString(exact).StringFixed(2)
	}
	amount, err := decimal.NewFromString(got)
	if err != nil || amount.StringFixed(2) != want || !amount.Equal(amount.Round(2)) {
		t.Errorf("%s: got %s, want %s", name, got, want)
	}
}

// TestVectors works every example that the data sources and functions can
// express, through the provider's protocol.
func TestVectors(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../../cost/testdata/cost-vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Vectors []vector `json:"vectors"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	work := map[string]func(*testing.T, vector){
		"break_even": workBreakEven, "pod": workPod, "cpu_pod": workPod, "serverless": workEndpoint, "network_volume": workVolume,
		"cluster": workCluster, "account": workAccount,
		// A rate in other units and one request alone are arithmetic below what can be configured.
		"identity": nil, "serverless_request": nil,
	}
	worked := 0
	for _, v := range file.Vectors {
		do, ok := work[v.Kind]
		if !ok {
			t.Errorf("%s: no way to work a %q", v.ID, v.Kind)
		}
		if do == nil {
			continue
		}
		worked++
		t.Run(v.ID, func(t *testing.T) {
			t.Parallel()
			do(t, v)
		})
	}
	if worked < 25 {
		t.Errorf("only %d vectors were worked", worked)
	}
}

func (v vector) pricing(gpu obj) obj {
	return obj{"hours_per_month": v.in("hours_per_month"), "gpu_overrides": obj{h200: gpu}}
}

// component multiplies out and adds up what the bill has for components that
// begin like this; each line's own amount is that, in cents.
func component(t *testing.T, r result, prefix string) string {
	t.Helper()
	total := decimal.Zero
	for _, item := range r.items(t) {
		if !strings.HasPrefix(item["component"], prefix) {
			continue
		}
		amount := decimal.RequireFromString(item["quantity"]).Mul(decimal.RequireFromString(item["unit_price_usd"]))
		if item["monthly_usd"] != amount.Round(2).String() {
			t.Errorf("%s: %s x %s is not %s", item["component"], item["quantity"], item["unit_price_usd"], item["monthly_usd"])
		}
		total = total.Add(amount)
	}
	return total.Round(2).String()
}

func workPod(t *testing.T, v vector) {
	t.Helper()
	hours := v.in("hours_per_day")
	if v.in("hours_per_month_running") != nil {
		hours = num(v.decimal("hours_per_month_running").Mul(decimal.NewFromInt(24)).DivRound(decimal.NewFromInt(730), 30).String())
	}
	pod := obj{
		"container_disk_gb": v.in("container_disk_gb"),
		"usage":             obj{"hours_per_day": hours, "when_idle": v.word("when_idle")},
	}
	if gb := v.decimal("volume_gb"); gb.IsPositive() {
		pod["volume_disk"] = obj{"size_gb": num(gb.String())}
	}
	pricing := v.pricing(obj{"secure_usd_per_hour": v.in("gpu_usd_per_hour")})
	if v.Kind == "cpu_pod" {
		pod["cpu"] = obj{"flavor_id": flavor, "vcpu_count": v.in("vcpu_count")}
		pricing = obj{"cpu_overrides": obj{flavor: obj{"pod_usd_per_vcpu_hour": v.in("usd_per_vcpu_hour")}}}
	} else {
		pod["gpu"] = obj{"type_ids": list{h200}, "count": v.in("gpu_count")}
	}
	r := newServer(t, pricing).read(t, "runpod_cost_estimate", obj{"pods": list{pod}})
	v.check(t, "total", r.text(t, "monthly_usd"))
	v.check(t, "compute", component(t, r, "compute"))
	v.check(t, "container_disk", component(t, r, "container disk"))
	if v.Kind == "pod" {
		v.check(t, "volume_disk", component(t, r, "volume disk"))
	}
}

func workEndpoint(t *testing.T, v vector) {
	t.Helper()
	flex := v.decimal("workers_max").Sub(v.decimal("workers_min"))
	endpoint := obj{
		"gpu":               obj{"pools": list{h200Pool}, "count": v.in("gpus_per_worker")},
		"workers":           obj{"active": v.in("workers_min"), "flex": num(flex.String()), "idle_timeout_seconds": v.or("idle_timeout_seconds", num("0"))},
		"container_disk_gb": v.or("container_disk_gb", num("0")),
		"usage": obj{
			"requests_per_day": v.in("requests_per_day"), "execution_seconds": v.in("execution_seconds"),
			"cold_start_seconds": v.in("cold_start_seconds"), "cold_start_ratio": v.in("cold_start_fraction"),
		},
	}
	pricing := v.pricing(obj{"flex_usd_per_second": v.in("flex_usd_per_second"), "active_usd_per_second": v.in("active_usd_per_second")})
	if v.in("vcpu_count") != nil {
		endpoint["gpu"], endpoint["cpu"] = nil, list{obj{"flavor_id": flavor, "vcpu_count": v.in("vcpu_count")}}
		pricing = obj{"cpu_overrides": obj{flavor: obj{"serverless_usd_per_vcpu_hour": v.in("serverless_usd_per_vcpu_hour")}}}
	}
	r := newServer(t, pricing).read(t, "runpod_cost_estimate", obj{"endpoints": list{endpoint}})
	v.check(t, "expected", r.text(t, "monthly_usd"))
	v.check(t, "lower", r.text(t, "monthly_min_usd"))
	v.check(t, "upper", r.text(t, "monthly_max_usd"))
	v.check(t, "active_compute", component(t, r, "active workers"))
	v.check(t, "expected_flex_compute", component(t, r, "flex workers"))
	v.check(t, "expected_disk", component(t, r, "container disk"))
	if overloaded := strings.Contains(r.diagnostics, "requests will pile up"); overloaded != v.Exact["expected_capped"].(bool) {
		t.Errorf("warned of the load: %t; diagnostics: %s", overloaded, r.diagnostics)
	}
}

func workVolume(t *testing.T, v vector) {
	t.Helper()
	for name, pricing := range map[string]obj{
		"expected_T1000": nil, "expected_T1024": {"network_volume_tier_gb": num("1024")},
		"usd": {"high_performance_volume_usd_per_gb_month": v.in("hp_usd_per_gb_month")},
	} {
		if _, ok := v.Exact[name]; !ok {
			continue
		}
		s := newServer(t, pricing)
		r := s.read(t, "runpod_cost_estimate", obj{"network_volumes": list{obj{"size_gb": v.in("size_gb"), "type": v.word("tier")}}})
		v.check(t, name, r.text(t, "monthly_usd"))
		if name == "expected_T1000" {
			got, err := s.call(t, "network_volume_monthly_usd", v.in("size_gb"))
			if err != nil {
				t.Fatal(err.Text)
			}
			v.check(t, name, got)
		}
	}
}

func workCluster(t *testing.T, v vector) {
	t.Helper()
	r := newServer(t, v.pricing(obj{"secure_usd_per_hour": v.in("gpu_usd_per_hour")})).read(t, "runpod_cost_estimate", obj{"clusters": list{obj{
		"compute":           obj{"gpu_type_id": h200, "gpu_count_per_pod": v.in("gpus_per_pod"), "pod_count": v.in("pod_count")},
		"container_disk_gb": v.in("container_disk_gb"),
	}}})
	v.check(t, "total", r.text(t, "monthly_usd"))
	v.check(t, "compute", component(t, r, "compute"))
	v.check(t, "container_disk", component(t, r, "container disk"))
	v.check(t, "hourly_compute", r.text(t, "max_hourly_usd"))
	if got := r.text(t, "exceeds_spend_limit"); got != "true" {
		t.Errorf("exceeds_spend_limit is %s", got)
	}
}

func workAccount(t *testing.T, v vector) {
	t.Helper()
	r := newServer(t, v.pricing(obj{"secure_usd_per_hour": v.in("gpu_usd_per_hour")})).read(t, "runpod_cost_estimate", obj{"pods": list{obj{
		"gpu": obj{"type_ids": list{h200}, "count": v.in("gpu_count")},
	}}})
	v.check(t, "usd", r.text(t, "required_credit_usd"))
	if got := r.text(t, "exceeds_spend_limit"); got != "false" {
		t.Errorf("exceeds_spend_limit is %s", got)
	}
}

// workBreakEven asks the function, and the data source where cold starts count.
func workBreakEven(t *testing.T, v vector) {
	t.Helper()
	config := obj{
		"gpu_type_id": h200, "pod_usd_per_hour": v.in("pod_usd_per_hour"),
		"flex_usd_per_second": v.in("flex_usd_per_second"), "active_usd_per_second": v.in("active_usd_per_second"),
	}
	switch {
	case v.in("execution_seconds") != nil:
		config["workload"] = obj{
			"requests_per_day": num("1000"), "execution_seconds": v.in("execution_seconds"), "cold_start_seconds": v.in("cold_start_seconds"),
			"cold_start_ratio": v.in("cold_start_fraction"), "idle_timeout_seconds": v.in("idle_timeout_seconds"),
		}
		r := newServer(t, nil).read(t, "runpod_pod_vs_serverless", config)
		v.check(t, "hours_per_day", r.text(t, "break_even_busy_hours_per_day"))
	case v.in("flex_usd_per_second") == nil:
		v.checkAlwaysOn(t, newServer(t, nil).read(t, "runpod_pod_vs_serverless", config))
	case v.in("pod_usd_per_hour") == nil: // an active worker is a pod at its own rate
		perHour := v.decimal("active_usd_per_second").Mul(decimal.NewFromInt(3600))
		got, err := newServer(t, nil).call(t, "break_even_hours_per_day", num(perHour.String()), v.in("flex_usd_per_second"))
		if err != nil {
			t.Fatal(err.Text)
		}
		v.check(t, "hours_per_day", got)
	default:
		s := newServer(t, nil)
		got, err := s.call(t, "break_even_hours_per_day", v.in("pod_usd_per_hour"), v.in("flex_usd_per_second"))
		if err != nil {
			t.Fatal(err.Text)
		}
		v.check(t, "hours_per_day", got)
		v.check(t, "hours_per_day", s.read(t, "runpod_pod_vs_serverless", config).text(t, "break_even_hours_per_day"))
	}
}

// checkAlwaysOn compares months with days: a month has 730/24 of them.
func (v vector) checkAlwaysOn(t *testing.T, r result) {
	t.Helper()
	for perDay, monthly := range map[string]string{"active_usd_per_day": "active_monthly_usd", "pod_usd_per_day": "pod_monthly_usd"} {
		day, _ := v.Exact[perDay].(string)
		want := decimal.RequireFromString(day).Mul(decimal.NewFromInt(730)).DivRound(decimal.NewFromInt(24), 20).Round(2)
		if got := r.text(t, monthly); got != want.String() {
			t.Errorf("%s: got %s, want %s", monthly, got, want)
		}
	}
}

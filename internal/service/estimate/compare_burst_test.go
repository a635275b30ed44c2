package estimate_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

// TestPodVsServerless_burst: thirty requests at once, on pods, on flex and on active workers.
func TestPodVsServerless_burst(t *testing.T) {
	t.Parallel()
	config := obj{
		"gpu_type_id": a100,
		"workload": obj{
			"requests_per_day": num("900"), "execution_seconds": num("30"), "traffic": "BURSTS", "burst_size": num("30"),
			"cold_start_seconds": num("10"), "idle_timeout_seconds": num("5"),
		},
	}
	want := [][]string{ // way, count, seconds to serve all, USD a burst, USD a month
		{"pod", "1", "900", "0", "1379.7"},
		{"pod", "3", "300", "0", "4139.1"},
		{"pod", "30", "30", "0", "41391"},
		{"flex", "3", "314", "0.72", "0"},
		{"flex", "10", "104", "0.8", "0"},
		{"flex", "30", "44", "1.03", "0"},
		{"active", "30", "30", "0", "59918.4"},
	}
	read := func(s *server) (result, [][]string, []string) {
		r := s.read(t, "runpod_pod_vs_serverless", config)
		var ways []tftypes.Value
		if err := acctest.At(r.value, "burst").As(&ways); err != nil {
			t.Fatal(err)
		}
		var rows [][]string
		var obstacles []string
		for _, w := range ways {
			var row []string
			for _, name := range []string{"way", "count", "seconds_to_serve_all", "usd_per_burst", "monthly_usd"} {
				row = append(row, show(t, acctest.At(w, name)))
			}
			rows = append(rows, row)
			obstacles = append(obstacles, show(t, acctest.At(w, "obstacle")))
		}
		return r, rows, obstacles
	}

	r, rows, obstacles := read(newServer(t, a100Pricing()))
	if r.diagnostics != "" || len(rows) != len(want) {
		t.Fatalf("%d ways; diagnostics: %s", len(rows), r.diagnostics)
	}
	for i := range want {
		if strings.Join(rows[i], " ") != strings.Join(want[i], " ") {
			t.Errorf("got %s, want %s", rows[i], want[i])
		}
	}
	if obstacles[3] != "null" || !strings.Contains(obstacles[5], "a worker quota of 30 takes a balance of $300; 29 start under $80") {
		t.Errorf("obstacles: %q", obstacles)
	}
	if got := show(t, acctest.At(acctest.At(r.value, "estimated_service"), "burst_seconds")); got != "314" {
		t.Errorf("three flex workers take %s s", got)
	}

	unpriced, rows, _ := read(newServer(t, obj{"hours_per_month": unknown{}}))
	if row := strings.Join(rows[5], ","); row != "flex,30,44,null,null" || unpriced.text(t, "flex_workers") != "3" {
		t.Errorf("without prices: %s", row)
	}
}

// TestPodVsServerless_isTheEndpoint: the same traffic costs the same, and waits as long, in the comparison and as an
// endpoint.
func TestPodVsServerless_isTheEndpoint(t *testing.T) {
	t.Parallel()
	s := newServer(t, nil)
	for name, usage := range map[string]obj{
		"steady":     {"requests_per_day": num("1000"), "execution_seconds": num("30")},
		"sparse":     {"requests_per_day": num("24"), "execution_seconds": num("5")},
		"measured":   {"requests_per_day": num("1000"), "execution_seconds": num("30"), "cold_start_seconds": num("10"), "cold_start_ratio": num("0.2")},
		"bursts":     {"requests_per_day": num("1000"), "execution_seconds": num("10"), "traffic": "BURSTS", "burst_size": num("30")},
		"a model":    {"requests_per_day": num("500.5"), "execution_seconds": num("2.5"), "model": obj{"size_gb": num("6"), "location": "NETWORK_VOLUME"}},
		"at a time":  {"requests_per_day": num("20000"), "execution_seconds": num("30"), "concurrency": num("4")},
		"by day":     {"requests_per_day": num("700"), "execution_seconds": num("30"), "hours_per_day": num("8")},
		"many":       {"requests_per_day": num("12000"), "execution_seconds": num("40")},
		"no request": {"requests_per_day": num("0"), "execution_seconds": num("40")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			compared := s.read(t, "runpod_pod_vs_serverless", obj{"gpu_type_id": a100, "workload": usage, "storage": obj{"container_disk_gb": num("20")}})
			endpoint := obj{"gpu": obj{"pools": list{"AMPERE_80"}}, "usage": usage, "workers": obj{"flex": num(compared.text(t, "flex_workers"))}}
			estimate := s.read(t, "runpod_cost_estimate", obj{"endpoints": list{endpoint}})
			if got, want := compared.text(t, "flex_monthly_usd"), estimate.text(t, "monthly_usd"); got != want || got == "null" {
				t.Errorf("flex costs %s here, as an endpoint %s", got, want)
			}
		})
	}
}

package estimate_test

import (
	"maps"
	"strings"
	"testing"
)

func matting(more obj) obj {
	config := obj{
		"gpu_type_id": a100,
		"workload": obj{
			"requests_per_day": num("1000"), "execution_seconds": num("30"), "cold_start_seconds": num("10"), "cold_start_ratio": num("0.2"), "idle_timeout_seconds": num("5"),
		},
	}
	maps.Copy(config, more)
	return config
}

func TestPodVsServerless(t *testing.T) {
	t.Parallel()
	s := newServer(t, a100Pricing())
	for name, tc := range map[string]struct {
		config         obj
		want           map[string]string
		recommendation []string
		note           string
	}{
		"the provider's prices": {
			config: matting(nil),
			want: map[string]string{
				"pod_monthly_usd":         "1379.7",
				"stopped_pod_monthly_usd": "479.06", // 1.89 x 8.33 h x 30.42 days
				"flex_monthly_usd":        "762.85",
				"active_monthly_usd":      "1997.28",
				"busy_hours_per_day":      "8.33",
				// 315/19, and that times 30/33
				"break_even_hours_per_day":      "16.58",
				"break_even_busy_hours_per_day": "15.07",
				"cheapest":                      "stopped_pod",
				"cheapest_on_demand":            "flex",
				"pods_needed":                   "1",
				"burst":                         "null",
				"price_source":                  "override",
			},
			recommendation: []string{"Cheapest: a pod stopped when unused at $479.06/mo", "flex workers $762.85", "8.33 busy hours a day"},
			note:           "active workers at the flex rate: the list discount ended in spring 2026; a negotiated rate goes into active_usd_per_second",
		},
		"prices and GPUs of its own": {
			config: matting(obj{"gpu_count": num("2"), "pod_usd_per_hour": num("1"), "flex_usd_per_second": num("0.0005"), "active_usd_per_second": num("0.0004")}),
			want: map[string]string{
				"pod_monthly_usd": "1460", "stopped_pod_monthly_usd": "506.94", "flex_monthly_usd": "1003.75", "active_monthly_usd": "2102.4",
				"break_even_hours_per_day": "13.33", "price_source": "override",
			},
		},
		"community cloud": {
			config: matting(obj{"cloud": "COMMUNITY"}),
			want:   map[string]string{"pod_monthly_usd": "868.7", "break_even_hours_per_day": "10.44", "price_source": "snapshot 2026-11-09, override"},
		},
		"storage": {
			config: matting(obj{"storage": obj{"container_disk_gb": num("50"), "volume_disk_gb": num("100")}}),
			want:   map[string]string{"pod_monthly_usd": "1394.7", "stopped_pod_monthly_usd": "497.33"},
		},
		"a network volume serves both": {
			config: matting(obj{"storage": obj{"network_volume_gb": num("1000")}}),
			want:   map[string]string{"pod_monthly_usd": "1449.7", "stopped_pod_monthly_usd": "549.06", "flex_monthly_usd": "832.85", "active_monthly_usd": "2067.28"},
		},
		"idle time that is not declared": {
			config: obj{"gpu_type_id": a100, "workload": obj{
				"requests_per_day": num("1000"), "execution_seconds": num("30"), "cold_start_seconds": num("10"), "cold_start_ratio": num("0.2"),
			}},
			want: map[string]string{"flex_monthly_usd": "785.97", "flex_workers": "3"}, // 34 s a request
			note: "flex workers as on an endpoint with workers = { flex = 3, idle_timeout_seconds = 10 } and a queue delay of 4 s: the default of an endpoint",
		},
		"several pods": {
			config: obj{"gpu_type_id": a100, "workload": obj{
				"requests_per_day": num("2900"), "execution_seconds": num("30"), "cold_start_seconds": num("0"), "cold_start_ratio": num("0"),
			}},
			want: map[string]string{
				"pods_needed": "2", "pod_monthly_usd": "2759.4", "flex_monthly_usd": "2011.15", "cheapest_on_demand": "flex",
				"break_even_busy_hours_per_day": "33.16", "break_even_hours_per_day": "16.58",
			},
		},
		"busy all day": {
			config: obj{"gpu_type_id": a100, "workload": obj{
				"requests_per_day": num("2880"), "execution_seconds": num("30"), "cold_start_seconds": num("0"), "cold_start_ratio": num("0"),
			}},
			want: map[string]string{"pod_monthly_usd": "1379.7", "stopped_pod_monthly_usd": "1379.7", "cheapest": "pod", "cheapest_on_demand": "pod"},
		},
		"no workload": {
			config: obj{"gpu_type_id": a100},
			want: map[string]string{
				"pod_monthly_usd": "1379.7", "active_monthly_usd": "1997.28", "break_even_hours_per_day": "16.58",
				"stopped_pod_monthly_usd": "null", "flex_monthly_usd": "null", "busy_hours_per_day": "null", "break_even_busy_hours_per_day": "null", "cheapest": "null",
				"cheapest_on_demand": "null", "flex_workers": "null", "estimated_service": "null", "pod_estimated_service": "null", "burst": "null",
				"recommendation": "By compute alone, a pod that is left on beats flex workers above 16.58 busy hours a day. Declare workload to compare the costs.",
			},
			note: "workload is not declared, so what flex workers and a pod that is stopped when unused cost is not known",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := s.read(t, "runpod_pod_vs_serverless", tc.config)
			if r.diagnostics != "" {
				t.Fatalf("diagnostics: %s", r.diagnostics)
			}
			wantText(t, r, tc.want)
			for _, want := range tc.recommendation {
				if !strings.Contains(r.text(t, "recommendation"), want) {
					t.Errorf("the recommendation lacks %q: %s", want, r.text(t, "recommendation"))
				}
			}
			if tc.note != "" {
				wantLines(t, "notes", r.text(t, "notes"), tc.note)
			}
		})
	}
}

func TestPodVsServerless_unknownCosts(t *testing.T) {
	t.Parallel()
	t.Run("no serverless price", func(t *testing.T) {
		t.Parallel()
		r := newServer(t, nil).read(t, "runpod_pod_vs_serverless", matting(obj{"gpu_type_id": "NVIDIA H200 NVL"}))
		wantText(t, r, map[string]string{
			"pod_monthly_usd": "2766.7", "flex_monthly_usd": "null", "active_monthly_usd": "null", "break_even_hours_per_day": "null", "break_even_busy_hours_per_day": "null",
		})
		if !strings.HasPrefix(r.diagnostics, "WARNING gpu_type_id: Not everything can be compared") || !strings.Contains(r.text(t, "notes"), "set flex_usd_per_second") {
			t.Errorf("diagnostics %q, notes %q", r.diagnostics, r.text(t, "notes"))
		}
	})
	t.Run("nor a workload", func(t *testing.T) {
		t.Parallel()
		r := newServer(t, nil).read(t, "runpod_pod_vs_serverless", obj{"gpu_type_id": "NVIDIA H200 NVL"})
		wantText(t, r, map[string]string{
			"pod_monthly_usd": "2766.7", "recommendation": "Without prices for both there is no break-even. Declare workload to compare the costs.",
		})
	})
	t.Run("pricing not known yet", func(t *testing.T) {
		t.Parallel()
		r := newServer(t, obj{"hours_per_month": unknown{}}).read(t, "runpod_pod_vs_serverless", matting(nil))
		wantText(t, r, map[string]string{
			"pod_monthly_usd": "null", "flex_monthly_usd": "null", "break_even_hours_per_day": "null", "cheapest": "null", "busy_hours_per_day": "8.33",
		})
		if !strings.HasPrefix(r.diagnostics, "WARNING : Costs cannot be compared yet") {
			t.Errorf("diagnostics: %s", r.diagnostics)
		}
	})
}

func TestPodVsServerless_errors(t *testing.T) {
	t.Parallel()
	s := newServer(t, nil)
	for name, tc := range map[string]struct {
		config obj
		want   string
		remedy string
	}{
		"pool instead of a type": {matting(obj{"gpu_type_id": "AMPERE_80"}), "ERROR gpu_type_id: GPU pool instead of a GPU type", a100},
		"no GPUs":                {matting(obj{"gpu_count": num("0")}), "ERROR gpu_count", "at least 1"},
		"mistyped cloud":         {matting(obj{"cloud": "ALL"}), "ERROR cloud", `"COMMUNITY"`},
		"price 0":                {matting(obj{"pod_usd_per_hour": num("0")}), "ERROR pod_usd_per_hour: Invalid price", "leave the attribute out"},
		"price below 0":          {matting(obj{"flex_usd_per_second": num("-0.1")}), "ERROR flex_usd_per_second: Invalid price", "above 0, not -0.1"},
		"active price 0":         {matting(obj{"active_usd_per_second": num("0")}), "ERROR active_usd_per_second: Invalid price", ""},
		"negative time":          {matting(obj{"workload": obj{"requests_per_day": num("1"), "execution_seconds": num("-1")}}), "ERROR workload.execution_seconds", "at least 0"},
		"ratio in percent": {matting(obj{"workload": obj{"requests_per_day": num("1"), "execution_seconds": num("1"), "cold_start_ratio": num("20")}}),
			"ERROR workload.cold_start_ratio", "between 0.000000 and 1.000000"},
		"bursts of no size": {matting(obj{"workload": obj{"requests_per_day": num("1"), "execution_seconds": num("1"), "traffic": "BURSTS"}}),
			"ERROR workload.burst_size: Missing workload.burst_size", "burst_size = 30"},
		"a measured share and hours": {matting(obj{"workload": obj{
			"requests_per_day": num("1"), "execution_seconds": num("1"), "cold_start_ratio": num("0.5"), "hours_per_day": num("8"),
		}}), "ERROR workload.hours_per_day: workload.hours_per_day with a measured share of cold starts", "Remove one of them"},
		"an endless idle timeout": {matting(obj{"workload": obj{"requests_per_day": num("1"), "execution_seconds": num("1"), "idle_timeout_seconds": num("3601")}}),
			"ERROR workload.idle_timeout_seconds", "between 0 and 3600"},
		"negative disk": {matting(obj{"storage": obj{"volume_disk_gb": num("-1")}}), "ERROR storage.volume_disk_gb", "at least 0"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := s.read(t, "runpod_pod_vs_serverless", tc.config)
			if !strings.HasPrefix(r.diagnostics, tc.want) || !strings.Contains(r.diagnostics, tc.remedy) {
				t.Errorf("got %q, want %q that says %q", r.diagnostics, tc.want, tc.remedy)
			}
		})
	}
}

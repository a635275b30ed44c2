package estimate_test

import (
	"maps"
	"strings"
	"testing"
)

// burstsInAMinute is 1,000 requests a day in bursts of 30, 10 s each, with 6 GB of weights in the image.
func burstsInAMinute(more obj) obj {
	config := obj{
		"gpu": obj{"pools": list{"AMPERE_80"}},
		"usage": obj{
			"requests_per_day": num("1000"), "execution_seconds": num("10"), "traffic": "BURSTS", "burst_size": num("30"),
			"model": obj{"size_gb": num("6")},
		},
		"target":      obj{"burst_seconds": num("60")},
		"max_workers": num("30"),
	}
	maps.Copy(config, more)
	return config
}

func TestEndpointSizing(t *testing.T) {
	t.Parallel()
	s := newServer(t, a100Pricing())
	steady := obj{"requests_per_day": num("2000"), "execution_seconds": num("1")}
	for name, tc := range map[string]struct {
		config obj
		want   map[string]string
		notes  []string
	}{
		"bursts within a minute": {
			burstsInAMinute(nil),
			map[string]string{
				"workers.active": "0", "workers.flex": "6", "workers.idle_timeout_seconds": "null", "scaling.request_count": "4", "scaling.queue_delay_seconds": "null",
				"max_workers": "30", "monthly_usd": "272.83", "estimated_service.burst_seconds": "58.3",
				"summary": "$272.83/mo: 6 flex workers, request count 4: 30 at once are served after 58.3 s; half wait 28.3 s or longer, 1 in 20 waits 48.3 s or longer, the longest wait in 20 days is 95.7 s; 19 % meet a cold start of 8.3 s",
			},
			[]string{"not declared, so assumed: gpu.count = 1, type = QUEUE, container_disk_gb = 20", "a cold start takes 8.3 s", "tried: idle timeouts"},
		},
		"the quota of a new account": {
			burstsInAMinute(obj{"max_workers": nil}),
			map[string]string{"max_workers": "5", "workers.active": "5", "workers.flex": "0"},
			[]string{"max_workers is not set and the account's worker quota is not known, so the quota of a new account applies: 5", "max_workers decides: with 6, $272.83/mo"},
		},
		"CPU": {
			obj{"cpu": list{obj{"flavor_id": "cpu3g", "vcpu_count": num("2")}}, "usage": steady, "target": obj{"wait_p95_seconds": num("5")}},
			map[string]string{"max_workers": "5", "workers.active": "0", "scaling.request_count": "8", "scaling.queue_delay_seconds": "null"}, nil,
		},
		"load balancer": {
			obj{"type": "LOAD_BALANCER", "gpu": obj{"pools": list{"AMPERE_80"}}, "usage": steady, "target": obj{"wait_p95_seconds": num("5")}},
			map[string]string{"workers.active": "0", "scaling.queue_delay_seconds": "null"},
			[]string{"a worker takes up to 4 requests at a time (assumed)", "request counts of 1 to 4"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := s.read(t, "runpod_endpoint_sizing", tc.config)
			if r.diagnostics != "" {
				t.Fatalf("diagnostics: %s", r.diagnostics)
			}
			wantText(t, r, tc.want)
			for _, note := range tc.notes {
				if !strings.Contains(r.text(t, "notes"), note) {
					t.Errorf("the notes lack %q: %s", note, r.text(t, "notes"))
				}
			}
		})
	}
}

func TestEndpointSizing_unknownPrices(t *testing.T) {
	t.Parallel()
	want := map[string]string{"workers.flex": "6", "scaling.request_count": "4", "monthly_usd": "null", "monthly_max_usd": "null", "estimated_service.burst_seconds": "58.3"}
	t.Run("no price", func(t *testing.T) {
		t.Parallel()
		r := newServer(t, nil).read(t, "runpod_endpoint_sizing", burstsInAMinute(obj{"gpu": obj{"pools": list{"BLACKWELL_999"}}}))
		wantText(t, r, want)
		if !strings.HasPrefix(r.diagnostics, "WARNING gpu: Workers are sized without their price") || !strings.Contains(r.text(t, "notes"), "BLACKWELL_999") {
			t.Errorf("diagnostics %q, notes %q", r.diagnostics, r.text(t, "notes"))
		}
	})
	t.Run("pricing not known yet", func(t *testing.T) {
		t.Parallel()
		r := newServer(t, obj{"hours_per_month": unknown{}}).read(t, "runpod_endpoint_sizing", burstsInAMinute(nil))
		wantText(t, r, want)
		if !strings.HasPrefix(r.diagnostics, "WARNING : Costs cannot be estimated yet") || strings.Contains(r.diagnostics, "without their price") {
			t.Errorf("diagnostics: %s", r.diagnostics)
		}
	})
}

func TestEndpointSizing_errors(t *testing.T) {
	t.Parallel()
	s := newServer(t, nil)
	usage := func(more obj) obj {
		all := obj{"requests_per_day": num("1000"), "execution_seconds": num("10")}
		maps.Copy(all, more)
		return obj{"usage": all, "target": obj{"wait_p95_seconds": num("5")}}
	}
	for name, tc := range map[string]struct {
		more   obj
		want   string
		remedy string
	}{
		"unreachable":             {obj{"target": obj{"burst_seconds": num("50")}, "max_workers": num("5")}, "ERROR target: No workers meet the target", "Raise `max_workers` to 6"},
		"neither GPU nor CPU":     {obj{"gpu": nil}, "ERROR gpu: Missing GPU or CPU", "flavor_id"},
		"both":                    {obj{"cpu": list{obj{"flavor_id": "cpu3g", "vcpu_count": num("2")}}}, "ERROR cpu: Conflicting GPU and CPU", "remove gpu or cpu"},
		"no pools":                {obj{"gpu": obj{"count": num("1")}}, "ERROR gpu.pools: Missing gpu.pools", "AMPERE_80"},
		"empty target":            {obj{"target": obj{}}, "ERROR target: Missing target", "burst_seconds = 60"},
		"bursts that do not come": {obj{"usage": obj{"requests_per_day": num("10"), "execution_seconds": num("1")}}, "ERROR target.burst_seconds: Burst target without bursts", "wait_p95_seconds"},
		"bursts of no size":       {usage(obj{"traffic": "BURSTS"}), "ERROR usage.burst_size: Missing usage.burst_size", ""},
		"a measured ratio":        {usage(obj{"cold_start_ratio": num("0.1")}), "ERROR usage.cold_start_ratio: Measured cold starts cannot be simulated", "remove `cold_start_ratio`"},
		"no requests":             {usage(obj{"requests_per_day": num("0")}), "ERROR usage.requests_per_day: No requests", "above 0"},
		"no workers":              {obj{"max_workers": num("0")}, "ERROR max_workers", "between 1 and 1000"},
		"known beside unknown":    {obj{"max_workers": unknown{}, "target": obj{}}, "ERROR target: Missing target", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := s.read(t, "runpod_endpoint_sizing", burstsInAMinute(tc.more))
			if !strings.HasPrefix(r.diagnostics, tc.want) || !strings.Contains(r.diagnostics, tc.remedy) || strings.Count(r.diagnostics, "ERROR") != 1 {
				t.Errorf("got %q, want %q that says %q", r.diagnostics, tc.want, tc.remedy)
			}
		})
	}
}

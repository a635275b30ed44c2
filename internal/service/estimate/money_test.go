package estimate_test

import (
	"strings"
	"testing"
)

// TestCostEstimate_unpricedCandidates: a first choice or a fallback without a price is said where its user wrote it,
// with the setting that helps; what depends on it is null, and what a check compares is never too low for it.
func TestCostEstimate_unpricedCandidates(t *testing.T) {
	t.Parallel()
	pod := func(types ...any) obj {
		return obj{"pods": list{obj{"name": "x", "gpu": obj{"type_ids": types, "count": num("1")}, "cloud": "SECURE", "container_disk_gb": num("50"), "desired_state": "RUNNING"}}}
	}
	const override = `set pricing.gpu_overrides["NVIDIA XQ-1"].secure_usd_per_hour`
	unknownPeak := map[string]string{"monthly_min_usd": "null", "monthly_max_usd": "null", "max_hourly_usd": "null", "required_credit_usd": "null", "exceeds_spend_limit": "null"}
	for name, tc := range map[string]struct {
		config  obj
		want    map[string]string
		summary string
	}{
		"a fallback": {pod("NVIDIA L4", "NVIDIA XQ-1"), map[string]string{"monthly_usd": "362.7", "counted_usd": "362.7"}, "$362.70"},
		// 80 USD an hour all month, and the disk.
		"the first choice": {pod("NVIDIA XQ-1", "NVIDIA L4"), map[string]string{"monthly_usd": "null", "counted_usd": "58405"}, "$58,405.00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newServer(t, nil).read(t, "runpod_cost_estimate", tc.config)
			wantText(t, r, tc.want)
			wantText(t, r, unknownPeak)
			if !strings.HasPrefix(r.diagnostics, "WARNING pods[0]: Cost estimate of pod x: ") || !strings.Contains(r.diagnostics, override) {
				t.Errorf("diagnostics: %s", r.diagnostics)
			}
			if !strings.Contains(r.text(t, "notes"), override) || strings.Contains(r.text(t, "notes"), "usage") {
				t.Errorf("notes: %s", r.text(t, "notes"))
			}
			if !strings.Contains(r.text(t, "summary"), tc.summary) {
				t.Errorf("summary:\n%s", r.text(t, "summary"))
			}
			priced := newServer(t, obj{"gpu_overrides": obj{"NVIDIA XQ-1": obj{"secure_usd_per_hour": num("5.01")}}}).read(t, "runpod_cost_estimate", tc.config)
			wantText(t, priced, map[string]string{"monthly_max_usd": "3662.3", "max_hourly_usd": "5.01", "exceeds_spend_limit": "false"})
			if priced.diagnostics != "" {
				t.Errorf("with the price that was asked for: %s", priced.diagnostics)
			}
		})
	}
}

// TestCostEstimate_creditIsRoundedUp: an account with a fraction of a cent less starts nothing.
func TestCostEstimate_creditIsRoundedUp(t *testing.T) {
	t.Parallel()
	for price, want := range map[string]string{"2.052": "2.06", "2.05": "2.05"} {
		r := newServer(t, obj{"gpu_overrides": obj{a100: obj{"secure_usd_per_hour": num(price)}}}).read(t, "runpod_cost_estimate", obj{"pods": list{obj{"gpu": obj{"type_ids": list{a100}}}}})
		wantText(t, r, map[string]string{"max_hourly_usd": price, "required_credit_usd": want})
	}
}

// TestCostEstimate_stoppedPod: it is there and stopped, whatever its usage assumes of the time that it is idle.
func TestCostEstimate_stoppedPod(t *testing.T) {
	t.Parallel()
	s := newServer(t, nil)
	for name, tc := range map[string]struct {
		usage   any
		monthly string
	}{
		"no usage":                    {nil, "20"},
		"terminated when idle":        {obj{"when_idle": "TERMINATED"}, "20"},
		"a whole resource's defaults": {obj{"hours_per_day": num("24"), "when_idle": "TERMINATED"}, "20"},
		"started for half a day":      {obj{"hours_per_day": num("12"), "when_idle": "TERMINATED"}, "186.35"},
	} {
		r := s.read(t, "runpod_cost_estimate", obj{"pods": list{obj{
			"gpu": obj{"type_ids": list{"NVIDIA L4"}, "count": num("1")}, "desired_state": "STOPPED", "volume_disk": obj{"size_gb": num("100")}, "usage": tc.usage,
		}}})
		if got := r.text(t, "monthly_usd"); got != tc.monthly {
			t.Errorf("%s: %s, want %s", name, got, tc.monthly)
		}
	}
}

// TestCostEstimate_oneNameTwice: instances of a module share the names in it; rows, items and notes distinguish them.
func TestCostEstimate_oneNameTwice(t *testing.T) {
	t.Parallel()
	volume := func(name any, gb string) obj {
		return obj{"name": name, "type": "STANDARD", "size_gb": num(gb)}
	}
	config := obj{
		"network_volumes": list{volume("data", "100"), volume("other", "10"), nil, volume("data", "200"), volume(nil, "300")},
		"pods":            list{obj{"name": "data", "cpu": obj{"flavor_id": "cpu3c", "vcpu_count": num("2")}}},
	}
	r := newServer(t, nil).read(t, "runpod_cost_estimate", config)
	var got []string
	for _, item := range r.items(t) {
		got = append(got, item["resource"])
	}
	want := "pod data,pod data,network volume data [0],network volume other,network volume data [3],network volume [4]"
	if names := strings.Join(got, ","); names != want {
		t.Errorf("items of %s, want %s", names, want)
	}
	for _, row := range []string{"pod data", "network volume data [0]", "network volume other", "network volume data [3]", "network volume [4]"} {
		if !strings.Contains(r.text(t, "summary"), "\n"+row+"  ") {
			t.Errorf("no row %q:\n%s", row, r.text(t, "summary"))
		}
	}
}

// TestCostEstimate_noUsage: what a check compares is a number, whatever is not declared.
func TestCostEstimate_noUsage(t *testing.T) {
	t.Parallel()
	r := newServer(t, nil).read(t, "runpod_cost_estimate", obj{"endpoints": list{obj{
		"name": "quiet", "gpu": obj{"pools": list{h200Pool}, "count": num("1")}, "workers": obj{"active": num("0"), "flex": num("3"), "idle_timeout_seconds": num("5")}, "container_disk_gb": num("0"),
	}}})
	maximum := r.text(t, "monthly_max_usd")
	if maximum == "null" || maximum == "0" {
		t.Fatalf("maximum %s", maximum)
	}
	wantText(t, r, map[string]string{"monthly_usd": "null", "counted_usd": maximum})
	wantLines(t, "notes", r.text(t, "notes"), "counted at the monthly maximum, because the usage is not declared: endpoint quiet")
}

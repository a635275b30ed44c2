package estimate_test

import (
	"strings"
	"testing"
)

func TestFunctions(t *testing.T) {
	t.Parallel()
	s := newServer(t, nil)
	storage := func(container, volume, hours string) obj {
		return obj{"container_disk_gb": num(container), "volume_disk_gb": num(volume), "running_hours": num(hours)}
	}
	for name, tc := range map[string]struct {
		function string
		args     []any
		want     string
	}{
		"A100":                       {"break_even_hours_per_day", []any{num("1.89"), num("0.00076")}, "16.58"},
		"flex cheaper all day":       {"break_even_hours_per_day", []any{num("3.6"), num("0.0005")}, "48"},
		"half a cent goes up":        {"break_even_hours_per_day", []any{num("1.005"), num("0.00666666666666666666666666666666666666666666666666666666667")}, "1.01"},
		"volume, smallest":           {"network_volume_monthly_usd", []any{num("10")}, "0.7"},
		"volume, one TB":             {"network_volume_monthly_usd", []any{num("1000")}, "70"},
		"volume, beyond one TB":      {"network_volume_monthly_usd", []any{num("1024")}, "71.2"},
		"volume, largest":            {"network_volume_monthly_usd", []any{num("4096")}, "224.8"},
		"volume, none":               {"network_volume_monthly_usd", []any{num("0")}, "0"},
		"volume, half a cent":        {"network_volume_monthly_usd", []any{num("10.5")}, "0.74"},
		"volume, no float rounding":  {"network_volume_monthly_usd", []any{num("1.5")}, "0.11"},
		"volume, next to nothing":    {"network_volume_monthly_usd", []any{num("1e-400")}, "0"},
		"storage, all month":         {"pod_storage_monthly_usd", []any{storage("50", "100", "730")}, "15"},
		"storage, 8 h a day":         {"pod_storage_monthly_usd", []any{storage("50", "100", "243.33333333333333333333")}, "18.33"},
		"storage, stopped":           {"pod_storage_monthly_usd", []any{storage("50", "100", "0")}, "20"},
		"storage, no disks":          {"pod_storage_monthly_usd", []any{storage("0", "0", "730")}, "0"},
		"storage, more than a month": {"pod_storage_monthly_usd", []any{storage("50", "100", "744")}, "15"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := s.call(t, tc.function, tc.args...)
			if err != nil {
				t.Fatalf("%s", err.Text)
			}
			if got != tc.want {
				t.Errorf("%s(%v) = %s, want %s", tc.function, tc.args, got, tc.want)
			}
		})
	}
}

func TestFunctionErrors(t *testing.T) {
	t.Parallel()
	s := newServer(t, nil)
	for name, tc := range map[string]struct {
		function string
		args     []any
		argument int64
		want     []string
	}{
		"price 0":         {"break_even_hours_per_day", []any{num("0"), num("0.00076")}, 0, []string{"pod_usd_per_hour must be greater than 0", "such as 1.89"}},
		"price below 0":   {"break_even_hours_per_day", []any{num("1.89"), num("-1")}, 1, []string{"flex_usd_per_second must not be negative", "such as 0.00076"}},
		"flex price 0":    {"break_even_hours_per_day", []any{num("1.89"), num("0")}, 1, []string{"flex_usd_per_second must be greater than 0"}},
		"absurd price":    {"break_even_hours_per_day", []any{num("1e1000000"), num("0.00076")}, 0, []string{"pod_usd_per_hour is too large"}},
		"size below 0":    {"network_volume_monthly_usd", []any{num("-5")}, 0, []string{"size_gb must not be negative", "such as 500"}},
		"disk below 0":    {"pod_storage_monthly_usd", []any{obj{"container_disk_gb": num("-1"), "volume_disk_gb": num("0"), "running_hours": num("1")}}, 0, []string{"container_disk_gb must not be negative"}},
		"disk is null":    {"pod_storage_monthly_usd", []any{obj{"container_disk_gb": num("1"), "running_hours": num("1")}}, 0, []string{"volume_disk_gb has no value", "or 0 without one"}},
		"hours are null":  {"pod_storage_monthly_usd", []any{obj{"container_disk_gb": num("1"), "volume_disk_gb": num("1")}}, 0, []string{"running_hours has no value", "from 0 to 730"}},
		"hours too large": {"pod_storage_monthly_usd", []any{obj{"container_disk_gb": num("1"), "volume_disk_gb": num("1"), "running_hours": num("1e30")}}, 0, []string{"running_hours is too large"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := s.call(t, tc.function, tc.args...)
			if err == nil {
				t.Fatalf("%s(%v) = %s, want an error", tc.function, tc.args, got)
			}
			if err.FunctionArgument == nil || *err.FunctionArgument != tc.argument {
				t.Errorf("error on argument %v, want %d", err.FunctionArgument, tc.argument)
			}
			if strings.HasSuffix(err.Text, ".") {
				t.Errorf("the CLI ends %q in a second full stop", err.Text)
			}
			for _, want := range tc.want {
				if !strings.Contains(err.Text, want) {
					t.Errorf("error %q does not say %q", err.Text, want)
				}
			}
		})
	}
}

package estimate_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

const a100 = "NVIDIA A100 80GB PCIe"

// a100Pricing are the prices of the well-known example.
func a100Pricing() obj {
	return obj{"gpu_overrides": obj{a100: obj{"secure_usd_per_hour": num("1.89"), "flex_usd_per_second": num("0.00076")}}}
}

func wantLines(t *testing.T, what, got string, want ...string) {
	t.Helper()
	lines := strings.Split(got, "\n")
	for _, line := range want {
		if !slices.Contains(lines, line) {
			t.Errorf("%s lack the line %q:\n%s", what, line, got)
		}
	}
}

func wantText(t *testing.T, r result, want map[string]string) {
	t.Helper()
	for attribute, text := range want {
		if got := r.text(t, attribute); got != text {
			t.Errorf("%s: got %s, want %s", attribute, got, text)
		}
	}
}

func TestCostEstimate_everything(t *testing.T) {
	t.Parallel()
	r := newServer(t, a100Pricing()).read(t, "runpod_cost_estimate", obj{
		"pods": list{obj{
			"name": "trainer", "gpu": obj{"type_ids": list{a100, h200}, "count": num("1")}, "cloud": "SECURE", "desired_state": "RUNNING",
			"container_disk_gb": num("50"), "volume_disk": obj{"size_gb": num("100")}, "usage": obj{"hours_per_day": num("8"), "when_idle": "STOPPED"},
		}},
		"endpoints": list{obj{
			"name": "matting", "type": "QUEUE", "gpu": obj{"pools": list{"AMPERE_80"}, "count": num("1"), "excluded_type_ids": list{"NVIDIA A100-SXM4-80GB"}},
			"workers": obj{"active": num("0"), "flex": num("3"), "idle_timeout_seconds": num("5")}, "container_disk_gb": num("0"),
			"usage": obj{"requests_per_day": num("1000"), "execution_seconds": num("30"), "cold_start_seconds": num("10"), "cold_start_ratio": num("0.2")},
		}},
		"network_volumes": list{obj{"name": "datasets", "size_gb": num("500"), "type": "STANDARD"}},
		"clusters": list{obj{
			"name": "llm", "compute": obj{"gpu_type_id": a100, "gpu_count_per_pod": num("8"), "pod_count": num("5")}, "container_disk_gb": num("0"),
			"usage": obj{"hours_per_month": num("10")},
		}},
	})
	if r.diagnostics != "" {
		t.Errorf("diagnostics: %s", r.diagnostics)
	}
	wantText(t, r, map[string]string{
		// 478.2333 + 762.85 + 35 + 756
		"monthly_usd":     "2032.08",
		"monthly_min_usd": "1269.23",
		// The pod on the more expensive type: 4.59 x 243.33 h + 18.33; three workers all month.
		"monthly_max_usd":     "7918.07",
		"max_hourly_usd":      "88.398",
		"required_credit_usd": "88.4",
		"counted_usd":         "2032.08",
		"exceeds_spend_limit": "true",
		"price_source":        "override, snapshot 2026-10-07, documented rate",
	})
	if got := r.text(t, "notes"); strings.Contains(got, "not declared") {
		t.Errorf("notes call declared values assumed:\n%s", got)
	}
	for _, want := range []string{"pod trainer", "endpoint matting", "network volume datasets", "cluster llm", "$2,032.08"} {
		if !strings.Contains(r.text(t, "summary"), want) {
			t.Errorf("the summary lacks %q:\n%s", want, r.text(t, "summary"))
		}
	}
	for _, item := range r.items(t) {
		if item["component"] == "compute" && item["resource"] == "pod trainer" {
			want := map[string]string{
				"resource": "pod trainer", "component": "compute", "quantity": "243.333333", "unit": "GPU-hour",
				"unit_price_usd": "1.89", "monthly_usd": "459.9", "assumption": "null",
			}
			for name, text := range want {
				if item[name] != text {
					t.Errorf("item %s: got %s, want %s", name, item[name], text)
				}
			}
			return
		}
	}
	t.Error("no item for the pod's compute")
}

// TestCostEstimate_shapes: what changes an estimate without a default being
// involved.
func TestCostEstimate_shapes(t *testing.T) {
	t.Parallel()
	const sxm = "NVIDIA A100-SXM4-80GB"
	s := newServer(t, obj{"gpu_overrides": obj{
		a100: obj{"secure_usd_per_hour": num("2"), "flex_usd_per_second": num("0.001")}, sxm: obj{"flex_usd_per_second": num("0.002")},
	}})
	endpoint := func(gpu obj) obj {
		return obj{"endpoints": list{obj{
			"gpu": gpu, "workers": obj{"active": num("0"), "flex": num("1"), "idle_timeout_seconds": num("1")}, "container_disk_gb": num("0"),
		}}}
	}
	cluster := obj{"gpu_type_id": a100, "gpu_count_per_pod": num("1"), "pod_count": num("2")}
	for name, tc := range map[string]struct {
		config  obj
		maximum string
	}{
		"pool":                       {endpoint(obj{"pools": list{"AMPERE_80"}, "count": num("1")}), "5256"},
		"pool without a type":        {endpoint(obj{"pools": list{"AMPERE_80"}, "count": num("1"), "excluded_type_ids": list{sxm}}), "2628"},
		"two GPUs a worker":          {endpoint(obj{"pools": list{"AMPERE_80"}, "count": num("2"), "excluded_type_ids": list{sxm}}), "5256"},
		"more expensive second pool": {endpoint(obj{"pools": list{"AMPERE_80", h200Pool}, "count": num("2"), "excluded_type_ids": list{sxm}}), "8146.8"},
		"cluster with disks":         {obj{"clusters": list{obj{"compute": cluster, "container_disk_gb": num("10"), "volume_disk": obj{"size_gb": num("100")}}}}, "2942"},
		"cluster of half a month":    {obj{"clusters": list{obj{"compute": cluster, "container_disk_gb": num("10"), "usage": obj{"hours_per_month": num("365")}}}}, "1461"},
		"cluster, usage left open":   {obj{"clusters": list{obj{"compute": cluster, "container_disk_gb": num("0"), "usage": obj{}}}}, "2920"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantText(t, s.read(t, "runpod_cost_estimate", tc.config), map[string]string{"monthly_max_usd": tc.maximum})
		})
	}
}

func TestCostEstimate_nothing(t *testing.T) {
	t.Parallel()
	s := newServer(t, nil)
	for name, config := range map[string]obj{
		"no lists":    {},
		"empty lists": {"pods": list{}, "endpoints": list{}},
		"null object": {"pods": list{nil}, "clusters": list{nil}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantText(t, s.read(t, "runpod_cost_estimate", config), map[string]string{
				"monthly_usd": "0", "counted_usd": "0", "max_hourly_usd": "0", "required_credit_usd": "0", "exceeds_spend_limit": "false", "items": "",
			})
		})
	}
}

func TestCostEstimate_defaults(t *testing.T) {
	t.Parallel()
	s := newServer(t, a100Pricing())
	for name, tc := range map[string]struct {
		config  obj
		monthly string
		maximum string
		note    string
		// assumptions of the items, in order
		assumptions []string
	}{
		"GPU pod": {
			config: obj{"pods": list{obj{"gpu": obj{"type_ids": list{a100}}}}}, monthly: "1384.7", maximum: "1384.7",
			note:        "pod [0]: not declared, so assumed: gpu.count = 1, cloud = SECURE, desired_state = RUNNING, container_disk_gb = 50",
			assumptions: []string{"assumed gpu.count = 1, cloud = SECURE, desired_state = RUNNING", "assumed container_disk_gb = 50"},
		},
		"GPU pod with a volume disk and half a usage": {
			config: obj{"pods": list{nil, obj{
				"name": "half", "gpu": obj{"type_ids": list{a100}, "count": num("1")}, "cloud": "SECURE", "container_disk_gb": num("0"),
				"volume_disk": obj{"size_gb": num("100")}, "usage": obj{"hours_per_day": num("12")},
			}}}, monthly: "704.85", maximum: "704.85",
			note:        "pod half: not declared, so assumed: usage.when_idle = STOPPED",
			assumptions: []string{"assumed usage.when_idle = STOPPED", "null", "null"},
		},
		"usage without hours": {
			config: obj{"pods": list{obj{
				"gpu": obj{"type_ids": list{a100}, "count": num("1")}, "cloud": "SECURE", "container_disk_gb": num("0"), "usage": obj{"when_idle": "TERMINATED"},
			}}}, monthly: "1379.7", maximum: "1379.7",
			note:        "pod [0]: not declared, so assumed: usage.hours_per_day = 24",
			assumptions: []string{"assumed usage.hours_per_day = 24"},
		},
		"stopped pod": {
			config: obj{"pods": list{obj{
				"gpu": obj{"type_ids": list{a100}, "count": num("1")}, "cloud": "SECURE", "volume_disk": obj{"size_gb": num("100")}, "desired_state": "STOPPED",
			}}}, monthly: "20", maximum: "20",
			note:        "pod [0]: not declared, so assumed: container_disk_gb = 50",
			assumptions: []string{"null"},
		},
		"CPU pod": {
			config: obj{"pods": list{obj{"cpu": obj{"flavor_id": "cpu3c", "vcpu_count": num("2")}}}}, monthly: "48.8", maximum: "48.8",
			note:        "pod [0]: not declared, so assumed: desired_state = RUNNING, container_disk_gb = 50",
			assumptions: []string{"assumed desired_state = RUNNING", "assumed container_disk_gb = 50"},
		},
		"endpoint": {
			config: obj{"endpoints": list{obj{
				"gpu": obj{"pools": list{"AMPERE_80"}}, "container_disk_gb": num("0"), "usage": obj{"requests_per_day": num("1000"), "execution_seconds": num("30")},
			}}}, monthly: "960.76", maximum: "5991.84", // 693.50 of it for the work
			note: "endpoint [0]: not declared, so assumed: gpu.count = 1, type = QUEUE, workers.active = 0, workers.flex = 3, workers.idle_timeout_seconds = 10",
			assumptions: []string{"flex workers as simulated, with requests at random moments, day and night alike; assumed gpu.count = 1, type = QUEUE, " +
				"workers.active = 0, workers.flex = 3, workers.idle_timeout_seconds = 10"},
		},
		"endpoint's disk": {
			config: obj{"endpoints": list{obj{
				"type": "QUEUE", "gpu": obj{"pools": list{"AMPERE_80"}, "count": num("1")}, "workers": obj{"active": num("1"), "flex": num("0"), "idle_timeout_seconds": num("5")},
				"usage": obj{"requests_per_day": num("0"), "execution_seconds": num("1"), "cold_start_seconds": num("0"), "cold_start_ratio": num("0")},
			}}}, monthly: "1999.31", maximum: "1999.31",
			note: "endpoint [0]: not declared, so assumed: container_disk_gb = 20",
			assumptions: []string{"active workers at the flex rate: the list discount ended in spring 2026; a negotiated rate goes into " +
				"pricing.gpu_overrides[...].active_usd_per_second", "assumed container_disk_gb = 20"},
		},
		"queue that scales by requests has no idle timeout to assume": {
			config: obj{"endpoints": list{obj{
				"gpu": obj{"pools": list{"AMPERE_80"}, "count": num("1")}, "scaling": obj{"request_count": num("4")}, "container_disk_gb": num("0"),
				"usage": obj{"requests_per_day": num("1000"), "execution_seconds": num("30"), "cold_start_seconds": num("10"), "cold_start_ratio": num("0.2")},
			}}}, monthly: "739.73", maximum: "5991.84",
			note: "endpoint [0]: not declared, so assumed: type = QUEUE, workers.active = 0, workers.flex = 3",
			assumptions: []string{"flex workers by the declared averages, without the rounding of each session up to the second; assumed type = QUEUE, " +
				"workers.active = 0, workers.flex = 3"},
		},
		"network volume": {
			config: obj{"network_volumes": list{obj{"size_gb": num("100")}}}, monthly: "7", maximum: "7",
			note:        "network volume [0]: not declared, so assumed: type = STANDARD",
			assumptions: []string{"assumed type = STANDARD"},
		},
		"load balancer has an idle timeout": {
			config: obj{"endpoints": list{obj{
				"name": "", "type": "LOAD_BALANCER", "gpu": obj{"pools": list{"AMPERE_80"}, "count": num("1")}, "scaling": obj{"request_count": num("4")}, "container_disk_gb": num("0"),
				"usage": obj{"requests_per_day": num("1000"), "execution_seconds": num("30"), "cold_start_seconds": num("10"), "cold_start_ratio": num("0.2")},
			}}}, monthly: "785.97", maximum: "5991.84",
			note: "endpoint [0]: not declared, so assumed: workers.active = 0, workers.flex = 3, workers.idle_timeout_seconds = 10",
			assumptions: []string{"flex workers by the declared averages, without the rounding of each session up to the second; assumed workers.active = 0, workers.flex = 3, " +
				"workers.idle_timeout_seconds = 10"},
		},
		"cluster": {
			config:  obj{"clusters": list{obj{"compute": obj{"gpu_type_id": a100, "gpu_count_per_pod": num("1"), "pod_count": num("2")}}}},
			monthly: "2769.4", maximum: "2769.4",
			note: "cluster [0]: not declared, so assumed: container_disk_gb = 50",
			assumptions: []string{
				"clusters at the secure pod rate: Runpod publishes no rate for cluster GPUs or their network", "assumed container_disk_gb = 50",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := s.read(t, "runpod_cost_estimate", tc.config)
			wantText(t, r, map[string]string{"monthly_usd": tc.monthly, "monthly_max_usd": tc.maximum})
			wantLines(t, "notes", r.text(t, "notes"), tc.note)
			var got []string
			for _, item := range r.items(t) {
				got = append(got, item["assumption"])
			}
			if !slices.Equal(got, tc.assumptions) {
				t.Errorf("assumptions: got %q, want %q", got, tc.assumptions)
			}
		})
	}
}

// TestCostEstimate_unknownCosts: null where something is not known, and words
// that say what to do; never 0.
func TestCostEstimate_unknownCosts(t *testing.T) {
	t.Parallel()
	s := newServer(t, nil)
	known := obj{"gpu": obj{"type_ids": list{h200}}}
	for name, tc := range map[string]struct {
		config      obj
		want        map[string]string
		note        string
		diagnostics []string
	}{
		"endpoint without usage": {
			config: obj{"endpoints": list{obj{"name": "idle", "gpu": obj{"pools": list{h200Pool}}, "container_disk_gb": num("0")}}, "pods": list{known}},
			want:   map[string]string{"monthly_usd": "null", "monthly_min_usd": "3355.7", "max_hourly_usd": "21.33", "required_credit_usd": "21.33"},
			note:   "endpoint idle: usage is not declared, so the expected cost is not known",
		},
		"GPU without a price": {
			config: obj{"pods": list{known, obj{"name": "odd", "gpu": obj{"type_ids": list{"NVIDIA GeForce RTX 3070"}}}}},
			want:   map[string]string{"monthly_usd": "null", "monthly_min_usd": "null", "max_hourly_usd": "null", "required_credit_usd": "null", "exceeds_spend_limit": "null"},
			note: `pod odd: "NVIDIA GeForce RTX 3070" has no known price in the secure cloud (not offered there, or not listed); to price it, ` +
				`set pricing.gpu_overrides["NVIDIA GeForce RTX 3070"].secure_usd_per_hour`,
			diagnostics: []string{"WARNING pods[1]: Cost estimate of pod odd: ", "gpu_overrides"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := s.read(t, "runpod_cost_estimate", tc.config)
			wantText(t, r, tc.want)
			wantLines(t, "notes", r.text(t, "notes"), tc.note)
			for _, want := range tc.diagnostics {
				if !strings.Contains(r.diagnostics, want) {
					t.Errorf("diagnostics lack %q:\n%s", want, r.diagnostics)
				}
			}
			if len(tc.diagnostics) == 0 && r.diagnostics != "" {
				t.Errorf("diagnostics: %s", r.diagnostics)
			}
		})
	}
}

func TestCostEstimate_errors(t *testing.T) {
	t.Parallel()
	s := newServer(t, nil)
	gpu := obj{"type_ids": list{a100}}
	pools := obj{"pools": list{"AMPERE_80"}}
	cpu := obj{"flavor_id": "cpu5c", "vcpu_count": num("4")}
	for name, tc := range map[string]struct {
		config obj
		want   []string // the start of each diagnostic, and what it says to write
	}{
		"pod without GPU or CPU":      {obj{"pods": list{obj{"gpu": gpu}, obj{"name": "x"}}}, []string{"ERROR pods[1].gpu: Missing GPU or CPU", "type_ids = [", "flavor_id ="}},
		"pod with both":               {obj{"pods": list{obj{"gpu": gpu, "cpu": cpu}}}, []string{"ERROR pods[0].cpu: Conflicting GPU and CPU", "remove pods[0].gpu or pods[0].cpu"}},
		"no GPU types":                {obj{"pods": list{obj{"gpu": obj{}}}}, []string{"ERROR pods[0].gpu.type_ids: Missing pods[0].gpu.type_ids", "such as type_ids ="}},
		"empty GPU types":             {obj{"pods": list{obj{"gpu": obj{"type_ids": list{}}}}}, []string{"ERROR pods[0].gpu.type_ids: Missing"}},
		"nothing but a null GPU type": {obj{"pods": list{obj{"gpu": obj{"type_ids": list{nil}}}}}, []string{"ERROR pods[0].gpu.type_ids: Missing"}},
		"pool as a GPU type":          {obj{"pods": list{obj{"gpu": obj{"type_ids": list{"AMPERE_80"}}}}}, []string{"ERROR pods[0].gpu.type_ids[0]: GPU pool instead of a GPU type"}},
		"no GPUs":                     {obj{"pods": list{obj{"gpu": obj{"type_ids": list{a100}, "count": num("0")}}}}, []string{"ERROR pods[0].gpu.count"}},
		"cloud in lower case":         {obj{"pods": list{obj{"gpu": gpu, "cloud": "secure"}}}, []string{"ERROR pods[0].cloud", `"SECURE"`}},
		"CPU without a flavor":        {obj{"pods": list{obj{"cpu": obj{"vcpu_count": num("4")}}}}, []string{"ERROR pods[0].cpu.flavor_id: Missing", `flavor_id = "cpu5c"`}},
		"CPU without a count":         {obj{"pods": list{obj{"cpu": obj{"flavor_id": "cpu5c"}}}}, []string{"ERROR pods[0].cpu.vcpu_count: Missing", "vcpu_count = 4"}},
		"volume disk without a size":  {obj{"pods": list{obj{"gpu": gpu, "volume_disk": obj{}}}}, []string{"ERROR pods[0].volume_disk.size_gb: Missing", "size_gb = 100"}},
		"too many hours":              {obj{"pods": list{obj{"gpu": gpu, "usage": obj{"hours_per_day": num("25")}}}}, []string{"ERROR pods[0].usage.hours_per_day", "24"}},
		"mistyped idle state":         {obj{"pods": list{obj{"gpu": gpu, "usage": obj{"when_idle": "STOP"}}}}, []string{"ERROR pods[0].usage.when_idle", "STOPPED"}},
		"mistyped state":              {obj{"pods": list{obj{"gpu": gpu, "desired_state": "EXITED"}}}, []string{"ERROR pods[0].desired_state", "STOPPED"}},
		"endpoint without workers' GPU or CPU": {obj{"endpoints": list{obj{"cpu": list{}}}}, []string{
			"ERROR endpoints[0].gpu: Missing GPU or CPU", "pools = [", "flavor_id ="}},
		"endpoint with both":               {obj{"endpoints": list{obj{"gpu": pools, "cpu": list{cpu}}}}, []string{"ERROR endpoints[0].cpu: Conflicting GPU and CPU"}},
		"no pools":                         {obj{"endpoints": list{obj{"gpu": obj{"count": num("1")}}}}, []string{"ERROR endpoints[0].gpu.pools: Missing", `pools = ["AMPERE_80"]`}},
		"GPU type as a pool":               {obj{"endpoints": list{obj{"gpu": obj{"pools": list{a100}}}}}, []string{"ERROR endpoints[0].gpu.pools[0]: Invalid GPU pool"}},
		"second CPU without a count":       {obj{"endpoints": list{obj{"cpu": list{cpu, obj{"flavor_id": "cpu3g"}}}}}, []string{"ERROR endpoints[0].cpu[1].vcpu_count: Missing"}},
		"mistyped endpoint type":           {obj{"endpoints": list{obj{"gpu": pools, "type": "LB"}}}, []string{"ERROR endpoints[0].type", "LOAD_BALANCER"}},
		"fewer than no workers":            {obj{"endpoints": list{obj{"gpu": pools, "workers": obj{"flex": num("-1")}}}}, []string{"ERROR endpoints[0].workers.flex"}},
		"usage without requests":           {obj{"endpoints": list{obj{"gpu": pools, "usage": obj{"execution_seconds": num("3")}}}}, []string{"ERROR endpoints[0].usage.requests_per_day: Missing", "or leave usage out"}},
		"usage without time":               {obj{"endpoints": list{obj{"gpu": pools, "usage": obj{"requests_per_day": num("3")}}}}, []string{"ERROR endpoints[0].usage.execution_seconds: Missing", "execution_seconds = 30"}},
		"ratio in percent":                 {obj{"endpoints": list{obj{"gpu": pools, "usage": obj{"requests_per_day": num("1"), "execution_seconds": num("1"), "cold_start_ratio": num("20")}}}}, []string{"ERROR endpoints[0].usage.cold_start_ratio"}},
		"volume without a size":            {obj{"network_volumes": list{obj{"name": "x"}}}, []string{"ERROR network_volumes[0].size_gb: Missing", "size_gb = 500"}},
		"mistyped volume type":             {obj{"network_volumes": list{obj{"size_gb": num("10"), "type": "FAST"}}}, []string{"ERROR network_volumes[0].type", "HIGH_PERFORMANCE"}},
		"cluster without compute":          {obj{"clusters": list{obj{"name": "x"}}}, []string{"ERROR clusters[0].compute: Missing", "gpu_count_per_pod = 8"}},
		"cluster without a GPU type":       {obj{"clusters": list{obj{"compute": obj{"gpu_count_per_pod": num("8"), "pod_count": num("2")}}}}, []string{"ERROR clusters[0].compute.gpu_type_id: Missing"}},
		"cluster without its GPUs per pod": {obj{"clusters": list{obj{"compute": obj{"gpu_type_id": a100, "pod_count": num("2")}}}}, []string{"ERROR clusters[0].compute.gpu_count_per_pod: Missing"}},
		"cluster without its pods":         {obj{"clusters": list{obj{"compute": obj{"gpu_type_id": a100, "gpu_count_per_pod": num("8")}}}}, []string{"ERROR clusters[0].compute.pod_count: Missing"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := s.read(t, "runpod_cost_estimate", tc.config)
			if !strings.HasPrefix(r.diagnostics, tc.want[0]) {
				t.Errorf("got %q, want %q", r.diagnostics, tc.want[0])
			}
			for _, want := range tc.want[1:] {
				if !strings.Contains(r.diagnostics, want) {
					t.Errorf("%q does not say %q", r.diagnostics, want)
				}
			}
			if errors := strings.Count(r.diagnostics, "ERROR"); errors != 1 {
				t.Errorf("%d errors, want 1: %s", errors, r.diagnostics)
			}
		})
	}
}

// TestCostEstimate_validateUnknown: what is known only later is not an error.
func TestCostEstimate_validateUnknown(t *testing.T) {
	t.Parallel()
	s := newServer(t, nil)
	for name, tc := range map[string]struct {
		config obj
		want   string
	}{
		"list":                         {obj{"pods": unknown{}}, ""},
		"object":                       {obj{"pods": list{unknown{}}}, ""},
		"attribute":                    {obj{"pods": list{obj{"gpu": unknown{}}}}, ""},
		"known one beside unknown one": {obj{"pods": list{unknown{}, obj{}}}, "ERROR pods[1].gpu: Missing GPU or CPU"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := acctest.Lines(s.ValidateDataSource(t.Context(), "runpod_cost_estimate", tc.config)); !strings.HasPrefix(got, tc.want) || (tc.want == "") != (got == "") {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestCostEstimate_unknownPricing(t *testing.T) {
	t.Parallel()
	r := newServer(t, obj{"hours_per_month": unknown{}}).read(t, "runpod_cost_estimate", obj{"pods": list{obj{"gpu": obj{"type_ids": list{a100}}}}})
	wantText(t, r, map[string]string{
		"monthly_usd": "null", "monthly_min_usd": "null", "monthly_max_usd": "null", "max_hourly_usd": "null", "required_credit_usd": "null", "exceeds_spend_limit": "null", "items": "",
		"counted_usd": "58400", // never below a limit
	})
	if !strings.HasPrefix(r.diagnostics, "WARNING : Costs cannot be estimated yet") || !strings.Contains(r.text(t, "notes"), "`pricing` is known only after apply") {
		t.Errorf("diagnostics %q, notes %q", r.diagnostics, r.text(t, "notes"))
	}
}

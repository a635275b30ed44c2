package endpoint_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

func TestPlanOfCreate(t *testing.T) {
	t.Parallel()
	cpu := items{obj{"flavor_id": "cpu3g", "vcpu_count": 2}}
	tests := map[string]struct {
		config obj
		want   obj
	}{
		"every default": {
			config: minimal(nil),
			want: obj{
				"type": "QUEUE", "gpu.count": 1, "container_disk_gb": 20, "ports": items{}, "execution_timeout_ms": 300000, "flashboot": "FLASHBOOT",
				"data_center_ids": items{}, "network_volume_ids": items{},
				"workers":     obj{"active": 0, "min": 0, "flex": 3, "idle_timeout_seconds": 10, "max": 3},
				"scaling":     obj{"queue_delay_seconds": 4},
				"id":          acctest.Unknown{},
				"usage":       nil,
				"env_wo":      nil,
				"template_id": nil,
			},
		},
		"the defaults of a load balancer": {
			config: minimal(obj{"type": "LOAD_BALANCER"}),
			want:   obj{"scaling": obj{"request_count": 4}, "workers": obj{"active": 0, "min": 0, "flex": 3, "idle_timeout_seconds": 10, "max": 3}},
		},
		"a queue that counts requests has no idle timeout": {
			config: minimal(obj{"scaling": obj{"request_count": 1}}),
			want:   obj{"scaling": obj{"request_count": 1}, "workers.idle_timeout_seconds": nil},
		},
		"max is active and flex": {
			config: minimal(obj{"workers": obj{"active": 2, "flex": 5, "idle_timeout_seconds": 60}}),
			want:   obj{"workers": obj{"active": 2, "min": 2, "flex": 5, "idle_timeout_seconds": 60, "max": 7}},
		},
		"no workers": {
			config: minimal(obj{"workers": obj{"flex": 0}}),
			want:   obj{"workers": obj{"active": 0, "min": 0, "flex": 0, "idle_timeout_seconds": 10, "max": 0}},
		},
		"workers partly unknown": {
			config: minimal(obj{"workers": obj{"active": 1, "min": 1, "flex": acctest.Unknown{}}}),
			want: obj{
				"workers":        obj{"active": 1, "min": 1, "flex": acctest.Unknown{}, "idle_timeout_seconds": 10, "max": acctest.Unknown{}},
				"estimated_cost": acctest.Unknown{},
			},
		},
		"workers unknown": {config: minimal(obj{"workers": acctest.Unknown{}}), want: obj{"workers": acctest.Unknown{}, "estimated_cost": acctest.Unknown{}}},
		"type unknown": {
			config: minimal(obj{"type": acctest.Unknown{}}),
			want:   obj{"scaling": acctest.Unknown{}, "workers": obj{"active": 0, "min": 0, "flex": 3, "idle_timeout_seconds": acctest.Unknown{}, "max": 3}, "estimated_cost": acctest.Unknown{}},
		},
		"type unknown, scaling on delay": {
			config: minimal(obj{"type": acctest.Unknown{}, "scaling": obj{"queue_delay_seconds": 1}}),
			want:   obj{"workers.idle_timeout_seconds": acctest.Unknown{}},
		},
		"image and name unknown leave the cost known": {
			config: minimal(obj{"name": acctest.Unknown{}, "image": acctest.Unknown{}, "env": acctest.Unknown{}}),
			want:   obj{"estimated_cost.monthly_min_usd": 0},
		},
		"pools unknown": {config: minimal(obj{"gpu": obj{"pools": items{acctest.Unknown{}}}}), want: obj{"estimated_cost": acctest.Unknown{}, "workers.max": 3}},
		"CUDA floor unknown leaves the cost known": {
			config: minimal(obj{"gpu": obj{"pools": items{"AMPERE_80"}, "min_cuda_version": acctest.Unknown{}}}),
			want:   obj{"estimated_cost.monthly_min_usd": 0},
		},
		"template unknown": {
			config: minimal(obj{"image": nil, "template_id": acctest.Unknown{}}),
			want:   obj{"image": acctest.Unknown{}, "container_disk_gb": acctest.Unknown{}, "ports": acctest.Unknown{}, "estimated_cost": acctest.Unknown{}},
		},
		"cost without usage is a range": {
			// 3 x 2.736 $/h x 730 h, and 3 x 20 GB of disk.
			config: minimal(nil),
			want: obj{
				"estimated_cost.monthly_usd": nil, "estimated_cost.monthly_min_usd": 0, "estimated_cost.monthly_max_usd": acctest.Number("6132.22"),
				"estimated_cost.max_hourly_usd": acctest.Number("8.208"),
			},
		},
		"cost with usage": {
			// 33 s a request at 0.00076 $/s: $762.85, and the disk of 6083.3 sessions of 1 interval.
			config: minimal(obj{
				"workers": obj{"idle_timeout_seconds": 5},
				"usage":   obj{"requests_per_day": 1000, "execution_seconds": 30, "cold_start_seconds": 10, "cold_start_ratio": 0.2},
			}),
			want: obj{"estimated_cost.monthly_usd": acctest.Number("764.26")},
		},
		"cost of CPU workers": {
			config: minimal(obj{"gpu": nil, "cpu": cpu, "workers": obj{"active": 1, "flex": 0}, "usage": obj{"requests_per_day": 0, "execution_seconds": 1}}),
			want:   obj{"gpu": nil, "cpu": cpu, "usage.cold_start_ratio": nil, "estimated_cost.monthly_usd": acctest.Number("75.03"), "estimated_service.summary": "no requests"},
		},
		"active workers alone need no usage": {
			config: minimal(obj{"workers": obj{"active": 1, "flex": 0}}),
			want:   obj{"estimated_cost.monthly_usd": acctest.Number("1999.31"), "estimated_service": nil},
		},
		"a burst": {
			config: minimal(obj{
				"workers": obj{"flex": 30, "idle_timeout_seconds": 5},
				"usage":   obj{"requests_per_day": 30, "execution_seconds": 30, "cold_start_seconds": 10, "traffic": "BURSTS", "burst_size": 30},
			}),
			want: obj{
				"estimated_service.burst_seconds": 44, "estimated_service.wait_p50_seconds": 14, "estimated_service.peak_workers": 30,
				"estimated_service.summary": "30 at once are served after 44 s; half wait 14 s or longer, 1 in 20 waits 14 s or longer, the longest wait in 400 days is 14 s; 100 % meet a cold start of 10 s",
			},
		},
		"a burst on three": {
			config: minimal(obj{
				"workers": obj{"flex": 3, "idle_timeout_seconds": 5},
				"usage":   obj{"requests_per_day": 30, "execution_seconds": 30, "cold_start_seconds": 10, "traffic": "BURSTS", "burst_size": 30},
			}),
			want: obj{"estimated_service.burst_seconds": 314, "estimated_service.cold_start_ratio": acctest.Number("0.1")},
		},
		"a model on a network volume": {
			config: minimal(obj{"usage": obj{"requests_per_day": 1, "execution_seconds": 1, "model": obj{"size_gb": 6, "location": "NETWORK_VOLUME"}}}),
			want:   obj{"estimated_service.wait_p50_seconds": acctest.Number("22.3")},
		},
		"a model in the image, without flashboot": {
			config: minimal(obj{"flashboot": "OFF", "usage": obj{"requests_per_day": 1, "execution_seconds": 1, "model": obj{"size_gb": 6}}}),
			want:   obj{"estimated_service.wait_p50_seconds": 16},
		},
		"more requests than workers": {
			config: minimal(obj{"usage": obj{"requests_per_day": 100000, "execution_seconds": 60}}),
			want: obj{
				"estimated_cost.monthly_usd": acctest.Number("5997.92"), "estimated_service.wait_p50_seconds": nil,
				"estimated_service.summary": "requests pile up: the workers cannot carry the load",
			},
		},
		"a measured share of cold starts": {
			config: minimal(obj{"usage": obj{"requests_per_day": 1000, "execution_seconds": 30, "cold_start_ratio": 0.2}}),
			want:   obj{"estimated_service.wait_p50_seconds": nil, "estimated_service.cold_start_ratio": acctest.Number("0.2")},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			expect(t, planned(t, acctest.OfflineServer(t, nil), create(), test.config), test.want)
		})
	}
}

// A whole resource is handed to a data source, which Terraform reads at plan only
// if all of this is known.
func TestPlanKnowsWhatCosts(t *testing.T) {
	t.Parallel()
	p := planned(t, acctest.OfflineServer(t, nil), create(), minimal(nil))
	var attributes map[string]tftypes.Value
	if err := p.Planned.As(&attributes); err != nil {
		t.Fatal(err)
	}
	var unknowns []string
	for name, v := range attributes {
		if !v.IsFullyKnown() {
			unknowns = append(unknowns, name)
		}
	}
	slices.Sort(unknowns)
	if want := []string{"created_at", "id", "request_urls"}; !slices.Equal(unknowns, want) {
		t.Errorf("unknown at plan: %q, not only %q", unknowns, want)
	}
}

// existing is an endpoint as a create leaves it: the plan with what Runpod adds.
func existing(t *testing.T, s *acctest.Server, config, changes obj) (state tftypes.Value, private []byte) {
	t.Helper()
	p := planned(t, s, create(), config)
	var attributes map[string]tftypes.Value
	if err := p.Planned.As(&attributes); err != nil {
		t.Fatal(err)
	}
	urls := obj{}
	for name := range attributes["request_urls"].Type().(tftypes.Object).AttributeTypes {
		urls[name] = "https://api.runpod.ai/v2/ep1/" + name
	}
	answer := obj{"id": "ep1", "created_at": "2026-11-02T08:00:00Z", "request_urls": urls}
	maps.Copy(answer, changes)
	for name, v := range answer {
		attributes[name] = acctest.TerraformValue(attributes[name].Type(), v)
	}
	return tftypes.NewValue(p.Planned.Type(), attributes), p.Private
}

func TestPlanOfChange(t *testing.T) {
	t.Parallel()
	cpu := items{obj{"flavor_id": "cpu3g", "vcpu_count": 2}}
	tests := map[string]struct {
		before, after obj
		// drift is what Runpod changed by itself.
		drift    obj
		changed  []string
		replaces []string
	}{
		"nothing": {before: minimal(nil), after: minimal(nil)},
		"defaults written out": {
			before: minimal(nil),
			after: minimal(obj{
				"type": "QUEUE", "workers": obj{"active": 0, "flex": 3, "idle_timeout_seconds": 10}, "scaling": obj{"queue_delay_seconds": 4},
				"container_disk_gb": 20, "data_center_ids": items{}, "flashboot": "FLASHBOOT",
			}),
		},
		"a rename prints nothing else": {before: minimal(nil), after: minimal(obj{"name": "cutting"}), changed: []string{"name"}},
		"a new image":                  {before: minimal(nil), after: minimal(obj{"image": "ghcr.io/acme/matting:1.5"}), changed: []string{"image"}},
		"more workers cost more":       {before: minimal(nil), after: minimal(obj{"workers": obj{"flex": 4}}), changed: []string{"estimated_cost", "workers"}},
		"workers taken out of the configuration": {
			before: minimal(obj{"workers": obj{"active": 1, "flex": 4}}), after: minimal(nil), changed: []string{"estimated_cost", "workers"},
		},
		"usage": {
			before: minimal(nil), after: minimal(obj{"usage": obj{"requests_per_day": 10, "execution_seconds": 1}}), changed: []string{"estimated_cost", "estimated_service", "usage"},
		},
		"Runpod lowered the most workers to none": {
			before: minimal(nil), after: minimal(nil), drift: obj{"workers": obj{"active": 0, "min": 0, "flex": 0, "idle_timeout_seconds": 10, "max": 0}}, changed: []string{"workers"},
		},
		"Runpod lowered the most workers below the active ones": {
			before: minimal(obj{"workers": obj{"active": 3}}), after: minimal(obj{"workers": obj{"active": 3}}),
			drift: obj{"workers": obj{"active": 3, "min": 3, "flex": 0, "idle_timeout_seconds": 10, "max": 2}}, changed: []string{"workers"},
		},
		"to scaling on requests and its lack of an idle timeout": {
			before: minimal(nil), after: minimal(obj{"scaling": obj{"request_count": 2}}), changed: []string{"estimated_cost", "scaling", "workers"},
		},
		"back to scaling on delay": {
			before: minimal(obj{"scaling": obj{"request_count": 2}}), after: minimal(nil), changed: []string{"estimated_cost", "scaling", "workers"},
		},
		"another pool": {before: minimal(nil), after: minimal(obj{"gpu": obj{"pools": items{"ADA_24"}}}), changed: []string{"estimated_cost", "gpu"}},
		"a CUDA floor": {
			before: minimal(nil), after: minimal(obj{"gpu": obj{"pools": items{"AMPERE_80"}, "min_cuda_version": "12.8"}}), changed: []string{"gpu"},
		},
		"data centers of somebody else's choice": {before: minimal(nil), after: minimal(nil), drift: obj{"data_center_ids": items{"EU-RO-1"}}, changed: []string{"data_center_ids"}},
		"another type":                           {before: minimal(nil), after: minimal(obj{"type": "LOAD_BALANCER"}), replaces: []string{"type"}},
		"GPU to CPU":                             {before: minimal(nil), after: minimal(obj{"gpu": nil, "cpu": cpu}), replaces: []string{"cpu", "gpu"}},
		"CPU to GPU":                             {before: minimal(obj{"gpu": nil, "cpu": cpu}), after: minimal(nil), replaces: []string{"cpu", "gpu"}},
		"another CPU": {
			before: minimal(obj{"gpu": nil, "cpu": cpu}), after: minimal(obj{"gpu": nil, "cpu": append(items{obj{"flavor_id": "cpu5c", "vcpu_count": 4}}, cpu...)}),
			changed: []string{"cpu", "estimated_cost"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := acctest.OfflineServer(t, nil)
			prior, private := existing(t, s, test.before, test.drift)
			p := planned(t, s, s.InState(typeName, prior, private), test.after)
			slices.Sort(p.Replaces)
			if !slices.Equal(p.Replaces, test.replaces) {
				t.Errorf("replaced for %q, not %q", p.Replaces, test.replaces)
			}
			if len(test.replaces) > 0 {
				if len(p.Diagnostics) == 0 || !strings.Contains(p.Diagnostics[0].Summary, "will be replaced") {
					t.Errorf("no warning of the replacement, but %q", acctest.Lines(p.Diagnostics))
				}
				return
			}
			if changed := differences(t, prior, p.Planned); !slices.Equal(changed, test.changed) {
				t.Errorf("the plan changes %q, not %q", changed, test.changed)
			}
		})
	}
}

func differences(t *testing.T, before, after tftypes.Value) []string {
	t.Helper()
	var b, a map[string]tftypes.Value
	if err := before.As(&b); err != nil {
		t.Fatal(err)
	}
	if err := after.As(&a); err != nil {
		t.Fatal(err)
	}
	var changed []string
	for name := range b {
		if !b[name].Equal(a[name]) {
			changed = append(changed, name)
		}
	}
	slices.Sort(changed)
	return changed
}

func TestPlanOfTemplate(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	template := newTemplate(t, env, "acme/serve:1", nil)
	s := env.Server(nil)
	config := obj{"name": "serve", "template_id": template.ID, "gpu": obj{"pools": items{"AMPERE_80"}}}
	expect(t, planned(t, s, create(), config), obj{"image": "acme/serve:1", "container_disk_gb": 35, "ports": items{"8000/http"}})

	config["template_id"] = "tpl2"
	_, err := s.Plan(t.Context(), create(), config)
	if at, _ := refused(err); at != "template_id" {
		t.Errorf("an unknown template is not an error on template_id: %v", err)
	}
}

// An imported endpoint cannot know its template: declaring it changes nothing
// else, whatever became of the template since.
func TestPlanAdoptsTemplate(t *testing.T) {
	t.Parallel()
	s := acctest.OfflineServer(t, nil)
	prior, _ := existing(t, s, minimal(obj{"container_disk_gb": 35}), nil)
	private := []byte(fmt.Sprintf(`{%q:%q}`, "imported", "dHJ1ZQ=="))
	config := obj{"name": "matting", "template_id": "tpl1", "gpu": obj{"pools": items{"AMPERE_80"}}}
	p := planned(t, s, s.InState(typeName, prior, private), config)
	if changed := differences(t, prior, p.Planned); !slices.Equal(changed, []string{"template_id"}) {
		t.Errorf("the plan changes %q", changed)
	}
}

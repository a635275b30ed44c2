package pod_test

import (
	"encoding/json"
	"errors"
	"maps"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

type (
	obj   = acctest.Attributes
	items = []any
)

// minimal is the minimum that makes a pod, with changes over it; a nil takes an
// attribute away.
func minimal(changes obj) obj {
	pod := obj{"name": "trainer", "image": "acme/trainer:1", "gpu": obj{"type_ids": items{a100, a100sxm}}}
	maps.Copy(pod, changes)
	return pod
}

func newPod() *acctest.Instance { return &acctest.Instance{Type: "runpod_pod"} }

// expect compares planned values with Go's, by their paths.
func expect(t *testing.T, planned tftypes.Value, want obj) {
	t.Helper()
	for path, w := range want {
		got := acctest.At(planned, strings.Split(path, ".")...)
		if got.Type() == nil {
			t.Fatalf("there is no attribute %s", path)
		}
		if expected := acctest.TerraformValue(got.Type(), w); !got.Equal(expected) {
			t.Errorf("%s is planned as %s, not %s", path, got, expected)
		}
	}
}

// usd is an amount as the provider makes it.
func usd(t *testing.T, amount string) *big.Float {
	t.Helper()
	f, _, err := big.ParseFloat(amount, 10, 512, big.ToNearestEven)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestPlanOfCreate(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ config, want obj }{
		"every default": {minimal(nil), obj{
			"cloud": "SECURE", "gpu.count": 1, "container_disk_gb": 50, "ports": items{}, "desired_state": "RUNNING", "locked": false, "global_networking": false,
			"data_center_ids": nil, "volume_disk": nil, "network_volume": nil, "start_ssh": nil, "env_wo": nil, "usage": nil, "id": acctest.Unknown{},
			"estimated_cost.max_hourly_usd": usd(t, "1.79"),
		}},
		"a CPU pod has no GPU type": {
			minimal(obj{"gpu": nil, "cpu": obj{"flavor_id": "cpu3c", "vcpu_count": 4}}),
			obj{"gpu": nil, "gpu_type_id": nil, "cpu.vcpu_count": 4},
		},
		"usage has its defaults":         {minimal(obj{"usage": obj{}}), obj{"usage.hours_per_day": 24, "usage.when_idle": "STOPPED"}},
		"an unknown template leaves all": {minimal(obj{"image": nil, "template_id": acctest.Unknown{}}), obj{"image": acctest.Unknown{}, "container_disk_gb": acctest.Unknown{}, "ports": acctest.Unknown{}, "volume_disk": acctest.Unknown{}, "estimated_cost": acctest.Unknown{}}},
		"an unknown name leaves the cost": {
			minimal(obj{"name": acctest.Unknown{}, "env": acctest.Unknown{}}),
			obj{"estimated_cost.max_hourly_usd": usd(t, "1.79")},
		},
		"an unknown GPU type does not": {minimal(obj{"gpu": obj{"type_ids": items{acctest.Unknown{}}}}), obj{"estimated_cost": acctest.Unknown{}, "gpu.count": 1}},
		"a mount path has a default":   {minimal(obj{"volume_disk": obj{"size_gb": 20}}), obj{"volume_disk.mount_path": "/workspace"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			change, err := acctest.OfflineServer(t, nil).Plan(t.Context(), newPod(), test.config)
			if err != nil {
				t.Fatal(err)
			}
			expect(t, change.Planned, test.want)
		})
	}
}

func TestConfigurationsThatAreRefused(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config      obj
		at, summary string
	}{
		"no image":                       {minimal(obj{"image": nil}), "image", "Missing image"},
		"neither GPU nor CPU":            {minimal(obj{"gpu": nil}), "gpu", "Missing GPU or CPU"},
		"both":                           {minimal(obj{"cpu": obj{"flavor_id": "cpu3c", "vcpu_count": 2}}), "cpu", "Conflicting GPU and CPU"},
		"a CPU on community cloud":       {minimal(obj{"gpu": nil, "cpu": obj{"flavor_id": "cpu3c", "vcpu_count": 2}, "cloud": "COMMUNITY"}), "cloud", "CPU pods run on secure cloud only"},
		"CUDA set and floor":             {minimal(obj{"gpu": obj{"type_ids": items{a100}, "allowed_cuda_versions": items{"12.8"}, "min_cuda_version": "12.4"}}), "gpu.min_cuda_version", "Conflicting CUDA requirements"},
		"global networking without GPU":  {minimal(obj{"gpu": nil, "cpu": obj{"flavor_id": "cpu3c", "vcpu_count": 2}, "global_networking": true}), "global_networking", "Global networking needs an NVIDIA GPU"},
		"global networking with AMD":     {minimal(obj{"gpu": obj{"type_ids": items{"AMD Instinct MI300X OAM"}}, "global_networking": true}), "global_networking", "Global networking needs an NVIDIA GPU"},
		"two volumes":                    {minimal(obj{"volume_disk": obj{"size_gb": 20}, "network_volume": obj{"id": "v1"}}), "network_volume", "Conflicting volumes"},
		"a volume disk on a CPU pod":     {minimal(obj{"gpu": nil, "cpu": obj{"flavor_id": "cpu3c", "vcpu_count": 2}, "volume_disk": obj{"size_gb": 20}}), "volume_disk", "No volume disk on a CPU pod"},
		"a network volume on community":  {minimal(obj{"network_volume": obj{"id": "v1"}, "cloud": "COMMUNITY"}), "network_volume", "No network volumes on community cloud"},
		"the same GPU type twice":        {minimal(obj{"gpu": obj{"type_ids": items{a100, a100}}}), "gpu.type_ids", "Duplicate value in gpu.type_ids"},
		"what is not known yet is right": {minimal(obj{"image": acctest.Unknown{}, "gpu": acctest.Unknown{}, "volume_disk": acctest.Unknown{}, "cloud": acctest.Unknown{}, "global_networking": true}), "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diags := acctest.OfflineServer(t, nil).Validate(t.Context(), "runpod_pod", test.config)
			if test.summary == "" {
				if len(diags) > 0 {
					t.Errorf("said %s", acctest.Lines(diags))
				}
				return
			}
			if len(diags) != 1 || acctest.Path(diags[0].Attribute) != test.at || diags[0].Summary != test.summary {
				t.Errorf("want %q on %s, not %s", test.summary, test.at, acctest.Lines(diags))
			}
		})
	}
}

// What a change of each setting does to a pod that exists: which attributes replace
// it, and what a reviewer is warned of.
func TestPlanOfChange(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		before, change obj
		replaces       []string
		warning        string
		want           obj
	}{
		"a rename keeps what lives with the pod": {change: obj{"name": "other"}, want: obj{"status": "RUNNING", "gpu_type_id": a100}},
		"fallbacks in another order":             {change: obj{"gpu": obj{"type_ids": items{a100sxm, a100}}}, want: obj{"status": "RUNNING"}},
		"a fallback less":                        {change: obj{"gpu": obj{"type_ids": items{a100}}}, want: obj{"status": "RUNNING"}},
		"without the one that was placed":        {change: obj{"gpu": obj{"type_ids": items{a100sxm}}}, replaces: []string{"gpu.type_ids"}},
		"more GPUs":                              {change: obj{"gpu": obj{"type_ids": items{a100, a100sxm}, "count": 2}}, replaces: []string{"gpu.count"}},
		"another minimum":                        {change: obj{"gpu": obj{"type_ids": items{a100, a100sxm}, "min_vcpus_per_gpu": 8, "min_ram_gb_per_gpu": 64}}, replaces: []string{"gpu.min_ram_gb_per_gpu", "gpu.min_vcpus_per_gpu"}},
		"a CPU in place of the GPU":              {change: obj{"gpu": nil, "cpu": obj{"flavor_id": "cpu3c", "vcpu_count": 2}}, replaces: []string{"cpu", "gpu"}},
		"the other cloud":                        {change: obj{"cloud": "COMMUNITY"}, replaces: []string{"cloud"}},
		"another image":                          {change: obj{"image": "acme/trainer:2"}, warning: "Pod restarts: trainer", want: obj{"status": acctest.Unknown{}}},
		"a stop":                                 {change: obj{"desired_state": "STOPPED"}, warning: "Pod stops: trainer", want: obj{"status": acctest.Unknown{}, "cost_per_hour_usd": acctest.Unknown{}}},
		"a volume disk that grows":               {before: obj{"volume_disk": obj{"size_gb": 20}}, change: obj{"volume_disk": obj{"size_gb": 40}}, warning: "Pod restarts: trainer"},
		"a volume disk less":                     {before: obj{"volume_disk": obj{"size_gb": 20}}, change: obj{"volume_disk": nil}, replaces: []string{"volume_disk"}, warning: "All data on the pod's volume disk will be lost: trainer"},
		"Jupyter, which only a create sets up":   {change: obj{"start_jupyter": true}, replaces: []string{"start_jupyter"}},
		"global networking, in place":            {before: obj{"data_center_ids": items{"EU-RO-1"}}, change: obj{"global_networking": true}, want: obj{"status": "RUNNING"}},
		"usage is the estimate's only":           {change: obj{"usage": obj{"hours_per_day": 8}}, want: obj{"status": "RUNNING"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			server, pod := env.Server(nil), newPod()
			if err := server.Apply(t.Context(), pod, minimal(test.before)); err != nil {
				t.Fatal(err)
			}
			changed := minimal(test.before)
			maps.Copy(changed, test.change)
			change, err := server.Plan(t.Context(), pod, changed)
			if err != nil {
				t.Fatal(err)
			}
			replaces := slices.Sorted(slices.Values(change.Replaces))
			if !slices.Equal(replaces, test.replaces) {
				t.Errorf("replaced for %q, want %q", replaces, test.replaces)
			}
			warnings := ""
			for _, d := range change.Diagnostics {
				warnings += d.Summary
			}
			if warnings != test.warning {
				t.Errorf("warned of %q, want %q", warnings, test.warning)
			}
			expect(t, change.Planned, test.want)
		})
	}
}

func TestChangesThatAreRefused(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		before, change obj
		at             string
	}{
		"a volume disk that shrinks": {obj{"volume_disk": obj{"size_gb": 40}}, obj{"volume_disk": obj{"size_gb": 20}}, "volume_disk.size_gb"},
		"a stop under a lock":        {obj{"locked": true}, obj{"desired_state": "STOPPED"}, "desired_state"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, pod := acctest.New(t).Server(nil), newPod()
			if err := server.Apply(t.Context(), pod, minimal(test.before)); err != nil {
				t.Fatal(err)
			}
			changed := minimal(test.before)
			maps.Copy(changed, test.change)
			_, err := server.Plan(t.Context(), pod, changed)
			var refused *acctest.DiagnosticsError
			if !errors.As(err, &refused) || acctest.Path(refused.Diagnostics[0].Attribute) != test.at {
				t.Errorf("not refused at %s: %v", test.at, err)
			}
		})
	}
}

// TestSettingsReachRunPod declares what no other test does, follows it into the
// request, and finds nothing to do afterwards.
func TestSettingsReachRunPod(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	server, pod := env.Server(nil), newPod()
	settings := minimal(obj{
		"gpu":               obj{"type_ids": items{a100}, "min_vcpus_per_gpu": 8, "min_ram_gb_per_gpu": 64},
		"global_networking": true, "start_jupyter": true, "start_ssh": false,
	})
	if err := server.Apply(t.Context(), pod, settings); err != nil {
		t.Fatal(err)
	}
	sent := bodyOf(t, env, http.MethodPost)
	for field, want := range map[string]any{"globalNetworking": true, "startJupyter": true, "startSsh": false} {
		if sent[field] != want {
			t.Errorf("%s was sent as %v, not %v", field, sent[field], want)
		}
	}
	if gpu, _ := sent["gpu"].(map[string]any); gpu["minVcpuCountPerGpu"] != 8.0 || gpu["minRamPerGpu"] != 64.0 {
		t.Errorf("the GPU was sent as %v", gpu)
	}
	if err := server.Refresh(t.Context(), pod); err != nil {
		t.Fatal(err)
	}
	if err := server.PlanIsEmpty(t.Context(), pod, settings); err != nil {
		t.Error(err)
	}
	before := server.ID(pod)
	settings["global_networking"] = false
	if err := server.Apply(t.Context(), pod, settings); err != nil {
		t.Fatal(err)
	}
	if patch := bodyOf(t, env, http.MethodPatch); len(patch) != 1 || patch["globalNetworking"] != false {
		t.Errorf("the change was sent as %v", patch)
	}
	if server.ID(pod) != before || only(t, env).GlobalNetworking.Enabled {
		t.Error("not changed in place")
	}
}

// bodyOf is that of the last request to a pod by this method.
func bodyOf(t *testing.T, env *acctest.Env, method string) map[string]any {
	t.Helper()
	var body map[string]any
	for _, request := range slices.Backward(env.Account.Requests()) {
		if request.Method == method && strings.HasPrefix(request.Path, "/v2/pods") {
			if err := json.Unmarshal([]byte(request.Body), &body); err != nil {
				t.Fatal(err)
			}
			return body
		}
	}
	t.Fatalf("no %s was sent", method)
	return nil
}

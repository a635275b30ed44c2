package acctest_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// TestKnownRefusalsComeAtPlan: what the account already tells a plan, an apply need not find out.
func TestKnownRefusalsComeAtPlan(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	server := env.Server(nil)
	volume := &acctest.Instance{Type: "runpod_network_volume"}
	if err := server.Apply(t.Context(), volume, attrs{"name": "data", "size_gb": 20, "data_center_id": "EU-RO-1"}); err != nil {
		t.Fatal(err)
	}
	mounted := attrs{"id": server.ID(volume)}
	disk := env.Account.AddTemplate(runpod.Template{
		Name: "disk", Container: runpod.Container{Image: "busybox:1", Disk: 20}, Mounts: runpod.TemplateMounts{Persistent: &runpod.PersistentMount{Size: 40, Path: "/v"}},
	})
	gpu, cpu := attrs{"type_ids": []any{"NVIDIA L40S"}}, attrs{"flavor_id": "cpu3c", "vcpu_count": 2}
	pod := attrs{"name": "p", "image": "busybox:1", "gpu": gpu}
	cluster := func(gpus int) attrs {
		return attrs{"name": "c", "type": "RAY", "image": "busybox:1", "compute": attrs{"gpu_type_id": "NVIDIA H100 80GB HBM3", "gpu_count_per_pod": gpus, "pod_count": 2}}
	}
	workers := func(cpu attrs) attrs { return attrs{"name": "e", "image": "busybox:1", "cpu": []any{cpu}} }
	with := func(config, more attrs) attrs {
		all := maps.Clone(config)
		maps.Copy(all, more)
		return all
	}
	for name, test := range map[string]struct {
		resource string
		config   attrs
		want     string // of the error; "" for none
	}{
		"a volume elsewhere, pod":                          {"runpod_pod", with(pod, attrs{"network_volume": mounted, "data_center_ids": []any{"US-KS-2"}}), "is in EU-RO-1, and `data_center_ids` has only US-KS-2"},
		"a volume there, pod":                              {"runpod_pod", with(pod, attrs{"network_volume": mounted, "data_center_ids": []any{"US-KS-2", "EU-RO-1"}}), ""},
		"a volume anywhere, pod":                           {"runpod_pod", with(pod, attrs{"network_volume": mounted}), ""},
		"a volume elsewhere, cluster":                      {"runpod_cluster", with(cluster(8), attrs{"network_volume": mounted, "data_center_ids": []any{"US-KS-2"}}), "is in EU-RO-1, and `data_center_ids` has only US-KS-2"},
		"too many GPUs, cluster":                           {"runpod_cluster", cluster(99), "Set `gpu_count_per_pod` to 8 or less instead of 99"},
		"all GPUs, cluster":                                {"runpod_cluster", cluster(8), ""},
		"a template's disk, CPU pod":                       {"runpod_pod", attrs{"name": "p", "template_id": disk, "cpu": cpu}, `Template "disk" (` + disk + `) has a volume disk, and only GPU pods can have one`},
		"a template's disk, GPU pod":                       {"runpod_pod", attrs{"name": "p", "template_id": disk, "gpu": gpu}, ""},
		"a template's disk, CPU pod with a network volume": {"runpod_pod", attrs{"name": "p", "template_id": disk, "cpu": cpu, "network_volume": mounted}, ""},
		"no such flavor, endpoint":                         {"runpod_endpoint", workers(attrs{"flavor_id": "cpu9z", "vcpu_count": 2}), `Runpod has no CPU flavor "cpu9z"`},
		"too many vCPUs, endpoint":                         {"runpod_endpoint", workers(attrs{"flavor_id": "cpu3c", "vcpu_count": 1024}), `CPU flavor "cpu3c" has `},
		"vCPUs, endpoint":                                  {"runpod_endpoint", workers(cpu), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := server.Plan(t.Context(), &acctest.Instance{Type: test.resource}, test.config)
			if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("%v, want %q", err, test.want)
			}
		})
	}
}

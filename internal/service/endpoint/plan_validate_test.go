package endpoint_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

func TestValidateConfig(t *testing.T) {
	t.Parallel()
	gpu := func(changes obj) obj {
		config := obj{"pools": items{"AMPERE_80"}}
		maps.Copy(config, changes)
		return minimal(obj{"gpu": config})
	}
	cpu := func(options ...any) obj { return minimal(obj{"gpu": nil, "cpu": options}) }
	usage := func(changes obj) obj {
		config := obj{"requests_per_day": 1000, "execution_seconds": 30}
		maps.Copy(config, changes)
		return minimal(obj{"usage": config})
	}
	small := obj{"flavor_id": "cpu3g", "vcpu_count": 2}
	tests := map[string]struct {
		config obj
		// at is the attribute that is blamed; empty where nothing is wrong.
		at string
		// says is what the text names as the remedy.
		says string
	}{
		"the least":                         {config: minimal(nil)},
		"a template in place of an image":   {config: minimal(obj{"image": nil, "template_id": "tpl1234567"})},
		"CPU only":                          {config: cpu(small, obj{"flavor_id": "cpu5c", "vcpu_count": 4})},
		"no workers at all":                 {config: minimal(obj{"workers": obj{"active": 0, "flex": 0}})},
		"workers unknown":                   {config: minimal(obj{"workers": acctest.Unknown{}, "scaling": acctest.Unknown{}, "type": acctest.Unknown{}})},
		"type unknown":                      {config: minimal(obj{"type": acctest.Unknown{}, "scaling": obj{"queue_delay_seconds": 4}})},
		"an idle timeout of who knows what": {config: minimal(obj{"type": acctest.Unknown{}, "scaling": obj{"request_count": 4}, "workers": obj{"idle_timeout_seconds": 5}})},
		"GPU and CPU unknown":               {config: minimal(obj{"gpu": acctest.Unknown{}, "cpu": acctest.Unknown{}})},
		"one way to scale unknown":          {config: minimal(obj{"scaling": obj{"queue_delay_seconds": acctest.Unknown{}, "request_count": 4}})},
		"pools unknown":                     {config: gpu(obj{"pools": items{acctest.Unknown{}, acctest.Unknown{}}})},
		"no exclusions, written out":        {config: gpu(obj{"excluded_type_ids": items{}, "allowed_cuda_versions": items{}, "min_cuda_version": "12.8"})},
		"idle timeout of a balancer":        {config: minimal(obj{"type": "LOAD_BALANCER", "scaling": obj{"request_count": 4}, "workers": obj{"idle_timeout_seconds": 5}})},
		"half a second of delay":            {config: minimal(obj{"scaling": obj{"queue_delay_seconds": 0.5}})},

		"neither GPU nor CPU":        {config: minimal(obj{"gpu": nil}), at: "gpu", says: "`cpu = [{"},
		"GPU and CPU":                {config: minimal(obj{"cpu": items{small}}), at: "cpu", says: "Remove one of them"},
		"neither image nor template": {config: minimal(obj{"image": nil}), at: "image", says: "`template_id`"},
		"an empty name":              {config: minimal(obj{"name": " "}), at: "name", says: "at least one character"},
		"an unknown type":            {config: minimal(obj{"type": "STREAM"}), at: "type", says: `"LOAD_BALANCER"`},

		"no pool":                  {config: gpu(obj{"pools": items{}}), at: "gpu.pools", says: "Write at least one"},
		"the same pool twice":      {config: gpu(obj{"pools": items{"AMPERE_80", "ADA_24", "AMPERE_80"}}), at: "gpu.pools[2]", says: "Remove one"},
		"part of a GPU's name":     {config: gpu(obj{"pools": items{"A100"}}), at: "gpu.pools[0]", says: `Write "AMPERE_80"`},
		"a pool in lower case":     {config: gpu(obj{"pools": items{"ampere_80"}}), at: "gpu.pools[0]", says: `Write "AMPERE_80"`},
		"a GPU type for a pool":    {config: gpu(obj{"pools": items{"NVIDIA A100 80GB PCIe"}}), at: "gpu.pools[0]", says: `Write "AMPERE_80", the pool`},
		"no GPU":                   {config: gpu(obj{"count": 0}), at: "gpu.count", says: "at least 1"},
		"a pool for an exclusion":  {config: gpu(obj{"excluded_type_ids": items{"AMPERE_80"}}), at: "gpu.excluded_type_ids[...]", says: "Write GPU type IDs"},
		"an exclusion with a dash": {config: gpu(obj{"excluded_type_ids": items{"-NVIDIA A40"}}), at: "gpu.excluded_type_ids[...]", says: `only the GPU type ID: "NVIDIA A40"`},
		"an empty exclusion":       {config: gpu(obj{"excluded_type_ids": items{""}}), at: "gpu.excluded_type_ids[...]", says: "Write one"},
		"CUDA set and floor": {
			config: gpu(obj{"allowed_cuda_versions": items{"12.8"}, "min_cuda_version": "12.4"}), at: "gpu.min_cuda_version", says: "Keep `allowed_cuda_versions`",
		},
		"a CUDA set of words":   {config: gpu(obj{"allowed_cuda_versions": items{"cuda12"}}), at: "gpu.allowed_cuda_versions[...]", says: `"12.8"`},
		"a CUDA floor of words": {config: gpu(obj{"min_cuda_version": "12"}), at: "gpu.min_cuda_version", says: `"12.8"`},

		"no CPU option":             {config: cpu(), at: "gpu", says: "cpu = [{"},
		"the same CPU option twice": {config: cpu(small, small), at: "cpu[1]", says: "Remove one"},
		"three vCPUs":               {config: cpu(obj{"flavor_id": "cpu3g", "vcpu_count": 3}), at: "cpu[0].vcpu_count", says: "4"},
		"a CPU flavor in words":     {config: cpu(obj{"flavor_id": "large", "vcpu_count": 2}), at: "cpu[0].flavor_id", says: `"cpu3g"`},

		"fewer than no active workers": {config: minimal(obj{"workers": obj{"active": -1}}), at: "workers.active", says: "at least 0"},
		"fewer than no flex workers":   {config: minimal(obj{"workers": obj{"flex": -1}}), at: "workers.flex", says: "at least 0"},
		"a minimum of workers":         {config: minimal(obj{"workers": obj{"min": 1}}), at: "workers.min", says: "`flex`"},
		"a maximum of workers":         {config: minimal(obj{"workers": obj{"max": 5}}), at: "workers.max", says: "`active`"},
		"what follows from both":       {config: minimal(obj{"workers": obj{"active": 1, "flex": 2, "min": 1, "max": 3}})},
		"no idle timeout":              {config: minimal(obj{"workers": obj{"idle_timeout_seconds": 0}}), at: "workers.idle_timeout_seconds", says: "between 1 and 3600"},
		"an idle timeout beyond an hour": {
			config: minimal(obj{"workers": obj{"idle_timeout_seconds": 3601}}), at: "workers.idle_timeout_seconds", says: "between 1 and 3600",
		},
		"an idle timeout with request_count on a queue": {
			config: minimal(obj{"scaling": obj{"request_count": 4}, "workers": obj{"idle_timeout_seconds": 5}}),
			at:     "workers.idle_timeout_seconds", says: "Remove `idle_timeout_seconds`",
		},
		"two ways to scale":       {config: minimal(obj{"scaling": obj{"queue_delay_seconds": 4, "request_count": 4}}), at: "scaling.request_count", says: "Remove one of them"},
		"no way to scale":         {config: minimal(obj{"scaling": obj{}})},
		"too short a queue delay": {config: minimal(obj{"scaling": obj{"queue_delay_seconds": 0.4}}), at: "scaling.queue_delay_seconds", says: "at least 0.5"},
		"a request count of none": {config: minimal(obj{"scaling": obj{"request_count": 0}}), at: "scaling.request_count", says: "at least 1"},
		"a queue delay on a balancer": {
			config: minimal(obj{"type": "LOAD_BALANCER", "scaling": obj{"queue_delay_seconds": 4}}), at: "scaling.queue_delay_seconds", says: "`scaling = { request_count = 4 }`",
		},

		"no execution timeout":        {config: minimal(obj{"execution_timeout_ms": 0}), at: "execution_timeout_ms", says: "at least 1"},
		"an unknown flashboot":        {config: minimal(obj{"flashboot": "ON"}), at: "flashboot", says: `"PRIORITY_FLASHBOOT"`},
		"a data center in lower case": {config: minimal(obj{"data_center_ids": items{"eu-ro-1"}}), at: "data_center_ids[...]", says: `Write "EU-RO-1"`},
		"a volume by its name":        {config: minimal(obj{"network_volume_ids": items{"my volume"}}), at: "network_volume_ids[...]", says: "Use the `id`"},

		"fewer than no requests":       {config: usage(obj{"requests_per_day": -1}), at: "usage.requests_per_day", says: "at least 0"},
		"a negative execution time":    {config: usage(obj{"execution_seconds": -1}), at: "usage.execution_seconds", says: "at least 0"},
		"a negative cold start":        {config: usage(obj{"cold_start_seconds": -1}), at: "usage.cold_start_seconds", says: "at least 0"},
		"more than all requests cold":  {config: usage(obj{"cold_start_ratio": 1.5}), at: "usage.cold_start_ratio", says: "between 0"},
		"usage without execution time": {config: usage(obj{"execution_seconds": nil}), at: "usage.execution_seconds", says: "required"},
		"a port without a protocol":    {config: minimal(obj{"ports": items{"8888"}}), at: "ports[...]", says: `"8888/http"`},
		"args beside cmd":              {config: minimal(obj{"args": "run", "cmd": items{"run"}}), at: "args", says: "cmd"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diags := acctest.OfflineServer(t, nil).Validate(t.Context(), typeName, test.config)
			if test.at == "" {
				if len(diags) > 0 {
					t.Fatalf("refused: %s", acctest.Lines(diags))
				}
				return
			}
			for _, d := range diags {
				if acctest.Path(d.Attribute) == test.at && strings.Contains(d.Summary+": "+d.Detail, test.says) {
					return
				}
			}
			t.Errorf("no error on %s that says %q, but %s", test.at, test.says, acctest.Lines(diags))
		})
	}
}

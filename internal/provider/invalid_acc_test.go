package provider_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/provider"
)

// invalid is a configuration that must not get past the plan: the error stands
// on the line at, and its text names remedy.
type invalid struct {
	name       string
	body       string
	at, remedy string
}

// pod, endpoint and volume are valid but for the lines they are given; a line
// replaces the default of the same attribute.
func pod(lines ...string) string {
	return object("runpod_pod", lines, `name = "p"`, `image = "busybox:1"`, `gpu = { type_ids = ["NVIDIA L40S"] }`)
}

func cpuPod(lines ...string) string {
	return object("runpod_pod", lines, `name = "p"`, `image = "busybox:1"`, `cpu = { flavor_id = "cpu3c", vcpu_count = 2 }`)
}

func endpoint(lines ...string) string {
	return object("runpod_endpoint", lines, `name = "e"`, `image = "busybox:1"`, `gpu = { pools = ["AMPERE_80"] }`)
}

func volume(lines ...string) string {
	return object("runpod_network_volume", lines, `name = "v"`, `size_gb = 100`, `data_center_id = "EU-RO-1"`)
}

func cluster(lines ...string) string {
	return object("runpod_cluster", lines, `name = "c"`, `image = "busybox:1"`, `type = "TRAINING"`,
		`compute = { gpu_type_id = "NVIDIA H100 80GB HBM3", gpu_count_per_pod = 8, pod_count = 2 }`)
}

func object(kind string, lines []string, defaults ...string) string {
	var b strings.Builder
	b.WriteString("resource \"" + kind + "\" \"test\" {\n")
	for _, line := range defaults {
		attribute, _, _ := strings.Cut(line, " ")
		overridden := false
		for _, own := range lines {
			overridden = overridden || strings.HasPrefix(own, attribute+" ") || own == "-"+attribute
		}
		if !overridden {
			b.WriteString("  " + line + "\n")
		}
	}
	for _, line := range lines {
		if !strings.HasPrefix(line, "-") {
			b.WriteString("  " + line + "\n")
		}
	}
	b.WriteString("}\n")
	return b.String()
}

func nested(attribute string, lines ...string) string {
	return attribute + " = {\n    " + strings.Join(lines, "\n    ") + "\n  }"
}

var invalidPods = []invalid{
	{"gpu and cpu", pod(`cpu = { flavor_id = "cpu3c", vcpu_count = 2 }`), `cpu = `, `Remove one of them`},
	{"neither gpu nor cpu", pod("-gpu"), `resource "runpod_pod" "test"`, `Set gpu = { type_ids`},
	{"no image", pod("-image"), `resource "runpod_pod" "test"`, "or set `template_id`"},
	{"image is a URL", pod(`image = "https://ghcr.io/acme/app:1"`), `image = `, `such as "ghcr.io/acme/app:1"`},
	{"image with a space", pod(`image = "ghcr.io/acme/app :1"`), `image = `, `Write an image reference`},
	{"empty name", pod(`name = " "`), `name = `, `Write at least one character`},
	{"no GPU types", pod(nested("gpu", `type_ids = []`)), `gpu.type_ids`, `Write at least one`},
	{"nothing but null GPU types", pod(nested("gpu", `type_ids = [null]`)), `gpu.type_ids`, `Write at least one`},
	{"half a GB", pod(`container_disk_gb = 50.5`), `container_disk_gb = `, `takes whole numbers, not 50.5`},
	{"GBs beyond counting", pod(nested("volume_disk", `size_gb = 1e30`)), `volume_disk.size_gb`, `takes whole numbers, not 1e+30`},
	{"time before it begins", pod("timeouts {\n create = \"-5m\"\n }"), `create = `, `not a positive duration`},
	{"GPU type twice", pod(nested("gpu", `type_ids = ["NVIDIA L40S", "NVIDIA L40S"]`)), `gpu.type_ids`, `Remove one of them`},
	{"a pool as GPU type", pod(nested("gpu", `type_ids = ["AMPERE_80"]`)), `gpu.type_ids[0]`, `Write GPU type IDs here`},
	{"no GPU", pod(nested("gpu", `type_ids = ["NVIDIA L40S"]`, `count = 0`)), `gpu.count`, `at least 1`},
	{"CUDA set and floor", pod(nested("gpu", `type_ids = ["NVIDIA L40S"]`, `allowed_cuda_versions = ["12.8"]`, `min_cuda_version = "12.4"`)), `min_cuda_version`, `conflict`},
	{"CUDA version", pod(nested("gpu", `type_ids = ["NVIDIA L40S"]`, `min_cuda_version = "12"`)), `gpu.min_cuda_version`, `Write major and minor, such as "12.8"`},
	{"vCPUs no power of two", cpuPod(nested("cpu", `flavor_id = "cpu3c"`, `vcpu_count = 6`)), `cpu.vcpu_count`, `Write 4 or 8 instead of 6`},
	{"CPU flavor", cpuPod(nested("cpu", `flavor_id = "c5.large"`, `vcpu_count = 4`)), `cpu.flavor_id`, `such as "cpu3g"`},
	{"CPU on community cloud", cpuPod(`cloud = "COMMUNITY"`), `cloud = `, `Set cloud = "SECURE"`},
	{"volume disk on a CPU pod", cpuPod(`volume_disk = { size_gb = 20 }`), `volume_disk = `, `Use a network_volume`},
	{"network volume on community cloud", pod(`cloud = "COMMUNITY"`, `network_volume = { id = "abc123" }`), `network_volume = `, `Set cloud = "SECURE"`},
	{"two volumes", pod(`volume_disk = { size_gb = 20 }`, `network_volume = { id = "abc123" }`), `network_volume = `, `Remove one of them`},
	{"small volume disk", pod(nested("volume_disk", `size_gb = 5`)), `volume_disk.size_gb`, `at least 10`},
	{"mount path", pod(nested("volume_disk", `size_gb = 20`, `mount_path = "workspace"`)), `volume_disk.mount_path`, `Write an absolute path`},
	{"unknown cloud", pod(`cloud = "ALL"`), `cloud = `, `"SECURE" "COMMUNITY"`},
	{"data center in lower case", pod(`data_center_ids = ["eu-ro-1"]`), `data_center_ids = `, `Write "EU-RO-1"`},
	{"not a data center", pod(`data_center_ids = ["Bucharest"]`), `data_center_ids = `, `such as "EU-RO-1"`},
	{"port without protocol", pod(`ports = ["8888"]`), `ports = `, `such as "8888/http"`},
	{"port protocol", pod(`ports = ["53/udp"]`), `ports = `, `a slash, and http or tcp`},
	{"port number", pod(`ports = ["70000/tcp"]`), `ports = `, `a number from 1 to 65535`},
	{"args and cmd", pod(`args = "sleep 1"`, `cmd = ["sleep", "1"]`), `args = `, `Remove args`},
	{"env name", pod(`env = { "1ST" = "x" }`), `env = `, `Start with a letter`},
	{"volume id is a name", pod(nested("network_volume", `id = "my volume"`)), `network_volume.id`, `Use the id attribute`},
	{"desired state", pod(`desired_state = "PAUSED"`), `desired_state = `, `"RUNNING" "STOPPED"`},
	{"wait until", pod(`wait_until = "HEALTHY"`), `wait_until = `, `"CREATED" "RUNNING" "READY"`},
	{"hours a day", pod(nested("usage", `hours_per_day = 25`)), `usage.hours_per_day`, `between 0.000000 and 24.000000`},
	{"global networking on a CPU pod", cpuPod(`global_networking = true`), `global_networking = `, `Remove global_networking`},
	{"global networking on AMD", pod(nested("gpu", `type_ids = ["AMD Instinct MI300X OAM"]`), `global_networking = true`), `global_networking = `, `or remove global_networking`},
	{"env_wo without version", pod(`env_wo = { A = "b" }`), `resource "runpod_pod" "test"`, `Add env_wo_version = 1`},
	{"registry credential by name", pod(`container_registry_auth_id = "my registry"`), `container_registry_auth_id = `, `Use the id attribute`},
}

var invalidEndpoints = []invalid{
	{"GPU and CPU workers", endpoint(`cpu = [{ flavor_id = "cpu3g", vcpu_count = 2 }]`), `cpu = `, `Remove one`},
	{"minimum of workers", endpoint(nested("workers", `min = 1`)), `workers.min`, `Set active`},
	{"maximum of workers", endpoint(nested("workers", `max = 5`)), `workers.max`, `and flex`},
	{"part of a GPU type as pool", endpoint("-gpu", nested("gpu", `pools = ["A100"]`)), `gpu.pools[0]`, `Write "AMPERE_80"`},
	{"neither GPU nor CPU workers", endpoint("-gpu"), `resource "runpod_endpoint" "test"`, `pools`},
	{"a GPU type as pool", endpoint(nested("gpu", `pools = ["NVIDIA L40S"]`)), `gpu.pools[0]`, `Write "ADA_48_PRO"`},
	{"no pool at all", endpoint(nested("gpu", `pools = ["Cerebras Wafer"]`)), `gpu.pools[0]`, `takes pools such as "AMPERE_80"`},
	{"pool in lower case", endpoint(nested("gpu", `pools = ["ampere_80"]`)), `gpu.pools[0]`, `Write "AMPERE_80"`},
	{"CUDA set and floor of workers", endpoint(nested("gpu", `pools = ["AMPERE_80"]`, `allowed_cuda_versions = ["12.8"]`, `min_cuda_version = "12.4"`)), `min_cuda_version`, `conflict`},
	{"idle timeout with request count", endpoint(nested("workers", `idle_timeout_seconds = 5`), `scaling = { request_count = 4 }`), `idle_timeout_seconds`, `queue_delay_seconds`},
	{"load balancer with queue delay", endpoint(`type = "LOAD_BALANCER"`, nested("scaling", `queue_delay_seconds = 4`)), `scaling`, `request_count`},
	{"two scalers", endpoint(nested("scaling", `queue_delay_seconds = 4`, `request_count = 4`)), `request_count`, `Remove one of them`},
	{"idle timeout of two hours", endpoint(nested("workers", `idle_timeout_seconds = 7200`)), `workers.idle_timeout_seconds`, `between 1 and 3600`},
	{"negative workers", endpoint(nested("workers", `flex = -1`)), `workers.flex`, `at least 0`},
	{"cold start ratio", endpoint(nested("usage", `requests_per_day = 10`, `execution_seconds = 1`, `cold_start_ratio = 20`)), `usage.cold_start_ratio`, `between 0`},
	{"flashboot", endpoint(`flashboot = "ON"`), `flashboot = `, `"FLASHBOOT"`},
	{"endpoint without image", endpoint("-image"), `resource "runpod_endpoint" "test"`, "or set `template_id`"},
}

var invalidVolumes = []invalid{
	{"volume too small", volume(`size_gb = 5`), `size_gb = `, `between 10 and 4096`},
	{"volume too large", volume(`size_gb = 5000`), `size_gb = `, `between 10 and 4096`},
	{"volume data center in lower case", volume(`data_center_id = "eu-ro-1"`), `data_center_id = `, `Write "EU-RO-1"`},
	{"volume tier", volume(`type = "FAST"`), `type = `, `"STANDARD" "HIGH_PERFORMANCE"`},
}

func TestAccInvalidConfigurations(t *testing.T) {
	t.Parallel()
	for _, kind := range [][]invalid{invalidPods, invalidEndpoints, invalidVolumes} {
		for _, test := range kind {
			t.Run(test.name, func(t *testing.T) {
				t.Parallel()
				resource.Test(t, resource.TestCase{
					ProtoV6ProviderFactories: acctest.Factories(provider.Options{Version: "test"}),
					Steps: []resource.TestStep{{
						Config:      acctest.Offline(test.body),
						PlanOnly:    true,
						ExpectError: onLine(test.at, test.remedy),
					}},
				})
			})
		}
	}
}

// onLine expects the remedy in an error on the given source line, or, where at is
// no line, in one that names the attribute: for nested attributes the CLI shows
// no more than where the resource begins. The CLI breaks lines anywhere.
func onLine(at, remedy string) *regexp.Regexp {
	remedy = loose(remedy)
	if !strings.Contains(at, " ") {
		at = regexp.QuoteMeta(at)
		return regexp.MustCompile(`(?s)` + at + `.*` + remedy + `|` + remedy + `.*` + at)
	}
	if !strings.HasPrefix(at, "(") {
		at = regexp.QuoteMeta(at)
	}
	at = strings.ReplaceAll(at, " = ", `\s*= `)
	return regexp.MustCompile(`(?s)\n\s*\d+:\s+` + at + `[^\n]*\n.*` + remedy)
}

// loose matches a text whatever its line breaks, and with its code marked or not.
func loose(text string) string {
	words := strings.Fields(text)
	for i, word := range words {
		words[i] = "[`]?" + regexp.QuoteMeta(word) + "[`]?"
	}
	return strings.Join(words, `[\s\[\]]+`)
}

package pod_test

import (
	"fmt"
	"net/http"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

const (
	address = "runpod_pod.test"
	a100    = "NVIDIA A100 80GB PCIe"
	a100sxm = "NVIDIA A100-SXM4-80GB"
	l40s    = "NVIDIA L40S"
)

// config is a pod with an image, a GPU, and what is given beside or instead.
func config(attributes ...string) string {
	return configWith(`image = "runpod/pytorch:1.0.2-cu1281-torch280-ubuntu2404"`, append([]string{`gpu = { type_ids = ["` + a100 + `"] }`}, attributes...)...)
}

func configWith(first string, attributes ...string) string {
	return acctest.Declared("runpod_pod", append([]string{`name = "trainer"`, first}, attributes...)...)
}

func action(a plancheck.ResourceActionType) []plancheck.PlanCheck {
	return []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, a)}
}

func known(attribute string, value knownvalue.Check) plancheck.PlanCheck {
	return plancheck.ExpectKnownValue(address, tfjsonpath.New(attribute), value)
}

// only is the one pod on the account.
func only(t *testing.T, env *acctest.Env) runpod.Pod {
	t.Helper()
	pods := env.Account.Pods()
	if len(pods) != 1 {
		t.Fatalf("%d pods on the account, want 1", len(pods))
	}
	return pods[0]
}

func TestAccPod_lifecycle(t *testing.T) {
	t.Parallel()
	acctest.EachLifecycle(t, checkPodLifecycle)
}

func checkPodLifecycle(t *testing.T, env *acctest.Env) {
	with := func(changes ...string) string {
		return config(append([]string{
			`volume_disk = { size_gb = 100 }`, `ports = ["8888/http", "22/tcp"]`, `start_ssh = true`, `wait_until = "READY"`,
			`env = { MODE = "train" }`, `usage = { hours_per_day = 8, when_idle = "STOPPED" }`,
		}, changes...)...)
	}
	first := with()
	var id string
	env.Run(
		resource.TestStep{
			Config: env.Config(first),
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: []plancheck.PlanCheck{
					plancheck.ExpectKnownValue(address, acctest.Cost("monthly_usd"), acctest.USD("453.90")),
					plancheck.ExpectKnownValue(address, acctest.Cost("max_hourly_usd"), acctest.USD("1.79")),
					plancheck.ExpectKnownValue(address, acctest.Cost("price_source"), knownvalue.StringExact("catalog")),
					known("container_disk_gb", knownvalue.Int64Exact(50)),
					known("cloud", knownvalue.StringExact("SECURE")),
				},
				PostApplyPostRefresh: acctest.EmptyPlan(),
			},
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(address, tfjsonpath.New("status"), knownvalue.StringExact("RUNNING")),
				statecheck.ExpectKnownValue(address, tfjsonpath.New("gpu_type_id"), knownvalue.StringExact(a100)),
				statecheck.ExpectKnownValue(address, tfjsonpath.New("data_center_id"), knownvalue.NotNull()),
				statecheck.ExpectKnownValue(address, tfjsonpath.New("cost_per_hour_usd"), acctest.USD("1.79")),
				statecheck.ExpectKnownValue(address, tfjsonpath.New("ssh").AtMapKey("direct").AtMapKey("port"), knownvalue.NotNull()),
				statecheck.ExpectKnownValue(address, tfjsonpath.New("port_mappings").AtMapKey("22/tcp").AtMapKey("port"), knownvalue.NotNull()),
				statecheck.ExpectKnownValue(address, tfjsonpath.New("http_urls").AtMapKey("8888"), knownvalue.StringRegexp(regexp.MustCompile(`^https://[a-z0-9]+-8888\.proxy\.runpod\.net$`))),
				statecheck.ExpectKnownValue(address, tfjsonpath.New("env"), knownvalue.MapExact(map[string]knownvalue.Check{"MODE": knownvalue.StringExact("train")})),
			},
		},
		resource.TestStep{ // a rename touches nothing else
			PreConfig: func() { id = only(t, env).ID },
			Config:    env.Config(with(`name = "renamed"`)),
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate),
					known("status", knownvalue.StringExact("RUNNING")),
					plancheck.ExpectKnownValue(address, tfjsonpath.New("ssh").AtMapKey("direct"), knownvalue.NotNull()),
					plancheck.ExpectKnownValue(address, acctest.Cost("monthly_usd"), acctest.USD("453.90")),
				},
				PostApplyPostRefresh: acctest.EmptyPlan(),
			},
		},
		resource.TestStep{ // stop in place
			Config: env.Config(with(`desired_state = "STOPPED"`)),
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply:             action(plancheck.ResourceActionUpdate),
				PostApplyPostRefresh: acctest.EmptyPlan(),
			},
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(address, tfjsonpath.New("status"), knownvalue.StringExact("EXITED")),
				statecheck.ExpectKnownValue(address, tfjsonpath.New("cost_per_hour_usd"), acctest.USD("0")),
			},
		},
		resource.TestStep{ // and start again
			Config: env.Config(first),
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply:             action(plancheck.ResourceActionUpdate),
				PostApplyPostRefresh: acctest.EmptyPlan(),
			},
			ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownValue(address, tfjsonpath.New("status"), knownvalue.StringExact("RUNNING"))},
		},
		resource.TestStep{ // a new image restarts it in place
			Config: env.Config(with(`image = "runpod/pytorch:1.0.2-cu1281-torch280-ubuntu2204"`)),
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply:             append(action(plancheck.ResourceActionUpdate), plancheck.ExpectUnknownValue(address, tfjsonpath.New("status"))),
				PostApplyPostRefresh: acctest.EmptyPlan(),
			},
			ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownValue(address, tfjsonpath.New("status"), knownvalue.StringExact("RUNNING"))},
		},
		resource.TestStep{ // more GPUs replace it
			Config: env.Config(with(`gpu = { type_ids = ["` + a100 + `"], count = 2 }`)),
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction(address, plancheck.ResourceActionDestroyBeforeCreate),
					plancheck.ExpectKnownValue(address, acctest.Cost("monthly_usd"), acctest.USD("889.47")),
				},
				PostApplyPostRefresh: acctest.EmptyPlan(),
			},
		},
	)
	if id == "" {
		t.Error("the pod's id was never seen")
	}
}

func TestAccPod_updatesKeepTheID(t *testing.T) {
	t.Parallel()
	acctest.EachLifecycle(t, checkPodUpdatesKeepTheID)
}

func checkPodUpdatesKeepTheID(t *testing.T, env *acctest.Env) {
	same := statecheck.CompareValue(compare.ValuesSame())
	step := func(lines ...string) resource.TestStep {
		return resource.TestStep{
			Config:            env.Config(config(lines...)),
			ConfigPlanChecks:  resource.ConfigPlanChecks{PostApplyPostRefresh: acctest.EmptyPlan()},
			ConfigStateChecks: []statecheck.StateCheck{same.AddStateValue(address, tfjsonpath.New("id"))},
		}
	}
	last := step()
	last.PreConfig = func() {
		if pod := only(t, env); pod.Args != "" || len(pod.Ports) != 0 || pod.Disk != 50 || pod.Locked {
			t.Errorf("what left the configuration stayed on the pod: args %q, ports %v, disk %d, locked %t", pod.Args, pod.Ports, pod.Disk, pod.Locked)
		}
	}
	env.Run(
		step(),
		step(`container_disk_gb = 80`, `cmd = ["sleep", "infinity"]`, `locked = true`),
		step(`container_disk_gb = 80`, `args = "bash -c 'sleep 1'"`),
		step(`entrypoint = ["tini", "--"]`, `cmd = ["serve"]`, `ports = ["80/http"]`),
		step(),
		last,
	)
}

func TestAccPod_drift(t *testing.T) {
	t.Parallel()
	acctest.EachLifecycle(t, checkPodDrift)
}

func checkPodDrift(t *testing.T, env *acctest.Env) {
	body := config(`start_ssh = true`, `env = { MODE = "train" }`)
	env.Run(
		resource.TestStep{Config: env.Config(body)},
		resource.TestStep{ // went EXITED by itself: shown, and started again
			PreConfig:        func() { env.Account.StopPodByItself(only(t, env).ID) },
			Config:           env.Config(body),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: action(plancheck.ResourceActionUpdate), PostApplyPostRefresh: acctest.EmptyPlan()},
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(address, tfjsonpath.New("status"), knownvalue.StringExact("RUNNING")),
			},
		},
		resource.TestStep{ // edited in the console: put back, and foreign keys stay
			PreConfig: func() {
				env.Account.EditPod(only(t, env).ID, func(p *runpod.Pod) {
					p.Env["MODE"], p.Env["FOREIGN"] = "idle", "kept"
				})
			},
			Config:           env.Config(body),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: action(plancheck.ResourceActionUpdate), PostApplyPostRefresh: acctest.EmptyPlan()},
		},
		resource.TestStep{ // a change of env keeps the injected key
			PreConfig: func() {
				env := only(t, env).Env
				if env["MODE"] != "train" || env["FOREIGN"] != "kept" || env["PUBLIC_KEY"] == "" {
					t.Errorf("after the repair the pod's env is %v", env)
				}
			},
			Config:           env.Config(config(`start_ssh = true`, `env = { OTHER = "x" }`)),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: action(plancheck.ResourceActionUpdate), PostApplyPostRefresh: acctest.EmptyPlan()},
		},
		resource.TestStep{ // deleted in the console: planned for creation
			PreConfig: func() {
				pod := only(t, env)
				if _, ok := pod.Env["MODE"]; ok || pod.Env["OTHER"] != "x" || pod.Env["FOREIGN"] != "kept" || pod.Env["PUBLIC_KEY"] == "" {
					t.Errorf("after the change the pod's env is %v", pod.Env)
				}
				env.Account.RemovePod(pod.ID)
			},
			Config:           env.Config(body),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: action(plancheck.ResourceActionCreate), PostApplyPostRefresh: acctest.EmptyPlan()},
		},
	)
}

func TestAccPod_writeOnlyEnv(t *testing.T) {
	t.Parallel()
	acctest.Need(t, acctest.FeatureWriteOnly)
	env := acctest.New(t)
	body := func(secret string, version int, mode string) string {
		return env.Config(config(`env = { MODE = "`+mode+`" }`, `env_wo = { `+secret+` = "hush-`+secret+`" }`, fmt.Sprintf(`env_wo_version = %d`, version)))
	}
	has := func(want map[string]string, not ...string) {
		t.Helper()
		pod := only(t, env)
		for key, value := range want {
			if pod.Env[key] != value {
				t.Errorf("env[%s] is %q, want %q", key, pod.Env[key], value)
			}
		}
		for _, key := range not {
			if _, ok := pod.Env[key]; ok {
				t.Errorf("env still has %s", key)
			}
		}
	}
	empty := resource.ConfigPlanChecks{PostApplyPostRefresh: acctest.EmptyPlan()}
	env.Run(
		resource.TestStep{Config: body("TOKEN", 1, "a"), ConfigPlanChecks: empty, ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue(address, tfjsonpath.New("env_wo"), knownvalue.Null()),
			statecheck.ExpectKnownValue(address, tfjsonpath.New("env"), knownvalue.MapSizeExact(1)),
		}},
		resource.TestStep{PreConfig: func() { has(map[string]string{"TOKEN": "hush-TOKEN", "MODE": "a"}) }, Config: body("TOKEN", 1, "b"), ConfigPlanChecks: empty},
		resource.TestStep{PreConfig: func() { has(map[string]string{"TOKEN": "hush-TOKEN", "MODE": "b"}) }, Config: body("SECOND", 2, "b"), ConfigPlanChecks: empty},
		resource.TestStep{PreConfig: func() { has(map[string]string{"SECOND": "hush-SECOND", "MODE": "b"}, "TOKEN") }, Config: body("SECOND", 2, "b")},
	)
}

func TestAccPod_networkVolume(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	const volume = `
resource "runpod_network_volume" "data" {
  name           = "data"
  size_gb        = 50
  data_center_id = "EU-RO-1"
}
`
	env.Run(
		resource.TestStep{
			Config:           env.Config(volume + config(`network_volume = { id = runpod_network_volume.data.id }`)),
			ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: acctest.EmptyPlan()},
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(address, tfjsonpath.New("data_center_id"), knownvalue.StringExact("EU-RO-1")),
				statecheck.ExpectKnownValue(address, tfjsonpath.New("network_volume").AtMapKey("mount_path"), knownvalue.StringExact("/workspace")),
			},
		},
		resource.TestStep{
			Config: env.Config(volume + config(`network_volume = { id = runpod_network_volume.data.id, mount_path = "/data" }`)),
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: action(plancheck.ResourceActionUpdate), PostApplyPostRefresh: acctest.EmptyPlan(),
			},
		},
	)
}

func TestAccPod_priceMoves(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Run(
		resource.TestStep{Config: env.Config(config())},
		resource.TestStep{
			PreConfig:        func() { env.Account.SetGPUPrice(a100, price("9.99"), price("8.88"), price("7.77")) },
			Config:           env.Config(config()),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: acctest.EmptyPlan()},
		},
		resource.TestStep{ // a change of what costs money shows before and after
			Config: env.Config(config(`usage = { hours_per_day = 12, when_idle = "TERMINATED" }`)),
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: append(action(plancheck.ResourceActionUpdate),
					plancheck.ExpectKnownValue(address, acctest.Cost("monthly_usd"), acctest.USD("3648.85")),
					known("status", knownvalue.StringExact("RUNNING"))),
				PostApplyPostRefresh: acctest.EmptyPlan(),
			},
		},
	)
	for _, request := range env.Account.Requests() {
		if request.Method == http.MethodPatch {
			t.Errorf("an assumption was sent to Runpod: %s %s", request.Method, request.Path)
		}
	}
}

func TestAccPod_offlinePlan(t *testing.T) {
	t.Parallel()
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.New(t).Factories(),
		Steps: []resource.TestStep{{
			Config:             acctest.Offline(config(`usage = { hours_per_day = 8 }`)),
			PlanOnly:           true,
			ExpectNonEmptyPlan: true,
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PostApplyPreRefresh: []plancheck.PlanCheck{
					plancheck.ExpectKnownValue(address, acctest.Cost("price_source"), knownvalue.StringExact("snapshot 2026-11-09")),
				},
			},
		}},
	})
}

func TestAccPod_unknownAtPlan(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Run(resource.TestStep{
		Config: env.Config(`
resource "terraform_data" "gpu" {
  input = { type_ids = ["` + l40s + `"], count = 1 }
}

resource "terraform_data" "name" {
  input = "trainer"
}

resource "runpod_pod" "test" {
  name  = terraform_data.name.output
  image = "busybox:${terraform_data.name.output}"
  gpu = {
    type_ids = terraform_data.gpu.output.type_ids
  }
  env = { WHO = terraform_data.name.output }
}
`),
		ConfigPlanChecks: resource.ConfigPlanChecks{
			PreApply:             []plancheck.PlanCheck{plancheck.ExpectUnknownValue(address, tfjsonpath.New("estimated_cost"))},
			PostApplyPostRefresh: acctest.EmptyPlan(),
		},
		ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownValue(address, acctest.Cost("max_hourly_usd"), acctest.USD("0.99"))},
	})
}

func price(usd string) decimal.NullDecimal {
	return decimal.NewNullDecimal(decimal.RequireFromString(usd))
}

func TestAccPod_failedBootIsTracked(t *testing.T) {
	t.Parallel()
	acctest.EachLifecycle(t, checkPodFailedBootIsTracked)
}

func checkPodFailedBootIsTracked(t *testing.T, env *acctest.Env) {
	env.OnSleep = func() {
		for _, pod := range env.Account.Pods() {
			env.Account.FailPod(pod.ID)
		}
	}
	env.Run(resource.TestStep{
		Config:      env.Config(config()),
		ExpectError: regexp.MustCompile(`(?s)Cannot bring up pod "trainer".*ERROR instead of\s+RUNNING.*The\s+pod\s+[a-z0-9]+\s+exists\s+and\s+bills`),
	})
}

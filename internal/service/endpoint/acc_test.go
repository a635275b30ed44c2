package endpoint_test

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

const address = "runpod_endpoint.test"

// config is an endpoint with an image, GPUs, and what is given beside or instead.
func config(attributes ...string) string {
	return configWith(append([]string{`image = "acme/matting:1.4"`, `gpu = { pools = ["AMPERE_80"] }`}, attributes...)...)
}

func configWith(attributes ...string) string {
	return acctest.Declared("runpod_endpoint", append([]string{`name = "matting"`}, attributes...)...)
}

func known(attribute string, value knownvalue.Check) plancheck.PlanCheck {
	return plancheck.ExpectKnownValue(address, at(attribute), value)
}

func inState(attribute string, value knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(address, at(attribute), value)
}

// at is a path as in "workers.max".
func at(attribute string) tfjsonpath.Path {
	names := strings.Split(attribute, ".")
	path := tfjsonpath.New(names[0])
	for _, name := range names[1:] {
		path = path.AtMapKey(name)
	}
	return path
}

// checks expects an action and further things of a plan, and nothing of the next.
func checks(action plancheck.ResourceActionType, more ...plancheck.PlanCheck) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{
		PreApply:             append([]plancheck.PlanCheck{plancheck.ExpectResourceAction(address, action)}, more...),
		PostApplyPostRefresh: acctest.EmptyPlan(),
	}
}

// only is the one endpoint on the account.
func only(t *testing.T, env *acctest.Env) runpod.Endpoint {
	t.Helper()
	endpoints := env.Account.Endpoints()
	if len(endpoints) != 1 {
		t.Fatalf("%d endpoints on the account, want 1", len(endpoints))
	}
	return endpoints[0]
}

// bodies are what was sent with a method, in order.
func bodies(env *acctest.Env, method string) []string {
	var sent []string
	for _, r := range env.Account.Requests() {
		if r.Method == method && strings.HasPrefix(r.Path, "/v2/serverless") {
			sent = append(sent, r.Body)
		}
	}
	return sent
}

func TestAccEndpoint_lifecycle(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	first := config(
		`workers = { flex = 3, idle_timeout_seconds = 5 }`,
		`ports = ["8000/http"]`,
		`env = { MODEL = "u2net" }`,
		`cmd = ["python", "serve.py"]`,
		`usage = { requests_per_day = 1000, execution_seconds = 30, cold_start_seconds = 10, cold_start_ratio = 0.2 }`,
	)
	second := configWith(
		`image = "acme/matting:1.5"`,
		`gpu = { pools = ["ADA_24", "AMPERE_80"], excluded_type_ids = ["NVIDIA A100-SXM4-80GB"], min_cuda_version = "12.4" }`,
		`workers = { active = 1, flex = 1 }`,
		`scaling = { queue_delay_seconds = 0.5 }`,
		`container_disk_gb = 40`,
		`env = { MODEL = "isnet", DEBUG = "1" }`,
		`execution_timeout_ms = 60000`,
		`flashboot = "OFF"`,
		`data_center_ids = ["EU-RO-1", "US-KS-2"]`,
	)
	env.Run(
		resource.TestStep{
			Config: env.Config(first),
			ConfigPlanChecks: checks(plancheck.ResourceActionCreate,
				known("workers", knownvalue.ObjectExact(map[string]knownvalue.Check{
					"active": knownvalue.Int64Exact(0), "flex": knownvalue.Int64Exact(3), "idle_timeout_seconds": knownvalue.Int64Exact(5), "min": knownvalue.Int64Exact(0), "max": knownvalue.Int64Exact(3),
				})),
				known("scaling.queue_delay_seconds", knownvalue.Float64Exact(4)),
				known("container_disk_gb", knownvalue.Int64Exact(20)),
				known("flashboot", knownvalue.StringExact("FLASHBOOT")),
				known("execution_timeout_ms", knownvalue.Int64Exact(300000)),
				plancheck.ExpectUnknownValue(address, at("request_urls")),
			),
			ConfigStateChecks: []statecheck.StateCheck{
				inState("id", knownvalue.StringRegexp(regexp.MustCompile(`^[a-z0-9]{8,}$`))),
				inState("request_urls.run", knownvalue.StringRegexp(regexp.MustCompile(`^https://api\.runpod\.ai/v2/[a-z0-9]+/run$`))),
				inState("request_urls.base", knownvalue.Null()),
				inState("created_at", knownvalue.NotNull()),
				inState("env", knownvalue.MapSizeExact(1)),
				inState("estimated_cost.monthly_usd", knownvalue.NotNull()),
			},
		},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{"usage", "estimated_cost", "estimated_service"}},
		resource.TestStep{
			Config: env.Config(second),
			ConfigPlanChecks: checks(plancheck.ResourceActionUpdate,
				known("workers.max", knownvalue.Int64Exact(2)),
				known("workers.idle_timeout_seconds", knownvalue.Int64Exact(10)),
				known("request_urls.run", knownvalue.NotNull()),
			),
		},
		resource.TestStep{
			Config:           env.Config(config(`type = "LOAD_BALANCER"`, `ports = ["8000/http"]`)),
			ConfigPlanChecks: checks(plancheck.ResourceActionDestroyBeforeCreate, known("scaling.request_count", knownvalue.Int64Exact(4))),
			ConfigStateChecks: []statecheck.StateCheck{
				inState("request_urls.base", knownvalue.StringRegexp(regexp.MustCompile(`^https://[a-z0-9]+\.api\.runpod\.ai$`))),
				inState("request_urls.run", knownvalue.Null()),
			},
		},
		resource.TestStep{
			Config: env.Config(configWith(`image = "acme/matting:1.4"`, `type = "LOAD_BALANCER"`, `cpu = [{ flavor_id = "cpu3g", vcpu_count = 2 }]`)),
			ConfigPlanChecks: checks(plancheck.ResourceActionDestroyBeforeCreate,
				known("gpu", knownvalue.Null())),
		},
	)
}

// A PATCH holds nothing but what changed.
func TestAccEndpoint_sendsOnlyWhatChanged(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	step := func(lines ...string) resource.TestStep {
		return resource.TestStep{Config: env.Config(config(lines...)), ConfigPlanChecks: checks(plancheck.ResourceActionUpdate)}
	}
	env.Run(
		resource.TestStep{Config: env.Config(config())},
		step(`workers = { flex = 5 }`),
		step(`workers = { flex = 5 }`, `scaling = { request_count = 2 }`),
		step(`workers = { flex = 5 }`),
		step(`workers = { flex = 5 }`, `execution_timeout_ms = 1000`),
		step(`workers = { flex = 5 }`, `usage = { requests_per_day = 1, execution_seconds = 1 }`),
		step(`workers = { flex = 5 }`, `gpu = { pools = ["AMPERE_80"], allowed_cuda_versions = ["12.8"] }`),
		step(`workers = { flex = 5 }`, `gpu = { pools = ["AMPERE_80"], min_cuda_version = "12.4" }`),
	)
	want := []string{
		`{"workers":{"max":5}}`,
		`{"scaling":{"type":"REQUEST_COUNT","requestCount":2}}`,
		`{"scaling":{"type":"QUEUE_DELAY","queueDelay":4},"workers":{"idleTimeout":10}}`,
		`{"timeout":1000}`,
		`{"timeout":300000}`,
		`{"gpu":{"allowedCudaVersions":["12.8"]}}`,
		`{"gpu":{"allowedCudaVersions":[],"minCudaVersion":"12.4"}}`,
	}
	if sent := bodies(env, http.MethodPatch); !slices.Equal(sent, want) {
		t.Errorf("sent\n%s\nnot\n%s", strings.Join(sent, "\n"), strings.Join(want, "\n"))
	}
}

func TestAccEndpoint_writeOnlyEnv(t *testing.T) {
	t.Parallel()
	acctest.Need(t, acctest.FeatureWriteOnly)
	env := acctest.New(t)
	body := func(secret string, version int) string {
		return env.Config(config(`env = { MODEL = "u2net" }`, `env_wo = { TOKEN = "`+secret+`" }`, fmt.Sprintf(`env_wo_version = %d`, version)))
	}
	token := func(want string) func() {
		return func() {
			if got := only(t, env).Env["TOKEN"]; got != want {
				t.Errorf("TOKEN is %q, want %q", got, want)
			}
		}
	}
	env.Run(
		resource.TestStep{
			Config: body("one", 1), ConfigPlanChecks: checks(plancheck.ResourceActionCreate),
			ConfigStateChecks: []statecheck.StateCheck{inState("env_wo", knownvalue.Null()), inState("env", knownvalue.MapSizeExact(1))},
		},
		resource.TestStep{PreConfig: token("one"), Config: body("two", 1), ConfigPlanChecks: checks(plancheck.ResourceActionNoop)},
		resource.TestStep{PreConfig: token("one"), Config: body("two", 2), ConfigPlanChecks: checks(plancheck.ResourceActionUpdate)},
		resource.TestStep{PreConfig: token("two"), Config: body("two", 2), ConfigPlanChecks: checks(plancheck.ResourceActionNoop)},
	)
}

func TestAccEndpoint_networkVolumes(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	volumes := `
resource "runpod_network_volume" "a" {
  name           = "a"
  size_gb        = 10
  data_center_id = "EU-RO-1"
}

resource "runpod_network_volume" "b" {
  name           = "b"
  size_gb        = 10
  data_center_id = "US-KS-2"
}
`
	env.Run(
		resource.TestStep{
			Config: env.Config(volumes + config(`network_volume_ids = [runpod_network_volume.a.id, runpod_network_volume.b.id]`)),
			ConfigPlanChecks: checks(plancheck.ResourceActionCreate,
				known("estimated_cost.monthly_max_usd", acctest.USD("6132.22"))),
		},
		resource.TestStep{
			Config:           env.Config(volumes + config()),
			ConfigPlanChecks: checks(plancheck.ResourceActionUpdate, known("network_volume_ids", knownvalue.SetSizeExact(0))),
		},
	)
}

func TestAccEndpoint_unknownAtPlan(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	body := func(pool string) string {
		return env.Config(`
resource "terraform_data" "in" {
  input = { pool = "` + pool + `", flex = 2, name = "matting", type = "LOAD_BALANCER" }
}

resource "runpod_endpoint" "test" {
  name    = terraform_data.in.output.name
  image   = "acme/${terraform_data.in.output.name}:1"
  type    = terraform_data.in.output.type
  gpu     = { pools = [terraform_data.in.output.pool] }
  workers = { flex = terraform_data.in.output.flex }
  env     = { WHO = terraform_data.in.output.name }
}
`)
	}
	env.Run(
		resource.TestStep{
			Config: body("AMPERE_80"),
			ConfigPlanChecks: checks(plancheck.ResourceActionCreate,
				plancheck.ExpectUnknownValue(address, at("estimated_cost")), plancheck.ExpectUnknownValue(address, at("workers.max"))),
			ConfigStateChecks: []statecheck.StateCheck{
				inState("workers.max", knownvalue.Int64Exact(2)), inState("scaling.request_count", knownvalue.Int64Exact(4)),
				inState("estimated_cost.max_hourly_usd", knownvalue.NotNull()),
			},
		},
		resource.TestStep{
			Config: body("ADA_24"),
			// Whether the type changes is not known, so a replacement is planned.
			ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: acctest.EmptyPlan()},
		},
	)
}

func TestAccEndpoint_errors(t *testing.T) {
	t.Parallel()
	fault := func(status int, detail string) func(*acctest.Env) {
		return func(env *acctest.Env) {
			env.Account.Inject(sandbox.Fault{Kind: sandbox.FaultStatus, Method: http.MethodPost, PathPrefix: "/serverless", Status: status, Detail: detail})
		}
	}
	tests := map[string]struct {
		prepare func(*acctest.Env)
		body    string
		want    string
	}{
		"the worker quota": {
			prepare: func(env *acctest.Env) { env.Account.SetWorkerQuota(2) },
			body:    config(),
			want:    `(?s)Cannot create endpoint "matting".*must\s+not\s+exceed\s+your\s+workers\s+quota\s+\(2\).*Lower\s+.workers.active`,
		},
		"a pool that the account may not use": {
			prepare: func(env *acctest.Env) { env.Account.SetPoolAccess("AMPERE_80", false) },
			body:    config(),
			want:    `(?s)403.*does\s+not\s+have\s+access\s+to\s+GPU\s+pool`,
		},
		"an unknown data center": {
			body: config(`data_center_ids = ["EU-XX-9"]`),
			want: `(?s)no\s+data\s+center\s+"EU-XX-9"`,
		},
		"an unknown template": {
			body: configWith(`template_id = "nosuchtemplate"`, `gpu = { pools = ["AMPERE_80"] }`),
			want: `(?s)Unknown\s+template.*template_id\s+=`,
		},
		"no balance":         {prepare: fault(402, "balance too low"), body: config(), want: `(?s)402.*balance\s+too\s+low.*Add\s+credit`},
		"a field is refused": {prepare: fault(400, "workers.max must be 1000 or less"), body: config(`workers = { flex = 2000 }`), want: `(?s)with runpod_endpoint\.test,.*400.*1000\s+or\s+less`},
		"too large":          {prepare: fault(413, "Payload too large"), body: config(), want: `(?s)413.*Shorten\s+.env`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			if test.prepare != nil {
				test.prepare(env)
			}
			env.Run(resource.TestStep{Config: env.Config(test.body), ExpectError: regexp.MustCompile(test.want)})
		})
	}
}

// What Runpod refuses to change leaves the state as it was.
func TestAccEndpoint_failedUpdate(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Run(
		resource.TestStep{Config: env.Config(config())},
		resource.TestStep{
			PreConfig:   func() { env.Account.SetWorkerQuota(5) },
			Config:      env.Config(config(`workers = { flex = 50 }`)),
			ExpectError: regexp.MustCompile(`(?s)Cannot update endpoint "matting".*workers\s+quota`),
		},
		resource.TestStep{Config: env.Config(config()), ConfigPlanChecks: checks(plancheck.ResourceActionNoop)},
	)
}

// A price that moves at Runpod is not a change; the next change shows it.
func TestAccEndpoint_priceMoves(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	price := func(usd string) decimal.NullDecimal { return decimal.NewNullDecimal(decimal.RequireFromString(usd)) }
	env.Run(
		resource.TestStep{Config: env.Config(config()), ConfigPlanChecks: checks(plancheck.ResourceActionCreate, known("estimated_cost.max_hourly_usd", acctest.USD("8.208")))},
		resource.TestStep{
			PreConfig: func() {
				for _, id := range []string{"NVIDIA A100 80GB PCIe", "NVIDIA A100-SXM4-80GB"} {
					env.Account.SetGPUPrice(id, price("2"), price("1.5"), price("3"))
				}
			},
			Config:           env.Config(config()),
			ConfigPlanChecks: checks(plancheck.ResourceActionNoop),
		},
		resource.TestStep{
			Config:           env.Config(config(`workers = { flex = 2 }`)),
			ConfigPlanChecks: checks(plancheck.ResourceActionUpdate, known("estimated_cost.max_hourly_usd", acctest.USD("6"))),
		},
	)
}

func TestAccEndpoint_offlinePlan(t *testing.T) {
	t.Parallel()
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.New(t).Factories(),
		Steps: []resource.TestStep{{
			Config:             acctest.Offline(config()),
			PlanOnly:           true,
			ExpectNonEmptyPlan: true,
			ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPreRefresh: []plancheck.PlanCheck{
				known("estimated_cost.monthly_usd", knownvalue.Null()),
				known("estimated_cost.monthly_max_usd", acctest.USD("6132.22")),
			}},
		}},
	})
}

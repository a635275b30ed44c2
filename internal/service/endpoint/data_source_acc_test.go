package endpoint_test

import (
	"fmt"
	"net/http"
	"regexp"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// addEndpoint makes an endpoint outside of Terraform.
func addEndpoint(t *testing.T, env *acctest.Env, name string, change ...func(*runpod.CreateEndpointRequest)) string {
	t.Helper()
	image, disk, timeout, delay := "acme/matting:1", int64(20), int64(60_000), 4.0
	active, most, idle := int64(2), int64(3), int64(5)
	req := runpod.CreateEndpointRequest{
		Name: name, Type: runpod.EndpointTypeQueue, Timeout: &timeout,
		Scaling: runpod.EndpointScaling{Type: runpod.ScalingTypeQueueDelay, QueueDelay: &delay},
		Workers: &runpod.EndpointWorkersRequest{Min: &active, Max: &most, IdleTimeout: &idle},
		GPU:     &runpod.CreateEndpointGPUConfig{Pools: []string{"AMPERE_80"}, ExcludedTypes: []string{"NVIDIA A100-SXM4-80GB"}},
	}
	req.Image, req.Disk, req.Env = &image, &disk, map[string]string{"TOKEN": "hush"}
	for _, c := range change {
		c(&req)
	}
	endpoint, err := env.Client().CreateEndpoint(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	return endpoint.ID
}

// onCPU makes a load balancer without active workers.
func onCPU(req *runpod.CreateEndpointRequest) {
	requests, none, most, idle := int64(4), int64(0), int64(1), int64(10)
	req.Type, req.GPU = runpod.EndpointTypeLoadBalancer, nil
	req.CPU = []runpod.CreateCPUConfig{{ID: "cpu3g", VCPUCount: 2}, {ID: "cpu5c", VCPUCount: 4}}
	req.Scaling = runpod.EndpointScaling{Type: runpod.ScalingTypeRequestCount, RequestCount: &requests}
	req.Workers = &runpod.EndpointWorkersRequest{Min: &none, Max: &most, IdleTimeout: &idle}
}

// emptied takes away what a test has made outside of Terraform.
func emptied(env *acctest.Env) resource.TestStep {
	return resource.TestStep{
		PreConfig: func() {
			for _, endpoint := range env.Account.Endpoints() {
				env.Account.RemoveEndpoint(endpoint.ID)
			}
		},
		Config: env.Config(""),
	}
}

func lookedUp(name string, at tfjsonpath.Path, value knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue("data."+name, at, value)
}

func setOf(values ...string) knownvalue.Check { return knownvalue.SetExact(texts(values)) }

func texts(values []string) []knownvalue.Check {
	checks := make([]knownvalue.Check, 0, len(values))
	for _, v := range values {
		checks = append(checks, knownvalue.StringExact(v))
	}
	return checks
}

func TestAccEndpointDataSources(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	gpu, cpu := addEndpoint(t, env, "matting -fb"), addEndpoint(t, env, "captions", onCPU)
	byID, byName, all := "runpod_endpoint.by_id", "runpod_endpoint.by_name", "runpod_endpoints.all"
	listed := func(i int, attribute string) tfjsonpath.Path {
		return tfjsonpath.New("endpoints").AtSliceIndex(i).AtMapKey(attribute)
	}
	text := knownvalue.StringExact
	env.Run(resource.TestStep{
		// The suffix of an old endpoint is not part of its name. What is looked up
		// has the shape that an estimate takes.
		Config: env.Config(fmt.Sprintf(`
data "runpod_endpoint" "by_id" { id = %q }
data "runpod_endpoint" "by_name" { name = "matting" }
data "runpod_endpoint" "by_full_name" { name = "matting -fb" }
data "runpod_endpoints" "all" {}
data "runpod_cost_estimate" "all" {
  endpoints = data.runpod_endpoints.all.endpoints
}
`, cpu)),
		ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: acctest.EmptyPlan()},
		ConfigStateChecks: []statecheck.StateCheck{
			lookedUp(byName, at("id"), text(gpu)),
			lookedUp("runpod_endpoint.by_full_name", at("id"), text(gpu)),
			lookedUp(byName, at("type"), text("QUEUE")),
			lookedUp(byName, at("image"), text("acme/matting:1")),
			lookedUp(byName, at("container_disk_gb"), knownvalue.Int64Exact(20)),
			lookedUp(byName, at("env.TOKEN"), text("hush")),
			statecheck.ExpectSensitiveValue("data."+byName, at("env")),
			lookedUp(byName, at("gpu.pools"), knownvalue.ListExact(texts([]string{"AMPERE_80"}))),
			lookedUp(byName, at("gpu.excluded_type_ids"), setOf("NVIDIA A100-SXM4-80GB")),
			lookedUp(byName, at("gpu.allowed_cuda_versions"), knownvalue.Null()),
			lookedUp(byName, at("cpu"), knownvalue.Null()),
			lookedUp(byName, at("workers.active"), knownvalue.Int64Exact(2)),
			lookedUp(byName, at("workers.flex"), knownvalue.Int64Exact(1)),
			lookedUp(byName, at("workers.max"), knownvalue.Int64Exact(3)),
			lookedUp(byName, at("workers.idle_timeout_seconds"), knownvalue.Int64Exact(5)),
			lookedUp(byName, at("scaling.queue_delay_seconds"), knownvalue.Float64Exact(4)),
			lookedUp(byName, at("scaling.request_count"), knownvalue.Null()),
			lookedUp(byName, at("execution_timeout_ms"), knownvalue.Int64Exact(60_000)),
			lookedUp(byName, at("flashboot"), text("OFF")),
			lookedUp(byName, at("data_center_ids"), setOf()),
			lookedUp(byName, at("request_urls.run"), text("https://api.runpod.ai/v2/"+gpu+"/run")),
			lookedUp(byID, at("name"), text("captions")),
			lookedUp(byID, at("type"), text("LOAD_BALANCER")),
			lookedUp(byID, at("gpu"), knownvalue.Null()),
			lookedUp(byID, tfjsonpath.New("cpu").AtSliceIndex(1).AtMapKey("flavor_id"), text("cpu5c")),
			lookedUp(byID, at("request_urls.base"), text("https://"+cpu+".api.runpod.ai")),
			lookedUp(byID, at("request_urls.run"), knownvalue.Null()),
			lookedUp(all, at("endpoints"), knownvalue.ListSizeExact(2)),
			lookedUp(all, listed(0, "id"), text(gpu)), lookedUp(all, listed(0, "name"), text("matting")),
			lookedUp(all, listed(1, "id"), text(cpu)),
			lookedUp("runpod_cost_estimate.all", at("monthly_min_usd"), knownvalue.NotNull()),
		},
	}, emptied(env), resource.TestStep{
		Config:            env.Config(`data "runpod_endpoints" "all" {}`),
		ConfigStateChecks: []statecheck.StateCheck{lookedUp(all, at("endpoints"), knownvalue.ListExact(nil))},
	})
}

func TestAccEndpointDataSources_errors(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ kind, lines, text string }{
		"unknown id":           {"endpoint", `id = "aaaaaaaaaa"`, `no endpoint with the ID[\s│]+"aaaaaaaaaa"`},
		"unknown name":         {"endpoint", `name = "Matting"`, `no endpoint with the name[\s│]+"Matting"`},
		"both":                 {"endpoint", "id = \"aaaaaaaaaa\"\n  name = \"matting\"", `Conflicting id and name`},
		"neither":              {"endpoint", "", `Missing id or name`},
		"workers of none":      {"endpoint_workers", `endpoint_id = "aaaaaaaaaa"`, `(?s)Unknown endpoint.*endpoint_id.*no endpoint with the ID`},
		"workers of a name":    {"endpoint_workers", `endpoint_id = "my endpoint"`, `Invalid ID`},
		"workers of nothing":   {"endpoint_workers", "", `"endpoint_id" is required`},
		"releases of none":     {"endpoint_releases", `endpoint_id = "aaaaaaaaaa"`, `(?s)Unknown endpoint.*endpoint_id.*no endpoint with the ID`},
		"releases of a URL":    {"endpoint_releases", `endpoint_id = "https://api.runpod.ai/v2/x"`, `Invalid ID`},
		"releases of nothing":  {"endpoint_releases", "", `"endpoint_id" is required`},
		"all, but not allowed": {"endpoints", "", `Cannot list endpoints`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			addEndpoint(t, env, "matting")
			if tt.kind == "endpoints" {
				env.Account.Inject(sandbox.Fault{Kind: sandbox.FaultStatus, Method: http.MethodGet, PathPrefix: "/serverless", Status: http.StatusForbidden})
			}
			env.Run(resource.TestStep{
				Config:      env.Config("data \"runpod_" + tt.kind + "\" \"test\" {\n  " + tt.lines + "\n}\n"),
				ExpectError: regexp.MustCompile(tt.text),
			}, emptied(env))
		})
	}
}

func TestAccEndpointDataSource_ambiguous(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	first, second := addEndpoint(t, env, "matting"), addEndpoint(t, env, "matting -fb")
	env.Run(resource.TestStep{
		Config:      env.Config(`data "runpod_endpoint" "test" { name = "matting" }`),
		ExpectError: regexp.MustCompile(`(?s)2 objects.*` + first + `,[\s│]+` + second + `\.`),
	}, emptied(env))
}

func TestAccEndpointWorkersAndReleases(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	id := addEndpoint(t, env, "matting")
	workers, releases := "runpod_endpoint_workers.test", "runpod_endpoint_releases.test"
	body := env.Config(fmt.Sprintf("data \"runpod_endpoint_workers\" \"test\" { endpoint_id = %q }\n", id) +
		fmt.Sprintf("data \"runpod_endpoint_releases\" \"test\" { endpoint_id = %q }\n", id))
	worker := func(attribute string) tfjsonpath.Path {
		return tfjsonpath.New("workers").AtSliceIndex(0).AtMapKey(attribute)
	}
	change := func(attribute string) tfjsonpath.Path {
		return tfjsonpath.New("releases").AtSliceIndex(0).AtMapKey("diff").AtSliceIndex(0).AtMapKey(attribute)
	}
	count, text := knownvalue.Int64Exact, knownvalue.StringExact
	summary := func(idle, initializing int64) knownvalue.Check {
		return knownvalue.ObjectExact(map[string]knownvalue.Check{
			"running": count(0), "idle": count(idle), "initializing": count(initializing), "throttled": count(0), "unhealthy": count(0), "total": count(2),
		})
	}
	rollout := func(inProgress bool, on, percent int64) knownvalue.Check {
		return knownvalue.ObjectExact(map[string]knownvalue.Check{
			"in_progress": knownvalue.Bool(inProgress), "workers_on_latest": count(on), "workers_total": count(2), "percent_on_latest": count(percent),
		})
	}
	step := func(before func(), checks ...statecheck.StateCheck) resource.TestStep {
		return resource.TestStep{
			PreConfig: before, Config: body, ConfigStateChecks: checks,
			ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: acctest.EmptyPlan()},
		}
	}
	env.Run(
		step(nil,
			lookedUp(workers, at("endpoint_version"), count(1)),
			lookedUp(workers, at("summary"), summary(0, 2)),
			lookedUp(workers, worker("status"), text("INITIALIZING")),
			lookedUp(workers, worker("started_at"), knownvalue.Null()),
			lookedUp(workers, worker("stale"), knownvalue.Bool(false)),
			lookedUp(releases, at("endpoint_version"), count(1)),
			lookedUp(releases, at("rollout"), rollout(false, 2, 100)),
			lookedUp(releases, at("releases"), knownvalue.ListSizeExact(1)),
			lookedUp(releases, tfjsonpath.New("releases").AtSliceIndex(0).AtMapKey("diff"), knownvalue.ListExact(nil))),
		step(func() {
			env.Clock.Advance(time.Minute)
			env.Account.EditEndpoint(id, func(e *runpod.Endpoint) { e.Image = "acme/matting:2" })
		},
			lookedUp(workers, at("endpoint_version"), count(2)),
			lookedUp(workers, at("summary"), summary(2, 0)),
			lookedUp(workers, worker("status"), text("IDLE")),
			lookedUp(workers, worker("stale"), knownvalue.Bool(true)),
			lookedUp(workers, worker("version"), count(1)),
			lookedUp(workers, worker("image"), text("acme/matting:1")),
			lookedUp(workers, worker("gpu_type_id"), text("NVIDIA A100 80GB PCIe")),
			lookedUp(workers, worker("gpu_count"), count(1)),
			lookedUp(workers, worker("data_center_id"), knownvalue.NotNull()),
			lookedUp(workers, worker("started_at"), text("2026-11-02T08:00:30Z")),
			lookedUp(releases, at("endpoint_version"), count(2)),
			lookedUp(releases, at("rollout"), rollout(true, 0, 0)),
			lookedUp(releases, change("field"), text("template.imageName")),
			lookedUp(releases, change("old_json"), text(`"acme/matting:1"`)),
			lookedUp(releases, change("new_json"), text(`"acme/matting:2"`)),
			lookedUp(releases, tfjsonpath.New("releases").AtSliceIndex(1).AtMapKey("worker_count"), count(2)),
			lookedUp(releases, tfjsonpath.New("releases").AtSliceIndex(0).AtMapKey("source"), text("MANUAL")),
			lookedUp(releases, tfjsonpath.New("releases").AtSliceIndex(0).AtMapKey("build_id"), knownvalue.Null())),
		step(func() { env.Clock.Advance(time.Hour) },
			lookedUp(workers, worker("stale"), knownvalue.Bool(false)),
			lookedUp(releases, at("rollout"), rollout(false, 2, 100)),
			lookedUp(releases, tfjsonpath.New("releases").AtSliceIndex(1).AtMapKey("worker_count"), count(0))),
		// A value in env may be a secret: it is as sensitive here as there.
		step(func() {
			env.Account.EditEndpoint(id, func(e *runpod.Endpoint) { e.Env = map[string]string{"TOKEN": "more hush"} })
		},
			lookedUp(releases, tfjsonpath.New("releases").AtSliceIndex(0).AtMapKey("diff").AtSliceIndex(0).AtMapKey("new_json"), text(`{"TOKEN":"more hush"}`)),
			statecheck.ExpectSensitiveValue("data."+releases, tfjsonpath.New("releases").AtSliceIndex(0).AtMapKey("diff").AtSliceIndex(0).AtMapKey("new_json"))),
		emptied(env),
	)
}

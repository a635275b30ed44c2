package endpoint_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

func TestAccEndpointBuilds(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	id, other := addEndpoint(t, env, "matting"), addEndpoint(t, env, "plain")
	branch, image, failure := "main", "registry.runpod.net/acme:1", "no Dockerfile"
	env.Account.AddBuild(id, runpod.Build{ID: "b1", Status: runpod.BuildStateFailed, Branch: &branch, Error: &failure})
	env.Account.AddBuild(id, runpod.Build{ID: "b2", Status: runpod.BuildStateCompleted, Branch: &branch, ImageName: &image, StartedAt: new(acctest.Start)})
	text := knownvalue.StringExact
	env.Run(resource.TestStep{
		Config: env.Config(fmt.Sprintf(`
data "runpod_endpoint_builds" "test" { endpoint_id = %q }
data "runpod_endpoint_builds" "none" { endpoint_id = %q }
data "runpod_endpoint_build" "last" {
  endpoint_id = %q
  id          = "b2"
}
output "builds" {
  value = jsonencode({ for b in data.runpod_endpoint_builds.test.builds : b.id => [b.status, b.branch, b.image, b.error] })
}
`, id, other, id)),
		ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: acctest.EmptyPlan()},
		ConfigStateChecks: []statecheck.StateCheck{
			lookedUp("runpod_endpoint_builds.test", at("builds"), knownvalue.ListSizeExact(2)),
			statecheck.ExpectKnownOutputValue("builds", text(`{"b1":["FAILED","main",null,"no Dockerfile"],"b2":["COMPLETED","main","`+image+`",null]}`)),
			lookedUp("runpod_endpoint_builds.none", at("builds"), knownvalue.ListExact(nil)),
			lookedUp("runpod_endpoint_build.last", at("status"), text("COMPLETED")),
			lookedUp("runpod_endpoint_build.last", at("image"), text(image)),
			lookedUp("runpod_endpoint_build.last", at("started_at"), text(acctest.Start.Format(time.RFC3339))),
			lookedUp("runpod_endpoint_build.last", at("completed_at"), knownvalue.Null()),
		},
	}, emptied(env))
}

func TestEndpointBuildsAndLogs_errors(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	id := addEndpoint(t, env, "matting")
	for _, test := range []struct{ kind, lines, says string }{
		{"runpod_endpoint_builds", `endpoint_id = "nosuch"`, `no endpoint with the ID "nosuch"`},
		{"runpod_endpoint_build", fmt.Sprintf("endpoint_id = %q\nid = \"b9\"", id), `has no build "b9"`},
		{"runpod_endpoint_worker_logs", fmt.Sprintf("endpoint_id = %q\nworker_id = \"w9\"", id), `has no worker "w9"`},
		{"runpod_endpoint_worker_logs", fmt.Sprintf("endpoint_id = %q\nworker_id = \"w9\"\ntail = 0", id), `between 1 and 5000`},
	} {
		if _, diags := env.LookUp(test.kind, test.lines); !strings.Contains(acctest.Lines(diags), test.says) {
			t.Errorf("%s: got %q, want %q", test.kind, acctest.Lines(diags), test.says)
		}
	}
}

func TestAccEndpointWorkerLogs(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	id := addEndpoint(t, env, "matting")
	env.Clock.Advance(time.Hour)
	env.Run(resource.TestStep{
		Config: env.Config(fmt.Sprintf(`
data "runpod_endpoint_workers" "test" { endpoint_id = %q }
data "runpod_endpoint_worker_logs" "test" {
  endpoint_id = %q
  worker_id   = data.runpod_endpoint_workers.test.workers[0].id
  source      = "container"
}
`, id, id)),
		ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: acctest.EmptyPlan()},
		ConfigStateChecks: []statecheck.StateCheck{
			lookedUp("runpod_endpoint_worker_logs.test", at("text"), knownvalue.StringExact("worker is ready\n")),
			statecheck.ExpectSensitiveValue("data.runpod_endpoint_worker_logs.test", at("lines")),
		},
	}, emptied(env))
}

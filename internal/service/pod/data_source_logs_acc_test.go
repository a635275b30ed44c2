package pod_test

import (
	"fmt"
	"net/http"
	"strings"
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

func TestAccPodLogs(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	id := addPod(t, env, "trainer")
	env.Clock.Advance(time.Hour)
	at, text := tfjsonpath.New[string], knownvalue.StringExact
	last := func(attribute string) tfjsonpath.Path { return at("lines").AtSliceIndex(0).AtMapKey(attribute) }
	env.Run(resource.TestStep{
		Config: env.Config(fmt.Sprintf(`
data "runpod_pod_logs" "all" { pod_id = %q }
data "runpod_pod_logs" "last" {
  pod_id = %q
  tail   = 1
}
data "runpod_pod_logs" "system" {
  pod_id = %q
  source = "system"
}
data "runpod_pod_logs" "later" {
  pod_id = %q
  since  = "2026-11-03T00:00:00Z"
}
`, id, id, id, id)),
		ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: acctest.EmptyPlan()},
		ConfigStateChecks: []statecheck.StateCheck{
			lookedUp("runpod_pod_logs.last", text("hello from acme/train:1"), last("text")),
			lookedUp("runpod_pod_logs.last", text("hello from acme/train:1\n"), at("text")),
			lookedUp("runpod_pod_logs.last", knownvalue.NotNull(), last("timestamp")),
			lookedUp("runpod_pod_logs.last", knownvalue.ListSizeExact(1), at("lines")),
			lookedUp("runpod_pod_logs.later", knownvalue.ListExact(nil), at("lines")),
			lookedUp("runpod_pod_logs.later", text(""), at("text")),
			statecheck.ExpectSensitiveValue("data.runpod_pod_logs.all", at("text")),
			statecheck.ExpectSensitiveValue("data.runpod_pod_logs.all", at("lines")),
		},
	}, emptied(env))
}

func TestPodLogs_source(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	id := addPod(t, env, "trainer")
	env.Clock.Advance(time.Hour)
	for source, wanted := range map[string]bool{"system": false, "container": true} {
		read, diags := env.LookUp("runpod_pod_logs", fmt.Sprintf("pod_id = %q\nsource = %q", id, source))
		if len(diags) > 0 {
			t.Fatal(acctest.Lines(diags))
		}
		got, err := tfjsonpath.Traverse(read, tfjsonpath.New("text"))
		if text, ok := got.(string); err != nil || !ok || text == "" || strings.Contains(text, "hello from") != wanted {
			t.Errorf("%s: %v, %v", source, got, err)
		}
	}
}

func TestPodLogs_errors(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		lines, says string
		fault       *sandbox.Fault
	}{
		"unknown pod":  {lines: `pod_id = "aaaaaaaaaa"`, says: `no pod with the ID "aaaaaaaaaa"`},
		"no id":        {lines: `pod_id = "my pod"`, says: "is not an ID"},
		"no tail":      {lines: "pod_id = \"aaaaaaaaaa\"\ntail = 0", says: "between 1 and 5000"},
		"too long":     {lines: "pod_id = \"aaaaaaaaaa\"\ntail = 5001", says: "between 1 and 5000"},
		"no time":      {lines: "pod_id = \"aaaaaaaaaa\"\nsince = \"yesterday\"", says: "not an RFC 3339 time"},
		"other source": {lines: "pod_id = \"aaaaaaaaaa\"\nsource = \"kernel\"", says: "value must be one of"},
		"refused": {
			lines: `pod_id = "aaaaaaaaaa"`, says: "This key may not read logs.",
			fault: &sandbox.Fault{Method: http.MethodGet, PathPrefix: "/pods/", Kind: sandbox.FaultStatus, Status: 403, Detail: "This key may not read logs."},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			if test.fault != nil {
				env.Account.Inject(*test.fault)
			}
			if _, diags := env.LookUp("runpod_pod_logs", test.lines); !strings.Contains(acctest.Lines(diags), test.says) {
				t.Errorf("got %q, want %q", acctest.Lines(diags), test.says)
			}
		})
	}
}

// What a container reports of its machine, and that nothing reports while it does not run.
func TestPodDataSource_runtime(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	gpu := addPod(t, env, "trainer")
	cpu := addPod(t, env, "worker", onCPU)
	runtime := func(id string) map[string]any {
		t.Helper()
		read, diags := env.LookUp("runpod_pod", fmt.Sprintf("id = %q", id))
		if len(diags) > 0 {
			t.Fatal(acctest.Lines(diags))
		}
		got, err := tfjsonpath.Traverse(read, tfjsonpath.New("runtime"))
		if err != nil {
			t.Fatal(err)
		}
		object, _ := got.(map[string]any)
		return object
	}
	if got := runtime(gpu); got != nil {
		t.Errorf("before it runs: %v", got)
	}
	env.Clock.Advance(time.Hour)
	for id, gpus := range map[string]int{gpu: 1, cpu: 0} {
		got := runtime(id)
		list, _ := got["gpus"].([]any)
		if got == nil || got["uptime_seconds"] == nil || got["cpu_utilization_percent"] == nil || got["memory_utilization_percent"] == nil || len(list) != gpus {
			t.Errorf("%s: %v", id, got)
		}
	}
	if _, err := env.Client().PodAction(t.Context(), gpu, runpod.PodActionStop); err != nil {
		t.Fatal(err)
	}
	if got := runtime(gpu); got != nil {
		t.Errorf("stopped: %v", got)
	}
}

package endpoint_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

func TestAccEndpoint_disappears(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Run(
		resource.TestStep{Config: env.Config(config())},
		resource.TestStep{
			PreConfig:        func() { env.Account.RemoveEndpoint(only(t, env).ID) },
			Config:           env.Config(config()),
			ConfigPlanChecks: checks(plancheck.ResourceActionCreate),
		},
		resource.TestStep{
			// Somebody else was faster: a destroy still succeeds.
			PreConfig: func() {
				env.Account.Inject(sandbox.Fault{Kind: sandbox.FaultStatusAfter, Method: http.MethodDelete, PathPrefix: "/serverless", Status: http.StatusNotFound, Times: 1})
			},
			Config:  env.Config(config()),
			Destroy: true,
		},
	)
}

// Runpod lowers the maximum number of workers of an endpoint without requests.
func TestAccEndpoint_idleWorkersAreRestored(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	for days, cut := range map[int]int64{3: 2, 7: 0} {
		t.Run(fmt.Sprintf("%d days", days), func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			env.Run(
				resource.TestStep{Config: env.Config(config(`workers = { flex = 4 }`))},
				resource.TestStep{
					PreConfig: func() {
						env.Clock.Advance(time.Duration(days)*24*time.Hour + time.Hour)
						if got := only(t, env).Workers.Max; got != cut {
							t.Fatalf("the account has %d workers, want %d", got, cut)
						}
					},
					RefreshState:       true,
					ExpectNonEmptyPlan: true,
				},
				resource.TestStep{
					Config: env.Config(config(`workers = { flex = 4 }`)),
					ConfigPlanChecks: checks(plancheck.ResourceActionUpdate,
						known("workers.max", knownvalue.Int64Exact(4)), known("workers.flex", knownvalue.Int64Exact(4))),
				},
			)
			if got := bodies(env, http.MethodPatch); !slices.Equal(got, []string{`{"workers":{"max":4}}`}) {
				t.Errorf("sent %q", got)
			}
		})
	}
	env.Run(
		resource.TestStep{Config: env.Config(config(`workers = { active = 1 }`))},
		resource.TestStep{
			PreConfig:        func() { env.Account.SetEndpointMaxWorkers(only(t, env).ID, 0) },
			Config:           env.Config(config(`workers = { active = 1 }`)),
			ConfigPlanChecks: checks(plancheck.ResourceActionUpdate, known("workers.max", knownvalue.Int64Exact(4))),
		},
	)
}

func TestAccEndpoint_driftIsRepaired(t *testing.T) {
	t.Parallel()
	edits := map[string]func(*runpod.Endpoint){
		"name":        func(e *runpod.Endpoint) { e.Name = "renamed" },
		"image":       func(e *runpod.Endpoint) { e.Image = "acme/other:1" },
		"disk":        func(e *runpod.Endpoint) { e.Disk = 5 },
		"env":         func(e *runpod.Endpoint) { e.Env["MODEL"] = "other" },
		"pools":       func(e *runpod.Endpoint) { e.GPU.Pools = []string{"ADA_24"} },
		"exclusions":  func(e *runpod.Endpoint) { e.GPU.ExcludedTypes = []string{"NVIDIA A100-SXM4-80GB"} },
		"scaling":     func(e *runpod.Endpoint) { delay := 9.0; e.Scaling.QueueDelay = &delay },
		"idle":        func(e *runpod.Endpoint) { idle := int64(900); e.Workers.IdleTimeout = &idle },
		"timeout":     func(e *runpod.Endpoint) { e.Timeout = 0 },
		"flashboot":   func(e *runpod.Endpoint) { e.FlashBoot = runpod.FlashBootOff },
		"data center": func(e *runpod.Endpoint) { e.DataCenterIDs = []string{"EU-RO-1"} },
	}
	for name, edit := range edits {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			env.Run(
				resource.TestStep{Config: env.Config(config(`env = { MODEL = "u2net" }`))},
				resource.TestStep{
					PreConfig:        func() { env.Account.EditEndpoint(only(t, env).ID, edit) },
					Config:           env.Config(config(`env = { MODEL = "u2net" }`)),
					ConfigPlanChecks: checks(plancheck.ResourceActionUpdate),
				},
			)
		})
	}
}

func TestAccEndpoint_whatIsNotDrift(t *testing.T) {
	t.Parallel()
	edits := map[string]func(*runpod.Endpoint){
		"an old name":   func(e *runpod.Endpoint) { e.Name += " -fb" },
		"a foreign key": func(e *runpod.Endpoint) { e.Env["PUBLIC_KEY"] = "ssh-ed25519 AAAA" },
	}
	for name, edit := range edits {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			body := env.Config(config(`env = { MODEL = "u2net" }`))
			env.Run(
				resource.TestStep{Config: body},
				resource.TestStep{
					PreConfig:        func() { env.Account.EditEndpoint(only(t, env).ID, edit) },
					Config:           body,
					ConfigPlanChecks: checks(plancheck.ResourceActionNoop),
				},
			)
		})
	}
}

func TestAccEndpoint_envKeepsForeignKeys(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Run(
		resource.TestStep{Config: env.Config(config(`env = { MODEL = "u2net", OLD = "1" }`))},
		resource.TestStep{
			PreConfig: func() {
				env.Account.EditEndpoint(only(t, env).ID, func(e *runpod.Endpoint) { e.Env["FOREIGN"] = "kept" })
			},
			Config:           env.Config(config(`env = { MODEL = "isnet" }`)),
			ConfigPlanChecks: checks(plancheck.ResourceActionUpdate),
		},
		resource.TestStep{
			PreConfig: func() {
				if got := only(t, env).Env; len(got) != 2 || got["MODEL"] != "isnet" || got["FOREIGN"] != "kept" {
					t.Errorf("env is %v", got)
				}
			},
			Config: env.Config(config(`env = { MODEL = "isnet" }`)),
		},
	)
}

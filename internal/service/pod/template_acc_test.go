package pod_test

import (
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

func TestAccPod_template(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	template := `
resource "runpod_template" "test" {
  name              = "team"
  image             = "busybox:1"
  container_disk_gb = 30
  volume_disk       = { size_gb = 40, mount_path = "/data" }
  ports             = ["22/tcp"]
  env               = { FROM = "template" }
}
`
	pod := "resource \"runpod_pod\" \"test\" {\n  name = \"trainer\"\n  template_id = runpod_template.test.id\n  gpu = { type_ids = [\"" + a100 + "\"] }\n%s}\n"
	env.Run(
		resource.TestStep{Config: env.Config(template)},
		resource.TestStep{
			Config: env.Config(template + fmt.Sprintf(pod, "")),
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: []plancheck.PlanCheck{ // the template's disks bill, so the plan shows them
					known("image", knownvalue.StringExact("busybox:1")),
					known("container_disk_gb", knownvalue.Int64Exact(30)),
					plancheck.ExpectKnownValue(address, tfjsonpath.New("volume_disk").AtMapKey("size_gb"), knownvalue.Int64Exact(40)),
					plancheck.ExpectKnownValue(address, acctest.Cost("monthly_usd"), acctest.USD("1313.7")),
				},
				PostApplyPostRefresh: acctest.EmptyPlan(),
			},
		},
		resource.TestStep{ // a change of its own keeps what the template brought
			Config: env.Config(template + fmt.Sprintf(pod, "  env = { OWN = \"1\" }\n")),
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply:             action(plancheck.ResourceActionUpdate),
				PostApplyPostRefresh: acctest.EmptyPlan(),
			},
		},
		resource.TestStep{
			PreConfig: func() {
				if env := only(t, env).Env; env["OWN"] != "1" || env["FROM"] != "template" {
					t.Errorf("the pod's env is %v", env)
				}
			},
			Config: env.Config(template + fmt.Sprintf(pod, "  env = { OWN = \"1\" }\n")),
		},
	)
}

// A command that is no longer declared beside a template stays: the plan says so, as for a
// state of another provider that has the template's own, and nothing is sent.
//
//nolint:tparallel // the requests of one account are distinguished by their order
func TestAccPod_commandOfTemplate(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	template := runpod.CreateTemplateRequest{Name: "jobs"}
	template.Image, template.Disk, template.Args = new("busybox:1"), new(int64(20)), new("python -m jobs")
	made, err := env.Client().CreateTemplate(t.Context(), template)
	if err != nil {
		t.Fatal(err)
	}
	server := env.Server(nil)
	declared := acctest.Attributes{"name": "job", "template_id": made.ID, "gpu": acctest.Attributes{"type_ids": []any{a100}}}
	for _, from := range []string{"args", "entrypoint"} { //nolint:paralleltest // see above
		t.Run(from, func(t *testing.T) {
			with := maps.Clone(declared)
			with["args"] = "python -m jobs"
			if from == "entrypoint" {
				delete(with, "args")
				with["entrypoint"], with["cmd"] = []any{"python"}, []any{"-m", "other"}
			}
			pod := &acctest.Instance{Type: "runpod_pod"}
			if err := server.Apply(t.Context(), pod, with); err != nil {
				t.Fatal(err)
			}
			planned, err := server.Plan(t.Context(), pod, declared)
			if err != nil {
				t.Fatal(err)
			}
			if len(planned.Replaces) > 0 || !acctest.At(planned.Planned, "status").IsKnown() {
				t.Errorf("it is replaced for %v, or restarts", planned.Replaces)
			}
			said := acctest.Lines(planned.Diagnostics)
			if !strings.Contains(said, "The start command stays unchanged: job") || !strings.Contains(said, "`"+from) || strings.Contains(said, "Pod restarts") {
				t.Errorf("the plan says: %s", said)
			}
			since := len(env.Account.Requests())
			if err := server.Apply(t.Context(), pod, declared); err != nil {
				t.Fatal(err)
			}
			for _, r := range env.Account.Requests()[since:] {
				if r.Method != http.MethodGet {
					t.Errorf("sent %s %s", r.Method, r.Path)
				}
			}
			if err := server.Refresh(t.Context(), pod); err != nil {
				t.Fatal(err)
			}
			if err := server.PlanIsEmpty(t.Context(), pod, declared); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestAccPod_publicTemplate(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Run(resource.TestStep{
		Config: env.Config(`
data "runpod_public_templates" "official" {}

resource "runpod_pod" "test" {
  name        = "trainer"
  template_id = data.runpod_public_templates.official.templates[0].id
  gpu         = { type_ids = ["` + a100 + `"] }
}
`),
		ConfigPlanChecks: resource.ConfigPlanChecks{
			PreApply:             []plancheck.PlanCheck{known("image", knownvalue.NotNull())},
			PostApplyPostRefresh: acctest.EmptyPlan(),
		},
	})
}

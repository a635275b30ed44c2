package acctest_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// TestKeptCommand: a command that is no longer declared beside a template stays. The plan says so, as for a state of another
// provider that has the template's own; nothing is sent, nothing restarts, and the next plan is empty.
func TestKeptCommand(t *testing.T) {
	t.Parallel()
	for typeName, gpu := range map[string]acctest.Attributes{
		"runpod_pod":      {"type_ids": []any{"NVIDIA A100 80GB PCIe"}},
		"runpod_endpoint": {"pools": []any{"AMPERE_80"}},
	} {
		for from, command := range map[string]acctest.Attributes{
			"args":       {"args": "python -m jobs"},
			"entrypoint": {"entrypoint": []any{"python"}, "cmd": []any{"-m", "other"}},
		} {
			t.Run(typeName+" "+from, func(t *testing.T) {
				t.Parallel()
				env := acctest.New(t)
				template := runpod.CreateTemplateRequest{Name: "jobs"}
				template.Image, template.Disk, template.Args = new("busybox:1"), new(int64(20)), new("python -m jobs")
				if typeName == "runpod_endpoint" {
					template.Serverless = new(true)
				}
				made, err := env.Client().CreateTemplate(t.Context(), template)
				if err != nil {
					t.Fatal(err)
				}
				declared := acctest.Attributes{"name": "job", "template_id": made.ID, "gpu": gpu}
				with := maps.Clone(declared)
				maps.Copy(with, command)
				server, instance := env.Server(nil), &acctest.Instance{Type: typeName}
				if err := server.Apply(t.Context(), instance, with); err != nil {
					t.Fatal(err)
				}
				planned, err := server.Plan(t.Context(), instance, declared)
				if err != nil {
					t.Fatal(err)
				}
				if len(planned.Replaces) > 0 {
					t.Errorf("it is replaced for %v", planned.Replaces)
				}
				if said := acctest.Lines(planned.Diagnostics); !strings.Contains(said, "The start command stays unchanged: job") || !strings.Contains(said, "`"+from) || strings.Contains(said, "Pod restarts") {
					t.Errorf("the plan says: %s", said)
				}
				since := len(env.Account.Requests())
				if err := server.Apply(t.Context(), instance, declared); err != nil {
					t.Fatal(err)
				}
				for _, r := range env.Account.Requests()[since:] {
					if r.Method != http.MethodGet {
						t.Errorf("sent %s %s", r.Method, r.Path)
					}
				}
				if err := server.Refresh(t.Context(), instance); err != nil {
					t.Fatal(err)
				}
				if err := server.PlanIsEmpty(t.Context(), instance, declared); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

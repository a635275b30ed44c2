package acctest_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// TestImportsAdoptTheirTemplate: an imported object cannot tell what it was made from. Its configuration does, and what the
// template gave it is neither sent again nor taken away; nothing restarts, although the template has moved on since.
func TestImportsAdoptTheirTemplate(t *testing.T) {
	t.Parallel()
	gpu := attrs{"type_ids": []any{"NVIDIA L40S"}}
	compute := attrs{"gpu_type_id": "NVIDIA H100 80GB HBM3", "gpu_count_per_pod": 1, "pod_count": 2}
	for resource, config := range map[string]attrs{
		"runpod_pod": {"gpu": gpu}, "runpod_endpoint": {"gpu": attrs{"pools": []any{"AMPERE_80"}}}, "runpod_cluster": {"type": "RAY", "compute": compute},
	} {
		for what, give := range map[string]func(t *runpod.Template){
			"an image":     func(*runpod.Template) {},
			"credentials":  nil, // below
			"variables":    func(t *runpod.Template) { t.Env = map[string]string{"A": "1"} },
			"a command":    func(t *runpod.Template) { t.Cmd, t.Args = []string{"go"}, `{"cmd":["go"]}` },
			"ports":        func(t *runpod.Template) { t.Ports = []string{"80/http", "22/tcp"} },
			"another disk": func(t *runpod.Template) { t.Disk = 77 },
			"a volume": func(t *runpod.Template) {
				t.Mounts = runpod.TemplateMounts{Persistent: &runpod.PersistentMount{Size: 40, Path: "/v"}}
			},
		} {
			if resource == "runpod_endpoint" && what == "a volume" {
				continue // has none
			}
			t.Run(resource+", "+what, func(t *testing.T) {
				t.Parallel()
				env := acctest.New(t)
				template := runpod.Template{Name: "t", Container: runpod.Container{Image: "busybox:1", Disk: 20}, Serverless: resource == "runpod_endpoint"}
				if give == nil {
					registry := env.Account.AddRegistry("ghcr")
					template.Registry = &registry
				} else {
					give(&template)
				}
				id := env.Account.AddTemplate(template)
				declared := attrs{"name": "adopted", "template_id": id}
				maps.Copy(declared, config)
				server, made := env.Server(nil), &acctest.Instance{Type: resource}
				if err := server.Apply(t.Context(), made, declared); err != nil {
					t.Fatal(err)
				}
				env.Account.EditTemplate(id, func(t *runpod.Template) { t.Image, t.Disk = "busybox:2", 99 })
				since := len(env.Account.Requests())
				imported, err := server.Import(t.Context(), resource, server.ID(made))
				if err != nil {
					t.Fatal(err)
				}
				change, err := server.Plan(t.Context(), imported, declared)
				if err != nil {
					t.Fatal(err)
				}
				if len(change.Replaces) > 0 || !change.Planned.IsFullyKnown() {
					t.Errorf("replaces %v, plans %s", change.Replaces, change.Planned)
				}
				if said := acctest.Lines(change.Diagnostics); strings.Contains(said, "Pod restarts") || strings.Contains(said, "erased") {
					t.Errorf("warns of a restart: %s", said)
				}
				if err := server.Apply(t.Context(), imported, declared); err != nil {
					t.Fatal(err)
				}
				if err := server.PlanIsEmpty(t.Context(), imported, declared); err != nil {
					t.Error(err)
				}
				for _, request := range env.Account.Requests()[since:] {
					if request.Method != http.MethodGet {
						t.Errorf("adopting sent %s %s", request.Method, request.Path)
					}
				}
			})
		}
	}
}

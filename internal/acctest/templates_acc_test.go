package acctest_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

const madeFromTemplates = `
variable "image" { default = "app:1" }
variable "unknown" { default = false }
variable "more" { default = 1 }

resource "terraform_data" "image" { input = var.image }

resource "runpod_template" "pods" {
  name        = "pods"
  image       = var.unknown ? terraform_data.image.output : var.image
  ports       = var.image == "app:1" ? ["22/tcp"] : ["22/tcp", "80/http"]
  volume_disk = { size_gb = var.image == "app:1" ? 30 : 300 }
}
resource "runpod_template" "workers" {
  name       = "workers"
  image      = var.unknown ? terraform_data.image.output : var.image
  serverless = true
}
resource "runpod_pod" "more" {
  wait_until  = "CREATED"
  count       = var.more
  name        = "more-${count.index}"
  template_id = runpod_template.pods.id
  gpu         = { type_ids = ["NVIDIA L40S"] }
}
resource "runpod_pod" "renewed" {
  wait_until  = "CREATED"
  name        = "renewed"
  template_id = runpod_template.pods.id
  gpu         = { type_ids = ["NVIDIA L40S"] }
  lifecycle {
    replace_triggered_by = [runpod_template.pods]
  }
}
resource "runpod_endpoint" "more" {
  count       = var.more
  name        = "more-${count.index}"
  template_id = runpod_template.workers.id
  gpu         = { pools = ["AMPERE_80"] }
  workers     = { flex = 1 }
}
resource "runpod_cluster" "more" {
  wait_until  = "CREATED"
  count       = var.more
  name        = "more-${count.index}"
  type        = "RAY"
  compute     = { gpu_type_id = "NVIDIA H100 80GB HBM3", gpu_count_per_pod = 1, pod_count = 2 }
  template_id = runpod_template.pods.id
}
`

// TestAccTemplatesAreReadAsPlanned: what is made from a template that the same plan changes has what the template will be,
// price included, and the apply makes that.
func TestAccTemplatesAreReadAsPlanned(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, func(o *sandbox.Options) { o.WorkerQuota = 100 })
	w := env.Workdir(madeFromTemplates)
	w.Run("apply", "-auto-approve")
	for _, change := range []struct {
		image string
		args  []string
		shows []string
	}{
		{"app:2", nil, []string{"300 GB volume disk", "2 x 300 GB volume disk"}},
		{"app:3", []string{"-var", "unknown=true"}, nil},
	} {
		args := append([]string{"-var", "image=" + change.image, "-var", "more=" + change.image[len("app:"):]}, change.args...)
		printed := w.Run(append([]string{"apply", "-auto-approve"}, args...)...)
		for _, text := range change.shows {
			if !strings.Contains(printed, text) {
				t.Errorf("%s: the plan does not show %q:\n%s", change.image, text, printed)
			}
		}
		w.Run(append([]string{"plan", "-detailed-exitcode"}, args...)...) // fails if there is anything to do
		if state := w.Run("state", "show", "runpod_pod.renewed"); !strings.Contains(state, change.image) {
			t.Errorf("%s: the pod that is replaced with its template has another image:\n%s", change.image, state)
		}
	}
	w.Run("destroy", "-auto-approve")
	for _, left := range env.Account.Contents() {
		t.Errorf("left on the account: %s", left)
	}
}

// TestTemplatesSwitchedAsPlanned: a pod and an endpoint that move to a template of which the same plan changes the image.
func TestTemplatesSwitchedAsPlanned(t *testing.T) {
	t.Parallel()
	for resource, config := range map[string]attrs{
		"runpod_pod": {"gpu": attrs{"type_ids": []any{"NVIDIA L40S"}}}, "runpod_endpoint": {"gpu": attrs{"pools": []any{"AMPERE_80"}}},
	} {
		t.Run(resource, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			server := env.Server(nil)
			template := func(image string) attrs {
				return attrs{"name": image, "image": image, "serverless": resource == "runpod_endpoint"}
			}
			from, to, made := &acctest.Instance{Type: "runpod_template"}, &acctest.Instance{Type: "runpod_template"}, &acctest.Instance{Type: resource}
			apply := func(i *acctest.Instance, config attrs) {
				t.Helper()
				if err := server.Apply(t.Context(), i, config); err != nil {
					t.Fatal(err)
				}
			}
			apply(from, template("from:1"))
			apply(to, template("to:1"))
			config["name"], config["template_id"] = "made", server.ID(from)
			apply(made, config)
			server = env.Server(nil) // another run
			config["template_id"] = server.ID(to)
			changed := template("to:2")
			changed["name"] = "to:1"
			for _, image := range []any{tftypes.UnknownValue, "to:2"} {
				changed["image"] = image
				if _, err := server.Plan(t.Context(), to, changed); err != nil {
					t.Fatal(err)
				}
				change, err := server.Plan(t.Context(), made, config)
				if err != nil {
					t.Fatal(err)
				}
				if planned, known := valueAt(change.Planned, []string{"image"}); known != (image == "to:2") || known && textOf(planned) != image {
					t.Errorf("the template's image will be %v, and the plan has %s", image, planned)
				}
			}
			apply(to, changed)
			apply(made, config)
			if err := server.PlanIsEmpty(t.Context(), made, config); err != nil {
				t.Error(err)
			}
		})
	}
}

package cluster_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

const template = `
resource "runpod_cluster" "test" {
  name        = "train"
  type        = "SLURM"
  template_id = %s
  compute     = { gpu_type_id = "NVIDIA H100 80GB HBM3", gpu_count_per_pod = 1, pod_count = 2 }
}
`

func addTemplate(env *acctest.Env) string {
	return env.Account.AddTemplate(runpod.Template{
		Name:      "t",
		Container: runpod.Container{Image: "c/d:2", Disk: 30, Env: map[string]string{"B": "2"}, Ports: []string{"8888/http"}, Cmd: []string{"go"}, Args: `{"cmd":["go"]}`},
		Mounts:    runpod.TemplateMounts{Persistent: &runpod.PersistentMount{Size: 20, Path: "/v"}},
	})
}

func TestAccCluster_template(t *testing.T) {
	t.Parallel()
	env := newEnv(t)
	id := addTemplate(env)
	env.RunCase(resource.TestCase{
		CheckDestroy: func(*terraform.State) error { env.Account.RemoveTemplate(id); return nil },
		Steps: []resource.TestStep{
			{
				Config: env.Config(fmt.Sprintf(template, `"`+id+`"`)),
				ConfigPlanChecks: planned(plancheck.ResourceActionCreate,
					plancheck.ExpectKnownValue(address, at("image"), knownvalue.StringExact("c/d:2")),
					plancheck.ExpectKnownValue(address, at("container_disk_gb"), knownvalue.Int64Exact(30)),
					plancheck.ExpectKnownValue(address, at("volume_disk").AtMapKey("size_gb"), knownvalue.Int64Exact(20)),
					// Two pods, each with an H100 for 730 hours, 30 GB of container disk and 20 GB of volume disk, 0.10 USD each.
					plancheck.ExpectKnownValue(address, acctest.Cost("monthly_usd"), acctest.USD("5835.40"))),
			},
			{
				PreConfig:        func() { env.Account.EditTemplate(id, func(t *runpod.Template) { t.Image = "c/d:3" }) },
				Config:           env.Config(fmt.Sprintf(template, `"`+id+`"`)),
				ConfigPlanChecks: planned(plancheck.ResourceActionNoop),
			},
		},
	})
}

// An imported cluster takes its template over without a change at Runpod,
// although the template has moved on.
func TestAccCluster_adoptsTemplate(t *testing.T) {
	t.Parallel()
	env := newEnv(t)
	id := addTemplate(env)
	made, err := env.Client().CreateCluster(t.Context(), runpod.CreateClusterRequest{
		Name: "train", Type: runpod.ClusterTypeSlurm, TemplateID: &id, Compute: runpod.ClusterCompute{GPUTypeID: h100, GPUCountPerPod: 1, PodCount: 2},
	})
	if err != nil {
		t.Fatal(err)
	}
	env.Account.EditTemplate(id, func(t *runpod.Template) { t.Image = "c/d:3" })
	env.RunCase(resource.TestCase{
		CheckDestroy: func(*terraform.State) error { env.Account.RemoveTemplate(id); return nil },
		Steps: []resource.TestStep{{
			Config:           env.Config(fmt.Sprintf(template, `"`+id+`"`) + fmt.Sprintf("import {\n to = %s\n id = %q\n}\n", address, made.ID)),
			ConfigPlanChecks: planned(plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(address, at("id"), knownvalue.StringExact(made.ID)),
				statecheck.ExpectKnownValue(address, at("image"), knownvalue.StringExact("c/d:2")),
			},
		}},
	})
}

// An imported cluster is not replaced for what an import leaves out of the environment,
// nor for what that lets one think; a variable that is another one does replace it.
func TestAccCluster_adoptsEnvironment(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		env    string
		action plancheck.ResourceActionType
	}{
		"what Runpod may have set":  {`{ A = "1", PUBLIC_KEY = "mine", JUPYTER_PASSWORD = "mine" }`, plancheck.ResourceActionUpdate},
		"another value":             {`{ A = "2", PUBLIC_KEY = "mine" }`, plancheck.ResourceActionDestroyBeforeCreate},
		"one less":                  {`{ PUBLIC_KEY = "mine" }`, plancheck.ResourceActionDestroyBeforeCreate},
		"one more, which is no one": {`{ A = "1", B = "2" }`, plancheck.ResourceActionDestroyBeforeCreate},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := newEnv(t)
			request := runpod.CreateClusterRequest{Name: "train", Type: runpod.ClusterTypeSlurm, Compute: runpod.ClusterCompute{GPUTypeID: h100, GPUCountPerPod: 1, PodCount: 2}}
			request.Image, request.Disk = new("a/b:1"), new(int64(80))
			request.Env = map[string]string{"A": "1", "PUBLIC_KEY": "mine", "JUPYTER_PASSWORD": "mine"}
			made, err := env.Client().CreateCluster(t.Context(), request)
			if err != nil {
				t.Fatal(err)
			}
			env.Run(resource.TestStep{
				Config: env.Config(fmt.Sprintf(`
resource "runpod_cluster" "test" {
  name              = "train"
  type              = "SLURM"
  image             = "a/b:1"
  container_disk_gb = 80
  start_ssh         = false
  start_jupyter     = false
  env               = %s
  compute           = { gpu_type_id = %q, gpu_count_per_pod = 1, pod_count = 2 }
}

import {
  to = %s
  id = %q
}
`, tc.env, h100, address, made.ID)),
				ConfigPlanChecks: planned(tc.action),
			})
		})
	}
}

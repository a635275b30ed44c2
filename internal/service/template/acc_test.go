package template_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

const address = "runpod_template.test"

// config is a template with what is given beside its name and image, or instead.
func config(attributes ...string) string {
	return acctest.Declared("runpod_template", append([]string{`name = "jupyter"`, `image = "acme/jupyter:1"`}, attributes...)...)
}

func known(attribute string, value knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(address, tfjsonpath.New(attribute), value)
}

// only returns the account's one template.
func only(t *testing.T, env *acctest.Env) runpod.Template {
	t.Helper()
	templates := env.Account.Templates()
	if len(templates) != 1 {
		t.Fatalf("%d templates", len(templates))
	}
	return templates[0]
}

func TestAccTemplate_defaults(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	none := knownvalue.SetExact([]knownvalue.Check{})
	env.Run(
		resource.TestStep{
			Config: env.Config(config()),
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: []plancheck.PlanCheck{
					plancheck.ExpectKnownValue(address, tfjsonpath.New("container_disk_gb"), knownvalue.Int64Exact(50)),
					plancheck.ExpectUnknownValue(address, tfjsonpath.New("id")),
				},
				PostApplyPostRefresh: acctest.EmptyPlan(),
			},
			ConfigStateChecks: []statecheck.StateCheck{
				known("id", knownvalue.StringRegexp(regexp.MustCompile(`^[a-z0-9]{10}$`))),
				known("container_disk_gb", knownvalue.Int64Exact(50)),
				known("ports", none),
				known("volume_disk", knownvalue.Null()),
				known("serverless", knownvalue.Bool(false)),
				known("public", knownvalue.Bool(false)),
				known("start_ssh", knownvalue.Bool(true)),
				known("start_jupyter", knownvalue.Bool(true)),
				known("category", knownvalue.StringExact("NVIDIA")),
				known("allowed_cuda_versions", none),
			},
		},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{"timeouts"}},
	)
}

var full = []string{
	`container_disk_gb = 40`, `volume_disk = { size_gb = 100 }`, `ports = ["8888/http", "22/tcp"]`, `category = "CPU"`,
	`env = { A = "1", JUPYTER_PASSWORD = "x" }`, `entrypoint = ["tini", "--"]`, `cmd = ["run"]`, `start_ssh = false`, `start_jupyter = false`,
	`allowed_cuda_versions = ["12.8"]`, `public = true`,
}

func TestAccTemplate_everythingChangesInPlace(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	update := resource.ConfigPlanChecks{
		PreApply: []plancheck.PlanCheck{
			plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate),
			plancheck.ExpectKnownValue(address, tfjsonpath.New("id"), knownvalue.NotNull()),
		},
		PostApplyPostRefresh: acctest.EmptyPlan(),
	}
	env.Run(
		resource.TestStep{
			Config:           env.Config(config(full...)),
			ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: acctest.EmptyPlan()},
			ConfigStateChecks: []statecheck.StateCheck{
				known("volume_disk", knownvalue.ObjectExact(map[string]knownvalue.Check{
					"size_gb": knownvalue.Int64Exact(100), "mount_path": knownvalue.StringExact("/workspace"),
				})),
			},
			Check: func(*terraform.State) error {
				got := only(t, env)
				if got.Disk != 40 || got.StartSSH || got.StartJupyter || !got.Public || got.Category != "CPU" || got.Env["A"] != "1" ||
					!slices.Equal(got.Entrypoint, []string{"tini", "--"}) || !slices.Equal(got.AllowedCUDAVersions, []string{"12.8"}) {
					t.Errorf("Runpod has %+v", got)
				}
				return nil
			},
		},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{"timeouts"}},
		resource.TestStep{
			Config: env.Config(strings.NewReplacer(`"jupyter"`, `"lab"`, ":1", ":2").Replace(config(
				`volume_disk = { size_gb = 20, mount_path = "/data" }`, `env = { A = "2", B = "3" }`, `args = "sleep 5"`, `serverless = false`,
				`allowed_cuda_versions = ["12.8", "12.9"]`))),
			ConfigPlanChecks: update,
			Check: func(*terraform.State) error {
				got := only(t, env)
				disk := got.Mounts.Persistent
				if got.Name != "lab" || got.Image != "acme/jupyter:2" || got.Disk != 50 || disk == nil || disk.Size != 20 || disk.Path != "/data" ||
					len(got.Env) != 2 || got.Env["A"] != "2" || got.Args != "sleep 5" || len(got.Ports) != 0 || got.Public || !got.StartSSH || !got.StartJupyter ||
					got.Category != "NVIDIA" || len(got.AllowedCUDAVersions) != 2 {
					t.Errorf("Runpod has %+v", got)
				}
				return nil
			},
		},
		resource.TestStep{
			Config:           env.Config(config(`serverless = true`)),
			ConfigPlanChecks: update,
			Check: func(*terraform.State) error {
				got := only(t, env)
				if !got.Serverless || got.Mounts.Persistent != nil || len(got.Env) != 0 || got.Args != "" || len(got.AllowedCUDAVersions) != 0 {
					t.Errorf("Runpod has %+v", got)
				}
				return nil
			},
		},
	)
}

// TestAccTemplate_onlyWhatChangedIsSent reads the traffic.
func TestAccTemplate_onlyWhatChangedIsSent(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Run(
		resource.TestStep{Config: env.Config(config(full...))},
		resource.TestStep{Config: env.Config(config(append(slices.Clone(full), "timeouts {\n delete = \"5m\"\n }")...))},
	)
	for _, request := range env.Account.Requests() {
		if request.Method == http.MethodPatch {
			t.Errorf("a change of the timeouts was sent to Runpod: %s %s", request.Method, request.Path)
		}
	}
}

func TestAccTemplate_foreignEnvIsLeftAlone(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Run(
		resource.TestStep{Config: env.Config(config(`env = { A = "1" }`))},
		resource.TestStep{
			PreConfig: func() {
				env.Account.EditTemplate(only(t, env).ID, func(tpl *runpod.Template) { tpl.Env["FOREIGN"] = "kept" })
			},
			Config:           env.Config(config(`env = { A = "1" }`)),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: acctest.EmptyPlan()},
		},
		resource.TestStep{
			Config: env.Config(config(`env = { B = "2" }`)),
			Check: func(*terraform.State) error {
				if got := only(t, env).Env; len(got) != 2 || got["FOREIGN"] != "kept" || got["B"] != "2" {
					t.Errorf("Runpod has %v", got)
				}
				return nil
			},
		},
	)
}

func TestAccTemplate_driftIsRepaired(t *testing.T) {
	t.Parallel()
	for name, edit := range map[string]func(*runpod.Template){
		"name":        func(tpl *runpod.Template) { tpl.Name = "other" },
		"disk":        func(tpl *runpod.Template) { tpl.Disk = 5 },
		"volume disk": func(tpl *runpod.Template) { tpl.Mounts = runpod.TemplateMounts{} },
		"env":         func(tpl *runpod.Template) { tpl.Env["A"] = "9" },
		"command":     func(tpl *runpod.Template) { tpl.Entrypoint, tpl.Cmd, tpl.Args = nil, nil, "" },
		"public":      func(tpl *runpod.Template) { tpl.Public = false },
		"cuda":        func(tpl *runpod.Template) { tpl.AllowedCUDAVersions = []string{} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			env.Run(
				resource.TestStep{Config: env.Config(config(full...))},
				resource.TestStep{
					PreConfig: func() { env.Account.EditTemplate(only(t, env).ID, edit) },
					Config:    env.Config(config(full...)),
					ConfigPlanChecks: resource.ConfigPlanChecks{
						PreApply:             []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate)},
						PostApplyPostRefresh: acctest.EmptyPlan(),
					},
				},
			)
		})
	}
}

// TestAccTemplate_lostRegistry: Runpod takes a deleted credential out of a
// template without a word.
func TestAccTemplate_lostRegistry(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	first := env.Account.AddRegistry("first")
	env.Run(
		resource.TestStep{
			Config:            env.Config(config(`container_registry_auth_id = "` + first + `"`)),
			ConfigStateChecks: []statecheck.StateCheck{known("container_registry_auth_id", knownvalue.StringExact(first))},
		},
		resource.TestStep{
			PreConfig:   func() { env.Account.RemoveRegistry(first) },
			Config:      env.Config(config(`container_registry_auth_id = "` + first + `"`)),
			PlanOnly:    true,
			ExpectError: regexp.MustCompile(`Unknown container registry auth`),
		},
	)
}

func TestAccTemplate_disappears(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Run(
		resource.TestStep{Config: env.Config(config())},
		resource.TestStep{
			PreConfig: func() { env.Account.RemoveTemplate(only(t, env).ID) },
			Config:    env.Config(config()),
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, plancheck.ResourceActionCreate)},
			},
		},
	)
}

func TestAccTemplate_importBlock(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Run(
		resource.TestStep{Config: env.Config(config(full...))},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithID},
	)
}

func TestAccTemplate_importByIdentity(t *testing.T) {
	t.Parallel()
	acctest.Need(t, acctest.FeatureImportIdentity)
	env := acctest.New(t)
	env.Run(
		resource.TestStep{Config: env.Config(config())},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithResourceIdentity},
	)
}

func TestAccTemplate_unknownAtPlan(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Run(resource.TestStep{
		Config: env.Config(`
resource "terraform_data" "later" {
  input = { image = "acme/jupyter:1", size = 20, env = { A = "1" }, ports = ["22/tcp"], cuda = ["12.8"], serverless = false, disk = 30 }
}

resource "runpod_template" "test" {
  name                  = "jupyter"
  image                 = terraform_data.later.output.image
  container_disk_gb     = terraform_data.later.output.disk
  volume_disk           = { size_gb = terraform_data.later.output.size }
  env                   = terraform_data.later.output.env
  ports                 = terraform_data.later.output.ports
  allowed_cuda_versions = terraform_data.later.output.cuda
  serverless            = terraform_data.later.output.serverless
}
`),
		ConfigPlanChecks: resource.ConfigPlanChecks{
			PreApply: []plancheck.PlanCheck{
				plancheck.ExpectUnknownValue(address, tfjsonpath.New("image")),
				plancheck.ExpectUnknownValue(address, tfjsonpath.New("container_disk_gb")),
			},
			PostApplyPostRefresh: acctest.EmptyPlan(),
		},
		ConfigStateChecks: []statecheck.StateCheck{
			known("image", knownvalue.StringExact("acme/jupyter:1")),
			known("container_disk_gb", knownvalue.Int64Exact(30)),
		},
	})
}

func TestAccTemplate_invalid(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		lines []string
		want  string
	}{
		"volume disk on a worker": {[]string{`serverless = true`, `volume_disk = { size_gb = 10 }`}, `(?s)No volume disk on a serverless template.*serverless\s+=\s+false`},
		"small volume disk":       {[]string{`volume_disk = { size_gb = 9 }`}, `at least 10`},
		"relative mount path":     {[]string{`volume_disk = { size_gb = 10, mount_path = "data" }`}, `Invalid mount path`},
		"category":                {[]string{`category = "GPU"`}, `(?s)category.*NVIDIA`},
		"cuda version":            {[]string{`allowed_cuda_versions = ["12"]`}, `Invalid CUDA version`},
		"port":                    {[]string{`ports = ["8888"]`}, `Invalid port`},
		"args and cmd":            {[]string{`args = "a"`, `cmd = ["b"]`}, `args`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			env.Run(resource.TestStep{Config: env.Config(config(test.lines...)), PlanOnly: true, ExpectError: regexp.MustCompile(test.want)})
			if requests := env.Account.Requests(); len(requests) > 0 {
				t.Errorf("Runpod was asked: %v", requests)
			}
		})
	}
}

func TestAccTemplate_refusals(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Run(
		resource.TestStep{
			Config:      env.Config(config(`container_registry_auth_id = "nosuchregistry"`)),
			ExpectError: regexp.MustCompile(`(?s)Unknown container registry auth.*container_registry_auth_id.*nosuchregistry`),
		},
	)
}

// TestAccTemplate_deleteWaitsForItsUsers: what was made from the template outside
// of the configuration goes while the destroy waits.
func TestAccTemplate_deleteWaitsForItsUsers(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	var pod string
	sleeps := 0
	env.OnSleep = func() {
		if sleeps++; sleeps == 3 {
			if err := env.Client().DeletePod(t.Context(), pod); err != nil {
				t.Error(err)
			}
		}
	}
	env.Run(
		resource.TestStep{Config: env.Config(config())},
		resource.TestStep{
			PreConfig: func() { pod = podFrom(t, env, only(t, env).ID) },
			Config:    env.Config(config()),
			Destroy:   true,
		},
	)
	if sleeps != 3 {
		t.Errorf("waited %d times, want 3", sleeps)
	}
}

func TestAccTemplate_deleteTimesOut(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	var pod string
	short := config("timeouts {\n delete = \"30s\"\n }")
	env.Run(
		resource.TestStep{Config: env.Config(short)},
		resource.TestStep{
			PreConfig:   func() { pod = podFrom(t, env, only(t, env).ID) },
			Config:      env.Config(short),
			Destroy:     true,
			ExpectError: regexp.MustCompile(`(?s)Cannot delete template "jupyter".*30s.*in\s+use\s+by\s+pod`),
		},
		resource.TestStep{
			PreConfig: func() {
				if err := env.Client().DeletePod(t.Context(), pod); err != nil {
					t.Fatal(err)
				}
			},
			Config: env.Config(short),
		},
	)
}

// podFrom makes a pod from a template, not by Terraform, and returns its ID.
func podFrom(t *testing.T, env *acctest.Env, templateID string) string {
	t.Helper()
	count := int64(1)
	pod, err := env.Client().CreatePod(t.Context(), runpod.CreatePodRequest{
		Name: "user", TemplateID: &templateID, GPU: &runpod.CreateGPUConfig{ID: "NVIDIA L40S", Count: &count},
	})
	if err != nil {
		t.Fatal(err)
	}
	return pod.ID
}

package endpoint_test

import (
	"maps"
	"net/http"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

func TestAccEndpoint_import(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"defaults": config(),
		"gpu": config(`workers = { active = 1, flex = 2 }`, `scaling = { request_count = 3 }`, `env = { MODEL = "u2net" }`, `data_center_ids = ["EU-RO-1"]`,
			`gpu = { pools = ["ADA_24", "AMPERE_80"], count = 2, excluded_type_ids = ["NVIDIA A100-SXM4-80GB"], allowed_cuda_versions = ["12.8"] }`),
		"load balancer": configWith(`image = "acme/api:1"`, `type = "LOAD_BALANCER"`, `ports = ["8000/http"]`,
			`cpu = [{ flavor_id = "cpu3g", vcpu_count = 2 }, { flavor_id = "cpu3c", vcpu_count = 4 }]`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			env.Run(
				resource.TestStep{Config: env.Config(body)},
				resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true},
				resource.TestStep{ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithID},
			)
		})
	}
}

func TestAccEndpoint_importByIdentity(t *testing.T) {
	t.Parallel()
	acctest.Need(t, acctest.FeatureImportIdentity)
	env := acctest.New(t)
	env.Run(
		resource.TestStep{Config: env.Config(config())},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithResourceIdentity},
	)
}

func newTemplate(t *testing.T, env *acctest.Env, image string, vars map[string]string) *runpod.Template {
	t.Helper()
	serverless, disk, args := true, int64(35), "serve"
	request := runpod.CreateTemplateRequest{Name: "serve " + image, Serverless: &serverless}
	request.Image, request.Disk, request.Ports, request.Env, request.Args = &image, &disk, []string{"8000/http"}, vars, &args
	template, err := env.Client().CreateTemplate(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	return template
}

func deleteTemplates(t *testing.T, env *acctest.Env, templates ...*runpod.Template) resource.TestCheckFunc {
	return func(*terraform.State) error {
		for _, template := range templates {
			if err := env.Client().DeleteTemplate(t.Context(), template.ID); err != nil {
				return err
			}
		}
		return nil
	}
}

// From one template to another and to none: what is declared stands throughout.
func TestAccEndpoint_templateChanges(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	one := newTemplate(t, env, "acme/serve:1", map[string]string{"ONE": "1"})
	two := newTemplate(t, env, "acme/serve:2", map[string]string{"TWO": "2"})
	body := func(lines ...string) string {
		return env.Config(configWith(append([]string{`gpu = { pools = ["AMPERE_80"] }`, `env = { MODEL = "u2net" }`}, lines...)...))
	}
	vars := func(want ...string) func() {
		return func() {
			if got := slices.Sorted(maps.Keys(only(t, env).Env)); !slices.Equal(got, want) {
				t.Errorf("env has %q, not %q", got, want)
			}
		}
	}
	env.RunCase(resource.TestCase{CheckDestroy: deleteTemplates(t, env, one, two), Steps: []resource.TestStep{
		{Config: body(`template_id = "` + one.ID + `"`), ConfigPlanChecks: checks(plancheck.ResourceActionCreate)},
		{
			PreConfig:        vars("MODEL", "ONE"),
			Config:           body(`template_id = "` + two.ID + `"`),
			ConfigPlanChecks: checks(plancheck.ResourceActionUpdate, known("image", knownvalue.StringExact("acme/serve:2"))),
		},
		{
			PreConfig:        vars("MODEL", "TWO"),
			Config:           body(`image = "acme/matting:1.4"`),
			ConfigPlanChecks: checks(plancheck.ResourceActionUpdate, known("container_disk_gb", knownvalue.Int64Exact(20))),
		},
		{
			PreConfig: func() {
				if got := only(t, env).Args; got != "" {
					t.Errorf("the template's command stayed: %q", got)
				}
			},
			Config:           body(`template_id = "`+one.ID+`"`, `image = "acme/matting:1.4"`),
			ConfigPlanChecks: checks(plancheck.ResourceActionUpdate, known("image", knownvalue.StringExact("acme/matting:1.4"))),
		},
	}})
}

// What a template brought is neither drift nor lost when an import adopts it.
func TestAccEndpoint_importAdoptsTemplate(t *testing.T) {
	t.Parallel()
	acctest.Need(t, acctest.FeatureForget)
	env := acctest.New(t)
	template := newTemplate(t, env, "acme/serve:1", map[string]string{"LEVEL": "info"})
	declared := env.Config(configWith(`template_id = "`+template.ID+`"`, `gpu = { pools = ["AMPERE_80"] }`, `env = { MODEL = "u2net" }`))
	var id string
	env.RunCase(resource.TestCase{CheckDestroy: deleteTemplates(t, env, template), Steps: []resource.TestStep{
		{
			Config: declared,
			ConfigPlanChecks: checks(plancheck.ResourceActionCreate,
				known("image", knownvalue.StringExact("acme/serve:1")), known("container_disk_gb", knownvalue.Int64Exact(35))),
		},
		{
			PreConfig: func() { id = only(t, env).ID },
			Config:    env.Config("removed {\n  from = " + address + "\n  lifecycle {\n    destroy = false\n  }\n}\n"),
		},
		{
			ResourceName: address, ImportState: true, ImportStatePersist: true, ImportStateIdFunc: func(*terraform.State) (string, error) { return id, nil },
			Config: declared,
		},
		{
			Config:           declared,
			ConfigPlanChecks: checks(plancheck.ResourceActionUpdate, known("image", knownvalue.StringExact("acme/serve:1"))),
		},
	}})
	if sent := bodies(env, http.MethodPatch); len(sent) > 0 {
		t.Errorf("sent %q", sent)
	}
}

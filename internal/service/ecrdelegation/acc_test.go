package ecrdelegation_test

import (
	"net/http"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

const (
	address = "runpod_ecr_delegation.test"
	arn     = "arn:aws:ecr:us-east-1:123456789012:repository/acme/app"
)

func config(arn string, attributes ...string) string {
	return acctest.Declared("runpod_ecr_delegation", append([]string{`resource_arn = "` + arn + `"`}, attributes...)...)
}

func known(attribute, value string) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(address, tfjsonpath.New(attribute), knownvalue.StringExact(value))
}

func plans(action plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{
		PreApply:             []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, action)},
		PostApplyPostRefresh: acctest.EmptyPlan(),
	}
}

func TestAccECRDelegation_everyChangeReplaces(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	verify := resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true}
	env.Run(
		resource.TestStep{
			Config: env.Config(config(arn)), ConfigPlanChecks: plans(plancheck.ResourceActionCreate),
			ConfigStateChecks: []statecheck.StateCheck{
				known("aws_user", "123456789012"), known("aws_region", "us-east-1"), known("repository", "acme/app"), known("tag", "*"),
				known("docker_registry_uri", "123456789012.dkr.ecr.us-east-1.amazonaws.com"), known("created_at", acctest.Start.Format("2006-01-02T15:04:05Z07:00")),
				statecheck.ExpectKnownValue(address, tfjsonpath.New("name"), knownvalue.Null()),
			},
		},
		verify,
		resource.TestStep{
			Config: env.Config(config(arn+":v1", `name = "app"`)), ConfigPlanChecks: plans(plancheck.ResourceActionReplace),
			ConfigStateChecks: []statecheck.StateCheck{known("tag", "v1"), known("name", "app")},
		},
		verify,
		resource.TestStep{Config: env.Config(config(arn+":v1", `name = "other"`)), ConfigPlanChecks: plans(plancheck.ResourceActionReplace)},
	)
}

func TestAccECRDelegation_importBlock(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Run(
		resource.TestStep{Config: env.Config(config(arn, `name = "app"`))},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithID},
	)
}

func TestAccECRDelegation_importByIdentity(t *testing.T) {
	t.Parallel()
	acctest.Need(t, acctest.FeatureImportIdentity)
	env := acctest.New(t)
	env.Run(
		resource.TestStep{Config: env.Config(config(arn))},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithResourceIdentity},
	)
}

func TestAccECRDelegation_disappears(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Run(
		resource.TestStep{Config: env.Config(config(arn))},
		resource.TestStep{
			PreConfig:        func() { env.Account.RemoveDelegation(env.Account.Delegations()[0].ID) },
			Config:           env.Config(config(arn)),
			ConfigPlanChecks: plans(plancheck.ResourceActionCreate),
		},
	)
}

// TestAccECRDelegation_revokedMeanwhile: a destroy that finds nothing succeeds.
func TestAccECRDelegation_revokedMeanwhile(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Account.Inject(sandbox.Fault{Kind: sandbox.FaultStatusAfter, Status: 404, Method: http.MethodDelete, PathPrefix: "/registries/delegations", Times: 1})
	env.Run(resource.TestStep{Config: env.Config(config(arn))}, resource.TestStep{Config: env.Config(config(arn)), Destroy: true})
}

func TestAccECRDelegation_unknownAtPlan(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Run(resource.TestStep{
		Config: env.Config(`
resource "terraform_data" "later" { input = { arn = "` + arn + `", name = "app" } }

resource "runpod_ecr_delegation" "test" {
  resource_arn = terraform_data.later.output.arn
  name         = terraform_data.later.output.name
}
`),
		ConfigPlanChecks:  plans(plancheck.ResourceActionCreate),
		ConfigStateChecks: []statecheck.StateCheck{known("resource_arn", arn), known("name", "app")},
	})
}

func TestAccECRDelegation_lostAnswer(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Account.Inject(sandbox.Fault{Kind: sandbox.FaultDropAfter, Method: http.MethodPost, PathPrefix: "/registries/delegations", Times: 1})
	env.Run(resource.TestStep{Config: env.Config(config(arn, `name = "app"`)), ConfigPlanChecks: plans(plancheck.ResourceActionCreate)})
}

func TestAccECRDelegation_invalid(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]string{
		"a URI":          "123456789012.dkr.ecr.us-east-1.amazonaws.com/acme/app",
		"another thing":  "arn:aws:s3:::bucket",
		"short account":  "arn:aws:ecr:us-east-1:1234:repository/app",
		"no repository":  "arn:aws:ecr:us-east-1:123456789012:repository/",
		"several tags":   arn + ":a:b",
		"trailing space": arn + " ",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			env.Run(resource.TestStep{Config: env.Config(config(value)), PlanOnly: true, ExpectError: regexp.MustCompile(`(?s)Invalid repository ARN.*aws_ecr_repository`)})
		})
	}
}

func TestAccECRDelegation_refused(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Account.Inject(sandbox.Fault{
		Kind: sandbox.FaultStatus, Status: 400, Detail: "resource: Runpod may not assume the role", Method: http.MethodPost, PathPrefix: "/registries/delegations",
	})
	env.Run(resource.TestStep{
		Config:      env.Config(config(arn)),
		ExpectError: regexp.MustCompile(`(?s)Cannot create ECR delegation.*resource_arn = .*may\s+not\s+assume\s+the\s+role`),
	})
}

func TestAccECRDelegations(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	const all = "data.runpod_ecr_delegations.all"
	env.Run(
		resource.TestStep{
			Config:            env.Config(`data "runpod_ecr_delegations" "all" {}`),
			ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownValue(all, tfjsonpath.New("ecr_delegations"), knownvalue.ListExact([]knownvalue.Check{}))},
		},
		resource.TestStep{
			Config: env.Config(config(arn, `name = "app"`) + `data "runpod_ecr_delegations" "all" { depends_on = [runpod_ecr_delegation.test] }`),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(all, tfjsonpath.New("ecr_delegations"), knownvalue.ListExact([]knownvalue.Check{
					knownvalue.ObjectPartial(map[string]knownvalue.Check{
						"name": knownvalue.StringExact("app"), "repository": knownvalue.StringExact("acme/app"), "aws_region": knownvalue.StringExact("us-east-1"),
					}),
				})),
			},
		},
	)
}

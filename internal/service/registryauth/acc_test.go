package registryauth_test

import (
	"fmt"
	"net/http"
	"regexp"
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
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

const address = "runpod_container_registry_auth.test"

// config is a credential with what is given beside its name, or instead.
func config(attributes ...string) string {
	return acctest.Declared("runpod_container_registry_auth", append([]string{`name = "ghcr"`}, attributes...)...)
}

func plain(username, password string) string {
	return fmt.Sprintf("username = %q\npassword = %q", username, password)
}

func writeOnly(username, password string, version int) string {
	return fmt.Sprintf("username_wo = %q\npassword_wo = %q\ncredentials_wo_version = %d", username, password, version)
}

// holds checks what Runpod has been given, which no answer of it tells.
func holds(t *testing.T, env *acctest.Env, username, password string) resource.TestCheckFunc {
	return func(*terraform.State) error {
		if !env.Account.HoldsRegistry("ghcr", username, password) {
			t.Errorf("Runpod does not hold %s and %s", username, password)
		}
		return nil
	}
}

func plans(action plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{
		PreApply:             []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, action)},
		PostApplyPostRefresh: acctest.EmptyPlan(),
	}
}

func TestAccRegistryAuth_everyChangeReplaces(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	renamed := []string{plain("bot", "hush-2"), `name = "docker"`}
	env.Run(
		resource.TestStep{
			Config: env.Config(config(plain("bot", "hush-1"))), ConfigPlanChecks: plans(plancheck.ResourceActionCreate), Check: holds(t, env, "bot", "hush-1"),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(address, tfjsonpath.New("id"), knownvalue.NotNull()),
				statecheck.ExpectSensitiveValue(address, tfjsonpath.New("username")),
				statecheck.ExpectSensitiveValue(address, tfjsonpath.New("password")),
			},
		},
		resource.TestStep{Config: env.Config(config(plain("bot", "hush-2"))), ConfigPlanChecks: plans(plancheck.ResourceActionReplace), Check: holds(t, env, "bot", "hush-2")},
		resource.TestStep{Config: env.Config(config(plain("robot", "hush-2"))), ConfigPlanChecks: plans(plancheck.ResourceActionReplace), Check: holds(t, env, "robot", "hush-2")},
		resource.TestStep{Config: env.Config(config(renamed...)), ConfigPlanChecks: plans(plancheck.ResourceActionReplace)},
		resource.TestStep{
			Config:           env.Config(config(append(renamed, "timeouts {\n delete = \"5m\"\n }")...)),
			ConfigPlanChecks: plans(plancheck.ResourceActionUpdate),
		},
	)
	creates := 0
	for _, request := range env.Account.Requests() {
		if request.Method == http.MethodPost {
			creates++
		}
	}
	if creates != 4 {
		t.Errorf("%d creates, want 4", creates)
	}
}

func TestAccRegistryAuth_writeOnly(t *testing.T) {
	t.Parallel()
	acctest.Need(t, acctest.FeatureWriteOnly)
	env := acctest.New(t)
	noSecret := func(s *terraform.State) error {
		for _, secret := range []string{"hush", "secret-bot"} {
			if strings.Contains(s.String(), secret) {
				t.Errorf("the state holds %s:\n%s", secret, s)
			}
		}
		return nil
	}
	check := func(password string) resource.TestCheckFunc {
		return resource.ComposeTestCheckFunc(noSecret, holds(t, env, "secret-bot", password))
	}
	env.Run(
		resource.TestStep{
			Config: env.Config(config(writeOnly("secret-bot", "hush-1", 1))), ConfigPlanChecks: plans(plancheck.ResourceActionCreate), Check: check("hush-1"),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(address, tfjsonpath.New("username_wo"), knownvalue.Null()),
				statecheck.ExpectKnownValue(address, tfjsonpath.New("password_wo"), knownvalue.Null()),
			},
		},
		resource.TestStep{Config: env.Config(config(writeOnly("secret-bot", "hush-2", 1))), ConfigPlanChecks: plans(plancheck.ResourceActionNoop), Check: check("hush-1")},
		resource.TestStep{Config: env.Config(config(writeOnly("secret-bot", "hush-2", 2))), ConfigPlanChecks: plans(plancheck.ResourceActionReplace), Check: check("hush-2")},
		resource.TestStep{Config: env.Config(config(plain("bot", "open"))), ConfigPlanChecks: plans(plancheck.ResourceActionReplace), Check: holds(t, env, "bot", "open")},
		resource.TestStep{Config: env.Config(config(writeOnly("secret-bot", "hush-3", 3))), ConfigPlanChecks: plans(plancheck.ResourceActionReplace), Check: check("hush-3")},
	)
}

func TestAccRegistryAuth_import(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Run(
		resource.TestStep{Config: env.Config(config(plain("bot", "hush")))},
		resource.TestStep{
			ResourceName: address, ImportState: true, ImportStateVerify: true,
			ImportStateVerifyIgnore: []string{"timeouts", "username", "password", "credentials_wo_version"},
		},
	)
}

// TestAccRegistryAuth_importBlock: what is declared as version 1 is what Runpod
// is taken to hold, so the plan has nothing to do but import.
func TestAccRegistryAuth_importBlock(t *testing.T) {
	t.Parallel()
	acctest.Need(t, acctest.FeatureWriteOnly)
	env := acctest.New(t)
	env.Run(
		resource.TestStep{Config: env.Config(config(writeOnly("bot", "hush", 1)))},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithID},
	)
}

func TestAccRegistryAuth_importByIdentity(t *testing.T) {
	t.Parallel()
	acctest.Need(t, acctest.FeatureImportIdentity)
	env := acctest.New(t)
	env.Run(
		resource.TestStep{Config: env.Config(config(writeOnly("bot", "hush", 1)))},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithResourceIdentity},
	)
}

// TestAccRegistryAuth_importAdopts imports what somebody else made: the plain
// form is adopted in place, another version replaces.
func TestAccRegistryAuth_importAdopts(t *testing.T) {
	t.Parallel()
	block := func(id string) string { return "import {\n to = " + address + "\n id = \"" + id + "\"\n}\n" }
	t.Run("plain", func(t *testing.T) {
		t.Parallel()
		env := acctest.New(t)
		id := env.Account.AddRegistry("ghcr")
		env.Run(
			resource.TestStep{Config: env.Config(block(id) + config(plain("bot", "hush"))), ConfigPlanChecks: plans(plancheck.ResourceActionUpdate),
				ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownValue(address, tfjsonpath.New("id"), knownvalue.StringExact(id))}},
			resource.TestStep{Config: env.Config(config(plain("bot", "hush-2"))), ConfigPlanChecks: plans(plancheck.ResourceActionReplace), Check: holds(t, env, "bot", "hush-2")},
		)
	})
	t.Run("another version", func(t *testing.T) {
		t.Parallel()
		acctest.Need(t, acctest.FeatureWriteOnly)
		env := acctest.New(t)
		id := env.Account.AddRegistry("ghcr")
		env.Run(resource.TestStep{
			Config: env.Config(block(id) + config(writeOnly("bot", "hush", 2))), ConfigPlanChecks: plans(plancheck.ResourceActionReplace),
			Check: holds(t, env, "bot", "hush"),
		})
	})
}

func TestAccRegistryAuth_disappears(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Run(
		resource.TestStep{Config: env.Config(config(plain("bot", "hush")))},
		resource.TestStep{
			PreConfig:        func() { env.Account.RemoveRegistry(env.Account.Registries()[0].ID) },
			Config:           env.Config(config(plain("bot", "hush"))),
			ConfigPlanChecks: plans(plancheck.ResourceActionCreate),
		},
	)
}

func TestAccRegistryAuth_unknownAtPlan(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Run(resource.TestStep{
		Config: env.Config(`
resource "terraform_data" "later" { input = { name = "ghcr", username = "bot", password = "hush" } }

resource "runpod_container_registry_auth" "test" {
  name     = terraform_data.later.output.name
  username = terraform_data.later.output.username
  password = terraform_data.later.output.password
}
`),
		ConfigPlanChecks: plans(plancheck.ResourceActionCreate),
		Check:            holds(t, env, "bot", "hush"),
	})
}

func TestAccRegistryAuth_invalid(t *testing.T) {
	t.Parallel()
	acctest.Need(t, acctest.FeatureWriteOnly)
	for name, test := range map[string]struct{ lines, want string }{
		"nothing":              {"", `Missing credentials`},
		"both forms":           {plain("bot", "hush") + "\n" + writeOnly("bot", "hush", 1), `Conflicting credentials`},
		"mixed forms":          {"username = \"bot\"\npassword_wo = \"hush\"\ncredentials_wo_version = 1", `Conflicting credentials`},
		"no password":          {`username = "bot"`, `Missing password`},
		"no user name":         {`password = "hush"`, `Missing username`},
		"no version":           {"username_wo = \"bot\"\npassword_wo = \"hush\"", `Missing credentials_wo_version`},
		"no write-only":        {"username_wo = \"bot\"\ncredentials_wo_version = 1", `Missing password_wo`},
		"version of the plain": {plain("bot", "hush") + "\ncredentials_wo_version = 1", `credentials_wo_version without credentials`},
		"empty":                {plain("bot", ""), `Empty password`},
		"long":                 {plain("hush"+strings.Repeat("x", 200), "hush"), `username is too long`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			env.RunCase(resource.TestCase{
				ErrorCheck: func(err error) error {
					if strings.Contains(err.Error(), "hush") {
						t.Errorf("the error shows the secret:\n%s", err)
					}
					return err
				},
				Steps: []resource.TestStep{{Config: env.Config(config(test.lines)), PlanOnly: true, ExpectError: regexp.MustCompile(test.want)}},
			})
		})
	}
}

func TestAccRegistryAuth_nameIsTaken(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	id := env.Account.AddRegistry("ghcr")
	env.Run(resource.TestStep{
		Config:      env.Config(config(plain("bot", "hush"))),
		ExpectError: regexp.MustCompile(`(?s)Cannot create container registry auth "ghcr".*name = "ghcr".*a registry with this name already\s+exists`),
	}, resource.TestStep{
		PreConfig: func() { env.Account.RemoveRegistry(id) },
		Config:    env.Config(config(plain("bot", "hush"))),
	})
}

// TestAccRegistryAuth_lostAnswer: the credential that Runpod made anyway is
// taken into the state, and not made again.
func TestAccRegistryAuth_lostAnswer(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Account.Inject(sandbox.Fault{Kind: sandbox.FaultDropAfter, Method: http.MethodPost, PathPrefix: "/registries", Times: 1})
	env.Run(resource.TestStep{Config: env.Config(config(plain("bot", "hush"))), ConfigPlanChecks: plans(plancheck.ResourceActionCreate), Check: holds(t, env, "bot", "hush")})
}

// podWith makes a pod that uses the account's credential, not by Terraform, and
// returns its ID.
func podWith(t *testing.T, env *acctest.Env) string {
	t.Helper()
	image, disk, count := "acme/private:1", int64(20), int64(1)
	req := runpod.CreatePodRequest{Name: "user", GPU: &runpod.CreateGPUConfig{ID: "NVIDIA L40S", Count: &count}}
	req.Image, req.Disk, req.Registry = &image, &disk, runpod.NullableOf(env.Account.Registries()[0].ID)
	pod, err := env.Client().CreatePod(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	return pod.ID
}

func TestAccRegistryAuth_deleteWaitsForItsUsers(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	var pod string
	sleeps := 0
	env.OnSleep = func() {
		if sleeps++; sleeps == 2 {
			if err := env.Client().DeletePod(t.Context(), pod); err != nil {
				t.Error(err)
			}
		}
	}
	env.Run(
		resource.TestStep{Config: env.Config(config(plain("bot", "hush")))},
		resource.TestStep{PreConfig: func() { pod = podWith(t, env) }, Config: env.Config(config(plain("bot", "hush"))), Destroy: true},
	)
	if sleeps != 2 {
		t.Errorf("waited %d times, want 2", sleeps)
	}
}

func TestAccRegistryAuth_deleteTimesOut(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	var pod string
	short := config(plain("bot", "hush"), "timeouts {\n delete = \"30s\"\n }")
	env.Run(
		resource.TestStep{Config: env.Config(short)},
		resource.TestStep{
			PreConfig: func() { pod = podWith(t, env) }, Config: env.Config(short), Destroy: true,
			ExpectError: regexp.MustCompile(`(?s)Cannot delete container registry auth "ghcr".*30s.*in\s+use\s+by\s+pod`),
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

func TestAccRegistryAuth_dataSources(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	first, second := env.Account.AddRegistry("first"), env.Account.AddRegistry("second")
	const all = "data.runpod_container_registry_auths.all"
	env.Run(
		resource.TestStep{
			Config: env.Config(`
data "runpod_container_registry_auth" "id" { id = "` + first + `" }
data "runpod_container_registry_auth" "name" { name = "second" }
data "runpod_container_registry_auths" "all" {}
`),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue("data.runpod_container_registry_auth.id", tfjsonpath.New("name"), knownvalue.StringExact("first")),
				statecheck.ExpectKnownValue("data.runpod_container_registry_auth.name", tfjsonpath.New("id"), knownvalue.StringExact(second)),
				statecheck.ExpectKnownValue(all, tfjsonpath.New("container_registry_auths"), knownvalue.ListExact([]knownvalue.Check{
					knownvalue.ObjectExact(map[string]knownvalue.Check{"id": knownvalue.StringExact(first), "name": knownvalue.StringExact("first")}),
					knownvalue.ObjectExact(map[string]knownvalue.Check{"id": knownvalue.StringExact(second), "name": knownvalue.StringExact("second")}),
				})),
			},
		},
		resource.TestStep{Config: env.Config(`data "runpod_container_registry_auth" "none" { name = "third" }`), ExpectError: regexp.MustCompile(`Unknown container registry auth`)},
		resource.TestStep{Config: env.Config(`data "runpod_container_registry_auth" "none" { id = "third" }`), ExpectError: regexp.MustCompile(`Unknown container registry auth`)},
		resource.TestStep{Config: env.Config(`data "runpod_container_registry_auth" "none" {}`), ExpectError: regexp.MustCompile(`Missing id or name`)},
		resource.TestStep{
			Config: env.Config(`data "runpod_container_registry_auth" "both" {
  id   = "` + first + `"
  name = "first"
}`),
			ExpectError: regexp.MustCompile(`Conflicting id and name`),
		},
		resource.TestStep{
			PreConfig: func() {
				env.Account.RemoveRegistry(first)
				env.Account.RemoveRegistry(second)
			},
			Config:            env.Config(`data "runpod_container_registry_auths" "all" {}`),
			ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownValue(all, tfjsonpath.New("container_registry_auths"), knownvalue.ListExact([]knownvalue.Check{}))},
		},
	)
}

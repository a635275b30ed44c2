package sshkey_test

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
)

const (
	address = "runpod_ssh_key.test"

	ed25519Key         = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAWoHJkcuaKH3EtaEFGnd7OEoyJ1mP52aXRSy5Q8WqNU"
	ed25519Fingerprint = "SHA256:Yn+lHx3cqRbYiELXWVFjyd+9hjnRuf93awEjIK8rjtU"
	ecdsaKey           = "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBGvL8oeWKgS+eueeLMm0ZecXlLRU4veNan3ikSn6/plPJfBDinYjusCrBLqdeuNaJ86SlSHe6uZkGNEhp9lcDnI="
	ecdsaFingerprint   = "SHA256:zyBoZ+qLzICo4tchVOGV/2vJXzx+oIZmf9o4kLG/YUg"
	rsaKey             = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQDVx4AMSYMJgpVtlYPyAjd8jY1HkARhbU4M1SMonWAEWT0Gdv3uxgzu1kHPhf+DB8qsNpSvJd//wfyEfM6D7hsdGTgQluKVpnA+s+zw8ttw4ibeTRmEhHp49D1qjYR8hirYDXL5mmzX0l8uV7BsCTeqb2AdMhsKsdWoK+wItwj1+z9ySJrQbUDcVMTsuBDYJlPIL7e5AgIIBAozLv4efeurl68C5rVig/x2aeBjUZfU16VIPHgK9kWJB9yDpFzb4T+wVZ3aRZN2DfUFyjSNKSQp14EpCijjOEMbZ0fo8RiRHrLqXpRtO9VwLCo6IDQqvjTi53cYhaP2xC/2HWHqJXKy9bk4AsT/I4ltigyidu78HyAuJ5H6Ou7A2mBQGaPRHG2XlSAD2t8zoLleYZFIMfZaf8h+2s/ugRZPD9Tf//YXqq/Bn6dMQAlYhy6+QWuC2j7W74zPmKW2MEe6zkTvP6vJQfxwiCQWZQXXl3MK8GaajhWxXT+fXVMw9lZ1ote/uD0="
	// theirs was on the account before, and Runpod has no word on what it is.
	theirs = "ssh-ed25519 AAAA theirs"
)

// config declares a key.
func config(key string) string {
	return "resource \"runpod_ssh_key\" \"test\" {\n  public_key = <<-EOT\n" + key + "\nEOT\n}\n"
}

func action(a plancheck.ResourceActionType, more ...plancheck.PlanCheck) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{
		PreApply:             append([]plancheck.PlanCheck{plancheck.ExpectResourceAction(address, a)}, more...),
		PostApplyPostRefresh: acctest.EmptyPlan(),
	}
}

func planned(attribute, value string) plancheck.PlanCheck {
	return plancheck.ExpectKnownValue(address, tfjsonpath.New(attribute), knownvalue.StringExact(value))
}

func inState(attribute, value string) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(address, tfjsonpath.New(attribute), knownvalue.StringExact(value))
}

// has fails unless these are the account's keys, in any order.
func has(t *testing.T, env *acctest.Env, want ...string) {
	t.Helper()
	got := env.Account.SSHKeys()
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("the account has the keys\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// run runs the steps on an account that has keys of others, which have to be
// there afterwards too, and no more than those.
func run(t *testing.T, env *acctest.Env, steps ...resource.TestStep) {
	t.Helper()
	env.Account.SetSSHKeys(theirs)
	resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: env.Factories(), Steps: steps})
	has(t, env, theirs)
}

func TestAccSSHKey_lifecycle(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	check := func(want ...string) func(*terraform.State) error {
		return func(*terraform.State) error {
			has(t, env, want...)
			return nil
		}
	}
	run(t, env,
		resource.TestStep{
			Config: env.Config(config(ed25519Key + " ana@laptop")),
			ConfigPlanChecks: action(plancheck.ResourceActionCreate,
				planned("id", ed25519Fingerprint), planned("type", "ssh-ed25519"), planned("comment", "ana@laptop")),
			ConfigStateChecks: []statecheck.StateCheck{inState("id", ed25519Fingerprint), inState("public_key", ed25519Key+" ana@laptop\n")},
			Check:             check(theirs, ed25519Key+" ana@laptop"),
		},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{"public_key"}},
		resource.TestStep{ // white space is not a change
			Config:           env.Config(config("  " + strings.Replace(ed25519Key, " ", "   ", 1) + "  ana@laptop  ")),
			ConfigPlanChecks: action(plancheck.ResourceActionNoop),
		},
		resource.TestStep{ // another comment is the same key
			Config:           env.Config(config(ed25519Key + " ana@desk")),
			ConfigPlanChecks: action(plancheck.ResourceActionUpdate, planned("id", ed25519Fingerprint), planned("comment", "ana@desk")),
			Check:            check(theirs, ed25519Key+" ana@desk"),
		},
		resource.TestStep{ // another key is not
			Config: env.Config(config(ecdsaKey)),
			ConfigPlanChecks: action(plancheck.ResourceActionDestroyBeforeCreate,
				planned("id", ecdsaFingerprint), planned("type", "ecdsa-sha2-nistp256"), planned("comment", "")),
			Check: check(theirs, ecdsaKey),
		},
	)
}

func TestAccSSHKey_parallel(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	two := env.Config(`
resource "runpod_ssh_key" "ana" { public_key = "` + ed25519Key + ` ana" }
resource "runpod_ssh_key" "ben" { public_key = "` + ecdsaKey + ` ben" }
resource "runpod_ssh_key" "eve" { public_key = "` + rsaKey + ` eve" }
`)
	run(t, env,
		resource.TestStep{
			Config:           two,
			ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: acctest.EmptyPlan()},
			Check: func(*terraform.State) error {
				has(t, env, theirs, ed25519Key+" ana", ecdsaKey+" ben", rsaKey+" eve")
				return nil
			},
		},
		resource.TestStep{ // one of them goes
			Config:           env.Config(`resource "runpod_ssh_key" "ben" { public_key = "` + ecdsaKey + ` ben" }`),
			ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: acctest.EmptyPlan()},
			Check: func(*terraform.State) error {
				has(t, env, theirs, ecdsaKey+" ben")
				return nil
			},
		},
	)
	puts := 0
	for _, request := range env.Account.Requests() {
		if request.Method == http.MethodPut {
			puts++
		}
	}
	if puts != 6 {
		t.Errorf("the list was written %d times, want once for each of 3 keys made and 3 destroyed", puts)
	}
}

func TestAccSSHKey_driftAndDisappearance(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	body := env.Config(config(ed25519Key + " ana"))
	run(t, env,
		resource.TestStep{Config: body},
		resource.TestStep{ // commented again in the console: put back
			PreConfig:        func() { env.Account.SetSSHKeys(ed25519Key+" whose?", theirs) },
			Config:           body,
			ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
			Check: func(*terraform.State) error {
				has(t, env, theirs, ed25519Key+" ana")
				return nil
			},
		},
		resource.TestStep{ // written otherwise: the same
			PreConfig:        func() { env.Account.SetSSHKeys(theirs, strings.Replace(ed25519Key, " ", "\t", 1)+"  ana ") },
			Config:           body,
			ConfigPlanChecks: action(plancheck.ResourceActionNoop),
		},
		resource.TestStep{ // lost, as by someone who wrote at the same time
			PreConfig:        func() { env.Account.SetSSHKeys(theirs) },
			Config:           body,
			ConfigPlanChecks: action(plancheck.ResourceActionCreate),
		},
		resource.TestStep{ // gone before its destroy
			PreConfig: func() { env.Account.SetSSHKeys(theirs) },
			Config:    body, Destroy: true,
		},
	)
}

func TestAccSSHKey_alreadyThere(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	body := env.Config(config(ed25519Key + " ana"))
	run(t, env,
		resource.TestStep{
			PreConfig: func() { env.Account.SetSSHKeys(theirs, ed25519Key+" from-the-console") },
			Config:    body,
			ExpectError: regexp.MustCompile(`(?s)Cannot create SSH key "ana".*already\s+exists\s+on\s+the\s+account.*Import\s+it\s+by\s+the\s+ID\s+"` +
				regexp.QuoteMeta(ed25519Fingerprint)),
		},
		resource.TestStep{ // do as it says
			Config:           "import {\n  to = runpod_ssh_key.test\n  id = \"" + ed25519Fingerprint + "\"\n}\n" + body,
			ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
			Check: func(*terraform.State) error {
				has(t, env, theirs, ed25519Key+" ana")
				return nil
			},
		},
	)
}

func TestAccSSHKey_import(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	run(t, env,
		resource.TestStep{Config: env.Config(config(ed25519Key + " ana"))},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithID},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateId: "4c:1f", ExpectError: regexp.MustCompile(`(?s)Invalid ID of an SSH key.*ssh-keygen\s+-lf`)},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateId: ecdsaFingerprint, ExpectError: regexp.MustCompile(`Cannot import non-existent`)},
	)
}

func TestAccSSHKey_importByIdentity(t *testing.T) {
	t.Parallel()
	acctest.Need(t, acctest.FeatureImportIdentity)
	env := acctest.New(t)
	run(t, env,
		resource.TestStep{Config: env.Config(config(ed25519Key + " ana"))},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithResourceIdentity},
	)
}

func TestAccSSHKey_unknownAtPlan(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	body := func(key string) string {
		return env.Config(`
resource "terraform_data" "key" {
  input = "` + key + `"
}

resource "runpod_ssh_key" "test" {
  public_key = terraform_data.key.output
}
`)
	}
	run(t, env,
		resource.TestStep{
			Config:            body(ed25519Key),
			ConfigPlanChecks:  action(plancheck.ResourceActionCreate, plancheck.ExpectUnknownValue(address, tfjsonpath.New("id"))),
			ConfigStateChecks: []statecheck.StateCheck{inState("id", ed25519Fingerprint)},
		},
		resource.TestStep{Config: body("nonsense"), ExpectError: regexp.MustCompile(`Invalid SSH public key`)},
		resource.TestStep{Config: body(ecdsaKey), ConfigStateChecks: []statecheck.StateCheck{inState("id", ecdsaFingerprint)}},
	)
}

func TestAccSSHKey_invalid(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ key, at, remedy string }{
		"a path":      {`"~/.ssh/id_ed25519.pub"`, `public_key = "~/.ssh`, `write\s+it\s+as\s+in\s+a\s+\.pub\s+file`},
		"cut off":     {`"` + ed25519Key[:60] + `"`, `public_key = "ssh-ed25519`, `copy\s+the\s+whole\s+line`},
		"private key": {`"-----BEGIN OPENSSH PRIVATE KEY----- hush"`, `resource "runpod_ssh_key" "test"`, `use\s+the\s+public\s+key`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			resource.Test(t, resource.TestCase{
				ProtoV6ProviderFactories: acctest.New(t).Factories(),
				Steps: []resource.TestStep{{
					Config:      acctest.Offline("resource \"runpod_ssh_key\" \"test\" {\n  public_key = " + test.key + "\n}\n"),
					PlanOnly:    true,
					ExpectError: regexp.MustCompile(`(?s)\n\s*\d+:\s+` + regexp.QuoteMeta(test.at) + `.*` + test.remedy),
				}},
			})
		})
	}
}

func TestAccSSHKey_dataSource(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	entry := func(id knownvalue.Check, line, kind, comment string) knownvalue.Check {
		return knownvalue.ObjectExact(map[string]knownvalue.Check{
			"id": id, "public_key": knownvalue.StringExact(line), "type": knownvalue.StringExact(kind), "comment": knownvalue.StringExact(comment),
		})
	}
	run(t, env, resource.TestStep{
		Config: env.Config(config(ed25519Key+" ana") + "data \"runpod_ssh_keys\" \"all\" {\n  depends_on = [runpod_ssh_key.test]\n}\n"),
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue("data.runpod_ssh_keys.all", tfjsonpath.New("ssh_keys"), knownvalue.ListExact([]knownvalue.Check{
				entry(knownvalue.Null(), theirs, "ssh-ed25519", "theirs"),
				entry(knownvalue.StringExact(ed25519Fingerprint), ed25519Key+" ana", "ssh-ed25519", "ana"),
			})),
		},
	})
}

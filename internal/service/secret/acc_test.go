package secret_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

const address = "runpod_secret.test"

// config is a secret called hf_token with what is given beside its name, or instead.
func config(attributes ...string) string {
	return acctest.Declared("runpod_secret", append([]string{`name = "hf_token"`}, attributes...)...)
}

func action(a plancheck.ResourceActionType, more ...plancheck.PlanCheck) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{
		PreApply:             append([]plancheck.PlanCheck{plancheck.ExpectResourceAction(address, a)}, more...),
		PostApplyPostRefresh: acctest.EmptyPlan(),
	}
}

func planned(attribute string, value knownvalue.Check) plancheck.PlanCheck {
	return plancheck.ExpectKnownValue(address, tfjsonpath.New(attribute), value)
}

func inState(attribute string, value knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(address, tfjsonpath.New(attribute), value)
}

// only is the one secret on the account.
func only(t *testing.T, env *acctest.Env) runpod.Secret {
	t.Helper()
	secrets := env.Account.Secrets()
	if len(secrets) != 1 {
		t.Fatalf("%d secrets on the account, want 1", len(secrets))
	}
	return secrets[0]
}

// holds fails unless Runpod has this value, or with want false if it has.
func holds(t *testing.T, env *acctest.Env, value string, want bool) {
	t.Helper()
	if env.Account.HoldsSecret("hf_token", value) != want {
		t.Errorf("that Runpod holds the value %q is %t, want %t", value, !want, want)
	}
}

// requests counts the requests of a method.
func requests(env *acctest.Env, method string) int {
	n := 0
	for _, request := range env.Account.Requests() {
		if request.Method == method && strings.HasPrefix(request.Path, "/v2/account/secrets") {
			n++
		}
	}
	return n
}

func TestAccSecret_lifecycle(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	var id string
	same := func() {
		t.Helper()
		got := only(t, env).ID
		if id != "" && got != id {
			t.Errorf("secret %s was replaced by %s", id, got)
		}
		id = got
	}
	volatile := tfjsonpath.New("value_last_updated_at")
	start := acctest.Start.Format(time.RFC3339)
	later := acctest.Start.Add(time.Hour).Format(time.RFC3339)
	env.Run(
		resource.TestStep{
			Config: env.Config(config(`description = "Reads models"`, `value = "first"`)),
			ConfigPlanChecks: action(plancheck.ResourceActionCreate,
				planned("reference", knownvalue.StringExact("{{ RUNPOD_SECRET_hf_token }}")),
				plancheck.ExpectSensitiveValue(address, tfjsonpath.New("value"))),
			ConfigStateChecks: []statecheck.StateCheck{
				inState("id", knownvalue.StringRegexp(regexp.MustCompile(`^[a-z0-9]{8,}$`))),
				inState("name", knownvalue.StringExact("hf_token")),
				inState("description", knownvalue.StringExact("Reads models")),
				inState("reference", knownvalue.StringExact("{{ RUNPOD_SECRET_hf_token }}")),
				inState("created_at", knownvalue.StringExact(start)),
				inState("value_last_updated_at", knownvalue.StringExact(start)),
			},
		},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{"value", "value_wo_version"}},
		resource.TestStep{ // the description alone: the value is neither sent nor printed as unknown
			PreConfig:        func() { same(); holds(t, env, "first", true); env.Clock.Advance(time.Hour) },
			Config:           env.Config(config(`description = "Reads gated models"`, `value = "first"`)),
			ConfigPlanChecks: action(plancheck.ResourceActionUpdate, planned("value_last_updated_at", knownvalue.StringExact(start))),
		},
		resource.TestStep{ // the value
			PreConfig:         same,
			Config:            env.Config(config(`description = "Reads gated models"`, `value = "second"`)),
			ConfigPlanChecks:  action(plancheck.ResourceActionUpdate, plancheck.ExpectUnknownValue(address, volatile), planned("created_at", knownvalue.StringExact(start))),
			ConfigStateChecks: []statecheck.StateCheck{inState("value_last_updated_at", knownvalue.StringExact(later))},
		},
		resource.TestStep{ // an empty description is none
			PreConfig:        func() { same(); holds(t, env, "second", true) },
			Config:           env.Config(config(`description = ""`, `value = "second"`)),
			ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
		},
		resource.TestStep{ // and so is none at all, which Runpod need not be told
			PreConfig: func() {
				same()
				if d := only(t, env).Description; d != nil {
					t.Errorf("the description is %q, want none", *d)
				}
			},
			Config:           env.Config(config(`value = "second"`)),
			ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
		},
		resource.TestStep{ // another name is another secret
			PreConfig: func() {
				same()
				if n := requests(env, http.MethodPatch); n != 3 {
					t.Errorf("%d changes were sent, want 3", n)
				}
			},
			Config:           env.Config(config(`value = "second"`, `name = "other"`)),
			ConfigPlanChecks: action(plancheck.ResourceActionDestroyBeforeCreate, planned("reference", knownvalue.StringExact("{{ RUNPOD_SECRET_other }}"))),
		},
	)
}

func TestAccSecret_writeOnly(t *testing.T) {
	t.Parallel()
	acctest.Need(t, acctest.FeatureWriteOnly)
	env := acctest.New(t)
	body := func(value string, version int, lines ...string) string {
		return env.Config(config(append(lines, `value_wo = "`+value+`"`, fmt.Sprintf(`value_wo_version = %d`, version))...))
	}
	env.Run(
		resource.TestStep{
			Config:           body("first", 1),
			ConfigPlanChecks: action(plancheck.ResourceActionCreate),
			ConfigStateChecks: []statecheck.StateCheck{
				inState("value_wo", knownvalue.Null()), inState("value", knownvalue.Null()), inState("value_wo_version", knownvalue.Int64Exact(1)),
			},
		},
		resource.TestStep{ // what is imported is version 1
			ResourceName: address, ImportState: true, ImportStateVerify: true,
		},
		resource.TestStep{ // a value without a new version is not sent
			PreConfig:        func() { holds(t, env, "first", true) },
			Config:           body("second", 1),
			ConfigPlanChecks: action(plancheck.ResourceActionNoop),
		},
		resource.TestStep{ // nor is it with another change
			PreConfig:        func() { holds(t, env, "first", true) },
			Config:           body("second", 1, `description = "x"`),
			ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
		},
		resource.TestStep{
			PreConfig:        func() { holds(t, env, "first", true) },
			Config:           body("second", 2, `description = "x"`),
			ConfigPlanChecks: action(plancheck.ResourceActionUpdate, plancheck.ExpectUnknownValue(address, tfjsonpath.New("value_last_updated_at"))),
		},
		resource.TestStep{ // from one form to the other
			PreConfig:        func() { holds(t, env, "second", true) },
			Config:           env.Config(config(`value = "third"`)),
			ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
		},
		resource.TestStep{ // and back
			PreConfig:        func() { holds(t, env, "third", true) },
			Config:           body("fourth", 1),
			ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
			Check: func(*terraform.State) error {
				holds(t, env, "fourth", true)
				return nil
			},
		},
	)
}

// lines declare a value and a description.
func lines(value, description string) []string {
	return []string{`description = "` + description + `"`, `value = "` + value + `"`}
}

func TestAccSecret_driftAndDisappearance(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	body := env.Config(config(`value = "first"`, `description = "ours"`))
	env.Run(
		resource.TestStep{Config: body},
		resource.TestStep{ // described again in the console: put back, and the value not touched
			PreConfig: func() {
				env.Account.EditSecret(only(t, env).ID, func(s *runpod.Secret) { s.Description = nil })
			},
			Config:           body,
			ConfigPlanChecks: action(plancheck.ResourceActionUpdate, planned("value_last_updated_at", knownvalue.NotNull())),
		},
		resource.TestStep{ // set again in the console: Runpod tells when, and no more
			PreConfig: func() {
				env.Clock.Advance(time.Hour)
				env.Account.SetSecretValue(only(t, env).ID, "theirs")
			},
			Config:           body,
			ConfigPlanChecks: action(plancheck.ResourceActionNoop),
			ConfigStateChecks: []statecheck.StateCheck{
				inState("value_last_updated_at", knownvalue.StringExact(acctest.Start.Add(time.Hour).Format(time.RFC3339))),
			},
		},
		resource.TestStep{
			PreConfig:        func() { env.Account.RemoveSecret(only(t, env).ID) },
			Config:           body,
			ConfigPlanChecks: action(plancheck.ResourceActionCreate),
		},
		resource.TestStep{ // gone before its destroy
			PreConfig: func() { env.Account.RemoveSecret(only(t, env).ID) },
			Config:    body, Destroy: true,
		},
	)
}

func TestAccSecret_import(t *testing.T) {
	t.Parallel()
	acctest.Need(t, acctest.FeatureWriteOnly)
	env := acctest.New(t)
	env.Run(
		resource.TestStep{Config: env.Config(config(`value_wo = "first"`, `value_wo_version = 1`, `description = "x"`))},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithID},
	)
}

func TestAccSecret_importByIdentity(t *testing.T) {
	t.Parallel()
	acctest.Need(t, acctest.FeatureImportIdentity)
	env := acctest.New(t)
	env.Run(
		resource.TestStep{Config: env.Config(config(`value_wo = "first"`, `value_wo_version = 1`))},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithResourceIdentity},
	)
}

func TestAccSecret_unknownAtPlan(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	body := func(value string) string {
		return env.Config(`
resource "terraform_data" "made" {
  input = { name = "hf_token", value = "` + value + `" }
}

resource "runpod_secret" "test" {
  name        = terraform_data.made.output.name
  description = "for ${terraform_data.made.output.name}"
  value       = terraform_data.made.output.value
}
`)
	}
	env.Run(
		resource.TestStep{
			Config:           body("first"),
			ConfigPlanChecks: action(plancheck.ResourceActionCreate, plancheck.ExpectUnknownValue(address, tfjsonpath.New("reference"))),
			ConfigStateChecks: []statecheck.StateCheck{
				inState("reference", knownvalue.StringExact("{{ RUNPOD_SECRET_hf_token }}")), inState("description", knownvalue.StringExact("for hf_token")),
			},
		},
		resource.TestStep{Config: body(""), ExpectError: regexp.MustCompile(`Empty secret value`)},
		resource.TestStep{Config: body("first")},
	)
}

func TestAccSecret_invalid(t *testing.T) {
	t.Parallel()
	with := func(name string) string {
		return config(`value = "x"`, `name = "`+name+`"`)
	}
	for name, test := range map[string]struct{ body, at, remedy string }{
		"no value":              {config(), `resource "runpod_secret" "test"`, "Set `value_wo` and `value_wo_version`"},
		"two values":            {config(`value = "hush-a"`, `value_wo = "hush-b"`, `value_wo_version = 1`), `resource "runpod_secret" "test"`, "Remove `value`"},
		"empty value":           {config(`value = ""`), `resource "runpod_secret" "test"`, "at least one character"},
		"empty write-only":      {config(`value_wo = ""`, `value_wo_version = 1`), `resource "runpod_secret" "test"`, "is not set or is empty. Set it."},
		"no version":            {config(`value_wo = "hush"`), `resource "runpod_secret" "test"`, "Add `value_wo_version = 1`"},
		"version of nothing":    {config(`value = "x"`, `value_wo_version = 1`), `value_wo_version = 1`, "remove `value_wo_version`"},
		"space in the name":     {with("hf token"), `name = "hf token"`, `such as "hf_token"`},
		"digit first":           {with("1st"), `name = "1st"`, `such as "_1st"`},
		"Runpod's own, lower":   {with("runpod_token"), `name = "runpod_token"`, `such as "_runpod_token"`},
		"Runpod's own":          {with("RUNPOD_TOKEN"), `name = "RUNPOD_TOKEN"`, `such as "_RUNPOD_TOKEN"`},
		"empty name":            {with(""), `name = ""`, `such as "hf_token"`},
		"long name":             {with(strings.Repeat("a", 192)), `name = "aaa`, `at most 191. Shorten it`},
		"long description":      {config(`value = "x"`, `description = "`+strings.Repeat("d", 65536)+`"`), `description = "ddd`, `has 65536 bytes in UTF-8 and Runpod accepts at most 65535`},
		"wide description":      {config(`value = "x"`, `description = "`+strings.Repeat("é", 32768)+`"`), `description = "ééé`, `has 65536 bytes in UTF-8`},
		"long value":            {config(`value = join("", [for i in range(1024) : "` + strings.Repeat("é", 8192) + `"])`), `resource "runpod_secret" "test"`, `has 16777216 bytes in UTF-8 and Runpod accepts at most 16777215`},
		"reference as the name": {with("{{ RUNPOD_SECRET_a }}"), `name = "{{`, `such as`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if strings.Contains(test.body, "_wo ") {
				acctest.Need(t, acctest.FeatureWriteOnly)
			}
			words := strings.Fields(test.remedy)
			for i := range words {
				words[i] = regexp.QuoteMeta(words[i])
			}
			resource.Test(t, resource.TestCase{
				ProtoV6ProviderFactories: acctest.New(t).Factories(),
				Steps: []resource.TestStep{{
					Config: acctest.Offline(test.body), PlanOnly: true,
					ExpectError: regexp.MustCompile(`(?s)\n\s*\d+:\s+` + regexp.QuoteMeta(test.at) + `.*` + strings.Join(words, `\s+`)),
				}},
			})
		})
	}
}

func TestAccSecret_dataSources(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	for _, name := range []string{"b_token", "a_token"} {
		description := "described"
		if _, err := env.Client().CreateSecret(t.Context(), runpod.CreateSecretRequest{Name: name, Value: "v", Description: &description}); err != nil {
			t.Fatal(err)
		}
	}
	id := env.Account.Secrets()[0].ID
	at := acctest.Start.Format(time.RFC3339)
	entry := func(name string) knownvalue.Check {
		return knownvalue.ObjectExact(map[string]knownvalue.Check{
			"id": knownvalue.NotNull(), "name": knownvalue.StringExact(name), "description": knownvalue.StringExact("described"),
			"reference":  knownvalue.StringExact("{{ RUNPOD_SECRET_" + name + " }}"),
			"created_at": knownvalue.StringExact(at), "value_last_updated_at": knownvalue.StringExact(at),
		})
	}
	one := func(lines string) string { return env.Config("data \"runpod_secret\" \"one\" {\n" + lines + "\n}\n") }
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: env.Factories(),
		Steps: []resource.TestStep{
			{Config: one(`name = "A_TOKEN"`), ExpectError: regexp.MustCompile(`(?s)Unknown secret.*"A_TOKEN"`)},
			{Config: one(`id = "nosuchid"`), ExpectError: regexp.MustCompile(`(?s)Unknown secret.*"nosuchid"`)},
			{Config: one(``), ExpectError: regexp.MustCompile(`(?s)Missing id or name`)},
			{
				Config: env.Config(`
data "runpod_secret" "by_id" { id = "` + id + `" }
data "runpod_secret" "by_name" { name = "a_token" }
data "runpod_secrets" "all" {}
`),
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue("data.runpod_secret.by_id", tfjsonpath.New("name"), knownvalue.StringExact("b_token")),
					statecheck.ExpectKnownValue("data.runpod_secret.by_name", tfjsonpath.New("reference"), knownvalue.StringExact("{{ RUNPOD_SECRET_a_token }}")),
					statecheck.ExpectKnownValue("data.runpod_secret.by_name", tfjsonpath.New("description"), knownvalue.StringExact("described")),
					statecheck.ExpectKnownValue("data.runpod_secrets.all", tfjsonpath.New("secrets"), knownvalue.ListExact([]knownvalue.Check{entry("a_token"), entry("b_token")})),
				},
			},
		},
	})
}

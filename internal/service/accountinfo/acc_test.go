package accountinfo_test

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

const (
	config  = "data \"runpod_account\" \"test\" {}\n"
	address = "data.runpod_account.test"
)

func is(name string, value knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(address, tfjsonpath.New(name), value)
}

func usd(text string) decimal.NullDecimal {
	return decimal.NewNullDecimal(decimal.RequireFromString(text))
}

func TestAccAccount(t *testing.T) {
	t.Parallel()
	acctest.Needs(t, runpod.GroupAccount, runpod.GroupBalance, runpod.GroupLimits)
	env := acctest.New(t, func(o *sandbox.Options) { o.Balance, o.SpendLimit, o.WorkerQuota = usd("42.18"), usd("80"), 10 })
	env.Run(
		resource.TestStep{Config: env.Config(config), ConfigStateChecks: []statecheck.StateCheck{
			is("id", knownvalue.NotNull()), is("email", knownvalue.StringExact("sandbox@example.com")),
			is("balance_usd", acctest.USD("42.18")), is("billing_mode", knownvalue.StringExact("PREPAID")),
			is("spend_limit_usd_per_hour", acctest.USD("80")), is("worker_quota", knownvalue.Int64Exact(10)),
		}},
		resource.TestStep{
			PreConfig: func() { env.Account.SetBillingMode(runpod.BillingModePostpaid) },
			Config:    env.Config(config), ConfigStateChecks: []statecheck.StateCheck{is("billing_mode", knownvalue.StringExact("POSTPAID"))},
		},
	)
}

// TestAccAccountNotOffered: each part that an account does not offer is null, in each way
// of saying so, and the other parts are there.
func TestAccAccountNotOffered(t *testing.T) {
	t.Parallel()
	acctest.Needs(t, runpod.GroupAccount, runpod.GroupBalance, runpod.GroupLimits)
	parts := map[runpod.Group][]string{
		runpod.GroupAccount: {"id", "email"}, runpod.GroupBalance: {"balance_usd", "billing_mode"}, runpod.GroupLimits: {"spend_limit_usd_per_hour", "worker_quota"},
	}
	for group, status := range map[runpod.Group]int{runpod.GroupAccount: 404, runpod.GroupBalance: 403, runpod.GroupLimits: 501} {
		t.Run(string(group), func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, acctest.Without(map[runpod.Group]int{group: status}), func(o *sandbox.Options) { o.SpendLimit = usd("80") })
			var checks []statecheck.StateCheck
			for other, names := range parts {
				for _, name := range names {
					if other == group {
						checks = append(checks, is(name, knownvalue.Null()))
					} else {
						checks = append(checks, is(name, knownvalue.NotNull()))
					}
				}
			}
			env.Run(resource.TestStep{Config: env.Config(config), ConfigStateChecks: checks})
			w := env.Workdir("provider \"runpod\" {}\n" + config)
			out := w.Run("plan")
			if want := fmt.Sprintf(`(?s)Some account attributes are not available.*are null.*%d`, status); !regexp.MustCompile(want).MatchString(out) {
				t.Errorf("does not say what is missing: %s", out)
			}
		})
	}
}

func TestAccAccountWithoutAnything(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, acctest.Without(map[runpod.Group]int{runpod.GroupAccount: 404, runpod.GroupBalance: 404, runpod.GroupLimits: 404}))
	env.Run(resource.TestStep{Config: env.Config(config), ConfigStateChecks: []statecheck.StateCheck{is("id", knownvalue.Null()), is("worker_quota", knownvalue.Null())}})
}

// TestAccAccountFailure: a failure is not an absence.
func TestAccAccountFailure(t *testing.T) {
	t.Parallel()
	acctest.Needs(t, runpod.GroupLimits)
	env := acctest.New(t)
	env.Account.Inject(sandbox.Fault{Kind: sandbox.FaultStatus, Method: "GET", PathPrefix: "/account/limits", Status: 500})
	env.Run(resource.TestStep{Config: env.Config(config), ExpectError: regexp.MustCompile(`Cannot read the limits of the account`)})
}

func TestAccAccountWithoutAKey(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Run(resource.TestStep{Config: acctest.Offline(config), ExpectError: regexp.MustCompile(`no Runpod API key`)})
}

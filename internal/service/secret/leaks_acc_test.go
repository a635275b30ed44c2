package secret_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

const (
	firstValue  = "hush-5f0c41d2aa"
	secondValue = "hush-9be7730c1e"
)

// TestAccSecret_writeOnlyValueIsNowhere searches all that is left on the disk and
// all that is printed, also when Runpod itself repeats the value in its errors.
func TestAccSecret_writeOnlyValueIsNowhere(t *testing.T) {
	t.Parallel()
	acctest.Need(t, acctest.FeatureWriteOnly)
	env := acctest.New(t)
	w := env.Workdir(`
variable "value" {
  type      = string
  ephemeral = true
}

variable "number" {
  type = number
}

resource "runpod_secret" "test" {
  name             = "hf_token"
  value_wo         = var.value
  value_wo_version = var.number
}
`)
	w.Setenv("RUNPOD_LOG_BODIES", "1") // else no value could be in the log
	w.SetVariable("value", firstValue)
	w.SetVariable("number", "1")
	w.Run("plan", "-out=first.tfplan")
	w.Run("show", "-json", "first.tfplan")
	w.Run("apply", "first.tfplan")
	holds(t, env, firstValue, true)
	w.Run("plan", "-detailed-exitcode")

	w.SetVariable("value", secondValue)
	w.SetVariable("number", "2")
	env.Account.Inject(sandbox.Fault{
		Kind: sandbox.FaultStatus, Method: http.MethodPatch, PathPrefix: "/account/secrets", Status: 400, Times: 1,
		Detail: "value " + secondValue + " is weak",
	})
	if out := w.Fails("apply", "-auto-approve"); !strings.Contains(out, `400 Bad Request: "value (redacted) is weak"`) {
		t.Errorf("the apply did not fail as it had to:\n%s", out)
	}
	holds(t, env, firstValue, true)
	env.Account.Inject(sandbox.Fault{Kind: sandbox.FaultDropAfter, Method: http.MethodPatch, PathPrefix: "/account/secrets", Times: 1})
	if out := w.Fails("apply", "-auto-approve"); !strings.Contains(out, "not known which value Runpod has stored") {
		t.Errorf("the apply did not fail as it had to:\n%s", out)
	}
	w.Run("plan", "-out=second.tfplan")
	w.Run("apply", "second.tfplan")
	holds(t, env, secondValue, true)
	w.Run("show", "-json")
	w.Run("destroy", "-auto-approve")

	for _, secret := range []string{firstValue, secondValue, env.Key} {
		for _, where := range w.Leaks(secret) {
			t.Errorf("%s is in: %s", secret, where)
		}
	}
	log := w.Read(acctest.TraceLog)
	for _, want := range []string{`request_body="{\"name\":\"hf_token\",\"value\":\"(redacted)\"}"`, "hf_token"} {
		if !strings.Contains(log, want) {
			t.Errorf("the log, in which no secret was found, lacks %s: is it the provider's, at level TRACE?", want)
		}
	}
}

// TestAccSecret_leaksAreFound shows that the search can fail: the other form of
// the value is in the state, and a constant in the plan's copy of the
// configuration.
func TestAccSecret_leaksAreFound(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	w := env.Workdir(`
resource "runpod_secret" "test" {
  name  = "hf_token"
  value = "` + firstValue + `"
}
`)
	w.Run("plan", "-out=it.tfplan")
	w.Run("apply", "it.tfplan")
	leaks := strings.Join(w.Leaks(firstValue), "\n")
	for _, want := range []string{"terraform.tfstate", "it.tfplan: tfplan", "it.tfplan: tfconfig/"} {
		if !strings.Contains(leaks, want) {
			t.Errorf("the value was not found in %s, but in:\n%s", want, leaks)
		}
	}
	for _, where := range []string{"output of", acctest.TraceLog} {
		if strings.Contains(leaks, where) {
			t.Errorf("the sensitive value is in %s", where)
		}
	}
	w.Run("destroy", "-auto-approve")
}

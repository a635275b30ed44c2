package acctest_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// slowly is an account where nothing starts for an hour.
func slowly(options *sandbox.Options) { options.BootTime = time.Hour }

// TestCreatesThatEndEarly has every kind that waits after its create fail in the
// wait: what exists, what becomes of it, and what to do are in the one error.
func TestCreatesThatEndEarly(t *testing.T) {
	t.Parallel()
	waiting := 0
	for _, object := range creatables() {
		if !waitsAfterCreate(t, object.resource) {
			continue
		}
		waiting++
		for how, raise := range map[string]string{"timeout": "To wait longer, raise `timeouts.create` (now 3s).", "interrupted": "The operation was interrupted."} {
			t.Run(object.resource+" "+how, func(t *testing.T) {
				t.Parallel()
				env := acctest.New(t, slowly)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				config := object.config(1)
				if how == "timeout" {
					config["timeouts"] = attrs{"create": "3s"}
				} else {
					env.OnSleep = cancel
				}
				server, instance := env.Server(nil), &acctest.Instance{Type: object.resource}
				err := server.Apply(ctx, instance, config)
				if err == nil || !instance.Tainted() {
					t.Fatalf("the create ended with %v, tainted: %t", err, instance.Tainted())
				}
				for _, want := range []string{
					raise,
					fmt.Sprintf("The %s %s exists and bills.", strings.TrimPrefix(object.resource, "runpod_"), server.ID(instance)),
					"It is tainted and will be replaced by the next apply. To keep it, run `terraform untaint " + object.resource + ".NAME` with the address shown above.",
				} {
					if strings.Count(err.Error(), want) != 1 {
						t.Errorf("not once %q in:\n%s", want, err)
					}
				}
				if strings.Contains(err.Error(), "apply again to continue") {
					t.Errorf("an apply does not go on with what is tainted:\n%s", err)
				}
				if err := server.Destroy(t.Context(), instance); err != nil {
					t.Error(err)
				}
			})
		}
	}
	if waiting < 2 {
		t.Errorf("only %d kinds wait after their create", waiting)
	}
}

// waitsAfterCreate reports whether a resource has a timeout for its create.
func waitsAfterCreate(t *testing.T, resource string) bool {
	t.Helper()
	for _, block := range acctest.OfflineServer(t, nil).Schemas.ResourceSchemas[resource].Block.BlockTypes {
		if block.TypeName != "timeouts" {
			continue
		}
		for _, attribute := range block.Block.Attributes {
			if attribute.Name == "create" {
				return true
			}
		}
	}
	return false
}

// TestErrorsWithoutANewObject say nothing of a taint: nothing was created, or what
// failed is not a create.
func TestErrorsWithoutANewObject(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Account.Inject(sandbox.Fault{Kind: sandbox.FaultStatus, Status: http.StatusPaymentRequired, Method: http.MethodPost, PathPrefix: "/pods"})
	server, instance := env.Server(nil), &acctest.Instance{Type: "runpod_pod"}
	err := server.Apply(t.Context(), instance, creatables()[0].config(1))
	if err == nil || strings.Contains(err.Error(), "taint") || instance.Exists() {
		t.Errorf("a create that Runpod refused: %v", err)
	}
}

// TestAccUntaintedPodIsKept follows the advice of a create that took too long.
func TestAccUntaintedPodIsKept(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, slowly)
	w := env.Workdir(`
resource "runpod_pod" "test" {
  name  = "trainer"
  image = "busybox:1"
  gpu   = { type_ids = ["NVIDIA L40S"] }
  timeouts {
    create = "1s"
  }
}
`)
	if said := w.Fails("apply", "-auto-approve"); !strings.Contains(said, "with runpod_pod.test,") || !strings.Contains(said, "To keep it, run `terraform untaint runpod_pod.NAME` with the address shown above.") {
		t.Error(said)
	}
	id := env.Account.Pods()[0].ID
	w.Run("untaint", "runpod_pod.test")
	env.Clock.Advance(time.Hour)
	w.Run("apply", "-auto-approve")
	if pods := env.Account.Pods(); len(pods) != 1 || pods[0].ID != id {
		t.Errorf("the pod was replaced: %v", pods)
	}
	w.Run("destroy", "-auto-approve")
}

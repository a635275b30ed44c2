package acctest_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

// TestStoryModules runs random modules on the CLI: each validates, plans and applies;
// the same in other spellings, under other addresses, changes nothing; the next plan is
// empty; and the destroy leaves nothing.
func TestStoryModules(t *testing.T) {
	acctest.Story(t)
	t.Parallel()
	acctest.Need(t, acctest.FeatureWriteOnly)
	for _, seed := range acctest.Seeds(t, "RUNPOD_MODULES", 30) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			runModule(t, seed)
		})
	}
}

func runModule(t *testing.T, seed int) {
	t.Helper()
	env := acctest.New(t, realTime)
	generated := modules(env.Server(nil), newSampleIDs(t, env)).Example(seed)
	there := len(env.Account.Contents())
	w := env.Workdir(generated.first)
	w.Setenv("TF_LOG", "")
	defer func() {
		if t.Failed() {
			t.Logf("module %d:\n%s\nlater:\n%s", seed, generated.first, generated.later)
		}
	}()
	w.Run("validate", "-no-color")
	w.Run("plan", "-out=plan")
	w.Run("apply", "plan")
	w.Run("plan", "-detailed-exitcode")
	before := len(env.Account.Requests())
	w.Write(generated.later)
	w.Run("apply", "-auto-approve")
	for _, request := range env.Account.Requests()[before:] {
		if request.Method != http.MethodGet {
			t.Errorf("other spellings sent %s %s", request.Method, request.Path)
		}
	}
	w.Run("plan", "-detailed-exitcode")
	w.Run("destroy", "-auto-approve")
	if left := env.Account.Contents(); len(left) != there {
		t.Errorf("left on the account: %s", left)
	}
}

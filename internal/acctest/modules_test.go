package acctest_test

import (
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

// modulesVariable names the environment variable with how many random modules are run,
// after a colon the number of the first one.
const modulesVariable = "RUNPOD_MODULES"

// TestStoryModules runs random modules on the CLI: each validates, plans and applies;
// the same in other spellings, under other addresses, changes nothing; the next plan is
// empty; and the destroy leaves nothing.
func TestStoryModules(t *testing.T) {
	acctest.Story(t)
	t.Parallel()
	acctest.Need(t, acctest.FeatureWriteOnly)
	count, first := 30, 0
	if text := os.Getenv(modulesVariable); text != "" {
		number, from, _ := strings.Cut(text, ":")
		var err error
		if count, err = strconv.Atoi(number); err != nil {
			t.Fatalf("%s: %s", modulesVariable, err)
		}
		first, _ = strconv.Atoi(from)
	}
	for seed := first; seed < first+count; seed++ {
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

package acctest_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

// TestAccSandboxKeepsTheKey applies inside of the subcommand sandbox, with a key of
// a real account wherever a user may have one: in the environment, in a variable, in
// the configuration. Nothing is sent to that account, and no one gets the key.
func TestAccSandboxKeepsTheKey(t *testing.T) {
	t.Parallel()
	account := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		t.Errorf("the real account got %s %s", req.Method, req.URL)
		w.WriteHeader(http.StatusTeapot)
	}))
	t.Cleanup(account.Close)
	const key = "rpa_REALREALREALREALREALREALREAL0001"
	w := acctest.New(t).Workdir(`
variable "runpod_api_key" { type = string }

provider "runpod" {
  api_key = var.runpod_api_key
  api_url = "` + account.URL + `/v2"
}

provider "runpod" {
  alias   = "written"
  api_key = "` + key + `"
  api_url = "` + account.URL + `/v2"
}

resource "runpod_secret" "one" {
  name  = "one"
  value = "hush"
}

resource "runpod_secret" "two" {
  provider = runpod.written
  name     = "two"
  value    = "hush"
}
`)
	w.Setenv("RUNPOD_API_URL", account.URL+"/v2")
	w.Setenv("RUNPOD_API_KEY", key)
	w.SetVariable("runpod_api_key", key)
	if out, err := w.Sandboxed("apply", "-auto-approve", "-no-color"); err != nil || !strings.Contains(out, "Resources: 2 added") {
		t.Errorf("%v\n%s", err, out)
	}
	log, err := os.ReadFile(w.Path(acctest.TraceLog))
	if err != nil || !strings.Contains(string(log), "/secrets") {
		t.Fatalf("the log has no requests: %v", err)
	}
	if strings.Contains(string(log), key) {
		t.Error("the key is in the log")
	}
}

package unmanaged_test

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

const network = `
resource "runpod_network_volume" "data" {
  count          = 2
  name           = "data-${count.index}"
  size_gb        = 10
  data_center_id = "EU-RO-1"
}

module "fleet" {
  source   = "./fleet"
  for_each = toset(["a", "b"])
}
`

const fleet = `
terraform {
  required_providers {
    runpod = { source = "runpod-iac/runpod" }
  }
}

module "inner" {
  source = "./inner"
}
`

const inner = `
terraform {
  required_providers {
    runpod = { source = "runpod-iac/runpod" }
  }
}

resource "runpod_pod" "worker" {
  for_each   = toset(["x", "y"])
  name       = "worker-${each.key}"
  image      = "busybox:1"
  gpu        = { type_ids = ["NVIDIA L4"] }
  wait_until = "CREATED"
}
`

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// binary runs the real subcommand.
func binary(t *testing.T, env *acctest.Env, folder string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	run := exec.CommandContext(t.Context(), acctest.Provider(t), append([]string{"unmanaged"}, args...)...)
	run.Dir = folder
	run.Env = append(os.Environ(), "RUNPOD_API_URL="+env.URL, "RUNPOD_API_KEY="+env.Key)
	var out, failed strings.Builder
	run.Stdout, run.Stderr = &out, &failed
	err := run.Run()
	if run.ProcessState == nil {
		t.Fatal(err)
	}
	return out.String(), failed.String(), run.ProcessState.ExitCode()
}

// spent is what the meter counts in the hour that follows.
func spent(t *testing.T, env *acctest.Env) decimal.Decimal {
	t.Helper()
	const credit = 1_000_000
	env.Account.SetBalance(decimal.NewFromInt(credit))
	env.Clock.Advance(time.Hour)
	balance, err := env.Client().GetAccountBalance(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return decimal.NewFromInt(credit).Sub(decimal.RequireFromString(balance.BalanceAmount.String()))
}

// TestAccFindsThePodBesideTheStates: of an account that two configurations manage, in modules and two workspaces, only the pod that
// somebody made beside them is found, at the rate of the meter, whichever form the states have.
func TestAccFindsThePodBesideTheStates(t *testing.T) {
	t.Parallel()
	acctest.Needs(t, runpod.GroupBalance)
	env := acctest.New(t)
	prod := env.Workdir(network)
	write(t, prod.Path("fleet/main.tf"), fleet)
	write(t, prod.Path("fleet/inner/main.tf"), inner)
	prod.Run("get")
	prod.Run("apply", "-auto-approve")
	write(t, prod.Path("default.json"), prod.Run("show", "-json"))
	prod.Run("workspace", "new", "staging")
	prod.Run("apply", "-auto-approve")
	write(t, prod.Path("staging.json"), prod.Run("show", "-json"))
	write(t, prod.Path("pulled.json"), prod.Run("state", "pull"))
	other := env.Workdir("resource \"runpod_template\" \"base\" {\n  name  = \"base\"\n  image = \"busybox:1\"\n}\n")
	other.Run("apply", "-auto-approve")

	env.Clock.Advance(2 * time.Hour)
	before := spent(t, env)
	req := gpuPod("forgotten", "NVIDIA A100 80GB PCIe", 2)
	req.Mounts = &runpod.Mounts{Persistent: &runpod.PersistentMount{Size: 40, Path: "/workspace"}}
	pod := made[runpod.Pod](t)(env.Client().CreatePod(t.Context(), req))
	env.Clock.Advance(time.Hour)
	want := spent(t, env).Sub(before)

	sent := len(env.Account.Requests())
	for name, states := range map[string][]string{
		"shown":       {"-state", "default.json", "-state", "staging.json", "-state", other.Path("terraform.tfstate")},
		"as a list":   {"-state", "default.json", "pulled.json", other.Path("terraform.tfstate")},
		"state files": {"-state", "terraform.tfstate", "terraform.tfstate.d/staging/terraform.tfstate", "-state", other.Path("terraform.tfstate")},
	} {
		out, failed, code := binary(t, env, prod.Dir, append(states, "-format", "json")...)
		if code != 3 {
			t.Fatalf("%s: exit code %d: %s%s", name, code, out, failed)
		}
		r := parsed(t, out)
		if len(r.Objects) != 1 || r.Billing != 1 || r.Seen != 14 || r.States.Read != 3 || r.States.Objects != 13 {
			t.Errorf("%s: %+v", name, r)
		}
		found := r.find(t, pod.ID)
		if got := decimal.RequireFromString(found.Hourly.String()); got.Sub(want).Abs().GreaterThan(decimal.New(1, -8)) || r.Hourly.String() != found.Hourly.String() {
			t.Errorf("%s: %s an hour, and the meter counts %s", name, got, want)
		}
		if month := want.Mul(decimal.NewFromInt(730)).StringFixed(2); found.Monthly.String() != month || r.Monthly.String() != month {
			t.Errorf("%s: %s a month, want %s", name, found.Monthly, month)
		}
		if found.Kind != "pod" || found.Name != "forgotten" || found.Created == "" || found.Import != "import {\n  to = runpod_pod.forgotten\n  id = \""+pod.ID+"\"\n}\n" {
			t.Errorf("%s: %+v", name, found)
		}
		if !strings.Contains(failed, "1 unmanaged object bills $") {
			t.Errorf("%s: %s", name, failed)
		}
	}
	for _, allowed := range [][]string{{"-allow", pod.ID}, {"-allow-name", "forg*"}} {
		args := append([]string{"-state", "default.json", "-state", "staging.json", "-state", other.Path("terraform.tfstate")}, allowed...)
		if out, failed, code := binary(t, env, prod.Dir, args...); code != 0 || !strings.Contains(out, "Allowed, and not counted: pod forgotten.") || failed != "" {
			t.Errorf("%v: exit code %d: %s%s", allowed, code, out, failed)
		}
	}
	for _, request := range env.Account.Requests()[sent:] {
		if request.Method != http.MethodGet {
			t.Errorf("it sent %s %s", request.Method, request.Path)
		}
	}
	// What the import block imports is what is there: nothing changes.
	other.Write("resource \"runpod_template\" \"base\" {\n  name  = \"base\"\n  image = \"busybox:1\"\n}\nresource \"runpod_pod\" \"forgotten\" {\n  name = \"forgotten\"\n  image = \"busybox:1\"\n" +
		"  gpu = { type_ids = [\"NVIDIA A100 80GB PCIe\"], count = 2 }\n  container_disk_gb = 20\n  volume_disk = { size_gb = 40 }\n  data_center_ids = [\"" + *pod.DataCenterID + "\"]\n}\n" +
		"import {\n  to = runpod_pod.forgotten\n  id = \"" + pod.ID + "\"\n}\n")
	if out := other.Run("apply", "-auto-approve"); !strings.Contains(out, "1 imported, 0 added, 0 changed, 0 destroyed") {
		t.Errorf("the import changes something: %s", out)
	}
	write(t, other.Path("shown.json"), other.Run("show", "-json"))
	if out, failed, code := binary(t, env, prod.Dir, "-state", "default.json", "staging.json", other.Path("shown.json")); code != 0 || failed != "" {
		t.Errorf("with the pod imported: exit code %d: %s%s", code, out, failed)
	}
}

// TestAccFailsClosed: a state that cannot be read, an address at which nobody listens and a key that may not read are errors that
// say so, on the way of a user.
func TestAccFailsClosed(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	folder := t.TempDir()
	write(t, filepath.Join(folder, "cut.json"), `{"format_version":"1.0","values":{"root_mod`)
	for name, test := range map[string]struct {
		env  acctest.Env
		args []string
		want string
	}{
		"no state":      {acctest.Env{URL: env.URL, Key: env.Key}, []string{"-state", "none.json"}, "none.json"},
		"cut off":       {acctest.Env{URL: env.URL, Key: env.Key}, []string{"-state", "cut.json"}, "cut.json"},
		"empty input":   {acctest.Env{URL: env.URL, Key: env.Key}, []string{"-state", "-"}, "standard input: it is empty"},
		"nobody there":  {acctest.Env{URL: "http://127.0.0.1:9/v2", Key: env.Key}, nil, "connection refused"},
		"another key":   {acctest.Env{URL: env.URL, Key: "rpa_other"}, nil, "401"},
		"no key":        {acctest.Env{URL: env.URL}, nil, "set RUNPOD_API_KEY"},
		"wrong address": {acctest.Env{URL: "nonsense", Key: env.Key}, nil, "Invalid API URL"},
	} {
		out, failed, code := binary(t, &test.env, folder, test.args...)
		if code != 1 || out != "" || !strings.Contains(failed, "unmanaged: nothing was compared: ") || !strings.Contains(failed, test.want) {
			t.Errorf("%s: exit code %d, %q, %q, want %q", name, code, out, failed, test.want)
		}
	}
}

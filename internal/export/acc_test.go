package export_test

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	tfjson "github.com/hashicorp/terraform-json"
	"pgregory.net/rapid"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// sshKey is a key that nobody else has.
func sshKey(n int) string {
	blob := append([]byte{0, 0, 0, 11}, "ssh-ed25519"...)
	blob = append(blob, 0, 0, 0, 32)
	key := make([]byte, 32)
	binary.BigEndian.PutUint64(key, uint64(n))
	return "ssh-ed25519 " + base64.StdEncoding.EncodeToString(append(blob, key...))
}

// export runs the subcommand against an account, and returns what it prints. It sends
// nothing but reads.
func export(t *testing.T, env *acctest.Env, args ...string) (string, error) {
	t.Helper()
	before := len(env.Account.Requests())
	command := exec.CommandContext(t.Context(), acctest.Provider(t), append([]string{"export"}, args...)...)
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "RUNPOD_") {
			command.Env = append(command.Env, variable)
		}
	}
	command.Env = append(command.Env, "RUNPOD_API_URL="+env.URL, "RUNPOD_API_KEY="+env.Key)
	out, err := command.CombinedOutput()
	onlyReads(t, "the export", env.Account.Requests()[before:])
	return string(out), err
}

func onlyReads[R any](t *testing.T, who string, requests []R) {
	t.Helper()
	for _, r := range requests {
		if text := fmt.Sprintf("%+v", r); !strings.Contains(text, "Method:"+http.MethodGet) {
			t.Errorf("%s sent %s", who, text)
		}
	}
}

// workdir is a folder for the CLI with nothing in it.
func workdir(t *testing.T, env *acctest.Env) *acctest.Workdir {
	t.Helper()
	w := env.Workdir("")
	w.Setenv("TF_LOG", "")
	if err := os.Remove(w.Path("main.tf")); err != nil {
		t.Fatal(err)
	}
	return w
}

// takeOver exports an account, imports it, and wants nothing but imports in that plan, and
// nothing at all in the next.
func takeOver(t *testing.T, env *acctest.Env) (w *acctest.Workdir, printed string) {
	t.Helper()
	objects := len(env.Account.Contents())
	for _, pod := range env.Account.Pods() {
		if pod.Cluster != nil {
			objects--
		}
	}
	w = workdir(t, env)
	printed, err := export(t, env, "-out", w.Dir)
	if err != nil {
		t.Fatalf("export: %s\n%s", err, printed)
	}
	before := len(env.Account.Requests())
	w.Run("fmt", "-check", "-diff")
	w.Run("plan", "-out=plan")
	var plan tfjson.Plan
	if err := json.Unmarshal([]byte(w.Run("show", "-json", "plan")), &plan); err != nil {
		t.Fatal(err)
	}
	imports := 0
	for _, change := range plan.ResourceChanges {
		if change.Mode != tfjson.ManagedResourceMode {
			continue
		}
		if imports++; change.Change.Importing == nil || !change.Change.Actions.NoOp() {
			t.Errorf("the plan of the import would %v %s: %v to %v", change.Change.Actions, change.Address, change.Change.Before, change.Change.After)
		}
	}
	if imports != objects {
		t.Errorf("%d of %d objects are imported: %q", imports, objects, env.Account.Contents())
	}
	w.Run("apply", "plan")
	w.Run("plan", "-detailed-exitcode")
	if err := os.Remove(w.Path("imports.tf")); err != nil {
		t.Fatal(err)
	}
	w.Run("plan", "-detailed-exitcode")
	onlyReads(t, "the import", env.Account.Requests()[before:])
	return w, printed
}

// mixed is an account as they grow in years: several of a name, names in any script, all
// that can happen to a pod.
func mixed() []thing {
	return []thing{
		{kind: "center", name: "Research & Dev"},
		{kind: "secret", name: "hf_token"}, {kind: "secret", name: "db", variant: 1},
		{kind: "registry", name: "ghcr"}, {kind: "registry", name: "ghcr"},
		{kind: "delegation", name: "acme-app"},
		{kind: "key", name: "ana"}, {kind: "key", name: "ana", variant: 1}, {kind: "key", name: "ana", variant: 1},
		{kind: "global", name: "shared"},
		{kind: "volume", name: "weights", variant: 1}, {kind: "volume", name: "weights"}, {kind: "volume", name: "データ", variant: 2},
		{kind: "template", name: "base"}, {kind: "template", name: "worker", variant: 1}, {kind: "template", name: "base", variant: 2}, {kind: "template", name: "🚀", variant: 3},
		{kind: "pod", name: "trainer"}, {kind: "pod", name: "trainer", variant: 1}, {kind: "pod", name: "Trainer", variant: 1, fate: 1},
		{kind: "pod", name: "übung 模型", variant: 2}, {kind: "pod", name: "🚀", variant: 3}, {kind: "pod", name: "from template", variant: 4},
		{kind: "pod", name: "with volume", variant: 5}, {kind: "pod", name: "with volume", variant: 5, fate: 1}, {kind: "pod", name: "net", variant: 6, fate: 4},
		{kind: "pod", name: "private", variant: 7}, {kind: "pod", name: "jupyter", variant: 8, fate: 3}, {kind: "pod", name: "1 failed ${x}", fate: 2},
		{kind: "endpoint", name: "matting"}, {kind: "endpoint", name: "matting", variant: 1}, {kind: "endpoint", name: "api", variant: 2}, {kind: "endpoint", name: "from template", variant: 3},
		{kind: "endpoint", name: "with volume", variant: 4, fate: 1}, {kind: "endpoint", name: "slow", variant: 5, fate: 2}, {kind: "endpoint", name: "slow", variant: 1, fate: 1},
		{kind: "cluster", name: "training"}, {kind: "cluster", name: "training", variant: 1}, {kind: "cluster", name: "from template", variant: 2},
		{kind: "secret", name: "late"},
	}
}

func (m *maker) makeAll(things []thing) {
	m.Helper()
	for _, x := range things {
		if err := m.make(x); err != nil {
			m.Fatalf("making %+v: %s", x, err)
		}
	}
}

func TestAccExport_mixedAccount(t *testing.T) {
	t.Parallel()
	acctest.Need(t, acctest.FeatureWriteOnly)
	acctest.Needs(t, runpod.GroupTags, runpod.GroupCostCenters, runpod.GroupGlobalVolumes)
	m := newMaker(t)
	m.makeAll(mixed())
	w, printed := takeOver(t, m.env)
	for _, want := range []string{"40 objects", "pods.tf", "2 pods: members of a cluster, which runpod_cluster.training_2 manages", "API_TOKEN", "runpod_pod.trainer_2", "per month"} {
		if !strings.Contains(printed, want) {
			t.Errorf("the export does not say %q:\n%s", want, printed)
		}
	}
	pods := w.Read("pods.tf")
	for _, want := range []string{
		"runpod_network_volume.", "runpod_container_registry_auth.", "runpod_cost_center.", ".reference", `resource "runpod_pod" "übung_模型"`, `resource "runpod_pod" "pod_1_failed_x"`, "$${HOME}", "team = ",
	} {
		if !strings.Contains(pods, want) {
			t.Errorf("pods.tf has no %s:\n%s", want, pods)
		}
	}
	for _, unwanted := range []string{"PUBLIC_KEY", "JUPYTER_PASSWORD", "desired_state = \"RUNNING\"", "wait_until"} {
		if strings.Contains(pods, unwanted) {
			t.Errorf("pods.tf has %s:\n%s", unwanted, pods)
		}
	}
	for _, secret := range []string{"hush-s", "hush-registry"} {
		if leaks := w.Leaks(secret); len(leaks) > 0 {
			t.Errorf("%s is in %q", secret, leaks)
		}
	}
	// What is exported already, in whichever form a state is given, is exported no more.
	state := w.Path("state.json")
	if err := os.WriteFile(state, []byte(w.Run("show", "-json")), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, held := range []string{state, w.Path("terraform.tfstate")} {
		if out, err := export(t, m.env, "-out", filepath.Join(t.TempDir(), "x"), "-state", held); err != nil || !strings.Contains(out, "Nothing to export") || !strings.Contains(out, "40 objects in the given states") {
			t.Errorf("exporting with %s: %v\n%s", held, err, out)
		}
	}
	// One that came since is added beside what is there.
	if err := m.make(thing{kind: "pod", name: "trainer"}); err != nil {
		t.Fatal(err)
	}
	if out, err := export(t, m.env, "-out", w.Dir, "-state", state); err == nil || !strings.Contains(out, "pods.tf exists, so nothing was written") {
		t.Errorf("exporting over files: %v\n%s", err, out)
	}
	if err := os.Rename(w.Path("pods.tf"), w.Path("old-pods.tf")); err != nil {
		t.Fatal(err)
	}
	if out, err := export(t, m.env, "-out", w.Dir, "-state", state); err != nil {
		t.Fatalf("exporting one more: %s\n%s", err, out)
	}
	w.Run("apply", "-auto-approve")
	w.Run("plan", "-detailed-exitcode")
}

// things are random accounts.
func things() *rapid.Generator[[]thing] {
	names := []string{"a", "A", "a-2", "a_2", "prod trainer", "übung", "模型", "🚀", "1", "x.y/z", "$${x}", "%{if}", "\"quoted\"", "count", "for"}
	kinds := []string{"volume", "template", "pod", "pod", "pod", "endpoint", "endpoint", "cluster", "secret", "registry", "delegation", "key", "center", "global"}
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) thing {
		x := thing{kind: rapid.SampledFrom(kinds).Draw(t, "kind"), name: rapid.SampledFrom(names).Draw(t, "name")}
		x.variant = rapid.IntRange(0, variants[x.kind]-1).Draw(t, "variant")
		if fates[x.kind] > 0 {
			x.fate = rapid.IntRange(0, fates[x.kind]-1).Draw(t, "fate")
		}
		return x
	}), 1, 25)
}

func randomAccount(t *testing.T, seed int) {
	t.Helper()
	m := newMaker(t)
	for _, x := range things().Example(seed) {
		if err := m.make(x); err != nil {
			t.Logf("account %d is without %+v: %s", seed, x, err)
		}
	}
	if len(m.env.Account.Contents()) == 0 {
		return
	}
	takeOver(t, m.env)
}

func TestAccExport_randomAccounts(t *testing.T) {
	t.Parallel()
	acctest.Need(t, acctest.FeatureWriteOnly)
	for seed := range 2 {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			randomAccount(t, seed)
		})
	}
}

func TestStoryExportRandomAccounts(t *testing.T) {
	acctest.Story(t)
	t.Parallel()
	acctest.Need(t, acctest.FeatureWriteOnly)
	for _, seed := range acctest.Seeds(t, "RUNPOD_ACCOUNTS", 100) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			randomAccount(t, seed)
		})
	}
}

package acctest_test

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/legacy"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// Keys of a real form.
const (
	anaKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAWoHJkcuaKH3EtaEFGnd7OEoyJ1mP52aXRSy5Q8WqNU ana@laptop"
	benKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMVdZPMCHKIJHbXFCEcEt6GC8ggvjhU9Uajbb0RG9nKI ben@desk"
	// declaredKey is what PUBLIC_KEY is declared as.
	declaredKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI ana@laptop"
)

// officialTwo is Runpod's own provider since it speaks API v2.
func officialTwo() oldProvider {
	return oldProvider{folder: "official-2", address: "runpod/runpod", account: accountOfTwo}
}

func accountOfTwo(t *testing.T, client *runpod.Client) map[string]string {
	if _, err := client.UpdateSSHKeys(t.Context(), runpod.UpdateSSHKeysRequest{Keys: []string{anaKey, benKey}}); err != nil {
		t.Fatal(err)
	}
	ids := officialAccount(t, client)
	m := accountMaker{t, client}
	ids["AnaKey"], ids["BenKey"] = anaKey, benKey
	if _, err := client.UpdateTemplate(t.Context(), ids["Template"], runpod.UpdateTemplateRequest{ContainerConfig: runpod.ContainerConfig{BaseContainerConfig: runpod.BaseContainerConfig{Args: new("python -u handler.py")}}}); err != nil {
		t.Fatal(err)
	}
	crawler := runpod.CreatePodRequest{
		Name: "crawler", ContainerConfig: container("ghcr.io/acme/crawler:2.1", 20, "8080/http"),
		CPU: &runpod.CreateCPUConfig{ID: "cpu3c", VCPUCount: 4},
	}
	// Also Runpod's names are declared where 2.0 has them in its state.
	crawler.Env = map[string]string{"PUBLIC_KEY": declaredKey, "JUPYTER_PASSWORD": "mine"}
	ids["Crawler"] = m.pod(crawler)
	jobs := runpod.CreateTemplateRequest{Name: "jobs", ContainerConfig: container("ghcr.io/acme/jobs:1.0", 20)}
	jobs.Args = new("python -m jobs")
	ids["Jobs"] = m.template(jobs)
	ids["Job"] = m.pod(runpod.CreatePodRequest{Name: "job", TemplateID: new(ids["Jobs"]), GPU: &runpod.CreateGPUConfig{ID: "NVIDIA L40S", Count: new(int64(1))}})
	if _, err := client.PodAction(t.Context(), ids["Crawler"], runpod.PodActionStop); err != nil {
		t.Fatal(err)
	}
	adopted := gpuPod("adopted", "runpod/base:0.6.2", 50, "22/tcp")
	adopted.DataCenterIDs, adopted.StartSSH, adopted.Env = []string{"EU-RO-1"}, new(true), map[string]string{"STAGE": "prod"}
	ids["Adopted"] = m.pod(adopted)
	sweep := container("ghcr.io/acme/sweep:1.0", 80, "22/tcp").BaseContainerConfig
	sweep.Env = map[string]string{"SEED": "7"}
	slurm := container("ghcr.io/acme/slurm:1.0", 80, "22/tcp").BaseContainerConfig
	slurm.Env = map[string]string{"PUBLIC_KEY": declaredKey}
	for id, cluster := range map[string]runpod.CreateClusterRequest{
		"Cluster":     {Name: "sweep", Type: runpod.ClusterTypeTraining, BaseContainerConfig: sweep},
		"Slurm":       {Name: "slurm", Type: runpod.ClusterTypeSlurm, BaseContainerConfig: slurm},
		"JobsCluster": {Name: "jobs", Type: runpod.ClusterTypeTraining, TemplateID: new(ids["Jobs"])},
	} {
		cluster.Compute = runpod.ClusterCompute{GPUTypeID: "NVIDIA H100 80GB HBM3", GPUCountPerPod: 8, PodCount: 2}
		ids[id] = made(t, func(c *runpod.Cluster) string { return c.ID })(client.CreateCluster(t.Context(), cluster))
	}
	return ids
}

// rewriteTwo rewrites the configuration, which leaves one thing by hand: the list of all
// SSH keys has to leave the state.
func rewriteTwo(t *testing.T, w *acctest.Workdir) {
	t.Helper()
	var out bytes.Buffer
	if err := legacy.Command([]string{"-write", w.Dir}, &out, io.Discard, ""); err == nil || !strings.Contains(err.Error(), "1 manual step remains") {
		t.Fatalf("%v\n%s", err, out.String())
	}
	if !strings.Contains(out.String(), "`terraform state rm runpod_account_ssh_keys.all`") {
		t.Errorf("nothing is said of the list of SSH keys:\n%s", out.String())
	}
	text := w.Read("main.tf")
	for _, comment := range []string{"# Pulls from ghcr.io.", "# Everybody who may log in.", "# until the end of the year", "# checkpoints", "# Imported into 2.0"} {
		if !strings.Contains(text, comment) {
			t.Errorf("the comment %q is gone", comment)
		}
	}
}

// expectTakenOver wants a plan that moves and imports, and nothing else.
func expectTakenOver(t *testing.T, w *acctest.Workdir, moved, imported int) {
	t.Helper()
	w.Run("plan", "-out=plan")
	for address, change := range actions(t, w, "plan") {
		if !change.Change.Actions.NoOp() {
			t.Errorf("%s is to be changed (%v): %v\nto %v", address, change.Change.Actions, change.Change.Before, change.Change.After)
		}
		if change.PreviousAddress != "" {
			moved--
		}
		if change.Change.Importing != nil {
			imported--
		}
	}
	if moved != 0 || imported != 0 {
		t.Errorf("%d resources are not moved, %d not imported", moved, imported)
	}
}

// TestAccMigrateTwo goes the way of the guide from the official provider 2.0: everything
// that it had is taken over with nothing but reads, and no key leaves the account.
func TestAccMigrateTwo(t *testing.T) {
	t.Parallel()
	old := officialTwo()
	env, w := inherited(t, old)
	since := len(env.Account.Requests())
	rewriteTwo(t, w)
	w.Run("state", "rm", "runpod_account_ssh_keys.all")
	w.Run("state", "replace-provider", "-auto-approve", old.address, "runpod-iac/runpod")
	w.Run("validate")
	expectTakenOver(t, w, 4, 2)
	w.Run("apply", "-auto-approve")
	onlyReads(t, env, since)
	for address, schemaVersion := range stateOf(t, w) {
		if schemaVersion != 1 {
			t.Errorf("%s is at schema version %d after the apply", address, schemaVersion)
		}
	}
	expectEmpty(t, w)
	onlyReads(t, env, since)
	if keys, err := env.Client().GetSSHKeys(t.Context()); err != nil || len(keys.Keys) != 2 {
		t.Errorf("the keys on the account are %v (%v)", keys, err)
	}
	w.Run("destroy", "-auto-approve")
	for _, left := range env.Account.Contents() {
		t.Errorf("left on the account: %s", left)
	}
}

// TestAccMigrateTwoMoved has the state as 2.0 left it, with its provider installed.
func TestAccMigrateTwoMoved(t *testing.T) {
	t.Parallel()
	old := officialTwo()
	env, w := inherited(t, old)
	since := len(env.Account.Requests())
	rewriteTwo(t, w)
	text := w.Read("main.tf")
	for _, address := range []string{
		"runpod_network_volume.data", "runpod_template.worker", "runpod_template.box", "runpod_pod.trainer", "runpod_pod.notebook", "runpod_pod.mounted", "runpod_pod.crawler", "runpod_pod.adopted",
		"runpod_template.jobs", "runpod_pod.job", "runpod_cluster.sweep", "runpod_cluster.slurm", "runpod_cluster.jobs",
	} {
		typ, name, _ := strings.Cut(address, ".")
		text = strings.ReplaceAll(text, "resource \""+typ+"\" \""+name+"\"", "resource \""+typ+"\" \"new_"+name+"\"")
		text = strings.ReplaceAll(text, address+".", typ+".new_"+name+".") + "\nmoved {\n  from = " + address + "\n  to   = " + typ + ".new_" + name + "\n}\n"
	}
	if err := os.WriteFile(w.Path("main.tf"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	w.StandIn(old.address)
	w.Run("state", "rm", "runpod_account_ssh_keys.all")
	expectTakenOver(t, w, 17, 2)
	w.Run("apply", "plan")
	expectEmpty(t, w)
	onlyReads(t, env, since)
}

// A `moved` block from the list of all keys to one of them is refused, with what to do.
func TestAccMigrateTwoKeysAreNotMoved(t *testing.T) {
	t.Parallel()
	old := officialTwo()
	env, w := inherited(t, old)
	since := len(env.Account.Requests())
	w.Run("state", "replace-provider", "-auto-approve", old.address, "runpod-iac/runpod")
	w.Write(env.Config("resource \"runpod_ssh_key\" \"ana\" {\n  public_key = \"" + anaKey + "\"\n}\n\nmoved {\n  from = runpod_account_ssh_keys.all\n  to   = runpod_ssh_key.ana\n}\n"))
	out := strings.Join(strings.Fields(strings.ReplaceAll(w.Fails("plan"), "│", " ")), " ")
	for _, part := range []string{"A list of SSH keys cannot become one key", "terraform state rm runpod_account_ssh_keys.NAME", "ana@laptop SHA256:", "ben@desk SHA256:"} {
		if !strings.Contains(out, part) {
			t.Errorf("%q is not said:\n%s", part, out)
		}
	}
	onlyReads(t, env, since)
}

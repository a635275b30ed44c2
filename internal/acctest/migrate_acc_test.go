package acctest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"text/template"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/legacy"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// oldProvider is one of the two that spoke REST v1.
type oldProvider struct {
	folder  string
	address string
	// account makes what the old state is about, and returns the IDs.
	account func(*testing.T, *runpod.Client) map[string]string
	// comments have to be there after the rewriting.
	comments []string
}

func oldProviders() map[string]oldProvider {
	return map[string]oldProvider{
		"decentralized-infrastructure": {
			folder: "community", address: "decentralized-infrastructure/runpod", account: communityAccount,
			comments: []string{
				"# the key is in RUNPOD_API_KEY", "# Holds the datasets. Do not delete.", "# Whichever is there first.", "# GB", "# checkpoints",
				"# not the test bucket", "# Nobody wrote down a volume, and Runpod made one.",
			},
		},
		"runpod": {
			folder: "official", address: "runpod/runpod", account: officialAccount,
			comments: []string{"# Pulls from ghcr.io.", "# with an equals sign"},
		},
	}
}

// made is an ID, or the end of the test.
func made[T any](t *testing.T, id func(*T) string) func(*T, error) string {
	t.Helper()
	return func(object *T, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return id(object)
	}
}

type accountMaker struct {
	t      *testing.T
	client *runpod.Client
}

func (m accountMaker) volume(name string, size int64) string {
	return made(m.t, func(v *runpod.NetworkVolume) string { return v.ID })(
		m.client.CreateNetworkVolume(m.t.Context(), runpod.CreateNetworkVolumeRequest{Name: name, Size: size, DataCenter: "EU-RO-1"}))
}

func (m accountMaker) template(req runpod.CreateTemplateRequest) string {
	return made(m.t, func(t *runpod.Template) string { return t.ID })(m.client.CreateTemplate(m.t.Context(), req))
}

func (m accountMaker) pod(req runpod.CreatePodRequest) string {
	return made(m.t, func(p *runpod.Pod) string { return p.ID })(m.client.CreatePod(m.t.Context(), req))
}

func (m accountMaker) endpoint(req runpod.CreateEndpointRequest) string {
	return made(m.t, func(e *runpod.Endpoint) string { return e.ID })(m.client.CreateEndpoint(m.t.Context(), req))
}

func container(image string, disk int64, ports ...string) runpod.ContainerConfig {
	return runpod.ContainerConfig{BaseContainerConfig: runpod.BaseContainerConfig{Image: new(image), Disk: new(disk), Ports: ports}}
}

func gpuPod(name, image string, disk int64, ports ...string) runpod.CreatePodRequest {
	return runpod.CreatePodRequest{
		Name: name, ContainerConfig: container(image, disk, ports...),
		GPU: &runpod.CreateGPUConfig{ID: "NVIDIA L40S", Count: new(int64(1))},
	}
}

func communityAccount(t *testing.T, client *runpod.Client) map[string]string {
	m := accountMaker{t, client}
	ids := map[string]string{"Volume": m.volume("data", 100)}
	worker := runpod.CreateTemplateRequest{Name: "worker", ContainerConfig: container("ghcr.io/acme/worker:1.0", 30), Serverless: new(true)}
	worker.Env = map[string]string{"MODEL": "xl"}
	ids["Template"] = m.template(worker)
	trainer := gpuPod("trainer", "runpod/pytorch:1.0.2-cu1281-torch280-ubuntu2404", 60, "8888/http", "22/tcp")
	trainer.Cmd = []string{"bash", "-c", "sleep infinity"}
	trainer.Env = map[string]string{"EPOCHS": "3", "STAGE": "prod", "PUBLIC_KEY": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI ana@laptop"}
	trainer.Mounts = &runpod.Mounts{Persistent: &runpod.PersistentMount{Size: 100, Path: "/data"}}
	ids["Trainer"] = m.pod(trainer)
	notebook := gpuPod("notebook", "runpod/base:0.6.2", 50, "22/tcp")
	notebook.DataCenterIDs = []string{"EU-RO-1"}
	notebook.Mounts = &runpod.Mounts{Network: []runpod.NetworkMount{{VolumeID: ids["Volume"], Path: "/workspace"}}}
	ids["Notebook"] = m.pod(notebook)
	plain := gpuPod("plain", "runpod/base:0.6.2", 50, "22/tcp")
	plain.Mounts = &runpod.Mounts{Persistent: &runpod.PersistentMount{Size: 20, Path: "/workspace"}}
	ids["Plain"] = m.pod(plain)
	ids["Crawler"] = m.pod(runpod.CreatePodRequest{
		Name: "crawler", ContainerConfig: container("ghcr.io/acme/crawler:2.1", 20, "8080/http"),
		CPU: &runpod.CreateCPUConfig{ID: "cpu3c", VCPUCount: 4},
	})
	ids["Endpoint"] = m.endpoint(runpod.CreateEndpointRequest{
		Name: "matting", Type: runpod.EndpointTypeQueue, TemplateID: new(ids["Template"]), Timeout: new(int64(600_000)), FlashBoot: new(runpod.FlashBootEnabled),
		GPU:           &runpod.CreateEndpointGPUConfig{Pools: []string{"AMPERE_80"}, ExcludedTypes: []string{"NVIDIA A100-SXM4-80GB"}, Count: new(int64(1))},
		Workers:       &runpod.EndpointWorkersRequest{Min: new(int64(1)), Max: new(int64(3)), IdleTimeout: new(int64(5))},
		Scaling:       runpod.EndpointScaling{Type: runpod.ScalingTypeQueueDelay, QueueDelay: new(8.0)},
		DataCenterIDs: []string{"EU-RO-1"}, NetworkVolumes: []string{ids["Volume"]},
	})
	return ids
}

func officialAccount(t *testing.T, client *runpod.Client) map[string]string {
	m := accountMaker{t, client}
	ids := map[string]string{"Volume": m.volume("data", 50)}
	ids["Auth"] = made(t, func(r *runpod.Registry) string { return r.ID })(
		client.CreateRegistry(t.Context(), runpod.CreateRegistryRequest{Name: "ghcr", Username: "bot", Password: "hush-registry-77aa"}))
	ids["Delegation"] = made(t, func(d *runpod.ECRDelegation) string { return d.ID })(
		client.CreateDelegation(t.Context(), runpod.CreateDelegationRequest{Resource: "arn:aws:ecr:us-east-1:123456789012:repository/acme/app", Name: new("acme-app")}))
	worker := runpod.CreateTemplateRequest{Name: "worker", ContainerConfig: container("ghcr.io/acme/worker:1.0", 20), Serverless: new(true)}
	worker.Env, worker.Cmd = map[string]string{"MODEL": "matting-xl"}, []string{"python", "-u", "handler.py"}
	worker.Registry = runpod.NullableOf(ids["Auth"])
	ids["Template"] = m.template(worker)
	ids["Box"] = m.template(runpod.CreateTemplateRequest{
		Name: "box", ContainerConfig: container("runpod/base:0.6.2", 40, "22/tcp"),
		Mounts: &runpod.TemplateMounts{Persistent: &runpod.PersistentMount{Size: 30, Path: "/workspace"}},
	})
	trainer := gpuPod("trainer", "runpod/pytorch:1.0.2-cu1281-torch280-ubuntu2404", 60, "8888/http", "22/tcp")
	trainer.StartSSH = new(true)
	trainer.Env = map[string]string{"EPOCHS": "3", "ARGS": "--lr=0.1", "VOLUME": "data"}
	trainer.Mounts = &runpod.Mounts{Persistent: &runpod.PersistentMount{Size: 100, Path: "/workspace"}}
	ids["Trainer"] = m.pod(trainer)
	ids["Notebook"] = m.pod(runpod.CreatePodRequest{
		Name: "notebook", TemplateID: new(ids["Box"]), GPU: &runpod.CreateGPUConfig{ID: "NVIDIA L40S", Count: new(int64(1))},
	})
	mounted := gpuPod("mounted", "runpod/base:0.6.2", 50, "22/tcp")
	mounted.Mounts = &runpod.Mounts{Network: []runpod.NetworkMount{{VolumeID: ids["Volume"], Path: "/runpod-volume"}}}
	ids["Mounted"] = m.pod(mounted)
	ids["Endpoint"] = m.endpoint(runpod.CreateEndpointRequest{
		Name: "matting", Type: runpod.EndpointTypeQueue, TemplateID: new(ids["Template"]), Timeout: new(int64(600_000)),
		GPU: &runpod.CreateEndpointGPUConfig{
			Pools:         []string{"AMPERE_80", "ADA_48_PRO"},
			ExcludedTypes: []string{"NVIDIA A100-SXM4-80GB", "NVIDIA L40", "NVIDIA RTX 6000 Ada Generation"}, Count: new(int64(1)),
		},
		Workers:        &runpod.EndpointWorkersRequest{Min: new(int64(0)), Max: new(int64(2)), IdleTimeout: new(int64(5))},
		Scaling:        runpod.EndpointScaling{Type: runpod.ScalingTypeQueueDelay, QueueDelay: new(4.0)},
		NetworkVolumes: []string{ids["Volume"]},
	})
	ids["Chat"] = m.endpoint(runpod.CreateEndpointRequest{
		Name: "chat", Type: runpod.EndpointTypeQueue, TemplateID: new(ids["Template"]), Timeout: new(int64(300_000)),
		GPU:     &runpod.CreateEndpointGPUConfig{Pools: []string{"AMPERE_80"}, Count: new(int64(1))},
		Workers: &runpod.EndpointWorkersRequest{Min: new(int64(0)), Max: new(int64(4))},
		Scaling: runpod.EndpointScaling{Type: runpod.ScalingTypeRequestCount, RequestCount: new(int64(10))},
	})
	return ids
}

// registry is where the CLI looks for providers by default.
func registry(t *testing.T) string {
	if acctest.CurrentCLI(t).Tofu {
		return "registry.opentofu.org"
	}
	return "registry.terraform.io"
}

// inherited is a folder with the configuration and the state of an old provider,
// about what is on the account.
func inherited(t *testing.T, old oldProvider) (*acctest.Env, *acctest.Workdir) {
	t.Helper()
	env := acctest.New(t, realTime)
	ids := old.account(t, env.Client())
	ids["Registry"] = registry(t)
	w := env.Workdir("")
	for from, to := range map[string]string{"main.tf.tmpl": "main.tf", "old-state.json.tmpl": "terraform.tfstate"} {
		fixture, err := template.New(from).Option("missingkey=error").ParseFiles(filepath.Join("testdata", "migrate", old.folder, from))
		if err != nil {
			t.Fatal(err)
		}
		var text bytes.Buffer
		if err := fixture.Execute(&text, ids); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(w.Path(to), text.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return env, w
}

// rewritten runs migrate -write on a folder, which has to leave nothing to do by
// hand, and checks that the comments are still there.
func rewritten(t *testing.T, w *acctest.Workdir, old oldProvider) {
	t.Helper()
	var out bytes.Buffer
	if err := legacy.Command([]string{"-write", w.Dir}, &out, io.Discard, ""); err != nil {
		t.Fatalf("%s\n%s", err, out.String())
	}
	text := w.Read("main.tf")
	for _, comment := range old.comments {
		if !strings.Contains(text, comment) {
			t.Errorf("the comment %q is gone", comment)
		}
	}
	if err := legacy.Command([]string{"-write", w.Dir}, &out, io.Discard, ""); err != nil {
		t.Errorf("the second time: %s", err)
	}
	if again := w.Read("main.tf"); again != text {
		t.Errorf("the second time changes it again:\n%s", again)
	}
}

// onlyReads fails the test for whatever was written to the account since.
func onlyReads(t *testing.T, env *acctest.Env, since int) {
	t.Helper()
	for _, request := range env.Account.Requests()[since:] {
		if request.Method != http.MethodGet {
			t.Errorf("the migration sent %s %s", request.Method, request.Path)
		}
	}
}

// expectEmpty plans, and wants nothing to do.
func expectEmpty(t *testing.T, w *acctest.Workdir) {
	t.Helper()
	if out, err := w.Try("plan", "-detailed-exitcode"); err != nil {
		t.Fatalf("the plan is not empty: %s\n%s\n%s", err, out, w.Read("main.tf"))
	}
}

// TestAccMigrateReplaceProvider goes the way of the guides: from an older
// provider's state and configuration to an empty plan, with nothing but reads.
func TestAccMigrateReplaceProvider(t *testing.T) {
	t.Parallel()
	for name, old := range oldProviders() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env, w := inherited(t, old)
			since := len(env.Account.Requests())
			rewritten(t, w, old)
			w.Run("state", "replace-provider", "-auto-approve", old.address, "runpod-iac/runpod")
			w.Run("validate")
			expectEmpty(t, w)
			w.Run("apply", "-auto-approve")
			onlyReads(t, env, since)

			for id, schemaVersion := range stateOf(t, w) {
				if schemaVersion != 1 {
					t.Errorf("%s is at schema version %d after the apply", id, schemaVersion)
				}
			}
			expectEmpty(t, w)
			onlyReads(t, env, since)
			w.Run("destroy", "-auto-approve")
			for _, left := range env.Account.Contents() {
				if !strings.Contains(left, "template") { // decentralized-infrastructure had none
					t.Errorf("left on the account: %s", left)
				}
			}
		})
	}
}

// TestAccMigrateMoved has the state as the older provider left it, and a `moved`
// block for each resource, to another name.
func TestAccMigrateMoved(t *testing.T) {
	t.Parallel()
	for name, old := range oldProviders() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env, w := inherited(t, old)
			since := len(env.Account.Requests())
			rewritten(t, w, old)
			text := w.Read("main.tf")
			resources := regexp.MustCompile(`resource "(\w+)" "(\w+)"`).FindAllStringSubmatch(text, -1)
			for _, r := range resources {
				was, is := r[1]+"."+r[2], r[1]+".new_"+r[2]
				text = regexp.MustCompile(regexp.QuoteMeta(was)+`\b`).ReplaceAllLiteralString(text, is)
				text = strings.Replace(text, r[0], "resource \""+r[1]+"\" \"new_"+r[2]+"\"", 1) + "\nmoved {\n  from = " + was + "\n  to   = " + is + "\n}\n"
			}
			if err := os.WriteFile(w.Path("main.tf"), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			w.StandIn(old.address)
			w.Run("plan", "-out=plan")
			changes := actions(t, w, "plan")
			for _, r := range resources {
				address := r[1] + ".new_" + r[2]
				change := changes[address]
				if change == nil || change.PreviousAddress != r[1]+"."+r[2] || !change.Change.Actions.NoOp() {
					t.Errorf("%s is not moved as it is: %+v", address, change)
				}
			}
			w.Run("apply", "plan")
			expectEmpty(t, w)
			onlyReads(t, env, since)
			for address, schemaVersion := range stateOf(t, w) {
				if schemaVersion != 1 || !strings.Contains(address, ".new_") {
					t.Errorf("%s is at schema version %d after the apply", address, schemaVersion)
				}
			}
		})
	}
}

// stateOf are the schema versions in the state file, by address.
func stateOf(t *testing.T, w *acctest.Workdir) map[string]int {
	t.Helper()
	var file struct {
		Resources []struct {
			Type, Name string
			Instances  []struct {
				SchemaVersion int `json:"schema_version"`
			}
		}
	}
	if err := json.Unmarshal([]byte(w.Read("terraform.tfstate")), &file); err != nil {
		t.Fatal(err)
	}
	versions := map[string]int{}
	for _, r := range file.Resources {
		for _, instance := range r.Instances {
			versions[r.Type+"."+r.Name] = instance.SchemaVersion
		}
	}
	return versions
}

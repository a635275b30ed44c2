package unmanaged_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/provider"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// full is an account with an object of every kind, most of which bill.
func full(t *testing.T, env *acctest.Env) map[string]string {
	t.Helper()
	ctx, client := t.Context(), env.Client()
	ids := map[string]string{}
	running := made[runpod.Pod](t)(client.CreatePod(ctx, gpuPod("running", "NVIDIA A100 80GB PCIe", 1)))
	req := gpuPod("stopped", "NVIDIA L4", 1)
	req.Mounts = &runpod.Mounts{Persistent: &runpod.PersistentMount{Size: 100, Path: "/workspace"}}
	stopped := made[runpod.Pod](t)(client.CreatePod(ctx, req))
	bare := made[runpod.Pod](t)(client.CreatePod(ctx, gpuPod("bare", "NVIDIA L4", 1)))
	env.Account.StopPodByItself(stopped.ID)
	env.Account.FailPod(bare.ID)
	used := made[runpod.NetworkVolume](t)(client.CreateNetworkVolume(ctx, volume("used", 100)))
	unused := made[runpod.NetworkVolume](t)(client.CreateNetworkVolume(ctx, volume("unused", 2000)))
	active := endpoint("active", 1, 2, "AMPERE_80")
	active.NetworkVolumes, active.DataCenterIDs = []string{used.ID}, []string{"EU-RO-1"}
	ids["active"] = made[runpod.Endpoint](t)(client.CreateEndpoint(ctx, active)).ID
	ids["flex"] = made[runpod.Endpoint](t)(client.CreateEndpoint(ctx, endpoint("flex", 0, 3, "AMPERE_80"))).ID
	ids["cluster"] = made[runpod.Cluster](t)(client.CreateCluster(ctx, cluster("cluster", 2))).ID
	ids["template"] = env.Account.AddTemplate(runpod.Template{Name: "template", Container: runpod.Container{Image: "busybox:1", Disk: 20}})
	ids["registry"] = env.Account.AddRegistry("registry")
	ids["secret"] = made[runpod.Secret](t)(client.CreateSecret(ctx, runpod.CreateSecretRequest{Name: "secret", Value: "s3cr3t-value"})).ID
	env.Account.SetSSHKeys("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl me")
	ids["running"], ids["stopped"], ids["bare"], ids["used"], ids["unused"] = running.ID, stopped.ID, bare.ID, used.ID, unused.ID
	env.Clock.Advance(2 * time.Hour)
	return ids
}

// TestWhatEachKindSays looks at everything that is said about each kind.
func TestWhatEachKindSays(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	ids := full(t, env)
	out, code, _ := command(t, env, "", "-format", "json")
	r := parsed(t, out)
	if code != 3 || r.Seen != len(ids)+1 || len(r.Objects) != r.Seen || r.Partial {
		t.Errorf("exit code %d, %d of %d objects", code, len(r.Objects), r.Seen)
	}
	for name, want := range map[string]struct {
		typ, what string
		hourly    string // empty for nothing
		address   string
	}{
		"running":  {"runpod_pod", "1 x NVIDIA A100 80GB PCIe, RUNNING", "1.792739726027", "runpod_pod.running"},
		"stopped":  {"runpod_pod", "1 x NVIDIA L4, EXITED", "0.027397260274", "runpod_pod.stopped"},
		"bare":     {"runpod_pod", "1 x NVIDIA L4, ERROR", "", "runpod_pod.bare"},
		"used":     {"runpod_network_volume", "100 GB standard, EU-RO-1, mounted by endpoint active", "0.009589041096", "runpod_network_volume.used"},
		"unused":   {"runpod_network_volume", "2000 GB standard, EU-RO-1, not mounted", "0.164383561644", "runpod_network_volume.unused"},
		"active":   {"runpod_endpoint", "1 x AMPERE_80, 1 active + 2 flex workers", "2.740166666667", "runpod_endpoint.active"},
		"flex":     {"runpod_endpoint", "1 x AMPERE_80, 0 active + 3 flex workers", "", "runpod_endpoint.flex"},
		"cluster":  {"runpod_cluster", "2 pods of 8 x NVIDIA A100-SXM4-80GB", "", "runpod_cluster.cluster"},
		"template": {"runpod_template", "", "", "runpod_template.template"},
		"registry": {"runpod_container_registry_auth", "", "", "runpod_container_registry_auth.registry"},
		"secret":   {"runpod_secret", "", "", "runpod_secret.secret"},
	} {
		o := r.find(t, ids[name])
		if name == "cluster" {
			if !o.Bills || len(o.Parts) != 1 || !strings.HasPrefix(o.Parts[0], "2 pods, disks included $") {
				t.Errorf("%+v", o)
			}
			want.hourly = o.Hourly.String()
		}
		got := o.Hourly.String()
		if want.hourly == "" {
			want.hourly = "0.00"
		}
		if o.Type != want.typ || !strings.HasPrefix(o.What, want.what) || got != want.hourly || o.Address != want.address || o.Name != name || o.Bills != (got != "0.00") {
			t.Errorf("%s: %+v, want %+v", name, o, want)
		}
	}
	if remarks := strings.Join(r.find(t, ids["flex"]).Remarks, ""); remarks != "with all workers busy: up to $8.208/h of compute" {
		t.Errorf("flex workers: %q", remarks)
	}
	if first := r.Objects[0]; first.Name != "cluster" {
		t.Errorf("%s is the first", first.Name)
	}
	if i := slices.IndexFunc(r.Objects, func(o object) bool { return !o.Bills }); i < 0 || slices.ContainsFunc(r.Objects[i:], func(o object) bool { return o.Bills }) {
		t.Error("what bills does not come first")
	}
	if strings.Contains(out, "s3cr3t") {
		t.Error("it prints a secret")
	}
}

// TestEveryBillingKindHasARate finds a kind that bills and that nothing prices. What a global volume costs nobody knows, which is said.
func TestEveryBillingKindHasARate(t *testing.T) {
	t.Parallel()
	acctest.Needs(t, runpod.GroupGlobalVolumes)
	env := acctest.New(t)
	full(t, env)
	made[runpod.GlobalVolume](t)(env.Client().CreateGlobalVolume(t.Context(), runpod.CreateGlobalVolumeRequest{Name: "global"}))
	out, code, failure := command(t, env, "", "-format", "json")
	r := parsed(t, out)
	rated := map[string]bool{}
	for _, o := range r.Objects {
		rated[o.Type] = rated[o.Type] || o.Hourly != nil || len(o.Remarks) > 0
	}
	for _, kind := range provider.Kinds() {
		if kind.IsBilled() && !rated[kind.TypeName()] {
			t.Errorf("nothing prices a %s", kind.KindName())
		}
	}
	if !r.Partial || code != 3 || !strings.Contains(failure, "and more at rates that are not known") {
		t.Errorf("partial %t, exit code %d, %s", r.Partial, code, failure)
	}
	// A rate that is not known is not 0: it alone is enough.
	alone := acctest.New(t)
	made[runpod.GlobalVolume](t)(alone.Client().CreateGlobalVolume(t.Context(), runpod.CreateGlobalVolumeRequest{Name: "global"}))
	if _, code, failure := command(t, alone, ""); code != 3 || !strings.Contains(failure, "bills at a rate that is not known") {
		t.Errorf("exit code %d, %s", code, failure)
	}
}

// TestFailsClosed: whatever list cannot be read, nothing is said to be fine.
func TestFailsClosed(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/clusters", "/registries/delegations", "/serverless", "/network-volumes", "/pods", "/registries", "/account/secrets", "/account/ssh-keys", "/templates"} {
		for _, fault := range []sandbox.Fault{{Kind: sandbox.FaultStatus, Status: http.StatusForbidden, PathPrefix: path}, {Kind: sandbox.FaultTruncate, PathPrefix: path}, {Kind: sandbox.FaultNotJSON, Status: http.StatusOK, PathPrefix: path}} {
			env := acctest.New(t)
			env.Account.Inject(fault)
			out, code, failure := command(t, env, "")
			if used := slices.ContainsFunc(env.Account.Requests(), func(r sandbox.Request) bool { return strings.HasPrefix(r.Path, "/v2"+path) }); !used {
				t.Fatalf("%s is not asked for", path)
			}
			if code != 1 || out != "" || !strings.Contains(failure, "nothing was compared: ") {
				t.Errorf("%s, %v: exit code %d, %q, %q", path, fault.Kind, code, out, failure)
			}
			if fault.Status == http.StatusForbidden && !strings.Contains(failure, "use a key that can read everything on the account") {
				t.Errorf("%s: no next step: %s", path, failure)
			}
		}
	}
}

// TestWithoutWhatIsOptional: an account that does not offer tags, cost centers or global volumes is compared, and that is said.
func TestWithoutWhatIsOptional(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusNotFound, http.StatusForbidden, http.StatusNotImplemented} {
		env := acctest.New(t, acctest.Without(map[runpod.Group]int{runpod.GroupTags: status, runpod.GroupCostCenters: status, runpod.GroupGlobalVolumes: status}))
		out, code, failure := command(t, env, "")
		if code != 0 || !strings.HasPrefix(out, "Nothing unmanaged bills among what could be read.\n") || !strings.Contains(out, "Not read: global volumes: ") {
			t.Errorf("%d: exit code %d, %s\n%s", status, code, failure, out)
		}
		made[runpod.NetworkVolume](t)(env.Client().CreateNetworkVolume(t.Context(), volume("found", 10)))
		out, code, failure = command(t, env, "")
		if code != 3 || !strings.Contains(out, "Owners by tags are not known: ") || !strings.Contains(out, "Owners by cost centers are not known: ") {
			t.Errorf("%d: exit code %d, %s\n%s", status, code, failure, out)
		}
	}
	// A failure is not an answer.
	env := acctest.New(t, acctest.Without(nil))
	made[runpod.NetworkVolume](t)(env.Client().CreateNetworkVolume(t.Context(), volume("found", 10)))
	for _, path := range []string{"/tags", "/cost-centers", "/global-volumes"} {
		env.Account.Inject(sandbox.Fault{Kind: sandbox.FaultStatus, Status: http.StatusInternalServerError, PathPrefix: path, Times: 1})
		if out, code, failure := command(t, env, ""); code != 1 || out != "" {
			t.Errorf("%s fails: exit code %d, %s, %s", path, code, failure, out)
		}
	}
}

// TestOwners: what the API reports of whose an object is.
func TestOwners(t *testing.T) {
	t.Parallel()
	acctest.Needs(t, runpod.GroupTags, runpod.GroupCostCenters)
	env := acctest.New(t)
	ctx, client := t.Context(), env.Client()
	pod := made[runpod.Pod](t)(client.CreatePod(ctx, gpuPod("tagged", "NVIDIA L4", 1)))
	object := runpod.Labelled{ID: pod.ID, Type: runpod.TagResourceTypePod}
	made[runpod.Tag](t)(client.CreateTag(ctx, runpod.CreateTagRequest{Key: "owner", Value: "anna", Resources: []runpod.Labelled{object}}))
	made[runpod.CostCenter](t)(client.CreateCostCenter(ctx, runpod.CreateCostCenterRequest{Value: "research", Resources: []runpod.Labelled{object}}))
	out, _, _ := command(t, env, "", "-format", "json")
	if owner := parsed(t, out).find(t, pod.ID).Owner; !slices.Equal(owner, []string{"cost center research", "owner=anna"}) {
		t.Errorf("%v", owner)
	}
}

// TestFormats: names cannot write into a terminal or a page, and both formats have what the report is about.
func TestFormats(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	made[runpod.Pod](t)(env.Client().CreatePod(t.Context(), gpuPod("evil | `x` <b> \x1b[31m ${path.module}", "NVIDIA L4", 1)))
	env.Clock.Advance(3 * 24 * time.Hour)
	for format, want := range map[string][]string{
		"table": {
			"1 unmanaged object bills $0.4927 an hour, $359.70 a month.\nNo state was given, so everything on the account is unmanaged: 1 object.\n\nkind  name ",
			"3 days   $0.4927    $359.70  -", "compute $0.49/h + container disk 20 GB $0.0027/h", "  to = runpod_pod.evil_x_b_31m_path_module\n",
		},
		"markdown": {
			"### Runpod: 1 unmanaged object bills $0.4927 an hour, $359.70 a month.\n", "\n| what | age | per hour | per month | owner |\n",
			"| pod `` evil \\| `x` <b> \\u001b[31m ${path.module} `` `", "<details><summary>Import blocks</summary>",
		},
	} {
		out, code, _ := command(t, env, "", "-format", format)
		for _, text := range want {
			if !strings.Contains(out, text) {
				t.Errorf("%s: no %q in\n%s", format, text, out)
			}
		}
		if code != 3 || strings.Contains(out, "\x1b") {
			t.Errorf("%s: exit code %d, %q", format, code, out)
		}
	}
}

// TestUsage: what cannot be meant is refused before anything is asked.
func TestUsage(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	for want, args := range map[string][]string{
		"use table, markdown or json": {"-format", "html"},
		"pass states with -state":     {"state.json"},
		"it is empty":                 {"-allow", ""},
		"invalid value":               {"-allow-name", ""},
		"not defined: -nonsense":      {"-nonsense"},
	} {
		if out, code, failure := command(t, env, "", args...); code != 2 || out != "" || !strings.Contains(failure, want) {
			t.Errorf("%v: exit code %d, %s, want %q", args, code, failure, want)
		}
	}
	if _, code, failure := command(t, env, "", "-help"); code != 0 || failure != "" {
		t.Errorf("-help: %d, %s", code, failure)
	}
	if n := len(env.Account.Requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
	// An allowance that allows nothing is named.
	if out, code, _ := command(t, env, "", "-allow", "abc"); code != 0 || !strings.Contains(out, `"abc"`) {
		t.Errorf("exit code %d, %s", code, out)
	}
}

// TestManyObjects counts what an account of a thousand objects asks: two requests a kind and page at most.
func TestManyObjects(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	ctx, client := t.Context(), directly(t, env)
	for i := range 600 {
		env.Account.AddTemplate(runpod.Template{Name: fmt.Sprintf("template-%d", i), Container: runpod.Container{Image: "busybox:1", Disk: 20}})
	}
	for i := range 200 {
		made[runpod.NetworkVolume](t)(client.CreateNetworkVolume(ctx, volume(fmt.Sprintf("volume-%d", i), 10)))
	}
	for i := range 150 {
		made[runpod.Pod](t)(client.CreatePod(ctx, runpod.CreatePodRequest{Name: fmt.Sprintf("pod-%d", i), ContainerConfig: container(10), CPU: &runpod.CreateCPUConfig{ID: "cpu3c", VCPUCount: 2}}))
	}
	for i := range 50 {
		made[runpod.Endpoint](t)(client.CreateEndpoint(ctx, endpoint(fmt.Sprintf("endpoint-%d", i), 0, 1, "AMPERE_80")))
	}
	sent, began := len(env.Account.Requests()), time.Now()
	out, code, _ := command(t, env, "", "-format", "json")
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("it took %s", took)
	}
	r := parsed(t, out)
	if code != 3 || len(r.Objects) != 1000 || r.Billing != 350 {
		t.Errorf("exit code %d, %d objects, %d bill", code, len(r.Objects), r.Billing)
	}
	if r.find(t, env.Account.NetworkVolumes()[0].ID).Monthly.String() != "0.70" {
		t.Errorf("a volume of 10 GB: %+v", r.find(t, env.Account.NetworkVolumes()[0].ID))
	}
	asked := map[string]int{}
	for _, request := range env.Account.Requests()[sent:] {
		asked[request.Path]++
	}
	for path, n := range asked {
		if n > 2 { // each list has one page
			t.Errorf("%d x %s", n, path)
		}
	}
}

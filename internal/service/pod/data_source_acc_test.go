package pod_test

import (
	"fmt"
	"net/http"
	"regexp"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// addPod makes a pod outside of Terraform.
func addPod(t *testing.T, env *acctest.Env, name string, change ...func(*runpod.CreatePodRequest)) string {
	t.Helper()
	image, disk, count := "acme/train:1", int64(20), int64(1)
	req := runpod.CreatePodRequest{Name: name, GPU: &runpod.CreateGPUConfig{ID: l40s, Count: &count}}
	req.Image, req.Disk, req.Ports = &image, &disk, []string{"8888/http", "22/tcp"}
	for _, c := range change {
		c(&req)
	}
	pod, err := env.Client().CreatePod(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	return pod.ID
}

func onCPU(req *runpod.CreatePodRequest) {
	req.GPU, req.CPU = nil, &runpod.CreateCPUConfig{ID: "cpu5c", VCPUCount: 4}
}

func removePods(env *acctest.Env) func() {
	return func() {
		for _, pod := range env.Account.Pods() {
			env.Account.RemovePod(pod.ID)
		}
	}
}

// emptied takes away what a test has made outside of Terraform.
func emptied(env *acctest.Env) resource.TestStep {
	return resource.TestStep{PreConfig: removePods(env), Config: env.Config("")}
}

func lookedUp(name string, value knownvalue.Check, at tfjsonpath.Path) statecheck.StateCheck {
	return statecheck.ExpectKnownValue("data."+name, at, value)
}

func TestAccPodDataSource(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	at, text := tfjsonpath.New[string], knownvalue.StringExact
	gpu := addPod(t, env, "trainer", func(req *runpod.CreatePodRequest) {
		yes := true
		req.Env, req.Cmd, req.StartJupyter = map[string]string{"MODE": "train"}, []string{"python", "train.py"}, &yes
		req.Mounts = &runpod.Mounts{Persistent: &runpod.PersistentMount{Size: 30, Path: "/data"}}
	})
	cpu := addPod(t, env, "worker", onCPU)
	env.Clock.Advance(time.Hour)
	byID, byName := "runpod_pod.by_id", "runpod_pod.by_name"
	env.Run(resource.TestStep{
		Config: env.Config(fmt.Sprintf("data \"runpod_pod\" \"by_id\" { id = %q }\ndata \"runpod_pod\" \"by_name\" { name = \"worker\" }\n", gpu) +
			"output \"env\" {\n  value     = data.runpod_pod.by_id.env\n  sensitive = true\n}\n"),
		ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: acctest.EmptyPlan()},
		ConfigStateChecks: []statecheck.StateCheck{
			lookedUp(byID, text("trainer"), at("name")),
			lookedUp(byID, text("acme/train:1"), at("image")),
			lookedUp(byID, knownvalue.ListExact([]knownvalue.Check{text("python"), text("train.py")}), at("cmd")),
			lookedUp(byID, knownvalue.Null(), at("args")),
			lookedUp(byID, knownvalue.Int64Exact(20), at("container_disk_gb")),
			lookedUp(byID, text("train"), at("env").AtMapKey("MODE")),
			lookedUp(byID, knownvalue.NotNull(), at("env").AtMapKey("JUPYTER_PASSWORD")),
			statecheck.ExpectSensitiveValue("data."+byID, at("env")),
			lookedUp(byID, knownvalue.ObjectExact(map[string]knownvalue.Check{
				"type_ids": knownvalue.ListExact([]knownvalue.Check{text(l40s)}), "count": knownvalue.Int64Exact(1),
			}), at("gpu")),
			lookedUp(byID, knownvalue.Null(), at("cpu")),
			lookedUp(byID, text("SECURE"), at("cloud")),
			lookedUp(byID, knownvalue.Int64Exact(30), at("volume_disk").AtMapKey("size_gb")),
			lookedUp(byID, knownvalue.Null(), at("network_volume")),
			lookedUp(byID, text("RUNNING"), at("desired_state")),
			lookedUp(byID, text("RUNNING"), at("status")),
			lookedUp(byID, text(l40s), at("gpu_type_id")),
			lookedUp(byID, knownvalue.NotNull(), at("data_center_id")),
			lookedUp(byID, knownvalue.Null(), at("cluster_id")),
			lookedUp(byID, acctest.USD("0.99"), at("cost_per_hour_usd")),
			lookedUp(byID, knownvalue.NotNull(), at("started_at")),
			lookedUp(byID, knownvalue.NotNull(), at("ssh").AtMapKey("proxy").AtMapKey("command")),
			lookedUp(byID, text("https://"+gpu+"-8888.proxy.runpod.net"), at("http_urls").AtMapKey("8888")),
			lookedUp(byName, text(cpu), at("id")),
			lookedUp(byName, knownvalue.Null(), at("gpu")),
			lookedUp(byName, text("cpu5c"), at("cpu").AtMapKey("flavor_id")),
			lookedUp(byName, knownvalue.Int64Exact(4), at("cpu").AtMapKey("vcpu_count")),
			lookedUp(byName, knownvalue.Null(), at("gpu_type_id")),
		},
	}, emptied(env))
}

// A pod that was deleted is not a pod, whichever way Runpod says so.
func TestAccPodDataSource_errors(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		lines func(gone string) string
		text  string
	}{
		"unknown id":   {func(string) string { return `id = "aaaaaaaaaa"` }, `no pod with the ID[\s│]+"aaaaaaaaaa"`},
		"deleted id":   {func(gone string) string { return `id = "` + gone + `"` }, `no pod with the ID`},
		"unknown name": {func(string) string { return `name = "Trainer"` }, `no pod with the name[\s│]+"Trainer"`},
		"deleted name": {func(string) string { return `name = "gone"` }, `no pod with the name[\s│]+"gone"`},
		"both":         {func(string) string { return "id = \"aaaaaaaaaa\"\n  name = \"trainer\"" }, `Conflicting id and name`},
		"neither":      {func(string) string { return "" }, `Missing id or name`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			addPod(t, env, "trainer")
			gone := addPod(t, env, "gone")
			env.Account.RemovePod(gone)
			env.Run(resource.TestStep{
				Config:      env.Config("data \"runpod_pod\" \"test\" {\n  " + tt.lines(gone) + "\n}\n"),
				ExpectError: regexp.MustCompile(tt.text),
			}, emptied(env))
		})
	}
}

func TestAccPodDataSource_ambiguous(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	first, second := addPod(t, env, "trainer"), addPod(t, env, "trainer")
	env.Account.RemovePod(addPod(t, env, "trainer"))
	env.Run(resource.TestStep{
		Config:      env.Config(`data "runpod_pod" "test" { name = "trainer" }`),
		ExpectError: regexp.MustCompile(`(?s)2 objects.*` + first + `,[\s│]+` + second + `\.`),
	}, emptied(env))
}

func TestAccPodsDataSource(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	pods := func(i int, attribute string) tfjsonpath.Path {
		return tfjsonpath.New("pods").AtSliceIndex(i).AtMapKey(attribute)
	}
	all, text := "runpod_pods.all", knownvalue.StringExact
	running, stopped, member := addPod(t, env, "trainer"), addPod(t, env, "worker"), addPod(t, env, "member")
	env.Clock.Advance(time.Hour)
	env.Account.RemovePod(addPod(t, env, "gone"))
	env.Account.StopPodByItself(stopped)
	env.Account.EditPod(member, func(p *runpod.Pod) { p.Cluster = &runpod.PodCluster{ID: "cluster1"} })
	env.Run(
		resource.TestStep{
			// What is looked up has the shape that an estimate takes: a stopped pod
			// without a volume disk costs nothing.
			Config: env.Config(`
data "runpod_pods" "all" {}
data "runpod_cost_estimate" "all" {
  pods = data.runpod_pods.all.pods
}
`),
			ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: acctest.EmptyPlan()},
			ConfigStateChecks: []statecheck.StateCheck{
				lookedUp(all, knownvalue.ListSizeExact(2), tfjsonpath.New("pods")),
				lookedUp(all, text(running), pods(0, "id")), lookedUp(all, text("RUNNING"), pods(0, "desired_state")),
				lookedUp(all, text(stopped), pods(1, "id")), lookedUp(all, text("STOPPED"), pods(1, "desired_state")),
				lookedUp(all, text("EXITED"), pods(1, "status")), lookedUp(all, acctest.USD("0"), pods(1, "cost_per_hour_usd")),
				lookedUp("runpod_cost_estimate.all", acctest.USD("724.7"), tfjsonpath.New("monthly_usd")),
			},
		},
		resource.TestStep{
			Config:           env.Config(`data "runpod_pods" "all" { include_cluster_pods = true }`),
			ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: acctest.EmptyPlan()},
			ConfigStateChecks: []statecheck.StateCheck{
				lookedUp(all, knownvalue.ListSizeExact(3), tfjsonpath.New("pods")),
				lookedUp(all, text(member), pods(2, "id")), lookedUp(all, text("cluster1"), pods(2, "cluster_id")),
			},
		},
		resource.TestStep{
			PreConfig: func() {
				env.Account.EditPod(member, func(p *runpod.Pod) { p.Cluster = nil })
				removePods(env)()
			},
			Config:            env.Config(`data "runpod_pods" "all" {}`),
			ConfigStateChecks: []statecheck.StateCheck{lookedUp(all, knownvalue.ListExact([]knownvalue.Check{}), tfjsonpath.New("pods"))},
		},
	)
}

// What is looked up beside a managed pod follows it, and is read after it.
func TestAccPodDataSources_ofManaged(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	body := config() + `
data "runpod_pod" "test" { id = runpod_pod.test.id }
data "runpod_pods" "all" { depends_on = [runpod_pod.test] }
`
	env.Run(resource.TestStep{
		Config:           env.Config(body),
		ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: acctest.EmptyPlan()},
		ConfigStateChecks: []statecheck.StateCheck{
			lookedUp("runpod_pod.test", knownvalue.StringExact("RUNNING"), tfjsonpath.New("status")),
			lookedUp("runpod_pods.all", knownvalue.StringExact("trainer"), tfjsonpath.New("pods").AtSliceIndex(0).AtMapKey("name")),
		},
	})
}

func TestAccPodsDataSource_refused(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Account.Inject(sandbox.Fault{Kind: sandbox.FaultStatus, Method: http.MethodGet, PathPrefix: "/pods", Status: http.StatusForbidden})
	env.Run(resource.TestStep{Config: env.Config(`data "runpod_pods" "all" {}`), ExpectError: regexp.MustCompile(`Cannot list pods`)})
}

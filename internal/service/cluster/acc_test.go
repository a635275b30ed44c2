package cluster_test

import (
	"fmt"
	"net/http"
	"regexp"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

const (
	address = "runpod_cluster.test"
	h100    = "NVIDIA H100 80GB HBM3"
)

// config is the cluster of most tests, and what is given beside or instead.
func config(attributes ...string) string {
	return acctest.Declared("runpod_cluster", append([]string{
		`name = "train"`, `type = "RAY"`, `image = "ghcr.io/acme/train:1"`, compute(2), `ports = ["22/tcp"]`,
	}, attributes...)...)
}

func compute(pods int) string {
	return fmt.Sprintf(`compute = { gpu_type_id = %q, gpu_count_per_pod = 8, pod_count = %d }`, h100, pods)
}

func named(name string, attributes ...string) string {
	return config(append([]string{fmt.Sprintf("name = %q", name)}, attributes...)...)
}

// newEnv has room for the cluster in two data centers.
func newEnv(t *testing.T) *acctest.Env {
	t.Helper()
	env := acctest.New(t)
	setCapacity(env)
	return env
}

func setCapacity(env *acctest.Env) {
	env.Account.SetCapacity(h100, "", "", 0)
	env.Account.SetCapacity(h100, "EU-RO-1", runpod.CloudSecure, 16)
	env.Account.SetCapacity(h100, "US-KS-2", runpod.CloudSecure, 16)
}

func at(name string) tfjsonpath.Path { return tfjsonpath.New(name) }

func planned(action plancheck.ResourceActionType, more ...plancheck.PlanCheck) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{
		PreApply:             append([]plancheck.PlanCheck{plancheck.ExpectResourceAction(address, action)}, more...),
		PostApplyPostRefresh: acctest.EmptyPlan(),
	}
}

func TestAccCluster_lifecycle(t *testing.T) {
	t.Parallel()
	acctest.EachLifecycle(t, checkClusterLifecycle)
}

func checkClusterLifecycle(t *testing.T, env *acctest.Env) {
	setCapacity(env)
	lines := []string{`volume_disk = { size_gb = 100 }`, `start_ssh = true`, `env = { A = "1" }`, `usage = { hours_per_month = 73 }`, `data_center_ids = ["EU-RO-1"]`}
	// 16 GPUs at 3.99 for 73 h; 2 x 50 GB and 2 x 100 GB at 0.10 for a tenth of the month.
	cost := acctest.USD("4663.32")
	var first string
	env.Run(
		resource.TestStep{
			Config: env.Config(config(lines...)),
			ConfigPlanChecks: planned(plancheck.ResourceActionCreate,
				plancheck.ExpectKnownValue(address, acctest.Cost("monthly_usd"), cost),
				plancheck.ExpectKnownValue(address, acctest.Cost("max_hourly_usd"), acctest.USD("63.84")),
				plancheck.ExpectKnownValue(address, acctest.Cost("summary"), knownvalue.StringRegexp(regexp.MustCompile(`approximate`))),
				plancheck.ExpectKnownValue(address, at("container_disk_gb"), knownvalue.Int64Exact(50)),
				plancheck.ExpectKnownValue(address, at("pod_ids"), knownvalue.ListSizeExact(2)),
			),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(address, at("id"), knownvalue.StringRegexp(regexp.MustCompile(`^[a-z0-9]{14}$`))),
				statecheck.ExpectKnownValue(address, at("data_center_id"), knownvalue.StringExact("EU-RO-1")),
				statecheck.ExpectKnownValue(address, at("network_cidr"), knownvalue.StringExact("10.65.0.0/16")),
				statecheck.ExpectKnownValue(address, at("created_at"), knownvalue.StringExact("2026-11-02T08:00:00Z")),
				statecheck.ExpectKnownValue(address, at("pod_ids"), knownvalue.ListSizeExact(2)),
				statecheck.ExpectKnownValue(address, at("pods_by_status"), knownvalue.MapExact(map[string]knownvalue.Check{"RUNNING": knownvalue.Int64Exact(2)})),
				statecheck.ExpectKnownValue(address, acctest.Cost("monthly_usd"), cost),
			},
			Check: resource.ComposeTestCheckFunc(
				resource.TestCheckResourceAttrPair(address, "pod_ids.0", address, "primary.pod_id"),
				func(*terraform.State) error {
					first = env.Account.Clusters()[0].ID
					for _, p := range env.Account.Pods() {
						if p.Env["A"] != "1" || p.Disk != 50 || p.Mounts.Persistent.Size != 100 {
							t.Errorf("pod %s was made as %+v", p.Name, p)
						}
					}
					return nil
				}),
		},
		resource.TestStep{
			ResourceName: address, ImportState: true, ImportStateVerify: true,
			ImportStateVerifyIgnore: []string{"usage", "timeouts", "estimated_cost", "start_ssh", "primary.ssh_endpoint"},
		},
		resource.TestStep{
			PreConfig: func() { env.Clock.Advance(2 * time.Minute) },
			Config:    env.Config(named("retrain", lines...)),
			ConfigPlanChecks: planned(plancheck.ResourceActionUpdate,
				plancheck.ExpectKnownValue(address, at("pods_by_status"), knownvalue.MapSizeExact(1))),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(address, at("primary").AtMapKey("ssh_endpoint"), knownvalue.StringRegexp(regexp.MustCompile(`^203\.0\.113\.\d+:\d+$`))),
			},
			Check: func(*terraform.State) error {
				if c := env.Account.Clusters()[0]; c.ID != first || c.Name != "retrain" {
					t.Errorf("after the rename: %s %q, before: %s", c.ID, c.Name, first)
				}
				return nil
			},
		},
	)
}

func TestAccCluster_replacements(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ before, after []string }{
		"data center":  {[]string{`data_center_ids = ["EU-RO-1"]`}, []string{`data_center_ids = ["US-KS-2"]`}},
		"env":          {nil, []string{`env = { A = "1" }`}},
		"container":    {nil, []string{`container_disk_gb = 60`}},
		"command":      {nil, []string{`cmd = ["serve"]`}},
		"disk added":   {nil, []string{`volume_disk = { size_gb = 10 }`}},
		"disk resized": {[]string{`volume_disk = { size_gb = 10 }`}, []string{`volume_disk = { size_gb = 20 }`}},
		"ssh":          {nil, []string{`start_ssh = true`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := newEnv(t)
			env.Run(
				resource.TestStep{Config: env.Config(config(test.before...))},
				resource.TestStep{Config: env.Config(config(test.after...)), ConfigPlanChecks: planned(plancheck.ResourceActionDestroyBeforeCreate)},
			)
		})
	}
}

func TestAccCluster_staysWhereItIs(t *testing.T) {
	t.Parallel()
	env := newEnv(t)
	env.Run(
		resource.TestStep{Config: env.Config(config(`data_center_ids = ["EU-RO-1"]`, `start_ssh = true`))},
		resource.TestStep{
			Config:           env.Config(config(`data_center_ids = ["US-KS-2", "EU-RO-1"]`, `usage = { hours_per_month = 10 }`)),
			ConfigPlanChecks: planned(plancheck.ResourceActionUpdate),
		},
		resource.TestStep{Config: env.Config(config(`usage = { hours_per_month = 10 }`)), ConfigPlanChecks: planned(plancheck.ResourceActionNoop)},
	)
	for _, r := range env.Account.Requests() {
		if r.Method == http.MethodPatch {
			t.Errorf("sent to Runpod: %s %s", r.Path, r.Body)
		}
	}
}

func TestAccCluster_disappears(t *testing.T) {
	t.Parallel()
	acctest.EachLifecycle(t, checkClusterDisappears)
}

func checkClusterDisappears(t *testing.T, env *acctest.Env) {
	setCapacity(env)
	env.Run(
		resource.TestStep{Config: env.Config(config())},
		resource.TestStep{
			PreConfig:        func() { env.Account.RemoveCluster(env.Account.Clusters()[0].ID) },
			Config:           env.Config(config()),
			ConfigPlanChecks: planned(plancheck.ResourceActionCreate),
		},
		resource.TestStep{
			PreConfig:        func() { env.Account.RenameCluster(env.Account.Clusters()[0].ID, "console") },
			Config:           env.Config(config()),
			ConfigPlanChecks: planned(plancheck.ResourceActionUpdate),
		},
	)
}

func TestAccCluster_imports(t *testing.T) {
	t.Parallel()
	env := newEnv(t)
	full := config(`start_ssh = true`, `start_jupyter = true`, `entrypoint = ["run"]`, `cmd = ["it"]`, `env = { A = "1" }`, `volume_disk = { size_gb = 10, mount_path = "/v" }`)
	steps := []resource.TestStep{
		{Config: env.Config(full)},
		{ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithID},
	}
	env.Run(steps...)
}

func TestAccCluster_importByIdentity(t *testing.T) {
	t.Parallel()
	acctest.Need(t, acctest.FeatureImportIdentity)
	env := newEnv(t)
	env.Run(
		resource.TestStep{Config: env.Config(config())},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithResourceIdentity},
	)
}

func TestAccCluster_unknownAtPlan(t *testing.T) {
	t.Parallel()
	env := newEnv(t)
	id := addTemplate(env)
	env.RunCase(resource.TestCase{
		CheckDestroy: func(*terraform.State) error { env.Account.RemoveTemplate(id); return nil },
		Steps: []resource.TestStep{{
			Config: env.Config(fmt.Sprintf("resource \"terraform_data\" \"t\" { input = %q }\n"+template, id, "terraform_data.t.output")),
			ConfigPlanChecks: planned(plancheck.ResourceActionCreate,
				plancheck.ExpectUnknownValue(address, at("estimated_cost")), plancheck.ExpectUnknownValue(address, at("image"))),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(address, at("image"), knownvalue.StringExact("c/d:2")),
				statecheck.ExpectKnownValue(address, acctest.Cost("price_source"), knownvalue.StringExact("catalog")),
			},
		}},
	})
}

func TestAccCluster_networkVolume(t *testing.T) {
	t.Parallel()
	env := newEnv(t)
	env.Run(resource.TestStep{
		Config: env.Config(`
resource "runpod_network_volume" "data" {
  name           = "data"
  size_gb        = 100
  data_center_id = "US-KS-2"
}
` + config(`network_volume = { id = runpod_network_volume.data.id }`)),
		ConfigPlanChecks: planned(plancheck.ResourceActionCreate),
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue(address, at("data_center_id"), knownvalue.StringExact("US-KS-2")),
		},
	})
}

func TestAccCluster_waitsForCapacity(t *testing.T) {
	t.Parallel()
	acctest.EachLifecycle(t, checkClusterWaitsForCapacity)
}

func checkClusterWaitsForCapacity(t *testing.T, env *acctest.Env) {
	setCapacity(env)
	env.Account.SetCapacity(h100, "", "", 8)
	waits := 0
	env.OnSleep = func() {
		if waits++; waits == 3 {
			env.Account.SetCapacity(h100, "US-KS-2", runpod.CloudSecure, 16)
		}
	}
	env.Run(resource.TestStep{
		Config: env.Config(config(`data_center_ids = ["EU-RO-1", "US-KS-2"]`)),
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue(address, at("data_center_id"), knownvalue.StringExact("US-KS-2")),
		},
	})
}

func TestAccCluster_failures(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		prepare func(*acctest.Env)
		lines   []string
		wrong   string
	}{
		"no capacity": {
			prepare: func(env *acctest.Env) { env.Account.SetCapacity(h100, "", "", 8) },
			lines:   []string{`data_center_ids = ["EU-RO-1", "US-KS-2"]`, "timeouts {\n create = \"5m\"\n }"},
			wrong:   `(?s)no capacity within 5m.*EU-RO-1:.*US-KS-2:.*lower\s+.compute.gpu_count_per_pod`,
		},
		"a pod that fails": {
			prepare: func(env *acctest.Env) {
				env.OnSleep = func() {
					if pods := env.Account.Pods(); len(pods) > 1 && pods[1].Runtime == nil && pods[1].Status != runpod.PodStatusError {
						env.Account.FailPod(pods[1].ID)
					}
				}
			},
			wrong: `(?s)Cannot bring up cluster "train".*1 of the 2 pods.*1\s+ERROR`,
		},
		"no time": {
			prepare: func(*acctest.Env) {},
			lines:   []string{"timeouts {\n create = \"15s\"\n }"},
			wrong:   `(?s)timed\s+out\s+after\s+15s.*all\s+pods\s+of\s+the\s+cluster\s+to\s+start`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := newEnv(t)
			test.prepare(env)
			env.Run(resource.TestStep{Config: env.Config(config(test.lines...)), ExpectError: regexp.MustCompile(test.wrong)})
		})
	}
}

func TestAccCluster_lostAnswer(t *testing.T) {
	t.Parallel()
	env := newEnv(t)
	env.Account.Inject(sandbox.Fault{Method: http.MethodPost, PathPrefix: "/clusters", Kind: sandbox.FaultDropAfter, Times: 1})
	env.Run(resource.TestStep{
		Config:           env.Config(config()),
		ConfigPlanChecks: planned(plancheck.ResourceActionCreate),
		Check: func(*terraform.State) error {
			if n := len(env.Account.Clusters()); n != 1 {
				t.Errorf("%d clusters after an answer was lost", n)
			}
			return nil
		},
	})
}

func TestAccCluster_invalid(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ config, wrong string }{
		"template and image": {config(`template_id = "abc"`), `(?s)Container setting conflicts with a template.*Remove\s+.image`},
		"two volumes":        {config(`volume_disk = { size_gb = 10 }`, `network_volume = { id = "abc" }`), `Conflicting volumes`},
		"no image":           {config(`image = null`), `Missing image`},
		"one pod":            {config(compute(1)), `between 2 and 250`},
		"another type":       {config(`type = "ray"`), `"SLURM"`},
		"a registry":         {config(`container_registry_auth_id = "abc"`), `Unsupported argument`},
		"lower case":         {config(`data_center_ids = ["eu-ro-1"]`), `Write "EU-RO-1"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := newEnv(t)
			env.Run(resource.TestStep{Config: env.Config(test.config), PlanOnly: true, ExpectError: regexp.MustCompile(test.wrong)})
		})
	}
}

func TestAccCluster_dataSources(t *testing.T) {
	t.Parallel()
	env := newEnv(t)
	lookups := config() + `
data "runpod_cluster" "by_id" { id = runpod_cluster.test.id }
data "runpod_cluster" "by_name" {
  name       = "train"
  depends_on = [runpod_cluster.test]
}
data "runpod_clusters" "all" { depends_on = [runpod_cluster.test] }
`
	env.Run(
		resource.TestStep{
			Config: env.Config(lookups),
			Check: resource.ComposeTestCheckFunc(
				resource.TestCheckResourceAttrPair("data.runpod_cluster.by_name", "id", address, "id"),
				resource.TestCheckResourceAttrPair("data.runpod_cluster.by_id", "pod_ids.1", address, "pod_ids.1"),
				resource.TestCheckResourceAttr("data.runpod_cluster.by_id", "compute.gpu_count_per_pod", "8"),
				resource.TestCheckResourceAttr("data.runpod_clusters.all", "clusters.#", "1"),
				resource.TestCheckResourceAttrPair("data.runpod_clusters.all", "clusters.0.primary.pod_id", address, "pod_ids.0"),
			),
		},
		resource.TestStep{
			Config:      env.Config(config() + `data "runpod_cluster" "no" { name = "Train" }`),
			ExpectError: regexp.MustCompile(`Unknown cluster`),
		},
	)
}

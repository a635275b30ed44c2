package pod_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// member makes a pod that belongs to a cluster.
func member(t *testing.T, env *acctest.Env) runpod.Pod {
	t.Helper()
	request := runpod.CreatePodRequest{Name: "node", CPU: &runpod.CreateCPUConfig{ID: "cpu3c", VCPUCount: 2}}
	request.Image, request.Disk = new("busybox:1"), new(int64(10))
	pod, err := env.Client().CreatePod(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	env.Account.EditPod(pod.ID, func(p *runpod.Pod) { p.Cluster = &runpod.PodCluster{ID: "cluster1"} })
	return *pod
}

// TestAccPod_importOfMember is refused by each way there is to import.
func TestAccPod_importOfMember(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	pod := member(t, env)
	w := env.Workdir(configWith(`image = "busybox:1"`, `cpu = { flavor_id = "cpu3c", vcpu_count = 2 }`))
	want := fmt.Sprintf("Pod %q (%s) is a member of cluster cluster1. Runpod changes and deletes clusters only as a whole. Import the cluster instead, as a `runpod_cluster` with the ID \"cluster1\"", pod.Name, pod.ID)
	if said := w.Fails("import", "-no-color", address, pod.ID); !strings.Contains(said, want) {
		t.Errorf("the command: %s", said)
	}
	if left := w.Run("show"); strings.Contains(left, pod.ID) {
		t.Errorf("the state has the pod:\n%s", left)
	}
	w.Write(configWith(`image = "busybox:1"`, `cpu = { flavor_id = "cpu3c", vcpu_count = 2 }`) + fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, pod.ID))
	if said := w.Fails("plan"); !strings.Contains(said, want) {
		t.Errorf("the block: %s", said)
	}
}

// TestPodImportOfMemberByIdentity is the same for an identity, which older CLIs
// cannot write.
func TestPodImportOfMemberByIdentity(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	pod, server := member(t, env), env.Server(nil)
	typ := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"id": tftypes.String}}
	identity, err := tfprotov6.NewDynamicValue(typ, tftypes.NewValue(typ, map[string]tftypes.Value{"id": tftypes.NewValue(tftypes.String, pod.ID)}))
	if err != nil {
		t.Fatal(err)
	}
	imported, err := server.ImportResourceState(t.Context(), &tfprotov6.ImportResourceStateRequest{
		TypeName: "runpod_pod", Identity: &tfprotov6.ResourceIdentityData{IdentityData: &identity},
	})
	if err != nil || len(imported.ImportedResources) != 1 {
		t.Fatal(err, acctest.Lines(imported.Diagnostics))
	}
	object := imported.ImportedResources[0]
	read, err := server.ReadResource(t.Context(), &tfprotov6.ReadResourceRequest{
		TypeName: "runpod_pod", CurrentState: object.State, CurrentIdentity: object.Identity, Private: object.Private,
	})
	if err != nil {
		t.Fatal(err)
	}
	if said := acctest.Lines(read.Diagnostics); !strings.Contains(said, "is a member of cluster cluster1") {
		t.Errorf("the import is not refused: %s", said)
	}
}

func TestAccPod_import(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"gpu": config(`volume_disk = { size_gb = 20 }`, `ports = ["22/tcp"]`, `start_ssh = true`, `env = { A = "1" }`, `cmd = ["sleep", "infinity"]`),
		"cpu": configWith(`image = "busybox:1"`, `cpu = { flavor_id = "cpu3c", vcpu_count = 2 }`, `data_center_ids = ["EU-RO-1"]`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			env.Run(
				resource.TestStep{Config: env.Config(body)},
				resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{"timeouts", "data_center_ids"}},
				resource.TestStep{ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithID},
			)
		})
	}
}

func TestAccPod_importByIdentity(t *testing.T) {
	t.Parallel()
	acctest.Need(t, acctest.FeatureImportIdentity)
	env := acctest.New(t)
	env.Run(
		resource.TestStep{Config: env.Config(config())},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithResourceIdentity},
	)
}

func TestAccPod_importAdoptsWhatRunPodNeverReturns(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	image, disk, count := "busybox:1", int64(50), int64(1)
	request := runpod.CreatePodRequest{Name: "trainer", GPU: &runpod.CreateGPUConfig{ID: a100, Count: &count}}
	request.Image, request.Disk = &image, &disk
	pod, err := env.Client().CreatePod(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	body := configWith(`image = "busybox:1"`, `gpu = { type_ids = ["`+l40s+`", "`+a100+`"], min_cuda_version = "12.4", min_ram_gb_per_gpu = 8 }`,
		`usage = { hours_per_day = 8 }`)
	env.Run(resource.TestStep{
		Config: env.Config(body + "import {\n  to = " + address + "\n  id = \"" + pod.ID + "\"\n}\n"),
		ConfigPlanChecks: resource.ConfigPlanChecks{
			PreApply:             action(plancheck.ResourceActionUpdate),
			PostApplyPostRefresh: acctest.EmptyPlan(),
		},
		ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownValue(address, tfjsonpath.New("id"), knownvalue.StringExact(pod.ID))},
	})
	for _, request := range env.Account.Requests() {
		if request.Method == http.MethodPatch {
			t.Errorf("adopting sent %s %s", request.Method, request.Path)
		}
	}
}

// TestAccPod_importTrustsNoGuess: what its environment lets one think of an imported pod
// replaces nothing, and a lock that nobody declares stays.
func TestAccPod_importTrustsNoGuess(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	request := runpod.CreatePodRequest{Name: "trainer", GPU: &runpod.CreateGPUConfig{ID: a100, Count: new(int64(1))}}
	request.Image, request.Disk, request.Env = new("busybox:1"), new(int64(50)), map[string]string{"JUPYTER_PASSWORD": "mine", "PUBLIC_KEY": "mine"}
	pod, err := env.Client().CreatePod(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := env.Client().UpdatePod(t.Context(), pod.ID, runpod.UpdatePodRequest{Locked: new(true)}); err != nil {
		t.Fatal(err)
	}
	since := len(env.Account.Requests())
	body := configWith(`image = "busybox:1"`, `gpu = { type_ids = ["`+a100+`"] }`, `start_ssh = false`, `start_jupyter = false`, `env = { PUBLIC_KEY = "mine" }`)
	env.Run(resource.TestStep{
		Config:           env.Config(body + "import {\n  to = " + address + "\n  id = \"" + pod.ID + "\"\n}\n"),
		ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: action(plancheck.ResourceActionUpdate)},
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue(address, tfjsonpath.New("id"), knownvalue.StringExact(pod.ID)),
			statecheck.ExpectKnownValue(address, tfjsonpath.New("locked"), knownvalue.Bool(true)),
		},
		ExpectNonEmptyPlan: true, // from here on, what is not declared is the default
	})
	for _, request := range env.Account.Requests()[since:] {
		if request.Method == http.MethodPatch {
			t.Errorf("adopting sent %s %s", request.Method, request.Path)
		}
	}
}

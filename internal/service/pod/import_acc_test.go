package pod_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

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
	want := fmt.Sprintf("Pod %q (%s) is a member of cluster cluster1. Runpod changes and deletes clusters only as a whole. Import the cluster instead, as a `runpod_cluster` with the id \"cluster1\"", pod.Name, pod.ID)
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

package sandbox_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

const (
	h100       = "NVIDIA H100 80GB HBM3"
	rayCluster = `{"name": "train", "type": "RAY", "image": "a/b:1", "disk": 50, "ports": ["22/tcp"], "dataCenterIds": ["EU-RO-1"], ` +
		`"compute": {"gpuTypeId": "NVIDIA H100 80GB HBM3", "gpuCountPerPod": 8, "podCount": 2}}`
)

// clusterRig has room for clusters in one data center.
func clusterRig(t *testing.T, opts sandbox.Options) *rig {
	t.Helper()
	r := newRig(t, opts)
	r.account.SetCapacity(h100, "EU-RO-1", runpod.CloudSecure, 40)
	return r
}

func (r *rig) clusterPods(id string) []any {
	r.t.Helper()
	pods, _ := r.want(200, "GET", "/v2/clusters/"+id+"/pods", "")["pods"].([]any)
	return pods
}

func TestClusterComesUp(t *testing.T) {
	t.Parallel()
	r := clusterRig(t, sandbox.Options{Lifecycle: sandbox.LifecycleDocumented})
	created := r.want(201, "POST", "/v2/clusters", rayCluster)
	id := created["id"].(string)
	for name, want := range map[string]any{
		"name": "train", "type": "RAY", "createdAt": "2026-11-20T12:00:00Z", "dataCenterId": nil, "template": nil,
		"compute": map[string]any{"gpuTypeId": h100, "gpuCountPerPod": 8.0, "podCount": 2.0},
		"pods":    map[string]any{"total": 2.0, "byStatus": map[string]any{"PROVISIONING": 2.0}},
	} {
		if !reflect.DeepEqual(created[name], want) {
			t.Errorf("at once: %s is %v, want %v", name, created[name], want)
		}
	}
	if cidr := dig(created, "network", "cidr"); cidr != "10.65.0.0/16" {
		t.Errorf("cidr %v", cidr)
	}

	r.clock.Advance(mapping)
	running := r.want(200, "GET", "/v2/clusters/"+id, "")
	if got := dig(running, "pods", "byStatus"); !reflect.DeepEqual(got, map[string]any{"RUNNING": 2.0}) {
		t.Errorf("after the boot: %v", got)
	}
	if running["dataCenterId"] != "EU-RO-1" {
		t.Errorf("data center %v", running["dataCenterId"])
	}
	pods := r.clusterPods(id)
	if len(pods) != 2 {
		t.Fatalf("%d pods", len(pods))
	}
	for rank, pod := range pods {
		want := map[string]any{
			"id": id, "rank": float64(rank), "ip": fmt.Sprintf("10.65.0.%d", rank+2), "role": []string{"RAY_HEAD", "RAY_WORKER"}[rank],
		}
		if got := dig(pod, "cluster"); !reflect.DeepEqual(got, want) {
			t.Errorf("pod %d is in %v, want %v", rank, got, want)
		}
		if dig(pod, "image") != "a/b:1" || dig(pod, "disk") != 50.0 || dig(pod, "gpu", "count") != 8.0 || dig(pod, "dataCenterId") != "EU-RO-1" {
			t.Errorf("pod %d: %v", rank, pod)
		}
	}
	if got := dig(running, "primary", "podId"); got != dig(pods[0], "id") {
		t.Errorf("the primary is %v, rank 0 is %v", got, dig(pods[0], "id"))
	}
	direct := dig(pods[0], "ssh", "direct")
	if want := fmt.Sprintf("%v:%v", dig(direct, "host"), dig(direct, "port")); dig(running, "primary", "sshEndpoint") != want {
		t.Errorf("ssh endpoint %v, want %s", dig(running, "primary", "sshEndpoint"), want)
	}
}

func TestClusterRoles(t *testing.T) {
	t.Parallel()
	r := clusterRig(t, sandbox.Options{})
	for kind, want := range map[string][]any{
		"SLURM": {"SLURM_CONTROLLER", "SLURM_COMPUTE"}, "RAY": {"RAY_HEAD", "RAY_WORKER"},
		"APPLICATION": {nil, nil}, "TRAINING": {nil, nil},
	} {
		id := r.create("/v2/clusters", with(rayCluster, "type", `"`+kind+`"`, "compute", `{"gpuTypeId": "`+h100+`", "gpuCountPerPod": 1, "podCount": 2}`))
		pods := r.clusterPods(id)
		if got := []any{dig(pods[0], "cluster", "role"), dig(pods[1], "cluster", "role")}; !reflect.DeepEqual(got, want) {
			t.Errorf("%s: roles %v, want %v", kind, got, want)
		}
	}
}

func TestClusterRename(t *testing.T) {
	t.Parallel()
	r := clusterRig(t, sandbox.Options{})
	at := "/v2/clusters/" + r.create("/v2/clusters", rayCluster)
	if got := r.want(200, "PATCH", at, `{"name": "other"}`)["name"]; got != "other" {
		t.Errorf("renamed to %v", got)
	}
	for body, words := range map[string]string{
		`{}`: "got 0, want 1", `{"name": ""}`: "got 0, want 1", `{"type": "SLURM"}`: "additional properties", `{"name": "x", "image": "c/d:1"}`: "additional properties",
	} {
		r.refused(422, words, "PATCH", at, body)
	}
	if got := r.want(200, "GET", "/v2/clusters", ""); dig(got, "clusters", 0, "name") != "other" {
		t.Errorf("listed: %v", got)
	}
	r.refused(404, "not found", "PATCH", "/v2/clusters/none", `{"name": "other"}`)
	r.refused(404, "not found", "GET", "/v2/clusters/none", "")
	r.refused(404, "not found", "GET", "/v2/clusters/none/pods", "")
	r.refused(404, "not found", "DELETE", "/v2/clusters/none", "")
}

func TestClusterMembersBelongToTheCluster(t *testing.T) {
	t.Parallel()
	r := clusterRig(t, sandbox.Options{})
	own := r.create("/v2/pods", cpuPod)
	id := r.create("/v2/clusters", rayCluster)
	r.clock.Advance(boot)
	member := dig(r.clusterPods(id)[1], "id").(string)
	r.refused(409, id, "PATCH", "/v2/pods/"+member, `{"name": "x"}`)
	r.refused(409, id, "DELETE", "/v2/pods/"+member, "")
	for _, action := range []string{"stop", "restart", "terminate"} {
		r.refused(409, id, "POST", "/v2/pods/"+member+"/action", fmt.Sprintf(`{"action": %q}`, action))
	}
	// The page is cut before members are dropped.
	page := r.want(200, "GET", "/v2/pods?limit=2", "")
	if pods := page["pods"].([]any); len(pods) != 1 || dig(pods[0], "id") != own || dig(page, "pagination", "hasNextPage") != true {
		t.Errorf("first page: %v", page)
	}
	if pods := r.want(200, "GET", "/v2/pods?includeClusterPods=true", "")["pods"].([]any); len(pods) != 3 {
		t.Errorf("%d pods with those of clusters", len(pods))
	}
}

func TestClusterGoes(t *testing.T) {
	t.Parallel()
	r := clusterRig(t, sandbox.Options{})
	volume := r.create("/v2/network-volumes", `{"name": "data", "size": 100, "dataCenter": "EU-RO-1"}`)
	id := r.create("/v2/clusters", with(rayCluster, "mounts", `{"network": [{"volumeId": "`+volume+`", "path": "/data"}]}`))
	r.clock.Advance(boot)
	if got := r.account.Contents(); len(got) != 4 || !strings.Contains(strings.Join(got, "\n"), "cluster "+id) {
		t.Errorf("the account holds %q", got)
	}
	r.want(204, "DELETE", "/v2/clusters/"+id, "")
	if got := r.account.Contents(); len(got) != 1 {
		t.Errorf("after the delete the account holds %q", got)
	}
	// It takes a moment until it is gone.
	going := r.want(200, "GET", "/v2/clusters/"+id, "")
	if got := dig(going, "pods", "byStatus"); !reflect.DeepEqual(got, map[string]any{"TERMINATED": 2.0}) {
		t.Errorf("on its way: %v", got)
	}
	if pods := r.clusterPods(id); len(pods) != 0 {
		t.Errorf("pods of a deleted cluster: %v", pods)
	}
	r.refused(404, "not found", "DELETE", "/v2/clusters/"+id, "")
	r.refused(404, "not found", "PATCH", "/v2/clusters/"+id, `{"name": "x"}`)
	r.refused(400, "You must remove this network volume", "DELETE", "/v2/network-volumes/"+volume, "")
	r.clock.Advance(boot / 6)
	r.refused(404, "not found", "GET", "/v2/clusters/"+id, "")
	if got := r.want(200, "GET", "/v2/clusters", ""); len(got["clusters"].([]any)) != 0 {
		t.Errorf("listed: %v", got)
	}
	r.want(204, "DELETE", "/v2/network-volumes/"+volume, "")
	if got := r.account.Clusters(); len(got) != 0 {
		t.Errorf("clusters left: %v", got)
	}
}

func TestClusterFromTemplate(t *testing.T) {
	t.Parallel()
	r := clusterRig(t, sandbox.Options{})
	registry := r.create("/v2/registries", `{"name": "ghcr", "username": "u", "password": "p"}`)
	template := r.create("/v2/templates", `{"name": "t", "image": "c/d:2", "disk": 30, "env": {"A": "1"}, "registry": "`+registry+`", `+
		`"mounts": {"persistent": {"size": 20, "path": "/v"}}}`)
	bare := with(rayCluster, "image", "", "disk", "", "ports", "", "templateId", `"`+template+`"`)
	id := r.create("/v2/clusters", bare)
	if got := r.want(200, "GET", "/v2/clusters/"+id, ""); got["template"] != template {
		t.Errorf("template %v", got["template"])
	}
	for rank, pod := range r.clusterPods(id) {
		if dig(pod, "image") != "c/d:2" || dig(pod, "disk") != 30.0 || dig(pod, "env", "A") != "1" || dig(pod, "registry") != registry ||
			dig(pod, "mounts", "persistent", "size") != 20.0 || dig(pod, "env", "JUPYTER_PASSWORD") == nil {
			t.Errorf("pod %d: %v", rank, pod)
		}
	}
	r.refused(400, "in use", "DELETE", "/v2/templates/"+template, "")
	for name, value := range map[string]string{
		"image": `"a/b:1"`, "args": `"x"`, "cmd": `["x"]`, "entrypoint": `["x"]`, "disk": `50`, "env": `{"A": "2"}`, "ports": `["22/tcp"]`,
	} {
		r.refused(400, "templateId and "+name+" are mutually exclusive", "POST", "/v2/clusters", with(bare, name, value))
	}
	r.refused(404, "not found", "POST", "/v2/clusters", with(bare, "templateId", `"none"`))
}

func TestClusterRefusals(t *testing.T) {
	t.Parallel()
	compute := func(gpu string, each, pods int) string {
		return fmt.Sprintf(`{"gpuTypeId": %q, "gpuCountPerPod": %d, "podCount": %d}`, gpu, each, pods)
	}
	for name, test := range map[string]struct {
		status int
		words  string
		fields []string
	}{
		"one pod":              {422, "compute.podCount: minimum: got", []string{"compute", compute(h100, 8, 1)}},
		"251 pods":             {422, "compute.podCount: maximum: got", []string{"compute", compute(h100, 8, 251)}},
		"no GPUs":              {422, "compute.gpuCountPerPod: minimum: got", []string{"compute", compute(h100, 0, 2)}},
		"another type":         {422, "type: value must be one of", []string{"type", `"KUBERNETES"`}},
		"a registry":           {422, `additional properties 'registry'`, []string{"registry", `"r"`}},
		"a cloud":              {422, `additional properties 'cloud'`, []string{"cloud", `"SECURE"`}},
		"no image":             {400, "image is required", []string{"image", ""}},
		"no disk":              {400, "You must either provide a template id", []string{"disk", ""}},
		"bad port":             {400, "not of the form", []string{"ports", `["22"]`}},
		"relative mount":       {400, "not absolute", []string{"mounts", `{"persistent": {"size": 10, "path": "data"}}`}},
		"both mounts":          {400, "exclude each other", []string{"mounts", `{"persistent": {"size": 10, "path": "/a"}, "network": [{"volumeId": "v", "path": "/b"}]}`}},
		"unknown volume":       {400, "not found", []string{"mounts", `{"network": [{"volumeId": "v", "path": "/b"}]}`}},
		"unknown GPU":          {400, "not found", []string{"compute", compute("NVIDIA Z9", 1, 2)}},
		"a GPU without links":  {400, "no instances currently available", []string{"compute", compute("NVIDIA GeForce RTX 4090", 1, 2)}},
		"more than a host has": {400, "Could not find any pods", []string{"compute", compute(h100, 9, 2)}},
		"lower case":           {400, "no longer any instances available", []string{"dataCenterIds", `["eu-ro-1"]`}},
		"room for some":        {400, "does not have the resources", []string{"compute", compute(h100, 8, 6)}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := clusterRig(t, sandbox.Options{})
			r.refused(test.status, test.words, "POST", "/v2/clusters", with(rayCluster, test.fields...))
			if left := r.account.Contents(); len(left) != 0 {
				t.Errorf("a refused create left %q", left)
			}
		})
	}
}

func TestClusterTakesCapacityInOneDataCenter(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	r.account.SetCapacity(h100, "", "", 8) // everywhere, but nowhere enough
	anywhere := with(rayCluster, "dataCenterIds", "")
	r.refused(400, "does not have the resources", "POST", "/v2/clusters", anywhere)
	r.account.SetCapacity(h100, "US-KS-2", runpod.CloudSecure, 16)
	id := r.create("/v2/clusters", anywhere)
	r.clock.Advance(boot)
	if got := r.want(200, "GET", "/v2/clusters/"+id, "")["dataCenterId"]; got != "US-KS-2" {
		t.Errorf("placed in %v", got)
	}
	r.account.SetCapacity(h100, "", "", 0)
	r.account.SetCapacity(h100, "US-KS-2", runpod.CloudSecure, 16)
	r.refused(400, "no longer any instances available", "POST", "/v2/clusters", anywhere)
	r.account.RemoveCluster(id)
	r.create("/v2/clusters", anywhere)
}

func TestClusterNeedsCreditForAnHour(t *testing.T) {
	t.Parallel()
	r := clusterRig(t, sandbox.Options{})
	r.account.SetBalance(decimal.NewFromInt(60)) // one pod would be 31.92
	r.refused(402, "credit for one hour", "POST", "/v2/clusters", rayCluster)
	r.account.SetBalance(decimal.NewFromInt(70))
	r.create("/v2/clusters", rayCluster)
}

package acctest_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

type attrs = acctest.Attributes

// creatable is a kind of resource, with the least configuration of the n-th one.
// Where Runpod allows it, several have the same name and shape.
type creatable struct {
	resource string
	path     string // of the create, below /v2
	config   func(n int) attrs
}

func creatables() []creatable {
	twin := func(n int) string { return fmt.Sprintf("twin-%d", n%3) }
	all := []creatable{
		{"runpod_pod", "/pods", func(n int) attrs {
			return attrs{"name": twin(n), "image": "busybox:1", "gpu": attrs{"type_ids": []any{"NVIDIA L40S", "NVIDIA A40"}}}
		}},
		{"runpod_endpoint", "/serverless", func(n int) attrs {
			return attrs{"name": twin(n), "image": "busybox:1", "gpu": attrs{"pools": []any{"AMPERE_80"}}, "workers": attrs{"flex": 1}}
		}},
		{"runpod_network_volume", "/network-volumes", func(n int) attrs {
			return attrs{"name": twin(n), "size_gb": 20, "data_center_id": "EU-RO-1"}
		}},
		{"runpod_template", "/templates", func(n int) attrs { return attrs{"name": twin(n), "image": "busybox:1"} }},
		{"runpod_cluster", "/clusters", func(n int) attrs {
			return attrs{
				"name": twin(n), "type": "RAY", "image": "busybox:1",
				"compute": attrs{"gpu_type_id": "NVIDIA H100 80GB HBM3", "gpu_count_per_pod": 1, "pod_count": 2},
			}
		}},
		{"runpod_ecr_delegation", "/registries/delegations", func(n int) attrs {
			return attrs{"name": twin(n), "resource_arn": "arn:aws:ecr:us-east-1:123456789012:repository/acme/app"}
		}},
		{"runpod_container_registry_auth", "/registries", func(n int) attrs {
			return attrs{"name": fmt.Sprintf("registry-%d", n), "username": "bot", "password": "hush"}
		}},
		{"runpod_secret", "/account/secrets", func(n int) attrs {
			return attrs{"name": fmt.Sprintf("secret_%d", n), "value": "hush"}
		}},
		{"runpod_ssh_key", "/account/ssh-keys", func(n int) attrs { return attrs{"public_key": publicKey(n)} }},
	}
	for _, beta := range []creatable{
		{"runpod_cost_center", "/cost-centers", func(n int) attrs { return attrs{"name": twin(n)} }},
		{"runpod_global_volume", "/global-volumes", func(n int) attrs { return attrs{"name": twin(n)} }},
	} {
		if acctest.Offers(runpod.GroupOf(beta.path)) {
			all = append(all, beta)
		}
	}
	return all
}

// publicKey is a well-formed key of its own for each number.
func publicKey(n int) string {
	blob := append([]byte("\x00\x00\x00\x0bssh-ed25519\x00\x00\x00\x20"), make([]byte, 32)...)
	blob[len(blob)-1], blob[len(blob)-2] = byte(n), byte(n>>8)
	return "ssh-ed25519 " + base64.StdEncoding.EncodeToString(blob) + " somebody"
}

// onAccount is what the account holds, by the type and ID that a state has.
func onAccount(a *sandbox.Account) map[string]string {
	objects := map[string]string{}
	add := func(resource, id, name string) { objects[resource+" "+id] = name }
	for _, o := range a.Pods() {
		if o.Status != runpod.PodStatusTerminated && o.Cluster == nil {
			add("runpod_pod", o.ID, o.Name)
		}
	}
	for _, o := range a.Endpoints() {
		add("runpod_endpoint", o.ID, o.Name)
	}
	for _, o := range a.NetworkVolumes() {
		add("runpod_network_volume", o.ID, o.Name)
	}
	for _, o := range a.Templates() {
		add("runpod_template", o.ID, o.Name)
	}
	for _, o := range a.Clusters() {
		add("runpod_cluster", o.ID, o.Name)
	}
	for _, o := range a.Delegations() {
		add("runpod_ecr_delegation", o.ID, o.Repository)
	}
	for _, o := range a.Registries() {
		add("runpod_container_registry_auth", o.ID, o.Name)
	}
	for _, o := range a.Secrets() {
		add("runpod_secret", o.ID, o.Name)
	}
	for _, o := range a.CostCenters() {
		add("runpod_cost_center", o.ID, o.Value)
	}
	for _, o := range a.GlobalVolumes() {
		add("runpod_global_volume", o.ID, o.Name)
	}
	for _, key := range a.SSHKeys() {
		add("runpod_ssh_key", key, key)
	}
	return objects
}

// known is the instance's key in onAccount. An SSH key is known by its line.
func known(s *acctest.Server, i *acctest.Instance) string {
	if i.Type == "runpod_ssh_key" {
		line, _ := s.Attribute(i, "public_key").(string)
		return i.Type + " " + line
	}
	return i.Type + " " + s.ID(i)
}

// badRoad fails some creates before anything of them is written: the connection
// is refused, or is reset as soon as it stands.
type badRoad struct {
	next           http.RoundTripper
	percent        int
	refused, reset *http.Transport

	mu  sync.Mutex
	rng *rand.Rand
}

func newBadRoad(next http.RoundTripper, seed uint64, percent int) *badRoad {
	return &badRoad{
		next: next, percent: percent, rng: rand.New(rand.NewPCG(seed, 2)),
		refused: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
		}},
		reset: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
			near, far := net.Pipe()
			return near, far.Close()
		}},
	}
}

func (b *badRoad) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Method != http.MethodPost && req.Method != http.MethodPut {
		return b.next.RoundTrip(req)
	}
	b.mu.Lock()
	turn := b.rng.IntN(100)
	b.mu.Unlock()
	switch {
	case turn < b.percent:
		return b.refused.RoundTrip(req)
	case turn < 2*b.percent:
		return b.reset.RoundTrip(req)
	}
	return b.next.RoundTrip(req)
}

// lostAnswers are the ways in which the answer to a create does not arrive.
func lostAnswers() []sandbox.Fault {
	return []sandbox.Fault{
		{Kind: sandbox.FaultStatusAfter, Status: http.StatusInternalServerError},
		{Kind: sandbox.FaultStatus, Status: http.StatusInternalServerError},
		{Kind: sandbox.FaultDropAfter},
		{Kind: sandbox.FaultDrop},
		{Kind: sandbox.FaultTruncate},
		{Kind: sandbox.FaultStallAfter},
		{Kind: sandbox.FaultStall},
		{Kind: sandbox.FaultNotJSON, Status: http.StatusBadGateway},
	}
}

// TestCreatesLoseNothing makes over a thousand objects of all kinds, ten at a
// time, with every second answer lost on the way: whatever is on the account is
// in the state exactly once, or named by an error. In every other round somebody
// else creates objects of the same names meanwhile.
func TestCreatesLoseNothing(t *testing.T) {
	t.Parallel()
	const rounds, each = 8, 15
	for seed := range uint64(rounds) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { createWithFaults(t, seed, each, seed%2 == 1) })
		})
	}
}

func createWithFaults(t *testing.T, seed uint64, each int, crowded bool) {
	env := acctest.NewInBubble(t, func(o *sandbox.Options) { o.Seed = seed })
	road := newBadRoad(env.Transport, seed, 5)
	server := env.Server(road)
	for _, fault := range lostAnswers() {
		for _, fault.Method = range []string{http.MethodPost, http.MethodPut} {
			fault.Percent = 7
			env.Account.Inject(fault)
		}
	}
	type job struct {
		creatable
		config   attrs
		instance *acctest.Instance
		err      error
	}
	var jobs []*job
	for _, kind := range creatables() {
		for n := range each {
			jobs = append(jobs, &job{creatable: kind, config: kind.config(n), instance: &acctest.Instance{Type: kind.resource}})
		}
	}
	rng := rand.New(rand.NewPCG(seed, 3))
	rng.Shuffle(len(jobs), func(i, j int) { jobs[i], jobs[j] = jobs[j], jobs[i] })
	inParallel(10, jobs, func(j *job) {
		j.err = server.Apply(t.Context(), j.instance, j.config)
		if crowded && j.resource == "runpod_pod" {
			createOutside(t, env, j.config["name"].(string))
		}
	})
	owners := map[string]int{}
	var errs []string
	for _, j := range jobs {
		if j.instance.Exists() {
			owners[known(server, j.instance)]++
		}
		if j.err != nil {
			errs = append(errs, j.err.Error())
		} else if !j.instance.Exists() {
			t.Errorf("seed %d: %s %s has neither error nor state", seed, j.resource, j.config["name"])
		}
	}
	said := strings.Join(errs, "\n")
	objects, outside := onAccount(env.Account), outsideOf(env.Account)
	for object, name := range objects {
		_, id, _ := strings.Cut(object, " ")
		switch n := owners[object]; {
		case n > 1:
			t.Errorf("seed %d: %s (%s) is in the state %d times", seed, object, name, n)
		case n == 0 && !outside[object] && !strings.Contains(said, id):
			t.Errorf("seed %d: nobody knows of %s (%s)", seed, object, name)
		}
	}
	for object := range owners {
		if _, ok := objects[object]; !ok {
			t.Errorf("seed %d: the state has %s, which does not exist", seed, object)
		}
	}
	for _, e := range errs {
		if !strings.Contains(e, "has no new") && !strings.Contains(e, "several new") && !strings.Contains(e, "may or may not") && !strings.Contains(e, "connection refused") &&
			!strings.Contains(e, "500") && !strings.Contains(e, "after 5 attempts") {
			t.Errorf("seed %d: an error of another kind: %s", seed, e)
		}
	}
	if len(errs) == 0 || len(errs) > len(jobs)/2 {
		t.Errorf("seed %d: %d of %d creates failed, want some and less than half", seed, len(errs), len(jobs))
	}
}

// createOutside creates a pod that Terraform has no part in: same name, same shape,
// and known by its environment.
func createOutside(t *testing.T, env *acctest.Env, name string) {
	// Whether it is made, and whether that is said, is no matter here.
	req := runpod.CreatePodRequest{Name: name, GPU: &runpod.CreateGPUConfig{ID: "NVIDIA L40S", Count: new(int64(1))}}
	req.Image, req.Disk, req.Env = new("busybox:1"), new(int64(50)), map[string]string{"OUTSIDE": "1"}
	_, _ = env.Client().CreatePod(t.Context(), req)
}

func outsideOf(a *sandbox.Account) map[string]bool {
	outside := map[string]bool{}
	for _, p := range a.Pods() {
		if p.Env["OUTSIDE"] != "" {
			outside["runpod_pod "+p.ID] = true
		}
	}
	return outside
}

// inParallel does something with each item, width at a time.
func inParallel[T any](width int, items []T, do func(T)) {
	queue := make(chan T)
	var workers sync.WaitGroup
	for range width {
		workers.Go(func() {
			for item := range queue {
				do(item)
			}
		})
	}
	for _, item := range items {
		queue <- item
	}
	close(queue)
	workers.Wait()
}

package acctest_test

import (
	"errors"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// reference is an attribute that names another object of the account, or what its catalog has.
type reference struct {
	resource, at string
	with         func(value any) attrs
	right, wrong any
	says         string // of the error, beside the attribute
	reads        string // where requests go that tell
	// otherwise are answers by which what was right is wrong.
	otherwise []sandbox.Fault
}

// references are all that a plan checks, beside GPU types, CPU flavors and data centers.
func references(t *testing.T, env *acctest.Env) map[string]reference {
	t.Helper()
	volume, err := env.Client().CreateNetworkVolume(t.Context(), runpod.CreateNetworkVolumeRequest{Name: "data", Size: 10, DataCenter: "EU-RO-1"})
	if err != nil {
		t.Fatal(err)
	}
	registry := env.Account.AddRegistry("ghcr")
	image := runpod.Container{Image: "busybox:1", Disk: 20}
	pods := env.Account.AddTemplate(runpod.Template{Name: "for-pods", Container: image})
	workers := env.Account.AddTemplate(runpod.Template{Name: "for-workers", Container: image, Serverless: true})
	base := map[string]attrs{
		"runpod_pod":      {"name": "p", "image": "busybox:1", "gpu": attrs{"type_ids": []any{"NVIDIA L40S"}}},
		"runpod_endpoint": {"name": "e", "image": "busybox:1", "gpu": attrs{"pools": []any{"AMPERE_80"}}},
		"runpod_cluster": {"name": "c", "type": "RAY", "image": "busybox:1",
			"compute": attrs{"gpu_type_id": "NVIDIA H100 80GB HBM3", "gpu_count_per_pod": 1, "pod_count": 2}},
		"runpod_template": {"name": "t", "image": "busybox:1"},
	}
	with := func(resource string, change func(value any) attrs) func(any) attrs {
		return func(value any) attrs {
			config := maps.Clone(base[resource])
			maps.Copy(config, change(value))
			return config
		}
	}
	answer := func(path, body string) sandbox.Fault {
		return sandbox.Fault{Kind: sandbox.FaultBody, Method: "GET", PathPrefix: path, Status: 200, Body: body}
	}
	none := func(path, list string) []sandbox.Fault {
		return []sandbox.Fault{{Kind: sandbox.FaultStatus, Method: "GET", PathPrefix: path + "/", Status: 404}, answer(path, `{"`+list+`": []}`)}
	}
	otherGPUs := []sandbox.Fault{answer("/catalog/gpus", `{"gpus": [{"id": "NVIDIA Z9", "name": "Z9", "pool": "RUBIN_300", "secure": true}]}`)}
	all := map[string]reference{
		"volume of a pod": {resource: "runpod_pod", at: "network_volume.id", right: volume.ID, wrong: "nosuchvol1", says: `no network volume with the ID "nosuchvol1"`,
			with: func(v any) attrs { return attrs{"network_volume": attrs{"id": v}} }, reads: "/network-volumes", otherwise: none("/network-volumes", "networkVolumes")},
		"volume of a cluster": {resource: "runpod_cluster", at: "network_volume.id", right: volume.ID, wrong: "nosuchvol1", says: `no network volume with the ID "nosuchvol1"`,
			with: func(v any) attrs { return attrs{"network_volume": attrs{"id": v}} }, reads: "/network-volumes", otherwise: none("/network-volumes", "networkVolumes")},
		"volume of an endpoint": {resource: "runpod_endpoint", at: "network_volume_ids", right: volume.ID, wrong: "nosuchvol1", says: `no network volume with the ID "nosuchvol1"`,
			with: func(v any) attrs { return attrs{"network_volume_ids": []any{v}} }, reads: "/network-volumes", otherwise: none("/network-volumes", "networkVolumes")},
		"pool": {resource: "runpod_endpoint", at: "gpu.pools[0]", right: "AMPERE_80", wrong: "AMPERE_81", says: `Did you mean "AMPERE_80"?`,
			with: func(v any) attrs { return attrs{"gpu": attrs{"pools": []any{v}}} }, reads: "/catalog/gpus", otherwise: otherGPUs},
		"private network": {resource: "runpod_pod", at: "global_networking", right: "EU-RO-1", wrong: "CA-MTL-1", says: "no global networking in CA-MTL-1",
			with: func(v any) attrs { return attrs{"global_networking": true, "data_center_ids": []any{v}} }, reads: "/catalog/datacenters",
			otherwise: []sandbox.Fault{answer("/catalog/datacenters", `{"dataCenters": [{"id": "EU-RO-1"}, {"id": "EU-FR-1", "globalNetwork": true}]}`)}},
		"GPU type of a cluster": {resource: "runpod_cluster", at: "compute.gpu_type_id", right: "NVIDIA H100 80GB HBM3", wrong: "NVIDIA L40S", says: `Runpod does not offer "NVIDIA L40S" in clusters. Available: "`,
			with: func(v any) attrs {
				return attrs{"compute": attrs{"gpu_type_id": v, "gpu_count_per_pod": 1, "pod_count": 2}}
			}, reads: "/catalog/gpus", otherwise: otherGPUs},
	}
	for _, resource := range []string{"runpod_pod", "runpod_endpoint", "runpod_template"} {
		all["credentials of a "+resource] = reference{
			resource: resource, at: "container_registry_auth_id", right: registry, wrong: "nosuchreg1", says: `no container registry auth with the ID "nosuchreg1"`,
			with: func(v any) attrs { return attrs{"container_registry_auth_id": v} }, reads: "/registries", otherwise: none("/registries", "registries"),
		}
	}
	for resource, ids := range map[string][2]string{"runpod_pod": {pods, workers}, "runpod_endpoint": {workers, pods}, "runpod_cluster": {pods, workers}} {
		says := "Set `serverless = false` on its `runpod_template`"
		if resource == "runpod_endpoint" {
			says = "Set `serverless = true` on its `runpod_template`"
		}
		all["template of a "+resource] = reference{
			resource: resource, at: "template_id", right: ids[0], wrong: ids[1], says: says,
			with: func(v any) attrs { return attrs{"template_id": v, "image": nil} }, reads: "/templates", otherwise: none("/templates", "templates"),
		}
	}
	for name, r := range all {
		r.with = with(r.resource, r.with)
		all[name] = r
	}
	return all
}

// TestWrongReferencesFailAtPlan: what the account says of what an attribute refers to is said at plan, on the attribute. Nothing is
// in the way of what is right, of what is not known yet, of what cannot be read, and of what exists already.
func TestWrongReferencesFailAtPlan(t *testing.T) {
	t.Parallel()
	names := references(t, acctest.New(t))
	for name := range names {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			r := references(t, env)[name]
			plan := func(config attrs) error {
				t.Helper()
				_, err := env.Server(nil).Plan(t.Context(), &acctest.Instance{Type: r.resource}, config)
				return err
			}
			refused := func(err error, says string) {
				t.Helper()
				var failure *acctest.DiagnosticsError
				if !errors.As(err, &failure) || len(failure.Diagnostics) != 1 || acctest.Path(failure.Diagnostics[0].Attribute) != r.at || !strings.Contains(err.Error(), says) {
					t.Errorf("not one error on %s that says %q, but %v", r.at, says, err)
				}
			}
			refused(plan(r.with(r.wrong)), r.says)
			for _, value := range []any{r.right, acctest.Unknown{}} {
				if err := plan(r.with(value)); err != nil {
					t.Errorf("%v: %s", value, err)
				}
			}
			existing := &acctest.Instance{Type: r.resource}
			if err := env.Server(nil).Apply(t.Context(), existing, r.with(r.right)); err != nil {
				t.Fatal(err)
			}
			for _, fault := range r.otherwise {
				env.Account.Inject(fault)
			}
			refused(plan(r.with(r.right)), "")
			renamed := r.with(r.right)
			renamed["name"] = "renamed"
			if _, err := env.Server(nil).Plan(t.Context(), existing, renamed); err != nil {
				t.Errorf("what exists cannot be renamed: %s", err)
			}
			env = acctest.New(t)
			r = references(t, env)[name]
			env.Account.Inject(sandbox.Fault{Kind: sandbox.FaultStatus, Method: "GET", Status: http.StatusServiceUnavailable, PathPrefix: r.reads})
			if err := plan(r.with(r.wrong)); err != nil {
				t.Errorf("what cannot be read: %s", err)
			}
		})
	}
}

// TestReferencesListedLate: what is read by its ID exists, in a list or not.
func TestReferencesListedLate(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	all := references(t, env)
	server := env.Server(acctest.Rewriting("/v2/", func(answer map[string]any) {
		for _, list := range []string{"networkVolumes", "registries"} {
			if answer[list] != nil {
				answer[list] = []any{}
			}
		}
	}))
	for name, r := range all {
		if _, err := server.Plan(t.Context(), &acctest.Instance{Type: r.resource}, r.with(r.right)); err != nil {
			t.Errorf("%s: %s", name, err)
		}
	}
}

// TestPlannedKindOfTemplate: a template counts as what the same plan makes of it.
func TestPlannedKindOfTemplate(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		serverless    any
		pod, endpoint bool // whether it can be made from the template
	}{
		"stays":     {false, true, false},
		"changes":   {true, false, true},
		"not known": {acctest.Unknown{}, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := acctest.New(t).Server(nil)
			template := &acctest.Instance{Type: "runpod_template"}
			config := attrs{"name": "t", "image": "busybox:1", "serverless": false}
			if err := server.Apply(t.Context(), template, config); err != nil {
				t.Fatal(err)
			}
			config["serverless"] = test.serverless
			if _, err := server.Plan(t.Context(), template, config); err != nil {
				t.Fatal(err)
			}
			id := server.ID(template)
			_, pod := server.Plan(t.Context(), &acctest.Instance{Type: "runpod_pod"}, attrs{"name": "p", "template_id": id, "gpu": attrs{"type_ids": []any{"NVIDIA L40S"}}})
			_, endpoint := server.Plan(t.Context(), &acctest.Instance{Type: "runpod_endpoint"}, attrs{"name": "e", "template_id": id, "gpu": attrs{"pools": []any{"AMPERE_80"}}})
			if (pod == nil) != test.pod || (endpoint == nil) != test.endpoint {
				t.Errorf("pod: %v, endpoint: %v", pod, endpoint)
			}
		})
	}
}

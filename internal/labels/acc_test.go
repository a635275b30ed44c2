package labels_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

type attrs = acctest.Attributes

// labelled are the resources that have labels, with the least configuration of each.
func labelled() map[string]attrs {
	return map[string]attrs{
		"runpod_pod":            {"name": "test", "image": "busybox:1", "gpu": attrs{"type_ids": []any{"NVIDIA L40S"}}},
		"runpod_endpoint":       {"name": "test", "image": "busybox:1", "gpu": attrs{"pools": []any{"AMPERE_80"}}},
		"runpod_network_volume": {"name": "test", "size_gb": 20, "data_center_id": "EU-RO-1"},
		"runpod_cluster": {
			"name": "test", "type": "RAY", "image": "busybox:1",
			"compute": attrs{"gpu_type_id": "NVIDIA H100 80GB HBM3", "gpu_count_per_pod": 1, "pod_count": 2},
		},
	}
}

// eachLabelled runs a test on each resource that has labels, with an account of its own.
func eachLabelled(t *testing.T, run func(t *testing.T, env *acctest.Env, resource string, with func(attrs) attrs), options ...func(*sandbox.Options)) {
	t.Helper()
	for resource, least := range labelled() {
		t.Run(resource, func(t *testing.T) {
			t.Parallel()
			run(t, acctest.New(t, options...), resource, func(more attrs) attrs {
				config := maps.Clone(least)
				maps.Copy(config, more)
				return config
			})
		})
	}
}

// onAccount are the tags of the organization, as in `team=ml on 1`.
func onAccount(env *acctest.Env) string {
	var all []string
	for _, tag := range env.Account.Tags() {
		all = append(all, fmt.Sprintf("%s=%s on %d", tag.Key, tag.Value, len(tag.Resources)))
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

func want(t *testing.T, env *acctest.Env, tags string) {
	t.Helper()
	if got := onAccount(env); got != tags {
		t.Errorf("the tags are %q, want %q", got, tags)
	}
}

// labelCalls are the requests to tags and cost centers.
func labelCalls(env *acctest.Env) []string {
	var calls []string
	for _, r := range env.Account.Requests() {
		if runpod.GroupOf(strings.TrimPrefix(r.Path, "/v2")) != "" && !strings.Contains(r.Path, "/account") && !strings.Contains(r.Path, "/billing") {
			calls = append(calls, r.Method+" "+r.Path)
		}
	}
	return calls
}

func TestAccLabels_lifecycle(t *testing.T) {
	t.Parallel()
	acctest.Needs(t, runpod.GroupTags)
	for name, mute := range map[string]bool{"told": false, "mute": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			eachLabelled(t, func(t *testing.T, env *acctest.Env, resource string, with func(attrs) attrs) {
				if mute {
					env.Account.MuteTags()
				}
				s := step{t, env.Server(nil), &acctest.Instance{Type: resource}}
				s.apply(with(attrs{"tags": attrs{"team": "ml", "stage": "", "gone": nil}}))
				want(t, env, "stage= on 1, team=ml on 1")
				id := s.server.ID(s.instance)
				for _, tags := range []attrs{{"team": "vision", "stage": ""}, {"team": "vision"}} {
					s.apply(with(attrs{"tags": tags}))
				}
				want(t, env, "stage= on 0, team=ml on 0, team=vision on 1")
				s.apply(with(attrs{"tags": attrs{}}))
				s.apply(with(nil))
				want(t, env, "stage= on 0, team=ml on 0, team=vision on 0")
				s.apply(with(attrs{"tags": attrs{"team": "ml"}}))
				if s.server.ID(s.instance) != id {
					t.Error("it was replaced")
				}
				s.destroy()
				want(t, env, "stage= on 0, team=ml on 0, team=vision on 0")
			})
		})
	}
}

// What is not declared is not asked for.
func TestAccLabels_silentWithoutAny(t *testing.T) {
	t.Parallel()
	eachLabelled(t, func(t *testing.T, env *acctest.Env, resource string, with func(attrs) attrs) {
		s := step{t, env.Server(nil), &acctest.Instance{Type: resource}}
		s.apply(with(nil))
		s.apply(with(attrs{"name": "renamed"}))
		s.destroy()
		if calls := labelCalls(env); len(calls) > 0 {
			t.Errorf("asked for %q", calls)
		}
	})
}

// What others have attached in the console is neither shown nor taken off; what is
// declared and was taken off comes back.
func TestAccLabels_drift(t *testing.T) {
	t.Parallel()
	acctest.Needs(t, runpod.GroupTags)
	eachLabelled(t, func(t *testing.T, env *acctest.Env, resource string, with func(attrs) attrs) {
		s := step{t, env.Server(nil), &acctest.Instance{Type: resource}}
		config := with(attrs{"tags": attrs{"team": "ml", "stage": "test"}})
		s.apply(config)
		client, object := env.Client(), env.Account.Tags()[0].Resources[0]
		label := func(key, value string) string {
			tag, err := client.CreateTag(t.Context(), runpod.CreateTagRequest{Key: key, Value: value, Resources: []runpod.Labelled{object}})
			if err != nil {
				t.Fatal(err)
			}
			return tag.ID
		}
		label("owner", "ana")
		s.settled(config)
		for _, tag := range env.Account.Tags() {
			switch tag.Key {
			case "team": // somebody puts another value in its place
				if err := client.DetachTagResource(t.Context(), tag.ID, object); err != nil {
					t.Fatal(err)
				}
				label("team", "sales")
			case "stage": // and deletes the other one everywhere
				if err := client.DeleteTag(t.Context(), tag.ID); err != nil {
					t.Fatal(err)
				}
			}
		}
		env.Clock.Advance(time.Minute)
		s.differs(config)
		if got := s.server.Attribute(s.instance, "tags_all", "team"); got != "sales" {
			t.Errorf("team is %v in the state", got)
		}
		s.apply(config)
		want(t, env, "owner=ana on 1, stage=test on 1, team=ml on 1, team=sales on 0")
		s.destroy()
	})
}

// An import finds what is attached, and a configuration that says nothing of it leaves
// it alone.
func TestAccLabels_import(t *testing.T) {
	t.Parallel()
	acctest.Needs(t, runpod.GroupTags, runpod.GroupCostCenters)
	eachLabelled(t, func(t *testing.T, env *acctest.Env, resource string, with func(attrs) attrs) {
		s := step{t, env.Server(nil), &acctest.Instance{Type: resource}}
		center := costCenter(t, env, "research")
		config := with(attrs{"tags": attrs{"team": "ml"}, "cost_center_id": center})
		s.apply(config)
		imported, err := s.server.Import(t.Context(), resource, s.server.ID(s.instance))
		if err != nil {
			t.Fatal(err)
		}
		if tags, id := s.server.Attribute(imported, "tags", "team"), s.server.Attribute(imported, "cost_center_id"); tags != "ml" || id != center {
			t.Errorf("imported the tag %v and the cost center %v", tags, id)
		}
		for _, config := range []attrs{config, with(nil)} {
			p, err := s.server.Plan(t.Context(), imported, config)
			if err != nil {
				t.Fatal(err)
			}
			if planned := acctest.At(p.Planned, "tags_all", "team"); planned.IsNull() {
				t.Error("the plan takes the tag off")
			}
		}
		untold := step{t, s.server, imported}
		untold.apply(with(attrs{"name": "renamed"}))
		want(t, env, "team=ml on 1")
		untold.apply(with(attrs{"tags": attrs{"stage": "test"}, "name": "renamed"}))
		untold.apply(with(attrs{"name": "renamed"}))
		want(t, env, "stage=test on 0, team=ml on 0")
		if env.Account.CostCenterOf(runpod.Labelled{ID: s.server.ID(imported), Type: types()[resource]}) != center {
			t.Error("the cost center that nobody declared is gone")
		}
		untold.destroy()
	})
}

func types() map[string]runpod.TagResourceType {
	return map[string]runpod.TagResourceType{
		"runpod_pod": runpod.TagResourceTypePod, "runpod_endpoint": runpod.TagResourceTypeEndpoint,
		"runpod_network_volume": runpod.TagResourceTypeNetworkVolume, "runpod_cluster": runpod.TagResourceTypeCluster,
	}
}

func costCenter(t *testing.T, env *acctest.Env, name string) string {
	t.Helper()
	center, err := env.Client().CreateCostCenter(t.Context(), runpod.CreateCostCenterRequest{Value: name})
	if err != nil {
		t.Fatal(err)
	}
	return center.ID
}

// A cost center changes in place, whether Runpod moves what has another one or refuses it.
func TestAccLabels_costCenter(t *testing.T) {
	t.Parallel()
	acctest.Needs(t, runpod.GroupCostCenters)
	for name, stays := range map[string]bool{"moves": false, "stays": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			eachLabelled(t, func(t *testing.T, env *acctest.Env, resource string, with func(attrs) attrs) {
				if stays {
					env.Account.KeepAttributions()
				}
				s := step{t, env.Server(nil), &acctest.Instance{Type: resource}}
				first, second := costCenter(t, env, "research"), costCenter(t, env, "sales")
				var id string
				is := func(center string) {
					t.Helper()
					if got := env.Account.CostCenterOf(runpod.Labelled{ID: s.server.ID(s.instance), Type: types()[resource]}); got != center {
						t.Errorf("the cost center is %q, want %q", got, center)
					}
					if now := s.server.ID(s.instance); id != "" && now != id {
						t.Error("it was replaced")
					}
					id = s.server.ID(s.instance)
				}
				s.apply(with(attrs{"cost_center_id": first}))
				is(first)
				s.apply(with(attrs{"cost_center_id": second}))
				is(second)
				s.apply(with(attrs{"cost_center_id": nil}))
				is("")
				s.apply(with(attrs{"cost_center_id": first}))
				object := runpod.Labelled{ID: id, Type: types()[resource]}
				if err := env.Client().RemoveCostCenterResource(t.Context(), first, object); err != nil {
					t.Fatal(err)
				}
				if err := env.Client().AttributeCostCenterResource(t.Context(), second, object); err != nil {
					t.Fatal(err)
				}
				s.server = env.Server(nil) // a run of its own
				s.differs(with(attrs{"cost_center_id": first}))
				s.apply(with(attrs{"cost_center_id": first}))
				is(first)
				s.destroy()
			})
		})
	}
}

// Resources that want the same new tag at the same time share one.
func TestAccLabels_sharedTags(t *testing.T) {
	t.Parallel()
	acctest.Needs(t, runpod.GroupTags, runpod.GroupCostCenters)
	env := acctest.New(t)
	const config = `
resource "runpod_cost_center" "research" {
  name = "research"
}

resource "runpod_network_volume" "test" {
  count          = 8
  name           = "v${count.index}"
  size_gb        = 10
  data_center_id = "EU-RO-1"
  tags           = { stage = "test", team = count.index == 0 ? "own" : null }
  cost_center_id = runpod_cost_center.research.id
}

locals {
  volumes = runpod_network_volume.test
}

data "runpod_cost_estimate" "total" {
  network_volumes = local.volumes
}

output "monthly" {
  value = data.runpod_cost_estimate.total.monthly_usd
}
`
	volume := func(n int) string { return fmt.Sprintf("runpod_network_volume.test[%d]", n) }
	tags := func(n int, team string) plancheck.PlanCheck {
		return plancheck.ExpectKnownValue(volume(n), tfjsonpath.New("tags_all"), knownvalue.MapExact(map[string]knownvalue.Check{
			"stage": knownvalue.StringExact("test"), "team": knownvalue.StringExact(team),
		}))
	}
	env.Run(
		resource.TestStep{
			Config: env.Config(config, `default_tags = { team = "ml", gone = null }`),
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply:             []plancheck.PlanCheck{tags(0, "own"), tags(1, "ml"), plancheck.ExpectKnownOutputValue("monthly", acctest.USD("5.6"))},
				PostApplyPostRefresh: acctest.EmptyPlan(),
			},
			Check: func(*terraform.State) error {
				want(t, env, "stage=test on 8, team=ml on 7, team=own on 1")
				return nil
			},
		},
		resource.TestStep{
			Config: env.Config(config, `default_tags = { team = "vision" }`),
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply:             []plancheck.PlanCheck{plancheck.ExpectResourceAction(volume(0), plancheck.ResourceActionNoop), plancheck.ExpectResourceAction(volume(1), plancheck.ResourceActionUpdate)},
				PostApplyPostRefresh: acctest.EmptyPlan(),
			},
		},
	)
	want(t, env, "stage=test on 0, team=ml on 0, team=own on 0, team=vision on 0")
}

// The labels of many resources take one list of the tags, and their failures hold up nothing:
// after the first one each request has one attempt.
func TestAccLabels_requests(t *testing.T) {
	t.Parallel()
	acctest.Needs(t, runpod.GroupTags)
	const count = 12
	volume := func(i int) attrs {
		return attrs{"name": fmt.Sprint("v", i), "size_gb": 10, "data_center_id": "EU-RO-1", "tags": attrs{"team": "ml", "stage": "test"}}
	}
	t.Run("there already", func(t *testing.T) {
		t.Parallel()
		env := acctest.New(t)
		for key, value := range map[string]string{"team": "ml", "stage": "test"} {
			if _, err := env.Client().CreateTag(t.Context(), runpod.CreateTagRequest{Key: key, Value: value}); err != nil {
				t.Fatal(err)
			}
		}
		before := len(labelCalls(env))
		server := env.Server(nil)
		for i := range count {
			if err := server.Apply(t.Context(), &acctest.Instance{Type: "runpod_network_volume"}, volume(i)); err != nil {
				t.Fatal(err)
			}
		}
		if calls := labelCalls(env)[before:]; len(calls) > 2*count+2 {
			t.Errorf("%d requests for %d volumes: %q", len(calls), count, calls)
		}
	})
	t.Run("failing", func(t *testing.T) {
		t.Parallel()
		env := acctest.New(t)
		env.Account.Inject(sandbox.Fault{PathPrefix: "/tags", Kind: sandbox.FaultStatus, Status: http.StatusInternalServerError, Times: 1000})
		server := env.Server(nil)
		for i := range count {
			if err := server.Apply(t.Context(), &acctest.Instance{Type: "runpod_network_volume"}, volume(i)); err != nil {
				t.Fatal(err)
			}
		}
		if calls := labelCalls(env); len(calls) > count+8 {
			t.Errorf("%d requests for %d volumes: %q", len(calls), count, calls)
		}
	})
}

package labels_test

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"regexp"
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

type step struct {
	t        *testing.T
	server   *acctest.Server
	instance *acctest.Instance
}

// apply applies a configuration, and wants the next plan to be empty.
func (s step) apply(config attrs) {
	s.t.Helper()
	if err := s.server.Apply(s.t.Context(), s.instance, config); err != nil {
		s.t.Fatal(err)
	}
	s.settled(config)
}

func (s step) settled(config attrs) {
	s.t.Helper()
	if err := s.server.Refresh(s.t.Context(), s.instance); err != nil {
		s.t.Fatal(err)
	}
	if err := s.server.PlanIsEmpty(s.t.Context(), s.instance, config); err != nil {
		s.t.Error(err)
	}
}

// differs wants a change in place.
func (s step) differs(config attrs) {
	s.t.Helper()
	if err := s.server.Refresh(s.t.Context(), s.instance); err != nil {
		s.t.Fatal(err)
	}
	p, err := s.server.Plan(s.t.Context(), s.instance, config)
	if err != nil {
		s.t.Fatal(err)
	}
	if s.server.PlanIsEmpty(s.t.Context(), s.instance, config) == nil || len(p.Replaces) > 0 {
		s.t.Errorf("the plan is empty, or replaces %v", p.Replaces)
	}
}

func (s step) destroy() {
	s.t.Helper()
	if err := s.server.Destroy(s.t.Context(), s.instance); err != nil {
		s.t.Fatal(err)
	}
}

// warnings are those of the last apply.
func (s step) warnings() string {
	var texts []string
	for _, d := range s.instance.Told {
		texts = append(texts, d.Attribute.String()+": "+d.Summary+"\n"+d.Detail)
	}
	return strings.Join(texts, "\n")
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

// A cost center changes in place, whether RunPod moves what has another one or refuses it.
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

// What is made is kept, untainted, whatever its labels do; a warning names the attribute,
// and the next apply sets what is missing.
func TestAccLabels_creationKeepsWhatItMade(t *testing.T) {
	t.Parallel()
	acctest.Needs(t, runpod.GroupTags, runpod.GroupCostCenters)
	for name, mute := range map[string]bool{"told": false, "mute": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			eachLabelled(t, func(t *testing.T, env *acctest.Env, resource string, with func(attrs) attrs) {
				if mute {
					env.Account.MuteTags()
				}
				s := step{t, env.Server(nil), &acctest.Instance{Type: resource}}
				config := with(attrs{"tags": attrs{"team": "ml", "stage": "test"}, "cost_center_id": costCenter(t, env, "research")})
				env.Account.Inject(sandbox.Fault{Method: http.MethodPut, PathPrefix: "/tags", Kind: sandbox.FaultStatus, Status: http.StatusForbidden, Times: 1})
				env.Account.Inject(sandbox.Fault{Method: http.MethodPut, PathPrefix: "/cost-centers", Kind: sandbox.FaultStatus, Status: http.StatusUnprocessableEntity, Times: 1})
				if err := s.server.Apply(t.Context(), s.instance, config); err != nil {
					t.Fatal(err)
				}
				for _, words := range []string{`AttributeName("tags")`, `AttributeName("cost_center_id")`, "is in the state"} {
					if !strings.Contains(s.warnings(), words) {
						t.Errorf("no %q in the warnings:\n%s", words, s.warnings())
					}
				}
				id := s.server.ID(s.instance)
				if s.instance.Tainted() || id == "" {
					t.Error("it is tainted, or not in the state")
				}
				s.server = env.Server(nil) // a run of its own
				s.differs(config)
				s.apply(config)
				want(t, env, "stage=test on 1, team=ml on 1")
				if s.server.ID(s.instance) != id {
					t.Error("it was replaced")
				}
				s.destroy()
			})
		})
	}
}

// Without the operations what asks for them by name is told so on its attribute, and
// the resource is made and kept; a destroy goes through.
func TestAccLabels_notOffered(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusNotFound, http.StatusForbidden, http.StatusNotImplemented} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			t.Parallel()
			eachLabelled(t, func(t *testing.T, env *acctest.Env, resource string, with func(attrs) attrs) {
				s := step{t, env.Server(nil), &acctest.Instance{Type: resource}}
				config := with(attrs{"tags": attrs{"team": "ml"}, "cost_center_id": "abc"})
				if err := s.server.Apply(t.Context(), s.instance, config); err != nil {
					t.Fatal(err)
				}
				says := []string{"has no tags yet", "has no cost center yet", "does not offer this to the account"}
				if status == http.StatusForbidden {
					says = []string{"remove `tags` from the configuration", "remove `cost_center_id` from the configuration"}
				}
				for _, words := range says {
					if !strings.Contains(s.warnings(), words) {
						t.Errorf("no %q in the warnings:\n%s", words, s.warnings())
					}
				}
				s.server = env.Server(nil)
				s.settled(config) // nothing could be attached, so nothing is planned
				s.apply(with(nil))
				imported, err := s.server.Import(t.Context(), resource, s.server.ID(s.instance))
				if err != nil {
					t.Fatal(err)
				}
				step{t, s.server, imported}.settled(with(nil))
				s.destroy()
			}, acctest.Without(map[runpod.Group]int{runpod.GroupTags: status, runpod.GroupCostCenters: status}))
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

// Wrong tags are told of at plan, on the attribute; those of the provider too.
func TestAccLabels_wrong(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	for tags, words := range map[string]string{
		`{ " team" = "x" }`:                            "Spaces around a tag key",
		`{ " " = "x" }`:                                "Empty tag key",
		`{ "RunPod:x" = "x" }`:                         "Reserved tag key",
		`{ "` + strings.Repeat("k", 192) + `" = "x" }`: "Tag key too long",
		`{ k = "` + strings.Repeat("v", 192) + `" }`:   "Tag value too long",
	} {
		volume := "resource \"runpod_network_volume\" \"test\" {\n  name = \"v\"\n  size_gb = 10\n  data_center_id = \"EU-RO-1\"\n  %s\n}\n"
		env.Run(
			resource.TestStep{Config: env.Config(fmt.Sprintf(volume, "tags = "+tags)), PlanOnly: true, ExpectError: regexp.MustCompile(words)},
			resource.TestStep{Config: env.Config(fmt.Sprintf(volume, ""), "default_tags = "+tags), PlanOnly: true, ExpectError: regexp.MustCompile(words)},
		)
	}
	env.Run(resource.TestStep{
		Config: env.Config("resource \"runpod_network_volume\" \"test\" {\n  name = \"v\"\n  size_gb = 10\n  data_center_id = \"EU-RO-1\"\n  tags = { \"runpod:x\" = null }\n}\n"),
	})
	if calls := labelCalls(env); len(calls) > 0 {
		t.Errorf("asked for %q", calls)
	}
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

// A tag that this key may not take off is not said to be off, and one that could not be
// taken off is not forgotten.
func TestAccLabels_removalFails(t *testing.T) {
	t.Parallel()
	acctest.Needs(t, runpod.GroupTags, runpod.GroupCostCenters)
	for _, status := range []int{http.StatusForbidden, http.StatusInternalServerError} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			t.Parallel()
			eachLabelled(t, func(t *testing.T, env *acctest.Env, resource string, with func(attrs) attrs) {
				s := step{t, env.Server(nil), &acctest.Instance{Type: resource}}
				s.apply(with(attrs{"tags": attrs{"team": "ml", "stage": "test"}, "cost_center_id": costCenter(t, env, "research")}))
				wanted := with(attrs{"tags": attrs{"team": "vision"}})
				s.server = env.Server(keeping(status))
				if err := s.server.Apply(t.Context(), s.instance, wanted); err == nil {
					t.Error("the removal is said to have worked")
				}
				s.server = env.Server(nil)
				s.differs(wanted)
				s.apply(wanted)
				want(t, env, "stage=test on 0, team=ml on 0, team=vision on 1")
				s.destroy()
			})
		})
	}
}

// keeping answers each request that takes a label off with a status.
type keeping int

func (k keeping) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Method != http.MethodDelete || runpod.GroupOf(strings.TrimPrefix(req.URL.Path, "/v2")) == "" {
		return http.DefaultTransport.RoundTrip(req)
	}
	body := fmt.Sprintf(`{"title":%q,"status":%d,"detail":"not now"}`, http.StatusText(int(k)), int(k))
	return &http.Response{
		StatusCode: int(k), Header: http.Header{"Content-Type": {"application/problem+json"}}, Body: io.NopCloser(strings.NewReader(body)), Request: req,
	}, nil
}

package labels_test

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

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

// Wrong tags are reported at plan, on the attribute; those of the provider too.
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

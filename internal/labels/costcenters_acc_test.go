package labels_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// A cost center that the account does not have is an error of the plan, of a create and of a
// change; nothing is in the way of what does not ask for one, and of a destroy.
func TestAccLabels_costCenterAtPlan(t *testing.T) {
	t.Parallel()
	acctest.Needs(t, runpod.GroupCostCenters)
	eachLabelled(t, func(t *testing.T, env *acctest.Env, resource string, with func(attrs) attrs) {
		s := step{t, env.Server(nil), &acctest.Instance{Type: resource}}
		refused := func(words ...string) {
			t.Helper()
			_, err := s.server.Plan(t.Context(), s.instance, with(attrs{"cost_center_id": "nosuch"}))
			for _, words := range append(words, "Unknown cost center", `"nosuch"`, "or remove `cost_center_id`", "`terraform destroy -refresh=false`") {
				if err == nil || !strings.Contains(err.Error(), words) {
					t.Errorf("no %q in: %v", words, err)
				}
			}
		}
		passes := func(id any) {
			t.Helper()
			if _, err := s.server.Plan(t.Context(), s.instance, with(attrs{"cost_center_id": id})); err != nil {
				t.Errorf("%v: %s", id, err)
			}
		}
		refused("The account has none. Create a `runpod_cost_center`")
		first := costCenter(t, env, "research") // after the run has listed them
		for _, id := range []any{first, acctest.Unknown{}, nil} {
			passes(id)
		}
		s.server = env.Server(nil)
		refused(`"research" (` + first + `)`)
		if s.apply(with(nil)); !t.Failed() {
			refused()
			s.apply(with(attrs{"cost_center_id": first}))
			refused()
			s.settled(with(attrs{"cost_center_id": first}))
			s.destroy()
		}
	})
}

// Where cost centers cannot be listed a plan does without, and asks once for all resources.
func TestAccLabels_costCenterUntold(t *testing.T) {
	t.Parallel()
	acctest.Needs(t, runpod.GroupCostCenters)
	for _, status := range []int{http.StatusForbidden, http.StatusInternalServerError} {
		env := acctest.New(t)
		env.Account.Inject(sandbox.Fault{PathPrefix: "/cost-centers", Kind: sandbox.FaultStatus, Status: status, Times: 1000})
		server := env.Server(nil)
		for resource, config := range labelled() {
			config["cost_center_id"] = "nosuch"
			if _, err := server.Plan(t.Context(), &acctest.Instance{Type: resource}, config); err != nil {
				t.Errorf("%d: %s", status, err)
			}
		}
		if calls := labelCalls(env); len(calls) != 1 {
			t.Errorf("%d: asked for %q", status, calls)
		}
	}
}

// What has just been made may not be known yet where tags and cost centers are kept: a second
// try, a little later, is enough. Where that does not help once, nothing else waits.
func TestAccLabels_late(t *testing.T) {
	t.Parallel()
	acctest.Needs(t, runpod.GroupTags, runpod.GroupCostCenters)
	eachLabelled(t, func(t *testing.T, env *acctest.Env, resource string, with func(attrs) attrs) {
		notFound := func(path string, times int) {
			env.Account.Inject(sandbox.Fault{Method: http.MethodPut, PathPrefix: path, Kind: sandbox.FaultStatus, Status: http.StatusNotFound, Times: times})
		}
		config := with(attrs{"tags": attrs{"team": "ml"}, "cost_center_id": costCenter(t, env, "research")})
		notFound("/tags", 2)
		notFound("/cost-centers", 1)
		s := step{t, env.Server(nil), &acctest.Instance{Type: resource}}
		s.apply(config)
		if said := s.warnings(); strings.Contains(said, "yet") {
			t.Errorf("warns: %s", said)
		}
		want(t, env, "team=ml on 1")
		s.destroy()

		notFound("/tags", 1000)
		s = step{t, env.Server(nil), &acctest.Instance{Type: resource}}
		since := len(env.Account.Requests())
		config = with(attrs{"tags": attrs{"a": "1", "b": "2", "c": "3", "d": "4"}})
		if err := s.server.Apply(t.Context(), s.instance, config); err != nil {
			t.Fatal(err)
		}
		tries := 0
		for _, r := range env.Account.Requests()[since:] {
			if r.Method == http.MethodPut && strings.HasPrefix(r.Path, "/v2/tags/") {
				tries++
			}
		}
		if !strings.Contains(s.warnings(), "has no tags yet") || tries != 2*4+1 {
			t.Errorf("after %d tries it says: %s", tries, s.warnings())
		}
		s.destroy()
	})
}

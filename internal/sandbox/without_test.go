package sandbox_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

func TestParseWithout(t *testing.T) {
	t.Parallel()
	got, err := sandbox.ParseWithout("tags, balance=403,cost-centers=501")
	want := map[runpod.Group]int{runpod.GroupTags: 404, runpod.GroupBalance: 403, runpod.GroupCostCenters: 501}
	if err != nil || !maps.Equal(got, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
	for text, words := range map[string]string{
		"": "balance, limits, account, tags, cost-centers, global-volumes", "pods": `"pods" is not a group`, "tags,": `"" is not a group`,
		"tags=500": "404, 403 or 501", "tags=x": `"x" is not a status`, "Tags": `"Tags" is not a group`,
	} {
		if _, err := sandbox.ParseWithout(text); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%q: got %v, want %q in it", text, err, words)
		}
	}
	if err := sandbox.Command(t.Context(), []string{"-without", "volumes"}, new(strings.Builder), new(strings.Builder)); err == nil || !strings.Contains(err.Error(), "volumes") {
		t.Errorf("the command takes an unknown group: %v", err)
	}
}

// TestWithout switches off each group in each way: its operations are refused so, and
// the others are not.
func TestWithout(t *testing.T) {
	t.Parallel()
	paths := map[runpod.Group]string{runpod.GroupBalance: "/v2/billing/balance", runpod.GroupLimits: "/v2/account/limits", runpod.GroupAccount: "/v2/account",
		runpod.GroupTags: "/v2/tags", runpod.GroupCostCenters: "/v2/cost-centers", runpod.GroupGlobalVolumes: "/v2/global-volumes"}
	scopes := map[runpod.Group]string{runpod.GroupBalance: "billing:read", runpod.GroupLimits: "account:read", runpod.GroupAccount: "account:read",
		runpod.GroupTags: "tags:read", runpod.GroupCostCenters: "cost-centers:read", runpod.GroupGlobalVolumes: "global-volumes:read"}
	for group := range paths {
		for status, words := range map[int]string{404: "", 403: scopes[group], 501: "not available"} {
			r := newRig(t, sandbox.Options{Without: map[runpod.Group]int{group: status}})
			for other, path := range paths {
				if other == group {
					r.refused(status, words, http.MethodGet, path, "")
				} else {
					r.want(200, http.MethodGet, path, "")
				}
			}
			r.want(200, http.MethodGet, "/v2/account/ssh-keys", "")
			r.want(200, http.MethodGet, "/v2/billing", "")
		}
	}
}

func TestWithoutWhatIsNotAGroup(t *testing.T) {
	t.Parallel()
	defer func() {
		if said := recover(); said == nil {
			t.Error("an account was made without a group that there is not")
		}
	}()
	sandbox.New(sandbox.Options{Without: map[runpod.Group]int{"pods": 404}})
}

package tag_test

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

const volume = `
resource "runpod_network_volume" "test" {
  name           = "data"
  size_gb        = 10
  data_center_id = "EU-RO-1"
  tags           = { team = "ml" }
}
data "runpod_tags" "all" { depends_on = [runpod_network_volume.test] }
`

// A tag is shown with what carries it, an unused one with nothing.
func TestAccTags(t *testing.T) {
	t.Parallel()
	acctest.Needs(t, runpod.GroupTags)
	env := acctest.New(t)
	unused, err := env.Client().CreateTag(t.Context(), runpod.CreateTagRequest{Key: "stage", Value: ""})
	if err != nil {
		t.Fatal(err)
	}
	all := func(n int, attribute string) tfjsonpath.Path {
		return tfjsonpath.New("tags").AtSliceIndex(n).AtMapKey(attribute)
	}
	shown := func(check knownvalue.Check, at tfjsonpath.Path) statecheck.StateCheck {
		return statecheck.ExpectKnownValue("data.runpod_tags.all", at, check)
	}
	env.Run(resource.TestStep{
		Config:           env.Config(volume),
		ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: acctest.EmptyPlan()},
		ConfigStateChecks: []statecheck.StateCheck{
			shown(knownvalue.ListSizeExact(2), tfjsonpath.New("tags")),
			shown(knownvalue.StringExact(unused.ID), all(0, "id")),
			shown(knownvalue.StringExact("stage"), all(0, "key")),
			shown(knownvalue.StringExact(""), all(0, "value")),
			shown(knownvalue.ListExact(nil), all(0, "resources")),
			shown(knownvalue.StringExact("team"), all(1, "key")),
			shown(knownvalue.StringExact("ml"), all(1, "value")),
			shown(knownvalue.NotNull(), all(1, "created_at")),
			shown(knownvalue.NotNull(), all(1, "updated_at")),
			shown(knownvalue.ListSizeExact(1), all(1, "resources")),
			shown(knownvalue.StringExact("NETWORK_VOLUME"), all(1, "resources").AtSliceIndex(0).AtMapKey("type")),
		},
	})
}

// Where Runpod does not return what carries a tag, that is null.
func TestTags_mute(t *testing.T) {
	t.Parallel()
	acctest.Needs(t, runpod.GroupTags)
	env := acctest.New(t)
	env.Account.MuteTags()
	if _, err := env.Client().CreateTag(t.Context(), runpod.CreateTagRequest{Key: "team", Value: "ml"}); err != nil {
		t.Fatal(err)
	}
	read, diags := env.LookUp("runpod_tags", "")
	if len(diags) > 0 {
		t.Fatal(acctest.Lines(diags))
	}
	got, err := tfjsonpath.Traverse(read, tfjsonpath.New("tags").AtSliceIndex(0).AtMapKey("resources"))
	if err != nil || got != nil {
		t.Errorf("carriers %v, %v", got, err)
	}
}

// Whoever asks for tags by name is told that there are none here.
func TestAccTags_notOffered(t *testing.T) {
	t.Parallel()
	for _, status := range []int{403, 404, 501} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, acctest.Without(map[runpod.Group]int{runpod.GroupTags: status}))
			env.Run(resource.TestStep{Config: env.Config("data \"runpod_tags\" \"all\" {}"), ExpectError: regexp.MustCompile(`does\s+not\s+offer\s+tags`)})
		})
	}
}

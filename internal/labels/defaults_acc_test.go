package labels_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// An import under default_tags finds as `tags` what the provider does not give, and plans nothing.
func TestAccLabels_importUnderDefaults(t *testing.T) {
	t.Parallel()
	acctest.Needs(t, runpod.GroupTags)
	defaults := attrs{"default_tags": attrs{"team": "ml", "stage": "test"}}
	for name, test := range map[string]struct{ tags, all attrs }{
		"the defaults alone":       {nil, attrs{"team": "ml", "stage": "test"}},
		"one more":                 {attrs{"owner": "ana"}, attrs{"team": "ml", "stage": "test", "owner": "ana"}},
		"another value than there": {attrs{"team": "vision"}, attrs{"team": "vision", "stage": "test"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			eachLabelled(t, func(t *testing.T, env *acctest.Env, resource string, with func(attrs) attrs) {
				config := with(nil)
				if test.tags != nil {
					config = with(attrs{"tags": test.tags})
				}
				s := step{t, env.ServerWith(defaults), &acctest.Instance{Type: resource}}
				s.apply(config)
				before := onAccount(env)
				imported, err := s.server.Import(t.Context(), resource, s.server.ID(s.instance))
				if err != nil {
					t.Fatal(err)
				}
				for key := range test.all {
					if got := s.server.Attribute(imported, "tags_all", key); got != test.all[key] {
						t.Errorf("imported %s as %v in tags_all, want %v", key, got, test.all[key])
					}
					if got := s.server.Attribute(imported, "tags", key); got != test.tags[key] {
						t.Errorf("imported %s as %v in tags, want %v", key, got, test.tags[key])
					}
				}
				again := step{t, s.server, imported}
				again.settled(config)
				again.apply(config)
				want(t, env, before)
				again.destroy()
			})
		})
	}
}

// A state from before there were labels has none of them: nothing is planned without default_tags, and with them they are attached in place.
func TestAccLabels_stateFromBefore(t *testing.T) {
	t.Parallel()
	acctest.Needs(t, runpod.GroupTags)
	eachLabelled(t, func(t *testing.T, env *acctest.Env, resource string, with func(attrs) attrs) {
		made := step{t, env.Server(nil), &acctest.Instance{Type: resource}}
		made.apply(with(nil))
		id := made.server.ID(made.instance)
		values := map[string]tftypes.Value{}
		if err := made.server.State(made.instance).As(&values); err != nil {
			t.Fatal(err)
		}
		for _, label := range []string{"tags", "tags_all", "cost_center_id"} {
			values[label] = tftypes.NewValue(values[label].Type(), nil)
		}
		before := tftypes.NewValue(made.server.State(made.instance).Type(), values)

		plain := step{t, env.Server(nil), made.server.InState(resource, before, nil)}
		plain.settled(with(nil))
		if calls := labelCalls(env); len(calls) > 0 {
			t.Errorf("asked for %q", calls)
		}
		server := env.ServerWith(attrs{"default_tags": attrs{"team": "ml"}})
		tagged := step{t, server, server.InState(resource, before, nil)}
		tagged.differs(with(nil))
		tagged.apply(with(nil))
		want(t, env, "team=ml on 1")
		if now := server.ID(tagged.instance); now != id {
			t.Errorf("it was replaced: %s is %s now", id, now)
		}
		tagged.destroy()
	})
}

package acctest_test

import (
	"fmt"
	"maps"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// TestAChangeInPlaceKeepsWhatIsComputed: a change of a name leaves to the letter what is none, such as the ports of a pod
// that has none. [acctest.Server.Plan] holds every plan to that; here are the kinds with as little as they can have.
func TestAChangeInPlaceKeepsWhatIsComputed(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	disk := env.Account.AddTemplate(runpod.Template{
		Name: "disk", Container: runpod.Container{Image: "busybox:1", Disk: 20}, Mounts: runpod.TemplateMounts{Persistent: &runpod.PersistentMount{Size: 40, Path: "/v"}},
	})
	all := map[string]creatable{}
	for _, kind := range creatables() {
		if kind.renames() {
			all[kind.resource] = kind
		}
	}
	for what, declared := range map[string]attrs{
		"without ports": {"ports": []any{}}, "without TCP": {"ports": []any{"80/http"}}, "community": {"cloud": "COMMUNITY"},
		"of a template": {"template_id": disk, "image": nil}, "stopped": {"desired_state": "STOPPED"},
	} {
		pod := all["runpod_pod"]
		plain := pod.config
		pod.config = func(n int) attrs {
			config := plain(n)
			maps.Copy(config, declared)
			return config
		}
		all["runpod_pod "+what] = pod
	}
	n := 0
	for what, kind := range all {
		n++
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			server, i, config := env.Server(nil), &acctest.Instance{Type: kind.resource}, kind.config(n)
			config["name"] = fmt.Sprintf("computed-%d", n)
			for range 2 {
				if err := server.Apply(t.Context(), i, config); err != nil {
					t.Fatal(err)
				}
				if err := server.PlanIsEmpty(t.Context(), i, config); err != nil {
					t.Fatal(err)
				}
				config["name"] = fmt.Sprint(config["name"], "-changed")
			}
		})
	}
}

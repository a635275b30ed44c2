package acctest_test

import (
	"maps"
	"net/http"
	"slices"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// TestCatalogDownIsSaid plans everything that is made of GPUs, to be created and to
// be changed, while the catalog cannot be read: the plan says, once, that its prices
// are older ones.
func TestCatalogDownIsSaid(t *testing.T) {
	t.Parallel()
	for resource, change := range map[string]attrs{
		"runpod_pod":      {"gpu": attrs{"type_ids": []any{"NVIDIA H100 80GB HBM3"}}},
		"runpod_cluster":  {"compute": attrs{"gpu_type_id": "NVIDIA A100-SXM4-80GB", "gpu_count_per_pod": 1, "pod_count": 2}},
		"runpod_endpoint": {"workers": attrs{"flex": 2}},
	} {
		t.Run(resource, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			object := creatables()[slices.IndexFunc(creatables(), func(c creatable) bool { return c.resource == resource })]
			config := object.config(1)
			config["data_center_ids"] = []any{"EU-RO-1"}
			instance := &acctest.Instance{Type: resource}
			if err := env.Server(nil).Apply(t.Context(), instance, config); err != nil {
				t.Fatal(err)
			}
			changed := maps.Clone(config)
			maps.Copy(changed, change)
			env.Account.Inject(sandbox.Fault{Kind: sandbox.FaultStatus, Status: http.StatusServiceUnavailable, PathPrefix: "/catalog"})
			for what, plan := range map[string]struct {
				instance *acctest.Instance
				config   attrs
			}{"a new one": {&acctest.Instance{Type: resource}, config}, "a change": {instance, changed}} {
				planned, err := env.Server(nil).Plan(t.Context(), plan.instance, plan.config)
				if err != nil {
					t.Fatal(err)
				}
				said := 0
				for _, d := range planned.Diagnostics {
					if d.Summary == "Costs are estimated from older prices" {
						said++
					}
				}
				if said != 1 {
					t.Errorf("%s: said %d times that its prices are older", what, said)
				}
			}
		})
	}
}

package provider_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

// TestAccNotOnOffer: what the live catalog says is not available is refused at plan,
// before anything is created, or destroyed to be replaced.
func TestAccNotOnOffer(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ body, want string }{
		"mistyped GPU":           {pod(`gpu = { type_ids = ["NVIDIA A100 80GB PCI"] }`), `Did you mean "NVIDIA A100 80GB PCIe"`},
		"GPU of the other cloud": {pod(`gpu = { type_ids = ["NVIDIA A100-SXM4-40GB"] }`), `cloud = "COMMUNITY"`},
		"too many GPUs":          {pod(`gpu = { type_ids = ["NVIDIA L40S"], count = 99 }`), `or less instead of 99`},
		"unknown flavor":         {cpuPod(`cpu = { flavor_id = "cpu9z", vcpu_count = 2 }`), `no CPU flavor "cpu9z"`},
		"too many vCPUs":         {cpuPod(`cpu = { flavor_id = "cpu3c", vcpu_count = 64 }`), `vCPUs, not 64`},
		"unknown data center":    {pod(`data_center_ids = ["US-XX-9"]`), `no data center "US-XX-9"`},
		"endpoint data center":   {endpoint(`data_center_ids = ["US-XX-9"]`), `no data center "US-XX-9"`},
		"GPU of a cluster":       {cluster(`compute = { gpu_type_id = "NVIDIA H100 80GB HBM", gpu_count_per_pod = 8, pod_count = 2 }`), `Did you mean "NVIDIA H100 80GB HBM3"`},
		"cluster data center":    {cluster(`data_center_ids = ["US-XX-9"]`), `no data center "US-XX-9"`},
		"volume data center":     {volume(`data_center_id = "EU-RO-9"`), `no data center "EU-RO-9"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			env.Run(resource.TestStep{Config: env.Config(test.body), PlanOnly: true, ExpectError: regexp.MustCompile(loose(test.want))})
			if env.Account.Contents() != nil {
				t.Errorf("created: %s", strings.Join(env.Account.Contents(), ", "))
			}
		})
	}
}

// TestAccTypoDestroysNothing: a typo in what replaces is found while the old one
// still stands.
func TestAccTypoDestroysNothing(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Run(
		resource.TestStep{Config: env.Config(volume())},
		resource.TestStep{Config: env.Config(volume(`data_center_id = "EU-RO-9"`)), ExpectError: onLine("data_center_id = ", `no data center "EU-RO-9"`)},
		resource.TestStep{Config: env.Config(volume()), PlanOnly: true},
	)
}

// TestAccWrongURLForgetsNothing: where the API is not, nothing counts as gone.
func TestAccWrongURLForgetsNothing(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	body := pod() + strings.Replace(volume(), `"test"`, `"other"`, 1)
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte(`{"title":"Not Found","status":404,"detail":"no such path"}`))
	}))
	t.Cleanup(elsewhere.Close)
	wrong := strings.Replace(env.Config(body), env.URL, elsewhere.URL, 1)
	env.Run(
		resource.TestStep{Config: env.Config(body)},
		resource.TestStep{Config: wrong, PlanOnly: true, ExpectError: regexp.MustCompile(`ending\s+in\s+/v2`)},
		resource.TestStep{Config: env.Config(body), PlanOnly: true},
	)
}

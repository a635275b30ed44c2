package pod_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// TestAccPod_failures shows every way in which Runpod can refuse a create: its
// own words, what to do next, and never the key.
func TestAccPod_failures(t *testing.T) {
	t.Parallel()
	const words = "these are the words of Runpod"
	for name, test := range map[string]struct {
		fault sandbox.Fault
		want  []string
	}{
		"401":     {sandbox.Fault{Kind: sandbox.FaultStatus, Status: 401, Detail: words}, []string{words, "RUNPOD_API_KEY"}},
		"402":     {sandbox.Fault{Kind: sandbox.FaultStatus, Status: 402, Detail: words}, []string{words, "Add credit"}},
		"403":     {sandbox.Fault{Kind: sandbox.FaultStatus, Status: 403, Detail: words}, []string{words, "write access"}},
		"404":     {sandbox.Fault{Kind: sandbox.FaultStatus, Status: 404, Detail: words}, []string{words, "Check the IDs"}},
		"409":     {sandbox.Fault{Kind: sandbox.FaultStatus, Status: 409, Detail: words}, []string{words, "Wait until it has settled"}},
		"413":     {sandbox.Fault{Kind: sandbox.FaultStatus, Status: 413, Detail: words}, []string{words, "102,400 bytes"}},
		"422":     {sandbox.Fault{Kind: sandbox.FaultStatus, Status: 422, Detail: words}, []string{words}},
		"429":     {sandbox.Fault{Kind: sandbox.FaultStatus, Status: 429, Detail: words, RetryAfter: 7 * time.Second}, []string{words, "-parallelism"}},
		"500":     {sandbox.Fault{Kind: sandbox.FaultStatus, Status: 500, Detail: words}, []string{words, "may or may not"}},
		"a page":  {sandbox.Fault{Kind: sandbox.FaultNotJSON, Status: 400}, []string{"not JSON"}},
		"hung up": {sandbox.Fault{Kind: sandbox.FaultDrop}, []string{"may or may not"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			test.fault.Method, test.fault.PathPrefix = http.MethodPost, "/pods"
			env.Account.Inject(test.fault)
			env.RunCase(resource.TestCase{
				ErrorCheck: func(err error) error {
					text := strings.Join(strings.Fields(err.Error()), " ")
					for _, want := range test.want {
						if !strings.Contains(text, want) {
							t.Errorf("the error lacks %q:\n%s", want, err)
						}
					}
					if strings.Contains(text, env.Key) {
						t.Errorf("the error shows the key:\n%s", err)
					}
					return err
				},
				Steps: []resource.TestStep{{Config: env.Config(config()), ExpectError: regexp.MustCompile(`Cannot create pod "trainer"`)}},
			})
		})
	}
}

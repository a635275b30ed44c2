package cost

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/traffic"
)

// A share of cold starts that is rounded to nothing is not called none.
func TestColdStartsAreNotRoundedAway(t *testing.T) {
	t.Parallel()
	for cold, want := range map[int64]string{0: "none meets a cold start", 1: "fewer than 1 % meet a cold start of 55.6 s", 20_000: "2 % meet a cold start of 55.6 s"} {
		s := served(traffic.Result{Requests: 1_000_000, ColdRequests: cold, WaitLongest: 59_700, Span: 864_000_000}, EndpointUsage{}, decimal.RequireFromString("55.6"))
		if !strings.HasSuffix(s.Summary, "; "+want) {
			t.Errorf("%d in a million: %q, want %q", cold, s.Summary, want)
		}
	}
}

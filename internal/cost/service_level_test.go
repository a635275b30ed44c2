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
	for name, c := range map[string]struct {
		cold, longest int64
		want          string
	}{
		"none":                    {0, 59_700, "none meets a cold start"},
		"one in a million":        {1, 59_700, "fewer than 1 % meet a cold start of 55.6 s"},
		"some":                    {20_000, 59_700, "2 % meet a cold start of 55.6 s"},
		"others are there before": {1, 200, "none meets a cold start"},
	} {
		s := served(traffic.Result{Requests: 1_000_000, ColdRequests: c.cold, WaitLongest: c.longest, Span: 864_000_000}, EndpointUsage{}, decimal.RequireFromString("55.6"))
		if !strings.HasSuffix(s.Summary, "; "+c.want) {
			t.Errorf("%s: %q, want %q", name, s.Summary, c.want)
		}
	}
}

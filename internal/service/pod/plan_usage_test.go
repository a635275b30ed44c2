package pod_test

import (
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

// TestUsageByTheMonth: hours a month replace hours a day, and both together are refused.
func TestUsageByTheMonth(t *testing.T) {
	t.Parallel()
	server := acctest.OfflineServer(t, nil)
	for name, test := range map[string]struct {
		usage    acctest.Attributes
		day      any
		estimate string
	}{
		"a day":      {acctest.Attributes{"hours_per_day": 8}, 8, "8 of 24 h"},
		"a month":    {acctest.Attributes{"hours_per_month": 100}, nil, "100 h ="},
		"neither":    {acctest.Attributes{"when_idle": "TERMINATED"}, 24, "730 h ="},
		"both":       {acctest.Attributes{"hours_per_day": 8, "hours_per_month": 100}, nil, ""},
		"not known":  {acctest.Attributes{"hours_per_month": acctest.Unknown{}}, acctest.Unknown{}, ""},
		"other than": {acctest.Attributes{"hours_per_day": 8, "hours_per_month": acctest.Unknown{}}, 8, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := acctest.Attributes{
				"name": "trainer", "image": "busybox:1", "gpu": acctest.Attributes{"type_ids": []any{"NVIDIA L4"}}, "usage": test.usage,
			}
			p, err := server.Plan(t.Context(), &acctest.Instance{Type: "runpod_pod"}, config)
			if name == "both" {
				if err == nil || !strings.Contains(err.Error(), "Conflicting hours of usage") {
					t.Errorf("not refused: %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			got := acctest.At(p.Planned, "usage", "hours_per_day")
			if want := acctest.TerraformValue(got.Type(), test.day); !got.Equal(want) {
				t.Errorf("hours a day are planned as %s, want %s", got, want)
			}
			if summary := acctest.At(p.Planned, "estimated_cost").String(); test.estimate != "" && !strings.Contains(summary, test.estimate) {
				t.Errorf("no %q in %s", test.estimate, summary)
			}
		})
	}
}

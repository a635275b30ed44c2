package estimate

import (
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

// What a comparison cannot know is null and noted: since when something exists, and what a young bill says of its usage.
func TestCompare(t *testing.T) {
	t.Parallel()
	estimator := cost.Estimator{Prices: cost.Snapshot(), Settings: cost.DefaultSettings()}
	end := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	ago := func(hours int) time.Time { return end.Add(-time.Duration(hours) * time.Hour) }
	id := "abc"
	pod := func(created time.Time) billed {
		p := cost.Pod{Name: "p", GPUTypeIDs: []string{"NVIDIA L4"}, GPUCount: 1}
		return billed{kind: kindPod, id: &id, created: created, knob: podKnob(p), estimate: func(e cost.Estimator) cost.Estimate { return e.Pod(p) }}
	}
	volume := billed{kind: kindNetworkVolume, id: &id, estimate: func(e cost.Estimator) cost.Estimate {
		return e.NetworkVolume(cost.NetworkVolume{Name: "v", SizeGB: 1000})
	}}
	stopped := pod(ago(48))
	stopped.pricedAs = "priced as stopped"
	for name, test := range map[string]struct {
		of        billed
		spent     *spent
		hours     string // "" is null
		suggested bool
		note      string
	}{
		"a volume without a bill":       {of: volume, note: "not known and it has no bill yet"},
		"a volume with one":             {of: volume, spent: &spent{decimal.New(1, 0), ago(48)}, hours: "48", note: "the day of its first bill"},
		"an old volume":                 {of: volume, spent: &spent{decimal.New(1, 0), ago(720)}, hours: "720"},
		"a pod":                         {of: pod(ago(48)), spent: &spent{decimal.New(1, 0), ago(48)}, hours: "48", suggested: true},
		"a pod that is a day old":       {of: pod(ago(24)), spent: &spent{decimal.New(1, 0), ago(24)}, hours: "24", suggested: true},
		"a young pod":                   {of: pod(ago(23)), spent: &spent{decimal.New(1, 0), ago(23)}, hours: "23", note: "too young to suggest a usage"},
		"a pod made now":                {of: pod(end), hours: "0", note: "too young to suggest a usage"},
		"a pod that is not on it":       {of: pod(ago(48)), hours: "48", note: "it is not on the bill"},
		"a pod billed for nothing":      {of: pod(ago(48)), spent: &spent{}, hours: "48", suggested: true},
		"a pod priced as what it isn't": {of: stopped, spent: &spent{decimal.New(1, 0), ago(48)}, hours: "48", suggested: true, note: "priced as stopped"},
	} {
		b := bill{start: ago(720), end: end, lines: map[line]spent{}}
		if test.spent != nil {
			b.lines[line{test.of.kind, id}] = *test.spent
		}
		a := b.compare(test.of, test.of.estimate(estimator), estimator)
		hours := ""
		if a.hours.Valid {
			hours = a.hours.Decimal.String()
		}
		if hours != test.hours || a.likely.Valid != (hours != "") || !a.billedUSD.Valid || (a.suggested != nil) != test.suggested {
			t.Errorf("%s: %s h, billed %v, estimated %v, suggested %v", name, hours, a.billedUSD, a.likely, a.suggested)
		}
		if notes := strings.Join(a.notes, "\n"); !strings.Contains(notes, test.note) || (test.note == "") != (notes == "") {
			t.Errorf("%s: notes %q", name, notes)
		}
	}
}

// A pod that is to be stopped is priced as stopped all the time, whatever it did: that is said, unless its usage has hours.
func TestPodPricedAsStopped(t *testing.T) {
	t.Parallel()
	state := func(s string) *string { return &s }
	for name, test := range map[string]struct {
		in   podInput
		said bool
	}{
		"running":             {podInput{DesiredState: state(stateRunning)}, false},
		"stopped":             {podInput{DesiredState: state(stateStopped)}, true},
		"stopped, with usage": {podInput{DesiredState: state(stateStopped), Usage: &podUsageInput{HoursPerDay: types.Float64Value(8)}}, false},
		"stopped, no hours":   {podInput{DesiredState: state(stateStopped), Usage: &podUsageInput{WhenIdle: state("TERMINATED")}}, true},
	} {
		test.in.CPU = &cpuInput{FlavorID: state("cpu3c"), VCPUCount: new(int64(2))}
		if got := test.in.billed(element{}).pricedAs; strings.Contains(got, "`desired_state` is STOPPED") != test.said {
			t.Errorf("%s: %q", name, got)
		}
	}
}

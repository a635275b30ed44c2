package account

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// said are the lines of a log at level INFO: the message, and what was seen.
func said(t *testing.T, log *bytes.Buffer) []string {
	t.Helper()
	entries, err := tflogtest.MultilineJSONDecode(log)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, entry := range entries {
		line, _ := entry["@message"].(string)
		if seen, ok := entry["seen"].(string); ok {
			line += ": " + seen
		}
		if entry["@level"] == "info" {
			lines = append(lines, line)
		}
	}
	return lines
}

// TestPollSaysWhatItWaitsFor: each change, and the rest at growing intervals.
func TestPollSaysWhatItWaitsFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		ctx := tflogtest.RootLogger(t.Context(), &log)
		began := time.Now()
		err := NewDeadline(runpod.SystemClock(), TimeoutCreate, time.Hour).Poll(ctx, "the pod's start", 5*time.Second, func(ctx context.Context) (bool, error) {
			switch since := time.Since(began); {
			case since >= 20*time.Minute:
				return true, nil
			case since >= 5*time.Minute:
				Saw(ctx, "pod x is STARTING")
			default:
				Saw(ctx, "pod x is PROVISIONING")
			}
			return false, nil
		})
		lines := said(t, &log)
		if err != nil || len(lines) < 5 || len(lines) > 12 {
			t.Fatalf("%v, and %d lines of 240 looks: %q", err, len(lines), lines)
		}
		if lines[0] != "Waiting for the pod's start: pod x is PROVISIONING" || lines[len(lines)-1] != "Finished waiting for the pod's start: pod x is STARTING" {
			t.Errorf("got %q", lines)
		}

		log.Reset()
		if err := NewDeadline(runpod.SystemClock(), TimeoutCreate, time.Hour).Poll(ctx, "nothing", time.Second, func(context.Context) (bool, error) { return true, nil }); err != nil || log.Len() > 0 {
			t.Errorf("nothing was waited for: %v, %s", err, &log)
		}
	})
}

// TestTimeoutSaysWhatWasSeen: the error has the history, of which the log had the end.
func TestTimeoutSaysWhatWasSeen(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		looks := 0
		err := NewDeadline(runpod.SystemClock(), TimeoutCreate, time.Minute).Poll(tflogtest.RootLogger(t.Context(), &log), "the start", 10*time.Second, func(ctx context.Context) (bool, error) {
			looks++
			Saw(ctx, "it is %s", []string{"new", "new", "new", "old", "old", "old", "old"}[looks-1])
			return false, nil
		})
		if timeout, ok := errors.AsType[*TimeoutError](err); !ok || err.Error() != "timed out after 1m0s while waiting for the start (7 checks, after 0s: it is new; after 30s: it is old)" {
			t.Errorf("got %v, %v", err, timeout)
		}
		if lines := said(t, &log); lines[len(lines)-1] != "Gave up waiting for the start: it is old" {
			t.Errorf("got %q", lines)
		}
	})
}

type place string

func (p place) String() string { return string(p) }

// TestPlacementSaysItsRounds: the log while it goes on, and the error in the end.
func TestPlacementSaysItsRounds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		tries := 0
		_, err := Placement[place, int]{
			Deadline:   NewDeadline(runpod.SystemClock(), TimeoutCreate, 24*time.Hour),
			Candidates: []place{"A100 in EU-RO-1", "H100 anywhere"},
			Create: func(context.Context, place) (*int, error) {
				tries++
				return nil, &runpod.Error{StatusCode: 400, Detail: "There are no instances currently available"}
			},
		}.Place(tflogtest.RootLogger(t.Context(), &log))
		if err == nil || !strings.Contains(err.Error(), " rounds of all candidates:\n  - A100 in EU-RO-1: ") || !strings.HasSuffix(err.Error(), "\nThe rounds began after 0s, 10s, 30s, 1m10s, 2m30s, ..., 24h0m0s") {
			t.Errorf("got %v", err)
		}
		tried := strings.Count(log.String(), `"tried":"A100 in EU-RO-1, H100 anywhere"`)
		lines := said(t, &log)
		if !strings.HasPrefix(lines[0], "Waiting for capacity") || !strings.HasPrefix(lines[len(lines)-1], "Gave up waiting for capacity") || tried < 10 || tried > 160 {
			t.Errorf("%d of %d tries are logged: %q", tried, tries, lines)
		}
	})
}

// TestPlacementAdvises: what is declared, and what a host must have first where no host has it.
func TestPlacementAdvises(t *testing.T) {
	t.Parallel()
	two := Widening{Constraints: []string{"lower or remove `gpu.min_cuda_version`"}, Places: []string{"add GPU types to `gpu.type_ids`"}}
	const none, noHost = "There are no instances currently available", "Could not find any pods with required specifications"
	for name, test := range map[string]struct {
		widen       Widening
		detail, end string
	}{
		"no room":     {two, none, " Add GPU types to `gpu.type_ids`, lower or remove `gpu.min_cuda_version`, or raise `timeouts.create`."},
		"no host":     {two, noHost, " Lower or remove `gpu.min_cuda_version`, add GPU types to `gpu.type_ids`, or raise `timeouts.create`."},
		"one":         {Widening{Places: two.Places}, noHost, " Add GPU types to `gpu.type_ids` or raise `timeouts.create`."},
		"nothing set": {Widening{}, none, " Raise `timeouts.create`."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				_, err := Placement[place, int]{
					Deadline: NewDeadline(runpod.SystemClock(), TimeoutCreate, time.Minute), Candidates: []place{"A100 in EU-RO-1"}, Widen: test.widen,
					Create: func(context.Context, place) (*int, error) {
						return nil, &runpod.Error{StatusCode: 400, Detail: test.detail}
					},
				}.Place(t.Context())
				if advised, ok := errors.AsType[Advised](err); !ok || !strings.HasSuffix(advised.NextStep(), test.end) {
					t.Errorf("got %v", err)
				}
			})
		})
	}
}

package pod

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// Waits between two rounds through all candidates.
const (
	firstRoundWait = 10 * time.Second
	maxRoundWait   = 2 * time.Minute
)

// candidate is one place to ask for. RunPod takes one GPU type a request and
// does not fall back by itself.
type candidate struct {
	gpuTypeID    string // empty on a CPU pod
	flavorID     string // empty on a GPU pod
	dataCenterID string // empty means anywhere
}

func (c candidate) String() string {
	where := "any data center"
	if c.dataCenterID != "" {
		where = c.dataCenterID
	}
	return c.gpuTypeID + c.flavorID + " in " + where
}

// candidates are the declared GPU types in order, each in every declared data
// center.
func (m *model) candidates(ctx context.Context, diags *diag.Diagnostics) []candidate {
	var computes []candidate
	if cpu := tfkit.ObjectAs[cpuModel](ctx, m.CPU, diags); cpu != nil {
		computes = []candidate{{flavorID: cpu.FlavorID.ValueString()}}
	}
	if gpu := tfkit.ObjectAs[gpuModel](ctx, m.GPU, diags); gpu != nil {
		for _, id := range tfkit.Strings(gpu.TypeIDs) {
			computes = append(computes, candidate{gpuTypeID: id})
		}
	}
	dataCenters := tfkit.Strings(m.DataCenterIDs)
	if len(dataCenters) == 0 {
		return computes
	}
	slices.Sort(dataCenters)
	all := make([]candidate, 0, len(computes)*len(dataCenters))
	for _, c := range computes {
		for _, id := range dataCenters {
			c.dataCenterID = id
			all = append(all, c)
		}
	}
	return all
}

// refusal is why a candidate did not work out.
type refusal struct {
	at  candidate
	err error
}

// placementError lists every candidate and why it failed, each by its last
// answer.
type placementError struct {
	refusals []refusal
	rounds   int
	timeout  time.Duration
	// hopeless is set where no candidate failed for lack of capacity, so that
	// waiting would not have helped.
	hopeless bool
}

func (e *placementError) Error() string {
	var b strings.Builder
	if e.hopeless {
		b.WriteString("RunPod refused every candidate, and none for lack of capacity:")
	} else {
		fmt.Fprintf(&b, "no capacity within %s, in %d rounds through every candidate:", e.timeout, e.rounds)
	}
	for _, r := range e.refusals {
		fmt.Fprintf(&b, "\n  - %s: %s", r.at, r.err)
	}
	return b.String()
}

// Unwrap gives the last refusal, which is what to read where the fault is in the
// request.
func (e *placementError) Unwrap() error { return e.refusals[len(e.refusals)-1].err }

// NextStep is what the user can do about it.
func (e *placementError) NextStep() string {
	if e.hopeless {
		return "Nothing was created. RunPod uses one answer for wrong requests and for missing capacity, so read its words above as a fault of the configuration."
	}
	return "Nothing was created and nothing bills. Add GPU types to `gpu.type_ids`, add or drop `data_center_ids`, try the other `cloud`, or raise `timeouts.create`."
}

// place walks the candidates until one is placed, round after round until the
// deadline while any of them may come free.
func place(ctx context.Context, deadline tfkit.Deadline, candidates []candidate, create func(context.Context, candidate) (*runpod.Pod, error)) (*runpod.Pod, error) {
	wait := firstRoundWait
	for round := 1; ; round++ {
		failure := &placementError{rounds: round, timeout: deadline.Timeout(), hopeless: true}
		for _, at := range candidates {
			pod, err := create(ctx, at)
			if err == nil {
				return pod, nil
			}
			if !tryNext(err) {
				return nil, fmt.Errorf("on %s: %w", at, err)
			}
			failure.hopeless = failure.hopeless && !runpod.IsCapacity(err)
			failure.refusals = append(failure.refusals, refusal{at: at, err: err})
		}
		switch {
		case len(failure.refusals) == 0:
			return nil, errors.New("no GPU type to try")
		case failure.hopeless && len(failure.refusals) == 1:
			return nil, failure.refusals[0].err
		case failure.hopeless || deadline.Passed():
			return nil, failure
		}
		tflog.Info(ctx, "No capacity, trying again", map[string]any{"candidates": len(candidates), "round": round, "wait": wait.String()})
		if err := deadline.Sleep(ctx, wait); err != nil {
			return nil, fmt.Errorf("waiting for capacity: %w; last answers: %w", err, failure)
		}
		wait = min(2*wait, maxRoundWait)
	}
}

// tryNext reports whether another candidate may fare better. A refusal of 400
// may be a lack of capacity in words not known yet; 403 closes one pool only.
func tryNext(err error) bool {
	if _, ok := errors.AsType[*runpod.AmbiguousError](err); ok {
		return false
	}
	return runpod.IsCapacity(err) || runpod.HasStatus(err, 400, 403)
}

package pod

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/container"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

const (
	pollInterval  = 5 * time.Second
	startInterval = 20 * time.Second
	// staleReads is how often an old status may be read after a start before it
	// counts.
	staleReads = 2
)

// endedError says that a pod ended instead of running.
type endedError struct {
	id     string
	status runpod.PodStatus
}

func (e *endedError) Error() string {
	return fmt.Sprintf("pod %s reached status %s instead of RUNNING", e.id, e.status)
}

// NextStep is what the user can do about it.
func (e *endedError) NextStep() string {
	return "The container probably exited or could not start. Check the pod's logs (`data.runpod_pod_logs`, or the Runpod console), then `image`, the start command and `env`, and apply again. The pod's disks bill as long as it exists."
}

// warnOfEnd says that a pod is stopped although it was to run: a short job may have stopped its own pod.
func warnOfEnd(pod *runpod.Pod, diags *diag.Diagnostics) {
	diags.AddAttributeWarning(path.Root("desired_state"), fmt.Sprintf("Pod stopped before it was seen running: %s", pod.Name),
		fmt.Sprintf("Pod %q (%s) is %s. Runpod restarts a container that exits, so the pod was stopped: by its own command, in the console, or for lack of funds. It is in the state, and its disks are kept and bill. "+
			"If it stops itself when its job is done, set `wait_until = \"CREATED\"` and `lifecycle { ignore_changes = [desired_state] }`; without that, the next apply starts it again. Otherwise check its logs (`data.runpod_pod_logs`).",
			pod.Name, pod.ID, pod.Status))
}

// waiter follows one pod.
type waiter struct {
	client   *runpod.Client
	reads    *account.Reads[runpod.Pod]
	deadline account.Deadline
	id       string
	// last is the newest answer, kept so that a failed wait still leaves the
	// state with what is known.
	last *runpod.Pod
	// startedAt is when Runpod accepted a start; zero where none was asked for.
	startedAt time.Time
	// progress, where set, is told what happens meanwhile.
	progress func(message string)
}

// saw keeps an answer, and tells what is new in it.
func (w *waiter) saw(pod *runpod.Pod) {
	if w.last == nil || standing(w.last) != standing(pod) {
		w.tell("Pod %s %s.", pod.ID, standing(pod))
	}
	w.last = pod
}

// standing is the phase of a pod's life. A status alone does not say whether the
// container runs.
func standing(pod *runpod.Pod) string {
	if pod.Status == runpod.PodStatusRunning && !pod.Runs() {
		return "starts its container"
	}
	return "is " + string(pod.Status)
}

// standingOf is standing, and for who waits for ports too, which of them are missing.
func standingOf(pod *runpod.Pod, ready bool) string {
	if missing := pod.Unmapped(); ready && pod.Runs() && len(missing) > 0 {
		return "runs, without an address for " + strings.Join(missing, ", ")
	}
	return standing(pod)
}

func (w *waiter) tell(format string, values ...any) {
	if w.progress != nil {
		w.progress(fmt.Sprintf(format, values...))
	}
}

// Running waits until the container runs, and with ready until its ports can be
// reached.
func (w *waiter) Running(ctx context.Context, ready bool) error {
	what := "the pod to start"
	if ready {
		what = "the pod to start and its ports to be mapped"
	}
	ended, looks := 0, 0
	look, stop := w.reads.Watch()
	defer stop()
	return w.deadline.Poll(ctx, what, pollInterval, func(ctx context.Context) (bool, error) {
		pod, err := look(ctx, w.id, pollInterval)
		if err != nil {
			return false, fmt.Errorf("reading pod %s while waiting for %s: %w", w.id, what, err)
		}
		w.saw(pod)
		account.Saw(ctx, "pod %s %s", pod.ID, standingOf(pod, ready))
		if looks++; looks <= staleReads && w.isStale(pod) {
			return false, nil
		}
		switch pod.Status {
		case runpod.PodStatusExited, runpod.PodStatusError:
			ended++
			if ended > staleReads {
				return false, &endedError{id: w.id, status: pod.Status}
			}
		case runpod.PodStatusTerminated:
			return false, &endedError{id: w.id, status: pod.Status}
		case runpod.PodStatusProvisioning, runpod.PodStatusStarting, runpod.PodStatusRunning:
			ended = 0
		}
		if pod.Runs() && isBare(pod) {
			return false, &noGPUError{err: fmt.Errorf("pod %s runs, but not as declared", w.id), refusal: errBare}
		}
		return pod.Runs() && (!ready || len(pod.Unmapped()) == 0), nil
	})
}

// isStale reports whether an answer shows the pod as it ran before it was stopped: its
// container cannot run for longer than since the start. An uptime below zero is that of a
// container on its way out.
func (w *waiter) isStale(pod *runpod.Pod) bool {
	if w.startedAt.IsZero() || pod.Runtime == nil {
		return false
	}
	return pod.Runtime.Uptime < 0 || pod.Uptime() > w.deadline.Now().Sub(w.startedAt)
}

// Mapped waits for the ports of a pod that runs and has SSH on secure cloud, as a
// courtesy: on community cloud a host may have no public address.
func (w *waiter) Mapped(ctx context.Context) (missing string) {
	patience := container.Courtesy - w.last.Uptime()
	if w.last.Cloud != runpod.CloudSecure || !slices.Contains(w.last.Ports, runpod.SSHPort) || len(w.last.Unmapped()) == 0 || patience <= 0 {
		return ""
	}
	within := *w
	within.deadline = w.deadline.Within(patience)
	err := within.Running(ctx, true)
	w.last = within.last
	if err == nil {
		return ""
	}
	return strings.Join(w.last.Unmapped(), ", ")
}

// stopped waits until the pod has stopped.
func (w *waiter) stopped(ctx context.Context) error {
	look, stop := w.reads.Watch()
	defer stop()
	return w.deadline.Poll(ctx, "the pod to stop", pollInterval, func(ctx context.Context) (bool, error) {
		pod, err := look(ctx, w.id, pollInterval)
		if err != nil {
			return false, fmt.Errorf("reading pod %s while it stops: %w", w.id, err)
		}
		w.saw(pod)
		account.Saw(ctx, "pod %s %s", pod.ID, standing(pod))
		return desiredState(pod.Status) == stateStopped, nil
	})
}

// act runs an action and keeps the answer.
func (w *waiter) act(ctx context.Context, action runpod.PodAction) error {
	pod, err := w.client.PodAction(ctx, w.id, action)
	if err != nil {
		if w.isDone(ctx, action, err) {
			return nil
		}
		return fmt.Errorf("action %s: %w", action, err)
	}
	if action == runpod.PodActionStart {
		w.startedAt = w.deadline.Now()
	}
	if pod != nil {
		w.saw(pod)
	}
	return nil
}

// isDone asks the pod itself where Runpod refuses an action for the pod's state,
// or where its answer was lost: what was wanted may have come about. A restart
// leaves nothing to tell it by.
func (w *waiter) isDone(ctx context.Context, action runpod.PodAction, err error) bool {
	_, lost := errors.AsType[*runpod.AmbiguousError](err)
	if action == runpod.PodActionRestart || (!lost && !runpod.IsConflict(err)) {
		return false
	}
	pod, err := w.client.GetPod(ctx, w.id)
	if Kind.IsGone(pod, err) {
		return action == runpod.PodActionTerminate
	}
	if err != nil || action == runpod.PodActionTerminate {
		return false
	}
	w.saw(pod)
	return (action == runpod.PodActionStop) == (desiredState(pod.Status) == stateStopped)
}

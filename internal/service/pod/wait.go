package pod

import (
	"context"
	"fmt"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
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
	return fmt.Sprintf("pod %s became %s instead of RUNNING", e.id, e.status)
}

// NextStep is what the user can do about it.
func (e *endedError) NextStep() string {
	return "The container probably ended or could not start: look at the pod's logs in the RunPod console, and check `image`, the start command and `env`. " +
		"The pod is in the state; apply again to start it, or destroy it so that its disk stops billing."
}

// waiter follows one pod.
type waiter struct {
	api      api
	reads    *tfkit.Reads[runpod.Pod]
	deadline tfkit.Deadline
	id       string
	// last is the newest answer, kept so that a failed wait still leaves the
	// state with what is known.
	last *runpod.Pod
	// progress, where set, is told what happens meanwhile.
	progress func(message string)
}

// saw keeps an answer, and tells of a status that is new.
func (w *waiter) saw(pod *runpod.Pod) {
	if w.last == nil || w.last.Status != pod.Status {
		w.tell("Pod %s is %s.", pod.ID, pod.Status)
	}
	w.last = pod
}

func (w *waiter) tell(format string, values ...any) {
	if w.progress != nil {
		w.progress(fmt.Sprintf(format, values...))
	}
}

// running waits until the pod runs, and with ready until its ports are mapped.
func (w *waiter) running(ctx context.Context, ready bool) error {
	what := "the pod's start"
	if ready {
		what = "the pod's start and the mapping of its ports"
	}
	ended := 0
	look, stop := w.reads.Watch()
	defer stop()
	return w.deadline.Poll(ctx, what, pollInterval, func(ctx context.Context) (bool, error) {
		pod, err := look(ctx, w.id, pollInterval)
		if err != nil {
			return false, fmt.Errorf("reading pod %s while waiting for %s: %w", w.id, what, err)
		}
		w.saw(pod)
		switch pod.Status {
		case runpod.PodStatusRunning:
			return !ready || isReady(pod), nil
		case runpod.PodStatusExited, runpod.PodStatusError:
			ended++
			if ended > staleReads {
				return false, &endedError{id: w.id, status: pod.Status}
			}
		case runpod.PodStatusTerminated:
			return false, &endedError{id: w.id, status: pod.Status}
		case runpod.PodStatusProvisioning, runpod.PodStatusStarting:
			ended = 0
		}
		return false, nil
	})
}

// stopped waits until the pod has stopped.
func (w *waiter) stopped(ctx context.Context) error {
	look, stop := w.reads.Watch()
	defer stop()
	return w.deadline.Poll(ctx, "the pod's stop", pollInterval, func(ctx context.Context) (bool, error) {
		pod, err := look(ctx, w.id, pollInterval)
		if err != nil {
			return false, fmt.Errorf("reading pod %s while it stops: %w", w.id, err)
		}
		w.saw(pod)
		return desiredState(pod.Status) == stateStopped, nil
	})
}

// gone waits until RunPod no longer knows the pod.
func (w *waiter) gone(ctx context.Context) error {
	look, stop := w.reads.Watch()
	defer stop()
	return w.deadline.Poll(ctx, "the pod's removal", pollInterval, func(ctx context.Context) (bool, error) {
		pod, err := look(ctx, w.id, pollInterval)
		if isGone(pod, err) {
			return true, nil
		}
		if err != nil {
			return false, fmt.Errorf("reading pod %s while it is removed: %w", w.id, err)
		}
		return false, nil
	})
}

// isGone knows both answers that RunPod gives for a pod that was deleted.
func isGone(pod *runpod.Pod, err error) bool {
	return runpod.IsNotFound(err) || (err == nil && pod.Status == runpod.PodStatusTerminated)
}

// isReady reports whether every TCP port is mapped, and SSH has an address where
// it is exposed.
func isReady(pod *runpod.Pod) bool {
	mapped := portMappings(pod.Runtime).Elements()
	for _, port := range pod.Ports {
		if len(port) > 4 && port[len(port)-4:] == "/tcp" {
			if _, ok := mapped[port]; !ok {
				return false
			}
		}
		if port == "22/tcp" && pod.SSH.Direct == nil {
			return false
		}
	}
	return true
}

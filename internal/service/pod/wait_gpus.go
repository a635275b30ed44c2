package pod

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/container"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// isBare reports whether a pod runs without its GPUs. Runpod may start a stopped pod so, where
// none is free on the machine that keeps it.
func isBare(pod *runpod.Pod) bool {
	if pod.Status != runpod.PodStatusRunning || pod.CPU != nil {
		return false
	}
	if pod.GPU == nil { // until its container runs, it may not be placed yet
		return pod.Runs()
	}
	return pod.GPU.Count == 0
}

// errBare is what a start has come to that gave the pod no GPU.
var errBare = errors.New("the pod started without its GPUs")

// up starts the pod if it has stopped, and waits as until says. A pod that has come up without its GPUs is
// stopped and started until it has them.
func (w *waiter) up(ctx context.Context, until types.String) (missing string, err error) {
	if isBare(w.last) {
		if err := w.halt(ctx); err != nil {
			return "", err
		}
	}
	bare := false // was the last try
	err = w.deadline.Poll(ctx, "the pod to start with its GPUs", startInterval, func(ctx context.Context) (bool, error) {
		bare = false
		if desiredState(w.last.Status) == stateStopped {
			if err := w.start(ctx); err != nil {
				return false, err
			}
		}
		var err error
		if missing, err = container.AwaitStart(ctx, until, w); !errors.Is(err, errBare) {
			return true, err
		}
		account.Saw(ctx, "pod %s started without its GPUs", w.id)
		bare = true
		return false, w.halt(ctx)
	})
	if err != nil && bare {
		err = &noGPUError{err: err, refusal: errBare}
	}
	return missing, err
}

// halt stops the pod and waits until it has stopped.
func (w *waiter) halt(ctx context.Context) error {
	if err := w.act(ctx, runpod.PodActionStop); err != nil {
		return err
	}
	return w.stopped(ctx)
}

// start goes on while the machine that keeps the pod has no free GPU. A pod that starts without
// its GPUs is stopped again: it would bill, and not be what was asked for.
func (w *waiter) start(ctx context.Context) error {
	var refusal error
	err := w.deadline.Poll(ctx, "a free GPU on the pod's machine", startInterval, func(ctx context.Context) (bool, error) {
		err := w.act(ctx, runpod.PodActionStart)
		if err == nil && isBare(w.last) {
			if err := w.halt(ctx); err != nil {
				return false, fmt.Errorf("stopping the pod, which started without its GPUs: %w", err)
			}
			err = errBare
		}
		if runpod.IsCapacity(err) || errors.Is(err, errBare) {
			if refusal == nil {
				w.tell("There is no free GPU on the machine of pod %s. Retrying for up to %s.", w.id, w.deadline.Timeout())
			}
			refusal = err
			account.Saw(ctx, "no GPU is free on the machine of pod %s", w.id)
			return false, nil
		}
		return true, err
	})
	if err != nil && refusal != nil {
		return &noGPUError{err: err, refusal: refusal}
	}
	return err
}

// noGPUError says that a stopped pod could not get its GPU back.
type noGPUError struct{ err, refusal error }

func (e *noGPUError) Error() string {
	return fmt.Sprintf("%s; Runpod's last response: %s", e.err, e.refusal)
}

func (e *noGPUError) Unwrap() []error { return []error{e.err, e.refusal} }

// NextStep is what the user can do about it.
func (e *noGPUError) NextStep() string {
	return "A stopped pod keeps its machine but not its GPU. Apply again later, or raise `timeouts.update`. To use another machine, replace the pod (`-replace`): that deletes its volume disk, so save the data first."
}

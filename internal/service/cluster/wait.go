package cluster

import (
	"context"
	"fmt"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

const (
	pollInterval = 5 * time.Second
	// failedReads is how often a pod may be seen to have ended before it counts:
	// a status can be old.
	failedReads = 3
)

// failedError says that pods of a cluster ended instead of running.
type failedError struct {
	id   string
	pods runpod.ClusterPodsSummary
}

func (e *failedError) Error() string {
	return fmt.Sprintf("%d of the %d pods of cluster %s ended instead of running (%d EXITED, %d ERROR, %d TERMINATED)", ended(e.pods), e.pods.Total, e.id,
		e.pods.ByStatus[runpod.PodStatusExited], e.pods.ByStatus[runpod.PodStatusError], e.pods.ByStatus[runpod.PodStatusTerminated])
}

// NextStep is what the user can do about it.
func (e *failedError) NextStep() string {
	return "The container probably ended or could not start: look at the pods' logs in the RunPod console, and check `image`, the start command and `env`. " +
		"The cluster bills and is in the state as tainted: the next apply replaces it, or destroy it."
}

func ended(pods runpod.ClusterPodsSummary) int64 {
	return pods.ByStatus[runpod.PodStatusExited] + pods.ByStatus[runpod.PodStatusError] + pods.ByStatus[runpod.PodStatusTerminated]
}

// waiter follows a cluster that starts.
type waiter struct {
	client   *runpod.Client
	deadline account.Deadline
	// last is what is known, kept so that a failed wait still leaves the state
	// with it.
	last members
}

// running waits until all pods run.
func (w *waiter) running(ctx context.Context) error {
	id, failures := w.last.cluster.ID, 0
	return w.deadline.Poll(ctx, "the start of all pods of the cluster", pollInterval, func(ctx context.Context) (bool, error) {
		cluster, err := w.client.GetCluster(ctx, id)
		if err != nil {
			return false, fmt.Errorf("reading cluster %s while it starts: %w", id, err)
		}
		w.last.cluster = cluster
		if ended(cluster.Pods) > 0 {
			if failures++; failures == failedReads {
				return false, &failedError{id: id, pods: cluster.Pods}
			}
			return false, nil
		}
		failures = 0
		if cluster.Pods.ByStatus[runpod.PodStatusRunning] < cluster.Compute.PodCount {
			return false, nil
		}
		pods, err := w.client.ListClusterPods(ctx, id)
		if err != nil {
			return false, fmt.Errorf("reading the pods of cluster %s: %w", id, err)
		}
		w.last.pods = byRank(pods)
		return true, nil
	})
}

package cluster

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/container"
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
	return fmt.Sprintf("%d of the %d pods of cluster %s ended before they were running (%d EXITED, %d ERROR, %d TERMINATED)", ended(e.pods), e.pods.Total, e.id,
		e.pods.ByStatus[runpod.PodStatusExited], e.pods.ByStatus[runpod.PodStatusError], e.pods.ByStatus[runpod.PodStatusTerminated])
}

// NextStep is what the user can do about it.
func (e *failedError) NextStep() string {
	return "The container probably exited or could not start. Check the pods' logs in the Runpod console, then `image`, the start command and `env`, and apply again."
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

// Running waits until the containers of all pods run, and with ready until their
// ports can be reached.
func (w *waiter) Running(ctx context.Context, ready bool) error {
	id, failures := w.last.cluster.ID, 0
	what := "all pods of the cluster to start"
	if ready {
		what += " and their ports to be mapped"
	}
	return w.deadline.Poll(ctx, what, pollInterval, func(ctx context.Context) (bool, error) {
		cluster, err := w.client.GetCluster(ctx, id)
		if err != nil {
			return false, fmt.Errorf("reading cluster %s while it starts: %w", id, err)
		}
		w.last.cluster = cluster
		account.Saw(ctx, "cluster %s has %s", id, countsOf(cluster.Pods))
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
		if missing := w.last.unmapped(); ready && len(missing) > 0 {
			account.Saw(ctx, "cluster %s runs, without an address for %s", id, strings.Join(missing, "; "))
		}
		return w.last.run() && (!ready || len(w.last.unmapped()) == 0), nil
	})
}

// countsOf says how many pods of a cluster stand where.
func countsOf(pods runpod.ClusterPodsSummary) string {
	var counts []string
	for _, status := range slices.Sorted(maps.Keys(pods.ByStatus)) {
		if n := pods.ByStatus[status]; n > 0 {
			counts = append(counts, fmt.Sprintf("%d %s", n, status))
		}
	}
	return fmt.Sprintf("%d pods: %s", pods.Total, strings.Join(counts, ", "))
}

// Mapped waits for the ports of a cluster that runs and has SSH, as a courtesy.
func (w *waiter) Mapped(ctx context.Context) (missing string) {
	if !w.last.primaryHasSSH() {
		return ""
	}
	within := *w
	within.deadline = w.deadline.Within(container.Courtesy)
	err := within.Running(ctx, true)
	w.last = within.last
	if err == nil {
		return ""
	}
	return strings.Join(w.last.unmapped(), "; ")
}

// run reports whether the containers of all pods run.
func (m members) run() bool {
	return int64(len(m.pods)) >= m.cluster.Compute.PodCount && !slices.ContainsFunc(m.pods, func(p runpod.Pod) bool { return !p.Runs() })
}

// unmapped says what of which pod cannot be reached yet. Where the primary is reached by
// SSH is told about the cluster itself.
func (m members) unmapped() []string {
	var missing []string
	for _, pod := range m.pods {
		if ports := pod.Unmapped(); len(ports) > 0 {
			missing = append(missing, fmt.Sprintf("%s of pod %s", strings.Join(ports, ", "), pod.ID))
		}
	}
	if p := m.cluster.Primary; len(missing) == 0 && p != nil && p.SSHEndpoint == nil && m.primaryHasSSH() {
		missing = append(missing, "SSH of the primary")
	}
	return missing
}

// primaryHasSSH reports whether the primary is reached by SSH. The list may be empty while the cluster's counts already
// have all pods.
func (m members) primaryHasSSH() bool {
	return len(m.pods) > 0 && slices.Contains(m.pods[0].Ports, runpod.SSHPort)
}

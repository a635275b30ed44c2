package account

import (
	"context"
	"fmt"
	"strings"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// PodsUsing names the pods for which uses is true, those of clusters among them: an
// answer for Users of a [Kind].
func PodsUsing(ctx context.Context, client *runpod.Client, uses func(*runpod.Pod) bool) ([]string, error) {
	pods, err := client.ListPods(ctx, runpod.ListPodsOptions{IncludeClusterPods: true})
	if err != nil {
		return nil, err
	}
	var users []string
	for i := range pods {
		if pod := &pods[i]; pod.Status != runpod.PodStatusTerminated && uses(pod) {
			users = append(users, fmt.Sprintf("pod %q (%s)", pod.Name, pod.ID))
		}
	}
	return users, nil
}

// ExplainTaken says of a refused create which object has the name already, where that
// is what Runpod refuses. It returns every other error as it is.
func ExplainTaken[T, R any](ctx context.Context, reads *Reads[T], kind *Kind[T, R], name string, refusal error) error {
	if refusal == nil || kind.NameTaken == nil || !kind.NameTaken(refusal) {
		return refusal
	}
	reads.Drop() // a list from before may lack it
	all, err := reads.List(ctx)
	if err != nil {
		return fmt.Errorf("%w; listing the %ss failed as well: %w", refusal, kind.Name, err)
	}
	for i := range all {
		if kind.IsNamed(&all[i], name) {
			return WithNextStep(refusal, fmt.Sprintf("%s%s %s already has this name. Import it by that ID, delete it, or use another name. %s",
				strings.ToUpper(kind.Name[:1]), kind.Name[1:], kind.ID(&all[i]), kind.Renewal))
		}
	}
	return refusal
}

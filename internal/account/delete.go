package account

import (
	"context"
	"fmt"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// inUseInterval is how long to wait before asking again.
const inUseInterval = 5 * time.Second

// DeleteUnused deletes what Runpod keeps as long as something uses it, and goes
// on until the deadline: its users may be part of the same destroy. inUse tells that refusal from others. What is
// gone already counts as deleted.
func (d Deadline) DeleteUnused(ctx context.Context, kind AnyKind, inUse func(error) bool, remove func(context.Context) error) error {
	var refusal error
	err := d.Poll(ctx, "the "+kind.KindName()+" to be released by what uses it", inUseInterval, func(ctx context.Context) (bool, error) {
		err := remove(ctx)
		switch {
		case err == nil || runpod.IsNotFound(err):
			return true, nil
		case inUse(err):
			refusal = err
			Saw(ctx, "Runpod refuses to delete it because it is in use")
			return false, nil
		}
		return false, err
	})
	if err != nil && refusal != nil {
		return WithNextStep(fmt.Errorf("%w; Runpod's last response to the delete: %w", err, refusal),
			fmt.Sprintf("Remove it from what uses it, or destroy that as well. %s If what uses it is being destroyed and needs more time, raise `%s` (now %s).", kind.renewal(), d.attribute, d.timeout))
	}
	return err
}

// RefusedInUse takes every refusal of a delete for one because of use: there is
// nothing else in such a request that could be wrong.
func RefusedInUse(err error) bool { return runpod.HasStatus(err, 400, 409) && !runpod.IsForeign(err) }

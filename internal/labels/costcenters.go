package labels

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

func isNotOffered(err error) bool { return errors.Is(err, runpod.ErrNotOffered) }

// membersOf lists what is attributed to a cost center, once a run as long as nothing
// is written.
func (l *Labels) membersOf(ctx context.Context, id string) ([]runpod.Labelled, error) {
	unlock, err := l.account.Locks.Lock(ctx, "cost center\x00"+id)
	if err != nil {
		return nil, err
	}
	defer unlock()
	l.mu.Lock()
	members, known := l.members[id]
	l.mu.Unlock()
	if known {
		return members, nil
	}
	members, err = l.account.Client.ListCostCenterResources(ctx, id)
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.members[id] = members
	return members, nil
}

func (l *Labels) dropMembers() {
	l.mu.Lock()
	defer l.mu.Unlock()
	clear(l.members)
}

// costCenterOf finds the cost center of an object; empty where it has none.
func (l *Labels) costCenterOf(ctx context.Context, object runpod.Labelled) (string, error) {
	centers, err := l.centers.List(ctx)
	if err != nil {
		return "", err
	}
	for _, center := range centers {
		members, err := l.membersOf(ctx, center.ID)
		if runpod.HasStatus(err, http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotImplemented) {
			return "", nil // nobody tells what belongs to it
		}
		if err != nil {
			return "", err
		}
		if among(members, object) == yes {
			return center.ID, nil
		}
	}
	return "", nil
}

// attribute makes an object's cost center the one with an id. RunPod may refuse what
// belongs to another one: it is taken out of that first then, and put back where that
// does not help.
func (l *Labels) attribute(ctx context.Context, id, before string, object runpod.Labelled) error {
	defer l.dropMembers()
	err := l.account.Client.AttributeCostCenterResource(ctx, id, object)
	if !runpod.HasStatus(err, 400, 409, 422) || runpod.IsForeign(err) || isNotOffered(err) {
		return err
	}
	if before == "" {
		l.dropMembers()
		var findErr error
		if before, findErr = l.costCenterOf(ctx, object); before == "" || findErr != nil {
			return err
		}
	}
	if removeErr := l.remove(ctx, before, object); removeErr != nil {
		return fmt.Errorf("%w; and it cannot be taken out of cost center %s: %w", err, before, removeErr)
	}
	if err = l.account.Client.AttributeCostCenterResource(ctx, id, object); err == nil {
		return nil
	}
	if backErr := l.account.Client.AttributeCostCenterResource(ctx, before, object); backErr != nil {
		return fmt.Errorf("%w; and it was taken out of cost center %s for that, which it cannot be put back into: %w", err, before, backErr)
	}
	return err
}

// remove takes an object out of a cost center. What is not in it is out of it, and so is
// everything where no account offers cost centers.
func (l *Labels) remove(ctx context.Context, id string, object runpod.Labelled) error {
	defer l.dropMembers()
	err := l.account.Client.RemoveCostCenterResource(ctx, id, object)
	if runpod.IsNotFound(err) || runpod.IsWithdrawn(err) {
		return nil
	}
	return err
}

package labels

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

func isNotOffered(err error) bool { return errors.Is(err, runpod.ErrNotOffered) }

// planCostCenter refuses a cost center that the account does not have. What is not known
// yet counts as right, and so does everything where cost centers cannot be listed: a plan
// does not need them.
func (l *Labels) planCostCenter(ctx context.Context, planned, state types.String, diags *diag.Diagnostics) {
	id := planned.ValueString()
	if id == "" || planned.Equal(state) || l.isUnlisted() {
		return
	}
	ctx = runpod.BestEffort(ctx, patience)
	centers, err := l.centers.List(ctx)
	if err != nil {
		l.mu.Lock()
		l.unlisted = true
		l.mu.Unlock()
		return
	}
	if slices.ContainsFunc(centers, func(c runpod.CostCenter) bool { return c.ID == id }) {
		return
	}
	// An apply plans again, and the list may be from before somebody made this one.
	if _, err := l.account.Client.GetCostCenter(ctx, id); !runpod.IsNotFound(err) {
		return
	}
	has := "The account has none. Create a `runpod_cost_center`, or remove `cost_center_id`."
	if len(centers) > 0 {
		names := make([]string, 0, len(centers))
		for _, c := range centers {
			names = append(names, fmt.Sprintf("%q (%s)", c.Value, c.ID))
		}
		has = "The account has " + tfkit.Listed(names) + ". Set the ID of one of them, or remove `cost_center_id`."
	}
	diags.AddAttributeError(path.Root(costCenterAttribute), "Unknown cost center", runpod.Printable(fmt.Sprintf("Runpod has no cost center with the ID %q. %s", id, has)))
}

func (l *Labels) isUnlisted() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.unlisted
}

// Attributed names what is attributed to a cost center, as in "pod abc, endpoint def"; it
// is empty where nothing is, or where that cannot be determined yet.
func (l *Labels) Attributed(ctx context.Context, id string) string {
	members, err := l.membersOf(runpod.BestEffort(ctx, patience), id)
	if err != nil {
		return ""
	}
	names := make([]string, 0, len(members))
	for _, m := range members {
		names = append(names, words(m.Type)+" "+m.ID)
	}
	return tfkit.Listed(names)
}

// words is a type as users know it, as in "network volume".
func words(t runpod.TagResourceType) string {
	if t == runpod.TagResourceTypeEndpoint {
		return "endpoint"
	}
	return strings.ReplaceAll(strings.ToLower(string(t)), "_", " ")
}

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

// attribute makes an object's cost center the one with an ID. Runpod may refuse what
// belongs to another one: it is taken out of that first then, and put back where that
// does not help.
func (l *Labels) attribute(ctx context.Context, id, before string, object runpod.Labelled) error {
	defer l.dropMembers()
	attribute := func() error { return l.account.Client.AttributeCostCenterResource(ctx, id, object) }
	err := l.late(ctx, attribute(), attribute)
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
		return fmt.Errorf("%w; removing it from cost center %s failed: %w", err, before, removeErr)
	}
	if err = l.account.Client.AttributeCostCenterResource(ctx, id, object); err == nil {
		return nil
	}
	if backErr := l.account.Client.AttributeCostCenterResource(ctx, before, object); backErr != nil {
		return fmt.Errorf("%w; it was removed from cost center %s, and restoring it there failed: %w", err, before, backErr)
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

package account

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account/journal"
)

// What the journal has is settled by what the state shows. Terraform hands every
// object of a state to the provider before it plans, even without a refresh, but the
// plan and its apply are processes of their own: what a plan saw is on the disk
// before the apply begins.

// pendingLeftovers are what earlier processes created and no state has shown yet.
func (g *CreateGuard) pendingLeftovers(ctx context.Context) []*journal.Leftover {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.read {
		var err error
		if g.pending, err = g.journal.Leftovers(); err != nil {
			tflog.Warn(ctx, "The journal cannot be read", map[string]any{"error": err.Error()})
		}
		g.read = true
	}
	return slices.Clone(g.pending)
}

// MarkTracked says that the state holds an object: nobody has to look for it.
func (g *CreateGuard) MarkTracked(ctx context.Context, kind, id string) {
	if id == "" {
		return
	}
	g.mu.Lock()
	isNew := insert(g.tracked, kind, id)
	insert(g.claimed, kind, id)
	g.mu.Unlock()
	if !isNew {
		return
	}
	for _, l := range g.pendingLeftovers(ctx) {
		if l.Entry.Kind != kind {
			continue
		}
		var err error
		switch {
		case l.Entry.ID == id:
			g.settle(l)
			err = l.Drop()
		case l.Relation == journal.Same && l.Entry.CouldBe(id):
			err = l.Exclude(id)
		}
		if err != nil {
			tflog.Warn(ctx, "The journal cannot be written", map[string]any{"error": err.Error()})
		}
	}
}

// settle takes an entry out of what is pending.
func (g *CreateGuard) settle(l *journal.Leftover) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.pending = slices.DeleteFunc(g.pending, func(other *journal.Leftover) bool { return other == l })
}

func (g *CreateGuard) isTracked(kind, id string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.tracked[kind][id]
}

// PlanCreate is told that a create of a kind is planned, and warns once where that
// could not be written down.
func (g *CreateGuard) PlanCreate(kind string, warn Warn) {
	g.mu.Lock()
	isFirst := len(g.planned) == 0
	g.planned[kind] = true
	g.mu.Unlock()
	if !isFirst {
		return
	}
	if err := g.journal.Check(); err != nil {
		warn("Creates cannot be recorded in the working directory",
			fmt.Sprintf("%s. If a run is killed while it creates something, the next run does not know about it and may create it again. Make the data directory of this working directory (.terraform) writable.", err))
	}
}

// Apply is told that this process applies a plan.
func (g *CreateGuard) Apply() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.applies = true
}

// End is told that the CLI has ended this process in order. A plan that is complete
// has shown what the state holds, and what it does not.
func (g *CreateGuard) End(ctx context.Context) error {
	g.mu.Lock()
	planned, applies := maps.Clone(g.planned), g.applies
	held := journal.Held{}
	for kind, ids := range g.tracked {
		held[kind] = slices.Collect(maps.Keys(ids))
	}
	g.mu.Unlock()
	err := g.journal.End()
	if len(planned) == 0 || applies {
		return err
	}
	err = errors.Join(err, g.journal.NoteHeld(held))
	unseen := slices.DeleteFunc(g.pendingLeftovers(ctx), func(l *journal.Leftover) bool {
		return !planned[l.Entry.Kind] || l.IsLost() || l.Relation != journal.Same
	})
	if len(unseen) == 0 || !journal.IsWhole(ctx) {
		return err
	}
	for _, l := range unseen {
		err = errors.Join(err, l.Miss())
	}
	return err
}

package account

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"
)

// strangerAge is up to what age an object that no state is known to hold may be what
// a run left whose working directory is gone.
const strangerAge = time.Hour

// warnOfStrangers reports objects of the same name and shape as what is about to be
// created, which are young and which nothing here knows of. It asks Runpod for
// nothing: the list was read for the create.
func (c *creation[T, R]) warnOfStrangers(ctx context.Context, warn Warn) {
	if c.kind.Created == nil {
		return
	}
	var strangers []T
	now, skew := c.guard.runpodTime()
	for _, object := range c.listed() {
		age := now.Sub(c.kind.Created(&object))
		if age < strangerAge && age > -skew && c.isNamed(&object) && c.kind.fitsRequest(&object, c.request) && !c.isOfThisRun(&object) {
			strangers = append(strangers, object)
		}
	}
	if len(strangers) == 0 {
		return
	}
	recorded, _ := c.guard.journal.Rivals(c.kind.Name, c.name)
	held, err := c.guard.journal.Held()
	if err != nil {
		tflog.Warn(ctx, "The journal cannot be read", map[string]any{"error": err.Error()})
	}
	for i := range strangers {
		id := c.kind.ID(&strangers[i])
		if recorded[id] || held[c.kind.Name][id] || c.guard.wasTold(id) {
			continue
		}
		c.guard.warnOfStranger(warn, c.kind, c.name, id, now.Sub(c.kind.Created(&strangers[i])), held != nil)
	}
}

// listed are the objects of the kind as they were listed for this create, or for
// another one moments ago.
func (c *creation[T, R]) listed() []T {
	b := c.guard.baselineOf(c.kind.Name)
	c.guard.mu.Lock()
	defer c.guard.mu.Unlock()
	objects, _ := b.objects.([]T)
	return slices.Clone(objects)
}

// isOfThisRun reports whether this run has made an object, is making it, or has it in
// its state.
func (c *creation[T, R]) isOfThisRun(object *T) bool {
	if c.guard.isClaimed(c.kind.Name, c.kind.ID(object)) {
		return true
	}
	c.guard.mu.Lock()
	first := c.alike.first
	c.guard.mu.Unlock()
	return !first.IsZero() && c.kind.isMadeAfter(object, first)
}

// wasTold reports whether somebody was told about an object, and counts it as told.
func (g *CreateGuard) wasTold(id string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	told := g.told[id]
	g.told[id] = true
	return told
}

// warnOfStranger reports one. Where no plan has noted in this folder what the state
// holds, as on a runner that only applies, it may be in there.
func (g *CreateGuard) warnOfStranger(warn Warn, kind AnyKind, name, id string, age time.Duration, planned bool) {
	whose := "is not in the state"
	if !planned {
		whose = "as far as this directory shows, is not in the state"
	}
	bills := ""
	if kind.IsBilled() {
		bills = ", and bills as long as it exists"
	}
	object := fmt.Sprintf("%s %q", kind.KindName(), name)
	warn(fmt.Sprintf("The account has another %s (%s)", object, id),
		fmt.Sprintf("%s has the same name and shape as the object that is created now, was created %s ago, and %s. It may have been left by a run whose working directory is gone%s. "+
			"This run creates another one.\n\nTo keep the existing one instead, remove the new one from the configuration or the state, and import the existing one:\n\n  import {\n    to = %s.NAME\n    id = %q\n  }\n\n"+
			"Delete the one that you do not need. If something else manages it, nothing is wrong.", id, max(age, 0).Round(time.Second), whose, bills, kind.TypeName(), id))
}

package plancost

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	tfjson "github.com/hashicorp/terraform-json"

	"github.com/runpod-iac/terraform-provider-runpod/internal/markup"
)

const (
	typePrefix = "runpod_"

	noteForgotten = "is removed from the state, but stays on the account and keeps billing"
	noteReplaced  = "the old object is removed from the state, but stays on the account and keeps billing beside the new one"
	noteImported  = "imported: it already bills"
	noteDeposed   = "left behind by a replacement: it bills until it is destroyed"
	noteUsage     = "its usage changes as well, so part of the difference is an assumption"
	noteSaving    = "its usage changes as well: the saving is an assumption and not netted"
)

// isRunPod goes by the type alone: the provider may come from a mirror, under any name.
func isRunPod(resourceType string) bool { return strings.HasPrefix(resourceType, typePrefix) }

// change reads one change of a plan.
func (r *reader) change(change *tfjson.ResourceChange) error {
	if change == nil || change.Change == nil {
		return errors.New("the plan cannot be read: a resource change is empty")
	}
	if change.PreviousAddress != "" {
		r.planned[change.PreviousAddress+" "] = true
	}
	before, after, unknown, bills := r.found(change)
	if !bills {
		return nil
	}
	item, err := itemOf(change)
	if err != nil {
		return fmt.Errorf("%s: %w", change.Address, err)
	}
	item.classify(r.schemas.difference(change.Type, before, after, unknown))
	r.report.Items = append(r.report.Items, item)
	return nil
}

// deferred reads a change that is left to a later plan: what it will cost is not known.
func (r *reader) deferred(deferred *tfjson.DeferredResourceChange) error {
	if deferred == nil || deferred.ResourceChange == nil || deferred.ResourceChange.Change == nil {
		r.report.Deferred++
		return nil
	}
	change := deferred.ResourceChange
	before, after, _, bills := r.found(change)
	if !bills {
		return nil
	}
	item := newItem(change, after)
	item.Action, item.Kind, item.After = ActionDeferred, KindChange, Side{Exists: true, Why: whyDeferred}
	if before != nil {
		side, err := sideOf(change.Type, before, nil)
		if err != nil {
			return fmt.Errorf("%s: %w", change.Address, err)
		}
		item.Before = side
	}
	r.report.Items = append(r.report.Items, item)
	return nil
}

// found notes a resource that the plan looks at, and reports whether it bills.
func (r *reader) found(change *tfjson.ResourceChange) (before, after, unknown map[string]any, bills bool) {
	r.planned[change.Address+" "+change.DeposedKey] = true
	if change.Mode != tfjson.ManagedResourceMode || !isRunPod(change.Type) {
		return nil, nil, nil, false
	}
	r.report.Found++
	before, after, unknown = fields(change.Change.Before), fields(change.Change.After), fields(change.Change.AfterUnknown)
	return before, after, unknown, r.schemas.bills(change.Type, before, after, unknown)
}

func newItem(change *tfjson.ResourceChange, objects ...map[string]any) Item {
	return Item{
		Address: markup.Printable(change.Address), Module: markup.Printable(change.ModuleAddress), Deposed: markup.Printable(change.DeposedKey),
		Type: markup.Printable(change.Type), Label: label(change.Type, objects...), Before: nothing(), After: nothing(),
	}
}

// itemOf reads one change of something that bills.
func itemOf(change *tfjson.ResourceChange) (Item, error) {
	before, after, unknown := fields(change.Change.Before), fields(change.Change.After), fields(change.Change.AfterUnknown)
	old, err := sideOf(change.Type, before, nil)
	if err != nil {
		return Item{}, err
	}
	planned, err := sideOf(change.Type, after, unknown[costKey])
	if err != nil {
		return Item{}, err
	}
	item := newItem(change, after, before)
	item.Imported = change.Change.Importing != nil
	actions := change.Change.Actions
	switch {
	case actions.NoOp():
		item.Action, item.Before, item.After = ActionNone, old, old
	case actions.Create():
		item.Action, item.After = ActionCreate, planned
	case actions.Update():
		item.Action, item.Before, item.After = ActionUpdate, old, planned
	case actions.Replace():
		item.Action, item.Before, item.After = ActionReplace, old, planned
	case actions.Delete():
		item.Action, item.Before = ActionDelete, old
	case actions.Forget():
		item.Action, item.Before, item.After = ActionForget, old, old
		item.Notes = append(item.Notes, noteForgotten)
	case len(actions) == 2 && slices.Contains(actions, tfjson.ActionForget) && slices.Contains(actions, tfjson.ActionCreate):
		item.Action, item.Before, item.After = ActionForgetCreate, old, old.with(planned)
		item.Notes = append(item.Notes, noteReplaced)
	default:
		return Item{}, fmt.Errorf("this version does not know the planned actions %q: use a newer version of the provider", actions)
	}
	if change.PreviousAddress != "" && change.PreviousAddress != change.Address {
		item.PreviousAddress = markup.Printable(change.PreviousAddress)
		item.Notes = append(item.Notes, "moved from "+item.PreviousAddress)
	}
	if item.Imported {
		item.Notes = append(item.Notes, noteImported)
	}
	if item.Deposed != "" {
		item.Notes = append(item.Notes, noteDeposed)
	}
	return item, nil
}

// classify sets the kind of an item: an import, a change of what Runpod has, or of an assumption alone. Where both
// change at once, the saving cannot be distinguished from an assumption, so it counts as assumed.
func (i *Item) classify(billed, usage bool) {
	kept := i.Action == ActionUpdate || i.Action == ActionReplace
	d := i.Difference()
	i.OnlyAssumed = kept && !billed && (usage || !d.Valid || !d.Decimal.IsZero())
	switch {
	case i.Imported:
		i.Kind = KindImport
	case i.Action == ActionNone:
		i.Kind = KindUnchanged
	case i.OnlyAssumed:
		i.Kind = KindAssumption
	case kept && usage && d.Valid && d.Decimal.IsNegative():
		i.Kind = KindAssumption
		i.Notes = append(i.Notes, noteSaving)
	default:
		i.Kind = KindChange
		if kept && usage {
			i.Notes = append(i.Notes, noteUsage)
		}
	}
}

func fields(object any) map[string]any {
	values, _ := object.(map[string]any)
	return values
}

// label is kind and name of an object, such as "pod trainer".
func label(resourceType string, objects ...map[string]any) string {
	kind := strings.ReplaceAll(strings.TrimPrefix(resourceType, typePrefix), "_", " ")
	for _, object := range objects {
		if name, ok := object["name"].(string); ok && name != "" {
			return markup.Printable(kind + " " + name)
		}
	}
	return markup.Printable(kind)
}

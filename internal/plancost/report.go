// Package plancost reports what a plan of Terraform or OpenTofu changes in the monthly cost of Runpod resources, or what
// a state costs: the subcommand cost. It reads JSON and adds up the estimates that the provider has put there; it knows
// no prices, and neither network nor account.
package plancost

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

// Source is what a report was made from.
type Source string

// Sources, as the JSON names them.
const (
	SourcePlan  Source = "plan"
	SourceState Source = "state"
)

// Action is what a plan does to a resource.
type Action string

// Actions, as every format names them.
const (
	ActionCreate  Action = "create"
	ActionUpdate  Action = "update"
	ActionReplace Action = "replace"
	ActionDelete  Action = "delete"
	// ActionForget takes a resource out of the state and leaves it on the account; ActionForgetCreate makes another
	// one in its place.
	ActionForget       Action = "forget"
	ActionForgetCreate Action = "forget and create"
	ActionNone         Action = "no-op"
	// ActionDeferred is a change that is left to a later plan.
	ActionDeferred Action = "deferred"
	// ActionNotPlanned is a resource in the state that the plan does not look at, as with -target.
	ActionNotPlanned Action = "not planned"
)

// Kind is what the difference of a resource means. Only differences of one kind are netted.
type Kind string

// Kinds, in the order in which they are shown.
const (
	// KindChange changes what Runpod bills.
	KindChange Kind = "change"
	// KindAssumption changes what is assumed of it: the declared usage, or a price.
	KindAssumption Kind = "assumption"
	// KindImport takes over what bills already.
	KindImport    Kind = "import"
	KindUnchanged Kind = "unchanged"
)

// Kinds are all of them.
func Kinds() []Kind { return []Kind{KindChange, KindAssumption, KindImport, KindUnchanged} }

// Item is one resource of the plan or state.
type Item struct {
	// Address is as the CLI writes it, with modules, count and for_each; Module is its part that names the module.
	Address, PreviousAddress, Module string
	// Deposed is the key of an object that a replacement has left behind: it bills until it is destroyed.
	Deposed string
	Type    string
	// Label is kind and name, such as "pod trainer". Other items may have the same.
	Label    string
	Action   Action
	Imported bool
	Kind     Kind
	// OnlyAssumed is set where nothing changes of what Runpod has.
	OnlyAssumed   bool
	Before, After Side
	Notes         []string
}

// Name is the address, with the deposed key if there is one.
func (i Item) Name() string {
	if i.Deposed != "" {
		return i.Address + " (deposed " + i.Deposed + ")"
	}
	return i.Address
}

// Plan is what the plan does, in a cell.
func (i Item) Plan() string {
	switch {
	case i.Imported && i.Action == ActionNone:
		return "import"
	case i.Imported:
		return "import, " + string(i.Action)
	case i.OnlyAssumed:
		return string(i.Action) + " (assumption)"
	default:
		return string(i.Action)
	}
}

// Difference is not Valid where one of the sides is not known.
func (i Item) Difference() decimal.NullDecimal { return cost.Minus(i.After.Monthly, i.Before.Monthly) }

// Priced reports whether both sides are known.
func (i Item) Priced() bool { return i.Before.Monthly.Valid && i.After.Monthly.Valid }

// Report is the cost of a plan or of a state.
type Report struct {
	Source Source
	Items  []Item
	// Errored is set where planning has failed, Incomplete where the plan leaves resources out.
	Errored, Incomplete bool
	// Deferred counts changes left to a later plan of which not even the resource is known.
	Deferred int
	// Found counts Runpod's resources, those that do not bill too.
	Found   int
	Dropped []DroppedKey
	Notes   []string
}

// Sum is what is known of a sum. It is partial where something could not be counted.
type Sum struct {
	Before, After, Difference decimal.Decimal
	Partial                   bool
}

// Monthly adds up each column: what is known before, after, and of the difference.
func Monthly(items []Item) Sum {
	return sumOf(items, func(s Side) decimal.NullDecimal { return s.Monthly })
}

// MaxHourly adds up the compute of one hour with everything running.
func MaxHourly(items []Item) Sum { return sumOf(items, Side.hourly) }

func sumOf(items []Item, of func(Side) decimal.NullDecimal) Sum {
	var sum Sum
	for _, item := range items {
		before, after := of(item.Before), of(item.After)
		sum.Before, sum.After = sum.Before.Add(known(before)), sum.After.Add(known(after))
		sum.Difference = sum.Difference.Add(known(cost.Minus(after, before)))
		sum.Partial = sum.Partial || !before.Valid || !after.Valid
	}
	return sum
}

// of are the items of a kind.
func of(items []Item, kind Kind) []Item {
	return filter(items, func(i Item) bool { return i.Kind == kind })
}

// isNetted reports whether all differences may be added up: none is an assumption's or an import's.
func isNetted(items []Item) bool {
	return len(of(items, KindAssumption)) == 0 && len(of(items, KindImport)) == 0
}

// high is the monthly cost after the plan with every endpoint whose usage is not declared at its maximum.
func high(items []Item) decimal.Decimal {
	sum := decimal.Zero
	for _, item := range items {
		sum = sum.Add(known(item.After.high()))
	}
	return sum
}

// ordered are the items by kind, in the order of the plan within each.
func ordered(items []Item) []Item {
	var all []Item
	for _, kind := range Kinds() {
		all = append(all, of(items, kind)...)
	}
	return all
}

// notKnown are the resources that a monthly sum does not count in full.
func notKnown(items []Item) []Item {
	return filter(items, func(i Item) bool { return !i.Priced() })
}

// Group is a module and what is in it.
type Group struct {
	// Module is empty for the root module.
	Module string
	Items  []Item
}

// Title names a module.
func (g Group) Title() string {
	if g.Module == "" {
		return "root module"
	}
	return g.Module
}

// ByModule are the items of each module, by the module's address.
func (r *Report) ByModule() []Group {
	var groups []Group
	for _, item := range r.Items {
		i := slices.IndexFunc(groups, func(g Group) bool { return g.Module == item.Module })
		if i < 0 {
			i = len(groups)
			groups = append(groups, Group{Module: item.Module})
		}
		groups[i].Items = append(groups[i].Items, item)
	}
	slices.SortFunc(groups, func(a, b Group) int { return strings.Compare(a.Module, b.Module) })
	return groups
}

func filter(items []Item, keep func(Item) bool) []Item {
	var kept []Item
	for _, item := range items {
		if keep(item) {
			kept = append(kept, item)
		}
	}
	return kept
}

// known is the amount, or nothing to add.
func known(d decimal.NullDecimal) decimal.Decimal {
	if !d.Valid {
		return decimal.Zero
	}
	return d.Decimal
}

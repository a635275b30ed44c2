// Package plancost tells what a plan of Terraform or OpenTofu changes in the monthly cost of RunPod resources: the
// subcommand cost. It reads the plan as JSON and adds up the estimates that the provider has put there; it knows no
// prices, and neither network nor account.
package plancost

import (
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
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
	// ActionNotPlanned is a resource in the state that the plan does not look at, as with -target.
	ActionNotPlanned Action = "not planned"
)

// Side is what one resource costs on one side of the plan. Nothing there costs 0; an amount that is not known is not
// Valid, never 0.
type Side struct {
	Exists                                     bool
	Monthly, MonthlyMin, MonthlyMax, MaxHourly decimal.NullDecimal
	// Why says why Monthly is not known.
	Why string
}

// nothing is the side on which a resource does not exist.
func nothing() Side {
	zero := decimal.NewNullDecimal(decimal.Zero)
	return Side{Monthly: zero, MonthlyMin: zero, MonthlyMax: zero, MaxHourly: zero}
}

// ranged reports whether the cost is not known but bounded, as that of an endpoint without usage.
func (s Side) ranged() bool { return !s.Monthly.Valid && s.MonthlyMin.Valid && s.MonthlyMax.Valid }

// low and high are the expected cost, or else the bounds; not Valid without either.
func (s Side) low() decimal.NullDecimal {
	if s.Monthly.Valid {
		return s.Monthly
	}
	return s.MonthlyMin
}

func (s Side) high() decimal.NullDecimal {
	if s.Monthly.Valid {
		return s.Monthly
	}
	return s.MonthlyMax
}

// with adds up two objects that both bill.
func (s Side) with(other Side) Side {
	sum := Side{
		Exists:  s.Exists || other.Exists,
		Monthly: cost.Plus(s.Monthly, other.Monthly), MonthlyMin: cost.Plus(s.MonthlyMin, other.MonthlyMin),
		MonthlyMax: cost.Plus(s.MonthlyMax, other.MonthlyMax), MaxHourly: cost.Plus(s.MaxHourly, other.MaxHourly),
		Why: s.Why,
	}
	if sum.Why == "" {
		sum.Why = other.Why
	}
	return sum
}

// Item is one resource of the plan.
type Item struct {
	// Address is as the CLI writes it, with modules, count and for_each.
	Address, PreviousAddress string
	// Deposed is the key of an object that a replacement has left behind: it bills until it is destroyed.
	Deposed       string
	Type          string
	Action        Action
	Imported      bool
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

// Difference is not Valid where one of the sides is not known.
func (i Item) Difference() decimal.NullDecimal { return cost.Minus(i.After.Monthly, i.Before.Monthly) }

// Changes reports whether the plan touches the resource.
func (i Item) Changes() bool { return i.Action != ActionNone && i.Action != ActionNotPlanned }

// Priced reports whether both sides are known.
func (i Item) Priced() bool { return i.Before.Monthly.Valid && i.After.Monthly.Valid }

// Report is the cost of a plan.
type Report struct {
	Items []Item
	// Errored is set where planning has failed, Incomplete where the plan leaves resources out.
	Errored, Incomplete bool
	Notes               []string
}

// Total is a sum over all resources. It is partial where something could not be counted.
type Total struct {
	Before, After, Difference decimal.Decimal
	Partial                   bool
}

// Monthly adds up each column: what is known before, after, and of the difference.
func (r *Report) Monthly() Total {
	return r.total(func(s Side) decimal.NullDecimal { return s.Monthly })
}

// MaxHourly adds up the compute of one hour with everything running.
func (r *Report) MaxHourly() Total {
	return r.total(func(s Side) decimal.NullDecimal { return s.MaxHourly })
}

func (r *Report) total(of func(Side) decimal.NullDecimal) Total {
	var t Total
	for _, item := range r.Items {
		before, after := of(item.Before), of(item.After)
		t.Before, t.After = t.Before.Add(known(before)), t.After.Add(known(after))
		t.Difference = t.Difference.Add(known(cost.Minus(after, before)))
		t.Partial = t.Partial || !before.Valid || !after.Valid
	}
	return t
}

// high is the monthly cost after the plan with every endpoint whose usage is not declared at its most.
func (r *Report) high() decimal.Decimal {
	sum := decimal.Zero
	for _, item := range r.Items {
		sum = sum.Add(known(item.After.high()))
	}
	return sum
}

// split are the resources that the plan changes, and the others.
func (r *Report) split() (changed, rest []Item) {
	return filter(r.Items, Item.Changes), filter(r.Items, func(i Item) bool { return !i.Changes() })
}

// NotPriced are the resources that a monthly total does not count in full.
func (r *Report) NotPriced() []Item {
	return filter(r.Items, func(i Item) bool { return !i.Priced() })
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

// signed shows a difference: "+$1.50", "-$1.50", "$0.00".
func signed(d decimal.Decimal) string {
	if cost.Cents(d).IsPositive() {
		return "+" + cost.USD(d)
	}
	return cost.USD(d)
}

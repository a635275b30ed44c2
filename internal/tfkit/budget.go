package tfkit

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"
)

const (
	// plannedKey is where private state carries a resource's token from the first
	// call that plans it to the second.
	plannedKey = "planned"

	// A plan has no end that a provider could see. The first resource beyond the
	// line therefore waits until nothing more was planned for settleQuiet, so that
	// one message has the sum of all, but never longer than settlePatience.
	settleQuiet    = 500 * time.Millisecond
	settlePatience = 5 * time.Second
)

// BudgetConfig is the provider's `budget` attribute, decoded. A limit that is not
// Valid limits nothing.
type BudgetConfig struct {
	// MaxHourly is in USD per hour. OwnMaxHourly says that the user has written it;
	// otherwise it is RunPod's default limit, and only warned of.
	MaxHourly    decimal.NullDecimal
	OwnMaxHourly bool
	// Monthly is in USD.
	Monthly decimal.NullDecimal
	// Refuse makes an error of going beyond a limit that the user has written.
	Refuse bool
}

// Budget adds up what all resources of one configured provider will cost, as far
// as they are planned, and speaks up when that is beyond a limit.
type Budget struct {
	mu      sync.Mutex
	planned map[string]charge // by token
	lines   []*line
	settles bool // somebody waits for the plan to settle
}

// NewBudget makes the budget of one configured provider, and so of one plan.
func NewBudget(config BudgetConfig) *Budget {
	b := &Budget{planned: map[string]charge{}}
	if config.MaxHourly.Valid {
		b.lines = append(b.lines, hourlyLine(config))
	}
	if config.Monthly.Valid {
		b.lines = append(b.lines, monthlyLine(config))
	}
	return b
}

// Planned is a resource as it is planned.
type Planned struct {
	// Kind and Name are for people: "pod", and the attribute `name`.
	Kind string
	Name types.String
	// New is set where no prior state was given: the resource is to be created.
	New bool
	// Cost is its `estimated_cost`.
	Cost types.Object
}

// charge is a planned resource in the ledger.
type charge struct {
	name                        string
	monthly, maxMonthly, hourly decimal.NullDecimal
	unknown                     bool // until the apply
}

// Count takes a planned resource into the sum, once, and returns what there is to
// say about the sum and about a cost that it cannot hold.
//
// A replacement is planned twice, first as a change and then as a new resource;
// the CLI hands the private state of the first call to the second, and with it
// the token that makes them one.
func (b *Budget) Count(ctx context.Context, private PrivateState, p Planned) diag.Diagnostics {
	token, again, diags := tokenOf(ctx, private, p.New)
	resource := p.charge()
	for _, line := range b.lines {
		if warning := line.uncounted(resource); warning != "" && !again {
			diags.AddAttributeWarning(path.Root("estimated_cost"), "Not counted in the budget", warning)
		}
	}
	if b.record(token, resource) {
		b.settle(ctx)
		diags.Append(b.report()...)
	}
	return diags
}

// tokenOf is what makes the two calls for a replacement one resource. again is
// true in the second.
func tokenOf(ctx context.Context, private PrivateState, isNew bool) (token string, again bool, diags diag.Diagnostics) {
	if isNew {
		carried, d := private.GetKey(ctx, plannedKey)
		diags.Append(d...)
		if json.Unmarshal(carried, &token) == nil && token != "" {
			return token, true, diags
		}
	}
	// What a state carries of an earlier plan is nobody's token in this one.
	token = rand.Text()
	text, err := json.Marshal(token)
	if err != nil { // a string always marshals
		diags.AddError("Cannot count the costs of this plan", err.Error())
		return token, false, diags
	}
	diags.Append(private.SetKey(ctx, plannedKey, text)...)
	return token, false, diags
}

func (p Planned) charge() charge {
	c := charge{name: p.Kind, unknown: p.Cost.IsUnknown()}
	if name := p.Name.ValueString(); name != "" {
		c.name += " " + name
	}
	c.monthly, c.maxMonthly, c.hourly = amountAt(p.Cost, "monthly_usd"), amountAt(p.Cost, "monthly_max_usd"), amountAt(p.Cost, "max_hourly_usd")
	return c
}

// amountAt reads an amount of an estimate exactly.
func amountAt(estimate types.Object, attribute string) decimal.NullDecimal {
	number, ok := estimate.Attributes()[attribute].(types.Number)
	if !ok || number.IsNull() || number.IsUnknown() {
		return decimal.NullDecimal{}
	}
	d, err := decimal.NewFromString(number.ValueBigFloat().Text('f', -1))
	return decimal.NullDecimal{Decimal: d, Valid: err == nil}
}

// record reports whether there is something to say now: it is, if a line is
// crossed that nobody has spoken of, or that the sum has left far behind since,
// and nobody is about to speak.
func (b *Budget) record(token string, resource charge) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.planned[token] = resource
	if b.settles || !slices.ContainsFunc(b.lines, func(l *line) bool { return l.crossed(b.planned) }) {
		return false
	}
	b.settles = true
	return true
}

// settle waits until the plan has no more to add for now.
func (b *Budget) settle(ctx context.Context) {
	deadline := time.Now().Add(settlePatience)
	for seen := b.size(); ; {
		select {
		case <-ctx.Done():
			return
		case <-time.After(settleQuiet):
		}
		size := b.size()
		if size == seen || time.Now().After(deadline) {
			return
		}
		seen = size
	}
}

func (b *Budget) size() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.planned)
}

func (b *Budget) report() diag.Diagnostics {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.settles = false
	var diags diag.Diagnostics
	for _, line := range b.lines {
		if line.crossed(b.planned) {
			diags.Append(line.report(b.planned))
		}
	}
	return diags
}

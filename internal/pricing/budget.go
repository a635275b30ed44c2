package pricing

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

const (
	// plannedKey is where private state carries a resource's token from the first
	// call that plans it to the second.
	plannedKey = "planned"

	// A plan has no end that a provider could see. The first resource beyond the
	// line therefore waits until nothing more was planned for quiet, so that one
	// message has the sum of all, but never longer than patience.
	quiet    = 500 * time.Millisecond
	patience = 5 * time.Second
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
	mu        sync.Mutex
	planned   map[string]charge // by token
	lines     []*line
	reporting bool // somebody waits for quiet, to report then
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

// charge is a planned resource in the ledger.
type charge struct {
	name string // for people, such as "pod trainer"
	amounts
	unknown bool // until the apply
}

// amounts are what a budget counts, in USD; not Valid where they are not known.
type amounts struct{ monthly, maxMonthly, hourly decimal.NullDecimal }

// amountsOf are the amounts that an estimate shows.
func amountsOf(e cost.Estimate) amounts {
	return amounts{monthly: inCents(e.Monthly), maxMonthly: inCents(e.MonthlyMax), hourly: e.MaxHourly}
}

func (m *model) amounts() amounts {
	return amounts{monthly: tfkit.NumberDecimal(m.MonthlyUSD), maxMonthly: tfkit.NumberDecimal(m.MonthlyMaxUSD), hourly: tfkit.NumberDecimal(m.MaxHourlyUSD)}
}

func inCents(d decimal.NullDecimal) decimal.NullDecimal {
	d.Decimal = cost.Cents(d.Decimal)
	return d
}

// count takes a planned resource into the sum, once, and returns what there is to
// say about the sum and about a cost that it cannot hold.
//
// A replacement is planned twice, first as a change and then as a new resource;
// the CLI hands the private state of the first call to the second, and with it
// the token that makes them one.
func (b *Budget) count(ctx context.Context, private tfkit.PrivateState, isNew bool, resource charge) diag.Diagnostics {
	token, again, diags := tokenOf(ctx, private, isNew)
	for _, line := range b.lines {
		if warning := line.uncounted(resource); warning != "" && !again {
			diags.AddAttributeWarning(path.Root("estimated_cost"), "Not counted in the budget", warning)
		}
	}
	if b.record(token, resource) {
		b.awaitQuiet(ctx)
		diags.Append(b.report()...)
	}
	return diags
}

// tokenOf is what makes the two calls for a replacement one resource. again is
// true in the second.
func tokenOf(ctx context.Context, private tfkit.PrivateState, isNew bool) (token string, again bool, diags diag.Diagnostics) {
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

// record reports whether there is something to say now: it is, if a line is
// crossed that nobody has spoken of, or that the sum has left far behind since,
// and nobody is about to speak.
func (b *Budget) record(token string, resource charge) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.planned[token] = resource
	if b.reporting || !slices.ContainsFunc(b.lines, func(l *line) bool { return l.crossed(b.planned) }) {
		return false
	}
	b.reporting = true
	return true
}

// awaitQuiet waits until the plan has no more to add for now.
func (b *Budget) awaitQuiet(ctx context.Context) {
	deadline := time.Now().Add(patience)
	for seen := b.size(); ; {
		select {
		case <-ctx.Done():
			return
		case <-time.After(quiet):
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
	b.reporting = false
	var diags diag.Diagnostics
	for _, line := range b.lines {
		if line.crossed(b.planned) {
			diags.Append(line.report(b.planned))
		}
	}
	return diags
}

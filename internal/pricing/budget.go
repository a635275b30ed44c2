package pricing

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// plannedKey is where private state carries a resource's token from the first
// call that plans it to the second.
const plannedKey = "planned"

// BudgetConfig is the provider's `budget` attribute, decoded. A limit that is not
// Valid limits nothing.
type BudgetConfig struct {
	// MaxHourly is in USD per hour. OwnMaxHourly says that the user has written it;
	// otherwise it is Runpod's default limit, in whose place comes that of the account where
	// it tells it, and only warned of.
	MaxHourly    decimal.NullDecimal
	OwnMaxHourly bool
	// Monthly is in USD.
	Monthly decimal.NullDecimal
	// Refuse makes an error of going beyond a limit that the user has written.
	Refuse bool
}

// Budget adds up what all resources of one configured provider will cost, as far
// as they are planned, and warns, or fails the plan, when that is beyond a limit.
//
// It never blocks what saves money: beyond a limit, only a plan that
// adds to the cost is refused. A destroy, a reduction and a plan without changes are
// warned. A plan has no end that a provider could see, and no order, so the message comes
// at the first moment that it is true, with what is known by then, and says that.
type Budget struct {
	config BudgetConfig
	funds  *account.Funds // nil asks nobody

	mu       sync.Mutex
	planned  map[string]charge // by token
	lines    []*line
	applying bool
	told     told // by the account so far
	// What was said of the account in this plan.
	balanceSaid, quotaSaid, quotaRefused bool
}

// NewBudget makes the budget of one configured provider, and so of one plan.
func NewBudget(config BudgetConfig) *Budget {
	b := &Budget{config: config, planned: map[string]charge{}, told: told{quota: -1}}
	if config.MaxHourly.Valid {
		b.lines = append(b.lines, hourlyLine(config))
	}
	if config.Monthly.Valid {
		b.lines = append(b.lines, monthlyLine(config))
	}
	return b
}

// Applying tells the budget that the plan is being applied. A CLI plans again what
// it makes again after what it replaces is gone: too late to refuse it.
func (b *Budget) Applying() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.applying = true
}

// charge is a planned resource in the ledger.
type charge struct {
	name string // for people, such as "pod trainer"
	// amounts are what it will cost, before what it costs until the apply: nothing,
	// for a new one.
	amounts
	before  amounts
	unknown bool // until the apply
	Demand
}

// amounts are what a budget counts, in USD; not Valid where they are not known.
type amounts struct {
	monthly, maxMonthly, hourly decimal.NullDecimal
	// hourlyInPart says that hourly is what is known of more, for lack of the price of a fallback.
	hourlyInPart bool
}

// amountsOf are the amounts that an estimate shows, and what it knows of an hour.
func amountsOf(e cost.Estimate) amounts {
	hourly := e.HourlyAtLeast()
	return amounts{monthly: inCents(e.Monthly), maxMonthly: inCents(e.MonthlyMax), hourly: hourly, hourlyInPart: hourly.Valid && !e.MaxHourly.Valid}
}

// nothing is what something costs that is not there yet.
func nothing() amounts {
	zero := decimal.NewNullDecimal(decimal.Zero)
	return amounts{monthly: zero, maxMonthly: zero, hourly: zero}
}

// amounts are those of an estimate in a state, where there is one.
func (m *model) amounts() amounts {
	if m == nil {
		return amounts{}
	}
	return amounts{monthly: tfkit.NumberDecimal(m.MonthlyUSD), maxMonthly: tfkit.NumberDecimal(m.MonthlyMaxUSD), hourly: tfkit.NumberDecimal(m.MaxHourlyUSD)}
}

func inCents(d decimal.NullDecimal) decimal.NullDecimal {
	d.Decimal = cost.Cents(d.Decimal)
	return d
}

// count takes a planned resource into the sum, once, and returns what there is to
// say about the sum and about a cost that it cannot hold.
func (b *Budget) count(ctx context.Context, private tfkit.PrivateState, isNew bool, resource charge) diag.Diagnostics {
	var diags diag.Diagnostics
	var carried string
	if isNew {
		text, d := private.GetKey(ctx, plannedKey)
		diags.Append(d...)
		_ = json.Unmarshal(text, &carried) // absent, or ours
	}
	token := carried
	if token == "" {
		token = rand.Text()
		text, err := json.Marshal(token)
		if err != nil { // a string always marshals
			diags.AddError("Cannot count the costs of this plan", err.Error())
			return diags
		}
		diags.Append(private.SetKey(ctx, plannedKey, text)...)
	}
	answer := b.ask(ctx, resource.Demand, b.isApplying())
	return append(diags, b.record(token, carried != "", resource, answer)...)
}

// plannedBefore reports whether a resource that is to be created was planned before in this plan, as
// the change that became its replacement.
func plannedBefore(ctx context.Context, private tfkit.PrivateReader) bool {
	token, _ := private.GetKey(ctx, plannedKey)
	return len(token) > 0
}

func (b *Budget) isApplying() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.applying
}

// record returns what each limit says now that this resource is planned.
//
// A replacement is planned twice, first as a change and then as a new resource; the
// CLI hands the private state of the first call to the second, and with it the token
// that makes them one. While applying there is only the second, with the token of an
// earlier plan: the plan that is applied has judged what it adds.
func (b *Budget) record(token string, carried bool, resource charge, answer told) diag.Diagnostics {
	b.mu.Lock()
	defer b.mu.Unlock()
	first, again := b.planned[token]
	switch {
	case again:
		resource.before, resource.WorkersBefore, resource.ID = first.before, first.WorkersBefore, first.ID
	case carried:
		resource.before = resource.amounts
	}
	b.planned[token] = resource
	var diags diag.Diagnostics
	for _, line := range b.lines {
		line.grant(answer.spendLimit)
		line.count(first.amounts, resource.amounts)
		if summary, warning := line.uncounted(resource); warning != "" && !again {
			diags.AddAttributeWarning(path.Root("estimated_cost"), summary+": "+resource.name, warning)
		}
		diags.Append(line.speak(b.planned, line.refuses && !b.applying)...)
	}
	b.told.add(answer)
	if b.applying {
		return diags
	}
	return append(diags, b.checkAccount()...)
}

package pricing

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

// Demand is what a planned resource asks of the account, beside what it costs.
type Demand struct {
	// Starts says that the apply starts something that bills by the hour.
	Starts bool
	// Workers is the maximum number that an endpoint will have, and WorkersBefore what it has until
	// the apply; 0 where that is not known.
	Workers, WorkersBefore int64
	// ID is that of an endpoint that exists.
	ID string
}

// asks reports whether the limits of the account matter: they hold for what starts, and
// for workers that are added.
func (d Demand) asks() bool { return d.Starts || d.grows() }

func (d Demand) grows() bool { return d.Workers > d.WorkersBefore }

// told is what the account has reported for one resource; what is not Valid is not known, or
// was not asked for.
type told struct {
	spendLimit decimal.NullDecimal
	prepaid    decimal.NullDecimal
	quota      int64 // of workers; negative where it is not known
	endpoints  []holding
}

// add keeps what is known in another answer.
func (t *told) add(answer told) {
	if answer.prepaid.Valid {
		t.prepaid = answer.prepaid
	}
	if answer.quota >= 0 {
		t.quota, t.endpoints = answer.quota, answer.endpoints
	}
}

// holding is an endpoint that is on the account, planned or not.
type holding struct {
	id, name string
	workers  int64
}

// Asking makes the budget ask the account for its limits and its balance, where a plan
// starts something.
func (b *Budget) Asking(funds *account.Funds) *Budget {
	b.funds = funds
	return b
}

// SpendLimit is how much everything that runs may cost an hour: what the user says, else
// what the account reports where ask is set, else Runpod's default.
func (b *Budget) SpendLimit(ctx context.Context, ask bool) cost.SpendLimit {
	if b.config.OwnMaxHourly && b.config.MaxHourly.Valid {
		return cost.SpendLimit{USDPerHour: b.config.MaxHourly.Decimal, Whose: "`budget.max_hourly_usd`", Remedy: "raise it in the provider's `budget`, or run fewer resources at once"}
	}
	limit := cost.DefaultSpendLimit()
	if !ask {
		return limit
	}
	if granted := b.funds.SpendLimit(ctx); granted.Valid {
		limit.USDPerHour, limit.Whose = granted.Decimal, accountsLimit
	}
	return limit
}

// WorkerQuota is how many workers all endpoints of the account together may have. It asks the account.
func (b *Budget) WorkerQuota(ctx context.Context) (workers int64, known bool) {
	return b.funds.WorkerQuota(ctx)
}

// accountsLimit is whose limit it is if the account has reported it.
const accountsLimit = "the spend limit of your account"

// ask requests what matters for one resource, and nothing for one that starts nothing. An apply
// plans again what it replaces: what it may spend was said by its plan.
func (b *Budget) ask(ctx context.Context, d Demand, applying bool) told {
	answer := told{quota: -1}
	if !d.asks() {
		return answer
	}
	answer.spendLimit = b.funds.SpendLimit(ctx)
	if applying {
		return answer
	}
	if d.Starts {
		answer.prepaid = b.funds.Prepaid(ctx)
	}
	if quota, known := b.funds.WorkerQuota(ctx); known && d.grows() {
		answer.quota = quota
		for _, e := range b.funds.Endpoints(ctx) {
			answer.endpoints = append(answer.endpoints, holding{e.ID, e.Name, e.Workers.Max})
		}
	}
	return answer
}

// checkAccount returns what Runpod will refuse of what is planned so far, each once.
func (b *Budget) checkAccount() diag.Diagnostics {
	var diags diag.Diagnostics
	if b.told.quota >= 0 {
		diags.Append(b.checkQuota(b.told)...)
	}
	if b.told.prepaid.Valid && !b.balanceSaid {
		diags.Append(b.checkBalance(b.told.prepaid.Decimal)...)
	}
	return diags
}

// checkBalance warns of a balance below one hour of everything: Runpod starts nothing then.
func (b *Budget) checkBalance(balance decimal.Decimal) diag.Diagnostics {
	hour := decimal.Zero
	for _, c := range b.planned {
		hour = hour.Add(c.hourly.Decimal)
	}
	if !hour.GreaterThan(balance) {
		return nil
	}
	b.balanceSaid = true
	lasts := "no credit is left"
	if balance.IsPositive() {
		lasts = fmt.Sprintf("it lasts for at most %s hours", cost.Number(balance.Div(hour), 2))
	}
	return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(path.Root("estimated_cost"), "The balance does not cover one hour",
		fmt.Sprintf("With %s planned so far, one hour with everything running costs at least %s, and the account's balance is %s: %s. "+
			"Runpod starts nothing on a prepaid account that cannot pay for one hour. Add credit before you apply.",
			howMany(len(b.planned)), cost.USD(hour), cost.USD(balance), lasts))}
}

// checkQuota mentions the workers of all endpoints. Those of this plan Runpod refuses for
// sure; those on the account that it has not looked at may still be lowered or destroyed by it.
func (b *Budget) checkQuota(answer told) diag.Diagnostics {
	var planned, others int64
	ids := map[string]bool{}
	var shares []holding
	for _, c := range b.planned {
		if c.Workers > 0 || c.ID != "" {
			ids[c.ID] = true
			planned += c.Workers
			shares = append(shares, holding{name: c.name, workers: c.Workers})
		}
	}
	var outside []holding
	for _, e := range answer.endpoints {
		if !ids[e.id] && e.workers > 0 {
			others += e.workers
			outside = append(outside, holding{name: "endpoint " + e.name, workers: e.workers})
		}
	}
	sure := planned > answer.quota
	refuses := sure && b.config.Refuse
	if planned+others <= answer.quota || b.quotaRefused || b.quotaSaid && !refuses {
		return nil
	}
	detail := fmt.Sprintf("The endpoints planned so far have up to %d workers (`active` and `flex`): %s.", planned, mostWorkers(shares))
	if others > 0 {
		detail += fmt.Sprintf(" Other endpoints of the account have up to %d: %s.", others, mostWorkers(outside))
	}
	detail += fmt.Sprintf(" The account's quota is %d workers across all endpoints, and Runpod refuses to exceed it", answer.quota)
	if !sure {
		detail += ", unless this plan first lowers or destroys some of the others"
	}
	detail += ". Lower `flex` or `active`, or ask Runpod for a larger quota."
	b.quotaSaid, b.quotaRefused = true, refuses
	at, summary := path.Root("workers"), "Over the account's worker quota"
	if refuses {
		detail += "\n\nThis is an error because `budget.enforcement` is \"error\" and this plan adds workers."
		return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(at, summary, detail)}
	}
	return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(at, summary, detail)}
}

// mostWorkers names the endpoints by their number of workers, highest first.
func mostWorkers(list []holding) string {
	slices.SortFunc(list, func(x, y holding) int {
		return cmp.Or(cmp.Compare(y.workers, x.workers), strings.Compare(x.name, y.name))
	})
	var parts []string
	for _, e := range list[:min(largestItems, len(list))] {
		parts = append(parts, fmt.Sprintf("%s %d", e.name, e.workers))
	}
	if more := len(list) - largestItems; more > 0 {
		parts = append(parts, fmt.Sprintf("%d more", more))
	}
	return strings.Join(parts, ", ")
}

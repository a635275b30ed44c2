package sandbox

import (
	"encoding/json"
	"math/big"
	"net/http"
	"time"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// Whom every account here belongs to.
const (
	accountID    = "user_2sandbox0000000000000000000"
	accountEmail = "sandbox@example.com"
)

// funds are what an account may spend.
type funds struct {
	postpaid bool
	// balance is what was there when the meter had counted spentBefore. One that is not
	// Valid is not a limit, and the account is then a postpaid one to those who ask.
	balance     decimal.NullDecimal
	spentBefore *big.Rat
	spendLimit  decimal.NullDecimal // USD an hour
	quota       int64               // of workers; negative where the balance decides
}

func newFunds(opts Options) funds {
	f := funds{
		postpaid: opts.BillingMode == runpod.BillingModePostpaid,
		balance:  opts.Balance, spentBefore: new(big.Rat), spendLimit: opts.SpendLimit, quota: opts.WorkerQuota,
	}
	if f.quota == 0 {
		f.quota = -1
	}
	return f
}

// balanceRoutes are of three groups, since each may be offered or not.
func (a *Account) balanceRoutes() []route {
	routes := a.offered(runpod.GroupBalance, []route{{"GET /v2/billing/balance", a.getBalance}})
	routes = append(routes, a.offered(runpod.GroupLimits, []route{{"GET /v2/account/limits", a.getLimits}})...)
	return append(routes, a.offered(runpod.GroupAccount, []route{{"GET /v2/account", getAccount}})...)
}

func getAccount(*call) (any, error) {
	return runpod.Account{ID: accountID, Email: new(accountEmail)}, nil
}

func (a *Account) getBalance(c *call) (any, error) {
	a.catchUp(c.now)
	a.readMeter(c.now)
	left, limited := a.balanceNow(c.now)
	mode := runpod.BillingModePrepaid
	if a.funds.postpaid || !limited {
		mode = runpod.BillingModePostpaid
	}
	return runpod.AccountBalance{BalanceAmount: json.Number(left.Round(billingDigits).String()), BillingMode: mode}, nil
}

// getLimits names the members as is likely. A limit that nobody has set is null.
func (a *Account) getLimits(*call) (any, error) {
	var spend any
	if a.funds.spendLimit.Valid {
		spend = json.Number(a.funds.spendLimit.Decimal.String())
	}
	var workers int64
	for _, e := range a.endpoints.all() {
		workers += e.wire.Workers.Max
	}
	return map[string]any{
		"spendRate":         map[string]any{"limit": spend, "current": json.Number(a.spendRate().String())},
		"serverlessWorkers": map[string]any{"limit": a.workerQuota(), "current": workers},
	}, nil
}

// SetBalance sets the account's credit in USD. From then on it runs down by what the meter
// counts, and creating or starting something needs one hour of it, and is refused with 402
// otherwise, unless the account is postpaid. There is no limit until it is set.
func (a *Account) SetBalance(usd decimal.Decimal) {
	a.behind(func(now time.Time) {
		a.catchUp(now)
		a.readMeter(now)
		a.funds.balance, a.funds.spentBefore = decimal.NewNullDecimal(usd), a.meter.spent(now)
	})
}

// SetBillingMode makes the account prepaid, as it is at first, or postpaid.
func (a *Account) SetBillingMode(mode runpod.BillingMode) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.funds.postpaid = mode == runpod.BillingModePostpaid
}

// SetSpendLimit sets how many USD an hour everything that runs may cost; what would go
// beyond it does not start. There is no limit until it is set.
func (a *Account) SetSpendLimit(usdPerHour decimal.Decimal) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.funds.spendLimit = decimal.NewNullDecimal(usdPerHour)
}

// SetWorkerQuota sets how many workers all endpoints together may have. Until
// then it follows from the balance as Runpod has it (5, and from 10 at $100 to
// 60 at $900), and is 1000 while no balance is set. A negative number goes back to
// that.
func (a *Account) SetWorkerQuota(workers int64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.funds.quota = workers
}

// balanceNow is what is left, and whether there is an end to it.
func (a *Account) balanceNow(now time.Time) (usd decimal.Decimal, limited bool) {
	if !a.funds.balance.Valid {
		return decimal.Zero, false
	}
	spent := new(big.Rat).Sub(a.meter.spent(now), a.funds.spentBefore)
	return a.funds.balance.Decimal.Sub(decimal.RequireFromString(spent.FloatString(billingDigits))), true
}

// spent is what everything has cost until now.
func (m *meter) spent(now time.Time) *big.Rat {
	ticks := map[*big.Rat]int64{}
	for _, c := range m.charges {
		ticks[c.usd] += c.between(c.from, now)
	}
	sum := new(big.Rat)
	for usd, n := range ticks {
		sum.Add(sum, price(usd, n))
	}
	return sum
}

// affordable refuses what would cost more an hour than the account has.
func (a *Account) affordable(now time.Time, usdPerHour decimal.Decimal) error {
	left, limited := a.balanceNow(now)
	if !limited || a.funds.postpaid || usdPerHour.LessThanOrEqual(left) {
		return nil
	}
	return refuse(http.StatusPaymentRequired,
		"Insufficient balance: deploying needs credit for one hour, $%s, and the account has $%s.", usdPerHour.StringFixed(2), left.StringFixed(2))
}

// startable refuses to start what would cost more than the account has, or may spend.
func (a *Account) startable(now time.Time, usdPerHour decimal.Decimal) error {
	if limit := a.funds.spendLimit; limit.Valid && a.spendRate().Add(usdPerHour).GreaterThan(limit.Decimal) {
		return badRequest("Starting this would exceed your account's spend limit of $%s per hour: $%s is running now and this adds $%s. Stop something, or ask support to raise the limit.",
			limit.Decimal.StringFixed(2), a.spendRate().StringFixed(2), usdPerHour.StringFixed(2))
	}
	return a.affordable(now, usdPerHour)
}

// spendRate is what the compute that runs costs, in USD an hour.
func (a *Account) spendRate() decimal.Decimal {
	var sum decimal.Decimal
	for _, p := range a.pods.all() {
		if p.holds() {
			sum = sum.Add(p.rate())
		}
	}
	for _, e := range a.endpoints.all() {
		for _, w := range e.workers {
			if w.at != (site{}) {
				sum = sum.Add(a.workerUSD(hardware{w.at.hardware, w.units}))
			}
		}
	}
	return sum
}

// workerUSD is what a worker on some hardware costs an hour.
func (a *Account) workerUSD(h hardware) decimal.Decimal {
	if g := a.catalog.gpu(h.id); g != nil {
		return g.flex.Decimal.Mul(decimal.NewFromInt(h.units))
	}
	return a.catalog.cpu(h.id).serverless.Decimal.Mul(decimal.NewFromInt(h.units))
}

// mayRun reports whether a worker may start under the limit of what an hour may cost.
func (a *Account) mayRun(h hardware) bool {
	limit := a.funds.spendLimit
	return !limit.Valid || a.spendRate().Add(a.workerUSD(h)).LessThanOrEqual(limit.Decimal)
}

// endUnpaid ends what a prepaid account cannot pay any more: Runpod stops a pod with a
// network volume, and terminates one without, whatever is on its disks.
func (a *Account) endUnpaid(now time.Time) {
	left, limited := a.balanceNow(now)
	if !limited || a.funds.postpaid || left.IsPositive() {
		return
	}
	for _, p := range a.pods.all() {
		switch {
		case !p.holds():
		case len(p.mounts.Network) > 0:
			p.halt(now, courseExited)
			p.note(now, "stop container: no balance left")
		default:
			a.terminate(p, now)
		}
	}
}

package account

import (
	"context"
	"time"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// fundsPatience bounds how long a plan waits to hear what the account may spend.
const fundsPatience = 10 * time.Second

// FundsReader is the part of the API client that says what an account may spend.
type FundsReader interface {
	GetAccountBalance(context.Context) (*runpod.AccountBalance, error)
	GetAccountLimits(context.Context) (*runpod.AccountLimits, error)
	ListEndpoints(context.Context) ([]runpod.Endpoint, error)
}

// Funds are what an account may spend, as far as Runpod reports it: each part is asked for
// once, when it is first needed. What the key may not see, what the API does not offer
// and what fails is not known, and nobody hears of it: a plan works as well without.
type Funds struct {
	reader FundsReader

	balance   readOnce[*runpod.AccountBalance]
	limits    readOnce[*runpod.AccountLimits]
	endpoints readOnce[[]runpod.Endpoint]
}

// NewFunds makes the funds of one configured provider. The reader is nil without an
// account to ask; then nothing is known.
func NewFunds(reader FundsReader) *Funds { return &Funds{reader: reader} }

// SpendLimit is how many USD an hour everything that runs may cost; it is not Valid where
// that is not known.
func (f *Funds) SpendLimit(ctx context.Context) decimal.NullDecimal {
	limits := f.readLimits(ctx)
	if limits == nil {
		return decimal.NullDecimal{}
	}
	usd, known := limits.SpendRate.Number()
	if !known {
		return decimal.NullDecimal{}
	}
	limit := exact(usd.String())
	limit.Valid = limit.Valid && limit.Decimal.IsPositive() // 0 is rather none than nothing at all
	return limit
}

// WorkerQuota is how many workers all endpoints together may have.
func (f *Funds) WorkerQuota(ctx context.Context) (workers int64, known bool) {
	limits := f.readLimits(ctx)
	if limits == nil {
		return 0, false
	}
	number, known := limits.ServerlessWorkers.Number()
	workers, err := number.Int64()
	return workers, known && err == nil && workers > 0
}

// Prepaid is how many USD are left on a prepaid account; it is not Valid for one that gets
// invoices, which Runpod never stops, and where the balance is not known.
func (f *Funds) Prepaid(ctx context.Context) decimal.NullDecimal {
	if f == nil || f.reader == nil {
		return decimal.NullDecimal{}
	}
	balance, err := f.balance.within(ctx, fundsPatience, f.reader.GetAccountBalance)
	if err != nil || balance.BillingMode != runpod.BillingModePrepaid {
		return decimal.NullDecimal{}
	}
	return exact(balance.BalanceAmount.String())
}

// Endpoints are those that the account has now; none where they cannot be read.
func (f *Funds) Endpoints(ctx context.Context) []runpod.Endpoint {
	if f == nil || f.reader == nil {
		return nil
	}
	endpoints, err := f.endpoints.within(ctx, fundsPatience, f.reader.ListEndpoints)
	if err != nil {
		return nil
	}
	return endpoints
}

func (f *Funds) readLimits(ctx context.Context) *runpod.AccountLimits {
	if f == nil || f.reader == nil {
		return nil
	}
	limits, err := f.limits.within(ctx, fundsPatience, f.reader.GetAccountLimits)
	if err != nil {
		return nil
	}
	return limits
}

func exact(text string) decimal.NullDecimal {
	d, err := decimal.NewFromString(text)
	return decimal.NullDecimal{Decimal: d, Valid: err == nil}
}

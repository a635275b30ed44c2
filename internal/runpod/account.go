package runpod

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"slices"
)

// BillingMode is how an account pays.
type BillingMode string

// The modes. A prepaid account without a balance starts nothing, and what it runs is
// stopped; a postpaid one gets an invoice.
const (
	BillingModePrepaid  BillingMode = "PREPAID"
	BillingModePostpaid BillingMode = "POSTPAID"
)

// Account is whom the key belongs to.
type Account struct {
	ID    string  `json:"id"`
	Email *string `json:"email"` // for a team's key, that of the team's owner
}

// AccountBalance is the money left on the account.
type AccountBalance struct {
	BalanceAmount json.Number `json:"balanceAmount"` // USD
	BillingMode   BillingMode `json:"billingMode"`
}

// AccountLimits are the caps that Runpod applies to the account. Their members are
// documented nowhere; [Limit.Number] finds the one that is the cap.
type AccountLimits struct {
	SpendRate         Limit `json:"spendRate"`         // USD an hour of everything that runs
	ServerlessWorkers Limit `json:"serverlessWorkers"` // workers.max of all endpoints together
}

// Limit is one cap, as Runpod writes it.
type Limit map[string]json.RawMessage

// UnmarshalJSON reads an object. A bare number is taken for one with a single member.
func (l *Limit) UnmarshalJSON(b []byte) error {
	*l = nil
	if !bytes.HasPrefix(bytes.TrimSpace(b), []byte("{")) {
		if _, ok := number(b); ok {
			*l = Limit{limitNames[0]: slices.Clone(b)}
		}
		return nil // null, or nothing that could be told from it
	}
	members := map[string]json.RawMessage{}
	if err := json.Unmarshal(b, &members); err != nil {
		return err
	}
	*l = members
	return nil
}

// limitNames are the likely names of the cap among other numbers, the likeliest first.
var limitNames = []string{"limit", "max", "amount"}

// countNames are in the names of numbers that are no cap, but how much of it is used.
var countNames = []string{"current", "usage", "used", "remaining", "left", "available"}

// Number returns the cap: the only number of the object that may be one, or the one with
// the likeliest name. It is not known where none fits.
func (l Limit) Number() (n json.Number, known bool) {
	var numbers []json.Number
	for name, raw := range l {
		if n, ok := number(raw); ok && !contains(name, countNames...) {
			numbers = append(numbers, n)
		}
	}
	if len(numbers) == 1 {
		return numbers[0], true
	}
	for _, name := range limitNames {
		if n, ok := number(l[name]); ok {
			return n, true
		}
	}
	return "", false
}

// number reads a JSON number that is neither a text nor negative.
func number(raw json.RawMessage) (n json.Number, ok bool) {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || raw[0] < '0' || raw[0] > '9' || json.Unmarshal(raw, &n) != nil {
		return "", false
	}
	return n, true
}

// GetAccount returns whom the key belongs to.
func (c *Client) GetAccount(ctx context.Context) (*Account, error) {
	return object[Account](ctx, c, http.MethodGet, route{"account"}, nil, nil)
}

// GetAccountBalance returns the money left on the account and how it pays. The key
// needs the scope billing:read.
func (c *Client) GetAccountBalance(ctx context.Context) (*AccountBalance, error) {
	return callWith(ctx, c, request{method: http.MethodGet, path: route{"billing", "balance"}, elsewhere: route{"account", "balance"}}, decode[AccountBalance])
}

// GetAccountLimits returns the caps that Runpod applies to the account.
func (c *Client) GetAccountLimits(ctx context.Context) (*AccountLimits, error) {
	return call[AccountLimits](ctx, c, http.MethodGet, route{"account", "limits"}, nil, nil)
}

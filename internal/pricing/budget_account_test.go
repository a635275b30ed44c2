package pricing

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// fakeAccount returns what it is told to, and counts how often it is asked.
type fakeAccount struct {
	mode      runpod.BillingMode
	balance   string // fails where empty
	spend     string // as JSON
	quota     string
	noLimits  bool
	endpoints []runpod.Endpoint

	mu    sync.Mutex
	asked map[string]int
}

var errNotTold = errors.New("not told")

func (f *fakeAccount) ask(what string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.asked == nil {
		f.asked = map[string]int{}
	}
	f.asked[what]++
}

func (f *fakeAccount) GetAccountBalance(context.Context) (*runpod.AccountBalance, error) {
	f.ask("balance")
	if f.balance == "" {
		return nil, errNotTold
	}
	return &runpod.AccountBalance{BalanceAmount: json.Number(f.balance), BillingMode: f.mode}, nil
}

func (f *fakeAccount) GetAccountLimits(context.Context) (*runpod.AccountLimits, error) {
	f.ask("limits")
	if f.noLimits {
		return nil, errNotTold
	}
	limits := &runpod.AccountLimits{}
	for limit, text := range map[*runpod.Limit]string{&limits.SpendRate: f.spend, &limits.ServerlessWorkers: f.quota} {
		if text == "" {
			text = "{}"
		}
		if err := limit.UnmarshalJSON([]byte(text)); err != nil {
			return nil, err
		}
	}
	return limits, nil
}

func (f *fakeAccount) ListEndpoints(context.Context) ([]runpod.Endpoint, error) {
	f.ask("endpoints")
	return f.endpoints, nil
}

// workers is an endpoint that has that many workers after the plan, and had that many before.
func workers(name, id string, before, after int64) planned {
	p := costs(name, "1", "1")
	p.name = "endpoint " + name
	p.Demand = Demand{Workers: after, WorkersBefore: before, ID: id}
	p.isNew = id == ""
	if !p.isNew {
		p.before = p.amounts
	}
	return p
}

func onAccount(id string, most int64) runpod.Endpoint {
	return runpod.Endpoint{ID: id, Name: id, Workers: runpod.EndpointWorkers{Max: most}}
}

func TestBudgetOfTheAccount(t *testing.T) {
	t.Parallel()
	eighty := BudgetConfig{MaxHourly: amount("80")}
	own := BudgetConfig{MaxHourly: amount("120"), OwnMaxHourly: true}
	refusing := BudgetConfig{MaxHourly: amount("80"), Refuse: true}
	const prepaid, postpaid = runpod.BillingModePrepaid, runpod.BillingModePostpaid
	for name, test := range map[string]struct {
		config  BudgetConfig
		account *fakeAccount
		planned []planned
		want    []string // of each message, in their order
		asked   string
	}{
		"its limit in the place of Runpod's": {
			eighty, &fakeAccount{spend: `{"limit":200}`, noLimits: false}, []planned{costs("a", "1", "199"), costs("b", "1", "2")},
			[]string{"Warning: Over Runpod's spend limit: With 2 resources planned so far, the sum is at least $201.00 an hour with everything running: $1.00 more than $200.00, the spend limit of your account. Ask Runpod to raise it"},
			"map[balance:1 limits:1]",
		},
		"a lower one": {eighty, &fakeAccount{spend: `{"max":20,"current":1}`}, []planned{costs("a", "1", "21")}, []string{"$1.00 more than $20.00, the spend limit of your account"}, "map[balance:1 limits:1]"},
		"an own one beats it": {
			own, &fakeAccount{spend: `{"limit":20}`}, []planned{costs("a", "1", "119")}, nil, "map[balance:1 limits:1]",
		},
		"no limit that could be told":          {eighty, &fakeAccount{spend: `{"soft":1,"hard":2}`}, []planned{costs("a", "1", "81")}, []string{"Runpod's default spend limit"}, "map[balance:1 limits:1]"},
		"nothing told at all":                  {eighty, &fakeAccount{noLimits: true}, []planned{costs("a", "1", "81")}, []string{"Runpod's default spend limit"}, "map[balance:1 limits:1]"},
		"nothing starts, nobody is asked":      {eighty, &fakeAccount{spend: `{"limit":1}`, balance: "0", mode: prepaid}, []planned{existing(costs("a", "1", "300"))}, nil, "map[]"},
		"its limit is never an error":          {refusing, &fakeAccount{spend: `{"limit":1}`}, []planned{costs("a", "1", "2")}, []string{"Warning: Over Runpod's spend limit"}, "map[balance:1 limits:1]"},
		"a balance for an hour":                {BudgetConfig{}, &fakeAccount{balance: "2", mode: prepaid}, []planned{costs("a", "1", "1"), costs("b", "1", "1")}, nil, "map[balance:1 limits:1]"},
		"a balance for less":                   {BudgetConfig{}, &fakeAccount{balance: "1.5", mode: prepaid}, []planned{costs("a", "1", "1"), costs("b", "1", "1"), costs("c", "1", "1")}, []string{"Warning: The balance does not cover one hour: With 2 resources planned so far, one hour with everything running costs at least $2.00, and the account's balance is $1.50: it lasts for at most 0.75 hours."}, "map[balance:1 limits:1]"},
		"what runs counts as well":             {BudgetConfig{}, &fakeAccount{balance: "1.5", mode: prepaid}, []planned{costs("a", "1", "1"), existing(costs("b", "1", "1"))}, []string{"at least $2.00"}, "map[balance:1 limits:1]"},
		"no balance":                           {BudgetConfig{}, &fakeAccount{balance: "-0.2", mode: prepaid}, []planned{costs("a", "1", "1")}, []string{"no credit is left"}, "map[balance:1 limits:1]"},
		"postpaid is not warned":               {BudgetConfig{}, &fakeAccount{balance: "0", mode: postpaid}, []planned{costs("a", "1", "1")}, nil, "map[balance:1 limits:1]"},
		"a mode that nobody knows":             {BudgetConfig{}, &fakeAccount{balance: "0", mode: "BARTER"}, []planned{costs("a", "1", "1")}, nil, "map[balance:1 limits:1]"},
		"workers within the quota":             {BudgetConfig{}, &fakeAccount{quota: `{"limit":10}`, endpoints: []runpod.Endpoint{onAccount("x", 4)}}, []planned{workers("a", "", 0, 6)}, nil, "map[endpoints:1 limits:1]"},
		"workers of the plan beyond it":        {BudgetConfig{}, &fakeAccount{quota: `{"limit":10}`}, []planned{workers("a", "", 0, 6), workers("b", "", 0, 5)}, []string{"Warning: Over the account's worker quota: The endpoints planned so far have up to 11 workers (`active` and `flex`): endpoint a 6, endpoint b 5. The account's quota is 10 workers across all endpoints, and Runpod refuses to exceed it. Lower"}, "map[endpoints:1 limits:1]"},
		"refused for sure":                     {refusing, &fakeAccount{quota: `{"limit":10}`}, []planned{workers("a", "", 0, 11)}, []string{"Error: Over the account's worker quota"}, "map[endpoints:1 limits:1]"},
		"others of the account, never sure":    {refusing, &fakeAccount{quota: `{"limit":10}`, endpoints: []runpod.Endpoint{onAccount("x", 4), onAccount("y", 1)}}, []planned{workers("a", "", 0, 6)}, []string{"Warning: Over the account's worker quota: The endpoints planned so far have up to 6 workers (`active` and `flex`): endpoint a 6. Other endpoints of the account have up to 5: endpoint x 4, endpoint y 1. The account's quota is 10 workers across all endpoints, and Runpod refuses to exceed it, unless this plan first lowers or destroys some of the others."}, "map[endpoints:1 limits:1]"},
		"others that turn out to be planned":   {refusing, &fakeAccount{quota: `{"limit":10}`, endpoints: []runpod.Endpoint{onAccount("x", 5)}}, []planned{workers("a", "", 0, 6), workers("x", "x", 5, 5)}, []string{"Warning: Over", "Error: Over"}, "map[endpoints:1 limits:1]"},
		"one that exists counts as it will be": {BudgetConfig{}, &fakeAccount{quota: `{"limit":10}`, endpoints: []runpod.Endpoint{onAccount("x", 9)}}, []planned{workers("x", "x", 9, 2), workers("a", "", 0, 8)}, nil, "map[endpoints:1 limits:1]"},
		"beyond it, and nothing adds":          {refusing, &fakeAccount{quota: `{"limit":3}`}, []planned{workers("a", "a", 9, 5)}, nil, "map[]"},
		"no quota that could be told":          {refusing, &fakeAccount{quota: `{"current":3}`}, []planned{workers("a", "", 0, 1000)}, nil, "map[limits:1]"},
		"active workers ask for the balance":   {BudgetConfig{}, &fakeAccount{balance: "0.5", mode: prepaid}, []planned{func() planned { p := workers("a", "", 0, 1); p.Starts = true; return p }()}, []string{"The balance does not cover one hour"}, "map[balance:1 limits:1]"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			budget := NewBudget(test.config).Asking(account.NewFunds(test.account))
			var got []string
			for _, p := range test.planned {
				got = append(got, count(t.Context(), budget, privateMap{}, p)...)
			}
			for i, want := range test.want {
				if i >= len(got) || !strings.Contains(got[i], want) {
					t.Errorf("said %q\nwant %q", got, test.want)
				}
			}
			if len(got) != len(test.want) {
				t.Errorf("said %q, want %d messages", got, len(test.want))
			}
			if asked := fmt.Sprint(test.account.asked); asked != test.asked {
				t.Errorf("asked %s, want %s", asked, test.asked)
			}
		})
	}
}

// TestBudgetWhileApplying: an apply plans again what it replaces; it says nothing that its
// plan has not said, by the limit of the account.
func TestBudgetWhileApplying(t *testing.T) {
	t.Parallel()
	asked := &fakeAccount{spend: `{"limit":200}`, quota: `{"limit":1}`, balance: "0", mode: runpod.BillingModePrepaid}
	budget := NewBudget(BudgetConfig{MaxHourly: amount("80")}).Asking(account.NewFunds(asked))
	budget.Applying()
	p := workers("a", "", 0, 9)
	p.Starts, p.hourly = true, amount("100")
	if got := count(t.Context(), budget, privateMap{}, p); len(got) > 0 || asked.asked["balance"]+asked.asked["endpoints"] > 0 {
		t.Errorf("said %q, asked %v", got, asked.asked)
	}
}

// TestBudgetReplacedEndpoint: a replacement is planned twice, and asks for its workers once.
func TestBudgetReplacedEndpoint(t *testing.T) {
	t.Parallel()
	asked := &fakeAccount{quota: `{"limit":5}`, endpoints: []runpod.Endpoint{onAccount("a", 3)}}
	budget := NewBudget(BudgetConfig{Refuse: true}).Asking(account.NewFunds(asked))
	private := privateMap{}
	got := count(t.Context(), budget, private, workers("a", "a", 3, 4))
	got = append(got, count(t.Context(), budget, private, workers("a", "", 0, 4))...)
	if len(got) > 0 {
		t.Errorf("said %q of 4 workers", got)
	}
}

// TestSpendLimitOfABudget: the user's, the account's, Runpod's.
func TestSpendLimitOfABudget(t *testing.T) {
	t.Parallel()
	told := account.NewFunds(&fakeAccount{spend: `{"limit":200}`})
	untold := account.NewFunds(&fakeAccount{noLimits: true})
	own := BudgetConfig{MaxHourly: amount("120"), OwnMaxHourly: true}
	for name, test := range map[string]struct {
		config BudgetConfig
		funds  *account.Funds
		ask    bool
		want   string
	}{
		"the user's":               {own, told, true, "120"},
		"the account's":            {BudgetConfig{MaxHourly: amount("80")}, told, true, "200"},
		"not asked":                {BudgetConfig{MaxHourly: amount("80")}, told, false, "80"},
		"not told":                 {BudgetConfig{MaxHourly: amount("80")}, untold, true, "80"},
		"no account":               {BudgetConfig{MaxHourly: amount("80")}, nil, true, "80"},
		"a budget not known yet":   {BudgetConfig{}, told, true, "200"},
		"an own one not known yet": {BudgetConfig{OwnMaxHourly: true}, untold, true, "80"},
	} {
		if got := NewBudget(test.config).Asking(test.funds).SpendLimit(t.Context(), test.ask); !got.USDPerHour.Equal(decimal.RequireFromString(test.want)) || got.Whose == "" || got.Remedy == "" {
			t.Errorf("%s: got %v, want %s", name, got, test.want)
		}
	}
}

// TestBudgetOfTheAccountWarnsAtOnce: whatever comes first, the balance and the quota have one
// message each, which is true when it is given, and each part of the account is asked for once.
func TestBudgetOfTheAccountWarnsAtOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		balance := rapid.Int64Range(0, 60).Draw(r, "balance")
		quota := rapid.Int64Range(1, 60).Draw(r, "quota")
		asked := &fakeAccount{quota: fmt.Sprintf(`{"limit":%d}`, quota), balance: fmt.Sprint(balance), mode: runpod.BillingModePrepaid}
		budget := NewBudget(BudgetConfig{Refuse: true}).Asking(account.NewFunds(asked))
		var hour, sum int64
		var all sync.WaitGroup
		var mu sync.Mutex
		var got []string
		for i := range rapid.IntRange(1, 20).Draw(r, "endpoints") {
			p := workers(fmt.Sprint(i), "", 0, rapid.Int64Range(1, 5).Draw(r, "workers"))
			p.Starts = true
			hour, sum = hour+1, sum+p.Workers
			all.Go(func() {
				messages := count(t.Context(), budget, privateMap{}, p)
				mu.Lock()
				defer mu.Unlock()
				got = append(got, messages...)
			})
		}
		all.Wait()
		said := strings.Join(got, "\n")
		if n := strings.Count(said, "does not cover one hour"); (n == 1) != (hour > balance) || n > 1 {
			r.Errorf("%d an hour, balance %d: said %s", hour, balance, said)
		}
		if n := strings.Count(said, "Error: Over the account's worker quota"); (n == 1) != (sum > quota) || n > 1 {
			r.Errorf("%d workers, quota %d: said %s", sum, quota, said)
		}
		if asked := fmt.Sprint(asked.asked); asked != "map[balance:1 endpoints:1 limits:1]" {
			r.Errorf("asked %s", asked)
		}
	})
}

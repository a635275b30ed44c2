//go:build unix

package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// requestTime is how much of an account's time passes with each request while it
// is filled: slow enough for any rate limit.
const requestTime = 2 * time.Second

// account is a Runpod account in memory that listens on loopback.
type account struct {
	*sandbox.Account

	url    string
	skip   *skippingClock
	fill   atomic.Bool
	marked int // requests before the last mark
}

// skippingClock is the real time, ahead by what was skipped.
type skippingClock struct{ ahead atomic.Int64 }

func (c *skippingClock) Now() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

func (c *skippingClock) Sleep(ctx context.Context, d time.Duration) error {
	return runpod.SystemClock().Sleep(ctx, d)
}

// newAccount starts an account that ends with the context.
func newAccount(ctx context.Context, opts sandbox.Options) (*account, error) {
	a := &account{skip: &skippingClock{}}
	opts.Clock = a.skip
	a.Account = sandbox.New(opts)
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("starting an account: %w", err)
	}
	a.url = "http://" + listener.Addr().String() + "/v2"
	server := &http.Server{Handler: a, ReadHeaderTimeout: time.Minute}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	go func() { _ = server.Serve(listener) }() // ends with the context, and says so to whoever still asks
	return a, nil
}

func (a *account) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if a.fill.Load() {
		a.skip.ahead.Add(int64(requestTime))
	}
	a.Account.ServeHTTP(w, r)
}

// filled says that what comes now is measured: full rate limits, and the real
// time.
func (a *account) filled() {
	a.fill.Store(false)
	a.skip.ahead.Add(int64(2 * time.Hour))
}

// env leads a CLI to the account.
func (a *account) env() []string {
	return []string{"RUNPOD_API_URL=" + a.url, "RUNPOD_API_KEY=" + a.APIKey()}
}

// mark starts a new count of requests.
func (a *account) mark() { a.marked = len(a.Requests()) }

// counts are the requests of each kind: those for a list, a page each, and those
// for one object.
type counts struct {
	lists, gets map[string]int
	total       int
}

// counted are the requests since the last mark.
func (a *account) counted() (counts, error) {
	c := counts{lists: map[string]int{}, gets: map[string]int{}}
	for _, r := range a.Requests()[a.marked:] {
		if r.Method != http.MethodGet {
			return c, fmt.Errorf("a plan has sent %s %s", r.Method, r.Path)
		}
		c.total++
		kind, id, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(r.Path, "/v2/"), "account/"), "/")
		if id == "" || kind == catalog {
			c.lists[kind]++
		} else {
			c.gets[kind]++
		}
	}
	return c, nil
}

// catalog is the kind of all requests for prices and offers.
const catalog = "catalog"

// most is the largest number of requests for one kind, the catalog aside.
func (c counts) most() int {
	most := 0
	for kind := range c.lists {
		if kind != catalog {
			most = max(most, c.lists[kind]+c.gets[kind])
		}
	}
	for kind := range c.gets {
		most = max(most, c.lists[kind]+c.gets[kind])
	}
	return most
}

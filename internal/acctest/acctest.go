// Package acctest gives every acceptance test a Runpod account in memory and a
// provider of its own, and runs it through a real CLI.
package acctest

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/runpod-iac/terraform-provider-runpod/internal/provider"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// OpenAPIVariable names the environment variable with the path of Runpod's
// OpenAPI document.
const OpenAPIVariable = "RUNPOD_OPENAPI"

// AdditionsVariable names the environment variable with the path of a second document,
// of the operations that Runpod's own does not have yet. It defaults to
// api-v2-additions.json beside the first, if that is there.
const AdditionsVariable = "RUNPOD_OPENAPI_ADDITIONS"

// Start is when the clock of every test starts.
var Start = time.Date(2026, time.November, 2, 8, 0, 0, 0, time.UTC)

// Env is one test's account and what leads to it.
type Env struct {
	Account *sandbox.Account
	Clock   *sandbox.FakeClock
	URL     string
	Key     string
	// OnSleep, if set before Run, is called whenever the provider has waited: a
	// test lets something happen to the account meanwhile.
	OnSleep func()
	// Transport leads to the account; Go's own does where it is nil.
	Transport http.RoundTripper
	// Lifecycle is how the account's pods report their status.
	Lifecycle sandbox.Lifecycle

	t testing.TB
}

// clock is the time that the account lives by.
func (e *Env) clock() runpod.Clock {
	if e.Clock == nil {
		return runpod.SystemClock()
	}
	return e.Clock
}

// providerClock is the same, as the provider sees it.
func (e *Env) providerClock() runpod.Clock {
	if e.Clock == nil {
		return runpod.SystemClock()
	}
	return waitingClock{e.Clock, e}
}

// waitingClock is the account's clock, as the provider sees it.
type waitingClock struct {
	*sandbox.FakeClock
	env *Env
}

func (c waitingClock) Sleep(ctx context.Context, d time.Duration) error {
	err := c.FakeClock.Sleep(ctx, d)
	if c.env.OnSleep != nil {
		c.env.OnSleep()
	}
	return err
}

// New starts an account with the given options; its clock and key are set here.
// The account ends with the test. Where RUNPOD_OPENAPI names Runpod's document,
// every request and answer that it rejects fails the test.
func New(t testing.TB, options ...func(*sandbox.Options)) *Env {
	t.Helper()
	clock := sandbox.NewFakeClock(Start)
	opts := sandbox.Options{Clock: clock, Without: withoutByVariable(t)}
	for _, o := range options {
		o(&opts)
	}
	account := sandbox.New(opts)
	var handler http.Handler = account
	if path := os.Getenv(OpenAPIVariable); path != "" {
		violations := &violations{}
		checked, err := OpenAPIMiddleware(path, account, violations.add)
		if err != nil {
			t.Fatalf("reading Runpod's OpenAPI document: %s", err)
		}
		handler = checked
		t.Cleanup(func() { violations.report(t) })
	} else {
		t.Logf("traffic is NOT checked against Runpod's OpenAPI document: %s is not set", OpenAPIVariable)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return &Env{Account: account, Clock: clock, URL: server.URL + "/v2", Key: account.APIKey(), Lifecycle: cmp.Or(opts.Lifecycle, sandbox.LifecycleRecorded), t: t}
}

// EachLifecycle runs a test once on an account whose pods report their status as Runpod was
// recorded, and once on one that does as its document says.
func EachLifecycle(t *testing.T, test func(t *testing.T, env *Env), options ...func(*sandbox.Options)) {
	t.Helper()
	for _, lifecycle := range sandbox.Lifecycles() {
		t.Run(string(lifecycle), func(t *testing.T) {
			t.Parallel()
			test(t, New(t, append(slices.Clone(options), func(o *sandbox.Options) { o.Lifecycle = lifecycle })...))
		})
	}
}

// Client talks to the account directly, for what a test prepares outside of
// Terraform.
func (e *Env) Client() *runpod.Client {
	e.t.Helper()
	client, err := runpod.New(runpod.Config{
		BaseURL: e.URL, APIKey: e.Key, UserAgent: "acctest", RequestTimeout: time.Minute, Clock: e.clock(), Transport: e.Transport,
	})
	if err != nil {
		e.t.Fatal(err)
	}
	return client
}

// violations collects what Runpod's document rejects.
type violations struct {
	mu   sync.Mutex
	text []string
}

func (v *violations) add(violation string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.text = append(v.text, violation)
}

func (v *violations) report(t testing.TB) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, violation := range v.text {
		t.Errorf("Runpod's OpenAPI document rejects this: %s", violation)
	}
}

// Factories are the provider under test, on the test's clock.
func (e *Env) Factories() map[string]func() (tfprotov6.ProviderServer, error) {
	return Factories(provider.Options{Version: "test", Clock: e.providerClock(), Transport: e.Transport})
}

// Factories are a provider under test that no account belongs to.
func Factories(options provider.Options) map[string]func() (tfprotov6.ProviderServer, error) {
	return map[string]func() (tfprotov6.ProviderServer, error){
		"runpod": func() (tfprotov6.ProviderServer, error) { return provider.NewServer(options)(), nil },
	}
}

// Config is a configuration with a provider block that leads to the account;
// settings are further lines for that block.
func (e *Env) Config(body string, settings ...string) string {
	return providerBlock(body, append([]string{fmt.Sprintf("api_url = %q", e.URL), fmt.Sprintf("api_key = %q", e.Key)}, settings...))
}

// Offline is a configuration with neither key nor anything that listens.
func Offline(body string, settings ...string) string {
	return providerBlock(body, append([]string{`api_url = "http://127.0.0.1:9/v2"`}, settings...))
}

func providerBlock(body string, settings []string) string {
	return "provider \"runpod\" {\n  " + strings.Join(settings, "\n  ") + "\n}\n" + body
}

// Run runs the steps on the account, in parallel with other tests, and fails if
// anything is left on it in the end.
func (e *Env) Run(steps ...resource.TestStep) {
	e.RunCase(resource.TestCase{Steps: steps})
}

// RunCase is Run with a whole test case.
func (e *Env) RunCase(tc resource.TestCase) {
	e.t.Helper()
	t, ok := e.t.(*testing.T)
	if !ok {
		e.t.Fatal("acceptance tests need a *testing.T")
	}
	if tc.ProtoV6ProviderFactories == nil {
		tc.ProtoV6ProviderFactories = e.Factories()
	}
	resource.Test(t, tc)
	for _, left := range e.Account.Contents() {
		t.Errorf("left on the account: %s", left)
	}
}

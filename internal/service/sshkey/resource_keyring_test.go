package sshkey

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// fakeAccount is a list of keys that takes a second for everything, so that whoever
// does not wait for others gets in their way.
type fakeAccount struct {
	mu    sync.Mutex
	lines []string
	puts  int
	// afterPut stands for another writer, and answerPut for what comes back.
	afterPut  func(lines []string) []string
	answerPut error
	ignorePut bool
	getFails  error
}

func (a *fakeAccount) GetSSHKeys(ctx context.Context) (*runpod.SSHKeys, error) {
	if err := runpod.SystemClock().Sleep(ctx, time.Second); err != nil {
		return nil, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return &runpod.SSHKeys{Keys: slices.Clone(a.lines)}, a.getFails
}

func (a *fakeAccount) UpdateSSHKeys(ctx context.Context, req runpod.UpdateSSHKeysRequest) (*runpod.SSHKeys, error) {
	if err := runpod.SystemClock().Sleep(ctx, time.Second); err != nil {
		return nil, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.puts++
	if !a.ignorePut {
		a.lines = slices.Clone(req.Keys)
	}
	if a.afterPut != nil {
		a.lines = a.afterPut(a.lines)
	}
	return &runpod.SSHKeys{Keys: slices.Clone(req.Keys)}, a.answerPut
}

func ringOf(a *fakeAccount) *keyring {
	kind := *Kind
	kind.List = func(*runpod.Client, context.Context) ([]string, error) { return a.lines, nil }
	reads := account.ReadsOf(account.New(nil, runpod.SystemClock(), nil, nil), &kind)
	return &keyring{api: a, clock: runpod.SystemClock(), locks: &account.Locks{}, reads: reads}
}

func mustParse(t *testing.T, text string) publicKey {
	t.Helper()
	key, err := parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

const foreign = "ssh-ed25519 AAAA not-a-key-but-there"

func TestKeyringParallelChangesDoNotMeet(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := &fakeAccount{lines: []string{foreign, rsaKey + " old"}}
		ring := ringOf(a)
		var wg sync.WaitGroup
		for _, change := range []func() error{
			func() error { return ring.add(t.Context(), mustParse(t, ed25519Key)) },
			func() error { return ring.add(t.Context(), mustParse(t, ecdsaKey)) },
			func() error { return ring.rewrite(t.Context(), mustParse(t, rsaKey+" new")) },
		} {
			wg.Go(func() {
				if err := change(); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		got := slices.Sorted(slices.Values(a.lines))
		want := slices.Sorted(slices.Values([]string{foreign, rsaKey + " new", ed25519Key, ecdsaKey}))
		if !slices.Equal(got, want) || a.puts != 3 {
			t.Errorf("after %d writes, want 3, the account has %q", a.puts, got)
		}
		if err := ring.remove(t.Context(), ed25519Fingerprint); err != nil {
			t.Fatal(err)
		}
		if len(a.lines) != 3 || slices.Contains(a.lines, ed25519Key) {
			t.Errorf("after the removal the account has %q", a.lines)
		}
	})
}

func TestKeyringChanges(t *testing.T) {
	t.Parallel()
	ana, ben := ed25519Key+" ana", ed25519Key+" ben"
	add := func(k *keyring, t *testing.T) error { return k.add(t.Context(), mustParse(t, ana)) }
	rewrite := func(k *keyring, t *testing.T) error { return k.rewrite(t.Context(), mustParse(t, ben)) }
	remove := func(k *keyring, t *testing.T) error { return k.remove(t.Context(), ed25519Fingerprint) }
	overwritten := func(times int) func([]string) []string {
		return func(lines []string) []string {
			if times--; times >= 0 {
				return []string{rsaKey} // whoever wrote this had not read ours
			}
			return lines
		}
	}
	refused := &runpod.Error{StatusCode: 422, Detail: "no"}
	for name, test := range map[string]struct {
		account *fakeAccount
		change  func(*keyring, *testing.T) error
		want    []string
		puts    int
		fails   string // none when empty
	}{
		"add to none":                 {&fakeAccount{}, add, []string{ana}, 1, ""},
		"add behind others":           {&fakeAccount{lines: []string{foreign, ecdsaKey}}, add, []string{foreign, ecdsaKey, ana}, 1, ""},
		"add what is there":           {&fakeAccount{lines: []string{ben}}, add, []string{ben}, 0, "already exists on the account"},
		"add, overwritten twice":      {&fakeAccount{afterPut: overwritten(2)}, add, []string{rsaKey, ana}, 3, ""},
		"add, overwritten every time": {&fakeAccount{afterPut: overwritten(99)}, add, []string{rsaKey}, maxWrites, "written 5 times"},
		"add, refused":                {&fakeAccount{answerPut: refused, ignorePut: true}, add, nil, 1, "422"},
		"add, done but not said":      {&fakeAccount{answerPut: &runpod.Error{StatusCode: 502}}, add, []string{ana}, 1, ""},
		"add, cannot read":            {&fakeAccount{getFails: errors.New("no answer")}, add, nil, 0, "no answer"},
		"rewrite":                     {&fakeAccount{lines: []string{rsaKey, ana, foreign}}, rewrite, []string{rsaKey, ben, foreign}, 1, ""},
		"rewrite what is so":          {&fakeAccount{lines: []string{ben}}, rewrite, []string{ben}, 0, ""},
		"rewrite what is gone":        {&fakeAccount{lines: []string{foreign}}, rewrite, []string{foreign, ben}, 1, ""},
		"rewrite one of two":          {&fakeAccount{lines: []string{ana, rsaKey, ed25519Key}}, rewrite, []string{ben, rsaKey}, 1, ""},
		"remove":                      {&fakeAccount{lines: []string{foreign, ana, rsaKey}}, remove, []string{foreign, rsaKey}, 1, ""},
		"remove the last":             {&fakeAccount{lines: []string{ana}}, remove, nil, 1, ""},
		"remove what is there twice":  {&fakeAccount{lines: []string{ana, rsaKey, ben}}, remove, []string{rsaKey}, 1, ""},
		"remove what is gone":         {&fakeAccount{lines: []string{foreign}}, remove, []string{foreign}, 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := test.account
				err := test.change(ringOf(a), t)
				if (err == nil) != (test.fails == "") || (err != nil && !strings.Contains(err.Error(), test.fails)) {
					t.Errorf("got %v, want %q", err, test.fails)
				}
				if !slices.Equal(a.lines, test.want) || a.puts != test.puts {
					t.Errorf("after %d writes, want %d, the account has %q, want %q", a.puts, test.puts, a.lines, test.want)
				}
			})
		})
	}
}

func TestKeyringObeysTheContext(t *testing.T) {
	t.Parallel()
	a := &fakeAccount{}
	ring := ringOf(a)
	unlock, err := ring.locks.Lock(t.Context(), lockName)
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := ring.remove(ctx, ed25519Fingerprint); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

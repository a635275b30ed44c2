package account

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account/journal"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

func openJournal(dir string) *journal.Journal {
	return journal.Open(dir, journal.Scope{Workspace: "default", Directory: "."})
}

// killed makes leftovers of everything in a journal: no lock protects it any more.
func killed(t interface{ Fatal(...any) }, dir string) {
	entries, err := filepath.Glob(filepath.Join(dir, "*", "*-*.json"))
	if err != nil {
		t.Fatal(err)
	}
	for i, entry := range entries {
		if err := os.Rename(entry, filepath.Join(filepath.Dir(entry), fmt.Sprintf("dead-%d.json", i))); err != nil {
			t.Fatal(err)
		}
	}
}

// entriesIn are all entries in a data directory.
func entriesIn(t *testing.T, dir string) []journal.Entry {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	entries := make([]journal.Entry, len(paths))
	for i, path := range paths {
		text, err := os.ReadFile(path)
		if err == nil {
			err = json.Unmarshal(text, &entries[i])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return entries
}

// fate is how a create ends.
type fate int

const (
	returned   fate = iota // Terraform has the answer
	unsent                 // killed before Runpod has it
	unanswered             // killed when Runpod has made it
	waiting                // killed when the answer was there
)

// createUntil runs a create that ends so, and returns what Terraform gets.
func createUntil(ctx context.Context, guard *CreateGuard, a *fakeAccount, name, shape string, end fate) *thing {
	attempt := guard.Attempt(unheard)
	object, err := Create(ctx, attempt, a.kind(), name, shape, func(ctx context.Context, shape string) (*thing, error) {
		if end == unanswered {
			a.add(name, shape)
		}
		if end == unanswered || end == unsent {
			runtime.Goexit()
		}
		return a.send(name, answered)(ctx, shape)
	})
	if err != nil || end == waiting {
		return nil
	}
	attempt.End(ctx)
	return object
}

func TestTakeOver(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		end      fate
		happened func(*fakeAccount) // before the next run
		tracked  string
		shape    string
		want     string
		err      string
	}{
		"never sent":                           {end: unsent, want: "id001"},
		"unanswered":                           {end: unanswered, want: "id001"},
		"waiting":                              {end: waiting, want: "id001"},
		"gone since":                           {end: waiting, happened: func(a *fakeAccount) { a.things = a.things[:1] }, want: "id001"},
		"tracked since":                        {end: waiting, tracked: "id001", want: "id002"},
		"a twin that is tracked":               {end: unsent, happened: func(a *fakeAccount) { a.add("a", "s") }, tracked: "id001", want: "id002"},
		"of another shape, and answered":       {end: waiting, shape: "other", err: "has id001, which differs from the current configuration"},
		"of another shape, and unanswered":     {end: unanswered, shape: "other", err: "has id001, which differs from the current configuration"},
		"several objects on the account match": {end: unanswered, happened: func(a *fakeAccount) { a.add("a", "s") }, err: "several objects on the account match: id001, id002"},
		"several, but the id is known":         {end: waiting, happened: func(a *fakeAccount) { a.add("a", "s") }, want: "id001"},
		"another name has nothing to do":       {end: unanswered, happened: func(a *fakeAccount) { a.add("b", "s") }, want: "id001"},
		"somebody else's of another name":      {end: unsent, happened: func(a *fakeAccount) { a.add("b", "s") }, want: "id002"},
		"a namesake of another shape is not":   {end: unsent, happened: func(a *fakeAccount) { a.add("a", "other") }, err: "id001, which differs from the current configuration"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, dir, a := t.Context(), t.TempDir(), &fakeAccount{}
			a.add("a", "s") // an older twin
			var wg sync.WaitGroup
			wg.Go(func() {
				createUntil(ctx, NewCreateGuard(nil, instant{}, openJournal(dir)), a, "a", "s", test.end)
			})
			wg.Wait()
			killed(t, dir)
			if test.happened != nil {
				test.happened(a)
			}
			guard := NewCreateGuard(nil, instant{}, openJournal(dir))
			if test.tracked != "" {
				guard.MarkTracked(ctx, "thing", test.tracked)
			}
			shape := "s"
			if test.shape != "" {
				shape = test.shape
			}
			var warnings []string
			attempt := guard.Attempt(func(summary, _ string) { warnings = append(warnings, summary) })
			before := len(a.things)
			got, err := a.create(ctx, attempt, "a", shape, answered)
			if test.err != "" {
				if err == nil || !strings.Contains(err.Error(), test.err) || len(a.things) != before {
					t.Fatalf("error %v, want one with %q", err, test.err)
				}
				if !strings.Contains(nextStep(err), dir) {
					t.Errorf("next step: %s", nextStep(err))
				}
				return
			}
			if err != nil || got.id != test.want {
				t.Fatalf("got %v, %v, want %s", got, err, test.want)
			}
			if took := len(a.things) == before; took != (len(warnings) == 1) {
				t.Errorf("took over: %t; warnings: %v", took, warnings)
			}
			attempt.End(ctx)
			if entries := entriesIn(t, dir); len(entries) != 1 || entries[0].ID != got.id || !entries[0].Answered {
				t.Errorf("before a state has shown it, the journal has %+v", entries)
			}
			if err := guard.End(ctx); err != nil {
				t.Fatal(err)
			}
			NewCreateGuard(nil, instant{}, openJournal(dir)).MarkTracked(ctx, "thing", got.id)
			if entries := entriesIn(t, dir); len(entries) != 0 {
				t.Errorf("a state has shown it, and the journal still has %+v", entries)
			}
		})
	}
}

func TestTakeOverNeedsTheAccount(t *testing.T) {
	t.Parallel()
	ctx, dir, a := t.Context(), t.TempDir(), &fakeAccount{}
	createUntil(ctx, NewCreateGuard(nil, instant{}, openJournal(dir)), a, "a", "s", waiting)
	killed(t, dir)
	kind := a.kind()
	kind.List = func(*runpod.Client, context.Context) ([]thing, error) { return nil, errors.New("down") }
	for range 2 {
		_, err := Create(ctx, NewCreateGuard(nil, instant{}, openJournal(dir)).Attempt(unheard), kind, "a", "s", a.send("a", answered))
		if _, ok := errors.AsType[*CutOffError](err); !ok || !strings.Contains(err.Error(), "down") {
			t.Fatalf("error %v", err)
		}
		killed(t, dir)
	}
	if len(a.things) != 1 {
		t.Errorf("the account has %v", a.things)
	}
}

func TestAPanicIsNotAnAnswer(t *testing.T) {
	t.Parallel()
	dir, a := t.TempDir(), &fakeAccount{}
	func() {
		defer func() { _ = recover() }() // as the runtime would end the process
		attempt := NewCreateGuard(nil, instant{}, openJournal(dir)).Attempt(unheard)
		defer attempt.End(t.Context())
		if _, err := a.create(t.Context(), attempt, "a", "s", answered); err != nil {
			t.Error(err)
		}
		panic("a bug")
	}()
	killed(t, dir)
	left, err := openJournal(dir).Leftovers()
	if err != nil || len(left) != 1 || left[0].Entry.ID != "id000" {
		t.Errorf("left: %v, %v", left, err)
	}
}

// TestKillsLoseNothing kills a process that creates things of few names, at
// random moments: the next one ends with everything that was declared, and the
// account has nothing else.
func TestKillsLoseNothing(t *testing.T) {
	t.Parallel()
	ctx, root, runs := t.Context(), t.TempDir(), 0
	rapid.Check(t, func(t *rapid.T) {
		runs++
		dir := filepath.Join(root, strconv.Itoa(runs))
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		a := &fakeAccount{}
		ends := rapid.SliceOfN(rapid.SampledFrom([]fate{returned, unsent, unanswered, waiting}), 1, 8).Draw(t, "ends")
		names := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "a", "b"}), len(ends), len(ends)).Draw(t, "names")
		results := make([]*thing, len(ends))
		run := func(guard *CreateGuard, end func(int) fate) {
			var wg sync.WaitGroup
			for i := range ends {
				if results[i] == nil {
					wg.Go(func() { results[i] = createUntil(ctx, guard, a, names[i], "s", end(i)) })
				}
			}
			wg.Wait()
			killed(t, dir)
		}
		run(NewCreateGuard(nil, instant{}, openJournal(dir)), func(i int) fate { return ends[i] })
		next := NewCreateGuard(nil, instant{}, openJournal(dir))
		for _, r := range results {
			if r != nil {
				next.MarkTracked(ctx, "thing", r.id)
			}
		}
		run(next, func(int) fate { return returned })
		known := map[string]bool{}
		for i, r := range results {
			if r == nil || r.name != names[i] || known[r.id] {
				t.Fatalf("create %d of %q has %v; the account %v", i, names[i], r, a.things)
			}
			known[r.id] = true
		}
		if len(a.things) != len(ends) {
			t.Fatalf("%d things on the account, want %d", len(a.things), len(ends))
		}
	})
}

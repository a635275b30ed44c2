package account

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account/journal"
)

// now is what the clock of these tests shows.
var now = instant{}.Now()

// dated is the kind of a fake account that knows when its things were made.
func (a *fakeAccount) dated(made map[string]time.Time) *Kind[thing, string] {
	kind := a.kind()
	kind.Created = func(t *thing) time.Time { return made[t.id] }
	return kind
}

// TestStrangersAreReported creates where something of the same name is there already.
func TestStrangersAreReported(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		age         time.Duration
		name, shape string
		unknownAge  bool
		prepare     func(*testing.T, *CreateGuard, string)
		told        bool
	}{
		"young":                  {age: 10 * time.Minute, told: true},
		"an hour old":            {age: time.Hour},
		"of another name":        {age: time.Minute, name: "b"},
		"of another shape":       {age: time.Minute, shape: "other"},
		"of unknown age":         {unknownAge: true},
		"in the state":           {age: time.Minute, prepare: func(t *testing.T, g *CreateGuard, _ string) { g.MarkTracked(t.Context(), "thing", "id000") }},
		"in the state of a plan": {age: time.Minute, prepare: plannedWith("id000")},
		"not in that of a plan":  {age: time.Minute, prepare: plannedWith("id999"), told: true},
		"made here, a run ago": {age: time.Minute, prepare: func(t *testing.T, _ *CreateGuard, dir string) {
			record, err := openJournal(dir).Begin(journal.Entry{Kind: "thing", Name: "a"})
			if err == nil {
				err = record.SetID("id000")
			}
			if err != nil {
				t.Fatal(err)
			}
			// Its lock is that of a run that goes on, as long as something holds it.
			t.Cleanup(func() { runtime.KeepAlive(record) })
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, dir, shape := &fakeAccount{}, t.TempDir(), "s"
			if test.name == "" {
				test.name = "a"
			}
			if test.shape != "" {
				shape = test.shape
			}
			made := map[string]time.Time{a.add(test.name, shape).id: now.Add(-test.age)}
			kind := a.dated(made)
			if test.unknownAge {
				kind = a.kind()
			}
			guard := NewCreateGuard(nil, instant{}, openJournal(dir))
			if test.prepare != nil {
				test.prepare(t, guard, dir)
			}
			var said []string
			for range 2 { // it is told about once
				attempt := guard.Attempt(func(summary, detail string) { said = append(said, summary+": "+detail) })
				if _, err := Create(t.Context(), attempt, kind, "a", "s", a.send("a", answered)); err != nil {
					t.Fatal(err)
				}
			}
			if test.told != (len(said) == 1) || len(said) > 1 {
				t.Fatalf("said %q", said)
			}
			if test.told && (!strings.Contains(said[0], `another thing "a" (id000)`) || !strings.Contains(said[0], "10m") && !strings.Contains(said[0], "1m") || !strings.Contains(said[0], "to = runpod_thing.NAME")) {
				t.Errorf("said %q", said)
			}
		})
	}
}

// plannedWith lets a plan run that finds one ID in the state.
func plannedWith(id string) func(*testing.T, *CreateGuard, string) {
	return func(t *testing.T, _ *CreateGuard, dir string) {
		plan := NewCreateGuard(nil, instant{}, openJournal(dir))
		plan.PlanCreate("thing", unheard)
		plan.MarkTracked(t.Context(), "thing", id)
		if err := plan.End(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// TestARunKnowsItsOwnObjects creates many of one name at once, on a list that is
// read again for each.
func TestARunKnowsItsOwnObjects(t *testing.T) {
	t.Parallel()
	a := &fakeAccount{}
	kind := a.kind()
	kind.Created = func(*thing) time.Time { return now }
	guard := NewCreateGuard(nil, instant{}, nil)
	var said []string
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			attempt := guard.Attempt(func(summary, _ string) {
				mu.Lock()
				defer mu.Unlock()
				said = append(said, summary)
			})
			unlock, err := guard.listing.Lock(t.Context(), kind.Name)
			if err != nil {
				t.Error(err)
				return
			}
			guard.baselineOf(kind.Name).at = now.Add(-time.Hour)
			unlock()
			if _, err := Create(t.Context(), attempt, kind, "a", "s", a.send("a", answered)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if len(said) > 0 {
		t.Errorf("said %q", said)
	}
}

// TestALostAnswerIsNotAnothers loses the answer to a create that was never carried
// out, while something else of its name and shape is new.
func TestALostAnswerIsNotAnothers(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		made  time.Time // the other one
		rival func(*testing.T, string)
		want  string
		err   string
	}{
		"made before it was sent":      {made: now.Add(-unknownSkew - time.Second), err: "has no new thing"},
		"made since, and nobody else":  {made: now, want: "id000"},
		"another workspace's":          {made: now, rival: rival("id000"), err: "has no new thing"},
		"another workspace waits, too": {made: now, rival: rival(""), err: "which another run in progress may have created"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, dir, made := &fakeAccount{}, t.TempDir(), map[string]time.Time{}
			var said []string
			attempt := NewCreateGuard(nil, instant{}, openJournal(dir)).Attempt(func(summary, _ string) { said = append(said, summary) })
			got, err := Create(t.Context(), attempt, a.dated(made), "a", "s", func(ctx context.Context, shape string) (*thing, error) {
				if test.rival != nil {
					test.rival(t, dir)
				}
				made[a.add("a", "s").id] = test.made
				return a.send("a", lostBefore)(ctx, shape)
			})
			if test.err != "" {
				if err == nil || !strings.Contains(err.Error(), test.err) {
					t.Errorf("error %v, want one with %q", err, test.err)
				}
				if next := nextStep(err); strings.Contains(test.err, "another run") && !strings.Contains(next, "Wait until no other run is in progress") {
					t.Errorf("next step: %s", next)
				}
				return
			}
			if err != nil || got.id != test.want {
				t.Errorf("got %v, %v", got, err)
			}
			if len(said) != 1 || said[0] != `Adopted thing "a" (id000)` {
				t.Errorf("said %q", said)
			}
		})
	}
}

// rival lets a run of another workspace of the same folder create the same: with an
// ID it has its answer, without it waits.
func rival(id string) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		record, err := journal.Open(dir, journal.Scope{Workspace: "staging"}).Begin(journal.Entry{Kind: "thing", Name: "a"})
		if err == nil && id != "" {
			err = record.SetID(id)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestAnsweredIsHeldUntilAPlanMissesIt creates again what Terraform was told about, in
// every state of knowledge about it.
func TestAnsweredIsHeldUntilAPlanMissesIt(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		ended  bool   // the first run, in order
		missed bool   // by a whole plan
		gone   bool   // from the account
		shape  string // of what is created now
		state  string // in the working directory
		want   string
		err    string
	}{
		"ended in order":                      {ended: true, want: "id001"},
		"ended in order, and missed":          {ended: true, missed: true, want: "id000"},
		"cut off":                             {err: "whether a state contains it cannot be determined"},
		"cut off, and missed":                 {missed: true, want: "id000"},
		"cut off, and gone":                   {gone: true, want: "id001"},
		"cut off, and of another shape":       {shape: "other", want: "id001"},
		"cut off, and in the state":           {state: `{"resources":[{"mode":"managed","instances":[{"attributes":{"id":"id000"}}]}]}`, want: "id001"},
		"cut off, and referred to in a state": {state: `{"resources":[{"mode":"managed","instances":[{"attributes":{"id":"other","volume":"id000"}}]}]}`, err: "cannot be determined"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, a, dir, shape := t.Context(), &fakeAccount{}, t.TempDir(), "s"
			first := NewCreateGuard(nil, instant{}, openJournal(dir))
			createUntil(ctx, first, a, "a", "s", returned)
			if test.ended {
				if err := first.End(ctx); err != nil {
					t.Fatal(err)
				}
			} else {
				killed(t, dir)
			}
			if test.missed {
				left, err := openJournal(dir).Leftovers()
				if err != nil || len(left) != 1 {
					t.Fatalf("%v, %v", left, err)
				}
				if err := left[0].Miss(); err != nil {
					t.Fatal(err)
				}
			}
			if test.shape != "" {
				shape = test.shape
			}
			things := len(a.things)
			if test.gone {
				a.things[0].name = "gone"
				a.things[0].id = "gone"
			}
			if err := os.WriteFile(filepath.Join(dir, "terraform.tfstate"), []byte(test.state), 0o600); err != nil {
				t.Fatal(err)
			}
			got, err := a.create(ctx, NewCreateGuard(nil, instant{}, openJournal(dir)).Attempt(unheard), "a", shape, answered)
			if test.err != "" {
				if err == nil || !strings.Contains(err.Error(), test.err) || !strings.Contains(err.Error(), "id000") || len(a.things) != things {
					t.Errorf("error %v, want one with %q", err, test.err)
				}
				return
			}
			if err != nil || got.id != test.want {
				t.Errorf("got %v, %v, want %s", got, err, test.want)
			}
		})
	}
}

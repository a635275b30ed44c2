package account

import (
	"fmt"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account/journal"
)

// here is the scope of the run that looks.
var here = journal.Scope{Address: "a", Key: "k", Workspace: "default", Directory: "."}

// TestWhichLeftoversAreReported begins a run where an earlier one has left something.
func TestWhichLeftoversAreReported(t *testing.T) {
	t.Parallel()
	otherKey, otherAddress, otherBackend, elsewhere := here, here, here, here
	otherKey.Key, otherAddress.Address, otherBackend.Backend, elsewhere.Workspace = "old", "other", "http", "staging"
	for name, test := range map[string]struct {
		scope    journal.Scope
		entry    journal.Entry
		answered bool
		ended    bool
		missed   bool
		says     string // nothing where empty
		stays    bool
	}{
		"unanswered":                        {scope: here, says: "before Terraform stored it. The account has it: id000", stays: true},
		"unanswered, and not there":         {scope: here, entry: journal.Entry{ID: "id999"}},
		"answered":                          {scope: here, answered: true, ended: true, stays: true},
		"answered, and not there":           {scope: here, entry: journal.Entry{ID: "id999"}, answered: true, ended: true, stays: true}, // nothing is asked
		"answered, and missed":              {scope: here, answered: true, ended: true, missed: true, says: "a plan did not find it in the state. The account has it: id000", stays: true},
		"answered, and cut off":             {scope: here, answered: true, says: "Terraform may not have stored it", stays: true},
		"another key of this account":       {scope: otherKey, entry: journal.Entry{ID: "id000"}, says: "The account has it: id000", stays: true},
		"another key, and a neighbour":      {scope: otherKey, entry: journal.Entry{Before: []string{"id001"}}, says: "The account has it: id000", stays: true},
		"another key of another account":    {scope: otherKey, entry: journal.Entry{ID: "id999"}, says: "with another API key, and the current key does not show it. Its ID is id999", stays: true},
		"another address":                   {scope: otherAddress, entry: journal.Entry{ID: "id000"}, says: "at another address of Runpod's API", stays: true},
		"another backend":                   {scope: otherBackend, entry: journal.Entry{ID: "id000"}, says: "in another backend", stays: true},
		"another backend's, ended in order": {scope: otherBackend, entry: journal.Entry{ID: "id000"}, answered: true, ended: true, stays: true},
		"another key's, ended in order":     {scope: otherKey, entry: journal.Entry{ID: "id000"}, answered: true, ended: true, stays: true},
		"another workspace":                 {scope: elsewhere, stays: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, dir, a := t.Context(), t.TempDir(), &fakeAccount{}
			a.add("a", "s")
			a.add("b", "s")
			first := journal.Open(dir, test.scope)
			test.entry.Kind, test.entry.Name = "thing", "a"
			if test.entry.Before == nil {
				test.entry.Before = []string{}
			}
			if test.answered && test.entry.ID == "" {
				test.entry.ID = "id000"
			}
			record, err := first.Begin(test.entry)
			if err == nil && test.answered {
				err = record.Answer()
			}
			if err == nil && test.ended {
				err = first.End()
			}
			if err != nil {
				t.Fatal(err)
			}
			if !test.ended {
				killed(t, dir)
			}
			if test.missed {
				left, err := journal.Open(dir, here).Leftovers()
				if err != nil || len(left) != 1 || left[0].Miss() != nil {
					t.Fatalf("%v, %v", left, err)
				}
			}
			var said []string
			run := New(nil, instant{}, NewCatalog(nil, true), journal.Open(dir, here))
			run.WarnOfLeftovers(ctx, []AnyKind{a.kind()}, func(summary, detail string) { said = append(said, summary+": "+detail) })
			switch {
			case test.says == "" && len(said) > 0:
				t.Errorf("said %q", said)
			case test.says != "" && (len(said) != 1 || !strings.Contains(said[0], test.says) || !strings.Contains(said[0], `thing "a"`)):
				t.Errorf("said %q, want %q", said, test.says)
			}
			if stays := len(entriesIn(t, dir)) == 1; stays != test.stays {
				t.Errorf("the entry stays: %t, want %t", stays, test.stays)
			}
			if test.says == "" && !test.missed && test.answered && a.lists > 0 {
				t.Errorf("%d lists although nothing is open", a.lists)
			}
		})
	}
}

// TestManyLeftoversAreOneWarning: a CLI shows one of the warnings that have the same
// summary.
func TestManyLeftoversAreOneWarning(t *testing.T) {
	t.Parallel()
	dir, a := t.TempDir(), &fakeAccount{}
	first := journal.Open(dir, here)
	const count = 120
	for range count {
		thing := a.add("a", "s")
		if _, err := first.Begin(journal.Entry{Kind: "thing", Name: "a", ID: thing.id}); err != nil {
			t.Fatal(err)
		}
	}
	killed(t, dir)
	said, summaries := "", map[string]bool{}
	run := New(nil, instant{}, NewCatalog(nil, true), journal.Open(dir, here))
	run.WarnOfLeftovers(t.Context(), []AnyKind{a.kind()}, func(summary, detail string) {
		said += detail
		summaries[summary] = true
	})
	for i := range count {
		if id := fmt.Sprintf("id%03d", i); !strings.Contains(said, id) {
			t.Errorf("nobody hears of %s", id)
		}
	}
	if want := (count + maxFindings - 1) / maxFindings; len(summaries) != want {
		t.Errorf("%d different summaries, want %d", len(summaries), want)
	}
}

// TestARotatedKeyFindsWhatIsLeft takes over by another key what it shows, and by
// that of another account nothing.
func TestARotatedKeyFindsWhatIsLeft(t *testing.T) {
	t.Parallel()
	for _, same := range []bool{true, false} {
		ctx, dir, a := t.Context(), t.TempDir(), &fakeAccount{}
		old := here
		old.Key = "old"
		record, err := journal.Open(dir, old).Begin(journal.Entry{Kind: "thing", Name: "a", Before: []string{}})
		if err == nil {
			err = record.SetID("id000")
		}
		if err != nil {
			t.Fatal(err)
		}
		killed(t, dir)
		want, things := "id000", 1
		if same {
			a.add("a", "s")
		}
		got, err := a.create(ctx, NewCreateGuard(nil, instant{}, journal.Open(dir, here)).Attempt(unheard), "a", "s", answered)
		if err != nil || got.id != want || len(a.things) != things {
			t.Errorf("same account: %t; got %v, %v; the account has %v", same, got, err, a.things)
		}
		if left := entriesIn(t, dir); same != (len(left) == 1) { // else that of the other account, and this one's
			t.Errorf("same account: %t; the journal has %+v", same, left)
		}
	}
}

// TestPlanSaysThatNothingCanBeRecorded warns once, and a create goes on.
func TestPlanSaysThatNothingCanBeRecorded(t *testing.T) {
	t.Parallel()
	a := &fakeAccount{}
	guard := NewCreateGuard(nil, instant{}, openJournal(t.TempDir()+"/none"))
	var said []string
	for range 2 {
		guard.PlanCreate("thing", func(summary, _ string) { said = append(said, summary) })
	}
	if len(said) != 1 || !strings.Contains(said[0], "cannot be recorded") {
		t.Errorf("said %q", said)
	}
	if _, err := a.create(t.Context(), guard.Attempt(unheard), "a", "s", answered); err != nil {
		t.Error(err)
	}
}

// TestNobodyHearsTheAnswer ends the CLI while a create is under way: the record stays
// as one that nobody was told about, and nothing is searched for.
func TestNobodyHearsTheAnswer(t *testing.T) {
	t.Parallel()
	for o, wantID := range map[outcome]string{answered: "id000", lostAfter: ""} {
		dir, a := t.TempDir(), &fakeAccount{}
		ctx := WithCaller(t.Context(), func() bool { return true })
		attempt := NewCreateGuard(nil, instant{}, openJournal(dir)).Attempt(unheard)
		_, err := a.create(ctx, attempt, "a", "s", o)
		attempt.End(ctx)
		if (err == nil) != (o == answered) {
			t.Error(err)
		}
		left := entriesIn(t, dir)
		if len(left) != 1 || left[0].ID != wantID || left[0].Answered || a.lists != 1 {
			t.Errorf("outcome %d: the journal has %+v, after %d lists", o, left, a.lists)
		}
	}
}

package account

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// thing is an object on a fake account.
type thing struct{ id, name, shape string }

// fakeAccount is the minimum that a create needs: it makes things and loses answers.
type fakeAccount struct {
	mu     sync.Mutex
	things []thing
	lists  int
}

func (a *fakeAccount) add(name, shape string) thing {
	a.mu.Lock()
	defer a.mu.Unlock()
	t := thing{id: fmt.Sprintf("id%03d", len(a.things)), name: name, shape: shape}
	a.things = append(a.things, t)
	return t
}

func (a *fakeAccount) list(context.Context) ([]thing, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.lists++
	return append([]thing(nil), a.things...), nil
}

type outcome int

const (
	answered  outcome = iota // made, and the answer comes
	refused                  // not made, and Runpod says so
	lostAfter                // made, and the answer is lost
	lostBefore
)

// kind is that of the things on a fake account, where a request is a shape.
func (a *fakeAccount) kind() *Kind[thing, string] {
	return &Kind[thing, string]{
		Name: "thing", Type: "runpod_thing",
		ID:          func(t *thing) string { return t.id },
		ObjectName:  func(t *thing) string { return t.name },
		List:        func(_ *runpod.Client, ctx context.Context) ([]thing, error) { return a.list(ctx) },
		FitsRequest: func(t *thing, shape string) bool { return t.shape == shape },
	}
}

// send makes a thing of a name, or loses it.
func (a *fakeAccount) send(name string, o outcome) func(context.Context, string) (*thing, error) {
	return func(_ context.Context, shape string) (*thing, error) {
		lost := &runpod.AmbiguousError{Method: "POST", Path: "/things", Err: errors.New("connection reset")}
		switch o {
		case refused:
			return nil, &runpod.Error{StatusCode: 400, Detail: "no"}
		case lostBefore:
			return nil, lost
		case lostAfter:
			a.add(name, shape)
			return nil, lost
		default:
			t := a.add(name, shape)
			return &t, nil
		}
	}
}

// create creates a thing, with an answer that ends so.
func (a *fakeAccount) create(ctx context.Context, attempt *CreateAttempt, name, shape string, o outcome) (*thing, error) {
	return Create(ctx, attempt, a.kind(), name, shape, a.send(name, o))
}

// instant is a clock on which waiting takes no time.
type instant struct{}

func (instant) Now() time.Time                                   { return time.Unix(0, 0) }
func (instant) Sleep(ctx context.Context, _ time.Duration) error { return ctx.Err() }

// unheard is for warnings that a test does not look at.
func unheard(string, string) {}

func newAttempt() *CreateAttempt { return NewCreateGuard(nil, instant{}, nil).Attempt(unheard) }

// nextStep is what an error advises.
func nextStep(err error) string {
	if advised, ok := errors.AsType[Advised](err); ok {
		return advised.NextStep()
	}
	return ""
}

func TestCreate(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		there   []thing
		outcome outcome
		want    string
		err     string
	}{
		"answered":                       {outcome: answered, want: "id000"},
		"refused":                        {outcome: refused, err: "no"},
		"lost after it was made":         {outcome: lostAfter, want: "id000"},
		"an older twin is not adopted":   {there: []thing{{"", "a", "s"}}, outcome: lostAfter, want: "id001"},
		"lost before it was made":        {outcome: lostBefore, err: "has no new thing"},
		"not made, with an older twin":   {there: []thing{{"", "a", "s"}}, outcome: lostBefore, err: "has no new thing"},
		"another shape is not adopted":   {there: []thing{{"", "a", "other"}}, outcome: lostBefore, err: "has no new thing"},
		"another name is left to others": {there: []thing{{"", "b", "s"}}, outcome: lostAfter, want: "id001"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := &fakeAccount{}
			for _, old := range test.there {
				a.add(old.name, old.shape)
			}
			got, err := a.create(t.Context(), newAttempt(), "a", "s", test.outcome)
			if test.err != "" {
				if err == nil || !strings.Contains(err.Error(), test.err) {
					t.Fatalf("error %v, want one with %q", err, test.err)
				}
				return
			}
			if err != nil || got.id != test.want {
				t.Fatalf("got %v, %v, want %s", got, err, test.want)
			}
		})
	}
}

func TestCreateNamesSeveralCandidates(t *testing.T) {
	t.Parallel()
	a := &fakeAccount{}
	_, err := Create(t.Context(), newAttempt(), a.kind(), "a", "s", func(ctx context.Context, shape string) (*thing, error) {
		a.add("a", "s") // somebody else, meanwhile
		return a.send("a", lostAfter)(ctx, shape)
	})
	unresolved, ok := errors.AsType[*UnresolvedError](err)
	if !ok || len(unresolved.Candidates) != 2 || !strings.Contains(err.Error(), "id000, id001") {
		t.Fatalf("%v", err)
	}
	if !strings.Contains(nextStep(err), "Import it by its ID") {
		t.Errorf("next step: %s", nextStep(err))
	}
}

func TestCreateResolvesAfterAnInterruption(t *testing.T) {
	t.Parallel()
	a := &fakeAccount{}
	ctx, cancel := context.WithCancel(t.Context())
	got, err := Create(ctx, newAttempt(), a.kind(), "a", "s", func(ctx context.Context, shape string) (*thing, error) {
		cancel()
		return a.send("a", lostAfter)(ctx, shape)
	})
	if err != nil || got.id != "id000" {
		t.Fatalf("got %v, %v", got, err)
	}
}

// TestCreatesLoseNothing runs creates of few names at once, with answers lost at
// random: everything on the account is known to exactly one of them.
func TestCreatesLoseNothing(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	rapid.Check(t, func(t *rapid.T) {
		a := &fakeAccount{}
		guard := NewCreateGuard(nil, instant{}, nil)
		outcomes := rapid.SliceOfN(rapid.SampledFrom([]outcome{answered, answered, refused, lostAfter, lostBefore}), 1, 24).Draw(t, "outcomes")
		names := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "a", "b"}), len(outcomes), len(outcomes)).Draw(t, "names")
		results := make([]*thing, len(outcomes))
		var wg sync.WaitGroup
		for i := range outcomes {
			wg.Go(func() {
				results[i], _ = a.create(ctx, guard.Attempt(unheard), names[i], "s", outcomes[i])
			})
		}
		wg.Wait()
		known := map[string]int{}
		for i, r := range results {
			if r == nil {
				continue
			}
			known[r.id]++
			if r.name != names[i] {
				t.Errorf("create %d of %q got %v", i, names[i], *r)
			}
		}
		for _, made := range a.things {
			if known[made.id] != 1 {
				t.Errorf("%v is known to %d creates", made, known[made.id])
			}
		}
	})
}

func TestCreatesShareTheBaseline(t *testing.T) {
	t.Parallel()
	a := &fakeAccount{}
	guard := NewCreateGuard(nil, instant{}, nil)
	for range 10 {
		if _, err := a.create(t.Context(), guard.Attempt(unheard), "a", "s", answered); err != nil {
			t.Fatal(err)
		}
	}
	if a.lists != 1 {
		t.Errorf("%d lists for 10 creates, want 1", a.lists)
	}
}

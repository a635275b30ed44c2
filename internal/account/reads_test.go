package account

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// counted is an account that counts what it is asked.
type counted struct {
	mu          sync.Mutex
	things      map[string]thing
	gets, lists int
	fail        error
}

func newCounted(n int) *counted {
	c := &counted{things: map[string]thing{}}
	for i := range n {
		id := fmt.Sprintf("id%03d", i)
		c.things[id] = thing{id: id, shape: "old"}
	}
	return c
}

func (c *counted) get(_ context.Context, id string) (*thing, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.gets++
	t, ok := c.things[id]
	if !ok {
		return nil, &runpod.Error{StatusCode: 404}
	}
	return &t, c.fail
}

func (c *counted) list(ctx context.Context) ([]thing, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lists++
	all := make([]thing, 0, len(c.things))
	for _, t := range c.things {
		all = append(all, t)
	}
	return all, errors.Join(c.fail, ctx.Err())
}

func (c *counted) set(id, shape string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.things[id] = thing{id: id, shape: shape}
}

// kind is that of the things on the account.
func (c *counted) kind() *Kind[thing, string] {
	return &Kind[thing, string]{
		Name: "thing", ID: func(t *thing) string { return t.id },
		Get:  func(_ *runpod.Client, ctx context.Context, id string) (*thing, error) { return c.get(ctx, id) },
		List: func(_ *runpod.Client, ctx context.Context) ([]thing, error) { return c.list(ctx) },
	}
}

func (c *counted) reads(clock runpod.Clock) *Reads[thing] { return newReads(nil, clock, c.kind()) }

func TestReadsOfOneCostOneRequest(t *testing.T) {
	t.Parallel()
	c := newCounted(300)
	if _, err := c.reads(instant{}).Get(t.Context(), "id007"); err != nil {
		t.Fatal(err)
	}
	if c.gets != 1 || c.lists != 0 {
		t.Errorf("%d gets and %d lists, want a single get", c.gets, c.lists)
	}
}

func TestReadsShareOneList(t *testing.T) {
	t.Parallel()
	c := newCounted(300)
	r := c.reads(instant{})
	var wg sync.WaitGroup
	for i := range 300 {
		wg.Go(func() {
			got, err := r.Get(t.Context(), fmt.Sprintf("id%03d", i))
			if err != nil || got.id != fmt.Sprintf("id%03d", i) {
				t.Errorf("read %d: %v, %v", i, got, err)
			}
		})
	}
	wg.Wait()
	if c.gets != 1 || c.lists != 1 {
		t.Errorf("%d gets and %d lists for 300 reads, want 1 and 1", c.gets, c.lists)
	}
}

func TestReadsConfirmWhatIsMissing(t *testing.T) {
	t.Parallel()
	c := newCounted(3)
	r := c.reads(instant{})
	for range 2 { // the second by list
		if _, err := r.Get(t.Context(), "id000"); err != nil {
			t.Fatal(err)
		}
	}
	before := c.gets
	if _, err := r.Get(t.Context(), "gone"); !runpod.IsNotFound(err) || c.gets != before+1 {
		t.Errorf("a missing object was not asked for: %v, %d gets", err, c.gets-before)
	}
}

func TestReadsAreDroppedByAWrite(t *testing.T) {
	t.Parallel()
	c := newCounted(3)
	r := c.reads(instant{})
	for range 2 {
		if _, err := r.Get(t.Context(), "id000"); err != nil {
			t.Fatal(err)
		}
	}
	c.set("id000", "new")
	if got, _ := r.Get(t.Context(), "id000"); got.shape != "old" {
		t.Errorf("the list was not used: %v", got)
	}
	r.Drop()
	if got, _ := r.Get(t.Context(), "id000"); got.shape != "new" {
		t.Errorf("what was read before a write was served after it: %v", got)
	}
}

func TestReadsFailures(t *testing.T) {
	t.Parallel()
	c := newCounted(3)
	r := c.reads(instant{})
	if _, err := r.Get(t.Context(), "id000"); err != nil {
		t.Fatal(err)
	}
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := r.Get(canceled, "id001"); !errors.Is(err, context.Canceled) {
		t.Errorf("an interrupted read: %v", err)
	}
	c.fail = &runpod.Error{StatusCode: 403}
	if _, err := r.Get(t.Context(), "id001"); !runpod.HasStatus(err, 403) {
		t.Errorf("a refused list: %v", err)
	}
	c.fail = nil
	if got, err := r.Get(t.Context(), "id001"); err != nil || got.id != "id001" {
		t.Errorf("the failure was remembered: %v, %v", got, err)
	}
}

// TestWatchersShareOneListAnInterval follows 100 objects that are written one
// second after the other, on a clock that only moves when all wait.
func TestWatchersShareOneListAnInterval(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const interval, boot, objects = 5 * time.Second, 30 * time.Second, 100
		c := newCounted(0)
		r := c.reads(runpod.SystemClock())
		wait := func(d time.Duration) {
			if err := runpod.SystemClock().Sleep(t.Context(), d); err != nil {
				t.Error(err)
			}
		}
		began := time.Now()
		var wg sync.WaitGroup
		for i := range objects {
			wg.Go(func() {
				wait(time.Duration(i/10) * time.Second)
				id := fmt.Sprintf("id%03d", i)
				c.set(id, "booting")
				time.AfterFunc(boot, func() { c.set(id, "running") })
				look, stop := r.Watch()
				defer stop()
				for {
					got, err := look(t.Context(), id, interval)
					if err != nil {
						t.Error(err)
						return
					}
					if got.shape == "running" {
						return
					}
					wait(interval)
				}
			})
		}
		wg.Wait()
		intervals := int(time.Since(began)/interval) + 1
		if c.lists > intervals {
			t.Errorf("%d lists in %d intervals", c.lists, intervals)
		}
		if c.gets > 2 { // the first and the last may be alone
			t.Errorf("%d single gets", c.gets)
		}
	})
}

func TestReadsList(t *testing.T) {
	t.Parallel()
	c := newCounted(3)
	reads := c.reads(instant{})
	for range 2 {
		all, err := reads.List(t.Context())
		if err != nil || len(all) != 3 {
			t.Fatalf("%v, %v", all, err)
		}
		all[0].shape = "the caller's"
		if thing, err := reads.Get(t.Context(), all[0].id); err != nil || thing.shape != "old" {
			t.Errorf("%v, %v", thing, err)
		}
	}
	if c.lists != 1 {
		t.Errorf("%d lists", c.lists)
	}
	c.fail = errors.New("no network")
	reads.Drop()
	if all, err := reads.List(t.Context()); !errors.Is(err, c.fail) {
		t.Errorf("%v, %v", all, err)
	}
}

// TestGoneIsConfirmed: a 404 from somebody who has no list either, such as behind
// a wrong URL, takes nothing out of a state.
func TestGoneIsConfirmed(t *testing.T) {
	t.Parallel()
	c := newCounted(3)
	if _, err := c.reads(instant{}).Get(t.Context(), "gone"); !runpod.IsNotFound(err) || c.lists != 1 {
		t.Errorf("a confirmed 404: %v, %d lists", err, c.lists)
	}
	noList := c.kind()
	noList.List = func(*runpod.Client, context.Context) ([]thing, error) {
		return nil, &runpod.Error{StatusCode: 404, Detail: "no route"}
	}
	listOnly := *noList
	listOnly.Get = nil
	for name, kind := range map[string]*Kind[thing, string]{"a single read": noList, "only listed": &listOnly} {
		_, err := newReads(nil, instant{}, kind).Get(t.Context(), "gone")
		if err == nil || runpod.IsNotFound(err) || !strings.Contains(nextStep(err), "api_url") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if runpod.IsNotFound(&runpod.Error{StatusCode: 404, Foreign: true, Excerpt: "<html>"}) {
		t.Error("a web page says that an object is gone")
	}
}
